//! One run: load, normalise, sort, judge, settle, write, publish. One line per stage, counts after each.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::inputs::Inputs;
use super::parts::Court;
use super::plan::Plan;
use crate::claim::Accounting;
use crate::findings::{Audit, LoggedTime, RuleStatus};
use crate::load::{self, Holding, LoadError, Loaded};
use crate::normalise::code_facts;
use crate::quality::{self, Lens, Profile, Readiness};
use crate::report::{self, DataQuality, FileStamp, ReportError, RunFacts, Staging, Summary};
use crate::timeline::World;

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
    /// Minutes of the log were lost or counted twice on the way: a defect of this program.
    #[error(
        "the accounting of the activity log failed: {entries} entries read, {accounted} accounted for, or their minutes differ; nothing was published, please report this"
    )]
    UnbalancedLog {
        /// Entries read.
        entries: u64,
        /// Entries accounted for.
        accounted: u64,
    },
    /// Money of tables was joined to lines more than once: a defect of this program.
    #[error(
        "the accounting of joined money failed: column `{column}` of table `{table}` holds other money than what lines got and what is left; nothing was published, please report this"
    )]
    UnbalancedMoney {
        /// The table.
        table: String,
        /// Its column.
        column: String,
    },
    /// Workers and whoever put them to work do not agree.
    #[error("{problem}")]
    Worker {
        /// What is wrong.
        problem: String,
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
    /// Its figures.
    pub summary: Summary,
    /// What of the data should be looked into, a line each.
    pub warnings: Vec<String>,
}

impl Finished {
    /// Whether rows were rejected or a rule failed: the run is done but not whole.
    pub fn is_incomplete(&self) -> bool {
        is_incomplete(&self.audit)
    }
}

/// Whether rows were rejected, a damaged file was set aside, or a rule failed.
pub(super) fn is_incomplete(audit: &Audit) -> bool {
    let failed = |run: &crate::findings::RuleRun| matches!(run.status, RuleStatus::Error(_));
    let faulty = audit.inputs.iter().any(|input| !input.faults.is_empty());
    let faulty = faulty || audit.left_out.iter().any(|file| file.is_fault);
    audit.accounting.rejected > 0 || faulty || audit.runs.iter().any(failed)
}

/// Runs a plan and publishes its report. `tag` tells concurrent runs apart.
pub fn execute(plan: &Plan, tag: &str, interrupt: &AtomicBool, tell: &dyn Fn(Event)) -> Result<Finished, RunError> {
    let staging = Staging::create(&plan.report_dir, tag)?;
    let (examined, inputs) = std::thread::scope(|scope| {
        // Hashing the inputs goes on beside the audit: both read the same pages.
        let inputs = scope.spawn(|| stamp_inputs(plan));
        let examined = examine(plan, Some(staging.folder()), interrupt, tell);
        (examined, inputs.join())
    });
    let (audit, quality) = examined?;
    let unreadable =
        || LoadError::Unreadable { file: plan.files.join(", "), problem: "could not be hashed".to_owned() };
    let inputs = inputs.map_err(|_| unreadable())??;
    let facts =
        RunFacts { name: plan.name.clone(), layout: plan.layout.name.clone(), settings: plan.settings(), inputs };
    let written = report::write((&audit, &quality), &facts, &plan.formats, staging.folder(), interrupt);
    let summary = written.map_err(|error| match error {
        ReportError::Interrupted => RunError::Interrupted,
        other => RunError::Report(other),
    })?;
    if interrupt.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(RunError::Interrupted);
    }
    staging.publish()?;
    tell(Event::Published { folder: plan.report_dir.display().to_string() });
    Ok(Finished { audit, facts, summary, warnings: quality.warnings() })
}

fn stamp_inputs(plan: &Plan) -> Result<Vec<FileStamp>, LoadError> {
    let stamp = |file: &String| {
        let stamp = report::stamp(Path::new(file))
            .map_err(|error| LoadError::Unreadable { file: file.clone(), problem: error.to_string() })?;
        Ok(stamp.named(plan.name_of(file)))
    };
    // A layout file decides what the claims say: it is an input like them.
    let log_layout = plan.inputs.activity_layout.iter().filter_map(|layout| layout.file.as_ref());
    let roster = plan.inputs.providers.iter().flat_map(|(path, layout)| std::iter::once(path).chain(&layout.file));
    let beside = plan.inputs.activity.iter().chain(log_layout).chain(roster).chain(&plan.inputs.consents);
    let beside = beside.chain(plan.inputs.tables.paths());
    plan.files.iter().chain(&plan.layout.file).chain(beside).map(stamp).collect()
}

/// Runs the stages up to the ledger, publishing nothing.
pub fn audit(plan: &Plan, interrupt: &AtomicBool, tell: &dyn Fn(Event)) -> Result<Audit, RunError> {
    examine(plan, None, interrupt, tell).map(|(audit, _)| audit)
}

/// The same, with what the data are like. Rows beyond the memory limit wait in `folder`.
pub(super) fn examine(
    plan: &Plan,
    folder: Option<&Path>,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Event),
) -> Result<(Audit, DataQuality), RunError> {
    tell(Event::Started { n_files: plan.files.len() });
    let failed = |error: LoadError| match error {
        LoadError::Interrupted => RunError::Interrupted,
        other => RunError::Load(other),
    };
    let waiting = folder.map(WaitingRoom::create).transpose().map_err(failed)?;
    let holding = holding(plan, waiting.as_ref().map(|room| room.0.as_path()));
    let mut loaded = load::load(&plan.files, &plan.layout, &holding, interrupt).map_err(failed)?;
    for file in &mut loaded.files {
        file.path = plan.name_of(&file.path);
    }
    tell(Event::Loaded { rows_read: loaded.rows_read(), rejected: loaded.rejects.len() as u64 });
    let inputs = Inputs::read(plan, &mut loaded.names, interrupt).map_err(failed)?;
    judge(plan, &holding, loaded, inputs, interrupt, tell)
}

/// A folder in which parts of the rows wait; it goes with whoever made it.
struct WaitingRoom(PathBuf);

impl WaitingRoom {
    fn create(parent: &Path) -> Result<Self, LoadError> {
        let folder = parent.join(".rows");
        let created = std::fs::DirBuilder::new().mode(0o700).create(&folder);
        created.map_err(|error| LoadError::NotSpilled { problem: error.to_string() })?;
        Ok(Self(folder))
    }
}

impl Drop for WaitingRoom {
    fn drop(&mut self) {
        // It lies in the hidden folder of this run, which is removed as a whole when this fails.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Memory a run may take when nothing is said: two gibibytes.
const USUAL_LIMIT: u64 = 2 << 30;

/// How the rows of a run are held. A log is linked to all lines at once, so that a run with a log stays whole.
fn holding(plan: &Plan, folder: Option<&Path>) -> Holding {
    const LARGE: usize = 200_000;
    if plan.inputs.has_log() {
        return Holding::WHOLE;
    }
    let limit = plan.memory_limit.unwrap_or(USUAL_LIMIT);
    let in_files: u64 = plan.files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum();
    // A part takes many times the room of its rows in a compressed file while it is judged, on every core.
    let n_parts = usize::try_from(in_files / (limit / 1024).max(1)).unwrap_or(usize::MAX).clamp(128, 1024);
    // What is not rows: texts, what a part needs while it is judged, and findings.
    let for_rows = usize::try_from(limit / 4).unwrap_or(usize::MAX);
    Holding { n_parts, large: LARGE, limit: folder.map(|folder| (for_rows, folder.to_owned())) }
}

/// Nothing is published unless every row, and every minute of a log, is accounted for.
fn balanced(mut accounting: Accounting, loaded: &Loaded, logged: Option<&LoggedTime>) -> Result<Accounting, RunError> {
    accounting.rows_read = loaded.rows_read();
    accounting.rejected = loaded.rejects.len() as u64;
    accounting.blank_rows = loaded.files.iter().map(|file| file.blank_rows).sum();
    accounting.footer_rows = loaded.files.iter().map(|file| file.footer_rows).sum();
    if !accounting.balances() {
        let accounted = accounting.terms().map(|(_, n)| n).sum();
        return Err(RunError::Unbalanced { rows_read: accounting.rows_read, accounted });
    }
    if let Some(money) = loaded.money.iter().find(|money| !money.balances()) {
        return Err(RunError::UnbalancedMoney { table: money.table.clone(), column: money.column.clone() });
    }
    if let Some(logged) = logged.filter(|logged| !logged.balances()) {
        let accounted = logged.accounted().entries;
        return Err(RunError::UnbalancedLog { entries: logged.logged.entries, accounted });
    }
    Ok(accounting)
}

fn judge(
    plan: &Plan,
    holding: &Holding,
    loaded: Loaded,
    mut inputs: Inputs,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Event),
) -> Result<(Audit, DataQuality), RunError> {
    let mut given = inputs.given(&loaded.files, plan.unjudged);
    let reference = Arc::new(plan.reference(std::mem::take(&mut inputs.tables)));
    let facts = Arc::new(code_facts(&loaded.names, &reference));
    given.foreign_codes = quality::foreign_codes(&loaded, &facts, &reference);
    let (lens, range) = (Lens::new(&loaded.names, &loaded.seen), plan.range(loaded.seen.dates));
    let mut world = World::new(Arc::new(loaded.names.clone()), Arc::clone(&reference), Arc::clone(&facts), range);
    world.consents = inputs.consents.take().map(Arc::new);
    let log = inputs.log.take();
    let court = Court {
        plan,
        names: &loaded.names,
        has_times: load::has_times(&loaded.files),
        inputs: &inputs,
        given: &given,
        facts: &facts,
        world,
        lens: Some(&lens),
        holding,
        interrupt,
    };
    let verdict = court.judge(&loaded.parts, log)?;
    let accounting = balanced(verdict.accounting.clone(), &loaded, verdict.logged.as_ref())?;
    tell(Event::Normalised { accounting: accounting.clone() });
    let profile = Profile::new(&loaded, &verdict.survey, &lens, &facts, &reference);
    let Loaded { parts, rejects, files, tables, money, unused_files, .. } = loaded;
    // The rows have been judged; only texts are needed from here on.
    drop(parts);
    let inputs = tables.into_iter().chain(inputs.files).collect();
    let mut audit = Audit {
        names: Arc::new(verdict.names),
        files,
        inputs,
        joined_money: money,
        unused_files,
        left_out: plan.left_out.clone(),
        accounting,
        rejects,
        range,
        workloads: verdict.workloads,
        runs: verdict.runs,
        findings: verdict.findings,
        opportunities: verdict.opportunities,
        logged: verdict.logged,
        unjudged: plan.unjudged.then_some(verdict.unjudged),
        shelf: verdict.shelf,
    };
    audit.settle(&verdict.paid.medians());
    tell(Event::Judged { findings: audit.findings.len() });
    let readiness = Readiness::new(&audit.runs, &given.columns, &given.tables, given.foreign_codes);
    let quality = DataQuality::new(&audit, &profile, &readiness, &plan.layout.name);
    Ok((audit, quality))
}
