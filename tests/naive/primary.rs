//! One service paid by two payers (rulebook section 3.5): `two_primary_payers`.
//!
//! What it is: a comparison of what two payers paid for one service with what they allowed.
//! What it is not: the coordination of benefits; which payer should have paid is not asked.

use super::crossover::is_same_service;
use super::relation::{flagged, key};
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

/// What two lines of one service say.
enum Verdict {
    Together,
    NotTogether,
    Unknown,
}

fn verdict(a: &NaiveLine, b: &NaiveLine) -> Verdict {
    let (Some(one), Some(other)) = (a.payer.as_deref(), b.payer.as_deref()) else {
        let may_be_paid = |line: &NaiveLine| line.paid_cents.is_none_or(|cents| cents > 0);
        return if may_be_paid(a) && may_be_paid(b) { Verdict::Unknown } else { Verdict::NotTogether };
    };
    if one == other || a.paid_cents.is_some_and(|cents| cents <= 0) || b.paid_cents.is_some_and(|cents| cents <= 0) {
        return Verdict::NotTogether;
    }
    let (Some(paid), Some(paid_too)) = (a.paid_cents, b.paid_cents) else { return Verdict::Unknown };
    let nobody_has_both =
        matches!((one, other), ("medicare", "medicare_advantage") | ("medicare_advantage", "medicare"));
    match (a.allowed_cents, b.allowed_cents) {
        _ if nobody_has_both => Verdict::Together,
        (Some(allowed), Some(allowed_too)) if paid + paid_too > allowed.max(allowed_too) => Verdict::Together,
        (Some(_), Some(_)) => Verdict::NotTogether,
        _ => Verdict::Unknown,
    }
}

/// A service that another payer has paid already.
#[expect(clippy::unnecessary_wraps, reason = "every rule has one shape; here every line is a subject")]
pub(super) fn two_primary_payers(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let (mut related, mut is_unknown) = (Vec::new(), false);
    for line in world.lines.iter().filter(|line| key(line) < key(subject) && is_same_service(line, subject)) {
        match verdict(line, subject) {
            Verdict::Together => related.push(line),
            Verdict::NotTogether => {}
            Verdict::Unknown => is_unknown = true,
        }
    }
    Some(if !related.is_empty() {
        flagged(subject, "presumptive", related)
    } else if is_unknown {
        NaiveOutcome::NOT_EVALUABLE
    } else {
        NaiveOutcome::Clean
    })
}
