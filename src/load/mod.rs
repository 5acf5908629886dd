//! Stage 1: from files to rows. Finds the files, binds their columns, casts text to values, lists what cannot be used.
//! Every row read is either kept or rejected; which rows still stand is decided in `normalise`. CMS's own tables, which
//! the user may bring beside the claims, are read by [`cms`].

mod activity;
mod archive;
mod arrivals;
mod batch;
mod binder;
mod bits;
mod cells;
pub mod cms;
mod column;
mod computed;
mod counts;
mod csv;
mod dealer;
mod diagnoses;
pub mod document;
mod encode;
mod encode_amounts;
mod encode_claims;
mod encode_handling;
mod encode_people;
mod encode_services;
mod encoding;
mod error;
mod fixed_width;
pub mod format;
mod found;
mod gathered;
mod header;
mod join;
pub mod layout;
mod links;
mod mapping;
mod memo;
mod money;
mod ndjson;
pub mod notation;
mod open;
mod parquet;
mod part;
mod parts;
mod paths;
mod peek;
mod people;
mod places;
mod quotes;
mod remittances;
mod replies;
mod rows;
mod seen;
mod settlement;
mod side_table;
mod sniff;
mod source;
mod spill;
mod stream;
mod table;
mod text;
mod text_batches;
mod texts;
mod trailers;
mod values;
mod workbook;
mod x12;
mod zone;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

pub use activity::{Log, find_log_layout, read_activities};
pub use batch::{is_marked, unmarked};
pub use cms::{TableRequest, TableRequests, Tables, find_tables, load_tables};
pub use column::{Packed, Sparse};
pub use counts::CellCounts;
pub use dealer::{Dealer, Holding};
pub use encode::IS_SCIENTIFIC;
pub use encode_handling::IS_DAY_NUMBER;
pub use error::LoadError;
pub use found::{Found, find_activities, find_any, find_claims};
pub use layout::{Layout, LogLayout, Origin};
pub use part::{Lines, Part};
pub use parts::Parts;
pub use paths::{name_of, seen_from, the_file, under};
pub use peek::{FileRoles, Peek, PeekTable, TextStart, column_key, file_stem, folders, roles, text_from};
pub use people::{Consents, ROSTER_COLUMNS, ROSTER_NEEDS, Roster, find_roster_layout, read_consents, read_roster};
pub use rows::{Frequency, Rows};
pub use seen::Seen;
pub use stream::{Chunk, LineStream, TimedLines, present_columns};
pub use values::is_digits;

use crate::claim::{Field, InputFile, JoinedMoney, Names, Reject, SourceFile};
use batch::{SourceBatch, each_batch};
use dealer::Whole;
use encode::Encoder;
use format::FormatKind;
use join::{Roles, read_tables};
use mapping::Mapping;
use money::Ledger;
use open::OpenFile;
use side_table::SideTable;

/// The claims of a run, read.
pub struct Loaded {
    /// Rows that could be read, in parts that do not need one another.
    pub parts: Parts,
    /// The texts behind the numbers, but for those of claims and patients: each part has its own.
    pub names: Names,
    /// What is known of the rows before any part is looked at.
    pub seen: Seen,
    /// What the cells held, one entry per file.
    pub cells: Vec<CellCounts>,
    /// Rows that could not be used.
    pub rejects: Vec<Reject>,
    /// The files of claim lines, in order of path.
    pub files: Vec<SourceFile>,
    /// The files of tables beside them.
    pub tables: Vec<InputFile>,
    /// What became of the money in them.
    pub money: Vec<JoinedMoney>,
    /// Files that the layout has no use for.
    pub unused_files: Vec<String>,
}

impl Loaded {
    /// Claim rows read, rejects included.
    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|file| file.rows_read).sum()
    }
}

/// Whether files have columns for the start and the end of services.
pub fn has_times(files: &[SourceFile]) -> bool {
    [Field::StartTime, Field::EndTime].iter().all(|time| files.iter().any(|file| file.present.contains(*time)))
}

/// Rows on their way from the files to the parts.
struct Intake<'a> {
    encoder: Encoder<'a>,
    /// Where encoded rows go.
    dealt: SyncSender<Part>,
    /// Which lines got money of tables.
    ledger: Ledger,
}

impl Intake<'_> {
    /// Hands the rows read so far on to the parts.
    fn hand_on(&mut self) -> Result<(), LoadError> {
        // Nobody takes them after a failure, which is then told instead.
        self.dealt.send(self.encoder.take()).map_err(|_| LoadError::Interrupted)
    }
}

/// Deals rows to the parts as they come.
fn deal(rows: Receiver<Part>, mut dealer: Dealer<'_>) -> Result<(Parts, Seen), LoadError> {
    let mut seen = Seen::default();
    for rows in rows {
        seen.add(&rows.rows);
        dealer.deal(&rows)?;
    }
    Ok((dealer.finish()?, seen))
}

const RAGGED: &str = "the row has more or fewer fields than the header";

/// Reads every file through the layout. Errors stop the run; bad rows become rejects.
pub fn load(paths: &[String], layout: &Layout, holding: &Holding, interrupt: &AtomicBool) -> Result<Loaded, LoadError> {
    let roles = Roles::new(paths, layout)?;
    let mut tables = read_tables(paths, &roles, layout, interrupt)?;
    let lines: Vec<&String> = roles.lines.iter().map(|file| &paths[*file]).collect();
    let mut layout = Cow::Borrowed(layout);
    if layout.format.kind == FormatKind::X12Remittance {
        let shared = remittances::shared_numbers(&lines, &layout.format, interrupt)?;
        layout.to_mut().format.shared_numbers = Arc::new(shared);
    }
    let layout = layout.as_ref();
    if layout.tables.iter().any(|table| !table.sum.is_empty()) {
        let mut askers = Ledger::new(tables.len());
        lines.iter().try_for_each(|path| ask(path, layout, &tables, &mut askers, interrupt))?;
        askers.withhold(&mut tables);
    }
    // One batch is dealt while the next one is encoded.
    let (dealt, rows) = sync_channel(1);
    let mut intake = Intake { encoder: Encoder::new(layout), dealt, ledger: Ledger::new(tables.len()) };
    let dealer = Dealer::new(holding, Whole::Patients, layout.adjustments.other_ids.len());
    let mut files = Vec::new();
    let (dealing, ledger, (names, mut cells, rejects)) = std::thread::scope(|scope| {
        let dealing = scope.spawn(move || deal(rows, dealer));
        let mut read = Ok(());
        for path in lines {
            let number = u32::try_from(files.len()).unwrap_or(u32::MAX);
            read = load_file(path, number, (layout, &tables), &mut intake, interrupt).map(|file| files.push(file));
            if read.is_err() {
                break;
            }
        }
        let Intake { encoder, dealt, ledger } = intake;
        drop(dealt);
        let dealing = dealing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        read.map(|()| (dealing, ledger, encoder.finish()))
    })?;
    let (parts, seen) = dealing;
    cells.resize_with(files.len(), CellCounts::default);
    for (file, cells) in files.iter_mut().zip(&cells) {
        file.notes = cells.notes.clone();
        file.unknown_statuses = cells.unknown_statuses.clone();
        (file.blank_rows, file.footer_rows) = (cells.blank_rows, cells.footer_rows);
    }
    let unused_files = roles.unused.iter().map(|file| paths[*file].clone()).collect();
    let money = ledger.account(&tables);
    let tables = tables.into_iter().flat_map(|table| table.files).collect();
    Ok(Loaded { parts, names, seen, cells, rejects, files, tables, money, unused_files })
}

fn load_file(
    path: &str,
    number: u32,
    (layout, tables): (&Layout, &[SideTable]),
    intake: &mut Intake<'_>,
    interrupt: &AtomicBool,
) -> Result<SourceFile, LoadError> {
    let source = OpenFile::open(path, &layout.format)?;
    let header = source.header().clone();
    let mapping = Mapping::new(layout, &header, tables, path)?;
    let wanted: Vec<_> = mapping.wanted.iter().map(|column| (column.index, column.wanted)).collect();
    let filters = mapping.reader_filters();
    let expected = source.n_rows();
    let mut file =
        receive(path, number, &mapping, intake, interrupt, |batches| source.send(&wanted, &filters, &batches))?;
    if let Some(expected) = expected {
        file.filtered_rows += expected.saturating_sub(file.source_rows);
        if filters.is_empty() && file.source_rows != expected {
            let problem = format!("gave {} rows of the {expected} its footer promises", file.source_rows);
            return Err(LoadError::NotData { file: path.to_owned(), problem });
        }
        file.source_rows = expected;
    }
    Ok(file)
}

/// Looks which lines of a file ask for which entries of tables, before any of them gets an amount.
fn ask(
    path: &str,
    layout: &Layout,
    tables: &[SideTable],
    askers: &mut Ledger,
    interrupt: &AtomicBool,
) -> Result<(), LoadError> {
    let source = OpenFile::open(path, &layout.format)?;
    let header = source.header().clone();
    let mapping = Mapping::new(layout, &header, tables, path)?;
    let wanted: Vec<_> = mapping.wanted.iter().map(|column| (column.index, column.wanted)).collect();
    let filters = mapping.reader_filters();
    each_batch(
        path,
        interrupt,
        |batches| source.send(&wanted, &filters, &batches),
        |batch| {
            let (wide, kept) = mapping.widen(batch);
            for batch in mapping.batches(0, &wide, &kept.rows).0 {
                askers.note(&batch, &mapping.joins, &kept.entries, tables);
            }
            Ok(())
        },
    )
}

/// Runs the reader on a thread of its own and encodes what it sends.
fn receive(
    path: &str,
    number: u32,
    mapping: &Mapping<'_>,
    intake: &mut Intake<'_>,
    interrupt: &AtomicBool,
    read: impl FnOnce(SyncSender<SourceBatch>) -> Result<(), LoadError> + Send,
) -> Result<SourceFile, LoadError> {
    let mut file = SourceFile {
        path: path.to_owned(),
        present: mapping.present,
        ignored_columns: mapping.ignored_columns(),
        ..SourceFile::default()
    };
    file.unmatched = mapping.joined_tables().map(|table| (table.to_owned(), 0)).collect();
    each_batch(path, interrupt, read, |batch| add_batch(batch, number, mapping, intake, &mut file))?;
    Ok(file)
}

fn add_batch(
    source: SourceBatch,
    number: u32,
    mapping: &Mapping<'_>,
    intake: &mut Intake<'_>,
    file: &mut SourceFile,
) -> Result<(), LoadError> {
    let (wide, kept) = mapping.widen(source);
    let source = &wide.source;
    file.source_rows += (source.rows.len() + source.ragged.len()) as u64;
    file.filtered_rows += (source.rows.len() - kept.rows.len()) as u64;
    file.rows_read += source.ragged.len() as u64;
    for ((_, count), unmatched) in file.unmatched.iter_mut().zip(&kept.unmatched) {
        *count += unmatched;
    }
    let (batches, empty_slots) = mapping.batches(number, &wide, &kept.rows);
    for batch in &batches {
        intake.ledger.note(batch, &mapping.joins, &kept.entries, mapping.tables());
    }
    file.empty_slots += empty_slots;
    for ragged in &source.ragged {
        intake.encoder.add_ragged(number, *ragged, mapping.misfit());
    }
    for batch in batches {
        file.rows_read += batch.selected.len() as u64;
        if intake.encoder.add(&batch) {
            file.present.insert(Field::Modifier1);
        }
    }
    intake.hand_on()
}
