//! The part of the page about what was not billed: findings by direction side by side, and what the log came to.

use maud::{Markup, html};

use super::Page;
use crate::report::NO_OPPORTUNITIES;
use crate::report::missed::MissedFigures;
use crate::report::terminal::{dollars, grouped};

/// Overpayments beside what was not billed.
pub(super) fn missed(page: &Page<'_>) -> Markup {
    let of = |direction: &str| page.digest.direction(direction);
    let words = [
        ("overpayment", "money that may have to go back"),
        ("missed", "money that was not billed"),
        ("form", "wrong on the claim form; no money of its own"),
    ];
    html! {
        div.wide tabindex="0" role="group" aria-label="Findings by direction" {
            table {
                caption { "Findings by direction" }
                thead { tr {
                    th scope="col" { "direction" } th scope="col" { "meaning" } th.number scope="col" { "findings" }
                    th.number scope="col" { "paid and owned" } th.number scope="col" { "expected" }
                } }
                tbody {
                    @for (direction, meaning) in words {
                        @let (n, owned, expected) = of(direction);
                        tr {
                            th scope="row" { (direction) } td { (meaning) } td.number { (n.shown()) }
                            td.number { (owned.shown_money()) }
                            td.number { (expected.shown_money()) }
                        }
                    }
                }
            }
        }
        p { "Expected is what another code would have paid by the fee schedule, where one was given: the lower code’s amount "
            "beside an overpayment, the amount not billed beside a missed one. The two are never added up." }
        @match &page.record.summary.missed {
            Some(figures) => { (logged(figures)) }
            None if page.record.is_shared => {
                p { "Left out of a shared report: what the log of the practice says of single stretches of time." }
            }
            None => { p { (NO_OPPORTUNITIES) } }
        }
    }
}

/// What the log came to: stretches of time by outcome, and what became of every minute.
fn logged(figures: &MissedFigures) -> Markup {
    let log = &figures.log;
    html! {
        p {
            strong { (dollars(figures.expected_cents)) } " could still be billed, as far as amounts are known; never set off "
            "against overpayments. opportunities.parquet has every stretch of time, with the reasons."
        }
        div.wide tabindex="0" role="group" aria-label="Logged time that could have been billed" {
            table #missed-by-outcome {
                caption { "Stretches of logged time, by rule and outcome" }
                thead { tr {
                    th scope="col" { "rule" } th scope="col" { "outcome" } th.number scope="col" { "stretches" }
                    th.number scope="col" { "minutes" } th.number scope="col" { "expected" }
                } }
                tbody {
                    @for one in &figures.opportunities {
                        tr {
                            th scope="row" { a href={ "#rule-" (one.rule) } { (one.rule) } } td { (one.named()) }
                            td.number { (grouped(one.n)) } td.number { (one.minutes) } td.number { (one.money()) }
                        }
                    }
                }
            }
        }
        div.wide tabindex="0" role="group" aria-label="What became of the log" {
            table #log-by-fate {
                caption { "Minutes of the log, by what became of them" }
                thead { tr {
                    th scope="col" { "fate" } th.number scope="col" { "entries" } th.number scope="col" { "minutes" }
                } }
                tbody {
                    @for term in &log.terms {
                        tr {
                            th scope="row" { (term.named()) } td.number { (grouped(term.entries)) }
                            td.number { (format!("{:.2}", term.minutes)) }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { "logged" } td.number { (grouped(log.entries)) }
                    td.number { (format!("{:.2}", log.minutes)) }
                } }
            }
        }
    }
}
