//! One report per period: walks the lines of one family and group in order and finds those inside an open period.
//! The one implementation behind `repeat_e_visit` and `repeat_phone_contact`.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::outcomes::{Flag, Outcomes};
use super::windows::{GROUP_UNKNOWN, SECOND_PAYER, Window};
use super::{settings, wording};
use crate::claim::{ClaimLine, DiagnosisRelation, Sym};
use crate::findings::{Condition, Outcome, SettingKind, SettingSpec, Settings, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, Scope, World};

/// What a pipeline may set for both rules.
pub(super) const SETTINGS: [SettingSpec; 8] = [
    settings::days("window_days", 7, 1, 60, "length of the period; a larger value flags repeats further apart"),
    SettingSpec {
        name: "boundary",
        kind: SettingKind::Choice { default: "advisory", options: &["advisory", "flag", "clear"] },
        help: "what a gap of exactly `window_days` is: a lead, a repeat like any other, or clean; it opens the next period in any case",
    },
    SettingSpec {
        name: "model",
        kind: SettingKind::Choice { default: "period", options: &["period", "pairwise"] },
        help: "`period` compares with the line that opened the period, `pairwise` with the nearest earlier line, or with the nearest that shares a diagnosis when only those count",
    },
    SettingSpec {
        name: "different_diagnosis",
        kind: SettingKind::Choice { default: "advisory", options: &["advisory", "clear"] },
        help: "what a repeat with a different diagnosis is: a lead, or cleared",
    },
    settings::REQUIRE_SAME_DIAGNOSIS,
    settings::SCOPE,
    settings::DIAGNOSIS_MATCH,
    settings::IGNORED_DIAGNOSES,
];

/// Whose lines are pooled when the scope is the rulebook's own.
#[derive(Clone, Copy)]
pub(super) enum Pool {
    /// The billing group; the clinician where it is missing.
    Group,
    /// The rendering clinician.
    Clinician,
}

/// What a report on the last day of the window is.
#[derive(Clone, Copy)]
enum Boundary {
    /// One of the next seven days.
    Clean,
    /// A lead.
    Advisory,
    /// A repeat like any other.
    Repeat,
}

/// How repeats are told apart.
pub(super) struct Repeats {
    window: Window,
    window_days: i32,
    boundary: Boundary,
    pairwise: bool,
    clears_different: bool,
    pool: Pool,
    same_day: Tier,
    across_groups: bool,
    why: &'static str,
}

/// Whose lines are pooled: by group, by clinician, or all of the patient.
type PoolKey = (u8, Sym);

impl Repeats {
    pub(super) fn new(settings: &Settings, world: &World, pool: Pool, same_day: Tier, why: &'static str) -> Self {
        Self {
            window: Window::new(settings, world),
            window_days: settings.days("window_days"),
            boundary: match settings.choice("boundary") {
                "flag" => Boundary::Repeat,
                "advisory" => Boundary::Advisory,
                _ => Boundary::Clean,
            },
            pairwise: settings.choice("model") == "pairwise",
            clears_different: settings.choice("different_diagnosis") == "clear",
            pool,
            same_day,
            across_groups: settings.declares("across_groups") && settings.flag("across_groups"),
            why,
        }
    }

    /// Judges the lines of one family. The line of a second payer is the same service: it is cleared, and plays no part for
    /// the others.
    pub(super) fn check(&self, patient: PatientView<'_>, family: Kinds, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let of_family = patient.lines.iter().filter(|line| world.kinds(line).meets(family));
        let (copies, mut lines): (Vec<&ClaimLine>, Vec<&ClaimLine>) = of_family.partition(|line| line.is_copy);
        for copy in copies.into_iter().filter(|line| world.range.judges(line.date)) {
            out.judge(copy, SECOND_PAYER);
        }
        lines.sort_by(|a, b| reporting_order(world, a, b));
        // The line that opened the latest period of each pool, and the latest line of each.
        let mut openers: BTreeMap<PoolKey, &ClaimLine> = BTreeMap::new();
        let mut pools: BTreeMap<PoolKey, Vec<&ClaimLine>> = BTreeMap::new();
        for (position, line) in lines.iter().enumerate() {
            let key = self.pool_key(line);
            let pool = pools.entry(key).or_default();
            let reference = if self.pairwise { self.nearest_earlier(pool, line) } else { openers.get(&key).copied() };
            pool.push(line);
            let opens = reference.is_none_or(|reference| reference.date.gap_to(line.date) >= self.window_days);
            if world.range.judges(line.date) {
                self.judge(world, line, (reference, &lines[..position]), out);
            }
            if opens {
                openers.insert(key, line);
            }
        }
    }

    /// The nearest earlier line; where only a shared diagnosis counts, the nearest earlier one that shares it.
    fn nearest_earlier<'a>(&self, earlier: &[&'a ClaimLine], line: &ClaimLine) -> Option<&'a ClaimLine> {
        let shares = |other: &&&ClaimLine| self.window.diagnosis(line, other) == DiagnosisRelation::Same;
        let within = earlier.iter().rev().take_while(|other| other.date.gap_to(line.date) <= self.window_days);
        let sharing = within.filter(|_| self.window.require_same_diagnosis).find(shares);
        sharing.or(earlier.last()).copied()
    }

    fn pool_key(&self, line: &ClaimLine) -> PoolKey {
        match (self.window.scope, self.pool) {
            (Scope::Enrollee, _) => (0, Sym::NONE),
            (Scope::Group, _) | (Scope::Table, Pool::Group) if line.group.is_known() => (1, line.group),
            _ => (2, line.clinician),
        }
    }

    /// Whether lines of a billing group are pooled.
    const fn pools_groups(&self) -> bool {
        matches!((self.window.scope, self.pool), (Scope::Group, _) | (Scope::Table, Pool::Group))
    }

    /// Judges one line against the opener of its period (or the nearest earlier line).
    fn judge(
        &self,
        world: &World,
        line: &ClaimLine,
        (reference, earlier): (Option<&ClaimLine>, &[&ClaimLine]),
        out: &mut Outcomes<'_>,
    ) {
        let gap = reference.map(|reference| reference.date.gap_to(line.date));
        let verdict = match (reference, gap) {
            (Some(reference), Some(gap)) if gap <= self.window_days => self.verdict(line, reference, gap),
            _ => Err(self.clean(world, line)),
        };
        match (verdict, reference) {
            (Ok(tier), Some(reference)) => self.flag(world, line, reference, tier, out),
            (Err(outcome), _) => self.judge_beside(world, line, (outcome, earlier), out),
            (Ok(_), None) => {}
        }
    }

    /// Judges a line that its own pool leaves alone: by the same clinician's lines under other groups, and by lines that
    /// might be of its group if a blank billing group were known.
    fn judge_beside(
        &self,
        world: &World,
        line: &ClaimLine,
        (outcome, earlier): (Outcome, &[&ClaimLine]),
        out: &mut Outcomes<'_>,
    ) {
        let outcome = if outcome == Outcome::Clean { self.clean(world, line) } else { outcome };
        let may_fire = self.across_groups && !matches!(outcome, Outcome::Cleared(_));
        let within = |earlier: &&&ClaimLine| earlier.date.gap_to(line.date) < self.window_days;
        let mut recent = earlier.iter().rev().take_while(within).copied();
        let across = recent.find(|other| is_across(line, other) && self.pool_key(line) != self.pool_key(other));
        if let Some(other) = across.filter(|_| may_fire) {
            self.flag_across(world, line, other, out);
        } else if self.pools_groups() && self.might_repeat(line, earlier) {
            out.judge(line, GROUP_UNKNOWN);
        } else {
            out.judge(line, outcome);
        }
    }

    /// Whether the line would be a repeat if a blank billing group, its own or the other's, were that of the other line.
    fn might_repeat(&self, line: &ClaimLine, earlier: &[&ClaimLine]) -> bool {
        // Of one clinician too: a blank group may be the other's, and then the two lines are of one pool.
        let is_unknown = |other: &&&ClaimLine| {
            (!line.group.is_known() || !other.group.is_known()) && self.pool_key(line) != self.pool_key(other)
        };
        let within = |other: &&&ClaimLine| other.date.gap_to(line.date) <= self.window_days;
        let repeats = |other: &ClaimLine| self.verdict(line, other, other.date.gap_to(line.date)).is_ok();
        earlier.iter().rev().take_while(within).filter(is_unknown).any(|other| repeats(other))
    }

    fn clean(&self, world: &World, line: &ClaimLine) -> Outcome {
        world.outcome_of_clean(line.date, self.window_days, 0)
    }

    /// The tier of a line inside the window, or the outcome that stands in its place.
    fn verdict(&self, line: &ClaimLine, reference: &ClaimLine, gap: i32) -> Result<Tier, Outcome> {
        let diagnosis = self.window.diagnosis(line, reference);
        if self.window.require_same_diagnosis && diagnosis != DiagnosisRelation::Same {
            return Err(match diagnosis {
                DiagnosisRelation::Unknown => Outcome::NotEvaluable("diagnosis unknown"),
                _ => Outcome::Cleared("different diagnosis"),
            });
        }
        match self.boundary {
            Boundary::Clean if gap == self.window_days => return Err(Outcome::Clean),
            Boundary::Advisory if gap == self.window_days => return Ok(Tier::Advisory),
            _ => {}
        }
        if gap == 0 {
            return Ok(self.same_day);
        }
        match diagnosis {
            DiagnosisRelation::Different if self.clears_different => Err(Outcome::Cleared("different diagnosis")),
            DiagnosisRelation::Different => Ok(Tier::Advisory),
            DiagnosisRelation::Same | DiagnosisRelation::Unknown => Ok(Tier::Presumptive),
        }
    }

    fn flag_across(&self, world: &World, line: &ClaimLine, earlier: &ClaimLine, out: &mut Outcomes<'_>) {
        let diagnosis = self.window.diagnosis(line, earlier);
        let groups = if line.group.is_known() {
            "same clinician, other billing group"
        } else {
            "same clinician, own billing group blank"
        };
        let found = format!("{}: {groups}", wording::comparison(world, line, &[earlier], diagnosis));
        let why = "A clinician's own time of seven days is one report, wherever it is billed";
        let conditions = vec![Condition::met(groups.to_owned())];
        let flag = Flag::alone(Tier::Presumptive, found, why);
        let window = Some((1 - self.window_days, 0));
        out.flag(line, &Flag { related: &[earlier], diagnosis, window, conditions, ..flag });
    }

    fn flag(&self, world: &World, line: &ClaimLine, reference: &ClaimLine, tier: Tier, out: &mut Outcomes<'_>) {
        let diagnosis = self.window.diagnosis(line, reference);
        let comparison = wording::comparison(world, line, &[reference], diagnosis);
        let boundary = line.date.gap_to(reference.date) == -self.window_days;
        let day = 1 - line.date.gap_to(reference.date);
        let found = match (self.pairwise, boundary) {
            (true, _) => comparison,
            (false, true) => format!("{comparison}: exactly at the boundary of the {}-day period", self.window_days),
            (false, false) => format!("{comparison}: day {day} of the {}-day period it opened", self.window_days),
        };
        let flag = Flag::alone(tier, found, self.why);
        out.flag(line, &Flag { related: &[reference], diagnosis, window: Some((-self.window_days, 0)), ..flag });
    }
}

/// The same clinician under another known billing group; the line's own may be blank, because a repeat it is in either case.
fn is_across(line: &ClaimLine, earlier: &ClaimLine) -> bool {
    let same_clinician = line.clinician.is_known() && line.clinician == earlier.clinician;
    same_clinician && earlier.group.is_known() && line.group != earlier.group
}

/// Date, then higher code first, then claim id, then line number.
fn reporting_order(world: &World, a: &ClaimLine, b: &ClaimLine) -> Ordering {
    a.date
        .cmp(&b.date)
        .then_with(|| world.code(b).cmp(world.code(a)))
        .then_with(|| world.names.claims.text(a.claim).cmp(world.names.claims.text(b.claim)))
        .then(a.line_number.cmp(&b.line_number))
}
