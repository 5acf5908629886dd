//! Whether a line was sent to Medicare: for the rules that rest on Medicare's own requirements. Decides nothing.
//!
//! Medicare Advantage plans set their own policies and count as other payers.

use crate::claim::ClaimLine;
use crate::timeline::World;

/// Whose money it is, as far as Medicare's rules are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payer {
    /// Original Medicare.
    Medicare,
    /// The line does not say, or by a name that is neither one of the contract's nor in the pipeline.
    Unknown,
    /// Anybody else.
    Other,
}

/// The payer of a line.
pub(super) fn payer(world: &World, line: &ClaimLine) -> Payer {
    match world.names.payers.text(line.payer) {
        "medicare" => Payer::Medicare,
        named if world.reference.payers.is_named(named) => Payer::Other,
        // Nothing, or a name nobody explains: it may be Medicare under another name.
        _ => Payer::Unknown,
    }
}
