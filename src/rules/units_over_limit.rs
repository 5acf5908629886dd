//! More units than the code allows.
//!
//! # What it finds
//! An e-visit, telephone, check-in, image or telehealth-visit line with more than one unit.
//!
//! # Why it matters
//! These codes stand for one service each; a second unit is a second payment for the same service.
//!
//! # How it decides
//! 1. The limit is 1 unit.
//! 2. Units above the limit: `hard`. Otherwise clean.
//!
//! # What it leaves out
//! Codes with units of time, such as training. Limits of other codes, which need the user's own table.
//!
//! # Settings
//! `limit`.
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.5; CMS MUE practitioner table, 2024 Q3.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Field, Units};
use crate::findings::{Direction, Need, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "units_over_limit",
        title: "more units than the code allows",
        direction: Direction::Overpayment,
        subjects: ONE_UNIT_KINDS,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Units)]],
        clean_needs: &[],
        settings: &[SettingSpec {
            name: "limit",
            kind: SettingKind::Number { default: 1, min: 1, max: 99, unit: "units" },
            help: "units a line may carry; a larger value flags less",
        }],
        clears: "a corrected claim line",
        evidence: "the record of the service, and how the units were counted",
        source: "CMS MUE practitioner table (2024 Q3); project rulebook 3.5 (2026-11-21)",
        page: include_str!("units_over_limit.rs"),
        examples: include_str!("../../tests/fixtures/rules/units_over_limit.md"),
    },
    prepare: &|settings, _| Check::patient(UnitsOverLimit { limit: Units::whole(settings.number("limit")) }),
};

const ONE_UNIT_KINDS: Kinds = Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT);

struct UnitsOverLimit {
    limit: Units,
}

impl PatientCheck for UnitsOverLimit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(ONE_UNIT_KINDS) {
            if line.units <= self.limit {
                out.judge(line, Outcome::Clean);
                continue;
            }
            let named = wording::on_date(world, line);
            let found = format!("{named} carries {} units; the limit is {}", line.units, self.limit);
            out.flag(line, &Flag::alone(Tier::Hard, found, "The code stands for one service"));
        }
    }
}
