//! The code tables of rulebook section 2: families, visit sets, assessment services and effective dates.
//!
//! What it is: the tables typed out again from the rulebook, with their ranges written out on first use.
//! What it is not: a source of descriptors, minutes, successors or payers' coverage.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Day number since 1970-01-01 of a date of the proleptic Gregorian calendar.
pub const fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let mut days = day - 1;
    let mut m = 1;
    while m < month {
        days += days_in_month(year, m);
        m += 1;
    }
    let mut y = 1970;
    while y < year {
        days += days_in_year(y);
        y += 1;
    }
    while y > year {
        y -= 1;
        days -= days_in_year(y);
    }
    days
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in_year(year: i32) -> i32 {
    if is_leap(year) { 366 } else { 365 }
}

const fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const ALWAYS: i32 = i32::MIN;
const NEVER: i32 = i32::MAX;

const fn first_of(year: i32) -> i32 {
    days_from_civil(year, 1, 1)
}

const fn last_of(year: i32) -> i32 {
    days_from_civil(year, 12, 31)
}

/// Codes that share a family and the dates they are in effect.
struct Row {
    family: &'static str,
    codes: &'static str,
    from: i32,
    to: i32,
}

const fn row(family: &'static str, codes: &'static str, from: i32, to: i32) -> Row {
    Row { family, codes, from, to }
}

const AUDITED: &[Row] = &[
    row("e_visit_em", "99421 99422 99423", first_of(2020), NEVER),
    row("e_visit_em", "99444", ALWAYS, last_of(2019)),
    row("e_visit_nq", "98970 98971 98972", first_of(2020), NEVER),
    row("e_visit_nq", "G2061 G2062 G2063", first_of(2020), last_of(2020)),
    row("e_visit_nq", "98969", ALWAYS, last_of(2019)),
    row("phone_em", "99441 99442 99443", ALWAYS, last_of(2024)),
    row("phone_nq", "98966 98967 98968", ALWAYS, NEVER),
    row("check_in_em", "98016", first_of(2025), NEVER),
    row("check_in_em", "G2012", first_of(2019), last_of(2024)),
    row("check_in_em", "G2252", first_of(2021), NEVER),
    row("check_in_nq", "G2251", first_of(2021), NEVER),
    row("image_em", "G2010", ALWAYS, NEVER),
    row("image_nq", "G2250", first_of(2021), NEVER),
    row("telehealth_av", "98000-98007", first_of(2025), NEVER),
    row("telehealth_audio", "98008-98015", first_of(2025), NEVER),
    row("training", "98960 98961 98962", ALWAYS, NEVER),
    row("prolonged", "99417 G2212", first_of(2021), NEVER),
    row("rhc_wrapper", "G0071", first_of(2019), last_of(2025)),
    row("care_management", "99490 99487 99489 99491 99484 99492 99493 99494", ALWAYS, NEVER),
    row("care_management", "99424 99425 99426 99427 99437", first_of(2022), NEVER),
    row("care_management", "99439 G2214", first_of(2021), NEVER),
    row("care_management", "G0323", first_of(2023), NEVER),
    row("transition", "99495 99496", ALWAYS, NEVER),
    row("apcm", "G0556 G0557 G0558", first_of(2025), NEVER),
    row("apcm_addon", "G0568 G0569 G0570", first_of(2026), NEVER),
    row("monitoring", "99091 93792 93793", ALWAYS, NEVER),
    row("monitoring", "99453 99454 99457", first_of(2019), NEVER),
    row("monitoring", "99458 99473 99474", first_of(2020), NEVER),
    row("monitoring", "98975 98976 98977 98980 98981", first_of(2022), NEVER),
    row("monitoring", "98978", first_of(2023), NEVER),
    row("monitoring", "99445 99470 98979 98984 98985 98986", first_of(2026), NEVER),
    row("interprofessional", "99446-99449", ALWAYS, NEVER),
    row("interprofessional", "99451 99452", first_of(2019), NEVER),
];

const VISITS: &[Row] = &[
    row("office", "99202-99205 99211-99215", ALWAYS, NEVER),
    row("office", "99201", ALWAYS, last_of(2020)),
    row("consult", "99242-99245 99252-99255", ALWAYS, NEVER),
    row("consult", "99241 99251", ALWAYS, last_of(2022)),
    row("hospital", "99221-99223 99231-99236 99238 99239", ALWAYS, NEVER),
    row("hospital", "99217-99220 99224-99226", ALWAYS, last_of(2022)),
    row("emergency", "99281-99285", ALWAYS, NEVER),
    row("critical", "99291 99292", ALWAYS, NEVER),
    row("nursing", "99304-99310 99315 99316", ALWAYS, NEVER),
    row("nursing", "99318", ALWAYS, last_of(2022)),
    row("home", "99341 99342 99344 99345 99347-99350", ALWAYS, NEVER),
    row("home", "99343 99324-99328 99334-99337", ALWAYS, last_of(2022)),
    row("preventive", "99381-99387 99391-99397 G0402 G0438 G0439", ALWAYS, NEVER),
    row("telehealth", "98000-98015", ALWAYS, NEVER),
    row("cognitive", "99483 99495 99496 99497 99498", ALWAYS, NEVER),
    row("psychiatry", "90791 90792 90832 90833 90834 90836 90837 90838", ALWAYS, NEVER),
    row("eye", "92002 92004 92012 92014", ALWAYS, NEVER),
];

const ASSESSMENT: &str =
    "97161-97168 92521-92524 92507 97802-97804 96156 96158 96159 96164 96165 96167 96168 96170 96171 G0108 G0109";

/// The codes of a space-separated list, with its inclusive ranges of five-digit codes written out.
fn expand(list: &str) -> Vec<String> {
    let mut codes = Vec::new();
    for item in list.split_whitespace() {
        let ends = item.split_once('-').map(|(first, last)| (first.parse::<u32>(), last.parse::<u32>()));
        if let Some((Ok(first), Ok(last))) = ends {
            codes.extend((first..=last).map(|number| number.to_string()));
        } else {
            codes.push(item.to_owned());
        }
    }
    codes
}

type Index = LazyLock<HashMap<String, &'static Row>>;

fn index(rows: &'static [Row]) -> HashMap<String, &'static Row> {
    rows.iter().flat_map(|row| expand(row.codes).into_iter().map(move |code| (code, row))).collect()
}

static AUDITED_BY_CODE: Index = LazyLock::new(|| index(AUDITED));
static VISITS_BY_CODE: Index = LazyLock::new(|| index(VISITS));
static ASSESSMENT_CODES: LazyLock<HashSet<String>> = LazyLock::new(|| expand(ASSESSMENT).into_iter().collect());

/// The audited family of a code, if any.
pub(super) fn family(code: &str) -> Option<&'static str> {
    AUDITED_BY_CODE.get(code).map(|row| row.family)
}

/// The visit set of a code, if it is a visit.
pub(super) fn visit_set(code: &str) -> Option<&'static str> {
    VISITS_BY_CODE.get(code).map(|row| row.family)
}

/// Whether the code is an assessment service.
pub(super) fn is_assessment(code: &str) -> bool {
    ASSESSMENT_CODES.contains(code)
}

/// Codes that a rule names outside the families: group therapy, group education, prolonged service apart from a visit.
const OTHERS: [&str; 4] = ["90853", "99078", "99358", "99359"];

/// Whether the rulebook names the code at all.
pub(super) fn is_known(code: &str) -> bool {
    family(code).is_some() || visit_set(code).is_some() || is_assessment(code) || OTHERS.contains(&code)
}

/// Every audited code.
pub(super) fn audited_codes() -> Vec<String> {
    AUDITED_BY_CODE.keys().cloned().collect()
}

/// Whether the code is an e-visit.
pub(super) fn is_e_visit(code: &str) -> bool {
    matches!(family(code), Some("e_visit_em" | "e_visit_nq"))
}

/// Whether the code is a telephone call or a check-in.
pub(super) fn is_phone_or_check_in(code: &str) -> bool {
    matches!(family(code), Some("phone_em" | "phone_nq" | "check_in_em" | "check_in_nq"))
}

/// Whether the code is a contact: telephone, check-in or image.
pub(super) fn is_contact(code: &str) -> bool {
    is_phone_or_check_in(code) || matches!(family(code), Some("image_em" | "image_nq"))
}

/// Whether the code is a telehealth visit.
pub(super) fn is_telehealth(code: &str) -> bool {
    matches!(family(code), Some("telehealth_av" | "telehealth_audio"))
}

/// Whether the code is one of the two for the month after a discharge, dated up to 30 days after the visit they contain.
pub(super) fn is_transition(code: &str) -> bool {
    family(code) == Some("transition")
}

/// Whether the code is the health centres' wrapper, which counts as a contact until its last day.
pub(super) fn is_wrapper_contact(code: &str, date: i32) -> bool {
    family(code) == Some("rhc_wrapper") && date <= days_from_civil(2025, 12, 31)
}

/// Whether assessment services count beside visits for a subject with this code.
pub(super) fn is_non_em_message(code: &str) -> bool {
    matches!(family(code), Some("e_visit_nq" | "phone_nq" | "check_in_nq" | "image_nq"))
}

/// Whether the code was in effect on the date; `None` when `code_not_in_effect` does not judge the code:
/// it is neither audited nor a visit code with an end date.
pub(super) fn in_effect(code: &str, date: i32) -> Option<bool> {
    let row = AUDITED_BY_CODE.get(code).or_else(|| VISITS_BY_CODE.get(code).filter(|row| row.to != NEVER))?;
    Some(row.from <= date && date <= row.to)
}

#[cfg(test)]
mod tests {
    use super::{ASSESSMENT, ASSESSMENT_CODES, AUDITED, AUDITED_BY_CODE, VISITS, VISITS_BY_CODE, expand};

    #[test]
    fn no_code_stands_in_two_rows_of_a_table() {
        let count = |rows: &[super::Row]| rows.iter().map(|row| expand(row.codes).len()).sum::<usize>();
        assert_eq!(AUDITED_BY_CODE.len(), count(AUDITED));
        assert_eq!(VISITS_BY_CODE.len(), count(VISITS));
        assert_eq!(ASSESSMENT_CODES.len(), expand(ASSESSMENT).len());
        assert!(ASSESSMENT_CODES.iter().all(|code| !VISITS_BY_CODE.contains_key(code)));
        assert_eq!(expand("99421 98000-98002 G0108"), ["99421", "98000", "98001", "98002", "G0108"]);
    }
}
