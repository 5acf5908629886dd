//! The built program from outside: exit codes, streams, refusals, publishing, interruption. Judges no rule.

mod bad_custom;
mod bad_files;
mod bad_headers;
mod bad_payers;
mod bad_pipelines;
mod bad_rows;
mod exit_codes;
mod interruption;
mod layout_schema;
mod logs;
mod places;
mod publishing;
mod refusal;
mod reruns;
mod standard_input;
mod streams;

use crate::program::csv_text;

/// The columns of most inputs here.
const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount";
/// A line that no rule flags.
const CLEAN: &str = "C2,1,P2,1999999992,2025-02-03,99213,80.00";
/// A line that is flagged `hard` and by nothing else: the code ended in 2024.
const HARD: &str = "C1,1,P1,1999999991,2025-02-03,99441,15.00";

/// A claims file with these rows.
fn claims(rows: &[&str]) -> String {
    csv_text(COLUMNS, rows)
}
