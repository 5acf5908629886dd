//! Which files behind paths, globs and folders are read. What is named outright is read, or is an error; below a folder
//! every file is looked at by its content, and what is not read is named with the reason. Reads no row.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::error::LoadError;
use super::format::{FileFormat, FormatKind};
use super::header::Header;
use super::layout::{Layout, LogLayout};
use super::open::OpenFile;
use super::paths::{Walk, has_data_name, stem, walk};
use super::sniff;
use super::source::{self, FileKind};
use super::workbook::SheetSource;
use super::x12;
use crate::claim::LeftOutFile;

/// The files of one kind of input.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Files that are read, sorted, each once.
    pub files: Vec<String>,
    /// Files below folders that are not, and workbooks of which only one sheet is, with the reason; sorted.
    pub left_out: Vec<LeftOutFile>,
}

/// What a layout tells of the files it is for.
struct Wanted<'a> {
    format: &'a FileFormat,
    /// Patterns of names; none: any name.
    patterns: Vec<&'a str>,
    /// Columns of which a file of rows has at least half.
    columns: Vec<&'a str>,
    /// The transaction sets that are read, for X12.
    sets: Vec<&'static str>,
    /// The sheets of workbooks that the layout names.
    sheets: Vec<&'a str>,
}

/// The claim files, and the files of tables beside them.
pub fn find_claims(patterns: &[String], layout: &Layout) -> Result<Found, LoadError> {
    let tables = layout.tables.iter();
    let formats = std::iter::once(&layout.format).chain(tables.clone().filter_map(|table| table.format.as_ref()));
    let sheets = formats.clone().filter_map(|format| format.sheet.as_deref()).collect();
    let of_tables = tables.clone().flat_map(|table| &table.files).map(String::as_str);
    let needed = layout.columns.iter().filter(|(field, _)| field.is_needed());
    let is_own = |name: &&str| !tables.clone().any(|table| name.starts_with(&format!("{}.", table.name)));
    let wanted = Wanted {
        format: &layout.format,
        patterns: layout.files.iter().map(String::as_str).chain(of_tables).collect(),
        columns: needed.flat_map(|(_, value)| value.origin.columns()).filter(is_own).collect(),
        sets: formats.filter_map(|format| format.kind.x12_set()).collect(),
        sheets,
    };
    find(patterns, &wanted)
}

/// The files of a log.
pub fn find_activities(patterns: &[String], layout: &LogLayout) -> Result<Found, LoadError> {
    let columns = layout.columns.iter().flat_map(|(_, value)| value.origin.columns()).collect();
    let sheets = layout.format.sheet.as_deref().into_iter().collect();
    find(patterns, &Wanted { format: &layout.format, patterns: Vec::new(), columns, sets: Vec::new(), sheets })
}

/// The files of which nobody knows yet how they are written: those called like data, and those that say themselves what
/// they are.
pub fn find_any(patterns: &[String]) -> Result<Found, LoadError> {
    let format = FileFormat::default();
    let (patterns_of_names, columns, sheets) = (Vec::new(), Vec::new(), Vec::new());
    let sets = vec!["837", "835"];
    let wanted = Wanted { format: &format, patterns: patterns_of_names, columns, sets, sheets };
    find(patterns, &wanted)
}

fn find(patterns: &[String], wanted: &Wanted<'_>) -> Result<Found, LoadError> {
    let Walk { named, below, passed_over, .. } = walk(patterns)?;
    let mut found = Found { files: named, left_out: passed_over };
    for path in below {
        if found.files.contains(&path) {
            continue;
        }
        match wanted.reason_against(&path) {
            None => found.files.push(path),
            Some((reason, is_fault)) => found.left_out.push(LeftOutFile { path, reason, is_fault }),
        }
    }
    if found.files.is_empty() && !patterns.is_empty() {
        let first = found.left_out.first().map(|file| format!("; {}: {}", file.path, file.reason));
        let problem = format!("holds no file that can be read{}", first.unwrap_or_default());
        return Err(LoadError::NotData { file: patterns.join(", "), problem });
    }
    found.files.sort();
    found.files.dedup();
    let sheets = found.files.iter().filter_map(|path| wanted.sheets_left_out(path));
    found.left_out.extend(sheets.collect::<Vec<_>>());
    found.left_out.sort();
    found.left_out.dedup();
    Ok(found)
}

const OTHER_NAME: &str = "its name is none that the layout reads";
const NO_COLUMNS: &str = "holds no columns that the layout reads";
const NOT_X12: &str = "is not X12, which the layout expects";
const NO_HEADER: &str = "has no header to be known by, and is not called like data";

impl Wanted<'_> {
    /// Why a file below a folder is not read, and whether that is a fault of the file.
    fn reason_against(&self, path: &str) -> Option<(String, bool)> {
        if self.format.is_x12() {
            return self.reason_against_x12(path);
        }
        if has_data_name(path) {
            return None;
        }
        let text = |reason: &str| Some((reason.to_owned(), false));
        let kind = match source::kind_of(path, self.format.kind) {
            Ok(kind) => kind,
            Err(error) => return Some((problem_of(error), false)),
        };
        let name = stem(path);
        let fits = |pattern: &&str| glob::Pattern::new(&pattern.to_lowercase()).is_ok_and(|it| it.matches(&name));
        if !self.patterns.is_empty() {
            return if self.patterns.iter().any(fits) { None } else { text(OTHER_NAME) };
        }
        if self.columns.is_empty() {
            let says_itself = kind == FileKind::Parquet || kind == FileKind::Workbook || is_x12(path);
            return if says_itself { None } else { text(NO_HEADER) };
        }
        match self.format.kind {
            FormatKind::Delimited if self.format.header_rows == 0 && kind != FileKind::Parquet => text(NO_HEADER),
            FormatKind::Ndjson => {
                if begins_as_object(path) {
                    None
                } else {
                    text("holds no JSON objects")
                }
            }
            _ => match OpenFile::open(path, self.format) {
                Ok(open) if self.has_columns(&open) => None,
                Ok(_) => text(NO_COLUMNS),
                Err(error) => Some((problem_of(error), false)),
            },
        }
    }

    /// The sheets of a workbook that are not read: rows may stand on them as well.
    fn sheets_left_out(&self, path: &str) -> Option<LeftOutFile> {
        let kind = source::kind_of(path, self.format.kind).ok()?;
        if kind != FileKind::Workbook || self.format.kind != FormatKind::Delimited {
            return None;
        }
        let (read, others) = SheetSource::sheets_beside(path, self.format.sheet.as_deref(), &self.sheets).ok()?;
        let quoted: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
        let reason = match quoted.as_slice() {
            [] => return None,
            [other] => format!("only its sheet `{read}` is read, not {other}"),
            several => format!("only its sheet `{read}` is read, not {}", several.join(", ")),
        };
        let reason = format!("{reason}; save each sheet that holds rows as a file of its own");
        Some(LeftOutFile { path: path.to_owned(), reason, is_fault: false })
    }

    /// Whether a file has at least half of the columns every row needs, or rows of the right length.
    fn has_columns(&self, open: &OpenFile) -> bool {
        if let Some(fits) = open.first_row_fits() {
            return fits;
        }
        let header: &Header = open.header();
        let n_there = self.columns.iter().filter(|name| header.has(name)).count();
        0 < n_there && self.columns.len() <= 2 * n_there
    }

    /// A damaged interchange is set aside; one that holds only sets of other kinds is left out.
    fn reason_against_x12(&self, path: &str) -> Option<(String, bool)> {
        if !is_x12(path) {
            return if has_data_name(path) { None } else { Some((NOT_X12.to_owned(), false)) };
        }
        match x12::proven_sets(path) {
            Err(error) => Some((problem_of(error), true)),
            Ok(sets) if sets.iter().any(|set| self.sets.iter().any(|wanted| set.starts_with(wanted))) => None,
            Ok(sets) => {
                let sets: Vec<String> = sets.into_iter().collect();
                Some((format!("holds no transaction set that the layout reads, but {}", sets.join(", ")), false))
            }
        }
    }
}

/// Whether a text, unpacked, begins like an interchange, other text in front of it left out.
pub(super) fn is_x12(path: &str) -> bool {
    let head = || -> Option<Vec<u8>> {
        let mut head = Vec::new();
        let text = source::open_text(path, source::kind(path).ok()?).ok()?;
        // A damaged end of the file is no reason to call its beginning something else.
        let _ = text.take(x12::LONGEST_FRONT).read_to_end(&mut head);
        Some(head)
    };
    head().is_some_and(|head| sniff::x12(&head).is_some() || x12::begins_behind_text(&head))
}

fn begins_as_object(path: &str) -> bool {
    let mut head = Vec::new();
    let read = File::open(Path::new(path)).and_then(|file| file.take(4_096).read_to_end(&mut head));
    read.is_ok() && head.trim_ascii_start().starts_with(b"{")
}

/// What an error says is wrong with the file, without its name.
fn problem_of(error: LoadError) -> String {
    match error {
        LoadError::NotData { problem, .. }
        | LoadError::Misread { problem, .. }
        | LoadError::Unreadable { problem, .. } => problem,
        other => other.to_string(),
    }
}
