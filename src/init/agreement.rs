//! Whether files whose columns are those of a shipped layout are also written as it says: delimiter, header, dates,
//! decimals. Reads no file.

use super::profile::{Profile, Shape};
use super::survey::Survey;
use crate::claim::{DateFormat, Day, DecimalMark, Field};
use crate::load::format::Delimiter;
use crate::load::{Layout, column_key};

/// What stands against reading the files with the layout; empty when nothing does.
pub(super) fn disagreements(name: &str, surveys: &[Survey]) -> Vec<String> {
    let Ok(layout) = Layout::find(name) else { return Vec::new() };
    let mut found: Vec<String> = surveys.iter().flat_map(|survey| in_file(&layout, survey)).collect();
    found.dedup();
    found
}

fn in_file(layout: &Layout, survey: &Survey) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(dialect) = &survey.dialect {
        if let Delimiter::Byte(byte) = layout.format.delimiter
            && byte != dialect.delimiter
        {
            found.push("another character stands between the fields".to_owned());
        }
        if layout.format.skip_rows != dialect.skip_rows {
            found.push("rows stand before the header".to_owned());
        }
    }
    if survey.dialect.is_none() && layout.format.skip_rows != survey.sheet_skip {
        found.push("rows stand before the header".to_owned());
    }
    if !dates_are_read(layout, survey) {
        found.push("service dates are written another way".to_owned());
    }
    let paid = column_of(layout, survey, Field::PaidAmount).map(|index| &survey.profiles[index]);
    let has_commas = paid.is_some_and(|paid| paid.count(Shape::PointDecimals) < paid.count(Shape::CommaDecimals));
    if layout.notation.decimal == DecimalMark::Point && has_commas {
        found.push("amounts have a decimal comma".to_owned());
    }
    found
}

/// Where the file has the first column a field is taken from.
fn column_of(layout: &Layout, survey: &Survey, field: Field) -> Option<usize> {
    let (_, value) = layout.columns.iter().find(|(known, _)| *known == field)?;
    let name = value.origin.columns().first()?.replace("{i}", "1");
    survey.names.iter().position(|theirs| column_key(theirs) == column_key(&name))
}

/// The values of the column a field is taken from, in all files.
pub(super) fn profile_of(name: &str, surveys: &[Survey], field: Field) -> Option<Profile> {
    let layout = Layout::find(name).ok()?;
    let profiles = surveys.iter().filter_map(|survey| Some(&survey.profiles[column_of(&layout, survey, field)?]));
    profiles.fold(None, |all, profile| {
        let mut all: Profile = all.unwrap_or_default();
        all.merge(profile);
        Some(all)
    })
}

/// Whether nearly every service date of the first rows can be read.
fn dates_are_read(layout: &Layout, survey: &Survey) -> bool {
    let Some(index) = column_of(layout, survey, Field::ServiceDate) else { return true };
    let own = layout.dates_of(Field::ServiceDate);
    let formats = if own.is_empty() { &layout.notation.dates } else { own };
    let reads = |text: &str| {
        let iso = Day::parse(text, &DateFormat::Iso).is_some();
        iso || formats.iter().any(|format| Day::parse(text, format).is_some())
    };
    let texts = survey.kept.iter().map(|row| row[index].trim()).filter(|text| !text.is_empty());
    let (read, unread): (Vec<&str>, Vec<&str>) = texts.partition(|text| reads(text));
    unread.len() * 10 <= read.len()
}
