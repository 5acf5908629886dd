//! The part of the page about clinicians: those with the most findings, each beside peers of the same specialty.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Page;
use super::digest::Peer;
use super::list::brief;
use crate::report::terminal::{dollars, grouped};

/// Clinicians with a part of their own.
const SHOWN: usize = 40;
/// Audited lines below which a rate says nothing.
pub(super) const FEW: u64 = 10;
/// Peers below which a median says nothing.
pub(super) const FEW_PEERS: usize = 3;

/// Findings per hundred audited lines of clinicians with at least [`FEW`] lines, by specialty.
pub(super) type Rates<'a> = BTreeMap<&'a str, Vec<(&'a Peer, f64)>>;

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with one decimal")]
pub(super) fn rates<'a>(page: &Page<'a>) -> Rates<'a> {
    let mut rates: Rates<'a> = BTreeMap::new();
    for peer in page.peers.iter().filter(|peer| FEW <= peer.lines) {
        let n = page.digest.clinicians.get(&peer.clinician).map_or(0, |sums| sums.findings);
        rates.entry(peer.specialty.as_str()).or_default().push((peer, n as f64 * 100.0 / peer.lines as f64));
    }
    rates
}

/// The middle rate.
pub(super) fn median(rates: &[(&Peer, f64)]) -> f64 {
    let mut sorted: Vec<f64> = rates.iter().map(|(_, rate)| *rate).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

pub(super) fn clinicians(page: &Page<'_>) -> Markup {
    if page.record.is_shared {
        return html! { p { "Left out of a shared report: the counts of single clinicians are small." } };
    }
    let mut order: Vec<_> = page.digest.clinicians.iter().collect();
    order.sort_by_key(|(id, sums)| (std::cmp::Reverse((sums.owned, sums.findings)), id.as_str()));
    let rates = rates(page);
    let n_all = order.len() as u64;
    let n_shown = n_all.min(SHOWN as u64);
    html! {
        p {
            (grouped(n_all)) " clinicians have findings. "
            @if n_shown < n_all {
                "The " (grouped(n_shown)) " whose findings own the most money are here; clinicians.parquet has what every "
                "clinician billed. "
            }
            "A rate says where to look first, not who did wrong: patients and services differ."
        }
        @for (id, sums) in order.into_iter().take(SHOWN) {
            @let own: Vec<&Peer> = page.peers.iter().filter(|peer| peer.clinician == *id).collect();
            details {
                summary { code { (brief(id)) } " – " (grouped(sums.findings)) " findings, " (dollars(sums.owned)) }
                dl {
                    @for peer in own {
                        dt { "Audited lines" @if !peer.specialty.is_empty() { ", specialty " (brief(&peer.specialty)) } }
                        dd { (grouped(peer.lines)) (beside(peer, &rates)) }
                    }
                }
                table {
                    caption { "Findings by rule" }
                    thead { tr { th scope="col" { "rule" } th.number scope="col" { "findings" } } }
                    tbody {
                        @for (rule, n) in &sums.rules {
                            tr { th scope="row" { (rule) } td.number { (grouped(*n)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A clinician's rate beside the peers', where both say something.
fn beside(peer: &Peer, rates: &Rates<'_>) -> String {
    let peers = rates.get(peer.specialty.as_str()).map_or(&[][..], Vec::as_slice);
    let own = peers.iter().find(|(other, _)| other.clinician == peer.clinician);
    match own {
        Some((_, rate)) if FEW_PEERS <= peers.len() => {
            let (median, n) = (median(peers), peers.len());
            format!("; {rate:.1} findings per 100 lines, median of the {n} clinicians of the specialty {median:.1}")
        }
        Some((_, rate)) => format!("; {rate:.1} findings per 100 lines; too few peers to compare with"),
        None => format!("; fewer than {FEW}, too few for a rate"),
    }
}
