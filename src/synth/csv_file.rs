//! Writes lines as CSV with a header, `\n` line ends and ISO dates.
//! It does not choose the columns.

use std::fmt::Write as _;
use std::io::Write;

use chrono::{DateTime, NaiveDate};

use super::SynthError;
use super::columns::{Column, Value};
use super::line::Line;

/// An open CSV file.
pub(super) struct CsvFile<W: Write> {
    writer: csv::Writer<W>,
    columns: Vec<&'static Column>,
    field: String,
}

impl<W: Write> CsvFile<W> {
    /// Starts the file with its header.
    pub(super) fn new(file: W, columns: Vec<&'static Column>) -> Result<Self, SynthError> {
        let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 20).from_writer(file);
        writer.write_record(columns.iter().map(|column| column.name))?;
        Ok(Self { writer, columns, field: String::new() })
    }

    /// Appends the lines.
    pub(super) fn write(&mut self, lines: &[Line]) -> Result<(), SynthError> {
        for line in lines {
            for column in &self.columns {
                self.field.clear();
                match column.value {
                    // The common case is borrowed: no copy into the buffer.
                    Value::Text(text) => {
                        self.writer.write_field(text(line))?;
                        continue;
                    }
                    _ => put(&mut self.field, &column.value, line),
                }
                self.writer.write_field(&self.field)?;
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    /// Flushes what is buffered.
    pub(super) fn close(mut self) -> Result<(), SynthError> {
        self.writer.flush().map_err(csv::Error::from)?;
        Ok(())
    }
}

/// Appends the value as text; writing to a `String` cannot fail, so the results are dropped.
fn put(field: &mut String, value: &Value, line: &Line) {
    match value {
        Value::Text(text) => field.push_str(text(line)),
        Value::Integer(number) => {
            let _ = write!(field, "{}", number(line));
        }
        Value::Date(days) => {
            let date = NaiveDate::from_epoch_days(days(line)).unwrap_or_default();
            let _ = write!(field, "{date}");
        }
        Value::Hundredths(amount) => put_hundredths(field, amount(line)),
        Value::Moment(seconds) => put_moment(field, seconds(line)),
    }
}

/// Appends `2025-01-31T09:00:00`; nothing for none.
pub(super) fn put_moment(field: &mut String, seconds: Option<i64>) {
    let moment = seconds.and_then(|at| DateTime::from_timestamp(at, 0));
    if let Some(moment) = moment {
        let _ = write!(field, "{:?}", moment.naive_utc());
    }
}

/// Appends a number with two decimals; nothing for none.
pub(super) fn put_hundredths(field: &mut String, amount: Option<i64>) {
    if let Some(amount) = amount {
        let sign = if amount < 0 { "-" } else { "" };
        let size = amount.unsigned_abs();
        let _ = write!(field, "{sign}{}.{:02}", size / 100, size % 100);
    }
}
