//! The rows of each claim, without sorting: a chain per claim. Claims whose numbers are versions of one number are one.
//! Decides nothing.

use crate::claim::Sym;
use crate::load::Rows;

const END: u32 = u32::MAX;

/// For every claim, the chain of its rows.
pub(super) struct ClaimIndex {
    head: Vec<u32>,
    next: Vec<u32>,
}

/// The claim's number without its version.
pub(super) fn number(rows: &Rows, row: usize) -> Sym {
    let base = rows.claims.base.get(row);
    if base.is_known() { base } else { rows.claims.claim.get(row) }
}

/// The number that a replacement or void names, without its version.
pub(super) fn original_number(rows: &Rows, row: usize) -> Sym {
    let base = rows.claims.original_base.get(row);
    if base.is_known() { base } else { rows.claims.original_claim.get(row) }
}

impl ClaimIndex {
    pub(super) fn new(rows: &Rows, n_claims: usize) -> Self {
        let mut head = vec![END; n_claims];
        let mut next = vec![END; rows.len()];
        // Backwards, so that a chain runs in the order of the rows.
        for row in (0..rows.len()).rev() {
            let claim = number(rows, row);
            next[row] = head[claim.index()];
            head[claim.index()] = u32::try_from(row).unwrap_or(END);
        }
        Self { head, next }
    }

    /// The rows of one claim.
    pub(super) fn rows_of(&self, claim: Sym) -> impl Iterator<Item = usize> {
        let mut at = self.head.get(claim.index()).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let row = at as usize;
            (at != END).then(|| {
                at = self.next[row];
                row
            })
        })
    }

    /// Every claim with more than one row.
    pub(super) fn with_several_rows(&self) -> impl Iterator<Item = Sym> {
        let several = |head: u32| head != END && self.next[head as usize] != END;
        let claims = self.head.iter().enumerate().filter(move |(_, head)| several(**head));
        claims.map(|(claim, _)| Sym(u32::try_from(claim).unwrap_or(END)))
    }
}
