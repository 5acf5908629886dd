//! Scenes of services that run over weeks: care management, bundles, monitoring, consultations, the month after a discharge.
//!
//! What it is: lines about the ends of months and windows.
//! What it is not: a judge of them; a scene may end on either side of its edge.

use super::codes::days_from_civil;
use super::random_world::Stage;
use super::scenes::{CONSULTS, CONTACTS, MESSAGES, TRAINING, TRANSITIONS, VISITS};

const CARE: &[&str] = &["99490", "99491", "99424", "99426", "99437", "99439", "99484", "99492", "G2214", "G0323"];
const BEHAVIOURAL: &[&str] = &["99484", "99492", "G0323", "G2214"];
/// The first sixteen go together by twos; the rest stands beside any.
const DEVICES: &[&str] = &[
    "99445", "99454", "98984", "98976", "98985", "98977", "98986", "98978", "99470", "99457", "98979", "98980",
    "99458", "99457", "98981", "98980", "98975", "99453", "99091", "99473", "93792",
];

/// Monthly services beside messages, contacts and visits of one practice, about the ends of months.
pub(super) fn month(stage: &mut Stage, patient: &str) {
    let team = [stage.clinician(), stage.clinician()];
    let themes: [&[&'static [&'static str]]; 3] =
        [&[CARE, MESSAGES, CONTACTS, VISITS, TRAINING], &[DEVICES], &[CONSULTS]];
    let theme = *stage.dice.pick(&themes);
    let one_device =
        *stage.dice.pick(&[Some(0), Some(2), Some(4), Some(6), Some(8), Some(10), Some(12), Some(14), None, None]);
    for _ in 0..2 + stage.dice.below(5) {
        let code = match one_device {
            Some(first) if theme == [DEVICES] => DEVICES[first + usize::from(stage.dice.percent(50))],
            _ => stage.dice.code_of(theme),
        };
        let date = stage.base + *stage.dice.pick(&[-30, -29, -8, -7, -1, 0, 0, 1, 2, 3, 6, 7, 28, 29, 30]);
        let who = if stage.dice.percent(75) { team[0] } else { team[1] };
        let place = stage.bill(patient, who, date, code);
        if stage.dice.percent(15) {
            let of_day = *stage.dice.pick(&[36_000, 36_540, 36_541, 86_100]);
            stage.clock(place, of_day, 600);
        }
    }
}

/// Primary care management, and what it bundles; in its first month at the earliest.
pub(super) fn bundle(stage: &mut Stage, patient: &str) {
    let team = [stage.clinician(), stage.clinician()];
    let date = stage.base.max(days_from_civil(2025, 1, 20) - stage.dice.below(25));
    let code = *stage.dice.pick(&["G0556", "G0557", "G0558"]);
    if stage.dice.percent(75) {
        stage.bill(patient, team[0], date, code);
    }
    if stage.dice.percent(50) {
        let add_on = *stage.dice.pick(&["G0568", "G0569", "G0570"]);
        let days = *stage.dice.pick(&[0, 0, 0, 3, 20]);
        stage.bill(patient, team[0], date + days, add_on);
    }
    for _ in 0..2 + stage.dice.below(3) {
        let lists = &[MESSAGES, MESSAGES, CONTACTS, CONTACTS, CONSULTS, CARE, BEHAVIOURAL, TRANSITIONS];
        let code = stage.dice.code_of(lists);
        let days = *stage.dice.pick(&[-19, -7, -1, 0, 1, 3, 6, 11, 30]);
        let who = if stage.dice.percent(75) { team[0] } else { team[1] };
        stage.bill(patient, who, date + days, code);
    }
}

/// A consultant who is asked about the patient, and sees the patient some days around.
pub(super) fn consultant(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    for _ in 0..=stage.dice.below(2) {
        let (days, code) = (*stage.dice.pick(&[0, 0, 5, 6, 7]), *stage.dice.pick(CONSULTS));
        stage.bill(patient, who, stage.base + days, code);
    }
    for _ in 0..=stage.dice.below(2) {
        let days = *stage.dice.pick(&[-16, -15, -14, -13, -9, -1, 0, 1, 10, 13, 14, 15, 20, 21]);
        let seen_by = if stage.dice.percent(80) { who } else { stage.clinician() };
        let code = stage.dice.code_of(&[VISITS, TRANSITIONS]);
        stage.bill(patient, seen_by, stage.base + days, code);
    }
}

/// The month after a discharge, and messages in it.
pub(super) fn discharge(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let code = *stage.dice.pick(TRANSITIONS);
    stage.bill(patient, who, stage.base, code);
    for _ in 0..2 + stage.dice.below(2) {
        let days = *stage.dice.pick(&[-31, -30, -29, -28, -8, -7, -6, -1, 0, 0, 1, 3, 7]);
        let by = if stage.dice.percent(80) { who } else { stage.clinician() };
        let code = stage.dice.code_of(&[MESSAGES, CONTACTS]);
        stage.bill(patient, by, stage.base + days, code);
    }
}

/// Monitoring of one system or two, of one kind or both, within a month of 2026 or about its ends.
pub(super) fn devices(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base.clamp(days_from_civil(2026, 1, 5), days_from_civil(2026, 11, 20));
    for _ in 0..2 + stage.dice.below(3) {
        let days = *stage.dice.pick(&[-30, -29, -28, 0, 0, 3, 15, 28, 29, 30]);
        let code = *stage.dice.pick(DEVICES);
        stage.bill(patient, who, date + days, code);
    }
}
