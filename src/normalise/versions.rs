//! Steps 1 and 2: rows that repeat another, and earlier versions of the same line.
//!
//! Source: project rulebook, section 4, steps 1 and 2.

use std::cmp::Ordering;

use super::claim_index::ClaimIndex;
use super::{Standing, content};
use crate::claim::{Fate, Names};
use crate::load::Rows;

/// What makes two rows versions of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineIdentity {
    /// Claim id and line number.
    Numbered,
    /// The input has no line numbers at all: claim id, date, code and modifiers. With a default number for every row,
    /// the lines of one claim would swallow one another.
    ByService,
}

impl LineIdentity {
    pub(super) const fn of(numbered: bool) -> Self {
        if numbered { Self::Numbered } else { Self::ByService }
    }

    fn compare(self, rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
        match self {
            Self::Numbered => rows.claims.line_number.get(a).cmp(&rows.claims.line_number.get(b)),
            Self::ByService => {
                let code = |row: usize| names.codes.text(rows.services.code[row]);
                let set = |row: usize| rows.services.modifiers.get(row);
                let texts = |row: usize| names.modifier_texts(set(row));
                (rows.handling.date[a], code(a))
                    .cmp(&(rows.handling.date[b], code(b)))
                    .then_with(|| if set(a) == set(b) { Ordering::Equal } else { texts(a).cmp(texts(b)) })
            }
        }
    }
}

/// Marks repeats and superseded versions. Gives line numbers, from 1 in the order of service, to the standing lines of
/// claims that have none.
pub(super) fn settle(
    rows: &Rows,
    names: &Names,
    index: &ClaimIndex,
    standing: &mut Standing,
    identity: LineIdentity,
) -> Vec<(u32, i32)> {
    let mut given = Vec::new();
    for claim in index.with_several_rows() {
        let mut lines: Vec<usize> = index.rows_of(claim).collect();
        lines.sort_by(|&a, &b| {
            identity
                .compare(rows, names, a, b)
                .then_with(|| compare_versions(rows, names, a, b))
                .then_with(|| place(rows, a).cmp(&place(rows, b)))
        });
        let same_line = |a: &usize, b: &usize| identity.compare(rows, names, *a, *b) == Ordering::Equal;
        for (number, versions) in lines.chunk_by(same_line).enumerate() {
            let kept = settle_line(rows, names, versions, standing);
            if identity == LineIdentity::ByService {
                given.push((u32::try_from(kept).unwrap_or(u32::MAX), i32::try_from(number + 1).unwrap_or(i32::MAX)));
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
    kept
}

/// Latest processed, then latest paid, then the fixed order of content; an absent date is earlier than any.
fn compare_versions(rows: &Rows, names: &Names, a: usize, b: usize) -> Ordering {
    let dates = |row: usize| (rows.handling.processed.get(row), rows.handling.paid_on.get(row));
    dates(a).cmp(&dates(b)).then_with(|| content::compare(rows, names, a, b))
}

fn place(rows: &Rows, row: usize) -> (u32, u64) {
    (rows.file.get(row), rows.row[row])
}
