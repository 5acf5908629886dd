//! Money, units and minutes as integers, parsed from text. Never goes through a binary float.

use std::fmt;

/// Money in whole US cents; negative for reversals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

/// Billed units in ten-thousandths (1.5 units = 15,000), because some feeds bill fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units(pub i64);

/// Recorded minutes in ten-thousandths of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(pub i64);

impl Minutes {
    /// One minute.
    pub const ONE: i64 = 10_000;
}

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
}

impl Cents {
    /// Parses `12.5`, `-45.00`, `(45.00)`, `$1,234.56`; errors on fractions of a cent.
    pub fn parse(text: &str, mark: DecimalMark) -> Result<Self, AmountError> {
        parse_scaled(text, mark, 2).map(Self)
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

impl Minutes {
    /// Parses `12`, `12.5`; errors beyond four decimals.
    pub fn parse(text: &str, mark: DecimalMark) -> Result<Self, AmountError> {
        parse_scaled(text, mark, 4).map(Self)
    }

    /// Completed minutes: the fraction is dropped, as the rulebook says of logged time.
    pub const fn completed(self) -> i64 {
        self.0.div_euclid(10_000)
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

/// Parses a decimal text into an integer of `10^-scale` units.
fn parse_scaled(text: &str, mark: DecimalMark, scale: usize) -> Result<i64, AmountError> {
    let (negative, body) = strip_sign(text.trim())?;
    let (point, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = body.split_once(point).unwrap_or((body, ""));
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
    value = value.checked_add(carry).filter(|value| *value <= LARGEST).ok_or(AmountError::TooLarge)?;
    Ok(if negative { -value } else { value })
}

/// Removes a currency sign and the three notations of "negative".
fn strip_sign(text: &str) -> Result<(bool, &str), AmountError> {
    if let Some(inner) = text.strip_prefix('(') {
        let inner = inner.strip_suffix(')').ok_or(AmountError::NotANumber)?;
        return Ok((true, inner.trim().trim_start_matches('$')));
    }
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.trim_start_matches('$');
    match rest.strip_prefix('-') {
        Some(inner) if !negative => Ok((true, inner)),
        Some(_) => Err(AmountError::NotANumber),
        None => Ok((negative, rest)),
    }
}

/// Removes thousands separators, which must stand before groups of exactly three digits.
fn ungroup(whole: &str, separator: char) -> Result<String, AmountError> {
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or("");
    let mut digits = String::with_capacity(whole.len());
    digits.push_str(first);
    for group in groups {
        if group.len() != 3 || first.is_empty() {
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
    fn units_and_minutes_keep_fractions() {
        assert_eq!(Units::parse("1.5", DecimalMark::Point).map(|u| u.to_string()), Ok("1.5".to_owned()));
        assert_eq!(Minutes::parse("10.99", DecimalMark::Point).map(Minutes::completed), Ok(10));
    }
}
