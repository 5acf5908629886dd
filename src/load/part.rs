//! The rows of some of the patients: with all rows of a patient in one part, and all rows of a claim, parts can be
//! settled and judged one by one and side by side. A part waits in memory or in a file.

use std::path::Path;
use std::sync::Arc;

use super::arrivals::{Numbering as _, Of, OwnTexts};
use super::bits::Bits;
use super::column::Sparse;
use super::error::LoadError;
use super::rows::Rows;
use super::spill;
use crate::claim::{ClaimLine, Dictionary, Names, Sym};

/// The rows of some of the patients.
pub struct Part {
    /// The rows; their columns that name claims and patients count through `texts`.
    pub(super) rows: Rows,
    pub(super) texts: OwnTexts,
}

impl Part {
    pub(super) fn new(n_other_ids: usize) -> Self {
        Self { rows: Rows::new(n_other_ids), texts: OwnTexts::default() }
    }

    /// A part without rows whose claims have as many names.
    pub(super) fn empty_like(&self) -> Self {
        Self::new(self.rows.claims.other_ids.len())
    }

    /// How many rows it has in memory.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none there.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes in use.
    pub(super) fn n_bytes(&self) -> usize {
        self.rows.n_bytes() + self.texts.n_bytes()
    }

    /// Adds the chosen rows of another part.
    pub(super) fn append(&mut self, from: &Self, chosen: &[u32]) {
        let Self { rows, texts } = self;
        for ((of, own), (_, other)) in rows.named_mut().zip(from.rows.named()) {
            if other.is_default() {
                own.repeat(Sym::NONE, chosen.len());
                continue;
            }
            let (texts, theirs) = (texts.of_mut(of), from.texts.of(of));
            let mut last = (Sym::NONE, Sym::NONE);
            own.extend(chosen.iter().map(|row| {
                let named = other.get(*row as usize);
                if named != last.0 {
                    last = (named, texts.number(theirs.text(named)));
                }
                last.1
            }));
        }
        for (own, other) in rows.numbers_mut().into_iter().zip(from.rows.numbers()) {
            own.append(other, chosen);
        }
    }

    /// Adds all rows of another part.
    pub(super) fn append_all(&mut self, from: &Self) {
        let all: Vec<u32> = (0..u32::try_from(from.len()).unwrap_or(u32::MAX)).collect();
        self.append(from, &all);
    }

    /// Moves the rows in memory to the end of the part's file.
    pub(super) fn spill(&mut self, file: &Path) -> Result<(), LoadError> {
        spill::append(file, self)?;
        self.texts = OwnTexts::default();
        Ok(())
    }

    /// The part with the rows of its file, in the order in which they were read; the file stays.
    pub(super) fn recalled(&self, file: &Path) -> Result<Self, LoadError> {
        let mut part = self.empty_like();
        spill::read(file, |bits, n_rows, texts| {
            let mut piece = self.empty_like();
            piece.restore(bits, n_rows, texts);
            if part.is_empty() {
                part = piece;
            } else {
                part.append_all(&piece);
            }
        })?;
        Ok(part)
    }

    /// Takes the columns back as they were put into a file.
    fn restore(&mut self, bits: Vec<Bits>, n_rows: usize, texts: OwnTexts) {
        self.texts = texts;
        let mut bits = bits.into_iter();
        for ((_, column), bits) in self.rows.named_mut().zip(&mut bits) {
            column.numbers_mut().restore(bits, n_rows);
        }
        for (column, bits) in self.rows.numbers_mut().into_iter().zip(&mut bits) {
            column.restore(bits, n_rows);
        }
    }

    /// The rows with their claims and patients told apart and numbered through dictionaries, while `judge` looks at them.
    pub fn with_names<T>(&mut self, names: &Names, judge: impl FnOnce(&Rows, &Names) -> T) -> T {
        let Self { rows, texts } = self;
        // Claims and patients that other files name have numbers already.
        let mut claims = Dictionary::clone(&names.claims);
        let mut patients = Dictionary::clone(&names.patients);
        let numbers = [(Of::Claims, &mut claims), (Of::Patients, &mut patients)].map(|(of, dictionary)| {
            let texts = std::iter::once("").chain(texts.of(of).iter());
            texts.map(|text| dictionary.intern(text)).collect::<Vec<Sym>>()
        });
        let as_read: Vec<Sparse<Sym>> = rows
            .named_mut()
            .map(|(of, column)| {
                let known = &numbers[of as usize];
                let new = column.mapped(|_, sym| known[sym.index()]);
                std::mem::replace(column, new)
            })
            .collect();
        drop(numbers);
        let names = Names { claims: Arc::new(claims), patients: Arc::new(patients), ..names.clone() };
        let judged = judge(rows, &names);
        for ((_, column), old) in rows.named_mut().zip(as_read) {
            *column = old;
        }
        judged
    }
}

/// Settled lines on their way to another division of the run.
pub struct Lines(pub(super) Part);

impl Default for Lines {
    fn default() -> Self {
        Self(Part::new(0))
    }
}

impl Lines {
    /// Adds a line with all that rules see of it.
    pub fn push(&mut self, line: &ClaimLine, names: &Names) {
        let Part { rows, texts } = &mut self.0;
        rows.file.push(line.file);
        rows.row.push(line.row);
        rows.claims.claim.push(texts.claims.number(names.claims.text(line.claim)));
        rows.claims.line_number.push(Some(line.line_number));
        rows.people.patient.push(texts.patients.number(names.patients.text(line.patient)));
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
        self.0.rows.fill_up();
        self
    }
}
