//! How the clinicians of two lines of one patient relate, and what a rule's `scope` makes of it.
//!
//! Source: project rulebook, section 1.1.

use super::World;
use super::build::same_known;
use crate::claim::ClaimLine;

/// The strongest relation that holds, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProviderRelation {
    /// None of the others.
    Other,
    /// The clinicians differ and a billing group is blank on either side: a hole in the extract, which proves nothing and
    /// clears nothing.
    Unknown,
    /// The same billing group.
    SameGroup,
    /// The same billing group, and specialties that count as equal.
    SameGroupSpecialty,
    /// The same rendering clinician.
    SameClinician,
}

/// How widely a rule looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// As the rulebook's table says.
    #[default]
    Table,
    /// Only the same clinician is strong.
    Clinician,
    /// The same group is strong too.
    Group,
    /// Every relation is strong: all services of the patient.
    Enrollee,
    /// Only the billing group counts, whoever the clinician is: for codes that a place bills, not a person. No pipeline
    /// names it.
    GroupAlone,
}

/// What a relation is worth to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nothing.
    None,
    /// The same group only.
    Group,
    /// Strong.
    Strong,
}

impl Scope {
    /// The words a pipeline may use.
    pub const OPTIONS: [&'static str; 4] = ["default", "clinician", "group", "enrollee"];

    /// The scope of a pipeline's word.
    pub fn from_name(name: &str) -> Self {
        match name {
            "clinician" => Self::Clinician,
            "group" => Self::Group,
            "enrollee" => Self::Enrollee,
            _ => Self::Table,
        }
    }

    /// What a relation is worth under this scope.
    pub const fn strength(self, relation: ProviderRelation) -> Strength {
        match (self, relation) {
            (Self::GroupAlone, ProviderRelation::SameGroup | ProviderRelation::SameGroupSpecialty) => Strength::Strong,
            (Self::GroupAlone, _) => Strength::None,
            (Self::Enrollee, _)
            | (_, ProviderRelation::SameClinician)
            | (Self::Table | Self::Group, ProviderRelation::SameGroupSpecialty)
            | (Self::Group, ProviderRelation::SameGroup) => Strength::Strong,
            (_, ProviderRelation::SameGroupSpecialty | ProviderRelation::SameGroup) => Strength::Group,
            (_, ProviderRelation::Unknown | ProviderRelation::Other) => Strength::None,
        }
    }
}

impl World {
    /// The relation of two lines as a scope sees it: where the billing group alone counts, the clinicians play no part.
    pub fn relation_in(&self, scope: Scope, a: &ClaimLine, b: &ClaimLine) -> ProviderRelation {
        if scope == Scope::GroupAlone { self.group_relation(a, b) } else { self.relation(a, b) }
    }

    /// The relation of two lines of one patient.
    pub fn relation(&self, a: &ClaimLine, b: &ClaimLine) -> ProviderRelation {
        if same_known(a.clinician, b.clinician) { ProviderRelation::SameClinician } else { self.group_relation(a, b) }
    }

    /// The relation of two lines by billing group and specialty.
    fn group_relation(&self, a: &ClaimLine, b: &ClaimLine) -> ProviderRelation {
        if !a.group.is_known() || !b.group.is_known() {
            ProviderRelation::Unknown
        } else if a.group != b.group {
            ProviderRelation::Other
        } else if self.specialties_count_as_equal(a, b) {
            ProviderRelation::SameGroupSpecialty
        } else {
            ProviderRelation::SameGroup
        }
    }

    fn specialties_count_as_equal(&self, a: &ClaimLine, b: &ClaimLine) -> bool {
        if !a.specialty.is_known() || !b.specialty.is_known() {
            return false;
        }
        let (left, right) = (self.specialty_traits(a), self.specialty_traits(b));
        a.specialty == b.specialty || (left.across && right.em_capable) || (right.across && left.em_capable)
    }
}

impl ProviderRelation {
    /// The relation in words, for a finding's sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SameClinician => "same clinician",
            Self::SameGroupSpecialty => "another clinician of the same group and specialty",
            Self::SameGroup => "another clinician of the same group, other or unknown specialty",
            Self::Unknown => "another clinician, billing group unknown",
            Self::Other => "a clinician of another group",
        }
    }
}
