//! Logged time that could be billed: who spent it, what stands against billing it, which code, how much money. Shared by
//! `missed_e_visit`, `missed_contact` and `missed_prolonged`. Windows, relations, global periods and the search for earlier
//! visits are those of the rules on violations: what they would flag is not called billable here.
//!
//! Source: project rulebook, section 3.6.

mod against;
mod calls;
mod codes;
mod draft;
mod entries;
mod messages;
mod money;
mod words;

pub(super) use against::Judge;
pub(super) use calls::judge as judge_calls;
pub(super) use draft::Draft;
pub(super) use entries::{Class, class};
pub(super) use messages::judge as judge_messages;
pub(super) use money::{collectable_until, expected, filing_limit_passed};

/// Codes that stand for a stretch of time in the comparison with lines, one per family: with E/M and without, messages
/// and calls. A run with a log knows them even when no claim does.
pub const STAND_IN_CODES: [&str; 4] = ["99421", "98970", "98016", "98966"];
