//! The record of a shared report: what somebody typed into a pipeline is withheld, for it may name anyone. What the program
//! itself says stays.

use std::collections::BTreeMap;

use super::figures;
use crate::report::RunFacts;
use crate::report::figure::WITHHELD;
use crate::report::record::{Record, RuleFacts};

/// The names that rules without code have in a shared report, by their own.
pub(super) type CustomNames = BTreeMap<String, String>;

/// What a rule without code is called, with the number of its place.
const CUSTOM: &str = "custom_rule_";

/// Rules without code have no page: their texts come from the pipeline.
pub(super) const fn is_custom(rule: &RuleFacts) -> bool {
    rule.page.is_empty()
}

/// Whether a text is what stands in the place of one that was typed.
pub(super) fn is_placeholder(text: &str) -> bool {
    let of_rule = text.strip_prefix(CUSTOM).or_else(|| text.strip_prefix("custom rule "));
    text == WITHHELD || of_rule.is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The record of a shared report, and what its rules without code were called.
pub(super) fn shared(record: &Record) -> (Record, CustomNames) {
    let custom = record.rules.iter().filter(|rule| is_custom(rule));
    let names: CustomNames = (1..).zip(custom).map(|(n, rule)| (rule.rule.clone(), format!("{CUSTOM}{n}"))).collect();
    let settings = settings(record);
    let mut shared = Record { is_shared: true, quality: None, quality_page: None, settings, ..record.clone() };
    WITHHELD.clone_into(&mut shared.layout);
    shared.inputs.clear();
    for rule in shared.rules.iter_mut().filter(|rule| is_custom(rule)) {
        rename(&mut rule.rule, &names);
        rule.title = rule.rule.replace('_', " ");
        for text in [&mut rule.clears, &mut rule.evidence, &mut rule.source] {
            WITHHELD.clone_into(text);
        }
    }
    let summary = &mut shared.summary;
    WITHHELD.clone_into(&mut summary.pipeline);
    // The hash of all settings would tell those that are left out to whoever tries them.
    summary.settings_hash = RunFacts::hash_of(shared.settings.iter());
    // All dates are moved, and no further than a year: a true one beside them would tell by how much.
    for date in [&mut summary.period_from, &mut summary.period_to, &mut summary.data_from, &mut summary.data_through] {
        *date = Some(WITHHELD.to_owned());
    }
    summary.files.clear();
    summary.joined_money.clear();
    summary.placeholders.clear();
    summary.unreadable.clear();
    summary.long_durations.clear();
    summary.unknown_statuses = None;
    summary.inputs.clear();
    summary.unused_files.clear();
    summary.files_left_out.clear();
    summary.rejects_by_reason.clear();
    // Stretches of logged time are not shared: their words and entries are free text of the practice.
    summary.missed = None;
    for rule in &mut summary.rules {
        if rule.status == "error" || names.contains_key(&rule.rule) {
            WITHHELD.clone_into(&mut rule.reason);
        }
        rename(&mut rule.rule, &names);
    }
    for line in &mut summary.money {
        rename(&mut line.rule, &names);
    }
    figures::withhold(summary);
    (shared, names)
}

fn rename(rule: &mut String, names: &CustomNames) {
    if let Some(name) = names.get(rule) {
        name.clone_into(rule);
    }
}

/// The settings of the program's own rules. Payers have the names of companies, dates are true ones, layouts are files.
fn settings(record: &Record) -> BTreeMap<String, String> {
    let is_own = |key: &str| {
        let rule = key.strip_prefix("rules.").and_then(|rest| rest.split('.').next());
        let rule = rule.and_then(|rule| record.rule(rule));
        rule.is_some_and(|rule| !is_custom(rule)) || key == "activity.minutes_per_message"
    };
    let own = record.settings.iter().filter(|(key, _)| is_own(key));
    own.map(|(key, value)| (key.clone(), if is_plain(value) { value.clone() } else { WITHHELD.to_owned() })).collect()
}

/// Whether a value consists of numbers, words in small letters, and beginnings of diagnosis codes.
fn is_plain(value: &str) -> bool {
    let words = value.split(|letter: char| "[]\", ".contains(letter)).filter(|word| !word.is_empty());
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let is_number = |word: &str| word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_beginning = |word: &str| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
            && bytes.next().is_none_or(|byte| byte.is_ascii_digit())
            && word.len() <= 4
    };
    words.into_iter().all(|word| is_word(word) || is_number(word) || is_beginning(word))
}

/// Everything in a shared record that somebody might have typed.
pub(super) fn typed(record: &Record) -> Vec<&str> {
    let summary = &record.summary;
    let custom = record.rules.iter().filter(|rule| is_custom(rule));
    let of_rules = custom.flat_map(|rule| [&rule.rule, &rule.title, &rule.clears, &rule.evidence, &rule.source]);
    let dates = [&summary.period_from, &summary.period_to, &summary.data_from, &summary.data_through];
    let of_summary = [&summary.pipeline, &record.layout].into_iter().chain(dates.into_iter().flatten());
    let names = summary.rules.iter().map(|rule| &rule.rule).chain(summary.money.iter().map(|line| &line.rule));
    let strange = names.filter(|name| record.rule(name).is_none_or(is_custom));
    of_rules
        .chain(of_summary)
        .chain(strange)
        .chain(&summary.unused_files)
        .chain(summary.files_left_out.iter().map(|file| &file.file))
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_settings_pass() {
        for plain in ["7", "on", "false", "\"exact\"", "[\"office\", \"nursing_home\"]", "[\"Z\", \"E11\"]", "[]"] {
            assert!(is_plain(plain), "{plain}");
        }
        for typed in ["[\"SMITH\"]", "Jane Doe", "2025-10-01", "123456", "[\"Z\", \"PT00007\"]"] {
            assert!(!is_plain(typed), "{typed}");
        }
        assert!(is_placeholder("custom_rule_12") && is_placeholder("custom rule 1") && is_placeholder("withheld"));
        assert!(!is_placeholder("custom rule of Jane Doe"));
    }
}
