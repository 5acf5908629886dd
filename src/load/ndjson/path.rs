//! Paths into a JSON object, such as `period.start`, `modifier.*.coding.*.code` or
//! `careTeam[sequence=@item.careTeamSequence].provider.reference`. Finds texts; reads no file and knows no resource.

use std::borrow::Cow;

use serde_json::Value;

/// What stands between the values of a path with `*`.
const BETWEEN_VALUES: &str = "|";

/// A path, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JsonPath {
    steps: Vec<Step>,
}

/// One part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A field of an object; of a list its first entry.
    Field(String),
    /// An entry of a list, from 0.
    Place(usize),
    /// Every entry of a list.
    Every,
    /// The entries of a list that fit; an object counts as a list of one.
    Where(Condition),
}

/// What the entries of a list must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    /// A path within the entry; every entry of the lists on its way counts.
    path: Vec<Step>,
    sought: Sought,
}

/// The values of which a condition wants one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sought {
    Text(String),
    /// Those at another path of the row.
    At(Vec<Step>),
}

/// What the paths of one row start from: an object, or one entry of a list in it and the object around it.
#[derive(Clone, Copy)]
pub(super) struct Row<'v> {
    object: &'v Value,
    entry: &'v Value,
    list: Option<&'v JsonPath>,
}

/// The entry of a row whose object has none: its columns are blank.
static NO_ENTRY: Value = Value::Null;

impl JsonPath {
    /// Reads a path; the error says what is wrong with it.
    pub(super) fn parse(path: &str) -> Result<Self, &'static str> {
        Ok(Self { steps: parse_steps(path)? })
    }

    /// The text at the path; blank when there is none, or when the entries that fit hold different ones. A path with
    /// `*` gives every text, each once.
    pub(super) fn text(&self, row: Row<'_>) -> String {
        let mut texts: Vec<Cow<'_, str>> = Vec::new();
        for text in row.texts(&self.steps, false) {
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        match texts.as_slice() {
            [only] => only.to_string(),
            several if self.steps.contains(&Step::Every) => several.join(BETWEEN_VALUES),
            _ => String::new(),
        }
    }

    /// The rows of an object: one per entry of the list at this path, or one without an entry.
    pub(super) fn rows<'v>(&'v self, object: &'v Value) -> Vec<Row<'v>> {
        let row = |entry: &'v Value| Row { object, entry, list: Some(self) };
        let at = self.steps.iter().try_fold(object, |value, step| match step {
            Step::Field(name) => value.get(name),
            Step::Place(_) | Step::Every | Step::Where(_) => None,
        });
        match at {
            Some(Value::Array(entries)) if !entries.is_empty() => entries.iter().map(row).collect(),
            Some(entry @ Value::Object(_)) => vec![row(entry)],
            _ => vec![row(&NO_ENTRY)],
        }
    }
}

impl<'v> Row<'v> {
    /// The row of an object that holds one.
    pub(super) const fn whole(object: &'v Value) -> Self {
        Self { object, entry: &NO_ENTRY, list: None }
    }

    /// The texts at a path; `all`: of every entry of a list rather than its first.
    fn texts(self, steps: &[Step], all: bool) -> Vec<Cow<'v, str>> {
        let within = self.list.and_then(|list| steps.strip_prefix(list.steps.as_slice()));
        let mut found = Vec::new();
        match within {
            Some(rest) => self.walk(self.entry, rest, all, &mut found),
            None => self.walk(self.object, steps, all, &mut found),
        }
        found.into_iter().filter_map(text_of).collect()
    }

    /// Collects what stands at the end of a path.
    fn walk(self, value: &'v Value, steps: &[Step], all: bool, found: &mut Vec<&'v Value>) {
        let (step, rest) = steps.split_first().map_or((None, steps), |(step, rest)| (Some(step), rest));
        match (value, step) {
            (Value::Array(items), Some(Step::Place(place))) => {
                if let Some(item) = items.get(*place) {
                    self.walk(item, rest, all, found);
                }
            }
            (Value::Array(items), Some(Step::Every)) => {
                for item in items {
                    self.walk(item, rest, all, found);
                }
            }
            (Value::Array(items), Some(Step::Where(condition))) => {
                for item in items.iter().filter(|item| self.fits(item, condition)) {
                    self.walk(item, rest, all, found);
                }
            }
            (Value::Array(items), _) => {
                let n = if all { items.len() } else { 1 };
                for item in items.iter().take(n) {
                    self.walk(item, steps, all, found);
                }
            }
            (_, Some(Step::Every)) => self.walk(value, rest, all, found),
            (_, Some(Step::Where(condition))) => {
                if self.fits(value, condition) {
                    self.walk(value, rest, all, found);
                }
            }
            (Value::Object(fields), Some(Step::Field(name))) => {
                if let Some(field) = fields.get(name) {
                    self.walk(field, rest, all, found);
                }
            }
            (Value::Object(fields), Some(Step::Place(place))) => {
                if let Some(field) = fields.get(&place.to_string()) {
                    self.walk(field, rest, all, found);
                }
            }
            (_, Some(_)) => {}
            (_, None) => found.push(value),
        }
    }

    fn fits(self, item: &'v Value, condition: &Condition) -> bool {
        let mut held = Vec::new();
        self.walk(item, &condition.path, true, &mut held);
        let mut held = held.into_iter().filter_map(text_of);
        match &condition.sought {
            Sought::Text(text) => held.any(|found| found == text.as_str()),
            Sought::At(steps) => {
                let named = self.texts(steps, true);
                held.any(|found| named.contains(&found))
            }
        }
    }
}

/// The text of a single value.
fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(flag) => Some(Cow::Owned(flag.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn parse_steps(path: &str) -> Result<Vec<Step>, &'static str> {
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, mut behind) = rest.split_at(end);
        steps.push(match (name, name.parse::<usize>()) {
            ("", _) => return Err("has an empty part"),
            ("*", _) => Step::Every,
            (_, Ok(place)) => Step::Place(place),
            (_, Err(_)) => Step::Field(name.to_owned()),
        });
        while let Some(inner) = behind.strip_prefix('[') {
            let (condition, after) = inner.split_once(']').ok_or("has a bracket that does not close")?;
            steps.push(Step::Where(parse_condition(condition)?));
            behind = after;
        }
        rest = match behind.strip_prefix('.') {
            Some(next) => next,
            None if behind.is_empty() => return Ok(steps),
            None => return Err("goes on behind a bracket without a full stop"),
        };
    }
}

/// `path=text`, or `path=@path` for the values at another path of the row.
fn parse_condition(text: &str) -> Result<Condition, &'static str> {
    let (path, sought) = text.split_once('=').ok_or("has a bracket without `=` in it")?;
    if path.contains('[') || sought.contains('[') {
        return Err("has a bracket within a bracket");
    }
    let sought = match sought.strip_prefix('@') {
        Some(other) => Sought::At(parse_steps(other)?),
        None => Sought::Text(sought.to_owned()),
    };
    Ok(Condition { path: parse_steps(path)?, sought })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(object: &str, list: Option<&str>, path: &str) -> Vec<String> {
        let object: Value = serde_json::from_str(object).expect("an object");
        let list = list.map(|list| JsonPath::parse(list).expect("a path"));
        let path = JsonPath::parse(path).expect("a path");
        let rows = list.as_ref().map_or_else(|| vec![Row::whole(&object)], |list| list.rows(&object));
        rows.into_iter().map(|row| path.text(row)).collect()
    }

    #[test]
    fn paths_lead_through_lists() {
        let object =
            r#"{"id": "e1", "type": [{"coding": [{"code": "98970"}, {"code": "x"}]}], "n": 7.5, "b": true, "o": {}}"#;
        let at = |path: &str| texts(object, None, path).swap_remove(0);
        assert_eq!([at("id"), at("type.coding.code"), at("type.0.coding.1.code")], ["e1", "98970", "x"]);
        assert_eq!([at("n"), at("b"), at("o"), at("absent.x"), at("type.5.coding")], ["7.5", "true", "", "", ""]);
        assert_eq!([at("type.*.coding.*.code"), at("n.*"), at("id.x")], ["98970|x", "7.5", ""]);
    }

    #[test]
    fn conditions_choose_entries_and_disagreement_is_blank() {
        let object = r#"{"l": [{"k": [{"c": "a"}, {"c": "b"}], "v": 1}, {"k": {"c": "b"}, "v": 2}, {"k": [], "v": 1}], "o": {"c": "a", "v": 3}}"#;
        let at = |path: &str| texts(object, None, path).swap_remove(0);
        assert_eq!([at("l[k.c=a].v"), at("l[k.c=b].v"), at("l[k.c=b][v=2].v"), at("l[v=1].v")], ["1", "", "2", "1"]);
        assert_eq!([at("l[k.c=x].v"), at("o[c=a].v"), at("o[c=b].v"), at("l[k.c=b].*.v")], ["", "3", "", "1|2"]);
    }

    #[test]
    fn entries_of_a_list_are_rows_and_see_the_object_around_them() {
        let object = r#"{"id": "c1", "team": [{"n": 1, "npi": "A"}, {"n": 2, "npi": "B"}, {"n": 3, "npi": "C"}],
            "item": [{"seq": 1, "who": [2]}, {"seq": 2, "who": [1, 3]}, {"seq": 3}]}"#;
        let at = |path: &str| texts(object, Some("item"), path);
        assert_eq!(at("id"), ["c1", "c1", "c1"]);
        assert_eq!(at("item.seq"), ["1", "2", "3"]);
        assert_eq!(at("team[n=@item.who].npi"), ["B", "", ""], "two members, or none");
        assert_eq!(at("item.who.*"), ["2", "1|3", ""]);
        for without in [r#"{"id": "c2"}"#, r#"{"id": "c2", "item": []}"#] {
            assert_eq!(
                (texts(without, Some("item"), "id"), texts(without, Some("item"), "item.seq")),
                (vec!["c2".to_owned()], vec![String::new()])
            );
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["", "a..b", "a.", "a[b=c", "a[b]", "a[b=c]d", "a[b[c=d]=e]", "a[=c]"] {
            assert!(JsonPath::parse(path).is_err(), "{path}");
        }
        for path in ["a", "a.0.b", "a[b.c=http://x.y/z#1].d", "a[b=@c.d][e=f].*"] {
            assert!(JsonPath::parse(path).is_ok(), "{path}");
        }
    }
}
