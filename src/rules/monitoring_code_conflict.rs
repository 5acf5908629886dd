//! Two remote-monitoring codes that exclude each other.
//!
//! # What it finds
//! A code for few days or few minutes of remote monitoring beside the code for many, for the same patient: 99445 with 99454
//! within 30 days, 99470 with 99457, 98979 with 98980, and 98984 to 98986 with 98976 to 98978 in one calendar month.
//!
//! # Why it matters
//! Each pair counts the same days or minutes; a period is either short or long, and is paid once.
//!
//! # How it decides
//! 1. Judged are 99445, 99470, 98979, 98984, 98985 and 98986, the codes for the short period.
//! 2. 99445: a 99454 of the patient less than `window_days` days before or after it: `hard`.
//! 3. The others: a code of the long period of the patient in the same calendar month: `hard`.
//! 4. Whoever billed it counts. Every conflicting line is named, nearest first.
//! 5. Clean, but the days before lie before the data: not evaluable; but the days after lie behind them: provisional.
//!
//! # What it leaves out
//! How many days the device was in use and how many minutes were spent: the device log would tell which of the two codes is
//! right. The lines of the long period, which stand.
//!
//! # Settings
//! `window_days`.
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.3; remote-monitoring billing guides of imstx.net, integralhs.com and
//! doctodoor.com for the codes new in 2026, read 2026.

use super::months;
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::days;
use super::wording;
use crate::claim::ClaimLine;
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "monitoring_code_conflict",
        title: "two remote-monitoring codes that exclude each other",
        direction: Direction::Overpayment,
        subjects: Kinds::MONITORING,
        against: Kinds::MONITORING,
        needs: &[],
        clean_needs: &[],
        settings: &[days("window_days", 30, 1, 90, "length of a device's period; a larger value flags more")],
        clears: "a corrected claim with one of the two codes",
        evidence: "the device log: days with data, and minutes spent in the month",
        source: "remote-monitoring billing guides imstx.net, integralhs.com, doctodoor.com (read 2026); project rulebook 3.3 (2026-11-21)",
        page: include_str!("monitoring_code_conflict.rs"),
        examples: include_str!("../../tests/fixtures/rules/monitoring_code_conflict.md"),
    },
    prepare: &|settings, _| Check::patient(MonitoringCodeConflict { window_days: settings.days("window_days") }),
};

/// How far from the subject a conflicting line counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Less than the length of a device's period.
    Period,
    /// The same calendar month.
    Month,
}

/// The codes of long periods of treatment monitoring, by body system.
const TREATMENT_DEVICES: &[&str] = &["98976", "98977", "98978"];

/// A code for the short period, the codes it excludes, and where.
const CONFLICTS: [(&str, &[&str], Reach); 6] = [
    ("99445", &["99454"], Reach::Period),
    ("99470", &["99457"], Reach::Month),
    ("98979", &["98980"], Reach::Month),
    ("98984", TREATMENT_DEVICES, Reach::Month),
    ("98985", TREATMENT_DEVICES, Reach::Month),
    ("98986", TREATMENT_DEVICES, Reach::Month),
];

struct MonitoringCodeConflict {
    window_days: i32,
}

impl PatientCheck for MonitoringCodeConflict {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(Kinds::MONITORING) {
            let known = CONFLICTS.iter().find(|(short, ..)| *short == world.code(subject));
            let Some((_, excluded, reach)) = known else { continue };
            let span = self.span(subject, *reach);
            let around = patient.between(subject.date.plus(span.0), subject.date.plus(span.1));
            let conflicting: Vec<&ClaimLine> =
                around.iter().filter(|line| excluded.contains(&world.code(line))).collect();
            if conflicting.is_empty() {
                out.judge(subject, self.outcome_of_clean(world, subject, *reach));
            } else {
                flag(world, subject, (conflicting, *reach, span), out);
            }
        }
    }
}

impl MonitoringCodeConflict {
    /// The first and the last day on which a conflicting line counts, from the subject.
    fn span(&self, subject: &ClaimLine, reach: Reach) -> (i32, i32) {
        match reach {
            Reach::Period => (1 - self.window_days, self.window_days - 1),
            Reach::Month => months::span(subject),
        }
    }

    fn outcome_of_clean(&self, world: &World, subject: &ClaimLine, reach: Reach) -> Outcome {
        match reach {
            Reach::Period => world.outcome_of_clean(subject.date, self.window_days - 1, self.window_days - 1),
            Reach::Month => months::outcome_of_clean(world, subject),
        }
    }
}

fn flag(
    world: &World,
    subject: &ClaimLine,
    (mut lines, reach, span): (Vec<&ClaimLine>, Reach, (i32, i32)),
    out: &mut Outcomes<'_>,
) {
    lines.sort_by(|a, b| by_nearness(world, subject, a, b));
    let diagnosis = out.diagnosis(subject, lines[0]);
    let within = match reach {
        Reach::Period => format!("within {} days", span.1 + 1),
        Reach::Month => "in the same calendar month".to_owned(),
    };
    let found = format!("{}: both {within}", wording::comparison(world, subject, &lines, diagnosis));
    let (short, long) = (world.code(subject), world.code(lines[0]));
    let conditions =
        vec![Condition::met(format!("{short} and {long} exclude each other {within}, whoever bills them"))];
    let why = "The two codes count the same days or minutes, which are paid once";
    let flag = Flag::alone(Tier::Hard, found, why);
    out.flag(subject, &Flag { related: &lines, diagnosis, window: Some(span), conditions, ..flag });
}
