//! What really happened to the claims of a random world: what was billed, refused, corrected, voided and billed again,
//! and when. Knows no file format.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use crate::naive::{NaiveLine, random_lines};
use crate::worlds::shows_a_service;

/// A claim with its story.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Its number, whatever a file makes of it; in the order of the world's own numbers.
    pub(super) id: String,
    /// The submitter's own number: given again to other patients, and to claims of other dates of the same patient.
    pub(super) account: String,
    /// What happened, in order.
    pub(super) events: Vec<Event>,
}

/// One thing that happened to a claim.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// When, in days since 1970-01-01.
    pub(super) day: i32,
    /// The lines that stand from then on; none: the claim was voided.
    pub(super) lines: Vec<Line>,
    /// Whether the payer refused it.
    pub(super) denied: bool,
}

/// A line as billed at one time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) line: NaiveLine,
    pub(super) billed_cents: i64,
}

/// The claims of a random world with stories that end in its lines, and some claims that were voided.
pub(super) fn claims(seed: u64, n_patients: usize) -> Vec<Claim> {
    let mut rng = Rng::with_seed(seed);
    let mut by_claim: BTreeMap<(String, String), Vec<NaiveLine>> = BTreeMap::new();
    for line in random_lines(seed, n_patients).into_iter().filter(|line| !line.npi.is_empty()) {
        by_claim.entry((line.claim_id.clone(), line.patient.clone())).or_default().push(line);
    }
    let mut stories: Vec<Vec<Event>> = Vec::new();
    for lines in by_claim.into_values() {
        let lines: Vec<Line> = (0..).zip(lines).map(|(n, line)| billed(line, stories.len(), n)).collect();
        if rng.u8(0..100) < 20 {
            stories.push(voided(&mut rng, &lines));
        }
        let lines: Vec<Line> = (0..).zip(lines).map(|(n, line)| billed(line.line, stories.len(), n)).collect();
        stories.push(story(&mut rng, lines));
    }
    let mut claims: Vec<Claim> = (0..)
        .zip(stories)
        .map(|(n, events): (usize, _)| Claim { id: format!("C{n:05}"), account: String::new(), events })
        .collect();
    name_accounts(&mut claims);
    claims
}

/// A line with a billed amount that no other line of the world has: a reversal can then belong to one line only.
fn billed(line: NaiveLine, claim: usize, n: i64) -> Line {
    Line { line, billed_cents: 30_000 + i64::try_from(claim).unwrap_or(0) * 10 + n }
}

fn story(rng: &mut Rng, last: Vec<Line>) -> Vec<Event> {
    let bill = |lines: Vec<Line>| Event { day: 0, lines, denied: false };
    let void = bill(Vec::new());
    let before = |rng: &mut Rng, lines: &[Line]| bill(otherwise(rng, lines));
    let mut events = match rng.u8(0..10) {
        0 | 1 => vec![before(rng, &last)],
        2 => vec![before(rng, &last), void],
        3 => {
            let second = otherwise(rng, &last);
            vec![before(rng, &second), bill(second)]
        }
        // A refused visit still shows a service that took place (rulebook 4.5), and may raise a lead that the file
        // without it cannot.
        4 | 5 if last.iter().any(|line| shows_a_service(&line.line.code)) => Vec::new(),
        4 => vec![refused(&last)],
        5 => vec![refused(&last), before(rng, &last)],
        6 => vec![before(rng, &last), void, before(rng, &last)],
        _ => Vec::new(),
    };
    events.push(bill(last));
    dated(rng, distinct(events))
}

fn voided(rng: &mut Rng, lines: &[Line]) -> Vec<Event> {
    let bill = |lines: Vec<Line>| Event { day: 0, lines, denied: false };
    let mut events = vec![bill(otherwise(rng, lines))];
    if rng.bool() {
        events.push(bill(lines.to_vec()));
    }
    events.push(bill(Vec::new()));
    dated(rng, distinct(events))
}

fn refused(lines: &[Line]) -> Event {
    let unpaid = |line: &Line| Line { line: NaiveLine { paid_cents: Some(0), ..line.line.clone() }, ..line.clone() };
    Event { day: 0, lines: lines.iter().map(unpaid).collect(), denied: true }
}

/// The same claim with one thing about one of its lines otherwise, or with a line more.
fn otherwise(rng: &mut Rng, lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    let at = rng.usize(0..lines.len());
    let line = &mut lines[at].line;
    match rng.u8(0..7) {
        0 => line.dx = vec![format!("J0{}", rng.u8(10..99))],
        1 => line.pos = Some(rng.u8(30..60).to_string()),
        2 => line.modifiers = vec![rng.u8(20..80).to_string()],
        3 => (if line.code == "99422" { "99423" } else { "99422" }).clone_into(&mut line.code),
        4 => line.units_ten_thousandths += 5_000 * rng.i64(1..9),
        5 => {
            let more = NaiveLine { line_number: line.line_number + 50, code: "99213".to_owned(), ..line.clone() };
            let billed_cents = lines[at].billed_cents + 5;
            lines.push(Line { line: more, billed_cents });
        }
        _ => line.paid_cents = Some(line.paid_cents.unwrap_or(0) + rng.i64(1..500)),
    }
    lines
}

/// No two versions alike: without dates nobody could tell a version that comes back from a row that is repeated.
fn distinct(events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    for event in events.into_iter().rev() {
        let repeats = |other: &Event| other.lines.iter().any(|line| event.lines.contains(line));
        let mixed = event.lines.len() > 1 || kept.iter().any(|other| other.lines.len() > 1);
        let same = if mixed { kept.contains(&event) } else { kept.iter().any(repeats) };
        if event.lines.is_empty() || !same {
            kept.push(event);
        }
    }
    kept.reverse();
    // A void of nothing is no event.
    while kept.first().is_some_and(|first| first.lines.is_empty()) {
        kept.remove(0);
    }
    kept
}

fn dated(rng: &mut Rng, mut events: Vec<Event>) -> Vec<Event> {
    let last = events.iter().flat_map(|event| &event.lines).map(|line| line.line.date).max().unwrap_or_default();
    let mut day = last + rng.i32(5..20);
    let mut was_void = false;
    for event in &mut events {
        // What is billed instead may come on the day of the void.
        day += if was_void { rng.i32(0..3) } else { rng.i32(1..90) };
        event.day = day;
        was_void = event.lines.is_empty();
    }
    events
}

/// The first account of a patient that has no other claim of the same dates.
fn name_accounts(claims: &mut [Claim]) {
    let mut taken: BTreeSet<(String, i32, usize)> = BTreeSet::new();
    for claim in claims {
        let lines = claim.events.iter().flat_map(|event| &event.lines);
        let keys: Vec<(String, i32)> = lines.map(|line| (line.line.patient.clone(), line.line.date)).collect();
        let is_free = |n: &usize| keys.iter().all(|(patient, date)| !taken.contains(&(patient.clone(), *date, *n)));
        let account = (0..=taken.len()).find(is_free).unwrap_or_default();
        for (patient, date) in keys {
            taken.insert((patient, date, account));
        }
        claim.account = format!("A{account}");
    }
}
