//! What the log says of missed revenue: what became of every minute, what could be billed and in which order to look at it,
//! what was lost and why, and both signs of every clinician side by side. Expected amounts are leads, and never set off
//! against overpayments.
//!
//! Source: project rulebook, sections 3.6 and 5.

mod clinicians;
mod figures;
mod sanity;
mod text;
mod worklist;

pub(super) use clinicians::ClinicianFigures;
pub(super) use figures::{LostFigures, MissedFigures};
pub(super) use sanity::Sanity;
pub(super) use text::render;
pub(super) use worklist::{SOON, expires_soon, ranked};
