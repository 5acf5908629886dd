//! The files in which parts wait when a run would need more memory than it may have: Arrow streams, one behind the other,
//! readable by their owner only. They hold what the columns of a part hold, in the width they have there; nobody else
//! reads them, and they go with the folder they lie in.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray as _, LargeStringArray, NullArray, RecordBatch, RecordBatchOptions};
use arrow::array::{UInt8Array, UInt16Array, UInt32Array, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, UInt8Type, UInt16Type, UInt32Type, UInt64Type};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;

use super::arrivals::OwnTexts;
use super::bits::Bits;
use super::error::LoadError;
use super::part::Part;

/// Moves the rows of a part, and the texts they name, to the end of a file.
pub(super) fn append(file: &Path, part: &mut Part) -> Result<(), LoadError> {
    let n_rows = part.rows.len();
    let names = part.rows.named_mut().map(|(_, column)| column.numbers_mut().take_bits()).collect::<Vec<_>>();
    let numbers = part.rows.numbers_mut().map(|column| array(column.take_bits(), n_rows));
    let columns = names.into_iter().map(|bits| array(bits, n_rows)).chain(numbers).collect();
    let mut writer = BufWriter::with_capacity(1 << 20, open(file).map_err(LoadError::not_spilled)?);
    write(&mut writer, columns, n_rows).map_err(LoadError::not_spilled)?;
    for texts in [&part.texts.claims, &part.texts.patients] {
        let array: ArrayRef = Arc::new(LargeStringArray::from_iter_values(texts.iter()));
        write(&mut writer, vec![array], texts.len()).map_err(LoadError::not_spilled)?;
    }
    writer.flush().map_err(LoadError::not_spilled)
}

/// A file that only its owner may read, to be added to at its end.
pub(super) fn open(file: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).read(true).mode(0o600).open(file)
}

/// Gives back what was put into a file, piece by piece.
pub(super) fn read(file: &Path, mut add: impl FnMut(Vec<Bits>, usize, OwnTexts)) -> Result<(), LoadError> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(file).map_err(LoadError::not_spilled)?);
    while !reader.fill_buf().map_err(LoadError::not_spilled)?.is_empty() {
        let rows = next(&mut reader).map_err(LoadError::not_spilled)?;
        let mut own = OwnTexts::default();
        for texts in [&mut own.claims, &mut own.patients] {
            let batch = next(&mut reader).map_err(LoadError::not_spilled)?;
            let column = batch.columns().first().and_then(|column| column.as_string_opt::<i64>());
            column.into_iter().flatten().flatten().for_each(|text| texts.push(text));
        }
        let bits = rows.columns().iter().map(bits).collect();
        add(bits, rows.num_rows(), own);
    }
    Ok(())
}

fn write(writer: &mut BufWriter<File>, columns: Vec<ArrayRef>, n_rows: usize) -> Result<(), ArrowError> {
    let fields: Vec<Field> = columns
        .iter()
        .enumerate()
        .map(|(n, column)| Field::new(n.to_string(), column.data_type().clone(), true))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(n_rows));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)?;
    let mut stream = StreamWriter::try_new(writer, &schema)?;
    stream.write(&batch)?;
    stream.finish()
}

/// The one batch of the next stream.
fn next(reader: &mut BufReader<File>) -> Result<RecordBatch, ArrowError> {
    let cut = || ArrowError::IpcError("a file of this run was cut short".to_owned());
    let mut stream = StreamReader::try_new(reader, None)?;
    let batch = stream.next().ok_or_else(cut)??;
    // The end of the stream lies before the next one.
    match stream.next() {
        None => Ok(batch),
        Some(_) => Err(cut()),
    }
}

fn array(bits: Bits, n_rows: usize) -> ArrayRef {
    match bits {
        Bits::Nothing => Arc::new(NullArray::new(n_rows)),
        Bits::Bytes(values) => Arc::new(UInt8Array::from(values)),
        Bits::Shorts(values) => Arc::new(UInt16Array::from(values)),
        Bits::Words(values) => Arc::new(UInt32Array::from(values)),
        Bits::Longs(values) => Arc::new(UInt64Array::from(values)),
    }
}

fn bits(array: &ArrayRef) -> Bits {
    match array.data_type() {
        DataType::UInt8 => Bits::Bytes(array.as_primitive::<UInt8Type>().values().to_vec()),
        DataType::UInt16 => Bits::Shorts(array.as_primitive::<UInt16Type>().values().to_vec()),
        DataType::UInt32 => Bits::Words(array.as_primitive::<UInt32Type>().values().to_vec()),
        DataType::UInt64 => Bits::Longs(array.as_primitive::<UInt64Type>().values().to_vec()),
        _ => Bits::Nothing,
    }
}
