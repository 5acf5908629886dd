//! Keeps the activity log: for every message, call, picture and telehealth visit the entries that fit its line.
//! It does not know which lines a scenario leaves without a log.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fastrand::Rng;

use super::csv_file::{put_hundredths, put_moment};
use super::line::{Line, Text};
use super::random::mix;
use crate::claim::DAY_SECONDS;
use crate::reference::{CodeTable, Kinds};

const COLUMNS: &str = "activity_id,patient_id,clinician_npi,billing_tin,specialty,taxonomy,kind,initiated_by,thread_id,\
    start_time,end_time,minutes,role,evaluative,diagnosis,claim_id\n";

/// What has no time of its own is written down after office hours, so that it takes nobody else's minute.
const EVENING: i64 = 19 * 3_600;
const MORNING: i64 = 9 * 3_600;
/// Minutes of a message whose code says nothing of minutes.
const SHORT: i64 = 8;

/// One entry of the log.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) patient_id: Text,
    pub(super) npi: Text,
    pub(super) tin: Text,
    pub(super) specialty: &'static str,
    pub(super) taxonomy: &'static str,
    pub(super) date: i32,
    pub(super) kind: &'static str,
    pub(super) initiated_by: &'static str,
    /// Seconds since 1970-01-01; `None`: after office hours of the date.
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    /// Whole minutes.
    pub(super) minutes: Option<i64>,
    pub(super) role: &'static str,
    pub(super) evaluative: &'static str,
    pub(super) diagnosis: &'static str,
    pub(super) claim_id: Text,
    /// The thread of a message that belongs to no claim.
    pub(super) thread: Text,
}

impl Entry {
    /// An ordinary entry for the line: the patient began, the clinician decided something.
    pub(super) fn of(line: &Line, kind: &'static str) -> Self {
        Self {
            patient_id: line.patient_id,
            npi: line.npi,
            tin: line.tin,
            specialty: line.specialty,
            taxonomy: line.taxonomy,
            date: line.date,
            kind,
            initiated_by: "patient",
            start: None,
            end: None,
            minutes: None,
            role: "practitioner",
            evaluative: "true",
            diagnosis: line.diagnoses[0],
            claim_id: line.claim_id,
            thread: Text::default(),
        }
    }

    /// An entry that belongs to no line, on another day, to the patient and clinician of this one.
    pub(super) fn unlinked(line: &Line, kind: &'static str, date: i32, thread: Text) -> Self {
        Self { claim_id: Text::default(), date, thread, ..Self::of(line, kind) }
    }
}

/// The log as it grows.
pub(super) struct Diary {
    rng: Rng,
    codes: CodeTable,
    /// The first free second of a clinician's evening.
    free: BTreeMap<(Text, i32), i64>,
    /// Claims with entries, by kind and date.
    kept: BTreeSet<(Text, &'static str, i32)>,
    entries: Vec<Entry>,
}

impl Diary {
    /// An empty log.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            // Another sequence than that of the lines.
            rng: Rng::with_seed(mix(seed, 1)),
            codes: CodeTable::shipped(),
            free: BTreeMap::new(),
            kept: BTreeSet::new(),
            entries: Vec::new(),
        }
    }

    /// Adds the entries that fit the line, once for every claim: a correction is no second call.
    pub(super) fn record(&mut self, line: &Line) {
        let Some(kind) = self.kind(line.code) else { return };
        let is_first = line.units > 0 && line.frequency == "1";
        if !is_first || !self.kept.insert((line.claim_id, kind, line.date)) {
            return;
        }
        let mut entry = Entry::of(line, kind);
        let minutes = line.minutes.map_or_else(|| self.usual_minutes(line.code), |minutes| minutes / 100);
        match (kind, line.start) {
            ("message", _) => return self.record_thread(entry, minutes),
            ("image", _) => {
                let received = i64::from(line.date) * DAY_SECONDS + MORNING + 60 * self.rng.i64(0..180);
                entry.start = Some(received);
                entry.end = Some(received + 60 * self.rng.i64(20..240));
            }
            (_, Some(start)) => {
                entry.start = Some(start);
                entry.end = line.end;
            }
            (_, None) => {
                let start = self.evening(&entry, minutes);
                entry.start = Some(start);
                entry.end = Some(start + minutes * 60);
            }
        }
        self.entries.push(entry);
    }

    /// Adds an entry of a scenario.
    pub(super) fn add(&mut self, mut entry: Entry) {
        if entry.start.is_none() {
            entry.start = Some(self.evening(&entry, entry.minutes.unwrap_or(SHORT)));
        }
        self.entries.push(entry);
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The log as a CSV file, in order of time.
    pub(super) fn to_csv(&self) -> String {
        let mut order: Vec<&Entry> = self.entries.iter().collect();
        order.sort_by_key(|entry| (entry.start, entry.claim_id, entry.npi));
        let mut text = COLUMNS.to_owned();
        for (number, entry) in (1_u64..).zip(order) {
            let thread = match (entry.kind, entry.claim_id.as_str()) {
                ("message", "") => entry.thread.as_str().to_owned(),
                ("message", claim) => format!("T{claim}"),
                _ => String::new(),
            };
            let people = [entry.patient_id.as_str(), entry.npi.as_str(), entry.tin.as_str(), entry.specialty];
            let _ = write!(text, "A{number:06},{},{},{}", people.join(","), entry.taxonomy, entry.kind);
            let _ = write!(text, ",{},{thread},", entry.initiated_by);
            put_moment(&mut text, entry.start);
            text.push(',');
            put_moment(&mut text, entry.end);
            text.push(',');
            put_hundredths(&mut text, entry.minutes.map(|minutes| minutes * 100));
            let rest = [entry.role, entry.evaluative, entry.diagnosis, entry.claim_id.as_str()];
            let _ = writeln!(text, ",{}", rest.join(","));
        }
        text
    }

    /// What kind of contact a code stands for; `None` when it stands for none.
    fn kind(&self, code: &str) -> Option<&'static str> {
        let kinds = self.codes.get(code)?.kinds;
        let calls = Kinds::PHONE.or(Kinds::CHECK_IN).or(Kinds::TELEHEALTH_AUDIO);
        [
            (Kinds::E_VISIT, "message"),
            (calls, "phone"),
            (Kinds::TELEHEALTH_AV, "video"),
            (Kinds::IMAGE_EM.or(Kinds::IMAGE_NQ), "image"),
        ]
        .into_iter()
        .find_map(|(family, kind)| kinds.meets(family).then_some(kind))
    }

    /// Minutes inside the band of the code, or at its level.
    fn usual_minutes(&mut self, code: &str) -> i64 {
        let facts = self.codes.get(code);
        let least = facts.and_then(|facts| facts.level_minutes.or(facts.min_minutes.map(|least| least + 2)));
        least.map_or(SHORT, |least| least + self.rng.i64(1..=3))
    }

    /// One to three messages within seven days.
    fn record_thread(&mut self, entry: Entry, minutes: i64) {
        let pieces = if minutes < 10 { 1 } else { self.rng.i64(1..=3) };
        let (mut left, mut date) = (minutes, entry.date);
        for piece in (1..=pieces).rev() {
            let spent = left / piece;
            let start = self.evening(&Entry { date, ..entry }, spent);
            self.entries.push(Entry { start: Some(start), minutes: Some(spent), ..entry });
            left -= spent;
            date += self.rng.i32(1..=3);
        }
    }

    /// The next free time of the clinician after office hours of the entry's date.
    fn evening(&mut self, entry: &Entry, minutes: i64) -> i64 {
        let free = self.free.entry((entry.npi, entry.date)).or_insert(EVENING);
        let start = *free;
        *free += (minutes + 2) * 60;
        i64::from(entry.date) * DAY_SECONDS + start
    }
}
