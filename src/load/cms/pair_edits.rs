//! Reads NCCI procedure-to-procedure edits (PTP) for practitioners: the part files of one quarter or several. Takes both
//! codes, the dates and the modifier indicator; edits of pairs nobody asks for are counted, not kept.
//!
//! Source: layout of 2024 Q3; project rulebook's sources, section 4.3. A file holds all edits there ever were, the
//! deleted ones included: the latest quarter speaks for the earlier ones too.

use std::cmp::Reverse;

use super::columns::{Header, Wanted};
use super::periods::{Period, quarter_end};
use super::release::{Release, is_for_hospitals, of_quarter, quarter_of};
use super::table_rows::TableRows;
use super::values::{NOT_A_CODE, NOT_A_DATE, NOT_AN_INDICATOR, date};
use super::{LoadError, TableFile, TableKind, TableRequest, unusable};
use crate::claim::Day;
use crate::reference::{HcpcsCode, Indicator, PairEdit, PairEdits};

const WANTED: [Wanted; 5] = [
    Wanted { name: "Column 1", has: &[&["COLUMN"], &["1"]], lacks: &["2"] },
    Wanted { name: "Column 2", has: &[&["COLUMN"], &["2"]], lacks: &["1"] },
    Wanted { name: "Modifier", has: &[&["MODIFIER"]], lacks: &[] },
    Wanted { name: "Effective Date", has: &[&["EFFECTIVE"]], lacks: &[] },
    Wanted { name: "Deletion Date", has: &[&["DELETION", "DELETED"]], lacks: &[] },
];
const EXAMPLE: &str = "CMS's NCCI PTP file for practitioners, ccipra";
const STATE_DATES: &str = "has no effective dates and does not say in its name for which quarter it holds (expected a \
     name such as ccipra-v302r0-f1.txt); state `from` and `to`, the first and last service date it holds for";
const NO_EDITS: &str = "holds no edits, and does not say in its name for which quarter it holds";
const FOR_HOSPITALS: &str = "is named like the edits for hospitals (ccioph); expected those for practitioners (ccipra)";

/// The columns of a file; the dates may be absent.
struct Columns {
    codes: [usize; 2],
    modifier: usize,
    effective: Option<usize>,
    deletion: Option<usize>,
}

/// The edits of a file, before it is known until when they hold.
struct Parsed {
    kept: Vec<PairEdit>,
    used: u64,
    skipped: Vec<(u64, String, &'static str)>,
    /// Earliest and latest effective date.
    effective: Option<(Day, Day)>,
}

/// Reads every file. The same edit in several files is one edit; where they differ, the latest quarter is right.
pub(super) fn load(
    requests: &[TableRequest],
    keep_pair: &dyn Fn(&str, &str) -> bool,
    files: &mut Vec<TableFile>,
) -> Result<PairEdits, LoadError> {
    let (mut edits, mut covered) = (Vec::new(), Vec::new());
    for request in requests {
        let (kept, file) = read_file(request, keep_pair)?;
        edits.extend(kept.into_iter().map(|edit| (edit, file.through)));
        covered.push((file.from, file.through));
        files.push(file);
    }
    // Within one quarter files agree, but for those without effective dates: there the edit that lasts is in effect.
    edits.sort_by_key(|(edit, through)| {
        (edit.column1, edit.column2, edit.effective, Reverse(*through), edit.deletion, Reverse(edit.indicator))
    });
    edits.dedup_by_key(|(edit, _)| (edit.column1, edit.column2, edit.effective));
    Ok(PairEdits::new(edits.into_iter().map(|(edit, _)| edit).collect(), covered))
}

fn read_file(
    request: &TableRequest,
    keep_pair: &dyn Fn(&str, &str) -> bool,
) -> Result<(Vec<PairEdit>, TableFile), LoadError> {
    let path = &request.path;
    if is_for_hospitals(path) {
        return Err(unusable(path, FOR_HOSPITALS));
    }
    let mut rows = TableRows::open(path)?;
    let header = Header::find(&mut rows, [&WANTED[0], &WANTED[1]], EXAMPLE)?;
    let columns = Columns {
        codes: [header.need(&WANTED[0])?, header.need(&WANTED[1])?],
        modifier: header.need(&WANTED[2])?,
        effective: header.column(&WANTED[3])?,
        deletion: header.column(&WANTED[4])?,
    };
    if columns.effective.is_none() && of_quarter(path).is_none() && request.from.is_none() {
        return Err(unusable(path, STATE_DATES));
    }
    let mut parsed = Parsed { kept: Vec::new(), used: 0, skipped: Vec::new(), effective: None };
    while rows.advance()? {
        if let Err((column, reason)) = read_row(&rows, &columns, keep_pair, &mut parsed) {
            parsed.skipped.push((rows.number(), WANTED[column].name.to_owned(), reason));
        }
    }
    let Period { name, from, through } = period(request, &parsed)?;
    let Parsed { kept, used, skipped, .. } = parsed;
    let file =
        TableFile { kind: TableKind::PairEdits, path: path.clone(), release: name, from, through, rows: used, skipped };
    Ok((kept, file))
}

/// From the first effective date to the end of the quarter the name tells, or else of the latest effective date's.
/// Without effective dates only the quarter itself is covered.
fn period(request: &TableRequest, parsed: &Parsed) -> Result<Period, LoadError> {
    let path = &request.path;
    let named = of_quarter(path).or_else(|| parsed.effective.and_then(|(_, latest)| quarter_of(latest)));
    let through = named.as_ref().map(|release| quarter_end(release.from));
    let first = parsed.effective.map(|(earliest, _)| earliest);
    let named = named.map(|release| Release { from: first.unwrap_or(release.from), ..release });
    let mut period = Period::new(request, named, quarter_end).ok_or_else(|| unusable(path, NO_EDITS))?;
    if let (None, Some(through)) = (request.to, through) {
        period.through = through;
    }
    period.check(path)?;
    Ok(period)
}

/// Adds a row, unless it is blank or a note. The error names the column, as an index into [`WANTED`].
fn read_row(
    rows: &TableRows,
    place: &Columns,
    keep_pair: &dyn Fn(&str, &str) -> bool,
    parsed: &mut Parsed,
) -> Result<(), (usize, &'static str)> {
    let [first, second] = place.codes.map(|column| rows.cell(column));
    let modifier = rows.cell(place.modifier);
    let Some(column1) = HcpcsCode::parse(first) else {
        let is_note = first.is_empty() || (second.is_empty() && modifier.is_empty());
        return if is_note { Ok(()) } else { Err((0, NOT_A_CODE)) };
    };
    let column2 = HcpcsCode::parse(second).ok_or((1, NOT_A_CODE))?;
    let indicator = match modifier {
        b"0" => Indicator::NotAllowed,
        b"1" => Indicator::Allowed,
        b"9" => Indicator::NotApplicable,
        _ => return Err((2, NOT_AN_INDICATOR)),
    };
    let effective = match place.effective {
        Some(column) => Some(date(rows.cell(column)).ok_or((3, NOT_A_DATE))?),
        None => None,
    };
    let deletion = match place.deletion.map(|column| rows.cell(column)) {
        None | Some(b"" | b"*") => None,
        Some(cell) => Some(date(cell).ok_or((4, NOT_A_DATE))?),
    };
    parsed.used += 1;
    if let Some(day) = effective {
        let (earliest, latest) = parsed.effective.unwrap_or((day, day));
        parsed.effective = Some((earliest.min(day), latest.max(day)));
    }
    if keep_pair(column1.as_str(), column2.as_str()) {
        // Without dates an edit counts as having always been there.
        let effective = effective.unwrap_or(Day(i32::MIN + 1));
        parsed.kept.push(PairEdit { column1, column2, effective, deletion, indicator });
    }
    Ok(())
}
