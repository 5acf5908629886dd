//! One run: load, normalise, sort, judge, settle, write, publish. One line per stage, counts after each.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::inputs::Inputs;
use super::plan::Plan;
use crate::claim::{Accounting, Fate};
use crate::findings::{Audit, RuleStatus};
use crate::load::{self, LoadError, Loaded};
use crate::normalise::normalise;
use crate::report::{self, FileStamp, ReportError, RunFacts, Staging};
use crate::rules;
use crate::timeline::{Timelines, World};

/// What happens during a run, for a log or a progress line. Holds no patient data.
#[derive(Clone, Debug)]
pub enum Event {
    /// The files are found.
    Started {
        /// How many.
        n_files: usize,
    },
    /// The rows are read.
    Loaded {
        /// Claim rows, rejects included.
        rows_read: u64,
        /// Rows that could not be used.
        rejected: u64,
    },
    /// Every row has its fate.
    Normalised {
        /// The identity.
        accounting: Accounting,
    },
    /// The rules have run.
    Judged {
        /// How many findings.
        findings: usize,
    },
    /// The report is in its place.
    Published {
        /// Where.
        folder: String,
    },
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The claims could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The report could not be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// Rows were lost on the way: a defect of this program.
    #[error(
        "the accounting identity failed: {rows_read} rows read, {accounted} accounted for; nothing was published, please report this"
    )]
    Unbalanced {
        /// Rows read.
        rows_read: u64,
        /// Rows accounted for.
        accounted: u64,
    },
    /// The user asked to stop.
    #[error("interrupted; nothing was published")]
    Interrupted,
}

/// A published run.
pub struct Finished {
    /// What was found.
    pub audit: Audit,
    /// What was asked for.
    pub facts: RunFacts,
}

impl Finished {
    /// Whether rows were rejected or a rule failed: the run is done but not whole.
    pub fn is_incomplete(&self) -> bool {
        let failed = |run: &crate::findings::RuleRun| matches!(run.status, RuleStatus::Error(_));
        let audit = &self.audit;
        let faulty = audit.inputs.iter().any(|input| !input.faults.is_empty());
        audit.accounting.rejected > 0 || faulty || audit.runs.iter().any(failed)
    }
}

/// Runs a plan and publishes its report. `tag` tells concurrent runs apart.
pub fn execute(plan: &Plan, tag: &str, interrupt: &AtomicBool, tell: &dyn Fn(Event)) -> Result<Finished, RunError> {
    let staging = Staging::create(&plan.report_dir, tag)?;
    let (audit, inputs) = std::thread::scope(|scope| {
        // Hashing the inputs goes on beside the audit: both read the same pages.
        let inputs = scope.spawn(|| stamp_inputs(plan));
        let audit = audit(plan, interrupt, tell);
        (audit, inputs.join())
    });
    let audit = audit?;
    let unreadable =
        || LoadError::Unreadable { file: plan.files.join(", "), problem: "could not be hashed".to_owned() };
    let inputs = inputs.map_err(|_| unreadable())??;
    let facts =
        RunFacts { name: plan.name.clone(), layout: plan.layout.name.clone(), settings: plan.settings(), inputs };
    report::write(&audit, &facts, &plan.formats, staging.folder())?;
    if interrupt.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(RunError::Interrupted);
    }
    staging.publish()?;
    tell(Event::Published { folder: plan.report_dir.display().to_string() });
    Ok(Finished { audit, facts })
}

fn stamp_inputs(plan: &Plan) -> Result<Vec<FileStamp>, LoadError> {
    let stamp = |file: &String| {
        report::stamp(Path::new(file))
            .map_err(|error| LoadError::Unreadable { file: file.clone(), problem: error.to_string() })
    };
    // A layout file decides what the claims say: it is an input like them.
    let beside = plan.inputs.activity.iter().chain(&plan.inputs.providers).chain(&plan.inputs.consents);
    let beside = beside.chain(plan.inputs.tables.paths());
    plan.files.iter().chain(&plan.layout.file).chain(beside).map(stamp).collect()
}

/// Runs the stages up to the ledger, publishing nothing.
pub fn audit(plan: &Plan, interrupt: &AtomicBool, tell: &dyn Fn(Event)) -> Result<Audit, RunError> {
    tell(Event::Started { n_files: plan.files.len() });
    let failed = |error: LoadError| match error {
        LoadError::Interrupted => RunError::Interrupted,
        other => RunError::Load(other),
    };
    let mut loaded = load::load(&plan.files, &plan.layout, interrupt).map_err(failed)?;
    tell(Event::Loaded { rows_read: loaded.rows_read(), rejected: loaded.rejects.len() as u64 });
    let inputs = Inputs::read(plan, &mut loaded.names, interrupt).map_err(failed)?;
    judge(plan, loaded, inputs, interrupt, tell)
}

fn judge(
    plan: &Plan,
    loaded: Loaded,
    inputs: Inputs,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Event),
) -> Result<Audit, RunError> {
    let given = inputs.given(&loaded.files);
    let reference = Arc::new(plan.reference(inputs.tables));
    let normalised = normalise(&loaded, &reference, |date| plan.judges(date));
    if !normalised.accounting.balances() {
        return Err(RunError::Unbalanced {
            rows_read: normalised.accounting.rows_read,
            accounted: normalised.accounting.terms().map(|(_, n)| n).sum(),
        });
    }
    tell(Event::Normalised { accounting: normalised.accounting.clone() });
    let timelines = Timelines::build(&loaded, &normalised, &inputs.roster, inputs.log.is_some());
    let effective = normalised.accounting.count(Fate::Audited) + normalised.accounting.count(Fate::Context);
    if timelines.lines.len() as u64 != effective {
        return Err(RunError::Unbalanced { rows_read: effective, accounted: timelines.lines.len() as u64 });
    }
    let range = plan.range(normalised.dates_read);
    // The columns have been read out into lines; only the texts are needed from here on.
    let Loaded { rows, names, rejects, files, tables, unused_files } = loaded;
    drop(rows);
    let mut world = World::new(Arc::new(names), reference, normalised.facts, range);
    if let Some(log) = inputs.log {
        world = world.with_log(log, &timelines);
    }
    world.consents = inputs.consents;
    let (runs, mut findings) =
        rules::run(&timelines, &world, &plan.rules, &given, interrupt).ok_or(RunError::Interrupted)?;
    for finding in &mut findings {
        finding.nearby = timelines.around(finding);
    }
    let mut audit = Audit {
        names: Arc::clone(&world.names),
        files,
        inputs: tables.into_iter().chain(inputs.files).collect(),
        unused_files,
        accounting: normalised.accounting,
        rejects,
        range,
        runs,
        findings,
    };
    audit.settle();
    tell(Event::Judged { findings: audit.findings.len() });
    Ok(audit)
}
