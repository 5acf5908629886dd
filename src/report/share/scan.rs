//! The scan that proves what share mode promises: no id of a patient, claim or billing group stands in any shared artefact.
//! Remembers ids by their hashes; tells the name of a file, never an id.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::DataType;

use crate::report::ReportError;
use crate::report::stored::each_batch;

/// Columns that hold ids.
const IDS: [&str; 4] = ["patient_id", "claim_id", "billing_tin", "finding_id"];
/// Letters of an id that cannot be met by chance among numbers and words.
const TELLING: usize = 8;

/// The ids of a report that is shared.
#[derive(Default)]
pub(in crate::report) struct RawIds {
    hasher: RandomState,
    /// All of them: looked for as whole cells of columns that hold ids.
    whole: HashSet<u64>,
    /// The long ones: looked for everywhere, as words.
    telling: HashSet<u64>,
}

impl RawIds {
    /// Remembers the ids of a batch, those in lists of lines too.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            self.add_column(field.name(), column);
        }
    }

    fn add_column(&mut self, name: &str, column: &ArrayRef) {
        if let Some(list) = column.as_list_opt::<i32>()
            && let Some(items) = list.values().as_struct_opt()
        {
            for (field, column) in items.fields().iter().zip(items.columns()) {
                self.add_column(field.name(), column);
            }
        }
        let Some(texts) = column.as_string_opt::<i32>().filter(|_| IDS.contains(&name)) else { return };
        for text in texts.iter().flatten().filter(|text| !text.is_empty()) {
            let hash = self.hasher.hash_one(text);
            self.whole.insert(hash);
            if TELLING <= text.len() && text.chars().all(is_of_word) {
                self.telling.insert(hash);
            }
        }
    }

    /// Errors when an artefact holds one of the ids. Workbooks are packed and are not looked into: they are made from the
    /// tables, which are.
    pub(in crate::report) fn scan(&self, folder: &Path) -> Result<(), ReportError> {
        let failed = |error: std::io::Error| ReportError::write(folder, &error);
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let kind = path.extension().map(|kind| kind.to_string_lossy().into_owned()).unwrap_or_default();
            let is_found = match kind.as_str() {
                "parquet" => self.is_in_table(&path)?,
                "csv" | "html" | "json" => {
                    self.is_in_text(&std::fs::read_to_string(&path).map_err(|error| ReportError::write(&path, &error))?)
                }
                _ => false,
            };
            if is_found {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                return Err(ReportError::NotShared { artefact: name });
            }
        }
        Ok(())
    }

    fn is_in_table(&self, path: &Path) -> Result<bool, ReportError> {
        let mut is_found = false;
        each_batch(path, |batch| {
            let schema = batch.schema();
            let mut columns = schema.fields().iter().zip(batch.columns());
            is_found = is_found || columns.any(|(field, column)| self.is_in_column(field.name(), column));
            Ok(())
        })?;
        Ok(is_found)
    }

    fn is_in_column(&self, name: &str, column: &ArrayRef) -> bool {
        match column.data_type() {
            DataType::List(_) => {
                let items = column.as_list_opt::<i32>().and_then(|list| list.values().as_struct_opt());
                items.is_some_and(|items| {
                    let mut columns = items.fields().iter().zip(items.columns());
                    columns.any(|(field, column)| self.is_in_column(field.name(), column))
                })
            }
            DataType::Utf8 => {
                let texts = column.as_string::<i32>();
                let is_id = |text: &str| IDS.contains(&name) && self.whole.contains(&self.hasher.hash_one(text));
                texts.iter().flatten().any(|text| is_id(text) || self.is_in_text(text))
            }
            _ => false,
        }
    }

    fn is_in_text(&self, text: &str) -> bool {
        let words = text.split(|letter| !is_of_word(letter)).filter(|word| TELLING <= word.len());
        words.into_iter().any(|word| self.telling.contains(&self.hasher.hash_one(word)))
    }
}

const fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}
