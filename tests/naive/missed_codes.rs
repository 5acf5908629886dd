//! Codes and amounts of missed revenue (rulebook sections 2, 3.5 and 3.6).
//!
//! What it is: the choices typed out again.
//! What it is not: a look at what payers paid.

use super::NaiveLine;
use super::calendar::civil;
use super::codes::{days_from_civil, in_effect};
use super::time::{band, telehealth_level};
use super::world::World;

const FACILITIES: &str = "02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61";

/// The least minutes a code stands for.
pub(super) fn least_minutes(code: &str) -> i64 {
    band(code).map_or(0, |band| band.0)
}

/// Whether Medicare does not take a code.
pub(super) fn refused(line: &NaiveLine, code: &str) -> bool {
    let listed = match code {
        "98970" | "98971" | "98972" => line.date < days_from_civil(2021, 1, 1),
        "99417" => true,
        _ => ("98000"..="98015").contains(&code),
    };
    listed && line.payer.as_deref() == Some("medicare")
}

/// The first of these codes that is in effect and taken; `Err` with the first in effect when none is taken.
fn choose(line: &NaiveLine, codes: &[&str]) -> Result<Option<String>, String> {
    let current: Vec<&&str> = codes.iter().filter(|code| in_effect(code, line.date) == Some(true)).collect();
    match (current.iter().find(|code| !refused(line, code)), current.first()) {
        (Some(code), _) => Ok(Some((***code).to_owned())),
        (None, Some(code)) => Err((***code).to_owned()),
        (None, None) => Ok(None),
    }
}

/// The code of a week of messages.
pub(super) fn message_code(em: bool, minutes: i64, line: &NaiveLine) -> Result<Option<String>, String> {
    let place = if minutes <= 10 { 0 } else { usize::from(minutes > 20) + 1 };
    let codes: &[&str] = if em {
        &[["99421", "99422", "99423"][place]]
    } else {
        &[["98970", "98971", "98972"][place], ["G2061", "G2062", "G2063"][place]]
    };
    choose(line, codes)
}

/// The code of a call, and whether only the payer's name could tell.
pub(super) fn call_code(
    em: bool,
    kind: &str,
    minutes: i64,
    line: &NaiveLine,
) -> (Result<Option<String>, String>, bool) {
    let phone = kind == "phone";
    let medicare = line.payer.as_deref() == Some("medicare");
    let place = if minutes <= 10 { 0 } else { usize::from(minutes > 20) + 1 };
    let mut codes: Vec<&str> = Vec::new();
    if em {
        let by_phone = ["99441", "99442", "99443"][place];
        match (place, &line.payer) {
            (0, _) => codes.extend(["98016", "G2012"]),
            (_, None) => return (Ok(None), true),
            (1, Some(_)) if medicare => codes.push("G2252"),
            (_, Some(_)) if medicare => {}
            _ => {
                let all: [&str; 4] =
                    if phone { ["98012", "98013", "98014", "98015"] } else { ["98004", "98005", "98006", "98007"] };
                let reached =
                    all.iter().rev().find(|code| telehealth_level(code).is_some_and(|level| level <= minutes));
                codes.extend(reached.filter(|code| in_effect(code, line.date) == Some(true)));
            }
        }
        codes.extend(Some(by_phone).filter(|_| phone && minutes <= 30));
    } else {
        match (place, &line.payer) {
            (0, None) => return (Ok(None), true),
            (0, Some(_)) if medicare => codes.push("G2251"),
            _ => {}
        }
        codes.extend(Some(["98966", "98967", "98968"][place]).filter(|_| phone));
    }
    (choose(line, &codes), false)
}

/// What one unit of the code pays by the fee schedule of the date, in cents.
pub(super) fn amount(world: &World<'_>, line: &NaiveLine, code: &str) -> Option<i64> {
    let release = world.inputs.fees.as_ref()?.iter().find(|release| release.year == civil(line.date).0)?;
    let fee = release.fees.iter().find(|fee| fee.code == code && matches!(fee.status, 'A' | 'R' | 'T'))?;
    let in_facility = line.pos.as_deref().is_some_and(|pos| FACILITIES.split(' ').any(|known| known == pos));
    let value = if in_facility { fee.totals.1 } else { fee.totals.0 };
    let cents = (value * release.factor + 5_000) / 10_000;
    (value > 0).then_some(cents)
}
