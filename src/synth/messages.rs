//! Makes communication lines, and what follows a message or a visit within days: the collisions a run finds.
//! It does not plant scenarios; these collisions come at a realistic rate.

use fastrand::Rng;

use super::billing::line;
use super::calendar::{LAST_SERVICE, YEAR_START};
use super::catalogue::Set;
use super::claims::{Draw, Encounter, Maker, therapy_sets};
use super::line::Line;
use super::people::{Patient, Role};
use super::random::{chance, weighted};
use super::specialties::manages;

/// What follows a message.
#[derive(Clone, Copy)]
enum Sequel {
    None,
    Visit,
    Message,
    SameDay,
}

impl Maker {
    /// A claim with one message, and sometimes what follows it.
    pub(super) fn message(&self, rng: &mut Rng, patient: &Patient, date: i32) -> Draw {
        let role = weighted(
            rng,
            &[
                (66, Role::Primary),
                (12, Role::Colleague),
                (8, Role::Specialist),
                (3, Role::Psychiatrist),
                (4, Role::Counsellor),
                (7, Role::Therapist),
            ],
        );
        let with = self.encounter(rng, patient, role, date);
        let claim = vec![self.write_message(rng, &with)];
        let sequel =
            weighted(rng, &[(840, Sequel::None), (95, Sequel::Visit), (50, Sequel::Message), (15, Sequel::SameDay)]);
        let later = match sequel {
            Sequel::None => None,
            Sequel::Message => {
                let next = days_later(rng, &with, 1..=9);
                next.map(|next| self.arriving(rng, &next, Self::write_message))
            }
            Sequel::Visit => {
                let next = days_later(rng, &with, 1..=9);
                next.map(|next| self.arriving(rng, &next, Self::examine))
            }
            Sequel::SameDay => Some(self.arriving(rng, &with, Self::examine)),
        };
        Draw { claim, later }
    }

    /// The message that some patients send after a visit.
    pub(super) fn after_visit(&self, rng: &mut Rng, with: &Encounter) -> Option<Vec<Line>> {
        if !chance(rng, 90) {
            return None;
        }
        let next = days_later(rng, with, 0..=9)?;
        Some(self.arriving(rng, &next, Self::write_message))
    }

    /// A claim of one line that arrives some days after its service date.
    fn arriving(&self, rng: &mut Rng, with: &Encounter, make: fn(&Self, &mut Rng, &Encounter) -> Line) -> Vec<Line> {
        let mut line = make(self, rng, with);
        line.receive(with.date + rng.i32(2..12));
        vec![line]
    }

    fn write_message(&self, rng: &mut Rng, with: &Encounter) -> Line {
        let set = message_set(rng, with);
        let service = self.catalogue.pick(set, rng);
        let mut line = line(rng, with, set, service);
        // A telehealth visit belongs to a telehealth place of service, a message never does.
        line.place =
            if ("98000"..="98015").contains(&service.code) { weighted(rng, &[(8, "10"), (2, "02")]) } else { "11" };
        if service.code.starts_with("9896") && service.code < "98966" && chance(rng, 3_000) {
            line.units = 200;
        }
        line
    }

    /// The visit or assessment that a clinician of this kind would bill.
    fn examine(&self, rng: &mut Rng, with: &Encounter) -> Line {
        let specialty = with.clinician.specialty;
        let set = match specialty {
            "26" => weighted(rng, &[(1, Set::Psychiatry), (2, Set::Office)]),
            "62" | "68" | "80" | "E1" | "E2" => Set::Psychotherapy,
            _ if manages(specialty) => Set::Office,
            _ => therapy_sets(specialty).0,
        };
        self.bill(rng, with, set)
    }
}

/// The shelf that fits clinician, payer and date; one or two in a hundred are wrong.
fn message_set(rng: &mut Rng, with: &Encounter) -> Set {
    let mix_up = rng.u32(..1_000);
    if mix_up < 10 {
        return Set::MessageOutOfDate;
    }
    let right_side = manages(with.clinician.specialty);
    // Few clinicians are therapists, so theirs must be the greater share of mix-ups to show.
    let mixed_up = mix_up < if right_side { 13 } else { 40 };
    let manages = right_side != mixed_up;
    // Original Medicare does not pay telehealth visits or training; a few practices bill them.
    let medicare = with.patient.payer == "medicare" && mix_up < 990;
    match (manages, medicare) {
        (true, _) if with.date < YEAR_START => Set::Message2024,
        (true, true) => Set::MessageMedicare,
        (true, false) => Set::MessageOther,
        (false, true) => Set::MessageTherapistMedicare,
        (false, false) => Set::MessageTherapistOther,
    }
}

/// The same two people some days on, about the same problem in six of ten cases.
fn days_later<'a>(rng: &mut Rng, with: &Encounter<'a>, gap: std::ops::RangeInclusive<i32>) -> Option<Encounter<'a>> {
    let date = with.date + rng.i32(gap);
    let diagnoses = if chance(rng, 6_000) { with.diagnoses } else { with.patient.diagnoses(rng) };
    (date <= LAST_SERVICE).then_some(Encounter { date, diagnoses, ..*with })
}
