//! The read-only views a rule receives: one patient's lines, or one clinician's lines over all patients.

use std::cmp::Ordering;

use super::{LogEntry, World};
use crate::claim::{Activity, ClaimLine, Day, Sym};
use crate::reference::Kinds;

/// One patient's effective lines, by date, claim id and line number.
#[derive(Clone, Copy)]
pub struct PatientView<'a> {
    /// What a rule may know beside the lines.
    pub world: &'a World,
    /// The lines.
    pub lines: &'a [ClaimLine],
    /// Visits, assessment services and procedures that the payer denied, in the same order.
    pub denied: &'a [ClaimLine],
}

impl<'a> PatientView<'a> {
    /// The lines a rule judges: of the given kinds, dated within the period.
    pub fn subjects(self, kinds: Kinds) -> impl Iterator<Item = &'a ClaimLine> {
        let of_kind = self.lines.iter().filter(move |line| self.world.kinds(line).meets(kinds));
        of_kind.filter(move |line| self.world.range.judges(line.date))
    }

    /// The lines dated from `first` to `last`, both included.
    pub fn between(self, first: Day, last: Day) -> &'a [ClaimLine] {
        dated(self.lines, first, last)
    }

    /// The same, followed by the services of these days that the payer denied: they too took place.
    pub fn services_between(self, first: Day, last: Day) -> impl Iterator<Item = &'a ClaimLine> {
        self.between(first, last).iter().chain(dated(self.denied, first, last))
    }

    /// The lines of one date.
    pub fn on(self, date: Day) -> &'a [ClaimLine] {
        self.between(date, date)
    }
}

/// The lines dated from `first` to `last`, where lines stand by date.
fn dated(lines: &[ClaimLine], first: Day, last: Day) -> &[ClaimLine] {
    let start = lines.partition_point(|line| line.date < first);
    let end = start + lines[start..].partition_point(|line| line.date <= last);
    &lines[start..end]
}

/// One clinician's effective lines over all patients, by patient, date, claim id and line number: those that say
/// something of the clinician's time.
pub struct ClinicianView<'a> {
    /// What a rule may know beside the lines.
    pub world: &'a World,
    /// The lines.
    pub lines: Vec<&'a ClaimLine>,
    /// All lines of the run, as [`super::Activities`] names them.
    pub all: &'a [ClaimLine],
}

impl<'a> ClinicianView<'a> {
    /// The clinician's own logged contacts, staff time left out, each with the clinician's lines it belongs to.
    pub fn activities(&self) -> impl Iterator<Item = (&'a Activity, Vec<&'a ClaimLine>)> {
        let clinician = self.lines.first().map_or(Sym::NONE, |line| line.clinician);
        let (world, all): (&'a World, _) = (self.world, self.all);
        world.activities.of_clinician(clinician).filter(|(activity, _)| !activity.by_staff).map(
            move |(activity, lines)| {
                let lines = lines.iter().map(|index| &all[*index as usize]);
                (activity, lines.filter(|line| line.clinician == clinician).collect())
            },
        )
    }
}

/// One patient's log beside the patient's lines.
pub struct LogView<'a> {
    /// The patient.
    pub id: Sym,
    /// The lines; none when the claims do not know the patient.
    pub patient: PatientView<'a>,
    /// The entries, by start.
    pub entries: Vec<LogEntry<'a>>,
    /// All lines of the run, as [`LogEntry::lines`] names them.
    pub all: &'a [ClaimLine],
}

impl<'a> LogView<'a> {
    /// The lines that an entry belongs to.
    pub fn lines_of(&self, entry: &LogEntry<'a>) -> impl Iterator<Item = &'a ClaimLine> {
        let all = self.all;
        entry.lines.iter().map(move |index| &all[*index as usize])
    }
}

/// Orders related lines: nearest date first, then claim id, then line number.
pub fn by_nearness(world: &World, subject: &ClaimLine, a: &ClaimLine, b: &ClaimLine) -> Ordering {
    let distance = |line: &ClaimLine| subject.date.gap_to(line.date).unsigned_abs();
    let claim = |line: &ClaimLine| world.names.claims.text(line.claim).to_owned();
    distance(a)
        .cmp(&distance(b))
        .then_with(|| if a.claim == b.claim { Ordering::Equal } else { claim(a).cmp(&claim(b)) })
        .then(a.line_number.cmp(&b.line_number))
        // A claim number belongs to a patient: two patients may have the same.
        .then_with(|| world.names.patients.text(a.patient).cmp(world.names.patients.text(b.patient)))
}
