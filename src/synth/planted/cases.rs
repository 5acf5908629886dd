//! Parses the planted scenarios, in the notation that `planted.rs` documents.
//! It does not decide what the lines left open become.

use std::collections::BTreeMap;

use super::TABLES;
use crate::claim::DAY_SECONDS;
use crate::synth::SynthError;
use crate::synth::catalogue::{Catalogue, Service};
use crate::synth::diary::Entry;
use crate::synth::line::{Kind, Line, Text, day_number, npi};
use crate::synth::people::{FIRST_PLANTED_NPI, FIRST_PLANTED_TIN};
use crate::synth::specialties::taxonomy;

/// Letter, specialty and practice of each clinician.
const CLINICIANS: [(&str, &str, u64); 15] = [
    ("A", "08", 1),
    ("C", "08", 1),
    ("X", "08", 2),
    ("H", "06", 1),
    ("N", "50", 1),
    ("F", "97", 1),
    ("P", "65", 1),
    ("Q", "65", 1),
    ("L", "80", 1),
    ("Y", "62", 1),
    ("R", "71", 1),
    ("S", "15", 1),
    ("U", "", 1),
    ("M", "", 1),
    ("G", "", 1),
];
/// Taxonomy of the clinicians who are staff: CMS has no specialty for them.
const STAFF: [(&str, &str); 2] = [("M", "163W00000X"), ("G", "183500000X")];

/// Day 0 of cases without a date: from 2025-02-03 on, spread over the year.
const FIRST_CASE: i32 = 20_122;

/// One case.
pub(super) struct Case {
    pub(super) rule: &'static str,
    pub(super) outcome: &'static str,
    pub(super) text: &'static str,
    /// Counted from 1 over all tables; part of every id.
    number: u64,
    first_day: i32,
    pub(super) lines: Vec<Line>,
    /// Place in `lines` of the line marked with `>`.
    pub(super) subject: Option<usize>,
    /// Entries of the log.
    pub(super) entries: Vec<Entry>,
    /// Claims whose entries the case states.
    pub(super) logged: Vec<Text>,
    /// Patients whose consents the case states.
    pub(super) consents: BTreeMap<Text, Vec<i32>>,
    /// Whether the case's lines are all there is of its patients.
    pub(super) is_unseen: bool,
}

/// The cases of all tables.
pub(super) fn cases(catalogue: &Catalogue) -> Result<Vec<Case>, SynthError> {
    let mut cases: Vec<Case> = Vec::new();
    for (table, text) in TABLES {
        let mut rule = "";
        for (row, text) in (1..).zip(text.lines()) {
            let malformed = |problem| SynthError::Table { table, row, problem, found: text.to_owned() };
            if let Some(name) = text.strip_prefix("rule ") {
                rule = name;
            } else if let Some(head) = text.strip_prefix("= ") {
                let number = cases.len() as u64 + 1;
                let case = open_case(rule, head, number);
                cases.push(case.ok_or_else(|| malformed("not a case"))?);
            } else if !text.is_empty() && !text.starts_with('#') {
                let case = cases.last_mut();
                let added = case.and_then(|case| case.add(text, catalogue));
                added.ok_or_else(|| malformed("not a line, nor what a case says of the files beside"))?;
            }
        }
    }
    Ok(cases)
}

fn open_case(rule: &'static str, head: &'static str, number: u64) -> Option<Case> {
    let (outcome, text) = head.split_once(" | ")?;
    let (outcome, first_day) = if let Some((outcome, date)) = outcome.split_once(" @") {
        (outcome, day_number(date)?)
    } else {
        let spread = i32::try_from(number * 17 % 260).ok()?;
        (outcome, FIRST_CASE + spread)
    };
    Some(Case {
        rule,
        outcome,
        text,
        number,
        first_day,
        lines: Vec::new(),
        subject: None,
        entries: Vec::new(),
        logged: Vec::new(),
        consents: BTreeMap::new(),
        is_unseen: false,
    })
}

impl Case {
    /// Adds what one row says; `None` when it is not understood.
    fn add(&mut self, text: &'static str, catalogue: &Catalogue) -> Option<()> {
        match text.split_once(' ') {
            None if text == "unseen" => self.is_unseen = true,
            Some(("log", entry)) => self.add_entry(entry)?,
            Some(("consent", day)) => {
                let patient = self.lines.first()?.patient_id;
                let consents = self.consents.entry(patient).or_default();
                if day != "none" {
                    consents.push(self.first_day + day.parse::<i32>().ok()?);
                }
            }
            _ => self.add_line(text, catalogue)?,
        }
        Some(())
    }

    fn add_line(&mut self, text: &'static str, catalogue: &Catalogue) -> Option<()> {
        let (text, marked) = match text.strip_prefix('>') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let mut words = text.split_whitespace();
        let day: i32 = words.next()?.parse().ok()?;
        let mut line = self.plain_line(self.first_day + day, words.next()?)?;
        price(&mut line, words.next()?, catalogue);
        let diagnoses = words.next()?.split(',').filter(|code| *code != "-");
        for (place, code) in line.diagnoses.iter_mut().zip(diagnoses) {
            *place = code;
        }
        for word in words {
            let (key, value) = word.split_once('=')?;
            set(&mut line, self.number, key, value)?;
        }
        if marked {
            self.subject = Some(self.lines.len());
        }
        self.lines.push(line);
        Some(())
    }

    /// Adds an entry for the last line.
    fn add_entry(&mut self, text: &'static str) -> Option<()> {
        let line = *self.lines.last()?;
        self.logged.push(line.claim_id);
        if text == "none" {
            return Some(());
        }
        let mut words = text.split_whitespace();
        let date = self.first_day + words.next()?.parse::<i32>().ok()?;
        let by = self.plain_line(date, words.next()?)?;
        let who = Line { npi: by.npi, tin: by.tin, specialty: by.specialty, taxonomy: by.taxonomy, date, ..line };
        let mut entry = Entry::of(&who, words.next()?);
        entry.minutes = match words.next()? {
            "-" => None,
            minutes => Some(minutes.parse().ok()?),
        };
        for word in words {
            let (key, value) = word.split_once('=')?;
            let value = if value == "-" { "" } else { value };
            match key {
                "at" => entry.start = Some(moment(date, value)?),
                "until" => {
                    let (day, time) = value.split_once('@')?;
                    entry.end = Some(moment(self.first_day + day.parse::<i32>().ok()?, time)?);
                }
                "by" => entry.initiated_by = value,
                "role" => entry.role = value,
                "evaluative" => entry.evaluative = value,
                _ => return None,
            }
        }
        self.entries.push(entry);
        Some(())
    }

    /// A paid line of the case's first patient, on a claim of its own.
    fn plain_line(&self, date: i32, letter: &str) -> Option<Line> {
        let (place, (_, specialty, practice)) = (0..).zip(&CLINICIANS).find(|(_, who)| who.0 == letter)?;
        let staff = STAFF.iter().find(|(known, _)| *known == letter);
        let next = self.lines.len() + 1;
        let mut line = Line {
            claim_id: Text::new(&format!("S{:04}C{next}", self.number)),
            number: 1,
            patient: self.number * 2,
            patient_id: Text::numbered("S", self.number, 4),
            npi: npi(FIRST_PLANTED_NPI + self.number * 100 + place),
            tin: Text::numbered("00", FIRST_PLANTED_TIN + self.number * 10 + practice, 7),
            specialty,
            taxonomy: staff.map_or_else(|| taxonomy(specialty), |(_, taxonomy)| taxonomy),
            date,
            place: "11",
            units: 100,
            payer: "medicare",
            status: "paid",
            frequency: "1",
            ..Line::default()
        };
        line.receive(date + 5);
        Some(line)
    }
}

fn price(line: &mut Line, code: &'static str, catalogue: &Catalogue) {
    let service = catalogue.find(code);
    let cents = service.map_or(2_000, |service: Service| service.cents);
    line.code = code;
    line.kind = service.map_or(Kind::Other, |service| service.kind);
    line.billed = cents * 2;
    line.allowed = cents;
    line.paid = cents * 4 / 5;
}

/// Applies one `KEY=VALUE`; `None` when it is not understood.
fn set(line: &mut Line, case: u64, key: &str, value: &'static str) -> Option<()> {
    let claim = || Text::new(&format!("S{case:04}C{value}"));
    match key {
        "mod" => {
            for (place, modifier) in line.modifiers.iter_mut().zip(value.split('+')) {
                *place = modifier;
            }
        }
        "pos" => line.place = value,
        "units" => line.units = value.parse::<i64>().ok()? * 100,
        "paid" => line.paid = value.replace('.', "").parse().ok()?,
        "payer" => line.payer = value,
        "status" => line.status = value,
        "freq" => line.frequency = value,
        "claim" => line.claim_id = claim(),
        "orig" => line.original = claim(),
        "line" => line.number = value.parse().ok()?,
        "patient" => {
            line.patient += 1;
            line.patient_id = Text::new(&format!("S{case:04}P{value}"));
        }
        "processed" => line.processed = line.date + value.parse::<i32>().ok()?,
        "specialty" if value == "none" => (line.specialty, line.taxonomy) = ("", ""),
        "at" => {
            let (from, minutes) = value.split_once('+')?;
            let minutes: i64 = minutes.parse().ok()?;
            let start = moment(line.date, from)?;
            line.start = Some(start);
            line.end = Some(start + minutes * 60);
            line.minutes = Some(minutes * 100);
        }
        _ => return None,
    }
    Some(())
}

/// Seconds since 1970-01-01 of `09:00` or `09:00:30` on a date.
fn moment(date: i32, time: &str) -> Option<i64> {
    let mut parts = time.split(':').map(str::parse::<i64>);
    let hours = parts.next()?.ok()?;
    let minutes = parts.next()?.ok()?;
    let seconds = parts.next().transpose().ok()?.unwrap_or(0);
    Some(i64::from(date) * DAY_SECONDS + (hours * 60 + minutes) * 60 + seconds)
}
