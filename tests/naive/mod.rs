//! A second, naive and quadratic implementation of the claim rules, written from the rulebook alone.
//!
//! What it is: an oracle for tests. Every rule is a plain function over all lines for one subject, with the default
//! settings, so that it can be compared with the product's findings on small dense worlds ([`random_world`]).
//! What it is not: fast, configurable or part of the product. It builds no effective lines (rulebook section 4),
//! knows the money of missed revenue only, reads no files, and shares no code with the product.
#![expect(unreachable_pub, reason = "the interface of this test module is pub by agreement")]

use std::collections::BTreeMap;

mod apcm;
mod calendar;
mod care;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cases_extract;
#[cfg(test)]
mod cases_form;
#[cfg(test)]
mod cases_history;
#[cfg(test)]
mod cases_monitoring;
#[cfg(test)]
mod cases_month;
#[cfg(test)]
mod cases_payers;
#[cfg(test)]
mod cases_tables;
#[cfg(test)]
mod cases_time;
#[cfg(test)]
mod census;
mod clock;
mod codes;
mod consults;
mod crossover;
mod day;
mod dice;
mod established;
mod form;
mod inputs;
mod log;
mod missed;
mod missed_against;
mod missed_calls;
mod missed_codes;
mod missed_weeks;
mod monitoring;
mod near_miss;
mod outcome;
mod overlap;
mod primary;
mod prolonged;
mod random;
mod random_facts;
mod random_inputs;
mod random_log;
mod random_world;
mod relation;
mod repeat;
mod scenes;
mod scenes_month;
mod tables;
mod telehealth;
mod time;
mod visit;
mod window;
mod world;

pub use codes::days_from_civil;
pub use inputs::{
    Activity, DeniedLine, Fee, FeeRelease, Inputs, LimitRelease, PairEdit, PairTable, RosterRow, UnitLimit,
};
pub use missed::Missed;
pub use outcome::NaiveOutcome;
pub use random::random_lines;
pub use random_inputs::random_tables;
pub use random_world::{NaiveWorld, random_world};
pub use world::in_scope;

use outcome::{BEYOND_THE_TABLES, EDIT_DENIES, GROUP_UNKNOWN, INSUFFICIENT_HISTORY, NO_FEE_SCHEDULE, SECOND_PAYER};
use world::World;

/// One effective claim line; codes, modifiers and diagnoses are upper-case and without dots.
#[derive(Clone, Debug, PartialEq)]
pub struct NaiveLine {
    /// Claim identifier; with `line_number` it names the line.
    pub claim_id: String,
    /// Number of the line within its claim.
    pub line_number: i32,
    /// Patient identifier.
    pub patient: String,
    /// Rendering clinician; an empty text means absent.
    pub npi: String,
    /// Billing tax number, if known.
    pub tin: Option<String>,
    /// CMS two-character specialty, if known.
    pub specialty: Option<String>,
    /// NUCC taxonomy code, if known.
    pub taxonomy: Option<String>,
    /// Service date in days since 1970-01-01.
    pub date: i32,
    /// Procedure code.
    pub code: String,
    /// Modifiers in the order they were read.
    pub modifiers: Vec<String>,
    /// Place of service, if known.
    pub pos: Option<String>,
    /// Diagnosis codes in any order.
    pub dx: Vec<String>,
    /// Units times ten thousand.
    pub units_ten_thousandths: i64,
    /// Allowed amount in cents, if known.
    pub allowed_cents: Option<i64>,
    /// Paid amount in cents, if known.
    pub paid_cents: Option<i64>,
    /// Payer, if known.
    pub payer: Option<String>,
    /// Start of the service in seconds since the epoch, if known.
    pub start: Option<i64>,
    /// End of the service in seconds since the epoch, if known.
    pub end: Option<i64>, /* seconds since epoch */
}

/// The dates the data cover and the dates whose lines are judged, all inclusive.
pub struct NaiveRange {
    /// First service date the data cover.
    pub data_from: i32,
    /// Last service date the data cover.
    pub data_through: i32,
    /// First date of the judged period.
    pub period_from: i32,
    /// Last date of the judged period.
    pub period_to: i32,
}

/// A rule: `None` when the line is not a subject of it, or the rule lacks the input it needs.
type Rule = fn(&World<'_>, &NaiveLine) -> Option<NaiveOutcome>;

/// Every rule of this oracle by its id.
const RULES: &[(&str, Rule)] = &[
    ("repeat_e_visit", repeat::repeat_e_visit),
    ("e_visit_after_related_visit", window::e_visit_after_related_visit),
    ("e_visit_before_visit", window::e_visit_before_visit),
    ("e_visit_on_visit_day", window::e_visit_on_visit_day),
    ("contact_after_related_visit", window::contact_after_related_visit),
    ("contact_before_visit", window::contact_before_visit),
    ("phone_after_e_visit", window::phone_after_e_visit),
    ("repeat_phone_contact", repeat::repeat_phone_contact),
    ("telehealth_visit_same_day", window::telehealth_visit_same_day),
    ("contact_in_global_period", tables::contact_in_global_period),
    ("minutes_below_floor", time::minutes_below_floor),
    ("minutes_below_band", time::minutes_below_band),
    ("minutes_above_band", time::minutes_above_band),
    ("short_audio_visit", time::short_audio_visit),
    ("telehealth_time_below_level", time::telehealth_time_below_level),
    ("contact_not_patient_initiated", log::contact_not_patient_initiated),
    ("non_evaluative_contact", log::non_evaluative_contact),
    ("overlapping_time", overlap::overlapping_time),
    ("impossible_day", day::impossible_day),
    ("prolonged_below_threshold", prolonged::prolonged_below_threshold),
    ("prolonged_without_base", prolonged::prolonged_without_base),
    ("training_group_mismatch", prolonged::training_group_mismatch),
    ("late_image_review", log::late_image_review),
    ("care_management_overlap", care::care_management_overlap),
    ("apcm_bundled_contact", apcm::apcm_bundled_contact),
    ("monitoring_code_conflict", monitoring::monitoring_code_conflict),
    ("repeat_interprofessional_consult", consults::repeat_interprofessional_consult),
    ("consult_near_visit", consults::consult_near_visit),
    ("transition_overlap", consults::transition_overlap),
    ("clinician_without_em_scope", form::clinician_without_em_scope),
    ("clinician_with_em_scope", form::clinician_with_em_scope),
    ("staff_as_rendering_clinician", established::staff_as_rendering_clinician),
    ("patient_not_established", established::patient_not_established),
    ("patient_already_established", established::patient_already_established),
    ("consent_not_on_file", established::consent_not_on_file),
    ("code_not_in_effect", form::code_not_in_effect),
    ("units_over_limit", tables::units_over_limit),
    ("telehealth_marker", telehealth::telehealth_marker),
    ("telehealth_place_of_service", telehealth::telehealth_place_of_service),
    ("two_primary_payers", primary::two_primary_payers),
    ("pair_edit", tables::pair_edit),
    ("duplicate_line", form::duplicate_line),
    ("near_duplicate_line", form::near_duplicate_line),
    ("rhc_wrapper_code", tables::rhc_wrapper_code),
    ("near_miss_code", near_miss::near_miss_code),
];

/// Rule id, claim id and line number.
pub type Key = (String, String, i32);

/// What the oracle says of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// Every outcome, line by line.
    pub outcomes: BTreeMap<Key, NaiveOutcome>,
    /// For flagged lines of the rules that suggest a code: the code, or that there is none.
    pub suggestions: BTreeMap<Key, Option<String>>,
}

/// Whether this oracle can judge by the rule, given what stands beside the lines.
pub fn knows(rule: &str, inputs: &Inputs) -> bool {
    // Without a fee schedule the product asks a list of real codes of its own.
    RULES.iter().any(|(id, _)| *id == rule) && (rule != "near_miss_code" || inputs.fees.is_some())
}

/// What became of every stretch of logged time; nothing without a log. `as_of` is the day from which limits are counted.
pub fn missed_revenue(lines: &[NaiveLine], inputs: &Inputs, range: &NaiveRange, as_of: i32) -> Vec<Missed> {
    missed::missed(&World::new(lines, inputs, range), as_of)
}

/// Judges every line dated inside the period by every rule it is a subject of, with nothing beside the lines.
pub fn judge(lines: &[NaiveLine], range: &NaiveRange) -> BTreeMap<Key, NaiveOutcome> {
    judge_with(lines, &Inputs::default(), range).outcomes
}

/// Judges every line in scope and dated inside the period by every rule it is a subject of; lines outside the period
/// count as context only.
pub fn judge_with(lines: &[NaiveLine], inputs: &Inputs, range: &NaiveRange) -> Judgement {
    let world = World::new(lines, inputs, range);
    let mut judgement = Judgement::default();
    for subject in &world.lines {
        if subject.date < range.period_from || subject.date > range.period_to {
            continue;
        }
        for (id, rule) in RULES {
            let Some(outcome) = rule(&world, subject) else { continue };
            let outcome = overruled(id, &world, subject).unwrap_or(outcome);
            let key = ((*id).to_owned(), subject.claim_id.clone(), subject.line_number);
            if SUGGESTING.contains(id) && matches!(outcome, NaiveOutcome::Flagged { .. }) {
                judgement.suggestions.insert(key.clone(), suggestion(id, &world, subject));
            }
            judgement.outcomes.insert(key, outcome);
        }
    }
    judgement
}

/// The last service date for which the tables of the edition were read.
const REFERENCE_THROUGH: i32 = days_from_civil(2026, 12, 31);
/// Rules that rest on a dated table.
const RESTS_ON_TABLES: [&str; 6] = [
    "code_not_in_effect",
    "code_not_payable",
    "telehealth_marker",
    "telehealth_place_of_service",
    "apcm_bundled_contact",
    "monitoring_code_conflict",
];

/// What the rulebook says of a subject before any rule looks at it: the horizon, and copies for a second payer.
fn overruled(rule: &str, world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    // A fee schedule of that year says which codes there are; it says nothing of bundles, markers and places.
    // Where it has a code that the shipped dates call ended, or lacks one they call in effect, nobody knows.
    let agrees = |fees: &FeeRelease| {
        let is_listed = fees.fees.iter().any(|fee| fee.code == subject.code);
        codes::in_effect(&subject.code, subject.date).unwrap_or(true) == is_listed
    };
    let own_table = rule == "code_not_in_effect" && world.fees_on(subject.date).is_some_and(agrees);
    if REFERENCE_THROUGH < subject.date && RESTS_ON_TABLES.contains(&rule) && !own_table {
        return Some(BEYOND_THE_TABLES);
    }
    (crossover::LEAVES_COPIES_ALONE.contains(&rule) && world.is_copy(subject)).then_some(SECOND_PAYER)
}

/// Rules whose suggested code this oracle has an opinion on.
const SUGGESTING: [&str; 5] = [
    "minutes_below_band",
    "minutes_above_band",
    "prolonged_below_threshold",
    "training_group_mismatch",
    "near_miss_code",
];

/// The code that would have been right for a flagged line of one of those rules, if there is one.
fn suggestion(rule: &str, world: &World<'_>, subject: &NaiveLine) -> Option<String> {
    match rule {
        "minutes_below_band" | "minutes_above_band" => {
            time::supported_code(&subject.code, world.minutes(subject)?, subject.date)
        }
        "training_group_mismatch" => prolonged::fitting_training_code(world, subject),
        "near_miss_code" => near_miss::target(&subject.code, world.inputs),
        _ => None,
    }
}
