//! Settles and judges the rows of a run part by part: first every part of patients, then the lines that say something of
//! clinicians' time, clinician by clinician. A run of one part is judged in one go. Publishes nothing.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::gathered::Gathered;
use super::inputs::Inputs;
use super::plan::Plan;
use super::run::RunError;
use crate::claim::{Accounting, Fate, Names, Sym};
use crate::findings::{Finding, LoggedTime, Opportunity, RuleRun, RuleStatus, Shelf, Workloads};
use crate::load::{Dealer, Holding, Lines, Loaded, Log, Parts, Rows};
use crate::normalise::{Normalised, normalise};
use crate::quality::{Lens, Survey};
use crate::reference::CodeFacts;
use crate::rules::{self, Given, Judged, Stage};
use crate::timeline::{Material, Timelines, Withdrawn, World, as_line};

/// What every part is judged with.
pub(super) struct Court<'a> {
    pub(super) plan: &'a Plan,
    pub(super) loaded: &'a Loaded,
    pub(super) inputs: &'a Inputs,
    pub(super) given: &'a Given,
    pub(super) facts: &'a Arc<Vec<CodeFacts>>,
    pub(super) world: World,
    pub(super) lens: &'a Lens,
    pub(super) holding: &'a Holding,
    pub(super) interrupt: &'a AtomicBool,
}

/// What became of all rows, and what was found.
pub(super) struct Verdict {
    pub(super) accounting: Accounting,
    pub(super) survey: Survey,
    pub(super) workloads: Workloads,
    pub(super) runs: Vec<RuleRun>,
    pub(super) findings: Vec<Finding>,
    /// Stretches of logged time, and what became of every minute of the log.
    pub(super) opportunities: Vec<Opportunity>,
    pub(super) logged: Option<LoggedTime>,
    /// The texts behind the numbers of the findings.
    pub(super) names: Names,
    /// Where the words of findings wait that are not in memory.
    pub(super) shelf: Option<Arc<dyn Shelf>>,
}

/// Which rows of a part go on as lines, and the numbers of those that had none.
struct Settled {
    effective: Vec<u32>,
    given_line_numbers: Vec<(u32, i32)>,
    /// Rows that were refused, voided or taken back, where a log asks for them.
    withdrawn: Vec<u32>,
}

/// What one part came to.
struct PartVerdict {
    accounting: Accounting,
    survey: Survey,
    workloads: Workloads,
    runs: Vec<RuleRun>,
    findings: Vec<Finding>,
    opportunities: Vec<Opportunity>,
    logged: Option<LoggedTime>,
    names: Names,
    settled: Settled,
    /// The lines that say something of clinicians' time, once those are judged apart.
    timed: Lines,
}

impl Court<'_> {
    /// Judges every part. The log is linked to all lines of a run at once, so that a run with a log is one part.
    pub(super) fn judge(&self, log: Option<Log>) -> Result<Verdict, RunError> {
        if self.loaded.parts.len() == 1 {
            return self.judge_whole(log);
        }
        let (mut accounting, mut survey) = (Accounting::default(), Survey::default());
        let mut workloads = Workloads::default();
        let mut runs = rules::unjudged(&self.plan.rules, self.given);
        let mut gathered = Gathered::new(self.holding);
        // Findings and what parts need while they are judged take memory too by now.
        let holding = self.holding.halved();
        let mut clinicians = Dealer::by_clinician(&holding);
        let looks_at_clinicians = rules::looks_at_clinicians(&self.plan.rules, &self.world, self.given);
        let mut settled = Vec::new();
        let judge = |rows: &Rows, names: &Names| {
            let stage = if looks_at_clinicians { Stage::Patients } else { Stage::All };
            self.judge_rows(rows, names, stage, None)
        };
        self.in_waves(&self.loaded.parts, judge, |part| {
            accounting.merge(&part.accounting);
            survey.merge(&part.survey);
            workloads.merge(&part.workloads);
            merge(&mut runs, &part.runs);
            part.findings.into_iter().try_for_each(|finding| gathered.add(finding, &part.names, true))?;
            settled.push(part.settled);
            Ok(clinicians.deal_lines(&part.timed)?)
        })?;
        if looks_at_clinicians {
            let first = gathered.findings.len();
            merge(&mut runs, &self.judge_clinicians(&clinicians.finish()?, &mut gathered)?);
            self.look_around(first, &settled, &mut gathered)?;
        }
        let Gathered { findings, claims, patients, words } = gathered;
        let names = Names { claims: Arc::new(claims), patients: Arc::new(patients), ..self.loaded.names.clone() };
        // A run with a log is one part.
        let (opportunities, logged) = (Vec::new(), None);
        let mut verdict = Verdict {
            accounting,
            survey,
            workloads,
            runs,
            findings,
            opportunities,
            logged,
            names,
            shelf: words.done()?,
        };
        verdict.drop_failed();
        Ok(verdict)
    }

    fn judge_whole(&self, log: Option<Log>) -> Result<Verdict, RunError> {
        let judge = |rows: &Rows, names: &Names| self.judge_rows(rows, names, Stage::All, log);
        let part: Result<PartVerdict, RunError> =
            self.loaded.parts.visit(0, |part| part.with_names(&self.loaded.names, judge))?;
        let PartVerdict { accounting, survey, workloads, runs, findings, opportunities, logged, names, .. } = part?;
        let mut verdict =
            Verdict { accounting, survey, workloads, runs, findings, opportunities, logged, names, shelf: None };
        verdict.drop_failed();
        Ok(verdict)
    }

    /// Judges the parts some at a time: what they leave is put away before the next ones take room.
    fn in_waves<T: Send>(
        &self,
        parts: &Parts,
        judge: impl Fn(&Rows, &Names) -> Result<T, RunError> + Sync,
        mut put_away: impl FnMut(T) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let n_at_once = rayon::current_num_threads() * if parts.wait() { 1 } else { 4 };
        let places: Vec<usize> = (0..parts.len()).collect();
        for wave in places.chunks(n_at_once) {
            let judged = wave.par_iter().map(|place| {
                parts.visit(*place, |part| part.with_names(&self.loaded.names, &judge)).map_err(RunError::from)?
            });
            judged.collect::<Result<Vec<T>, RunError>>()?.into_iter().try_for_each(&mut put_away)?;
        }
        Ok(())
    }

    fn judge_rows(&self, rows: &Rows, names: &Names, stage: Stage, log: Option<Log>) -> Result<PartVerdict, RunError> {
        let (accounting, survey, workloads, settled) = self.settle(rows, names);
        let timelines = Timelines::build(self.material(rows, names), &settled.effective, &settled.given_line_numbers);
        let mut world = self.world.with_names(names.clone());
        if let Some(log) = log {
            world.withdrawn = Arc::new(Withdrawn::new(self.material(rows, names), &settled.withdrawn));
            world = world.with_log(log, &timelines);
        }
        let judged = self.run_rules(&timelines, &world, stage)?;
        let logged = rules::account(&world, &judged);
        let Judged { runs, mut findings, opportunities, .. } = judged;
        for finding in &mut findings {
            finding.nearby = timelines.around(finding);
        }
        let mut timed = Lines::default();
        if stage == Stage::Patients {
            timelines.timed().for_each(|line| timed.push(line, names));
        }
        Ok(PartVerdict {
            accounting,
            survey,
            workloads,
            runs,
            findings,
            opportunities,
            logged,
            names: names.clone(),
            settled,
            timed: timed.done(),
        })
    }

    fn settle(&self, rows: &Rows, names: &Names) -> (Accounting, Survey, Workloads, Settled) {
        let Normalised { fates, given_line_numbers } =
            normalise(rows, names, self.facts, |date| self.plan.judges(date));
        let accounting = Accounting::new(0, 0, &fates);
        let survey = Survey::new(rows, names, &fates, self.lens);
        let rows_of = |wanted: &[Fate]| -> Vec<u32> {
            (0..).zip(&fates).filter(|(_, fate)| wanted.contains(fate)).map(|(row, _)| row).collect()
        };
        let has_log = self.plan.inputs.has_log();
        let withdrawn = if has_log { rows_of(&[Fate::Denied, Fate::Voided, Fate::Netted]) } else { Vec::new() };
        let workloads = self.workloads(rows, &fates);
        let effective = rows_of(&[Fate::Audited, Fate::Context]);
        (accounting, survey, workloads, Settled { effective, given_line_numbers, withdrawn })
    }

    /// The audited lines by clinician, with the specialty that the rules see.
    fn workloads(&self, rows: &Rows, fates: &[Fate]) -> Workloads {
        let mut workloads = Workloads::default();
        for (row, _) in fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Audited) {
            let line = as_line(rows, row, &self.inputs.roster);
            workloads.add(line.clinician, line.specialty, line.taxonomy, line.amount_at_stake().unwrap_or_default());
        }
        workloads
    }

    fn material<'m>(&'m self, rows: &'m Rows, names: &'m Names) -> Material<'m> {
        let all_matter = self.plan.inputs.has_log() || self.loaded.has_times();
        Material { rows, names, facts: self.facts, roster: &self.inputs.roster, all_matter }
    }

    fn run_rules(&self, timelines: &Timelines, world: &World, stage: Stage) -> Result<Judged, RunError> {
        let rules = (self.plan.rules.as_slice(), self.given);
        rules::run(timelines, world, rules, stage, self.interrupt).ok_or(RunError::Interrupted)
    }

    fn judge_clinicians(&self, parts: &Parts, gathered: &mut Gathered<'_>) -> Result<Vec<RuleRun>, RunError> {
        let judge = |rows: &Rows, names: &Names| {
            let all: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
            let timelines = Timelines::build(self.material(rows, names), &all, &[]);
            let world = self.world.with_names(names.clone());
            let judged = self.run_rules(&timelines, &world, Stage::Clinicians)?;
            Ok((judged.runs, judged.findings, names.clone()))
        };
        let mut sums = rules::unjudged(&self.plan.rules, self.given);
        self.in_waves(parts, judge, |(runs, findings, names)| {
            merge(&mut sums, &runs);
            Ok(findings.into_iter().try_for_each(|finding| gathered.add(finding, &names, false))?)
        })?;
        Ok(sums)
    }

    /// Gives findings about clinicians, those from `first` on, what stands around them on the patient's own timeline.
    fn look_around(&self, first: usize, settled: &[Settled], gathered: &mut Gathered<'_>) -> Result<(), RunError> {
        if gathered.findings.len() == first {
            return Ok(());
        }
        for (place, settled) in settled.iter().enumerate() {
            let look = |rows: &Rows, names: &Names| {
                // The part knows claims and patients by numbers of its own.
                let own = |finding: &Finding| names.patients.find(gathered.patients.text(finding.line.patient));
                let patients: Vec<Option<Sym>> = gathered.findings[first..].iter().map(own).collect();
                let sought: HashSet<Sym> = patients.iter().copied().flatten().collect();
                let is_sought = |row: &&u32| sought.contains(&rows.people.patient.get(**row as usize));
                let effective: Vec<u32> = settled.effective.iter().filter(is_sought).copied().collect();
                let timelines = Timelines::build(self.material(rows, names), &effective, &settled.given_line_numbers);
                let known: HashSet<Sym> = timelines.lines.iter().map(|line| line.patient).collect();
                let here = (first..).zip(patients).filter_map(|(at, patient)| Some((at, patient?)));
                here.filter(|(_, patient)| known.contains(patient))
                    .try_for_each(|(at, patient)| gathered.place(at, patient, &timelines, names))
            };
            self.loaded
                .parts
                .visit(place, |part| part.with_names(&self.loaded.names, look))
                .map_err(RunError::from)??;
        }
        Ok(())
    }
}

/// Adds the counts of other lines.
fn merge(sums: &mut [RuleRun], runs: &[RuleRun]) {
    sums.iter_mut().zip(runs).for_each(|(sum, run)| sum.merge(run));
}

impl Verdict {
    /// A rule that failed on some lines keeps no finding.
    fn drop_failed(&mut self) {
        let runs = &self.runs;
        let has_failed = |rule: usize| matches!(runs[rule].status, RuleStatus::Error(_));
        self.findings.retain(|finding| !has_failed(finding.rule_order));
        self.opportunities.retain(|opportunity| !has_failed(opportunity.rule_order));
    }
}
