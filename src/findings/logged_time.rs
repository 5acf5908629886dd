//! What became of every minute of the log: counted, so that none is lost silently or counted twice. Decides nothing.
//!
//! Source: project rulebook, section 3.6.

use std::collections::BTreeMap;

use super::opportunity::PeriodOutcome;

/// What became of an entry of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeFate {
    /// Staff's: never billable.
    Staff,
    /// Marked as not evaluative.
    NonEvaluative,
    /// The practice began it.
    PracticeInitiated,
    /// Neither message nor call: pictures, care management, other work.
    OtherWork,
    /// Belongs to a line of the claims.
    OnALine,
    /// In a stretch of time that begins outside the judged dates.
    OutsidePeriod,
    /// The rule that would judge it did not run.
    NotJudged,
    /// In a stretch of time that a rule judged.
    Judged(PeriodOutcome),
}

impl TimeFate {
    /// The name used in every artefact, and the reason where it has one.
    pub const fn parts(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Staff => ("staff", None),
            Self::NonEvaluative => ("non_evaluative", None),
            Self::PracticeInitiated => ("practice_initiated", None),
            Self::OtherWork => ("other_work", None),
            Self::OnALine | Self::Judged(PeriodOutcome::Billed) => ("billed", None),
            Self::OutsidePeriod => ("outside_period", None),
            Self::NotJudged => ("not_judged", None),
            Self::Judged(outcome) => (
                outcome.name(),
                match outcome.reason() {
                    Some(reason) => Some(reason.name()),
                    None => None,
                },
            ),
        }
    }
}

/// Entries of the log and their recorded time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntrySum {
    /// Entries.
    pub entries: u64,
    /// Recorded time, in ten-thousandths of a second; an entry without minutes adds none.
    pub time: i64,
}

impl EntrySum {
    /// Adds another sum.
    pub const fn add(&mut self, other: Self) {
        self.entries += other.entries;
        self.time += other.time;
    }

    /// The time in milliseconds, which is exact: logs record hundredths of minutes or whole seconds.
    pub const fn milliseconds(self) -> i64 {
        self.time / 10
    }
}

/// The accounting of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedTime {
    /// All of it.
    pub logged: EntrySum,
    /// Entries that record no time.
    pub without_minutes: u64,
    /// Threads of messages, whoever wrote; a message without a thread counts as one.
    pub threads: u64,
    /// Those of which an entry belongs to a line.
    pub threads_on_a_line: u64,
    terms: BTreeMap<TimeFate, EntrySum>,
}

impl LoggedTime {
    /// Adds entries of one fate.
    pub fn add(&mut self, fate: TimeFate, sum: EntrySum) {
        if sum.entries > 0 {
            self.terms.entry(fate).or_default().add(sum);
        }
    }

    /// Name, reason and sum of every term; terms of one name stand together.
    pub fn terms(&self) -> Vec<(&'static str, Option<&'static str>, EntrySum)> {
        let mut named: BTreeMap<(&'static str, Option<&'static str>), EntrySum> = BTreeMap::new();
        for (fate, sum) in &self.terms {
            named.entry(fate.parts()).or_default().add(*sum);
        }
        named.into_iter().map(|((name, reason), sum)| (name, reason, sum)).collect()
    }

    /// The sum of all terms.
    pub fn accounted(&self) -> EntrySum {
        let mut all = EntrySum::default();
        self.terms.values().for_each(|sum| all.add(*sum));
        all
    }

    /// Whether every entry and every bit of time has exactly one fate.
    pub fn balances(&self) -> bool {
        self.accounted() == self.logged
    }
}
