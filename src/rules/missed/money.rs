//! What a code would bring, where the figure comes from, and until when it can be filed.
//!
//! Source: project rulebook, section 3.6; 42 CFR 424.44 (one calendar year for Medicare, read 2026).

use crate::claim::{Cents, ClaimLine, Day};
use crate::findings::AmountSource;
use crate::rules::medicare::{Payer, payer};
use crate::timeline::World;

/// What one unit of the code pays: by the user's fee schedule at the line's date and place, else the median of what the
/// line's payer paid for it in these claims, else nothing is known.
pub(in crate::rules) fn expected(world: &World, line: &ClaimLine, code: &str) -> Option<(Cents, AmountSource)> {
    let by_schedule = || {
        let source = if line.place.is_known() { AmountSource::FeeSchedule } else { AmountSource::FeeScheduleAssumed };
        world.fee(code, line).map(|amount| (amount, source))
    };
    let by_claims = || {
        let code = world.names.codes.find(code)?;
        let amount = world.medians.of(line.payer, code).filter(|_| line.payer.is_known())?;
        Some((amount, AmountSource::MedianPaid))
    };
    by_schedule().or_else(by_claims)
}

/// What the higher of two codes pays more, where one source knows both.
pub(super) fn difference(world: &World, line: &ClaimLine, codes: (&str, &str)) -> Option<(Cents, AmountSource)> {
    let (lower, higher) = (expected(world, line, codes.0)?, expected(world, line, codes.1)?);
    (lower.1 == higher.1).then_some((Cents(higher.0.0 - lower.0.0), higher.1))
}

/// Last day on which a service can be filed: one calendar year after its date for Medicare, the days a pipeline states
/// for other payers, else not known.
pub(in crate::rules) fn collectable_until(world: &World, line: &ClaimLine) -> Option<Day> {
    let stated = world.reference.payers.filing_days(world.names.payers.text(line.payer));
    match (stated, payer(world, line)) {
        (Some(days), _) => Some(line.date.plus(days)),
        (None, Payer::Medicare) => Some(line.date.years_before(-1)),
        (None, _) => None,
    }
}

/// Whether that day has passed by the run's own date.
pub(in crate::rules) fn filing_limit_passed(world: &World, until: Option<Day>) -> bool {
    until.zip(world.range.as_of).is_some_and(|(until, as_of)| until < as_of)
}
