//! The worklist of missed revenue on the page: what can still be billed, the first to look at first.

use maud::{Markup, html};

use super::list::brief;
use crate::claim::Cents;
use crate::report::ReportError;
use crate::report::missed::MissedFigures;
use crate::report::render::OPPORTUNITIES;
use crate::report::stored::{Tables, Value, column, value};
use crate::report::terminal::{dollars, grouped};

/// Stretches of time on the page; the table beside it has all.
const SHOWN: usize = 200;

/// A stretch of logged time that can still be billed.
pub(super) struct Opportunity {
    code: String,
    amount: Option<i64>,
    until: String,
    expires_soon: bool,
    tier: String,
    patient: String,
    clinician: String,
    message: String,
}

/// The first of the worklist; what can be billed stands first in the table.
pub(super) fn first(tables: Tables<'_>, figures: &MissedFigures) -> Result<Vec<Opportunity>, ReportError> {
    let n_open = usize::try_from(figures.n_open()).unwrap_or(usize::MAX);
    let rows: Vec<usize> = (0..n_open.min(SHOWN)).collect();
    let path = tables.path(OPPORTUNITIES);
    let mut all = Vec::new();
    tables.chosen_rows(OPPORTUNITIES, &rows, |batch| {
        for row in 0..batch.num_rows() {
            let cell = |name: &str| column(batch, name, &path).map(|column| value(column, row));
            let text = |name: &str| cell(name).map(|value| value.to_string());
            let amount = match cell("expected_cents")? {
                Value::Number(cents) => Some(cents),
                _ => None,
            };
            all.push(Opportunity {
                code: text("procedure_code")?,
                amount,
                until: text("collectable_until")?,
                expires_soon: cell("expires_soon")? == Value::Flag(true),
                tier: text("tier")?,
                patient: text("patient_id")?,
                clinician: text("rendering_npi")?,
                message: text("message")?,
            });
        }
        Ok(())
    })?;
    Ok(all)
}

/// The list; nothing when nothing can be billed.
pub(super) fn worklist(list: &[Opportunity], figures: &MissedFigures) -> Markup {
    let n_open = figures.n_open();
    html! {
        @if 0 < figures.expiring_soon {
            p.attention {
                strong { "Soon too late: " } (grouped(figures.expiring_soon)) " stretches of time worth "
                (dollars(figures.expiring_soon_cents)) " can be filed for no more than 30 days from "
                (figures.as_of.as_deref().unwrap_or("the last date of the data")) "; they stand first."
            }
        }
        @if !list.is_empty() {
            div.wide tabindex="0" role="group" aria-label="Worklist of missed revenue" {
                table #worklist {
                    caption {
                        "What can still be billed: what expires soon, then what needs no further look, then the greater amount"
                        @if (list.len() as u64) < n_open {
                            ". The first " (grouped(list.len() as u64)) " of " (grouped(n_open))
                            "; opportunities.parquet has all"
                        }
                    }
                    thead { tr {
                        th.number scope="col" { "rank" } th scope="col" { "code" } th.number scope="col" { "expected" }
                        th scope="col" { "file by" } th scope="col" { "certainty" } th scope="col" { "patient" }
                        th scope="col" { "clinician" } th scope="col" { "what" }
                    } }
                    tbody { @for (at, one) in list.iter().enumerate() { (row(at + 1, one)) } }
                }
            }
        }
    }
}

fn row(rank: usize, one: &Opportunity) -> Markup {
    html! {
        tr {
            td.number { (rank) } td { (one.code) }
            td.number { @match one.amount { Some(cents) => (Cents(cents)), None => "not known" } }
            td { (one.until) @if one.expires_soon { " – soon" } }
            td { @if one.tier == "advisory" { "look first" } @else { "no further look" } }
            td { (brief(&one.patient)) } td { (brief(&one.clinician)) } td { (one.message) }
        }
    }
}
