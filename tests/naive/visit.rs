//! The services that stand in the place which rulebook section 3.1 calls V, and how they relate to a subject.
//!
//! What it is: visits, and what counts beside them for some subjects; denied ones too, which show that a visit happened.
//! What it is not: a window; which dates count is for each rule to say.

use super::NaiveLine;
use super::codes;
use super::relation::{Provider, key, provider, same_tin};
use super::world::World;

/// A service in the place that the rulebook calls V.
#[derive(Clone, Copy)]
pub(super) struct Visit<'a> {
    pub(super) line: &'a NaiveLine,
    /// A denied line shows that the visit happened, and no more than that.
    pub(super) denied: bool,
}

impl Visit<'_> {
    /// The tier of a finding that this visit proves: at most advisory when it was denied, or when its code may be dated
    /// up to 30 days after the visit it contains.
    pub(super) fn tier(&self, tier: &'static str) -> &'static str {
        if self.denied || codes::is_transition(&self.line.code) { "advisory" } else { tier }
    }
}

/// Lines of the subject's patient that `counts` holds of, the denied ones among them, without the subject.
pub(super) fn services<'a>(
    world: &'a World<'_>,
    subject: &NaiveLine,
    counts: impl Fn(&NaiveLine) -> bool,
) -> Vec<Visit<'a>> {
    let standing = world.lines.iter().map(|line| Visit { line, denied: false });
    let all = standing.chain(world.denied.iter().map(|line| Visit { line, denied: true }));
    all.filter(|v| v.line.patient == subject.patient && key(v.line) != key(subject) && counts(v.line)).collect()
}

/// The lines that count as V for the subject: visits of the patient, and for the families of clinicians without
/// evaluation and management assessment services too.
pub(super) fn visits<'a>(world: &'a World<'_>, subject: &NaiveLine) -> Vec<Visit<'a>> {
    let assessments_count = codes::is_non_em_message(&subject.code);
    services(world, subject, |v| {
        codes::visit_set(&v.code).is_some() || (assessments_count && codes::is_assessment(&v.code))
    })
}

/// The wrapper code of health centres is looked at by tax number alone; every other subject by section 1.1.
pub(super) fn relation(subject: &NaiveLine, v: &NaiveLine) -> Provider {
    if codes::family(&subject.code) != Some("rhc_wrapper") {
        provider(subject, v)
    } else if subject.tin.is_none() || v.tin.is_none() {
        Provider::Unknown
    } else if same_tin(subject, v) {
        Provider::SameGroupSpecialty
    } else {
        Provider::Other
    }
}
