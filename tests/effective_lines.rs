//! Which lines still stand, by the six steps of section 4 of the rulebook, with the count of every fate. Row order
//! never matters: small inputs are tried in every order, and split into two files everywhere.

mod accounting;
mod adjustments;
mod content_order;
mod identity;
mod one_truth;
mod repeats;
mod reversals;
mod status_and_scope;
mod taken_back;
mod versions;
mod without_line_numbers;

use crate::program::{Place, Row, csv_text};

/// A rule that fires on every effective line with a code that has ended: who stands is read from its findings.
const EYE: &str = "code_not_in_effect";

/// What became of an input.
#[derive(Debug, PartialEq, Eq)]
struct Settled {
    /// The terms of the accounting identity that are not zero, by name.
    fates: String,
    /// `claim/line code cents` of every line that stands, by patient, date, claim and line.
    standing: Vec<String>,
}

/// Audits `claims.csv`, or whatever the pattern says.
fn settle(place: &Place, claims: &str) -> Settled {
    let run = place.audit(claims, &["--format", "csv", "--quiet"]);
    assert!(run.used_every_row(), "{}", run.stderr);
    let rows = place.findings().into_iter().filter(|row| row["rule"] == EYE);
    let line = |row: Row| {
        format!("{}/{} {} {}", row["claim_id"], row["line_number"], row["procedure_code"], row["paid_cents"])
    };
    Settled { fates: run.fates(), standing: rows.map(line).collect() }
}

/// Checks fates and standing lines of these rows, in every order and split into two files at every place.
fn assert_settled(columns: &str, rows: &[&str], fates: &str, standing: &[&str]) {
    let expected =
        Settled { fates: fates.to_owned(), standing: standing.iter().map(|line| (*line).to_owned()).collect() };
    let place = Place::new();
    for order in orders(rows) {
        place.write("claims.csv", csv_text(columns, &order));
        assert_eq!(settle(&place, "claims.csv"), expected, "in this order: {order:#?}");
    }
    for cut in 1..rows.len() {
        place.write("a.csv", csv_text(columns, &rows[..cut]));
        place.write("b.csv", csv_text(columns, &rows[cut..]));
        assert_eq!(settle(&place, "[ab].csv"), expected, "split before row {}", cut + 1);
    }
}

/// Every order of up to four rows; of more rows, every rotation forwards and backwards. Each order once.
fn orders<'a>(rows: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut orders = if rows.len() <= 4 { permutations(rows) } else { rotations(rows) };
    orders.sort();
    orders.dedup();
    orders
}

fn rotations<'a>(rows: &[&'a str]) -> Vec<Vec<&'a str>> {
    let turned = |start: usize| rows[start..].iter().chain(&rows[..start]).copied().collect::<Vec<_>>();
    let backwards = |start: usize| turned(start).into_iter().rev().collect();
    (0..rows.len()).flat_map(|start| [turned(start), backwards(start)]).collect()
}

fn permutations<'a>(rows: &[&'a str]) -> Vec<Vec<&'a str>> {
    if rows.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, first) in rows.iter().enumerate() {
        let others: Vec<&str> =
            rows.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, row)| *row).collect();
        all.extend(permutations(&others).into_iter().map(|rest| [&[*first], rest.as_slice()].concat()));
    }
    all
}

#[test]
fn orders_are_complete_and_each_comes_once() {
    assert_eq!(orders(&["a", "b", "c", "d"]).len(), 24);
    assert_eq!(orders(&["a", "a", "b"]), [["a", "a", "b"], ["a", "b", "a"], ["b", "a", "a"]]);
    let many = orders(&["a", "b", "c", "d", "e"]);
    assert!(many.len() == 10 && many.iter().all(|order| order.len() == 5));
}
