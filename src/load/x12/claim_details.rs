//! Takes names, references, dates, diagnoses and the like from the segments of an 837, each in the loop it stands in.
//! Opens no claim and no line.

use super::claim_state::{Claims, Dates, Loop, Provider, Subscriber};
use super::segments::Segment;

impl Claims {
    /// NM1: whose name it is depends on its code and on the loop.
    pub(super) fn take_name(&mut self, segment: &Segment) {
        let (code, id) = (segment.element(1), segment.element(9));
        if let Some(line) = &mut self.line {
            self.at = Loop::LineProvider;
            if code == "82" {
                self.at = Loop::LineRendering;
                line.rendering = Some(provider(segment));
            }
        } else if let Some(claim) = &mut self.claim {
            match (self.at, code) {
                // The payers, subscribers and providers of 2330 are those of other payers.
                (Loop::OtherPayer, _) => {}
                (_, "82") => {
                    self.at = Loop::ClaimRendering;
                    claim.rendering = Some(provider(segment));
                }
                _ => self.at = Loop::ClaimProvider,
            }
        } else {
            match (self.at, code) {
                (Loop::Billing | Loop::BillingName, "85") => self.take_biller(segment),
                (Loop::Subscriber, "IL") => id.clone_into(&mut self.subscriber.id),
                (Loop::Subscriber, "PR") => {
                    segment.element(3).clone_into(&mut self.subscriber.payer_name);
                    id.clone_into(&mut self.subscriber.payer_id);
                }
                (Loop::Patient, "QC") => {
                    if let Some(patient) = &mut self.patient {
                        id.clone_into(&mut patient.own_id);
                        segment.element(4).clone_into(&mut patient.first_name);
                    }
                }
                // A pay-to provider's numbers are not the biller's.
                (Loop::BillingName, _) => self.at = Loop::Billing,
                _ => {}
            }
        }
    }

    fn take_biller(&mut self, segment: &Segment) {
        self.at = Loop::BillingName;
        self.billing.provider.npi = provider(segment).npi;
        if is_tax_number(segment.element(8)) {
            segment.element(9).clone_into(&mut self.billing.tin);
        }
    }

    /// SBR: within a claim it begins another payer's loop.
    pub(super) fn take_subscriber(&mut self, segment: &Segment) {
        if self.claim.is_some() {
            self.at = Loop::OtherPayer;
            return;
        }
        let Subscriber { responsibility, filing_indicator, .. } = &mut self.subscriber;
        segment.element(1).clone_into(responsibility);
        segment.element(9).clone_into(filing_indicator);
    }

    /// HI: 5010 writes `ABK` and `ABF`, 4010 and ICD-9 `BK` and `BF`. Other codes are not the claim's diagnoses.
    pub(super) fn take_diagnoses(&mut self, segment: &Segment) -> Result<(), String> {
        let Some(claim) = &mut self.claim else { return Ok(()) };
        for element in 1..=segment.n_elements() {
            segment.check_composite(element)?;
            if matches!(segment.component(element, 1), "ABK" | "ABF" | "BK" | "BF") {
                claim.diagnoses.push(segment.component(element, 2).to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn take_reference(&mut self, segment: &Segment) {
        let number = segment.element(2);
        match (self.at, segment.element(1)) {
            (Loop::BillingName, "EI" | "SY") => number.clone_into(&mut self.billing.tin),
            (Loop::Claim, "F8") => {
                self.claim.iter_mut().for_each(|claim| number.clone_into(&mut claim.original_reference));
            }
            (Loop::Claim, "D9") => {
                self.claim.iter_mut().for_each(|claim| number.clone_into(&mut claim.clearinghouse_number));
            }
            (Loop::Line, "6R") => self.line.iter_mut().for_each(|line| number.clone_into(&mut line.control_number)),
            _ => {}
        }
    }

    pub(super) fn take_date(&mut self, segment: &Segment) {
        let text = segment.element(3);
        match (self.at, segment.element(1)) {
            (Loop::Line, "472") => self.line.iter_mut().for_each(|line| line.dates = dates(segment)),
            (Loop::Claim, "472") => self.claim.iter_mut().for_each(|claim| claim.dates = dates(segment)),
            (Loop::Claim, "050") => self.claim.iter_mut().for_each(|claim| text.clone_into(&mut claim.received)),
            _ => {}
        }
    }

    /// PRV: 5010 writes `PXC` in front of a taxonomy, 4010 `ZZ`.
    pub(super) fn take_taxonomy(&mut self, segment: &Segment) {
        if !matches!(segment.element(2), "PXC" | "ZZ") {
            return;
        }
        let provider = match (self.at, segment.element(1)) {
            (Loop::Billing | Loop::BillingName, "BI") => Some(&mut self.billing.provider),
            (Loop::ClaimRendering, "PE") => self.claim.as_mut().and_then(|claim| claim.rendering.as_mut()),
            (Loop::LineRendering, "PE") => self.line.as_mut().and_then(|line| line.rendering.as_mut()),
            _ => None,
        };
        if let Some(provider) = provider {
            segment.element(3).clone_into(&mut provider.taxonomy);
        }
    }
}

/// NM1 of a provider. A tax number is not taken for the identity of a person.
pub(super) fn provider(name: &Segment) -> Provider {
    let id = if is_tax_number(name.element(8)) { "" } else { name.element(9) };
    Provider { npi: id.to_owned(), taxonomy: String::new() }
}

/// Whether a qualifier says that the number behind it is an employer's or a person's tax number.
pub(super) fn is_tax_number(qualifier: &str) -> bool {
    matches!(qualifier, "24" | "34" | "FI")
}

/// DTP: `D8` is one day, `RD8` the first and the last. What is neither is left as it is written, to be rejected.
fn dates(segment: &Segment) -> Dates {
    let text = segment.element(3);
    match text.split_once('-') {
        Some((from, to)) if segment.element(2) == "RD8" => {
            Dates { from: from.trim().to_owned(), to: to.trim().to_owned() }
        }
        _ => Dates { from: text.to_owned(), to: String::new() },
    }
}
