//! Which code so many minutes of a message or call stand for, by who spent them, the date and the payer. Knows no money.
//!
//! Source: project rulebook, sections 2 and 3.6.

use super::entries::Side;
use crate::claim::{ActivityKind, ClaimLine, Day};
use crate::reference::{CodeFacts, Kinds};
use crate::rules::medicare::{Payer, payer};
use crate::timeline::World;

/// What stands for the minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// This code.
    Code(&'static str),
    /// This one, but the payer does not take it.
    Refused(&'static str),
    /// It depends on the payer, who is not known.
    PayerUnknown,
    /// None.
    Nothing,
}

impl Fit {
    /// The code, whether or not it is taken.
    pub(super) const fn code(self) -> Option<&'static str> {
        if let Self::Code(code) | Self::Refused(code) = self { Some(code) } else { None }
    }
}

/// The code of a week of messages.
pub(super) fn of_messages(world: &World, line: &ClaimLine, side: Side, minutes: i64) -> Fit {
    let codes: Vec<&'static str> = banded(world, family_of(side), line.date, minutes).collect();
    choose(world, line, &codes)
}

/// The family of e-visits of a side.
pub(super) const fn family_of(side: Side) -> Kinds {
    match side {
        Side::WithEm => Kinds::E_VISIT_EM,
        Side::WithoutEm => Kinds::E_VISIT_NQ,
    }
}

/// The longest call that a telephone code of clinicians without E/M names; a longer one is reported by it too.
const LONGEST_PHONE: i64 = 30;

/// The code of a call: check-ins first, then the telephone codes, or for other payers than Medicare telehealth visits.
pub(super) fn of_call(world: &World, line: &ClaimLine, side: Side, kind: ActivityKind, minutes: i64) -> Fit {
    let by_phone = kind == ActivityKind::Phone;
    let payer = payer(world, line);
    let of = |family: Kinds, minutes: i64| banded(world, family, line.date, minutes);
    let phone = |family: Kinds, minutes: i64| of(family, minutes).filter(move |_| by_phone);
    let short = minutes <= 10;
    let codes: Vec<&'static str> = match (side, payer) {
        (Side::WithEm, Payer::Unknown) if !short => return Fit::PayerUnknown,
        (Side::WithEm, Payer::Other) if !short => {
            let family = if by_phone { Kinds::TELEHEALTH_AUDIO } else { Kinds::TELEHEALTH_AV };
            level(world, family, line.date, minutes).into_iter().chain(phone(Kinds::PHONE_EM, minutes)).collect()
        }
        (Side::WithEm, _) => of(Kinds::CHECK_IN_EM, minutes).chain(phone(Kinds::PHONE_EM, minutes)).collect(),
        (Side::WithoutEm, Payer::Medicare) if short => {
            of(Kinds::CHECK_IN_NQ, minutes).chain(phone(Kinds::PHONE_NQ, minutes)).collect()
        }
        (Side::WithoutEm, Payer::Unknown) if short => return Fit::PayerUnknown,
        (Side::WithoutEm, _) => phone(Kinds::PHONE_NQ, minutes.min(LONGEST_PHONE)).collect(),
    };
    choose(world, line, &codes)
}

/// The first code that the payer takes; else the first.
fn choose(world: &World, line: &ClaimLine, codes: &[&'static str]) -> Fit {
    let payer = world.names.payers.text(line.payer);
    let kinds = |code: &str| world.reference.codes.get(code).map_or(Kinds::NONE, |facts| facts.kinds);
    let is_taken = |code: &&&'static str| world.reference.payers.refusal(payer, code, kinds(code), line.date).is_none();
    match codes.iter().find(is_taken) {
        Some(code) => Fit::Code(code),
        None => codes.first().map_or(Fit::Nothing, |code| Fit::Refused(code)),
    }
}

/// The codes of a family in effect whose band holds the minutes, in order of number.
fn banded(world: &World, family: Kinds, date: Day, minutes: i64) -> impl Iterator<Item = &'static str> {
    let holds = move |(_, facts): &(&'static str, &CodeFacts)| {
        facts.kinds.meets(family)
            && facts.in_effect(date)
            && facts.min_minutes.is_some_and(|least| least <= minutes)
            && facts.max_minutes.is_none_or(|most| minutes <= most)
    };
    world.reference.codes.iter().filter(holds).map(|(code, _)| code)
}

/// Established patients' telehealth visits of either kind; those of new patients come before them in number.
const ESTABLISHED: [&str; 8] = ["98004", "98005", "98006", "98007", "98012", "98013", "98014", "98015"];

/// The highest telehealth visit for an established patient whose time the minutes reach.
fn level(world: &World, family: Kinds, date: Day, minutes: i64) -> Option<&'static str> {
    let facts = |code: &'static str| world.reference.codes.get(code).map(|facts| (code, facts));
    let reached = |(_, facts): &(&'static str, &CodeFacts)| {
        let level = facts.level_minutes.is_some_and(|level| level <= minutes);
        facts.kinds.meets(family) && facts.in_effect(date) && level
    };
    ESTABLISHED.into_iter().filter_map(facts).filter(reached).map(|(code, _)| code).next_back()
}
