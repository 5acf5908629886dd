//! `schema`: JSON Schemas of what goes in and what comes out, made from the rules' own cards.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::output;
use super::process::Exit;
use crate::findings::{SettingKind, SettingSpec};
use crate::report::{Format, findings_columns};
use crate::rules::RULES;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// What to describe
    subject: Subject,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// A pipeline file
    Pipeline,
    /// A row of findings
    Findings,
}

/// Prints the schema.
pub(super) fn run(args: &SchemaArgs) -> Result<Exit, String> {
    output::print_json(&match args.subject {
        Subject::Pipeline => pipeline(),
        Subject::Findings => findings(),
    })?;
    Ok(Exit::Done)
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required})
}

fn pipeline() -> Value {
    let (text, texts) = (json!({"type": "string"}), json!({"type": "array", "items": {"type": "string"}}));
    let date = json!({"type": "string", "format": "date"});
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.card.id).collect();
    let rule_list = json!({"type": "array", "items": {"enum": ids}});
    let mut rules: Map<String, Value> =
        RULES.iter().map(|rule| (rule.card.id.to_owned(), settings(rule.card.settings))).collect();
    rules.insert("disable".to_owned(), rule_list.clone());
    rules.insert("only".to_owned(), rule_list);
    let period = json!({
        "from": date, "to": date, "month": {"type": "string", "pattern": "^\\d{4}-\\d{2}$"}, "all": {"type": "boolean"},
        "data_from": date, "data_through": date,
    });
    let report = json!({"dir": text, "formats": {"type": "array", "items": {"enum": Format::NAMES}}});
    let gate = json!({"fail_on": {"enum": ["hard", "presumptive", "advisory", "never"]}});
    let mut schema = object(
        &json!({
            "name": text,
            "period": object(&period, &[]),
            "claims": object(&json!({"paths": texts, "layout": text}), &["paths"]),
            "rules": object(&Value::Object(rules), &[]),
            "report": object(&report, &["dir"]),
            "gate": object(&gate, &[]),
        }),
        &["name", "period", "claims", "report"],
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("claimsweep pipeline");
    schema
}

fn settings(specs: &[SettingSpec]) -> Value {
    let properties: Map<String, Value> = specs
        .iter()
        .map(|spec| {
            let mut property = match spec.kind {
                SettingKind::Number { default, min, max, .. } => {
                    json!({"type": "integer", "minimum": min, "maximum": max, "default": default})
                }
                SettingKind::Choice { default, options } => json!({"enum": options, "default": default}),
                SettingKind::Flag { default } => json!({"type": "boolean", "default": default}),
                SettingKind::Names { default, options: [] } => {
                    json!({"type": "array", "items": {"type": "string"}, "default": default})
                }
                SettingKind::Names { default, options } => {
                    json!({"type": "array", "items": {"enum": options}, "default": default})
                }
            };
            property["description"] = json!(spec.help);
            (spec.name.to_owned(), property)
        })
        .collect();
    object(&Value::Object(properties), &[])
}

fn findings() -> Value {
    let columns = findings_columns();
    let properties: Map<String, Value> = columns
        .iter()
        .map(|column| {
            let property = json!({"type": column.kind, "nullable": column.nullable, "arrow_type": column.arrow_type});
            (column.name.clone(), property)
        })
        .collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut schema = object(&Value::Object(properties), &names);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("a row of findings.parquet");
    schema
}
