//! The columns of an 837P, one row per service line. Layouts bind to these names. Reads no segment.
//!
//! | column | what it holds |
//! |---|---|
//! | `claim_key` | CLM01, ISA13, GS06, ST02, the place of the CLM in its set, and digits made of biller, patient, codes and days: `A1:000000001.1.0001.1.3fa9c0`; the same however often the file is sent |
//! | `patient_control_number` | CLM01, the submitter's number, which need not be unique |
//! | `line_number`, `line_control_number` | LX01; REF*6R |
//! | `claim_frequency`, `original_reference` | CLM05-3 (1, 7, 8); REF*F8, the payer's number of the claim that 7 and 8 concern |
//! | `clearinghouse_number` | REF*D9 |
//! | `patient_id` | the patient's number; a dependent without one has the subscriber's with a suffix, see `patient` |
//! | `subscriber_id` | NM1*IL |
//! | `rendering_npi`, `rendering_source`, `rendering_taxonomy` | NM1*82 and PRV*PE of the line, else of the claim, else the biller's NM1*85 and PRV*BI; the source is `line`, `claim` or `billing` |
//! | `billing_npi`, `billing_tin` | NM1*85; REF*EI or SY |
//! | `service_date`, `service_date_to` | DTP*472 of the line, else of the claim; D8, or both days of RD8 |
//! | `procedure_qualifier`, `procedure_code`, `modifier_1` … `modifier_4` | SV101, `HC` for HCPCS |
//! | `units`, `minutes` | SV104: minutes where SV103 is MJ, units otherwise |
//! | `billed_amount`, `place_of_service` | SV102; SV105, else CLM05-1 |
//! | `diagnosis_1` … `diagnosis_12` | the HI codes the line points at, in its order; all of them when it points at none |
//! | `diagnosis_pointers` | SV107, such as `1:3` |
//! | `payer_name`, `payer_id` | NM1*PR of the payer the claim is sent to |
//! | `claim_filing_indicator`, `payer_responsibility` | SBR09 (`MB`, `CI` …) and SBR01 (`P`, `S` …) of that payer |
//! | `received_date` | DTP*050, else BHT04 |
//! | `transaction_purpose` | BHT06: `CH` claims, `RP` encounters, `31` subrogation |
//! | `other_payer_paid` | SVD02 of the line, else AMT*D of the claim, added up over the other payers |
//! | `transaction_set` | `837P`; lines of `837I`, `837D` and other 837 in the file have a row without service, other sets one row each |
//! | `usage_indicator` | ISA15: `P` production, `T` test |

use std::borrow::Cow;

use super::claim_state::{Claim, Claims, Dates, Line, Service};
use super::envelope::Set;
use super::rows::Column;
use crate::claim::{Cents, DecimalMark};

/// Names and values, in the order of the file's header.
pub(super) const COLUMNS: &[Column<Claims>] = &[
    ("claim_key", |set| claim(set, |claim| &claim.key)),
    ("patient_control_number", |set| claim(set, |claim| &claim.number)),
    ("line_number", |set| line(set, |line| &line.number)),
    ("line_control_number", |set| line(set, |line| &line.control_number)),
    ("claim_frequency", |set| claim(set, |claim| &claim.frequency)),
    ("original_reference", |set| claim(set, |claim| &claim.original_reference)),
    ("clearinghouse_number", |set| claim(set, |claim| &claim.clearinghouse_number)),
    ("patient_id", patient_id),
    ("subscriber_id", |set| Cow::Borrowed(&set.subscriber.id)),
    ("rendering_npi", |set| Cow::Borrowed(rendering(set).0)),
    ("rendering_source", |set| Cow::Borrowed(rendering(set).1)),
    ("rendering_taxonomy", |set| Cow::Borrowed(rendering(set).2)),
    ("billing_npi", |set| Cow::Borrowed(&set.billing.provider.npi)),
    ("billing_tin", |set| Cow::Borrowed(&set.billing.tin)),
    ("service_date", |set| dates(set, |dates| &dates.from)),
    ("service_date_to", |set| dates(set, |dates| &dates.to)),
    ("procedure_qualifier", |set| service(set, |service| &service.qualifier)),
    ("procedure_code", |set| service(set, |service| &service.code)),
    ("modifier_1", modifier::<0>),
    ("modifier_2", modifier::<1>),
    ("modifier_3", modifier::<2>),
    ("modifier_4", modifier::<3>),
    ("units", |set| service(set, |service| if service.unit == "MJ" { "" } else { &service.quantity })),
    ("minutes", |set| service(set, |service| if service.unit == "MJ" { &service.quantity } else { "" })),
    ("billed_amount", |set| service(set, |service| &service.charge)),
    ("place_of_service", place_of_service),
    ("diagnosis_1", diagnosis::<0>),
    ("diagnosis_2", diagnosis::<1>),
    ("diagnosis_3", diagnosis::<2>),
    ("diagnosis_4", diagnosis::<3>),
    ("diagnosis_5", diagnosis::<4>),
    ("diagnosis_6", diagnosis::<5>),
    ("diagnosis_7", diagnosis::<6>),
    ("diagnosis_8", diagnosis::<7>),
    ("diagnosis_9", diagnosis::<8>),
    ("diagnosis_10", diagnosis::<9>),
    ("diagnosis_11", diagnosis::<10>),
    ("diagnosis_12", diagnosis::<11>),
    ("diagnosis_pointers", |set| {
        Cow::Owned(of_service(set).map_or(String::new(), |service| service.pointers.join(":")))
    }),
    ("payer_name", |set| Cow::Borrowed(&set.subscriber.payer_name)),
    ("payer_id", |set| Cow::Borrowed(&set.subscriber.payer_id)),
    ("claim_filing_indicator", |set| Cow::Borrowed(&set.subscriber.filing_indicator)),
    ("payer_responsibility", |set| Cow::Borrowed(&set.subscriber.responsibility)),
    ("received_date", received_date),
    ("transaction_purpose", |set| Cow::Borrowed(&set.purpose)),
    ("other_payer_paid", other_payer_paid),
    ("transaction_set", transaction_set),
    ("usage_indicator", |set| Cow::Borrowed(&set.place.usage)),
];

fn claim(set: &Claims, value: fn(&Claim) -> &str) -> Cow<'_, str> {
    Cow::Borrowed(set.claim.as_ref().map_or("", value))
}

fn line(set: &Claims, value: fn(&Line) -> &str) -> Cow<'_, str> {
    Cow::Borrowed(set.line.as_ref().map_or("", value))
}

fn of_service(set: &Claims) -> Option<&Service> {
    set.line.as_ref().and_then(|line| line.service.as_ref())
}

fn service(set: &Claims, value: fn(&Service) -> &str) -> Cow<'_, str> {
    Cow::Borrowed(of_service(set).map_or("", value))
}

fn modifier<const N: usize>(set: &Claims) -> Cow<'_, str> {
    Cow::Borrowed(of_service(set).and_then(|service| service.modifiers.get(N)).map_or("", String::as_str))
}

pub(super) fn patient_id(set: &Claims) -> Cow<'_, str> {
    match &set.patient {
        Some(patient) => Cow::Owned(patient.id(&set.subscriber.id)),
        None => Cow::Borrowed(&set.subscriber.id),
    }
}

/// Number, source and taxonomy. A rendering provider who is named without a number leaves the number blank: the biller
/// does not stand in for somebody who is named.
fn rendering(set: &Claims) -> (&str, &str, &str) {
    let of_line = set.line.as_ref().and_then(|line| line.rendering.as_ref());
    let of_claim = set.claim.as_ref().and_then(|claim| claim.rendering.as_ref());
    match (of_line, of_claim) {
        // The specialty need not be repeated for a clinician who is named again.
        (Some(line), Some(claim)) if line.taxonomy.is_empty() && line.npi == claim.npi => {
            (&line.npi, "line", &claim.taxonomy)
        }
        (Some(line), _) => (&line.npi, "line", &line.taxonomy),
        (None, Some(claim)) => (&claim.npi, "claim", &claim.taxonomy),
        (None, None) if set.claim.is_none() => ("", "", ""),
        (None, None) => (&set.billing.provider.npi, "billing", &set.billing.provider.taxonomy),
    }
}

fn dates(set: &Claims, value: fn(&Dates) -> &str) -> Cow<'_, str> {
    let of_line = set.line.as_ref().map(|line| &line.dates).filter(|dates| !dates.from.is_empty());
    let of_claim = set.claim.as_ref().map(|claim| &claim.dates);
    Cow::Borrowed(of_line.or(of_claim).map_or("", value))
}

fn place_of_service(set: &Claims) -> Cow<'_, str> {
    let of_line = of_service(set).map_or("", |service| &service.place);
    if of_line.is_empty() { claim(set, |claim| &claim.place_of_service) } else { Cow::Borrowed(of_line) }
}

fn diagnosis<const N: usize>(set: &Claims) -> Cow<'_, str> {
    let Some((claim, service)) = set.claim.as_ref().zip(of_service(set)) else { return Cow::Borrowed("") };
    let place = if service.pointers.is_empty() {
        Some(N)
    } else {
        service.pointers.get(N).and_then(|pointer| pointer.parse::<usize>().ok()).and_then(|place| place.checked_sub(1))
    };
    Cow::Borrowed(place.and_then(|place| claim.diagnoses.get(place)).map_or("", String::as_str))
}

fn received_date(set: &Claims) -> Cow<'_, str> {
    let received = claim(set, |claim| &claim.received);
    if received.is_empty() { Cow::Borrowed(&set.created) } else { received }
}

fn other_payer_paid(set: &Claims) -> Cow<'_, str> {
    let of_line = set.line.as_ref().map(|line| &line.other_paid).filter(|amounts| !amounts.is_empty());
    let of_claim = set.claim.as_ref().map(|claim| &claim.other_paid);
    of_line.or(of_claim).map_or(Cow::Borrowed(""), |amounts| sum(amounts))
}

/// Adds amounts up. One that is none is given as it stands, for whoever reads the column to complain about.
fn sum(amounts: &[String]) -> Cow<'_, str> {
    let mut total = Cents(0);
    for amount in amounts {
        let Ok(cents) = Cents::parse(amount, DecimalMark::Point) else { return Cow::Borrowed(amount) };
        total.0 = total.0.saturating_add(cents.0);
    }
    if amounts.is_empty() { Cow::Borrowed("") } else { Cow::Owned(total.to_string()) }
}

fn transaction_set(set: &Claims) -> Cow<'_, str> {
    let of_line = set.line.as_ref().and_then(|line| line.kind.as_ref());
    let kind = if set.place.set == Set::Unsaid { of_line.unwrap_or(&set.place.set) } else { &set.place.set };
    Cow::Borrowed(kind.label())
}
