//! Walks through the loops of an 835: payer, payee, claims and their service lines. A row leaves when its line ends.
//!
//! Which column shows what is said in `remittance_columns`. Provider-level adjustments (PLB) and summaries (TS2, TS3)
//! are no services and give no row: they are read past, and the count of the SE proves that they were.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::claim_details::{is_tax_number, provider};
use super::envelope::Place;
use super::outcome::Adjustment;
use super::patient::plain_name;
use super::remittance_columns::COLUMNS;
use super::rows::RowSender;
use super::segments::Segment;

/// The loop a segment belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Loop {
    /// In front of the claims, and what no column comes from.
    #[default]
    Header,
    /// 1000A.
    Payer,
    /// 1000B.
    Payee,
    /// 2100.
    Claim,
    /// 2110.
    Line,
}

/// Payer, payee and payment: what all claims of the set share.
#[derive(Default)]
pub(super) struct Payment {
    pub(super) date: String,
    pub(super) produced: String,
    /// TRN02: the number of the check or transfer.
    pub(super) number: String,
    pub(super) payer_name: String,
    pub(super) payer_id: String,
    pub(super) payer_other_id: String,
    pub(super) payee_npi: String,
    pub(super) payee_tin: String,
}

/// 2100: a claim as the payer handled it.
#[derive(Default)]
pub(super) struct Claim {
    /// Its place in the set, from 1.
    pub(super) ordinal: u64,
    pub(super) number: String,
    pub(super) status_code: String,
    pub(super) charge: String,
    pub(super) paid: String,
    pub(super) filing_indicator: String,
    pub(super) payer_number: String,
    pub(super) place_of_service: String,
    pub(super) frequency: String,
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) patient: String,
    pub(super) patient_name: String,
    pub(super) subscriber: String,
    pub(super) corrected_patient: String,
    pub(super) rendering_npi: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) received: String,
    n_lines: u64,
}

/// 2110: a service line.
#[derive(Default)]
pub(super) struct Line {
    /// Its place in the claim, from 1.
    pub(super) ordinal: u64,
    pub(super) control_number: String,
    pub(super) qualifier: String,
    pub(super) code: String,
    pub(super) modifiers: Vec<String>,
    pub(super) submitted_code: String,
    pub(super) units: String,
    pub(super) charge: String,
    pub(super) paid: String,
    pub(super) allowed: String,
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) rendering_npi: String,
    pub(super) date: String,
    pub(super) from: String,
    pub(super) to: String,
    is_broken: bool,
}

/// What has been read of a transaction set, and what of it still holds.
pub(super) struct Remittance {
    pub(super) place: Place,
    pub(super) payment: Payment,
    pub(super) claim: Option<Claim>,
    pub(super) line: Option<Line>,
    /// Numbers of patients under which several people are named.
    pub(super) shared_numbers: Arc<BTreeSet<String>>,
    at: Loop,
    n_claims: u64,
}

impl Remittance {
    pub(super) fn new(place: Place, shared_numbers: Arc<BTreeSet<String>>) -> Self {
        let payment = Payment::default();
        Self { place, payment, claim: None, line: None, shared_numbers, at: Loop::Header, n_claims: 0 }
    }

    /// Takes the next segment; a row leaves when it ends a line. Errors say what is wrong with the segment.
    pub(super) fn take(&mut self, segment: &Segment, rows: &mut RowSender<'_>) -> Result<(), String> {
        match segment.name() {
            "BPR" => segment.element(16).clone_into(&mut self.payment.date),
            "TRN" if self.claim.is_none() => segment.element(2).clone_into(&mut self.payment.number),
            "N1" => self.take_party(segment),
            "LX" => self.finish(rows),
            "CLP" => {
                self.finish(rows);
                self.begin_claim(segment);
            }
            "SVC" => self.begin_line(segment, rows)?,
            "CAS" => self.take_adjustments(segment),
            "NM1" => self.take_name(segment),
            "REF" => self.take_reference(segment),
            "DTM" => self.take_date(segment),
            "AMT" if segment.element(1) == "B6" => {
                self.line.iter_mut().for_each(|line| segment.element(2).clone_into(&mut line.allowed));
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends the open claim. One that was handled as a whole, without service lines, gives a row too.
    pub(super) fn finish(&mut self, rows: &mut RowSender<'_>) {
        self.finish_line(rows);
        if self.claim.as_ref().is_some_and(|claim| claim.n_lines == 0) {
            rows.push(COLUMNS, self);
        }
        self.claim = None;
        self.at = Loop::Header;
    }

    fn finish_line(&mut self, rows: &mut RowSender<'_>) {
        match &self.line {
            Some(line) if line.is_broken => rows.push_ragged(),
            Some(_) => rows.push(COLUMNS, self),
            None => {}
        }
        self.line = None;
    }

    fn begin_claim(&mut self, segment: &Segment) {
        self.n_claims += 1;
        let element = |number: usize| segment.element(number).to_owned();
        self.claim = Some(Claim {
            ordinal: self.n_claims,
            number: element(1),
            status_code: element(2),
            charge: element(3),
            paid: element(4),
            filing_indicator: element(6),
            payer_number: element(7),
            place_of_service: element(8),
            frequency: element(9),
            ..Claim::default()
        });
        self.at = Loop::Claim;
    }

    fn begin_line(&mut self, segment: &Segment, rows: &mut RowSender<'_>) -> Result<(), String> {
        self.finish_line(rows);
        let Some(claim) = &mut self.claim else { return Err("a service line stands outside of a claim".to_owned()) };
        segment.check_composite(1)?;
        segment.check_composite(6)?;
        claim.n_lines += 1;
        let code = segment.component(1, 2);
        let submitted = segment.component(6, 2);
        self.line = Some(Line {
            ordinal: claim.n_lines,
            qualifier: segment.component(1, 1).to_owned(),
            code: code.to_owned(),
            modifiers: segment.components(1).skip(2).take(4).map(str::to_owned).collect(),
            submitted_code: if submitted.is_empty() { code } else { submitted }.to_owned(),
            units: if segment.element(5).is_empty() { "1" } else { segment.element(5) }.to_owned(),
            charge: segment.element(2).to_owned(),
            paid: segment.element(3).to_owned(),
            // Without a code, the elements behind it are not what they should be either.
            is_broken: code.is_empty(),
            ..Line::default()
        });
        self.at = Loop::Line;
        Ok(())
    }

    /// CAS: a group, then up to six reasons with amount and quantity.
    fn take_adjustments(&mut self, segment: &Segment) {
        let target = match (&mut self.line, &mut self.claim) {
            (Some(line), _) => &mut line.adjustments,
            (None, Some(claim)) => &mut claim.adjustments,
            (None, None) => return,
        };
        for first in (2..=segment.n_elements()).step_by(3) {
            let [reason, amount] = [first, first + 1].map(|number| segment.element(number).to_owned());
            if !reason.is_empty() {
                target.push(Adjustment { group: segment.element(1).to_owned(), reason, amount });
            }
        }
    }

    fn take_party(&mut self, segment: &Segment) {
        if self.claim.is_some() {
            return;
        }
        let id = segment.element(4);
        match segment.element(1) {
            "PR" => {
                self.at = Loop::Payer;
                segment.element(2).clone_into(&mut self.payment.payer_name);
                id.clone_into(&mut self.payment.payer_id);
            }
            "PE" => {
                self.at = Loop::Payee;
                let payment = &mut self.payment;
                let number =
                    if is_tax_number(segment.element(3)) { &mut payment.payee_tin } else { &mut payment.payee_npi };
                id.clone_into(number);
            }
            _ => self.at = Loop::Header,
        }
    }

    fn take_name(&mut self, segment: &Segment) {
        let Some(claim) = self.claim.as_mut().filter(|_| self.line.is_none()) else { return };
        let id = segment.element(9);
        match segment.element(1) {
            "QC" => {
                id.clone_into(&mut claim.patient);
                claim.patient_name = plain_name(segment.element(4));
            }
            "IL" => id.clone_into(&mut claim.subscriber),
            "74" => id.clone_into(&mut claim.corrected_patient),
            "82" => claim.rendering_npi = provider(segment).npi,
            _ => {}
        }
    }

    fn take_reference(&mut self, segment: &Segment) {
        let number = segment.element(2);
        match (self.at, segment.element(1)) {
            (Loop::Payer, "2U") => number.clone_into(&mut self.payment.payer_other_id),
            (Loop::Payee, "TJ") => number.clone_into(&mut self.payment.payee_tin),
            (Loop::Line, "6R") => self.line.iter_mut().for_each(|line| number.clone_into(&mut line.control_number)),
            (Loop::Line, "HPI") => self.line.iter_mut().for_each(|line| number.clone_into(&mut line.rendering_npi)),
            _ => {}
        }
    }

    fn take_date(&mut self, segment: &Segment) {
        let date = segment.element(2);
        let qualifier = segment.element(1);
        match (&mut self.line, &mut self.claim) {
            (Some(line), _) => match qualifier {
                "472" => date.clone_into(&mut line.date),
                "150" => date.clone_into(&mut line.from),
                "151" => date.clone_into(&mut line.to),
                _ => {}
            },
            (None, Some(claim)) => match qualifier {
                "232" => date.clone_into(&mut claim.from),
                "233" => date.clone_into(&mut claim.to),
                "050" => date.clone_into(&mut claim.received),
                _ => {}
            },
            (None, None) if qualifier == "405" => date.clone_into(&mut self.payment.produced),
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::load::x12::Transaction;
    use crate::load::x12::tests::{MIXED, REMITTANCE, read, remittances, shown};

    #[test]
    fn every_service_has_a_row_and_a_claim_without_services_too() {
        let rows = shown(&remittances(REMITTANCE), "remit_key line_number patient_control_number procedure_code");
        let expected = [
            "000000901.21.0001.1 1 A1 99213",
            "000000901.21.0001.1 2 A1 99442",
            "000000901.21.0001.2 1 A2 99441",
            "000000901.21.0001.2 2 A2 00100",
            "000000901.21.0001.3 1 C1 99213",
            "000000901.21.0001.3 2 C1 99441",
            "000000901.21.0001.4 - D1 -",
            "000000901.21.0002.1 1 A1 99213",
            "000000901.21.0002.2 1 A1 99213",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn denials_of_claims_and_of_lines_and_reversals_are_told() {
        let rows = shown(&remittances(REMITTANCE), "claim_status_code claim_status");
        let expected =
            ["1 paid", "1 paid", "4 denied", "4 denied", "1 paid", "1 denied", "2 paid", "22 reversed", "1 paid"];
        assert_eq!(rows, expected);
        let whole = REMITTANCE.replace("CAS*OA*23*75~", "CAS*CO*16*75~");
        assert_eq!(shown(&remittances(&whole), "claim_status")[6], "denied");
    }

    #[test]
    fn later_rows_have_greater_sequences() {
        let text = format!("{REMITTANCE}{}", REMITTANCE.replace("000000901", "000010000"));
        let sequences = shown(&remittances(&text), "sequence");
        assert_eq!(sequences[1], "000000901.000000021.000000001.000000001.00002");
        let mut sorted = sequences.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((sorted.len(), sorted), (18, sequences));
    }

    #[test]
    fn payment_payer_and_payee_hold_for_the_set() {
        let columns =
            "payment_date payer_id payee_npi payee_tin claim_filing_indicator payer_claim_number usage_indicator";
        let rows = shown(&remittances(REMITTANCE), columns);
        assert_eq!(rows[0], "20251120 00001 1000000100 010000001 MB PAYER76 P");
        assert_eq!(rows[8], "20251127 00001 - 010000001 MB PAYER81 P");
        let undated = REMITTANCE.replace("*98765*20251120~", "*98765~");
        assert_eq!(shown(&remittances(&undated), "payment_date")[0], "20251119");
        assert_eq!(remittances(REMITTANCE)[0]["payer_name"], "INVENTED MEDICARE");
    }

    #[test]
    fn claims_have_people_and_amounts() {
        let columns = "patient_id subscriber_id corrected_patient_id rendering_npi claim_charge claim_paid \
                       place_of_service claim_frequency received_date";
        let rows = shown(&remittances(REMITTANCE), columns);
        assert_eq!(rows[0], "M100 - M101 1000000001 150 95.5 11 1 20251015");
        assert_eq!(rows[1], "M100 - M101 1000000002 150 95.5 11 1 20251015", "REF*HPI of the line");
        assert_eq!(rows[2], "M100 - - 1000000100 80 0 11 7 -", "the payee stands in");
        assert_eq!(rows[4], "M300 M301 - 1000000100 160 40 11 1 -");
        assert_eq!(rows[6], "M400 M400 - 1000000100 75 0 - - -");
    }

    #[test]
    fn lines_have_codes_amounts_and_days() {
        let columns =
            "line_control_number modifier_1 submitted_code units charge paid allowed service_date service_date_to";
        let rows = shown(&remittances(REMITTANCE), columns);
        assert_eq!(rows[0], "L11 25 99213 1 100 80 90 20251006 -", "the claim's last day is not this day's");
        assert_eq!(rows[1], "L12 95 99441 1 50 15.5 - 20251007 20251009", "billed as 99441");
        assert_eq!(rows[5], "- - 99441 1 60 0 - 20251021 -", "one unit where none is said");
        assert_eq!(rows[6], "- - - - 75 0 - 20251022 20251023", "a claim without lines");
        assert_eq!(rows[7], "L11 25 99213 -1 -100 -80 - 20251006 -");
        let undated = REMITTANCE.replacen("DTM*472*20251006~\n", "", 1).replace("SE*53*", "SE*52*");
        assert_eq!(shown(&remittances(&undated), "service_date service_date_to")[0], "20251006 20251009");
    }

    #[test]
    fn adjustments_are_listed_once() {
        let rows = shown(&remittances(REMITTANCE), "adjustments");
        assert_eq!(rows[..7], ["CO-45|PR-1|PR-2", "CO-45", "CO-29", "CO-29", "CO-45", "CO-45|CO-97", "OA-23"]);
    }

    #[test]
    fn other_sets_have_one_row_that_says_so() {
        let both = format!("{REMITTANCE}{MIXED}");
        let rows = shown(&remittances(&both), "transaction_set procedure_code charge");
        assert_eq!((rows.len(), &rows[9..]), (12, ["837I - -", "837P - -", "277 - -"].map(str::to_owned).as_slice()));
    }

    #[test]
    fn a_composite_without_its_code_has_no_values() {
        let broken = REMITTANCE.replace("SVC*HC:00100*50*", "SVC*HC*00100*50*");
        let (rows, ragged) = read(broken.as_bytes(), Transaction::Remittance).expect("a whole file");
        assert_eq!((rows.len(), ragged), (8, vec![4]));
    }
}
