//! More units than the code allows.
//!
//! # What it finds
//! E-visit, contact and telehealth-visit lines with more than one unit; with the user's MUE table, every audited line
//! above its code's limit.
//!
//! # Why it matters
//! These codes stand for one service, whatever it took; a second unit is paid for nothing.
//!
//! # How it decides
//! 1. Without a MUE table: units above `limit` are `hard`.
//! 2. With one: its value for the code and date decides, per line with adjudication indicator 1, and with 2 and 3 for the
//!    day: the units of the patient's lines of that code, clinician, date and payer are added up in the order of claim
//!    and line number, and the lines at which the sum exceeds the value are flagged. A code the table does not list keeps
//!    `limit`; one that only another loaded table lists, and that has no limit otherwise, is clean.
//! 3. A value of zero says that Medicare does not pay the code: for other payers `limit` stays, or, where there is none,
//!    the line is clean. Payer unknown: not evaluable.
//! 4. Service date outside the loaded MUE tables: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Payers with limits of their own, unless a pipeline sets `limit` for them.
//!
//! # Settings
//! `limit`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; CMS MUE practitioner table 2024 Q3, or the user's own release.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Field, Units};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "units_over_limit",
        title: "more units than the code allows",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Units)]],
        clean_needs: &[],
        without: &[],
        settings: &[SettingSpec {
            name: "limit",
            kind: SettingKind::Number { default: 1, min: 1, max: 99, unit: "units" },
            help: "units a line may carry; a larger value flags less",
        }],
        clears: "a corrected claim line",
        evidence: "the record of the service, and how the units were counted",
        source: "CMS MUE practitioner table (2024 Q3, or as loaded: see manifest.json); project rulebook 3.5 (2026-11-30)",
        page: include_str!("units_over_limit.rs"),
        examples: include_str!("../../tests/fixtures/rules/units_over_limit.md"),
    },
    prepare: &|settings, _| Check::patient(UnitsOverLimit { limit: Units::whole(settings.number("limit")) }),
};

const ONE_UNIT_KINDS: Kinds = Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT);

struct UnitsOverLimit {
    limit: Units,
}

/// What a line is held against.
enum Limit {
    /// Nothing: the line is no subject.
    None,
    /// The limit without a table, on every line.
    Usual(Units),
    /// The value of the table, on every line or on the day's sum.
    Table { units: Units, by_day: bool },
    /// No verdict on the units.
    Outcome(Outcome),
}

impl PatientCheck for UnitsOverLimit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(Kinds::AUDITED) {
            match self.limit(patient.world, line) {
                Limit::None => {}
                Limit::Outcome(outcome) => out.judge(line, outcome),
                Limit::Usual(limit) => judge(line, (line.units, limit, false), &[], out),
                Limit::Table { units, by_day: false } => judge(line, (line.units, units, false), &[], out),
                Limit::Table { units, by_day: true } => {
                    let (sum, others) = sum_of_day(patient, line);
                    judge(line, (sum, units, true), &others, out);
                }
            }
        }
    }
}

impl UnitsOverLimit {
    fn limit(&self, world: &World, line: &ClaimLine) -> Limit {
        let has_usual = world.kinds(line).meets(ONE_UNIT_KINDS);
        let usual = || if has_usual { Limit::Usual(self.limit) } else { Limit::None };
        let Some(table) = &world.reference.limits else { return usual() };
        let code = world.code(line);
        if !table.covers(line.date) {
            let is_subject = has_usual || table.lists(code);
            let outside = Outcome::NotEvaluable("service date outside the loaded MUE tables");
            return if is_subject { Limit::Outcome(outside) } else { Limit::None };
        }
        match table.limit(code, line.date) {
            None if has_usual => usual(),
            // Another quarter's table has the code: in this one nothing limits it.
            None if table.lists(code) => Limit::Outcome(Outcome::Clean),
            None => Limit::None,
            Some(limit) if limit.units == 0 && !line.payer.is_known() => {
                Limit::Outcome(Outcome::NotEvaluable("payer unknown"))
            }
            Some(limit) if limit.units == 0 && world.names.payers.text(line.payer) != "medicare" => {
                if has_usual {
                    usual()
                } else {
                    Limit::Outcome(Outcome::Clean)
                }
            }
            Some(limit) => Limit::Table { units: Units::whole(limit.units), by_day: limit.indicator != 1 },
        }
    }
}

/// The units of the day up to this line, and the other lines they stand on.
fn sum_of_day<'a>(patient: PatientView<'a>, line: &ClaimLine) -> (Units, Vec<&'a ClaimLine>) {
    // A copy for a secondary payer is the same service: every payer has its own sum.
    let same =
        |other: &&ClaimLine| other.code == line.code && other.clinician == line.clinician && other.payer == line.payer;
    // Lines of one date stand in the order of claim and line number.
    let earlier: Vec<&ClaimLine> =
        patient.on(line.date).iter().filter(same).take_while(|other| !other.is(line)).collect();
    let sum = earlier.iter().map(|other| other.units.0).sum::<i64>() + line.units.0;
    (Units(sum), earlier)
}

fn judge(
    line: &ClaimLine,
    (units, limit, by_day): (Units, Units, bool),
    others: &[&ClaimLine],
    out: &mut Outcomes<'_>,
) {
    if units <= limit {
        out.judge(line, Outcome::Clean);
        return;
    }
    let world = out.world();
    let named = wording::on_date(world, line);
    let found = if by_day && !others.is_empty() {
        format!("{named} brings the day to {} of the code; the limit for a day is {limit}", wording::units(units))
    } else {
        format!("{named} carries {}; the limit is {limit}", wording::units(units))
    };
    let conditions = vec![Condition::met(format!("{}, more than {limit}", wording::units(units)))];
    let flag = Flag::alone(Tier::Hard, found, "The code stands for one service");
    let why = if limit == Units::ONE { flag.why } else { "The payer's table limits the units of this code" };
    let diagnosis = others.first().map_or(flag.diagnosis, |other| out.diagnosis(line, other));
    let window = (!others.is_empty()).then_some((0, 0));
    out.flag(line, &Flag { related: others, diagnosis, window, conditions, why, ..flag });
}
