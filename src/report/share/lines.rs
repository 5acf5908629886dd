//! Related lines that may be shared: the finding's own patient's. Those of other patients are moved by other days, so that
//! their dates beside each other would tell the difference, and one line would have two.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, ListArray, RecordBatch, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::compute::filter;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

use crate::report::stored::value;

/// What tells a line from the others of its patient.
const OF_LINE: [&str; 4] = ["claim_id", "line_number", "service_date", "procedure_code"];

/// The findings with those of their related lines that stand among the patient's lines in the evidence, which has the same
/// rows; and how many of each were left out.
pub(super) fn own_lines(
    findings: &RecordBatch,
    evidence: &RecordBatch,
) -> Result<(RecordBatch, Vec<usize>), ArrowError> {
    let (own, related) = (list(evidence, "timeline")?, list(findings, "related")?);
    let (own_lines, related_lines) = (structs(own)?, structs(related)?);
    let mut is_kept = vec![false; related_lines.len()];
    let (mut n_kept, mut left_out) = (Vec::new(), Vec::new());
    for row in 0..findings.num_rows() {
        let known: HashSet<[String; 4]> = range(own, row).map(|at| line(own_lines, at)).collect();
        let n_before = range(related, row).len();
        let mut n = 0;
        for at in range(related, row) {
            is_kept[at] = known.contains(&line(related_lines, at));
            n += usize::from(is_kept[at]);
        }
        n_kept.push(n);
        left_out.push(n_before - n);
    }
    let kept: ArrayRef = filter(related_lines, &BooleanArray::from(is_kept))?;
    let DataType::List(item) = related.data_type() else { return Err(wrong()) };
    let kept = ListArray::try_new(Arc::clone(item), OffsetBuffer::from_lengths(n_kept), kept, None)?;
    let place = findings.schema().index_of("related")?;
    let mut columns = findings.columns().to_vec();
    columns[place] = Arc::new(kept);
    Ok((RecordBatch::try_new(findings.schema(), columns)?, left_out))
}

fn wrong() -> ArrowError {
    ArrowError::InvalidArgumentError("a list of something else than lines".to_owned())
}

fn list<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ListArray, ArrowError> {
    batch.column_by_name(name).and_then(|column| column.as_list_opt::<i32>()).ok_or_else(wrong)
}

fn structs(list: &ListArray) -> Result<&StructArray, ArrowError> {
    list.values().as_struct_opt().ok_or_else(wrong)
}

/// The items of a row.
fn range(list: &ListArray, row: usize) -> std::ops::Range<usize> {
    let ends = list.value_offsets();
    let at = |row: usize| ends.get(row).and_then(|end| usize::try_from(*end).ok()).unwrap_or(0);
    at(row)..at(row + 1)
}

fn line(lines: &StructArray, at: usize) -> [String; 4] {
    OF_LINE.map(|name| lines.column_by_name(name).map_or_else(String::new, |column| value(column, at).to_string()))
}
