//! The worked cases of the case list that the rules decide, as a table, through the whole program up to the ledger.
//!
//! A case lists every finding of every rule, so that nothing is unexpected; what it calls cleared or clean is counted.
//! The second implementation decides the same table by itself; cases that need a rule not yet in the program are not here.

mod edition;
mod files;
mod notation;
mod oig;
mod table;

use std::collections::BTreeMap;
use std::io;

use claimsweep::findings::Audit;

use crate::naive::{DeniedLine, Inputs, Judgement, NaiveLine, NaiveOutcome, NaiveRange, judge_with, knows};
use crate::worlds::{Frame, Row, Said, counts, run_program, said};
use edition::EDITION;
use notation::{Case, Expected, Flagged, Tallied};
use table::CASES;

/// The audit of a case's claims, with what stands beside them.
fn audit_of(case: &Case) -> io::Result<Audit> {
    let files = case.files()?;
    run_program(&files.rows, &files.inputs, &Frame::wide())
}

/// What the program says otherwise than the case, one sentence each.
fn differences(case: &Case, audit: &Audit) -> io::Result<Vec<String>> {
    let expected = case.expected()?;
    let findings = said(audit);
    let verdicts = findings.iter().map(|finding| Verdict {
        rule: finding.rule,
        claim: &finding.claim,
        outcome: &finding.verdict,
        suggests: finding.suggested_code,
    });
    let mut complaints = differing_findings(&expected, &verdicts.collect::<Vec<_>>());
    let counts = counts(audit).into_iter();
    let counts = counts.map(|(rule, [_, _, clean, cleared, provisional, not_evaluable])| {
        (rule, Counts { clean, cleared, provisional, not_evaluable })
    });
    complaints.extend(differing_counts(&expected.tallied, &counts.collect()));
    for words in &expected.words {
        let of_rule = |finding: &&Said| finding.rule == words.rule;
        let found = if words.in_findings {
            findings.iter().filter(of_rule).any(|finding| finding.rest.iter().any(|text| text.contains(&words.text)))
        } else {
            audit.runs.iter().any(|run| run.card.id == words.rule && run.reason().contains(&words.text))
        };
        if !found {
            complaints.push(format!("{} does not say `{}`", words.rule, words.text));
        }
    }
    Ok(complaints)
}

/// A finding, as far as a case speaks of it.
struct Verdict<'a> {
    rule: &'a str,
    claim: &'a str,
    outcome: &'a NaiveOutcome,
    suggests: Option<&'a str>,
}

/// How many subjects of a rule ended in which other way.
#[derive(Clone, Copy, Default)]
struct Counts {
    clean: u64,
    cleared: u64,
    provisional: u64,
    not_evaluable: u64,
}

fn differing_findings(expected: &Expected, findings: &[Verdict<'_>]) -> Vec<String> {
    let flagged = &expected.flagged;
    let mut complaints = Vec::new();
    for finding in findings {
        if !flagged.iter().any(|expected| expected.matches(finding)) {
            complaints.push(format!("unexpected {} on {}: {:?}", finding.rule, finding.claim, finding.outcome));
        }
    }
    for expected in flagged.iter().filter(|expected| !findings.iter().any(|finding| expected.matches(finding))) {
        complaints.push(format!("missing {expected:?}"));
    }
    complaints
}

fn differing_counts(tallied: &[Tallied], counts: &BTreeMap<&str, Counts>) -> Vec<String> {
    let expected_cleared = |rule: &str| {
        let of_rule = |t: &&Tallied| t.rule == rule && t.outcome == "cleared";
        tallied.iter().filter(of_rule).map(|t| t.count).sum::<u64>()
    };
    let mut complaints = Vec::new();
    for (rule, Counts { cleared, provisional, .. }) in counts {
        if *cleared != expected_cleared(rule) || *provisional != 0 {
            complaints.push(format!("{rule}: {cleared} cleared, {provisional} provisional"));
        }
    }
    for expected in tallied.iter().filter(|expected| expected.outcome != "cleared") {
        let counts = counts.get(expected.rule.as_str()).copied().unwrap_or_default();
        let count = if expected.outcome == "clean" { counts.clean } else { counts.not_evaluable };
        if count != expected.count {
            complaints.push(format!("{}: {count} {}, expected {}", expected.rule, expected.outcome, expected.count));
        }
    }
    complaints
}

impl Flagged {
    /// Whether the finding is the expected one, in everything the case says of it.
    fn matches(&self, finding: &Verdict<'_>) -> bool {
        let NaiveOutcome::Flagged { tier, related, same_diagnosis, .. } = finding.outcome else { return false };
        let same = same_diagnosis.map_or("unknown", |same| if same { "yes" } else { "no" });
        let related: Vec<&str> = related.iter().map(|(claim, _)| claim.as_str()).collect();
        finding.rule == self.rule
            && finding.claim == self.claim
            && *tier == self.tier
            && self.by.as_ref().is_none_or(|by| *by == related)
            && self.same.as_deref().is_none_or(|expected| expected == same)
            && self.suggests.as_deref().is_none_or(|code| finding.suggests == Some(code))
    }
}

#[test]
fn the_worked_cases() -> io::Result<()> {
    let mut complaints = Vec::new();
    for case in CASES.iter().chain(EDITION) {
        let audit = audit_of(case)?;
        let lost = audit.accounting.rejected;
        assert_eq!(lost, 0, "case {}: {:?}", case.number, audit.rejects);
        let of_case = differences(case, &audit)?;
        complaints.extend(of_case.into_iter().map(|what| format!("case {}: {what}", case.number)));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

/// What the second implementation says of the lines of a case; nothing where lines replace or void others, for it builds no
/// effective lines.
fn judgement_of(case: &Case) -> io::Result<Option<Judgement>> {
    let files = case.files()?;
    let is_adjusted = |row: &Row| !row.frequency.is_empty() && row.status != "denied";
    if files.rows.iter().any(is_adjusted) {
        return Ok(None);
    }
    let mut inputs = files.inputs;
    let (denied, standing): (Vec<Row>, Vec<Row>) = files.rows.into_iter().partition(|row| row.status == "denied");
    inputs.denied = denied.into_iter().map(|row| DeniedLine { line: row.line, replaces: None }).collect();
    let lines: Vec<NaiveLine> = standing.into_iter().map(|row| row.line).collect();
    let range = NaiveRange { data_from: 8_000, data_through: 40_000, period_from: i32::MIN, period_to: i32::MAX };
    Ok(Some(judge_with(&lines, &inputs, &range)))
}

/// What the second implementation says otherwise than the case, as far as it knows the rules.
fn differences_of_the_oracle(case: &Case, judgement: &Judgement) -> io::Result<Vec<String>> {
    let mut expected = case.expected()?;
    let knows = |rule: &str| knows(rule, &Inputs::default());
    expected.flagged.retain(|flagged| knows(&flagged.rule));
    expected.tallied.retain(|tallied| knows(&tallied.rule));
    let (mut findings, mut counts) = (Vec::new(), BTreeMap::<&str, Counts>::new());
    for (key, outcome) in &judgement.outcomes {
        let (rule, claim, _) = key;
        let count = counts.entry(rule).or_default();
        match outcome {
            NaiveOutcome::Flagged { .. } => {
                // By most rules it suggests no code; then the case's own stands.
                let of_line = |flagged: &&Flagged| flagged.rule == *rule && flagged.claim == *claim;
                let of_case = expected.flagged.iter().find(of_line).and_then(|flagged| flagged.suggests.as_deref());
                let suggests = judgement.suggestions.get(key).map_or(of_case, Option::as_deref);
                findings.push(Verdict { rule, claim, outcome, suggests });
            }
            NaiveOutcome::Clean => count.clean += 1,
            NaiveOutcome::Cleared(_) => count.cleared += 1,
            NaiveOutcome::Provisional => count.provisional += 1,
            NaiveOutcome::NotEvaluable(_) => count.not_evaluable += 1,
        }
    }
    let mut complaints = differing_findings(&expected, &findings);
    complaints.extend(differing_counts(&expected.tallied, &counts));
    Ok(complaints)
}

#[test]
fn the_oracle_decides_the_worked_cases_alike() -> io::Result<()> {
    let mut complaints = Vec::new();
    for case in CASES.iter().chain(EDITION) {
        let Some(judgement) = judgement_of(case)? else { continue };
        let of_case = differences_of_the_oracle(case, &judgement)?;
        complaints.extend(of_case.into_iter().map(|what| format!("case {}: {what}", case.number)));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

#[test]
fn a_wrong_expectation_is_noticed() -> io::Result<()> {
    let of = |expected: &'static str| -> io::Result<usize> {
        let case = Case::new(1, "2025-06-02", "d0 99421 A I10; d3 99422 A I10", expected);
        Ok(differences(&case, &audit_of(&case)?)?.len())
    };
    assert_eq!(of("repeat_e_visit 2 presumptive by=1 same=yes; clean repeat_e_visit 1")?, 0);
    assert_eq!(of("")?, 1);
    assert_eq!(of("repeat_e_visit 2 advisory")?, 2);
    assert_eq!(of("repeat_e_visit 2 presumptive by=2")?, 2);
    assert_eq!(of("repeat_e_visit 2 presumptive same=no")?, 2);
    assert_eq!(of("repeat_e_visit 2 presumptive suggests=99423")?, 2);
    assert_eq!(of("repeat_e_visit 2 presumptive; clean repeat_e_visit 2")?, 1);
    assert_eq!(of("repeat_e_visit 2 presumptive; cleared duplicate_line 1")?, 1);
    assert!(of("repeat_evisit 2 presumptive").is_err());
    Ok(())
}
