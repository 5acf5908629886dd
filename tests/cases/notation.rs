//! The notation of the case list: `d3 99422 A I10` is a line on day 3 with code, clinician and diagnosis.
//!
//! It turns text into rows and expectations (several lines and the log are read in `files`); whether the program agrees is checked elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use claimsweep::claim::Day;
use claimsweep::rules;

use crate::naive::{Inputs, NaiveLine, knows};
use crate::worlds::Row;

/// Letter of the case list, identifier, tax number, CMS specialty, taxonomy.
pub(super) type Clinician = (&'static str, &'static str, &'static str, &'static str, &'static str);

const CLINICIANS: [Clinician; 9] = [
    ("A", "1234567802", "T1", "08", "207Q00000X"),
    ("A2", "1234567810", "T1", "08", "207Q00000X"),
    ("CARD", "1234567828", "T1", "06", "207RC0000X"),
    ("X", "1234567836", "T9", "08", "207Q00000X"),
    ("NP", "1234567851", "T1", "50", "363L00000X"),
    ("PT", "1234567844", "T1", "65", "225100000X"),
    ("LPC", "1234567869", "T1", "E2", "101YP2500X"),
    ("RD", "1234567877", "T1", "71", "133V00000X"),
    ("LCSW", "1234567885", "T1", "80", "1041C0700X"),
];

/// Codes that say of themselves that the patient is not established.
const NEW_PATIENT_CODES: [&str; 12] =
    ["99202", "99203", "99204", "99205", "98000", "98001", "98002", "98003", "98008", "98009", "98010", "98011"];

/// One case of the list.
pub(super) struct Case {
    /// Its number in the list.
    pub(super) number: u32,
    /// Date of day 0.
    pub(super) base: &'static str,
    /// Lines, entries of the log and rows of CMS's tables, separated by semicolons; the first line is claim `C1`.
    /// `25x d0 …` stands for as many lines, each of a patient of its own.
    pub(super) lines: &'static str,
    /// Findings (`rule line tier`, then `by=`, `same=`, `suggests=`), counts (`clean rule n`, `cleared rule n`,
    /// `not_evaluable rule n`) and words (`says rule words`: in the reason of its run; `remarks rule words`: in a finding).
    expected: &'static str,
}

/// An expected finding; what is `None` is not compared.
#[derive(Debug)]
pub(super) struct Flagged {
    pub(super) rule: String,
    pub(super) claim: String,
    pub(super) tier: String,
    /// Claims of the related lines, in order.
    pub(super) by: Option<Vec<String>>,
    /// Whether the nearest related line shares a diagnosis: `yes`, `no` or `unknown`.
    pub(super) same: Option<String>,
    pub(super) suggests: Option<String>,
}

/// Words that the program is expected to write.
pub(super) struct Words {
    pub(super) rule: String,
    /// In the findings of the rule; otherwise in the reason of its run.
    pub(super) in_findings: bool,
    pub(super) text: String,
}

/// What a case expects.
#[derive(Default)]
pub(super) struct Expected {
    pub(super) flagged: Vec<Flagged>,
    pub(super) tallied: Vec<Tallied>,
    pub(super) words: Vec<Words>,
}

/// An expected count of `clean`, `cleared` or `not_evaluable`.
#[derive(Debug)]
pub(super) struct Tallied {
    pub(super) outcome: String,
    pub(super) rule: String,
    pub(super) count: u64,
}

pub(super) fn unreadable(what: &str) -> io::Error {
    io::Error::other(format!("cannot read `{what}`"))
}

impl Case {
    pub(super) const fn new(number: u32, base: &'static str, lines: &'static str, expected: &'static str) -> Self {
        Self { number, base, lines, expected }
    }

    /// The rows of the case, one claim each; behind them the visits that establish its patients.
    pub(super) fn rows(&self) -> io::Result<Vec<Row>> {
        Ok(self.files()?.rows)
    }

    /// What is expected; errors on a rule that neither the program nor the oracle knows.
    pub(super) fn expected(&self) -> io::Result<Expected> {
        let mut expected = Expected::default();
        for item in self.expected.split(';').map(str::trim).filter(|item| !item.is_empty()) {
            let words: Vec<&str> = item.split_whitespace().collect();
            let rule = match words.as_slice() {
                [kind @ ("says" | "remarks"), rule, text @ ..] => {
                    let (in_findings, text) = (*kind == "remarks", text.join(" "));
                    expected.words.push(Words { rule: (*rule).to_owned(), in_findings, text });
                    rule
                }
                [outcome @ ("clean" | "cleared" | "not_evaluable"), rule, count] => {
                    let count = count.parse().map_err(|_| unreadable(item))?;
                    let (outcome, rule_id) = ((*outcome).to_owned(), (*rule).to_owned());
                    expected.tallied.push(Tallied { outcome, rule: rule_id, count });
                    rule
                }
                [rule, line, tier, extras @ ..] => {
                    expected.flagged.push(finding((rule, line, tier), extras)?);
                    rule
                }
                _ => return Err(unreadable(item)),
            };
            if rules::find(rule).is_none() && !knows(rule, &Inputs::default()) {
                return Err(unreadable(rule));
            }
        }
        Ok(expected)
    }
}

/// "The patient is established unless said": a visit with every clinician of the case more than a year before, except for
/// patients with a code for new ones.
pub(super) fn establishing(rows: &[Row], base: Day) -> Vec<Row> {
    let is_new = |row: &&Row| NEW_PATIENT_CODES.contains(&row.line.code.as_str());
    let new: BTreeSet<&str> = rows.iter().filter(is_new).map(|row| row.line.patient.as_str()).collect();
    let known = rows.iter().filter(|row| !new.contains(row.line.patient.as_str()));
    let pairs: BTreeMap<(&str, &str), &Row> =
        known.map(|row| ((row.line.patient.as_str(), row.line.npi.as_str()), row)).collect();
    let visit = |(number, row): (usize, &Row)| {
        let mut line = row.line.clone();
        (line.claim_id, line.code, line.date) = (format!("E{number}"), "99213".to_owned(), base.plus(-400).0);
        (line.start, line.end, line.pos) = (None, None, None);
        line.modifiers.clear();
        Row::from(line)
    };
    pairs.into_values().enumerate().map(visit).collect()
}

fn finding((rule, line, tier): (&str, &str, &str), extras: &[&str]) -> io::Result<Flagged> {
    let mut finding = Flagged {
        rule: rule.to_owned(),
        claim: format!("C{line}"),
        tier: tier.to_owned(),
        by: None,
        same: None,
        suggests: None,
    };
    for extra in extras {
        match extra.split_once('=') {
            Some(("by", lines)) => finding.by = Some(lines.split(',').map(|line| format!("C{line}")).collect()),
            Some(("same", word @ ("yes" | "no" | "unknown"))) => finding.same = Some(word.to_owned()),
            Some(("suggests", code)) => finding.suggests = Some(code.to_owned()),
            _ => return Err(unreadable(extra)),
        }
    }
    Ok(finding)
}

/// Reads `d-3`.
pub(super) fn offset(day: &str) -> io::Result<i32> {
    day.strip_prefix('d').and_then(|day| day.parse().ok()).ok_or_else(|| unreadable(day))
}

pub(super) fn clinician(who: &str) -> io::Result<Clinician> {
    CLINICIANS.into_iter().find(|(letter, ..)| *letter == who).ok_or_else(|| unreadable(who))
}

/// Reads `d3 99422 A I10 pos=02`; every line is paid 15.00 by a commercial payer unless it says otherwise.
pub(super) fn row(text: &str, number: usize, base: Day) -> io::Result<Row> {
    let mut words = text.split_whitespace();
    let (Some(day), Some(code), Some(who)) = (words.next(), words.next(), words.next()) else {
        return Err(unreadable(text));
    };
    let offset = offset(day)?;
    let (_, npi, tin, specialty, taxonomy) = clinician(who)?;
    let mut row = Row::from(NaiveLine {
        claim_id: format!("C{number}"),
        line_number: 1,
        patient: "P".to_owned(),
        npi: npi.to_owned(),
        tin: Some(tin.to_owned()),
        specialty: Some(specialty.to_owned()),
        taxonomy: Some(taxonomy.to_owned()),
        date: base.plus(offset).0,
        code: code.to_owned(),
        modifiers: Vec::new(),
        pos: None,
        dx: Vec::new(),
        units_ten_thousandths: 10_000,
        allowed_cents: None,
        paid_cents: Some(1_500),
        payer: Some("commercial".to_owned()),
        start: None,
        end: None,
    });
    for word in words {
        set(&mut row, word)?;
    }
    Ok(row)
}

/// Nothing for an empty text.
fn known(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A diagnosis, or one of the extras: modifier, place, patient, payer, tax number (either may be blank), units, dollars
/// paid, times, status, frequency, original claim.
fn set(row: &mut Row, word: &str) -> io::Result<()> {
    let line = &mut row.line;
    match word.split_once('=') {
        None => line.dx.push(word.to_owned()),
        Some(("mod", modifier)) => line.modifiers.push(modifier.to_owned()),
        Some(("pos", place)) => line.pos = Some(place.to_owned()),
        Some(("pt", patient)) => patient.clone_into(&mut line.patient),
        Some(("units", units)) => {
            let units: i64 = units.parse().map_err(|_| unreadable(word))?;
            line.units_ten_thousandths = units * 10_000;
        }
        Some(("payer", payer)) => line.payer = known(payer),
        Some(("tin", tin)) => line.tin = known(tin),
        Some(("paid", dollars)) => line.paid_cents = Some(dollars.parse::<i64>().map_err(|_| unreadable(word))? * 100),
        Some(("status", "denied")) => row.status = "denied",
        Some(("at", times)) => {
            let seconds = |clock: &str| -> Option<i64> {
                let (hours, minutes) = clock.split_once(':')?;
                let of_day = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
                Some(i64::from(line.date) * 86_400 + of_day)
            };
            let (start, end) = times.split_once('-').ok_or_else(|| unreadable(word))?;
            (line.start, line.end) = (seconds(start), seconds(end));
        }
        Some(("freq", "7")) => row.frequency = "7",
        Some(("freq", "8")) => row.frequency = "8",
        Some(("of", number)) => row.original = format!("C{number}"),
        Some(_) => return Err(unreadable(word)),
    }
    Ok(())
}

#[test]
fn a_line_of_the_list_becomes_a_row() -> io::Result<()> {
    let case =
        Case::new(0, "2025-06-02", "d0 99421 A; d-3 98016 PT E78.5 pos=02 mod=95 at=10:00-10:12 freq=8 of=1", "");
    let rows = case.rows()?;
    let (first, second) = (&rows[0], &rows[1]);
    assert_eq!((first.line.date - second.line.date, second.line.code.as_str()), (3, "98016"));
    assert_eq!(second.line.end.zip(second.line.start).map(|(end, start)| end - start), Some(720));
    assert_eq!((second.frequency, second.original.as_str(), second.line.dx.len()), ("8", "C1", 1));
    let case = Case::new(0, "2025-06-02", "d0 99421 A tin= payer= paid=28 status=denied; d0 99421 A tin=T9", "");
    let rows = case.rows()?;
    let (line, status) = (&rows[0].line, rows[0].status);
    assert_eq!((&line.tin, &line.payer, line.paid_cents, status), (&None, &None, Some(2_800), "denied"));
    assert_eq!((rows[1].line.tin.as_deref(), rows[1].status), (Some("T9"), ""));
    for broken in ["d0 99421", "0 99421 A", "d0 99421 B", "d0 99421 A x=1", "d0 99421 A status=lost"] {
        assert!(Case::new(0, "2025-06-02", broken, "").rows().is_err(), "{broken}");
    }
    Ok(())
}
