//! The activity log beside the lines: which logged contacts belong to which line, and which clinician they occupied.
//!
//! An activity belongs to a line when it names the line's claim and patient and its kind fits the line's code. Where
//! several lines of the claim fit, it belongs to those whose date is nearest to its own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::build::ranges;
use super::{Timelines, World};
use crate::claim::{Activity, ActivityKind, ClaimLine, Day, LineKey, Minutes, Names, Sym};
use crate::load::Log;
use crate::reference::Kinds;

/// The log of a run.
#[derive(Default)]
pub struct Activities {
    /// Whether there is a log at all.
    pub given: bool,
    all: Vec<Activity>,
    /// Indices of `all` by the line they belong to.
    linked: HashMap<LineKey, Vec<u32>>,
    /// Which lines an activity belongs to: indices of the run's lines.
    lines_of: Vec<Vec<u32>>,
    /// Indices of `all` by clinician.
    of_clinician: HashMap<Sym, Vec<u32>>,
    /// Indices of `all` by patient, within one by start.
    by_patient: Vec<u32>,
    /// One range of `by_patient` per patient.
    patients: Vec<Range<usize>>,
    /// Patients and numbers that stand for several entries of theirs.
    repeated: HashSet<(Sym, Sym)>,
    /// Minutes to assume where a message records none; absent unless the pipeline asks for it.
    pub estimate: Option<Minutes>,
}

/// One entry of a patient's log.
#[derive(Clone, Copy)]
pub struct LogEntry<'a> {
    /// The entry.
    pub activity: &'a Activity,
    /// The lines it belongs to: indices of the run's lines.
    pub lines: &'a [u32],
    /// Whether another entry of the patient has its number.
    pub is_repeated: bool,
}

/// The kinds of line a kind of contact is billed as.
const fn billed_as(kind: ActivityKind) -> Kinds {
    match kind {
        ActivityKind::Message => Kinds::E_VISIT.or(Kinds::RHC_WRAPPER),
        ActivityKind::Phone => {
            Kinds::PHONE.or(Kinds::CHECK_IN).or(Kinds::TELEHEALTH_AUDIO).or(Kinds::PROLONGED).or(Kinds::RHC_WRAPPER)
        }
        ActivityKind::Video => Kinds::CHECK_IN.or(Kinds::TELEHEALTH_VISIT).or(Kinds::PROLONGED),
        ActivityKind::Image => Kinds::IMAGE_EM.or(Kinds::IMAGE_NQ).or(Kinds::RHC_WRAPPER),
        ActivityKind::CareManagement => {
            Kinds::CARE_MANAGEMENT.or(Kinds::APCM).or(Kinds::MONITORING).or(Kinds::INTERPROFESSIONAL)
        }
        ActivityKind::Other => Kinds::ANY,
    }
}

impl Activities {
    /// Sorts the log (start, then number) and links it to the lines, but not to claims of which an entry is missing: half a
    /// log would prove what the whole one refutes.
    pub fn new(log: Log, timelines: &Timelines, world: &World) -> Self {
        let Log { entries: mut all, doubtful, estimate, .. } = log;
        let names: &Names = &world.names;
        all.par_sort_by(|a, b| {
            let id = |activity: &Activity| names.activities.text(activity.id);
            // Two entries of one number differ in something: whatever it is, it decides, and never the order of reading.
            let rest = |x: &Activity| (x.end, x.recorded, x.kind, x.initiator, x.by_staff, x.evaluative);
            let texts = |x: &Activity| {
                [
                    names.patients.text(x.patient),
                    names.clinicians.text(x.clinician),
                    names.claims.text(x.claim),
                    names.groups.text(x.group),
                    names.specialties.text(x.specialty),
                    names.taxonomies.text(x.taxonomy),
                    names.threads.text(x.thread),
                    names.diagnosis_texts(x.diagnoses).next().unwrap_or(""),
                ]
            };
            // Texts are looked up only where the numbers before them are equal.
            let by_start = a.start.cmp(&b.start).then_with(|| id(a).cmp(id(b)));
            by_start.then_with(|| rest(a).cmp(&rest(b))).then_with(|| texts(a).cmp(&texts(b)))
        });
        let patients: HashMap<Sym, Range<usize>> =
            timelines.patients.iter().map(|range| (timelines.lines[range.start].patient, range.clone())).collect();
        let mut log = Self { given: true, estimate, lines_of: vec![Vec::new(); all.len()], ..Self::default() };
        log.by_patient = (0..u32::try_from(all.len()).unwrap_or(u32::MAX)).collect();
        log.by_patient.sort_by_key(|index| all[*index as usize].patient);
        log.patients = ranges(&log.by_patient, |a, b| all[*a as usize].patient == all[*b as usize].patient);
        let mut numbers = HashSet::with_capacity(all.len());
        log.repeated = all.iter().map(|one| (one.patient, one.id)).filter(|key| !numbers.insert(*key)).collect();
        drop(numbers);
        for (index, activity) in all.iter().enumerate() {
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            log.of_clinician.entry(activity.clinician).or_default().push(number);
            let is_doubtful =
                [activity.patient, Sym::NONE].iter().any(|patient| doubtful.contains(&(*patient, activity.claim)));
            let lines = patients.get(&activity.patient).filter(|_| activity.claim.is_known() && !is_doubtful);
            for line in lines.map(|range| nearest(activity, range.clone(), timelines, world)).unwrap_or_default() {
                let at = &timelines.lines[line as usize];
                log.linked.entry(at.key()).or_default().push(number);
                log.lines_of[index].push(line);
            }
        }
        log.all = all;
        log
    }

    /// Every entry, by start.
    pub fn all(&self) -> &[Activity] {
        &self.all
    }

    /// One range of entries per patient, for [`Self::of_patient`].
    pub fn patients(&self) -> &[Range<usize>] {
        &self.patients
    }

    /// The entries of one patient's range, by start.
    pub fn of_patient(&self, range: Range<usize>) -> impl Iterator<Item = LogEntry<'_>> {
        self.by_patient[range].iter().map(|index| {
            let activity = &self.all[*index as usize];
            let is_repeated = self.repeated.contains(&(activity.patient, activity.id));
            LogEntry { activity, lines: &self.lines_of[*index as usize], is_repeated }
        })
    }

    /// The day of the last entry.
    pub fn last_day(&self) -> Option<Day> {
        self.all.last().and_then(|entry| entry.start.day())
    }

    /// The logged contacts of a line, by start.
    pub fn of(&self, line: &ClaimLine) -> impl Iterator<Item = &Activity> {
        let found = self.linked.get(&line.key());
        found.into_iter().flatten().map(|index| &self.all[*index as usize])
    }

    /// The logged contacts of a clinician, by start, each with the lines it belongs to.
    pub fn of_clinician(&self, clinician: Sym) -> impl Iterator<Item = (&Activity, &[u32])> {
        let found = self.of_clinician.get(&clinician);
        found.into_iter().flatten().map(|index| (&self.all[*index as usize], self.lines_of[*index as usize].as_slice()))
    }
}

/// The lines of the activity's claim that it fits, nearest in date: indices of the run's lines.
fn nearest(activity: &Activity, patient: Range<usize>, timelines: &Timelines, world: &World) -> Vec<u32> {
    let Some(day) = activity.start.day() else { return Vec::new() };
    let kinds = billed_as(activity.kind);
    let fitting = patient.filter(|index| {
        let line = &timelines.lines[*index];
        line.claim == activity.claim && (kinds == Kinds::ANY || world.kinds(line).meets(kinds))
    });
    let distance = |index: &usize| timelines.lines[*index].date.gap_to(day).unsigned_abs();
    let fitting: Vec<usize> = fitting.collect();
    let Some(least) = fitting.iter().map(distance).min() else { return Vec::new() };
    fitting.into_iter().filter(|index| distance(index) == least).filter_map(|index| u32::try_from(index).ok()).collect()
}
