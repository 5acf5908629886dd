//! Every rule on every page and on the clean files, and the registry against itself: no rule speaks where it has
//! nothing to say, and none says of itself what is not so.
//!
//! `BLESS=1` rewrites `tests/snapshots/matrix.txt`; a new number off the diagonal must be explained on the page.

use std::collections::{BTreeMap, BTreeSet};

use claimsweep::findings::{Audit, RuleCard};
use claimsweep::rules::{self, RULES};

use crate::support::fixture::{Page, Scenario};
use crate::support::verdict::sentences;
use crate::support::{audit_of_files, findings_of, kept, opportunities_of};

/// Where the matrix is kept, below `tests/`.
const MATRIX: &str = "snapshots/matrix.txt";
/// Where the clean files are, below `tests/`; a folder of a file's name holds the files beside it.
const CLEAN: &str = "fixtures/clean";
/// What is given beside every one of them, in the folder `beside`: a log, consents, and visits of the year 2023 that
/// establish the patients.
const BESIDE: [(&str, &str); 3] =
    [("activity-of-all.csv", "activity"), ("consents.csv", "consents"), ("claims-earlier.csv", "earlier-visits")];
/// Rules that have no clean outcome: whatever they judge, they flag.
const ALWAYS_FLAGS: [&str; 1] = ["near_miss_code"];
/// The only reasons why a line of a clean file may stay unjudged.
const UNJUDGED: [&str; 2] = ["no list of unpaid codes for this payer", "no usable start and end time"];
/// The only exceptions that may apply to a line of a clean file.
const CLEARED: [&str; 1] = ["the payer is not Medicare"];
/// Rules that speak of every story without its past: a page of a few weeks does not tell of the visit two years ago, and
/// need not explain that on every page.
const SPEAKS_OF_SHORT_STORIES: [&str; 1] = ["patient_not_established"];

/// Rules that speak of what nobody billed. The clean files share one log, and a log holds more than the claims of one
/// file: what is missing from them is no fault of theirs.
const SPEAKS_OF_THE_UNBILLED: [&str; 3] = ["missed_e_visit", "missed_contact", "missed_prolonged"];

/// The cards of all rules, in the order of the rulebook.
fn cards() -> impl Iterator<Item = &'static RuleCard> {
    RULES.iter().map(|rule| &rule.card)
}

/// Fails with every complaint on a line of its own.
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} to put right:\n  {}\n", complaints.len(), complaints.join("\n  "));
}

/// The findings of every rule on a whole page, in the order of the rulebook.
fn row(page: &Page) -> Vec<usize> {
    let audits: Vec<Audit> = page.scenarios.iter().map(Scenario::audit).collect();
    let open = |audit: &Audit, id: &str| opportunities_of(audit, id).filter(|one| one.outcome.is_open()).count();
    let count = |id: &str| audits.iter().map(|audit| findings_of(audit, id).count() + open(audit, id)).sum();
    cards().map(|card| count(card.id)).collect()
}

/// The matrix as it is kept: one row per page, one column per rule, `.` for none.
fn matrix(rows: &BTreeMap<String, Vec<usize>>) -> String {
    let width = cards().map(|card| card.id.len()).max().unwrap_or(0) + 3;
    let line = |label: &str, cells: Vec<String>| format!("{label:<width$}{}", cells.concat());
    let numbers = (1..=RULES.len()).map(|number| format!("{number:>4}")).collect();
    let title = "Findings of every rule (columns, by number) on every page of scenarios (rows).";
    let mut lines = vec![title.to_owned(), String::new(), line("", numbers)];
    for (number, card) in (1..).zip(cards()) {
        let cell = |count: &usize| if *count == 0 { "   .".to_owned() } else { format!("{count:>4}") };
        let cells = rows.get(card.id).into_iter().flatten().map(cell).collect();
        lines.push(line(&format!("{number:>2} {}", card.id), cells));
    }
    lines.join("\n") + "\n"
}

/// Complains about rules that speak on a page without explanation, and about explanations of nothing.
fn unexplained(page: &Page, row: &[usize]) -> Vec<String> {
    let speaks =
        |card: &RuleCard, n: usize| n > 0 && card.id != page.rule && !SPEAKS_OF_SHORT_STORIES.contains(&card.id);
    let speaking: BTreeSet<&str> =
        cards().zip(row).filter(|(card, n)| speaks(card, **n)).map(|(card, _)| card.id).collect();
    let explained: BTreeSet<&str> = page.also_fires.iter().map(|(rule, _)| rule.as_str()).collect();
    let missing = speaking.difference(&explained).map(|rule| (rule, "fires too: add `Also fires: <rule>: <why>`"));
    let idle = explained.difference(&speaking).map(|rule| (rule, "is said to fire and does not"));
    missing.chain(idle).map(|(rule, what)| format!("tests/fixtures/rules/{}.md: {rule} {what}", page.rule)).collect()
}

#[test]
fn every_rule_on_every_page() {
    let pages = Page::all();
    let rows: BTreeMap<String, Vec<usize>> = pages.iter().map(|page| (page.rule.clone(), row(page))).collect();
    let said = matrix(&rows);
    if kept::is_blessing() {
        kept::write(MATRIX, &said);
    }
    let mut complaints: Vec<String> = pages.iter().flat_map(|page| unexplained(page, &rows[&page.rule])).collect();
    let difference = kept::difference(&kept::read(MATRIX), &said);
    if !difference.is_empty() {
        complaints.push(format!("tests/{MATRIX} differs:\n{difference}"));
    }
    assert_none(&complaints);
}

/// The audits of the clean files, by name.
fn clean_audits() -> Vec<(String, Audit)> {
    let names = kept::stems_in(CLEAN, "csv");
    assert!(names.len() >= 2, "tests/{CLEAN} holds {} files", names.len());
    let audit = |name: &String| {
        let folder = format!("{CLEAN}/{name}");
        let own = kept::stems_in(&folder, "csv")
            .into_iter()
            .map(|stem| (format!("{stem}.csv"), format!("{folder}/{stem}.csv")));
        let of_all = BESIDE.map(|(file, stem)| (file.to_owned(), format!("{CLEAN}/beside/{stem}.csv")));
        let claims = [("claims.csv".to_owned(), format!("{folder}.csv"))];
        let files: Vec<(String, String)> =
            own.chain(of_all).chain(claims).map(|(file, place)| (file, kept::read(&place))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
        audit_of_files(&files, "")
    };
    names.iter().map(|name| (format!("tests/{CLEAN}/{name}.csv"), audit(name))).collect()
}

#[test]
fn every_rule_is_silent_on_clean_claims() {
    let mut complaints = Vec::new();
    for (name, audit) in clean_audits() {
        complaints.extend(audit.rejects.iter().map(|reject| format!("{name}: row {} is rejected", reject.row)));
        let faults =
            audit.inputs.iter().flat_map(|input| input.faults.iter().map(move |fault| (input.kind, fault.row)));
        complaints.extend(faults.map(|(kind, row)| format!("{name}: {kind}: row {row} is rejected")));
        for run in audit.runs.iter().filter(|run| !SPEAKS_OF_THE_UNBILLED.contains(&run.card.id)) {
            let id = run.card.id;
            complaints.extend(sentences(&audit, id).lines().map(|sentence| format!("{name}: {id}: {sentence}")));
            for (outcome, reason, n) in run.tally.reasons() {
                let is_allowed = match outcome {
                    "not_evaluable" => UNJUDGED.contains(&reason),
                    "cleared" => CLEARED.contains(&reason),
                    _ => false,
                };
                if !is_allowed {
                    complaints.push(format!("{name}: {id}: {outcome}: {reason} ({n})"));
                }
            }
            if run.status.name() != "ran" {
                complaints.push(format!("{name}: {id}: {}", run.reason()));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn the_clean_claims_give_every_rule_something_to_judge() {
    let audits = clean_audits();
    let runs = audits.iter().flat_map(|(_, audit)| &audit.runs);
    let judging: BTreeSet<&str> = runs.filter(|run| run.tally.count("clean") > 0).map(|run| run.card.id).collect();
    let idle = cards().filter(|card| {
        let speaks_anyway = ALWAYS_FLAGS.contains(&card.id) || SPEAKS_OF_THE_UNBILLED.contains(&card.id);
        !judging.contains(card.id) && !speaks_anyway
    });
    assert_none(&idle.map(|card| format!("tests/{CLEAN}: no clean line for {}", card.id)).collect::<Vec<_>>());
}

#[test]
fn ids_are_unique_and_found() {
    let ids: BTreeSet<&str> = cards().map(|card| card.id).collect();
    assert_eq!(ids.len(), RULES.len(), "two rules have one id");
    for card in cards() {
        assert_eq!(rules::find(card.id).map(|rule| rule.card.title), Some(card.title), "{}", card.id);
    }
    assert!(rules::find("no_such_rule").is_none());
}

#[test]
fn cards_are_complete() {
    let mut complaints = Vec::new();
    for card in cards() {
        let texts = [card.title, card.clears, card.evidence, card.source, card.page];
        if texts.iter().any(|text| text.trim().is_empty()) {
            complaints.push(format!("{}: a text of the card is empty", card.id));
        }
        if !card.source.split(|c: char| !c.is_ascii_digit()).any(is_year) {
            complaints.push(format!("{}: the source has no year: {}", card.id, card.source));
        }
        if card.subjects.is_none() || card.needs.iter().any(|group| group.is_empty()) {
            complaints.push(format!("{}: nothing to judge, or a need that nothing can meet", card.id));
        }
    }
    assert_none(&complaints);
}

/// Whether a run of digits is a year of our time.
fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

#[test]
fn settings_are_valid_and_explained() {
    let mut complaints = Vec::new();
    for card in cards() {
        let declared: BTreeSet<&str> = card.settings.iter().map(|setting| setting.name).collect();
        let explained = named_in_backticks(&settings_section(card.page));
        if declared.len() != card.settings.len() {
            complaints.push(format!("{}: two settings of one name", card.id));
        }
        for setting in card.settings {
            if !setting.accepts(&setting.default_value()) {
                complaints.push(format!("{}: `{}` refuses its own default", card.id, setting.name));
            }
            if setting.help.trim().is_empty() {
                complaints.push(format!("{}: `{}` has no help", card.id, setting.name));
            }
            if !explained.contains(setting.name) {
                complaints.push(format!("{}: the Settings section leaves out `{}`", card.id, setting.name));
            }
        }
        let unknown = explained.iter().filter(|name| !declared.contains(name.as_str()));
        complaints.extend(unknown.map(|name| format!("{}: the Settings section names `{name}`, no setting", card.id)));
    }
    assert_none(&complaints);
}

/// The text under `# Settings` in a rule's header.
fn settings_section(page: &str) -> String {
    let header = page.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let section = header.skip_while(|line| *line != "# Settings").skip(1);
    section.take_while(|line| !line.starts_with("# ")).fold(String::new(), |all, line| all + line + "\n")
}

/// Every word between backticks.
fn named_in_backticks(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_checks_of_pages_can_fail() {
    let page = |also: &str| Page::parse("repeat_e_visit", format!("# repeat_e_visit\n\n{also}\n")).unwrap();
    let mut row = vec![0; RULES.len()];
    (row[0], row[1]) = (3, 1);
    assert_eq!(unexplained(&page(""), &row).len(), 1);
    assert_eq!(unexplained(&page("Also fires: e_visit_after_related_visit: a visit stands near."), &row), [""; 0]);
    row[1] = 0;
    assert_eq!(unexplained(&page("Also fires: e_visit_after_related_visit: a visit stands near."), &row).len(), 1);
    assert!(named_in_backticks("`a`, `b_c` and d").iter().eq(["a", "b_c"]));
    assert_eq!(settings_section("//! T.\n//! # Settings\n//! `a`.\n//!\n//! # Source\n//! `b`.\nuse c;\n"), "`a`.\n\n");
    assert!(is_year("2026") && !is_year("2110") && !is_year("20261"));
}
