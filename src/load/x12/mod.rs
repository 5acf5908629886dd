//! Reads X12 professional claims (837P) and remittance advice (835) as a flat table of text, one row per service line.
//! Casts nothing and joins nothing.
//!
//! The columns are listed in `claim_columns` and `remittance_columns`. Rows are numbered by service line, from 1. What
//! is no service line of the expected kind is not dropped: institutional and dental lines, and transaction sets of
//! other kinds, have rows that say so in `transaction_set`, to be filtered and counted by the layout. Without a filter
//! they are rejected, for they have no procedure code. A line whose composite lacks its code is a ragged row.
//!
//! A file may hold several interchanges and sets of several kinds, acknowledgements among them, and text in front of the
//! first one, such as the head of a mail: each reader takes the sets of its kind.
//!
//! A file must be whole: envelopes that do not close, or count otherwise than they say, end the run. Only a file cut off
//! exactly between two interchanges cannot be told from a whole one.
//!
//! The reader is our own because the crates for X12 are single-release experiments, and what is needed of the syntax is
//! short. No column comes from an element that repeats, so that the repetition separator (ISA11) is not needed.

mod claim_columns;
mod claim_details;
mod claim_state;
mod claims;
mod envelope;
mod outcome;
mod patient;
mod remittance;
mod remittance_columns;
mod rows;
mod segments;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use self::claim_state::Claims;
use self::envelope::{Envelope, Place, Set, Step};
use self::remittance::Remittance;
use self::rows::RowSender;
use self::segments::{Segment, Segments};
use super::batch::SourceBatch;
use super::error::LoadError;
use super::header::Header;
use super::source::{FileKind, open_text};

pub(super) use self::segments::{LONGEST_FRONT, begins_behind_text};

/// What a file is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transaction {
    /// Professional claims.
    Claims,
    /// Remittance advice.
    Remittance,
}

/// An open X12 file whose first segment has been read.
pub(super) struct X12Source {
    envelope: Envelope,
    transaction: Transaction,
    /// Numbers of patients under which several people are named.
    shared_numbers: Arc<BTreeSet<String>>,
    pub(super) header: Header,
}

impl X12Source {
    /// Opens the file and reads the delimiters.
    pub(super) fn open(file: &str, kind: FileKind, transaction: Transaction) -> Result<Self, LoadError> {
        if kind == FileKind::Parquet {
            let problem = "is Parquet; the layout expects X12".to_owned();
            return Err(LoadError::NotData { file: file.to_owned(), problem });
        }
        Self::new(file, open_text(file, kind)?, transaction)
    }

    fn new(file: &str, bytes: Box<dyn Read + Send>, transaction: Transaction) -> Result<Self, LoadError> {
        let names: Vec<&str> = match transaction {
            Transaction::Claims => claim_columns::COLUMNS.iter().map(|(name, _)| *name).collect(),
            Transaction::Remittance => remittance_columns::COLUMNS.iter().map(|(name, _)| *name).collect(),
        };
        let header = Header::new(file, names.into_iter().map(str::to_owned).collect());
        let envelope = Envelope::open(Segments::new(file, bytes))?;
        Ok(Self { envelope, transaction, shared_numbers: Arc::default(), header })
    }

    /// The same, with the people who share these numbers told apart.
    pub(super) fn telling_apart(self, shared_numbers: &Arc<BTreeSet<String>>) -> Self {
        Self { shared_numbers: Arc::clone(shared_numbers), ..self }
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more. Errors when no set of the
    /// file is of the expected kind.
    pub(super) fn send(self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let transaction = self.transaction;
        let (sets, envelope) = self.send_sets(wanted, batches)?;
        sets.map_or(Ok(()), |sets| expect_set(transaction, &sets, &envelope))
    }

    /// Sends the rows; the kinds of the sets that were met, or nothing when nobody listened to the end.
    fn send_sets(
        self,
        wanted: &[usize],
        batches: &SyncSender<SourceBatch>,
    ) -> Result<(Option<BTreeSet<String>>, Envelope), LoadError> {
        let Self { mut envelope, transaction, shared_numbers, .. } = self;
        let mut rows = RowSender::new(wanted, batches);
        let mut reader = Reader::Skipping;
        let mut sets = BTreeSet::new();
        while !rows.is_deaf {
            match envelope.step()? {
                Step::Begins => {
                    let place = envelope.place();
                    sets.insert(place.set.label().to_owned());
                    reader = Reader::new(transaction, place, &shared_numbers, &mut rows);
                }
                Step::Segment => {
                    let taken = reader.take(envelope.segment(), &mut rows);
                    taken.map_err(|problem| envelope.error(&problem))?;
                }
                Step::Ends => reader.finish(&mut rows),
                Step::Done => {
                    rows.finish();
                    return Ok((Some(sets), envelope));
                }
            }
        }
        Ok((None, envelope))
    }
}

/// The kinds of the transaction sets of a file, read to its end as claims and as remittances. Errors when it is damaged.
pub(super) fn proven_sets(path: &str) -> Result<BTreeSet<String>, LoadError> {
    let mut found = BTreeSet::new();
    for transaction in [Transaction::Claims, Transaction::Remittance] {
        let source = X12Source::open(path, super::source::kind(path)?, transaction)?;
        let (sender, receiver) = sync_channel(1);
        let sets = std::thread::scope(|scope| {
            scope.spawn(move || receiver.into_iter().for_each(drop));
            let sent = source.send_sets(&[], &sender);
            drop(sender);
            sent
        })?;
        found.extend(sets.0.into_iter().flatten());
    }
    Ok(found)
}

/// The kinds of the transaction sets of a file up to its end, or to where it is damaged: whoever reads it will say so.
pub(super) fn sets(path: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let open = || -> Result<Envelope, LoadError> {
        let kind = super::source::kind(path)?;
        Ok(X12Source::open(path, kind, Transaction::Claims)?.envelope)
    };
    let Ok(mut envelope) = open() else { return found };
    while let Ok(step) = envelope.step() {
        match step {
            Step::Begins => {
                found.insert(envelope.place().set.label().to_owned());
            }
            Step::Done => break,
            Step::Segment | Step::Ends => {}
        }
    }
    found
}

/// Whoever takes the segments of the present transaction set.
enum Reader {
    Claims(Box<Claims>),
    Remittance(Box<Remittance>),
    Skipping,
}

impl Reader {
    /// A set that is not of the expected kind has one row, and its segments are passed over.
    fn new(
        transaction: Transaction,
        place: Place,
        shared_numbers: &Arc<BTreeSet<String>>,
        rows: &mut RowSender<'_>,
    ) -> Self {
        let remittance = |place| Remittance::new(place, Arc::clone(shared_numbers));
        match (transaction, &place.set) {
            (Transaction::Claims, Set::Remittance | Set::Other(_)) => {
                rows.push(claim_columns::COLUMNS, &Claims::new(place));
                Self::Skipping
            }
            (Transaction::Claims, _) => Self::Claims(Box::new(Claims::new(place))),
            (Transaction::Remittance, Set::Remittance) => Self::Remittance(Box::new(remittance(place))),
            (Transaction::Remittance, _) => {
                rows.push(remittance_columns::COLUMNS, &remittance(place));
                Self::Skipping
            }
        }
    }

    fn take(&mut self, segment: &Segment, rows: &mut RowSender<'_>) -> Result<(), String> {
        match self {
            Self::Claims(claims) => claims.take(segment, rows),
            Self::Remittance(remittance) => remittance.take(segment, rows),
            Self::Skipping => Ok(()),
        }
    }

    fn finish(&mut self, rows: &mut RowSender<'_>) {
        match self {
            Self::Claims(claims) => claims.finish(rows),
            Self::Remittance(remittance) => remittance.finish(rows),
            Self::Skipping => {}
        }
    }
}

/// Errors when the file holds no set of the expected kind: it was probably given for another one.
fn expect_set(transaction: Transaction, sets: &BTreeSet<String>, envelope: &Envelope) -> Result<(), LoadError> {
    let (expected, accepted) = match transaction {
        Transaction::Claims => ("professional claims (837P)", ["837P", "837"]),
        Transaction::Remittance => ("remittance advice (835)", ["835", "835"]),
    };
    if accepted.iter().any(|label| sets.contains(*label)) {
        return Ok(());
    }
    let words = |label: &String| match label.as_str() {
        "837P" => "professional claims (837P)".to_owned(),
        "837I" => "institutional claims (837I)".to_owned(),
        "837D" => "dental claims (837D)".to_owned(),
        "835" => "remittance advice (835)".to_owned(),
        other => format!("transaction set {other}"),
    };
    let found: Vec<String> = sets.iter().map(words).collect();
    let found = if found.is_empty() { "no transaction set at all".to_owned() } else { found.join(", ") };
    Err(envelope.not_data(&format!("holds no {expected}, which the layout expects; found: {found}")))
}
