//! Every rule against its own page of scenarios, and every page against the house rules for pages.
//!
//! `RULE=<id>` looks at one page only. `BLESS=1` writes what the program says into the pages; read every change before
//! it is kept: a page says what the rulebook says, not what the program happens to do.

use std::collections::BTreeSet;
use std::env;

use claimsweep::findings::{RuleCard, SettingKind, SettingSpec, SettingValue};
use claimsweep::rules::RULES;

use crate::support::fixture::{Block, FOLDER, Page, Scenario};
use crate::support::kept::{self, difference};
use crate::support::spec_of;
use crate::support::verdict::{proofs, sentences, verdict};

/// A page shows the rule firing, just not firing, exactly on the line between, and without what it needs to know.
const SORTS: [&str; 4] = ["Fires", "Near miss", "Boundary", "Missing data"];
/// Claim lines a scenario may have: more cannot be followed by hand.
const MOST_LINES: usize = 8;

/// The pages to look at: all, or the one `RULE` names.
fn wanted_pages() -> Vec<Page> {
    let wanted = env::var("RULE").ok();
    let pages = Page::all();
    let pages: Vec<Page> =
        pages.into_iter().filter(|page| wanted.as_ref().is_none_or(|rule| *rule == page.rule)).collect();
    assert!(!pages.is_empty(), "RULE={} has no page in tests/{FOLDER}", wanted.unwrap_or_default());
    pages
}

/// Fails with every complaint on lines of its own.
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} to put right:\n{}\n", complaints.len(), complaints.join("\n"));
}

/// Where a scenario stands, for a complaint.
fn place(page: &Page, scenario: &Scenario) -> String {
    format!("  tests/{FOLDER}/{}.md:{}: {}: {}", page.rule, scenario.line, scenario.sort, scenario.title)
}

#[test]
fn every_rule_decides_as_its_page_says() {
    let mut complaints = Vec::new();
    for page in wanted_pages() {
        let said: Vec<_> = page.scenarios.iter().map(|scenario| said_of(scenario, &page.rule)).collect();
        if kept::is_blessing() {
            let blessed = page.with_blocks(said.into_iter().flatten().collect());
            kept::write(&format!("{FOLDER}/{}.md", page.rule), &blessed);
            continue;
        }
        for (scenario, blocks) in page.scenarios.iter().zip(said) {
            let differences: String = blocks.iter().map(|(block, said)| difference(&block.text, said)).collect();
            if !differences.is_empty() {
                complaints.push(format!("{}\n{differences}", place(&page, scenario)));
            }
        }
    }
    assert_none(&complaints);
}

/// The blocks of a scenario that the program fills, each with what it says now.
fn said_of(scenario: &Scenario, rule: &str) -> Vec<(Block, String)> {
    let audit = scenario.audit();
    let expect = (scenario.expect.clone(), verdict(&audit, rule));
    let sentence = scenario.sentence.clone().map(|block| (block, sentences(&audit, rule)));
    let proof = scenario.proof.clone().map(|block| (block, proofs(&audit, rule)));
    std::iter::once(expect).chain(sentence).chain(proof).collect()
}

#[test]
fn rules_and_pages_match() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.card.id.to_owned()).collect();
    let pages: BTreeSet<String> = kept::stems_in(FOLDER, "md").into_iter().collect();
    let no_page = rules.difference(&pages).map(|rule| format!("  {rule}: add tests/{FOLDER}/{rule}.md"));
    let no_rule = pages.difference(&rules).map(|page| format!("  tests/{FOLDER}/{page}.md: no rule of this name"));
    assert_none(&no_page.chain(no_rule).collect::<Vec<_>>());
}

#[test]
fn every_page_shows_all_sorts_of_scenario() {
    let mut complaints = Vec::new();
    for page in wanted_pages() {
        let missing = SORTS.iter().filter(|sort| !page.scenarios.iter().any(|scenario| scenario.sort == **sort));
        complaints.extend(missing.map(|sort| format!("  tests/{FOLDER}/{}.md: add `## {sort}: …`", page.rule)));
        if page.introduction.is_empty() {
            complaints.push(format!("  tests/{FOLDER}/{}.md: begin with a paragraph for a biller", page.rule));
        }
        let mut titles = BTreeSet::new();
        for scenario in &page.scenarios {
            let n_lines = scenario.claims.lines().count().saturating_sub(1);
            if n_lines > MOST_LINES {
                complaints.push(format!("{}: {n_lines} claim lines, at most {MOST_LINES}", place(&page, scenario)));
            }
            if !titles.insert(&scenario.title) {
                complaints.push(format!("{}: a second scenario of this title", place(&page, scenario)));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_setting_is_tried() {
    let mut complaints = Vec::new();
    for page in wanted_pages() {
        let Some(rule) = RULES.iter().find(|rule| rule.card.id == page.rule) else { continue };
        let tried = tried_values(&page, &rule.card);
        for setting in rule.card.settings {
            let values: Vec<&SettingValue> =
                tried.iter().filter(|(name, _)| *name == setting.name).map(|(_, value)| value).collect();
            if let Some(missing) = untried(setting, &values) {
                complaints.push(format!("  tests/{FOLDER}/{}.md: try `{}` at {missing}", page.rule, setting.name));
            }
        }
    }
    assert_none(&complaints);
}

/// The settings of a rule that its page gives, with the values it gives them.
fn tried_values(page: &Page, card: &RuleCard) -> Vec<(&'static str, SettingValue)> {
    let settings = page.scenarios.iter().flat_map(|scenario| spec_of(&scenario.settings).settings);
    settings.filter(|(rule, ..)| *rule == card.id).map(|(_, name, value)| (name, value)).collect()
}

/// What a page still has to try of a setting: every word of a choice, any value but the default of another kind.
fn untried(setting: &SettingSpec, tried: &[&SettingValue]) -> Option<String> {
    if let SettingKind::Choice { default, options } = setting.kind {
        let is_tried = |option: &str| tried.contains(&&SettingValue::Choice(option.to_owned()));
        let missing: Vec<&str> =
            options.iter().copied().filter(|&option| option != default && !is_tried(option)).collect();
        return (!missing.is_empty()).then(|| missing.join(", "));
    }
    let default = setting.default_value();
    tried.iter().all(|value| **value == default).then(|| format!("another value than {default}"))
}
