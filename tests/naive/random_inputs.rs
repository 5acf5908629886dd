//! The roster and consents of a random world, and the tables of CMS that the worlds of a run share.
//!
//! What it is: files with gaps, so that some dates, codes, clinicians and patients are not in them.
//! What it is not: CMS's figures; the numbers mean nothing.

use super::calendar::quarter_of;
use super::codes::{audited_codes, days_from_civil};
use super::dice::Dice;
use super::inputs::{Fee, FeeRelease, Inputs, LimitRelease, PairEdit, PairTable, RosterRow, UnitLimit};
use super::random_facts::{BASES, CLINICIANS};
use super::random_world::Stage;
use super::scenes::TYPING_ERRORS;

/// Codes outside the rulebook's families that worlds bill, and their global days.
const OTHER_CODES: &[(&str, &str)] = &[
    ("11042", "000"),
    ("10060", "010"),
    ("27447", "090"),
    ("59400", "MMM"),
    ("11045", "ZZZ"),
    ("36415", "XXX"),
    ("93000", "XXX"),
    ("99213", "XXX"),
    ("99215", "XXX"),
];

/// Column 1, column 2, indicator.
pub(super) const PAIRS: &[(&str, &str, u8)] = &[
    ("99421", "99211", 0),
    ("99423", "99421", 0),
    ("99490", "99421", 0),
    ("99213", "99421", 1),
    ("99423", "99490", 1),
    ("99439", "99421", 1),
    ("99421", "99424", 1),
    ("99446", "99421", 0),
    ("99451", "99421", 1),
    ("G2212", "99417", 0),
    ("98966", "93793", 1),
    ("99421", "36415", 1),
    ("98016", "36415", 0),
    ("99213", "36415", 0),
    ("99421", "93000", 9),
    ("98016", "99213", 1),
    ("99490", "98960", 0),
    ("11042", "98016", 1),
    ("99490", "98966", 0),
    ("98966", "99424", 0),
    ("99421", "G2252", 1),
    ("99495", "99421", 0),
    ("93000", "99454", 1),
];

/// Writes the roster and the consents of the people who are there.
pub(super) fn keep_files(stage: &mut Stage) {
    let mut roster = Vec::new();
    for (npi, tin, specialty, taxonomy) in CLINICIANS {
        if stage.dice.percent(40) {
            continue;
        }
        let specialty = stage.dice.percent(80).then(|| (*specialty).to_owned());
        let taxonomy = stage.dice.percent(60).then(|| (*taxonomy).to_owned());
        let (one, twice) = ([*tin], [*tin, *tin]);
        let choices = [&one[..], &one, &twice, &["120000001", "230000002"], &[]];
        let tins = *stage.dice.pick(&choices);
        let row =
            |tin| RosterRow { npi: (*npi).to_owned(), specialty: specialty.clone(), taxonomy: taxonomy.clone(), tin };
        roster.extend(tins.iter().map(|tin| row(Some((*tin).to_owned()))));
        if tins.is_empty() {
            roster.push(row(None));
        }
    }
    let mut consents = Vec::new();
    for line in &stage.lines {
        let n_consents = *stage.dice.pick(&[0, 0, 0, 1]);
        let days_before = *stage.dice.pick(&[0, 1, 100, 364, 364, 365, 366, -1]);
        consents.extend((0..n_consents).map(|_| (line.patient.clone(), line.date - days_before)));
    }
    stage.inputs.roster = Some(roster);
    stage.inputs.consents = Some(consents);
}

/// The three tables of a run: fee schedules of some years, pair edits and unit limits of some quarters.
pub fn random_tables(seed: u64) -> Inputs {
    let mut dice = Dice::new(seed ^ 0x7AB1E);
    let slips: Vec<&str> = TYPING_ERRORS.iter().copied().filter(|_| dice.percent(20)).collect();
    let years: Vec<i32> = (2018..=2027).filter(|_| dice.percent(75)).collect();
    let fees = years.into_iter().map(|year| fee_release(&mut dice, year, &slips)).collect();
    let mut quarters: Vec<(i32, i32)> = Vec::new();
    for (year, month, day) in BASES {
        let base = days_from_civil(*year, *month, *day);
        quarters.extend([-100, -14, 0, 14, 100].map(|days| quarter_of(base + days)));
    }
    quarters.sort_unstable();
    quarters.dedup();
    let of_limits: Vec<(i32, i32)> = quarters.iter().copied().filter(|_| dice.percent(75)).collect();
    quarters.retain(|_| dice.percent(75));
    if dice.percent(30) {
        // Some users bring no new releases.
        quarters.truncate(quarters.len() * 2 / 3);
    }
    let limits = of_limits.into_iter().map(|quarter| limit_release(&mut dice, quarter)).collect();
    let mut edits = edits(&mut dice);
    // No release tells of an edit that begins after it.
    edits.retain(|edit| quarters.last().is_some_and(|last| edit.effective < first_after(*last)));
    let pairs = PairTable { quarters, edits };
    Inputs { fees: Some(fees), pairs: Some(pairs), limits: Some(limits), ..Inputs::default() }
}

/// A year's fees. Code 17110 changes its global days every year.
fn fee_release(dice: &mut Dice, year: i32, slips: &[&str]) -> FeeRelease {
    let mut rows: Vec<(String, &'static str)> = audited_codes().into_iter().map(|code| (code, "XXX")).collect();
    rows.extend(OTHER_CODES.iter().map(|(code, global)| ((*code).to_owned(), *global)));
    rows.push(("17110".to_owned(), if year % 2 == 0 { "010" } else { "000" }));
    rows.extend(slips.iter().map(|code| ((*code).to_owned(), "XXX")));
    rows.sort_unstable();
    let mut fee = |(code, global): (String, &'static str)| {
        let outside = i64::from(10 + dice.below(400));
        Fee { code, status: *dice.pick(&['A', 'A', 'A', 'I', 'B']), global, totals: (outside, outside * 4 / 5) }
    };
    let fees = rows.into_iter().map(&mut fee).collect();
    FeeRelease { year, factor: 320_000 + i64::from(dice.below(20_000)), fees }
}

/// The edits, most of them old and still in effect, some that began or ended about the worlds' dates.
fn edits(dice: &mut Dice) -> Vec<PairEdit> {
    let mut edits = Vec::new();
    for (column1, column2, indicator) in PAIRS {
        let (year, month, day) = *dice.pick(BASES);
        let turn = days_from_civil(year, month, day) + dice.below(3) - 1;
        let old = days_from_civil(2013, 1, 1);
        let row = |effective, deletion, indicator| PairEdit {
            column1: (*column1).to_owned(),
            column2: (*column2).to_owned(),
            effective,
            deletion,
            indicator,
        };
        match dice.below(6) {
            0 => edits.push(row(turn, None, *indicator)),
            1 => edits.push(row(old, Some(turn), *indicator)),
            2 => edits.extend([row(old, Some(turn), 1), row(turn + dice.below(2), None, *indicator)]),
            _ => edits.push(row(old, None, *indicator)),
        }
    }
    edits
}

/// The first date after a quarter.
fn first_after((year, quarter): (i32, i32)) -> i32 {
    if quarter == 4 { days_from_civil(year + 1, 1, 1) } else { days_from_civil(year, quarter * 3 + 1, 1) }
}

/// A quarter's limits; some audited codes have none.
fn limit_release(dice: &mut Dice, quarter: (i32, i32)) -> LimitRelease {
    let mut codes = audited_codes();
    codes.sort_unstable();
    codes.retain(|_| dice.percent(80));
    let mut limit = |code: String| {
        let units = if dice.percent(12) { 0 } else { *dice.pick(&[1, 1, 1, 2, 3, 6]) };
        UnitLimit { code, units, indicator: *dice.pick(&[1, 2, 2, 3]) }
    };
    LimitRelease { quarter, limits: codes.into_iter().map(&mut limit).collect() }
}
