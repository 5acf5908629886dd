//! What is known of a procedure code, in our own words.

use std::fmt::Write as _;

use serde_json::json;

use crate::claim::Day;
use crate::findings::RuleCard;
use crate::reference::{BillingClinician, CodeFacts, Kinds, Reference};
use crate::rules::RULES;

/// The page of a code.
pub(super) fn page(code: &str, facts: &CodeFacts, reference: &Reference) -> String {
    let mut page = format!("{code}: {}\n", words(facts));
    let mut line = |label: &str, text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "  {label:<14}{text}");
    };
    if let Some(audited) = facts.near_miss_of {
        line("looks like", format!("a typing error for {audited}; the number itself is not a real code"));
        return page;
    }
    if (facts.from, facts.until) != (None, None) {
        let day = |day: Option<Day>| day.map_or("…".to_owned(), |day| day.to_string());
        line("in effect", format!("{} to {}", day(facts.from), day(facts.until)));
    }
    match (facts.min_minutes, facts.max_minutes) {
        (Some(min), Some(max)) => line("minutes", format!("{min} to {max}")),
        (Some(min), None) => line("minutes", format!("{min} or more")),
        _ => {}
    }
    if let Some(level) = facts.level_minutes {
        let by_unit = facts.kinds.meets(Kinds::TRAINING.or(Kinds::PROLONGED));
        line(if by_unit { "one unit" } else { "level by time" }, format!("{level} minutes"));
    }
    match facts.clinician {
        BillingClinician::WithEm => line("billed by", "clinicians who may bill E/M".to_owned()),
        BillingClinician::WithoutEm => line("billed by", "qualified clinicians whose scope has no E/M".to_owned()),
        BillingClinician::Unsaid => {}
    }
    for (label, codes) in [("replaced by", &facts.successors), ("came after", &facts.predecessors)] {
        if !codes.is_empty() {
            line(label, codes.join(", "));
        }
    }
    for refusal in reference.payers.refusals(code, facts.kinds) {
        let (payer, dates) = (&refusal.payer, refusal.dates);
        line("not paid by", format!("{payer}, {dates} (see `claimsweep explain code_not_payable`)"));
    }
    for (card, other) in conflicts(facts) {
        line("conflicts", format!("{other} ({})", card.id));
    }
    line("judged by", judging(facts).join(", "));
    page
}

/// The rules that judge lines of the code.
fn judging(facts: &CodeFacts) -> Vec<&'static str> {
    RULES.iter().filter(|rule| rule.card.subjects.meets(facts.kinds)).map(|rule| rule.card.id).collect()
}

/// What lines of the code may stand against, whether they are the ones judged or the ones compared with.
fn conflicts(facts: &CodeFacts) -> Vec<(&'static RuleCard, String)> {
    // All visit sets together are one thing to a reader.
    let side = |kinds: Kinds| {
        let all_visits = kinds.and(Kinds::VISIT) == Kinds::VISIT;
        let rest = if all_visits { kinds.without(Kinds::VISIT) } else { kinds };
        let visits = all_visits.then_some("a visit of any kind");
        visits.into_iter().chain(rest.own_words()).collect::<Vec<_>>().join("; ")
    };
    let mut found = Vec::new();
    for card in RULES.iter().map(|rule| &rule.card).filter(|card| !card.against.is_none()) {
        if card.subjects.meets(facts.kinds) {
            found.push((card, format!("flagged beside {}", side(card.against))));
        } else if card.against.meets(facts.kinds) {
            found.push((card, format!("makes the rule flag {}", side(card.subjects))));
        }
    }
    found
}

fn words(facts: &CodeFacts) -> String {
    let words: Vec<&str> = facts.kinds.own_words().collect();
    if words.is_empty() { "not a known code".to_owned() } else { words.join("; ") }
}

/// The same for other tools.
pub(super) fn json(code: &str, facts: &CodeFacts, reference: &Reference) -> serde_json::Value {
    let clinician = match facts.clinician {
        BillingClinician::WithEm => Some("with_em"),
        BillingClinician::WithoutEm => Some("without_em"),
        BillingClinician::Unsaid => None,
    };
    let refusals = reference.payers.refusals(code, facts.kinds);
    let not_paid_by: Vec<_> = refusals
        .map(|refusal| {
            let day = |day: Option<Day>| day.map(|day| day.to_string());
            json!({"payer": refusal.payer, "from": day(refusal.dates.from), "until": day(refusal.dates.until)})
        })
        .collect();
    let conflicts: Vec<_> =
        conflicts(facts).into_iter().map(|(card, other)| json!({"rule": card.id, "with": other})).collect();
    json!({
        "code": code, "meaning": words(facts), "kinds": facts.kinds.names().collect::<Vec<_>>(),
        "from": facts.from.map(|day| day.to_string()), "until": facts.until.map(|day| day.to_string()),
        "min_minutes": facts.min_minutes, "max_minutes": facts.max_minutes, "level_minutes": facts.level_minutes,
        "billed_by": clinician, "successors": facts.successors, "predecessors": facts.predecessors,
        "near_miss_of": facts.near_miss_of, "not_paid_by": not_paid_by, "conflicts": conflicts,
        "judged_by": judging(facts),
    })
}
