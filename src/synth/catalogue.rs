//! Reads `services.txt`: which codes a kind of claim draws from, how often, and at what price and length.
//! It does not know dates, payers or clinicians; whoever picks a set answers for those.

use fastrand::Rng;

use super::SynthError;
use super::line::Kind;
use super::random::weighted_place;

/// A named shelf of services. The discriminant is the place in `SETS`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Set {
    Office,
    OfficeNew,
    Consult,
    Hospital,
    Emergency,
    Critical,
    Nursing,
    Home,
    PreventiveMedicare,
    Preventive,
    Cognitive,
    Psychotherapy,
    Psychiatry,
    Eye,
    AssessPhysical,
    AssessOccupational,
    AssessSpeech,
    AssessDiet,
    AssessBehaviour,
    TreatPhysical,
    TreatOccupational,
    TreatSpeech,
    TreatBehaviour,
    Message2024,
    MessageMedicare,
    MessageOther,
    MessageTherapistMedicare,
    MessageTherapistOther,
    MessageOutOfDate,
    Managed,
    Mistyped,
    Lab,
    Test,
    Vaccine,
    Procedure,
    Image,
    Drug,
    Supply,
}

/// The name of each set in `services.txt`, and what its lines count as.
pub(super) const SETS: [(Set, &str, Kind); 38] = [
    (Set::Office, "office", Kind::Visit),
    (Set::OfficeNew, "office_new", Kind::Visit),
    (Set::Consult, "consult", Kind::Visit),
    (Set::Hospital, "hospital", Kind::Visit),
    (Set::Emergency, "emergency", Kind::Visit),
    (Set::Critical, "critical", Kind::Visit),
    (Set::Nursing, "nursing", Kind::Visit),
    (Set::Home, "home", Kind::Visit),
    (Set::PreventiveMedicare, "preventive_medicare", Kind::Visit),
    (Set::Preventive, "preventive", Kind::Visit),
    (Set::Cognitive, "cognitive", Kind::Visit),
    (Set::Psychotherapy, "psychotherapy", Kind::Visit),
    (Set::Psychiatry, "psychiatry", Kind::Visit),
    (Set::Eye, "eye", Kind::Visit),
    (Set::AssessPhysical, "assess_physical", Kind::Assessment),
    (Set::AssessOccupational, "assess_occupational", Kind::Assessment),
    (Set::AssessSpeech, "assess_speech", Kind::Assessment),
    (Set::AssessDiet, "assess_diet", Kind::Assessment),
    (Set::AssessBehaviour, "assess_behaviour", Kind::Assessment),
    (Set::TreatPhysical, "treat_physical", Kind::Other),
    (Set::TreatOccupational, "treat_occupational", Kind::Other),
    (Set::TreatSpeech, "treat_speech", Kind::Other),
    (Set::TreatBehaviour, "treat_behaviour", Kind::Other),
    (Set::Message2024, "message_2024", Kind::Communication),
    (Set::MessageMedicare, "message_medicare", Kind::Communication),
    (Set::MessageOther, "message_other", Kind::Communication),
    (Set::MessageTherapistMedicare, "message_therapist_medicare", Kind::Communication),
    (Set::MessageTherapistOther, "message_therapist_other", Kind::Communication),
    (Set::MessageOutOfDate, "message_out_of_date", Kind::Communication),
    (Set::Managed, "managed", Kind::Other),
    (Set::Mistyped, "mistyped", Kind::Other),
    (Set::Lab, "lab", Kind::Other),
    (Set::Test, "test", Kind::Other),
    (Set::Vaccine, "vaccine", Kind::Other),
    (Set::Procedure, "procedure", Kind::Other),
    (Set::Image, "image", Kind::Other),
    (Set::Drug, "drug", Kind::Other),
    (Set::Supply, "supply", Kind::Other),
];

/// How the minutes of a service are recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Clock {
    /// Not at all.
    None,
    /// As a sum over several days, without start and end.
    Spread(i64),
    /// With start and end.
    Timed(i64),
}

/// One service of a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    pub(super) code: &'static str,
    pub(super) weight: u32,
    /// Price of one unit in cents, before payer and place.
    pub(super) cents: i64,
    pub(super) clock: Clock,
    pub(super) kind: Kind,
}

/// All services, by set.
pub(super) struct Catalogue {
    /// In the order of `SETS`.
    shelves: Vec<Vec<Service>>,
}

impl Catalogue {
    /// Reads the shipped table. Errors: `Table`, with the row, when a row is malformed or a set is empty.
    pub(super) fn shipped() -> Result<Self, SynthError> {
        let mut shelves = vec![Vec::new(); SETS.len()];
        for (row, text) in (1..).zip(include_str!("services.txt").lines()) {
            let mut words = text.split_whitespace();
            let Some(name) = words.next().filter(|name| !name.starts_with('#')) else {
                continue;
            };
            let place = SETS.iter().position(|(_, known, _)| *known == name);
            let place = place.ok_or_else(|| malformed(row, "unknown set", name))?;
            for word in words {
                let service = service(word, SETS[place].2);
                let service = service.ok_or_else(|| malformed(row, "not a service", word))?;
                shelves[place].push(service);
            }
        }
        match shelves.iter().position(Vec::is_empty) {
            Some(place) => Err(malformed(0, "no service in set", SETS[place].1)),
            None => Ok(Self { shelves }),
        }
    }

    /// A service of the set, as often as its weight says.
    pub(super) fn pick(&self, set: Set, rng: &mut Rng) -> Service {
        let stock = &self.shelves[set as usize];
        stock[weighted_place(rng, stock.iter().map(|service| service.weight))]
    }

    /// Every service with its set.
    pub(super) fn services(&self) -> impl Iterator<Item = (Set, &Service)> {
        SETS.iter().zip(&self.shelves).flat_map(|((set, ..), shelf)| shelf.iter().map(|service| (*set, service)))
    }

    /// The first service with this code.
    pub(super) fn find(&self, code: &str) -> Option<Service> {
        let mut services = self.shelves.iter().flatten();
        services.find(|service| service.code == code).copied()
    }
}

/// Reads `code/weight/dollars[/[~]minutes]`.
fn service(word: &'static str, kind: Kind) -> Option<Service> {
    let mut parts = word.split('/');
    let code = parts.next()?;
    let weight = parts.next()?.parse().ok().filter(|weight| *weight > 0)?;
    let dollars: i64 = parts.next()?.parse().ok()?;
    let clock = match parts.next() {
        None => Clock::None,
        Some(text) => match text.strip_prefix('~') {
            Some(minutes) => Clock::Spread(minutes.parse().ok()?),
            None => Clock::Timed(text.parse().ok()?),
        },
    };
    Some(Service { code, weight, cents: dollars * 100, clock, kind })
}

fn malformed(row: usize, problem: &'static str, found: &str) -> SynthError {
    SynthError::Table { table: "services.txt", row, problem, found: found.to_owned() }
}
