//! The sheets on missed revenue that are made from figures: what was lost by reason, and both signs of every clinician.

use super::sheet::{Column, Kind};
use super::texts::Owned;
use crate::report::missed::{ClinicianFigures, LostFigures, MissedFigures};

pub(super) const LOST: [Column; 6] = [
    ("reason", Kind::Text, 24),
    ("in words", Kind::Words, 60),
    ("share of lost minutes", Kind::Share, 12),
    ("minutes", Kind::Number, 10),
    ("stretches", Kind::Number, 10),
    ("would have brought", Kind::Money, 14),
];
pub(super) const CLINICIANS: [Column; 7] = [
    ("clinician", Kind::Text, 13),
    ("overpayment leads", Kind::Money, 14),
    ("can still be billed", Kind::Money, 14),
    ("stretches", Kind::Number, 10),
    ("lines billed too low", Kind::Money, 14),
    ("lost", Kind::Money, 14),
    ("why lost", Kind::Words, 70),
];

/// One row per reason, the most time first.
pub(super) fn lost(figures: &MissedFigures) -> Vec<Vec<Owned>> {
    let row = |one: &LostFigures| {
        vec![
            Owned::text(&one.reason),
            Owned::text(&one.words),
            Owned::Share(f64::from(one.share_per_mille) / 1_000.0),
            Owned::Number(u64::try_from(one.minutes).unwrap_or(0)),
            Owned::Number(one.n),
            Owned::Money(one.expected_cents),
        ]
    };
    figures.lost.iter().map(row).collect()
}

/// One row per clinician, by number; the two signs are never set off.
pub(super) fn clinicians(figures: &MissedFigures) -> Vec<Vec<Owned>> {
    let row = |one: &ClinicianFigures| {
        vec![
            Owned::text(&one.rendering_npi),
            Owned::Money(one.overpayment_cents),
            Owned::Money(one.open_cents),
            Owned::Number(one.open),
            Owned::Money(one.billed_too_low_cents),
            Owned::Money(one.lost_cents),
            Owned::text(one.why_lost()),
        ]
    };
    figures.clinicians.iter().map(row).collect()
}
