//! Puts the stages in order: from a pipeline file, or the same said on the command line, to a published report.

mod check;
mod clinicians;
mod custom;
mod gathered;
mod inputs;
mod overrides;
mod parts;
mod payers;
mod places;
mod plan;
mod run;
mod shelf;
mod spec;
mod tables;
mod verdicts;
mod worker;

pub use check::{Checkup, check};
pub use custom::{DIAGNOSES, DIRECTIONS, FIRES_WHEN, PROVIDERS};
pub use overrides::AuditRequest;
pub use places::Places;
pub use plan::Plan;
pub use run::{Event, Finished, RunError, audit, execute};
pub use spec::{PipelineSpec, month_range};
pub use worker::{Merged, Pipes, Whole, WorkerStage, merge, work};
