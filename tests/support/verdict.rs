//! Writes what one rule said of an audit as the lines of an `expect` block. Judges nothing.
//!
//! One line per finding, then what became of the rule's other subjects, then the rows that could not be used:
//!
//! ```text
//! C2/1 flagged presumptive gap=-3 same_diagnosis=true related=C1/1 suggests=98016
//! tally: clean=2 cleared=1 (unrelated diagnosis) provisional=1 not_evaluable=1 (insufficient history)
//! rejected: row 3 (service_date)
//! ```

use claimsweep::claim::Sym;
use claimsweep::findings::{Audit, Finding, Opportunity, RuleRun, RuleStatus};

use super::{findings_of, run_of};

/// What the rule said, every line ended by a newline.
pub(crate) fn verdict(audit: &Audit, rule: &str) -> String {
    let run = run_of(audit, rule);
    let mut lines: Vec<String> = findings_of(audit, rule).map(|finding| finding_line(audit, finding)).collect();
    lines.extend(opportunities_of(audit, rule).map(|opportunity| opportunity_line(audit, opportunity)));
    match &run.status {
        RuleStatus::Ran => lines.extend(tally_line(run)),
        RuleStatus::NotApplicable(reason) => lines.push(format!("not_applicable: {reason}")),
        other => lines.push(other.name().to_owned()),
    }
    for reject in &audit.rejects {
        let column = reject.column.map_or("whole row", |field| field.name());
        lines.push(format!("rejected: row {} ({column})", reject.row));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The sentences of the rule's findings without what the card adds to each of them, one a line.
pub(crate) fn sentences(audit: &Audit, rule: &str) -> String {
    let own_part = |finding: &Finding| {
        let message = finding.message.as_str();
        message.split_once(" Would clear it:").map_or(message, |(own, _)| own).to_owned() + "\n"
    };
    let opportunities = opportunities_of(audit, rule).map(|opportunity| opportunity.message.clone() + "\n");
    findings_of(audit, rule).map(own_part).chain(opportunities).collect()
}

/// The stretches of logged time that a rule judged, by patient and day, as a page is read.
fn opportunities_of<'a>(audit: &'a Audit, rule: &'a str) -> impl Iterator<Item = &'a Opportunity> {
    let mut of_rule: Vec<&Opportunity> =
        audit.opportunities.iter().filter(|opportunity| opportunity.card.id == rule).collect();
    of_rule.sort_by_key(|opportunity| (audit.names.patients.text(opportunity.patient), opportunity.days.0));
    of_rule.into_iter()
}

/// `P1 2025-03-03 to 2025-03-09 lost (visit_after; also visit_same_day) presumptive 99422 minutes=13 entries=M1,M2 …`
fn opportunity_line(audit: &Audit, opportunity: &Opportunity) -> String {
    let (names, days) = (&audit.names, opportunity.days);
    let mut words = vec![names.patients.text(opportunity.patient).to_owned()];
    words.push(if days.0 == days.1 { days.0.to_string() } else { format!("{} to {}", days.0, days.1) });
    words.push(opportunity.outcome.name().to_owned());
    let others: Vec<&str> = opportunity.others.iter().map(|reason| reason.name()).collect();
    let also = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
    words.extend(opportunity.outcome.reason().map(|reason| format!("({}{also})", reason.name())));
    words.push(opportunity.tier.name().to_owned());
    words.extend(opportunity.code.map(str::to_owned));
    words.extend(opportunity.minutes.personal.map(|minutes| format!("minutes={minutes}")));
    let entries: Vec<&str> = opportunity.entries.iter().map(|entry| names.activities.text(*entry)).collect();
    if !entries.is_empty() {
        words.push(format!("entries={}", entries.join(",")));
    }
    let related: Vec<String> =
        opportunity.related.iter().map(|line| line_name(audit, line.claim, line.line_number)).collect();
    if !related.is_empty() {
        words.push(format!("related={}", related.join(",")));
    }
    words.extend(opportunity.expected.map(|(amount, source)| format!("expected={amount} ({})", source.name())));
    words.extend(opportunity.collectable_until.map(|day| format!("until={day}")));
    words.join(" ")
}

/// What each finding of the rule rests on: the dates that were looked at, the amount expected, a citation that is not the
/// card's, and every condition with its answer.
///
/// ```text
/// C2/1 looked at 2025-02-27 to 2025-03-05
///   yes: same clinician
/// ```
pub(crate) fn proofs(audit: &Audit, rule: &str) -> String {
    findings_of(audit, rule).map(|finding| proof(audit, finding)).collect()
}

fn proof(audit: &Audit, finding: &Finding) -> String {
    let mut first = line_name(audit, finding.line.claim, finding.line.line_number);
    first.extend(finding.window.map(|(from, to)| format!(" looked at {from} to {to}")));
    first.extend(finding.expected.map(|amount| format!(" expected {amount}")));
    let answer = |holds: Option<bool>| holds.map_or("unknown", |holds| if holds { "yes" } else { "no" });
    let conditions = finding.conditions.iter().map(|one| format!("  {}: {}\n", answer(one.holds), one.what));
    let source = finding.own_source.iter().map(|source| format!("  source: {source}\n"));
    std::iter::once(first + "\n").chain(conditions).chain(source).collect()
}

fn line_name(audit: &Audit, claim: Sym, line_number: i32) -> String {
    format!("{}/{line_number}", audit.names.claims.text(claim))
}

fn finding_line(audit: &Audit, finding: &Finding) -> String {
    let name = |claim: Sym, line_number: i32| line_name(audit, claim, line_number);
    let mut words =
        vec![name(finding.line.claim, finding.line.line_number), "flagged".into(), finding.tier.name().into()];
    words.extend(finding.gap_days.map(|gap| format!("gap={gap}")));
    words.extend(finding.same_diagnosis.map(|same| format!("same_diagnosis={same}")));
    let related: Vec<String> = finding.related.iter().map(|line| name(line.claim, line.line_number)).collect();
    if !related.is_empty() {
        words.push(format!("related={}", related.join(",")));
    }
    words.extend(finding.suggested_code.map(|code| format!("suggests={code}")));
    words.join(" ")
}

/// What became of the subjects that were not flagged; nothing when all were.
fn tally_line(run: &RuleRun) -> Option<String> {
    let clean = run.tally.count("clean");
    let mut parts = if clean > 0 { vec![format!("clean={clean}")] } else { Vec::new() };
    for (outcome, reason, n) in run.tally.reasons() {
        // The reason of a provisional line is always the same.
        let reason = if outcome == "provisional" { String::new() } else { format!(" ({reason})") };
        parts.push(format!("{outcome}={n}{reason}"));
    }
    match (run.tally.subjects(), parts.is_empty()) {
        (0, _) => Some("tally: no subjects".to_owned()),
        (_, true) => None,
        (_, false) => Some(format!("tally: {}", parts.join(" "))),
    }
}
