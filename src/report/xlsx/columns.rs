//! The columns of the sheets that are made from tables: where each comes from, what it holds, how wide it is.

use super::sheet::{Column, Kind};

/// Stands for a column that no table has: it is left to the reviewer.
pub(super) const OPEN: &str = "";

/// Columns of the list of findings: what a reviewer decides on first, where it was read last.
pub(super) const FINDINGS: [(&str, Column); 27] = [
    ("finding_id", ("finding id", Kind::Text, 18)),
    ("tier", ("tier", Kind::Tier, 12)),
    ("rule", ("rule", Kind::Text, 30)),
    (OPEN, ("disposition", Kind::Disposition, 16)),
    (OPEN, ("reason", Kind::Open, 24)),
    (OPEN, ("note", Kind::Open, 24)),
    ("patient_id", ("patient id", Kind::Text, 14)),
    ("service_date", ("service date", Kind::Date, 12)),
    ("procedure_code", ("procedure code", Kind::Text, 10)),
    ("claim_id", ("claim id", Kind::Text, 16)),
    ("line_number", ("line", Kind::Number, 6)),
    ("rendering_npi", ("clinician", Kind::Text, 13)),
    ("billing_tin", ("billing group", Kind::Text, 13)),
    ("payer", ("payer", Kind::Text, 14)),
    ("paid_cents", ("paid on the line", Kind::Money, 12)),
    ("owned_cents", ("money owned", Kind::Money, 12)),
    ("expected_cents", ("expected", Kind::Money, 12)),
    ("gap_days", ("gap in days", Kind::Number, 8)),
    ("same_diagnosis", ("same diagnosis", Kind::Text, 10)),
    ("suggested_code", ("suggested code", Kind::Text, 10)),
    ("message", ("what was found", Kind::Words, 60)),
    ("evidence_needed", ("evidence to request", Kind::Words, 44)),
    ("related", ("related lines", Kind::Text, 36)),
    ("direction", ("direction", Kind::Text, 13)),
    ("source", ("source", Kind::Text, 40)),
    ("source_file", ("source file", Kind::Text, 28)),
    ("source_row", ("source row", Kind::Number, 11)),
];

/// Columns of the rows that could not be used.
pub(super) const REJECTS: [(&str, Column); 4] = [
    ("file", ("file", Kind::Text, 40)),
    ("row", ("row", Kind::Number, 11)),
    ("column", ("column", Kind::Text, 22)),
    ("reason", ("reason", Kind::Words, 70)),
];
