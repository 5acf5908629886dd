//! The parts of the page about the run as a whole: headline, what was checked and what not, money by tier and direction,
//! data quality, and what became of every row.

use maud::{Markup, html};

use super::{Page, list};
use crate::report::document_html;
use crate::report::figure::Figure;
use crate::report::record::Record;
use crate::report::summary::{RuleFigures, Summary, at_risk_of};
use crate::report::{DATES_WITHHELD, REJECTS_WITHHELD, SHARED_NOTE};

const TIERS: [(&str, &str); 3] = [
    ("hard", "the claim alone proves it"),
    ("presumptive", "the pattern of claims says so; the chart would settle it"),
    ("advisory", "a lead"),
];

pub(super) fn headline(page: &Page<'_>) -> Markup {
    let summary = &page.record.summary;
    let is_shared = page.record.is_shared;
    let period = match (&summary.period_from, &summary.period_to) {
        (None, None) => "all service dates".to_owned(),
        (from, to) => {
            let date = |day: &Option<String>, open: &str| day.clone().unwrap_or_else(|| open.to_owned());
            format!("service dates {} to {}", date(from, "the first read"), date(to, "the last read"))
        }
    };
    let data = match summary.data_from.as_ref().zip(summary.data_through.as_ref()) {
        Some((from, through)) => format!("the data run from {from} to {through}"),
        None => "the data hold no readable row".to_owned(),
    };
    let ran = summary.rules.iter().filter(|rule| rule.status == "ran" && rule.subjects.is_some_of()).count();
    html! {
        @if page.record.is_shared { p.pseudonymised { strong { "Pseudonymised. " } (SHARED_NOTE) } }
        p.headline {
            (summary.findings.shown()) " findings: " strong { (summary.at_risk_words()) } " at risk, on paid lines worth "
            (summary.owned_cents.shown_money()) ", each line’s money counted once. They are leads until a reviewer confirms them."
        }
        p {
            @if is_shared { "Dates judged, and those of the data: " (DATES_WITHHELD) ". " }
            @else { "Judged: " (period) "; " (data) ". " }
            (ran.to_string()) " of " (summary.rules.len().to_string())
            " rules met lines to judge. Rulebook " (summary.rulebook_version) ", settings "
            code { (summary.settings_hash.get(..12).unwrap_or("")) } "."
        }
    }
}

/// What was checked, and what was not and why.
pub(super) fn scope(page: &Page<'_>) -> Markup {
    let summary = &page.record.summary;
    let judged: Figure<u64> = summary.rules.iter().map(RuleFigures::judged).sum();
    let open_lines: Figure<u64> = summary.rules.iter().map(RuleFigures::not_judged).sum();
    let open = |rule: &&RuleFigures| {
        rule.status == "ran" && (rule.provisional.is_some_of() || rule.not_evaluable.is_some_of())
    };
    let idle: Vec<&str> = summary
        .rules
        .iter()
        .filter(|rule| rule.status == "ran" && !rule.subjects.is_some_of())
        .map(|rule| rule.rule.as_str())
        .collect();
    let silent: Vec<&RuleFigures> = summary.rules.iter().filter(|rule| rule.status != "ran").collect();
    let outside = if page.record.is_shared { None } else { outside(summary) };
    html! {
        @if let Some(sentence) = outside { p.attention { strong { "Look at this: " } (sentence) } }
        p {
            (judged.shown()) " times a rule judged a line, and " (open_lines.shown()) " times it met one that it could not judge, or "
            "not for good. A line that no rule here looks at is not judged at all; what is "
            "listed below was not checked, or not for good, and must not be read as being in order."
        }
        @if !silent.is_empty() {
            (reasons("Rules that judged nothing", &silent))
        }
        @if summary.rules.iter().any(|rule| open(&rule)) {
            (reasons("Rules that could not judge every line", &summary.rules.iter().filter(open).collect::<Vec<_>>()))
        }
        @if !idle.is_empty() { p { "Met no line to judge: " (idle.join(", ")) "." } }
        @if summary.accounting.terms.get("rejected").is_some_and(|n| n.is_some_of()) {
            p { "Rows that could not be used at all are counted under " a href="#accounting" { "what became of every row" } "." }
        }
    }
}

/// Whether nothing of the data lies in the dates that are judged.
fn outside(summary: &Summary) -> Option<&'static str> {
    let Some((from, through)) = summary.data_from.as_ref().zip(summary.data_through.as_ref()) else {
        return Some("the data hold no readable row: nothing was judged.");
    };
    let before = summary.period_to.as_ref().is_some_and(|to| to < from);
    let after = summary.period_from.as_ref().is_some_and(|first| through < first);
    (before || after).then_some("none of the data lie in the judged dates: nothing was judged.")
}

fn reasons(caption: &str, rules: &[&RuleFigures]) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label=(caption) {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "rule" } th scope="col" { "status" }
                        th.number scope="col" { "lines" } th.number scope="col" { "not evaluable" }
                        th.number scope="col" { "provisional" } th scope="col" { "why" }
                    }
                }
                tbody {
                    @for rule in rules {
                        tr {
                            th scope="row" { (rule.rule) }
                            td { (rule.status.replace('_', " ")) }
                            td.number { (rule.subjects.shown()) }
                            td.number { (rule.not_evaluable.shown()) }
                            td.number { (rule.provisional.shown()) }
                            td { (rule.reason.replace("not_evaluable", "not evaluable")) }
                        }
                    }
                }
            }
        }
    }
}

/// Money by tier: each cent has one owner.
pub(super) fn money(page: &Page<'_>) -> Markup {
    let summary = &page.record.summary;
    let of_tier = |tier: &'static str| summary.money.iter().filter(move |line| line.tier == tier);
    let owned = |tier: &'static str| -> Figure<i64> { of_tier(tier).map(|line| line.owned_cents).sum() };
    let at_risk = |tier: &'static str| at_risk_of(&of_tier(tier));
    html! {
        p { "A line that several rules found has its money under one of them only: the strongest tier, then the first in the "
            "rulebook. Sums therefore count no cent twice. At risk is what is owned less what the line would still be paid under "
            "the code that the rule names; where that is not known it is all of it, said as “up to”." }
        div.wide tabindex="0" role="group" aria-label="Money by tier" {
            table #money-by-tier {
                caption { "Money by tier" }
                thead { tr {
                    th scope="col" { "tier" } th scope="col" { "meaning" }
                    th.number scope="col" { "findings" } th.number scope="col" { "money owned" }
                    th.number scope="col" { "money at risk" }
                } }
                tbody {
                    @for (tier, meaning) in TIERS {
                        tr {
                            th scope="row" { span.tier.(list::class(tier)) { (tier) } }
                            td { (meaning) }
                            td.number { (summary.findings_by_tier.get(tier).copied().unwrap_or(Figure(Some(0))).shown()) }
                            td.number { (owned(tier).shown_money()) }
                            td.number { (at_risk(tier)) }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { "all" } td {}
                    td.number { (summary.findings.shown()) } td.number { (summary.owned_cents.shown_money()) }
                    td.number { (summary.at_risk_words()) }
                } }
            }
        }
    }
}

/// What the data are like; the page of `check`.
pub(super) fn quality(record: &Record) -> Markup {
    html! {
        @match &record.quality_page {
            None => p { "Left out of a shared report: it shows texts as they stand in the files." },
            Some(document) => {
                p { (document.summary) "." }
                @for section in document.sections.iter().filter(|section| !section.is_empty()) {
                    details {
                        summary { (section.heading) }
                        (document_html::content_of(section))
                    }
                }
            },
        }
    }
}

/// The accounting identity.
pub(super) fn accounting(record: &Record) -> Markup {
    let accounting = &record.summary.accounting;
    html! {
        p {
            "Every row read has exactly one fate. "
            @if accounting.balances { "The sum holds." } @else { "The sum does not hold: this is a defect of the program." }
        }
        @if record.is_shared { p { (REJECTS_WITHHELD) } }
        div.wide tabindex="0" role="group" aria-label="Rows read, by fate" {
            table {
                caption { "Rows read, by fate" }
                thead { tr { th scope="col" { "fate" } th.number scope="col" { "rows" } } }
                tbody {
                    @for (name, n) in &accounting.terms {
                        tr { th scope="row" { (name.replace('_', " ")) } td.number { (n.shown()) } }
                    }
                }
                tfoot { tr { th scope="row" { "rows read" } td.number { (accounting.rows_read.shown()) } } }
            }
        }
    }
}
