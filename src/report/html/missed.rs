//! The part of the page about what was not billed: findings by direction side by side, and what the log came to. The
//! worklist is in `worklist.rs`.

use maud::{Markup, html};

use super::list::brief;
use super::{Page, worklist};
use crate::report::NO_OPPORTUNITIES;
use crate::report::missed::{ClinicianFigures, MissedFigures, PUBLISHED};
use crate::report::terminal::{dollars, grouped};

/// Clinicians that the page names.
const SHOWN: usize = 100;

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

/// What the log came to: the money, the worklist, what was lost, clinicians, and what became of every minute.
fn logged(page: &Page<'_>, figures: &MissedFigures) -> Markup {
    html! {
        p {
            strong { (dollars(figures.expected_cents)) } " could still be billed, as far as amounts are known; never set off "
            "against overpayments."
            @if 0 < figures.open_without_amount {
                " For " (grouped(figures.open_without_amount)) " stretches of time no amount is known."
            }
        }
        @if figures.sanity.log_is_suspect {
            p.attention { strong { "The log is suspect: " } (figures.sanity.why.join("; ")) "." }
        }
        (worklist::worklist(page.opportunities, figures))
        (by_outcome(figures))
        (by_reason(figures))
        (by_clinician(figures))
        (log(figures))
    }
}

fn by_outcome(figures: &MissedFigures) -> Markup {
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

fn by_reason(figures: &MissedFigures) -> Markup {
    html! {
        @if !figures.lost.is_empty() {
            div.wide tabindex="0" role="group" aria-label="Lost time by reason" {
                table #missed-by-reason {
                    caption { "Lost time, by the reason that decides: what a change of workflow would recover" }
                    thead { tr {
                        th scope="col" { "reason" } th.number scope="col" { "of lost minutes" }
                        th.number scope="col" { "minutes" } th.number scope="col" { "stretches" }
                        th.number scope="col" { "would have brought" }
                    } }
                    tbody {
                        @for one in &figures.lost {
                            tr {
                                th scope="row" { (one.words) } td.number { (one.share()) } td.number { (one.minutes) }
                                td.number { (grouped(one.n)) } td.number { (dollars(one.expected_cents)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Both signs side by side.
fn by_clinician(figures: &MissedFigures) -> Markup {
    let n_all = figures.clinicians.len();
    let mut order: Vec<&ClinicianFigures> = figures.clinicians.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse((one.open_cents, one.open, one.lost_cents)));
    html! {
        @if 0 < n_all {
            div.wide tabindex="0" role="group" aria-label="Both signs by clinician" {
                table #missed-by-clinician {
                    caption {
                        "Clinicians with something missed; overpayment leads stand beside it and are never set off"
                        @if SHOWN < n_all { ". The first " (SHOWN) " of " (grouped(n_all as u64)) "; summary.json has all" }
                    }
                    thead { tr {
                        th scope="col" { "clinician" } th.number scope="col" { "overpayment leads" }
                        th.number scope="col" { "can be billed" } th.number scope="col" { "stretches" }
                        th.number scope="col" { "billed too low" } th.number scope="col" { "lost" } th scope="col" { "why lost" }
                    } }
                    tbody {
                        @for one in order.into_iter().take(SHOWN) {
                            tr {
                                th scope="row" { (brief(&one.rendering_npi)) }
                                td.number { (dollars(one.overpayment_cents)) } td.number { (dollars(one.open_cents)) }
                                td.number { (grouped(one.open)) } td.number { (dollars(one.billed_too_low_cents)) }
                                td.number { (dollars(one.lost_cents)) } td { (one.why_lost()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn log(figures: &MissedFigures) -> Markup {
    let (log, sanity) = (&figures.log, &figures.sanity);
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
        @if 0 < log.entries_without_minutes { p { (grouped(log.entries_without_minutes)) " entries record no time." } }
        p {
            (grouped(sanity.billable_or_billed_weeks)) " weeks of messages were billed or look billable, of "
            (grouped(sanity.threads)) " threads; " (PUBLISHED) " of messages."
            @if !sanity.log_is_suspect { @for why in &sanity.why { " " (why) "." } }
        }
    }
}
