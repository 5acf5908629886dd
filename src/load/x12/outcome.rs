//! What the payer of an 835 did with a service, in our words: paid, denied or reversed. Reads no segment.

use crate::claim::{Cents, DecimalMark};

/// One reason of a CAS segment with its amount.
#[derive(Clone, Default)]
pub(super) struct Adjustment {
    /// `CO`, `PR`, `OA`, `PI`.
    pub(super) group: String,
    pub(super) reason: String,
    pub(super) amount: String,
}

/// What CLP02 says outright.
pub(super) fn of_code(claim_status: &str) -> Option<&'static str> {
    match claim_status {
        "22" => Some("reversed"),
        // 23: not our claim, passed on. 25: an estimate before the service. This payer has paid for neither.
        "4" | "23" | "25" => Some("denied"),
        _ => None,
    }
}

/// Reasons that lower a price or share it out without refusing the service: prior payers (23), capitation (24), balance
/// and fee-schedule cuts (42, 45, 94, 131, 237), paid to the patient (100), sequestration (253). A service whose charge
/// goes to these entirely was accepted, and cost this payer nothing.
const NO_REFUSAL: [&str; 9] = ["23", "24", "42", "45", "94", "100", "131", "237", "253"];

/// Whether the payer refused what was charged. CLP02 says `4` only when the whole claim was refused, so for a single
/// line the adjustments have to tell:
///
/// - nothing was paid;
/// - nothing is left to the patient as deductible, coinsurance or copayment (PR-1, PR-2, PR-3): what is shared is covered;
/// - the adjustments make up the whole charge;
/// - at least one reason is a refusal, whatever its group. PR-96 or PR-27 leave the charge to the patient because the
///   service or the person is *not* covered: that is a refusal as much as CO-97 is.
pub(super) fn is_refused(charge: &str, paid: &str, adjustments: &[Adjustment]) -> bool {
    let (charge, paid) = (cents(charge), cents(paid));
    let mut adjusted = 0_i64;
    let (mut is_shared, mut is_refusal) = (false, false);
    for adjustment in adjustments {
        let amount = cents(&adjustment.amount);
        adjusted = adjusted.saturating_add(amount);
        let is_share = adjustment.group == "PR" && matches!(adjustment.reason.as_str(), "1" | "2" | "3");
        is_shared |= is_share && amount != 0;
        is_refusal |= !is_share && amount != 0 && !NO_REFUSAL.contains(&adjustment.reason.as_str());
    }
    0 < charge && paid == 0 && charge <= adjusted && is_refusal && !is_shared
}

/// Blank means zero in an 835. What is no amount cannot prove a refusal: it counts as zero too, and the column shows it.
fn cents(text: &str) -> i64 {
    Cents::parse(text, DecimalMark::Point).map_or(0, |cents| cents.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adjustments such as `CO-97=40`, of a charge of 100.
    fn is_refused_of_100(paid: &str, adjustments: &str) -> bool {
        let parse = |text: &str| {
            let mut parts = text.split(['-', '=']).map(str::to_owned);
            let mut next = || parts.next().unwrap_or_default();
            Adjustment { group: next(), reason: next(), amount: next() }
        };
        is_refused("100", paid, &adjustments.split_whitespace().map(parse).collect::<Vec<_>>())
    }

    #[test]
    fn a_whole_charge_refused_is_a_denial() {
        for refused in
            ["CO-97=100", "CO-45=40 CO-97=60", "OA-18=100.00", "PI-16=100", "PR-96=100", "CO-45=30 PR-204=70"]
        {
            assert!(is_refused_of_100("0", refused) && is_refused_of_100("", refused), "{refused}");
        }
    }

    #[test]
    fn what_is_accepted_for_no_payment_is_no_denial() {
        for accepted in ["CO-45=100", "CO-45=40 PR-1=60", "PR-1=100", "CO-97=40 PR-3=60", "OA-23=100", "CO-24=100", ""]
        {
            assert!(!is_refused_of_100("0", accepted), "{accepted}");
        }
    }

    #[test]
    fn a_part_refused_is_no_denial() {
        assert!(!is_refused_of_100("0", "CO-97=99.99"));
        assert!(!is_refused_of_100("0.01", "CO-97=100"));
        assert!(!is_refused("0", "0", &[Adjustment { group: "CO".into(), reason: "97".into(), amount: "0".into() }]));
    }
}
