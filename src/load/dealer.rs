//! Deals the rows of a run to parts by patient, so that no part needs another. A small run is one part. Where a claim
//! number stands for several patients, all their rows go into one more part: a claim's versions must meet.

use std::hash::BuildHasher as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use hashbrown::{DefaultHashBuilder, HashSet};
use rayon::prelude::*;

use super::claim_texts::ClaimTexts;
use super::error::LoadError;
use super::part::{Lines, Part};
use super::rows::Rows;
use crate::claim::Sym;

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
    n_other_ids: usize,
    parts: Vec<Part>,
    links: Links,
    has_spilled: bool,
}

impl<'a> Dealer<'a> {
    pub(super) fn new(holding: &'a Holding, whole: Whole, n_other_ids: usize) -> Self {
        let parts = vec![Part::new(n_other_ids)];
        Self { holding, whole, n_other_ids, parts, links: Links::default(), has_spilled: false }
    }

    /// A dealer of lines by clinician.
    pub fn by_clinician(holding: &'a Holding) -> Self {
        Self::new(holding, Whole::Clinicians, 0)
    }

    /// Deals lines out.
    pub fn deal_lines(&mut self, mut lines: Lines) -> Result<(), LoadError> {
        self.deal(&mut lines.rows, &mut lines.claims)
    }

    /// Deals the rows out and leaves none.
    pub(super) fn deal(&mut self, rows: &mut Rows, claims: &mut ClaimTexts) -> Result<(), LoadError> {
        if self.holding.n_parts > 1 && self.whole == Whole::Patients {
            self.links.add(rows, claims);
        }
        self.spread(rows, claims);
        rows.clear();
        claims.clear();
        let is_large = self.parts[0].len() > self.holding.large || self.is_full();
        if self.parts.len() == 1 && self.holding.n_parts > 1 && is_large {
            let whole = self.parts.remove(0);
            self.parts = (0..self.holding.n_parts).map(|_| Part::new(self.n_other_ids)).collect();
            self.spread(&whole.rows, &whole.claims);
        }
        if self.is_full() { self.spill() } else { Ok(()) }
    }

    fn spread(&mut self, rows: &Rows, claims: &ClaimTexts) {
        let n_parts = self.parts.len();
        let mut chosen: Vec<Vec<u32>> = vec![Vec::with_capacity(rows.len() / n_parts * 2); n_parts];
        let whose = match self.whole {
            Whole::Patients => &rows.people.patient,
            Whole::Clinicians => &rows.people.clinician,
        };
        for (row, who) in (0..).zip(whose.iter()) {
            chosen[part_of(who, n_parts)].push(row);
        }
        self.parts.par_iter_mut().zip(&chosen).for_each(|(part, chosen)| part.append(rows, claims, chosen));
    }

    fn is_full(&self) -> bool {
        let in_use = || self.parts.iter().map(Part::n_bytes).sum::<usize>() + self.links.n_bytes();
        self.holding.limit.as_ref().is_some_and(|(most, _)| *most < in_use())
    }

    fn spill(&mut self) -> Result<(), LoadError> {
        let Some((_, folder)) = &self.holding.limit else { return Ok(()) };
        self.has_spilled = true;
        let files = (0..).map(|part: usize| folder.join(file_name(self.whole, part)));
        self.parts.iter_mut().zip(files).try_for_each(|(part, file)| part.spill(&file))
    }

    /// The parts, and where they wait if they do.
    pub fn finish(mut self) -> Result<Parts, LoadError> {
        let links = std::mem::take(&mut self.links);
        let joined = if self.parts.len() > 1 { links.patients() } else { HashSet::new() };
        if self.has_spilled {
            self.spill()?;
        }
        let folder = self.holding.limit.as_ref().filter(|_| self.has_spilled).map(|(_, folder)| folder.clone());
        let mut parts = Parts {
            whole: self.whole,
            all: self.parts.into_iter().map(Mutex::new).collect(),
            folder,
            joined,
            n_other_ids: self.n_other_ids,
        };
        parts.join()?;
        Ok(parts)
    }
}

fn file_name(whole: Whole, part: usize) -> String {
    let of = if whole == Whole::Patients { "patients" } else { "clinicians" };
    format!("{of}-{part:04}.arrow")
}

/// The part of a patient or clinician: neighbours in order of arrival are spread.
fn part_of(who: Sym, n_parts: usize) -> usize {
    let spread = u64::from(who.0).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    usize::try_from((spread * n_parts as u64) >> 32).unwrap_or(0)
}

/// The parts of a run.
pub struct Parts {
    whole: Whole,
    all: Vec<Mutex<Part>>,
    folder: Option<PathBuf>,
    /// Patients who share claim numbers.
    joined: HashSet<Sym>,
    n_other_ids: usize,
}

impl Parts {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether the parts wait in files.
    pub const fn wait(&self) -> bool {
        self.folder.is_some()
    }

    /// A part, from its file if it waits there. Each is asked for by one caller at a time.
    pub fn visit<T>(&self, place: usize, look: impl FnOnce(&mut Part) -> T) -> Result<T, LoadError> {
        let mut part = self.all[place].lock().unwrap_or_else(PoisonError::into_inner);
        match &self.folder {
            None => Ok(look(&mut part)),
            Some(folder) => Ok(look(&mut part.recalled(&folder.join(file_name(self.whole, place)))?)),
        }
    }

    /// Brings the rows of patients who share claim numbers together in one part.
    fn join(&mut self) -> Result<(), LoadError> {
        if self.joined.is_empty() {
            return Ok(());
        }
        let mut together = Part::new(self.n_other_ids);
        for place in 0..self.all.len() {
            let mut rest = Part::new(self.n_other_ids);
            self.visit(place, |part| {
                let belongs = |row: &u32| self.joined.contains(&part.rows.people.patient.get(*row as usize));
                let rows = 0..u32::try_from(part.rows.len()).unwrap_or(u32::MAX);
                let (joined, others): (Vec<u32>, Vec<u32>) = rows.partition(belongs);
                together.append(&part.rows, &part.claims, &joined);
                rest.append(&part.rows, &part.claims, &others);
            })?;
            self.replace(place, rest)?;
        }
        self.all.push(Mutex::new(Part::new(self.n_other_ids)));
        self.replace(self.all.len() - 1, together)
    }

    fn replace(&mut self, place: usize, mut part: Part) -> Result<(), LoadError> {
        if let Some(folder) = &self.folder {
            let file = folder.join(file_name(self.whole, place));
            // The first piece of a new part has no file yet.
            let _ = std::fs::remove_file(&file);
            part.spill(&file)?;
        }
        self.all[place] = Mutex::new(part);
        Ok(())
    }
}

/// Which patients stand with which claim numbers: 36 bits of a number's hash, 28 of the patient's own.
#[derive(Default)]
struct Links {
    hasher: DefaultHashBuilder,
    /// In drawers by further bits of the hash, so that they can be sorted on all cores.
    drawers: Vec<Vec<u64>>,
}

const PATIENT_BITS: u32 = 28;
const DRAWERS: usize = 64;

impl Links {
    fn add(&mut self, rows: &Rows, claims: &ClaimTexts) {
        self.drawers.resize_with(DRAWERS, Vec::new);
        let mut last = (Sym::NONE, Sym::NONE, Sym::NONE);
        for row in 0..rows.len() {
            let patient = rows.people.patient.get(row);
            let known = |with_version: Sym, without: Sym| if without.is_known() { without } else { with_version };
            let own = known(rows.claims.claim.get(row), rows.claims.base.get(row));
            let original = known(rows.claims.original_claim.get(row), rows.claims.original_base.get(row));
            if (own, original, patient) == last {
                continue;
            }
            last = (own, original, patient);
            for claim in [own, original].into_iter().filter(|claim| claim.is_known()) {
                let hash = self.hasher.hash_one(claims.text(claim));
                let patient = u64::from(patient.0) & ((1 << PATIENT_BITS) - 1);
                let drawer = usize::try_from(hash % DRAWERS as u64).unwrap_or(0);
                self.drawers[drawer].push(hash >> PATIENT_BITS << PATIENT_BITS | patient);
            }
        }
    }

    fn n_bytes(&self) -> usize {
        self.drawers.iter().map(|drawer| drawer.capacity() * size_of::<u64>()).sum()
    }

    /// Patients who share a claim number with another. Two numbers of one hash join patients for nothing, which does no
    /// harm.
    fn patients(mut self) -> HashSet<Sym> {
        let shared = self.drawers.par_iter_mut().flat_map_iter(|drawer| {
            drawer.sort_unstable();
            drawer.dedup();
            let same = drawer.chunk_by(|a, b| a >> PATIENT_BITS == b >> PATIENT_BITS).filter(|links| links.len() > 1);
            same.flatten().map(|link| Sym((link & ((1 << PATIENT_BITS) - 1)) as u32)).collect::<Vec<_>>()
        });
        shared.collect::<Vec<Sym>>().into_iter().collect()
    }
}
