//! One clinician, two services at the same time.
//!
//! # What it finds
//! Lines of one clinician, over all patients, whose times intersect: by start and end on the lines, or in the log.
//!
//! # Why it matters
//! A clinician's minute supports one service. Two services at once mean that one of them was not given as billed, or by
//! somebody else.
//!
//! # How it decides
//! 1. The intervals of a line: its start and end, and those of its logged contacts by the same clinician. Pictures
//!    occupy nobody, and staff time is not the clinician's.
//! 2. Two lines whose intervals intersect by at least `tolerance_seconds`: the one that starts later is flagged
//!    `presumptive` (then claim id, line number), with every line it intersects. Intervals are half-open: touching is no
//!    overlap.
//! 3. A line that intersects a logged contact with another patient that belongs to no line: flagged too.
//! 4. Group codes (98961, 98962, 99078, 90853) with the same interval and two patients or more are one session.
//! 5. No usable interval: not evaluable. The claim of a second payer for the same service: cleared; it takes no minute.
//!
//! # What it leaves out
//! A contact with the same patient that belongs to no line: it is probably the record of the same service. Two lines
//! that share one logged contact. Intervals that end before they start or last longer than a day. Times of day without
//! dates.
//!
//! # Settings
//! `tolerance_seconds` (60).
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; `CodingIntel`, online digital E/M (2025).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, ClinicianCheck, Rule};
use super::windows::SECOND_PAYER;
use super::wording;
use crate::claim::{ClaimLine, Field, Moment, Sym};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "overlapping_time",
        title: "one clinician, two services at the same time",
        direction: Direction::Overpayment,
        subjects: Kinds::ANY,
        against: Kinds::NONE,
        needs: &[
            &[Need::Column(Field::StartTime), Need::Table(Input::ActivityLog)],
            &[Need::Column(Field::EndTime), Need::Table(Input::ActivityLog)],
        ],
        clean_needs: &[],
        without: &[],
        settings: &[SettingSpec {
            name: "tolerance_seconds",
            kind: SettingKind::Number { default: 60, min: 1, max: 3600, unit: "seconds" },
            help: "shortest intersection that counts; a larger value flags less",
        }],
        clears: "a log that shows other times, or another person at work",
        evidence: "the appointment and call logs of that day",
        source: "CodingIntel, online digital E/M (2025); project rulebook 3.2 (2026-11-30)",
        page: include_str!("overlapping_time.rs"),
        examples: include_str!("../../tests/fixtures/rules/overlapping_time.md"),
    },
    prepare: &|settings, _| {
        Check::clinician(OverlappingTime { tolerance_seconds: settings.number("tolerance_seconds") })
    },
};

struct OverlappingTime {
    tolerance_seconds: i64,
}

/// A stretch of the clinician's time.
struct Timed<'a> {
    start: i64,
    end: i64,
    patient: Sym,
    /// The line it was billed on; `None` for a logged contact that belongs to no line of the clinician.
    line: Option<&'a ClaimLine>,
    /// The logged contact, by its place in the clinician's log and its number: billed on several lines, it is still one
    /// stretch.
    contact: Option<(usize, Sym)>,
    /// Group codes given to several patients at once: the same session is no overlap.
    session: bool,
}

/// Two stretches that intersect, seen from the first.
struct Overlap<'a> {
    own: (i64, i64),
    other: (i64, i64),
    /// The line of the other; `None` for a logged contact with another patient.
    line: Option<&'a ClaimLine>,
    /// The number of the other in the log, if it stands there.
    contact: Option<Sym>,
}

/// What a line intersects, and whether it is the one to flag.
#[derive(Default)]
struct Overlaps<'a> {
    all: Vec<Overlap<'a>>,
    flagged: bool,
}

type LineKey = (Sym, Sym, i32);

const fn key(line: &ClaimLine) -> LineKey {
    (line.patient, line.claim, line.line_number)
}

impl ClinicianCheck for OverlappingTime {
    fn check(&self, clinician: &ClinicianView<'_>, out: &mut Outcomes<'_>) {
        let world = clinician.world;
        let mut timed = stretches(clinician);
        timed.sort_by(|a, b| starting_order(world, a, b));
        mark_sessions(world, &mut timed);
        let known: BTreeSet<LineKey> = timed.iter().filter_map(|timed| timed.line.map(key)).collect();
        let mut overlaps = self.overlaps(&timed);
        for line in clinician.lines.iter().filter(|line| world.range.judges(line.date)) {
            if line.is_copy {
                out.judge(line, SECOND_PAYER);
                continue;
            }
            match overlaps.remove(&key(line)).filter(|overlaps| overlaps.flagged) {
                Some(found) => flag(line, found, out),
                None if known.contains(&key(line)) => out.judge(line, Outcome::Clean),
                None => out.judge(line, Outcome::NotEvaluable("no usable start and end time")),
            }
        }
    }
}

/// The intervals of the lines and of the log. The line of a second payer is the same service, and takes no minute of its own.
fn stretches<'a>(clinician: &ClinicianView<'a>) -> Vec<Timed<'a>> {
    let own = |line: &&'a ClaimLine| {
        let (start, end) = line.interval().filter(|_| !line.is_copy)?;
        Some(Timed { start, end, patient: line.patient, line: Some(*line), contact: None, session: false })
    };
    let mut timed: Vec<Timed<'a>> = clinician.lines.iter().filter_map(own).collect();
    for (place, (activity, lines)) in clinician.activities().enumerate() {
        let Some((start, end)) = activity.interval() else { continue };
        let of = |line: Option<&'a ClaimLine>| Timed {
            start,
            end,
            patient: activity.patient,
            line,
            contact: Some((place, activity.id)),
            session: false,
        };
        if lines.is_empty() {
            timed.push(of(None));
        }
        timed.extend(lines.into_iter().filter(|line| !line.is_copy).map(|line| of(Some(line))));
    }
    timed
}

impl OverlappingTime {
    /// What every line intersects.
    fn overlaps<'a>(&self, timed: &[Timed<'a>]) -> BTreeMap<LineKey, Overlaps<'a>> {
        let mut found: BTreeMap<LineKey, Overlaps<'a>> = BTreeMap::new();
        // A clinician with thousands of lines at one hour has millions of pairs: what is settled is not looked at again.
        let mut settled = vec![false; timed.len()];
        for (place, first) in timed.iter().enumerate() {
            let later = timed.iter().enumerate().skip(place + 1).take_while(|(_, other)| other.start < first.end);
            for (other, second) in later {
                let seconds = first.end.min(second.end) - second.start;
                let is_settled = settled[place] && settled[other];
                if is_settled || seconds < self.tolerance_seconds || is_one_service(first, second) {
                    continue;
                }
                // Of two lines the later is flagged; beside a contact that is nobody's line, the line is.
                settled[place] = note(&mut found, first, second, second.line.is_none());
                settled[other] = note(&mut found, second, first, true);
            }
        }
        found
    }
}

/// Whether two stretches of time are of one line, of one session, of one logged contact, or a line and the probable
/// record of it.
fn is_one_service(a: &Timed<'_>, b: &Timed<'_>) -> bool {
    if a.contact.is_some() && a.contact == b.contact {
        return true;
    }
    match (a.line, b.line) {
        (Some(one), Some(other)) => {
            let one_session = a.session && b.session && (a.start, a.end) == (b.start, b.end);
            one.is(other) || one_session
        }
        (None, None) => true,
        _ => a.patient == b.patient,
    }
}

/// Placeholder clinicians with thousands of lines at one hour would fill the memory with pairs; nobody reads beyond this.
const MOST_RELATED: usize = 150;

/// Keeps what a line intersects; says whether no further overlap can change what is said of it.
fn note<'a>(found: &mut BTreeMap<LineKey, Overlaps<'a>>, of: &Timed<'a>, with: &Timed<'a>, flags: bool) -> bool {
    let Some(line) = of.line else { return true };
    let overlaps = found.entry(key(line)).or_default();
    overlaps.flagged |= flags;
    if overlaps.all.len() >= MOST_RELATED {
        return overlaps.flagged;
    }
    let is_known = |line: &ClaimLine| overlaps.all.iter().any(|known| known.line.is_some_and(|known| known.is(line)));
    if !with.line.is_some_and(is_known) {
        let contact = with.contact.map(|(_, id)| id);
        overlaps.all.push(Overlap { own: (of.start, of.end), other: (with.start, with.end), line: with.line, contact });
    }
    false
}

fn flag(line: &ClaimLine, found: Overlaps<'_>, out: &mut Outcomes<'_>) {
    let world = out.world();
    let mut all = found.all;
    // Lines before contacts that nobody billed, nearest first.
    all.sort_by(|a, b| match (a.line, b.line) {
        (Some(a), Some(b)) => by_nearness(world, line, a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    let Some(nearest) = all.first() else { return };
    let others = match all.len() - 1 {
        n if n + 1 >= MOST_RELATED => format!(", and {n} or more others"),
        0 => String::new(),
        1 => ", and one more".to_owned(),
        n => format!(", and {n} more"),
    };
    let contact = || {
        let number = nearest.contact.map_or("", |id| world.names.activities.text(id));
        format!("logged contact {number} with another patient")
    };
    let other = nearest.line.map_or_else(contact, |other| wording::dated(world, other));
    let (own, others_time) = (times(nearest.own), times(nearest.other));
    let named = wording::dated(world, line);
    let words = format!("{named} {own} overlaps {other} {others_time}{others}, all of one clinician");
    let seconds = nearest.own.1.min(nearest.other.1) - nearest.own.0.max(nearest.other.0);
    let what = format!("{own} and {others_time} have {seconds} seconds in common");
    let related: Vec<&ClaimLine> = all.iter().filter_map(|overlap| overlap.line).collect();
    let diagnosis = related.first().map(|nearest| out.diagnosis(line, nearest));
    let flag = Flag::alone(Tier::Presumptive, words, "One clinician's minute supports one service");
    let diagnosis = diagnosis.unwrap_or(flag.diagnosis);
    out.flag(line, &Flag { related: &related, diagnosis, conditions: vec![Condition::met(what)], ..flag });
}

/// `from 2025-10-09 10:00:00 to 10:12:00`; the second date is named when it is another.
fn times((start, end): (i64, i64)) -> String {
    let (start, end) = (Moment(start).to_string(), Moment(end).to_string());
    match (start.split_once(' '), end.split_once(' ')) {
        (Some((first, _)), Some((last, clock))) if first == last => format!("from {start} to {clock}"),
        _ => format!("from {start} to {end}"),
    }
}

/// Start, then claim id, then line number; what is nobody's line comes first, so that the line is the later one.
fn starting_order(world: &World, a: &Timed<'_>, b: &Timed<'_>) -> Ordering {
    let line = |timed: &Timed<'_>| timed.line.map(|line| (world.names.claims.text(line.claim), line.line_number));
    let rest = |timed: &Timed<'_>| (timed.end, world.names.patients.text(timed.patient));
    a.start.cmp(&b.start).then_with(|| line(a).cmp(&line(b))).then_with(|| rest(a).cmp(&rest(b)))
}

fn mark_sessions(world: &World, timed: &mut [Timed<'_>]) {
    let is_group = |timed: &Timed<'_>| timed.line.is_some_and(|line| world.kinds(line).meets(Kinds::GROUP_SESSION));
    let mut sessions: BTreeMap<(i64, i64), BTreeSet<Sym>> = BTreeMap::new();
    for timed in timed.iter().filter(|timed| is_group(timed)) {
        sessions.entry((timed.start, timed.end)).or_default().insert(timed.patient);
    }
    for timed in timed {
        let patients = sessions.get(&(timed.start, timed.end)).map_or(0, BTreeSet::len);
        timed.session = is_group(timed) && patients >= 2;
    }
}
