//! A Medicare contact without a consent of the year before.
//!
//! # What it finds
//! An e-visit, telephone, check-in or image line, or a consult between clinicians, billed to Medicare, when the consent file has no consent of the patient
//! dated in the 365 days up to the line.
//!
//! # Why it matters
//! Medicare asks for the patient's consent to these services at least once a year; without it the payment is open to
//! question.
//!
//! # How it decides
//! 1. The payer of the line is unknown: not evaluable. It is not Medicare: cleared.
//! 2. A consent of the patient is dated on the line's date or fewer than `valid_days` days before it: clean.
//! 3. Otherwise `presumptive`; telephone lines `advisory`, because the requirement does not name them.
//!
//! # What it leaves out
//! Consents that were given and never entered in the file. What the patient consented to: one consent covers all these
//! services. Consents given after the service.
//!
//! # Settings
//! `valid_days`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.4; CodingIntel, online digital E/M and virtual communication codes, read 2026.

use super::medicare::{Payer, payer};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::days;
use super::wording;
use crate::claim::{ClaimLine, Day, Field};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "consent_not_on_file",
        title: "a Medicare contact without a consent of the year before",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::INTERPROFESSIONAL),
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Payer)], &[Need::Table(Input::Consents)]],
        clean_needs: &[],
        without: &[],
        settings: &[days("valid_days", 365, 1, 1095, "how long a consent is valid; a larger value flags less")],
        clears: "a consent in the chart, dated in the year before the service",
        evidence: "the patient's consents, written or noted as given by word of mouth",
        source: "CodingIntel, online digital E/M and virtual communication codes (read 2026); project rulebook 3.4 (2026-11-30)",
        page: include_str!("consent_not_on_file.rs"),
        examples: include_str!("../../tests/fixtures/rules/consent_not_on_file.md"),
    },
    prepare: &|settings, _| Check::patient(ConsentNotOnFile { valid_days: settings.days("valid_days") }),
};

struct ConsentNotOnFile {
    valid_days: i32,
}

impl PatientCheck for ConsentNotOnFile {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            match payer(world, line) {
                Payer::Unknown => out.judge(line, Outcome::NotEvaluable("payer unknown")),
                Payer::Other => out.judge(line, Outcome::Cleared("the payer is not Medicare")),
                Payer::Medicare => self.judge(world, line, out),
            }
        }
    }
}

impl ConsentNotOnFile {
    fn judge(&self, world: &World, line: &ClaimLine, out: &mut Outcomes<'_>) {
        let on_file = world.consents.as_ref().and_then(|consents| consents.dates.get(&line.patient));
        let earlier = on_file.into_iter().flatten().filter(|consent| **consent <= line.date);
        let latest = earlier.max().copied();
        if latest.is_some_and(|consent| consent.gap_to(line.date) < self.valid_days) {
            out.judge(line, Outcome::Clean);
        } else if world.consents.as_ref().is_some_and(|consents| consents.doubtful.contains(&line.patient)) {
            out.judge(line, Outcome::NotEvaluable("a consent of the patient could not be read"));
        } else {
            self.flag(world, line, latest, out);
        }
    }

    fn flag(&self, world: &World, line: &ClaimLine, latest: Option<Day>, out: &mut Outcomes<'_>) {
        let first = 1 - self.valid_days;
        let looked_at = format!("from {} to {}", line.date.plus(first), line.date);
        let latest = latest.map_or_else(
            || "none is on file before that".to_owned(),
            |day| {
                format!(
                    "the latest before that is of {day}, {} before the service",
                    wording::days(day.gap_to(line.date))
                )
            },
        );
        let named = wording::on_date(world, line);
        let found =
            format!("{named} was billed to Medicare, and no consent of the patient is dated {looked_at}; {latest}");
        let conditions = vec![
            Condition::met("the payer is Medicare".to_owned()),
            Condition::met(format!("no consent dated {looked_at}; {latest}")),
        ];
        let why = format!("Medicare asks for a consent in the {} up to the service", wording::days(self.valid_days));
        // Medicare's requirement names communication services and consults between clinicians, not telephone calls.
        let is_phone = world.kinds(line).meets(Kinds::PHONE);
        let flag = Flag::alone(if is_phone { Tier::Advisory } else { Tier::Presumptive }, found, &why);
        out.flag(line, &Flag { window: Some((first, 0)), conditions, ..flag });
    }
}
