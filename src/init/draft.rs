//! Turns matched columns into the entries of a layout: how dates and amounts are written, which cells are cut, what
//! stays undecided. Writes no file.

use std::collections::BTreeMap;

use super::dates::{DateReading, Order};
use super::durations;
use super::matching::{HIGH, MEDIUM, Matches, Scored};
use super::profile::{self, Profile, Shape};
use super::survey::Survey;
use super::values::{Values, code_values, date_values, payer_values, quoted, time_values};
use super::wide::{Candidate, Candidates};
use super::words::{self, Meanings};
use crate::claim::{DecimalMark, Field, FieldKind};

/// One way to fill a column of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The column or columns of the file.
    pub theirs: String,
    /// The value as a layout writes it.
    pub value: String,
    /// How sure it is, in percent.
    pub percent: u8,
    /// Why.
    pub reason: String,
}

impl Choice {
    /// How sure it is, in a word.
    pub const fn certainty(&self) -> &'static str {
        if HIGH <= self.percent {
            "high"
        } else if MEDIUM <= self.percent {
            "medium"
        } else {
            "low"
        }
    }
}

/// What is proposed for one column of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key in `[columns]`.
    pub ours: String,
    /// The choices, best first.
    pub choices: Vec<Choice>,
    /// Whether the first choice is taken; else a person has to choose.
    pub is_decided: bool,
    /// Whether a line needs it.
    pub is_needed: bool,
    /// Why nothing was taken, or what to mind.
    pub remark: Option<String>,
}

/// The entries of a layout and what goes with them.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) entries: Vec<Entry>,
    /// Patterns of `[format] date`.
    pub(super) dates: Vec<String>,
    /// Whether amounts have a decimal comma.
    pub(super) has_decimal_comma: bool,
    /// Whether no amount has decimals: they may be cents.
    pub(super) may_be_cents: bool,
    /// What the words of the status column mean.
    pub(super) status: Option<Meanings>,
    /// What should be said besides.
    pub(super) remarks: Vec<String>,
    /// Columns that nothing uses.
    pub(super) unused: Vec<String>,
}

/// Percent of the cells from which a column is taken to hold lists or composites.
pub(super) const OFTEN: u8 = 5;

/// Drafts the layout.
pub(super) fn draft(survey: &Survey, candidates: &Candidates, matches: &Matches) -> Draft {
    let mut drafter = Drafter { survey, all: &candidates.all, readings: BTreeMap::new(), draft: Draft::default() };
    drafter.draft.remarks.clone_from(&candidates.remarks);
    drafter.settle_dates(matches);
    drafter.settle_amounts(matches);
    for found in &matches.fields {
        let entry = drafter.entry(found.field, &found.choices, found.is_tie);
        drafter.draft.entries.push(entry);
    }
    drafter.family("modifier", &matches.modifiers, 5);
    drafter.family("diagnosis", &matches.diagnoses, 12);
    drafter.find_unused(matches);
    drafter.draft
}

struct Drafter<'a> {
    survey: &'a Survey,
    all: &'a [Candidate],
    /// How each date column writes its dates, by candidate.
    readings: BTreeMap<usize, DateReading>,
    draft: Draft,
}

/// A pattern with month and day exchanged.
fn exchanged(pattern: &str) -> String {
    pattern.replace("%m", "%\0").replace("%d", "%m").replace("%\0", "%d")
}

impl Drafter<'_> {
    fn profile(&self, scored: &Scored) -> &Profile {
        &self.all[scored.candidate].profile
    }

    /// Reads every date column, letting one column decide the order of another that is written the same way.
    fn settle_dates(&mut self, matches: &Matches) {
        let is_dated = |field: Field| matches!(field.kind(), FieldKind::Date | FieldKind::Time);
        let columns: Vec<usize> = matches
            .fields
            .iter()
            .filter(|found| is_dated(found.field))
            .flat_map(|found| found.choices.iter().map(|scored| scored.candidate))
            .collect();
        let mut orders: BTreeMap<&str, Vec<Order>> = BTreeMap::new();
        for column in &columns {
            for (notation, order) in self.all[*column].profile.dates.orders() {
                orders.entry(notation).or_default().push(order);
            }
        }
        let known = |notation: &str| {
            let orders = orders.get(notation)?;
            orders.iter().all(|order| *order == orders[0]).then(|| orders[0])
        };
        let read = |column: usize| (column, self.all[column].profile.dates.reading(&known));
        self.readings = columns.iter().map(|column| read(*column)).collect();
        for found in matches.fields.iter().filter(|found| found.field.kind() == FieldKind::Date) {
            let Some(reading) = self.readings.get(&found.choices[0].candidate) else { continue };
            for pattern in &reading.patterns {
                let known = &mut self.draft.dates;
                if !known.contains(pattern) && !known.contains(&exchanged(pattern)) {
                    known.push(pattern.clone());
                }
            }
        }
    }

    fn settle_amounts(&mut self, matches: &Matches) {
        const AMOUNTS: [Field; 3] = [Field::BilledAmount, Field::AllowedAmount, Field::PaidAmount];
        let is_number = |field: Field| AMOUNTS.contains(&field) || matches!(field, Field::Units | Field::Minutes);
        let (mut comma, mut point, mut n_amounts, mut with_decimals) = (0, 0, 0, 0);
        for found in matches.fields.iter().filter(|found| is_number(found.field)) {
            let profile = self.profile(&found.choices[0]);
            comma += profile.count(Shape::CommaDecimals);
            point += profile.count(Shape::PointDecimals);
            if AMOUNTS.contains(&found.field) {
                n_amounts += profile.values;
                with_decimals += profile.count(Shape::CommaDecimals) + profile.count(Shape::PointDecimals);
            }
        }
        self.draft.has_decimal_comma = point < comma;
        self.draft.may_be_cents = 0 < n_amounts && with_decimals == 0;
        if 0 < comma && 0 < point {
            let remark = format!(
                "amounts are written in two ways: {comma} values with a decimal comma, {point} with a decimal point; the rarer will be rejected"
            );
            self.draft.remarks.push(remark);
        }
    }

    fn entry(&mut self, field: Field, choices: &[Scored], is_tie: bool) -> Entry {
        let mut entry =
            entry((field.name(), field.is_needed()), (choices, is_tie), self.all, |scored| self.values(field, scored));
        if field == Field::ClaimStatus {
            let status = words::of_status(self.profile(&choices[0]));
            if entry.is_decided {
                self.draft.remarks.extend(status.remarks());
            }
            self.draft.status = Some(status);
        }
        if let Some(remark) = self.unreadable(field, self.profile(&choices[0])) {
            entry.remark = Some(entry.remark.map_or(remark.clone(), |first| format!("{first}; {remark}")));
        }
        entry
    }

    /// What share of a column's values cannot be read as what it holds, and what they look like.
    fn unreadable(&self, field: Field, profile: &Profile) -> Option<String> {
        let mark = if self.draft.has_decimal_comma { DecimalMark::Comma } else { DecimalMark::Point };
        let (found, what) = match field {
            Field::BilledAmount | Field::AllowedAmount | Field::PaidAmount => (profile.no_amounts(mark), "amounts"),
            _ if field.kind() == FieldKind::Date => (profile.no_dates(), "dates"),
            _ => return None,
        };
        if found.values == 0 {
            return None;
        }
        let share = profile.percent(found.values);
        let share = if share == 0 { "less than 1".to_owned() } else { share.to_string() };
        let looks: Vec<String> = found.looks.iter().map(|(look, n)| format!("`{look}` ({n})")).collect();
        let n = found.values;
        Some(format!("{n} values ({share} %) are no {what}, such as {}", looks.join(", ")))
    }

    /// Some values of a column; of those of a wide row, the first.
    fn kept(&self, candidate: &Candidate) -> Vec<&str> {
        let name = candidate.name.replace("{i}", "1");
        let Some(index) = self.survey.names.iter().position(|known| *known == name) else { return Vec::new() };
        self.survey.kept.iter().filter_map(|row| row.get(index)).map(|cell| cell.trim()).collect()
    }

    /// The ways to write one column.
    fn values(&self, field: Field, scored: &Scored) -> Values {
        let candidate = &self.all[scored.candidate];
        let reading = self.readings.get(&scored.candidate);
        match field {
            Field::ProcedureCode => code_values(candidate),
            Field::Payer => payer_values(candidate),
            Field::Minutes => durations::values(candidate, &self.kept(candidate), durations::MOST_IN_CLAIMS),
            Field::StartTime | Field::EndTime => {
                let is_date = |entry: &&Entry| entry.ours == Field::ServiceDate.name() && entry.is_decided;
                let date = self.draft.entries.iter().find(is_date).map(|entry| entry.choices[0].theirs.as_str());
                time_values(candidate, reading, date, &self.draft.dates)
            }
            _ => match reading.filter(|_| field.kind() == FieldKind::Date) {
                Some(reading) => date_values(candidate, reading, &self.draft.dates),
                None => Values::one(quoted(&candidate.name)),
            },
        }
    }

    /// Modifiers or diagnoses: numbered columns, or one column with lists.
    fn family(&mut self, ours: &str, columns: &[Scored], most: usize) {
        let plural = if ours == "modifier" { "modifiers" } else { "diagnoses" };
        let mut n_single = 0;
        let (mut list, mut beyond) = (None, 0);
        for scored in columns {
            let candidate = &self.all[scored.candidate];
            let lists =
                if ours == "modifier" { &candidate.profile.modifier_lists } else { &candidate.profile.diagnosis_lists };
            let often = profile::usual(lists).filter(|(_, count)| OFTEN <= candidate.profile.percent(*count));
            let name = quoted(&candidate.name);
            let (key, value) = match often {
                Some((separator, _)) if list.is_none() => {
                    list = Some(separator);
                    let value = format!("{{ column = {name}, split = {} }}", quoted(&separator.to_string()));
                    (plural.to_owned(), value)
                }
                _ if n_single == most => {
                    beyond += 1;
                    continue;
                }
                _ => {
                    n_single += 1;
                    (format!("{ours}_{n_single}"), name)
                }
            };
            let choice = Choice {
                theirs: candidate.name.clone(),
                value,
                percent: scored.percent,
                reason: scored.reason.clone(),
            };
            let (choices, remark) = (vec![choice], None);
            self.draft.entries.push(Entry { ours: key, choices, is_decided: true, is_needed: false, remark });
        }
        if 0 < beyond {
            let remark = format!("{beyond} more {plural} columns are not used: `{plural}` takes a list of columns");
            self.draft.remarks.push(remark);
        }
    }

    fn find_unused(&mut self, matches: &Matches) {
        let families = matches.modifiers.iter().chain(&matches.diagnoses).map(|scored| scored.candidate);
        self.draft.unused = unused(self.all, &self.draft.entries, &families.collect::<Vec<_>>());
    }
}

/// The entry of one column of ours: every way to write every column that may be it, the best first.
pub(super) fn entry(
    (ours, is_needed): (&str, bool),
    (choices, is_tie): (&[Scored], bool),
    all: &[Candidate],
    values: impl Fn(&Scored) -> Values,
) -> Entry {
    let mut entry = Entry {
        ours: ours.to_owned(),
        choices: Vec::new(),
        is_decided: !is_tie && MEDIUM <= choices[0].percent,
        is_needed,
        remark: is_tie.then(|| "several columns could be it".to_owned()),
    };
    for scored in choices {
        let values = values(scored);
        if entry.choices.is_empty() {
            entry.is_decided &= values.ways.len() == 1;
            entry.remark = values.remark.or(entry.remark);
        }
        let theirs = &all[scored.candidate].name;
        entry.choices.extend(values.ways.into_iter().map(|(value, note)| Choice {
            theirs: theirs.clone(),
            value,
            percent: scored.percent,
            reason: format!("{}{note}", scored.reason),
        }));
    }
    entry
}

/// The columns that no decided entry takes, by the text that it is written with; `families` are taken anyway.
pub(super) fn unused(all: &[Candidate], entries: &[Entry], families: &[usize]) -> Vec<String> {
    let taken = entries.iter().filter(|entry| entry.is_decided).map(|entry| &entry.choices[0]);
    let taken: Vec<&Choice> = taken.collect();
    let is_used = |(index, candidate): &(usize, &Candidate)| {
        let written = quoted(&candidate.name);
        let names = |choice: &&Choice| choice.theirs == candidate.name || choice.value.contains(&written);
        families.contains(index) || taken.iter().any(names)
    };
    let unused = all.iter().enumerate().filter(|one| !is_used(one)).map(|(_, candidate)| candidate);
    unused.filter(|candidate| !candidate.name.trim().is_empty()).map(|candidate| candidate.name.clone()).collect()
}

impl Draft {
    /// Takes one of the ways that an entry mentions because a person says so; `false` when it mentions no such way.
    pub(super) fn settle(&mut self, ours: &str, value: &str) -> bool {
        let entry = self.entries.iter_mut().find(|entry| entry.ours == ours);
        let Some(entry) = entry else { return false };
        let Some(place) = entry.choices.iter().position(|choice| choice.value == value) else { return false };
        let mut choice = entry.choices.swap_remove(place);
        "chosen by you".clone_into(&mut choice.reason);
        choice.percent = 100;
        (entry.choices, entry.is_decided, entry.remark) = (vec![choice], true, None);
        true
    }
}
