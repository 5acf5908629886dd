//! Stage 3: effective lines in the order rules walk them, and the views rules receive. Sorts once; decides nothing.
//! Lines are sorted by patient, date, claim id and line number; the order of input rows does not matter.

mod activities;
mod build;
mod relation;
mod view;
mod world;

pub use activities::{Activities, LogEntry};
pub use build::{Chosen, Material, Timelines, Withdrawn, as_line};
pub use relation::{ProviderRelation, Scope, Strength};
pub use view::{ClinicianView, LogView, PatientView, by_nearness};
pub use world::World;
