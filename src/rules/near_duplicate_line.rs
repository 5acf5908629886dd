//! Nearly the same service billed twice.
//!
//! # What it finds
//! Lines of an audited code equal in patient, date and code, and either of the same clinician with another modifier set, or
//! of the same billing group with another clinician.
//!
//! # Why it matters
//! A changed modifier or a colleague's number lets a duplicate pass the payer's check.
//!
//! # How it decides
//! 1. Lines of one patient, date and code are compared.
//! 2. Same clinician with another modifier set, or same known billing group with another clinician: `presumptive`; the
//!    later one, by claim id and line number, is flagged, and names every earlier one.
//! 3. Already a `duplicate_line`: cleared here, because it is reported there. The claim of a second payer for the same
//!    service: cleared; it is never named as the other line.
//! 4. Nothing fired, but an earlier line of another clinician is there and a billing group is blank: not evaluable.
//!    Otherwise clean.
//!
//! # What it leaves out
//! Two services of one day that were both given, which only the record shows.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; NGS Medicare, how to avoid duplicate claim denials, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::GROUP_NEEDED;
use super::windows::{self, GROUP_UNKNOWN, SECOND_PAYER};
use super::wording;
use crate::claim::{ClaimLine, Field};
use crate::findings::{Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "near_duplicate_line",
        title: "nearly the same service billed twice",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Modifier1)]],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[],
        clears: "a record of two separate services",
        evidence: "the notes of both services and the remittances",
        source: "NGS Medicare, duplicate claim denials (2026); project rulebook 3.5 (2026-11-30)",
        page: include_str!("near_duplicate_line.rs"),
        examples: include_str!("../../tests/fixtures/rules/near_duplicate_line.md"),
    },
    prepare: &|_, _| Check::patient(NearDuplicateLine),
};

struct NearDuplicateLine;

impl PatientCheck for NearDuplicateLine {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(Kinds::AUDITED) {
            if line.is_copy {
                out.judge(line, SECOND_PAYER);
                continue;
            }
            // The lines of one date stand in the order of claim id and line number.
            let day = patient.on(line.date).iter();
            let before = day.take_while(|other| !other.is(line));
            let earlier: Vec<_> = before.filter(|other| other.code == line.code && !other.is_copy).collect();
            if earlier.iter().any(|other| windows::is_duplicate(other, line)) {
                out.judge(line, Outcome::Cleared("reported as duplicate_line"));
                continue;
            }
            let related: Vec<_> = earlier.iter().copied().filter(|other| is_near(other, line)).collect();
            let Some(nearest) = related.first() else {
                let is_unknown = |other: &&ClaimLine| world.relation(line, other) == ProviderRelation::Unknown;
                out.judge(line, if earlier.iter().any(is_unknown) { GROUP_UNKNOWN } else { Outcome::Clean });
                continue;
            };
            let difference = if nearest.clinician == line.clinician {
                "with another modifier set"
            } else {
                "by another clinician of the same group"
            };
            let found = format!(
                "{} stands beside line {} of claim {}: same patient, date and code, {difference}",
                wording::on_date(world, line),
                nearest.line_number,
                world.names.claims.text(nearest.claim)
            );
            let diagnosis = out.diagnosis(line, nearest);
            let flag = Flag::alone(Tier::Presumptive, found, "One service is billed once, whatever its modifiers");
            out.flag(line, &Flag { related: &related, diagnosis, ..flag });
        }
    }
}

fn is_near(other: &ClaimLine, line: &ClaimLine) -> bool {
    let same_clinician = other.clinician == line.clinician;
    let same_group = line.group.is_known() && other.group == line.group;
    (same_clinician && other.modifiers != line.modifiers) || (!same_clinician && same_group)
}
