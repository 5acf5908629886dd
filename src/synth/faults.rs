//! Puts into claims what real files have: missing values, denials, wrong units, later corrections.
//! It never makes a row that a reader would have to reject.

use fastrand::Rng;

use super::catalogue::{Catalogue, Set};
use super::line::{Kind, Line, Text};
use super::random::weighted;

/// Leaves a gap or a fault in some claims.
pub(super) fn blemish(rng: &mut Rng, catalogue: &Catalogue, claim: &mut Vec<Line>) {
    match rng.u32(..10_000) {
        0..50 => each(claim, |line| line.tin = Text::default()),
        50..120 => each(claim, |line| {
            line.specialty = "";
            line.taxonomy = "";
        }),
        120..230 => each(claim, |line| pay_nothing(line, "denied")),
        230..236 => each(claim, |line| pay_nothing(line, "reversed")),
        236..238 => each(claim, Line::negate),
        238..530 => each(claim, |line| line.paid = 0),
        _ => {}
    }
    if claim.first().is_some_and(|line| line.kind == Kind::Communication) {
        blemish_message(rng, catalogue, claim);
    }
}

/// What becomes of a claim after it was filed: a correction that arrives later, for a few.
///
/// A correction without claim id gets one of its own.
pub(super) fn aftermath(rng: &mut Rng, claim: &[Line]) -> Option<Vec<Line>> {
    let fate = rng.u32(..10_000);
    let first = claim.first().filter(|_| fate < 75)?;
    let received = first.received + rng.i32(10..45);
    let mut again = claim.to_vec();
    match fate {
        0..35 => each(&mut again, |line| {
            refile(line, "7");
            line.paid = line.paid * 9 / 10;
        }),
        35..48 => each(&mut again, |line| refile(line, "8")),
        48..66 => {
            again.truncate(1);
            each(&mut again, |line| {
                line.claim_id = Text::default();
                line.negate();
            });
        }
        // The same rows a second time, as when two deliveries overlap.
        66..71 => return Some(again),
        _ => each(&mut again, |line| line.paid = line.paid * 9 / 10),
    }
    each(&mut again, |line| line.receive(received));
    Some(again)
}

fn blemish_message(rng: &mut Rng, catalogue: &Catalogue, claim: &mut Vec<Line>) {
    match rng.u32(..10_000) {
        0..60 => each(claim, |line| line.units = 200),
        60..150 => {
            let modifier = weighted(rng, &[(6, "95"), (2, "93"), (1, "GT"), (1, "FQ")]);
            each(claim, |line| line.modifiers[0] = modifier);
        }
        150..180 => claim.extend_from_within(..1),
        180..192 => {
            claim.extend_from_within(..1);
            claim[0].modifiers[0] = "25";
        }
        192..205 => {
            let code = catalogue.pick(Set::Mistyped, rng).code;
            each(claim, |line| line.code = code);
        }
        _ => {}
    }
}

fn refile(line: &mut Line, frequency: &'static str) {
    line.original = line.claim_id;
    line.claim_id = Text::default();
    line.frequency = frequency;
}

fn pay_nothing(line: &mut Line, status: &'static str) {
    line.status = status;
    line.allowed = 0;
    line.paid = 0;
}

fn each(claim: &mut [Line], change: impl Fn(&mut Line)) {
    for line in claim {
        change(line);
    }
}
