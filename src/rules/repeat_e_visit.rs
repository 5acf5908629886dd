//! A second e-visit inside the seven-day period of another.
//!
//! # What it finds
//! An e-visit reported while the seven-day period of an earlier one, of the same patient and billing group, is open.
//!
//! # Why it matters
//! One report covers all messages of seven days, whoever in the group answers them.
//! A second report bills the same cumulative time again.
//!
//! # How it decides
//! 1. Lines are grouped by patient, family (with and without E/M apart) and billing group; by clinician where the group
//!    is missing.
//! 2. In order of date, then higher code, then claim id, then line number, the first line opens a period.
//! 3. A later line less than `window_days` after the opener is flagged: same day `hard`; otherwise `presumptive`, or
//!    `advisory` when the diagnoses differ. A flagged line opens no period.
//! 4. A line exactly `window_days` after the opener is the boundary: `advisory`, and it opens the next period.
//! 5. A later line is clean and opens the next period.
//! 6. A line that this leaves clean is compared with the nearest earlier e-visit of the same clinician and family under
//!    another billing group: fewer than `window_days` days apart is `presumptive`, because the clinician's own time is
//!    cumulative wherever it is billed. The line's own group may be blank: it is a repeat in either case.
//! 7. A line that would be a repeat if a blank billing group, its own or an earlier line's, were the other's: not
//!    evaluable.
//! 8. The same service on the claim of a second payer is cleared, and plays no part for other lines.
//!
//! # What it leaves out
//! Whether the reported date is the first or the last day of the period: the first is assumed.
//! With `model = "pairwise"` one earlier line is looked at, as a screen does: the nearest, or the nearest that shares a
//! diagnosis when `require_same_diagnosis` is set.
//!
//! # Settings
//! `window_days`, `boundary`, `model`, `different_diagnosis`, `require_same_diagnosis`, `across_groups`, `scope`,
//! `diagnosis_match`, `ignored_diagnosis_prefixes`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; CodingIntel, online digital E/M (one report per seven days);
//! OIG A-05-23-00001, April 2026 (e-visits within seven days, same diagnosis).

use super::outcomes::Outcomes;
use super::repeats::{Pool, Repeats, SETTINGS};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::GROUP_NEEDED;
use crate::findings::{Direction, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "repeat_e_visit",
        title: "a second e-visit inside the seven-day period of another",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT,
        against: Kinds::E_VISIT,
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &WITH_GROUPS,
        clears: "messages that show the earlier period had ended before this one began",
        evidence: "both message threads with the date and time of every reply",
        source: "CodingIntel, online digital E/M; OIG A-05-23-00001 (April 2026); project rulebook 3.1 (2026-11-30)",
        page: include_str!("repeat_e_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/repeat_e_visit.md"),
    },
    prepare: &|settings, world| {
        let why = "One report covers the cumulative time of seven days, pooled over the group";
        Check::patient(RepeatEVisit(Repeats::new(settings, world, Pool::Group, Tier::Hard, why)))
    },
};

/// The settings of repeats, and one of this rule's own.
const WITH_GROUPS: [SettingSpec; SETTINGS.len() + 1] = {
    let mut all = [ACROSS_GROUPS; SETTINGS.len() + 1];
    let mut place = 0;
    while place < SETTINGS.len() {
        all[place] = SETTINGS[place];
        place += 1;
    }
    all
};

const ACROSS_GROUPS: SettingSpec = SettingSpec {
    name: "across_groups",
    kind: SettingKind::Flag { default: true },
    help: "when true an e-visit of the same clinician under another billing group counts too",
};

struct RepeatEVisit(Repeats);

impl PatientCheck for RepeatEVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for family in [Kinds::E_VISIT_EM, Kinds::E_VISIT_NQ] {
            self.0.check(patient, family, out);
        }
    }
}
