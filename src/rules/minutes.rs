//! How many minutes stand behind a line, and which code of its family stands for that many. Shared by the rules on time.
//!
//! Source: project rulebook, section 2 (minutes, inclusive; logged time is floored) and 3.2 (staff time never counts).

use super::outcomes::Outcomes;
use crate::claim::{Activity, Cents, ClaimLine, Field, MINUTE};
use crate::findings::{Condition, Input, Need, Outcome};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

/// One of these must be there, or nothing is known of minutes.
pub(super) const MINUTES_NEEDED: &[Need] =
    &[Need::Column(Field::Minutes), Need::Column(Field::EndTime), Need::Table(Input::ActivityLog)];

/// The families whose codes stand for a band of minutes.
pub(super) const BANDED: Kinds = Kinds::E_VISIT.or(Kinds::PHONE).or(Kinds::CHECK_IN);

/// The fewest minutes any of these codes stands for.
pub(super) const FLOOR: i64 = 5;

/// The outcome of a line of which nobody recorded the minutes.
pub(super) const UNKNOWN: Outcome = Outcome::NotEvaluable("minutes unknown");

/// Completed minutes and where they come from.
#[derive(Clone, Copy)]
pub(super) struct Recorded {
    pub(super) minutes: i64,
    source: &'static str,
}

impl Recorded {
    /// `9 minutes recorded on the line`
    pub(super) fn words(self) -> String {
        let unit = if self.minutes == 1 { "minute" } else { "minutes" };
        format!("{} {unit} {}", self.minutes, self.source)
    }

    /// What the line's own minutes prove about a condition.
    pub(super) fn condition(self, holds: bool, what: &str) -> Condition {
        Condition { what: format!("{what}: {}", self.words()), holds: Some(holds) }
    }
}

/// The completed minutes of a line: as recorded on it, else from its start and end, else from its logged contacts, of
/// which only the practitioner's own count. `None` when none of them says.
pub(super) fn recorded(world: &World, line: &ClaimLine) -> Option<Recorded> {
    // Less than no time is a fault of the file, and says nothing of the service.
    if let Some(minutes) = line.minutes.filter(|minutes| minutes.0 >= 0) {
        return Some(Recorded { minutes: minutes.completed(), source: "recorded on the line" });
    }
    if let Some((start, end)) = line.interval() {
        return Some(Recorded { minutes: (end - start) / 60, source: "between start and end" });
    }
    let mut logged = world.activities.of(line).peekable();
    logged.peek()?;
    let personal = timed(logged.filter(|activity| !activity.by_staff))?;
    // Added up before anything is dropped: three times twenty seconds are a minute.
    let minutes = Activity::together(&personal) / MINUTE;
    Some(Recorded { minutes, source: "of the practitioner's own time in the activity log" })
}

/// Entries with their time; `None` when one does not say.
pub(super) fn timed<'a>(entries: impl Iterator<Item = &'a Activity>) -> Option<Vec<(&'a Activity, i64)>> {
    entries.map(|activity| Some((activity, activity.time()?))).collect()
}

/// The lines of a family with a band, each with its band: fewest and most minutes.
pub(super) fn banded(patient: PatientView<'_>) -> impl Iterator<Item = (&ClaimLine, (i64, Option<i64>))> {
    patient.subjects(BANDED).filter_map(move |line| {
        let facts = patient.world.facts(line);
        facts.min_minutes.map(|least| (line, (least, facts.max_minutes)))
    })
}

/// `5 to 10 minutes`, `21 minutes or more`
pub(super) fn band_words((least, most): (i64, Option<i64>)) -> String {
    most.map_or_else(|| format!("{least} minutes or more"), |most| format!("{least} to {most} minutes"))
}

/// The code of the line's family that stands for so many minutes: a neighbour of the same four characters before
/// others, then one in effect on the date, then the lowest number.
pub(super) fn fitting_code(world: &World, line: &ClaimLine, minutes: i64) -> Option<&'static str> {
    let (billed, family) = (world.code(line), world.kinds(line).and(BANDED));
    let fits = |(code, facts): &(&'static str, &crate::reference::CodeFacts)| {
        let holds = facts.min_minutes.is_some_and(|least| least <= minutes)
            && facts.max_minutes.is_none_or(|most| minutes <= most);
        holds
            && *code != billed
            && facts.kinds.meets(family)
            && (is_sibling(code, billed) || facts.in_effect(line.date))
    };
    let candidates = world.reference.codes.iter().filter(fits);
    candidates.map(|(code, _)| code).min_by_key(|code| (!is_sibling(code, billed), *code))
}

fn is_sibling(code: &str, billed: &str) -> bool {
    code.get(..4) == billed.get(..4)
}

/// Judges every line of a band by its completed minutes.
pub(super) fn judge_bands(
    patient: PatientView<'_>,
    out: &mut Outcomes<'_>,
    mut judge: impl FnMut(&ClaimLine, (i64, Option<i64>), Recorded, &mut Outcomes<'_>),
) {
    for (line, band) in banded(patient) {
        match recorded(patient.world, line) {
            Some(recorded) => judge(line, band, recorded, out),
            None => out.judge(line, UNKNOWN),
        }
    }
}

/// What the fee schedule pays for the billed and for the suggested code.
pub(super) struct Amounts {
    billed: Option<Cents>,
    pub(super) suggested: Option<Cents>,
}

/// Looks both codes up for the line's date and place.
pub(super) fn amounts(world: &World, line: &ClaimLine, suggested: Option<&str>) -> Amounts {
    Amounts { billed: world.fee(world.code(line), line), suggested: suggested.and_then(|code| world.fee(code, line)) }
}

impl Amounts {
    /// What the suggested code pays more than the billed one.
    pub(super) fn difference(&self) -> Option<Cents> {
        Some(Cents(self.suggested?.0 - self.billed?.0))
    }

    /// What the lower code pays, and what was paid or scheduled beyond it.
    pub(super) fn lower_words(&self, line: &ClaimLine) -> String {
        let Some(lower) = self.suggested else { return String::new() };
        let (amount, word) = match (line.paid, self.billed) {
            (Some(paid), _) => (paid, format!("the ${paid} paid")),
            (None, Some(billed)) => (billed, format!("the ${billed} of the billed code")),
            (None, None) => (lower, String::new()),
        };
        let difference = Cents(amount.0 - lower.0);
        let beyond = if difference.0 > 0 { format!(", ${difference} less than {word}") } else { String::new() };
        format!("; the fee schedule pays ${lower} for that code{beyond}")
    }

    /// What the higher code pays more.
    pub(super) fn higher_words(&self) -> String {
        match (self.suggested, self.difference()) {
            (Some(higher), Some(difference)) => {
                format!("; the fee schedule pays ${higher} for that code, ${difference} more than for the billed one")
            }
            _ => String::new(),
        }
    }
}
