//! The JSON Schema of a pipeline file, made from the rules' own cards.

use serde_json::{Map, Value, json};

use super::object;
use crate::findings::{SettingKind, SettingSpec, Tier};
use crate::pipeline::{DIAGNOSES, DIRECTIONS, FIRES_WHEN, PROVIDERS};
use crate::reference::{Kinds, Wish};
use crate::report::Format;
use crate::rules::RULES;

/// The schema.
pub(super) fn schema() -> Value {
    let period = json!({
        "from": date(), "to": date(), "month": {"type": "string", "pattern": "^\\d{4}-\\d{2}$"},
        "all": {"type": "boolean"}, "data_from": date(), "data_through": date(), "as_of": date(),
    });
    let report = json!({"dir": text(), "formats": {"type": "array", "items": {"enum": Format::NAMES}}, "unjudged": {"type": "boolean"}});
    let gate = json!({"fail_on": {"enum": ["hard", "presumptive", "advisory", "never"]}});
    let one_path = object(&json!({"path": text()}), &["path"]);
    let mut schema = object(
        &json!({
            "name": text(),
            "period": object(&period, &[]),
            "claims": object(&json!({"paths": texts(), "layout": text()}), &["paths"]),
            "activity": object(&json!({"paths": texts(), "layout": text(), "minutes_per_message": {"type": "integer", "minimum": 1, "maximum": 60}}), &["paths"]),
            "providers": object(&json!({"path": text(), "layout": text()}), &["path"]),
            "consents": one_path,
            "tables": object(&json!({"fee_schedule": table(), "ptp": table(), "mue": table()}), &[]),
            "payers": {"type": "object", "additionalProperties": payer()},
            "custom": {"type": "array", "items": custom()},
            "rules": rules(),
            "report": object(&report, &["dir"]),
            "gate": object(&gate, &[]),
        }),
        &["name", "period", "claims", "report"],
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("claimsweep pipeline");
    schema
}

fn text() -> Value {
    json!({"type": "string"})
}

fn texts() -> Value {
    json!({"type": "array", "items": text()})
}

fn date() -> Value {
    json!({"type": "string", "format": "date"})
}

/// A path, a list of paths and globs, or a list of paths with the dates they hold for.
fn table() -> Value {
    let dated = object(&json!({"path": text(), "from": date(), "until": date()}), &["path"]);
    json!({"oneOf": [text(), texts(), {"type": "array", "items": dated}]})
}

fn rules() -> Value {
    // Ids of custom rules may stand in the lists too.
    let list = json!({"type": "array", "items": text()});
    let settings_of = |rule: &&crate::rules::Rule| (rule.card.id.to_owned(), settings(rule.card.settings));
    let mut rules: Map<String, Value> = RULES.iter().map(settings_of).collect();
    rules.insert("disable".to_owned(), list.clone());
    rules.insert("only".to_owned(), list);
    rules.insert("reference_through".to_owned(), date());
    object(&Value::Object(rules), &[])
}

fn payer() -> Value {
    let families: Vec<&str> = Kinds::E_VISIT.or(Kinds::CONTACT).names().collect();
    let unpaid = object(&json!({"codes": texts(), "from": date(), "until": date()}), &["codes"]);
    let markers = json!({
        "families": {"type": "array", "items": {"enum": families}},
        "places": {"enum": Wish::NAMES}, "place_codes": texts(),
        "modifiers": {"enum": Wish::NAMES}, "modifier_codes": texts(),
        "from": date(), "until": date(),
    });
    let settable = RULES.iter().filter(|rule| !rule.card.settings.is_empty());
    let own: Map<String, Value> =
        settable.map(|rule| (rule.card.id.to_owned(), settings(rule.card.settings))).collect();
    object(
        &json!({
            "unpaid": {"type": "array", "items": unpaid},
            "markers": {"type": "array", "items": object(&markers, &["families"])},
            "timely_filing_days": {"type": "integer", "minimum": 1, "maximum": 3660},
            "rules": object(&Value::Object(own), &[]),
        }),
        &[],
    )
}

fn custom() -> Value {
    let days = json!({"type": "integer", "minimum": 0, "maximum": 1100, "default": 0});
    object(
        &json!({
            "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}, "title": text(),
            "subject": texts(), "context": texts(), "days_before": days, "days_after": days,
            "same_day": {"type": "boolean", "default": true},
            "fires_when": {"enum": FIRES_WHEN, "default": FIRES_WHEN[0]},
            "provider": {"enum": PROVIDERS, "default": PROVIDERS[0]},
            "diagnosis": {"enum": DIAGNOSES, "default": DIAGNOSES[0]},
            "tier": {"enum": Tier::ALL.map(Tier::name)},
            "direction": {"enum": DIRECTIONS, "default": DIRECTIONS[0]},
            "clearing_modifiers": texts(), "payers": texts(), "from": date(), "until": date(),
            "message": text(), "clears": text(), "evidence": text(), "source": text(),
        }),
        &["id", "title", "subject", "context", "tier", "message", "clears", "evidence", "source"],
    )
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
