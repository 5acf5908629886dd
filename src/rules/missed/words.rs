//! Words for stretches of logged time, so that every sentence names them alike. Decides nothing.

use super::draft::Draft;
use crate::claim::{Cents, ClaimLine};
use crate::findings::{AmountSource, PeriodOutcome, Reason};
use crate::rules::wording;
use crate::timeline::World;

/// `$30.01 by the fee schedule`
fn amount_words((amount, source): (Cents, AmountSource)) -> String {
    let by = match source {
        AmountSource::FeeSchedule => "by the fee schedule",
        AmountSource::FeeScheduleAssumed => "by the fee schedule, outside facilities assumed",
        AmountSource::MedianPaid => "by the median of what the payer paid in these claims",
    };
    format!("${amount} {by}")
}

/// The sentence of an opportunity; `others` are the reasons beside the one that decides.
pub(super) fn sentence(world: &World, draft: &Draft<'_>, outcome: PeriodOutcome, others: &[Reason]) -> String {
    let lines = lines(world, draft, outcome);
    let amount = draft.expected.map_or_else(|| "no amount known".to_owned(), amount_words);
    let code = draft.code.map_or_else(|| "no code".to_owned(), |code| format!("{code}, {amount}"));
    let verdict = match outcome {
        PeriodOutcome::Billable => format!("billable as {code}"),
        PeriodOutcome::UnderBilled => {
            let higher = draft.code.unwrap_or("a higher code");
            let more = if draft.expected.is_some() { format!("{amount} more") } else { amount };
            format!("billed too low{lines}; the time stands for {higher}, {more}")
        }
        PeriodOutcome::Provisional => format!("billable so far as {code}; later visits are not in the data yet"),
        PeriodOutcome::Billed => format!("billed{lines}"),
        PeriodOutcome::BelowFloor => "fewer minutes than any code stands for".to_owned(),
        PeriodOutcome::Lost(reason) => format!("not billable: {}{lines}; it would have been {code}", reason.words()),
        PeriodOutcome::NotEvaluable(reason) => format!("nobody can say: {}{lines}; it may be {code}", reason.words()),
    };
    let others: Vec<&str> = others.iter().map(|reason| reason.words()).collect();
    let others = if others.is_empty() { String::new() } else { format!(". Also: {}", others.join("; ")) };
    let is_to_be_filed = outcome.is_open() || outcome == PeriodOutcome::Provisional;
    let until = draft
        .collectable_until
        .filter(|_| is_to_be_filed)
        .map_or(String::new(), |day| format!(". To be filed by {day}"));
    let checks =
        if draft.checks.is_empty() { String::new() } else { format!(". Look at: {}", draft.checks.join("; ")) };
    format!("{}: {verdict}{others}{until}{checks}. Source: {}.", wording::capitalised(&time(draft)), draft.card.source)
}

/// `messages from 2025-10-02 to 2025-10-08 (3 entries of 2 clinicians, 13 completed minutes)`
fn time(draft: &Draft<'_>) -> String {
    let (first, last) = draft.days;
    let when = if first == last { format!("on {first}") } else { format!("from {first} to {last}") };
    let minutes = &draft.minutes;
    let unit = |n: i64| if n == 1 { "1 completed minute".to_owned() } else { format!("{n} completed minutes") };
    let of = match (minutes.personal, minutes.estimated) {
        (Some(n), false) => unit(n),
        (Some(n), true) => format!("{} ESTIMATED, not recorded", unit(n)),
        (None, _) => format!("{} known, some entries without minutes", unit(minutes.known)),
    };
    let who = match draft.n_clinicians {
        0 | 1 => String::new(),
        n => format!(" of {n} clinicians"),
    };
    match draft.entries.len() {
        0 => format!("{} {when} ({of})", draft.what),
        1 => format!("{} {when} (1 entry{who}, {of})", draft.what),
        n => format!("{} {when} ({n} entries{who}, {of})", draft.what),
    }
}

fn lines(world: &World, draft: &Draft<'_>, outcome: PeriodOutcome) -> String {
    let deciding: &[&ClaimLine] = match outcome.reason() {
        Some(reason) => draft.reasons.get(&reason).map_or(&[], Vec::as_slice),
        None => &draft.billed,
    };
    let named: Vec<String> = deciding.iter().take(3).map(|line| wording::dated(world, line)).collect();
    if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) }
}
