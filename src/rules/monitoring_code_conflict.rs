//! Remote-monitoring codes that exclude each other, or stand without the code they add to.
//!
//! # What it finds
//! A code for few days or few minutes of remote monitoring beside the code for many; devices of two body systems within 30
//! days; additional minutes without the first; both kinds of monitoring, of body values and of treatment, in one month.
//!
//! # Why it matters
//! Each pair counts the same days or minutes; a period is either short or long, and is paid once. An addition is paid only
//! beside its base. The two kinds of monitoring are not paid for one problem in one month.
//!
//! # How it decides
//! 1. Judged are all lines of the family. Whoever billed the other line counts.
//! 2. A device for few days less than `window_days` days before or after the device of the same system for many: `hard` on
//!    99445 beside 99454, 98984 beside 98976 (respiratory), 98985 beside 98977 (musculoskeletal), 98986 beside 98978
//!    (behavioural).
//! 3. Devices of two of the three treatment systems less than `window_days` days apart: `advisory` on the later line, by
//!    date, claim id and line number.
//! 4. In one calendar month: 99470 beside 99457 and 98979 beside 98980: `hard` on the code named first. 99458 without 99457
//!    and 98981 without 98980: `hard`, if the whole month is in the data.
//! 5. In one calendar month a treatment line (98975 to 98981, 98984 to 98986) beside a line for body values (99445, 99453,
//!    99454, 99457, 99458, 99470): `presumptive` on the treatment line; `advisory` when the diagnoses differ.
//! 6. The finding takes the strongest tier and names every line at that tier, nearest first.
//! 7. Dated after the tables were read: not evaluable. Clean, but the days before lie before the data: not evaluable; but
//!    the days after lie behind them: provisional.
//!
//! # What it leaves out
//! How many days the device was in use and how many minutes were spent: the device log would tell which of two codes is
//! right. The lines of the long period, which stand.
//!
//! # Settings
//! `window_days`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.3; AAPC newsletter 179741; Medbridge on treatment monitoring; bonearc.com on device
//! days; remote-monitoring billing guides of imstx.net, integralhs.com and doctodoor.com, read 2026.

use super::months;
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::days;
use super::windows::{Strongest, TABLES_NOT_READ, comes_first};
use super::wording;
use crate::claim::{ClaimLine, DiagnosisRelation};
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "monitoring_code_conflict",
        title: "remote-monitoring codes that exclude each other, or stand without the code they add to",
        direction: Direction::Overpayment,
        subjects: Kinds::MONITORING,
        against: Kinds::MONITORING,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[days("window_days", 30, 1, 90, "length of a device's period; a larger value flags more")],
        clears: "a corrected claim with one of the two codes, or with the base code",
        evidence: "the device log: days with data, and minutes spent in the month",
        source: "AAPC newsletter 179741; Medbridge; bonearc.com; billing guides imstx.net, integralhs.com, doctodoor.com (read 2026); project rulebook 3.3 (2026-11-30)",
        page: include_str!("monitoring_code_conflict.rs"),
        examples: include_str!("../../tests/fixtures/rules/monitoring_code_conflict.md"),
    },
    prepare: &|settings, _| Check::patient(MonitoringCodeConflict { window_days: settings.days("window_days") }),
};

/// The device for few days and the device for many, by system.
const DEVICES: [(&str, &str); 4] = [("99445", "99454"), ("98984", "98976"), ("98985", "98977"), ("98986", "98978")];
/// The first of [`DEVICES`] watches body values, the others treatment.
const FIRST_TREATMENT_SYSTEM: usize = 1;
/// Few minutes of the month, and the code for many.
const MINUTES: [(&str, &str); 2] = [("99470", "99457"), ("98979", "98980")];
/// Additional minutes, and the code they add to.
const ADDITIONS: [(&str, &str); 2] = [("99458", "99457"), ("98981", "98980")];
const TREATMENT: [&str; 10] =
    ["98975", "98976", "98977", "98978", "98979", "98980", "98981", "98984", "98985", "98986"];
const BODY_VALUES: [&str; 6] = ["99445", "99453", "99454", "99457", "99458", "99470"];

/// Why a line is flagged beside others.
const SAME_PERIOD: &str = "The two codes count the same days or minutes, which are paid once";
const TWO_SYSTEMS: &str = "Devices of two body systems in one period are paid once";
const BOTH_KINDS: &str = "Monitoring of treatment and of body values is not paid for one problem in one month";

struct MonitoringCodeConflict {
    window_days: i32,
}

/// The place of a treatment device's system in [`DEVICES`].
fn treatment_system(code: &str) -> Option<usize> {
    let place = DEVICES.iter().position(|(few, many)| *few == code || *many == code)?;
    (FIRST_TREATMENT_SYSTEM <= place).then_some(place)
}

/// The second code of a pair, by the first.
fn partner(pairs: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    pairs.iter().find(|(first, _)| *first == code).map(|(_, second)| *second)
}

impl PatientCheck for MonitoringCodeConflict {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(Kinds::MONITORING) {
            if world.is_beyond_tables(subject.date) {
                out.judge(subject, TABLES_NOT_READ);
                continue;
            }
            let (month_first, month_last) = subject.date.month();
            let is_base =
                |base: &str| patient.between(month_first, month_last).iter().any(|line| world.code(line) == base);
            let lacks_base = partner(&ADDITIONS, world.code(subject)).filter(|base| !is_base(base));
            let month = months::outcome_of_clean(world, subject);
            match (lacks_base, month) {
                (Some(base), Outcome::Clean) => flag_addition(world, subject, base, out),
                _ => self.judge_beside(patient, subject, lacks_base.map(|_| month), out),
            }
        }
    }
}

impl MonitoringCodeConflict {
    /// Judges a line beside the others; `doubt` is the outcome of an addition whose base may lie outside the data.
    fn judge_beside(
        &self,
        patient: PatientView<'_>,
        subject: &ClaimLine,
        doubt: Option<Outcome>,
        out: &mut Outcomes<'_>,
    ) {
        let world = patient.world;
        let (mut strongest, mut why) = (Strongest::default(), SAME_PERIOD);
        let (first, last) = self.span(world.code(subject), subject);
        for line in patient.between(subject.date.plus(first), subject.date.plus(last)) {
            if let Some((tier, reason)) = self.conflict(out, subject, line) {
                if strongest.tier < Some(tier) {
                    why = reason;
                }
                strongest.offer(tier, line);
            }
        }
        if let Some(tier) = strongest.tier {
            return flag(subject, (tier, strongest.lines, why), (first, last), out);
        }
        let (first, last) = (Some(subject.date.plus(first)), Some(subject.date.plus(last)));
        out.judge(subject, doubt.unwrap_or_else(|| world.outcome_within(first, last)));
    }

    /// The first and the last day on which another line can count against a code, from the subject.
    fn span(&self, code: &str, subject: &ClaimLine) -> (i32, i32) {
        let near = self.window_days - 1;
        let mut span = (0, 0);
        let mut reach = |(first, last): (i32, i32)| span = (span.0.min(first), span.1.max(last));
        if partner(&DEVICES, code).is_some() {
            reach((-near, near));
        } else if treatment_system(code).is_some() {
            reach((-near, 0));
        }
        if TREATMENT.contains(&code) || partner(&MINUTES, code).is_some() || partner(&ADDITIONS, code).is_some() {
            reach(months::span(subject));
        }
        span
    }

    /// What another line says against the subject, and why.
    fn conflict(&self, out: &Outcomes<'_>, subject: &ClaimLine, line: &ClaimLine) -> Option<(Tier, &'static str)> {
        let world = out.world();
        let (code, other) = (world.code(subject), world.code(line));
        let is_near = subject.date.gap_to(line.date).abs() < self.window_days;
        let is_same_month = subject.date.month() == line.date.month();
        if is_near && partner(&DEVICES, code) == Some(other) || is_same_month && partner(&MINUTES, code) == Some(other)
        {
            return Some((Tier::Hard, SAME_PERIOD));
        }
        if is_same_month && TREATMENT.contains(&code) && BODY_VALUES.contains(&other) {
            let is_different = out.diagnosis(subject, line) == DiagnosisRelation::Different;
            return Some((if is_different { Tier::Advisory } else { Tier::Presumptive }, BOTH_KINDS));
        }
        let are_two_systems = matches!(
            (treatment_system(code), treatment_system(other)), (Some(own), Some(others)) if own != others
        );
        let is_later = line.date < subject.date || line.date == subject.date && comes_first(world, line, subject);
        (is_near && are_two_systems && is_later).then_some((Tier::Advisory, TWO_SYSTEMS))
    }
}

fn flag_addition(world: &World, subject: &ClaimLine, base: &str, out: &mut Outcomes<'_>) {
    let found = format!("{} stands in a month without {base}", wording::on_date(world, subject));
    let conditions = vec![Condition::met(format!("no {base} of the patient in the calendar month, whoever bills it"))];
    let flag = Flag::alone(Tier::Hard, found, "Additional minutes are paid only beside the code they add to");
    out.flag(subject, &Flag { conditions, window: Some(months::span(subject)), ..flag });
}

fn flag(
    subject: &ClaimLine,
    (tier, mut lines, why): (Tier, Vec<&ClaimLine>, &str),
    span: (i32, i32),
    out: &mut Outcomes<'_>,
) {
    let world = out.world();
    lines.sort_by(|a, b| by_nearness(world, subject, a, b));
    let diagnosis = out.diagnosis(subject, lines[0]);
    let within = if subject.date.month() == lines[0].date.month() && why != TWO_SYSTEMS {
        "in the same calendar month".to_owned()
    } else {
        wording::days(subject.date.gap_to(lines[0].date)) + " apart"
    };
    let found = format!("{}: both {within}", wording::comparison(world, subject, &lines, diagnosis));
    let (own, other) = (world.code(subject), world.code(lines[0]));
    let conditions = vec![Condition::met(format!("{own} and {other} exclude each other {within}, whoever bills them"))];
    let flag = Flag::alone(tier, found, why);
    out.flag(subject, &Flag { related: &lines, diagnosis, window: Some(span), conditions, ..flag });
}
