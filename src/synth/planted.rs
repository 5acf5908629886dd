//! Reads the planted scenarios: small cases whose outcome is known, so that a run over synthetic data can be checked.
//! It does not apply the rules; the outcome stands in the table.
//!
//! Notation of `planted/*.txt`:
//! - `rule ID` opens the cases of a rule, `= OUTCOME [@DATE] | TEXT` one case of it on a patient and
//!   with clinicians of its own; day 0 is `DATE`.
//! - `DAY CLINICIAN CODE DIAGNOSES [KEY=VALUE ...]` is a line, with `>` before it when the outcome is
//!   about it. Clinicians are the letters of `CLINICIANS`; `-` is no diagnosis.
//! - Keys: `mod` (`25+76`), `pos`, `units`, `paid`, `payer` (medicare), `status`, `freq`, `claim` and
//!   `orig` (a letter), `line`, `patient` (2), `processed` (days after), `at` (`09:00+20`, start and minutes).

use super::SynthError;
use super::catalogue::{Catalogue, Service};
use super::line::{Kind, Line, Text, day_number, npi};
use super::people::{FIRST_PLANTED_NPI, FIRST_PLANTED_TIN};
use super::specialties::taxonomy;

/// The tables: name and text.
const TABLES: [(&str, &str); 3] = [
    ("windows.txt", include_str!("planted/windows.txt")),
    ("forms.txt", include_str!("planted/forms.txt")),
    ("adjustments.txt", include_str!("planted/adjustments.txt")),
];

/// Letter, specialty and practice of each clinician; practice 0 bills without a TIN.
const CLINICIANS: [(&str, &str, u64); 12] = [
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
];

/// Day 0 of cases without a date: from 2025-02-03 on, spread over the year.
const FIRST_CASE: i32 = 20_122;

/// What a run must say about one planted line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectation {
    /// The rule, or `adjustments`.
    pub rule: &'static str,
    /// A tier when the rule must flag the line; else `clean`, `cleared`, `not_evaluable` or
    /// `not_subject`. For `adjustments`: the count that the line must be part of.
    pub outcome: &'static str,
    /// What the case shows.
    pub case: &'static str,
    /// Patient of the line.
    pub patient_id: String,
    /// Claim of the line.
    pub claim_id: String,
    /// Number of the line.
    pub line_number: i32,
}

/// What a run must say about the planted lines, one row per case, in the order of the tables.
pub fn expectations() -> Result<Vec<Expectation>, SynthError> {
    let cases = cases(&Catalogue::shipped()?)?;
    let expected = cases.iter().filter_map(|case| {
        let subject = case.lines.get(case.subject?)?;
        Some(Expectation {
            rule: case.rule,
            outcome: case.outcome,
            case: case.text,
            patient_id: subject.patient_id.as_str().to_owned(),
            claim_id: subject.claim_id.as_str().to_owned(),
            line_number: subject.number,
        })
    });
    Ok(expected.collect())
}

/// The lines of all scenarios; their patients are numbered from `first_patient` on.
pub(super) fn planted_lines(catalogue: &Catalogue, first_patient: u64) -> Result<Vec<Line>, SynthError> {
    let cases = cases(catalogue)?;
    let mut lines: Vec<Line> = cases.into_iter().flat_map(|case| case.lines).collect();
    for line in &mut lines {
        line.patient += first_patient;
    }
    Ok(lines)
}

struct Case {
    rule: &'static str,
    outcome: &'static str,
    text: &'static str,
    /// Counted from 1 over all tables; part of every id.
    number: u64,
    first_day: i32,
    lines: Vec<Line>,
    /// Place in `lines` of the line marked with `>`.
    subject: Option<usize>,
}

fn cases(catalogue: &Catalogue) -> Result<Vec<Case>, SynthError> {
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
                let added = case.and_then(|case| add_line(case, text, catalogue));
                added.ok_or_else(|| malformed("not a line"))?;
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
    Some(Case { rule, outcome, text, number, first_day, lines: Vec::new(), subject: None })
}

fn add_line(case: &mut Case, text: &'static str, catalogue: &Catalogue) -> Option<()> {
    let (text, marked) = match text.strip_prefix('>') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let mut words = text.split_whitespace();
    let day: i32 = words.next()?.parse().ok()?;
    let mut line = case.plain_line(case.first_day + day, words.next()?)?;
    price(&mut line, words.next()?, catalogue);
    let diagnoses = words.next()?.split(',').filter(|code| *code != "-");
    for (place, code) in line.diagnoses.iter_mut().zip(diagnoses) {
        *place = code;
    }
    for word in words {
        let (key, value) = word.split_once('=')?;
        set(&mut line, case.number, key, value)?;
    }
    if marked {
        case.subject = Some(case.lines.len());
    }
    case.lines.push(line);
    Some(())
}

impl Case {
    /// A paid line of the case's first patient, on a claim of its own.
    fn plain_line(&self, date: i32, letter: &str) -> Option<Line> {
        let unknown = ("U", "", 1);
        let mut known = CLINICIANS.iter().chain([&unknown]);
        let (place, (_, specialty, practice)) = (0..).zip(known.by_ref()).find(|(_, who)| who.0 == letter)?;
        let next = self.lines.len() + 1;
        let mut line = Line {
            claim_id: Text::new(&format!("S{:04}C{next}", self.number)),
            number: 1,
            patient: self.number * 2,
            patient_id: Text::numbered("S", self.number, 4),
            npi: npi(FIRST_PLANTED_NPI + self.number * 100 + place),
            tin: Text::numbered("00", FIRST_PLANTED_TIN + self.number * 10 + practice, 7),
            specialty,
            taxonomy: taxonomy(specialty),
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
        "at" => {
            let (from, minutes) = value.split_once('+')?;
            let minutes: i64 = minutes.parse().ok()?;
            let start = i64::from(line.date) * 86_400 + seconds_of_day(from)?;
            line.start = Some(start);
            line.end = Some(start + minutes * 60);
            line.minutes = Some(minutes * 100);
        }
        _ => return None,
    }
    Some(())
}

/// Seconds since midnight of `09:00` or `09:00:30`.
fn seconds_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(str::parse::<i64>);
    let hours = parts.next()?.ok()?;
    let minutes = parts.next()?.ok()?;
    let seconds = parts.next().transpose().ok()?.unwrap_or(0);
    Some((hours * 60 + minutes) * 60 + seconds)
}
