//! Services of one calendar month and one billing group: which lines of a patient's month belong together.
//! Used by the rules on monthly services; flags nothing itself.
//!
//! Source: project rulebook 3.3 (2026-11-30).

use crate::claim::{ClaimLine, Day};
use crate::findings::{Condition, Outcome};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, World};

/// The first day of the codes of advanced primary care management: 2025-01-01.
pub(super) const APCM_FIRST_DAY: Day = Day(20_089);

/// The lines of the subject's calendar month that could be of its billing group.
pub(super) struct GroupMonth<'a> {
    /// Those that are, by date, claim id and line number.
    pub(super) lines: Vec<&'a ClaimLine>,
    /// Whether a line is there whose group cannot be compared with the subject's.
    pub(super) is_group_unknown: bool,
}

impl<'a> GroupMonth<'a> {
    /// The lines of these kinds in the subject's month; the subject itself is of other kinds.
    pub(super) fn of(patient: PatientView<'a>, subject: &ClaimLine, kinds: Kinds) -> Self {
        let (first, last) = subject.date.month();
        let mut month = Self { lines: Vec::new(), is_group_unknown: false };
        for line in patient.between(first, last).iter().filter(|line| patient.world.kinds(line).meets(kinds)) {
            match is_same_group(patient.world, subject, line) {
                Some(true) => month.lines.push(line),
                Some(false) => {}
                None => month.is_group_unknown = true,
            }
        }
        month
    }

    /// The outcome of a subject beside which no line of its group was found.
    pub(super) fn outcome_of_silence(&self, world: &World, subject: &ClaimLine) -> Outcome {
        if self.is_group_unknown {
            Outcome::NotEvaluable("billing group unknown")
        } else {
            outcome_of_clean(world, subject)
        }
    }
}

/// The outcome of a line on which nothing was found in its month: the whole month must lie within the data.
pub(super) fn outcome_of_clean(world: &World, subject: &ClaimLine) -> Outcome {
    let (first, last) = subject.date.month();
    world.outcome_within(Some(first), Some(last))
}

/// The days from the subject to the first and to the last day of its month: the first is zero or negative.
pub(super) fn span(subject: &ClaimLine) -> (i32, i32) {
    let (first, last) = subject.date.month();
    (subject.date.gap_to(first), subject.date.gap_to(last))
}

/// Both group numbers known and equal, or one absent and the same clinician; unknown when one is absent and the
/// clinicians differ.
fn is_same_group(world: &World, a: &ClaimLine, b: &ClaimLine) -> Option<bool> {
    if a.group.is_known() && b.group.is_known() {
        Some(a.group == b.group)
    } else {
        (world.relation(a, b) == ProviderRelation::SameClinician).then_some(true)
    }
}

/// Why two lines of one clinician count as of one group; of two clinicians every finding says it anyway.
pub(super) fn group_condition(world: &World, subject: &ClaimLine, related: &ClaimLine) -> Option<Condition> {
    let how = if subject.group.is_known() && related.group.is_known() {
        "both lines carry the same group number"
    } else {
        "a group number is absent, the clinician is the same"
    };
    let is_one_clinician = world.relation(subject, related) == ProviderRelation::SameClinician;
    is_one_clinician.then(|| Condition::met(format!("same billing group ({how})")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monthly_codes_begin_with_2025() {
        assert_eq!(Day::from_ymd(2025, 1, 1), Some(APCM_FIRST_DAY));
    }
}
