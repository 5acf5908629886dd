//! Care management beside messages, calls and visits (rulebook section 3.3): `care_management_overlap`.
//!
//! What it is: for each subject the lines of the other side in its calendar month, pair by pair.
//! What it is not: a count of minutes; whether a month of care management had enough of them is not asked.

use super::clock::spent_between;
use super::codes::{family, is_contact, is_e_visit, is_telehealth};
use super::relation::{same_tin, strongest};
use super::world::{World, is_practitioner, own_interval};
use super::{GROUP_UNKNOWN, NaiveLine, NaiveOutcome};

const SHARED_SECONDS: i64 = 60;
/// Care management that published edits put before messages, calls and training: these are denied.
const DENIES: [&str; 10] = ["99484", "99487", "99489", "99490", "99491", "99492", "99493", "99494", "99437", "99439"];
/// Care management that published edits put behind them: it is denied itself.
const IS_DENIED: [&str; 4] = ["99424", "99425", "99426", "99427"];

fn is_communication(code: &str) -> bool {
    is_e_visit(code) || is_contact(code) || is_telehealth(code) || family(code) == Some("training")
}

/// Whether published edits pair the line with care management at all.
fn has_edits(code: &str) -> bool {
    is_e_visit(code) || matches!(family(code), Some("phone_em" | "phone_nq" | "training"))
}

/// Start and end of a line, and of what any practitioner logged for it: minutes are counted whoever spent them.
fn times(world: &World<'_>, line: &NaiveLine) -> Vec<(i64, i64)> {
    let logged = world.linked(line).into_iter().filter(|activity| is_practitioner(activity)).filter_map(spent_between);
    own_interval(line).map(|own| (own.start, own.end)).into_iter().chain(logged).collect()
}

/// What a communication line and a care management line say of the one that is the subject, were they of one group.
fn tier(world: &World<'_>, message: &NaiveLine, care: &NaiveLine, subject_is_care: bool) -> Option<&'static str> {
    let share_time = || {
        let (one, other) = (times(world, message), times(world, care));
        one.iter().any(|a| other.iter().any(|b| a.1.min(b.1) - a.0.max(b.0) >= SHARED_SECONDS))
    };
    let by_edit = || if message.date == care.date || share_time() { "presumptive" } else { "advisory" };
    let pairs = has_edits(&message.code);
    if subject_is_care {
        return pairs.then(by_edit);
    }
    if pairs && IS_DENIED.contains(&care.code.as_str()) {
        None // the finding stands on the other side
    } else if pairs && DENIES.contains(&care.code.as_str()) {
        Some(by_edit())
    } else {
        (message.date == care.date).then_some("advisory")
    }
}

/// A communication line, or principal care management, whose minutes may have been counted on the other side.
pub(super) fn care_management_overlap(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let subject_is_care = IS_DENIED.contains(&subject.code.as_str());
    if !is_communication(&subject.code) && !subject_is_care {
        return None;
    }
    let (mut hits, mut group_unknown) = (Vec::new(), false);
    for other in world.in_month(subject) {
        let found = if subject_is_care {
            is_communication(&other.code).then(|| tier(world, other, subject, true)).flatten()
        } else {
            let is_care = family(&other.code) == Some("care_management");
            is_care.then(|| tier(world, subject, other, false)).flatten()
        };
        let Some(tier) = found else { continue };
        if same_tin(subject, other) {
            hits.push((tier, other));
        }
        group_unknown |= subject.tin.is_none() || other.tin.is_none();
    }
    let looks_at_the_month = subject_is_care || has_edits(&subject.code);
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None if looks_at_the_month => world.clean_in_month(subject.date),
        None => NaiveOutcome::Clean,
    })
}
