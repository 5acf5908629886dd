//! A table beside the claim lines, read whole: one entry per key, several rows of a key brought together as the layout
//! says. Knows nothing of claim lines.

use std::collections::{HashMap, HashSet};
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
use crate::claim::{DecimalMark, InputFile, RowFault, Units};

/// What stands between the parts of a key.
const KEY_SEPARATOR: char = '\u{1f}';

/// A table, read.
pub(super) struct SideTable {
    pub(super) name: String,
    /// Its used columns by normalised name.
    columns: HashMap<String, usize>,
    keys: HashMap<Box<str>, u32>,
    gathered: Vec<Gathered>,
    /// The names of the used columns, as `gathered` has them.
    names: Vec<String>,
    /// Rows that were read, by their content, where amounts are added up.
    known_rows: HashSet<blake3::Hash>,
    /// What columns that are added up hold, where that is not the sum of all entries.
    held: Option<i64>,
    /// Reversals of amounts that the table does not hold, which take nothing from those it holds.
    pub(super) taken_elsewhere: i64,
    /// Entries whose amounts no line gets.
    withheld: HashSet<u32>,
    /// Its files.
    pub(super) files: Vec<InputFile>,
}

/// What lines were paid, worked out. Amounts are in cents.
#[derive(Default)]
pub(super) struct Paired {
    pub(super) entries: Vec<(String, [String; 5])>,
    /// What stands of all payments, those of no line among them.
    pub(super) held: i64,
    /// Reversals of payments that are not there.
    pub(super) taken_elsewhere: i64,
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
            names: used.to_vec(),
            known_rows: HashSet::new(),
            held: None,
            taken_elsewhere: 0,
            withheld: HashSet::new(),
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

    /// A table of entries that are worked out already: key and values, one per column. The first column is money.
    pub(super) fn of_pairs(name: &str, columns: &[&str], paired: Paired, files: Vec<InputFile>) -> Self {
        let gathering = |at: usize| if at == 0 { Gathering::Sum(DecimalMark::Point) } else { Gathering::Agreed };
        let mut gathered: Vec<Gathered> = (0..columns.len()).map(|at| Gathered::new(gathering(at))).collect();
        let mut keys = HashMap::new();
        let mut unreadable = Vec::new();
        for (entry, (key, values)) in (0..).zip(paired.entries) {
            keys.insert(key.into_boxed_str(), entry);
            for (column, value) in gathered.iter_mut().zip(&values) {
                if !column.add(entry, value, &[]) {
                    unreadable.push((entry, value.clone()));
                }
            }
        }
        for column in &mut gathered {
            column.see(!files.is_empty());
            column.finish();
        }
        for (entry, text) in unreadable {
            // The line shows what is no amount, so that it is counted as any cell that cannot be read.
            gathered[0].show(entry, &text);
        }
        let to_units = Units::ONE.0 / 100;
        let mut table = Self {
            name: name.to_owned(),
            columns: columns.iter().enumerate().map(|(at, name)| (normalised(name), at)).collect(),
            keys,
            gathered,
            names: columns.iter().map(|&name| name.to_owned()).collect(),
            known_rows: HashSet::new(),
            held: Some(paired.held * to_units),
            taken_elsewhere: paired.taken_elsewhere * to_units,
            withheld: HashSet::new(),
            files,
        };
        table.forget_absent();
        table
    }

    /// The value of a column in an entry.
    pub(super) fn value(&self, column: usize, entry: u32) -> &str {
        let is_withheld = self.gathered[column].is_sum() && self.withheld.contains(&entry);
        if is_withheld { "" } else { self.gathered[column].value(entry) }
    }

    /// Whether some column of it is added up.
    pub(super) fn has_sums(&self) -> bool {
        self.gathered.iter().any(Gathered::is_sum)
    }

    /// Every column that is added up: its number, its name and what it holds, in ten-thousandths.
    pub(super) fn sums(&self) -> impl Iterator<Item = (usize, &str, i64)> {
        let all = move |column: &Gathered| self.entries().map(|entry| column.amount(entry)).sum::<i64>();
        let columns = self.gathered.iter().zip(&self.names).enumerate();
        columns
            .filter(|(_, (column, _))| column.is_sum() && column.was_seen())
            .map(move |(at, (column, name))| (at, name.as_str(), self.held.unwrap_or_else(|| all(column))))
    }

    /// The amount that a line gets of a column that is added up, in ten-thousandths.
    pub(super) fn amount(&self, column: usize, entry: u32) -> i64 {
        if self.withheld.contains(&entry) { 0 } else { self.gathered[column].amount(entry) }
    }

    /// What of a column belongs to no line: what is withheld, and what no entry has.
    pub(super) fn without_line(&self, column: usize) -> i64 {
        let withheld: i64 = self.withheld.iter().map(|entry| self.gathered[column].amount(*entry)).sum();
        let in_entries: i64 = self.entries().map(|entry| self.gathered[column].amount(entry)).sum();
        withheld + self.held.map_or(0, |held| held - in_entries)
    }

    /// Every entry.
    pub(super) fn entries(&self) -> impl Iterator<Item = u32> {
        0..u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// Keeps the amounts of these entries back: nothing says which line they belong to.
    pub(super) fn withhold(&mut self, entries: Vec<u32>) {
        self.withheld.extend(entries);
    }

    /// How many entries are withheld.
    pub(super) fn n_withheld(&self) -> u64 {
        self.withheld.len() as u64
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
        let (bound, mut asked) = Bound::new(spec, &header, used)?;
        if !spec.sum.is_empty() {
            // Amounts are added up over rows that differ in anything at all: every column is looked at.
            let others = (0..header.names.len()).filter(|index| !asked.iter().any(|(known, _)| known == index));
            let others: Vec<_> = others.map(|index| (index, Wanted::Text)).collect();
            asked.extend(others);
        }
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
            |batches| source.send(&asked, &[], &batches),
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
            let mut filters = spec.filters.iter().zip(&bound.filters);
            let counts = filters.all(|(filter, place)| filter.keeps_value(raw(*place, row)));
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
            if !spec.sum.is_empty() {
                let content = (0..batch.columns.len()).map(|place| text(place, row)).collect::<Vec<_>>();
                let content = blake3::hash(content.join("\u{1f}").as_bytes());
                if !self.known_rows.insert(content) {
                    file.repeated += 1;
                    continue;
                }
            }
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
