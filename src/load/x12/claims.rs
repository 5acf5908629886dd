//! Walks through the loops of an 837: levels, claims and lines, each of which inherits from those above it.
//! The rows of a claim leave when it ends: only then is known what tells it from others in its place. Details of people and services are taken in `claim_details`.

use super::claim_columns::{COLUMNS, patient_id};
use super::claim_state::{Billing, Claim, Claims, Line, Loop, Service, Subscriber};
use super::envelope::{Place, Set};
use super::patient::Patient;
use super::rows::RowSender;
use super::segments::Segment;

/// How many hexadecimal digits tell claims of one number in one place apart: two of them share these once in 16 million
/// times.
const CONTENT_DIGITS: usize = 6;

impl Claims {
    /// Takes the next segment; rows leave when it ends a claim. Errors say what is wrong with the segment.
    pub(super) fn take(&mut self, segment: &Segment, rows: &mut RowSender<'_>) -> Result<(), String> {
        match segment.name() {
            "BHT" => {
                segment.element(4).clone_into(&mut self.created);
                segment.element(6).clone_into(&mut self.purpose);
            }
            "HL" => {
                self.finish(rows);
                self.begin_level(segment)?;
            }
            "CLM" => {
                self.finish(rows);
                self.begin_claim(segment)?;
            }
            "LX" => self.begin_line(segment.element(1))?,
            "SV1" | "SV2" | "SV3" => self.take_service(segment)?,
            "NM1" => self.take_name(segment),
            "SBR" => self.take_subscriber(segment),
            "HI" => self.take_diagnoses(segment)?,
            "REF" => self.take_reference(segment),
            "DTP" => self.take_date(segment),
            "PRV" => self.take_taxonomy(segment),
            "DMG" if self.at == Loop::Patient => {
                if let Some(patient) = &mut self.patient {
                    segment.element(2).clone_into(&mut patient.birth_date);
                }
            }
            "AMT" if self.at == Loop::OtherPayer && segment.element(1) == "D" => {
                self.claim.iter_mut().for_each(|claim| claim.other_paid.push(segment.element(2).to_owned()));
            }
            "LIN" if self.line.is_some() => self.at = Loop::LineProvider,
            "SVD" => {
                self.at = Loop::LineOtherPayer;
                self.line.iter_mut().for_each(|line| line.other_paid.push(segment.element(2).to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends the open claim. One without lines gives a row too: it must not vanish.
    pub(super) fn finish(&mut self, rows: &mut RowSender<'_>) {
        self.finish_line();
        let Some(claim) = &mut self.claim else { return };
        let lines = std::mem::take(&mut claim.lines);
        let content = self.content(&lines);
        self.claim.iter_mut().for_each(|claim| claim.key.push_str(&content));
        if lines.is_empty() {
            rows.push(COLUMNS, self);
        }
        for line in lines {
            if line.is_broken {
                rows.push_ragged();
            } else {
                self.line = Some(line);
                rows.push(COLUMNS, self);
            }
        }
        self.line = None;
        self.claim = None;
    }

    fn finish_line(&mut self) {
        if let Some(claim) = &mut self.claim {
            claim.lines.extend(self.line.take());
        }
    }

    /// What ends the key of a claim: digits made of who bills what was done for whom on which days. Senders begin to count
    /// anew, so that the place in an envelope need not tell two claims apart. Amounts and modifiers are left out: a claim
    /// that is sent again with others is another version of the same claim.
    fn content(&self, lines: &[Line]) -> String {
        let Billing { provider, tin, .. } = &self.billing;
        let mut parts = vec![provider.npi.clone(), tin.clone(), patient_id(self).into_owned()];
        for line in lines {
            let of_claim = self.claim.as_ref().map_or("", |claim| &claim.dates.from);
            let day = if line.dates.from.is_empty() { of_claim } else { &line.dates.from };
            let code = line.service.as_ref().map_or("", |service| &service.code);
            parts.extend([code.to_owned(), day.to_owned()]);
        }
        let hash = blake3::hash(parts.join("\0").as_bytes()).to_hex();
        format!(".{}", &hash[..CONTENT_DIGITS])
    }

    /// HL: what hung on the level before does not hold here. Under the wrong parent, a level would inherit its providers.
    fn begin_level(&mut self, segment: &Segment) -> Result<(), String> {
        let own = segment.element(1).to_owned();
        let check = |parent: &str| {
            let is_parent = segment.element(2) == parent;
            is_parent.then_some(()).ok_or_else(|| "the HL does not hang on the level that it stands under".to_owned())
        };
        self.patient = None;
        match segment.element(3) {
            "20" => {
                self.billing = Billing { level: own, ..Billing::default() };
                self.subscriber = Subscriber::default();
                self.at = Loop::Billing;
            }
            "22" => {
                check(&self.billing.level)?;
                self.subscriber = Subscriber { level: own, ..Subscriber::default() };
                self.at = Loop::Subscriber;
            }
            "23" => {
                check(&self.subscriber.level)?;
                self.patient = Some(Patient::default());
                self.at = Loop::Patient;
            }
            _ => return Err("the HL names a level that an 837 does not have (expected 20, 22 or 23)".to_owned()),
        }
        Ok(())
    }

    fn begin_claim(&mut self, segment: &Segment) -> Result<(), String> {
        segment.check_composite(5)?;
        self.ordinal += 1;
        let number = segment.element(1).to_owned();
        let Place { interchange, group, transaction, .. } = &self.place;
        self.claim = Some(Claim {
            key: format!("{number}:{interchange}.{group}.{transaction}.{}", self.ordinal),
            number,
            place_of_service: segment.component(5, 1).to_owned(),
            frequency: segment.component(5, 3).to_owned(),
            ..Claim::default()
        });
        self.at = Loop::Claim;
        Ok(())
    }

    fn begin_line(&mut self, number: &str) -> Result<(), String> {
        self.finish_line();
        if self.claim.is_none() {
            return Err("a service line stands outside of a claim".to_owned());
        }
        self.line = Some(Line { number: number.to_owned(), ..Line::default() });
        self.at = Loop::Line;
        Ok(())
    }

    fn take_service(&mut self, segment: &Segment) -> Result<(), String> {
        if self.line.as_ref().is_none_or(|line| line.has_service) {
            self.begin_line("")?;
        }
        let is_professional = matches!(self.place.set, Set::Professional | Set::Unsaid) && segment.name() == "SV1";
        let Some(line) = &mut self.line else { return Ok(()) };
        line.has_service = true;
        line.kind = match segment.name() {
            "SV1" => Some(Set::Professional),
            "SV2" => Some(Set::Institutional),
            _ => Some(Set::Dental),
        };
        if !is_professional {
            return Ok(());
        }
        segment.check_composite(1)?;
        let (qualifier, code) = (segment.component(1, 1), segment.component(1, 2));
        // A qualifier without a code: the elements behind it are not what they should be either.
        line.is_broken = !qualifier.is_empty() && code.is_empty();
        let filled = |part: &&str| !part.is_empty();
        line.service = Some(Service {
            qualifier: qualifier.to_owned(),
            code: code.to_owned(),
            modifiers: segment.components(1).skip(2).take(4).map(str::to_owned).collect(),
            charge: segment.element(2).to_owned(),
            unit: segment.element(3).to_owned(),
            quantity: segment.element(4).to_owned(),
            place: segment.element(5).to_owned(),
            pointers: segment.components(7).filter(filled).map(str::to_owned).collect(),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::load::x12::Transaction;
    use crate::load::x12::tests::{CLAIMS, MIXED, claims, read, shown};

    #[test]
    fn claims_and_lines_have_numbers() {
        let rows = shown(&claims(CLAIMS), "claim_key line_number line_control_number clearinghouse_number");
        let expected = [
            "A1:000000001.11.0001.1.727a45 1 L11 CH1",
            "A1:000000001.11.0001.1.727a45 2 L12 CH1",
            "A2:000000001.11.0001.2.240300 1 - -",
            "A2:000000001.11.0001.2.240300 2 - -",
            "B1:000000001.11.0001.3.d2e0ee 1 - -",
            "B1:000000001.11.0001.3.d2e0ee 2 - -",
            "B2:000000001.11.0001.4.7f33f2 1 - -",
            "C1:000000001.11.0001.5.12dabc 1 - -",
            "A1:000000001.11.0002.1.6652f1 1 - -",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn replacements_and_voids_name_the_payers_number() {
        let rows = shown(&claims(CLAIMS), "patient_control_number claim_frequency original_reference");
        assert_eq!(rows[0..5], ["A1 1 -", "A1 1 -", "A2 7 PAYER77", "A2 7 PAYER77", "B1 8 PAYER78"]);
        assert_eq!(rows[6], "B2 1 -", "the number of another payer is not the claim's");
    }

    #[test]
    fn patients_are_subscribers_or_their_dependents() {
        let rows = claims(CLAIMS);
        let ids = shown(&rows, "patient_id subscriber_id");
        assert_eq!(ids[0], "M100 M100");
        assert_eq!(
            (ids[7].as_str(), ids[8].as_str()),
            ("M300 M300", "M100 M100"),
            "a new subscriber ends the dependent"
        );
        let (zeta, eta) = (&rows[4]["patient_id"], &rows[6]["patient_id"]);
        assert!(zeta.starts_with("M200/") && eta.starts_with("M200/") && zeta != eta, "{zeta} {eta}");
        assert_eq!(*zeta, rows[5]["patient_id"]);
        assert!(
            rows[4..7].iter().all(|row| row["subscriber_id"] == "M200"),
            "another payer's subscriber is not the claim's"
        );
        let own = CLAIMS.replace("NM1*QC*1*SAMPLE*ZETA~", "NM1*QC*1*SAMPLE*ZETA****MI*D1~");
        assert_eq!(shown(&claims(&own), "patient_id")[4], "D1");
    }

    #[test]
    fn the_nearest_rendering_provider_counts() {
        let rows = shown(&claims(CLAIMS), "rendering_npi rendering_source rendering_taxonomy billing_npi billing_tin");
        let group = "billing 261QP2300X 1000000100 010000001";
        let expected = [
            "1000000001 claim 207Q00000X 1000000100 010000001".to_owned(),
            "1000000002 line 207R00000X 1000000100 010000001".to_owned(),
            format!("1000000100 {group}"),
            format!("1000000100 {group}"),
            format!("1000000100 {group}"),
            format!("1000000100 {group}"),
            format!("1000000100 {group}"),
            "1000000200 billing - 1000000200 010000002".to_owned(),
            "1000000001 claim - 1000000100 010000001".to_owned(),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn somebody_named_without_a_number_is_not_the_biller() {
        let nameless = CLAIMS.replace("*GAMMA****XX*1000000001~", "*GAMMA****24*010000009~");
        assert_eq!(shown(&claims(&nameless), "rendering_npi rendering_source")[0], "- claim");
    }

    #[test]
    fn a_clinician_named_again_keeps_the_specialty() {
        let again = CLAIMS.replace("*DELTA****XX*1000000002~\nPRV*PE*PXC*207R00000X~\n", "*GAMMA****XX*1000000001~\n");
        let again = again.replace("SE*95*", "SE*94*");
        assert_eq!(shown(&claims(&again), "rendering_source rendering_taxonomy")[1], "line 207Q00000X");
    }

    #[test]
    fn services_have_codes_amounts_and_days() {
        let columns = "procedure_qualifier procedure_code modifier_1 modifier_2 modifier_3 modifier_4 units minutes \
                       billed_amount place_of_service service_date service_date_to";
        let rows = shown(&claims(CLAIMS), columns);
        let expected = [
            "HC 99213 25 - - - 1 - 100 11 20251006 -",
            "HC 99441 - - - - 1 - 50 02 20251007 20251009",
            "HC 99441 95 GT U1 U2 2.5 - 30 11 20251013 -",
            "HC 00100 - - - - - 45 50 11 20251014 -",
            "HC 99441 - - - - 1 - 60 10 20251020 -",
        ];
        assert_eq!(rows[..5], expected);
    }

    #[test]
    fn a_line_without_days_has_those_of_its_claim() {
        let dated = CLAIMS.replace("DTP*050*D8*20251115~", "DTP*472*D8*20251111~");
        let dated = dated.replace("DTP*472*D8*20251013~\n", "").replace("SE*95*", "SE*94*");
        assert_eq!(shown(&claims(&dated), "service_date")[2..4], ["20251111", "20251014"]);
    }

    #[test]
    fn diagnoses_are_those_the_line_points_at() {
        let columns = "diagnosis_1 diagnosis_2 diagnosis_3 diagnosis_4 diagnosis_pointers";
        let rows = shown(&claims(CLAIMS), columns);
        let expected = ["I10 J069 - - 3:1", "R05 - - - 2", "J069 R05 - - -", "J069 - - - 1"];
        assert_eq!(rows[..4], expected, "BP is no diagnosis, BK and BF of version 4010 are");
        assert_eq!(rows[8], "J069 - - - 1", "a new claim has its own");
    }

    #[test]
    fn the_payer_is_the_one_the_claim_is_sent_to() {
        let columns = "payer_id claim_filing_indicator payer_responsibility received_date transaction_purpose";
        let rows = shown(&claims(CLAIMS), columns);
        assert_eq!(rows[0], "00001 MB P 20260112 CH");
        assert_eq!(rows[2], "00001 MB P 20251115 CH");
        assert_eq!(rows[4..7], ["00002 CI S 20260112 CH"; 3]);
        assert_eq!((rows[7].as_str(), rows[8].as_str()), ("00003 MC P 20260112 CH", "00001 MB P 20260113 RP"));
        assert_eq!(claims(CLAIMS)[4]["payer_name"], "INVENTED COMMERCIAL");
    }

    #[test]
    fn other_payers_payments_are_added_up() {
        let rows = shown(&claims(CLAIMS), "other_payer_paid");
        assert_eq!(rows[3..7], ["-", "10.55", "40.25", "-"], "of the line, else of the claim");
    }

    #[test]
    fn lines_of_other_sets_have_rows_that_say_so() {
        let rows = claims(MIXED);
        let columns = "transaction_set usage_indicator claim_key line_number procedure_code billed_amount";
        let expected = [
            "837I T I1:000000002.11.0001.1 1 - -",
            "837I T I1:000000002.11.0001.1 2 - -",
            "837P T A1:000000002.12.0001.1 1 99441 50",
            "277 P - - - -",
        ];
        // Without the digits that end a claim's key.
        let cut =
            |cell: &str| cell.split_once(".0001.1.").map_or(cell.to_owned(), |(front, _)| format!("{front}.0001.1"));
        let found: Vec<String> =
            shown(&rows, columns).iter().map(|row| row.split(' ').map(cut).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(found, expected);
        assert!(
            rows[3].iter().all(
                |(name, value)| value.is_empty() || ["transaction_set", "usage_indicator"].contains(&name.as_str())
            )
        );
    }

    #[test]
    fn without_a_guide_the_segments_say_what_a_line_is() {
        let unsaid = MIXED.replace("005010X223A2", "005010").replace("005010X222A1", "005010");
        assert_eq!(
            shown(&claims(&unsaid), "transaction_set procedure_code"),
            ["837I -", "837I -", "837P 99441", "277 -"]
        );
    }

    #[test]
    fn version_4010_is_read_too() {
        let old = CLAIMS.replace("005010X222A1", "004010X098A1").replace("*PXC*", "*ZZ*").replace("*00501*", "*00401*");
        let columns = "claim_key rendering_npi rendering_taxonomy procedure_code diagnosis_1";
        assert_eq!(shown(&claims(&old), columns), shown(&claims(CLAIMS), columns));
    }

    #[test]
    fn a_claim_without_lines_and_a_line_without_service_do_not_vanish() {
        let service = "LX*1~\nSV1*HC:99441*60*UN*1***1~\nDTP*472*D8*20251021~\n";
        let bare = CLAIMS.replace(service, "").replace("SE*95*", "SE*92*");
        assert_eq!(shown(&claims(&bare), "patient_control_number line_number procedure_code")[7], "C1 - -");
        let empty = CLAIMS.replace(service, "LX*1~\n").replace("SE*95*", "SE*93*");
        assert_eq!(shown(&claims(&empty), "patient_control_number line_number procedure_code")[7], "C1 1 -");
    }

    #[test]
    fn a_composite_without_its_code_has_no_values() {
        let broken = CLAIMS.replacen("SV1*HC:99441*50*", "SV1*HC*99441*50*", 1);
        let (rows, ragged) = read(broken.as_bytes(), Transaction::Claims).expect("a whole file");
        assert_eq!((rows.len(), ragged), (8, vec![2]));
    }

    #[test]
    fn a_level_under_the_wrong_parent_stops_the_run() {
        // A dependent of another subscriber, and one of a subscriber of the biller before.
        for (right, wrong, place) in [("HL*5*3*23*", "HL*5*2*23*", 76), ("HL*7*6*22*", "HL*7*3*23*", 88)] {
            let astray = CLAIMS.replace(right, wrong);
            let said = read(astray.as_bytes(), Transaction::Claims).expect_err("the level inherits from a stranger");
            assert!(said.contains(&format!("segment {place}: the HL does not hang on")), "{said}");
        }
    }

    #[test]
    fn composites_cut_by_another_separator_stop_the_run() {
        for (right, wrong) in
            [("SV1*HC:99213:25*", "SV1*HC>99213>25*"), ("*11:B:7*", "*11>B>7*"), ("*ABK:J069*", "*ABK>J069*")]
        {
            let said =
                read(CLAIMS.replacen(right, wrong, 1).as_bytes(), Transaction::Claims).expect_err("a wrong separator");
            assert!(said.contains("segment ") && said.contains("component separator"), "{said}");
            assert!(!said.contains("99213") && !said.contains("J069"), "{said}");
        }
    }
}
