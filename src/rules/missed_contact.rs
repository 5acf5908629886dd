//! A call that could have been billed, and what became of it.
//!
//! # What it finds
//! Calls by telephone or video of five minutes or more of a practitioner's own time for which no line stands. Of every other
//! call it says why it is not billable.
//!
//! # Why it matters
//! Check-ins, telephone services and telehealth visits pay for such calls while the time limit for filing runs.
//!
//! # How it decides
//! 1. Counted are entries of kind `phone` and `video` that are not staff's, not marked as not evaluative, not begun by the
//!    practice, and belong to no line. Each is judged by itself, in order of time.
//! 2. A call or visit line of the clinician on that day may be the call: billed. Fewer than 5 completed minutes: clean.
//! 3. The code. With E/M: up to 10 minutes a check-in; beyond, for Medicare the longer check-in, for other payers from 2025
//!    an established patient's telehealth visit by the minutes; telephone codes until 2024 where nothing else stands.
//!    Without E/M: Medicare's check-in up to 10 minutes, else the telephone codes, the longest for longer calls. Video
//!    calls are no telephone services.
//! 4. The first of these decides, cleared: not established; an e-visit of the clinician in the 7 days before or on the
//!    day, a billable week of messages too, unless about another problem; another call of the group that day, for telephone
//!    services another of the clinician within 6 days; a related visit in the 7 days before or on the day; a visit within
//!    a day, or within 3 days for the same problem (as `contact_after_related_visit`, `contact_before_visit` and
//!    `phone_after_e_visit` find them); then as `missed_e_visit`.
//! 5. Not evaluable, provisional and flagged as `missed_e_visit`; the look-ahead is 3 days.
//!
//! # What it leaves out
//! Calls in several pieces, which are judged piece by piece. Whether a lost call could have raised the level of a visit.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 3.1 and 3.6; `CodingIntel`, virtual communication (2025); 42 CFR 424.44 (read
//! 2026).

use super::missed::{Judge, judge_calls, judge_messages};
use super::outcomes::Outcomes;
use super::rule::{Check, LogCheck, Rule};
use crate::findings::{Direction, Input, Need, RuleCard};
use crate::reference::Kinds;
use crate::timeline::LogView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "missed_contact",
        title: "a call that could have been billed",
        direction: Direction::Missed,
        subjects: Kinds::NONE,
        against: Kinds::VISIT.or(Kinds::ASSESSMENT).or(Kinds::CONTACT).or(Kinds::E_VISIT),
        needs: &[&[Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a call that arranged something only, or that a visit of these days contains",
        evidence: "the note of the call with its time, and who began it",
        source: "CodingIntel, virtual communication (2025); 42 CFR 424.44 (read 2026); project rulebook 3.1 and 3.6 (2026-11-30)",
        page: include_str!("missed_contact.rs"),
        examples: include_str!("../../tests/fixtures/rules/missed_contact.md"),
    },
    prepare: &|_, world| Check::log(MissedContact(Judge::new(world))),
};

struct MissedContact(Judge);

impl LogCheck for MissedContact {
    fn check(&self, view: &LogView<'_>, out: &mut Outcomes<'_>) {
        let (weeks, _) = judge_messages(view, &self.0, &RULE.card);
        let (calls, outside) = judge_calls(view, &self.0, &RULE.card, &weeks);
        for (draft, outcome) in calls {
            out.conclude(draft, outcome);
        }
        out.leave_outside(outside);
    }
}
