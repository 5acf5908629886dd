//! Care management and messages or calls of one group in one month.
//!
//! # What it finds
//! A care-management line and an e-visit, contact or telehealth visit of the same patient and billing group in one
//! calendar month: on one date, at overlapping times, or merely in the month.
//!
//! # Why it matters
//! Time counted for care management cannot be counted again for a message, a call or a visit. On one date the public
//! edits pair most of these codes; in one month both stand only when the minutes are distinct.
//!
//! # How it decides
//! 1. Candidates are e-visits, telephone, check-in and image lines and telehealth visits of the patient in the calendar
//!    month of the care-management line, of the same billing group. Where a group number is absent the same clinician is
//!    enough.
//! 2. The same date: `presumptive`. Times that overlap by a minute or more, of the lines or of practitioners' entries in
//!    the activity log that belong to them: `presumptive`. The same month only: `advisory`.
//! 3. The finding takes the strongest tier and names every line at that tier, nearest first.
//! 4. Nothing fired, but a candidate by another clinician has no group number, or the subject has none: not evaluable.
//! 5. Clean, but the month begins before the data: not evaluable; but it ends after them: provisional.
//!
//! # What it leaves out
//! Work of staff, which takes no practitioner's minute. Pairs that the public edits of one date forbid (`pair_edit` needs
//! the user's own table). Remote monitoring and consults between clinicians.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.3; CodingIntel, online digital E/M; CMS NCCI PTP practitioner edits, 2024 Q3.

use super::months::{GroupMonth, group_condition, span};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::Strongest;
use super::wording;
use crate::claim::{Activity, ClaimLine};
use crate::findings::{Condition, Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "care_management_overlap",
        title: "care management and messages or calls of one group in one month",
        direction: Direction::Overpayment,
        subjects: Kinds::CARE_MANAGEMENT,
        against: Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT),
        needs: &[],
        clean_needs: &[],
        settings: &[],
        clears: "a time log that shows other minutes for care management than for the contact",
        evidence: "the care-management time log of the month, and the record of the contact",
        source: "CodingIntel, online digital E/M; CMS NCCI PTP practitioner edits (2024 Q3); project rulebook 3.3 (2026-11-21)",
        page: include_str!("care_management_overlap.rs"),
        examples: include_str!("../../tests/fixtures/rules/care_management_overlap.md"),
    },
    prepare: &|_, _| Check::patient(CareManagementOverlap),
};

/// Shortest overlap of two times that counts.
const LEAST_SECONDS: i64 = 60;

struct CareManagementOverlap;

impl PatientCheck for CareManagementOverlap {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(RULE.card.subjects) {
            let month = GroupMonth::of(patient, subject, RULE.card.against);
            let mut strongest = Strongest::default();
            for line in &month.lines {
                let is_near = line.date == subject.date || overlap(world, subject, line) == Some(true);
                strongest.offer(if is_near { Tier::Presumptive } else { Tier::Advisory }, line);
            }
            match strongest.tier {
                Some(tier) => flag(world, subject, tier, strongest.lines, out),
                None => out.judge(subject, month.outcome_of_silence(world, subject)),
            }
        }
    }
}

fn flag(world: &World, subject: &ClaimLine, tier: Tier, mut lines: Vec<&ClaimLine>, out: &mut Outcomes<'_>) {
    lines.sort_by(|a, b| by_nearness(world, subject, a, b));
    let nearest = lines[0];
    let (diagnosis, overlap) = (out.diagnosis(subject, nearest), overlap(world, subject, nearest));
    let is_same_date = nearest.date == subject.date;
    let how = match (is_same_date, overlap) {
        (_, Some(true)) => ": their recorded times overlap",
        (true, _) => "",
        (false, _) => ": the same calendar month",
    };
    let found = format!("{}{how}", wording::comparison(world, subject, &lines, diagnosis));
    let nearness = [
        Condition { what: "the same date".to_owned(), holds: Some(is_same_date) },
        Condition { what: "recorded times that overlap by a minute or more".to_owned(), holds: overlap },
    ];
    let conditions = group_condition(world, subject, nearest).into_iter().chain(nearness).collect();
    let why = "Time counted for care management is not counted again for a message, a call or a visit";
    let flag = Flag::alone(tier, found, why);
    out.flag(subject, &Flag { related: &lines, diagnosis, window: Some(span(subject)), conditions, ..flag });
}

/// Whether two lines share a minute or more of recorded time; unknown when one of them has no time.
fn overlap(world: &World, a: &ClaimLine, b: &ClaimLine) -> Option<bool> {
    let (a, b) = (intervals(world, a), intervals(world, b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let meets = |x: &(i64, i64)| b.iter().any(|y| LEAST_SECONDS <= x.1.min(y.1) - x.0.max(y.0));
    Some(a.iter().any(meets))
}

/// Start and end of the line, and of every practitioner's entry in the log that belongs to it.
fn intervals(world: &World, line: &ClaimLine) -> Vec<(i64, i64)> {
    let practitioners = world.activities.of(line).filter(|activity| !activity.by_staff);
    line.interval().into_iter().chain(practitioners.filter_map(Activity::interval)).collect()
}
