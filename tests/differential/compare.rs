//! Compares what the program and the oracle say of one run: every finding, and the counts of every other outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use claimsweep::claim::Fate;
use claimsweep::findings::Audit;
use claimsweep::rules::RULES;
use rayon::prelude::*;

use super::draw::Run;
use super::missed;
use crate::naive::{Inputs, Judgement, Key, NaiveOutcome, judge_with, knows};
use crate::worlds::{Row, Said, counts, run_program, said};

/// Rules of the program that the oracle does not judge line by line: one needs a payer's table that it was not taught, and
/// those on missed revenue judge stretches of time, which are compared in `missed.rs`.
pub(super) const UNCOVERED: [&str; 4] = ["code_not_payable", "missed_e_visit", "missed_contact", "missed_prolonged"];

/// How often each rule came to each outcome.
pub(super) type Census = BTreeMap<(&'static str, &'static str), u64>;

const OUTCOMES: [&str; 5] = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];

/// Every difference of the run, one sentence each. Agreed outcomes are added to the census.
pub(super) fn differences(run: &Run, census: &mut Census) -> io::Result<Vec<String>> {
    let beside = run.beside_all();
    let (audit, theirs) = (run_program(&rows(run, &beside), &beside, &run.frame)?, judgement_of_the_oracle(run));
    let findings = findings_of_the_program(&audit, &beside);
    let mut complaints = differing_findings(&findings, &theirs.outcomes);
    complaints.extend(differing_suggestions(&findings, &theirs));
    complaints.extend(missed::differences(run, &audit, census));
    complaints.extend(differing_counts(&audit, &theirs.outcomes, &beside, census));
    let n_lines = run.lines().count() as u64;
    let judged = audit.accounting.count(Fate::Audited) + audit.accounting.count(Fate::Context);
    if judged != n_lines {
        complaints.push(format!("not every one of {n_lines} lines was judged: {:?}", audit.accounting));
    }
    Ok(complaints)
}

/// Every finding on which the two differ; for lines that the program may leave out of scope.
pub(super) fn finding_differences(run: &Run) -> io::Result<Vec<String>> {
    let beside = run.beside_all();
    let audit = run_program(&rows(run, &beside), &beside, &run.frame)?;
    let mut complaints =
        differing_findings(&findings_of_the_program(&audit, &beside), &judgement_of_the_oracle(run).outcomes);
    complaints.extend(missed::differences(run, &audit, &mut Census::new()));
    Ok(complaints)
}

fn rows(run: &Run, beside: &Inputs) -> Vec<Row> {
    let standing = run.lines().map(|line| Row::with_minutes(line.clone(), beside));
    standing.chain(beside.denied.iter().map(Row::denied)).collect()
}

fn findings_of_the_program(audit: &Audit, beside: &Inputs) -> BTreeMap<Key, Said> {
    said(audit)
        .into_iter()
        .filter(|finding| knows(finding.rule, beside))
        .map(|finding| ((finding.rule.to_owned(), finding.claim.clone(), finding.line_number), finding))
        .collect()
}

/// World by world, because its work grows with the square of the lines it sees; without the rules that the program does
/// not have yet.
fn judgement_of_the_oracle(run: &Run) -> Judgement {
    let range = run.range();
    let of_world = |world: &crate::naive::NaiveWorld| judge_with(&world.lines, &run.beside(world), &range);
    let mut all = Judgement::default();
    for judgement in run.worlds.par_iter().map(of_world).collect::<Vec<_>>() {
        all.outcomes.extend(judgement.outcomes);
        all.suggestions.extend(judgement.suggestions);
    }
    all.outcomes.retain(|(rule, ..), _| claimsweep::rules::find(rule).is_some());
    all
}

fn differing_counts(
    audit: &Audit,
    theirs: &BTreeMap<Key, NaiveOutcome>,
    beside: &Inputs,
    census: &mut Census,
) -> Vec<String> {
    let (mut complaints, mut expected) = (Vec::new(), Census::new());
    for ((rule, _, _), outcome) in theirs {
        let rule = RULES.iter().find(|known| known.card.id == rule).map_or("unknown to the program", |r| r.card.id);
        *expected.entry((rule, outcome.name())).or_default() += 1;
    }
    for (rule, numbers) in counts(audit).into_iter().filter(|(rule, _)| knows(rule, beside)) {
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

/// Codes suggested for lines that both flag, where the oracle has an opinion.
fn differing_suggestions(ours: &BTreeMap<Key, Said>, theirs: &Judgement) -> Vec<String> {
    let mut complaints = Vec::new();
    for (key, finding) in ours {
        let Some(code) = theirs.suggestions.get(key) else { continue };
        if finding.suggested_code != code.as_deref() {
            let (rule, claim, line) = key;
            let ours = finding.suggested_code;
            complaints.push(format!("{rule} on {claim} line {line}: suggests {ours:?}, the oracle {code:?}"));
        }
    }
    complaints
}

/// What the program says of lines that it neither flagged nor found clean: outcome and reason by rule and line.
type Unjudged = BTreeMap<Key, (&'static str, String)>;

/// Every line on which the two differ in outcome, or in a reason that the rulebook has words for. The audit does not hold
/// such a table yet; [`differing_counts`] stands in for it.
fn differing_outcomes(ours: &Unjudged, theirs: &BTreeMap<Key, NaiveOutcome>) -> Vec<String> {
    let said = |outcome: &NaiveOutcome| match outcome {
        NaiveOutcome::Flagged { .. } | NaiveOutcome::Clean => None,
        other => Some((other.name(), other.reason())),
    };
    let theirs: BTreeMap<&Key, _> = theirs.iter().filter_map(|(key, outcome)| Some((key, said(outcome)?))).collect();
    let keys: BTreeSet<&Key> = ours.keys().chain(theirs.keys().copied()).collect();
    let agree = |key: &Key| match (ours.get(key), theirs.get(key)) {
        (Some((one, why)), Some((other, because))) => one == other && because.is_none_or(|reason| reason == why),
        _ => false,
    };
    let sentence = |key: &Key| {
        let (rule, claim, line) = key;
        format!("{rule} on {claim} line {line}: {:?}, by the oracle {:?}", ours.get(key), theirs.get(key))
    };
    keys.into_iter().filter(|key| !agree(key)).map(sentence).collect()
}

#[test]
fn an_outcome_or_reason_that_differs_is_noticed() {
    let key = |claim: &str| ("duplicate_line".to_owned(), claim.to_owned(), 1);
    let theirs = BTreeMap::from([
        (key("a"), NaiveOutcome::Clean),
        (key("b"), NaiveOutcome::CLEARED),
        (key("c"), NaiveOutcome::NotEvaluable("billing group unknown")),
    ]);
    let of = |outcomes: &[(&str, &'static str, &str)]| {
        let ours = outcomes.iter().map(|(claim, outcome, why)| (key(claim), (*outcome, (*why).to_owned()))).collect();
        differing_outcomes(&ours, &theirs).len()
    };
    let (cleared, unknown) = (("b", "cleared", "modifier 24"), ("c", "not_evaluable", "billing group unknown"));
    assert_eq!(of(&[cleared, unknown]), 0);
    assert_eq!(of(&[cleared, ("c", "not_evaluable", "insufficient history")]), 1);
    assert_eq!(of(&[("b", "provisional", ""), unknown]), 1);
    assert_eq!(of(&[cleared]), 1);
    assert_eq!(of(&[("a", "cleared", ""), cleared, unknown]), 1);
}

fn differing_findings(ours: &BTreeMap<Key, Said>, theirs: &BTreeMap<Key, NaiveOutcome>) -> Vec<String> {
    let is_flagged = |outcome: &&NaiveOutcome| matches!(outcome, NaiveOutcome::Flagged { .. });
    let flagged_by_them = theirs.iter().filter(|(_, outcome)| is_flagged(outcome)).map(|(key, _)| key);
    let keys: BTreeSet<&Key> = ours.keys().chain(flagged_by_them).collect();
    let ours = |key: &Key| ours.get(key).map(|finding| &finding.verdict);
    let differing = keys.into_iter().filter(|key| ours(key) != theirs.get(*key).filter(is_flagged));
    let sentence = |key: &Key| {
        let (rule, claim, line) = key;
        let theirs = theirs.get(key).map_or("not a subject".to_owned(), |outcome| format!("{outcome:?}"));
        let ours = ours(key).map_or("not flagged".to_owned(), |outcome| format!("{outcome:?}"));
        format!("{rule} on {claim} line {line}:\n    program: {ours}\n    oracle:  {theirs}")
    };
    differing.map(sentence).collect()
}
