//! Builds the sorted lines and cuts them into patients and clinicians.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{PatientView, World};
use crate::claim::{ClaimLine, Dictionary, Names, Sym};
use crate::findings::{Finding, NearbyLine};
use crate::load::{Roster, Rows};
use crate::reference::{CodeFacts, Kinds};

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
    /// Visits, assessment services and procedures that the payer denied, in the order of `lines`: they show that the
    /// service happened, and nothing else.
    denied: Vec<ClaimLine>,
}

/// Which rows go on as lines.
#[derive(Clone, Copy, Default)]
pub struct Chosen<'a> {
    /// Effective rows.
    pub effective: &'a [u32],
    /// Numbers of lines that have none of their own, as (row, number).
    pub given_line_numbers: &'a [(u32, i32)],
    /// Rows that the payer denied.
    pub denied: &'a [u32],
    /// Rows whose claim a denied replacement or void names, in ascending order.
    pub denied_replacements: &'a [u32],
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
        of_patient(&self.0, patient)
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

impl Chosen<'_> {
    /// Whether a denied replacement or void names the claim of a row.
    pub fn has_denied_replacement(&self, row: u32) -> bool {
        self.denied_replacements.binary_search(&row).is_ok()
    }
}

impl Timelines {
    /// Sorts the chosen rows.
    pub fn build(material: Material<'_>, chosen: Chosen<'_>) -> Self {
        let mut lines = sorted(material, chosen.effective, chosen);
        mark_copies(&mut lines, material.names);
        let shows_a_service = |row: &&u32| {
            let code = material.rows.services.code.get(**row as usize);
            material.facts[code.index()].kinds.meets(Kinds::VISIT.or(Kinds::ASSESSMENT).or(Kinds::PROCEDURE))
        };
        let denied: Vec<u32> = chosen.denied.iter().filter(shows_a_service).copied().collect();
        let mut denied = sorted(material, &denied, chosen);
        for line in &mut denied {
            line.is_denied = true;
        }
        let patients = ranges(&lines, |a, b| a.patient == b.patient);
        let by_clinician = in_order_of_clinician(&lines, |line| material.matters(line.code));
        let clinicians = ranges(&by_clinician, |a, b| lines[*a as usize].clinician == lines[*b as usize].clinician);
        Self { lines, patients, by_clinician, clinicians, denied }
    }

    /// What a rule sees of the patient of one of [`Self::patients`].
    pub fn view<'a>(&'a self, world: &'a World, patient: Range<usize>) -> PatientView<'a> {
        let lines = &self.lines[patient];
        let denied = lines.first().map_or(&[] as &[ClaimLine], |line| of_patient(&self.denied, line.patient));
        PatientView { world, lines, denied }
    }

    /// What a rule sees of a patient by number, whether or not there are lines.
    pub fn view_of<'a>(&'a self, world: &'a World, patient: Sym) -> PatientView<'a> {
        PatientView { world, lines: self.lines_of(patient), denied: of_patient(&self.denied, patient) }
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

/// The lines of one patient, where lines are sorted by patient first.
fn of_patient(lines: &[ClaimLine], patient: Sym) -> &[ClaimLine] {
    let start = lines.partition_point(|line| line.patient < patient);
    let end = start + lines[start..].partition_point(|line| line.patient == patient);
    &lines[start..end]
}

/// Rows as lines by patient, date, claim id and line number.
fn sorted(material: Material<'_>, wanted: &[u32], chosen: Chosen<'_>) -> Vec<ClaimLine> {
    let Material { rows, names, roster, .. } = material;
    let given: HashMap<u32, i32> = chosen.given_line_numbers.iter().copied().collect();
    let as_line = |(_, row): &(u64, u32)| {
        let mut line = line(rows, *row as usize, given.get(row).copied(), roster);
        line.denied_replacement |= chosen.has_denied_replacement(*row);
        line
    };
    let mut keys: Vec<(u64, u32)> = wanted.iter().map(|row| (sort_key(rows, *row as usize), *row)).collect();
    keys.par_sort_unstable();
    let mut lines: Vec<ClaimLine> = keys.par_iter().map(as_line).collect();
    lines
        .chunk_by_mut(|a, b| a.patient == b.patient && a.date == b.date)
        .filter(|day| day.len() > 1)
        .for_each(|day| day.sort_unstable_by(|a, b| by_claim(names, a, b)));
    lines
}

/// Marks every line whose service stands on an earlier line of the day for another payer. Medicare and Medicare Advantage
/// are no such pair: a patient is in one of them, so that two payments are an error and no second payer's share.
fn mark_copies(lines: &mut [ClaimLine], names: &Names) {
    let exclusive = ["medicare", "medicare_advantage"].map(|payer| names.payers.find(payer));
    let are_two_payers = |a: Sym, b: Sym| {
        let is_exclusive_pair = exclusive.contains(&Some(a)) && exclusive.contains(&Some(b));
        a != b && !is_exclusive_pair
    };
    let mut payers_so_far: HashMap<(Sym, Sym), Vec<Sym>> = HashMap::new();
    let days = lines.chunk_by_mut(|a, b| a.patient == b.patient && a.date == b.date);
    for day in days.filter(|day| day.len() > 1) {
        payers_so_far.clear();
        for line in day.iter_mut().filter(|line| line.payer.is_known()) {
            let earlier = payers_so_far.entry((line.clinician, line.code)).or_default();
            line.is_copy = earlier.iter().any(|payer| are_two_payers(*payer, line.payer));
            // A copy is no original: the first payer's second line is a line of its own, and no copy of the copy.
            if !line.is_copy && !earlier.contains(&line.payer) {
                earlier.push(line.payer);
            }
        }
    }
}

/// The indices of the lines by clinician, then as they stand: clinician in the high half of a key, index in the low.
fn in_order_of_clinician(lines: &[ClaimLine], matters: impl Fn(&ClaimLine) -> bool + Sync) -> Vec<u32> {
    let key = |(index, line): (usize, &ClaimLine)| u64::from(line.clinician.0) << 32 | index as u64;
    let mut keys: Vec<u64> = lines.par_iter().enumerate().filter(|(_, line)| matters(line)).map(key).collect();
    keys.par_sort_unstable();
    keys.into_par_iter().map(|key| u32::try_from(key & u64::from(u32::MAX)).unwrap_or(u32::MAX)).collect()
}

/// Claim id, then line number: the tie-breaker of every rule. Lines of one number that are several claims nevertheless come
/// by source and payer, so that the order of rows decides nothing.
fn by_claim(names: &Names, a: &ClaimLine, b: &ClaimLine) -> Ordering {
    let text = |dictionary: &Dictionary, a: Sym, b: Sym| {
        if a == b { Ordering::Equal } else { dictionary.text(a).cmp(dictionary.text(b)) }
    };
    text(&names.claims, a.claim, b.claim)
        .then(a.line_number.cmp(&b.line_number))
        .then_with(|| text(&names.sources, a.source, b.source))
        .then_with(|| text(&names.payers, a.payer, b.payer))
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
        source: rows.claims.source.get(row),
        denied_replacement: rows.claims.denied_replacement.get(row),
        unreadable: rows.unreadable.get(row),
        units: rows.amounts.units.get(row),
        paid: rows.amounts.paid.get(row),
        allowed: rows.amounts.allowed.get(row),
        start: rows.handling.start.get(row),
        end: rows.handling.end.get(row),
        minutes: rows.amounts.minutes.get(row),
        is_copy: false,
        is_denied: false,
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
