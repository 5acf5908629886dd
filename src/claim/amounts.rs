//! Money and units as integers, parsed from text. Never goes through a binary float.

use std::fmt;

/// Money in whole US cents; negative for reversals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

/// Billed units in ten-thousandths (1.5 units = 15,000), because some feeds bill fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units(pub i64);

/// The character that stands between whole units and fractions in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

/// Why a text is not an amount. The text itself is never repeated: it may be patient data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not a number in the expected notation.
    NotANumber,
    /// More decimals than the unit can hold exactly.
    TooPrecise,
    /// Too large for 64 bits.
    TooLarge,
    /// It can be read in two ways.
    Ambiguous,
}

impl Cents {
    /// Parses `12.5`, `-45.00`, `(45.00)`, `$1,234.56`, and what accounting programs print: `$ 92.50`, `$(92.50)`,
    /// `92.50-`, `92.50 CR`, `$ -` for nothing. Errors on fractions of a cent.
    pub fn parse(text: &str, mark: DecimalMark) -> Result<Self, AmountError> {
        let found = Undressed::of(text, &MONEY_MARKS);
        if found.has_currency && found.signs == 1 && found.number.is_empty() {
            // How a spreadsheet's accounting format prints a zero.
            return Ok(Self(0));
        }
        found.scaled(mark, 2).map(Self)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs();
        write!(out, "{sign}{}.{:02}", whole / 100, whole % 100)
    }
}

impl Units {
    /// One unit, the default when a file does not say.
    pub const ONE: Self = Self(10_000);

    /// Parses `1`, `1.0`, `-2`, `1.72`; errors beyond four decimals.
    pub fn parse(text: &str, mark: DecimalMark) -> Result<Self, AmountError> {
        parse_scaled(text, mark, 4).map(Self)
    }

    /// The given number of whole units.
    pub const fn whole(n: i64) -> Self {
        Self(n * 10_000)
    }
}

impl fmt::Display for Units {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ten_thousandths(self.0, out)
    }
}

fn write_ten_thousandths(value: i64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let whole = value.unsigned_abs() / 10_000;
    let fraction = value.unsigned_abs() % 10_000;
    if fraction == 0 {
        return write!(out, "{sign}{whole}");
    }
    let digits = format!("{fraction:04}");
    write!(out, "{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// The largest amount accepted: a billion dollars, or ten million units. A line beyond that is a mistake, and sums over
/// a hundred million lines stay within 64 bits.
const LARGEST: i64 = 100_000_000_000;

/// Parses a decimal text, a sign at most around it, into an integer of `10^-scale` units.
pub(super) fn parse_scaled(text: &str, mark: DecimalMark, scale: usize) -> Result<i64, AmountError> {
    Undressed::of(text, &[]).scaled(mark, scale)
}

/// What stands around a sum of money, longest first: currency, credit and debit.
const MONEY_MARKS: [(&str, bool); 6] =
    [("US$", false), ("USD", false), ("$", false), ("CREDIT", true), ("CR", true), ("DR", false)];

/// A number without what stands around it.
struct Undressed<'a> {
    number: &'a str,
    /// How many signs of "less than nothing" there were.
    signs: u32,
    /// Whether there was a currency.
    has_currency: bool,
    /// Whether a parenthesis lacks its other half, or another sign contradicts it.
    is_broken: bool,
}

impl<'a> Undressed<'a> {
    /// Takes signs, parentheses and the given marks (with whether each takes away) from both ends.
    fn of(text: &'a str, marks: &[(&str, bool)]) -> Self {
        let mut found = Self { number: text.trim(), signs: 0, has_currency: false, is_broken: false };
        let mut has_plus = false;
        loop {
            let before = found.number;
            if let Some(inner) = before.strip_prefix('(') {
                found.is_broken |= !before.ends_with(')');
                found.signs += 1;
                found.number = inner.strip_suffix(')').unwrap_or(inner).trim();
            } else if let Some(rest) = before.strip_prefix(['-', '\u{2212}']).or_else(|| before.strip_suffix('-')) {
                found.signs += 1;
                found.number = rest.trim();
            } else if let Some(rest) = before.strip_prefix('+').filter(|_| !has_plus) {
                has_plus = true;
                found.number = rest.trim();
            } else if let Some((rest, takes_away)) = marks.iter().find_map(|mark| without(before, *mark)) {
                found.is_broken |= takes_away && found.signs > 0;
                found.signs += u32::from(takes_away);
                found.has_currency |= !takes_away;
                found.number = rest.trim();
            }
            if found.number == before {
                return found;
            }
        }
    }

    fn scaled(&self, mark: DecimalMark, scale: usize) -> Result<i64, AmountError> {
        if self.is_broken || self.signs > 1 {
            return Err(AmountError::NotANumber);
        }
        let value = scaled(self.number, mark, scale)?;
        Ok(if self.signs == 1 { -value } else { value })
    }
}

/// A text without a mark at one of its ends, and whether the mark takes away.
fn without<'a>(text: &'a str, (mark, takes_away): (&str, bool)) -> Option<(&'a str, bool)> {
    let is_mark = |part: &str| part.eq_ignore_ascii_case(mark);
    let front = text.split_at_checked(mark.len()).filter(|(front, _)| is_mark(front)).map(|(_, rest)| rest);
    let end = || {
        let at = text.len().checked_sub(mark.len())?;
        text.split_at_checked(at).filter(|(_, end)| is_mark(end)).map(|(rest, _)| rest)
    };
    front.or_else(end).map(|rest| (rest, takes_away))
}

/// Parses digits with a decimal mark and thousands separators.
fn scaled(body: &str, mark: DecimalMark, scale: usize) -> Result<i64, AmountError> {
    let (point, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = body.split_once(point).unwrap_or((body, ""));
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '\u{2019}');
    // Some countries put spaces or apostrophes between thousands; never two kinds at once.
    let group = whole.chars().find(|c| is_space(*c)).unwrap_or(group);
    let whole = ungroup(whole, group)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (whole.is_empty() && fraction.is_empty()) {
        return Err(AmountError::NotANumber);
    }
    let (kept, carry) = round_float_noise(fraction, scale)?;
    let mut value: i64 = 0;
    for digit in whole.bytes().chain(kept.bytes()) {
        value =
            value.checked_mul(10).and_then(|v| v.checked_add(i64::from(digit - b'0'))).ok_or(AmountError::TooLarge)?;
    }
    for _ in kept.len()..scale {
        value = value.checked_mul(10).ok_or(AmountError::TooLarge)?;
    }
    value.checked_add(carry).filter(|value| *value <= LARGEST).ok_or(AmountError::TooLarge)
}

/// Removes thousands separators, which must stand before groups of exactly three digits.
fn ungroup(whole: &str, separator: char) -> Result<String, AmountError> {
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or("");
    let mut digits = String::with_capacity(whole.len());
    digits.push_str(first);
    for group in groups {
        if group.len() != 3 || !(1..=3).contains(&first.len()) {
            return Err(AmountError::NotANumber);
        }
        digits.push_str(group);
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) { Ok(digits) } else { Err(AmountError::NotANumber) }
}

/// Cuts a fraction to `scale` digits. Exact values pass; so does the noise a binary float leaves far behind the last
/// digit that counts (`12.340000000000001`, `0.29999999999999998`). Anything else would need rounding, and is refused.
fn round_float_noise(fraction: &str, scale: usize) -> Result<(&str, i64), AmountError> {
    if fraction.len() <= scale {
        return Ok((fraction, 0));
    }
    let (kept, rest) = fraction.split_at(scale);
    if rest.bytes().all(|b| b == b'0') {
        return Ok((kept, 0));
    }
    match rest.as_bytes().get(..6) {
        Some(b"000000") => Ok((kept, 0)),
        Some(b"999999") => Ok((kept, 1)),
        _ => Err(AmountError::TooPrecise),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(text: &str) -> Result<i64, AmountError> {
        Cents::parse(text, DecimalMark::Point).map(|c| c.0)
    }

    #[test]
    fn money_is_exact_in_every_notation() {
        assert_eq!(cents("1,234.56"), Ok(123_456));
        assert_eq!(cents("1234,567"), Err(AmountError::NotANumber));
        assert_eq!(cents("(45.00)"), Ok(-4_500));
        assert_eq!(cents("-45.00"), Ok(-4_500));
        assert_eq!(cents("$-3.5"), Ok(-350));
        assert_eq!(cents(".5"), Ok(50));
        assert_eq!(cents("15.0000"), Ok(1_500));
        assert_eq!(cents("12.340000000000001"), Ok(1_234));
        assert_eq!(cents("0.28999999999999998"), Ok(29));
        assert_eq!(Cents::parse("1.234,56", DecimalMark::Comma), Ok(Cents(123_456)));
        assert_eq!(Cents(-5).to_string(), "-0.05");
    }

    #[test]
    fn what_is_not_money_is_refused() {
        for bad in ["", "-", ".", "1,23", "12.34.5", "abc", "1e3", "(4", "--4", "1 2"] {
            assert_eq!(cents(bad), Err(AmountError::NotANumber), "{bad}");
        }
        assert_eq!(cents("12.345"), Err(AmountError::TooPrecise));
        assert_eq!(cents("99999999999999999999"), Err(AmountError::TooLarge));
        assert_eq!(cents("92233720368547758.07"), Err(AmountError::TooLarge));
    }

    #[test]
    fn units_keep_fractions() {
        assert_eq!(Units::parse("1.5", DecimalMark::Point).map(|u| u.to_string()), Ok("1.5".to_owned()));
        assert_eq!(Units::parse("$1", DecimalMark::Point), Err(AmountError::NotANumber));
    }

    #[test]
    fn money_as_accounting_programs_print_it() {
        for text in ["$ 92.50", "92.50 ", "US$92.50", "92.50 USD", "92.50 DR", "+92.50", "$+92.50"] {
            assert_eq!(cents(text), Ok(9_250), "{text}");
        }
        let taken = [
            "$(92.50)",
            "($92.50)",
            "($ 92.50)",
            "92.50-",
            "$92.50-",
            "92.50 CR",
            "92.50cr",
            "$ 92.50 CR",
            "-$92.50",
            "- 92.50",
            "$ -92.50",
            "\u{2212}92.50",
            "(92.50)",
            " $ (92.50) ",
        ];
        for text in taken {
            assert_eq!(cents(text), Ok(-9_250), "{text}");
        }
        for nothing in ["$ -", " $ -   ", "$-", "-$"] {
            assert_eq!(cents(nothing), Ok(0), "{nothing}");
        }
        for spaced in ["1 234.56", "1\u{a0}234.56", "1'234.56"] {
            assert_eq!(cents(spaced), Ok(123_456), "{spaced}");
        }
        assert_eq!(Cents::parse("1 234,56 $", DecimalMark::Comma), Ok(Cents(123_456)));
        for bad in [
            "$",
            "CR",
            "(92.50",
            "92.50)",
            "(-92.50)",
            "-92.50-",
            "-92.50 CR",
            "92.50 EUR",
            "92,50",
            "1 2",
            "1,234'567",
            "$ x",
        ] {
            assert_eq!(cents(bad), Err(AmountError::NotANumber), "{bad}");
        }
    }
}
