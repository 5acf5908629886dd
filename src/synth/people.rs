//! Derives patients and clinicians from their number and the seed, so that none has to be stored.
//! It does not decide what they bill.

use fastrand::Rng;

use super::line::{Text, npi};
use super::random::{mix, pick, scatter, weighted};
use super::specialties::{TEAM, taxonomy};

/// Mean number of lines per patient; the shares in `CROWD` put the median near 8.
const LINES_PER_PATIENT: u64 = 11;
/// Patients per billing group, so that a clinician has some 1,500 lines a year.
const PATIENTS_PER_GROUP: u64 = 1_500;
/// Ids from here to the next power of ten belong to planted scenarios.
pub(super) const FIRST_PLANTED_NPI: u64 = 90_000_000;
/// As `FIRST_PLANTED_NPI`, for the seven digits of a TIN.
pub(super) const FIRST_PLANTED_TIN: u64 = 9_000_000;
/// Patient ids have eight digits.
const PATIENT_IDS: u64 = 100_000_000;

/// `(share of claims, share of patients)`, both in thousandths: a few patients have most of the care.
const CROWD: [(u32, u64); 4] = [(25, 2), (175, 48), (400, 250), (400, 700)];

const CONDITIONS: [&str; 130] = [
    "I10", "E785", "E119", "E1165", "E1122", "E1142", "E039", "I2510", "I4891", "I480", "I5032", "I5022", "I6523",
    "I739", "I872", "I951", "J449", "J441", "J45909", "J4520", "J309", "J0190", "J069", "J209", "J189", "J029",
    "J3089", "K219", "K5900", "K589", "K5730", "K760", "K449", "N183", "N1832", "N184", "N390", "N400", "N401",
    "N3281", "N951", "N926", "F411", "F419", "F329", "F331", "F330", "F4310", "F4323", "F900", "F1721", "F1020",
    "G4733", "G43909", "G629", "G20", "G309", "G2581", "G8929", "M1711", "M1712", "M1611", "M5450", "M5416", "M542",
    "M5412", "M4806", "M25561", "M25562", "M25511", "M25512", "M25551", "M7541", "M7989", "M810", "M109", "M797",
    "M0579", "E669", "E6601", "E780", "E7800", "E559", "E538", "E875", "E876", "D649", "D509", "D631", "D696", "L209",
    "L400", "L570", "L821", "L03115", "L600", "L720", "H2513", "H40113", "H3530", "H04123", "H6123", "H9113", "B351",
    "B349", "B0229", "C50911", "C61", "C4491", "R079", "R0602", "R05", "R1084", "R109", "R112", "R197", "R42", "R5383",
    "R531", "R7303", "R739", "R600", "R319", "R55", "R519", "R634", "S93401A", "S134XXA", "S83241A", "T7840XA",
];
const ENCOUNTER_CODES: [&str; 6] = ["Z0000", "Z0001", "Z23", "Z79899", "Z1231", "Z8249"];

/// Whom a patient turns to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Primary,
    Colleague,
    Specialist,
    Psychiatrist,
    Counsellor,
    Therapist,
    Eye,
    Hospital,
    Emergency,
    Imaging,
    Laboratory,
}

/// One patient.
pub(super) struct Patient {
    pub(super) number: u64,
    pub(super) id: Text,
    pub(super) payer: &'static str,
    conditions: [&'static str; 4],
    groups: [u64; 2],
    bits: u64,
}

impl Patient {
    /// Up to four diagnoses for one encounter; sometimes only an encounter code, seldom none.
    pub(super) fn diagnoses(&self, rng: &mut Rng) -> [&'static str; 4] {
        let first = pick(rng, &self.conditions);
        let second = pick(rng, &self.conditions);
        let second = if second == first { "" } else { second };
        let coded = pick(rng, &ENCOUNTER_CODES);
        weighted(
            rng,
            &[
                (36, [first, "", "", ""]),
                (38, [first, second, "", ""]),
                (9, [first, coded, "", ""]),
                (9, [coded, "", "", ""]),
                (7, [first, coded, "Z7984", second]),
                (1, ["", "", "", ""]),
            ],
        )
    }
}

/// One clinician.
#[derive(Clone, Copy)]
pub(super) struct Clinician {
    pub(super) npi: Text,
    pub(super) tin: Text,
    pub(super) specialty: &'static str,
    pub(super) taxonomy: &'static str,
    /// What the place of business pays, in percent of the usual price.
    pub(super) price: i64,
}

/// Everyone of one run.
#[derive(Clone, Copy)]
pub(super) struct World {
    seed: u64,
    /// How many patients there are.
    pub(super) patients: u64,
    groups: u64,
}

impl World {
    /// A world large enough for so many lines.
    pub(super) fn new(seed: u64, lines: u64) -> Self {
        let patients = (lines / LINES_PER_PATIENT).clamp(1, PATIENT_IDS);
        Self { seed, patients, groups: (patients / PATIENTS_PER_GROUP).max(3) }
    }

    /// A patient who has a claim, the ill more often than the well.
    pub(super) fn draw_patient(&self, rng: &mut Rng) -> Patient {
        let before = |place: usize| {
            let thousandths: u64 = CROWD[..place].iter().map(|(_, patients)| patients).sum();
            self.patients * thousandths / 1_000
        };
        let places = [0, 1, 2, 3].map(|place| (CROWD[place].0, place));
        let place = weighted(rng, &places);
        let (from, to) = (before(place), before(place + 1));
        if from < to {
            return self.patient(rng.u64(from..to));
        }
        self.patient(rng.u64(..self.patients))
    }

    /// The patient of this number, always the same.
    fn patient(&self, number: u64) -> Patient {
        let bits = mix(self.seed, number);
        let mut own = Rng::with_seed(bits);
        let home = own.u64(..self.groups);
        let second = match own.u64(..10) {
            0..3 => own.u64(..self.groups),
            _ => home,
        };
        Patient {
            number,
            id: Text::numbered("P", scatter(self.seed, number, PATIENT_IDS), 8),
            payer: weighted(
                &mut own,
                &[(55, "medicare"), (22, "commercial"), (14, "medicare_advantage"), (9, "medicaid")],
            ),
            conditions: [(); 4].map(|()| pick(&mut own, &CONDITIONS)),
            groups: [home, second],
            bits,
        }
    }

    /// The clinician this patient sees in this role; nearly always the same person.
    pub(super) fn clinician(&self, patient: &Patient, role: Role, rng: &mut Rng) -> Clinician {
        let slots: &[u64] = match role {
            Role::Primary => &[0, 1, 2],
            Role::Colleague => &[3, 4],
            Role::Specialist => &[5, 6, 14],
            Role::Psychiatrist => &[7],
            Role::Counsellor => &[9, 10],
            Role::Therapist => &[8, 8, 11, 12, 13, 15],
            Role::Eye => &[16],
            Role::Imaging => &[17],
            Role::Laboratory => &[18],
            Role::Hospital => &[19],
            Role::Emergency => &[20],
        };
        let count = slots.len() as u64;
        let usual = (patient.bits >> 8) % count;
        let turn = match rng.u64(..100) {
            0..88 => usual,
            _ => rng.u64(..count),
        };
        let slot = slots.iter().copied().nth(usize::try_from(turn).unwrap_or(0));
        let at_second = match role {
            Role::Primary | Role::Colleague => rng.u64(..100) < 12,
            _ => (patient.bits >> 20) % 2 == 1,
        };
        self.member(patient.groups[usize::from(at_second)], slot.unwrap_or(0))
    }

    fn member(&self, group: u64, slot: u64) -> Clinician {
        let number = group * TEAM.len() as u64 + slot;
        // Patients and clinicians must not share their bits.
        let bits = mix(!self.seed, number);
        let mut own = Rng::with_seed(bits);
        let specialties = TEAM.get(usize::try_from(slot).unwrap_or(0));
        let specialty = pick(&mut own, specialties.copied().unwrap_or(&["99"]));
        let tin = scatter(self.seed, group, FIRST_PLANTED_TIN);
        Clinician {
            npi: npi(scatter(self.seed, number, FIRST_PLANTED_NPI)),
            tin: Text::numbered("00", tin, 7),
            specialty,
            taxonomy: taxonomy(specialty),
            price: 92 + i64::try_from(mix(self.seed, group) % 16).unwrap_or(0),
        }
    }
}
