//! Canonical claim lines that come as an Arrow stream instead of files, those that are judged together side by side. They
//! are read in chunks of whole groups, so that only some of them are in memory; what a line's values mean is decided by the
//! same encoders that read files.
//!
//! Columns beside the canonical ones: `group_key` (text; the patient when absent; in ascending order), `source_file` (the
//! number of the file in the list of the run, from 0) and `source_row` (the row in it, from 1).

mod end_mark;
mod groups;
mod origins;
mod timed;

use std::collections::{BTreeSet, HashMap};
use std::io::{BufReader, Read};

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::ipc::reader::StreamReader;

use super::batch::{SourceBatch, SourceColumn, Wanted};
use super::column::Sparse;
use super::counts::CellCounts;
use super::encode::Encoder;
use super::error::LoadError;
use super::header::Header;
use super::layout::Layout;
use super::mapping::Mapping;
use super::parquet::arrays::Decoder;
use super::parquet::kind::Kind;
use super::part::Part;
use super::values::{Identity, code_cell, identity, is_plain_id};
use super::{Seen, batch::cleaned};
use crate::claim::{Field, FieldSet, Names, Reject};
use end_mark::Remembering;
use groups::Groups;
use origins::Origins;

pub use timed::TimedLines;

/// The column of settled lines that says what only settling can know.
const DENIED_REPLACEMENT: &str = "denied_replacement";
/// What messages call the stream.
const STREAM: &str = "standard input";
/// So many lines are judged together; more when one group has more.
const LINES_PER_CHUNK: usize = 1 << 17;
/// The columns by which whoever brings lines of one patient together finds them: their texts must be in clean form.
const KEYS: [Field; 3] = [Field::ClaimId, Field::OriginalClaimId, Field::PatientId];

/// A stream whose schema has been read.
pub struct LineStream<'a> {
    batches: StreamReader<Remembering<BufReader<Box<dyn Read + 'a>>>>,
    layout: &'a Layout,
    header: Header,
    decoders: HashMap<usize, Decoder>,
    groups: Groups,
    /// The column that marks lines whose claim a denied replacement names: settled lines have it.
    denied_replacement: Option<usize>,
    origins: Origins,
    /// Lines of groups that are not whole yet.
    waiting: Vec<RecordBatch>,
    is_at_end: bool,
}

/// Lines of whole groups, read.
pub struct Chunk {
    /// The rows that can be used.
    pub part: Part,
    /// The texts behind their numbers, but for those of claims and patients.
    pub names: Names,
    /// Their dates, and per file their codes.
    pub seen: Seen,
    /// Rows that cannot be used.
    pub rejects: Vec<Reject>,
    /// What the cells held, over all files.
    pub cells: CellCounts,
    /// Rows read, rejects included.
    pub rows_read: u64,
    /// Files whose codes carry modifiers behind them.
    pub with_composites: BTreeSet<u32>,
    batches: Vec<RecordBatch>,
    /// Where a row of a file stands in `batches`.
    places: HashMap<(u32, u64), (usize, usize)>,
}

/// The canonical columns that a file of these columns has; errors when a needed one is absent.
pub fn present_columns(layout: &Layout, path: &str, columns: &[String]) -> Result<FieldSet, LoadError> {
    Ok(Mapping::new(layout, &Header::new(path, columns.to_vec()), &[], path)?.present)
}

impl<'a> LineStream<'a> {
    /// Reads the schema.
    pub fn open(input: Box<dyn Read + 'a>, layout: &'a Layout) -> Result<Self, LoadError> {
        let batches = StreamReader::try_new(Remembering::new(BufReader::with_capacity(1 << 18, input)), None)
            .map_err(|error| broken(format!("is no Arrow stream of claim lines: {error}")))?;
        let names: Vec<String> = batches.schema().fields().iter().map(|field| field.name().clone()).collect();
        let header = Header::new(STREAM, names);
        let find = |name: &str| header.find(name);
        let key = match find("group_key")? {
            Some(key) => key,
            None => find(Field::PatientId.name())?
                .ok_or_else(|| header.missing(Field::PatientId.name(), &layout.name, Field::PatientId.name()))?,
        };
        let origins = Origins { file: find("source_file")?, row: find("source_row")?, ..Origins::default() };
        Ok(Self {
            batches,
            layout,
            decoders: HashMap::new(),
            groups: Groups::by(key),
            denied_replacement: find(DENIED_REPLACEMENT)?,
            origins,
            waiting: Vec::new(),
            is_at_end: false,
            header,
        })
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.header.names
    }

    /// The next lines of whole groups; `names` are the texts of those before. `None` at the end.
    pub fn next_chunk(&mut self, names: Names, n_files: usize) -> Result<Option<Chunk>, LoadError> {
        let mut n_waiting: usize = self.waiting.iter().map(RecordBatch::num_rows).sum();
        while !self.is_at_end {
            let Some(batch) = self.batches.next() else {
                self.is_at_end = true;
                if !self.batches.get_ref().ends_with_mark() {
                    return Err(broken("ends before its end: there is no mark of the end of an Arrow stream"));
                }
                break;
            };
            let batch = batch.map_err(|error| broken(format!("ends before its end: {error}")))?;
            let cut = self.groups.last_start(&batch)?;
            if let Some(cut) = cut.filter(|cut| LINES_PER_CHUNK <= n_waiting + cut) {
                self.waiting.push(batch.slice(0, cut));
                let whole = std::mem::replace(&mut self.waiting, vec![batch.slice(cut, batch.num_rows() - cut)]);
                return self.read(whole, names, n_files).map(Some);
            }
            n_waiting += batch.num_rows();
            self.waiting.push(batch);
        }
        let rest = std::mem::take(&mut self.waiting);
        if n_waiting == 0 { Ok(None) } else { self.read(rest, names, n_files).map(Some) }
    }

    /// Whether the group of every line of a chunk without rejects is its clinician, as in the lines that are passed on.
    pub fn groups_are_clinicians(&self, chunk: &Chunk) -> Result<bool, LoadError> {
        let mut clinicians = chunk.part.rows.people.clinician.iter().map(|who| chunk.names.clinicians.text(who));
        for batch in &chunk.batches {
            let keys = self.groups.keys(batch)?;
            if !keys.iter().all(|key| clinicians.next() == Some(key.unwrap_or(""))) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn read(&mut self, batches: Vec<RecordBatch>, names: Names, n_files: usize) -> Result<Chunk, LoadError> {
        let mapping = Mapping::new(self.layout, &self.header, &[], STREAM)?;
        let mut encoder = Encoder::resuming(self.layout, names);
        let (mut origins, mut places) = (Vec::new(), HashMap::new());
        let mut with_composites = BTreeSet::new();
        for (number, batch) in batches.iter().enumerate() {
            let first = origins.len();
            self.origins.read(batch, n_files, &mut origins)?;
            for (row, origin) in origins[first..].iter().enumerate() {
                if places.insert(*origin, (number, row)).is_some() {
                    return Err(broken("has two lines of one source_file and source_row"));
                }
            }
            let mut columns = Vec::with_capacity(mapping.wanted.len());
            for wanted in &mapping.wanted {
                columns.push(column(&mut self.decoders, &self.header, batch, (wanted.index, wanted.wanted))?);
            }
            self.check_keys(&columns, &mapping, &origins[first..])?;
            // The encoder counts lines of the chunk; where each comes from is put in its place below.
            let rows = (first as u64..origins.len() as u64).collect();
            let (wide, kept) = mapping.widen(SourceBatch { rows, columns, ragged: Vec::new() });
            for batch in mapping.batches(0, &wide, &kept.rows).0 {
                let has_composites = encoder.add(&batch);
                let is_composite =
                    |row: &&u32| !code_cell(batch.text(Field::ProcedureCode, **row)).modifiers.is_empty();
                let composites = batch.selected.iter().filter(|_| has_composites).filter(is_composite);
                with_composites.extend(composites.map(|row| origins[first + *row as usize].0));
            }
        }
        let mut part = encoder.take();
        let (names, cells, mut rejects) = encoder.finish();
        let cells = cells.into_iter().next().unwrap_or_default();
        for reject in &mut rejects {
            (reject.file, reject.row) = at(&origins, reject.row);
        }
        if let Some(column) = self.denied_replacement {
            part.rows.claims.denied_replacement = marks(&batches, column, &part)?;
        }
        part.rows.replace_origins(|row| at(&origins, row));
        let mut seen = Seen::default();
        seen.add_mixed(&part.rows);
        let rows_read = origins.len() as u64;
        Ok(Chunk { part, names, seen, rejects, cells, rows_read, with_composites, batches, places })
    }

    /// Identifiers by which lines were brought together must be written as they are read, or lines of one patient may
    /// have gone to different places.
    fn check_keys(
        &self,
        columns: &[SourceColumn],
        mapping: &Mapping<'_>,
        origins: &[(u32, u64)],
    ) -> Result<(), LoadError> {
        for key in KEYS {
            let Some(index) = self.header.find(key.name())? else { continue };
            let Some(at) = mapping.wanted.iter().position(|wanted| wanted.index == index) else { continue };
            let SourceColumn::Text(texts) = &columns[at] else { continue };
            let is_unclean = |row: &usize| !is_clean(texts.get(*row));
            if let Some((file, row)) = (0..texts.len()).find(is_unclean).map(|row| origins[row]) {
                let name = key.name();
                return Err(broken(format!(
                    "row {row} of file {file}: {name} is not in clean form (no space around it, no word for nothing, no .0 \
                     of a number); clean it before lines are brought together"
                )));
            }
        }
        Ok(())
    }
}

/// The marks of the rows of a part, which count lines of the batches.
fn marks(batches: &[RecordBatch], column: usize, part: &Part) -> Result<Sparse<bool>, LoadError> {
    let mut all: Vec<bool> = Vec::new();
    for batch in batches {
        let array = batch.column(column).as_boolean_opt();
        let array =
            array.ok_or_else(|| broken(format!("has a {DENIED_REPLACEMENT} that is neither true nor false")))?;
        all.extend(array.iter().map(|mark| mark.unwrap_or(false)));
    }
    let mut marks = Sparse::new(false);
    for row in part.rows.row.iter() {
        marks.push(usize::try_from(row).ok().and_then(|row| all.get(row)).copied().unwrap_or(false));
    }
    Ok(marks)
}

/// Whether an identifier is read as it stands, or not at all.
fn is_clean(raw: &str) -> bool {
    is_plain_id(raw)
        || match identity(cleaned(raw)) {
            Identity::Whole(text) => text == raw,
            Identity::Repaired(_) => false,
            Identity::Placeholder | Identity::Unrecoverable => true,
        }
}

fn at(origins: &[(u32, u64)], row: u64) -> (u32, u64) {
    usize::try_from(row).ok().and_then(|row| origins.get(row)).copied().unwrap_or_default()
}

/// A wanted column of a batch.
fn column(
    decoders: &mut HashMap<usize, Decoder>,
    header: &Header,
    batch: &RecordBatch,
    (index, wanted): (usize, Wanted),
) -> Result<SourceColumn, LoadError> {
    let failed = |problem: String| broken(format!("column `{}` {problem}", header.names[index]));
    let array = plain(batch.column(index)).map_err(failed)?;
    let kind = Kind::usual(array.data_type(), wanted);
    let kind = kind.ok_or_else(|| {
        failed(format!("holds {}; expected text, numbers, or dates and times without a zone", array.data_type()))
    })?;
    let decoder = decoders.entry(index).or_insert_with(|| Decoder::new(kind));
    decoder.column(&array).map_err(failed)
}

/// Texts of every width as those of the usual one.
fn plain(array: &ArrayRef) -> Result<ArrayRef, String> {
    let is_usual = array.as_dictionary_opt::<arrow::datatypes::Int32Type>().is_some();
    match array.data_type() {
        DataType::LargeUtf8 | DataType::Utf8View => cast(array, &DataType::Utf8).map_err(|error| error.to_string()),
        DataType::Dictionary(..) if !is_usual => cast(array, &DataType::Utf8).map_err(|error| error.to_string()),
        _ => Ok(ArrayRef::clone(array)),
    }
}

fn broken(problem: impl Into<String>) -> LoadError {
    LoadError::NotData { file: STREAM.to_owned(), problem: problem.into() }
}
