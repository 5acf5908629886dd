//! A second, naive and quadratic implementation of the claim rules, written from the rulebook alone.
//!
//! What it is: an oracle for tests. Every rule is a plain function over all lines for one subject, with the default
//! settings, so that it can be compared with the product's findings on small dense worlds ([`random_lines`]).
//! What it is not: fast, configurable or part of the product. It builds no effective lines (rulebook section 4),
//! knows no money, no activity log and no fee schedule, and shares no code with the product.
#![expect(unreachable_pub, reason = "the interface of this test module is pub by agreement")]

use std::collections::BTreeMap;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod cases_form;
mod codes;
mod form;
mod overlap;
mod random;
mod relation;
mod repeat;
mod window;

pub use random::random_lines;

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

/// A rule: all lines, the subject and the range; `None` when the line is not a subject of the rule.
type Rule = fn(&[NaiveLine], &NaiveLine, &NaiveRange) -> Option<NaiveOutcome>;

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
    ("duplicate_line", form::duplicate_line),
    ("near_duplicate_line", form::near_duplicate_line),
    ("overlapping_time", overlap::overlapping_time),
    ("units_over_limit", form::units_over_limit),
    ("telehealth_marker", form::telehealth_marker),
    ("code_not_in_effect", form::code_not_in_effect),
    ("clinician_without_em_scope", form::clinician_without_em_scope),
];

/// Judges every line dated inside the period by every rule it is a subject of.
/// The key is rule id, claim id and line number; lines outside the period count as context only.
pub fn judge(lines: &[NaiveLine], range: &NaiveRange) -> BTreeMap<(String, String, i32), NaiveOutcome> {
    let mut outcomes = BTreeMap::new();
    for subject in lines {
        if subject.date < range.period_from || subject.date > range.period_to {
            continue;
        }
        for (id, rule) in RULES {
            if let Some(outcome) = rule(lines, subject, range) {
                outcomes.insert(((*id).to_owned(), subject.claim_id.clone(), subject.line_number), outcome);
            }
        }
    }
    outcomes
}
