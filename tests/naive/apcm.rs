//! The month of advanced primary care management (rulebook section 3.3): `apcm_bundled_contact`.
//!
//! What it is: what the monthly payment contains, beside it; and its add-ons, without it.
//! What it is not: a judge of the payment itself.

use super::codes::{days_from_civil, family};
use super::relation::{flagged, same_npi, same_tin};
use super::world::World;
use super::{GROUP_UNKNOWN, NaiveLine, NaiveOutcome};

/// What a line is to the monthly payment.
enum Part {
    /// Contained in it.
    Bundled,
    /// Contained in its behavioural add-on.
    BundledInAddOn,
    /// Billed beside it.
    Apart,
    /// Its add-on.
    AddOn,
}

fn part(code: &str) -> Option<Part> {
    Some(match (family(code)?, code) {
        ("care_management", "99484" | "99492" | "99493" | "99494") => Part::BundledInAddOn,
        ("care_management", "G0323" | "G2214") | ("phone_nq", _) => Part::Apart,
        (
            "e_visit_em" | "e_visit_nq" | "check_in_em" | "check_in_nq" | "image_em" | "image_nq" | "interprofessional"
            | "transition" | "care_management",
            _,
        ) => Part::Bundled,
        ("apcm_addon", _) => Part::AddOn,
        _ => return None,
    })
}

/// A service of a Medicare patient in a month whose payment contains it, or an add-on in a month without the payment.
pub(super) fn apcm_bundled_contact(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let part = part(&subject.code)?;
    if subject.date < days_from_civil(2025, 1, 1) || matches!(part, Part::Apart) {
        return Some(NaiveOutcome::Clean);
    }
    let of_month = |wanted: &'static str| -> Vec<&NaiveLine> {
        world.in_month(subject).filter(|line| family(&line.code) == Some(wanted)).collect()
    };
    let candidates = of_month(if matches!(part, Part::BundledInAddOn) { "apcm_addon" } else { "apcm" });
    // Where a number is blank the same clinician is enough: the practice that bills for one person is one.
    let is_blank = |line: &NaiveLine| line.tin.is_none() || subject.tin.is_none();
    let is_same = |line: &NaiveLine| same_tin(line, subject) || is_blank(line) && same_npi(line, subject);
    let related: Vec<&NaiveLine> = candidates.iter().copied().filter(|line| is_same(line)).collect();
    let group_unknown = candidates.iter().any(|line| is_blank(line));
    let is_whole = world.clean_in_month(subject.date);
    if matches!(part, Part::AddOn) {
        return Some(match subject.payer.as_deref() {
            _ if !related.is_empty() => NaiveOutcome::Clean,
            Some(payer) if payer != "medicare" => NaiveOutcome::CLEARED,
            _ if group_unknown => GROUP_UNKNOWN,
            // The payment may be outside the data.
            _ if is_whole != NaiveOutcome::Clean => is_whole,
            None => NaiveOutcome::NOT_EVALUABLE,
            Some(_) => flagged(subject, "hard", Vec::new()),
        });
    }
    Some(match subject.payer.as_deref() {
        _ if related.is_empty() && group_unknown => GROUP_UNKNOWN,
        _ if related.is_empty() => is_whole,
        Some("medicare") => flagged(subject, "presumptive", related),
        Some(_) => NaiveOutcome::CLEARED,
        None => NaiveOutcome::NOT_EVALUABLE,
    })
}
