//! Reads the X12 fixtures and variants of them into flat rows, for the tests beside each part of the reader.
//! Runs no audit.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::mpsc::sync_channel;

use super::{Transaction, X12Source};
use crate::load::batch::{SourceBatch, SourceColumn};

pub(super) const CLAIMS: &str = include_str!("../../../tests/fixtures/layouts/x12/claims.837");
pub(super) const MIXED: &str = include_str!("../../../tests/fixtures/layouts/x12/mixed.837");
pub(super) const REMITTANCE: &str = include_str!("../../../tests/fixtures/layouts/x12/remittance.835");

/// A row by column name.
pub(super) type Row = BTreeMap<String, String>;

/// All rows of a file of these bytes, and the numbers of those that have no values; or the error's message.
pub(super) fn read(bytes: &[u8], transaction: Transaction) -> Result<(Vec<Row>, Vec<u64>), String> {
    let bytes = Box::new(Cursor::new(bytes.to_vec()));
    let source = X12Source::new("f.x12", bytes, transaction).map_err(|error| error.to_string())?;
    let names = source.header.names.clone();
    let wanted: Vec<usize> = (0..names.len()).collect();
    let (sender, receiver) = sync_channel(64);
    let sent = source.send(&wanted, &sender);
    drop(sender);
    let batches: Vec<SourceBatch> = receiver.into_iter().collect();
    sent.map_err(|error| error.to_string())?;
    let ragged = batches.iter().flat_map(|batch| &batch.ragged).map(|ragged| ragged.row).collect();
    Ok((batches.iter().flat_map(|batch| rows_of(batch, &names)).collect(), ragged))
}

fn rows_of(batch: &SourceBatch, names: &[String]) -> Vec<Row> {
    let cell = |column: &SourceColumn, row: usize| match column {
        SourceColumn::Text(texts) => texts.get(row).to_owned(),
        SourceColumn::Days(_) | SourceColumn::Moments(_) => "typed".to_owned(),
    };
    let row = |row: usize| names.iter().cloned().zip(batch.columns.iter().map(|column| cell(column, row))).collect();
    (0..batch.rows.len()).map(row).collect()
}

pub(super) fn claims(text: &str) -> Vec<Row> {
    read(text.as_bytes(), Transaction::Claims).expect("a whole file").0
}

pub(super) fn remittances(text: &str) -> Vec<Row> {
    read(text.as_bytes(), Transaction::Remittance).expect("a whole file").0
}

/// The values of some columns of every row, joined by blanks; `-` is blank.
pub(super) fn shown(rows: &[Row], columns: &str) -> Vec<String> {
    let cell = |row: &Row, name: &str| match row[name].as_str() {
        "" => "-".to_owned(),
        text => text.to_owned(),
    };
    let show = |row: &Row| columns.split(' ').map(|name| cell(row, name)).collect::<Vec<_>>().join(" ");
    rows.iter().map(show).collect()
}
