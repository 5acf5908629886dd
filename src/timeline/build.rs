//! Builds the sorted lines and cuts them into patients and clinicians.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::claim::{ClaimLine, Fate, Names, Sym};
use crate::load::{Loaded, Rows};
use crate::normalise::Normalised;

/// Effective lines of a run, sorted, with the ranges of patients and the timed lines of clinicians.
pub struct Timelines {
    /// Lines by patient, date, claim id and line number.
    pub lines: Vec<ClaimLine>,
    /// One range of `lines` per patient.
    pub patients: Vec<Range<usize>>,
    /// Indices of `lines` by clinician; within one, in the order of `lines`. Empty when no file has times: what is asked
    /// of a clinician's lines is asked of their times.
    by_clinician: Vec<u32>,
    /// One range of `by_clinician` per clinician.
    pub clinicians: Vec<Range<usize>>,
}

impl Timelines {
    /// Sorts the audited and context lines.
    pub fn build(loaded: &Loaded, normalised: &Normalised) -> Self {
        let given: HashMap<u32, i32> = normalised.given_line_numbers.iter().copied().collect();
        let mut keys: Vec<(u64, u32)> = normalised
            .fates
            .iter()
            .enumerate()
            .filter(|(_, fate)| matches!(fate, Fate::Audited | Fate::Context))
            .map(|(row, _)| (sort_key(&loaded.rows, row), u32::try_from(row).unwrap_or(u32::MAX)))
            .collect();
        keys.par_sort_unstable();
        let mut lines: Vec<ClaimLine> =
            keys.par_iter().map(|(_, row)| line(&loaded.rows, *row as usize, given.get(row).copied())).collect();
        drop(keys);
        lines
            .chunk_by_mut(|a, b| a.patient == b.patient && a.date == b.date)
            .filter(|day| day.len() > 1)
            .for_each(|day| day.sort_unstable_by(|a, b| by_claim(&loaded.names, a, b)));
        let patients = ranges(&lines, |a, b| a.patient == b.patient);
        let by_clinician = if loaded.has_times() { in_order_of_clinician(&lines) } else { Vec::new() };
        let clinicians = ranges(&by_clinician, |a, b| lines[*a as usize].clinician == lines[*b as usize].clinician);
        Self { lines, patients, by_clinician, clinicians }
    }

    /// The line indices of one clinician's range.
    pub fn clinician_lines(&self, range: Range<usize>) -> &[u32] {
        &self.by_clinician[range]
    }
}

/// The indices of the lines by clinician, then as they stand: clinician in the high half of a key, index in the low.
fn in_order_of_clinician(lines: &[ClaimLine]) -> Vec<u32> {
    let key = |(index, line): (usize, &ClaimLine)| u64::from(line.clinician.0) << 32 | index as u64;
    let mut keys: Vec<u64> = lines.par_iter().enumerate().map(key).collect();
    keys.par_sort_unstable();
    keys.into_par_iter().map(|key| u32::try_from(key & u64::from(u32::MAX)).unwrap_or(u32::MAX)).collect()
}

/// Claim id, then line number: the tie-breaker of every rule.
fn by_claim(names: &Names, a: &ClaimLine, b: &ClaimLine) -> Ordering {
    let claims =
        if a.claim == b.claim { Ordering::Equal } else { names.claims.text(a.claim).cmp(names.claims.text(b.claim)) };
    claims.then(a.line_number.cmp(&b.line_number))
}

/// Patient in the high half, date in the low half, its sign flipped so that numbers order like dates.
fn sort_key(rows: &Rows, row: usize) -> u64 {
    let date = rows.handling.date[row].0.cast_unsigned() ^ 0x8000_0000;
    u64::from(rows.people.patient[row].0) << 32 | u64::from(date)
}

fn line(rows: &Rows, row: usize, given_number: Option<i32>) -> ClaimLine {
    ClaimLine {
        claim: rows.claims.claim[row],
        line_number: rows.claims.line_number.get(row).or(given_number).unwrap_or(1),
        patient: rows.people.patient[row],
        clinician: rows.people.clinician[row],
        group: rows.people.group.get(row),
        specialty: rows.people.specialty.get(row),
        taxonomy: rows.people.taxonomy.get(row),
        date: rows.handling.date[row],
        code: rows.services.code[row],
        modifiers: rows.services.modifiers.get(row),
        diagnoses: rows.diagnoses.diagnoses.get(row),
        place: rows.services.place.get(row),
        payer: rows.handling.payer.get(row),
        units: rows.amounts.units.get(row),
        paid: rows.amounts.paid.get(row),
        allowed: rows.amounts.allowed.get(row),
        start: rows.handling.start.get(row),
        end: rows.handling.end.get(row),
        minutes: rows.amounts.minutes.get(row),
        file: rows.file.get(row),
        row: rows.row[row],
    }
}

fn ranges<T>(items: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Range<usize>> {
    let mut start = 0;
    items
        .chunk_by(same)
        .map(|group| {
            let range = start..start + group.len();
            start = range.end;
            range
        })
        .collect()
}

/// The absent group never makes two lines of one group.
pub(super) fn same_known(a: Sym, b: Sym) -> bool {
    a.is_known() && a == b
}
