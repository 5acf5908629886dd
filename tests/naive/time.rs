//! The rules on the minutes of one line (rulebook section 3.2): bands, the floor, audio visits and levels of visits.
//!
//! What it is: the minute tables typed out again, and one comparison a rule.
//! What it is not: money; what the supported code would have paid is not worked out here.

use super::codes::{family, in_effect};
use super::relation::flagged;
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

/// Code, least and most minutes.
const BANDS: &[(&str, i64, i64)] = &[
    ("99421", 5, 10),
    ("99422", 11, 20),
    ("99423", 21, i64::MAX),
    ("98970", 5, 10),
    ("98971", 11, 20),
    ("98972", 21, i64::MAX),
    ("G2061", 5, 10),
    ("G2062", 11, 20),
    ("G2063", 21, i64::MAX),
    ("99441", 5, 10),
    ("99442", 11, 20),
    ("99443", 21, 30),
    ("98966", 5, 10),
    ("98967", 11, 20),
    ("98968", 21, 30),
    ("98016", 5, 10),
    ("G2012", 5, 10),
    ("G2251", 5, 10),
    ("G2252", 11, 20),
];

/// Least and most minutes of an e-visit, telephone or check-in code.
pub(super) fn band(code: &str) -> Option<(i64, i64)> {
    BANDS.iter().find(|band| band.0 == code).map(|band| (band.1, band.2))
}

/// The minutes of a telehealth visit's level when it is chosen by time.
pub(super) fn telehealth_level(code: &str) -> Option<i64> {
    Some(match code {
        "98004" | "98012" => 10,
        "98000" | "98008" => 15,
        "98005" | "98013" => 20,
        "98001" | "98006" | "98009" | "98014" => 30,
        "98007" | "98015" => 40,
        "98002" | "98010" => 45,
        "98003" | "98011" => 60,
        _ => return None,
    })
}

/// The code of the billed code's family whose band holds the minutes: of its own row of numbers, else the first that
/// is in effect.
pub(super) fn supported_code(billed: &str, minutes: i64, date: i32) -> Option<String> {
    let holds = |band: &&(&str, i64, i64)| family(band.0) == family(billed) && (band.1..=band.2).contains(&minutes);
    let mut holding: Vec<&str> = BANDS.iter().filter(holds).map(|band| band.0).collect();
    holding.sort_unstable();
    let of_its_row = holding.iter().find(|code| code[..4] == billed[..4]);
    let current = holding.iter().find(|code| in_effect(code, date) == Some(true));
    of_its_row.or(current).map(|code| (*code).to_owned())
}

/// The band and the minutes of a subject; `Err` when the outcome is already known.
fn measured(world: &World<'_>, subject: &NaiveLine) -> Result<((i64, i64), i64), Option<NaiveOutcome>> {
    let band = band(&subject.code).ok_or(None)?;
    let minutes = world.minutes(subject).ok_or(Some(NaiveOutcome::NOT_EVALUABLE))?;
    Ok((band, minutes))
}

/// Less than five minutes: nothing can be billed.
pub(super) fn minutes_below_floor(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    match measured(world, subject) {
        Err(outcome) => outcome,
        Ok((_, minutes)) if minutes < 5 => Some(flagged(subject, "hard", Vec::new())),
        Ok(_) => Some(NaiveOutcome::Clean),
    }
}

/// Five minutes or more, and less than the billed code needs.
pub(super) fn minutes_below_band(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    match measured(world, subject) {
        Err(outcome) => outcome,
        Ok((_, minutes)) if minutes < 5 => Some(NaiveOutcome::CLEARED),
        Ok((band, minutes)) if minutes < band.0 => Some(flagged(subject, "hard", Vec::new())),
        Ok(_) => Some(NaiveOutcome::Clean),
    }
}

/// More minutes than the billed code says, and a code of the family that says them.
pub(super) fn minutes_above_band(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    match measured(world, subject) {
        Err(outcome) => outcome,
        Ok((band, minutes)) if minutes <= band.1 => Some(NaiveOutcome::Clean),
        Ok((_, minutes)) if supported_code(&subject.code, minutes, subject.date).is_none() => {
            Some(NaiveOutcome::CLEARED)
        }
        Ok(_) => Some(flagged(subject, "presumptive", Vec::new())),
    }
}

/// An audio-only visit of ten minutes or less.
pub(super) fn short_audio_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if family(&subject.code) != Some("telehealth_audio") {
        return None;
    }
    Some(match world.minutes(subject) {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some(minutes) if minutes <= 10 => flagged(subject, "hard", Vec::new()),
        Some(_) => NaiveOutcome::Clean,
    })
}

/// A telehealth visit shorter than its level.
pub(super) fn telehealth_time_below_level(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let level = telehealth_level(&subject.code)?;
    Some(match world.minutes(subject) {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some(minutes) if minutes < level => flagged(subject, "advisory", Vec::new()),
        Some(_) => NaiveOutcome::Clean,
    })
}
