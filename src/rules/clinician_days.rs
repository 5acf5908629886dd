//! The time a clinician's lines of one day stand for: at least, by times and by codes that stand for minutes; at most,
//! with the visits that may have been chosen by decision making. Behind `impossible_day`.
//!
//! Source: project rulebook, sections 2 and 3.2.

use std::collections::{BTreeMap, BTreeSet};

use super::sums::Load;
use crate::claim::{ClaimLine, Day, Sym, Units};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, World};

/// One line with the seconds it stands for at most.
pub(super) struct Counted<'a> {
    pub(super) line: &'a ClaimLine,
    pub(super) most: i64,
}

/// One clinician's day.
#[derive(Default)]
pub(super) struct ClinicianDay<'a> {
    /// Seconds, at least.
    pub(super) least: i64,
    /// Seconds, at most.
    pub(super) most: i64,
    /// The lines that count.
    pub(super) lines: Vec<Counted<'a>>,
    /// E-visits of the date: their minutes spread over seven days and count in no single one.
    pub(super) e_visits: Vec<Counted<'a>>,
    intervals: Vec<(i64, i64)>,
    /// Seconds of prolonged services without times, by patient: they lie inside their visit, and add nothing where the visit
    /// has times.
    prolonged: BTreeMap<Sym, i64>,
    /// Patients with times on this day.
    clocked: BTreeSet<Sym>,
    /// Patients and greatest units of group codes without times, by code.
    groups: BTreeMap<Sym, (BTreeSet<Sym>, i64)>,
}

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
/// Minutes of one unit of training and of a prolonged service: the code table names them as its level.
const BY_UNIT: Kinds = Kinds::TRAINING.or(Kinds::PROLONGED);
/// Codes that stand for minutes whatever the decision making.
const BY_TIME: Kinds = Kinds::PHONE.or(Kinds::CHECK_IN).or(Kinds::INTERPROFESSIONAL).or(BY_UNIT);

/// The days of a clinician, by date. The line of a second payer is the same service, and adds nothing.
pub(super) fn days<'a>(clinician: &ClinicianView<'a>) -> BTreeMap<Day, ClinicianDay<'a>> {
    let mut days: BTreeMap<Day, ClinicianDay<'a>> = BTreeMap::new();
    for line in clinician.lines.iter().filter(|line| !line.is_copy) {
        let date = match line.interval() {
            Some((start, _)) if !clinician.world.kinds(line).meets(Kinds::E_VISIT) => {
                Day(i32::try_from(start.div_euclid(DAY)).unwrap_or(i32::MAX))
            }
            _ => line.date,
        };
        days.entry(date).or_default().add(clinician.world, line);
        // What lies beyond midnight is time of the next day, though the line is not.
        if let Some((_, end)) = line.interval().filter(|(_, end)| *end > midnight_after(date))
            && !clinician.world.kinds(line).meets(Kinds::E_VISIT)
        {
            days.entry(date.plus(1)).or_default().intervals.push((midnight_after(date), end));
        }
    }
    for day in days.values_mut() {
        day.close(clinician.world);
    }
    days
}

fn midnight_after(date: Day) -> i64 {
    (i64::from(date.0) + 1) * DAY
}

/// Seconds of the units of a line at so many minutes each.
fn seconds(line: &ClaimLine, minutes: i64) -> i64 {
    minutes * MINUTE * line.units.0.max(0) / Units::ONE.0
}

/// What a line says of time by its code alone.
enum Share {
    /// Seconds that spread over seven days.
    EVisit(i64),
    /// Seconds whatever the decision making.
    Sure(i64),
    /// Seconds of a level that may rest on decision making.
    AtMost(i64),
}

/// What a line says of time by its code; nothing where the code says nothing.
fn share(world: &World, line: &ClaimLine) -> Option<Share> {
    let (kinds, facts) = (world.kinds(line), world.facts(line));
    if kinds.meets(Kinds::E_VISIT) {
        facts.min_minutes.map(|minutes| Share::EVisit(seconds(line, minutes)))
    } else if kinds.meets(BY_TIME) {
        let minutes = if kinds.meets(BY_UNIT) { facts.level_minutes } else { facts.min_minutes };
        Some(Share::Sure(seconds(line, minutes.unwrap_or(0))))
    } else if kinds.meets(Kinds::OFFICE.or(Kinds::TELEHEALTH)) {
        Some(Share::AtMost(seconds(line, facts.level_minutes.unwrap_or(0))))
    } else {
        None
    }
}

/// What a line without times adds to the upper figure of its day. That of a group of patients goes by how many there are,
/// which a sum does not know.
pub(super) fn load(world: &World, line: &ClaimLine) -> Load {
    if line.is_copy {
        return Load::default();
    }
    let (seconds, goes_on) = match share(world, line) {
        None => return Load::default(),
        Some(Share::Sure(_)) if world.kinds(line).meets(Kinds::GROUP_SESSION) => return Load::UNKNOWN,
        Some(Share::EVisit(seconds)) => (seconds, true),
        Some(Share::Sure(seconds) | Share::AtMost(seconds)) => (seconds, false),
    };
    Load { seconds: u32::try_from(seconds).unwrap_or(u32::MAX), counts: goes_on || seconds > 0, goes_on }
}

impl<'a> ClinicianDay<'a> {
    fn add(&mut self, world: &World, line: &'a ClaimLine) {
        let kinds = world.kinds(line);
        let count = |most: i64| Counted { line, most };
        match (share(world, line), line.interval()) {
            (Some(Share::EVisit(most)), _) => self.e_visits.push(count(most)),
            // No time of an e-visit lies in a single day.
            _ if kinds.meets(Kinds::E_VISIT) => {}
            (_, Some((start, end))) => {
                let midnight = start - start.rem_euclid(DAY) + DAY;
                self.intervals.push((start, end.min(midnight)));
                self.clocked.insert(line.patient);
                self.lines.push(count(end - start));
            }
            (Some(Share::Sure(most)), None) => {
                self.most += most;
                if kinds.meets(Kinds::GROUP_SESSION) {
                    let (patients, units) = self.groups.entry(line.code).or_default();
                    patients.insert(line.patient);
                    *units = (*units).max(most);
                } else if kinds.meets(Kinds::PROLONGED) {
                    *self.prolonged.entry(line.patient).or_default() += most;
                } else {
                    self.least += most;
                }
                self.lines.push(count(most));
            }
            (Some(Share::AtMost(most)), None) => {
                self.most += most;
                self.lines.push(count(most));
            }
            (None, None) => {}
        }
    }

    /// Merges the intervals and puts the patients of group codes into as few sessions as the code allows.
    fn close(&mut self, world: &World) {
        let clocked = merged(&mut self.intervals);
        self.least += clocked;
        let untimed = self.prolonged.iter().filter(|(patient, _)| !self.clocked.contains(patient));
        self.least += untimed.map(|(_, seconds)| seconds).sum::<i64>();
        self.most += clocked;
        for (code, (patients, seconds)) in &self.groups {
            let seats = if world.names.codes.text(*code) == "98961" { 4 } else { 8 };
            self.least += i64::try_from(patients.len().div_ceil(seats)).unwrap_or(i64::MAX) * seconds;
        }
        self.lines.retain(|counted| counted.most > 0);
    }

    /// The largest line of the day: the e-visits' largest where nothing else counts.
    pub(super) fn largest(&self, world: &World) -> Option<&'a ClaimLine> {
        let lines = if self.lines.is_empty() { &self.e_visits } else { &self.lines };
        // A claim number belongs to a patient: two patients of the day may have the same.
        let names = &world.names;
        let text =
            |line: &ClaimLine| (names.claims.text(line.claim), line.line_number, names.patients.text(line.patient));
        let order =
            |a: &&Counted<'a>, b: &&Counted<'a>| b.most.cmp(&a.most).then_with(|| text(a.line).cmp(&text(b.line)));
        lines.iter().min_by(order).map(|counted| counted.line)
    }
}

/// The seconds that the intervals cover together.
fn merged(intervals: &mut [(i64, i64)]) -> i64 {
    intervals.sort_unstable();
    let (mut covered, mut reach) = (0, i64::MIN);
    for &(start, end) in intervals.iter() {
        covered += (end - start.max(reach)).max(0);
        reach = reach.max(end);
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_counted_once_where_they_overlap() {
        assert_eq!(merged(&mut []), 0);
        assert_eq!(merged(&mut [(10, 20), (0, 5), (15, 30), (16, 18), (30, 31)]), 26);
    }
}
