//! A telephone service or check-in within seven days after an e-visit of the same clinician.
//!
//! # What it finds
//! A telephone code or virtual check-in dated 0 to 7 days after an e-visit of the same clinician.
//!
//! # Why it matters
//! Communication that follows an e-visit inside its period, by whatever means, is counted into the e-visit.
//!
//! # How it decides
//! 1. Candidates are e-visits of the patient by the same clinician, 0 to `lookback_days` days before the call.
//! 2. On the same day, a G2251 or G2252 beside 99421 or 99422: cleared, because the published edit denies the e-visit
//!    (`pair_edit` names it). Diagnosis different: cleared.
//! 3. Otherwise `presumptive` for a telephone code after an e-visit of the same kind of clinician (both with E/M, or
//!    both without), `advisory` for every other pair, check-ins among them.
//! 4. The finding takes the strongest tier and names every e-visit at that tier, nearest first.
//! 5. Clean, but the look-back starts before the data: not evaluable.
//!
//! # What it leaves out
//! Calls of colleagues, unless `scope` is widened. Image reviews.
//!
//! # Settings
//! `lookback_days`, `scope`, `diagnosis_match`, `ignored_diagnosis_prefixes`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; CodingIntel, online digital E/M; telephone section rules
//! (whatismedicalinsurancebilling.org), read 2026.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{DIAGNOSIS_MATCH, GROUP_NEEDED_WHEN_WIDENED, IGNORED_DIAGNOSES, SCOPE, days};
use super::windows::{Strongest, Window};
use crate::claim::{ClaimLine, DiagnosisRelation};
use crate::findings::{Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, Scope, Strength, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "phone_after_e_visit",
        title: "a telephone service or check-in within seven days after an e-visit of the same clinician",
        direction: Direction::Overpayment,
        subjects: Kinds::PHONE.or(Kinds::CHECK_IN),
        against: Kinds::E_VISIT,
        needs: &[],
        clean_needs: &[GROUP_NEEDED_WHEN_WIDENED],
        without: &[],
        settings: &[
            days("lookback_days", 7, 0, 60, "how far back an e-visit counts; a larger value flags more"),
            SCOPE,
            DIAGNOSIS_MATCH,
            IGNORED_DIAGNOSES,
        ],
        clears: "notes that show two unrelated problems",
        evidence: "the message thread and the note of the call",
        source: "CodingIntel, online digital E/M; telephone section rules (2026); project rulebook 3.1 (2026-11-30)",
        page: include_str!("phone_after_e_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/phone_after_e_visit.md"),
    },
    prepare: &|settings, world| {
        let lookback_days = settings.days("lookback_days");
        Check::patient(PhoneAfterEVisit { lookback_days, window: Window::new(settings, world) })
    },
};

struct PhoneAfterEVisit {
    lookback_days: i32,
    window: Window,
}

impl PatientCheck for PhoneAfterEVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for call in patient.subjects(RULE.card.subjects) {
            let mut strongest = Strongest::default();
            let before = patient.between(call.date.plus(-self.lookback_days), call.date);
            for message in before.iter().filter(|line| patient.world.kinds(line).meets(Kinds::E_VISIT)) {
                self.compare(patient.world, call, message, &mut strongest);
            }
            let clean = patient.world.outcome_of_clean(call.date, self.lookback_days, 0);
            let why = "Communication inside the period of an e-visit is counted into the e-visit";
            self.window.conclude(call, (strongest, (-self.lookback_days, 0)), why, clean, out);
        }
    }
}

impl PhoneAfterEVisit {
    fn compare<'a>(&self, world: &World, call: &ClaimLine, message: &'a ClaimLine, strongest: &mut Strongest<'a>) {
        let is_near_enough = self.is_near_enough(world, call, message);
        let diagnosis = self.window.diagnosis(call, message);
        if edit_denies_e_visit(world, call, message) {
            if is_near_enough {
                strongest.cleared = Some("the published edit denies the e-visit");
            }
        } else if diagnosis == DiagnosisRelation::Different {
            if is_near_enough {
                strongest.note_different(diagnosis, message);
            }
        } else if is_near_enough {
            strongest.offer(tier(world, call, message), message);
        } else if self.window.scope == Scope::Group {
            strongest.group_unknown |= world.relation(call, message) == ProviderRelation::Unknown;
        }
    }

    /// This rule's own table holds the same clinician only; a pipeline may widen it.
    fn is_near_enough(&self, world: &World, call: &ClaimLine, message: &ClaimLine) -> bool {
        match self.window.scope {
            Scope::Table | Scope::Clinician => world.relation(call, message) == ProviderRelation::SameClinician,
            Scope::Group | Scope::GroupAlone | Scope::Enrollee => {
                self.window.strength(world, call, message) == Strength::Strong
            }
        }
    }
}

/// Whether a published edit of that day pairs the two and denies the e-visit, which `pair_edit` names.
/// Source: CMS NCCI practitioner edits, 2024 Q3.
fn edit_denies_e_visit(world: &World, call: &ClaimLine, message: &ClaimLine) -> bool {
    call.date == message.date
        && matches!(world.code(call), "G2251" | "G2252")
        && matches!(world.code(message), "99421" | "99422")
}

fn tier(world: &World, call: &ClaimLine, message: &ClaimLine) -> Tier {
    let (call, message) = (world.kinds(call), world.kinds(message));
    let both_with = call.meets(Kinds::PHONE_EM) && message.meets(Kinds::E_VISIT_EM);
    let both_without = call.meets(Kinds::PHONE_NQ) && message.meets(Kinds::E_VISIT_NQ);
    if both_with || both_without { Tier::Presumptive } else { Tier::Advisory }
}
