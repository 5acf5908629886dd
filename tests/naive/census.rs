//! Whether the random worlds reach what the rules turn on: every outcome of every rule, often enough to compare.
//!
//! What it is: a census of outcomes over many worlds, and the promise that order does not matter.
//! What it is not: a statement of what is right.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Inputs, Judgement, NaiveOutcome, NaiveRange, NaiveWorld, RULES, judge, judge_with, random_lines, random_tables,
    random_world,
};

/// Every kind of outcome a rule can have: `h`ard, `p`resumptive, `a`dvisory, clea`n`, `c`leared, pro`v`isional and
/// not `e`valuable.
const REACHED: &[(&str, &str)] = &[
    ("repeat_e_visit", "hpance"),
    ("e_visit_after_related_visit", "pance"),
    ("e_visit_before_visit", "panve"),
    ("e_visit_on_visit_day", "hpane"),
    ("contact_after_related_visit", "pance"),
    ("contact_before_visit", "panve"),
    ("phone_after_e_visit", "pance"),
    ("repeat_phone_contact", "pance"),
    ("telehealth_visit_same_day", "pance"),
    ("contact_in_global_period", "pancve"),
    ("minutes_below_floor", "hne"),
    ("minutes_below_band", "hnce"),
    ("minutes_above_band", "pnce"),
    ("short_audio_visit", "hne"),
    ("telehealth_time_below_level", "ane"),
    ("contact_not_patient_initiated", "hne"),
    ("non_evaluative_contact", "pne"),
    ("overlapping_time", "pnce"),
    ("impossible_day", "hpanv"),
    ("prolonged_below_threshold", "hne"),
    ("prolonged_without_base", "hnc"),
    ("training_group_mismatch", "pne"),
    ("late_image_review", "pne"),
    ("care_management_overlap", "panve"),
    ("apcm_bundled_contact", "hpncve"),
    ("monitoring_code_conflict", "hpanve"),
    ("repeat_interprofessional_consult", "pnce"),
    ("consult_near_visit", "panve"),
    ("transition_overlap", "panv"),
    ("clinician_without_em_scope", "hne"),
    ("clinician_with_em_scope", "pance"),
    ("staff_as_rendering_clinician", "pne"),
    ("patient_not_established", "pance"),
    ("patient_already_established", "pane"),
    ("consent_not_on_file", "pance"),
    ("code_not_in_effect", "hne"),
    ("units_over_limit", "hne"),
    ("telehealth_marker", "hance"),
    ("telehealth_place_of_service", "pance"),
    ("two_primary_payers", "pne"),
    ("pair_edit", "hpnce"),
    ("duplicate_line", "hn"),
    ("near_duplicate_line", "pnce"),
    ("rhc_wrapper_code", "hn"),
    ("near_miss_code", "a"),
];

/// The world of a seed with tables that some other worlds have too, and dates that cut through every third world.
fn world(seed: u64) -> (NaiveWorld, NaiveRange) {
    let mut world = random_world(seed, 30);
    let tables = random_tables(seed / 10);
    world.inputs = Inputs { fees: tables.fees, pairs: tables.pairs, limits: tables.limits, ..world.inputs };
    let dates = || world.lines.iter().map(|line| line.date);
    let (first, last) = (dates().min().unwrap_or(0), dates().max().unwrap_or(0));
    let data_from = if seed.is_multiple_of(3) { last - 60 } else { first };
    let range = NaiveRange { data_from, data_through: last - 4, period_from: first + 3, period_to: last };
    (world, range)
}

fn letter(outcome: &NaiveOutcome) -> char {
    match outcome {
        NaiveOutcome::Flagged { tier, .. } => tier.chars().next().unwrap_or('?'),
        NaiveOutcome::Clean => 'n',
        NaiveOutcome::Cleared(_) => 'c',
        NaiveOutcome::Provisional => 'v',
        NaiveOutcome::NotEvaluable(_) => 'e',
    }
}

/// Lines alone seldom have a visit's telehealth place, or a transition code or blank tax number on a telehealth visit's day.
fn is_rare((rule, what): &(String, char)) -> bool {
    matches!((rule.as_str(), what), ("telehealth_place_of_service" | "telehealth_visit_same_day", 'a' | 'e'))
}

#[test]
fn random_worlds_reach_every_outcome_of_every_rule() {
    let mut census: BTreeMap<(String, char), usize> = BTreeMap::new();
    for seed in 0..300 {
        let (world, range) = world(seed);
        for ((rule, _, _), outcome) in judge_with(&world.lines, &world.inputs, &range).outcomes {
            *census.entry((rule, letter(&outcome))).or_default() += 1;
        }
    }
    let kinds = |(rule, letters): &(&str, &str)| letters.chars().map(|l| ((*rule).to_owned(), l)).collect::<Vec<_>>();
    let expected: BTreeSet<(String, char)> = REACHED.iter().flat_map(kinds).collect();
    assert_eq!(census.keys().cloned().collect::<BTreeSet<_>>(), expected, "{census:#?}");
    assert!(census.values().all(|count| *count >= 10), "{census:#?}");
    assert!(REACHED.iter().map(|(rule, _)| rule).eq(RULES.iter().map(|(rule, _)| rule)));
}

#[test]
fn random_worlds_repeat_and_their_order_does_not_matter() {
    for seed in 0..25 {
        let (mut world, range) = world(seed);
        assert_eq!(world.lines, random_world(seed, 30).lines);
        let names: BTreeSet<_> = world.lines.iter().map(|line| (line.claim_id.clone(), line.line_number)).collect();
        assert_eq!(names.len(), world.lines.len());
        let before = judge_with(&world.lines, &world.inputs, &range);
        world.lines.reverse();
        let inputs = &mut world.inputs;
        inputs.activities.iter_mut().for_each(|log| log.reverse());
        inputs.roster.iter_mut().for_each(|roster| roster.reverse());
        inputs.fees.iter_mut().for_each(|fees| fees.reverse());
        let after: Judgement = judge_with(&world.lines, &world.inputs, &range);
        assert_eq!(before, after);
    }
}

/// Rules that lines without anything beside them can answer, as [`random_lines`] draws them.
const BY_LINES: [&str; 19] = [
    "repeat_e_visit",
    "e_visit_after_related_visit",
    "e_visit_before_visit",
    "e_visit_on_visit_day",
    "contact_after_related_visit",
    "contact_before_visit",
    "phone_after_e_visit",
    "repeat_phone_contact",
    "telehealth_visit_same_day",
    "overlapping_time",
    "clinician_without_em_scope",
    "clinician_with_em_scope",
    "code_not_in_effect",
    "units_over_limit",
    "telehealth_marker",
    "telehealth_place_of_service",
    "two_primary_payers",
    "duplicate_line",
    "near_duplicate_line",
];

#[test]
fn random_lines_reach_what_lines_alone_can_answer() {
    let mut census: BTreeMap<(String, char), usize> = BTreeMap::new();
    for seed in 0..200 {
        let lines = random_lines(seed, 12);
        let (first, last) = (lines.iter().map(|l| l.date).min(), lines.iter().map(|l| l.date).max());
        let (first, last) = (first.unwrap_or(0), last.unwrap_or(0));
        let range = NaiveRange { data_from: first, data_through: last, period_from: first + 3, period_to: last };
        for ((rule, _, _), outcome) in judge(&lines, &range) {
            *census.entry((rule, letter(&outcome))).or_default() += 1;
        }
    }
    census.retain(|(rule, _), _| BY_LINES.contains(&rule.as_str()));
    let of_lines = REACHED.iter().filter(|(rule, _)| BY_LINES.contains(rule));
    let n_kinds: usize = of_lines.map(|(_, letters)| letters.len()).sum();
    assert_eq!(census.len(), n_kinds - 1, "without a table no unit limit is unknown: {census:#?}");
    assert!(census.iter().all(|(kind, count)| *count >= 10 || is_rare(kind)), "{census:#?}");
}
