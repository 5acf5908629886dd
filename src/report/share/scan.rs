//! The scan that proves what share mode promises: no id of a patient, claim, billing group or finding stands in any shared
//! artefact. Remembers ids by their hashes; tells the name of a file, never an id.

use std::collections::{BTreeSet, HashSet};
use std::io::BufRead as _;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};

use super::columns::{LEFT_OUT, is_npi};
use super::ids::{Found, Ids};
use super::key::is_pseudonym;
use super::names::{is_placeholder, typed};
use crate::report::ReportError;
use crate::report::record::Record;
use crate::report::stored::{Tables, value};

/// Columns that hold ids.
const IDS: [&str; 4] = ["patient_id", "claim_id", "billing_tin", "finding_id"];
/// The column of clinicians, whose NPIs stay: whoever bills under the own NPI has it as an id of a group, too.
const CLINICIAN: &str = "rendering_npi";
/// Columns in which only words of a list, or texts of one shape, are left; and the record, which is looked at in parts.
const CLOSED: [&str; 11] = [
    "rule",
    "tier",
    "direction",
    "part",
    "payer",
    "procedure_code",
    "suggested_code",
    "diagnoses",
    "status",
    "specialty",
    "record",
];

/// The ids of a report that is shared.
#[derive(Default)]
pub(in crate::report) struct RawIds {
    ids: Ids,
    /// NPIs of clinicians.
    npis: HashSet<String>,
}

/// The texts that an artefact of a copy would have without any row: what the program itself says.
pub(in crate::report) type OwnWords = String;

impl RawIds {
    /// Remembers the ids of a batch, those in lists of lines too.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        each_column(batch, &mut |name, column| {
            let Some(texts) = column.as_string_opt::<i32>() else { return };
            for text in texts.iter().flatten().filter(|text| !text.is_empty()) {
                if IDS.contains(&name) {
                    self.ids.add(text);
                } else if name == CLINICIAN && is_npi(text) && !self.npis.contains(text) {
                    self.npis.insert(text.to_owned());
                }
            }
        });
    }

    /// Errors when a shared table, or what was typed of the record, holds one of the ids.
    pub(in crate::report) fn scan_tables(
        &self,
        tables: Tables<'_>,
        names: &[String],
        record: &Record,
        own: &OwnWords,
    ) -> Result<(), ReportError> {
        let mut found = BTreeSet::new();
        for text in typed(record).into_iter().filter(|text| !is_placeholder(text)) {
            self.ids.find(text, Found::InCell, &mut found);
        }
        if !found.is_empty() {
            return Err(held("run.parquet"));
        }
        for name in names {
            let mut has_id = false;
            tables.each_batch(name, |batch| {
                each_column(batch, &mut |name, column| has_id |= self.is_left_in(name, column, &mut found));
                Ok(())
            })?;
            if has_id || found.iter().any(|id| !own.contains(id.as_str()) && !LEFT_OUT.contains(id.as_str())) {
                return Err(held(name));
            }
        }
        Ok(())
    }

    /// Whether a column that must not holds an id; puts what a column of texts holds into `found`.
    fn is_left_in(&self, name: &str, column: &ArrayRef, found: &mut BTreeSet<String>) -> bool {
        let Some(texts) = column.as_string_opt::<i32>() else { return false };
        if IDS.contains(&name) {
            return texts.iter().flatten().any(|text| self.ids.has(text) || !is_pseudonym(text));
        }
        if name == CLINICIAN {
            return texts.iter().flatten().any(|text| !self.npis.contains(text) && !is_pseudonym(text));
        }
        if !CLOSED.contains(&name) {
            let mut last = None;
            for text in texts.iter().flatten().filter(|text| !is_placeholder(text)) {
                // Many rows say the same.
                if last.replace(text) != Some(text) {
                    self.ids.find(text, Found::InCell, found);
                }
            }
        }
        false
    }

    /// Errors when an artefact holds one of the ids, unless the program itself says the word, or it is a date, number, code
    /// or NPI of the tables, which have been scanned. Workbooks are packed and are not looked into: they are made from the
    /// tables.
    pub(in crate::report) fn scan_artefacts(
        &self,
        folder: &Path,
        (tables, names): (Tables<'_>, &[String]),
        own: &OwnWords,
    ) -> Result<(), ReportError> {
        for (name, mut found) in self.found_in(folder, tables)? {
            found.retain(|id| !own.contains(id.as_str()));
            for table in names {
                if found.is_empty() {
                    break;
                }
                tables.each_batch(table, |batch| {
                    each_column(batch, &mut |name, column| strike_out(&mut found, name, column));
                    Ok(())
                })?;
            }
            if !found.is_empty() {
                return Err(held(&name));
            }
        }
        Ok(())
    }

    /// The ids that the texts of every artefact hold, by their names.
    fn found_in(&self, folder: &Path, tables: Tables<'_>) -> Result<Vec<(String, BTreeSet<String>)>, ReportError> {
        let mut all = Vec::new();
        for (name, path) in texts_in(folder)? {
            let mut found = BTreeSet::new();
            let failed = |error: std::io::Error| ReportError::write(&path, &error);
            if path.extension().is_some_and(|kind| kind == "json") {
                let text = std::fs::read_to_string(&path).map_err(failed)?;
                let json = serde_json::from_str(&text).map_err(|error| ReportError::write(&path, &error))?;
                strings(&json, &mut |text| self.ids.find(text, Found::InArtefact, &mut found));
            } else {
                let mut lines = std::io::BufReader::new(std::fs::File::open(&path).map_err(failed)?);
                let mut line = String::new();
                while 0 < lines.read_line(&mut line).map_err(failed)? {
                    tables.go_on()?;
                    self.ids.find(&line, Found::InArtefact, &mut found);
                    line.clear();
                }
            }
            all.push((name, found));
        }
        Ok(all)
    }
}

/// Name and path of every artefact that is a text.
pub(super) fn texts_in(folder: &Path) -> Result<Vec<(String, std::path::PathBuf)>, ReportError> {
    let failed = |error: std::io::Error| ReportError::write(folder, &error);
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if [".csv", ".html", ".json"].iter().any(|kind| name.ends_with(kind)) {
            texts.push((name, path));
        }
    }
    texts.sort();
    Ok(texts)
}

/// Hands every text of a JSON value on; numbers are no ids, and names of fields are the program's.
fn strings(value: &serde_json::Value, take: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => take(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, take)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| strings(field, take)),
        _ => {}
    }
}

/// Takes out of `found` what a column that holds no ids shows.
fn strike_out(found: &mut BTreeSet<String>, name: &str, column: &ArrayRef) {
    if found.is_empty() || IDS.contains(&name) || column.as_list_opt::<i32>().is_some() {
        return;
    }
    for row in 0..column.len() {
        let cell = value(column, row).to_string();
        found.remove(&cell);
        cell.split(' ').for_each(|word| {
            found.remove(word);
        });
    }
}

/// Hands every column on, those in lists of lines too.
fn each_column(batch: &RecordBatch, take: &mut impl FnMut(&str, &ArrayRef)) {
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        take(field.name(), column);
        if let Some(list) = column.as_list_opt::<i32>()
            && let Some(items) = list.values().as_struct_opt()
        {
            for (field, column) in items.fields().iter().zip(items.columns()) {
                take(field.name(), column);
            }
        }
    }
}

fn held(artefact: &str) -> ReportError {
    ReportError::NotShared { artefact: artefact.to_owned() }
}
