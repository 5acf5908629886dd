//! Deals the rows of a run to parts by patient, so that no part needs another. A small run is one part. Where a claim
//! number stands for several patients, all their rows go into one more part: a claim's versions must meet.

use std::collections::HashSet;
use std::path::PathBuf;

use rayon::prelude::*;

use super::error::LoadError;
use super::links::{Links, hashes};
use super::part::{Lines, Part, scatter_names};
use super::parts::{Parts, file_name};

/// How rows may be held.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Into how many parts a large run is cut; 1 keeps every run whole.
    pub n_parts: usize,
    /// From how many rows on a run is large.
    pub large: usize,
    /// Bytes that rows may take in memory, and where they wait beyond that; nowhere keeps them in memory.
    pub limit: Option<(usize, PathBuf)>,
}

impl Holding {
    /// Everything in one part in memory.
    pub const WHOLE: Self = Self { n_parts: 1, large: usize::MAX, limit: None };

    /// The same with half as much memory.
    #[must_use]
    pub fn halved(&self) -> Self {
        let limit = self.limit.as_ref().map(|(n_bytes, folder)| (n_bytes / 2, folder.clone()));
        Self { limit, ..*self }
    }
}

/// Who has all rows of theirs in one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// Every patient, and every claim.
    Patients,
    /// Every clinician.
    Clinicians,
}

/// The parts while rows are dealt to them.
pub struct Dealer<'a> {
    holding: &'a Holding,
    whole: Whole,
    parts: Vec<Part>,
    links: Links,
    /// Lines that wait until there are enough to be worth dealing.
    waiting: Part,
    /// Whether rows of a part wait in its file.
    has_file: Vec<bool>,
    n_bytes_on_file: usize,
}

/// So many lines are dealt in one go: every column of every part is touched each time.
const LINES_PER_DEAL: usize = 1 << 18;

impl<'a> Dealer<'a> {
    pub(super) fn new(holding: &'a Holding, whole: Whole, n_other_ids: usize) -> Self {
        let (parts, waiting) = (vec![Part::new(n_other_ids)], Part::new(n_other_ids));
        Self { holding, whole, parts, links: Links::default(), waiting, has_file: Vec::new(), n_bytes_on_file: 0 }
    }

    /// A dealer of lines by clinician.
    pub fn by_clinician(holding: &'a Holding) -> Self {
        Self::new(holding, Whole::Clinicians, 0)
    }

    /// Deals lines out, some later.
    pub fn deal_lines(&mut self, lines: &Lines) -> Result<(), LoadError> {
        self.waiting.append_all(&lines.0);
        if self.waiting.len() < LINES_PER_DEAL { Ok(()) } else { self.deal_waiting() }
    }

    fn deal_waiting(&mut self) -> Result<(), LoadError> {
        let empty = self.waiting.empty_like();
        let waiting = std::mem::replace(&mut self.waiting, empty);
        self.deal(&waiting)
    }

    /// Deals the rows out.
    pub(super) fn deal(&mut self, rows: &Part) -> Result<(), LoadError> {
        self.spread(rows, true);
        let is_full = self.is_full();
        if self.parts.len() == 1 && self.holding.n_parts > 1 && (is_full || self.parts[0].len() > self.holding.large) {
            let whole = self.parts.remove(0);
            self.parts = (0..self.holding.n_parts).map(|_| whole.empty_like()).collect();
            self.spread(&whole, false);
        }
        if is_full { self.spill() } else { Ok(()) }
    }

    /// Adds rows to the parts they belong to; rows that are `new` are also looked at for links between patients.
    fn spread(&mut self, rows: &Part, is_new: bool) {
        let n_parts = self.parts.len();
        let people = &rows.rows.people;
        let chosen: Vec<u32> = if self.whole == Whole::Patients {
            let patients = hashes(&rows.texts.patients);
            if is_new && self.holding.n_parts > 1 {
                self.links.add(rows, &patients);
            }
            people.patient.iter().map(|who| part_of(patients[who.index()], n_parts)).collect()
        } else {
            // Neighbours in order of arrival are spread.
            people.clinician.iter().map(|who| part_of(who.0.wrapping_mul(0x9E37_79B9), n_parts)).collect()
        };
        let mut of_part: Vec<Vec<u32>> = vec![Vec::with_capacity(rows.len() / n_parts * 2); n_parts];
        (0..).zip(&chosen).for_each(|(row, part)| of_part[*part as usize].push(row));
        scatter_names(rows, &mut self.parts, &chosen);
        self.parts.par_iter_mut().zip(&of_part).for_each(|(part, of_part)| part.append_numbers(rows, of_part));
    }

    /// Bytes of rows in memory.
    fn in_use(&self) -> usize {
        self.parts.iter().map(Part::n_bytes).sum::<usize>() + self.links.n_bytes()
    }

    fn is_full(&self) -> bool {
        self.holding.limit.as_ref().is_some_and(|(most, _)| *most < self.in_use())
    }

    /// Makes room: as many parts go to their files as leave a quarter of it free. Those that have a file already go first, so
    /// that others need none where only little is too much.
    fn spill(&mut self) -> Result<(), LoadError> {
        let Some((most, folder)) = &self.holding.limit else { return Ok(()) };
        self.links.spill(&folder.join("links"))?;
        self.has_file.resize(self.parts.len(), false);
        let mut order: Vec<usize> = (0..self.parts.len()).collect();
        order.sort_by_key(|part| !self.has_file[*part]);
        let mut in_use = self.in_use();
        for part in order {
            if in_use <= most / 4 * 3 {
                break;
            }
            let n_bytes = self.parts[part].n_bytes();
            in_use = in_use.saturating_sub(n_bytes);
            self.n_bytes_on_file += n_bytes;
            self.spill_part(part)?;
        }
        Ok(())
    }

    fn spill_part(&mut self, part: usize) -> Result<(), LoadError> {
        let Some((_, folder)) = &self.holding.limit else { return Ok(()) };
        self.has_file[part] = true;
        self.parts[part].spill(&folder.join(file_name(self.whole, part)))
    }

    /// The parts, and where they wait if they do.
    pub fn finish(mut self) -> Result<Parts, LoadError> {
        if !self.waiting.is_empty() {
            self.deal_waiting()?;
        }
        self.has_file.resize(self.parts.len(), false);
        // Where most rows wait anyway, the others would only take room from what judging needs.
        let most = self.holding.limit.as_ref().map_or(usize::MAX, |(most, _)| *most);
        let all_wait = most < self.n_bytes_on_file;
        for part in 0..self.parts.len() {
            if all_wait || self.has_file[part] {
                self.spill_part(part)?;
            }
        }
        let joined = if self.parts.len() > 1 { self.links.patients()? } else { HashSet::new() };
        let folder = self.holding.limit.as_ref().map(|(_, folder)| folder.clone()).unwrap_or_default();
        let mut parts = Parts::new(self.whole, self.parts.into_iter().zip(self.has_file).collect(), folder);
        if !joined.is_empty() {
            parts.join(&joined)?;
        }
        Ok(parts)
    }
}

/// The part of a patient or clinician, by a number that is spread over 32 bits.
fn part_of(spread: u32, n_parts: usize) -> u32 {
    u32::try_from((u64::from(spread) * n_parts as u64) >> 32).unwrap_or(0)
}
