//! The rows of some of the patients: with all rows of a patient in one part, and all rows of a claim, parts can be
//! settled and judged one by one and side by side. A part waits in memory or in a file.

use std::path::Path;
use std::sync::Arc;

use super::arrivals::{Arrivals, Numbering as _, Of, OwnTexts};
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

    /// The rows; in them claims and patients have numbers that mean nothing outside the part.
    pub const fn rows(&self) -> &Rows {
        &self.rows
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
        for sink in self.sinks() {
            scatter(from, vec![sink], || chosen.iter().map(|row| (*row, 0)));
        }
        self.append_numbers(from, chosen);
    }

    /// Adds the chosen rows of another part to the columns that name neither claims nor patients.
    pub(super) fn append_numbers(&mut self, from: &Self, chosen: &[u32]) {
        for (own, other) in self.rows.numbers_mut().into_iter().zip(from.rows.numbers()) {
            own.append(other, chosen);
        }
    }

    /// The columns that name claims, and those that name patients, to be added to.
    fn sinks(&mut self) -> [Sink<'_>; 2] {
        let Self { rows, texts: OwnTexts { claims, patients } } = self;
        let (of_claims, of_patients): (Vec<_>, Vec<_>) = rows.named_mut().partition(|(of, _)| *of == Of::Claims);
        [(Of::Claims, of_claims, claims), (Of::Patients, of_patients, patients)].map(|(of, columns, texts)| Sink {
            of,
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            texts,
        })
    }

    /// Adds all rows of another part.
    pub(super) fn append_all(&mut self, from: &Self) {
        let all: Vec<u32> = (0..u32::try_from(from.len()).unwrap_or(u32::MAX)).collect();
        self.append(from, &all);
    }

    /// Drops rows, named in ascending order. Their texts stay.
    pub(super) fn drop_rows(&mut self, rows: &[u32]) {
        if rows.is_empty() {
            return;
        }
        let mut mask = vec![true; self.len()];
        for row in rows {
            mask[*row as usize] = false;
        }
        self.rows.named_mut().for_each(|(_, column)| column.keep(0, &mask));
        self.rows.numbers_mut().into_iter().for_each(|column| column.keep(0, &mask));
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
        claims.reserve(texts.claims.len());
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

/// The columns of a part that name claims or patients.
struct Sink<'p> {
    of: Of,
    columns: Vec<&'p mut Sparse<Sym>>,
    texts: &'p mut Arrivals,
}

/// Adds the rows of `from` to the parts that are chosen for them, row by row, in the columns that name claims and
/// patients: their texts then are read in order, which is several times faster than part by part.
pub(super) fn scatter_names(from: &Part, parts: &mut [Part], chosen: &[u32]) {
    let (mut claims, mut patients) = (Vec::new(), Vec::new());
    for [of_claims, of_patients] in parts.iter_mut().map(Part::sinks) {
        claims.push(of_claims);
        patients.push(of_patients);
    }
    let placed = || (0..).zip(chosen.iter().copied());
    rayon::join(|| scatter(from, claims, placed), || scatter(from, patients, placed));
}

/// Adds rows of `from` to the sinks, all of one kind: `placed` gives each row and the place of its sink.
fn scatter<I: Iterator<Item = (u32, u32)>>(from: &Part, mut sinks: Vec<Sink<'_>>, placed: impl Fn() -> I) {
    let Some(of) = sinks.first().map(|sink| sink.of) else { return };
    let texts = from.texts.of(of);
    let mut n_rows = vec![0; sinks.len()];
    placed().for_each(|(_, place)| n_rows[place as usize] += 1);
    for (n, (_, other)) in from.rows.named().filter(|(other, _)| *other == of).enumerate() {
        if other.is_default() {
            sinks.iter_mut().zip(&n_rows).for_each(|(sink, n_rows)| sink.columns[n].repeat(Sym::NONE, *n_rows));
            continue;
        }
        // What the row before named, there and here.
        let mut last = vec![(Sym::NONE, Sym::NONE); sinks.len()];
        for (row, place) in placed() {
            let (sink, last) = (&mut sinks[place as usize], &mut last[place as usize]);
            let named = other.get(row as usize);
            if named != last.0 {
                *last = (named, sink.texts.number(texts.text(named)));
            }
            sink.columns[n].push(last.1);
        }
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
        self.push_named(line, names.claims.text(line.claim), names.patients.text(line.patient));
    }

    /// Adds a line that counts claims and patients as its part does.
    pub fn push_from(&mut self, part: &Part, line: &ClaimLine) {
        self.push_named(line, part.texts.claims.text(line.claim), part.texts.patients.text(line.patient));
    }

    fn push_named(&mut self, line: &ClaimLine, claim: &str, patient: &str) {
        let Part { rows, texts } = &mut self.0;
        rows.file.push(line.file);
        rows.row.push(line.row);
        rows.unreadable.push(line.unreadable);
        rows.claims.claim.push(texts.claims.number(claim));
        rows.claims.line_number.push(Some(line.line_number));
        rows.people.patient.push(texts.patients.number(patient));
        rows.claims.source.push(line.source);
        rows.claims.denied_replacement.push(line.denied_replacement);
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
