//! Runs the rules over patients and clinicians on all cores: asks once whether a rule applies, skips patients without
//! subjects, counts outcomes, and keeps a failing rule from taking the run with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::outcomes::{Absence, Outcomes};
use super::rule::{Check, Rule};
use super::settings::{GROUP_NEEDED, GROUP_NEEDED_WHEN_WIDENED};
use crate::claim::{Field, FieldSet};
use crate::findings::{Finding, RuleRun, RuleStatus, Settings, Tally};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, PatientView, Scope, Timelines, World};

/// A rule with its settings for one run.
pub struct RulePlan {
    /// The rule.
    pub rule: &'static Rule,
    /// Its settings.
    pub settings: Settings,
    /// Whether the pipeline wants it.
    pub enabled: bool,
}

/// A rule that applies, ready to judge.
struct Active {
    place: usize,
    rule: &'static Rule,
    check: Check,
    /// Per file, what the columns that are absent from it do to its lines.
    absences: Vec<Absence>,
}

/// The conclusions of one rule over a part of the run.
#[derive(Default)]
struct Part {
    tally: Tally,
    findings: Vec<Finding>,
    failed: bool,
}

const PATIENTS_PER_TASK: usize = 256;
const CLINICIANS_PER_TASK: usize = 8;
const FAILED: &str = "the rule failed on a line; its findings are left out";

/// Runs every rule; `None` when the user asked to stop. Runs and findings come in the order of `plans`.
pub fn run(
    timelines: &Timelines,
    world: &World,
    plans: &[RulePlan],
    files: &[FieldSet],
    interrupt: &AtomicBool,
) -> Option<(Vec<RuleRun>, Vec<Finding>)> {
    let present = files.iter().fold(FieldSet::default(), |all, file| all.or(*file));
    let mut runs: Vec<RuleRun> = plans
        .iter()
        .map(|plan| RuleRun { card: &plan.rule.card, status: applicability(plan, present), tally: Tally::default() })
        .collect();
    let active = prepare(plans, &mut runs, world, files);
    let stopped = || interrupt.load(Ordering::Relaxed);
    let patients = timelines.patients.par_chunks(PATIENTS_PER_TASK).map(|ranges| {
        let mut parts = parts_for(&active, world);
        for range in ranges.iter().take_while(|_| !stopped()) {
            judge_patient(PatientView { world, lines: &timelines.lines[range.clone()] }, &active, &mut parts);
        }
        finish(parts)
    });
    let clinicians = timelines.clinicians.par_chunks(CLINICIANS_PER_TASK).map(|ranges| {
        let mut parts = parts_for(&active, world);
        for range in ranges.iter().take_while(|_| !stopped()) {
            let lines = timelines.clinician_lines(range.clone()).iter().map(|index| &timelines.lines[*index as usize]);
            judge_clinician(&ClinicianView { world, lines: lines.collect() }, &active, &mut parts);
        }
        finish(parts)
    });
    let has_clinician_rule = active.iter().any(|active| matches!(active.check, Check::Clinician(_)));
    let mut all: Vec<Vec<Part>> = patients.collect();
    if has_clinician_rule {
        all.extend(clinicians.collect::<Vec<_>>());
    }
    if stopped() {
        return None;
    }
    let findings = gather(all, &active, &mut runs);
    Some((runs, findings))
}

/// Off, not applicable (says which column is absent), or ready to run.
pub fn applicability(plan: &RulePlan, present: FieldSet) -> RuleStatus {
    if !plan.enabled {
        return RuleStatus::Off;
    }
    let missing = plan.rule.card.needs.iter().find(|group| lacks(present, group));
    match missing {
        None => RuleStatus::Ran,
        Some(group) => {
            let names: Vec<_> = group.iter().map(|field| field.name()).collect();
            let verb = if names.len() == 1 { "is absent" } else { "are both absent" };
            RuleStatus::NotApplicable(format!("column {} {verb}", names.join(" and ")))
        }
    }
}

fn prepare(plans: &[RulePlan], runs: &mut [RuleRun], world: &World, files: &[FieldSet]) -> Vec<Active> {
    let mut active = Vec::new();
    for (place, (plan, run)) in plans.iter().zip(runs).enumerate() {
        if run.status != RuleStatus::Ran {
            continue;
        }
        let absences = files.iter().map(|file| absence(plan, *file, files)).collect();
        match catch_unwind(AssertUnwindSafe(|| (plan.rule.prepare)(&plan.settings, world))) {
            Ok(check) => active.push(Active { place, rule: plan.rule, check, absences }),
            Err(_) => run.status = RuleStatus::Error(FAILED.to_owned()),
        }
    }
    active
}

/// What the columns that are absent from a file do to its lines.
fn absence(plan: &RulePlan, file: FieldSet, files: &[FieldSet]) -> Absence {
    if plan.rule.card.needs.iter().any(|group| lacks(file, group)) {
        return Absence::Blind("a column the rule needs is absent from the line's file");
    }
    let scope = plan.settings.declares("scope").then(|| Scope::from_name(plan.settings.choice("scope")));
    // A group is missed in either file of a pair.
    let some_file_lacks = |group: &[Field]| files.iter().any(|file| lacks(*file, group));
    let absent = plan.rule.card.clean_needs.iter().find(|need| match **need {
        // All services of a patient are looked at whoever bills them.
        GROUP_NEEDED => scope != Some(Scope::Enrollee) && some_file_lacks(need.0),
        GROUP_NEEDED_WHEN_WIDENED => scope == Some(Scope::Group) && some_file_lacks(need.0),
        (group, _) => lacks(file, group),
    });
    absent.map_or(Absence::None, |(_, reason)| Absence::NeverClean(reason))
}

/// Whether none of a group of columns is there.
fn lacks(present: FieldSet, group: &[Field]) -> bool {
    !group.iter().any(|field| present.contains(*field))
}

fn parts_for<'w>(active: &'w [Active], world: &'w World) -> Vec<(Outcomes<'w>, bool)> {
    let outcomes = |active: &'w Active| Outcomes::new(world, &active.rule.card, active.place, &active.absences);
    active.iter().map(|active| (outcomes(active), false)).collect()
}

fn judge_patient(patient: PatientView<'_>, active: &[Active], parts: &mut [(Outcomes<'_>, bool)]) {
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

fn judge_clinician(clinician: &ClinicianView<'_>, active: &[Active], parts: &mut [(Outcomes<'_>, bool)]) {
    for (active, (outcomes, failed)) in active.iter().zip(parts) {
        let Check::Clinician(check) = &active.check else { continue };
        if !*failed {
            *failed = catch_unwind(AssertUnwindSafe(|| check.check(clinician, outcomes))).is_err();
        }
    }
}

fn finish(parts: Vec<(Outcomes<'_>, bool)>) -> Vec<Part> {
    let part =
        |(outcomes, failed): (Outcomes<'_>, bool)| Part { tally: outcomes.tally, findings: outcomes.findings, failed };
    parts.into_iter().map(part).collect()
}

/// Adds up the parts; a rule that failed anywhere keeps neither counts nor findings.
fn gather(all: Vec<Vec<Part>>, active: &[Active], runs: &mut [RuleRun]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let failed: Vec<bool> = (0..active.len()).map(|rule| all.iter().any(|parts| parts[rule].failed)).collect();
    for parts in all {
        for ((part, active), failed) in parts.into_iter().zip(active).zip(&failed) {
            let run = &mut runs[active.place];
            if *failed {
                run.status = RuleStatus::Error(FAILED.to_owned());
            } else {
                run.tally.merge(&part.tally);
                findings.extend(part.findings);
            }
        }
    }
    findings
}
