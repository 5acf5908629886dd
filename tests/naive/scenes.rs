//! What random patients live through, one scene each: every scene turns about the edges of a few rules.
//!
//! What it is: lines and recorded minutes; the log is written afterwards from the lines.
//! What it is not: a judge of them; a scene may end on either side of its edge.

use super::random_facts::PAYERS;
use super::random_inputs::PAIRS;
use super::random_world::Stage;
use super::scenes_month;

pub(super) const MESSAGES: &[&str] = &["99421", "99422", "99423", "98970", "98971", "98972", "99421", "G2061"];
pub(super) const CONTACTS: &[&str] =
    &["98016", "G2252", "G2012", "99441", "99442", "98966", "98967", "98968", "G2251", "G2010", "G2250"];
pub(super) const VISITS: &[&str] = &["99213", "99214", "99203", "98005", "99284", "99308", "90834", "99495"];
const AUDIO: &[&str] = &["98008", "98009", "98010", "98011", "98012", "98013", "98014", "98015"];
const VIDEO: &[&str] = &["98000", "98001", "98002", "98003", "98004", "98005", "98006", "98007"];
pub(super) const TRAINING: &[&str] = &["98960", "98961", "98962"];
pub(super) const TRANSITIONS: &[&str] = &["99495", "99496"];
pub(super) const CONSULTS: &[&str] = &["99446", "99447", "99448", "99449", "99451", "99452"];
const NEW_PATIENT: &[&str] = &["99202", "99205", "98000", "98003", "98008", "98011"];
const OLD_PATIENT: &[&str] = &["98004", "98007", "98012", "98015"];
const PROCEDURES: &[&str] = &["11042", "10060", "27447", "17110", "59400", "11045"];

/// Codes that are slips for audited codes, or look like one.
pub(super) const TYPING_ERRORS: &[&str] = &["97970", "98790", "9972", "G22512", "G2201", "99401", "9842"];

/// One scene of the patient, whichever the dice say.
pub(super) fn play(stage: &mut Stage, patient: &str) {
    match stage.dice.below(22) {
        0 | 1 => measured(stage, patient),
        2 => prolonged(stage, patient),
        3 => training(stage, patient),
        4 | 5 => scenes_month::month(stage, patient),
        6 | 7 => acquaintance(stage, patient),
        8 | 9 => surgery(stage, patient),
        10 => busy(stage, patient),
        11 => wrapper(stage, patient),
        12 | 13 => same_day(stage, patient),
        14 | 15 => scenes_month::bundle(stage, patient),
        16 => scenes_month::consultant(stage, patient),
        17 => by_telehealth(stage, patient),
        18 => scenes_month::discharge(stage, patient),
        19 => scenes_month::devices(stage, patient),
        20 => second_payer(stage, patient),
        _ => strangers(stage, patient),
    }
}

/// Services with minutes or times about the edges of their bands and levels.
fn measured(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    for _ in 0..=stage.dice.below(4) {
        let code = stage.dice.code_of(&[MESSAGES, MESSAGES, CONTACTS, CONTACTS, AUDIO, VIDEO]);
        let date = stage.base + stage.dice.below(30) - 15;
        let place = stage.bill(patient, who, date, code);
        let minutes = *stage.dice.pick(&[0, 3, 4, 5, 9, 10, 11, 14, 15, 19, 20, 21, 29, 30, 31, 39, 40, 45, 59, 60]);
        match stage.dice.below(10) {
            0..6 => stage.record(place, minutes),
            6..9 => {
                let (of_day, seconds) = (*stage.dice.pick(&[32_400, 36_000, 86_100]), *stage.dice.pick(&[0, 30, 59]));
                stage.clock(place, of_day, minutes * 60 + seconds);
            }
            _ => {}
        }
    }
}

/// A long visit, and time beyond it.
fn prolonged(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(20) - 10;
    let bases = &["99205", "99215", "98003", "98007", "98011", "98015", "99483", "99350", "99214"];
    for _ in 0..*stage.dice.pick(&[0, 1, 1, 1, 1, 2]) {
        let (code, minutes) = (*stage.dice.pick(bases), *stage.dice.pick(&[54, 55, 69, 70, 75, 84, 85, 89, 104, 119]));
        let place = stage.bill(patient, who, date, code);
        if stage.dice.percent(75) {
            stage.record(place, minutes);
        }
    }
    let who = if stage.dice.percent(90) { who } else { stage.clinician() };
    let code = *stage.dice.pick(&["99417", "99417", "G2212"]);
    let days = i32::from(stage.dice.percent(5));
    let place = stage.bill(patient, who, date + days, code);
    stage.lines[place].units_ten_thousandths = *stage.dice.pick(&[10_000, 10_000, 20_000, 25_000, 30_000, 5_000]);
}

/// One to ten patients in one slot of one clinician.
fn training(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(30) - 15;
    let n_patients = *stage.dice.pick(&[1, 1, 2, 2, 4, 5, 8, 9]);
    let fitting = TRAINING[usize::from(n_patients > 1) + usize::from(n_patients > 4)];
    let has_times = stage.dice.percent(80);
    let units = *stage.dice.pick(&[1, 1, 2, 3]);
    for number in 0..n_patients {
        let code = if stage.dice.percent(90) { fitting } else { *stage.dice.pick(TRAINING) };
        let place = stage.bill(&format!("{patient}-{number}"), who, date, code);
        stage.lines[place].units_ten_thousandths = units * 10_000;
        if has_times {
            let (late, short) = (i64::from(stage.dice.percent(4)) * 60, i64::from(stage.dice.percent(10)));
            stage.clock(place, 50_400 + late, units * 1800 - short);
        }
        if stage.dice.percent(if has_times { 15 } else { 60 }) {
            let minutes = units * 30 - i64::from(stage.dice.percent(30));
            stage.record(place, minutes);
        }
    }
}

/// A service of long ago, and codes that turn on whether the patient is known.
fn acquaintance(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(10) - 5;
    let long_ago = *stage.dice.pick(&[30, 425, 1094, 1095, 1096, 1097, 1400]);
    if stage.dice.percent(75) {
        let code = stage.dice.code_of(&[VISITS, VISITS, AUDIO, PROCEDURES, &["97161", "97802"], MESSAGES]);
        let earlier = if stage.dice.percent(60) { who } else { stage.clinician() };
        let place = stage.bill(patient, earlier, date - long_ago, code);
        if stage.dice.percent(25) {
            stage.lines[place].modifiers = vec![(*stage.dice.pick(&["93", "FQ", "95"])).to_owned()];
        }
    }
    if stage.dice.percent(20) {
        stage.bill(&format!("{patient}-old"), who, date - 1600, "99213");
    }
    for _ in 0..=stage.dice.below(3) {
        let code = stage.dice.code_of(&[NEW_PATIENT, OLD_PATIENT, MESSAGES, CONTACTS]);
        stage.bill(patient, who, date, code);
    }
}

/// A procedure, and messages about its global period.
fn surgery(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(20) - 10;
    for _ in 0..=stage.dice.below(2) {
        let code = *stage.dice.pick(PROCEDURES);
        stage.bill(patient, who, date, code);
    }
    for _ in 0..=stage.dice.below(3) {
        let days = *stage.dice.pick(&[-2, -1, 0, 0, 1, 1, 6, 10, 10, 11, 40, 90, 91]);
        let after = if stage.dice.percent(80) { who } else { stage.clinician() };
        let code = stage.dice.code_of(&[MESSAGES, CONTACTS, CONTACTS, AUDIO, VIDEO]);
        let place = stage.bill(patient, after, date + days, code);
        if stage.dice.percent(20) {
            stage.lines[place].modifiers = vec!["24".to_owned()];
        }
    }
}

/// A clinician's day or week that is nearly, or more than, full.
fn busy(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(40) - 20;
    match stage.dice.below(4) {
        0 => {
            for number in 0..*stage.dice.pick(&[24, 25]) {
                stage.bill(&format!("{patient}-{number}"), who, date, "99215");
            }
        }
        1 => {
            let place = stage.bill(patient, who, date, "98960");
            stage.lines[place].units_ten_thousandths = *stage.dice.pick(&[320_000, 330_000, 480_000, 485_000]);
        }
        2 => {
            for number in 0..*stage.dice.pick(&[5, 9]) {
                let code = *stage.dice.pick(&["98961", "98962"]);
                let place = stage.bill(&format!("{patient}-{number}"), who, date, code);
                stage.lines[place].units_ten_thousandths = *stage.dice.pick(&[80_000, 170_000, 250_000]);
            }
        }
        _ => {
            let units = *stage.dice.pick(&[320_000, 480_000]);
            for day in 0..7 {
                let place = stage.bill(patient, who, date + day, "98960");
                stage.lines[place].units_ten_thousandths = units;
            }
            let (day, code) = (*stage.dice.pick(&[-1, 0, 0, 0, 1]), *stage.dice.pick(MESSAGES));
            stage.bill(patient, who, date + day, code);
        }
    }
}

/// The wrapper code of health centres, alone or beside a message on its claim.
fn wrapper(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    if stage.dice.percent(60) {
        let long_ago = *stage.dice.pick(&[-9, 0, 1, 7, 8, 200, 364, 365, 366, 367]);
        let earlier = if stage.dice.percent(50) { who } else { stage.clinician() };
        stage.bill(patient, earlier, stage.base - long_ago, "99213");
    }
    for _ in 0..=stage.dice.below(3) {
        let date = stage.base + stage.dice.below(20) - 10;
        stage.bill(patient, who, date, "G0071");
        if stage.dice.percent(35) {
            let code = *stage.dice.pick(&["99421", "98016", "98970"]);
            let place = stage.bill(patient, who, date, code);
            stage.join_claim(place);
        }
    }
}

/// Several services of one date, some of them several times, with and without modifiers.
fn same_day(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(10) - 5;
    let (column1, column2, _) = *stage.dice.pick(PAIRS);
    let singles = &["99458", "99439", "99417", "98960", "G2010", "99454", "99421", "98016"];
    for _ in 0..2 + stage.dice.below(4) {
        let in_pair = *stage.dice.pick(&[column1, column2]);
        let code = if stage.dice.percent(75) { in_pair } else { *stage.dice.pick(singles) };
        let joins = stage.dice.percent(40);
        let n_lines = *stage.dice.pick(&[1, 1, 1, 2, 3]);
        for number in 0..n_lines {
            let who = if stage.dice.percent(92) { who } else { stage.clinician() };
            let place = stage.bill(patient, who, date, code);
            let line = &mut stage.lines[place];
            line.units_ten_thousandths = *stage.dice.pick(&[10_000, 10_000, 20_000, 30_000]);
            if stage.dice.percent(25) {
                line.modifiers = vec![(*stage.dice.pick(&["25", "59", "XU", "LT", "95", "76"])).to_owned()];
            }
            if joins && 0 < number {
                stage.join_claim(place);
            }
        }
    }
}

/// Visits by telehealth, and where they are said to have been.
fn by_telehealth(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    let date = stage.base + stage.dice.below(20) - 10;
    for _ in 0..=stage.dice.below(3) {
        let code = stage.dice.code_of(&[VISITS, VISITS, VIDEO, VIDEO, TRANSITIONS, &["97161", "92507", "97802"]]);
        let days = i32::from(stage.dice.percent(10));
        let who = if stage.dice.percent(85) { who } else { stage.clinician() };
        let place = stage.bill(patient, who, date + days, code);
        let choices: [&[&str]; 7] = [&["95"], &["95"], &["93"], &["93"], &["FQ"], &["95", "93"], &[]];
        let modifiers = *stage.dice.pick(&choices);
        let places = [Some("02"), Some("02"), Some("10"), Some("10"), Some("11"), Some("21"), Some("31"), None];
        let pos = *stage.dice.pick(&places);
        let by_medicare = stage.dice.percent(70);
        let line = &mut stage.lines[place];
        line.modifiers = modifiers.iter().map(|modifier| (*modifier).to_owned()).collect();
        line.pos = pos.map(str::to_owned);
        if by_medicare {
            line.payer = Some("medicare".to_owned());
        }
    }
}

/// One service asked of two payers, with amounts about what both may pay together.
fn second_payer(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    for _ in 0..=stage.dice.below(2) {
        let date = stage.base + stage.dice.below(20) - 10;
        let code = stage.dice.code_of(&[MESSAGES, CONTACTS, VISITS, VIDEO, TRAINING, CONSULTS]);
        let (allowed, paid) = (i64::from(2_000 + stage.dice.below(500)), i64::from(1_000 + stage.dice.below(500)));
        let rest = allowed - paid;
        for paid in [Some(paid), *stage.dice.pick(&[Some(rest), Some(rest), Some(rest + 1), Some(0), None])] {
            let place = stage.bill(patient, who, date, code);
            let payer = stage.dice.pick(PAYERS).map(str::to_owned);
            let is_known = stage.dice.percent(85);
            let line = &mut stage.lines[place];
            (line.paid_cents, line.allowed_cents, line.payer) = (paid, is_known.then_some(allowed), payer);
        }
    }
}

/// Staff in the place of clinicians, clinicians of whom nothing is known, and codes that nobody knows.
fn strangers(stage: &mut Stage, patient: &str) {
    let who = stage.clinician();
    for _ in 0..=stage.dice.below(3) {
        let date = stage.base + stage.dice.below(20) - 10;
        let code = stage.dice.code_of(&[MESSAGES, CONTACTS, AUDIO, TYPING_ERRORS]);
        let place = stage.bill(patient, who, date, code);
        let taxonomy =
            stage.dice.pick(&[Some("163W00000X"), Some("1835P0018X"), Some("374700000X"), Some("207Q00000X"), None]);
        let line = &mut stage.lines[place];
        line.taxonomy = taxonomy.map(str::to_owned);
        if stage.dice.percent(70) {
            line.specialty = None;
        }
        if stage.dice.percent(30) {
            line.npi.push_str("-new");
        }
    }
}
