//! Tells how a column writes its dates, from all its values at once. Where month and day could be either, it says so
//! and does not choose.

use std::collections::BTreeMap;

use crate::claim::Day;

/// How often each notation was met. A notation is a pattern with `{a}` and `{b}` for month and day in either order.
#[derive(Clone, Debug, Default)]
pub(super) struct DateTally {
    iso: u64,
    /// Per notation: values that can only be month first, only day first, and either.
    notations: BTreeMap<String, [u64; 3]>,
    /// Values with a time of day.
    timed: u64,
    /// Whole numbers that could be days since 1899-12-30, from 2000 to 2050.
    serials: u64,
}

/// Which comes first where both are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    MonthFirst,
    DayFirst,
}

/// How a column writes its dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DateReading {
    /// Values that are dates in any notation.
    pub(super) dates: u64,
    /// Values with a time of day.
    pub(super) timed: u64,
    /// Numbers that could be the day numbers of a spreadsheet.
    pub(super) serials: u64,
    /// Patterns besides ISO, most frequent first; those that are undecided are left out.
    pub(super) patterns: Vec<String>,
    /// What could not be decided: the pattern with the month first, and with the day first.
    pub(super) undecided: Option<(String, String)>,
    /// Every notation met, ISO among them, with its values, the most frequent first.
    pub(super) met: Vec<(String, u64)>,
    /// Values that can only be read month first, and only day first, where there are both.
    pub(super) contradicts: Option<(u64, u64)>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// One date as it is written: a notation, and which orders are possible.
struct Written {
    notation: String,
    month_first: bool,
    day_first: bool,
}

/// Whether a text is a date in any notation.
pub(super) fn is_date(text: &str) -> bool {
    is_iso(text) || written(text).is_some()
}

fn is_iso(text: &str) -> bool {
    Day::parse_iso(text).is_some_and(is_plausible)
}

/// Sentinels such as 9999-12-31 count as dates; the year 1009 does not.
fn is_plausible(day: Day) -> bool {
    day.ymd().is_some_and(|(year, ..)| (1900..=2100).contains(&year) || matches!(year, 1000 | 9999))
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    i32::try_from(year).ok().and_then(|year| Day::from_ymd(year, month, day)).is_some_and(is_plausible)
}

fn written(text: &str) -> Option<Written> {
    if let Some(found) = named_month(text).or_else(|| named_month_and_time(text)) {
        return Some(found);
    }
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let time = time_pattern(time)?;
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        let (a, b, year) = (number(&date[..2])?, number(&date[2..4])?, number(&date[4..])?);
        return either(a, b, year, format!("{{a}}{{b}}%Y{time}"));
    }
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = date.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next().filter(|_| parts.next().is_none())?);
    if a.len() == 4 {
        let notation = format!("%Y{separator}%m{separator}%d{time}");
        let fits = is_day(number(a)?, number(b)?, number(c)?);
        return fits.then_some(Written { notation, month_first: true, day_first: true });
    }
    let (year, mark) = year_of(c)?;
    either(number(a)?, number(b)?, year, format!("{{a}}{separator}{{b}}{separator}{mark}{time}"))
}

fn either(a: u32, b: u32, year: u32, notation: String) -> Option<Written> {
    let (month_first, day_first) = (is_day(year, a, b), is_day(year, b, a));
    (month_first || day_first).then_some(Written { notation, month_first, day_first })
}

/// A year of four or two digits, with its pattern.
fn year_of(text: &str) -> Option<(u32, &'static str)> {
    match text.len() {
        4 => Some((number(text)?, "%Y")),
        // As `chrono` reads them.
        2 => number(text).map(|year| (if year < 70 { 2000 + year } else { 1900 + year }, "%y")),
        _ => None,
    }
}

fn number(text: &str) -> Option<u32> {
    if (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// `27-OCT-1999`, `27 Oct 99`, `27OCT1999`, `Oct 27, 1999`.
fn named_month(text: &str) -> Option<Written> {
    let start = text.find(|c: char| c.is_ascii_alphabetic())?;
    let length = text[start..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len() - start);
    let word = text[start..start + length].to_lowercase();
    let place = MONTHS.iter().position(|month| *month == word || month[..3] == word)?;
    let mark = if word.len() == 3 { "%b" } else { "%B" };
    let (before, after) = (&text[..start], &text[start + length..]);
    let (day, year, notation) = if before.is_empty() {
        let (day, year) = after.trim_start().split_once(", ")?;
        (day, year, format!("{mark} %d, "))
    } else {
        let separator = before.trim_start_matches(|c: char| c.is_ascii_digit());
        let year = after.strip_prefix(separator)?;
        (before.strip_suffix(separator)?, year, format!("%d{separator}{mark}{separator}"))
    };
    let (year, year_mark) = year_of(year)?;
    let fits = is_day(year, u32::try_from(place).ok()? + 1, number(day)?);
    fits.then_some(Written { notation: format!("{notation}{year_mark}"), month_first: true, day_first: true })
}

/// `27-OCT-1999 08:05:00`, `Oct 27, 2025 1:05 PM`.
fn named_month_and_time(text: &str) -> Option<Written> {
    let spaces = text.match_indices(' ').map(|(place, _)| place);
    spaces.filter(|_| text.contains(':')).find_map(|place| {
        let time = time_pattern(&text[place + 1..]).filter(|time| !time.is_empty())?;
        let date = named_month(&text[..place])?;
        Some(Written { notation: format!("{}{time}", date.notation), ..date })
    })
}

/// The pattern of a time of day without a date: `%H:%M`.
pub(super) fn clock_pattern(text: &str) -> Option<&'static str> {
    if text.contains(':') && text.len() <= 11 { time_pattern(text).map(str::trim_start) } else { None }
}

/// The pattern of a time of day behind a date; empty for none.
fn time_pattern(time: &str) -> Option<&'static str> {
    if time.is_empty() {
        return Some("");
    }
    let half = time.to_uppercase();
    let (clock, space, half) = match half.strip_suffix("AM").or_else(|| half.strip_suffix("PM")) {
        Some(clock) => (clock.trim_end().to_owned(), clock.ends_with(' '), true),
        None => (half, false, false),
    };
    let parts: Vec<u32> = clock.split(':').map(number).collect::<Option<_>>()?;
    match (parts.as_slice(), half, space) {
        ([0..24, 0..60], false, _) => Some(" %H:%M"),
        ([0..24, 0..60, 0..61], false, _) => Some(" %H:%M:%S"),
        ([1..13, 0..60], true, true) => Some(" %I:%M %p"),
        ([1..13, 0..60, 0..61], true, true) => Some(" %I:%M:%S %p"),
        ([1..13, 0..60], true, false) => Some(" %I:%M%p"),
        ([1..13, 0..60, 0..61], true, false) => Some(" %I:%M:%S%p"),
        _ => None,
    }
}

impl DateTally {
    /// Looks at one value that is not blank.
    pub(super) fn add(&mut self, text: &str) {
        self.serials +=
            u64::from(text.len() == 5 && text.parse().is_ok_and(|day: u32| (36_526..54_788).contains(&day)));
        if !(6..=40).contains(&text.len()) || !text.is_ascii() {
            return;
        }
        if is_iso(text) {
            self.iso += 1;
            self.timed += u64::from(text.len() > 10);
        } else if let Some(found) = written(text) {
            self.timed += u64::from(found.notation.contains(':'));
            let counts = self.notations.entry(found.notation).or_default();
            counts[if !found.day_first {
                0
            } else if found.month_first {
                2
            } else {
                1
            }] += 1;
        }
    }

    /// The order that the values of a notation decide, when they do and do not contradict each other.
    pub(super) fn orders(&self) -> impl Iterator<Item = (&str, Order)> {
        self.notations.iter().filter(|(notation, _)| notation.contains("{a}")).filter_map(|(notation, counts)| {
            let order = order_of(*counts)?;
            Some((notation.as_str(), order))
        })
    }

    /// Whether a value still to come could decide what is undecided.
    pub(super) fn is_open(&self) -> bool {
        self.notations.iter().any(|(notation, counts)| notation.contains("{a}") && counts[0] + counts[1] == 0)
    }

    /// How the column writes its dates; `known` decides notations that the column's own values leave open.
    pub(super) fn reading(&self, known: &dyn Fn(&str) -> Option<Order>) -> DateReading {
        let counted = |counts: &[u64; 3]| counts.iter().sum::<u64>();
        let mut by_count: Vec<_> = self.notations.iter().collect();
        by_count.sort_by_key(|(_, counts)| std::cmp::Reverse(counted(counts)));
        let in_notations: u64 = self.notations.values().map(counted).sum();
        let (dates, timed, serials) = (self.iso + in_notations, self.timed, self.serials);
        let mut reading = DateReading { dates, timed, serials, ..DateReading::default() };
        if 0 < self.iso {
            reading.met.push(("%Y-%m-%d".to_owned(), self.iso));
        }
        for (notation, counts) in by_count {
            let n = counted(counts);
            let [month_first, day_first] = [("%m", "%d"), ("%d", "%m")].map(|(a, b)| filled(notation, a, b));
            let either = order_of(*counts) == Some(Order::DayFirst);
            reading.met.push((if either { day_first.clone() } else { month_first.clone() }, n));
            if !notation.contains("{a}") {
                reading.patterns.push(month_first);
                continue;
            }
            if counts[0] > 0 && counts[1] > 0 {
                reading.contradicts = Some((counts[0], counts[1]));
            }
            match order_of(*counts).or_else(|| known(notation).filter(|_| counts[0] + counts[1] == 0)) {
                Some(Order::MonthFirst) => reading.patterns.push(month_first),
                Some(Order::DayFirst) => reading.patterns.push(day_first),
                None => reading.undecided = reading.undecided.or(Some((month_first, day_first))),
            }
        }
        reading.met.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        reading
    }

    /// Adds what another column counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.iso += other.iso;
        self.timed += other.timed;
        self.serials += other.serials;
        for (notation, counts) in &other.notations {
            let own = self.notations.entry(notation.clone()).or_default();
            for (own, count) in own.iter_mut().zip(counts) {
                *own += count;
            }
        }
    }
}

fn filled(notation: &str, a: &str, b: &str) -> String {
    notation.replace("{a}", a).replace("{b}", b)
}

/// A hundred to one is a typing mistake; less is two notations in one column.
const fn order_of([month, day, _]: [u64; 3]) -> Option<Order> {
    if 0 < month && day * 100 <= month {
        Some(Order::MonthFirst)
    } else if 0 < day && month * 100 <= day {
        Some(Order::DayFirst)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(values: &[&str]) -> DateReading {
        let mut tally = DateTally::default();
        for value in values {
            tally.add(value);
        }
        tally.reading(&|_| None)
    }

    #[test]
    fn one_day_beyond_the_twelfth_decides() {
        assert_eq!(reading(&["08/07/2024", "01/13/2024"]).patterns, ["%m/%d/%Y"]);
        assert_eq!(reading(&["08/07/2024", "13/01/2024"]).patterns, ["%d/%m/%Y"]);
        assert_eq!(reading(&["7/14/2020 9:54:00 AM"]).patterns, ["%m/%d/%Y %I:%M:%S %p"]);
    }

    #[test]
    fn a_named_month_may_have_a_time_behind_it() {
        assert_eq!(reading(&["1-SEP-2025 08:05:00"]).patterns, ["%d-%b-%Y %H:%M:%S"]);
        let found = reading(&["Oct 01, 2025 01:05 PM", "Oct 12, 2025 11:05 PM"]);
        assert_eq!((found.patterns.as_slice(), found.timed), (&["%b %d, %Y %I:%M %p".to_owned()][..], 2));
        assert_eq!(reading(&["Oct 01, 2025 late"]).dates, 0);
    }

    #[test]
    fn without_one_it_stays_open() {
        let open = reading(&["08/07/2024", "01/02/2024"]);
        assert_eq!(open.undecided, Some(("%m/%d/%Y".to_owned(), "%d/%m/%Y".to_owned())));
        assert!(open.patterns.is_empty() && open.dates == 2);
    }

    #[test]
    fn two_orders_in_one_column_are_not_settled() {
        let mixed = reading(&["01/13/2024", "13/01/2024"]);
        assert_eq!((mixed.contradicts, mixed.undecided.is_some()), (Some((1, 1)), true));
    }

    #[test]
    fn other_notations() {
        for (text, pattern) in [
            ("27-OCT-1999", "%d-%b-%Y"),
            ("27OCT1999", "%d%b%Y"),
            ("Oct 27, 1999", "%b %d, %Y"),
            ("27 Oct 99", "%d %b %y"),
            ("2024/02/29", "%Y/%m/%d"),
            ("29.02.24", "%d.%m.%y"),
            ("12312024", "%m%d%Y"),
        ] {
            assert_eq!(reading(&[text]).patterns, [pattern], "{text}");
        }
        assert_eq!(reading(&["2025-10-09", "20251009", "2025-10-09T10:00:00Z"]).dates, 3);
        for text in ["99213", "1234567893", "10.20", "1/2", "2025-13-01", "Mayor 1, 2024", "02/30/2024"] {
            assert_eq!(reading(&[text]).dates, 0, "{text}");
        }
    }
}
