//! Small worlds of claim lines, written to CSV, read by the real loader and audited; and what the audit said, as text.
//!
//! It decides nothing about claims; what a line is comes from the oracle's [`NaiveLine`], and what stands beside lines
//! from its [`Inputs`].

mod cms;
mod inputs;
mod mess;
mod said;

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use claimsweep::claim::{Cents, Day, Moment, Units};
use claimsweep::findings::{Audit, SettingValue};
use claimsweep::pipeline::{self, PipelineSpec, Plan};
use claimsweep::reference::{CodeTable, Kinds};

use crate::naive::{DeniedLine, Inputs, NaiveLine};

pub(crate) use inputs::only_taken;
pub(crate) use mess::{copies_under_new_claims, messy};
pub(crate) use said::{Counts, Said, counts, said};

/// Whether a denied line of the code counts as a service that took place (rulebook 4.5), where no fee schedule says more.
pub(crate) fn shows_a_service(code: &str) -> bool {
    CodeTable::shipped().describe(code).kinds.meets(Kinds::VISIT.or(Kinds::ASSESSMENT))
}

/// One row of a claim file: a line, and what only rows carry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The line.
    pub(crate) line: NaiveLine,
    /// Allowed amount in cents.
    pub(crate) allowed_cents: Option<i64>,
    /// `paid`, `denied`, `reversed` or blank.
    pub(crate) status: &'static str,
    /// `1`, `7`, `8` or blank.
    pub(crate) frequency: &'static str,
    /// The claim a replacement or void names; blank otherwise.
    pub(crate) original: String,
    /// When the payer processed it, in days since 1970-01-01.
    pub(crate) processed: Option<i32>,
    /// Recorded minutes, in hundredths.
    pub(crate) minutes_hundredths: Option<i64>,
}

impl From<NaiveLine> for Row {
    fn from(line: NaiveLine) -> Self {
        let original = String::new();
        Self {
            allowed_cents: line.allowed_cents,
            line,
            status: "",
            frequency: "",
            original,
            processed: None,
            minutes_hundredths: None,
        }
    }
}

impl Row {
    /// The row of a line that its payer denied; one that replaces a claim is denied as a replacement.
    pub(crate) fn denied(denied: &DeniedLine) -> Self {
        let frequency = if denied.replaces.is_some() { "7" } else { "" };
        let original = denied.replaces.clone().unwrap_or_default();
        Self { status: "denied", frequency, original, ..denied.line.clone().into() }
    }

    /// The row of a line, with the minutes that the inputs hold for it.
    pub(crate) fn with_minutes(line: NaiveLine, inputs: &Inputs) -> Self {
        let minutes = inputs.minutes.get(&(line.claim_id.clone(), line.line_number)).copied();
        Self { minutes_hundredths: minutes, ..line.into() }
    }
}

/// What a run is told beside the rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// First and last judged date.
    pub(crate) period: (Option<i32>, Option<i32>),
    /// First and last date of the data, when stated.
    pub(crate) data: (Option<i32>, Option<i32>),
    /// Rule, setting, value.
    pub(crate) settings: Vec<(&'static str, &'static str, SettingValue)>,
}

impl Frame {
    /// Everything is judged, and the data reach far beyond any line.
    pub(crate) fn wide() -> Self {
        Self { data: (Some(8_000), Some(40_000)), ..Self::default() }
    }

    /// Everything is judged, and the data end with the lines.
    pub(crate) fn tight() -> Self {
        Self::default()
    }

    /// The same frame, all its dates `days` later.
    pub(crate) fn shifted(&self, days: i32) -> Self {
        let later = |(from, to): (Option<i32>, Option<i32>)| (from.map(|d| d + days), to.map(|d| d + days));
        Self { period: later(self.period), data: later(self.data), settings: self.settings.clone() }
    }

    /// The pipeline of this frame over the given files.
    pub(crate) fn spec(&self, paths: Vec<String>, report_dir: &Path) -> PipelineSpec {
        PipelineSpec {
            name: "worlds".to_owned(),
            from: self.period.0.map(Day),
            to: self.period.1.map(Day),
            data_from: self.data.0.map(Day),
            data_through: self.data.1.map(Day),
            paths,
            layout: "canonical".to_owned(),
            settings: self.settings.clone(),
            report_dir: report_dir.display().to_string(),
            ..PipelineSpec::default()
        }
    }
}

/// Audits one file of rows.
pub(crate) fn audit(rows: &[Row], frame: &Frame) -> io::Result<Audit> {
    audit_files(&[rows.to_vec()], frame)
}

/// Audits several files of rows as one input.
pub(crate) fn audit_files(files: &[Vec<Row>], frame: &Frame) -> io::Result<Audit> {
    audit_spec(files, |paths| frame.spec(paths, Path::new("nowhere")))
}

/// Audits several files of rows under the pipeline that `spec` makes of their paths.
pub(crate) fn audit_spec(files: &[Vec<Row>], spec: impl FnOnce(Vec<String>) -> PipelineSpec) -> io::Result<Audit> {
    let texts: Vec<String> = files.iter().map(|rows| csv(rows)).collect();
    audit_texts(&texts, spec)
}

/// Audits the rows with what stands beside them. The one place where those files come into a pipeline.
pub(crate) fn run_program(rows: &[Row], beside: &Inputs, frame: &Frame) -> io::Result<Audit> {
    let folder = tempfile::tempdir()?;
    let read = inputs::spec_of(&inputs::sections(beside, folder.path())?)?;
    audit_spec(&[rows.to_vec()], |paths| {
        let told = frame.spec(paths, Path::new("nowhere"));
        // What the frame knows comes from the frame; the rest, such as the paths of the inputs, as it was read.
        PipelineSpec {
            name: told.name,
            from: told.from,
            to: told.to,
            data_from: told.data_from,
            data_through: told.data_through,
            paths: told.paths,
            layout: told.layout,
            settings: told.settings,
            report_dir: told.report_dir,
            ..read
        }
    })
}

/// Audits files given as text.
pub(crate) fn audit_texts(texts: &[String], spec: impl FnOnce(Vec<String>) -> PipelineSpec) -> io::Result<Audit> {
    let folder = tempfile::tempdir()?;
    let mut paths = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let path = folder.path().join(format!("claims-{number:03}.csv"));
        std::fs::write(&path, text)?;
        paths.push(path.display().to_string());
    }
    let plan = Plan::new(spec(paths)).map_err(io::Error::other)?;
    pipeline::audit(&plan, &AtomicBool::new(false), &|_| ()).map_err(io::Error::other)
}

/// Columns that every file has, so that no rule is switched off for want of one.
const HEADER: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,rendering_specialty,\
    rendering_taxonomy,service_date,procedure_code,modifier_1,modifier_2,modifier_3,place_of_service,diagnosis_1,\
    diagnosis_2,diagnosis_3,diagnosis_4,units,allowed_amount,paid_amount,payer,claim_status,claim_frequency,\
    original_claim_id,processed_date,start_time,end_time,minutes";

/// The rows as a CSV file. No value of a synthetic world needs quotes.
pub(crate) fn csv(rows: &[Row]) -> String {
    let mut text = format!("{HEADER}\n");
    for row in rows {
        let line = &row.line;
        let _ = write!(text, "{},{},{},{},", line.claim_id, line.line_number, line.patient, line.npi);
        let people = [&line.tin, &line.specialty, &line.taxonomy].map(|value| value.as_deref().unwrap_or(""));
        let _ = write!(text, "{},{},{},{},{},", people[0], people[1], people[2], Day(line.date), line.code);
        push_cells(&mut text, &line.modifiers, 3);
        let _ = write!(text, "{},", line.pos.as_deref().unwrap_or(""));
        push_cells(&mut text, &line.dx, 4);
        let cents = |amount: Option<i64>| amount.map_or(String::new(), |cents| Cents(cents).to_string());
        let (units, payer) = (Units(line.units_ten_thousandths), line.payer.as_deref().unwrap_or(""));
        let _ = write!(text, "{units},{},{},{payer},", cents(row.allowed_cents), cents(line.paid_cents));
        let processed = row.processed.map_or(String::new(), |day| Day(day).to_string());
        let time = |seconds: Option<i64>| seconds.map_or(String::new(), |seconds| Moment(seconds).to_string());
        let (status, frequency, original) = (row.status, row.frequency, &row.original);
        let _ = write!(text, "{status},{frequency},{original},{processed},");
        let _ =
            writeln!(text, "{},{},{}", time(line.start), time(line.end), inputs::hundredths(row.minutes_hundredths));
    }
    text
}

/// Writes `n_cells` cells, blank where the list is shorter.
fn push_cells(text: &mut String, values: &[String], n_cells: usize) {
    debug_assert!(values.len() <= n_cells, "a line has more values than its file has columns");
    for cell in 0..n_cells {
        let _ = write!(text, "{},", values.get(cell).map_or("", String::as_str));
    }
}
