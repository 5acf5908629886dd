//! Steps 1 and 2: rows that repeat another, and earlier versions of the same line.
//!
//! Source: project rulebook, section 4, steps 1 and 2.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::claim_index::{ClaimIndex, by_known};
use super::{Standing, claim_versions, content, line_versions};
use crate::claim::{Day, Fate, LineStatus, Names, RowKind};
use crate::load::{Frequency, Rows};

/// Date, code and modifiers: what tells the lines of a claim apart when they are not numbered.
fn compare_services(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    let code = |row: usize| names.codes.text(rows.services.code.get(row));
    let set = |row: usize| rows.services.modifiers.get(row);
    let texts = |row: usize| names.modifier_texts(set(row));
    (rows.handling.date.get(a), code(a))
        .cmp(&(rows.handling.date.get(b), code(b)))
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
    let is_superseded = |row: &usize| rows.claims.kind.get(*row) == RowKind::Superseded;
    for row in (0..rows.len()).filter(is_superseded) {
        standing[row] = Some(Fate::Superseded);
    }
    index.each_with_several_rows(rows, |all| {
        if are_different_lines(rows, all) {
            return;
        }
        // A denied replacement or void under its claim's own number is no version of what it failed to change.
        let (denied, others): (Vec<usize>, Vec<usize>) = all.iter().partition(|row| is_denied_adjustment(rows, **row));
        for lines in [others, denied] {
            settle_claim(rows, names, &lines, standing, &mut given);
        }
    });
    given
}

/// Whether a row is a replacement or void that the payer refused.
fn is_denied_adjustment(rows: &Rows, row: usize) -> bool {
    rows.claims.frequency.get(row) != Frequency::Original && rows.handling.status.get(row) == LineStatus::Denied
}

/// Settles the rows of one number, patient and source; several payers may have rows among them.
fn settle_claim(rows: &Rows, names: &Names, all: &[usize], standing: &mut Standing, given: &mut Vec<(u32, i32)>) {
    let is_superseded = |row: &usize| rows.claims.kind.get(*row) == RowKind::Superseded;
    let payer = |row: usize| rows.handling.payer.get(row);
    // What the file itself calls superseded is no version to choose from, but may be there twice.
    leave(rows, names, all.iter().copied().filter(is_superseded).collect(), standing);
    for claim in by_known(all, payer) {
        leave(rows, names, claim_versions::outdated(rows, &claim), standing);
        let taken = taken_along(rows, names, &claim).into_iter().filter(|row| standing[*row].is_none()).collect();
        leave(rows, names, taken, standing);
    }
    let lines: Vec<usize> = all.iter().copied().filter(|row| standing[*row].is_none()).collect();
    let mut numbered = line_numbers(rows, names, &lines);
    numbered.sort_by(|(a, left), (b, right)| left.cmp(right).then_with(|| order(rows, names, *a, *b)));
    for line in numbered.chunk_by(|(_, left), (_, right)| left == right) {
        let of_line: Vec<usize> = line.iter().map(|(row, _)| *row).collect();
        for versions in by_known(&of_line, payer) {
            let distinct = without_repeats(rows, names, &versions, standing);
            let kept = line_versions::settle(rows, &distinct, standing);
            if rows.claims.line_number.get(kept).is_none() {
                given.push((u32::try_from(kept).unwrap_or(u32::MAX), line[0].1));
            }
        }
    }
}

/// Whether every row has a line number of its own and none speaks of versions, as in nearly every claim: then nothing is
/// left to settle.
fn are_different_lines(rows: &Rows, lines: &[usize]) -> bool {
    const FEW: usize = 16;
    let number = |row: usize| rows.claims.line_number.get(row);
    let is_plain = |row: &usize| {
        number(*row).is_some()
            && rows.claims.kind.get(*row) != RowKind::Superseded
            && !rows.claims.base.get(*row).is_known()
    };
    let is_new = |place: usize| lines[..place].iter().all(|earlier| number(*earlier) != number(lines[place]));
    lines.len() <= FEW && lines.iter().all(is_plain) && (0..lines.len()).all(is_new)
}

/// The rows that a later one of their line takes with it when the file itself calls that superseded, where the layout
/// tells versions apart: an update that says "no longer final" is the last word on its line.
fn taken_along(rows: &Rows, names: &Names, lines: &[usize]) -> Vec<usize> {
    let age = |row: usize| (dates(rows, row), rows.claims.version.get(row));
    let number = |row: usize| rows.claims.line_number.get(row);
    let is_same = |a: usize, b: usize| {
        number(a) == number(b) && (number(a).is_some() || compare_services(rows, names, a, b) == Ordering::Equal)
    };
    let is_last_word =
        |row: &usize| rows.claims.kind.get(*row) == RowKind::Superseded && rows.claims.version.get(*row) > 0;
    let last_words: Vec<usize> = lines.iter().copied().filter(is_last_word).collect();
    let is_taken = |row: &usize| last_words.iter().any(|last| is_same(*row, *last) && age(*row) < age(*last));
    lines.iter().copied().filter(is_taken).collect()
}

/// Marks rows of one claim that another version stands for, repeats among them as such.
fn leave(rows: &Rows, names: &Names, mut leaving: Vec<usize>, standing: &mut Standing) {
    let line_number = |row: usize| rows.claims.line_number.get(row);
    leaving.sort_by(|a, b| line_number(*a).cmp(&line_number(*b)).then_with(|| order(rows, names, *a, *b)));
    for line in leaving.chunk_by(|a, b| line_number(*a) == line_number(*b)) {
        for row in without_repeats(rows, names, line, standing) {
            standing[row] = Some(Fate::Superseded);
        }
    }
}

/// One row of every content, in order; the others are marked. Rows come in order.
fn without_repeats(rows: &Rows, names: &Names, versions: &[usize], standing: &mut Standing) -> Vec<usize> {
    let mut distinct = Vec::new();
    for group in versions.chunk_by(|a, b| compare_versions(rows, names, *a, *b) == Ordering::Equal) {
        // Equal rows: the first by file and row stays, wherever it was read.
        distinct.push(group[0]);
        for &repeat in &group[1..] {
            standing[repeat] = Some(Fate::RepeatedRow);
        }
    }
    distinct
}

/// The order of versions; of equal rows the one that was read first comes first.
fn order(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    compare_versions(rows, names, a, b).then_with(|| place(rows, a).cmp(&place(rows, b)))
}

/// Latest processed, then latest paid, then the fixed order of content; an absent date is earlier than any.
fn compare_versions(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    dates(rows, a).cmp(&dates(rows, b)).then_with(|| content::compare(rows, names, a, b))
}

/// When a version was processed and paid.
pub(super) fn dates(rows: &Rows, row: usize) -> (Day, Day) {
    (rows.handling.processed.get(row), rows.handling.paid_on.get(row))
}

fn place(rows: &Rows, row: usize) -> (u32, u64) {
    (rows.file.get(row), rows.row.get(row))
}
