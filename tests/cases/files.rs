//! The files of a case: its claim lines, minutes beside them, the log and CMS's tables. `log d0 phone A at=10:00-10:12 of=1`
//! is an entry of the log under the claim of the first line; `25x d0 99215 A` are 25 lines, each of a patient of its own;
//! `fee 27447 090` is a row of a fee schedule; `ptp 99490>99421 0 until=2025-12-31` is a pair edit, with its last day.
//!
//! It turns text into rows; whether the program agrees is checked elsewhere.

use std::io;

use claimsweep::claim::Day;

use super::notation::{Case, clinician, establishing, offset, row, unreadable};
use crate::naive::{Activity, Fee, FeeRelease, Inputs, PairEdit, PairTable};
use crate::worlds::Row;

const DAY_SECONDS: i64 = 86_400;

/// The files of a case.
#[derive(Default)]
pub(super) struct Files {
    /// Claim lines.
    pub(super) rows: Vec<Row>,
    /// What stands beside them.
    pub(super) inputs: Inputs,
}

impl Case {
    /// Everything the case is told of.
    pub(super) fn files(&self) -> io::Result<Files> {
        let base = Day::parse_iso(self.base).ok_or_else(|| unreadable(self.base))?;
        let mut files = Files::default();
        for text in self.lines.split(';').map(str::trim) {
            if let Some(text) = text.strip_prefix("log ") {
                files.add_entry(text, base)?;
            } else if let Some(text) = text.strip_prefix("fee ") {
                files.add_fee(text, base)?;
            } else if let Some(text) = text.strip_prefix("ptp ") {
                files.add_edit(text, base)?;
            } else if let Some((count, text)) = text.split_once("x ").filter(|(count, _)| count.parse::<u32>().is_ok())
            {
                for number in 1..=count.parse().map_err(|_| unreadable(text))? {
                    files.add_line(&format!("{text} pt=P{number}"), base)?;
                }
            } else {
                files.add_line(text, base)?;
            }
        }
        files.rows.extend(establishing(&files.rows, base));
        Ok(files)
    }
}

impl Files {
    /// Reads `d3 99422 A I10 pos=02 min=9`.
    fn add_line(&mut self, text: &str, base: Day) -> io::Result<()> {
        let (minutes, rest): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.starts_with("min="));
        let mut row = row(&rest.join(" "), self.rows.len() + 1, base)?;
        if let Some(minutes) = minutes.first().and_then(|word| word.strip_prefix("min=")) {
            let minutes: i64 = minutes.parse().map_err(|_| unreadable(minutes))?;
            row.minutes_hundredths = Some(minutes * 100);
            self.inputs.minutes.insert((row.line.claim_id.clone(), row.line.line_number), minutes * 100);
        }
        self.rows.push(row);
        Ok(())
    }

    /// Reads `d0 phone A pt=Q at=10:00-10:12 of=1`: day, kind and clinician, then patient, times and the line it names.
    fn add_entry(&mut self, text: &str, base: Day) -> io::Result<()> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [day, kind, who, extras @ ..] = words.as_slice() else { return Err(unreadable(text)) };
        let kinds = ["message", "phone", "video", "image", "care_management", "other"];
        let kind = kinds.into_iter().find(|known| known == kind).ok_or_else(|| unreadable(kind))?;
        let (date, (_, npi, ..)) = (base.plus(offset(day)?), clinician(who)?);
        let (mut patient, mut times, mut claim_id) = ("P", None, None);
        for extra in extras {
            match extra.split_once('=') {
                Some(("pt", other)) => patient = other,
                Some(("at", clock)) => times = clock.split_once('-'),
                Some(("of", number)) => claim_id = Some(format!("C{number}")),
                _ => return Err(unreadable(extra)),
            }
        }
        let (start, end) = times.ok_or_else(|| unreadable(text))?;
        let log = self.inputs.activities.get_or_insert_default();
        log.push(Activity {
            id: format!("A{}", log.len() + 1),
            patient: patient.to_owned(),
            npi: npi.to_owned(),
            tin: None,
            specialty: None,
            taxonomy: None,
            kind,
            initiated_by: None,
            thread: None,
            start: moment(date, start)?,
            end: Some(moment(date, end)?),
            minutes_hundredths: None,
            role: None,
            evaluative: None,
            dx: None,
            claim_id,
        });
        Ok(())
    }

    /// Reads `27447 090`: a code and its global days, in the fee schedules of the years about day 0.
    fn add_fee(&mut self, text: &str, base: Day) -> io::Result<()> {
        let (code, global) = text.split_once(' ').ok_or_else(|| unreadable(text))?;
        let global =
            ["000", "010", "090"].into_iter().find(|known| *known == global).ok_or_else(|| unreadable(text))?;
        let year = year_of(base)?;
        let fresh =
            || (year - 2..=year + 1).map(|year| FeeRelease { year, factor: 323_465, fees: Vec::new() }).collect();
        for release in self.inputs.fees.get_or_insert_with(fresh) {
            release.fees.push(Fee { code: code.to_owned(), status: 'A', global, totals: (45, 38) });
        }
        Ok(())
    }

    /// Reads `99490>99421 0 until=2025-12-31`: column 1, column 2, indicator and the date of deletion, if there is one.
    fn add_edit(&mut self, text: &str, base: Day) -> io::Result<()> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [pair, indicator, until @ ..] = words.as_slice() else { return Err(unreadable(text)) };
        let (column1, column2) = pair.split_once('>').ok_or_else(|| unreadable(pair))?;
        let day = |word: &&str| word.strip_prefix("until=").and_then(Day::parse_iso).ok_or_else(|| unreadable(word));
        let year = year_of(base)?;
        let quarters = (1..=4).map(|quarter| (year, quarter)).chain([(year + 1, 1)]).collect();
        let table = self.inputs.pairs.get_or_insert_with(|| PairTable { quarters, edits: Vec::new() });
        table.edits.push(PairEdit {
            column1: column1.to_owned(),
            column2: column2.to_owned(),
            effective: 15_000,
            deletion: until.first().map(day).transpose()?.map(|day| day.0),
            indicator: indicator.parse().map_err(|_| unreadable(indicator))?,
        });
        Ok(())
    }
}

/// Seconds of a clock time such as `10:05` on a date.
fn moment(date: Day, clock: &str) -> io::Result<i64> {
    let (hours, minutes) = clock.split_once(':').ok_or_else(|| unreadable(clock))?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| unreadable(clock));
    Ok(i64::from(date.0) * DAY_SECONDS + number(hours)? * 3600 + number(minutes)? * 60)
}

fn year_of(date: Day) -> io::Result<i32> {
    let text = date.to_string();
    text.get(..4).and_then(|year| year.parse().ok()).ok_or_else(|| unreadable(&text))
}

#[test]
fn minutes_copies_and_entries_of_the_log_become_rows() -> io::Result<()> {
    let lines = "d0 99421 A min=14 units=2; 2x d1 98962 PT at=14:00-14:30; log d1 phone A pt=Q at=10:00-10:12 of=1";
    let files = Case::new(0, "2025-06-02", lines, "").files()?;
    let patients: Vec<&str> = files.rows.iter().map(|row| row.line.patient.as_str()).collect();
    // Behind the lines of the case stand the visits that establish its patients.
    assert_eq!(patients, ["P", "P1", "P2", "P", "P1", "P2"]);
    assert_eq!(files.rows[0].line.units_ten_thousandths, 20_000);
    assert_eq!(files.rows.iter().map(|row| row.minutes_hundredths).collect::<Vec<_>>()[..2], [Some(1400), None]);
    let entry = &files.inputs.activities.iter().flatten().next().expect("an entry");
    assert_eq!((entry.patient.as_str(), entry.kind, entry.claim_id.as_deref()), ("Q", "phone", Some("C1")));
    assert_eq!((entry.start % DAY_SECONDS, entry.end.map(|end| end - entry.start)), (36_000, Some(720)));
    for broken in ["log d0 phone A", "log d0 phone B at=10:00-10:12", "log d0 phone A at=10:00-10:12 x=1"] {
        assert!(Case::new(0, "2025-06-02", broken, "").files().is_err(), "{broken}");
    }
    Ok(())
}

#[test]
fn rows_of_tables_become_tables() -> io::Result<()> {
    let lines = "d0 99421 A; fee 27447 090; fee 10060 010; ptp 99490>99421 0 until=2025-12-31; ptp 99421>99211 1";
    let inputs = Case::new(0, "2025-06-02", lines, "").files()?.inputs;
    let years: Vec<(i32, usize)> =
        inputs.fees.iter().flatten().map(|release| (release.year, release.fees.len())).collect();
    assert_eq!(years, [(2023, 2), (2024, 2), (2025, 2), (2026, 2)]);
    let edits = inputs.pairs.map(|table| table.edits).unwrap_or_default();
    let last = Day::parse_iso("2025-12-31").map(|day| day.0);
    assert_eq!(edits.iter().map(|edit| (edit.indicator, edit.deletion)).collect::<Vec<_>>(), [(0, last), (1, None)]);
    for broken in ["fee 27447", "fee 27447 45", "ptp 99490 0", "ptp 99490>99421 x", "ptp 99490>99421 0 2025-12-31"] {
        assert!(Case::new(0, "2025-06-02", broken, "").files().is_err(), "{broken}");
    }
    Ok(())
}
