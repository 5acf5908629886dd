//! How well the values of a column fit one of ours, in words that go into the layout. Looks at no name.

use super::profile::{Profile, Shape};
use crate::claim::{Field, FieldKind};

/// How well the values fit.
pub(super) struct Fit {
    /// Percent of the values that could be values of our column.
    pub(super) percent: u8,
    /// Whether few other columns have such values: then they speak for it, else they only do not speak against it.
    pub(super) is_telling: bool,
    /// What was seen.
    pub(super) says: String,
}

/// Percent from which nearly all values are meant.
pub(super) const NEARLY_ALL: u8 = 90;

fn fit(percent: u8, is_telling: bool, says: String) -> Fit {
    Fit { percent, is_telling, says }
}

/// How well a column's values fit a field; none where the column has no value.
pub(super) fn of(field: Field, profile: &Profile) -> Option<Fit> {
    if profile.values == 0 {
        return None;
    }
    Some(match field {
        Field::ProcedureCode => codes(profile),
        Field::RenderingNpi | Field::BillingNpi => npis(profile),
        Field::BillingTin => {
            let digits = profile.share(Shape::TaxNumber);
            let says = format!("{digits} % of the values are nine digits");
            fit(ids(profile).percent, NEARLY_ALL <= digits, says)
        }
        Field::RenderingTaxonomy => {
            let share = profile.share(Shape::Taxonomy);
            fit(share, true, format!("{share} % of the values are shaped like taxonomy codes"))
        }
        Field::RenderingSpecialty => {
            let (short, known) = (profile.share(Shape::Modifier), profile.share(Shape::Specialty));
            fit(
                short,
                false,
                format!("{short} % of the values have two characters, {known} % are specialties the rules know"),
            )
        }
        Field::PlaceOfService => {
            let share = profile.share(Shape::Place);
            fit(share, NEARLY_ALL <= share, format!("{share} % of the values are places of service"))
        }
        Field::Units => {
            let share = numbers(profile);
            fit(share, false, format!("{share} % of the values are numbers"))
        }
        Field::Minutes => {
            let share = numbers(profile).max(profile.share(Shape::Duration));
            fit(share, false, format!("{share} % of the values are durations"))
        }
        Field::BilledAmount | Field::AllowedAmount | Field::PaidAmount => amounts(profile),
        Field::LineNumber => {
            let share = profile.share(Shape::Integer);
            fit(share, false, format!("{share} % of the values are whole numbers"))
        }
        Field::ClaimFrequency => {
            let share = profile.share(Shape::Frequency);
            fit(share, false, format!("{share} % of the values are 1, 7 or 8"))
        }
        Field::Payer | Field::ClaimStatus => words(profile),
        Field::StartTime | Field::EndTime => times(profile),
        _ if field.kind() == FieldKind::Date => dates(profile),
        _ => ids(profile),
    })
}

/// How well values fit the family of modifiers.
pub(super) fn modifiers(profile: &Profile) -> Option<Fit> {
    let lists = profile.modifier_lists.values().sum();
    let count = profile.count(Shape::Modifier) + lists;
    let (share, common) = (profile.percent(count), profile.share(Shape::CommonModifier));
    let more = if lists > 0 { format!(", {} % hold several", profile.percent(lists)) } else { String::new() };
    let says = format!("{share} % of the values are shaped like modifiers{more}");
    (profile.values > 0).then(|| fit(share, NEARLY_ALL <= share && 20 <= common, says))
}

/// How well values fit the family of diagnoses.
pub(super) fn diagnoses(profile: &Profile) -> Option<Fit> {
    let lists = profile.diagnosis_lists.values().sum();
    // ICD-9 without dots looks like many other numbers.
    let count = profile.count(Shape::Icd10).max(profile.count(Shape::Icd9)) + lists;
    let (share, ten) = (profile.percent(count), profile.percent(profile.count(Shape::Icd10) + lists));
    let edition = if 50 <= ten { "ICD-10" } else { "ICD-9" };
    let more = if lists > 0 { format!(", {} % hold several", profile.percent(lists)) } else { String::new() };
    let says = format!("{share} % of the values are shaped like {edition} codes{more}");
    (profile.values > 0).then(|| fit(share, NEARLY_ALL <= ten, says))
}

/// Values that are a code, alone or with text behind it.
pub(super) fn n_codes(profile: &Profile) -> u64 {
    profile.count(Shape::Code) + profile.code_ends.values().sum::<u64>()
}

fn codes(profile: &Profile) -> Fit {
    let (share, known) = (profile.percent(n_codes(profile)), profile.share(Shape::KnownCode));
    let says = format!("{share} % of the values are shaped like procedure codes, {known} % are codes the rules know");
    // Five digits may also be a ZIP code or a diagnosis.
    fit(share, 2 <= known, says)
}

fn npis(profile: &Profile) -> Fit {
    let (digits, checked) = (profile.share(Shape::TenDigits), profile.share(Shape::NpiCheck));
    if digits < 50 {
        let says = format!("{digits} % of the values are ten digits: an identifier of another kind, which is allowed");
        return fit(ids(profile).percent, false, says);
    }
    let is_telling = 80 <= digits && profile.n_distinct() * 2 <= profile.values.max(20);
    let says = format!("{digits} % of the values are ten digits, {checked} % pass the NPI check");
    fit(digits, is_telling, says + dot_zero(profile))
}

fn dates(profile: &Profile) -> Fit {
    let reading = profile.dates.reading(&|_| None);
    let share = profile.percent(reading.dates);
    if NEARLY_ALL <= profile.percent(reading.serials) {
        let says = "the values are numbers that could be days since 1899-12-30, as spreadsheets count".to_owned();
        return fit(50, false, says);
    }
    let written = match (reading.patterns.as_slice(), &reading.undecided) {
        ([], None) => "are ISO dates".to_owned(),
        (patterns, None) => format!("are dates as {}", patterns.join(" or ")),
        (_, Some((month, day))) => format!("are dates as {month} or {day}"),
    };
    fit(share, true, format!("{share} % of the values {written}"))
}

/// How well values fit dates without a time of day.
pub(super) fn days(profile: &Profile) -> Option<Fit> {
    let reading = profile.dates.reading(&|_| None);
    let share = profile.percent(reading.dates.saturating_sub(reading.timed));
    (0 < profile.values).then(|| fit(share, true, format!("{share} % of the values are dates without a time")))
}

/// How well values fit durations, in numbers, clocks or words.
pub(super) fn durations(profile: &Profile) -> Option<Fit> {
    let share = profile.share(Shape::Duration);
    (0 < profile.values).then(|| fit(share, false, format!("{share} % of the values are durations")))
}

fn times(profile: &Profile) -> Fit {
    let clocks: u64 = profile.clocks.values().sum();
    let timed = profile.dates.reading(&|_| None).timed.max(profile.count(Shape::Moment));
    let share = profile.percent(clocks.max(timed));
    let kind = if timed < clocks { "times of day" } else { "dates with a time" };
    fit(share, true, format!("{share} % of the values are {kind}"))
}

fn numbers(profile: &Profile) -> u8 {
    profile.share(Shape::PointAmount).max(profile.share(Shape::CommaAmount))
}

fn amounts(profile: &Profile) -> Fit {
    let share = numbers(profile);
    let decimals = profile.percent(profile.count(Shape::PointDecimals).max(profile.count(Shape::CommaDecimals)));
    let says = format!("{share} % of the values are amounts, {decimals} % have decimals");
    fit(share, 50 <= decimals, says)
}

fn words(profile: &Profile) -> Fit {
    if profile.has_many_words() {
        return fit(30, false, "it has more different values than a set of words".to_owned());
    }
    let n = profile.n_distinct();
    let says = if n == 1 { "it has one value".to_owned() } else { format!("it has {n} different values") };
    fit(100, false, says)
}

/// Identifiers: one word, neither date nor amount; damage is told.
fn ids(profile: &Profile) -> Fit {
    let bad = profile.count(Shape::Spaced)
        + profile.count(Shape::PointDecimals).saturating_sub(profile.count(Shape::DotZero))
        + profile.count(Shape::Scientific);
    let share = 100_u8.saturating_sub(profile.percent(bad));
    let per_value = profile.values.checked_div(profile.n_distinct()).unwrap_or(0);
    let mut says = match per_value {
        0 | 1 => "nearly every value is another".to_owned(),
        rows => format!("each value stands in {rows} rows on average"),
    };
    if profile.count(Shape::Scientific) > 0 {
        let lost = profile.share(Shape::Scientific);
        says = format!("{says}; at least {lost} % lost their digits to a spreadsheet (1.2E+15) and will be rejected");
    }
    says.push_str(dot_zero(profile));
    fit(share, false, says)
}

/// What spreadsheets leave behind identifiers, as a part of a sentence.
fn dot_zero(profile: &Profile) -> &'static str {
    if profile.count(Shape::DotZero) > 0 { "; a trailing .0 is dropped when the file is read" } else { "" }
}
