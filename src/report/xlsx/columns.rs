//! The columns of the sheets that are made from tables: where each comes from, what it holds, how wide it is.

use super::sheet::{Column, Kind};

/// Stands for a column that no table has: it is left to the reviewer.
pub(super) const OPEN: &str = "";

/// Columns of the list of findings: what a reviewer decides on first, where it was read last.
pub(super) const FINDINGS: [(&str, Column); 29] = [
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
    ("at_risk_cents", ("money at risk", Kind::Money, 12)),
    ("at_risk_is_upper_bound", ("at most", Kind::Text, 8)),
    ("gap_days", ("gap in days", Kind::Number, 8)),
    ("same_diagnosis", ("same diagnosis", Kind::Text, 10)),
    ("suggested_code", ("suggested code", Kind::Text, 10)),
    ("message", ("what was found", Kind::Words, 80)),
    ("evidence_needed", ("evidence to request", Kind::Words, 44)),
    ("related", ("related lines", Kind::Text, 36)),
    ("direction", ("direction", Kind::Text, 13)),
    ("source", ("source", Kind::Text, 40)),
    ("source_file", ("source file", Kind::Text, 28)),
    ("source_row", ("source row", Kind::Number, 11)),
];

/// Columns of the stretches of logged time, with room for what is decided on each.
pub(super) const OPPORTUNITIES: [(&str, Column); 30] = [
    ("rank", ("rank", Kind::Number, 7)),
    ("opportunity_id", ("opportunity id", Kind::Text, 18)),
    ("outcome", ("outcome", Kind::Text, 14)),
    ("reason", ("reason lost", Kind::Text, 22)),
    ("rule", ("rule", Kind::Text, 20)),
    (OPEN, ("decision", Kind::Open, 16)),
    (OPEN, ("reason", Kind::Open, 24)),
    (OPEN, ("note", Kind::Open, 24)),
    ("tier", ("tier", Kind::Tier, 12)),
    ("patient_id", ("patient id", Kind::Text, 14)),
    ("period_from", ("from", Kind::Date, 12)),
    ("period_to", ("to", Kind::Date, 12)),
    ("procedure_code", ("procedure code", Kind::Text, 10)),
    ("rendering_npi", ("clinician", Kind::Text, 13)),
    ("clinicians", ("clinicians", Kind::Number, 10)),
    ("billing_tin", ("billing group", Kind::Text, 13)),
    ("payer", ("payer", Kind::Text, 14)),
    ("personal_minutes", ("personal minutes", Kind::Number, 10)),
    ("staff_minutes", ("staff minutes", Kind::Number, 10)),
    ("non_evaluative_minutes", ("minutes of no evaluation", Kind::Number, 12)),
    ("minutes_estimated", ("minutes estimated", Kind::Text, 10)),
    ("expected_cents", ("expected", Kind::Money, 12)),
    ("amount_source", ("amount from", Kind::Text, 16)),
    ("collectable_until", ("collectable until", Kind::Date, 12)),
    ("expires_soon", ("expires within 30 days", Kind::Text, 10)),
    ("message", ("what was found", Kind::Words, 80)),
    ("other_reasons", ("further reasons", Kind::Text, 30)),
    ("checks", ("to check", Kind::Words, 44)),
    ("related", ("related lines", Kind::Text, 36)),
    ("source", ("source", Kind::Text, 40)),
];

/// Columns of the rows that could not be used.
pub(super) const REJECTS: [(&str, Column); 4] = [
    ("file", ("file", Kind::Text, 40)),
    ("row", ("row", Kind::Number, 11)),
    ("column", ("column", Kind::Text, 22)),
    ("reason", ("reason", Kind::Words, 70)),
];
