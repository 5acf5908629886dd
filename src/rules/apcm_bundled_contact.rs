//! A service that Medicare's advanced primary care management of the month already contains.
//!
//! # What it finds
//! An e-visit, check-in, image review, consult between clinicians, transition code, or chronic or principal care management
//! in the calendar month of an advanced primary care management line of the same patient and billing group, billed to
//! Medicare. Behavioural care management beside the behavioural addition, and that addition without its base.
//!
//! # Why it matters
//! The monthly payment covers these services; billing one of them beside it is paid twice.
//!
//! # How it decides
//! 1. Candidates are G0556, G0557 and G0558 of the patient in the calendar month of the line, of the same billing group.
//!    Where a group number is absent the same clinician is enough.
//! 2. One is there, the line's payer is Medicare: `presumptive` for e-visits, check-ins and image reviews, consults between
//!    clinicians, transition codes, and chronic and principal care management. Behavioural care management (99484, G0323,
//!    99492 to 99494, G2214) and telephone services of clinicians without E/M are not in the bundle: clean beside it.
//! 3. 99484 and 99492 to 99494 beside a behavioural addition (G0568 to G0570) of the month and group: `presumptive`.
//! 4. A behavioural addition without G0556, G0557 or G0558 of the month and group: `hard`, if the whole month is in the
//!    data.
//! 5. Payer unknown: not evaluable. Another payer: cleared.
//! 6. None is there, but one by another clinician has no group number, or the subject has none: not evaluable.
//! 7. Before 2025-01-01: clean. Dated after the tables were read: not evaluable. Otherwise clean, but the month begins
//!    before the data: not evaluable; but it ends after them: provisional.
//!
//! # What it leaves out
//! Monthly programmes of other payers under the same codes. Care of another group in the same month.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.3; AAFP, advanced primary care management; fairpath billing intersection guide, read 2026; Nixon Gwilt Law, 2024-07-18; Rural Health
//! Information Hub, advanced primary care management, read 2026.

use super::medicare::{Payer, payer};
use super::months::{APCM_FIRST_DAY as FIRST_DAY, GroupMonth, group_condition, span};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::TABLES_NOT_READ;
use super::wording;
use crate::claim::{ClaimLine, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "apcm_bundled_contact",
        title: "a service that Medicare's advanced primary care management of the month already contains",
        direction: Direction::Overpayment,
        subjects: BUNDLED.or(Kinds::CARE_MANAGEMENT).or(Kinds::PHONE_NQ).or(Kinds::APCM_ADDON),
        against: Kinds::APCM.or(Kinds::APCM_ADDON),
        needs: &[&[Need::Column(Field::Payer)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a record that another practice gave the monthly service, or that it was not given",
        evidence: "who was the patient's primary care practice that month, and under which number both were billed",
        source: "AAFP, advanced primary care management (read 2026); Nixon Gwilt Law (2024-07-18); Rural Health Information Hub (read 2026); project rulebook 3.3 (2026-11-30)",
        page: include_str!("apcm_bundled_contact.rs"),
        examples: include_str!("../../tests/fixtures/rules/apcm_bundled_contact.md"),
    },
    prepare: &|_, _| Check::patient(ApcmBundledContact),
};

/// What the monthly payment contains, care management aside.
const BUNDLED: Kinds = Kinds::E_VISIT
    .or(Kinds::CHECK_IN)
    .or(Kinds::IMAGE_EM)
    .or(Kinds::IMAGE_NQ)
    .or(Kinds::INTERPROFESSIONAL)
    .or(Kinds::TRANSITION);
/// Chronic and principal care management, which the payment contains.
const BUNDLED_CARE: [&str; 10] =
    ["99490", "99439", "99487", "99489", "99491", "99437", "99424", "99425", "99426", "99427"];
/// Behavioural care management that the behavioural addition contains.
const BEHAVIOURAL: [&str; 4] = ["99484", "99492", "99493", "99494"];

/// What stands against a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Against {
    /// The monthly service.
    Base,
    /// The behavioural addition.
    Addition,
    /// The absence of the monthly service that it adds to.
    NoBase,
    /// Nothing: it is not in the bundle.
    Nothing,
}

fn against(world: &World, subject: &ClaimLine) -> Against {
    let (kinds, code) = (world.kinds(subject), world.code(subject));
    if kinds.meets(Kinds::APCM_ADDON) {
        Against::NoBase
    } else if kinds.meets(BUNDLED) || BUNDLED_CARE.contains(&code) {
        Against::Base
    } else if BEHAVIOURAL.contains(&code) {
        Against::Addition
    } else {
        Against::Nothing
    }
}

struct ApcmBundledContact;

impl PatientCheck for ApcmBundledContact {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(RULE.card.subjects) {
            if subject.date < FIRST_DAY {
                out.judge(subject, Outcome::Clean);
            } else if world.is_beyond_tables(subject.date) {
                out.judge(subject, TABLES_NOT_READ);
            } else {
                match against(world, subject) {
                    Against::Base => judge_beside(patient, subject, Kinds::APCM, out),
                    Against::Addition => judge_beside(patient, subject, Kinds::APCM_ADDON, out),
                    Against::NoBase => judge_addition(patient, subject, out),
                    Against::Nothing => out.judge(subject, Outcome::Clean),
                }
            }
        }
    }
}

/// Judges a line that is paid twice beside a monthly service of these kinds.
fn judge_beside(patient: PatientView<'_>, subject: &ClaimLine, kinds: Kinds, out: &mut Outcomes<'_>) {
    let world = patient.world;
    let month = GroupMonth::of(patient, subject, kinds);
    if month.lines.is_empty() {
        out.judge(subject, month.outcome_of_silence(world, subject));
        return;
    }
    match payer(world, subject) {
        Payer::Medicare => flag(world, subject, month.lines, out),
        Payer::Unknown => out.judge(subject, Outcome::NotEvaluable("payer unknown")),
        Payer::Other => out.judge(subject, Outcome::Cleared("the payer is not Medicare")),
    }
}

/// Judges a behavioural addition: it needs the monthly service that it adds to.
fn judge_addition(patient: PatientView<'_>, subject: &ClaimLine, out: &mut Outcomes<'_>) {
    let world = patient.world;
    let month = GroupMonth::of(patient, subject, Kinds::APCM);
    if !month.lines.is_empty() {
        out.judge(subject, Outcome::Clean);
        return;
    }
    match (payer(world, subject), month.outcome_of_silence(world, subject)) {
        (Payer::Other, _) => out.judge(subject, Outcome::Cleared("the payer is not Medicare")),
        // A month that is not whole in the data may hold the base.
        (_, doubt) if doubt != Outcome::Clean => out.judge(subject, doubt),
        (Payer::Unknown, _) => out.judge(subject, Outcome::NotEvaluable("payer unknown")),
        (Payer::Medicare, _) => {
            let found = format!(
                "{} stands in a month without G0556, G0557 or G0558 of the same billing group",
                wording::on_date(world, subject)
            );
            let what = "no G0556, G0557 or G0558 of the patient and group in the calendar month".to_owned();
            let conditions = vec![Condition::met("the payer is Medicare".to_owned()), Condition::met(what)];
            let why = "The behavioural addition is paid only beside advanced primary care management of the month";
            let window = Some(span(subject));
            out.flag(subject, &Flag { window, conditions, ..Flag::alone(Tier::Hard, found, why) });
        }
    }
}

fn flag(world: &World, subject: &ClaimLine, mut lines: Vec<&ClaimLine>, out: &mut Outcomes<'_>) {
    lines.sort_by(|a, b| by_nearness(world, subject, a, b));
    let diagnosis = out.diagnosis(subject, lines[0]);
    let found = format!(
        "{}: the same calendar month, billed to Medicare",
        wording::comparison(world, subject, &lines, diagnosis)
    );
    let payment = [
        Condition::met("the payer is Medicare".to_owned()),
        Condition::met(format!("{} is not before {FIRST_DAY}, when the monthly codes began", subject.date)),
    ];
    let conditions = group_condition(world, subject, lines[0]).into_iter().chain(payment).collect();
    let why = if world.kinds(lines[0]).meets(Kinds::APCM_ADDON) {
        "The behavioural addition to advanced primary care management contains this service"
    } else {
        "Medicare's monthly payment for advanced primary care management contains this service"
    };
    let flag = Flag::alone(Tier::Presumptive, found, why);
    out.flag(subject, &Flag { related: &lines, diagnosis, window: Some(span(subject)), conditions, ..flag });
}
