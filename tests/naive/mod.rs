//! A second, naive and quadratic implementation of the claim rules, written from the rulebook alone.
//!
//! What it is: an oracle for tests. Every rule is a plain function over all lines for one subject, with the default
//! settings, so that it can be compared with the product's findings on small dense worlds ([`random_world`]).
//! What it is not: fast, configurable or part of the product. It builds no effective lines (rulebook section 4),
//! knows the money of missed revenue only, reads no files, and shares no code with the product.
#![expect(unreachable_pub, reason = "the interface of this test module is pub by agreement")]

use std::collections::BTreeMap;

mod calendar;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cases_form;
#[cfg(test)]
mod cases_history;
#[cfg(test)]
mod cases_month;
#[cfg(test)]
mod cases_tables;
#[cfg(test)]
mod cases_time;
#[cfg(test)]
mod census;
mod clock;
mod codes;
mod concurrent;
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
mod near_miss;
mod overlap;
mod prolonged;
mod random;
mod random_inputs;
mod random_log;
mod random_world;
mod relation;
mod repeat;
mod scenes;
mod tables;
mod time;
mod window;
mod world;

pub use codes::days_from_civil;
pub use inputs::{Activity, Fee, FeeRelease, Inputs, LimitRelease, PairEdit, PairTable, RosterRow, UnitLimit};
pub use missed::Missed;
pub use random::random_lines;
pub use random_inputs::random_tables;
pub use random_world::{NaiveWorld, random_world};
pub use world::in_scope;

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

/// What one rule decides about one subject line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NaiveOutcome {
    /// The rule fires.
    Flagged {
        /// `hard`, `presumptive` or `advisory`.
        tier: &'static str,
        /// The proving lines, nearest first by absolute gap, then claim id, then line number.
        related: Vec<(String, i32)>,
        /// Date of the first related line minus the subject's date.
        gap_days: Option<i32>,
        /// Diagnosis relation to the first related line; `None` when unknown or when no line is related.
        same_diagnosis: Option<bool>,
    },
    /// Checked, and nothing found.
    Clean,
    /// An exception of the rule applies.
    Cleared,
    /// Clean so far, but the look-ahead reaches past the data.
    Provisional,
    /// Could not be checked.
    NotEvaluable,
}

/// A rule: `None` when the line is not a subject of it, or the rule lacks the input it needs.
#[derive(Clone, Copy)]
enum Rule {
    /// Needs the lines, the subject and the dates.
    Lines(fn(&[NaiveLine], &NaiveLine, &NaiveRange) -> Option<NaiveOutcome>),
    /// Needs what stands beside the lines too.
    World(fn(&World<'_>, &NaiveLine) -> Option<NaiveOutcome>),
}

/// Every rule of this oracle by its id.
const RULES: &[(&str, Rule)] = &[
    ("repeat_e_visit", Rule::Lines(repeat::repeat_e_visit)),
    ("e_visit_after_related_visit", Rule::Lines(window::e_visit_after_related_visit)),
    ("e_visit_before_visit", Rule::Lines(window::e_visit_before_visit)),
    ("e_visit_on_visit_day", Rule::Lines(window::e_visit_on_visit_day)),
    ("contact_after_related_visit", Rule::Lines(window::contact_after_related_visit)),
    ("contact_before_visit", Rule::Lines(window::contact_before_visit)),
    ("phone_after_e_visit", Rule::Lines(window::phone_after_e_visit)),
    ("repeat_phone_contact", Rule::Lines(repeat::repeat_phone_contact)),
    ("telehealth_visit_same_day", Rule::Lines(window::telehealth_visit_same_day)),
    ("contact_in_global_period", Rule::World(tables::contact_in_global_period)),
    ("minutes_below_floor", Rule::World(time::minutes_below_floor)),
    ("minutes_below_band", Rule::World(time::minutes_below_band)),
    ("minutes_above_band", Rule::World(time::minutes_above_band)),
    ("short_audio_visit", Rule::World(time::short_audio_visit)),
    ("telehealth_time_below_level", Rule::World(time::telehealth_time_below_level)),
    ("contact_not_patient_initiated", Rule::World(log::contact_not_patient_initiated)),
    ("non_evaluative_contact", Rule::World(log::non_evaluative_contact)),
    ("overlapping_time", Rule::World(overlap::overlapping_time)),
    ("impossible_day", Rule::World(day::impossible_day)),
    ("prolonged_below_threshold", Rule::World(prolonged::prolonged_below_threshold)),
    ("prolonged_without_base", Rule::World(prolonged::prolonged_without_base)),
    ("training_group_mismatch", Rule::World(prolonged::training_group_mismatch)),
    ("late_image_review", Rule::World(log::late_image_review)),
    ("care_management_overlap", Rule::World(concurrent::care_management_overlap)),
    ("apcm_bundled_contact", Rule::World(concurrent::apcm_bundled_contact)),
    ("monitoring_code_conflict", Rule::World(concurrent::monitoring_code_conflict)),
    ("repeat_interprofessional_consult", Rule::World(concurrent::repeat_interprofessional_consult)),
    ("clinician_without_em_scope", Rule::Lines(form::clinician_without_em_scope)),
    ("staff_as_rendering_clinician", Rule::World(established::staff_as_rendering_clinician)),
    ("patient_not_established", Rule::World(established::patient_not_established)),
    ("patient_already_established", Rule::World(established::patient_already_established)),
    ("consent_not_on_file", Rule::World(established::consent_not_on_file)),
    ("code_not_in_effect", Rule::Lines(form::code_not_in_effect)),
    ("units_over_limit", Rule::World(tables::units_over_limit)),
    ("telehealth_marker", Rule::Lines(form::telehealth_marker)),
    ("pair_edit", Rule::World(tables::pair_edit)),
    ("duplicate_line", Rule::Lines(form::duplicate_line)),
    ("near_duplicate_line", Rule::Lines(form::near_duplicate_line)),
    ("rhc_wrapper_code", Rule::World(tables::rhc_wrapper_code)),
    ("near_miss_code", Rule::World(near_miss::near_miss_code)),
];

/// Rule id, claim id and line number.
pub type Key = (String, String, i32);

/// What the oracle says of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// Every outcome.
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
            let outcome = match rule {
                Rule::Lines(judge) => judge(&world.lines, subject, range),
                Rule::World(judge) => judge(&world, subject),
            };
            let Some(outcome) = outcome else { continue };
            let key = ((*id).to_owned(), subject.claim_id.clone(), subject.line_number);
            if SUGGESTING.contains(id) && matches!(outcome, NaiveOutcome::Flagged { .. }) {
                judgement.suggestions.insert(key.clone(), suggestion(id, &world, subject));
            }
            judgement.outcomes.insert(key, outcome);
        }
    }
    judgement
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
