//! Steps 1 and 2: rows that repeat another, and earlier versions of the same line.
//!
//! Source: project rulebook, section 4, steps 1 and 2.

use std::cmp::Ordering;

use super::claim_index::ClaimIndex;
use super::content::is_negative;
use super::reversals::service_key;
use super::{Standing, content};
use crate::claim::{Fate, Names};
use crate::load::Rows;

/// What makes two rows of one claim versions of one line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineIdentity {
    /// The line number, 1 where it is blank.
    Number,
    /// No row of the claim has a number: date, code and modifiers. With a default number for all, its lines would
    /// swallow one another.
    Service,
}

impl LineIdentity {
    fn of(rows: &Rows, lines: &[usize]) -> Self {
        let numbered = lines.iter().any(|row| rows.claims.line_number.get(*row).is_some());
        if numbered { Self::Number } else { Self::Service }
    }

    fn compare(self, rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
        if self == Self::Number {
            let number = |row: usize| rows.claims.line_number.get(row).unwrap_or(1);
            return number(a).cmp(&number(b));
        }
        let code = |row: usize| names.codes.text(rows.services.code[row]);
        let set = |row: usize| rows.services.modifiers.get(row);
        let texts = |row: usize| names.modifier_texts(set(row));
        (rows.handling.date[a], code(a))
            .cmp(&(rows.handling.date[b], code(b)))
            .then_with(|| if set(a) == set(b) { Ordering::Equal } else { texts(a).cmp(texts(b)) })
    }
}

/// Marks repeats and superseded versions. Gives numbers, in the order of service, to the standing lines of claims that
/// have several and number none; a line that is alone in its claim is number 1 anyway.
pub(super) fn settle(rows: &Rows, names: &Names, index: &ClaimIndex, standing: &mut Standing) -> Vec<(u32, i32)> {
    let mut given = Vec::new();
    for claim in index.with_several_rows() {
        let mut lines: Vec<usize> = index.rows_of(claim).collect();
        let identity = LineIdentity::of(rows, &lines);
        lines.sort_by(|&a, &b| {
            identity
                .compare(rows, names, a, b)
                .then_with(|| compare_versions(rows, names, a, b))
                .then_with(|| place(rows, a).cmp(&place(rows, b)))
        });
        let same_line = |a: &usize, b: &usize| identity.compare(rows, names, *a, *b) == Ordering::Equal;
        for (versions, number) in lines.chunk_by(same_line).zip(1..) {
            let kept = settle_line(rows, names, versions, standing);
            if identity == LineIdentity::Service {
                given.push((u32::try_from(kept).unwrap_or(u32::MAX), number));
            }
        }
    }
    given
}

/// Marks all versions of one line but the last; gives the row that stays. Versions come in ascending order.
fn settle_line(rows: &Rows, names: &Names, versions: &[usize], standing: &mut Standing) -> usize {
    let mut kept = versions[0];
    for group in versions.chunk_by(|a, b| compare_versions(rows, names, *a, *b) == Ordering::Equal) {
        // Equal rows: the first by file and row stays, wherever it was read.
        if group[0] != kept {
            standing[kept] = Some(Fate::Superseded);
        }
        kept = group[0];
        for &repeat in &group[1..] {
            standing[repeat] = Some(Fate::RepeatedRow);
        }
    }
    spend_reversal(rows, versions, kept, standing);
    kept
}

/// A reversal that is the last version of the very line it takes back has done its work: it must not go on to cancel
/// the same service on another claim.
fn spend_reversal(rows: &Rows, versions: &[usize], kept: usize, standing: &mut Standing) {
    let reverses = |row: usize| {
        standing[row] == Some(Fate::Superseded)
            && !is_negative(rows, row)
            && service_key(rows, row) == service_key(rows, kept)
    };
    if is_negative(rows, kept) && versions.iter().any(|row| reverses(*row)) {
        standing[kept] = Some(Fate::UnmatchedReversal);
    }
}

/// Latest processed, then latest paid, then the fixed order of content; an absent date is earlier than any.
fn compare_versions(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    let dates = |row: usize| (rows.handling.processed.get(row), rows.handling.paid_on.get(row));
    dates(a).cmp(&dates(b)).then_with(|| content::compare(rows, names, a, b))
}

fn place(rows: &Rows, row: usize) -> (u32, u64) {
    (rows.file.get(row), rows.row[row])
}
