//! The visits a prolonged service extends, with the minutes at which its first unit begins. Shared by the two rules on it.
//!
//! Source: project rulebook, section 3.2; case 53 for Medicare, which counts by its own code's thresholds.

use crate::claim::ClaimLine;
use crate::timeline::{PatientView, World};

/// Prolonged code, base code, minutes of the first unit.
const THRESHOLDS: [(&str, &str, i64); 9] = [
    ("99417", "99205", 75),
    ("99417", "99215", 55),
    ("99417", "98003", 75),
    ("99417", "98011", 75),
    ("99417", "98007", 55),
    ("99417", "98015", 55),
    ("G2212", "99205", 89),
    ("G2212", "99215", 69),
    ("G2212", "99483", 100),
];

/// Visits whose time is counted over several days, so that the minutes of one line say nothing of what is missing.
/// Source: NGS Medicare, prolonged services (2025-08-07).
const OVER_SEVERAL_DAYS: [&str; 3] = ["99483", "99345", "99350"];

/// Whether the time of a visit is counted over several days.
pub(super) fn spreads_over_days(world: &World, base: &ClaimLine) -> bool {
    OVER_SEVERAL_DAYS.contains(&world.code(base))
}

/// Bases the publishers accept for which the rulebook gives no threshold: consultation, home and cognitive visits.
const OTHER_BASES: [(&str, &str); 4] = [("99417", "99245"), ("99417", "99345"), ("99417", "99350"), ("99417", "99483")];

/// Minutes of every further unit.
pub(super) const FURTHER: i64 = 15;

/// The lines of the prolonged service's date and clinician; the claim of a second payer is the same visit again.
pub(super) fn same_day<'a>(patient: PatientView<'a>, prolonged: &ClaimLine) -> impl Iterator<Item = &'a ClaimLine> {
    let (clinician, own) = (prolonged.clinician, *prolonged);
    patient.on(prolonged.date).iter().filter(move |line| line.clinician == clinician && !line.is(&own) && !line.is_copy)
}

/// The minutes at which the first unit of the prolonged service begins beside this visit; `None` when it is no base.
pub(super) fn threshold(world: &World, prolonged: &ClaimLine, base: &ClaimLine) -> Option<i64> {
    let (code, base) = (world.code(prolonged), world.code(base));
    let own = of(code, base)?;
    // Medicare does not take 99417: what it would have to be billed as decides.
    Some(if is_medicare(world, prolonged) { of("G2212", base).unwrap_or(own) } else { own })
}

/// The minutes at which the first unit of a code begins beside a visit's code.
pub(super) fn of(code: &str, base: &str) -> Option<i64> {
    THRESHOLDS.iter().find(|row| row.0 == code && row.1 == base).map(|row| row.2)
}

/// The minutes Medicare would ask of this visit for the first unit.
pub(super) fn medicare_threshold(world: &World, base: &ClaimLine) -> Option<i64> {
    of("G2212", world.code(base))
}

fn is_medicare(world: &World, line: &ClaimLine) -> bool {
    world.names.payers.text(line.payer) == "medicare"
}

/// Whether 99417 is measured by Medicare's own code beside this visit.
pub(super) fn is_measured_as_g2212(world: &World, prolonged: &ClaimLine, base: &ClaimLine) -> bool {
    let (code, base) = (world.code(prolonged), world.code(base));
    code == "99417" && is_medicare(world, prolonged) && of("G2212", base).is_some()
}

/// Whether the visit is a base for which the rulebook gives no threshold.
pub(super) fn is_other_base(world: &World, prolonged: &ClaimLine, base: &ClaimLine) -> bool {
    OTHER_BASES.contains(&(world.code(prolonged), world.code(base)))
}

/// The bases as a sentence names them.
pub(super) fn bases_of(code: &str) -> String {
    let bases: Vec<&str> = THRESHOLDS.iter().filter(|row| row.0 == code).map(|row| row.1).collect();
    bases.join(", ")
}
