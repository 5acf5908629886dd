//! Judges one patient, clinician or log by every rule that applies, and adds up what they concluded. A rule that fails
//! anywhere keeps neither counts nor findings. Decides nothing itself.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::engine::{Active, FAILED, Given};
use super::outcomes::Outcomes;
use super::rule::Check;
use crate::findings::{EntrySum, Finding, Opportunity, RuleRun, RuleStatus, Tally, Unjudged};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, LogEntry, LogView, PatientView, Timelines, World};

/// What the rules concluded.
#[derive(Default)]
pub struct Judged {
    /// One run per rule.
    pub runs: Vec<RuleRun>,
    /// Findings, in the order of the rules' parts.
    pub findings: Vec<Finding>,
    /// Stretches of logged time, likewise.
    pub opportunities: Vec<Opportunity>,
    /// Logged time that lies outside the judged dates.
    pub outside: EntrySum,
    /// Lines that rules neither flagged nor called clean, where they are asked for.
    pub unjudged: Vec<Unjudged>,
}

/// The conclusions of one rule over a part of the run.
#[derive(Default)]
pub(super) struct Part {
    tally: Tally,
    findings: Vec<Finding>,
    opportunities: Vec<Opportunity>,
    outside: EntrySum,
    unjudged: Vec<Unjudged>,
    failed: bool,
}

pub(super) fn parts_for<'w>(active: &'w [Active], world: &'w World, given: &'w Given) -> Vec<(Outcomes<'w>, bool)> {
    let outcomes = |active: &'w Active| {
        let (card, payers) = (&active.rule.card, active.payers.as_deref());
        Outcomes::new(world, card, active.place, (&active.absences, &active.needs), payers, given)
    };
    active.iter().map(|active| (outcomes(active), false)).collect()
}

pub(super) fn judge_patient(patient: PatientView<'_>, active: &[Active], parts: &mut [(Outcomes<'_>, bool)]) {
    let world = patient.world;
    let judged = patient.lines.iter().filter(|line| world.range.judges(line.date));
    let kinds = judged.fold(Kinds::NONE, |kinds, line| kinds.or(world.kinds(line)));
    for (active, (outcomes, failed)) in active.iter().zip(parts) {
        let Check::Patient(check) = &active.check else { continue };
        if !*failed && kinds.meets(active.rule.card.subjects) {
            *failed = catch_unwind(AssertUnwindSafe(|| check.check(patient, outcomes))).is_err();
        }
    }
}

pub(super) fn judge_clinician(clinician: &ClinicianView<'_>, active: &[Active], parts: &mut [(Outcomes<'_>, bool)]) {
    for (active, (outcomes, failed)) in active.iter().zip(parts) {
        let Check::Clinician(check) = &active.check else { continue };
        if !*failed {
            *failed = catch_unwind(AssertUnwindSafe(|| check.check(clinician, outcomes))).is_err();
        }
    }
}

/// Judges the log of one patient.
pub(super) fn judge_log(
    timelines: &Timelines,
    world: &World,
    range: Range<usize>,
    active: &[Active],
    parts: &mut [(Outcomes<'_>, bool)],
) {
    let entries: Vec<LogEntry<'_>> = world.activities.of_patient(range).collect();
    let Some(id) = entries.first().map(|entry| entry.activity.patient) else { return };
    let patient = timelines.view_of(world, id);
    let view = LogView { id, patient, entries, all: &timelines.lines };
    for (active, (outcomes, failed)) in active.iter().zip(parts) {
        let Check::Log(check) = &active.check else { continue };
        if !*failed {
            *failed = catch_unwind(AssertUnwindSafe(|| check.check(&view, outcomes))).is_err();
        }
    }
}

pub(super) fn finish(parts: Vec<(Outcomes<'_>, bool)>) -> Vec<Part> {
    let part = |(outcomes, failed): (Outcomes<'_>, bool)| Part {
        tally: outcomes.tally,
        findings: outcomes.findings,
        opportunities: outcomes.opportunities,
        outside: outcomes.outside,
        unjudged: outcomes.unjudged.unwrap_or_default(),
        failed,
    };
    parts.into_iter().map(part).collect()
}

/// Adds up the parts; a rule that failed anywhere keeps neither counts nor findings.
pub(super) fn gather(all: Vec<Vec<Part>>, active: &[Active], runs: Vec<RuleRun>) -> Judged {
    let mut judged = Judged { runs, ..Judged::default() };
    for (position, active) in active.iter().enumerate() {
        if all.iter().any(|parts| parts[position].failed) {
            judged.runs[active.place].status = RuleStatus::Error(FAILED.to_owned());
        }
    }
    for parts in all {
        for (part, active) in parts.into_iter().zip(active) {
            let run = &mut judged.runs[active.place];
            if run.status == RuleStatus::Ran {
                run.tally.merge(&part.tally);
                judged.findings.extend(part.findings);
                judged.opportunities.extend(part.opportunities);
                judged.outside.add(part.outside);
                judged.unjudged.extend(part.unjudged);
            }
        }
    }
    judged
}
