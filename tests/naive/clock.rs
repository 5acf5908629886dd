//! How long logged activities took together (rulebook section 3.2: one clinician's minute supports one service).
//!
//! What it is: every second of every activity counted in a set.
//! What it is not: a search for overlaps between services, which is in `overlap.rs`.

use std::collections::BTreeSet;

use super::inputs::Activity;
use super::world::{logged_time, usable};

/// How long activities took, in hundredths of a second; none when one does not say. Those of one clinician that overlap,
/// each with one of the others, take no longer than the seconds that any of them covers, or than the longest of them says.
pub(super) fn time_of_all(all: &[&Activity]) -> Option<i64> {
    let mut total = 0;
    let mut left: Vec<&Activity> = Vec::new();
    for activity in all {
        let time = logged_time(activity)?;
        if at_a_time(activity).is_some() { left.push(activity) } else { total += time }
    }
    while let Some(first) = left.pop() {
        let mut cluster = vec![first];
        while let Some(place) = left.iter().position(|other| cluster.iter().any(|one| overlap(one, other))) {
            cluster.push(left.swap_remove(place));
        }
        let covered: BTreeSet<i64> =
            cluster.iter().filter_map(|one| at_a_time(one)).flat_map(|(start, end)| start..end).collect();
        let times: Vec<i64> = cluster.iter().filter_map(|one| logged_time(one)).collect();
        let most = (i64::try_from(covered.len()).unwrap_or(i64::MAX / 100) * 100)
            .max(times.iter().copied().max().unwrap_or(0));
        total += times.iter().sum::<i64>().min(most);
    }
    Some(total)
}

fn overlap(one: &Activity, other: &Activity) -> bool {
    let (Some(a), Some(b)) = (at_a_time(one), at_a_time(other)) else { return false };
    one.npi == other.npi && a.0 < b.1 && b.0 < a.1
}

/// Start and end where the log knows them: minutes that begin at midnight are those of a day.
fn at_a_time(activity: &Activity) -> Option<(i64, i64)> {
    let is_of_a_day = activity.end.is_none() && activity.start % 86_400 == 0;
    spent_between(activity).filter(|_| !is_of_a_day)
}

/// Start and end of an activity that took somebody's time.
pub(super) fn spent_between(activity: &Activity) -> Option<(i64, i64)> {
    let by_minutes = activity.minutes_hundredths.map(|hundredths| activity.start + hundredths * 60 / 100);
    let end = activity.end.or(by_minutes).filter(|_| activity.kind != "image")?;
    usable(activity.start, end).then_some((activity.start, end))
}
