//! The rules that only an activity log can answer: who began, whether anything was evaluated, how soon an image was read.
//!
//! What it is: rules on the activities linked to one line.
//! What it is not: of any use without a log; without one no line is a subject.

use super::calendar::business_seconds;
use super::codes::{family, is_contact, is_e_visit};
use super::relation::flagged;
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

const LIMIT_SECONDS: i64 = 24 * 3600;

fn is_subject(world: &World<'_>, subject: &NaiveLine) -> bool {
    world.inputs.activities.is_some() && (is_e_visit(&subject.code) || is_contact(&subject.code))
}

/// The earliest activity whose beginner is known decides.
pub(super) fn contact_not_patient_initiated(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_subject(world, subject) {
        return None;
    }
    let mut known = world.linked(subject);
    known.retain(|activity| matches!(activity.initiated_by, Some("patient" | "practice")));
    let first = known.into_iter().min_by_key(|activity| (activity.start, activity.id.clone()));
    Some(match first.and_then(|activity| activity.initiated_by) {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some("practice") => flagged(subject, "hard", Vec::new()),
        Some(_) => NaiveOutcome::Clean,
    })
}

/// Every activity is marked as not evaluative.
pub(super) fn non_evaluative_contact(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_subject(world, subject) {
        return None;
    }
    let linked = world.linked(subject);
    let said = |value: bool| move |activity: &&super::Activity| activity.evaluative == Some(value);
    Some(if linked.is_empty() {
        NaiveOutcome::NOT_EVALUABLE
    } else if linked.iter().any(said(true)) {
        NaiveOutcome::Clean
    } else if linked.iter().all(said(false)) {
        flagged(subject, "presumptive", Vec::new())
    } else {
        NaiveOutcome::NOT_EVALUABLE
    })
}

/// An image answered after more than 24 business hours.
pub(super) fn late_image_review(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if world.inputs.activities.is_none() || !matches!(family(&subject.code), Some("image_em" | "image_nq")) {
        return None;
    }
    let images = world.linked(subject).into_iter().filter(|activity| activity.kind == "image");
    let longest = images.filter_map(|image| Some(business_seconds(image.start, image.end?))).max();
    Some(match longest {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some(seconds) if seconds > LIMIT_SECONDS => flagged(subject, "presumptive", Vec::new()),
        Some(_) => NaiveOutcome::Clean,
    })
}
