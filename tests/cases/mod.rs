//! The worked cases of the case list that the rules decide, as a table, through the whole program up to the ledger.
//!
//! A case lists every finding of every rule, so that nothing is unexpected; what it calls cleared or clean is counted.
//! Cases that need a fee schedule or a rule not yet in the program are not here.

mod files;
mod notation;
mod oig;
mod table;

use std::io;
use std::path::Path;

use claimsweep::findings::Audit;
use claimsweep::pipeline::PipelineSpec;

use crate::naive::NaiveOutcome;
use crate::worlds::{Frame, Said, audit_texts, counts, said};
use notation::{Case, Flagged, Tallied};
use table::CASES;

/// The audit of a case's claims, with its log beside them where it has one.
fn audit_of(case: &Case) -> io::Result<Audit> {
    let (files, folder) = (case.files()?, tempfile::tempdir()?);
    let log = folder.path().join("activity.csv");
    let mut activity = Vec::new();
    if !files.log.is_empty() {
        std::fs::write(&log, &files.log)?;
        activity.push(log.display().to_string());
    }
    audit_texts(&[files.claims()], |paths| PipelineSpec { activity, ..Frame::wide().spec(paths, Path::new("nowhere")) })
}

/// What the program says otherwise than the case, one sentence each.
fn differences(case: &Case, audit: &Audit) -> io::Result<Vec<String>> {
    let (flagged, tallied) = case.expected()?;
    let findings = said(audit);
    let mut complaints = Vec::new();
    for finding in &findings {
        if !flagged.iter().any(|expected| expected.matches(finding)) {
            complaints.push(format!("unexpected {} on {}: {:?}", finding.rule, finding.claim, finding.verdict));
        }
    }
    for expected in flagged.iter().filter(|expected| !findings.iter().any(|finding| expected.matches(finding))) {
        complaints.push(format!("missing {expected:?}"));
    }
    let counts = counts(audit);
    let expected_cleared = |rule: &str| {
        let of_rule = |t: &&Tallied| t.rule == rule && t.outcome == "cleared";
        tallied.iter().filter(of_rule).map(|t| t.count).sum::<u64>()
    };
    for (rule, [_, _, _, cleared, provisional, _]) in &counts {
        if *cleared != expected_cleared(rule) || *provisional != 0 {
            complaints.push(format!("{rule}: {cleared} cleared, {provisional} provisional"));
        }
    }
    for expected in tallied.iter().filter(|expected| expected.outcome == "clean") {
        let clean = counts.get(expected.rule.as_str()).map(|numbers| numbers[2]);
        if clean != Some(expected.count) {
            complaints.push(format!("{}: {clean:?} clean, expected {}", expected.rule, expected.count));
        }
    }
    Ok(complaints)
}

impl Flagged {
    /// Whether the finding is the expected one, in everything the case says of it.
    fn matches(&self, finding: &Said) -> bool {
        let NaiveOutcome::Flagged { tier, related, same_diagnosis, .. } = &finding.verdict else { return false };
        let same = same_diagnosis.map_or("unknown", |same| if same { "yes" } else { "no" });
        let related: Vec<&str> = related.iter().map(|(claim, _)| claim.as_str()).collect();
        finding.rule == self.rule
            && finding.claim == self.claim
            && *tier == self.tier
            && self.by.as_ref().is_none_or(|by| *by == related)
            && self.same.as_deref().is_none_or(|expected| expected == same)
            && self.suggests.as_deref().is_none_or(|code| finding.suggested_code == Some(code))
    }
}

#[test]
fn the_worked_cases() -> io::Result<()> {
    let mut complaints = Vec::new();
    for case in CASES {
        let audit = audit_of(case)?;
        let lost = audit.accounting.rejected;
        assert_eq!(lost, 0, "case {}: {:?}", case.number, audit.rejects);
        let of_case = differences(case, &audit)?;
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
