//! Compares the content of two rows: every mapped field, but not where they were read. The order is fixed by the
//! texts, never by the order of arrival.

use std::cmp::Ordering;

use crate::claim::{Cents, Dictionary, LineStatus, Names, RowKind, SetDictionary, Sym};
use crate::load::Rows;

/// Whether a row takes something back: by the file's own word, or with fewer units than none or any amount below zero. A
/// denied charge that is taken back was never paid, so that only what was billed is negative.
pub(super) fn is_negative(rows: &Rows, row: usize) -> bool {
    rows.claims.kind.get(row) == RowKind::Cancel
        || rows.amounts.units.get(row).0 < 0
        || amounts(rows, row).iter().flatten().any(|amount| amount.0 < 0)
}

/// Whether a row takes another version of its line back. A refused reversal takes nothing back: it is a version like
/// others.
pub(super) fn is_reversal(rows: &Rows, row: usize) -> bool {
    let is_refused = rows.handling.status.get(row) == LineStatus::Denied;
    rows.claims.kind.get(row) == RowKind::Cancel || (is_negative(rows, row) && !is_refused)
}

/// Paid, allowed and billed.
pub(super) fn amounts(rows: &Rows, row: usize) -> [Option<Cents>; 3] {
    let amounts = &rows.amounts;
    [amounts.paid.get(row), amounts.allowed.get(row), amounts.billed.get(row)]
}

/// The amount of a row: paid, or allowed, or billed, whichever the file says first and is not zero.
pub(super) fn amount(rows: &Rows, row: usize) -> Option<Cents> {
    let said = amounts(rows, row);
    let said = || said.iter().flatten().copied();
    said().find(|amount| amount.0 != 0).or_else(|| said().next())
}

/// A total order of content. Greater wins between versions that carry the same dates: a later version, a later kind of
/// row, anything over a denial, an adjustment over an original, a reversal over what it reverses; then the texts decide.
/// Line numbers play no part.
pub(super) fn compare(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    let key = |row: usize| {
        (
            rows.claims.version.get(row),
            rows.claims.kind.get(row),
            rows.handling.status.get(row) != LineStatus::Denied,
            rows.claims.frequency.get(row),
            is_negative(rows, row),
            rows.handling.status.get(row) == LineStatus::Reversed,
            rows.handling.status.get(row),
        )
    };
    key(a)
        .cmp(&key(b))
        .then_with(|| rows.unreadable.get(a).bits().cmp(&rows.unreadable.get(b).bits()))
        .then_with(|| compare_dates(rows, a, b))
        .then_with(|| compare_amounts(rows, a, b))
        .then_with(|| compare_texts(rows, names, a, b))
}

fn compare_dates(rows: &Rows, a: usize, b: usize) -> Ordering {
    let days = &rows.handling;
    let key = |row: usize| {
        (
            days.date.get(row),
            days.date_to.get(row),
            days.received.get(row),
            days.paid_on.get(row),
            days.processed.get(row),
            days.start.get(row),
            days.end.get(row),
        )
    };
    key(a).cmp(&key(b))
}

fn compare_amounts(rows: &Rows, a: usize, b: usize) -> Ordering {
    let amounts = &rows.amounts;
    let key = |row: usize| {
        (
            amounts.units.get(row),
            amounts.paid.get(row),
            amounts.allowed.get(row),
            amounts.billed.get(row),
            amounts.minutes.get(row),
        )
    };
    key(a).cmp(&key(b))
}

fn compare_texts(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    let text = |dictionary: &Dictionary, left: Sym, right: Sym| {
        if left == right { Ordering::Equal } else { dictionary.text(left).cmp(dictionary.text(right)) }
    };
    let people = &rows.people;
    let services = &rows.services;
    text(&names.claims, rows.claims.claim.get(a), rows.claims.claim.get(b))
        .then_with(|| text(&names.claims, rows.claims.original_claim.get(a), rows.claims.original_claim.get(b)))
        .then_with(|| {
            let ids = |row: usize| rows.claims.other_ids.iter().map(move |ids| names.claims.text(ids.get(row)));
            ids(a).cmp(ids(b))
        })
        .then_with(|| text(&names.patients, people.patient.get(a), people.patient.get(b)))
        .then_with(|| text(&names.clinicians, people.clinician.get(a), people.clinician.get(b)))
        .then_with(|| text(&names.clinicians, people.ordering.get(a), people.ordering.get(b)))
        .then_with(|| text(&names.groups, people.group.get(a), people.group.get(b)))
        .then_with(|| text(&names.specialties, people.specialty.get(a), people.specialty.get(b)))
        .then_with(|| text(&names.taxonomies, people.taxonomy.get(a), people.taxonomy.get(b)))
        .then_with(|| text(&names.codes, services.code.get(a), services.code.get(b)))
        .then_with(|| text(&names.places, services.place.get(a), services.place.get(b)))
        .then_with(|| text(&names.sources, rows.claims.source.get(a), rows.claims.source.get(b)))
        .then_with(|| text(&names.payers, rows.handling.payer.get(a), rows.handling.payer.get(b)))
        .then_with(|| {
            lists(&names.modifier_sets, &names.modifiers, services.modifiers.get(a), services.modifiers.get(b))
        })
        .then_with(|| {
            let of = |row: usize| rows.diagnoses.diagnoses.get(row);
            lists(&names.diagnosis_lists, &names.diagnoses, of(a), of(b))
        })
}

fn lists(sets: &SetDictionary, texts: &Dictionary, a: Sym, b: Sym) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let members = |list: Sym| sets.members(list).iter().map(|member| texts.text(*member));
    members(a).cmp(members(b))
}
