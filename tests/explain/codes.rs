//! A code: what it means in our own words, its dates and minutes, who bills it, what came before and after, who does not
//! pay it, and what it may conflict with.

use serde_json::{Value, json};

use super::explained;
use crate::program::Place;

/// One code of every family, with words its page must have.
const FAMILIES: [(&str, &str, &[&str]); 19] = [
    (
        "99422",
        "e_visit_em",
        &[
            "e-visit",
            "in effect     2020-01-01 to …",
            "minutes       11 to 20",
            "billed by     clinicians who may bill E/M",
        ],
    ),
    ("98972", "e_visit_nq", &["21 or more", "no E/M", "not paid by   medicare, … to 2020-12-31"]),
    ("G2061", "e_visit_nq", &["2020-01-01 to 2020-12-31", "replaced by   98970"]),
    ("99444", "e_visit_em", &["… to 2019-12-31"]),
    ("99441", "phone_em", &["… to 2024-12-31", "replaced by   98016", "5 to 10"]),
    ("98968", "phone_nq", &["21 to 30", "no E/M"]),
    ("98016", "check_in_em", &["2025-01-01 to …", "came after    ", "G2012", "5 to 10"]),
    ("G2251", "check_in_nq", &["2021-01-01 to …", "no E/M"]),
    ("G2010", "image_em", &["picture"]),
    ("G2250", "image_nq", &["picture", "no E/M"]),
    ("98005", "telehealth_av", &["level by time 20 minutes", "not paid by   medicare", "conflicts"]),
    ("98012", "telehealth_audio", &["sound alone", "level by time 10 minutes"]),
    ("98961", "training", &["one unit      30 minutes", "not paid by   medicare"]),
    ("99417", "prolonged", &["one unit      15 minutes", "not paid by   medicare"]),
    ("G0071", "rhc_wrapper", &["2019-01-01 to 2025-12-31"]),
    ("99490", "care_management", &["monthly care management"]),
    ("G0557", "apcm", &["2025-01-01 to …"]),
    ("99445", "monitoring", &["2026-01-01 to …"]),
    ("99452", "interprofessional", &["without the patient"]),
];

#[test]
fn one_code_of_every_family() {
    let place = Place::new();
    for (code, family, words) in FAMILIES {
        let page = explained(&place, &[code]).stdout;
        assert!(page.starts_with(&format!("{code}: ")), "{page}");
        for words in words.iter().chain(&["judged by"]) {
            assert!(page.contains(words), "{code}: {words} is not in:\n{page}");
        }
        let facts = explained(&place, &[code, "--json"]).json();
        assert_eq!(facts["code"], code);
        let kinds = facts["kinds"].as_array().cloned().unwrap_or_default();
        assert!(kinds.contains(&json!(family)), "{code}: {kinds:?}");
    }
}

/// Some facts of a code, by name.
fn facts(code: &str, names: &[&str]) -> Vec<Value> {
    let facts = explained(&Place::new(), &[code, "--json"]).json();
    names.iter().map(|name| facts[*name].clone()).collect()
}

#[test]
fn json_holds_dates_minutes_and_relatives() {
    let names = ["from", "until", "min_minutes", "max_minutes", "billed_by", "successors"];
    let of = |code: &str| Value::from(facts(code, &names));
    assert_eq!(of("99422"), json!(["2020-01-01", null, 11, 20, "with_em", []]));
    assert_eq!(of("98972"), json!(["2020-01-01", null, 21, null, "without_em", []]));
    assert_eq!(of("G2061"), json!(["2020-01-01", "2020-12-31", 5, 10, "without_em", ["98970"]]));
    assert_eq!(facts("98016", &["predecessors"]), [json!(["G2012"])]);
    assert_eq!(facts("98006", &["level_minutes"]), [json!(30)]);
    assert_eq!(facts("99421", &["level_minutes", "near_miss_of"]), [Value::Null, Value::Null]);
}

#[test]
fn who_does_not_pay() {
    assert_eq!(facts("98970", &["not_paid_by"]), [json!([{"payer": "medicare", "from": null, "until": "2020-12-31"}])]);
    assert_eq!(facts("99421", &["not_paid_by"]), [json!([])]);
}

#[test]
fn conflicts_name_the_rule_and_the_other_side() {
    let of = |code: &str| -> Vec<(String, String)> {
        let conflicts = facts(code, &["conflicts"]).remove(0);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        conflicts.as_array().into_iter().flatten().map(|one| (text(&one["rule"]), text(&one["with"]))).collect()
    };
    let with = |code: &str, rule: &str| of(code).into_iter().find(|(id, _)| id == rule).map(|(_, other)| other);
    assert!(
        with("99421", "e_visit_after_related_visit")
            .is_some_and(|other| other.starts_with("flagged beside ") && other.contains("a visit of any kind"))
    );
    assert!(
        with("99213", "e_visit_after_related_visit")
            .is_some_and(|other| other.starts_with("makes the rule flag ") && other.contains("e-visit"))
    );
    assert_eq!(with("97161", "telehealth_visit_same_day"), None);
    let judged = facts("99213", &["judged_by"]).remove(0);
    assert!(!judged.as_array().is_some_and(|rules| rules.contains(&json!("repeat_e_visit"))), "{judged}");
}

#[test]
fn a_typing_error_names_what_was_meant() {
    let page = explained(&Place::new(), &["97970"]).stdout;
    assert!(page.contains("looks like") && page.contains("98970") && !page.contains("in effect"), "{page}");
    assert_eq!(facts("97970", &["near_miss_of"]), [json!("98970")]);
}

#[test]
fn small_letters_and_spaces() {
    let place = Place::new();
    assert_eq!(explained(&place, &["g2012"]).stdout, explained(&place, &[" G2012 "]).stdout);
}

#[test]
fn what_is_nothing() {
    for (subject, near) in
        [("20610", ""), ("repeat_evisit", "did you mean `repeat_e_visit`?"), ("1234567", ""), ("", "")]
    {
        let run = Place::new().run(&["explain", subject]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.lines().count()), (2, "", 1), "{subject}");
        assert!(run.stderr.contains(near) && run.stderr.contains("claimsweep rules"), "{}", run.stderr);
    }
}
