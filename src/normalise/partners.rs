//! Whether a reversal speaks of a charge: the same service for the same amount. Marks nothing.
//!
//! Source: project rulebook, section 4, step 4.

use super::content::{amount, amounts};
use crate::claim::{Cents, Day, Sym};
use crate::load::Rows;

/// Patient, clinician, service date and code.
pub(super) type ServiceKey = (Sym, Sym, i32, Sym);

/// What a reversal and its partner have in common beside the amount.
pub(super) fn service_key(rows: &Rows, row: usize) -> ServiceKey {
    (
        rows.people.patient.get(row),
        rows.people.clinician.get(row),
        rows.handling.date.get(row).0,
        rows.services.code.get(row),
    )
}

/// Whether two rows are of one service and one absolute amount.
pub(super) fn fit(rows: &Rows, charge: usize, reversal: usize) -> bool {
    service_key(rows, charge) == service_key(rows, reversal) && same_amount(rows, charge, reversal)
}

/// Whether the first amount that both rows give is the same. What is zero says nothing: a reversal may name only what
/// was billed, and a refused charge has nothing paid.
pub(super) fn same_amount(rows: &Rows, a: usize, b: usize) -> bool {
    let of = |row: usize| amounts(rows, row).map(|amount| amount.filter(|cents| cents.0 != 0));
    let in_both = of(a).into_iter().zip(of(b)).find_map(|(a, b)| a.zip(b));
    let absolute = |amount: Option<Cents>| amount.map(|cents| cents.0.abs());
    match in_both {
        Some((a, b)) => a.0.abs() == b.0.abs(),
        None => absolute(amount(rows, a)) == absolute(amount(rows, b)),
    }
}

/// In how much else a reversal and a charge of the same service and amount differ: the fewer, the surer they belong
/// together. A corrected modifier or diagnosis changes neither code nor amount.
pub(super) fn n_differences(rows: &Rows, charge: usize, reversal: usize) -> usize {
    let absolute = |amount: Option<Cents>| amount.map_or(0, |cents| cents.0.abs());
    // An amount that the reversal does not name says nothing; one that it names should be there.
    let differs = |(charge, reversal): &(Option<Cents>, Option<Cents>)| {
        reversal.is_some() && absolute(*charge) != absolute(*reversal)
    };
    let n_amounts = amounts(rows, charge).into_iter().zip(amounts(rows, reversal)).filter(differs).count();
    let (a, b) = (charge, reversal);
    let differs = [
        rows.services.modifiers.get(a) != rows.services.modifiers.get(b),
        rows.services.place.get(a) != rows.services.place.get(b),
        rows.diagnoses.diagnoses.get(a) != rows.diagnoses.diagnoses.get(b),
        rows.amounts.units.get(a).0.abs() != rows.amounts.units.get(b).0.abs(),
        rows.people.group.get(a) != rows.people.group.get(b),
        rows.handling.payer.get(a) != rows.handling.payer.get(b),
    ];
    n_amounts + differs.into_iter().filter(|differs| *differs).count()
}

/// When a row was processed, paid and received.
pub(super) fn handled(rows: &Rows, row: usize) -> [Day; 3] {
    let days = &rows.handling;
    [days.processed.get(row), days.paid_on.get(row), days.received.get(row)]
}

/// Whether a row came after another, by the first date of handling that both give. Nothing is taken back before it is
/// there.
pub(super) fn is_later(rows: &Rows, row: usize, other: usize) -> bool {
    let mut pairs = handled(rows, row).into_iter().zip(handled(rows, other));
    let known = pairs.find(|(a, b)| *a != Day::NONE && *b != Day::NONE);
    known.is_some_and(|(row, other)| other < row)
}
