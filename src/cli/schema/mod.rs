//! `schema`: JSON Schemas of what goes in and what comes out, made from the rules' own cards and the keys that the readers know.

mod layout;
mod pipeline;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::output;
use super::process::Exit;
use crate::report::findings_columns;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// What to describe
    subject: Subject,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// A pipeline file
    Pipeline,
    /// A layout file
    Layout,
    /// A row of findings
    Findings,
}

/// Prints the schema.
pub(super) fn run(args: &SchemaArgs) -> Result<Exit, String> {
    output::print_json(&match args.subject {
        Subject::Pipeline => pipeline::schema(),
        Subject::Layout => layout::schema(),
        Subject::Findings => findings(),
    })?;
    Ok(Exit::Done)
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required})
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
