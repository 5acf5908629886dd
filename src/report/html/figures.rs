//! The charts of the page with their words and tables: a chart is for the eye, the table beside it for everyone.

use maud::{Markup, PreEscaped, html};

use super::digest::GAPS;
use super::list::brief;
use super::peers::{FEW, FEW_PEERS, Peer};
use super::{Page, charts};
use crate::report::figure::Figure;
use crate::report::terminal::{dollars, grouped};

/// Rules with a colour of their own.
const NAMED: usize = 6;
/// Specialties with a chart.
const SPECIALTIES: usize = 8;

pub(super) fn figures(page: &Page<'_>) -> Markup {
    if page.record.summary.findings.0 == Some(0) {
        return html! { p { "There is nothing to draw: no finding." } };
    }
    html! {
        @if page.record.is_shared {
            p { "Findings by month, and clinicians beside their peers, are left out of a shared report: the dates are moved, and "
                "the counts are small." }
        } @else {
            h3 { "Findings by month of service" }
            (months(page))
        }
        h3 { "Days to the nearest related line" }
        (gaps(page))
        h3 { "Money owned by rule" }
        (money(page))
        @if !page.record.is_shared {
            h3 { "Clinicians beside their peers" }
            (peers(page))
        }
    }
}

/// The rules with the most findings, most first.
fn largest<'a>(page: &Page<'a>) -> Vec<&'a str> {
    let mut rules: Vec<_> = page.record.summary.rules.iter().filter(|rule| rule.flagged.is_some_of()).collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.flagged.0));
    rules.into_iter().take(NAMED).map(|rule| rule.rule.as_str()).collect()
}

fn months(page: &Page<'_>) -> Markup {
    let named = largest(page);
    let months = &page.digest.months;
    let of_named: Vec<Vec<u64>> = named.iter().map(|rule| months.of(rule)).collect();
    let bar = |(at, month): (usize, &String)| {
        let mut parts: Vec<u64> = of_named.iter().map(|counts| counts[at]).collect();
        parts.push(months.all[at] - parts.iter().sum::<u64>());
        (month.clone(), parts)
    };
    let bars: Vec<charts::Bar> = months.names.iter().enumerate().map(bar).collect();
    html! {
        figure {
            (PreEscaped(charts::columns(&bars, None)))
            ul.key {
                @for (at, rule) in (1..).zip(&named) { li class={ "k" (at) } { (rule) } }
                li class={ "k" (named.len() + 1) } { "all other rules" }
            }
            figcaption { "Findings by month of service and rule" }
        }
        details {
            summary { "The figures as a table" }
            div.wide tabindex="0" role="group" aria-label="Findings by month and rule" { table {
                caption { "Findings by month and rule" }
                thead { tr {
                    th scope="col" { "month" }
                    @for rule in &named { th.number scope="col" { (rule) } }
                    th.number scope="col" { "all others" }
                } }
                tbody { @for (month, parts) in &bars {
                    tr { th scope="row" { (month) } @for n in parts { td.number { (grouped(*n)) } } }
                } }
            } }
        }
    }
}

fn gaps(page: &Page<'_>) -> Markup {
    let of = |gap: i32| page.digest.gaps.get(&gap).copied().unwrap_or(0);
    if page.record.is_shared {
        return html! { p { "Left out of a shared report: many of its counts are small." } };
    }
    let bars: Vec<charts::Bar> =
        (-GAPS..=GAPS).map(|gap| (format!("{gap:+}").replace("+0", "0"), vec![of(gap)])).collect();
    let with_gap: u64 = page.digest.gaps.values().sum();
    html! {
        figure {
            (PreEscaped(charts::columns(&bars, usize::try_from(GAPS - 7).ok())))
            figcaption {
                "Findings by days from the flagged line to the nearest related line; negative is earlier. The bar seven days "
                "earlier, where most windows end, has another colour. " (grouped(with_gap)) " findings within " (GAPS) " days, "
                (grouped(page.digest.far_gaps)) " further; the others have no related line."
            }
        }
        details {
            summary { "The figures as a table" }
            table {
                caption { "Findings by gap in days" }
                thead { tr { th.number scope="col" { "days" } th.number scope="col" { "findings" } } }
                tbody { @for (name, parts) in &bars {
                    tr { th.number scope="row" { (name) } td.number { (grouped(parts.iter().sum())) } }
                } }
            }
        }
    }
}

fn money(page: &Page<'_>) -> Markup {
    let summary = &page.record.summary;
    let owned = |rule: &str| {
        summary.money.iter().filter(|line| line.rule == rule).map(|line| line.owned_cents).sum::<Figure<i64>>().0
    };
    let mut bars: Vec<(String, u64, String)> = summary
        .rules
        .iter()
        .filter_map(|rule| {
            let cents = owned(&rule.rule)?;
            Some((rule.rule.clone(), u64::try_from(cents).ok().filter(|cents| 0 < *cents)?, dollars(cents)))
        })
        .collect();
    bars.sort_by_key(|(_, cents, _)| std::cmp::Reverse(*cents));
    bars.truncate(20);
    html! {
        figure {
            (PreEscaped(charts::bars(&bars)))
            figcaption { "Money owned by rule, the largest first; the table of rules has every rule" }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a chart shows no more than a few digits")]
fn peers(page: &Page<'_>) -> Markup {
    let peers = page.peers;
    let mut specialties: Vec<_> = peers.specialties.iter().filter(|(_, facts)| FEW_PEERS <= facts.n).collect();
    specialties.sort_by_key(|(specialty, facts)| (std::cmp::Reverse(facts.n), specialty.as_str()));
    let n_all = specialties.len();
    html! {
        p {
            "One point per clinician with at least " (FEW) " audited lines; the line is the median of the specialty. A point "
            "with another colour has more than three times the median. "
            @if n_all == 0 { "No specialty has " (FEW_PEERS) " such clinicians." }
            @if SPECIALTIES < n_all { "The " (SPECIALTIES) " specialties with the most clinicians, of " (n_all) "." }
        }
        div.small {
            @for (specialty, facts) in specialties.into_iter().take(SPECIALTIES) {
                @let middle = facts.median;
                @let point = |peer: &Peer| {
                    let rate = peer.rate.filter(|_| peer.specialty == *specialty)?;
                    Some((peer.lines as f64, rate, 0.0 < middle && 3.0 * middle < rate))
                };
                @let points: Vec<charts::Point> = peers.clinicians.iter().filter_map(point).collect();
                figure {
                    (PreEscaped(charts::scatter(&points, middle)))
                    figcaption {
                        @if specialty.is_empty() { "Specialty not known" } @else { "Specialty " (brief(specialty)) }
                        ": " (facts.n) " clinicians, median " (format!("{middle:.1}")) " findings per 100 lines"
                    }
                }
            }
        }
    }
}
