//! The part of the page with the list of findings. The list itself is in `list`; opening one is the script's work.

use maud::{Markup, html};

use super::{Page, list};
use crate::report::terminal::grouped;

/// Columns: heading, whether it is a number.
const COLUMNS: [(&str, &str); 11] = [
    ("finding", ""),
    ("tier", "kind"),
    ("rule", ""),
    ("patient", ""),
    ("service date", ""),
    ("code", ""),
    ("clinician", ""),
    ("gap in days", "number"),
    ("paid ($)", "number"),
    ("owned ($)", "number"),
    ("at risk ($)", "number"),
];

pub(super) fn findings(page: &Page<'_>) -> Markup {
    let (shown, all) = (page.entries.len() as u64, page.digest.n_findings);
    html! {
        @if page.record.is_shared {
            p { "Small counts are withheld in the tables above, so that these may be passed on alone. This list has one row per "
                "finding: whoever holds it can count." }
        }
        p {
            "Every finding is a lead for a reviewer. "
            @if shown < all {
                strong { "This page holds the first " (grouped(shown)) " of " (grouped(all)) " findings" }
                ": hard before presumptive before advisory, then those that own the most money. All of them are in "
                "findings.parquet, and in findings.csv and report.xlsx where the run wrote them. Filters and search work "
                "on this page only; every other part of the page counts all findings."
            } @else if all == 0 {
                "There are none. That says nothing of what was not checked: see the beginning of this page."
            } @else {
                "All " (grouped(all)) " are listed here: hard before presumptive before advisory, then those that own the most "
                "money."
            }
        }
        form.filters #filter-form role="search" aria-label="Findings" {
            (list::filters(page))
            div {
                label for="filter-text" { "Search (claim, patient, code, words)" }
                input #filter-text type="search" autocomplete="off" spellcheck="false";
            }
            button #filter-reset type="button" { "Show all" }
        }
        p #list-status role="status" { (grouped(shown)) " findings on this page" }
        noscript { p { "Filters, sorting and the details of a finding need the page’s own script." } }
        div.wide tabindex="0" role="group" aria-label="List of findings" {
            table #findings {
                caption { "Findings; choose one to see its timeline, conditions and source" }
                thead {
                    tr {
                        @for (heading, kind) in COLUMNS {
                            @if kind == "number" {
                                th.number scope="col" { button type="button" { (heading) } }
                            } @else if kind == "kind" {
                                th scope="col" data-kind="number" { button type="button" { (heading) } }
                            } @else {
                                th scope="col" { button type="button" { (heading) } }
                            }
                        }
                    }
                }
                tbody { (list::rows(page.entries)) }
            }
        }
    }
}
