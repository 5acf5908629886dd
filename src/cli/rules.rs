//! `rules`: the list of rules.

use clap::Args;
use serde_json::{Value, json};

use super::output;
use super::process::Exit;
use crate::findings::{RuleCard, SettingKind};
use crate::reference::Kinds;
use crate::rules::RULES;

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Print JSON: cards, needs, settings with defaults and ranges
    #[arg(long)]
    json: bool,
}

/// Prints the list.
pub(super) fn run(args: &RulesArgs) -> Result<Exit, String> {
    if args.json {
        output::print_json(&Value::Array(RULES.iter().map(|rule| as_json(&rule.card)).collect()))?;
    } else {
        let lines = RULES.iter().map(|rule| format!("{:<32}{}\n", rule.card.id, rule.card.title));
        output::print(&lines.collect::<String>())?;
    }
    Ok(Exit::Done)
}

/// Everything about a rule that is data.
pub(super) fn as_json(card: &RuleCard) -> Value {
    let settings: Vec<Value> = card
        .settings
        .iter()
        .map(|setting| {
            let default = match setting.kind {
                SettingKind::Number { default, .. } => json!(default),
                SettingKind::Choice { default, .. } => json!(default),
                SettingKind::Flag { default } => json!(default),
                SettingKind::Names { default, .. } => json!(default),
            };
            json!({"name": setting.name, "default": default, "accepts": setting.range(), "help": setting.help})
        })
        .collect();
    let needs: Vec<Vec<&str>> = card.needs.iter().map(|group| group.iter().map(|need| need.name()).collect()).collect();
    // A rule that judges every line names no families: all of them would be noise.
    let kinds = |kinds: Kinds| if kinds == Kinds::ANY { vec!["any"] } else { kinds.names().collect() };
    json!({
        "rule": card.id, "title": card.title, "direction": card.direction.name(),
        "judges": kinds(card.subjects), "compares_with": kinds(card.against), "needs_one_of_each": needs,
        "settings": settings, "would_clear": card.clears, "evidence_needed": card.evidence, "source": card.source,
    })
}
