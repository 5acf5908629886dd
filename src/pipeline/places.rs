//! Where the paths of a pipeline lead: relative ones begin at its own folder, `~` is the user's, `${NAME}` is a variable
//! that whoever starts the run looks up. Opens no file.
//!
//! Source: contracts, section 2.

use std::path::Path;

use super::spec::PipelineSpec;
use crate::claim::Day;
use crate::load::layout::CANONICAL;
use crate::load::{self, Layout, LogLayout};

/// What paths are resolved against.
pub struct Places<'a> {
    /// The folder at which relative paths begin; the current one when empty.
    pub base: &'a Path,
    /// The value of a variable; none where it has none.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Places<'_> {
    /// The folder of a report that is named outside a pipeline: `~` is the user's, and a relative one begins here.
    pub fn report_dir(&self, dir: &str) -> Result<String, String> {
        self.resolve("--out", dir)
    }

    /// The path as it is seen from the current folder. Errors on a variable without a value: a path that begins with
    /// nothing would lead somewhere else.
    fn resolve(&self, key: &str, path: &str) -> Result<String, String> {
        let unset = |name: &str| format!("`{key}`: {path}: the environment variable {name} has no value");
        let value = |name: &str| (self.variable)(name).filter(|value| !value.is_empty()).ok_or_else(|| unset(name));
        let mut whole = String::new();
        let mut rest = path;
        if let Some(beyond) = path.strip_prefix('~').filter(|beyond| beyond.is_empty() || beyond.starts_with('/')) {
            whole.push_str(&value("HOME")?);
            rest = beyond;
        }
        while let Some((before, name_on)) = rest.split_once("${") {
            let Some((name, beyond)) = name_on.split_once('}') else {
                return Err(format!("`{key}`: {path}: `${{` without `}}`"));
            };
            whole.push_str(before);
            whole.push_str(&value(name)?);
            rest = beyond;
        }
        whole.push_str(rest);
        Ok(load::under(self.base, &whole))
    }
}

impl PipelineSpec {
    /// Resolves every path of the pipeline, once. Errors name the key.
    pub fn resolve(&mut self, places: &Places<'_>) -> Result<(), String> {
        let tables = &mut self.tables;
        let requests = [("fee_schedule", &mut tables.fee_schedule), ("ptp", &mut tables.ptp), ("mue", &mut tables.mue)];
        for (key, requests) in requests {
            for request in requests {
                request.path = places.resolve(&format!("tables.{key}"), &request.path)?;
            }
        }
        for (key, paths) in [("claims.paths", &mut self.paths), ("activity.paths", &mut self.activity)] {
            // A single dash is standard input.
            for path in paths.iter_mut().filter(|path| *path != "-") {
                *path = places.resolve(key, path)?;
            }
        }
        for (key, path) in [("providers.path", &mut self.providers), ("consents.path", &mut self.consents)] {
            if let Some(path) = path {
                *path = places.resolve(key, path)?;
            }
        }
        // A layout is a name before it is a file.
        if !Layout::shipped_names().contains(&self.layout.as_str()) {
            self.layout = places.resolve("claims.layout", &self.layout)?;
        }
        if !self.activity_layout.is_empty() && !LogLayout::shipped_names().contains(&self.activity_layout.as_str()) {
            self.activity_layout = places.resolve("activity.layout", &self.activity_layout)?;
        }
        if !["", CANONICAL].contains(&self.providers_layout.as_str()) {
            self.providers_layout = places.resolve("providers.layout", &self.providers_layout)?;
        }
        self.report_dir = places.resolve("report.dir", &self.report_dir)?;
        Ok(())
    }

    /// Puts the period into the folder of the report: `{month}` is its month, `{date}` its day; where it has several,
    /// the first and the last, so that no two periods share a folder. Errors on a period without both ends, and on any
    /// other word in braces.
    pub fn name_report(&mut self) -> Result<(), String> {
        for (word, length) in [("{month}", "2025-10".len()), ("{date}", "2025-10-31".len())] {
            if !self.report_dir.contains(word) {
                continue;
            }
            let (Some(from), Some(to)) = (self.from, self.to) else {
                let dir = &self.report_dir;
                return Err(format!("`report.dir`: {dir}: {word} needs a period with a first and a last day"));
            };
            let shown = |day: Day| day.to_string().chars().take(length).collect::<String>();
            let (first, last) = (shown(from), shown(to));
            let name = if first == last { first } else { format!("{first}_{last}") };
            self.report_dir = self.report_dir.replace(word, &name);
        }
        let unknown = self.report_dir.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(word, _)| word);
        let is_word =
            |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        match unknown.filter(is_word) {
            Some(word) => {
                let dir = &self.report_dir;
                Err(format!("`report.dir`: {dir}: {{{word}}} is not known; known are {{month}} and {{date}}"))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(path: &str) -> Result<String, String> {
        let variable = |name: &str| match name {
            "HOME" => Some("/data/ann".to_owned()),
            "MONTH" => Some("2025-10".to_owned()),
            "NOTHING" => Some(String::new()),
            _ => None,
        };
        Places { base: Path::new("jobs"), variable: &variable }.resolve("claims.paths", path)
    }

    #[test]
    fn home_and_variables_are_put_in() {
        for (path, expected) in [
            ("claims/*.csv", "jobs/claims/*.csv"),
            ("~/claims.csv", "/data/ann/claims.csv"),
            ("~", "/data/ann"),
            ("~ann/claims.csv", "jobs/~ann/claims.csv"),
            ("a~/b.csv", "jobs/a~/b.csv"),
            ("claims-${MONTH}/${MONTH}.csv", "jobs/claims-2025-10/2025-10.csv"),
            ("$MONTH.csv", "jobs/$MONTH.csv"),
            ("${HOME}/x.csv", "/data/ann/x.csv"),
        ] {
            assert_eq!(resolved(path).as_deref(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn a_variable_without_a_value_is_refused() {
        for (path, word) in [("${NOTHING}/x", "NOTHING has no value"), ("${ABSENT}/x", "ABSENT"), ("${HOME", "without")]
        {
            let refused = resolved(path).err().unwrap_or_default();
            assert!(refused.contains(word) && refused.contains("claims.paths"), "{path}: {refused}");
        }
    }

    #[test]
    fn reports_are_named_by_the_period() {
        let named = |dir: &str, from: &str, to: &str| {
            let (from, to) = (Day::parse_iso(from), Day::parse_iso(to));
            let mut spec = PipelineSpec { report_dir: dir.to_owned(), from, to, ..PipelineSpec::default() };
            spec.name_report().map(|()| spec.report_dir)
        };
        assert_eq!(named("r/{month}", "2025-10-01", "2025-10-31").as_deref(), Ok("r/2025-10"));
        assert_eq!(named("r/{month}", "2025-10-01", "2025-11-30").as_deref(), Ok("r/2025-10_2025-11"));
        assert_eq!(named("r/{date}", "2025-10-07", "2025-10-07").as_deref(), Ok("r/2025-10-07"));
        assert_eq!(named("{month}/{date}", "2025-10-01", "2025-10-31").as_deref(), Ok("2025-10/2025-10-01_2025-10-31"));
        assert_eq!(named("r/x", "", "").as_deref(), Ok("r/x"));
        assert_eq!(named("r/{}", "", "").as_deref(), Ok("r/{}"));
        assert!(named("r/{year}", "", "").is_err_and(|refused| refused.contains("{month} and {date}")));
        assert!(named("r/{month}", "2025-10-01", "").is_err_and(|refused| refused.contains("{month} needs a period")));
    }
}
