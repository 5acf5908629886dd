//! The worklist: what can still be billed, in the order in which somebody should look at it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::path::Path;

use crate::findings::{Audit, Opportunity, Tier};
use crate::report::ReportError;
use crate::report::findings_csv::{number, safe, write_rows};
use crate::report::manifest::FileStamp;

/// Days before the end of a time limit in which an opportunity comes first.
const SOON: i32 = 30;

/// Whether money to be had can be filed for no longer than 30 days.
pub(super) fn expires_soon(audit: &Audit, one: &Opportunity) -> bool {
    let left = one.collectable_until.zip(audit.range.as_of).map(|(until, as_of)| as_of.gap_to(until));
    one.outcome.is_open() && left.is_some_and(|left| (0..=SOON).contains(&left))
}

/// What can still be billed: what expires within 30 days first, by its last day; then what needs no further look; then the
/// greater amount; an unknown amount after every known one.
pub(super) fn ranked(audit: &Audit) -> Vec<&Opportunity> {
    let mut open: Vec<&Opportunity> = audit.opportunities.iter().filter(|one| one.outcome.is_open()).collect();
    // Stable: what is equal keeps the order of the table.
    open.sort_by_key(|one| {
        let last_day = one.collectable_until.filter(|_| expires_soon(audit, one));
        (last_day.is_none(), last_day, Reverse(one.tier), Reverse(one.expected.map(|(amount, _)| amount)))
    });
    open
}

const HEADER: [&str; 15] = [
    "rank",
    "opportunity_id",
    "collectable_until",
    "tier",
    "expected_cents",
    "expected_source",
    "suggested_code",
    "minutes",
    "patient_id",
    "clinician_npi",
    "billing_tin",
    "payer",
    "period_from",
    "to_check",
    "message",
];

/// Writes it as CSV, safe to open in a spreadsheet.
pub(in crate::report) fn write(path: &Path, audit: &Audit) -> Result<FileStamp, ReportError> {
    let names = &audit.names;
    let ranked = ranked(audit);
    let rows = (1_u64..).zip(&ranked).map(|(rank, one)| -> Vec<Cow<'_, str>> {
        vec![
            number(Some(rank)),
            safe(one.id(names)),
            safe(one.collectable_until.map_or(String::new(), |day| day.to_string())),
            safe(tier(one)),
            number(one.expected.map(|(amount, _)| amount.0)),
            safe(one.expected.map_or("", |(_, source)| source.name())),
            safe(one.code.unwrap_or("")),
            number(one.minutes.personal),
            safe(names.patients.text(one.patient)),
            safe(names.clinicians.text(one.clinician)),
            safe(names.groups.text(one.group)),
            safe(names.payers.text(one.payer)),
            safe(one.days.0.to_string()),
            safe(one.checks.join("; ")),
            safe(one.message.as_str()),
        ]
    });
    write_rows(path, &HEADER, rows)
}

/// How certain it is.
fn tier(one: &Opportunity) -> &'static str {
    Tier::name(one.tier)
}
