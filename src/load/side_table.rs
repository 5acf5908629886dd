//! A table beside the claim lines, read whole: one entry per key, several rows of a key brought together as the layout
//! says. Knows nothing of claim lines.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use super::RAGGED;
use super::batch::{SourceBatch, SourceColumn, Wanted, cleaned, each_batch};
use super::encode::HOLDS_LINE_BREAK;
use super::error::LoadError;
use super::format::FileFormat;
use super::gathered::{Gathered, Gathering};
use super::header::{Header, normalised};
use super::layout::TableSpec;
use super::notation::Notation;
use super::open::OpenFile;
use super::trailers::RowShape;
use super::values::{Identity, identity};
use crate::claim::{InputFile, RowFault};

/// What stands between the parts of a key.
const KEY_SEPARATOR: char = '\u{1f}';

/// A table, read.
pub(super) struct SideTable {
    pub(super) name: String,
    /// Its used columns by normalised name.
    columns: HashMap<String, usize>,
    keys: HashMap<Box<str>, u32>,
    gathered: Vec<Gathered>,
    /// Its files.
    pub(super) files: Vec<InputFile>,
}

impl SideTable {
    /// Reads the files of a table; `used` are the columns the layout asks for.
    pub(super) fn read(
        spec: &TableSpec,
        paths: &[String],
        used: &[String],
        (format, notation): (&FileFormat, &Notation),
        interrupt: &AtomicBool,
    ) -> Result<Self, LoadError> {
        let mut table = Self {
            name: spec.name.clone(),
            columns: HashMap::new(),
            keys: HashMap::new(),
            gathered: Vec::new(),
            files: Vec::new(),
        };
        for name in used {
            let gathered = Gathered::new(Gathering::of(spec, name, notation));
            table.columns.insert(normalised(name), table.gathered.len());
            table.gathered.push(gathered);
        }
        for path in paths {
            let file = table.read_file(spec, path, used, (format, notation), interrupt)?;
            table.files.push(file);
        }
        table.forget_absent();
        table.gathered.iter_mut().for_each(Gathered::finish);
        if let Some(file) = table.files.first_mut() {
            file.differing = table.gathered.iter().map(Gathered::disagreements).sum();
        }
        Ok(table)
    }

    /// The number of a column, when some file has it.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.columns.get(&normalised(name)).copied()
    }

    /// The entry of a key.
    pub(super) fn entry(&self, key: &str) -> Option<u32> {
        self.keys.get(key).copied()
    }

    /// The value of a column in an entry.
    pub(super) fn value(&self, column: usize, entry: u32) -> &str {
        self.gathered[column].value(entry)
    }

    fn forget_absent(&mut self) {
        let gathered = &self.gathered;
        self.columns.retain(|_, column| gathered[*column].was_seen());
    }

    fn read_file(
        &mut self,
        spec: &TableSpec,
        path: &str,
        used: &[String],
        (format, notation): (&FileFormat, &Notation),
        interrupt: &AtomicBool,
    ) -> Result<InputFile, LoadError> {
        let source = OpenFile::open(path, format)?;
        let header = source.header().clone();
        let (bound, asked) = Bound::new(spec, &header, used)?;
        for (column, found) in self.gathered.iter_mut().zip(&bound.used) {
            column.see(found.is_some());
        }
        let mut file = InputFile {
            kind: "table",
            path: path.to_owned(),
            release: Some(spec.name.clone()),
            ignored_columns: header.without(&asked),
            ..InputFile::default()
        };
        each_batch(
            path,
            interrupt,
            |batches| source.send(&asked, &[], batches),
            |mut batch| {
                batch.blank_out(&notation.blanks);
                self.add(spec, &bound, &batch, &mut file);
                Ok(())
            },
        )?;
        Ok(file)
    }

    fn add(&mut self, spec: &TableSpec, bound: &Bound, batch: &SourceBatch, file: &mut InputFile) {
        let fault = |row: u64, reason| RowFault { row, column: String::new(), reason };
        let misfits = batch.ragged.iter().filter(|ragged| ragged.shape != RowShape::Blank);
        file.blank_rows += (batch.ragged.len() - misfits.clone().count()) as u64;
        file.faults.extend(misfits.map(|ragged| fault(ragged.row, RAGGED)));
        let raw = |place: usize, row: usize| match &batch.columns[place] {
            SourceColumn::Text(column) => column.get(row),
            _ => "",
        };
        let text = |place: usize, row: usize| cleaned(raw(place, row));
        for (row, number) in batch.rows.iter().enumerate() {
            let counts = spec
                .filters
                .iter()
                .zip(&bound.filters)
                .all(|(filter, place)| filter.values.iter().any(|value| value == raw(*place, row)) == filter.keeps);
            if !counts {
                file.filtered += 1;
                continue;
            }
            if bound.places().any(|place| text(place, row).contains(['\n', '\r'])) {
                file.faults.push(fault(*number, HOLDS_LINE_BREAK));
                continue;
            }
            let Some(key) = key(bound.key.iter().map(|place| text(*place, row))) else {
                file.faults.push(fault(*number, NO_KEY));
                continue;
            };
            file.rows += 1;
            let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
            let entry = *self.keys.entry(key.into_boxed_str()).or_insert(next);
            let order: Vec<&str> = bound.order.iter().map(|place| text(*place, row)).collect();
            for (column, place) in self.gathered.iter_mut().zip(&bound.used) {
                let readable = place.is_none_or(|place| column.add(entry, text(place, row), &order));
                if !readable {
                    file.faults.push(fault(*number, NOT_A_SUM));
                }
            }
        }
    }
}

const NO_KEY: &str = "has nothing usable (blank, a word for nothing, or in scientific notation) where the layout's `key` should be: it belongs to no line";
const NOT_A_SUM: &str = "holds something that is no number in a column of `sum`";

/// Where the columns of one file stand in its batches.
struct Bound {
    key: Vec<usize>,
    filters: Vec<usize>,
    order: Vec<usize>,
    used: Vec<Option<usize>>,
}

impl Bound {
    /// Every column whose text is used.
    fn places(&self) -> impl Iterator<Item = usize> {
        self.key.iter().chain(&self.order).copied().chain(self.used.iter().flatten().copied())
    }

    /// Finds the columns; also gives what the reader is asked for.
    fn new(spec: &TableSpec, header: &Header, used: &[String]) -> Result<(Self, Vec<(usize, Wanted)>), LoadError> {
        let mut asked: Vec<(usize, Wanted)> = Vec::new();
        let mut place = |name: &str, wanted: Wanted| {
            let found = header.find(name)?.map(|index| (index, wanted));
            let place = asked.len();
            asked.extend(found);
            Ok::<_, LoadError>(found.map(|_| place))
        };
        let needed = |key: &'static str, name: &String, found: Result<Option<usize>, LoadError>| {
            found?.ok_or_else(|| header.missing(key, &format!("table {}", spec.name), name))
        };
        let mut all = |key: &'static str, names: &[String], wanted: Wanted| -> Result<Vec<usize>, LoadError> {
            names.iter().map(|name| needed(key, name, place(name, wanted))).collect()
        };
        let filtered: Vec<String> = spec.filters.iter().map(|filter| filter.column.clone()).collect();
        let (key, filters) = (all("key", &spec.key, Wanted::Id)?, all("filter", &filtered, Wanted::Text)?);
        let order = all("latest_by", &spec.latest_by, Wanted::Text)?;
        let used = used.iter().map(|name| place(name, Wanted::Id)).collect::<Result<_, _>>()?;
        Ok((Self { key, filters, order, used }, asked))
    }
}

/// The parts of a key as one text; `None` when a part is blank or stands for nothing. A number's `.0` does not count.
pub(super) fn key<'a>(parts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut key = String::new();
    for (n, part) in parts.enumerate() {
        if n > 0 {
            key.push(KEY_SEPARATOR);
        }
        match identity(part) {
            Identity::Whole("") | Identity::Placeholder | Identity::Unrecoverable => return None,
            Identity::Whole(part) => key.push_str(part),
            Identity::Repaired(part) => key.push_str(&part),
        }
    }
    Some(key)
}
