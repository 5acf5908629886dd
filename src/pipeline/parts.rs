//! Settles and judges the rows of a run part by part: first every part of patients, then the lines that say something of
//! clinicians' time, clinician by clinician. A run of one part is judged in one go. Publishes nothing.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::inputs::Inputs;
use super::plan::Plan;
use super::run::RunError;
use crate::claim::{Accounting, Dictionary, Fate, Names, Sym};
use crate::findings::{Finding, LoggedTime, Opportunity, RuleRun, RuleStatus};
use crate::load::{Dealer, Holding, Lines, Loaded, Log, Part, Rows};
use crate::normalise::{Normalised, normalise};
use crate::quality::{Lens, Survey};
use crate::reference::CodeFacts;
use crate::rules::{self, Given, Judged, Stage};
use crate::timeline::{Material, Timelines, Withdrawn, World};

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
    pub(super) runs: Vec<RuleRun>,
    pub(super) findings: Vec<Finding>,
    pub(super) opportunities: Vec<Opportunity>,
    /// What became of the log; `None` without one.
    pub(super) logged: Option<LoggedTime>,
    /// The texts behind the numbers of the findings.
    pub(super) names: Names,
}

/// Which rows of a part go on as lines, and the numbers of those that had none.
struct Settled {
    effective: Vec<u32>,
    /// Refused, taken back or voided.
    withdrawn: Vec<u32>,
    given_line_numbers: Vec<(u32, i32)>,
}

/// What one part came to.
struct PartVerdict {
    accounting: Accounting,
    survey: Survey,
    runs: Vec<RuleRun>,
    findings: Vec<Finding>,
    names: Names,
    settled: Settled,
    timed: Lines,
}

impl Court<'_> {
    /// Judges every part. The log is linked to all lines of a run at once, so that a run with a log is one part.
    pub(super) fn judge(&self, log: Option<Log>) -> Result<Verdict, RunError> {
        if self.loaded.parts.len() == 1 {
            return self.judge_whole(log);
        }
        let mut verdict = Verdict {
            accounting: Accounting::default(),
            survey: Survey::default(),
            runs: rules::unjudged(&self.plan.rules, self.given),
            findings: Vec::new(),
            opportunities: Vec::new(),
            logged: None,
            names: self.loaded.names.clone(),
        };
        let mut claims = Dictionary::new();
        let mut clinicians = Dealer::by_clinician(self.holding);
        let looks_at_clinicians = rules::looks_at_clinicians(&self.plan.rules, &self.world, self.given);
        let places: Vec<usize> = (0..self.loaded.parts.len()).collect();
        let mut settled = Vec::new();
        // Wave by wave: what a wave leaves is put away before the next one takes room.
        for wave in places.chunks(self.wave()) {
            let parts = wave.par_iter().map(|place| self.judge_part(*place, looks_at_clinicians));
            for part in parts.collect::<Result<Vec<_>, RunError>>()? {
                verdict.accounting.merge(&part.accounting);
                verdict.survey.merge(&part.survey);
                verdict.add(&part.runs, part.findings, &part.names, &mut claims);
                clinicians.deal_lines(part.timed)?;
                settled.push(part.settled);
            }
        }
        if looks_at_clinicians {
            let first = verdict.findings.len();
            self.judge_clinicians(clinicians, &mut verdict, &mut claims)?;
            self.look_around(&mut verdict.findings[first..], &settled, &mut claims)?;
        }
        verdict.names.claims = Arc::new(claims);
        verdict.drop_failed();
        Ok(verdict)
    }

    /// How many parts are in work before anything is put away.
    fn wave(&self) -> usize {
        rayon::current_num_threads() * if self.loaded.parts.wait() { 1 } else { 4 }
    }

    fn judge_whole(&self, log: Option<Log>) -> Result<Verdict, RunError> {
        let judge = |rows: &Rows, names: &Names| {
            let (accounting, survey, settled) = self.settle(rows, names);
            let timelines =
                Timelines::build(self.material(rows, names), &settled.effective, &settled.given_line_numbers);
            let mut world = self.world.with_names(names.clone());
            if let Some(log) = log {
                world = world.with_log(log, &timelines);
                world.withdrawn = Arc::new(Withdrawn::new(self.material(rows, names), &settled.withdrawn));
            }
            let judged = self.run_rules(&timelines, &world, Stage::All)?;
            let logged = rules::account(&world, &judged);
            let Judged { runs, mut findings, opportunities, .. } = judged;
            for finding in &mut findings {
                finding.nearby = timelines.around(finding);
            }
            Ok(Verdict { accounting, survey, runs, findings, opportunities, logged, names: names.clone() })
        };
        let verdict: Result<Verdict, RunError> =
            self.loaded.parts.visit(0, |part| part.with_claims(&self.loaded.names, judge))?;
        let mut verdict = verdict?;
        verdict.drop_failed();
        Ok(verdict)
    }

    fn judge_part(&self, place: usize, looks_at_clinicians: bool) -> Result<PartVerdict, RunError> {
        let judge = |rows: &Rows, names: &Names| {
            let (accounting, survey, settled) = self.settle(rows, names);
            let timelines =
                Timelines::build(self.material(rows, names), &settled.effective, &settled.given_line_numbers);
            let world = self.world.with_names(names.clone());
            let Judged { runs, mut findings, .. } = self.run_rules(&timelines, &world, Stage::Patients)?;
            for finding in &mut findings {
                finding.nearby = timelines.around(finding);
            }
            let mut timed = Lines::default();
            if looks_at_clinicians {
                timelines.timed().for_each(|line| timed.push(line, names.claims.text(line.claim)));
            }
            Ok(PartVerdict { accounting, survey, runs, findings, names: names.clone(), settled, timed: timed.done() })
        };
        self.loaded.parts.visit(place, |part: &mut Part| part.with_claims(&self.loaded.names, judge))?
    }

    fn settle(&self, rows: &Rows, names: &Names) -> (Accounting, Survey, Settled) {
        let Normalised { fates, given_line_numbers } =
            normalise(rows, names, self.facts, |date| self.plan.judges(date));
        let mut accounting = Accounting::default();
        accounting.add(&fates);
        let survey = Survey::new(rows, names, &fates, self.lens);
        let is_effective = |(_, fate): &(u32, &Fate)| matches!(fate, Fate::Audited | Fate::Context);
        let effective = (0..).zip(&fates).filter(is_effective).map(|(row, _)| row).collect();
        let is_withdrawn = |(_, fate): &(u32, &Fate)| {
            matches!(fate, Fate::Denied | Fate::Voided | Fate::Netted | Fate::UnmatchedReversal)
        };
        let withdrawn = (0..).zip(&fates).filter(is_withdrawn).map(|(row, _)| row).collect();
        (accounting, survey, Settled { effective, withdrawn, given_line_numbers })
    }

    fn material<'m>(&'m self, rows: &'m Rows, names: &'m Names) -> Material<'m> {
        let all_matter = self.inputs.has_log || self.loaded.has_times();
        Material { rows, names, facts: self.facts, roster: &self.inputs.roster, all_matter }
    }

    fn run_rules(&self, timelines: &Timelines, world: &World, stage: Stage) -> Result<Judged, RunError> {
        let rules = (self.plan.rules.as_slice(), self.given);
        rules::run(timelines, world, rules, stage, self.interrupt).ok_or(RunError::Interrupted)
    }

    fn judge_clinicians(
        &self,
        clinicians: Dealer<'_>,
        verdict: &mut Verdict,
        claims: &mut Dictionary,
    ) -> Result<(), RunError> {
        let parts = clinicians.finish()?;
        let judge = |rows: &Rows, names: &Names| {
            let all: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
            let timelines = Timelines::build(self.material(rows, names), &all, &[]);
            let world = self.world.with_names(names.clone());
            let Judged { runs, findings, .. } = self.run_rules(&timelines, &world, Stage::Clinicians)?;
            Ok::<_, RunError>((runs, findings, names.clone()))
        };
        let places: Vec<usize> = (0..parts.len()).collect();
        for wave in places.chunks(self.wave()) {
            let judged = wave.par_iter().map(|place| {
                parts.visit(*place, |part| part.with_claims(&self.loaded.names, judge)).map_err(RunError::from)?
            });
            for (runs, findings, names) in judged.collect::<Result<Vec<_>, RunError>>()? {
                verdict.add(&runs, findings, &names, claims);
            }
        }
        Ok(())
    }

    /// Gives findings about clinicians what stands around them on the patient's own timeline.
    fn look_around(
        &self,
        findings: &mut [Finding],
        settled: &[Settled],
        claims: &mut Dictionary,
    ) -> Result<(), RunError> {
        let patients: HashSet<Sym> = findings.iter().map(|finding| finding.line.patient).collect();
        for (place, settled) in settled.iter().enumerate().filter(|_| !patients.is_empty()) {
            let look = |rows: &Rows, names: &Names| {
                let is_sought = |row: &&u32| patients.contains(&rows.people.patient.get(**row as usize));
                let effective: Vec<u32> = settled.effective.iter().filter(is_sought).copied().collect();
                let timelines = Timelines::build(self.material(rows, names), &effective, &settled.given_line_numbers);
                let known: HashSet<Sym> = timelines.lines.iter().map(|line| line.patient).collect();
                for finding in findings.iter_mut().filter(|finding| known.contains(&finding.line.patient)) {
                    let mut own = finding.clone();
                    // The part knows claims by numbers of its own.
                    own.renumber_claims(|claim| names.claims.find(claims.text(claim)).unwrap_or_default());
                    own.nearby = timelines.around(&own);
                    own.renumber_claims(|claim| claims.intern(names.claims.text(claim)));
                    finding.nearby = own.nearby;
                }
            };
            self.loaded
                .parts
                .visit(place, |part| part.with_claims(&self.loaded.names, look))
                .map_err(RunError::from)?;
        }
        Ok(())
    }
}

impl Verdict {
    fn add(&mut self, runs: &[RuleRun], findings: Vec<Finding>, names: &Names, claims: &mut Dictionary) {
        for (sum, run) in self.runs.iter_mut().zip(runs) {
            sum.merge(run);
        }
        self.findings.extend(findings.into_iter().map(|mut finding| {
            finding.renumber_claims(|claim| claims.intern(names.claims.text(claim)));
            finding
        }));
    }

    /// A rule that failed on some lines keeps no finding.
    fn drop_failed(&mut self) {
        let runs = &self.runs;
        self.findings.retain(|finding| !matches!(runs[finding.rule_order].status, RuleStatus::Error(_)));
    }
}
