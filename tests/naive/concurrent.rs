//! The rules on services that run beside messages in a month (rulebook section 3.3).
//!
//! What it is: a look at the patient's other lines of the calendar month, or of some days around.
//! What it is not: a count of minutes; whether a month of care management had enough of them is not asked.

use super::calendar::same_month;
use super::codes::{days_from_civil, family, is_contact, is_e_visit, is_telehealth};
use super::overlap::shared_seconds;
use super::relation::{flagged, gap, key, same_npi, strongest};
use super::world::{World, billing_group_unknown, same_billing_group};
use super::{NaiveLine, NaiveOutcome};

const SHARED_SECONDS: i64 = 60;
const DEVICE_DAYS: i32 = 30;
const CONSULT_DAYS: i32 = 7;

/// Care management beside a message, contact or telehealth visit of the month.
pub(super) fn care_management_overlap(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if family(&subject.code) != Some("care_management") {
        return None;
    }
    let counts = |code: &str| is_e_visit(code) || is_contact(code) || is_telehealth(code);
    let candidates: Vec<&NaiveLine> = world.in_month(subject).filter(|line| counts(&line.code)).collect();
    let mut hits = Vec::new();
    for line in candidates.iter().filter(|line| same_billing_group(line, subject)) {
        let share_time = world
            .intervals(subject)
            .iter()
            .any(|a| world.intervals(line).iter().any(|b| shared_seconds(a, b) >= SHARED_SECONDS));
        let is_close = line.date == subject.date || share_time;
        hits.push((if is_close { "presumptive" } else { "advisory" }, *line));
    }
    Some(strongest(subject, &hits).unwrap_or_else(|| without_group(world, subject, &candidates)))
}

/// What becomes of a subject that no line of its group meets.
fn without_group(world: &World<'_>, subject: &NaiveLine, candidates: &[&NaiveLine]) -> NaiveOutcome {
    if candidates.iter().any(|line| billing_group_unknown(line, subject)) {
        NaiveOutcome::NotEvaluable
    } else {
        world.clean_in_month(subject.date)
    }
}

/// A contact in a month of advanced primary care management.
pub(super) fn apcm_bundled_contact(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let tier = match family(&subject.code)? {
        "e_visit_em" | "check_in_em" | "image_em" | "interprofessional" | "care_management" => "presumptive",
        "e_visit_nq" | "phone_nq" | "check_in_nq" | "image_nq" => "advisory",
        _ => return None,
    };
    if subject.date < days_from_civil(2025, 1, 1) {
        return Some(NaiveOutcome::Clean);
    }
    let candidates: Vec<&NaiveLine> =
        world.in_month(subject).filter(|line| family(&line.code) == Some("apcm")).collect();
    let related: Vec<&NaiveLine> =
        candidates.iter().filter(|line| same_billing_group(line, subject)).copied().collect();
    if related.is_empty() {
        return Some(without_group(world, subject, &candidates));
    }
    Some(match subject.payer.as_deref() {
        Some("medicare") => flagged(subject, tier, related),
        Some(_) => NaiveOutcome::Cleared,
        None => NaiveOutcome::NotEvaluable,
    })
}

/// A monitoring code of 2026 beside the one it stands in for.
pub(super) fn monitoring_code_conflict(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let excluded: &[&str] = match subject.code.as_str() {
        "99445" => &["99454"],
        "99470" => &["99457"],
        "98979" => &["98980"],
        "98984" | "98985" | "98986" => &["98976", "98977", "98978"],
        _ => return None,
    };
    let by_days = subject.code == "99445";
    let is_near = |line: &NaiveLine| {
        if by_days { gap(line, subject).abs() < DEVICE_DAYS } else { same_month(line.date, subject.date) }
    };
    let conflicts =
        |line: &&NaiveLine| line.patient == subject.patient && excluded.contains(&line.code.as_str()) && is_near(line);
    let related: Vec<&NaiveLine> = world.lines.iter().filter(conflicts).collect();
    Some(if !related.is_empty() {
        flagged(subject, "hard", related)
    } else if by_days {
        world.clean_between(subject.date - DEVICE_DAYS + 1, subject.date + DEVICE_DAYS - 1)
    } else {
        world.clean_in_month(subject.date)
    })
}

fn is_consult(line: &NaiveLine) -> bool {
    family(&line.code) == Some("interprofessional") && line.code != "99452"
}

/// A consultant asked again about the patient within seven days.
pub(super) fn repeat_interprofessional_consult(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_consult(subject) {
        return None;
    }
    let is_earlier = |line: &&NaiveLine| {
        is_consult(line)
            && line.patient == subject.patient
            && same_npi(line, subject)
            && (line.date, key(line)) < (subject.date, key(subject))
    };
    let nearest = world.lines.iter().filter(is_earlier).max_by_key(|line| (line.date, key(line)));
    Some(match nearest {
        Some(earlier) if gap(earlier, subject) < CONSULT_DAYS => flagged(subject, "advisory", vec![earlier]),
        _ => world.clean_between(subject.date - CONSULT_DAYS + 1, i32::MIN),
    })
}
