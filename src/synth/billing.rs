//! Bills one service as a line: price, place, units, modifier and minutes.
//! It does not choose the service.

use fastrand::Rng;

use super::catalogue::{Clock, Service, Set};
use super::claims::Encounter;
use super::line::Line;
use super::random::{chance, weighted};
use crate::claim::DAY_SECONDS;

/// The line of one service; ids, line number and dates of receipt are still open.
pub(super) fn line(rng: &mut Rng, with: &Encounter, set: Set, service: Service) -> Line {
    let units = units(rng, set);
    let (rate, share) = match with.patient.payer {
        "medicare" => (100, 80),
        "commercial" => (136, 75),
        "medicaid" => (72, 100),
        _ => (100, 88),
    };
    // Contracts differ from line to line by a few percent more than place and payer explain.
    let contract = with.clinician.price + rng.i64(-6..=6);
    let allowed = service.cents * units * rate / 100 * contract / 100;
    let mut line = Line {
        patient: with.patient.number,
        patient_id: with.patient.id,
        npi: with.clinician.npi,
        tin: with.clinician.tin,
        specialty: with.clinician.specialty,
        taxonomy: with.clinician.taxonomy,
        date: with.date,
        code: service.code,
        kind: service.kind,
        modifiers: [modifier(rng, set), ""],
        place: place(rng, set),
        diagnoses: with.diagnoses,
        units: units * 100,
        billed: allowed * 23 / 10,
        allowed,
        paid: allowed * share / 100,
        payer: with.patient.payer,
        status: "paid",
        frequency: "1",
        ..Line::default()
    };
    if set == Set::Office && chance(rng, 400) {
        line.place = "10";
        line.modifiers[0] = "95";
    }
    record_time(rng, &mut line, service.clock);
    line
}

/// Records minutes, and start and end where the service has them, on some lines only.
fn record_time(rng: &mut Rng, line: &mut Line, clock: Clock) {
    let (minutes, share) = match clock {
        Clock::None => return,
        Clock::Spread(minutes) => (minutes, 6_000),
        // A fuller diary would overlap itself too often, as starts are drawn without looking.
        Clock::Timed(minutes) => (minutes, 3_500),
    };
    if !chance(rng, share) {
        return;
    }
    let minutes = minutes + rng.i64(-2..=2);
    let start = (8 * 60 + 5 * rng.i64(0..114)) * 60;
    line.minutes = Some(minutes * 100);
    if let Clock::Timed(_) = clock {
        let start = i64::from(line.date) * DAY_SECONDS + start;
        line.start = Some(start);
        line.end = Some(start + minutes * 60);
    }
}

fn place(rng: &mut Rng, set: Set) -> &'static str {
    match set {
        Set::Hospital | Set::Critical => "21",
        Set::Emergency => "23",
        Set::Nursing => "31",
        Set::Home | Set::Supply => "12",
        Set::Lab => weighted(rng, &[(4, "11"), (6, "81")]),
        Set::Image | Set::Procedure => weighted(rng, &[(6, "11"), (3, "22"), (1, "24")]),
        _ => weighted(rng, &[(90, "11"), (8, "22"), (2, "19")]),
    }
}

fn units(rng: &mut Rng, set: Set) -> i64 {
    match set {
        Set::TreatPhysical | Set::TreatOccupational => weighted(rng, &[(5, 1), (4, 2), (1, 3)]),
        Set::AssessDiet => weighted(rng, &[(2, 1), (5, 2), (2, 4)]),
        Set::Drug => weighted(rng, &[(5, 1), (2, 4), (2, 10), (1, 40)]),
        Set::Supply => weighted(rng, &[(7, 1), (2, 3), (1, 18)]),
        _ => 1,
    }
}

fn modifier(rng: &mut Rng, set: Set) -> &'static str {
    let usual: &[(u32, &str)] = match set {
        Set::Lab => &[(91, ""), (4, "QW"), (3, "90"), (2, "91")],
        Set::Image => &[(62, ""), (18, "26"), (6, "TC"), (7, "LT"), (7, "RT")],
        Set::Procedure => &[(70, ""), (10, "59"), (8, "LT"), (8, "RT"), (4, "51")],
        Set::Drug => &[(60, ""), (34, "JZ"), (6, "JW")],
        Set::Supply => &[(30, ""), (35, "NU"), (25, "RR"), (10, "KX")],
        _ => return "",
    };
    weighted(rng, usual)
}
