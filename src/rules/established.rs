//! Whether a patient is established: the search for a face-to-face professional service in the years before a line.
//! The one implementation behind `patient_not_established` and `patient_already_established`; flags nothing itself.
//!
//! Source: project rulebook 3.4 (2026-11-30); CodingIntel, new patient versus established patient.

use super::settings::{SCOPE, VISIT_SETS};
use super::windows::{GROUP_UNKNOWN, PROCEDURE_UNKNOWN};
use crate::claim::{ClaimLine, Day};
use crate::findings::{Condition, Outcome, SettingKind, SettingSpec, Settings};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, Scope, Strength, World};

/// What a pipeline may set for both rules.
pub(super) const SETTINGS: &[SettingSpec] = &[
    SettingSpec {
        name: "years",
        kind: SettingKind::Number { default: 3, min: 1, max: 10, unit: "years" },
        help: "how far back a service makes a patient established; a larger value finds more services",
    },
    SCOPE,
    VISIT_SETS,
];

/// Medicare allowed new patients from 2020-03-01 to 2023-05-11.
pub(super) const ALLOWED: (Day, Day) = (Day(18_322), Day(19_488));

/// Whether the line falls into those days.
pub(super) fn is_in_emergency(line: &ClaimLine) -> bool {
    ALLOWED.0 <= line.date && line.date <= ALLOWED.1
}

/// How services are looked for.
pub(super) struct Established {
    years: i32,
    scope: Scope,
    visits: Kinds,
}

/// What the years before a line hold.
pub(super) struct Earlier<'a> {
    /// Services that make the patient established, in order of date.
    pub(super) services: Vec<&'a ClaimLine>,
    /// The latest such service of a clinician whose relation is not near enough.
    pub(super) elsewhere: Option<&'a ClaimLine>,
    /// The first day that was looked at.
    pub(super) from: Day,
    /// Whether a service of the group is there whose specialty, or the subject's, nobody knows.
    is_specialty_unknown: bool,
    /// Whether a service would count if a blank billing group, its own or the subject's, were known.
    is_group_unknown: bool,
    /// Whether a service would count if it were a procedure, and no fee schedule covers its date.
    is_procedure_unknown: bool,
}

impl Established {
    /// Reads [`SETTINGS`].
    pub(super) fn new(settings: &Settings) -> Self {
        let sets = settings.names("visit_sets").iter().map(String::as_str);
        Self {
            years: settings.days("years"),
            scope: Scope::from_name(settings.choice("scope")),
            visits: Kinds::from_names(sets).unwrap_or(Kinds::VISIT),
        }
    }

    /// The same over other years and relations: the communication code of a health centre asks for a visit of its billing
    /// group within one year. Source: project rulebook 3.5, `rhc_wrapper_code`.
    pub(super) const fn of_health_centre(&self) -> Self {
        let scope = if matches!(self.scope, Scope::Table) { Scope::GroupAlone } else { self.scope };
        Self { years: 1, scope, visits: self.visits }
    }

    /// Looks at the services from the same calendar day some years earlier to the day before the subject: visits, those by
    /// sound alone among them, procedures by the fee schedule, and services of the `further` kinds. Services that the
    /// payer denied took place too.
    pub(super) fn earlier<'a>(&self, patient: PatientView<'a>, subject: &ClaimLine, further: Kinds) -> Earlier<'a> {
        let world = patient.world;
        let from = subject.date.years_before(self.years);
        let mut found = Earlier {
            services: Vec::new(),
            elsewhere: None,
            from,
            is_specialty_unknown: false,
            is_group_unknown: false,
            is_procedure_unknown: false,
        };
        for line in patient.services_between(from, subject.date.plus(-1)) {
            let counts = world.kinds(line).meets(self.visits.or(further)) || world.is_procedure(line);
            if !counts && !world.is_undated_procedure(line) {
                continue;
            }
            let relation = world.relation_in(self.scope, subject, line);
            let is_strong = self.scope.strength(relation) == Strength::Strong;
            let as_colleague = self.scope.strength(ProviderRelation::SameGroupSpecialty) == Strength::Strong;
            let is_group_unknown = !is_strong && relation == ProviderRelation::Unknown && as_colleague;
            if !counts {
                found.is_procedure_unknown |= is_strong || is_group_unknown;
            } else if is_strong {
                found.services.push(line);
            } else {
                found.elsewhere = found.elsewhere.filter(|other| line.date <= other.date).or(Some(line));
                found.is_specialty_unknown |= self.specialty_would_decide(subject, line, relation);
                found.is_group_unknown |= is_group_unknown;
            }
        }
        found
    }

    /// Whether the line would count if both specialties were known and equal.
    fn specialty_would_decide(&self, subject: &ClaimLine, line: &ClaimLine, relation: ProviderRelation) -> bool {
        let known = subject.specialty.is_known() && line.specialty.is_known();
        self.scope == Scope::Table && relation == ProviderRelation::SameGroup && !known
    }

    /// Whose services count, in words.
    pub(super) const fn whose(&self) -> &'static str {
        match self.scope {
            Scope::Table => "the same clinician, or of the same group and specialty",
            Scope::Clinician => "the same clinician",
            Scope::Group => "the same clinician or billing group",
            Scope::GroupAlone => "the same billing group",
            Scope::Enrollee => "anybody",
        }
    }

    /// `3 years`
    pub(super) fn years(&self) -> String {
        if self.years == 1 { "1 year".to_owned() } else { format!("{} years", self.years) }
    }
}

impl<'a> Earlier<'a> {
    /// Why nobody can say that there was no service; `None` when there was none.
    pub(super) fn doubt(&self, world: &World, subject: &ClaimLine) -> Option<Outcome> {
        if self.is_group_unknown {
            return Some(GROUP_UNKNOWN);
        }
        if self.is_specialty_unknown {
            return Some(Outcome::NotEvaluable("specialty unknown"));
        }
        if self.is_procedure_unknown {
            return Some(PROCEDURE_UNKNOWN);
        }
        let lookback = self.from.gap_to(subject.date);
        Some(world.outcome_of_clean(subject.date, lookback, 0)).filter(|outcome| *outcome != Outcome::Clean)
    }

    /// The services that settle the question, and the others: those by sound alone, which count for Medicare only.
    pub(super) fn by_sound(&self, world: &World) -> (Vec<&'a ClaimLine>, Vec<&'a ClaimLine>) {
        self.services.iter().partition(|line| !is_audio_only(world, line))
    }

    /// The days that were looked at, first and last, from the subject.
    pub(super) fn span(&self, subject: &ClaimLine) -> (i32, i32) {
        (subject.date.gap_to(self.from), -1)
    }

    /// That the data reach back far enough.
    pub(super) fn history_condition(&self, world: &World) -> Condition {
        let begin = world.range.data_from.map_or_else(|| "nowhere".to_owned(), |day| day.to_string());
        Condition::met(format!("the data begin on {begin}, not after {}", self.from))
    }
}

/// Whether a visit was by sound alone: its code or a modifier says so.
pub(super) fn is_audio_only(world: &World, line: &ClaimLine) -> bool {
    let by_modifier = || world.names.modifier_texts(line.modifiers).any(|modifier| matches!(modifier, "93" | "FQ"));
    world.kinds(line).meets(Kinds::TELEHEALTH_AUDIO) || by_modifier()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emergency_has_its_dates() {
        assert_eq!((Day::from_ymd(2020, 3, 1), Day::from_ymd(2023, 5, 11)), (Some(ALLOWED.0), Some(ALLOWED.1)));
    }
}
