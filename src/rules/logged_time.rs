//! What became of every minute of the log: adds up what entries are and what the rules made of them. Decides nothing.
//!
//! Source: project rulebook, section 3.6.

use std::collections::HashSet;

use super::missed::{Class, class};
use super::{Judged, missed_contact, missed_e_visit};
use crate::claim::ActivityKind;
use crate::findings::{EntrySum, LoggedTime, RuleStatus, TimeFate};
use crate::timeline::World;

/// The accounting of the log, one fate per entry; `None` without a log.
pub fn account(world: &World, judged: &Judged) -> Option<LoggedTime> {
    let activities = &world.activities;
    if !activities.given {
        return None;
    }
    let mut logged = LoggedTime::default();
    // Counted apart from the terms, so that the comparison of the two says something.
    for activity in activities.all() {
        logged.logged.add(EntrySum { entries: 1, time: activity.time().unwrap_or(0) });
        logged.without_minutes += u64::from(activity.time().is_none());
    }
    let has_run = |id: &str| judged.runs.iter().any(|run| run.card.id == id && run.status == RuleStatus::Ran);
    let (messages, calls) = (has_run(missed_e_visit::RULE.card.id), has_run(missed_contact::RULE.card.id));
    let (mut threads, mut on_lines) = (HashSet::new(), HashSet::new());
    for range in activities.patients() {
        for entry in activities.of_patient(range.clone()) {
            let activity = entry.activity;
            if activity.kind == ActivityKind::Message {
                let is_new = |seen: &mut HashSet<_>| {
                    !activity.thread.is_known() || seen.insert((activity.patient, activity.thread))
                };
                logged.threads += u64::from(is_new(&mut threads));
                logged.threads_on_a_line += u64::from(!entry.lines.is_empty() && is_new(&mut on_lines));
            }
            let fate = match class(world, &entry) {
                Class::Staff => TimeFate::Staff,
                Class::NonEvaluative => TimeFate::NonEvaluative,
                Class::OnALine => TimeFate::OnALine,
                Class::OtherWork => TimeFate::OtherWork,
                Class::PracticeInitiated => TimeFate::PracticeInitiated,
                Class::Message if !messages => TimeFate::NotJudged,
                Class::Call if !calls => TimeFate::NotJudged,
                Class::Message | Class::Call => continue,
            };
            logged.add(fate, EntrySum { entries: 1, time: activity.time().unwrap_or(0) });
        }
    }
    for opportunity in &judged.opportunities {
        let sum = EntrySum { entries: opportunity.entries.len() as u64, time: opportunity.time };
        logged.add(TimeFate::Judged(opportunity.outcome), sum);
    }
    logged.add(TimeFate::OutsidePeriod, judged.outside);
    Some(logged)
}
