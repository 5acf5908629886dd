//! Checks a value against a JSON Schema: the keywords that our own schemas use, and no others; one that it does not know
//! ends the test, so that nothing is passed over. A crate for all of JSON Schema would bring more packages than the
//! program has reasons for.

use serde_json::Value;

/// What of a value does not fit, with its place; empty when it is good.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    Checker { root: schema }.check(schema, value, "")
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let keywords = schema.as_object().unwrap_or_else(|| panic!("{place}: a schema must be an object"));
        keywords.iter().flat_map(|(keyword, told)| self.keyword((keyword, told), schema, value, place)).collect()
    }

    fn keyword(&self, (keyword, told): (&str, &Value), schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let n_good = |told: &Value| list(told).iter().filter(|one| self.check(one, value, place).is_empty()).count();
        let good = match keyword {
            "$schema" | "$defs" | "title" | "description" | "default" => true,
            "$ref" => {
                let at = told.as_str().and_then(|told| told.strip_prefix('#')).and_then(|at| self.root.pointer(at));
                return self.check(at.unwrap_or_else(|| panic!("{told} is nowhere")), value, place);
            }
            "type" => is_of_type(value, told.as_str().unwrap_or_default()),
            "enum" => list(told).contains(value),
            "const" => told == value,
            "anyOf" => n_good(told) > 0,
            "oneOf" => n_good(told) == 1,
            "allOf" => return list(told).iter().flat_map(|one| self.check(one, value, place)).collect(),
            "properties" | "additionalProperties" => return self.members(keyword, schema, value, place),
            "required" => list(told).iter().all(|key| has(value, key)),
            "dependentRequired" => {
                let mut rules = told.as_object().into_iter().flatten();
                rules.all(|(key, needs)| value.get(key).is_none() || list(needs).iter().all(|key| has(value, key)))
            }
            "items" | "prefixItems" => return self.items(keyword, schema, value, place),
            "minItems" => value.as_array().is_none_or(|items| told.as_u64() <= Some(items.len() as u64)),
            "maxItems" => value.as_array().is_none_or(|items| Some(items.len() as u64) <= told.as_u64()),
            "minProperties" => value.as_object().is_none_or(|keys| told.as_u64() <= Some(keys.len() as u64)),
            "maxProperties" => value.as_object().is_none_or(|keys| Some(keys.len() as u64) <= told.as_u64()),
            "minimum" => value.as_i64().is_none_or(|number| told.as_i64() <= Some(number)),
            "maximum" => value.as_i64().is_none_or(|number| Some(number) <= told.as_i64()),
            "maxLength" => value.as_str().is_none_or(|text| Some(text.chars().count() as u64) <= told.as_u64()),
            "minLength" => value.as_str().is_none_or(|text| told.as_u64() <= Some(text.chars().count() as u64)),
            "pattern" if told == "^[^.]+$" => value.as_str().is_none_or(|text| !text.is_empty() && !text.contains('.')),
            _ => panic!("{place}: the keyword {keyword} ({told}) is not known here"),
        };
        if good { Vec::new() } else { vec![format!("{place}: not {keyword} {told}")] }
    }

    fn members(&self, keyword: &str, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let known = |key: &str| schema["properties"].get(key);
        let mut faults = Vec::new();
        for (key, member) in value.as_object().into_iter().flatten() {
            let place = format!("{place}/{key}");
            match (keyword, known(key), &schema["additionalProperties"]) {
                ("additionalProperties", None, Value::Bool(false)) => faults.push(format!("{place}: no such key")),
                ("properties", Some(schema), _) | ("additionalProperties", None, schema) => {
                    faults.extend(self.check(schema, member, &place));
                }
                _ => {}
            }
        }
        faults
    }

    fn items(&self, keyword: &str, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let n_first = list(&schema["prefixItems"]).len();
        let items = value.as_array().into_iter().flatten().enumerate();
        let schema_of = |at: usize| match keyword {
            "prefixItems" => schema["prefixItems"].get(at),
            _ => (at >= n_first).then(|| &schema["items"]),
        };
        let faults = items.filter_map(|(at, item)| Some(self.check(schema_of(at)?, item, &format!("{place}/{at}"))));
        faults.flatten().collect()
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn has(value: &Value, key: &Value) -> bool {
    // What is no object needs no members.
    value.as_object().is_none_or(|members| key.as_str().is_some_and(|key| members.contains_key(key)))
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} is not known here"),
    }
}
