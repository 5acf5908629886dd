//! Builds the sorted lines and cuts them into patients and clinicians.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::claim::{ClaimLine, Names, Sym};
use crate::findings::{Finding, NearbyLine};
use crate::load::{Roster, Rows};
use crate::reference::CodeFacts;

/// How far a finding's timeline reaches, in days, and how many lines it holds at most.
const AROUND_DAYS: i32 = 14;
const MOST_AROUND: usize = 40;

/// Effective lines of a run, sorted, with the ranges of patients and the timed lines of clinicians.
pub struct Timelines {
    /// Lines by patient, date, claim id and line number.
    pub lines: Vec<ClaimLine>,
    /// One range of `lines` per patient.
    pub patients: Vec<Range<usize>>,
    /// Indices of `lines` by clinician; within one, in the order of `lines`. Only lines that say something of a
    /// clinician's time: all of them where times or a log are given, else those whose code stands for minutes.
    by_clinician: Vec<u32>,
    /// One range of `by_clinician` per clinician.
    pub clinicians: Vec<Range<usize>>,
}

/// Lines that no longer stand: refused, taken back or voided. By patient and date.
#[derive(Clone, Default)]
pub struct Withdrawn(Vec<ClaimLine>);

impl Withdrawn {
    /// The given rows as lines.
    pub fn new(material: Material<'_>, rows: &[u32]) -> Self {
        let mut lines: Vec<ClaimLine> =
            rows.iter().map(|row| line(material.rows, *row as usize, None, material.roster)).collect();
        lines.sort_by_key(|line| (line.patient, line.date));
        Self(lines)
    }

    /// Those of one patient, by date.
    pub fn of(&self, patient: Sym) -> &[ClaimLine] {
        let start = self.0.partition_point(|line| line.patient < patient);
        let end = start + self.0[start..].partition_point(|line| line.patient == patient);
        &self.0[start..end]
    }
}

/// What lines are made of.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The rows of whole patients, or of whole clinicians.
    pub rows: &'a Rows,
    /// The texts behind their numbers.
    pub names: &'a Names,
    /// The facts of every code, indexed by its symbol.
    pub facts: &'a [CodeFacts],
    /// What lines do not say of their clinician.
    pub roster: &'a Roster,
    /// Whether all lines say something of a clinician's time: where times or a log are given.
    pub all_matter: bool,
}

impl Material<'_> {
    /// Whether lines of a code say something of a clinician's time.
    pub fn matters(&self, code: Sym) -> bool {
        self.all_matter || self.facts[code.index()].stands_for_minutes()
    }
}

impl Timelines {
    /// Sorts the effective rows; `given` are the numbers of lines that have none of their own, as (row, number).
    pub fn build(material: Material<'_>, effective: &[u32], given: &[(u32, i32)]) -> Self {
        let Material { rows, names, roster, .. } = material;
        let given: HashMap<u32, i32> = given.iter().copied().collect();
        let mut keys: Vec<(u64, u32)> = effective.iter().map(|row| (sort_key(rows, *row as usize), *row)).collect();
        keys.par_sort_unstable();
        let mut lines: Vec<ClaimLine> =
            keys.par_iter().map(|(_, row)| line(rows, *row as usize, given.get(row).copied(), roster)).collect();
        drop(keys);
        lines
            .chunk_by_mut(|a, b| a.patient == b.patient && a.date == b.date)
            .filter(|day| day.len() > 1)
            .for_each(|day| day.sort_unstable_by(|a, b| by_claim(names, a, b)));
        let patients = ranges(&lines, |a, b| a.patient == b.patient);
        let by_clinician = in_order_of_clinician(&lines, |line| material.matters(line.code));
        let clinicians = ranges(&by_clinician, |a, b| lines[*a as usize].clinician == lines[*b as usize].clinician);
        Self { lines, patients, by_clinician, clinicians }
    }

    /// The lines that say something of a clinician's time.
    pub fn timed(&self) -> impl Iterator<Item = &ClaimLine> {
        self.by_clinician.iter().map(|index| &self.lines[*index as usize])
    }

    /// The patient's lines around a finding, by date: two weeks before and after, the nearest when there are many, and
    /// the lines that prove it however far they are.
    pub fn around(&self, finding: &Finding) -> Vec<NearbyLine> {
        let at = &finding.line;
        let proves = |line: &ClaimLine| finding.related.contains(&line.into());
        let near = |line: &&ClaimLine| at.date.gap_to(line.date).abs() <= AROUND_DAYS || proves(line);
        let mut lines: Vec<&ClaimLine> = self.lines_of(at.patient).iter().filter(near).collect();
        if lines.len() > MOST_AROUND {
            // Stable: lines of one distance keep the order of claim and line number.
            lines.sort_by_key(|line| (!line.is(at), !proves(line), at.date.gap_to(line.date).abs()));
            lines.truncate(MOST_AROUND);
            lines.sort_by_key(|line| line.date);
        }
        let nearby =
            |line: &ClaimLine| NearbyLine { line: line.into(), clinician: line.clinician, diagnoses: line.diagnoses };
        lines.into_iter().map(nearby).collect()
    }

    /// The lines of one patient, wherever they stand in [`Self::lines`].
    pub fn lines_of(&self, patient: Sym) -> &[ClaimLine] {
        let place = self.patients.partition_point(|range| self.lines[range.start].patient < patient);
        let found = self.patients.get(place).filter(|range| self.lines[range.start].patient == patient);
        found.map_or(&[], |range| &self.lines[range.clone()])
    }

    /// The line indices of one clinician's range.
    pub fn clinician_lines(&self, range: Range<usize>) -> &[u32] {
        &self.by_clinician[range]
    }
}

/// The indices of the lines by clinician, then as they stand: clinician in the high half of a key, index in the low.
fn in_order_of_clinician(lines: &[ClaimLine], matters: impl Fn(&ClaimLine) -> bool + Sync) -> Vec<u32> {
    let key = |(index, line): (usize, &ClaimLine)| u64::from(line.clinician.0) << 32 | index as u64;
    let mut keys: Vec<u64> = lines.par_iter().enumerate().filter(|(_, line)| matters(line)).map(key).collect();
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
    let date = rows.handling.date.get(row).0.cast_unsigned() ^ 0x8000_0000;
    u64::from(rows.people.patient.get(row).0) << 32 | u64::from(date)
}

/// A row as the line that rules see; `given_number` is that of a row without one.
pub fn as_line(rows: &Rows, row: usize, given_number: Option<i32>, roster: &Roster) -> ClaimLine {
    line(rows, row, given_number, roster)
}

fn line(rows: &Rows, row: usize, given_number: Option<i32>, roster: &Roster) -> ClaimLine {
    let mut line = as_claimed(rows, row, given_number);
    if !(line.specialty.is_known() && line.taxonomy.is_known() && line.group.is_known()) {
        let told = roster.of(line.clinician);
        for (field, told) in [&mut line.specialty, &mut line.taxonomy, &mut line.group].into_iter().zip(told) {
            if !field.is_known() {
                *field = told;
            }
        }
    }
    line
}

fn as_claimed(rows: &Rows, row: usize, given_number: Option<i32>) -> ClaimLine {
    ClaimLine {
        claim: rows.claims.claim.get(row),
        line_number: rows.claims.line_number.get(row).or(given_number).unwrap_or(1),
        patient: rows.people.patient.get(row),
        clinician: rows.people.clinician.get(row),
        group: rows.people.group.get(row),
        specialty: rows.people.specialty.get(row),
        taxonomy: rows.people.taxonomy.get(row),
        date: rows.handling.date.get(row),
        code: rows.services.code.get(row),
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
        row: rows.row.get(row),
    }
}

/// One range per run of equal neighbours.
pub(super) fn ranges<T>(items: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Range<usize>> {
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
