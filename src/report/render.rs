//! Writes the formats that are made from a report's tables: the same code in the run and long after it. Writes no table.

use std::path::Path;

use super::manifest::{self, FileStamp};
use super::publish::write_file;
use super::record::{self, Record};
use super::stored::Tables;
use super::{Format, ReportError, document_html, html, table_csv, xlsx};

/// The tables of every report.
pub(super) const TABLES: [&str; 6] = [
    "clinicians.parquet",
    "evidence.parquet",
    "findings.parquet",
    "rejects.parquet",
    "rule_runs.parquet",
    record::FILE,
];

/// The table that comes with a log.
pub(super) const OPPORTUNITIES: &str = "opportunities.parquet";

/// The tables of a report in a folder.
pub(super) fn tables_of(record: &Record) -> Vec<String> {
    let with_log = record.summary.missed.is_some().then_some(OPPORTUNITIES);
    TABLES.into_iter().chain(with_log).map(str::to_owned).collect()
}

/// Whether a format is made from the tables.
pub(super) const fn needs_tables(format: Format) -> bool {
    matches!(format, Format::Parquet | Format::Csv | Format::Xlsx | Format::Html)
}

/// The format that a file beside the tables comes with; nothing for one that is not made from them.
pub(super) fn format_of(file: &str) -> Option<Format> {
    match file {
        "findings.csv" | "opportunities.csv" => Some(Format::Csv),
        "report.xlsx" => Some(Format::Xlsx),
        "report.html" | "data_quality.html" => Some(Format::Html),
        "summary.json" | "data_quality.json" => Some(Format::Json),
        _ => None,
    }
}

/// Writes the formats into a folder nobody reads yet; those of every report come too.
pub(super) fn write(
    tables: Tables<'_>,
    record: &Record,
    formats: &[Format],
    folder: &Path,
) -> Result<Vec<FileStamp>, ReportError> {
    let mut written = Vec::new();
    if formats.contains(&Format::Csv) {
        written.push(table_csv::write(&folder.join("findings.csv"), tables, "findings.parquet")?);
        if record.summary.missed.is_some() {
            written.push(table_csv::write(&folder.join("opportunities.csv"), tables, OPPORTUNITIES)?);
        }
    }
    if formats.contains(&Format::Xlsx) {
        written.push(xlsx::write(&folder.join("report.xlsx"), tables, record, folder)?);
    }
    if formats.contains(&Format::Html) {
        written.push(html::write(&folder.join("report.html"), tables, record)?);
    }
    if formats.contains(&Format::Html)
        && let Some(page) = &record.quality_page
    {
        written.push(text(&folder.join("data_quality.html"), &document_html::render(page))?);
    }
    if let Some(quality) = &record.quality {
        written.push(text(&folder.join("data_quality.json"), quality)?);
    }
    written.push(record.summary.write(&folder.join("summary.json"))?);
    Ok(written)
}

fn text(path: &Path, text: &str) -> Result<FileStamp, ReportError> {
    write_file(path, text)?;
    manifest::stamp(path).map_err(|error| ReportError::write(path, &error))
}
