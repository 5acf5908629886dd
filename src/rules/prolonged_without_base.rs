//! A prolonged service without the visit it prolongs.
//!
//! # What it finds
//! Prolonged services (99417, G2212) without a top-level visit of the same clinician on the same date.
//!
//! # Why it matters
//! The code adds to the longest visit of its kind; alone, or beside a shorter visit, there is nothing it could add to.
//!
//! # How it decides
//! 1. A visit of the same patient, clinician and date that the code can extend: for 99417 one of 99205, 99215, 98003,
//!    98007, 98011 and 98015; for G2212 one of 99205 and 99215. There is one: clean.
//! 2. A visit the publishers accept but for which the rulebook gives no threshold (99417 beside 99245, 99345, 99350 or
//!    99483; G2212 beside 99483): cleared.
//! 3. Neither: `hard`.
//!
//! # What it leaves out
//! Whether the visit's time reaches the threshold: that is `prolonged_below_threshold`.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; BCA, prolonged time codes 99417 and G2212 (2021).

use super::outcomes::{Flag, Outcomes};
use super::prolonged;
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "prolonged_without_base",
        title: "a prolonged service without the visit it prolongs",
        direction: Direction::Overpayment,
        subjects: Kinds::PROLONGED,
        against: Kinds::OFFICE.or(Kinds::TELEHEALTH),
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a corrected claim that carries the visit",
        evidence: "the claim form of that date and the note of the visit",
        source: "BCA, prolonged time codes 99417 and G2212 (2021); project rulebook 3.2 (2026-11-30)",
        page: include_str!("prolonged_without_base.rs"),
        examples: include_str!("../../tests/fixtures/rules/prolonged_without_base.md"),
    },
    prepare: &|_, _| Check::patient(ProlongedWithoutBase),
};

struct ProlongedWithoutBase;

impl PatientCheck for ProlongedWithoutBase {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(Kinds::PROLONGED) {
            let code = world.code(line);
            // The thresholds name the bases; whose thresholds count (Medicare's or CPT's) plays no part here.
            if prolonged::same_day(patient, line).any(|visit| prolonged::threshold(world, line, visit).is_some()) {
                out.judge(line, Outcome::Clean);
            } else if prolonged::same_day(patient, line).any(|visit| prolonged::is_other_base(world, line, visit)) {
                out.judge(line, Outcome::Cleared("the rulebook gives no threshold for this visit"));
            } else {
                let bases = prolonged::bases_of(code);
                let found = format!(
                    "{} stands without a visit it can extend: the clinician has none of {bases} for this patient that day",
                    wording::on_date(world, line)
                );
                let what = format!("no line of the same patient, clinician and date among {bases}");
                let flag = Flag::alone(Tier::Hard, found, "A prolonged service adds to the longest visit of its kind");
                out.flag(line, &Flag { conditions: vec![Condition::met(what)], ..flag });
            }
        }
    }
}
