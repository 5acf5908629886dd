//! Walks through the loops of an 837: levels, claims and lines, each of which inherits from those above it.
//! A row leaves when its line ends. Details of people and services are taken in `claim_details`.

use super::claim_columns::COLUMNS;
use super::claim_state::{Billing, Claim, Claims, Line, Loop, Service, Subscriber};
use super::envelope::{Place, Set};
use super::patient::Patient;
use super::rows::RowSender;
use super::segments::Segment;

impl Claims {
    /// Takes the next segment; a row leaves when it ends a line. Errors say what is wrong with the segment.
    pub(super) fn take(&mut self, segment: &Segment, rows: &mut RowSender<'_>) -> Result<(), String> {
        match segment.name() {
            "BHT" => {
                self.created = segment.element(4).to_owned();
                self.purpose = segment.element(6).to_owned();
            }
            "HL" => {
                self.finish(rows);
                self.begin_level(segment)?;
            }
            "CLM" => {
                self.finish(rows);
                self.begin_claim(segment)?;
            }
            "LX" => self.begin_line(segment.element(1), rows)?,
            "SV1" | "SV2" | "SV3" => self.take_service(segment, rows)?,
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
        self.finish_line(rows);
        if self.claim.as_ref().is_some_and(|claim| claim.n_lines == 0) {
            rows.push(COLUMNS, self);
        }
        self.claim = None;
    }

    fn finish_line(&mut self, rows: &mut RowSender<'_>) {
        match &self.line {
            Some(line) if line.is_broken => rows.push_ragged(),
            Some(_) => rows.push(COLUMNS, self),
            None => {}
        }
        self.line = None;
    }

    /// HL: what hung on the level before does not hold here. A level under the wrong parent would inherit its providers.
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
        self.n_claims += 1;
        let number = segment.element(1).to_owned();
        let Place { interchange, group, transaction, .. } = &self.place;
        self.claim = Some(Claim {
            key: format!("{number}:{interchange}.{group}.{transaction}.{}", self.n_claims),
            number,
            place_of_service: segment.component(5, 1).to_owned(),
            frequency: segment.component(5, 3).to_owned(),
            ..Claim::default()
        });
        self.at = Loop::Claim;
        Ok(())
    }

    fn begin_line(&mut self, number: &str, rows: &mut RowSender<'_>) -> Result<(), String> {
        self.finish_line(rows);
        let Some(claim) = &mut self.claim else { return Err("a service line stands outside of a claim".to_owned()) };
        claim.n_lines += 1;
        self.line = Some(Line { number: number.to_owned(), ..Line::default() });
        self.at = Loop::Line;
        Ok(())
    }

    fn take_service(&mut self, segment: &Segment, rows: &mut RowSender<'_>) -> Result<(), String> {
        if self.line.as_ref().is_none_or(|line| line.has_service) {
            self.begin_line("", rows)?;
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
            place_of_service: segment.element(5).to_owned(),
            pointers: segment.components(7).filter(filled).map(str::to_owned).collect(),
        });
        Ok(())
    }
}
