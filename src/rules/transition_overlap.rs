//! A message or call in the month that a transition code covers.
//!
//! # What it finds
//! An e-visit or telephone line on the date of a 99495 or 99496 of the same clinician, or in the 29 days before it.
//!
//! # Why it matters
//! The transition code covers the contacts of the thirty days after a discharge; a message or call of these days is part of
//! it.
//!
//! # How it decides
//! 1. Candidates are 99495 and 99496 of the patient by the same clinician.
//! 2. On the date of the line: `presumptive`. Up to `window_days` days after it: `advisory`, because the code may be dated at
//!    the visit or at the end of its month.
//! 3. The finding takes the strongest tier and names every line at that tier, nearest first.
//! 4. Clean, but the look-ahead reaches past the data: provisional.
//!
//! # What it leaves out
//! Transition codes of colleagues. On which of the thirty days the discharge lies, which no line says.
//!
//! # Settings
//! `window_days`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.3; AAFP, advanced primary care management; CMS NCCI practitioner edits, 2024 Q3.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::days;
use super::windows::Strongest;
use super::wording;
use crate::findings::{Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "transition_overlap",
        title: "a message or call in the month that a transition code covers",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::PHONE),
        against: Kinds::TRANSITION,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[days(
            "window_days",
            29,
            0,
            60,
            "how many days after the line a transition code counts; a larger value flags more",
        )],
        clears: "a record that the message or call was for another problem, or before the discharge",
        evidence: "the discharge date, the record of the contact, and the note of the transition visit",
        source: "CMS NCCI PTP practitioner edits (2024 Q3); AAFP (read 2026); project rulebook 3.3 (2026-11-30)",
        page: include_str!("transition_overlap.rs"),
        examples: include_str!("../../tests/fixtures/rules/transition_overlap.md"),
    },
    prepare: &|settings, _| Check::patient(TransitionOverlap { window_days: settings.days("window_days") }),
};

struct TransitionOverlap {
    window_days: i32,
}

impl PatientCheck for TransitionOverlap {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for contact in patient.subjects(RULE.card.subjects) {
            let mut strongest = Strongest::default();
            for line in patient.between(contact.date, contact.date.plus(self.window_days)) {
                let counts = world.kinds(line).meets(Kinds::TRANSITION)
                    && world.relation(contact, line) == ProviderRelation::SameClinician;
                let is_same_date = line.date == contact.date;
                let tier = if is_same_date { Tier::Presumptive } else { Tier::Advisory };
                if counts {
                    strongest.offer(tier, line);
                }
            }
            let Some(tier) = strongest.tier else {
                out.judge(contact, world.outcome_of_clean(contact.date, 0, self.window_days));
                continue;
            };
            strongest.lines.sort_by(|a, b| by_nearness(world, contact, a, b));
            let diagnosis = out.diagnosis(contact, strongest.lines[0]);
            let found = wording::comparison(world, contact, &strongest.lines, diagnosis);
            let why = "The transition code covers the contacts of the thirty days after a discharge";
            let window = Some((0, self.window_days));
            let flag = Flag::alone(tier, found, why);
            out.flag(contact, &Flag { related: &strongest.lines, diagnosis, window, ..flag });
        }
    }
}
