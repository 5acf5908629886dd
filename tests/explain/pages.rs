//! The page of a rule: every section, every setting, what would clear a finding, and a worked example.

use claimsweep::findings::RuleCard;
use claimsweep::rules::RULES;

use super::explained;
use crate::program::Place;
use crate::support::fixture::Page;

const SECTIONS: [&str; 7] = [
    "# What it finds",
    "# Why it matters",
    "# How it decides",
    "# What it leaves out",
    "# Settings",
    "# Source",
    "# What would clear a finding, and what to ask for",
];

/// What the page of a rule lacks.
fn lacking(card: &RuleCard, page: &str) -> Vec<String> {
    let mut lacking: Vec<String> = SECTIONS
        .iter()
        .filter(|section| !page.lines().any(|line| line == **section))
        .map(|section| (*section).to_owned())
        .collect();
    let mut words: Vec<String> =
        vec![card.id.to_owned(), format!("{}.", card.clears), format!("Ask for: {}.", card.evidence)];
    for setting in card.settings {
        words.push(format!("{} = {}", setting.name, setting.default_value()));
        words.push(format!("{}; {}", setting.range(), setting.help));
    }
    let has_example = !Page::read(card.id).scenarios.is_empty();
    words.extend(has_example.then(|| "# Worked example\nFires: ".to_owned()));
    lacking.extend(words.into_iter().filter(|words| !page.contains(words.as_str())));
    if page.contains("//!") || page.contains("```") {
        lacking.push("a text without signs of its source".to_owned());
    }
    lacking
}

#[test]
fn every_rule_has_a_whole_page() {
    let place = Place::new();
    let mut complaints = Vec::new();
    for rule in RULES {
        let page = explained(&place, &[rule.card.id]).stdout;
        complaints.extend(lacking(&rule.card, &page).into_iter().map(|what| format!("{}: {what}", rule.card.id)));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_worked_example_shows_claims_tables_and_what_the_rule_says() {
    let page = explained(&Place::new(), &["contact_in_global_period"]).stdout;
    let (_, example) = page.split_once("# Worked example\n").unwrap_or_default();
    let places = [
        "Fires: ",
        "    claims:",
        "C2,P1,ANN",
        "    fee schedule:",
        "17110,,A",
        "    what the rule says:",
        "C2/1 flagged presumptive",
        "    the finding in words:",
    ]
    .map(|words| example.find(words).unwrap_or_else(|| panic!("{words} is not in: {example}")));
    assert!(places.is_sorted(), "{example}");
    assert_eq!(example.matches("Fires: ").count(), 1, "one scenario is enough");
}

#[test]
fn a_rule_s_needs_are_named_as_a_pipeline_names_them() {
    let place = Place::new();
    let needs = |rule: &str| {
        let page = explained(&place, &[rule]).stdout;
        page.split_once("# Needs\n").and_then(|(_, rest)| rest.lines().next().map(str::to_owned)).unwrap_or_default()
    };
    assert_eq!(needs("contact_in_global_period"), "tables.fee_schedule");
    assert_eq!(needs("pair_edit"), "tables.ptp");
    assert_eq!(needs("telehealth_marker"), "place_of_service or modifier_1");
    assert_eq!(needs("code_not_payable"), "payer; and paid_amount");
    assert_eq!(needs("repeat_e_visit"), "");
}

#[test]
fn json_is_the_card_of_the_list() {
    let place = Place::new();
    let listed = place.run(&["rules", "--json"]).json();
    for card in listed.as_array().into_iter().flatten() {
        let rule = card["rule"].as_str().unwrap_or_default();
        assert_eq!(explained(&place, &[rule, "--json"]).json(), *card);
    }
    assert_eq!(listed.as_array().map(Vec::len), Some(RULES.len()));
}

#[test]
fn the_deletion_date_is_explained() {
    let page = explained(&Place::new(), &["pair_edit"]).stdout;
    assert!(page.contains("through its deletion date, that day included"), "{page}");
}
