//! The people, payers, days and amounts of the random worlds.
//!
//! What it is: lists to pick from. No tax number is nine equal digits, which stand for none.
//! What it is not: real clinicians, payers or prices.

use super::dice::Dice;

/// National identifier, tax number, specialty and taxonomy of the clinicians.
pub(super) const CLINICIANS: &[(&str, &str, &str, &str)] = &[
    ("1234567802", "120000001", "08", "207Q00000X"),
    ("1234567810", "120000001", "08", "207Q00000X"),
    ("1234567828", "120000001", "06", "207RC0000X"),
    ("1234567836", "120000001", "50", "363L00000X"),
    ("1234567844", "120000001", "65", "225100000X"),
    ("1234567851", "230000002", "08", "208D00000X"),
    ("1234567869", "230000002", "97", "363A00000X"),
    ("1234567877", "230000002", "80", "1041C0700X"),
    ("1234567885", "230000002", "65", "225X00000X"),
    ("1234567893", "230000002", "89", "364S00000X"),
    ("1234567901", "340000003", "42", "367A00000X"),
    ("1234567919", "340000003", "15", "235Z00000X"),
];
/// Where worlds are centred: ordinary days, and days about which codes, months, years and leap years end.
pub(super) const BASES: &[(i32, i32, i32)] = &[
    (2025, 6, 16),
    (2025, 3, 31),
    (2025, 12, 31),
    (2026, 5, 18),
    (2026, 9, 1),
    (2026, 12, 31),
    (2027, 2, 1),
    (2023, 9, 4),
    (2019, 12, 31),
    (2020, 12, 31),
    (2024, 12, 31),
    (2024, 12, 31),
    (2024, 2, 28),
    (2022, 12, 31),
];
/// The four payers of the rulebook, one more, and nobody.
pub(super) const PAYERS: &[Option<&str>] = &[
    Some("medicare"),
    Some("medicare"),
    Some("medicare"),
    Some("medicare_advantage"),
    Some("medicaid"),
    Some("commercial"),
    Some("commercial"),
    Some("other"),
    None,
];
/// Allowed and paid cents; the payer may say neither, and pays no more than it allows.
pub(super) fn amounts(dice: &mut Dice) -> (Option<i64>, Option<i64>) {
    let (paid, rest) = (i64::from(1 + dice.below(20_000)), i64::from(dice.below(3)) * 700);
    (dice.percent(75).then_some(paid + rest), dice.percent(85).then_some(paid))
}
