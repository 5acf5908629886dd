//! Stage 4: the rules, one file each, and the engine that runs them. Rules see lines, never files or tables.
//!
//! The registry below is in the order of the rulebook's section 3, which also decides who owns a line's money when two
//! findings have the same tier. Adding a rule: its file, one `mod` line, one line in the list, its fixture.

mod clinician_days;
mod custom;
mod engine;
mod established;
mod global_periods;
mod judging;
mod logged_time;
mod medicare;
mod minutes;
mod missed;
mod months;
mod outcomes;
mod prolonged;
mod repeats;
mod rule;
mod settings;
mod sums;
mod visits;
mod windows;
mod wording;

mod apcm_bundled_contact;
mod care_management_overlap;
mod clinician_with_em_scope;
mod clinician_without_em_scope;
mod code_not_in_effect;
mod code_not_payable;
mod consent_not_on_file;
mod consult_near_visit;
mod contact_after_related_visit;
mod contact_before_visit;
mod contact_in_global_period;
mod contact_not_patient_initiated;
mod duplicate_line;
mod e_visit_after_related_visit;
mod e_visit_before_visit;
mod e_visit_on_visit_day;
mod impossible_day;
mod late_image_review;
mod minutes_above_band;
mod minutes_below_band;
mod minutes_below_floor;
mod missed_contact;
mod missed_e_visit;
mod missed_prolonged;
mod monitoring_code_conflict;
mod near_duplicate_line;
mod near_miss_code;
mod non_evaluative_contact;
mod overlapping_time;
mod pair_edit;
mod patient_already_established;
mod patient_not_established;
mod phone_after_e_visit;
mod prolonged_below_threshold;
mod prolonged_without_base;
mod repeat_e_visit;
mod repeat_interprofessional_consult;
mod repeat_phone_contact;
mod rhc_wrapper_code;
mod short_audio_visit;
mod staff_as_rendering_clinician;
mod telehealth_marker;
mod telehealth_place_of_service;
mod telehealth_time_below_level;
mod telehealth_visit_same_day;
mod training_group_mismatch;
mod transition_overlap;
mod two_primary_payers;
mod units_over_limit;
mod unreadable;

pub use custom::{CustomRule, DiagnosisWish};
pub use engine::{Given, RulePlan, Stage, applicability, looks_at_clinicians, run, unjudged};
pub use judging::Judged;
pub use logged_time::account;
pub use missed::STAND_IN_CODES;
pub use rule::{Prepare, Rule};
pub use sums::{BySums, Load, Loads};

/// Every rule, in the order of the rulebook.
pub static RULES: [&Rule; 49] = [
    &repeat_e_visit::RULE,
    &e_visit_after_related_visit::RULE,
    &e_visit_before_visit::RULE,
    &e_visit_on_visit_day::RULE,
    &contact_after_related_visit::RULE,
    &contact_before_visit::RULE,
    &phone_after_e_visit::RULE,
    &repeat_phone_contact::RULE,
    &telehealth_visit_same_day::RULE,
    &contact_in_global_period::RULE,
    &minutes_below_floor::RULE,
    &minutes_below_band::RULE,
    &minutes_above_band::RULE,
    &short_audio_visit::RULE,
    &telehealth_time_below_level::RULE,
    &contact_not_patient_initiated::RULE,
    &non_evaluative_contact::RULE,
    &overlapping_time::RULE,
    &impossible_day::RULE,
    &prolonged_below_threshold::RULE,
    &prolonged_without_base::RULE,
    &training_group_mismatch::RULE,
    &late_image_review::RULE,
    &care_management_overlap::RULE,
    &apcm_bundled_contact::RULE,
    &monitoring_code_conflict::RULE,
    &repeat_interprofessional_consult::RULE,
    &consult_near_visit::RULE,
    &transition_overlap::RULE,
    &clinician_without_em_scope::RULE,
    &clinician_with_em_scope::RULE,
    &staff_as_rendering_clinician::RULE,
    &patient_not_established::RULE,
    &patient_already_established::RULE,
    &consent_not_on_file::RULE,
    &code_not_in_effect::RULE,
    &code_not_payable::RULE,
    &units_over_limit::RULE,
    &telehealth_marker::RULE,
    &telehealth_place_of_service::RULE,
    &two_primary_payers::RULE,
    &pair_edit::RULE,
    &duplicate_line::RULE,
    &near_duplicate_line::RULE,
    &rhc_wrapper_code::RULE,
    &near_miss_code::RULE,
    &missed_e_visit::RULE,
    &missed_contact::RULE,
    &missed_prolonged::RULE,
];

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.card.id == id).copied()
}
