//! The top of the worklist, read from its table.

use std::path::Path;

use crate::report::ReportError;
use crate::report::stored::{Value, chosen_rows, column, value};

/// Rows that the page shows.
const SHOWN: usize = 50;

/// What somebody should look at.
pub(super) struct Task {
    pub(super) rank: i64,
    pub(super) until: String,
    pub(super) expires_soon: bool,
    pub(super) tier: String,
    pub(super) expected: Option<i64>,
    pub(super) code: String,
    pub(super) clinician: String,
    pub(super) patient: String,
    pub(super) from: String,
    pub(super) checks: String,
}

/// The first rows of the table, of which there are so many.
pub(super) fn first(path: &Path, n_open: u64) -> Result<Vec<Task>, ReportError> {
    let n_rows = usize::try_from(n_open).unwrap_or(usize::MAX).min(SHOWN);
    let mut tasks = Vec::new();
    chosen_rows(path, &(0..n_rows).collect::<Vec<_>>(), |batch| {
        let of = |name| column(batch, name, path);
        let texts = ["collectable_until", "tier", "procedure_code", "rendering_npi", "patient_id", "period_from", "checks"];
        let texts = texts.map(of);
        let (rank, expected, soon) = (of("rank")?, of("expected_cents")?, of("expires_soon")?);
        let [until, tier, code, clinician, patient, from, checks] = texts;
        let texts = [until?, tier?, code?, clinician?, patient?, from?, checks?];
        for row in 0..batch.num_rows() {
            let number = |column| if let Value::Number(n) = value(column, row) { Some(n) } else { None };
            let [until, tier, code, clinician, patient, from, checks] = texts.map(|column| value(column, row).to_string());
            tasks.push(Task {
                rank: number(rank).unwrap_or(0),
                until,
                expires_soon: value(soon, row) == Value::Flag(true),
                tier,
                expected: number(expected),
                code,
                clinician,
                patient,
                from,
                checks,
            });
        }
        Ok(())
    })?;
    Ok(tasks)
}
