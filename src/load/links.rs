//! Finds the patients who share claim numbers with others, by hashes of both: few bytes per claim, and in a file when
//! memory is short. Two claim numbers of one hash join patients for nothing, which does no harm; patients of one hash
//! are dealt to one part anyway, so that none is missed.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use rayon::prelude::*;

use super::arrivals::Arrivals;
use super::error::LoadError;
use super::part::Part;
use super::spill;
use crate::claim::Sym;

/// The hashes of texts by their numbers, the same in every run: 32 bits are enough to deal by.
pub(super) fn hashes(texts: &Arrivals) -> Vec<u32> {
    std::iter::once("").chain(texts.iter()).map(|text| half(hash(text))).collect()
}

/// The upper half.
fn half(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(u32::MAX)
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
}

/// A claim number's hash in two halves, and half of a patient's. With half of the first as well, ten million claims would
/// give some thirty pairs that are none, and joining them takes longer than all sorting here.
type Link = [u32; 3];

/// Which patients stand with which claim numbers.
#[derive(Default)]
pub(super) struct Links {
    /// In drawers by further bits of the claim's hash, so that each can be sorted on its own.
    drawers: Vec<Vec<Link>>,
    /// Where drawers were emptied to: per emptying the length of each.
    emptied: Vec<Vec<usize>>,
    file: Option<File>,
}

const DRAWERS: usize = 256;
const N_BYTES: usize = size_of::<Link>();

impl Links {
    /// Notes the claims of a part's rows; `patients` has the hash of each patient of the part.
    pub(super) fn add(&mut self, part: &Part, patients: &[u32]) {
        self.drawers.resize_with(DRAWERS, Vec::new);
        let rows = &part.rows;
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
                let hash = hash(part.texts.claims.text(claim));
                let drawer = usize::try_from(hash % DRAWERS as u64).unwrap_or(0);
                self.drawers[drawer].push([half(hash), half(hash << 32), patients[patient.index()]]);
            }
        }
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.drawers.iter().map(|drawer| drawer.capacity() * N_BYTES).sum()
    }

    /// Empties the drawers into a file.
    pub(super) fn spill(&mut self, file: &Path) -> Result<(), LoadError> {
        if self.file.is_none() {
            self.file = Some(spill::open(file).map_err(LoadError::not_spilled)?);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        self.emptied.push(self.drawers.iter().map(Vec::len).collect());
        for drawer in &mut self.drawers {
            let bytes: Vec<u8> = std::mem::take(drawer).into_iter().flatten().flat_map(u32::to_le_bytes).collect();
            file.write_all(&bytes).map_err(LoadError::not_spilled)?;
        }
        Ok(())
    }

    /// The hashes of patients who share a claim number with another.
    pub(super) fn patients(self) -> Result<HashSet<u32>, LoadError> {
        let shared = (0..self.drawers.len()).into_par_iter().map(|drawer| {
            let mut links = self.drawer(drawer)?;
            links.sort_unstable();
            links.dedup();
            let same = links.chunk_by(|a, b| a[..2] == b[..2]).filter(|links| links.len() > 1);
            Ok(same.flatten().map(|[_, _, patient]| *patient).collect::<Vec<u32>>())
        });
        Ok(shared.collect::<Result<Vec<Vec<u32>>, LoadError>>()?.into_iter().flatten().collect())
    }

    /// All that was ever put into a drawer.
    fn drawer(&self, drawer: usize) -> Result<Vec<Link>, LoadError> {
        let mut links = self.drawers[drawer].clone();
        let Some(file) = &self.file else { return Ok(links) };
        let mut start = 0;
        for lengths in &self.emptied {
            let before: usize = lengths[..drawer].iter().sum();
            let mut bytes = vec![0; lengths[drawer] * N_BYTES];
            let from = (start + before * N_BYTES) as u64;
            file.read_exact_at(&mut bytes, from).map_err(LoadError::not_spilled)?;
            let (numbers, _) = bytes.as_chunks::<{ size_of::<u32>() }>();
            let mut numbers = numbers.iter().map(|bytes| u32::from_le_bytes(*bytes));
            let mut next = || numbers.next();
            links.extend(std::iter::from_fn(|| Some([next()?, next()?, next()?])));
            start += lengths.iter().sum::<usize>() * N_BYTES;
        }
        Ok(links)
    }
}
