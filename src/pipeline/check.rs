//! A look at claim files without a report: the stages run in memory, every date judged, and nothing is published.

use std::sync::atomic::AtomicBool;

use super::overrides::AuditRequest;
use super::plan::Plan;
use super::run::{RunError, examine, is_incomplete};
use crate::report::DataQuality;

/// What a look at claim files found.
pub struct Checkup {
    /// The figures, with every reject.
    pub quality: DataQuality,
    /// Whether rows were rejected or a rule failed.
    pub is_incomplete: bool,
}

/// Reads the files and runs every rule; shows no finding and writes nothing.
pub fn check(request: AuditRequest, interrupt: &AtomicBool) -> Result<Checkup, RunError> {
    let plan = Plan::new(request.into())?;
    let (audit, quality) = examine(&plan, None, interrupt, &|_| ())?;
    Ok(Checkup { is_incomplete: is_incomplete(&audit), quality: quality.with_rejects(&audit) })
}
