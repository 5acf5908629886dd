//! The same service billed twice.
//!
//! # What it finds
//! Lines of an audited code that are equal in patient, rendering clinician, date, code, modifier set and payer.
//!
//! # Why it matters
//! The same service is paid once.
//!
//! # How it decides
//! 1. Lines of one patient and date are compared in patient, clinician, code, modifier set and payer.
//! 2. All but the first, by claim id and line number, are flagged: `hard`.
//! 3. Otherwise clean.
//!
//! # What it leaves out
//! Rows that repeat another in every field, corrected versions, voids and reversals: they have left before any rule.
//! The same line sent to a second payer. Lines that differ in a modifier (`near_duplicate_line`).
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; NGS Medicare, how to avoid duplicate claim denials, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::{windows, wording};
use crate::claim::Field;
use crate::findings::{Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "duplicate_line",
        title: "the same service billed twice",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Modifier1)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a record of two separate services",
        evidence: "the notes of both services and the remittances",
        source: "NGS Medicare, duplicate claim denials (2026); project rulebook 3.5 (2026-11-30)",
        page: include_str!("duplicate_line.rs"),
        examples: include_str!("../../tests/fixtures/rules/duplicate_line.md"),
    },
    prepare: &|_, _| Check::patient(DuplicateLine),
};

struct DuplicateLine;

impl PatientCheck for DuplicateLine {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(Kinds::AUDITED) {
            // The lines of one date stand in the order of claim id and line number: the first equal one is the first.
            let first = patient.on(line.date).iter().find(|other| windows::is_duplicate(other, line));
            match first.filter(|first| !first.is(line)) {
                None => out.judge(line, Outcome::Clean),
                Some(first) => {
                    let world = patient.world;
                    let found = format!(
                        "{} is equal to line {} of claim {} in patient, clinician, date, code, modifiers and payer",
                        wording::on_date(world, line),
                        first.line_number,
                        world.names.claims.text(first.claim)
                    );
                    let diagnosis = out.diagnosis(line, first);
                    let flag = Flag::alone(Tier::Hard, found, "The same service is paid once");
                    out.flag(line, &Flag { related: &[first], diagnosis, ..flag });
                }
            }
        }
    }
}
