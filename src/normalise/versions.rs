//! Steps 1 and 2: rows that repeat another, and earlier versions of the same line.
//!
//! Source: project rulebook, section 4, steps 1 and 2.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::claim_index::ClaimIndex;
use super::content::is_negative;
use super::reversals::service_key;
use super::{Standing, content};
use crate::claim::{Day, Fate, Names, RowKind};
use crate::load::Rows;

/// Date, code and modifiers: what tells the lines of a claim apart when they are not numbered.
fn compare_services(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    let code = |row: usize| names.codes.text(rows.services.code[row]);
    let set = |row: usize| rows.services.modifiers.get(row);
    let texts = |row: usize| names.modifier_texts(set(row));
    (rows.handling.date[a], code(a))
        .cmp(&(rows.handling.date[b], code(b)))
        .then_with(|| if set(a) == set(b) { Ordering::Equal } else { texts(a).cmp(texts(b)) })
}

/// The number of every row of a claim. A row without one is the numbered line of the same service, or else a line of
/// its own with the next free number: with a default number for all, the lines of a claim would swallow one another.
fn line_numbers(rows: &Rows, names: &Names, lines: &[usize]) -> Vec<(usize, i32)> {
    let given = |row: usize| rows.claims.line_number.get(row);
    let mut numbers: Vec<(usize, i32)> = lines.iter().filter_map(|row| Some((*row, given(*row)?))).collect();
    numbers.sort_by_key(|(_, number)| *number);
    let mut blank: Vec<usize> = lines.iter().copied().filter(|row| given(*row).is_none()).collect();
    blank.sort_by(|a, b| compare_services(rows, names, *a, *b));
    let taken: BTreeSet<i32> = numbers.iter().map(|(_, number)| *number).collect();
    let mut free = (1..).filter(|number| !taken.contains(number));
    let n_numbered = numbers.len();
    for service in blank.chunk_by(|a, b| compare_services(rows, names, *a, *b) == Ordering::Equal) {
        let is_same = |row: usize| compare_services(rows, names, row, service[0]) == Ordering::Equal;
        let same = numbers[..n_numbered].iter().find(|(row, _)| is_same(*row));
        let number = same.map(|(_, number)| *number).or_else(|| free.next()).unwrap_or(i32::MAX);
        numbers.extend(service.iter().map(|row| (*row, number)));
    }
    numbers
}

/// Marks repeats and superseded versions. Gives the standing lines of claims with several rows the numbers they lack;
/// a line that is alone in its claim is number 1 anyway.
pub(super) fn settle(rows: &Rows, names: &Names, index: &ClaimIndex, standing: &mut Standing) -> Vec<(u32, i32)> {
    let mut given = Vec::new();
    // What the file itself calls superseded is no version to choose from.
    for (row, fate) in standing.iter_mut().enumerate() {
        if rows.claims.kind.get(row) == RowKind::Superseded {
            *fate = Some(Fate::Superseded);
        }
    }
    for claim in index.with_several_rows() {
        let lines: Vec<usize> = index.rows_of(claim).filter(|row| standing[*row].is_none()).collect();
        let mut numbered = line_numbers(rows, names, &lines);
        numbered.sort_by(|(a, left), (b, right)| {
            left.cmp(right)
                .then_with(|| compare_versions(rows, names, *a, *b))
                .then_with(|| place(rows, *a).cmp(&place(rows, *b)))
        });
        for line in numbered.chunk_by(|(_, left), (_, right)| left == right) {
            let versions: Vec<usize> = line.iter().map(|(row, _)| *row).collect();
            let kept = settle_line(rows, names, &versions, standing);
            if rows.claims.line_number.get(kept).is_none() {
                given.push((u32::try_from(kept).unwrap_or(u32::MAX), line[0].1));
            }
        }
    }
    given
}

/// Marks all versions of one line but the one that stands; gives that one. Versions come in ascending order.
fn settle_line(rows: &Rows, names: &Names, versions: &[usize], standing: &mut Standing) -> usize {
    let mut distinct = Vec::new();
    for group in versions.chunk_by(|a, b| compare_versions(rows, names, *a, *b) == Ordering::Equal) {
        // Equal rows: the first by file and row stays, wherever it was read.
        distinct.push(group[0]);
        for &repeat in &group[1..] {
            standing[repeat] = Some(Fate::RepeatedRow);
        }
    }
    let kept = standing_version(rows, &distinct);
    for &row in distinct.iter().filter(|row| **row != kept) {
        standing[row] = Some(Fate::Superseded);
    }
    spend_reversal(rows, &distinct, kept, standing);
    kept
}

/// The version that stands: the last one. Where a reversal and what was billed instead carry the same dates, the
/// reversal has taken back an earlier version, and the greatest charge that nothing takes back stands.
fn standing_version(rows: &Rows, versions: &[usize]) -> usize {
    let last = versions[versions.len() - 1];
    if !is_negative(rows, last) {
        return last;
    }
    let date = |row: usize| (dates(rows, row), rows.claims.version.get(row));
    let balance = |charge: usize| {
        let same = |row: &&usize| service_key(rows, **row) == service_key(rows, charge);
        let n_same = versions.iter().filter(same).count();
        let n_back = versions.iter().filter(same).filter(|row| is_negative(rows, **row)).count();
        n_same.saturating_sub(2 * n_back)
    };
    let latest = versions.iter().rev().take_while(|row| date(**row) == date(last));
    let mut charges = latest.filter(|row| !is_negative(rows, **row));
    charges.find(|row| balance(**row) > 0).copied().unwrap_or(last)
}

/// A reversal that is the last version of the very line it takes back has done its work: it must not go on to cancel
/// the same service on another claim.
fn spend_reversal(rows: &Rows, versions: &[usize], kept: usize, standing: &mut Standing) {
    let is_charge = |row: usize| standing[row] == Some(Fate::Superseded) && !is_negative(rows, row);
    let reverses = |row: usize| is_charge(row) && service_key(rows, row) == service_key(rows, kept);
    // A row that calls itself a cancel takes its line back, whatever its amounts.
    let is_cancel = rows.claims.kind.get(kept) == RowKind::Cancel;
    if is_cancel && versions.iter().any(|row| is_charge(*row)) {
        standing[kept] = Some(Fate::Voided);
    } else if is_negative(rows, kept) && versions.iter().any(|row| reverses(*row)) {
        standing[kept] = Some(Fate::UnmatchedReversal);
    }
}

/// Latest processed, then latest paid, then the fixed order of content; an absent date is earlier than any.
fn compare_versions(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    dates(rows, a).cmp(&dates(rows, b)).then_with(|| content::compare(rows, names, a, b))
}

fn dates(rows: &Rows, row: usize) -> (Day, Day) {
    (rows.handling.processed.get(row), rows.handling.paid_on.get(row))
}

fn place(rows: &Rows, row: usize) -> (u32, u64) {
    (rows.file.get(row), rows.row[row])
}
