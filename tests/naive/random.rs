//! Small dense random worlds for comparing two implementations of the rules.
//!
//! What it is: deterministic lines from a seed, with the gaps, clinicians, codes, copies and times the rules turn on.
//! What it is not: realistic claims data; nothing about frequencies or amounts means anything.

use super::NaiveLine;
use super::codes::days_from_civil;
use super::dice::Dice;
use super::random_facts::{BASES, CLINICIANS, PAYERS, amounts};

const DAY_SECONDS: i64 = 86_400;

const SPECIALTIES: &[&str] = &["08", "06", "50", "89", "97", "65", "80", "42", "15", "67"];
const DIAGNOSES: &[&str] = &["I10", "I10", "E119", "L209", "M5450", "Z0000", "Z1231"];
const MODIFIERS: &[&[&str]] =
    &[&["25"], &["95"], &["24"], &["GT"], &["FQ"], &["93"], &["25", "95"], &["95", "25"], &["25", "25"], &["59"]];

const E_VISITS: &[&str] =
    &["99421", "99421", "99422", "99423", "99444", "98970", "98970", "98971", "98972", "G2061", "G2062", "98969"];
const CONTACTS: &[&str] =
    &["99441", "99442", "99443", "98966", "98967", "98968", "98016", "G2012", "G2252", "G2251", "G2010", "G2250"];
const TELEHEALTH: &[&str] = &["98000", "98004", "98005", "98007", "98008", "98012", "98015"];
const OFFICE: &[&str] = &["99213", "99213", "99214", "99212", "99211", "99203"];
const OTHER_VISITS: &[&str] = &[
    "99201", "99243", "99241", "99253", "99223", "99217", "99239", "99284", "99291", "99308", "99318", "99348",
    "99343", "99397", "G0439", "99495", "99496", "90791", "90834", "92014", "99497",
];
const ASSESSMENTS: &[&str] = &["97161", "97164", "92507", "97802", "96156", "96171", "G0108"];
const OTHER_AUDITED: &[&str] = &[
    "98960", "99417", "G2212", "G0071", "99490", "99424", "99437", "99439", "G0557", "G0569", "G0323", "99454",
    "99445", "98979", "98977", "99447", "99452",
];
const GROUP_CODES: &[&str] = &["98961", "98961", "98962", "99078", "90853"];

/// What the lines of one world share.
struct World {
    dice: Dice,
    base: i32,
    lines: Vec<NaiveLine>,
    claims: u64,
    /// Clinician, date and start of earlier timed lines and whether they were group sessions, so that other lines
    /// can sit beside them.
    sittings: Vec<(usize, i32, i64, bool)>,
}

/// Deterministic effective lines of `n_patients` patients, 1 to 10 lines each.
pub fn random_lines(seed: u64, n_patients: usize) -> Vec<NaiveLine> {
    let mut dice = Dice::new(seed);
    let base = base_date(&mut dice);
    let mut world = World { dice, base, lines: Vec::new(), claims: seed % 1000, sittings: Vec::new() };
    for number in 0..n_patients {
        world.add_patient(&format!("P{number:05}"));
    }
    world.lines
}

fn base_date(dice: &mut Dice) -> i32 {
    let (year, month, day) = *dice.pick(BASES);
    days_from_civil(year, month, day)
}

impl World {
    fn add_patient(&mut self, patient: &str) {
        let base = if self.dice.percent(15) { base_date(&mut self.dice) } else { self.base };
        let team = [self.clinician(), self.clinician(), self.clinician()];
        let timed = if self.dice.percent(25) { 85 } else { 12 };
        let first = self.lines.len();
        let mut date = base;
        for _ in 0..=self.dice.below(10) {
            date = self.next_date(base, date);
            let copies = self.lines.len() > first && self.dice.percent(12);
            let mut line = if copies { self.copied_line(first) } else { self.fresh_line(patient, &team, date, timed) };
            self.name_line(&mut line, first);
            self.lines.push(line);
        }
    }

    fn clinician(&mut self) -> usize {
        let count = i32::try_from(CLINICIANS.len()).unwrap_or(1);
        usize::try_from(self.dice.below(count)).unwrap_or(0)
    }

    fn next_date(&mut self, base: i32, last: i32) -> i32 {
        if self.dice.percent(40) {
            return base - 20 + self.dice.below(41);
        }
        let step = *self.dice.pick(&[0, 0, 0, 1, 1, 2, 3, 4, 6, 7, 8]);
        let date = if self.dice.percent(70) { last + step } else { last - step };
        date.clamp(base - 22, base + 22)
    }

    /// A unique claim id and line number; one line in three joins the claim of the patient's line before it.
    fn name_line(&mut self, line: &mut NaiveLine, first: usize) {
        if self.lines.len() > first && self.dice.percent(33) {
            if let Some(last) = self.lines.last() {
                line.claim_id.clone_from(&last.claim_id);
                line.line_number = last.line_number + 1;
            }
        } else {
            self.claims += 1;
            line.claim_id = format!("C{}", self.claims * 7_654_321 % 10_000_019);
            line.line_number = *self.dice.pick(&[1, 1, 1, 9]);
        }
    }

    fn code(&mut self) -> String {
        let set = match self.dice.below(100) {
            0..28 => E_VISITS,
            28..54 => CONTACTS,
            54..62 => TELEHEALTH,
            62..76 => OFFICE,
            76..85 => OTHER_VISITS,
            85..91 => ASSESSMENTS,
            91..95 => OTHER_AUDITED,
            _ => GROUP_CODES,
        };
        (*self.dice.pick(set)).to_owned()
    }

    fn fresh_line(&mut self, patient: &str, team: &[usize], date: i32, timed: i32) -> NaiveLine {
        let who = if self.dice.percent(65) { team[0] } else { *self.dice.pick(team) };
        let mut line = NaiveLine {
            claim_id: String::new(),
            line_number: 0,
            patient: patient.to_owned(),
            npi: String::new(),
            tin: None,
            specialty: None,
            taxonomy: None,
            date,
            code: self.code(),
            modifiers: self.modifiers(),
            pos: self
                .dice
                .pick(&[None, None, Some("11"), Some("11"), Some("02"), Some("10"), Some("21"), Some("22")])
                .map(String::from),
            dx: self.diagnoses(),
            units_ten_thousandths: *self.dice.pick(&[10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 20_000, 15_000]),
            allowed_cents: None,
            paid_cents: None,
            payer: self.dice.pick(PAYERS).map(String::from),
            start: None,
            end: None,
        };
        (line.allowed_cents, line.paid_cents) = amounts(&mut self.dice);
        self.set_clinician(&mut line, who);
        let is_group = GROUP_CODES.contains(&line.code.as_str());
        if self.dice.percent(if is_group { 75 } else { timed }) {
            self.set_times(&mut line, who);
        }
        line
    }

    fn set_clinician(&mut self, line: &mut NaiveLine, who: usize) {
        let (npi, tin, specialty, taxonomy) = CLINICIANS[who];
        npi.clone_into(&mut line.npi);
        line.tin = match self.dice.below(20) {
            0 | 1 => None,
            2 => Some("120000001".to_owned()),
            3 => Some("230000002".to_owned()),
            _ => Some(tin.to_owned()),
        };
        line.specialty = match self.dice.below(20) {
            0 | 1 => None,
            2 => Some((*self.dice.pick(SPECIALTIES)).to_owned()),
            _ => Some(specialty.to_owned()),
        };
        line.taxonomy = if self.dice.percent(35) { Some(taxonomy.to_owned()) } else { None };
    }

    fn modifiers(&mut self) -> Vec<String> {
        if self.dice.percent(75) {
            return Vec::new();
        }
        self.dice.pick(MODIFIERS).iter().map(|m| (*m).to_owned()).collect()
    }

    fn diagnoses(&mut self) -> Vec<String> {
        let count = *self.dice.pick(&[0, 1, 1, 1, 1, 2, 2, 3]);
        (0..count).map(|_| (*self.dice.pick(DIAGNOSES)).to_owned()).collect()
    }

    /// Times on the line; every other one sits beside an earlier timed line of some clinician.
    fn set_times(&mut self, line: &mut NaiveLine, who: usize) {
        let is_group = GROUP_CODES.contains(&line.code.as_str());
        let near = self.sittings.iter().rev().filter(|s| (s.1 - line.date).abs() <= 20 && (s.3 || !is_group));
        let near: Vec<(usize, i32, i64, bool)> = near.take(if is_group { 2 } else { 12 }).copied().collect();
        let base = if !near.is_empty() && self.dice.percent(if is_group { 75 } else { 50 }) {
            let (clinician, _, start, _) = *self.dice.pick(&near);
            self.set_clinician(line, clinician);
            start
        } else {
            let of_day = i64::from(*self.dice.pick(&[9 * 3600, 10 * 3600, 14 * 3600, 23 * 3600 + 2400]));
            let start = i64::from(line.date) * DAY_SECONDS + of_day;
            self.sittings.push((who, line.date, start, is_group));
            if self.dice.percent(30) {
                // 24 hours, give or take a second, after the end of the usual half hour
                let echo = start + 1800 + DAY_SECONDS + i64::from(self.dice.below(3)) - 1;
                self.sittings.push((who, line.date + 1, echo, false));
            }
            start
        };
        let length: i64 = *self.dice.pick(&[1800, 1800, 1800, 600, 3600]);
        let shift: i64 = match self.dice.below(10) {
            _ if is_group && self.dice.percent(80) => 0,
            0..4 => 0,
            4 => 1800 - 59,
            5 => 1800 - 60,
            6 => 1800 - 61,
            7 => 1800,
            8 => 60,
            _ => 900,
        };
        let length = if is_group { 1800 } else { length };
        line.date = i32::try_from((base + shift).div_euclid(DAY_SECONDS)).unwrap_or(line.date);
        line.start = Some(base + shift);
        line.end = match self.dice.below(50) {
            0 => None,
            1 => line.start,
            2 => Some(base + shift + DAY_SECONDS),
            3 => Some(base + shift + DAY_SECONDS + 1),
            _ => Some(base + shift + length),
        };
    }

    /// The line as some other payer is asked for it, with amounts about what both may pay together.
    fn ask_another_payer(&mut self, line: &mut NaiveLine) {
        line.payer = self.dice.pick(PAYERS).map(String::from);
        if self.dice.percent(30) {
            line.modifiers = self.modifiers();
        }
        let allowed = line.allowed_cents.unwrap_or(9_000);
        let rest = (allowed - line.paid_cents.unwrap_or(0)).max(1);
        line.paid_cents = *self.dice.pick(&[Some(rest), Some(rest), Some(rest + 1), Some(rest + 500), None]);
        line.allowed_cents = *self.dice.pick(&[Some(allowed), Some(allowed), Some(allowed + 1), None]);
    }

    /// A copy of an earlier line of the patient, unchanged or with one thing changed.
    fn copied_line(&mut self, first: usize) -> NaiveLine {
        let own = self.lines[first..].to_vec();
        let mut line = self.dice.pick(&own).clone();
        match self.dice.below(9) {
            0 => line.modifiers = self.modifiers(),
            1 | 7 => self.ask_another_payer(&mut line),
            2 | 3 => {
                let who = self.clinician();
                self.set_clinician(&mut line, who);
            }
            4 => line.dx = self.diagnoses(),
            _ => {}
        }
        line
    }
}
