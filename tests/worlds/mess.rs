//! Claim files as they are: repeated rows, versions, replacements, voids, reversals and denials among the good lines.
//! What becomes of them is the program's business.

use fastrand::Rng;

use super::Row;
use crate::naive::{NaiveLine, random_lines};

/// The rows of a random world in random order, with every kind of mess; the same for the same seed and size.
pub(crate) fn messy(seed: u64, n_patients: usize) -> Vec<Row> {
    let mut rng = Rng::with_seed(seed);
    let mut rows: Vec<Row> = Vec::new();
    for line in random_lines(seed, n_patients) {
        let number = rows.len();
        let row = Row { allowed_cents: rng.bool().then(|| rng.i64(0..30_000)), ..line.into() };
        match rng.u8(0..100) {
            0..8 => rows.push(row.clone()),
            8..16 => rows.push(version(&mut rng, &row)),
            16..20 => rows.push(adjustment(&row, "8", number)),
            20..25 => rows.push(replacement(&mut rng, &row, number)),
            25..30 => rows.push(reversal(&mut rng, &row, number)),
            30..33 => rows.push(unmatched(&row, number)),
            33..40 => rows.push(Row { status: if rng.bool() { "denied" } else { "reversed" }, ..row.clone() }),
            _ => {}
        }
        rows.push(row);
    }
    rng.shuffle(&mut rows);
    rows
}

/// Some of the lines again under new claim numbers, as a payer that paid nothing sends them.
pub(crate) fn copies_under_new_claims(rng: &mut Rng, lines: &[Row], prefix: &str) -> Vec<Row> {
    let picked = lines.iter().filter(|_| rng.u8(0..100) < 30).collect::<Vec<_>>();
    let copy = |(number, row): (usize, &&Row)| {
        let line = NaiveLine {
            claim_id: format!("{prefix}{number}"),
            paid_cents: row.line.paid_cents.map(|_| 0),
            units_ten_thousandths: row.line.units_ten_thousandths.abs(),
            ..row.line.clone()
        };
        Row::from(line)
    };
    picked.iter().enumerate().map(copy).collect()
}

/// Another version of the same line, one thing changed, processed on some other day, on the same or on none.
fn version(rng: &mut Rng, row: &Row) -> Row {
    let mut version = row.clone();
    version.processed = rng.bool().then(|| row.line.date + rng.i32(1..60));
    match rng.u8(0..6) {
        0 => version.line.dx = vec!["J069".to_owned()],
        1 => version.line.pos = Some("19".to_owned()),
        2 => version.line.modifiers = vec!["76".to_owned()],
        3 => "99213".clone_into(&mut version.line.code),
        4 => version.line.payer = Some("other".to_owned()),
        _ => version.line.paid_cents = Some(rng.i64(0..30_000)),
    }
    version
}

/// A claim of its own that replaces (7) or voids (8) the row's claim.
fn adjustment(row: &Row, frequency: &'static str, number: usize) -> Row {
    let line = NaiveLine { claim_id: format!("ADJ{number}"), ..row.line.clone() };
    Row { line, frequency, original: row.line.claim_id.clone(), ..row.clone() }
}

fn replacement(rng: &mut Rng, row: &Row, number: usize) -> Row {
    let mut replacement = adjustment(row, "7", number);
    if rng.bool() {
        "99422".clone_into(&mut replacement.line.code);
    }
    replacement
}

/// A negative line of the same service, within the claim or under a claim number of its own.
fn reversal(rng: &mut Rng, row: &Row, number: usize) -> Row {
    let mut line = NaiveLine { paid_cents: row.line.paid_cents.map(|cents| -cents), ..row.line.clone() };
    if line.paid_cents.is_none() {
        line.units_ten_thousandths = -line.units_ten_thousandths;
    }
    if rng.bool() {
        line.claim_id = format!("REV{number}");
    } else {
        line.line_number += 500;
    }
    Row { line, ..row.clone() }
}

/// A negative line that takes back nothing in the file.
fn unmatched(row: &Row, number: usize) -> Row {
    let line = NaiveLine { claim_id: format!("NEG{number}"), paid_cents: Some(-99_999_999), ..row.line.clone() };
    Row { line, ..row.clone() }
}
