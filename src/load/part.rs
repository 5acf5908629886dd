//! The rows of some of the patients: with all rows of a patient in one part, and all rows of a claim, parts can be
//! settled and judged one by one and side by side. A part waits in memory or in a file.

use std::path::Path;
use std::sync::Arc;

use super::bits::Bits;
use super::claim_texts::{ClaimTexts, Numbering as _};
use super::column::Sparse;
use super::error::LoadError;
use super::rows::Rows;
use super::spill;
use crate::claim::{ClaimLine, Dictionary, Names, Sym};

/// The rows of some of the patients.
pub struct Part {
    /// The rows; their columns that name claims count through `claims` until [`Part::open`].
    pub(super) rows: Rows,
    pub(super) claims: ClaimTexts,
    n_other_ids: usize,
    /// Rows that wait in the part's file.
    waiting: usize,
}

impl Part {
    pub(super) fn new(n_other_ids: usize) -> Self {
        Self { rows: Rows::new(n_other_ids), claims: ClaimTexts::default(), n_other_ids, waiting: 0 }
    }

    /// How many rows it has, in memory or not.
    pub const fn len(&self) -> usize {
        self.rows.len() + self.waiting
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes in use.
    pub(super) fn n_bytes(&self) -> usize {
        self.rows.n_bytes() + self.claims.n_bytes()
    }

    /// Adds the chosen rows of others, whose claims are in `claims`.
    pub(super) fn append(&mut self, from: &Rows, claims: &ClaimTexts, chosen: &[u32]) {
        for (own, other) in self.rows.claim_names_mut().into_iter().zip(from.claim_names()) {
            if other.is_default() {
                own.repeat(Sym::NONE, chosen.len());
                continue;
            }
            let mut last = (Sym::NONE, Sym::NONE);
            for row in chosen {
                let named = other.get(*row as usize);
                if named != last.0 {
                    last = (named, self.claims.number(claims.text(named)));
                }
                own.push(last.1);
            }
        }
        for (own, other) in self.rows.numbers_mut().into_iter().zip(from.numbers()) {
            own.append(other, chosen);
        }
    }

    /// Moves the rows in memory to the end of the part's file.
    pub(super) fn spill(&mut self, file: &Path) -> Result<(), LoadError> {
        self.waiting += self.rows.len();
        spill::append(file, &mut self.rows, &self.claims)?;
        self.claims.clear();
        Ok(())
    }

    /// The part with the rows of its file, in the order in which they were read; the file stays.
    pub(super) fn recalled(&self, file: &Path) -> Result<Self, LoadError> {
        let mut part = Self::new(self.n_other_ids);
        spill::read(file, |bits, n_rows, claims| part.add(bits, n_rows, claims))?;
        Ok(part)
    }

    /// The rows with their claims told apart and numbered through a dictionary, while `judge` looks at them.
    pub fn with_claims<T>(&mut self, names: &Names, judge: impl FnOnce(&Rows, &Names) -> T) -> T {
        // Claims that other files name have numbers already.
        let mut claims = Dictionary::clone(&names.claims);
        let known = std::iter::once(Sym::NONE).chain(self.claims.iter().map(|text| claims.intern(text)));
        let known: Vec<Sym> = known.collect();
        let told_apart = |column: &mut Sparse<Sym>| {
            let new = column.mapped(|sym| known[sym.index()]);
            std::mem::replace(column, new)
        };
        let as_read: Vec<Sparse<Sym>> = self.rows.claim_names_mut().into_iter().map(told_apart).collect();
        drop(known);
        let names = Names { claims: Arc::new(claims), ..names.clone() };
        let judged = judge(&self.rows, &names);
        for (column, old) in self.rows.claim_names_mut().into_iter().zip(as_read) {
            *column = old;
        }
        judged
    }

    fn add(&mut self, bits: Vec<Bits>, n_rows: usize, claims: &ClaimTexts) {
        let first = self.claims.len();
        claims.iter().for_each(|text| self.claims.push(text));
        let mut bits = bits.into_iter();
        for (column, bits) in self.rows.claim_names_mut().into_iter().zip(&mut bits) {
            let mut read = Sparse::new(Sym::NONE);
            read.numbers_mut().append_bits(bits, n_rows);
            let behind =
                |sym: Sym| if sym.is_known() { Sym(sym.0 + u32::try_from(first).unwrap_or(u32::MAX)) } else { sym };
            read.iter().for_each(|sym| column.push(behind(sym)));
        }
        for (column, bits) in self.rows.numbers_mut().into_iter().zip(&mut bits) {
            column.append_bits(bits, n_rows);
        }
    }
}

/// Settled lines on their way to another division of the run.
pub struct Lines {
    pub(super) rows: Rows,
    pub(super) claims: ClaimTexts,
}

impl Default for Lines {
    fn default() -> Self {
        Self { rows: Rows::new(0), claims: ClaimTexts::default() }
    }
}

impl Lines {
    /// Adds a line with all that rules see of it.
    pub fn push(&mut self, line: &ClaimLine, claim: &str) {
        let rows = &mut self.rows;
        rows.file.push(line.file);
        rows.row.push(line.row);
        rows.claims.claim.push(self.claims.number(claim));
        rows.claims.line_number.push(Some(line.line_number));
        rows.people.patient.push(line.patient);
        rows.people.clinician.push(line.clinician);
        rows.people.group.push(line.group);
        rows.people.specialty.push(line.specialty);
        rows.people.taxonomy.push(line.taxonomy);
        rows.services.code.push(line.code);
        rows.services.modifiers.push(line.modifiers);
        rows.services.place.push(line.place);
        rows.diagnoses.diagnoses.push(line.diagnoses);
        rows.amounts.units.push(line.units);
        rows.amounts.paid.push(line.paid);
        rows.amounts.allowed.push(line.allowed);
        rows.amounts.minutes.push(line.minutes);
        rows.handling.date.push(line.date);
        rows.handling.start.push(line.start);
        rows.handling.end.push(line.end);
        rows.handling.payer.push(line.payer);
    }

    /// The lines, once all are there: what is settled has no adjustments and no other dates left.
    #[must_use]
    pub fn done(mut self) -> Self {
        self.rows.fill_up();
        self
    }
}
