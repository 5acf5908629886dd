//! Missed revenue (rulebook section 3.6): weeks of messages and calls that nobody billed, and visits without add-on.
//!
//! What it is: every entry of the log looked at by itself, every patient's lines looked through again for every question.
//! What it is not: the median of what payers paid, which needs all worlds at once.

use std::collections::BTreeSet;

use super::calendar::years_before;
use super::established::STAFF;
use super::inputs::Activity;
use super::missed_against::Against;
use super::missed_calls::{calls, prolonged};
use super::missed_weeks::weeks;
use super::relation::{is_known_colleague, key};
use super::world::{World, filled_activity, is_practitioner, logged_time};
use super::{NaiveLine, relation};

pub(super) const FLOOR: i64 = 5;
pub(super) const WEEK: i32 = 7;

/// What became of a stretch of logged time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missed {
    /// `missed_e_visit`, `missed_contact` or `missed_prolonged`.
    pub rule: &'static str,
    /// The patient.
    pub patient: String,
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Who spent most of the time.
    pub clinician: String,
    /// The billing group.
    pub group: Option<String>,
    /// Entries of the log, sorted; for a visit its claim and line number.
    pub of: Vec<String>,
    /// The outcome, with the reason that decides.
    pub outcome: (&'static str, Option<&'static str>),
    /// The code.
    pub code: Option<String>,
    /// Completed minutes; none when an entry does not say.
    pub minutes: Option<i64>,
    /// Cents by the fee schedule.
    pub scheduled: Option<i64>,
    /// The last day for filing.
    pub until: Option<i32>,
}

/// An entry with what the roster knows, and what it is.
pub(super) struct Entry {
    pub(super) activity: Activity,
    /// Its place in the log.
    pub(super) place: usize,
    pub(super) class: &'static str,
    /// Whether its number stands twice in the patient's log.
    pub(super) repeated: bool,
}

/// Whether specialty and taxonomy say that E/M may be billed; none when they say nothing or contradict each other.
pub(super) fn bills_em(activity: &Activity) -> Option<bool> {
    let without = activity.specialty.as_deref().is_some_and(|code| relation::WITHOUT_EM.contains(&code))
        || activity.taxonomy.as_deref().is_some_and(|code| {
            ["1041C", "101Y", "106H", "103T", "2251", "225X", "235Z", "133V", "231H"]
                .iter()
                .any(|p| code.starts_with(p))
        });
    let with = activity.specialty.as_deref().is_some_and(|code| !relation::WITHOUT_EM.contains(&code))
        || activity.taxonomy.as_deref().is_some_and(|code| code.starts_with("20") || code.starts_with("36"));
    match (with, without) {
        (true, true) | (false, false) => None,
        (with, _) => Some(with),
    }
}

/// A nurse, assistant or pharmacist, whatever the log calls the role.
fn is_staff(activity: &Activity) -> bool {
    activity.taxonomy.as_deref().is_some_and(|code| STAFF.iter().any(|prefix| code.starts_with(prefix)))
}

/// What every entry of the log is, the first that holds.
fn entries(world: &World<'_>) -> Vec<Entry> {
    let log = world.inputs.activities.as_deref().unwrap_or(&[]);
    let class = |place: usize, activity: &Activity| match activity.kind {
        _ if !is_practitioner(activity) || is_staff(activity) => "staff",
        _ if activity.evaluative == Some(false) => "not evaluative",
        _ if world.belongs_to_a_line(place) => "billed",
        "image" | "care_management" | "other" => "other work",
        _ if activity.initiated_by == Some("practice") => "practice",
        "message" => "message",
        _ => "call",
    };
    let mut all: Vec<Entry> = log
        .iter()
        .enumerate()
        .map(|(place, activity)| {
            let activity = filled_activity(activity, world.inputs);
            let same = log.iter().filter(|other| other.patient == activity.patient && other.id == activity.id);
            Entry { class: class(place, &activity), repeated: same.count() > 1, activity, place }
        })
        .collect();
    all.sort_by_key(|entry| (entry.activity.start, entry.activity.id.clone()));
    all
}

/// One virtual line per entry, dated `date`, with the diagnoses of all of them; the leading clinician's first.
pub(super) fn virtual_lines(world: &World<'_>, entries: &[&Entry], date: i32, code: &str) -> Vec<NaiveLine> {
    let spent = |npi: &str| -> i64 {
        let own = entries.iter().filter(|entry| entry.activity.npi == npi);
        own.filter_map(|entry| logged_time(&entry.activity)).sum()
    };
    let mut order: Vec<&&Entry> = entries.iter().collect();
    order.sort_by(|a, b| {
        let (a, b) = (&a.activity.npi, &b.activity.npi);
        spent(b).cmp(&spent(a)).then_with(|| a.cmp(b))
    });
    let dx: BTreeSet<String> = entries.iter().filter_map(|entry| entry.activity.dx.clone()).collect();
    let line = |entry: &&&Entry| NaiveLine {
        claim_id: String::new(),
        line_number: 0,
        patient: entry.activity.patient.clone(),
        npi: entry.activity.npi.clone(),
        tin: entry.activity.tin.clone(),
        specialty: entry.activity.specialty.clone(),
        taxonomy: entry.activity.taxonomy.clone(),
        date,
        code: code.to_owned(),
        modifiers: Vec::new(),
        pos: None,
        dx: dx.iter().cloned().collect(),
        units_ten_thousandths: 10_000,
        allowed_cents: None,
        paid_cents: None,
        payer: None,
        start: None,
        end: None,
    };
    let mut lines: Vec<NaiveLine> = order.iter().map(line).collect();
    let patient = lines[0].patient.clone();
    let own: Vec<&NaiveLine> = world.lines.iter().filter(|other| other.patient == patient).collect();
    let nearest = |counts: &dyn Fn(&NaiveLine) -> bool| {
        let mut found: Vec<&&NaiveLine> = own.iter().filter(|other| counts(other)).collect();
        found.sort_by_key(|other| ((other.date - date).abs(), other.date, key(other)));
        found.first().map(|other| (**other).clone())
    };
    let payer = nearest(&|other| other.payer.is_some()).and_then(|other| other.payer);
    let of_group = |other: &NaiveLine| lines.iter().any(|own| is_known_colleague(own, other));
    let pos = nearest(&|other| other.pos.is_some() && of_group(other)).and_then(|other| other.pos);
    for line in &mut lines {
        (line.payer, line.pos) = (payer.clone(), pos.clone());
    }
    lines
}

/// A week of messages that was judged, and what calls ask of it.
pub(super) struct Week {
    pub(super) missed: Missed,
    pub(super) lines: Vec<NaiveLine>,
}

/// Everything of the log, judged.
pub fn missed(world: &World<'_>, as_of: i32) -> Vec<Missed> {
    let log = entries(world);
    let patients: BTreeSet<&str> = log.iter().map(|entry| entry.activity.patient.as_str()).collect();
    let mut all = Vec::new();
    for patient in patients {
        let own: Vec<&Entry> = log.iter().filter(|entry| entry.activity.patient == patient).collect();
        let weeks = weeks(world, &own, as_of);
        all.extend(calls(world, &own, &weeks, as_of));
        all.extend(weeks.into_iter().map(|week| week.missed));
    }
    if world.inputs.activities.is_some() {
        all.extend(world.lines.iter().filter_map(|line| prolonged(world, line, as_of)));
    }
    all.retain(|one| world.range.period_from <= one.from && one.from <= world.range.period_to);
    all
}

pub(super) fn missed_of(rule: &'static str, line: &NaiveLine, entries: &[&Entry], minutes: Option<i64>) -> Missed {
    let mut of: Vec<String> = entries.iter().map(|entry| entry.activity.id.clone()).collect();
    of.sort_unstable();
    let medicare = line.payer.as_deref() == Some("medicare");
    Missed {
        rule,
        patient: line.patient.clone(),
        from: line.date,
        to: line.date,
        clinician: line.npi.clone(),
        group: line.tin.clone(),
        of,
        outcome: ("", None),
        code: None,
        minutes,
        scheduled: None,
        until: medicare.then(|| years_before(line.date, -1)),
    }
}

/// Adds what entries, code and date stand against, and lets the first reason decide.
pub(super) fn finish(
    missed: &mut Missed,
    against: &mut Against,
    (em, entries): (Option<bool>, &[&Entry]),
    code: &Result<Option<String>, String>,
    as_of: i32,
) {
    against.add(code.is_err(), "payer_does_not_pay");
    against.add(missed.until.is_some_and(|until| until < as_of), "filing_limit");
    against.add(missed.minutes.is_none(), "minutes_unknown");
    against.add(em.is_none(), "specialty_unknown");
    let measured = em.is_some() && missed.minutes.is_some_and(|minutes| minutes >= FLOOR);
    against.add(measured && code == &Ok(None) && !against.has("payer_unknown"), "no_code");
    against.add(entries.iter().any(|entry| entry.activity.claim_id.is_some()), "claim_not_found");
    against.add(entries.iter().any(|entry| entry.repeated), "entry_repeated");
    let is_short = missed.minutes.is_some_and(|minutes| minutes < FLOOR);
    missed.outcome = if is_short { ("below_floor", None) } else { against.verdict() };
}
