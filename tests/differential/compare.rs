//! Compares what the program and the oracle say of one run: every finding, and the counts of every other outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use claimsweep::claim::Fate;
use claimsweep::findings::Audit;
use claimsweep::rules::RULES;
use rayon::prelude::*;

use super::draw::Run;
use crate::naive::{NaiveOutcome, judge};
use crate::worlds::{Row, audit, counts, said};

/// Rules of the program that the oracle does not know: they need a payer's table or a list of real codes, or nobody has
/// written them a second time yet.
pub(super) const UNCOVERED: [&str; 15] = [
    "clinician_with_em_scope",
    "code_not_payable",
    "near_miss_code",
    "contact_not_patient_initiated",
    "non_evaluative_contact",
    "late_image_review",
    "care_management_overlap",
    "apcm_bundled_contact",
    "monitoring_code_conflict",
    "repeat_interprofessional_consult",
    "staff_as_rendering_clinician",
    "patient_not_established",
    "patient_already_established",
    "consent_not_on_file",
    "rhc_wrapper_code",
];

/// How often each rule came to each outcome.
pub(super) type Census = BTreeMap<(&'static str, &'static str), u64>;

/// Rule, claim, line.
type Key = (String, String, i32);

const OUTCOMES: [&str; 5] = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];

/// Every difference of the run, one sentence each. Agreed outcomes are added to the census.
pub(super) fn differences(run: &Run, census: &mut Census) -> io::Result<Vec<String>> {
    let (audit, theirs) = (audit(&rows(run), &run.frame)?, verdicts_of_the_oracle(run));
    let mut complaints = differing_findings(&findings_of_the_program(&audit), &theirs);
    complaints.extend(differing_counts(&audit, &theirs, census));
    let n_lines = run.worlds.iter().flatten().count() as u64;
    let judged = audit.accounting.count(Fate::Audited) + audit.accounting.count(Fate::Context);
    if judged != n_lines {
        complaints.push(format!("not every one of {n_lines} lines was judged: {:?}", audit.accounting));
    }
    Ok(complaints)
}

/// Every finding on which the two differ; for lines that the program may leave out of scope.
pub(super) fn finding_differences(run: &Run) -> io::Result<Vec<String>> {
    let audit = audit(&rows(run), &run.frame)?;
    Ok(differing_findings(&findings_of_the_program(&audit), &verdicts_of_the_oracle(run)))
}

fn rows(run: &Run) -> Vec<Row> {
    run.worlds.iter().flatten().cloned().map(Row::from).collect()
}

fn findings_of_the_program(audit: &Audit) -> BTreeMap<Key, NaiveOutcome> {
    said(audit)
        .into_iter()
        .filter(|finding| !UNCOVERED.contains(&finding.rule))
        .map(|finding| ((finding.rule.to_owned(), finding.claim, finding.line_number), finding.verdict))
        .collect()
}

/// World by world: its work grows with the square of the lines it sees.
fn verdicts_of_the_oracle(run: &Run) -> BTreeMap<Key, NaiveOutcome> {
    let range = run.range();
    run.worlds.par_iter().map(|lines| judge(lines, &range)).flatten_iter().collect()
}

fn differing_counts(audit: &Audit, theirs: &BTreeMap<Key, NaiveOutcome>, census: &mut Census) -> Vec<String> {
    let (mut complaints, mut expected) = (Vec::new(), Census::new());
    for ((rule, _, _), outcome) in theirs {
        let rule = RULES.iter().find(|known| known.card.id == rule).map_or("unknown to the program", |r| r.card.id);
        *expected.entry((rule, name(outcome))).or_default() += 1;
    }
    for (rule, numbers) in counts(audit).into_iter().filter(|(rule, _)| !UNCOVERED.contains(rule)) {
        for (outcome, count) in OUTCOMES.into_iter().zip(&numbers[1..]) {
            let theirs = expected.remove(&(rule, outcome)).unwrap_or_default();
            if *count != theirs {
                complaints.push(format!("{rule}: {outcome} {count} times, by the oracle {theirs} times"));
            }
            *census.entry((rule, outcome)).or_default() += count;
        }
    }
    complaints.extend(expected.keys().map(|(rule, outcome)| format!("{rule}: only the oracle says {outcome}")));
    complaints
}

fn differing_findings(ours: &BTreeMap<Key, NaiveOutcome>, theirs: &BTreeMap<Key, NaiveOutcome>) -> Vec<String> {
    let is_flagged = |outcome: &&NaiveOutcome| matches!(outcome, NaiveOutcome::Flagged { .. });
    let flagged_by_them = theirs.iter().filter(|(_, outcome)| is_flagged(outcome)).map(|(key, _)| key);
    let keys: BTreeSet<&Key> = ours.keys().chain(flagged_by_them).collect();
    let differing = keys.into_iter().filter(|key| ours.get(*key) != theirs.get(*key).filter(is_flagged));
    let sentence = |key: &Key| {
        let (rule, claim, line) = key;
        let theirs = theirs.get(key).map_or("not a subject".to_owned(), |outcome| format!("{outcome:?}"));
        let ours = ours.get(key).map_or("not flagged".to_owned(), |outcome| format!("{outcome:?}"));
        format!("{rule} on {claim} line {line}:\n    program: {ours}\n    oracle:  {theirs}")
    };
    differing.map(sentence).collect()
}

const fn name(outcome: &NaiveOutcome) -> &'static str {
    match outcome {
        NaiveOutcome::Flagged { .. } => "flagged",
        NaiveOutcome::Clean => "clean",
        NaiveOutcome::Cleared => "cleared",
        NaiveOutcome::Provisional => "provisional",
        NaiveOutcome::NotEvaluable => "not_evaluable",
    }
}
