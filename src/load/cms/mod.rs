//! Reads CMS's own tables as published: fee schedule (PPRRVU), pair edits (NCCI PTP) and unit limits (MUE). Their
//! columns are found by the words of their headers, their dates by title and file name. Judges no claim.

mod columns;
mod fee_schedule;
mod fixed_width;
mod pair_edits;
mod periods;
mod release;
mod sheet_rows;
mod table_rows;
mod text_rows;
mod unit_limits;
mod values;
mod words;
mod workbook;

use super::{LoadError, find_any};
use crate::claim::{Day, InputFile, LeftOutFile, RowFault};
use crate::reference::{FeeSchedule, PairEdits, UnitLimits};

/// A file the user names, and the service dates it holds for when neither its title nor its name says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRequest {
    /// Path or glob.
    pub path: String,
    /// First service date; overrides what title and name say.
    pub from: Option<Day>,
    /// Last service date; overrides what title and name say.
    pub to: Option<Day>,
}

/// Which of CMS's tables a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Physician fee schedule relative value file.
    FeeSchedule,
    /// NCCI procedure-to-procedure edits for practitioners.
    PairEdits,
    /// Medically unlikely edits for practitioners.
    UnitLimits,
}

impl TableKind {
    /// The name used in pipelines and artefacts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FeeSchedule => "fee_schedule",
            Self::PairEdits => "ptp",
            Self::UnitLimits => "mue",
        }
    }
}

/// One file that was read.
#[derive(Clone, Debug)]
pub struct TableFile {
    /// What it holds.
    pub kind: TableKind,
    /// Where it is.
    pub path: String,
    /// Release in words: `2025 January`, `2024 Q3`.
    pub release: String,
    /// First service date it is used for.
    pub from: Day,
    /// Last service date it is used for.
    pub through: Day,
    /// Rows that were used; pairs nobody asked for are among them.
    pub rows: u64,
    /// Rows that could not be used: row in the file from 1 (title and header counted), column, reason.
    pub skipped: Vec<(u64, String, &'static str)>,
}

/// The tables of a run; `None` where the user names no file.
#[derive(Debug, Default)]
pub struct Tables {
    /// Fee schedule.
    pub fees: Option<FeeSchedule>,
    /// Pair edits.
    pub pairs: Option<PairEdits>,
    /// Unit limits.
    pub limits: Option<UnitLimits>,
    /// The files, by kind; fee schedules and unit limits by date, pair edits by path.
    pub files: Vec<TableFile>,
}

/// The files the user names, by kind.
#[derive(Clone, Debug, Default)]
pub struct TableRequests {
    /// PPRRVU files.
    pub fee_schedule: Vec<TableRequest>,
    /// NCCI PTP files for practitioners.
    pub ptp: Vec<TableRequest>,
    /// MUE files for practitioners.
    pub mue: Vec<TableRequest>,
}

/// Reads every file. Errors stop the run: a file that is not such a table, has no date, or repeats another's release.
/// Bad rows are listed in [`TableFile::skipped`]. Pairs for which `keep_pair` (column 1, column 2) is false are counted
/// and not stored.
pub fn load_tables(requests: &TableRequests, keep_pair: &dyn Fn(&str, &str) -> bool) -> Result<Tables, LoadError> {
    let mut tables = Tables::default();
    if !requests.fee_schedule.is_empty() {
        tables.fees = Some(fee_schedule::load(&files(&requests.fee_schedule)?, &mut tables.files)?);
    }
    if !requests.ptp.is_empty() {
        tables.pairs = Some(pair_edits::load(&files(&requests.ptp)?, keep_pair, &mut tables.files)?);
    }
    if !requests.mue.is_empty() {
        tables.limits = Some(unit_limits::load(&files(&requests.mue)?, &mut tables.files)?);
    }
    match tables.files.iter().find(|file| file.rows == 0) {
        // Beside an empty table every line would look clean.
        Some(empty) => Err(unusable(&empty.path, "holds no row that could be used")),
        None => Ok(tables),
    }
}

/// The requests with their globs and folders expanded, one file each; and the files below folders that are not read.
pub fn find_tables(requests: &TableRequests) -> Result<(TableRequests, Vec<LeftOutFile>), LoadError> {
    let mut left_out = Vec::new();
    let mut found = |requests: &[TableRequest]| -> Result<Vec<TableRequest>, LoadError> {
        let (files, others) = found(requests)?;
        left_out.extend(others);
        Ok(files)
    };
    let TableRequests { fee_schedule, ptp, mue } = requests;
    let tables = TableRequests { fee_schedule: found(fee_schedule)?, ptp: found(ptp)?, mue: found(mue)? };
    left_out.sort();
    left_out.dedup();
    Ok((tables, left_out))
}

impl TableRequests {
    /// Every file, by kind.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.fee_schedule.iter().chain(&self.ptp).chain(&self.mue).map(|request| &request.path)
    }
}

impl From<TableFile> for InputFile {
    fn from(file: TableFile) -> Self {
        let fault = |(row, column, reason)| RowFault { row, column, reason };
        Self {
            kind: file.kind.name(),
            path: file.path,
            release: Some(file.release),
            covers: Some((file.from, file.through)),
            rows: file.rows,
            faults: file.skipped.into_iter().map(fault).collect(),
            ..Self::default()
        }
    }
}

/// One request per file, by path, each once; the stated dates of a glob hold for each of its files.
fn files(requests: &[TableRequest]) -> Result<Vec<TableRequest>, LoadError> {
    Ok(found(requests)?.0)
}

/// The same, with the files below folders that are not read.
fn found(requests: &[TableRequest]) -> Result<(Vec<TableRequest>, Vec<LeftOutFile>), LoadError> {
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    for request in requests {
        let found = find_any(std::slice::from_ref(&request.path))?;
        files.extend(found.files.into_iter().map(|path| TableRequest { path, ..request.clone() }));
        left_out.extend(found.left_out);
    }
    files.sort_by(|a, b| (&a.path, a.from, a.to).cmp(&(&b.path, b.from, b.to)));
    files.dedup();
    Ok((files, left_out))
}

/// The error of a file that cannot be used.
fn unusable(file: &str, problem: impl Into<String>) -> LoadError {
    LoadError::NotData { file: file.to_owned(), problem: problem.into() }
}
