//! The files of a case: its claim lines, minutes beside them, and the log. `log d0 phone A at=10:00-10:12 of=1` is an
//! entry of the log under the claim of the first line; `25x d0 99215 A` are 25 lines, each of a patient of its own.
//!
//! It turns text into text; whether the program agrees is checked elsewhere.

use std::io;

use claimsweep::claim::Day;

use super::notation::{Case, clinician, establishing, offset, row, unreadable};
use crate::worlds::{Row, csv};

/// The files of a case.
#[derive(Default)]
pub(super) struct Files {
    /// Claim lines.
    pub(super) rows: Vec<Row>,
    /// The rows of the log, header included; empty when the case has none.
    pub(super) log: String,
}

impl Case {
    /// Everything the case is told of.
    pub(super) fn files(&self) -> io::Result<Files> {
        let base = Day::parse_iso(self.base).ok_or_else(|| unreadable(self.base))?;
        let mut files = Files::default();
        for text in self.lines.split(';').map(str::trim) {
            if let Some(text) = text.strip_prefix("log ") {
                files.add_entry(text, base)?;
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
    /// The claims as a CSV file.
    pub(super) fn claims(&self) -> String {
        csv(&self.rows)
    }

    /// Reads `d3 99422 A I10 pos=02 min=9`.
    fn add_line(&mut self, text: &str, base: Day) -> io::Result<()> {
        let (minutes, rest): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.starts_with("min="));
        let mut row = row(&rest.join(" "), self.rows.len() + 1, base)?;
        if let Some(minutes) = minutes.first().and_then(|word| word.strip_prefix("min=")) {
            let minutes: i64 = minutes.parse().map_err(|_| unreadable(minutes))?;
            row.minutes_hundredths = Some(minutes * 100);
        }
        self.rows.push(row);
        Ok(())
    }

    /// Reads `d0 phone A pt=Q at=10:00-10:12 of=1`: day, kind and clinician, then patient, times and the line it names.
    fn add_entry(&mut self, text: &str, base: Day) -> io::Result<()> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [day, kind, who, extras @ ..] = words.as_slice() else { return Err(unreadable(text)) };
        let (date, (_, npi, ..)) = (base.plus(offset(day)?), clinician(who)?);
        let (mut patient, mut times, mut claim) = ("P", None, String::new());
        for extra in extras {
            match extra.split_once('=') {
                Some(("pt", other)) => patient = other,
                Some(("at", clock)) => times = clock.split_once('-'),
                Some(("of", number)) => claim = format!("C{number}"),
                _ => return Err(unreadable(extra)),
            }
        }
        let (start, end) = times.ok_or_else(|| unreadable(text))?;
        if self.log.is_empty() {
            self.log.push_str("activity_id,patient_id,clinician_npi,kind,start_time,end_time,claim_id\n");
        }
        let number = self.log.lines().count();
        let entry = format!("A{number},{patient},{npi},{kind},{date}T{start},{date}T{end},{claim}\n");
        self.log.push_str(&entry);
        Ok(())
    }
}

#[test]
fn minutes_copies_and_entries_of_the_log_become_files() -> io::Result<()> {
    let lines = "d0 99421 A min=14 units=2; 2x d1 98962 PT at=14:00-14:30; log d1 phone A pt=Q at=10:00-10:12 of=1";
    let files = Case::new(0, "2025-06-02", lines, "").files()?;
    let patients: Vec<&str> = files.rows.iter().map(|row| row.line.patient.as_str()).collect();
    // Behind the lines of the case stand the visits that establish its patients.
    assert_eq!(patients, ["P", "P1", "P2", "P", "P1", "P2"]);
    assert_eq!(files.rows[0].line.units_ten_thousandths, 20_000);
    let claims = files.claims();
    let ends: Vec<&str> = claims.lines().map(|line| line.rsplit(',').next().unwrap_or("")).collect();
    assert_eq!(ends[..4], ["minutes", "14.00", "", ""]);
    assert!(files.log.ends_with("A1,Q,1234567802,phone,2025-06-03T10:00,2025-06-03T10:12,C1\n"), "{}", files.log);
    for broken in ["log d0 phone A", "log d0 phone B at=10:00-10:12", "log d0 phone A at=10:00-10:12 x=1"] {
        assert!(Case::new(0, "2025-06-02", broken, "").files().is_err(), "{broken}");
    }
    Ok(())
}
