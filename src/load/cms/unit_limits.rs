//! Reads tables of medically unlikely edits (MUE) for practitioners. Takes code, limit and adjudication indicator.
//!
//! Source: layout of 2024 Q3; project rulebook's sources, section 4.3.

use super::columns::{Header, Wanted};
use super::periods::{Period, in_turn, quarter_end};
use super::table_rows::TableRows;
use super::values::{LISTED_TWICE, NOT_A_CODE, NOT_A_NUMBER, NOT_AN_INDICATOR, whole};
use super::words::words;
use super::{LoadError, TableFile, TableKind, TableRequest, release, unusable};
use crate::reference::{HcpcsCode, UnitLimit, UnitLimitTable, UnitLimits};

const WANTED: [Wanted; 3] = [
    Wanted { name: "HCPCS/CPT Code", has: &[&["HCPCS", "CPT", "CODE"]], lacks: &["MUE", "RATIONALE"] },
    Wanted { name: "MUE Values", has: &[&["MUE"]], lacks: &["ADJUDICATION", "MAI", "RATIONALE"] },
    Wanted { name: "MUE Adjudication Indicator", has: &[&["ADJUDICATION", "MAI"]], lacks: &[] },
];
const EXAMPLE: &str = "CMS's MUE table of practitioner services";
const STATE_DATES: &str = "does not say in its name for which quarter it holds (expected a name such as \
     MCR_MUE_PractitionerServices_Eff_07-01-2024.csv); state `from`, the first service date it holds for, and perhaps `to`";
const OTHER_SERVICES: &str = "is an MUE table of other services; expected the one of practitioner services";
const HINT: &str = ", or state `from` for each";

/// Reads every file; errors when two hold from the same day.
pub(super) fn load(requests: &[TableRequest], files: &mut Vec<TableFile>) -> Result<UnitLimits, LoadError> {
    let read = requests.iter().map(read_file).collect::<Result<Vec<_>, _>>()?;
    let tables = in_turn(read, HINT, files, |table, through| table.through = through)?;
    Ok(UnitLimits::new(tables))
}

fn read_file(request: &TableRequest) -> Result<(UnitLimitTable, TableFile), LoadError> {
    let path = &request.path;
    let mut rows = TableRows::open(path)?;
    let header = Header::find(&mut rows, [&WANTED[0], &WANTED[1]], EXAMPLE)?;
    let mut columns = [0; 3];
    for (column, wanted) in columns.iter_mut().zip(&WANTED) {
        *column = header.need(wanted)?;
    }
    if words(header.name(columns[1]))
        .iter()
        .any(|word| ["OUTPATIENT", "HOSPITAL", "DME", "SUPPLIER"].contains(&&**word))
    {
        return Err(unusable(path, OTHER_SERVICES));
    }
    let period = Period::new(request, release::of_quarter(path), quarter_end);
    let period = period.ok_or_else(|| unusable(path, STATE_DATES))?;
    period.check(path)?;
    let Period { name, from, through } = period;
    let mut limits = UnitLimitTable::new(from, through);
    let (used, skipped) = rows.read_all(&WANTED, |rows| read_row(rows, columns, &mut limits))?;
    let kind = TableKind::UnitLimits;
    let file = TableFile { kind, path: path.clone(), release: name, from, through, rows: used, skipped };
    Ok((limits, file))
}

/// Adds a row; false when it is blank or a note. The error names the column, as an index into [`WANTED`].
fn read_row(rows: &TableRows, columns: [usize; 3], limits: &mut UnitLimitTable) -> Result<bool, (usize, &'static str)> {
    let [code, units, indicator] = columns.map(|column| rows.cell(column));
    let Some(parsed) = HcpcsCode::parse(code) else {
        let is_note = code.is_empty() || (units.is_empty() && indicator.is_empty());
        return if is_note { Ok(false) } else { Err((0, NOT_A_CODE)) };
    };
    let units = whole(units).ok_or((1, NOT_A_NUMBER))?;
    // `2 Date of Service Edit: Policy`, or the digit alone.
    let indicator = match indicator {
        [digit @ b'1'..=b'3', rest @ ..] if !rest.first().is_some_and(u8::is_ascii_alphanumeric) => digit - b'0',
        _ => return Err((2, NOT_AN_INDICATOR)),
    };
    if limits.add(parsed, UnitLimit { units, indicator }) { Ok(true) } else { Err((0, LISTED_TWICE)) }
}
