//! The part of the page about what was not billed: findings by direction side by side, and what the log came to.

use maud::{Markup, html};

use super::Page;
use super::worklist::Task;
use crate::report::NO_OPPORTUNITIES;
use crate::report::missed::{ClinicianFigures, MissedFigures, SOON, Sanity};
use crate::report::terminal::{dollars, grouped};

/// Clinicians that the page shows.
const SHOWN: usize = 40;

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
            Some(figures) => { (logged(page, figures)) }
            None if page.record.is_shared => {
                p { "Left out of a shared report: what the log of the practice says of single stretches of time." }
            }
            None => { p { (NO_OPPORTUNITIES) } }
        }
    }
}

/// What the log came to: what to do first, stretches of time by outcome, what was lost and why, both signs, every minute.
fn logged(page: &Page<'_>, figures: &MissedFigures) -> Markup {
    html! {
        p {
            strong { (dollars(figures.expected_cents)) } " could still be billed, as far as amounts are known; never set off "
            "against overpayments. worklist.parquet has what to do, the first to do first; opportunities.parquet has every "
            "stretch of time, with the reasons."
        }
        @if 0 < figures.expiring.n {
            p #expiring {
                strong { "First: " } (grouped(figures.expiring.n)) " of them, " (dollars(figures.expiring.expected_cents))
                ", can be filed for no more than " (SOON) " days from " (figures.as_of.as_deref().unwrap_or("the last date")) "."
            }
        }
        (sanity(&figures.sanity))
        (worklist(page.worklist, figures.open))
        (outcomes(figures))
        (lost(figures))
        (both_signs(figures))
        (log(figures))
    }
}

/// Whether the figures can be true.
fn sanity(sanity: &Sanity) -> Markup {
    html! {
        @if sanity.log_is_suspect {
            p #log-is-suspect { strong { "The log is suspect. " } (sanity.words()) ". " (sanity.why.join("; ")) "." }
        } @else {
            p { (sanity.words()) "." @for why in &sanity.why { " " (why) "." } }
        }
    }
}

/// The top of the worklist.
fn worklist(tasks: &[Task], n_open: u64) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label="Worklist" {
            table #worklist {
                caption { "Worklist: the first " (tasks.len()) " of " (grouped(n_open)) }
                thead { tr {
                    th.number scope="col" { "rank" } th scope="col" { "file until" } th scope="col" { "certainty" }
                    th.number scope="col" { "expected" } th scope="col" { "code" } th scope="col" { "clinician" }
                    th scope="col" { "patient" } th scope="col" { "from" } th scope="col" { "look at first" }
                } }
                tbody {
                    @for task in tasks {
                        tr {
                            td.number { (task.rank) } td { (task.until) @if task.expires_soon { " (soon)" } } td { (task.tier) }
                            td.number { (task.expected.map_or_else(|| "no amount".to_owned(), dollars)) } td { (task.code) }
                            td { (task.clinician) } td { (task.patient) } td { (task.from) } td { (task.checks) }
                        }
                    }
                }
            }
        }
    }
}

fn outcomes(figures: &MissedFigures) -> Markup {
    html! {
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
    }
}

/// What each reason cost: what a change of workflow would recover.
fn lost(figures: &MissedFigures) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label="What was lost, by reason" {
            table #lost-by-reason {
                caption { "Lost time by the reason that decides" }
                thead { tr {
                    th scope="col" { "reason" } th.number scope="col" { "share of lost minutes" }
                    th.number scope="col" { "minutes" } th.number scope="col" { "stretches" }
                    th.number scope="col" { "would have brought" }
                } }
                tbody {
                    @for one in &figures.lost {
                        tr {
                            th scope="row" { (one.words) } td.number { (one.share()) }
                            td.number { (format!("{:.2}", one.minutes)) } td.number { (grouped(one.n)) }
                            td.number { (dollars(one.expected_cents)) }
                        }
                    }
                }
            }
        }
    }
}

/// Clinicians with the most to bill, overpayments beside what was missed.
fn both_signs(figures: &MissedFigures) -> Markup {
    let mut order: Vec<&ClinicianFigures> = figures.clinicians.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.open_cents));
    html! {
        div.wide tabindex="0" role="group" aria-label="Both signs by clinician" {
            table #both-signs {
                caption {
                    "Both signs by clinician, never netted: " (order.len().min(SHOWN)) " of " (order.len())
                    ", the most to bill first"
                }
                thead { tr {
                    th scope="col" { "clinician" } th.number scope="col" { "overpayment leads" }
                    th.number scope="col" { "can still be billed" } th.number scope="col" { "stretches" }
                    th.number scope="col" { "lines billed too low" } th.number scope="col" { "lost" } th scope="col" { "why lost" }
                } }
                tbody {
                    @for one in order.into_iter().take(SHOWN) {
                        tr {
                            th scope="row" { (one.rendering_npi) } td.number { (dollars(one.overpayment_cents)) }
                            td.number { (dollars(one.open_cents)) } td.number { (grouped(one.open)) }
                            td.number { (dollars(one.billed_too_low_cents)) } td.number { (dollars(one.lost_cents)) }
                            td { (one.why_lost()) }
                        }
                    }
                }
            }
        }
    }
}

fn log(figures: &MissedFigures) -> Markup {
    let log = &figures.log;
    html! {
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
