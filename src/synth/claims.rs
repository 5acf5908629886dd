//! Makes one claim of a patient: a visit with what was done beside it, therapy, or services alone.
//! It does not make messages, faults or later adjustments, and gives no claim ids.

use fastrand::Rng;

use super::billing::line;
use super::calendar::service_date;
use super::catalogue::{Catalogue, Set};
use super::line::Line;
use super::people::{Clinician, Patient, Role, World};
use super::random::{chance, weighted};

/// What one draw brings: a claim that arrives now and maybe one that arrives later.
pub(super) struct Draw {
    pub(super) claim: Vec<Line>,
    pub(super) later: Option<Vec<Line>>,
}

/// A patient with a clinician on a date.
#[derive(Clone, Copy)]
pub(super) struct Encounter<'a> {
    pub(super) patient: &'a Patient,
    pub(super) clinician: Clinician,
    pub(super) date: i32,
    pub(super) diagnoses: [&'static str; 4],
}

impl Encounter<'_> {
    /// The same encounter; four in ten lines point at other diagnoses than the first.
    fn another_problem(&self, rng: &mut Rng) -> Self {
        let mut about = *self;
        if chance(rng, 4_000) {
            about.diagnoses = self.patient.diagnoses(rng);
        }
        about
    }
}

/// Makes claims from a world and a catalogue.
pub(super) struct Maker {
    pub(super) world: World,
    pub(super) catalogue: Catalogue,
}

#[derive(Clone, Copy)]
enum Purpose {
    Visit,
    Message,
    Therapy,
    Managed,
    Service,
}

impl Maker {
    /// The next claim that arrives on `arrival`.
    pub(super) fn draw(&self, rng: &mut Rng, arrival: i32) -> Draw {
        let patient = self.world.draw_patient(rng);
        let purpose = weighted(
            rng,
            &[
                (4_650, Purpose::Visit),
                (350, Purpose::Message),
                (800, Purpose::Therapy),
                (130, Purpose::Managed),
                (3_950, Purpose::Service),
            ],
        );
        let date = service_date(rng, arrival);
        let mut draw = match purpose {
            Purpose::Visit => self.visit(rng, &patient, date),
            Purpose::Message => self.message(rng, &patient, date),
            Purpose::Therapy => self.therapy(rng, &patient, date),
            Purpose::Managed => {
                let with = self.encounter(rng, &patient, Role::Primary, date);
                Draw::only(vec![self.bill(rng, &with, Set::Managed)])
            }
            Purpose::Service => self.services(rng, &patient, date),
        };
        for line in &mut draw.claim {
            line.receive(arrival.max(date));
        }
        draw
    }

    /// The patient with the clinician of this role.
    pub(super) fn encounter<'a>(&self, rng: &mut Rng, patient: &'a Patient, role: Role, date: i32) -> Encounter<'a> {
        Encounter {
            patient,
            clinician: self.world.clinician(patient, role, rng),
            date,
            diagnoses: patient.diagnoses(rng),
        }
    }

    /// A line for a service of the set.
    pub(super) fn bill(&self, rng: &mut Rng, with: &Encounter, set: Set) -> Line {
        let service = self.catalogue.pick(set, rng);
        line(rng, with, set, service)
    }

    fn visit(&self, rng: &mut Rng, patient: &Patient, date: i32) -> Draw {
        let role = weighted(
            rng,
            &[
                (56, Role::Primary),
                (12, Role::Colleague),
                (14, Role::Specialist),
                (4, Role::Counsellor),
                (2, Role::Psychiatrist),
                (4, Role::Eye),
                (5, Role::Hospital),
                (3, Role::Emergency),
            ],
        );
        let with = self.encounter(rng, patient, role, date);
        let set = visit_set(rng, role, patient.payer);
        let mut claim = vec![self.bill(rng, &with, set)];
        if role != Role::Counsellor {
            let extras = weighted(rng, &[(43, 0), (27, 1), (17, 2), (9, 3), (4, 4)]);
            for _ in 0..extras {
                let beside =
                    [(52, Set::Lab), (15, Set::Test), (12, Set::Vaccine), (12, Set::Procedure), (9, Set::Drug)];
                let beside = weighted(rng, &beside);
                let about = with.another_problem(rng);
                claim.push(self.bill(rng, &about, beside));
            }
            if extras > 0 && chance(rng, 3_500) {
                claim[0].modifiers[0] = "25";
            }
        }
        let later = self.after_visit(rng, &with);
        Draw { claim, later }
    }

    fn therapy(&self, rng: &mut Rng, patient: &Patient, date: i32) -> Draw {
        let role = weighted(rng, &[(3, Role::Therapist), (1, Role::Counsellor)]);
        let with = self.encounter(rng, patient, role, date);
        let (assess, treat, modifier) = therapy_sets(with.clinician.specialty);
        let mut claim = Vec::new();
        if chance(rng, 6_000) {
            claim.push(self.bill(rng, &with, assess));
        }
        let treatments = weighted(rng, &[(2, 1), (4, 2), (3, 3)]);
        for _ in 0..treatments {
            claim.push(self.bill(rng, &with, treat));
        }
        for line in &mut claim {
            line.modifiers[0] = modifier;
        }
        Draw::only(claim)
    }

    fn services(&self, rng: &mut Rng, patient: &Patient, date: i32) -> Draw {
        let (set, role, most) = weighted(
            rng,
            &[
                (40, (Set::Lab, Role::Laboratory, 3)),
                (18, (Set::Image, Role::Imaging, 2)),
                (11, (Set::Drug, Role::Primary, 3)),
                (13, (Set::Procedure, Role::Specialist, 2)),
                (6, (Set::Test, Role::Specialist, 2)),
                (12, (Set::Supply, Role::Laboratory, 2)),
            ],
        );
        let mut with = self.encounter(rng, patient, role, date);
        if set == Set::Supply {
            // Equipment comes from a supplier, not from the laboratory of the same address.
            with.clinician.specialty = "54";
            with.clinician.taxonomy = "332B00000X";
        }
        let lines = rng.usize(1..=most);
        let claim = (0..lines).map(|_| {
            let about = with.another_problem(rng);
            self.bill(rng, &about, set)
        });
        Draw::only(claim.collect())
    }
}

impl Draw {
    /// A claim with nothing to follow.
    pub(super) fn only(claim: Vec<Line>) -> Self {
        Self { claim, later: None }
    }
}

fn visit_set(rng: &mut Rng, role: Role, payer: &str) -> Set {
    let medicare = payer == "medicare";
    match role {
        Role::Counsellor => Set::Psychotherapy,
        Role::Psychiatrist => weighted(rng, &[(4, Set::Psychiatry), (6, Set::Office)]),
        Role::Eye => Set::Eye,
        Role::Hospital => Set::Hospital,
        Role::Emergency => weighted(rng, &[(93, Set::Emergency), (7, Set::Critical)]),
        Role::Specialist => match weighted(rng, &[(66, 0), (22, 1), (8, 2), (4, 3)]) {
            0 => Set::Office,
            2 if !medicare => Set::Consult,
            3 => Set::Hospital,
            _ => Set::OfficeNew,
        },
        _ => {
            let checkup = match payer {
                "medicare" | "medicare_advantage" => Set::PreventiveMedicare,
                _ => Set::Preventive,
            };
            let sets = [
                (810, Set::Office),
                (30, Set::OfficeNew),
                (85, checkup),
                (40, Set::Nursing),
                (10, Set::Home),
                (15, Set::Cognitive),
                (10, Set::Hospital),
            ];
            weighted(rng, &sets)
        }
    }
}

/// The assessments, the treatments and the plan-of-care modifier of a therapist.
pub(super) fn therapy_sets(specialty: &str) -> (Set, Set, &'static str) {
    match specialty {
        "65" => (Set::AssessPhysical, Set::TreatPhysical, "GP"),
        "67" => (Set::AssessOccupational, Set::TreatOccupational, "GO"),
        "15" => (Set::AssessSpeech, Set::TreatSpeech, "GN"),
        "71" => (Set::AssessDiet, Set::AssessDiet, ""),
        "64" => (Set::Test, Set::Test, ""),
        "42" | "89" => (Set::Office, Set::Test, ""),
        _ => (Set::AssessBehaviour, Set::TreatBehaviour, ""),
    }
}
