//! What holds for a run that several workers share, and that none of them can know: its files with their columns, and its
//! first and last date. Written by whoever puts workers to work; checked by [`super::merge`].

use serde::{Deserialize, Serialize};

use super::failed;
use crate::claim::{Day, Field, FieldSet, SourceFile};
use crate::load::{self, Layout};
use crate::pipeline::plan::Plan;
use crate::pipeline::run::RunError;

/// What holds for the whole run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// First service date (YYYY-MM-DD) of the rows that can be used; absent when there is none.
    #[serde(default)]
    first_date: Option<String>,
    /// Last service date of those.
    #[serde(default)]
    last_date: Option<String>,
    /// Rows of all files, counted apart from the workers.
    #[serde(default)]
    pub(super) rows: Option<u64>,
    /// The files, in order of path: `source_file` counts them from 0.
    pub(super) files: Vec<WholeFile>,
}

/// A file of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WholeFile {
    pub(super) path: String,
    /// The names of its columns.
    columns: Vec<String>,
    /// Whether its procedure codes carry modifiers behind them.
    #[serde(default)]
    pub(super) composite_codes: bool,
}

impl Whole {
    /// Reads it from JSON.
    pub fn parse(file: &str, text: &str) -> Result<Self, RunError> {
        let whole: Self = serde_json::from_str(text).map_err(|error| failed(format!("{file}: {error}")))?;
        for date in [&whole.first_date, &whole.last_date].into_iter().flatten() {
            Day::parse_iso(date).ok_or_else(|| failed(format!("{file}: expected dates such as 2025-10-01")))?;
        }
        Ok(whole)
    }

    /// A run of one stream, all of whose lines go through one worker. The pipeline has to say which dates are known: a
    /// worker judges before it has seen them all.
    pub(super) fn alone(columns: &[String], plan: &Plan) -> Result<Self, RunError> {
        let range = plan.range(None);
        if range.data_from.is_none() || range.data_through.is_none() {
            let problem = "a worker cannot know the first and the last date of the data: state `data_from` and \
                           `data_through` in [period], or give --whole";
            return Err(failed(problem));
        }
        let file = WholeFile { path: "standard input".to_owned(), columns: columns.to_vec(), composite_codes: false };
        Ok(Self { first_date: None, last_date: None, rows: None, files: vec![file] })
    }

    /// First and last date.
    pub(super) fn dates(&self) -> Option<(Day, Day)> {
        let day = |text: &Option<String>| text.as_deref().and_then(Day::parse_iso);
        day(&self.first_date).zip(day(&self.last_date))
    }

    /// The same with other dates.
    pub(super) fn with_dates(mut self, dates: Option<(Day, Day)>) -> Self {
        self.first_date = dates.map(|(first, _)| first.to_string());
        self.last_date = dates.map(|(_, last)| last.to_string());
        self
    }

    /// The files as rules know them.
    pub(super) fn source_files(&self, layout: &Layout) -> Result<Vec<SourceFile>, RunError> {
        let file = |file: &WholeFile| {
            let present = file.present(layout)?;
            Ok(SourceFile { path: file.path.clone(), present, ..SourceFile::default() })
        };
        self.files.iter().map(file).collect()
    }

    /// Tells wholes apart.
    pub(super) fn hash(&self) -> Result<String, RunError> {
        let text = serde_json::to_string(self).map_err(|error| failed(error.to_string()))?;
        Ok(blake3::hash(text.as_bytes()).to_hex().to_string())
    }
}

impl WholeFile {
    pub(super) fn present(&self, layout: &Layout) -> Result<FieldSet, RunError> {
        let mut present = load::present_columns(layout, &self.path, &self.columns)?;
        if self.composite_codes {
            present.insert(Field::Modifier1);
        }
        Ok(present)
    }
}
