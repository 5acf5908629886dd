//! Random worlds with everything the rules may ask for: lines, recorded minutes, an activity log, a roster, consents.
//!
//! What it is: the patients of [`random_lines`], and as many who live through one scene each ([`super::scenes`]).
//! What it is not: the source of CMS's tables, which the worlds of a run share ([`super::random_tables`]).

use super::codes::family;
use super::dice::Dice;
use super::inputs::Inputs;
use super::random_facts::{CLINICIANS, PAYERS, amounts};
use super::{DeniedLine, NaiveLine, random_inputs, random_lines, random_log, scenes};

const DIAGNOSES: &[&[&str]] = &[&["I10"], &["I10"], &["E119"], &["L209", "I10"], &[], &["Z0000"]];

/// Lines, and what stands beside them.
#[derive(Clone, Debug, Default)]
pub struct NaiveWorld {
    /// The lines; their names are unique.
    pub lines: Vec<NaiveLine>,
    /// Minutes, log, roster and consents; no tables.
    pub inputs: Inputs,
}

/// The world that follows from the seed, with `n_patients` patients and some companions of theirs.
pub fn random_world(seed: u64, n_patients: usize) -> NaiveWorld {
    let n_plain = n_patients.div_ceil(2);
    let lines = random_lines(seed, n_plain);
    let mut dates: Vec<i32> = lines.iter().map(|line| line.date).collect();
    dates.sort_unstable();
    let base = dates.get(dates.len() / 2).copied().unwrap_or_default();
    let mut stage = Stage { dice: Dice::new(seed ^ 0xACED), base, lines, inputs: Inputs::default(), claims: 0 };
    stage.measure_plain_lines();
    for number in n_plain..n_patients {
        scenes::play(&mut stage, &format!("Q{number:04}"));
    }
    random_log::keep_log(&mut stage);
    stage.deny_some();
    random_inputs::keep_files(&mut stage);
    NaiveWorld { lines: stage.lines, inputs: stage.inputs }
}

/// A world in the making.
pub(super) struct Stage {
    pub(super) dice: Dice,
    pub(super) base: i32,
    pub(super) lines: Vec<NaiveLine>,
    pub(super) inputs: Inputs,
    claims: i64,
}

impl Stage {
    /// A new claim of one line, paid, with most columns filled; its place among the lines.
    pub(super) fn bill(&mut self, patient: &str, who: usize, date: i32, code: &str) -> usize {
        self.claims += 1;
        let (npi, tin, specialty, taxonomy) = CLINICIANS[who];
        let mut known = |value: &str, chance| self.dice.percent(chance).then(|| value.to_owned());
        let (tin, specialty, taxonomy) = (known(tin, 84), known(specialty, 88), known(taxonomy, 40));
        let dx = self.dice.pick(DIAGNOSES);
        self.lines.push(NaiveLine {
            claim_id: format!("S{}", self.claims * 7_654_321 % 10_000_019),
            line_number: 1,
            patient: patient.to_owned(),
            npi: npi.to_owned(),
            tin,
            specialty,
            taxonomy,
            date,
            code: code.to_owned(),
            modifiers: Vec::new(),
            pos: None,
            dx: dx.iter().map(|code| (*code).to_owned()).collect(),
            units_ten_thousandths: 10_000,
            allowed_cents: None,
            paid_cents: None,
            payer: self.dice.pick(PAYERS).map(String::from),
            start: None,
            end: None,
        });
        let place = self.lines.len() - 1;
        (self.lines[place].allowed_cents, self.lines[place].paid_cents) = amounts(&mut self.dice);
        place
    }

    /// Puts the line on the claim of the line before it.
    pub(super) fn join_claim(&mut self, place: usize) {
        let (claim, number) = (self.lines[place - 1].claim_id.clone(), self.lines[place - 1].line_number);
        (self.lines[place].claim_id, self.lines[place].line_number) = (claim, number + 1);
    }

    /// Writes minutes into the line's column, mostly whole ones.
    pub(super) fn record(&mut self, place: usize, minutes: i64) {
        let part = *self.dice.pick(&[0, 0, 0, 50, 90]);
        let name = (self.lines[place].claim_id.clone(), self.lines[place].line_number);
        self.inputs.minutes.insert(name, minutes * 100 + part);
    }

    /// Gives the line a start on its date and so many seconds.
    pub(super) fn clock(&mut self, place: usize, of_day: i64, seconds: i64) {
        let line = &mut self.lines[place];
        let start = i64::from(line.date) * 86_400 + of_day;
        (line.start, line.end) = (Some(start), Some(start + seconds));
    }

    pub(super) fn clinician(&mut self) -> usize {
        let count = i32::try_from(CLINICIANS.len()).unwrap_or(1);
        usize::try_from(self.dice.below(count)).unwrap_or(0)
    }

    /// Visits, messages and calls near some lines of their patients, denied by the payer. None lies outside the dates
    /// of the lines: which dates the data cover is said by the lines alone.
    fn deny_some(&mut self) {
        let dates = || self.lines.iter().map(|line| line.date);
        let (first, last) = (dates().min().unwrap_or_default(), dates().max().unwrap_or_default());
        for line in self.lines.clone() {
            if !self.dice.percent(9) {
                continue;
            }
            let days = *self.dice.pick(&[-400, -100, -14, -8, -7, -6, -3, -1, 0, 0, 1, 2, 3, 6, 7, 8, 14]);
            // Denied messages and calls are nobody's visit, but what was billed before.
            let codes = [
                "99213", "99213", "99214", "99211", "98005", "98013", "90834", "99495", "97161", "10060", "99421",
                "98970", "98016", "98966",
            ];
            let code = (*self.dice.pick(&codes)).to_owned();
            let replaces = self.dice.percent(25).then(|| line.claim_id.clone());
            let mut denied = NaiveLine {
                claim_id: format!("D{}", self.inputs.denied.len()),
                line_number: 1,
                date: (line.date + days).clamp(first, last),
                code,
                modifiers: if self.dice.percent(15) { vec!["93".to_owned()] } else { Vec::new() },
                paid_cents: Some(0),
                start: None,
                end: None,
                ..line
            };
            if self.dice.percent(30) {
                let (npi, tin, specialty, _) = CLINICIANS[self.clinician()];
                npi.clone_into(&mut denied.npi);
                (denied.tin, denied.specialty) = (Some(tin.to_owned()), Some(specialty.to_owned()));
            }
            if self.dice.percent(20) {
                denied.tin = None;
            }
            if self.dice.percent(30) {
                denied.dx = vec![(*self.dice.pick(&["I10", "E119", "L209"])).to_owned()];
            }
            self.inputs.denied.push(DeniedLine { line: denied, replaces });
        }
    }

    /// Minutes about the edges of bands and levels on some plain lines.
    fn measure_plain_lines(&mut self) {
        for place in 0..self.lines.len() {
            let is_timed = family(&self.lines[place].code).is_some();
            if is_timed && self.dice.percent(35) {
                let minutes = *self.dice.pick(&[0, 4, 5, 9, 10, 11, 15, 20, 21, 29, 30, 31, 45, 60]);
                self.record(place, minutes);
            }
        }
    }
}
