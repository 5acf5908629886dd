//! The parts of the page about rules: how many lines each judged and found, with money and trend; and each rule's own page.

use maud::{Markup, html};

use super::Page;
use crate::report::NOTHING_JUDGED;
use crate::report::document::percent;
use crate::report::figure::{Figure, WITHHELD};
use crate::report::record::{Record, RuleFacts};
use crate::report::summary::{RuleFigures, at_risk_of};

pub(super) fn table(page: &Page<'_>) -> Markup {
    let summary = &page.record.summary;
    html! {
        p { "The share is what was flagged of the lines that the rule could judge: flagged, clean or cleared. The trend is its findings by month of service, "
            "the highest month as the full height." }
        div.wide tabindex="0" role="group" aria-label="Rules" {
            table {
                caption { "Rules, in the order of the rulebook" }
                thead { tr {
                    th scope="col" { "rule" } th scope="col" { "status" }
                    th.number scope="col" { "flagged" } th.number scope="col" { "lines" }
                    th.number scope="col" { "share" } th.number scope="col" { "money at risk" } th scope="col" { "trend" }
                } }
                tbody { @for figures in &summary.rules { (row(page, figures)) } }
                tfoot { tr {
                    th scope="row" { "all" } td {}
                    td.number { (summary.findings.shown()) } td {} td {}
                    td.number { (summary.at_risk_words()) } td {}
                } }
            }
        }
    }
}

fn row(page: &Page<'_>, figures: &RuleFigures) -> Markup {
    let lines = page.record.summary.money.iter().filter(|line| line.rule == figures.rule);
    let at_risk = at_risk_of(&lines);
    let facts = page.record.rule(&figures.rule);
    let is_form = facts.is_some_and(|facts| facts.direction == "form");
    html! {
        tr {
            th scope="row" { a href={ "#rule-" (figures.rule) } { (figures.rule) } }
            td { (figures.status.replace('_', " ")) }
            td.number { (figures.flagged.shown()) }
            td.number { (met(figures)) }
            td.number { (share(figures)) }
            td.number {
                // Nothing judged is no amount: nought would look like an answer.
                @if !figures.judged().is_some_of() { "–" } @else if is_form { "form only" } @else { (at_risk) }
            }
            td { (trend(page, &figures.rule)) }
        }
    }
}

/// How many lines the rule met, and on how many of them it came to no conclusion.
fn met(figures: &RuleFigures) -> String {
    let lines = figures.subjects.shown();
    match figures.not_judged() {
        Figure(Some(0)) => lines,
        open => format!("{lines}, {} of them could not be judged", open.shown()),
    }
}

fn share(figures: &RuleFigures) -> String {
    match figures.flagged.0.zip(figures.judged().0) {
        None => WITHHELD.to_owned(),
        Some((_, 0)) if figures.subjects.is_some_of() => NOTHING_JUDGED.to_owned(),
        Some((flagged, judged)) => percent(flagged, judged),
    }
}

/// Findings by month as small bars, with the numbers for whoever does not see them.
fn trend(page: &Page<'_>, rule: &str) -> Markup {
    let months = &page.digest.months;
    if page.record.is_shared {
        return html! { "withheld" };
    }
    let counts: Vec<(&str, u64)> = months.names.iter().map(String::as_str).zip(months.of(rule)).collect();
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    if most == 0 {
        return html! {};
    }
    let last = &counts[counts.len().saturating_sub(24)..];
    let said: Vec<String> = last.iter().filter(|(_, n)| 0 < *n).map(|(month, n)| format!("{month}: {n}")).collect();
    html! {
        svg viewBox={ "0 0 " (last.len() * 6) " 20" } width=(last.len() * 6) height="20" role="img" aria-label=(said.join(", ")) {
            title { (said.join(", ")) }
            @for (at, (_, n)) in last.iter().enumerate() {
                @let height = if *n == 0 { 0 } else { (n * 19).div_ceil(most) };
                rect x=(at * 6) y=(20 - height) width="5" height=(height) fill="#030301" {}
            }
        }
    }
}

/// The rules' own pages.
pub(super) fn pages(record: &Record) -> Markup {
    html! {
        p { "How each rule decides, what it leaves out, and where it comes from." }
        @for facts in &record.rules {
            details id={ "rule-" (facts.rule) } {
                summary { code { (facts.rule) } " – " (facts.title) }
                (page(facts))
            }
        }
    }
}

fn page(facts: &RuleFacts) -> Markup {
    html! {
        @for part in facts.page.split("\n# ").skip(1) {
            @let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
            h3 { (heading) }
            pre { (text.trim()) }
        }
        dl {
            dt { "Direction" } dd { (facts.direction) }
            dt { "Evidence to request" } dd { (facts.evidence) }
            dt { "What would clear it" } dd { (facts.clears) }
            dt { "Source" } dd { (facts.source) }
        }
    }
}
