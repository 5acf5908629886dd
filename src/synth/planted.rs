//! Reads the planted scenarios: small cases whose outcome is known, so that a run over synthetic data can be checked.
//! It does not apply the rules; the outcome stands in the table.
//!
//! Notation of `planted/*.txt`:
//! - `rule ID` opens the cases of a rule, `= OUTCOME [@DATE] | TEXT` one case of it on a patient and
//!   with clinicians of its own; day 0 is `DATE`.
//! - `DAY CLINICIAN CODE DIAGNOSES [KEY=VALUE ...]` is a line, with `>` before it when the outcome is
//!   about it. Clinicians are the letters of `CLINICIANS` in `cases.rs`; `-` is no diagnosis.
//! - Keys: `mod` (`25+76`), `pos`, `units`, `paid`, `payer` (medicare), `status`, `freq`, `claim` and
//!   `orig` (a letter), `line`, `patient` (2), `processed` (days after), `at` (`09:00+20`, start and minutes),
//!   `specialty` (`none`: the roster alone knows it).
//!
//! The files beside the claims are made up to fit the lines, so that nothing else fires, except where a case speaks:
//! - `log DAY CLINICIAN KIND MINUTES [KEY=VALUE ...]` is an entry for the line above it, `log none` says that there is
//!   none. Keys: `at` (`16:05`), `until` (`DAY@10:00`), `by` (patient), `role`, `evaluative` (true), `-` for unknown.
//! - `consent DAY` is a consent of the first patient, `consent none` says that there is none.
//! - `unseen` says that the case's own lines are all that the practice knows of the patient.

mod cases;

use std::collections::{BTreeMap, BTreeSet};

use super::SynthError;
use super::calendar::FIRST_SERVICE;
use super::catalogue::Catalogue;
use super::diary::Entry;
use super::line::{Line, Text};
use cases::cases;

/// The tables: name and text.
pub(super) const TABLES: [(&str, &str); 6] = [
    ("windows.txt", include_str!("planted/windows.txt")),
    ("time.txt", include_str!("planted/time.txt")),
    ("concurrent.txt", include_str!("planted/concurrent.txt")),
    ("people.txt", include_str!("planted/people.txt")),
    ("forms.txt", include_str!("planted/forms.txt")),
    ("adjustments.txt", include_str!("planted/adjustments.txt")),
];

/// What a run must say about one planted line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectation {
    /// The rule, or `adjustments`.
    pub rule: &'static str,
    /// A tier when the rule must flag the line; else `clean`, `cleared`, `provisional`, `not_evaluable` or
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

/// The lines of all scenarios that belong among the claims; their patients are numbered from `first_patient` on.
pub(super) fn planted_lines(catalogue: &Catalogue, first_patient: u64) -> Result<Vec<Line>, SynthError> {
    let cases = cases(catalogue)?;
    let mut lines: Vec<Line> = cases.into_iter().flat_map(|case| case.lines).filter(is_recent).collect();
    for line in &mut lines {
        line.patient += first_patient;
    }
    Ok(lines)
}

/// What the scenarios say of the files beside the claims.
#[derive(Default)]
pub(super) struct Stated {
    /// Lines from before the claims.
    pub(super) earlier: Vec<Line>,
    /// Entries of the log.
    pub(super) entries: Vec<Entry>,
    /// Claims whose entries are stated.
    pub(super) logged: BTreeSet<Text>,
    /// Consents of the patients whose consents are stated.
    pub(super) consents: BTreeMap<Text, Vec<i32>>,
    /// Patients whom nobody has seen before.
    pub(super) unseen: BTreeSet<Text>,
}

/// What the scenarios say of the files beside the claims.
pub(super) fn stated(catalogue: &Catalogue) -> Result<Stated, SynthError> {
    let mut stated = Stated::default();
    for case in cases(catalogue)? {
        if case.is_unseen {
            stated.unseen.extend(case.lines.iter().map(|line| line.patient_id));
        }
        stated.earlier.extend(case.lines.into_iter().filter(|line| !is_recent(line)));
        stated.entries.extend(case.entries);
        stated.logged.extend(case.logged);
        stated.consents.extend(case.consents);
    }
    Ok(stated)
}

/// Whether the line belongs among the claims, not to the years before them.
fn is_recent(line: &Line) -> bool {
    line.date >= FIRST_SERVICE
}
