//! Care management and messages or calls of one group in one month.
//!
//! # What it finds
//! A care-management line and an e-visit, contact, telehealth visit or training line of the same patient and billing group:
//! on one date, at overlapping times, or merely in one calendar month.
//!
//! # Why it matters
//! Time counted for care management cannot be counted again for a message, a call or training. On one date the published
//! edits pay one of the two: chronic and behavioural care management before messages and calls, messages and calls before
//! principal care management. In one month both stand only when the minutes are distinct.
//!
//! # How it decides
//! 1. Judged is the side that the edits deny. Beside chronic and behavioural care management (99484, 99487, 99489 to 99494,
//!    99437, 99439) that is the e-visit, telephone or training line; beside principal care management (99424 to 99427) it
//!    is the care-management line itself. Both lines name the same billing group.
//! 2. The same date: `presumptive`. Times of the month that overlap by a minute or more, of the lines or of practitioners'
//!    entries in the activity log that belong to them: `presumptive`. The same month only: `advisory`.
//! 3. Any other pair, for which no edit is published (check-ins, images and telehealth visits; G0323 and G2214): the same
//!    date is `advisory` on the communication line, anything else is nothing.
//! 4. The finding takes the strongest tier and names every line at that tier, nearest first.
//! 5. Nothing fired, but a line that would count has no billing group, or the subject has none: not evaluable.
//! 6. Clean, but the month begins before the data: not evaluable; but it ends after them: provisional. A line for which only
//!    its own date counts is clean.
//!
//! # What it leaves out
//! Work of staff, which takes no practitioner's minute. Pairs that the public edits of one date forbid (`pair_edit` needs
//! the user's own table). Remote monitoring and consults between clinicians.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.3; CodingIntel, online digital E/M; CMS NCCI PTP practitioner edits, 2024 Q3.

use super::months::{self, group_condition, span};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::{GROUP_UNKNOWN, Strongest};
use super::wording;
use crate::claim::{Activity, ClaimLine};
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "care_management_overlap",
        title: "care management and messages, calls or training of one group in one month",
        direction: Direction::Overpayment,
        subjects: COMMUNICATION.or(Kinds::CARE_MANAGEMENT),
        against: COMMUNICATION.or(Kinds::CARE_MANAGEMENT),
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a time log that shows other minutes for care management than for the contact",
        evidence: "the care-management time log of the month, and the record of the contact",
        source: "CodingIntel, online digital E/M; CMS NCCI PTP practitioner edits (2024 Q3); project rulebook 3.3 (2026-11-30)",
        page: include_str!("care_management_overlap.rs"),
        examples: include_str!("../../tests/fixtures/rules/care_management_overlap.md"),
    },
    prepare: &|_, _| Check::patient(CareManagementOverlap),
};

/// The communication lines of the rule.
const COMMUNICATION: Kinds = Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT).or(Kinds::TRAINING);
/// Those that published edits pair with care management.
const PAIRED: Kinds = Kinds::E_VISIT.or(Kinds::PHONE).or(Kinds::TRAINING);
/// Care management that the edits pay before a message or call, and care management that they deny beside one.
/// Source: CMS NCCI practitioner edits, 2024 Q3, read row by row.
const PAID_BEFORE: [&str; 10] =
    ["99484", "99487", "99489", "99490", "99491", "99492", "99493", "99494", "99437", "99439"];
const DENIED_BESIDE: [&str; 4] = ["99424", "99425", "99426", "99427"];

/// Shortest overlap of two times that counts.
const LEAST_SECONDS: i64 = 60;

struct CareManagementOverlap;

/// Which line of a pair the published edits deny.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Denied {
    Communication,
    CareManagement,
    /// No edit is published for the pair.
    Neither,
}

/// The edits' answer for a communication line and a care-management line.
fn denied(world: &World, communication: &ClaimLine, care: &ClaimLine) -> Denied {
    let code = world.code(care);
    if !world.kinds(communication).meets(PAIRED) {
        Denied::Neither
    } else if PAID_BEFORE.contains(&code) {
        Denied::Communication
    } else if DENIED_BESIDE.contains(&code) {
        Denied::CareManagement
    } else {
        Denied::Neither
    }
}

impl PatientCheck for CareManagementOverlap {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(RULE.card.subjects) {
            let is_communication = world.kinds(subject).meets(COMMUNICATION);
            if !is_communication && !DENIED_BESIDE.contains(&world.code(subject)) {
                continue;
            }
            let strongest = beside(patient, subject, is_communication);
            match strongest.tier {
                Some(tier) => flag(world, subject, tier, strongest.lines, out),
                None if strongest.group_unknown => out.judge(subject, GROUP_UNKNOWN),
                None if !world.kinds(subject).meets(PAIRED.or(Kinds::CARE_MANAGEMENT)) => {
                    out.judge(subject, Outcome::Clean);
                }
                None => out.judge(subject, months::outcome_of_clean(world, subject)),
            }
        }
    }
}

/// The lines of the month that stand against the subject.
fn beside<'a>(patient: PatientView<'a>, subject: &ClaimLine, is_communication: bool) -> Strongest<'a> {
    let world = patient.world;
    let (first, last) = subject.date.month();
    let other_side = if is_communication { Kinds::CARE_MANAGEMENT } else { COMMUNICATION };
    let mut strongest = Strongest::default();
    for line in patient.between(first, last).iter().filter(|line| world.kinds(line).meets(other_side)) {
        let (communication, care) = if is_communication { (subject, line) } else { (line, subject) };
        let is_same_date = line.date == subject.date;
        let tier = match (denied(world, communication, care), is_communication) {
            (Denied::Communication, true) | (Denied::CareManagement, false) => {
                let is_near = is_same_date || overlap(world, subject, line) == Some(true);
                Some(if is_near { Tier::Presumptive } else { Tier::Advisory })
            }
            (Denied::Neither, true) => is_same_date.then_some(Tier::Advisory),
            _ => None,
        };
        let groups_known = subject.group.is_known() && line.group.is_known();
        match tier {
            Some(tier) if groups_known && subject.group == line.group => strongest.offer(tier, line),
            // A clinician may bill under two groups: the same number does not make a blank group the other's.
            Some(_) => strongest.group_unknown |= !groups_known,
            None => {}
        }
    }
    strongest
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
