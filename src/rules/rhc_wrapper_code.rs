//! The health-centre communication code after it ended, or for an e-visit after that use ended.
//!
//! # What it finds
//! G0071 dated after 2025-12-31, and G0071 billed for an e-visit from 2023-05-12 on.
//!
//! # Why it matters
//! Rural and community health centres report the single services from 2026 on. During the public health emergency the code
//! stood for e-visits too; since then it stands only for calls and pictures.
//!
//! # How it decides
//! 1. Dated after 2025-12-31: `hard`.
//! 2. Dated from 2023-05-12 to 2025-12-31, and an e-visit line is on the same claim: `hard`, naming every such line, nearest
//!    first.
//! 3. In the same time, and the entries of the activity log that belong to the line are all messages: `hard`.
//! 4. Otherwise clean.
//!
//! # What it leaves out
//! What the code stood for when neither the claim nor a log says it. Whether the biller is a health centre at all.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; CMS, rural health clinics center; fairpath.ai on health centres in 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Activity, ActivityKind, ClaimLine, Day};
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "rhc_wrapper_code",
        title: "the health-centre communication code after it ended, or for an e-visit after that use ended",
        direction: Direction::Overpayment,
        subjects: Kinds::RHC_WRAPPER,
        against: Kinds::E_VISIT,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a record of a call or a picture behind the line, or a corrected claim",
        evidence: "the record of the contact, and how it was made",
        source: "CMS, rural health clinics center; fairpath.ai on health centres (2026); project rulebook 3.5 (2026-11-30)",
        page: include_str!("rhc_wrapper_code.rs"),
        examples: include_str!("../../tests/fixtures/rules/rhc_wrapper_code.md"),
    },
    prepare: &|_, _| Check::patient(RhcWrapperCode),
};

/// The last day of the code: 2025-12-31.
const LAST_DAY: Day = Day(20_453);
/// The last day on which it stood for e-visits: 2023-05-11.
const LAST_E_VISIT_DAY: Day = Day(19_488);

struct RhcWrapperCode;

impl PatientCheck for RhcWrapperCode {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(Kinds::RHC_WRAPPER) {
            if LAST_DAY < line.date {
                flag_ended(patient.world, line, out);
            } else if LAST_E_VISIT_DAY < line.date {
                judge_use(patient, line, out);
            } else {
                out.judge(line, Outcome::Clean);
            }
        }
    }
}

fn flag_ended(world: &World, line: &ClaimLine, out: &mut Outcomes<'_>) {
    let found = format!(
        "{}, after the code's last day {LAST_DAY}{}",
        wording::on_date(world, line),
        wording::successors(&world.facts(line).successors)
    );
    let conditions = vec![Condition::met(format!("{} is after {LAST_DAY}", line.date))];
    let flag = Flag::alone(Tier::Hard, found, "From 2026 on health centres report the single services");
    out.flag(line, &Flag { conditions, ..flag });
}

/// Judges a line of the time in which the code no longer stood for e-visits.
fn judge_use(patient: PatientView<'_>, line: &ClaimLine, out: &mut Outcomes<'_>) {
    let world = patient.world;
    let is_e_visit = |other: &&ClaimLine| other.claim == line.claim && world.kinds(other).meets(Kinds::E_VISIT);
    let mut e_visits: Vec<&ClaimLine> = patient.lines.iter().filter(is_e_visit).collect();
    let linked: Vec<&Activity> = world.activities.of(line).collect();
    let all_messages = !linked.is_empty() && linked.iter().all(|activity| activity.kind == ActivityKind::Message);
    if e_visits.is_empty() && !all_messages {
        out.judge(line, Outcome::Clean);
        return;
    }
    e_visits.sort_by(|a, b| by_nearness(world, line, a, b));
    let found = e_visits.first().map_or_else(
        || {
            format!(
                "{}: the log holds nothing but messages for it, the first the {}",
                wording::on_date(world, line),
                wording::logged(world, linked[0])
            )
        },
        |nearest| {
            format!("{} stands on one claim with {}", wording::on_date(world, line), wording::dated(world, nearest))
        },
    );
    let diagnosis = e_visits.first().map(|nearest| out.diagnosis(line, nearest));
    let conditions = vec![
        Condition::met(format!("{} lies after {LAST_E_VISIT_DAY}, the last day of that use", line.date)),
        Condition { what: "an e-visit line on the same claim".to_owned(), holds: Some(!e_visits.is_empty()) },
        Condition {
            what: "only messages in the log for this line".to_owned(),
            holds: (!linked.is_empty()).then_some(all_messages),
        },
    ];
    let flag =
        Flag::alone(Tier::Hard, found, "Since the public health emergency the code no longer stands for e-visits");
    out.flag(line, &Flag { related: &e_visits, diagnosis: diagnosis.unwrap_or(flag.diagnosis), conditions, ..flag });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_the_rulebook() {
        let days = (Day::from_ymd(2025, 12, 31), Day::from_ymd(2023, 5, 11));
        assert_eq!(days, (Some(LAST_DAY), Some(LAST_E_VISIT_DAY)));
    }
}
