//! Procedures whose global period holds a message or call. The one implementation behind `contact_in_global_period` and
//! the rules on missed revenue; flags nothing itself.
//!
//! Source: project rulebook, section 3.1; CMS PPRRVU record layout, global days (2025).

use super::windows::{Strongest, Subject, Window};
use crate::claim::{ClaimLine, DiagnosisRelation};
use crate::findings::Tier;
use crate::reference::{FeeSchedule, GlobalDays, Kinds};
use crate::timeline::{PatientView, ProviderRelation, Strength, World};

/// The longest period: days before the contact, and after it.
pub(super) const BEFORE: i32 = 90;
pub(super) const AFTER: i32 = 1;

/// The procedures of strong relation whose period holds the contact.
#[derive(Default)]
pub(super) struct Procedures<'a> {
    pub(super) strongest: Strongest<'a>,
    /// A procedure is dated outside the loaded releases.
    pub(super) undated: bool,
}

/// Looks for them: same diagnosis presumptive, unknown advisory, different noted.
pub(super) fn around<'a, 's>(
    window: &Window,
    patient: PatientView<'a>,
    contact: impl Into<Subject<'s>>,
    fees: &FeeSchedule,
) -> Procedures<'a> {
    let (contact, world) = (contact.into(), patient.world);
    let date = contact.line.date;
    let mut found = Procedures::default();
    for procedure in patient.between(date.plus(-BEFORE), date.plus(AFTER)) {
        if !world.kinds(procedure).meets(Kinds::PROCEDURE) || procedure.is(contact.line) {
            continue;
        }
        let is_strong = window.strength(world, contact, procedure) == Strength::Strong;
        if !fees.covers(procedure.date) {
            found.undated |= is_strong || contact.relation(world, procedure) == ProviderRelation::Unknown;
            continue;
        }
        let Some((first, last)) = of(world, procedure, fees) else { continue };
        let gap = procedure.date.gap_to(date);
        if gap < first || last < gap {
            continue;
        }
        let diagnosis = window.diagnosis(contact, procedure);
        window.offer(world, (contact, procedure), &mut found.strongest, |strength| match (strength, diagnosis) {
            (Strength::Strong, DiagnosisRelation::Same) => Some(Tier::Presumptive),
            (Strength::Strong, DiagnosisRelation::Unknown) => Some(Tier::Advisory),
            _ => None,
        });
        if is_strong {
            found.strongest.note_different(diagnosis, procedure);
        }
    }
    found
}

/// The days after a procedure on which its payment covers a contact: first and last, negative before it.
pub(super) fn of(world: &World, procedure: &ClaimLine, fees: &FeeSchedule) -> Option<(i32, i32)> {
    match fees.fee(world.code(procedure), procedure.date)?.global {
        GlobalDays::Zero => Some((0, 0)),
        GlobalDays::Ten => Some((1, 10)),
        GlobalDays::Ninety => Some((-AFTER, BEFORE)),
        GlobalDays::None => None,
    }
}
