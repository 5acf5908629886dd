//! Reads a plain table beside the claims (log, roster, consents) from delimited text or Parquet, row by row, its columns
//! bound by name or through a layout. Knows none of these tables; bad rows are counted and named, never fatal.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::atomic::AtomicBool;

use super::batch::{Cells, Wanted, cleaned, each_batch, has_marks};
use super::cells::{Place, Widened};
use super::computed::Computed;
use super::encode::IS_PLACEHOLDER;
use super::encode_amounts::why_no_duration;
use super::encode_handling::PLAUSIBLE;
use super::error::LoadError;
use super::format::{Delimiter, FileFormat, FormatKind};
use super::header::Header;
use super::layout::{LogLayout, Origin};
use super::notation::Notation;
use super::open::OpenFile;
use super::trailers::{RaggedRow, RowShape};
use super::values::{Identity, identity, tax_number};
use crate::claim::{DateFormat, Day, DurationUnit, Field, InputFile, Minutes, Moment, RowFault, Unreadable};

/// A column of such a table.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) wanted: Wanted,
}

/// What is wrong with a row: the column and the reason.
pub(super) type Fault = (&'static str, &'static str);

/// One row of the table.
pub(super) struct Record<'a> {
    columns: &'a [Column],
    places: &'a [Option<Place>],
    batch: &'a Widened,
    how: How<'a>,
    index: usize,
    noted: &'a Noted,
    /// Whether a filter of the layout leaves the row out.
    pub(super) is_left_out: bool,
}

/// What was noted about the identifiers of a file.
#[derive(Default)]
struct Noted {
    repaired: Cell<u64>,
    placeholders: Cell<u64>,
    /// Durations that no message takes.
    long: Cell<u64>,
}

/// How a file's columns and values become ours.
#[derive(Clone, Copy)]
struct How<'a> {
    layout: Option<&'a LogLayout>,
    notation: &'a Notation,
}

impl How<'_> {
    /// What the durations of a column count.
    fn unit(&self, name: &str) -> DurationUnit {
        let value = self.layout.and_then(|layout| layout.columns.iter().find(|(known, _)| known == name));
        value.map_or(DurationUnit::Minutes, |(_, value)| value.unit)
    }

    /// How a column writes its times, when not as the others.
    fn times(&self, name: &str) -> &[String] {
        let value = self.layout.and_then(|layout| layout.columns.iter().find(|(known, _)| known == name));
        value.map_or(&[], |(_, value)| &value.times)
    }
}

impl Record<'_> {
    fn cells(&self, name: &str) -> Cells<'_> {
        let place = self.columns.iter().position(|column| column.name == name);
        place.and_then(|place| self.places[place]).map_or(Cells::Absent, |place| self.batch.cells(place))
    }

    /// Whether the file has the column.
    pub(super) fn has(&self, name: &str) -> bool {
        !matches!(self.cells(name), Cells::Absent)
    }

    /// Whether no column of ours has a value.
    fn is_blank(&self) -> bool {
        self.columns.iter().all(|column| match self.cells(column.name) {
            Cells::Days(days) => days[self.index].known().is_none(),
            Cells::Moments(times) => times[self.index].known().is_none(),
            _ => self.text(column.name).is_empty(),
        })
    }

    /// Counts the cells from which a spreadsheet's marks are taken off.
    fn note_marks(&self) {
        let marked = self
            .columns
            .iter()
            .filter(|column| matches!(self.cells(column.name), Cells::Text(cells) if has_marks(cells.get(self.index))));
        self.noted.repaired.set(self.noted.repaired.get() + marked.count() as u64);
    }

    /// The text of a cell; empty when absent.
    pub(super) fn text(&self, name: &str) -> &str {
        match self.cells(name) {
            Cells::Text(column) => cleaned(column.get(self.index)),
            _ => "",
        }
    }

    /// The text of a cell that must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, Fault> {
        let text = self.text(name);
        if text.is_empty() { Err((name, "is missing")) } else { Ok(text) }
    }

    /// An identifier, repaired or refused like those of claims; blank when it is absent or stands for nothing.
    pub(super) fn identity(&self, name: &'static str) -> Result<Cow<'_, str>, Fault> {
        match self.read_identity(name) {
            Identity::Whole(id) => Ok(Cow::Borrowed(id)),
            Identity::Repaired(id) => {
                self.noted.repaired.set(self.noted.repaired.get() + 1);
                Ok(id)
            }
            Identity::Placeholder => {
                self.noted.placeholders.set(self.noted.placeholders.get() + 1);
                Ok(Cow::Borrowed(""))
            }
            Identity::Unrecoverable => Err((name, "is in scientific notation: digits are lost for good")),
        }
    }

    /// An identifier that must be there.
    pub(super) fn require_identity(&self, name: &'static str) -> Result<(), Fault> {
        self.required(name)?;
        match self.read_identity(name) {
            Identity::Placeholder => {
                self.noted.placeholders.set(self.noted.placeholders.get() + 1);
                Err((name, IS_PLACEHOLDER))
            }
            _ => Ok(()),
        }
    }

    fn read_identity(&self, name: &str) -> Identity<'_> {
        let text = self.text(name);
        if name == Field::BillingTin.name() { tax_number(text) } else { identity(text) }
    }

    /// A date.
    pub(super) fn day(&self, name: &'static str) -> Result<Option<Day>, Fault> {
        let read = match self.cells(name) {
            Cells::Days(days) => days[self.index].known(),
            _ if self.text(name).is_empty() => None,
            _ => {
                let day = Day::parse(self.text(name), &DateFormat::Iso);
                Some(day.ok_or((name, "is not a date (expected YYYY-MM-DD)"))?)
            }
        };
        match read {
            Some(day) if !PLAUSIBLE.contains(&day) => Err((name, Unreadable::Implausible.reason())),
            read => Ok(read),
        }
    }

    /// A date and time.
    pub(super) fn moment(&self, name: &'static str) -> Result<Moment, Fault> {
        let read = match self.cells(name) {
            Cells::Moments(moments) => self.how.notation.unless_midnight(moments[self.index]),
            _ if self.text(name).is_empty() => Moment::NONE,
            _ => {
                let read = self.how.notation.moment(self.text(name), self.how.times(name));
                read.ok_or((name, "is not a time (expected YYYY-MM-DDTHH:MM:SS)"))?
            }
        };
        let is_implausible = read.known().is_some_and(|time| !time.day().is_some_and(|day| PLAUSIBLE.contains(&day)));
        if is_implausible { Err((name, Unreadable::Implausible.reason())) } else { Ok(read) }
    }

    /// A duration, zero or more.
    pub(super) fn minutes(&self, name: &'static str) -> Result<Option<Minutes>, Fault> {
        match self.text(name) {
            "" => Ok(None),
            text => match Minutes::parse(text, self.how.notation.decimal, self.how.unit(name)) {
                Ok(minutes) if minutes.0 >= 0 => {
                    let is_long = Minutes::LONG < minutes;
                    self.noted.long.set(self.noted.long.get() + u64::from(is_long));
                    Ok(Some(minutes))
                }
                Ok(_) => Err((name, Unreadable::NotADuration.reason())),
                Err(error) => Err((name, why_no_duration(error).reason())),
            },
        }
    }
}

/// Reads a file of our own columns and hands every row on. A row's fault is counted; a missing column or an unreadable
/// file is an error.
pub(super) fn read(
    path: &str,
    kind: &'static str,
    columns: &[Column],
    interrupt: &AtomicBool,
    each: impl FnMut(&Record<'_>) -> Result<(), Fault>,
) -> Result<InputFile, LoadError> {
    read_with(path, (kind, columns), None, interrupt, each)
}

/// The same through a layout. Rows that its filters leave out are handed on too, marked as such, and counted as filtered.
pub(super) fn read_with(
    path: &str,
    (kind, columns): (&'static str, &[Column]),
    layout: Option<&LogLayout>,
    interrupt: &AtomicBool,
    mut each: impl FnMut(&Record<'_>) -> Result<(), Fault>,
) -> Result<InputFile, LoadError> {
    let mut file = InputFile { kind, path: path.to_owned(), ..InputFile::default() };
    let own = (FileFormat { delimiter: Delimiter::Auto, ..FileFormat::default() }, Notation::default());
    let (format, notation) = layout.map_or((&own.0, &own.1), |layout| (&layout.format, &layout.notation));
    let how = How { layout, notation };
    let source = OpenFile::open(path, format)?;
    let bound = Bound::new(source.header(), columns, layout)?;
    file.ignored_columns = source.header().without(&bound.wanted);
    let ragged = format.kind.misfit();
    let asked = bound.wanted.clone();
    let noted = Noted::default();
    let mut ends = Ends::default();
    let reader = move |batches| source.send(&asked, &[], &batches);
    each_batch(path, interrupt, reader, |mut source| {
        source.blank_out(&notation.blanks);
        ends.add_ragged(&source.ragged, ragged, &mut file);
        let mut batch = Widened { source, joined: Vec::new(), computed: Vec::new() };
        for computed in &bound.computed {
            let column = computed.column(&batch);
            batch.computed.push(column);
        }
        for (index, &row) in batch.source.rows.iter().enumerate() {
            let is_left_out = !bound.keeps(&batch, index, layout);
            let record =
                Record { columns, places: &bound.places, batch: &batch, how, index, noted: &noted, is_left_out };
            match each(&record) {
                _ if is_left_out => {
                    file.filtered += 1;
                    continue;
                }
                Ok(()) => {
                    record.note_marks();
                    file.rows += 1;
                }
                // A JSON object says something, if only that it is of another kind.
                Err(_) if format.kind != FormatKind::Ndjson && record.is_blank() => {
                    file.blank_rows += 1;
                    continue;
                }
                Err((column, reason)) => file.faults.push(RowFault { row, column: column.to_owned(), reason }),
            }
            ends.last_record = ends.last_record.max(row);
        }
        Ok(())
    })?;
    ends.settle(&mut file);
    (file.repaired, file.placeholders, file.long_durations) =
        (noted.repaired.get(), noted.placeholders.get(), noted.long.get());
    Ok(file)
}

/// How a file ends: rows that look like sums are faults unless nothing but such rows stands behind them.
#[derive(Default)]
struct Ends {
    sums: Vec<u64>,
    last_record: u64,
}

impl Ends {
    /// Adds rows that have no place in any column; `reason` says so.
    fn add_ragged(&mut self, rows: &[RaggedRow], reason: &'static str, file: &mut InputFile) {
        for found in rows {
            match found.shape {
                RowShape::Blank => {
                    file.blank_rows += 1;
                    continue;
                }
                RowShape::Sums => self.sums.push(found.row),
                RowShape::Other => self.last_record = self.last_record.max(found.row),
            }
            file.faults.push(RowFault { row: found.row, column: String::new(), reason });
        }
    }

    /// Tells sums at the end from faults.
    fn settle(mut self, file: &mut InputFile) {
        self.sums.retain(|row| self.last_record < *row);
        file.footer_rows = self.sums.len() as u64;
        file.faults.retain(|fault| !self.sums.contains(&fault.row));
    }
}

/// Where our columns stand in a file.
struct Bound {
    /// What to ask the file for.
    wanted: Vec<(usize, Wanted)>,
    /// Where each of our columns then stands.
    places: Vec<Option<Place>>,
    computed: Vec<Computed>,
    /// The columns of the layout's filters.
    filters: Vec<Place>,
}

impl Bound {
    fn new(header: &Header, columns: &[Column], layout: Option<&LogLayout>) -> Result<Self, LoadError> {
        let mut bound = Self { wanted: Vec::new(), places: Vec::new(), computed: Vec::new(), filters: Vec::new() };
        let Some(layout) = layout else {
            for column in columns {
                let found = header.find(column.name)?;
                if found.is_none() && column.needed {
                    return Err(absent(header, columns, column.name));
                }
                let place = found.map(|index| bound.ask(index, column.wanted));
                bound.places.push(place);
            }
            return Ok(bound);
        };
        for column in columns {
            let value = layout.columns.iter().find(|(name, _)| name == column.name).map(|(_, value)| value);
            let place = match value {
                Some(value) => bound.place(header, &value.origin, column.wanted)?,
                None => None,
            };
            if place.is_none() && column.needed {
                let theirs = value.map_or_else(String::new, |value| value.origin.columns().join(" or "));
                if layout.name == "canonical" {
                    return Err(absent(header, columns, column.name));
                }
                return Err(header.missing(column.name, &layout.name, &theirs));
            }
            bound.places.push(place);
        }
        for filter in &layout.filters {
            let index = header.find(&filter.column)?;
            let index = index.ok_or_else(|| header.missing("filter", &layout.name, &filter.column))?;
            let place = bound.ask(index, Wanted::Text);
            bound.filters.push(place);
        }
        Ok(bound)
    }

    /// Asks for a column of the file.
    fn ask(&mut self, index: usize, wanted: Wanted) -> Place {
        let known = self.wanted.iter().position(|asked| *asked == (index, wanted));
        Place::File(known.unwrap_or_else(|| {
            self.wanted.push((index, wanted));
            self.wanted.len() - 1
        }))
    }

    /// Where a value stands: a column keeps its type, anything else is worked out as text.
    fn place(&mut self, header: &Header, origin: &Origin, wanted: Wanted) -> Result<Option<Place>, LoadError> {
        if let Origin::Column(name) = origin {
            return Ok(header.find(name)?.map(|index| self.ask(index, wanted)));
        }
        let mut failed = None;
        let as_text = if wanted == Wanted::Id { Wanted::Id } else { Wanted::Text };
        let computed = Computed::of(origin, None, wanted == Wanted::Id, &mut |name, is_part| match header.find(name) {
            Ok(found) => found.map(|index| self.ask(index, if is_part { Wanted::Text } else { as_text })),
            Err(error) => {
                failed.get_or_insert(error);
                None
            }
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(computed.map(|computed| {
                self.computed.push(computed);
                Place::Computed(self.computed.len() - 1)
            })),
        }
    }

    /// Whether the layout's filters keep a row.
    fn keeps(&self, batch: &Widened, row: usize, layout: Option<&LogLayout>) -> bool {
        let filters = layout.map_or(&[][..], |layout| &layout.filters);
        self.filters.iter().zip(filters).all(|(place, filter)| filter.keeps_value(batch.text(*place, row)))
    }
}

/// The error of a column of ours that the file lacks.
fn absent(header: &Header, columns: &[Column], name: &'static str) -> LoadError {
    if columns.iter().all(|column| !header.has(column.name)) {
        // The first row may be a patient's: its cells must not be told.
        let problem = "the first row does not look like a header: none of the columns we know is in it; the \
                       header has to be the first row";
        return LoadError::Misread { file: header.file().to_owned(), problem: problem.to_owned() };
    }
    header.missing(name, "canonical", name)
}
