//! The columns of an 835, one row per service line. Layouts bind to these names. Reads no segment.
//!
//! | column | what it holds |
//! |---|---|
//! | `remit_key` | ISA13, GS06, ST02 and the place of the CLP in its set: `000000001.1.0001.1` |
//! | `sequence` | the same and the place of the line, padded with zeros: among equal payment dates, greater is later |
//! | `payment_date` | BPR16, else DTM*405 |
//! | `payment_number` | TRN02, the number of the check or transfer |
//! | `payer_name`, `payer_id` | N1*PR; its N104, else REF*2U |
//! | `payee_npi`, `payee_tin` | N1*PE; a tax number in N104, or REF*TJ |
//! | `patient_control_number` | CLP01, the submitter's number: CLM01 of the 837 |
//! | `claim_status_code`, `claim_status` | CLP02; `paid`, `denied` or `reversed`, see `outcome` |
//! | `payer_sequence` | `P`, `S` or `T` where CLP02 says that this payer came first, second or third |
//! | `claim_charge`, `claim_paid` | CLP03, CLP04 |
//! | `payer_claim_number`, `claim_filing_indicator` | CLP07, CLP06 |
//! | `place_of_service`, `claim_frequency` | CLP08, CLP09 |
//! | `patient_id`, `subscriber_id`, `corrected_patient_id` | NM1*QC, else NM1*IL; NM1*IL; NM1*74 |
//! | `patient_name` | NM104 of NM1*QC in capitals, only to tell people apart |
//! | `patient_key` | `patient_id`; with a suffix made of the name where the files name several people under it, see `patient` |
//! | `rendering_npi` | REF*HPI of the line, else NM1*82 of the claim, else the payee |
//! | `line_number`, `line_control_number` | the place of the SVC in its claim; REF*6R |
//! | `procedure_qualifier`, `procedure_code`, `modifier_1` … `modifier_4` | SVC01, what was paid |
//! | `submitted_code` | SVC06, what was billed, where it was changed; else as `procedure_code` |
//! | `units` | SVC05, or 1; negative in reversals |
//! | `charge`, `paid` | SVC02, SVC03; CLP03, CLP04 for a claim without lines |
//! | `allowed` | AMT*B6; blank where the payer does not say |
//! | `service_date`, `service_date_to` | DTM*472, else 150 and 151, else 232 and 233 of the claim |
//! | `adjustments` | groups and reasons of the line, then of the claim, such as `CO-45\|PR-1`, each once |
//! | `received_date` | DTM*050 |
//! | `transaction_set` | `835`; other sets in the file have one row each with nothing else in it |
//! | `usage_indicator` | ISA15: `P` production, `T` test |
//!
//! A claim without SVC gives one row without line number and code.

use std::borrow::Cow;

use super::outcome::{is_refused, of_code};
use super::patient::with_suffix;
use super::remittance::{Claim, Line, Remittance};
use super::rows::Column;

/// Names and values, in the order of the file's header.
pub(super) const COLUMNS: &[Column<Remittance>] = &[
    ("remit_key", remit_key),
    ("sequence", sequence),
    ("payment_date", |set| first([&set.payment.date, &set.payment.produced])),
    ("payment_number", |set| Cow::Borrowed(&set.payment.number)),
    ("payer_name", |set| Cow::Borrowed(&set.payment.payer_name)),
    ("payer_id", |set| first([&set.payment.payer_id, &set.payment.payer_other_id])),
    ("payee_npi", |set| Cow::Borrowed(&set.payment.payee_npi)),
    ("payee_tin", |set| Cow::Borrowed(&set.payment.payee_tin)),
    ("patient_control_number", |set| claim(set, |claim| &claim.number)),
    ("claim_status_code", |set| claim(set, |claim| &claim.status_code)),
    ("claim_status", claim_status),
    ("payer_sequence", |set| Cow::Borrowed(payer_sequence(set.claim.as_ref().map_or("", |claim| &claim.status_code)))),
    ("claim_charge", |set| claim(set, |claim| &claim.charge)),
    ("claim_paid", |set| claim(set, |claim| &claim.paid)),
    ("payer_claim_number", |set| claim(set, |claim| &claim.payer_number)),
    ("claim_filing_indicator", |set| claim(set, |claim| &claim.filing_indicator)),
    ("claim_frequency", |set| claim(set, |claim| &claim.frequency)),
    ("place_of_service", |set| claim(set, |claim| &claim.place_of_service)),
    ("patient_id", patient_id),
    ("patient_name", |set| claim(set, |claim| &claim.patient_name)),
    ("patient_key", patient_key),
    ("subscriber_id", |set| claim(set, |claim| &claim.subscriber)),
    ("corrected_patient_id", |set| claim(set, |claim| &claim.corrected_patient)),
    ("rendering_npi", rendering_npi),
    ("line_number", |set| Cow::Owned(set.line.as_ref().map_or(String::new(), |line| line.ordinal.to_string()))),
    ("line_control_number", |set| line(set, |line| &line.control_number)),
    ("procedure_qualifier", |set| line(set, |line| &line.qualifier)),
    ("procedure_code", |set| line(set, |line| &line.code)),
    ("modifier_1", modifier::<0>),
    ("modifier_2", modifier::<1>),
    ("modifier_3", modifier::<2>),
    ("modifier_4", modifier::<3>),
    ("submitted_code", |set| line(set, |line| &line.submitted_code)),
    ("units", |set| line(set, |line| &line.units)),
    ("charge", |set| of_line_or_claim(set, |line| &line.charge, |claim| &claim.charge)),
    ("paid", |set| of_line_or_claim(set, |line| &line.paid, |claim| &claim.paid)),
    ("allowed", |set| line(set, |line| &line.allowed)),
    ("service_date", |set| {
        let of_line = either(line(set, |line| &line.date), line(set, |line| &line.from));
        either(of_line, claim(set, |claim| &claim.from))
    }),
    ("service_date_to", service_date_to),
    ("adjustments", adjustments),
    ("received_date", |set| claim(set, |claim| &claim.received)),
    ("transaction_set", |set| Cow::Borrowed(set.place.set.label())),
    ("usage_indicator", |set| Cow::Borrowed(&set.place.usage)),
];

fn claim(set: &Remittance, value: fn(&Claim) -> &str) -> Cow<'_, str> {
    Cow::Borrowed(set.claim.as_ref().map_or("", value))
}

fn line(set: &Remittance, value: fn(&Line) -> &str) -> Cow<'_, str> {
    Cow::Borrowed(set.line.as_ref().map_or("", value))
}

fn either<'a>(one: Cow<'a, str>, other: Cow<'a, str>) -> Cow<'a, str> {
    if one.is_empty() { other } else { one }
}

fn first(texts: [&String; 2]) -> Cow<'_, str> {
    let [one, other] = texts.map(|text| Cow::Borrowed(text.as_str()));
    either(one, other)
}

fn of_line_or_claim(set: &Remittance, of_line: fn(&Line) -> &str, of_claim: fn(&Claim) -> &str) -> Cow<'_, str> {
    if set.line.is_some() { line(set, of_line) } else { claim(set, of_claim) }
}

fn patient_id(set: &Remittance) -> Cow<'_, str> {
    either(claim(set, |claim| &claim.patient), claim(set, |claim| &claim.subscriber))
}

/// Payers name every member of a family under the subscriber's number.
fn patient_key(set: &Remittance) -> Cow<'_, str> {
    let id = patient_id(set);
    if set.shared_numbers.contains(id.as_ref()) {
        return Cow::Owned(with_suffix(&[&id, &claim(set, |claim| &claim.patient_name)]));
    }
    id
}

fn modifier<const N: usize>(set: &Remittance) -> Cow<'_, str> {
    let modifiers = set.line.as_ref().map(|line| &line.modifiers);
    Cow::Borrowed(modifiers.and_then(|modifiers| modifiers.get(N)).map_or("", String::as_str))
}

fn ordinals(set: &Remittance) -> (u64, u64) {
    (set.claim.as_ref().map_or(0, |claim| claim.ordinal), set.line.as_ref().map_or(0, |line| line.ordinal))
}

fn remit_key(set: &Remittance) -> Cow<'_, str> {
    let place = &set.place;
    Cow::Owned(format!("{}.{}.{}.{}", place.interchange, place.group, place.transaction, ordinals(set).0))
}

/// Control numbers have up to nine digits; ordinals have as many as a file of all claims of a year could need.
fn sequence(set: &Remittance) -> Cow<'_, str> {
    let place = &set.place;
    let (claim, line) = ordinals(set);
    let (interchange, group, transaction) = (&place.interchange, &place.group, &place.transaction);
    Cow::Owned(format!("{interchange:0>9}.{group:0>9}.{transaction:0>9}.{claim:09}.{line:05}"))
}

/// Which payer in order it is, as CLP02 says beside the outcome; denials and reversals do not say it.
fn payer_sequence(status_code: &str) -> &'static str {
    match status_code {
        "1" | "19" => "P",
        "2" | "20" => "S",
        "3" | "21" => "T",
        _ => "",
    }
}

fn claim_status(set: &Remittance) -> Cow<'_, str> {
    let Some(claim) = &set.claim else { return Cow::Borrowed("") };
    // A refusal of the whole claim is one of each of its lines.
    let is_denied = is_refused(&claim.charge, &claim.paid, &claim.adjustments)
        || set.line.as_ref().is_some_and(|line| is_refused(&line.charge, &line.paid, &line.adjustments));
    let otherwise = if is_denied { "denied" } else { "paid" };
    Cow::Borrowed(of_code(&claim.status_code).unwrap_or(otherwise))
}

fn rendering_npi(set: &Remittance) -> Cow<'_, str> {
    let of_claim = either(claim(set, |claim| &claim.rendering_npi), Cow::Borrowed(&set.payment.payee_npi));
    let of_claim = if set.claim.is_some() { of_claim } else { Cow::Borrowed("") };
    either(line(set, |line| &line.rendering_npi), of_claim)
}

/// The end of the period whose beginning is shown, not the end of another.
fn service_date_to(set: &Remittance) -> Cow<'_, str> {
    match &set.line {
        Some(line) if !line.date.is_empty() || !line.from.is_empty() => Cow::Borrowed(&line.to),
        _ => claim(set, |claim| &claim.to),
    }
}

fn adjustments(set: &Remittance) -> Cow<'_, str> {
    let of_line = set.line.iter().flat_map(|line| &line.adjustments);
    let of_claim = set.claim.iter().flat_map(|claim| &claim.adjustments);
    let mut reasons: Vec<String> = Vec::new();
    for adjustment in of_line.chain(of_claim) {
        let reason = format!("{}-{}", adjustment.group, adjustment.reason);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Cow::Owned(reasons.join("|"))
}
