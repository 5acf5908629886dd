//! Judges clinicians' days by sums of their lines where sums can tell: most clinicians never come near a day's limit, and
//! their lines then need not be brought together from all parts of a run. Decides nothing itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hashbrown::HashMap;

use super::engine::{Active, Given, RulePlan, clinician_checks};
use super::outcomes::Absence;
use super::rule::Check;
use crate::claim::{ClaimLine, Day, Sym};
use crate::findings::{Outcome, RuleRun};
use crate::timeline::{Timelines, World};

/// What some of a clinician's lines of one date come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Seconds at most, those of e-visits included.
    pub seconds: u32,
    /// Whether any line is a subject, or stands behind one.
    pub counts: bool,
    /// Whether the time of some lies in the days that follow too.
    pub goes_on: bool,
}

impl Load {
    /// A load beyond every limit: sums cannot tell.
    pub const UNKNOWN: Self = Self { seconds: u32::MAX, counts: true, goes_on: false };

    /// Adds other lines of the same day.
    pub const fn add(&mut self, other: Self) {
        self.seconds = self.seconds.saturating_add(other.seconds);
        self.counts |= other.counts;
        self.goes_on |= other.goes_on;
    }
}

/// The loads of clinicians' days.
pub type Loads = HashMap<(Sym, Day), Load>;

/// A check of clinicians that can tell from sums when there is nothing to find.
pub trait DaySums {
    /// What a line without times adds to its day. Never less than the check itself would count.
    fn load(&self, world: &World, line: &ClaimLine) -> Load;
    /// Whether a clinician none of whose days has more than this is clean on every one.
    fn is_calm(&self, load: Load) -> bool;
    /// The outcome of a calm clinician's day: that of its one subject, which is of this date. Nothing without a subject.
    fn outcome(&self, world: &World, date: Day, load: Load) -> Option<Outcome>;
}

/// The one check of clinicians of a run, where it can tell from sums.
pub struct BySums(Active);

impl BySums {
    /// Sums tell nothing where lines have times, where two checks look at clinicians, or where it matters which line of a
    /// day is the subject: payers with settings of their own, columns that some file lacks.
    pub fn new(plans: &[RulePlan], world: &World, given: &Given) -> Option<Self> {
        let mut active = clinician_checks(plans, world, given);
        let only = active.pop().filter(|_| active.is_empty())?;
        let is_plain = only.payers.is_none() && only.absences.iter().all(|absence| *absence == Absence::None);
        (is_plain && of(&only).is_some()).then_some(Self(only))
    }

    /// The days of the clinicians of some lines.
    pub fn loads(&self, timelines: &Timelines, world: &World) -> Loads {
        let mut loads = Loads::new();
        let Some(sums) = of(&self.0) else { return loads };
        for line in timelines.timed() {
            // A check that fails on a line fails again on the clinician's lines, where it is noted.
            let load = catch_unwind(AssertUnwindSafe(|| sums.load(world, line))).unwrap_or(Load::UNKNOWN);
            let load = if self.0.needs.may_be_clean(line.unreadable) { load } else { Load::UNKNOWN };
            loads.entry((line.clinician, line.date)).or_default().add(load);
        }
        loads
    }

    /// Judges every clinician of whom sums tell; gives for each clinician whether the lines are needed.
    pub fn judge(&self, loads: &Loads, world: &World, runs: &mut [RuleRun]) -> Vec<bool> {
        let mut needs_lines = vec![false; world.names.clinicians.len()];
        let Some(sums) = of(&self.0) else { return needs_lines };
        for ((clinician, _), load) in loads {
            needs_lines[clinician.index()] |= !sums.is_calm(*load);
        }
        let tally = &mut runs[self.0.place].tally;
        for ((_, date), load) in loads.iter().filter(|((clinician, _), _)| !needs_lines[clinician.index()]) {
            sums.outcome(world, *date, *load).into_iter().for_each(|outcome| tally.add(outcome));
        }
        needs_lines
    }
}

fn of(active: &Active) -> Option<&dyn DaySums> {
    if let Check::Clinician(check) = &active.check { check.by_sums() } else { None }
}
