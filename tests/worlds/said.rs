//! What an audit said, free of symbols and of the place where a line was read, so that two audits can be compared.

use std::collections::BTreeMap;

use claimsweep::claim::{Day, Sym};
use claimsweep::findings::{Audit, Finding};

use crate::naive::NaiveOutcome;

/// One finding, complete but for source file and row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    /// The rule's id.
    pub(crate) rule: &'static str,
    /// Claim of the flagged line.
    pub(crate) claim: String,
    /// Its number within the claim.
    pub(crate) line_number: i32,
    /// Tier, related lines, gap and diagnosis relation, in the oracle's words.
    pub(crate) verdict: NaiveOutcome,
    /// A code that would have been right.
    pub(crate) suggested_code: Option<&'static str>,
    /// Cents this finding answers for.
    pub(crate) owned: i64,
    /// The rest: id, money, people, code, dates and sentence.
    pub(crate) rest: Vec<String>,
}

/// Every finding of an audit, in the order of the report.
pub(crate) fn said(audit: &Audit) -> Vec<Said> {
    audit.findings.iter().map(|finding| one(audit, finding)).collect()
}

fn one(audit: &Audit, finding: &Finding) -> Said {
    let (names, line) = (&audit.names, &finding.line);
    let claim = |sym: Sym| names.claims.text(sym).to_owned();
    let related_dates: Vec<(Day, &str)> =
        finding.related.iter().map(|related| (related.date, names.codes.text(related.code))).collect();
    Said {
        rule: finding.card.id,
        claim: claim(line.claim),
        line_number: line.line_number,
        verdict: NaiveOutcome::Flagged {
            tier: finding.tier.name(),
            related: finding.related.iter().map(|related| (claim(related.claim), related.line_number)).collect(),
            gap_days: finding.gap_days,
            same_diagnosis: finding.same_diagnosis,
        },
        suggested_code: finding.suggested_code,
        owned: finding.owned.0,
        rest: vec![
            finding.id(names),
            format!("{:?} {:?} {:?}", line.paid, line.allowed, finding.expected),
            names.patients.text(line.patient).to_owned(),
            names.clinicians.text(line.clinician).to_owned(),
            names.groups.text(line.group).to_owned(),
            names.payers.text(line.payer).to_owned(),
            format!("{} {}", line.date, names.codes.text(line.code)),
            format!("{related_dates:?}"),
            finding.message.clone(),
        ],
    }
}

/// For one rule: subjects, flagged, clean, cleared, provisional, not evaluable.
pub(crate) type Counts = BTreeMap<&'static str, [u64; 6]>;

/// The counts of every rule of an audit.
pub(crate) fn counts(audit: &Audit) -> Counts {
    let of = |name: &str, run: &claimsweep::findings::RuleRun| run.tally.count(name);
    let run = |run: &claimsweep::findings::RuleRun| {
        let numbers = [
            run.tally.subjects(),
            of("flagged", run),
            of("clean", run),
            of("cleared", run),
            of("provisional", run),
            of("not_evaluable", run),
        ];
        (run.card.id, numbers)
    };
    audit.runs.iter().map(run).collect()
}
