//! One clinician, two services at the same time.
//!
//! # What it finds
//! Two timed lines of one clinician, of whatever patients, whose intervals intersect by a minute or more.
//!
//! # Why it matters
//! One clinician's minute supports one service; a minute billed twice was worked once.
//!
//! # How it decides
//! 1. Lines with a start and an end are taken as half-open intervals: touching is not overlap. An end that is not after the
//!    start, or more than 24 hours after it, is no usable interval.
//! 2. Two intervals of one clinician that intersect by `tolerance_seconds` or more: `presumptive`. The one that starts
//!    later is flagged (then by claim id and line number) and names every line it intersects.
//! 3. Lines of group codes (98961, 98962, 99078, 90853) with an identical interval form one session when they are of two or
//!    more patients; within a session nothing overlaps.
//! 4. Lines without a usable interval: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Lines whose code no rule needs. Time in a message log. Work of staff under the clinician's number.
//!
//! # Settings
//! `tolerance_seconds`.
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.2; CodingIntel, online digital E/M (no minute is counted twice).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, ClinicianCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Field, Sym};
use crate::findings::{Direction, Need, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "overlapping_time",
        title: "one clinician, two services at the same time",
        direction: Direction::Overpayment,
        subjects: Kinds::ANY,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::StartTime)], &[Need::Column(Field::EndTime)]],
        clean_needs: &[],
        settings: &[SettingSpec {
            name: "tolerance_seconds",
            kind: SettingKind::Number { default: 60, min: 1, max: 3600, unit: "seconds" },
            help: "shortest intersection that counts; a larger value flags less",
        }],
        clears: "a log that shows other times, or another person at work",
        evidence: "the appointment and call logs of that day",
        source: "CodingIntel, online digital E/M; project rulebook 3.2 (2026-11-21)",
        page: include_str!("overlapping_time.rs"),
        examples: include_str!("../../tests/fixtures/rules/overlapping_time.md"),
    },
    prepare: &|settings, _| {
        Check::Clinician(Box::new(OverlappingTime { tolerance_seconds: settings.number("tolerance_seconds") }))
    },
};

struct OverlappingTime {
    tolerance_seconds: i64,
}

/// A line with a usable interval.
struct Timed<'a> {
    start: i64,
    end: i64,
    line: &'a ClaimLine,
    /// Group codes given to several patients at once: the same session is no overlap.
    session: bool,
}

impl ClinicianCheck for OverlappingTime {
    fn check(&self, clinician: &ClinicianView<'_>, out: &mut Outcomes<'_>) {
        let world = clinician.world;
        let judged = |line: &ClaimLine| world.range.judges(line.date);
        let mut timed = Vec::new();
        for &line in &clinician.lines {
            match line.interval() {
                Some((start, end)) => timed.push(Timed { start, end, line, session: false }),
                None if judged(line) => out.judge(line, Outcome::NotEvaluable("no usable start and end time")),
                None => {}
            }
        }
        timed.sort_by(|a, b| starting_order(world, a, b));
        mark_sessions(world, &mut timed);
        for (subject, mut related) in timed.iter().zip(self.intersections(&timed)) {
            if !judged(subject.line) {
                continue;
            }
            if related.is_empty() {
                out.judge(subject.line, Outcome::Clean);
                continue;
            }
            related.sort_by(|a, b| by_nearness(world, subject.line, a, b));
            flag(subject, &related, out);
        }
    }
}

impl OverlappingTime {
    /// For every line, what it intersects; empty for a line that starts before everything it intersects.
    fn intersections<'a>(&self, timed: &[Timed<'a>]) -> Vec<Vec<&'a ClaimLine>> {
        let mut related: Vec<Vec<&ClaimLine>> = vec![Vec::new(); timed.len()];
        let mut starts_later = vec![false; timed.len()];
        for (earlier, first) in timed.iter().enumerate() {
            for (offset, second) in timed[earlier + 1..].iter().take_while(|other| other.start < first.end).enumerate()
            {
                let seconds = first.end.min(second.end) - second.start;
                if seconds >= self.tolerance_seconds && !is_one_session(first, second) {
                    let later = earlier + 1 + offset;
                    push_bounded(&mut related[earlier], second.line);
                    push_bounded(&mut related[later], first.line);
                    starts_later[later] = true;
                }
            }
        }
        for (related, starts_later) in related.iter_mut().zip(starts_later) {
            if !starts_later {
                related.clear();
            }
        }
        related
    }
}

/// Placeholder clinicians with thousands of lines at one hour would fill the memory with pairs; nobody reads beyond this.
const MOST_RELATED: usize = 1_000;

fn push_bounded<'a>(related: &mut Vec<&'a ClaimLine>, line: &'a ClaimLine) {
    if related.len() < MOST_RELATED {
        related.push(line);
    }
}

fn flag(subject: &Timed<'_>, related: &[&ClaimLine], out: &mut Outcomes<'_>) {
    let world = out.world();
    let nearest = related[0];
    let others = if related.len() > 1 { format!(", and {} more", related.len() - 1) } else { String::new() };
    let found = format!(
        "{} from {} to {} overlaps {} from {} to {}{others}, all of one clinician",
        wording::on_date(world, subject.line),
        subject.line.start,
        subject.line.end,
        wording::dated(world, nearest),
        nearest.start,
        nearest.end,
    );
    let diagnosis = out.diagnosis(subject.line, nearest);
    let flag = Flag::alone(Tier::Presumptive, found, "One clinician's minute supports one service");
    out.flag(subject.line, &Flag { related, diagnosis, ..flag });
}

/// Start, then claim id, then line number.
fn starting_order(world: &World, a: &Timed<'_>, b: &Timed<'_>) -> Ordering {
    let claim = |timed: &Timed<'_>| world.names.claims.text(timed.line.claim).to_owned();
    a.start.cmp(&b.start).then_with(|| claim(a).cmp(&claim(b))).then(a.line.line_number.cmp(&b.line.line_number))
}

fn mark_sessions(world: &World, timed: &mut [Timed<'_>]) {
    let mut sessions: BTreeMap<(i64, i64), BTreeSet<Sym>> = BTreeMap::new();
    let is_group = |timed: &Timed<'_>| world.kinds(timed.line).meets(Kinds::GROUP_SESSION);
    for line in timed.iter().filter(|line| is_group(line)) {
        sessions.entry((line.start, line.end)).or_default().insert(line.line.patient);
    }
    for line in timed {
        let patients = sessions.get(&(line.start, line.end)).map_or(0, BTreeSet::len);
        line.session = is_group(line) && patients >= 2;
    }
}

fn is_one_session(a: &Timed<'_>, b: &Timed<'_>) -> bool {
    a.session && b.session && a.start == b.start && a.end == b.end
}
