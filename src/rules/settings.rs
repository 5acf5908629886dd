//! Settings that several rules share, so that each means the same everywhere.

use crate::claim::Field;
use crate::findings::{CleanNeed, Input, SettingKind, SettingSpec};
use crate::timeline::Scope;

/// Without a group column colleagues are not recognised, so that nothing can be called clean of them.
pub(super) const GROUP_NEEDED: CleanNeed =
    (&[Field::BillingTin, Field::BillingNpi], "column billing_tin is absent: colleagues were not looked at");

/// The same for rules that look at one clinician unless a pipeline widens them to the group.
pub(super) const GROUP_NEEDED_WHEN_WIDENED: CleanNeed =
    (&[Field::BillingTin, Field::BillingNpi], "column billing_tin is absent: the group was not looked at");

/// Which provider relations count as strong.
pub(super) const SCOPE: SettingSpec = SettingSpec {
    name: "scope",
    kind: SettingKind::Choice { default: "default", options: &Scope::OPTIONS },
    help: "which services count: `clinician` only the same clinician, `default` as the rulebook's table, `group` the same billing group, `enrollee` all services of the patient",
};

/// Whole diagnosis codes or categories.
pub(super) const DIAGNOSIS_MATCH: SettingSpec = SettingSpec {
    name: "diagnosis_match",
    kind: SettingKind::Choice { default: "exact", options: &["exact", "category"] },
    help: "`exact` compares whole diagnosis codes, `category` their first three characters",
};

/// Diagnosis codes that say nothing of the problem.
pub(super) const IGNORED_DIAGNOSES: SettingSpec = SettingSpec {
    name: "ignored_diagnosis_prefixes",
    kind: SettingKind::Names { default: &["Z"], options: &[] },
    help: "diagnosis codes that start with one of these do not count when two lines are compared",
};

/// Fire only on a shared diagnosis.
pub(super) const REQUIRE_SAME_DIAGNOSIS: SettingSpec = SettingSpec {
    name: "require_same_diagnosis",
    kind: SettingKind::Flag { default: false },
    help: "when true only a shared diagnosis fires; a different one clears, an unknown one is not evaluable",
};

/// Which visits count.
pub(super) const VISIT_SETS: SettingSpec = SettingSpec {
    name: "visit_sets",
    kind: SettingKind::Names { default: ALL_VISIT_SETS, options: ALL_VISIT_SETS },
    help: "the sets of visit codes that count as a visit; leave one out to ignore such visits",
};

const ALL_VISIT_SETS: &[&str] = &[
    "office",
    "consult",
    "hospital",
    "emergency",
    "critical",
    "nursing",
    "home",
    "preventive",
    "telehealth",
    "cognitive",
    "psychiatry",
    "eye",
];

/// Which contact families are judged.
pub(super) const CONTACT_FAMILIES: SettingSpec = SettingSpec {
    name: "families",
    kind: SettingKind::Names { default: ALL_CONTACT_FAMILIES, options: ALL_CONTACT_FAMILIES },
    help: "the families of contact codes that are judged; leave one out to skip it",
};

const ALL_CONTACT_FAMILIES: &[&str] =
    &["phone_em", "phone_nq", "check_in_em", "check_in_nq", "image_em", "image_nq", "rhc_wrapper"];

/// What the run of a rule that looks at procedures says without a fee schedule, which alone tells what they are.
pub(super) const WITHOUT_PROCEDURES: &[(Input, &str)] =
    &[(Input::FeeSchedule, "procedures not looked at: no fee schedule")];

/// A number of days.
pub(super) const fn days(name: &'static str, default: i64, min: i64, max: i64, help: &'static str) -> SettingSpec {
    SettingSpec { name, kind: SettingKind::Number { default, min, max, unit: "days" }, help }
}
