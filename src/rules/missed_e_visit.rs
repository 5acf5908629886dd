//! A week of messages that could have been an e-visit, and what became of it.
//!
//! # What it finds
//! Weeks in which practitioners spent five minutes or more of their own time on a patient's messages without billing an
//! e-visit, and weeks billed too low. Of every other week it says why it is not billable.
//!
//! # Why it matters
//! The time was spent; an e-visit pays for it while the time limit for filing runs. What was lost, and why, shows which
//! change of workflow would have kept it.
//!
//! # How it decides
//! 1. Counted are entries of the activity log of kind `message` that are not staff's, not marked as not evaluative, not
//!    begun by the practice, and belong to no line.
//! 2. The entries of a patient are pooled by billing group (by clinician where the log names none), those of clinicians
//!    with and without E/M apart. In order of date the first opens a period of seven days; so does a billed e-visit.
//!    Where entries of one clinician overlap, no minute counts twice.
//! 3. An e-visit of the pool in the period: billed; under-billed when all minutes of the log stand for a higher code.
//! 4. Fewer than 5 completed minutes: clean. Otherwise the first of these decides, cleared: the patient is not established;
//!    an e-visit of the pool in the 6 days before; a related visit in the 7 days before the first day; a visit in the 7
//!    days after it, or on it (as `e_visit_after_related_visit`, `e_visit_before_visit` and `e_visit_on_visit_day` find
//!    them, boundary included); a global period; minutes shared with care management or another service, or care
//!    management on a day of the messages; Medicare's primary care management; a payer who does not take the code; a time
//!    limit that has passed.
//! 5. Not evaluable, in this order: minutes, specialty or payer unknown; no code; a visit nearby whose diagnosis, group or
//!    specialty is unknown; insufficient history; an entry that names a claim nobody finds; an e-visit that was refused or
//!    taken back; an entry's number that stands twice.
//! 6. The seven days after reach past the data: provisional. Otherwise flagged: `presumptive`, or `advisory` when
//!    something is to be looked at first, which the row lists.
//!
//! # What it leaves out
//! Minutes shared with services of other patients (`overlapping_time`). Claims of other groups. Windows that a pipeline
//! has set otherwise for the rules on violations: here the rulebook's own hold. Weeks that begin before the log.
//!
//! # Settings
//! None. The pipeline's section on the activity log may assume minutes per message where the log has none; rows say so.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.6; `CodingIntel`, online digital E/M (2025); AAFP, digital visits (read 2026);
//! 42 CFR 424.44 (read 2026).

use super::missed::{Judge, judge_messages};
use super::outcomes::Outcomes;
use super::rule::{Check, LogCheck, Rule};
use crate::findings::{Direction, Input, Need, RuleCard};
use crate::reference::Kinds;
use crate::timeline::LogView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "missed_e_visit",
        title: "a week of messages that could have been an e-visit",
        direction: Direction::Missed,
        subjects: Kinds::NONE,
        against: Kinds::VISIT.or(Kinds::ASSESSMENT).or(Kinds::E_VISIT),
        needs: &[&[Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a thread that was about results, scheduling or refills, or a visit elsewhere",
        evidence: "the thread with the time of every entry, and what was decided in it",
        source: "CodingIntel, online digital E/M (2025); 42 CFR 424.44 (read 2026); project rulebook 3.6 (2026-11-30)",
        page: include_str!("missed_e_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/missed_e_visit.md"),
    },
    prepare: &|_, world| Check::log(MissedEVisit(Judge::new(world))),
};

struct MissedEVisit(Judge);

impl LogCheck for MissedEVisit {
    fn check(&self, view: &LogView<'_>, out: &mut Outcomes<'_>) {
        let (weeks, outside) = judge_messages(view, &self.0, &RULE.card);
        for week in weeks {
            out.conclude(week.draft, week.outcome);
        }
        out.leave_outside(outside);
    }
}
