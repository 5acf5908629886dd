//! Writes small tables in the shapes in which CMS publishes its own: fee schedule, pair edits, unit limits.
//! The shapes are CMS's, the numbers are invented, and there is no descriptor.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::SynthError;
use super::catalogue::{Catalogue, Set};

/// Rows for the tables: `fee CODE DOLLARS`, `status`, `global`, `pair`, `limit`.
const TABLE: &str = include_str!("cms_tables.txt");
/// Title and header of a fee schedule, as in January 2025.
const FEE_HEADER: &str = include_str!("fee_schedule_header.csv");
/// Years of the fee schedules with their conversion factors, in ten-thousandths of a dollar.
const FEE_YEARS: [(i32, i64); 2] = [(2024, 327_442), (2025, 323_465)];
/// First days of the quarters for which there are unit limits.
const QUARTERS: [&str; 5] = ["10-01-2024", "01-01-2025", "04-01-2025", "07-01-2025", "10-01-2025"];
/// Name of the pair edits: version 31.3 is the last quarter of 2025, and speaks for the years before too.
const PAIRS: &str = "ccipra-v313r0-f1.txt";
const PAIR_HEADER: &str = "Invented edits in the shape of CMS's table; no descriptors.\t\t\t\t\t\t\r\n\
    Column1/Column2 Edits\t\t\t\t\t\t\r\n\
    Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n\
    \t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\
    \t\t\t\t*=no data\t1=allowed\t\r\n\
    \t\t\t\t\t9=not applicable\t\r\n";
const LIMIT_HEADER: &str = "\"Invented limits in the shape of CMS's table; no descriptors.\",,,\r\n\
    \"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n";

/// What a fee schedule says of a code.
struct Fee {
    cents: i64,
    status: &'static str,
    global: &'static str,
}

/// Name and text of every table.
pub(super) fn tables(catalogue: &Catalogue) -> Result<Vec<(String, String)>, SynthError> {
    let mut fees = priced(catalogue);
    let (mut pairs, mut limits) = (PAIR_HEADER.to_owned(), LIMIT_HEADER.to_owned());
    for (row, text) in (1..).zip(TABLE.lines()) {
        let words: Vec<&'static str> = text.split_whitespace().collect();
        let understood = match *words.as_slice() {
            [] | ["#", ..] => true,
            ["pair", one, two, from, until, indicator] => {
                let _ = write!(pairs, "{one}\t{two}\t\t{from}\t{until}\t{indicator}\tInvented\r\n");
                true
            }
            ["limit", code, units, indicator] => {
                let kind = ["Line Edit", "Date of Service Edit: Policy", "Date of Service Edit: Clinical"];
                let kind = indicator.parse().ok().and_then(|place: usize| kind.get(place.checked_sub(1)?));
                let _ = write!(limits, "{code},{units},{indicator} {},Invented\r\n", kind.unwrap_or(&""));
                kind.is_some()
            }
            ["fee", code, dollars] => {
                let dollars: Option<i64> = dollars.parse().ok();
                fees.insert(code, Fee { cents: dollars.unwrap_or(0) * 100, status: "A", global: "XXX" });
                dollars.is_some()
            }
            ["status", value, ref codes @ ..] => each(&mut fees, codes, |fee| fee.status = value),
            ["global", value, ref codes @ ..] => each(&mut fees, codes, |fee| fee.global = value),
            _ => false,
        };
        if !understood {
            let (table, problem) = ("cms_tables.txt", "not a row, or a code without fee");
            return Err(SynthError::Table { table, row, problem, found: text.to_owned() });
        }
    }
    let mut tables: Vec<(String, String)> = FEE_YEARS.iter().map(|year| fee_schedule(&fees, *year)).collect();
    tables.push((PAIRS.to_owned(), pairs));
    let limits_of = |quarter| (format!("MCR_MUE_PractitionerServices_Eff_{quarter}.csv"), limits.clone());
    tables.extend(QUARTERS.into_iter().map(limits_of));
    Ok(tables)
}

/// Every real code the claims may have. What physicians are not paid for by relative values has status `X`.
fn priced(catalogue: &Catalogue) -> BTreeMap<&'static str, Fee> {
    let mut fees = BTreeMap::new();
    for (set, service) in catalogue.services().filter(|(set, _)| *set != Set::Mistyped) {
        let elsewhere = matches!(set, Set::Lab | Set::Drug | Set::Supply | Set::Vaccine);
        let (cents, status) = if elsewhere { (0, "X") } else { (service.cents, "A") };
        fees.entry(service.code).or_insert(Fee { cents, status, global: "XXX" });
    }
    fees
}

/// Changes the codes; false when one of them has no fee.
fn each(fees: &mut BTreeMap<&'static str, Fee>, codes: &[&'static str], change: impl Fn(&mut Fee)) -> bool {
    codes.iter().all(|code| fees.get_mut(*code).map(&change).is_some())
}

fn fee_schedule(fees: &BTreeMap<&'static str, Fee>, (year, factor): (i32, i64)) -> (String, String) {
    let mut text = FEE_HEADER.replace("YEAR BEFORE", &(year - 1).to_string()).replace("YEAR", &year.to_string());
    text = text.replace('\n', "\r\n");
    for (code, Fee { cents, status, global }) in fees {
        let value = |share: i64| {
            let hundredths = cents * 10_000 * share / 100 / factor;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        };
        let (office, facility) = (value(100), value(80));
        let _ = write!(text, "{code},,,{status},,0.00,0.00,,0.00,,0.00,{office},{facility},0,{global},");
        let _ = write!(text, "0.00,0.00,0.00,0,0,0,0,0,,{}.{:04},", factor / 10_000, factor % 10_000);
        text.push_str("09,0,99,0.00,0.00,0.00\r\n");
    }
    (format!("PPRRVU{:02}_JAN.csv", year % 100), text)
}
