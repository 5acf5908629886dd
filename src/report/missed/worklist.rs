//! The order in which somebody should look at what can still be billed. Writes nothing.

use std::cmp::Reverse;

use crate::findings::{Audit, Opportunity};

/// Days before the end of a time limit in which an opportunity comes first.
pub(in crate::report) const SOON: i32 = 30;

/// Whether money to be had can be filed for no longer than 30 days from the run's own date.
pub(in crate::report) fn expires_soon(audit: &Audit, one: &Opportunity) -> bool {
    let left = one.collectable_until.zip(audit.range.as_of).map(|(until, as_of)| as_of.gap_to(until));
    one.outcome.is_open() && left.is_some_and(|left| (0..=SOON).contains(&left))
}

/// What can still be billed: what expires within 30 days first, by its last day; then what needs no further look; then the
/// greater amount; an unknown amount after every known one. What is equal keeps the order of the table.
/// Places in the table, the first to look at first.
pub(in crate::report) fn ranked(audit: &Audit) -> Vec<usize> {
    let all = &audit.opportunities;
    let mut open: Vec<usize> = (0..all.len()).filter(|place| all[*place].outcome.is_open()).collect();
    open.sort_by_key(|place| {
        let one = &all[*place];
        let last_day = one.collectable_until.filter(|_| expires_soon(audit, one));
        (last_day.is_none(), last_day, Reverse(one.tier), Reverse(one.expected.map(|(amount, _)| amount)))
    });
    open
}
