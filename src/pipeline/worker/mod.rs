//! One worker among many, on a cluster: lines of whole patients, or of whole clinicians, come as a stream and findings
//! leave as one. It judges with the same code as a run on one machine; what only the whole run can know is told by
//! [`Whole`], and what must add up over all workers is counted beside the findings and put together by [`merge`].

mod counts;
mod merge;
mod whole;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::inputs::Inputs;
use super::parts::{Court, Passed};
use super::plan::Plan;
use super::run::RunError;
use super::verdicts;
use crate::claim::{Accounting, Names, SourceFile};
use crate::findings::{Audit, Medians, RuleRun, RuleStatus, Workloads};
use crate::load::{self, Chunk, Consents, Holding, LineStream, LoadError, TimedLines};
use crate::normalise::code_facts;
use crate::quality;
use crate::reference::{CodeFacts, Reference};
use crate::report::{FindingsStream, RunFacts};
use crate::rules::{self, Given};
use crate::timeline::World;
use counts::Counts;

pub use merge::{Merged, merge};
pub use whole::Whole;

/// Which lines a worker is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorkerStage {
    /// All lines of some patients.
    Patients,
    /// The lines of some clinicians that say something of their time, as the first stage passed them on.
    Clinicians,
}

/// Where lines come from and results go.
pub struct Pipes<'a> {
    /// Lines, as an Arrow stream.
    pub lines: Box<dyn Read + 'a>,
    /// Findings, as an Arrow stream.
    pub findings: Box<dyn Write + 'a>,
    /// Rejects and counts, as JSON lines.
    pub counts: Box<dyn Write + 'a>,
    /// Lines to be judged by clinician, as an Arrow stream.
    pub timed: Option<Box<dyn Write + 'a>>,
}

/// Texts that a worker keeps numbers of before it starts anew, so that its memory stays bounded.
const MOST_TEXTS: usize = 1 << 20;

/// Judges the lines of a stream; true when rows were rejected or a rule failed.
pub fn work(
    plan: &Plan,
    whole: Option<Whole>,
    stage: WorkerStage,
    pipes: Pipes<'_>,
    interrupt: &AtomicBool,
) -> Result<bool, RunError> {
    refuse(plan)?;
    let mut stream = LineStream::open(pipes.lines, &plan.layout)?;
    let whole = whole.map_or_else(|| Whole::alone(stream.columns(), plan), Ok)?;
    let files = whole.source_files(&plan.layout)?;
    let mut names = Names::default();
    let mut inputs = Inputs::read(plan, &mut names, interrupt)?;
    let mut worker = Worker {
        plan,
        stage,
        given: inputs.given(&files, false),
        reference: Arc::new(plan.reference(std::mem::take(&mut inputs.tables))),
        consents: inputs.consents.take().map(Arc::new),
        counts: Counts::new(stage, settings(plan), whole.hash()?),
        runs: Vec::new(),
        findings: FindingsStream::begin(pipes.findings)?,
        timed: pipes.timed.map(|out| TimedLines::begin(out, &stream)).transpose()?,
        notes: pipes.counts,
        audit: empty_audit(plan, &whole, files),
        has_faults: inputs.files.iter().any(|input| !input.faults.is_empty()),
        inputs,
        interrupt,
    };
    worker.runs = rules::unjudged(&plan.rules, &worker.given);
    let base = names.clone();
    while let Some(chunk) = stream.next_chunk(names, worker.audit.files.len())? {
        if stage == WorkerStage::Clinicians && chunk.rejects.is_empty() && !stream.groups_are_clinicians(&chunk)? {
            return Err(failed("lines of whole clinicians are those that --timed wrote: here a group is no clinician"));
        }
        names = worker.judge(chunk)?;
        if MOST_TEXTS < names.n_texts() {
            names = base.clone();
        }
    }
    worker.finish()
}

/// What cannot be done by workers.
fn refuse(plan: &Plan) -> Result<(), RunError> {
    if plan.inputs.has_log() {
        return Err(failed("a worker cannot look for missed revenue: take [activity] out of the pipeline"));
    }
    if plan.unjudged {
        return Err(failed("workers do not list unjudged lines: take `unjudged` out of [report] in the pipeline"));
    }
    if plan.layout.name != "canonical" || plan.layout.file.is_some() {
        let problem = format!(
            "a worker reads canonical columns; the pipeline names layout `{}`: bring the lines into canonical columns \
             first, and leave the layout out",
            plan.layout.name
        );
        return Err(failed(problem));
    }
    Ok(())
}

fn settings(plan: &Plan) -> String {
    RunFacts { name: String::new(), layout: plan.layout.name.clone(), settings: plan.settings(), inputs: Vec::new() }
        .settings_hash()
}

fn empty_audit(plan: &Plan, whole: &Whole, files: Vec<SourceFile>) -> Audit {
    Audit {
        names: Arc::default(),
        files,
        inputs: Vec::new(),
        joined_money: Vec::new(),
        unused_files: Vec::new(),
        left_out: Vec::new(),
        accounting: Accounting::default(),
        rejects: Vec::new(),
        range: plan.range(whole.dates()),
        workloads: Workloads::default(),
        runs: Vec::new(),
        findings: Vec::new(),
        opportunities: Vec::new(),
        logged: None,
        unjudged: None,
        shelf: None,
    }
}

pub(super) fn failed(problem: impl Into<String>) -> RunError {
    RunError::Worker { problem: problem.into() }
}

/// A worker at work.
struct Worker<'a> {
    plan: &'a Plan,
    stage: WorkerStage,
    inputs: Inputs,
    given: Given,
    reference: Arc<Reference>,
    consents: Option<Arc<Consents>>,
    counts: Counts,
    /// What the rules concluded so far.
    runs: Vec<RuleRun>,
    findings: FindingsStream<Box<dyn Write + 'a>>,
    timed: Option<TimedLines<Box<dyn Write + 'a>>>,
    notes: Box<dyn Write + 'a>,
    /// Holds the findings of one chunk at a time.
    audit: Audit,
    has_faults: bool,
    interrupt: &'a AtomicBool,
}

impl Worker<'_> {
    /// Judges the lines of a chunk; gives the texts back for the next one.
    fn judge(&mut self, mut chunk: Chunk) -> Result<Names, RunError> {
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        let names = std::mem::take(&mut chunk.names);
        let facts = Arc::new(code_facts(&names, &self.reference));
        let shapes = quality::shape_counts(&names, &facts, &self.reference, &chunk.seen.codes);
        self.counts.add_chunk(&chunk, &shapes);
        for reject in &chunk.rejects {
            self.note(&counts::reject_line(reject))?;
        }
        match self.stage {
            WorkerStage::Patients => self.judge_patients(&mut chunk, &names, &facts)?,
            WorkerStage::Clinicians => self.judge_clinicians(&mut chunk, &names, &facts)?,
        }
        // What payers usually paid is known when all workers are done.
        self.audit.settle(&Medians::default());
        self.findings.add(&self.audit)?;
        // The next chunk goes on with these texts, and nobody else may hold them then.
        self.audit.names = Arc::default();
        self.audit.findings.clear();
        Ok(names)
    }

    fn judge_patients(
        &mut self,
        chunk: &mut Chunk,
        names: &Names,
        facts: &Arc<Vec<CodeFacts>>,
    ) -> Result<(), RunError> {
        let court = self.court(names, facts);
        let waits = court.looks_at_clinicians();
        if waits && self.timed.is_none() {
            return Err(failed(
                "some rules look at all lines of a clinician: name a place for those lines with --timed and judge them with \
                 --stage clinicians, or switch these rules off",
            ));
        }
        let passed = if waits { Passed::Lines } else { Passed::Nothing };
        let judged = chunk.part.with_names(names, |rows, names| court.judge_rows(rows, names, passed, None))?;
        drop(court);
        self.counts.add_fates(&judged.whole.accounting);
        if let Some(timed) = &mut self.timed {
            self.counts.passed_on += timed.add(chunk, &judged.timed, &judged.whole.names)?;
        }
        let judged = judged.whole;
        verdicts::merge(&mut self.runs, &judged.runs);
        self.counts.add_paid(&judged.paid, &judged.names);
        (self.audit.names, self.audit.findings) = (Arc::new(judged.names), judged.findings);
        Ok(())
    }

    fn judge_clinicians(
        &mut self,
        chunk: &mut Chunk,
        names: &Names,
        facts: &Arc<Vec<CodeFacts>>,
    ) -> Result<(), RunError> {
        if !chunk.rejects.is_empty() {
            return Err(failed("a line that was judged before could not be read again; please report this"));
        }
        let court = self.court(names, facts);
        let judged = chunk.part.with_names(names, |rows, names| court.judge_times(rows, names))?;
        drop(court);
        verdicts::merge(&mut self.runs, &judged.runs);
        (self.audit.names, self.audit.findings) = (Arc::new(judged.names), judged.findings);
        Ok(())
    }

    fn court<'c>(&'c self, names: &'c Names, facts: &'c Arc<Vec<CodeFacts>>) -> Court<'c> {
        let (for_world, range) = (Arc::new(names.clone()), self.audit.range);
        let mut world = World::new(for_world, Arc::clone(&self.reference), Arc::clone(facts), range);
        world.consents.clone_from(&self.consents);
        Court {
            plan: self.plan,
            names,
            has_times: load::has_times(&self.audit.files),
            inputs: &self.inputs,
            given: &self.given,
            facts,
            world,
            lens: None,
            holding: &Holding::WHOLE,
            interrupt: self.interrupt,
        }
    }

    fn note(&mut self, line: &str) -> Result<(), RunError> {
        Ok(self.notes.write_all(line.as_bytes()).map_err(LoadError::not_passed_on)?)
    }

    /// Ends all streams; true when rows were rejected or a rule failed.
    fn finish(mut self) -> Result<bool, RunError> {
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        self.counts.set_rules(&self.runs);
        let line = self.counts.line();
        self.note(&line)?;
        self.notes.flush().map_err(LoadError::not_passed_on)?;
        self.timed.take().map_or(Ok(()), TimedLines::finish)?;
        self.findings.finish()?;
        let has_failed = self.runs.iter().any(|run| matches!(run.status, RuleStatus::Error(_)));
        Ok(self.has_faults || has_failed || 0 < self.counts.rejected)
    }
}
