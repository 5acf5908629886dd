//! Reads physician fee schedule files (PPRRVU). Takes code, modifier, status, totals, global days and factor; the other
//! columns are left alone.
//!
//! Source: layouts of January 2025 (31 columns) and July 2026 (32); project rulebook's sources, section 4.3.

use super::columns::{Header, Wanted};
use super::periods::{Period, in_turn, year_end};
use super::table_rows::TableRows;
use super::values::{LISTED_TWICE, NOT_A_CODE, NOT_A_NUMBER, hundredths, letter, ten_thousandths, text};
use super::{LoadError, TableFile, TableKind, TableRequest, release, unusable};
use crate::reference::{Fee, FeeRelease, FeeSchedule, GlobalDays, HcpcsCode};

const NON: &[&str] = &["NON", "NONFAC", "NONFACILITY"];

/// The columns we take, in the order of [`super::fixed_width`]'s cells.
const WANTED: [Wanted; 7] = [
    Wanted { name: "HCPCS", has: &[&["HCPCS"]], lacks: &[] },
    Wanted { name: "MOD", has: &[&["MOD", "MODIFIER"]], lacks: &[] },
    Wanted { name: "STATUS CODE", has: &[&["STATUS"]], lacks: &[] },
    Wanted { name: "NON-FACILITY TOTAL", has: &[NON, &["TOTAL"]], lacks: &["IMPLEMENTED"] },
    Wanted { name: "FACILITY TOTAL", has: &[&["FACILITY", "FAC"], &["TOTAL"]], lacks: &["NON", "IMPLEMENTED"] },
    Wanted { name: "GLOB DAYS", has: &[&["GLOB", "GLOBAL"]], lacks: &[] },
    Wanted { name: "CONV FACTOR", has: &[&["FACTOR"]], lacks: &[] },
];
const EXAMPLE: &str = "CMS's PPRRVU file, as CSV";
const STATE_DATES: &str = "says neither in its title nor in its name which release it is (expected a name such as \
     PPRRVU25_JAN.csv); state `from`, the first service date it holds for, and perhaps `to`";
const HINT: &str = " (2026 comes as QPP and as nonQPP: they are the same release), or state `from` for each";
const NOT_A_STATUS: &str = "not a status of one letter";
const NOT_A_MODIFIER: &str = "not a modifier of two characters";

/// Reads every file; errors when two hold the same release.
pub(super) fn load(requests: &[TableRequest], files: &mut Vec<TableFile>) -> Result<FeeSchedule, LoadError> {
    let read = requests.iter().map(read_file).collect::<Result<Vec<_>, _>>()?;
    let tables = in_turn(read, HINT, files, |table, through| table.through = through)?;
    Ok(FeeSchedule::new(tables))
}

fn read_file(request: &TableRequest) -> Result<(FeeRelease, TableFile), LoadError> {
    let path = &request.path;
    let mut rows = TableRows::open(path)?;
    let (columns, titles) = if rows.is_fixed() {
        ([0, 1, 2, 3, 4, 5, 6], Vec::new())
    } else {
        let header = Header::find(&mut rows, [&WANTED[0], &WANTED[1]], EXAMPLE)?;
        let mut columns = [0; 7];
        for (column, wanted) in columns.iter_mut().zip(&WANTED) {
            *column = header.need(wanted)?;
        }
        (columns, header.titles)
    };
    let release = release::of_fee_schedule(&titles, path);
    let period = Period::new(request, release, year_end).ok_or_else(|| unusable(path, STATE_DATES))?;
    period.check(path)?;
    let Period { name, from, through } = period;
    let mut fees = FeeRelease::new(name.clone(), from, through);
    let (used, skipped) = rows.read_all(&WANTED, |rows| read_row(rows, columns, &mut fees))?;
    let kind = TableKind::FeeSchedule;
    let file = TableFile { kind, path: path.clone(), release: name, from, through, rows: used, skipped };
    Ok((fees, file))
}

/// Adds a row; false when it is blank or a note. The error names the column, as an index into [`WANTED`].
fn read_row(rows: &TableRows, columns: [usize; 7], fees: &mut FeeRelease) -> Result<bool, (usize, &'static str)> {
    let [code, modifier, status, nonfacility, facility, global, factor] = columns.map(|column| rows.cell(column));
    let Some(parsed) = HcpcsCode::parse(code) else {
        let is_note = code.is_empty() || [status, nonfacility, facility, factor].iter().all(|cell| cell.is_empty());
        return if is_note { Ok(false) } else { Err((0, NOT_A_CODE)) };
    };
    let is_modifier = modifier.is_empty() || (modifier.len() == 2 && modifier.iter().all(u8::is_ascii_alphanumeric));
    let fee = Fee {
        status: letter(status).ok_or((2, NOT_A_STATUS))?,
        global: GlobalDays::parse(text(global)),
        nonfacility_rvu: hundredths(nonfacility).ok_or((3, NOT_A_NUMBER))?,
        facility_rvu: hundredths(facility).ok_or((4, NOT_A_NUMBER))?,
        factor: ten_thousandths(factor).ok_or((6, NOT_A_NUMBER))?,
    };
    let is_used = is_modifier && fees.add(parsed, text(modifier), fee);
    match (is_modifier, is_used) {
        (false, _) => Err((1, NOT_A_MODIFIER)),
        (true, false) => Err((0, LISTED_TWICE)),
        (true, true) => Ok(true),
    }
}
