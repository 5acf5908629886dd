//! `explain`: a rule's own page, or what is known of a procedure code.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::output;
use super::process::Exit;
use crate::findings::RuleCard;
use crate::load::document::suggestion;
use crate::reference::{BillingClinician, CodeFacts, Reference};
use crate::rules::{self, RULES};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A rule id such as `repeat_e_visit`, or a procedure code such as 99422
    #[arg(value_name = "RULE|CODE")]
    subject: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the page of a rule or the facts of a code.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, String> {
    if let Some(rule) = rules::find(&args.subject) {
        if args.json {
            output::print_json(&super::rules::as_json(&rule.card))?;
        } else {
            output::print(&rule_page(&rule.card))?;
        }
        return Ok(Exit::Done);
    }
    let code = args.subject.to_uppercase();
    let reference = Reference::shipped();
    let facts = reference.codes.describe(&code);
    if facts.kinds.is_none() {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.card.id).collect();
        let near = suggestion(&args.subject, &ids);
        return Err(format!(
            "`{}` is neither a rule nor a code that any rule needs{near}; `claimsweep rules` lists the rules",
            args.subject
        ));
    }
    if args.json {
        output::print_json(&code_json(&code, &facts))?;
    } else {
        output::print(&code_page(&code, &facts, &reference))?;
    }
    Ok(Exit::Done)
}

/// The header of the rule's file, then its settings.
fn rule_page(card: &RuleCard) -> String {
    let header = card.page.lines().map_while(|line| line.strip_prefix("//!"));
    let mut page = format!("{}\n\n", card.id);
    for line in header {
        page.push_str(line.strip_prefix(' ').unwrap_or(line));
        page.push('\n');
    }
    if !card.settings.is_empty() {
        page.push_str("\n# Settings in detail\n");
    }
    for setting in card.settings {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "{} = {}", setting.name, setting.default_value());
        let _ = writeln!(page, "    {}; {}", setting.range(), setting.help);
    }
    page
}

fn code_page(code: &str, facts: &CodeFacts, reference: &Reference) -> String {
    let mut page = format!("{code}: {}\n", words(facts));
    let mut line = |label: &str, text: String| {
        let _ = writeln!(page, "  {label:<14}{text}");
    };
    if let Some(audited) = facts.near_miss_of {
        line("looks like", format!("a typing error for {audited}; the number itself is not a real code"));
        return page;
    }
    match (facts.from, facts.until) {
        (None, None) => {}
        (from, until) => {
            let day = |day: Option<crate::claim::Day>| day.map_or("…".to_owned(), |day| day.to_string());
            line("in effect", format!("{} to {}", day(from), day(until)));
        }
    }
    match (facts.min_minutes, facts.max_minutes) {
        (Some(min), Some(max)) => line("minutes", format!("{min} to {max}")),
        (Some(min), None) => line("minutes", format!("{min} or more")),
        _ => {}
    }
    if let Some(level) = facts.level_minutes {
        line("level or unit", format!("{level} minutes"));
    }
    match facts.clinician {
        BillingClinician::WithEm => line("billed by", "clinicians who may bill E/M".to_owned()),
        BillingClinician::WithoutEm => line("billed by", "qualified clinicians whose scope has no E/M".to_owned()),
        BillingClinician::Unsaid => {}
    }
    if !facts.successors.is_empty() {
        line("replaced by", facts.successors.join(", "));
    }
    if !facts.predecessors.is_empty() {
        line("came after", facts.predecessors.join(", "));
    }
    for refusal in reference.payers.refusals(code, facts.kinds) {
        let (payer, dates) = (&refusal.payer, refusal.dates);
        line("not paid by", format!("{payer}, {dates} (see `claimsweep explain code_not_payable`)"));
    }
    let judging: Vec<&str> =
        RULES.iter().filter(|rule| rule.card.subjects.meets(facts.kinds)).map(|rule| rule.card.id).collect();
    line("judged by", judging.join(", "));
    page
}

fn words(facts: &CodeFacts) -> String {
    let words: Vec<&str> = facts.kinds.own_words().collect();
    if words.is_empty() { "not a known code".to_owned() } else { words.join("; ") }
}

fn code_json(code: &str, facts: &CodeFacts) -> serde_json::Value {
    json!({
        "code": code, "meaning": words(facts), "kinds": facts.kinds.names().collect::<Vec<_>>(),
        "from": facts.from.map(|day| day.to_string()), "until": facts.until.map(|day| day.to_string()),
        "min_minutes": facts.min_minutes, "max_minutes": facts.max_minutes, "level_minutes": facts.level_minutes,
        "successors": facts.successors, "predecessors": facts.predecessors, "near_miss_of": facts.near_miss_of,
    })
}
