//! The rows of each claim, without sorting: a chain per claim number, told apart by patient, source and payer. Claims whose
//! numbers are versions of one number are one. Decides nothing.
//!
//! Source: project rulebook, section 4, steps 0 and 2.

use std::collections::BTreeMap;

use crate::claim::Sym;
use crate::load::Rows;

const END: u32 = u32::MAX;

/// For every claim number, the chain of its rows.
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

/// Whether rows of one number may be of one claim: they are of one patient, and of no two known sources or payers that
/// differ.
pub(super) fn may_be_one_claim(rows: &Rows, a: usize, b: usize) -> bool {
    let agree = |a: Sym, b: Sym| a == b || !a.is_known() || !b.is_known();
    rows.people.patient.get(a) == rows.people.patient.get(b)
        && agree(rows.claims.source.get(a), rows.claims.source.get(b))
        && agree(rows.handling.payer.get(a), rows.handling.payer.get(b))
}

/// The rows by what they say of something: together when no two of them name different things, else those that name the
/// same, and those that name nothing apart.
pub(super) fn by_known(lines: &[usize], named: impl Fn(usize) -> Sym) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<Sym, Vec<usize>> = BTreeMap::new();
    for &row in lines {
        groups.entry(named(row)).or_default().push(row);
    }
    if groups.keys().filter(|name| name.is_known()).count() < 2 {
        return vec![lines.to_vec()];
    }
    groups.into_values().collect()
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

    /// The rows of a number, whoever's they are.
    fn chain(&self, claim: Sym) -> impl Iterator<Item = usize> {
        let mut at = self.head.get(claim.index()).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let row = at as usize;
            (at != END).then(|| {
                at = self.next[row];
                row
            })
        })
    }

    /// The rows of the claim of that number that another row may mean or belong to.
    pub(super) fn rows_of(&self, rows: &Rows, claim: Sym, row: usize) -> impl Iterator<Item = usize> {
        self.chain(claim).filter(move |line| may_be_one_claim(rows, *line, row))
    }

    /// Hands on the rows of every claim with more than one: of one number, patient and source.
    pub(super) fn each_with_several_rows(&self, rows: &Rows, mut settle: impl FnMut(&[usize])) {
        let several = |head: &u32| *head != END && self.next[*head as usize] != END;
        let (mut all, mut patients) = (Vec::new(), Vec::new());
        for (claim, _) in self.head.iter().enumerate().filter(|(_, head)| several(head)) {
            all.clear();
            all.extend(self.chain(Sym(u32::try_from(claim).unwrap_or(END))));
            let patient = |row: &usize| rows.people.patient.get(*row);
            let source = |row: usize| rows.claims.source.get(row);
            // Nearly every number is one patient's, of one source.
            if all.iter().all(|row| patient(row) == patient(&all[0]) && source(*row) == source(all[0])) {
                settle(&all);
                continue;
            }
            patients.clone_from(&all);
            // Stable: the rows of a patient keep their order.
            patients.sort_by_key(patient);
            for of_patient in patients.chunk_by(|a, b| patient(a) == patient(b)) {
                by_known(of_patient, source).iter().filter(|lines| lines.len() > 1).for_each(|lines| settle(lines));
            }
        }
    }
}
