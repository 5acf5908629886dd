//! One report per period: walks the lines of one family and group in order and finds those inside an open period.
//! The one implementation behind `repeat_e_visit` and `repeat_phone_contact`.

use std::cmp::Ordering;

use super::outcomes::{Flag, Outcomes};
use super::windows::{Window, is_crossover};
use super::{settings, wording};
use crate::claim::{ClaimLine, DiagnosisRelation, Sym};
use crate::findings::{Outcome, SettingKind, SettingSpec, Settings, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, Scope, World};

/// What a pipeline may set for both rules.
pub(super) const SETTINGS: &[SettingSpec] = &[
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

/// How repeats are told apart.
pub(super) struct Repeats {
    window: Window,
    window_days: i32,
    boundary: Option<Tier>,
    boundary_is_repeat: bool,
    pairwise: bool,
    clears_different: bool,
    pool: Pool,
    same_day: Tier,
    why: &'static str,
}

impl Repeats {
    pub(super) fn new(settings: &Settings, world: &World, pool: Pool, same_day: Tier, why: &'static str) -> Self {
        let boundary = settings.choice("boundary");
        Self {
            window: Window::new(settings, world),
            window_days: settings.days("window_days"),
            boundary: (boundary == "advisory").then_some(Tier::Advisory),
            boundary_is_repeat: boundary == "flag",
            pairwise: settings.choice("model") == "pairwise",
            clears_different: settings.choice("different_diagnosis") == "clear",
            pool,
            same_day,
            why,
        }
    }

    /// Judges the lines of one family.
    pub(super) fn check(&self, patient: PatientView<'_>, family: Kinds, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let mut lines: Vec<&ClaimLine> = patient.lines.iter().filter(|line| world.kinds(line).meets(family)).collect();
        lines.sort_by(|a, b| self.pool_key(a).cmp(&self.pool_key(b)).then_with(|| reporting_order(world, a, b)));
        for pooled in lines.chunk_by(|a, b| self.pool_key(a) == self.pool_key(b)) {
            let mut opener = None;
            for (position, line) in pooled.iter().enumerate() {
                let reference = if self.pairwise { self.nearest_earlier(&pooled[..position], line) } else { opener };
                if self.judge(world, line, reference, out) {
                    opener = Some(*line);
                }
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

    fn pool_key(&self, line: &ClaimLine) -> (u8, Sym) {
        match (self.window.scope, self.pool) {
            (Scope::Enrollee, _) => (0, Sym::NONE),
            (Scope::Group, _) | (Scope::Table, Pool::Group) if line.group.is_known() => (1, line.group),
            _ => (2, line.clinician),
        }
    }

    /// Judges one line against the opener (or the nearest earlier line); says whether it opens a period.
    fn judge(&self, world: &World, line: &ClaimLine, reference: Option<&ClaimLine>, out: &mut Outcomes<'_>) -> bool {
        let gap = reference.map(|reference| reference.date.gap_to(line.date));
        let opens = gap.is_none_or(|gap| gap >= self.window_days);
        if !world.range.judges(line.date) {
            return opens;
        }
        let verdict = match (reference, gap) {
            (Some(reference), Some(gap)) if gap <= self.window_days => self.verdict(line, reference, gap),
            _ => Err(self.clean(world, line)),
        };
        match (verdict, reference) {
            (Ok(tier), Some(reference)) => self.flag(world, line, reference, tier, out),
            (Err(Outcome::Clean), _) => out.judge(line, self.clean(world, line)),
            (Err(outcome), _) => out.judge(line, outcome),
            (Ok(_), None) => {}
        }
        opens
    }

    fn clean(&self, world: &World, line: &ClaimLine) -> Outcome {
        world.outcome_of_clean(line.date, self.window_days, 0)
    }

    /// The tier of a line inside the window, or the outcome that stands in its place.
    fn verdict(&self, line: &ClaimLine, reference: &ClaimLine, gap: i32) -> Result<Tier, Outcome> {
        let diagnosis = self.window.diagnosis(line, reference);
        if is_crossover(line, reference) {
            return Err(Outcome::Cleared("the same service sent to a second payer"));
        }
        if self.window.require_same_diagnosis && diagnosis != DiagnosisRelation::Same {
            return Err(match diagnosis {
                DiagnosisRelation::Unknown => Outcome::NotEvaluable("diagnosis unknown"),
                _ => Outcome::Cleared("different diagnosis"),
            });
        }
        if gap == self.window_days && !self.boundary_is_repeat {
            return self.boundary.ok_or(Outcome::Clean);
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

/// Date, then higher code first, then claim id, then line number.
fn reporting_order(world: &World, a: &ClaimLine, b: &ClaimLine) -> Ordering {
    a.date
        .cmp(&b.date)
        .then_with(|| world.code(b).cmp(world.code(a)))
        .then_with(|| world.names.claims.text(a.claim).cmp(world.names.claims.text(b.claim)))
        .then(a.line_number.cmp(&b.line_number))
}
