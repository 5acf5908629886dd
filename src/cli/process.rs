//! Exit codes, threads, interruption and panics: what concerns the process as a whole.

use std::env;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use super::output;
use crate::claim::Day;
use crate::pipeline::RunError;
use crate::report::is_writing_workbook;

/// How the program ends. Source: contracts, section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done, nothing at or above the gate.
    Done,
    /// Done, findings at or above it.
    Findings,
    /// Bad usage, pipeline or input; nothing published.
    BadInput,
    /// Done, but rows were rejected, a rule failed, or there was nothing to judge.
    Incomplete,
    /// The accounting identity failed; nothing published.
    Unbalanced,
    /// Interrupted; nothing published.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::BadInput => 2,
            Exit::Incomplete => 3,
            Exit::Unbalanced => 4,
            Exit::Interrupted => 130,
        })
    }
}

impl From<&RunError> for Exit {
    fn from(error: &RunError) -> Self {
        match error {
            RunError::Load(_) | RunError::Report(_) | RunError::Worker { .. } => Self::BadInput,
            RunError::Unbalanced { .. } | RunError::UnbalancedLog { .. } | RunError::UnbalancedMoney { .. } => {
                Self::Unbalanced
            }
            RunError::Interrupted => Self::Interrupted,
        }
    }
}

/// The value of an environment variable; none where it is not set, or is no text.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Today's date in UTC.
pub(super) fn today() -> Option<Day> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(Day(i32::try_from(seconds / 86_400).ok()?))
}

/// A flag that Ctrl-C and SIGTERM set; the run looks at it between batches.
pub(super) fn interrupt_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let for_handler = Arc::clone(&flag);
    // Without a handler the default action still ends the process; only the tidying up would be missing.
    let _ = ctrlc::set_handler(move || for_handler.store(true, Ordering::Relaxed));
    flag
}

/// Sets the number of threads of our own pool, and of polars', which reads it from the environment at its start: hence
/// the program starts itself again with the variable set.
pub(super) fn limit_threads(threads: Option<u16>) {
    const POLARS: &str = "POLARS_MAX_THREADS";
    let Some(threads) = threads else { return };
    let wanted = threads.to_string();
    if env::var(POLARS).as_deref() != Ok(wanted.as_str())
        && let Ok(program) = env::current_exe()
    {
        // Comes back only when it failed; polars then uses every core, and nothing else changes.
        let _ = Command::new(program).args(env::args_os().skip(1)).env(POLARS, &wanted).exec();
    }
    // Fails only when a pool exists already, which cannot be before the first command runs.
    let _ = rayon_pool(usize::from(threads));
}

fn rayon_pool(threads: usize) -> Result<(), rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()
}

/// A panic's message may quote a value, and a value may be patient data: only its place is told.
pub(super) fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|panic| {
        // What the writer of workbooks says when a disk is full is told as an error of the report.
        if is_writing_workbook() {
            return;
        }
        // A place in somebody else's crate would name a folder of the machine that built the program.
        let own = panic.location().filter(|place| place.file().starts_with("src/"));
        let place = own.map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
        output::complain(&format!("internal error{place}; please report this"));
    }));
}
