//! Missed calls, and visits that carry a prolonged service (rulebook section 3.6).
//!
//! What it is: one call after the other, each compared with every line and every call found billable before it.
//! What it is not: a sum over calls; each is judged by itself.

use super::NaiveLine;
use super::calendar::date_of;
use super::codes::{family, in_effect, is_telehealth, visit_set};
use super::missed::{Entry, FLOOR, Missed, WEEK, Week, bills_em, finish, missed_of, virtual_lines};
use super::missed_against::against_call;
use super::missed_codes::{amount, call_code, refused};
use super::prolonged::{spreads_over_days, threshold};
use super::relation::{Diagnosis, diagnosis, is_known_colleague, same_npi};
use super::world::{World, logged_time};

fn is_phone(code: &str) -> bool {
    matches!(family(code), Some("phone_em" | "phone_nq"))
}

fn of_call(code: &str) -> bool {
    is_phone(code) || matches!(family(code), Some("check_in_em" | "check_in_nq")) || is_telehealth(code)
}

/// Whether a week of messages that looks billable covers the call.
fn is_in_week(world: &World<'_>, week: &Week, call: &NaiveLine) -> bool {
    matches!(week.missed.outcome.0, "billable" | "provisional")
        && world.range.period_from <= week.missed.from
        && week.missed.from <= world.range.period_to
        && week.lines.iter().any(|message| message.npi == call.npi)
        && (0..=WEEK).contains(&(call.date - week.missed.from))
        && diagnosis(&week.lines[0], call) != Diagnosis::Different
}

pub(super) fn calls(world: &World<'_>, own: &[&Entry], weeks: &[Week], as_of: i32) -> Vec<Missed> {
    let mut taken: Vec<(NaiveLine, bool)> = Vec::new();
    let mut all = Vec::new();
    for entry in own.iter().filter(|entry| entry.class == "call") {
        let date = date_of(entry.activity.start);
        if date < world.range.period_from || world.range.period_to < date {
            continue;
        }
        let em = bills_em(&entry.activity);
        let mut line =
            virtual_lines(world, &[entry], date, if em == Some(false) { "98966" } else { "98016" }).remove(0);
        if let Some(interval) = world.interval_of(entry.place) {
            (line.start, line.end) = (Some(interval.0), Some(interval.1));
        }
        let minutes = logged_time(&entry.activity).map(|time| time / 6000);
        let mut missed = missed_of("missed_contact", &line, &[entry], minutes);
        let (code, needs_payer) = match (em, minutes) {
            (Some(em), Some(minutes)) if minutes >= FLOOR => call_code(em, entry.activity.kind, minutes, &line),
            _ => (Ok(None), false),
        };
        missed.code = code.clone().unwrap_or_else(Some);
        missed.scheduled = missed.code.as_ref().and_then(|code| amount(world, &line, code));
        let mine = |other: &&NaiveLine| other.patient == line.patient;
        let may_be = |other: &NaiveLine| {
            other.date == date && same_npi(other, &line) && (of_call(&other.code) || visit_set(&other.code).is_some())
        };
        if world.lines.iter().filter(mine).any(may_be) {
            missed.outcome = ("billed", None);
            all.push(missed);
            continue;
        }
        let mut against = against_call(world, &line, entry, missed.code.as_deref());
        against.add(world.denied.iter().filter(mine).any(may_be), "billed_before");
        let phone = missed.code.as_deref().is_some_and(is_phone);
        let beside = |other: &NaiveLine| {
            let related = is_known_colleague(&line, other);
            let same_day = other.date == date && of_call(&other.code) && related;
            let near = (other.date - date).abs() < WEEK && is_phone(&other.code) && same_npi(other, &line);
            same_day || (phone && near)
        };
        let again = |(other, was_phone): &(NaiveLine, bool)| {
            let same_day =
                other.date == date && (other.npi == line.npi || (other.tin.is_some() && other.tin == line.tin));
            same_day || (phone && *was_phone && other.npi == line.npi && date - other.date < WEEK)
        };
        let other_contact = world.lines.iter().filter(mine).any(beside) || taken.iter().any(again);
        against.add(other_contact, "contact_before");
        against.add(weeks.iter().any(|week| is_in_week(world, week, &line)), "e_visit_before");
        against.add(needs_payer, "payer_unknown");
        finish(&mut missed, &mut against, (em, &[entry]), &code, as_of);
        if matches!(missed.outcome.0, "billable" | "provisional") {
            taken.push((line, phone));
        }
        all.push(missed);
    }
    all
}

/// A visit at the top level whose minutes carry a prolonged service.
pub(super) fn prolonged(world: &World<'_>, visit: &NaiveLine, as_of: i32) -> Option<Missed> {
    let medicare = visit.payer.as_deref() == Some("medicare");
    let code = if medicare && threshold("G2212", &visit.code).is_some() { "G2212" } else { "99417" };
    let first = threshold(code, &visit.code)?;
    if in_effect(code, visit.date) != Some(true) {
        return None;
    }
    let minutes = world.minutes(visit);
    let mut missed = missed_of("missed_prolonged", visit, &[], minutes);
    missed.of = vec![format!("{}/{}", visit.claim_id, visit.line_number)];
    let Some(minutes) = minutes else {
        missed.outcome = ("not_evaluable", Some("minutes_unknown"));
        missed.until = None;
        return Some(missed);
    };
    if minutes < first {
        // Beside a visit whose time spreads over several days the minutes of its date are not all there are.
        let spreads = spreads_over_days(&visit.code);
        missed.outcome = if spreads { ("not_evaluable", Some("minutes_unknown")) } else { ("below_floor", None) };
        missed.until = None;
        return Some(missed);
    }
    let add_on = |line: &&NaiveLine| {
        line.patient == visit.patient
            && line.date == visit.date
            && same_npi(line, visit)
            && family(&line.code) == Some("prolonged")
    };
    let billed: i64 = world.originals().filter(add_on).map(|line| line.units_ten_thousandths / 10_000).sum();
    let units = 1 + (minutes - first) / 15;
    missed.code = Some(code.to_owned());
    missed.scheduled = amount(world, visit, code).map(|cents| cents * (units - billed).max(0));
    missed.outcome = if units <= billed {
        ("billed", None)
    } else if refused(visit, code) {
        ("lost", Some("payer_does_not_pay"))
    } else if missed.until.is_some_and(|until| until < as_of) {
        ("lost", Some("filing_limit"))
    } else if visit.payer.is_none() && billed == 0 {
        ("not_evaluable", Some("payer_unknown"))
    } else {
        (if billed > 0 { "under_billed" } else { "billable" }, None)
    };
    Some(missed)
}
