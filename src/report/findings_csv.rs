//! Writes findings.csv: the columns of findings.parquet as text, safe to open in a spreadsheet.
//!
//! Text cells that a spreadsheet would run as a formula get an apostrophe in front; numbers are left alone.

use std::borrow::Cow;
use std::path::Path;

use super::ReportError;
use super::manifest::{self, FileStamp};
use super::publish::create_file;
use super::tables::findings_columns;
use crate::findings::{Audit, Finding, RelatedLine};

/// Writes one row per finding.
pub(super) fn write(path: &Path, audit: &Audit) -> Result<FileStamp, ReportError> {
    let columns = findings_columns();
    let header: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    write_rows(path, &header, audit.findings.iter().map(|finding| cells(audit, finding)))
}

/// Writes a table of texts.
pub(super) fn write_rows<'a>(
    path: &Path,
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cow<'a, str>>>,
) -> Result<FileStamp, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
    let mut writer = csv::Writer::from_writer(create_file(path)?);
    writer.write_record(header).map_err(|error| failed(&error))?;
    for row in rows {
        writer.write_record(row.iter().map(Cow::as_ref)).map_err(|error| failed(&error))?;
    }
    let file = writer.into_inner().map_err(|error| failed(&error))?;
    file.sync_all().map_err(|error| failed(&error))?;
    manifest::stamp(path).map_err(|error| failed(&error))
}

fn cells<'a>(audit: &'a Audit, finding: &'a Finding) -> Vec<Cow<'a, str>> {
    let (names, line) = (&audit.names, &finding.line);
    let file = audit.files.get(line.file as usize).map_or("", |file| file.path.as_str());
    vec![
        safe(finding.id(names)),
        safe(finding.card.id),
        safe(finding.tier.name()),
        safe(finding.card.direction.name()),
        safe(names.claims.text(line.claim)),
        number(Some(line.line_number)),
        safe(names.patients.text(line.patient)),
        safe(names.clinicians.text(line.clinician)),
        safe(names.groups.text(line.group)),
        safe(names.payers.text(line.payer)),
        safe(line.date.to_string()),
        safe(names.codes.text(line.code)),
        number(line.amount_at_stake().map(|cents| cents.0)),
        number(Some(finding.owned.0)),
        number(finding.expected.map(|cents| cents.0)),
        number(finding.gap_days),
        number(finding.same_diagnosis),
        safe(finding.suggested_code.unwrap_or("")),
        safe(related_texts(audit, &finding.related)),
        safe(finding.message.as_str()),
        safe(finding.card.evidence),
        safe(finding.source()),
        safe(file),
        number(Some(line.row)),
    ]
}

/// The lines behind a row in one cell: `C1/1 2025-10-09 99213; …`
pub(super) fn related_texts(audit: &Audit, related: &[RelatedLine]) -> String {
    let names = &audit.names;
    let text = |related: &RelatedLine| {
        let (claim, code) = (names.claims.text(related.claim), names.codes.text(related.code));
        format!("{claim}/{} {} {code}", related.line_number, related.date)
    };
    related.iter().map(text).collect::<Vec<_>>().join("; ")
}

pub(super) fn number<'a>(value: Option<impl std::fmt::Display>) -> Cow<'a, str> {
    value.map_or(Cow::Borrowed(""), |value| Cow::Owned(value.to_string()))
}

/// Puts an apostrophe before text that a spreadsheet would take for a formula.
pub(super) fn safe<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_are_not_touched() {
        for text in ["=1+1", "+x", "-19990000002208", "@sum", "\tx", "\rx"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        assert_eq!(safe("99421"), "99421");
        assert_eq!(number(Some(-450)), "-450");
    }
}
