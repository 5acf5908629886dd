//! How the bytes of a file become rows of named columns, as a layout's `[format]` says. Reads no file.
//!
//! The keys are described in `pipelines/layouts/README.md`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::{DocumentError, Entry, Section};

/// What stands between the fields of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// This character.
    Byte(u8),
    /// Whichever of comma, semicolon, tab and bar the header is cut by.
    Auto,
}

/// How the bytes of text become characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or Windows-1252 for the whole file when it is not.
    Auto,
    /// UTF-8; anything else is an error.
    Utf8,
    /// Windows-1252, in which every byte is a character.
    Windows1252,
    /// Latin-1, in which every byte is a character.
    Latin1,
}

/// Kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatKind {
    /// Fields between delimiters, or Parquet.
    Delimited,
    /// Fields at fixed places.
    FixedWidth,
    /// X12 professional claims (837P).
    X12Claims,
    /// X12 remittance advice (835).
    X12Remittance,
    /// One JSON object a line.
    Ndjson,
}

impl FormatKind {
    /// The transaction set that X12 files of this kind hold.
    pub const fn x12_set(self) -> Option<&'static str> {
        match self {
            Self::X12Claims => Some("837"),
            Self::X12Remittance => Some("835"),
            Self::Delimited | Self::FixedWidth | Self::Ndjson => None,
        }
    }

    /// Why a row that has no place in any column cannot be read.
    pub(super) const fn misfit(self) -> &'static str {
        match self {
            Self::Ndjson => "the line is not a JSON object, or is a FHIR Bundle of many",
            _ => super::RAGGED,
        }
    }
}

/// One field of a fixed-width row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedField {
    /// Name of its column.
    pub name: String,
    /// Where it starts, from 0.
    pub start: usize,
    /// Where it ends, not included.
    pub end: usize,
}

/// How fixed-width rows are cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixedWidth {
    /// The fields.
    pub fields: Vec<FixedField>,
    /// The lengths a row may have.
    pub record_lengths: Vec<usize>,
    /// Whether blanks at the end of a row may be missing.
    pub trimmed: bool,
    /// Whether places count bytes rather than characters.
    pub counts_bytes: bool,
}

/// How files are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFormat {
    /// The kind of file.
    pub kind: FormatKind,
    /// What stands between the fields.
    pub delimiter: Delimiter,
    /// What stands around a field; none: quotes are characters like others.
    pub quote: Option<u8>,
    /// How bytes become characters.
    pub encoding: Encoding,
    /// Rows before the header.
    pub skip_rows: usize,
    /// Rows of the header; 0: `names` has the columns.
    pub header_rows: usize,
    /// Names of the columns of a file without header.
    pub names: Vec<String>,
    /// The sheet of a workbook; none: the first one that is shown.
    pub sheet: Option<String>,
    /// Fixed-width rows.
    pub fixed: FixedWidth,
    /// The list of a JSON object whose entries are rows; none: the object is one row.
    pub rows: Option<String>,
    /// The zone whose dates and clock times are wanted of columns that hold points in time; none: each column's own.
    pub zone: Option<chrono_tz::Tz>,
    /// Numbers of patients under which remittances name several people. No layout says them: the files do.
    pub shared_numbers: Arc<BTreeSet<String>>,
}

impl Default for FileFormat {
    fn default() -> Self {
        Self {
            kind: FormatKind::Delimited,
            delimiter: Delimiter::Byte(b','),
            quote: Some(b'"'),
            encoding: Encoding::Auto,
            skip_rows: 0,
            header_rows: 1,
            names: Vec::new(),
            sheet: None,
            fixed: FixedWidth::default(),
            rows: None,
            zone: None,
            shared_numbers: Arc::default(),
        }
    }
}

/// The keys read here.
pub const FORMAT_KEYS: [&str; 13] = [
    "kind",
    "delimiter",
    "quote",
    "encoding",
    "skip_rows",
    "header_rows",
    "names",
    "sheet",
    "record_length",
    "trimmed",
    "counted_in",
    "fields",
    "rows",
];

/// The words of `kind`.
pub const KINDS: [&str; 5] = ["delimited", "fixed_width", "x12_837p", "x12_835", "ndjson"];
/// The words of `encoding`.
pub const ENCODINGS: [&str; 4] = ["auto", "utf-8", "windows-1252", "latin-1"];
/// The words of `counted_in`.
pub const COUNTED_IN: [&str; 2] = ["characters", "bytes"];
/// The longest row of a fixed-width file, and the most rows before or in a header.
const MOST: i64 = 100_000;

impl FileFormat {
    /// Whether the files are X12 interchanges.
    pub const fn is_x12(&self) -> bool {
        self.kind.x12_set().is_some()
    }

    /// Takes this module's keys from a `[format]` table; the others stay.
    pub(super) fn parse(section: &mut Section<'_>) -> Result<Self, DocumentError> {
        let mut format = Self::default();
        let kind = section.take("kind");
        if let Some(entry) = &kind {
            format.kind = match entry.word(&KINDS)?.as_str() {
                "fixed_width" => FormatKind::FixedWidth,
                "x12_837p" => FormatKind::X12Claims,
                "x12_835" => FormatKind::X12Remittance,
                "ndjson" => FormatKind::Ndjson,
                _ => FormatKind::Delimited,
            };
        }
        if let Some(entry) = section.take("delimiter") {
            format.delimiter = delimiter(&entry)?;
        }
        if let Some(entry) = section.take("quote") {
            format.quote = quote(&entry)?;
        }
        if let Some(entry) = section.take("encoding") {
            format.encoding = encoding(&entry)?;
        }
        for (key, rows) in [("skip_rows", &mut format.skip_rows), ("header_rows", &mut format.header_rows)] {
            if let Some(entry) = section.take(key) {
                *rows = count(&entry, 0)?;
            }
        }
        parse_names(section, &mut format)?;
        parse_fixed(section, &mut format.fixed)?;
        if let Some(entry) = section.take("rows") {
            format.rows = Some(entry.text()?);
            if format.kind != FormatKind::Ndjson {
                return Err(entry.error("belongs to `kind = \"ndjson\"`"));
            }
        }
        if let Some(entry) = section.take("sheet") {
            format.sheet = Some(entry.text()?);
            if format.kind != FormatKind::Delimited {
                return Err(entry.error("belongs to `kind = \"delimited\"`, which workbooks are read as"));
            }
        }
        let is_fixed = format.kind == FormatKind::FixedWidth;
        match kind {
            Some(entry) if is_fixed && format.fixed.fields.is_empty() => {
                Err(entry.error("needs `fields`: which columns stand where in a row"))
            }
            _ if !is_fixed && !format.fixed.fields.is_empty() => {
                Err(section.error("`fields` belongs to `kind = \"fixed_width\"`"))
            }
            _ => Ok(format),
        }
    }
}

fn delimiter(entry: &Entry<'_>) -> Result<Delimiter, DocumentError> {
    match entry.text()?.as_bytes() {
        b"auto" => Ok(Delimiter::Auto),
        [byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Delimiter::Byte(*byte)),
        _ => Err(entry.error("must be one ASCII character, such as \",\" or \"\\t\", or \"auto\"")),
    }
}

fn quote(entry: &Entry<'_>) -> Result<Option<u8>, DocumentError> {
    match entry.text()?.as_bytes() {
        b"none" => Ok(None),
        [byte] if byte.is_ascii_punctuation() => Ok(Some(*byte)),
        _ => Err(entry.error("must be one ASCII character, such as \"\\\"\", or \"none\"")),
    }
}

fn encoding(entry: &Entry<'_>) -> Result<Encoding, DocumentError> {
    Ok(match entry.word(&ENCODINGS)?.as_str() {
        "utf-8" => Encoding::Utf8,
        "windows-1252" => Encoding::Windows1252,
        "latin-1" => Encoding::Latin1,
        _ => Encoding::Auto,
    })
}

fn count(entry: &Entry<'_>, least: i64) -> Result<usize, DocumentError> {
    let number = entry.number()?;
    let within = (least..=MOST).contains(&number);
    let count = usize::try_from(number).ok().filter(|_| within);
    count.ok_or_else(|| entry.error(&format!("is {number}, expected a number from {least} to {MOST}")))
}

fn parse_names(section: &mut Section<'_>, format: &mut FileFormat) -> Result<(), DocumentError> {
    let names = section.take("names");
    if let Some(entry) = &names {
        format.names = entry.texts()?;
    }
    match (&names, format.header_rows) {
        (Some(entry), 1..) => Err(entry.error("needs `header_rows = 0`: the file's own header names the columns")),
        (None, 0) => Err(section.error("`header_rows = 0` needs `names`: what the columns are called")),
        _ => Ok(()),
    }
}

fn parse_fixed(section: &mut Section<'_>, fixed: &mut FixedWidth) -> Result<(), DocumentError> {
    if let Some(entry) = section.take("record_length") {
        for length in entry.items()? {
            fixed.record_lengths.push(count(&length, 1)?);
        }
    }
    if let Some(entry) = section.take("trimmed") {
        fixed.trimmed = entry.flag()?;
    }
    if let Some(entry) = section.take("counted_in") {
        fixed.counts_bytes = entry.word(&COUNTED_IN)? == "bytes";
    }
    let Some(entry) = section.take("fields") else { return Ok(()) };
    let longest = fixed.record_lengths.iter().max().copied().unwrap_or(usize::MAX);
    for item in entry.items()? {
        let place = item.error("must be a name with its first and last position, such as [\"CLM_ID\", 1, 13]");
        let parts = item.items()?;
        let [name, first, last] = parts.as_slice() else { return Err(place) };
        let (first, last) = (count(first, 1)?, count(last, 1)?);
        if last < first || longest < last {
            return Err(place);
        }
        fixed.fields.push(FixedField { name: name.text()?, start: first - 1, end: last });
    }
    Ok(())
}
