//! The part of the page about clinicians: those with the most findings, each beside peers of the same specialty.

use maud::{Markup, html};

use super::Page;
use super::list::brief;
use super::peers::{FEW, FEW_PEERS, Peer, Peers};
use crate::report::terminal::{dollars, grouped};

/// Clinicians with a part of their own.
const SHOWN: usize = 40;

pub(super) fn clinicians(page: &Page<'_>) -> Markup {
    if page.record.is_shared {
        return html! { p { "Left out of a shared report: the counts of single clinicians are small." } };
    }
    let mut order: Vec<_> = page.digest.clinicians.iter().collect();
    order.sort_by_key(|(id, sums)| (std::cmp::Reverse((sums.owned, sums.findings)), id.as_str()));
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
            @let own: Vec<&Peer> = page.peers.clinicians.iter().filter(|peer| peer.clinician == *id).collect();
            details {
                summary { code { (brief(id)) } " – " (grouped(sums.findings)) " findings, " (dollars(sums.owned)) }
                dl {
                    @for peer in own {
                        dt { "Audited lines" @if !peer.specialty.is_empty() { ", specialty " (brief(&peer.specialty)) } }
                        dd { (grouped(peer.lines)) (beside(peer, page.peers)) }
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
fn beside(peer: &Peer, peers: &Peers) -> String {
    let Some(rate) = peer.rate else { return format!("; fewer than {FEW}, too few for a rate") };
    match peers.specialties.get(&peer.specialty).filter(|facts| FEW_PEERS <= facts.n) {
        Some(facts) => {
            let (median, n) = (facts.median, facts.n);
            format!("; {rate:.1} findings per 100 lines, median of the {n} clinicians of the specialty {median:.1}")
        }
        None => format!("; {rate:.1} findings per 100 lines; too few peers to compare with"),
    }
}
