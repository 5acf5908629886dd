//! `explain`: a rule's own page, what is known of a procedure code, or one finding of a finished report.

mod code;
mod finding;
mod rule;
mod unjudged;

use clap::Args;

use super::output;
use super::process::Exit;
use crate::load::document::suggestion;
use crate::reference::Reference;
use crate::rules::{self, RULES};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A rule id such as `repeat_e_visit`, a procedure code such as 99422, or the id of a finding (16 hex digits)
    #[arg(value_name = "RULE|CODE|FINDING_ID")]
    subject: String,
    /// The folder of the report that holds the finding; with a rule, lists the lines that it neither flagged nor called
    /// clean
    #[arg(long, value_name = "DIR")]
    report: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the page of a rule, the facts of a code, or the story of a finding.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, String> {
    let subject = args.subject.trim();
    if let Some(rule) = rules::find(subject) {
        if let Some(folder) = &args.report {
            let lines = unjudged::find(folder, subject)?;
            return print(args.json, || unjudged::json(subject, &lines), || unjudged::page(subject, folder, &lines));
        }
        return print(args.json, || super::rules::as_json(&rule.card), || rule::page(&rule.card));
    }
    if subject.len() == 16 && subject.bytes().all(|b| b.is_ascii_hexdigit()) {
        let Some(folder) = &args.report else {
            return Err(format!(
                "`{subject}` looks like the id of a finding: say which report holds it with --report DIR"
            ));
        };
        let found = finding::find(folder, &subject.to_lowercase())?;
        return print(args.json, || finding::json(&found), || finding::page(&found));
    }
    let (code, reference) = (subject.to_uppercase(), Reference::shipped());
    let facts = reference.codes.describe(&code);
    if facts.kinds.is_none() {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.card.id).collect();
        let near = suggestion(subject, &ids);
        return Err(format!(
            "`{subject}` is neither a rule, nor a code that any rule needs, nor the id of a finding{near}; `claimsweep rules` lists the rules"
        ));
    }
    print(args.json, || code::json(&code, &facts, &reference), || code::page(&code, &facts, &reference))
}

fn print(
    json: bool,
    as_json: impl FnOnce() -> serde_json::Value,
    as_page: impl FnOnce() -> String,
) -> Result<Exit, String> {
    if json {
        output::print_json(&as_json())?;
    } else {
        output::print(&as_page())?;
    }
    Ok(Exit::Done)
}
