//! What has been read of an 837 and still holds: a line inherits from its claim, patient, subscriber and biller.
//! Reads no segment.

use super::envelope::{Place, Set};
use super::patient::Patient;

/// The loop a segment belongs to. Segments of one name mean different things in different loops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Loop {
    /// Before the first HL, and what no column comes from.
    #[default]
    Other,
    /// 2000A, billing provider.
    Billing,
    /// 2010AA.
    BillingName,
    /// 2000B, subscriber.
    Subscriber,
    /// 2000C, patient.
    Patient,
    /// 2300.
    Claim,
    /// 2310B.
    ClaimRendering,
    /// 2310 of other providers.
    ClaimProvider,
    /// 2320 and all 2330: what other payers have done.
    OtherPayer,
    /// 2400.
    Line,
    /// 2420A.
    LineRendering,
    /// 2420 of other providers, and 2410.
    LineProvider,
    /// 2430 and 2440.
    LineOtherPayer,
}

/// A provider with its specialty.
#[derive(Default)]
pub(super) struct Provider {
    pub(super) npi: String,
    pub(super) taxonomy: String,
}

/// 2000A: whoever bills.
#[derive(Default)]
pub(super) struct Billing {
    pub(super) provider: Provider,
    pub(super) tin: String,
    /// HL01.
    pub(super) level: String,
}

/// 2000B: the insured, and the payer the claim is sent to.
#[derive(Default)]
pub(super) struct Subscriber {
    pub(super) id: String,
    pub(super) payer_name: String,
    pub(super) payer_id: String,
    pub(super) filing_indicator: String,
    pub(super) responsibility: String,
    /// HL01.
    pub(super) level: String,
}

/// 2300: a claim.
#[derive(Default)]
pub(super) struct Claim {
    pub(super) key: String,
    pub(super) number: String,
    pub(super) place_of_service: String,
    pub(super) frequency: String,
    pub(super) original_reference: String,
    pub(super) clearinghouse_number: String,
    pub(super) dates: Dates,
    pub(super) received: String,
    pub(super) diagnoses: Vec<String>,
    pub(super) rendering: Option<Provider>,
    pub(super) other_paid: Vec<String>,
    /// Those that have ended.
    pub(super) lines: Vec<Line>,
}

/// First and last day.
#[derive(Default)]
pub(super) struct Dates {
    pub(super) from: String,
    pub(super) to: String,
}

/// SV1: the service of a line.
#[derive(Default)]
pub(super) struct Service {
    pub(super) qualifier: String,
    pub(super) code: String,
    pub(super) modifiers: Vec<String>,
    pub(super) charge: String,
    pub(super) unit: String,
    pub(super) quantity: String,
    pub(super) place: String,
    pub(super) pointers: Vec<String>,
}

/// 2400: a line.
#[derive(Default)]
pub(super) struct Line {
    pub(super) number: String,
    pub(super) control_number: String,
    pub(super) service: Option<Service>,
    pub(super) dates: Dates,
    pub(super) rendering: Option<Provider>,
    pub(super) other_paid: Vec<String>,
    /// What kind of service its segment says it is, where the transaction set does not.
    pub(super) kind: Option<Set>,
    pub(super) has_service: bool,
    /// Whether its elements are not where they should be.
    pub(super) is_broken: bool,
}

/// What has been read of a transaction set, and what of it still holds.
pub(super) struct Claims {
    pub(super) place: Place,
    pub(super) created: String,
    pub(super) purpose: String,
    pub(super) billing: Billing,
    pub(super) subscriber: Subscriber,
    /// The patient, where that is not the subscriber.
    pub(super) patient: Option<Patient>,
    pub(super) claim: Option<Claim>,
    pub(super) line: Option<Line>,
    pub(super) at: Loop,
    pub(super) ordinal: u64,
}

impl Claims {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            created: String::new(),
            purpose: String::new(),
            billing: Billing::default(),
            subscriber: Subscriber::default(),
            patient: None,
            claim: None,
            line: None,
            at: Loop::Other,
            ordinal: 0,
        }
    }
}
