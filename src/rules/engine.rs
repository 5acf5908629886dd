//! Runs the rules over patients and clinicians on all cores: asks once whether a rule applies, skips patients without
//! subjects, counts outcomes, and keeps a failing rule from taking the run with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::judging::{Judged, Part, finish, gather, judge_clinician, judge_log, judge_patient, parts_for};
use super::outcomes::Absence;
use super::rule::{Check, Rule};
use super::settings::{GROUP_NEEDED, GROUP_NEEDED_WHEN_WIDENED};
use super::unreadable::LineNeeds;
use crate::claim::{Field, FieldSet, Sym};
use crate::findings::{CleanNeed, Input, Need, RuleRun, RuleStatus, Settings, Tally};
use crate::timeline::{ClinicianView, Scope, Timelines, World};

/// A rule with its settings for one run.
pub struct RulePlan {
    /// The rule.
    pub rule: &'static Rule,
    /// Its settings.
    pub settings: Settings,
    /// Whether the pipeline wants it.
    pub enabled: bool,
    /// Payers with settings of their own.
    pub of_payers: Vec<(String, Settings)>,
}

/// A rule that applies, ready to judge under one set of settings.
pub(super) struct Active {
    pub(super) place: usize,
    pub(super) rule: &'static Rule,
    pub(super) check: Check,
    /// Per file, what the columns that are absent from it do to its lines.
    pub(super) absences: Vec<Absence>,
    /// What single lines need.
    pub(super) needs: LineNeeds,
    /// Per payer, whether its lines are judged under these settings; all are when no payer has its own.
    pub(super) payers: Option<Vec<bool>>,
}

/// What a run was given.
#[derive(Clone, Default)]
pub struct Given {
    /// Per claim file, the columns that are there.
    pub columns: Vec<FieldSet>,
    /// The tables beside the claims.
    pub tables: Vec<Input>,
    /// Whether lines that are neither flagged nor clean are kept, for `unjudged.parquet`.
    pub keeps_unjudged: bool,
    /// Why no rule can judge the procedure codes, when they are not the codes rules know.
    pub foreign_codes: Option<&'static str>,
}

const PATIENTS_PER_TASK: usize = 256;
const CLINICIANS_PER_TASK: usize = 8;
pub(super) const FAILED: &str = "the rule failed on a line; its findings are left out";

/// Whose lines are complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Those of every patient: rules that look at clinicians wait.
    Patients,
    /// Those of every clinician, as far as they say something of time.
    Clinicians,
    /// All lines of the run.
    All,
}

/// Every rule before it has seen a line, in the order of `plans`.
pub fn unjudged(plans: &[RulePlan], given: &Given) -> Vec<RuleRun> {
    let run = |plan: &RulePlan| RuleRun {
        card: &plan.rule.card,
        status: applicability(plan, given),
        tally: Tally::default(),
        remarks: absent_tables(plan, given),
    };
    plans.iter().map(run).collect()
}

/// What a rule that runs says of the tables it can do without and was not given.
fn absent_tables(plan: &RulePlan, given: &Given) -> Vec<&'static str> {
    let absent = plan.rule.card.without.iter().filter(|(table, _)| !given.tables.contains(table));
    absent.map(|(_, remark)| *remark).collect()
}

/// Runs every rule of a stage; `None` when the user asked to stop. Runs come in the order of `plans`, findings too.
pub fn run(
    timelines: &Timelines,
    world: &World,
    (plans, given): (&[RulePlan], &Given),
    stage: Stage,
    interrupt: &AtomicBool,
) -> Option<Judged> {
    let mut runs = unjudged(plans, given);
    let mut active = prepare(plans, &mut runs, world, given);
    active.retain(|active| match active.check {
        Check::Patient(_) | Check::Log(_) => stage != Stage::Clinicians,
        Check::Clinician(_) => stage != Stage::Patients,
    });
    let stopped = || interrupt.load(Ordering::Relaxed);
    let patients = timelines.patients.par_chunks(PATIENTS_PER_TASK).map(|ranges| {
        let mut parts = parts_for(&active, world, given);
        for range in ranges.iter().take_while(|_| !stopped()) {
            judge_patient(timelines.view(world, range.clone()), &active, &mut parts);
        }
        finish(parts)
    });
    let clinicians = timelines.clinicians.par_chunks(CLINICIANS_PER_TASK).map(|ranges| {
        let mut parts = parts_for(&active, world, given);
        for range in ranges.iter().take_while(|_| !stopped()) {
            let lines = timelines.clinician_lines(range.clone()).iter().map(|index| &timelines.lines[*index as usize]);
            judge_clinician(
                &ClinicianView { world, lines: lines.collect(), all: &timelines.lines },
                &active,
                &mut parts,
            );
        }
        finish(parts)
    });
    // Patients of the log, whether or not the claims know them.
    let logs = world.activities.patients().par_chunks(PATIENTS_PER_TASK).map(|ranges| {
        let mut parts = parts_for(&active, world, given);
        for range in ranges.iter().take_while(|_| !stopped()) {
            judge_log(timelines, world, range.clone(), &active, &mut parts);
        }
        finish(parts)
    });
    let has = |is_sought: fn(&Check) -> bool| active.iter().any(|active| is_sought(&active.check));
    let mut all: Vec<Vec<Part>> = Vec::new();
    if has(|check| matches!(check, Check::Patient(_))) {
        all.extend(patients.collect::<Vec<_>>());
    }
    if has(|check| matches!(check, Check::Clinician(_))) {
        all.extend(clinicians.collect::<Vec<_>>());
    }
    if has(|check| matches!(check, Check::Log(_))) {
        all.extend(logs.collect::<Vec<_>>());
    }
    (!stopped()).then(|| gather(all, &active, runs))
}

/// Whether any rule of these looks at clinicians.
pub fn looks_at_clinicians(plans: &[RulePlan], world: &World, given: &Given) -> bool {
    !clinician_checks(plans, world, given).is_empty()
}

/// The checks of these rules that look at clinicians.
pub(super) fn clinician_checks(plans: &[RulePlan], world: &World, given: &Given) -> Vec<Active> {
    let mut active = prepare(plans, &mut unjudged(plans, given), world, given);
    active.retain(|active| matches!(active.check, Check::Clinician(_)));
    active
}

/// Off, not applicable (says which column or table is absent, or what the codes are), or ready to run.
pub fn applicability(plan: &RulePlan, given: &Given) -> RuleStatus {
    if !plan.enabled {
        return RuleStatus::Off;
    }
    if let Some(reason) = given.foreign_codes {
        // Every rule begins with a code: on codes of another system it would find nothing, and look clean.
        return RuleStatus::NotApplicable(reason.to_owned());
    }
    let present = given.columns.iter().fold(FieldSet::default(), |all, file| all.or(*file));
    match plan.rule.card.needs.iter().find(|group| lacks(present, &given.tables, group)) {
        None => RuleStatus::Ran,
        Some(group) => RuleStatus::NotApplicable(absent(group)),
    }
}

/// `column minutes is absent`, `columns a and b are both absent`, `no fee schedule is given`.
fn absent(group: &[Need]) -> String {
    let columns: Vec<&str> = group.iter().filter_map(|need| need.column()).map(Field::name).collect();
    let tables = group.iter().filter_map(|need| need.table()).map(|table| format!("no {} is given", table.words()));
    let columns = match columns.as_slice() {
        [] => None,
        [one] => Some(format!("column {one} is absent")),
        [one, other] => Some(format!("columns {one} and {other} are both absent")),
        several => Some(format!("columns {} are all absent", several.join(", "))),
    };
    columns.into_iter().chain(tables).collect::<Vec<_>>().join(", and ")
}

fn prepare(plans: &[RulePlan], runs: &mut [RuleRun], world: &World, given: &Given) -> Vec<Active> {
    let mut active = Vec::new();
    for (place, (plan, run)) in plans.iter().zip(runs.iter_mut()).enumerate() {
        if run.status != RuleStatus::Ran {
            continue;
        }
        for (settings, payers) in variants(plan, world) {
            let absences = (0..given.columns.len()).map(|file| absence(plan.rule, settings, file, given)).collect();
            let needs = LineNeeds::new(plan.rule, clean_needs(plan.rule, settings), given);
            match catch_unwind(AssertUnwindSafe(|| (plan.rule.prepare)(settings, world))) {
                Ok(check) => active.push(Active { place, rule: plan.rule, check, absences, needs, payers }),
                Err(_) => run.status = RuleStatus::Error(FAILED.to_owned()),
            }
        }
    }
    // A rule that could not be prepared for one payer must not run for the others: half a rule looks whole.
    active.retain(|active| runs[active.place].status == RuleStatus::Ran);
    active
}

/// The settings of a rule, each with the payers whose lines are judged under them.
fn variants<'p>(plan: &'p RulePlan, world: &World) -> Vec<(&'p Settings, Option<Vec<bool>>)> {
    let payers = &world.names.payers;
    let own: Vec<(Sym, &Settings)> = plan
        .of_payers
        .iter()
        .filter_map(|(payer, settings)| payers.find(payer).map(|payer| (payer, settings)))
        .collect();
    if own.is_empty() {
        return vec![(&plan.settings, None)];
    }
    let mut others = vec![true; payers.len()];
    let mut variants = Vec::new();
    for (payer, settings) in own {
        let mut only = vec![false; payers.len()];
        only[payer.index()] = true;
        others[payer.index()] = false;
        variants.push((settings, Some(only)));
    }
    variants.push((&plan.settings, Some(others)));
    variants
}

/// What the columns that are absent from a file do to its lines.
fn absence(rule: &Rule, settings: &Settings, file: usize, given: &Given) -> Absence {
    let (file, files) = (given.columns[file], &given.columns);
    if rule.card.needs.iter().any(|group| lacks(file, &given.tables, group)) {
        return Absence::Blind("a column the rule needs is absent from the line's file");
    }
    // A group is missed in either file of a pair.
    let some_file_lacks = |group: &[Field]| files.iter().any(|file| lacks_columns(*file, group));
    let absent = clean_needs(rule, settings).find(|need| match **need {
        GROUP_NEEDED | GROUP_NEEDED_WHEN_WIDENED => some_file_lacks(need.0),
        (group, _) => lacks_columns(file, group),
    });
    absent.map_or(Absence::None, |(_, reason)| Absence::NeverClean(reason))
}

/// What a line must have to be called clean, under these settings.
fn clean_needs(rule: &Rule, settings: &Settings) -> impl Iterator<Item = &'static CleanNeed> {
    let scope = settings.declares("scope").then(|| Scope::from_name(settings.choice("scope")));
    rule.card.clean_needs.iter().filter(move |need| match **need {
        // All services of a patient are looked at whoever bills them.
        GROUP_NEEDED => scope != Some(Scope::Enrollee),
        GROUP_NEEDED_WHEN_WIDENED => scope == Some(Scope::Group),
        _ => true,
    })
}

/// Whether nothing of a group is there.
fn lacks(present: FieldSet, tables: &[Input], group: &[Need]) -> bool {
    !group.iter().any(|need| need.is_met(present, tables))
}

fn lacks_columns(present: FieldSet, group: &[Field]) -> bool {
    !group.iter().any(|field| present.contains(*field))
}
