//! Worked cases of the rules on minutes, logs, overlaps, days, prolonged services and training, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{
    A, A2, CLEAN, CLEARED, NOT_EVALUABLE, PROVISIONAL, PT, Who, alone, flag, line, on, run, run_around, run_with,
};
use super::cases_form::timed;
use super::codes::days_from_civil;
use super::{Activity, Inputs, Judgement, NaiveLine, NaiveOutcome};

/// What one line of so many hundredths of a minute comes to.
fn minutes(code: &str, date: (i32, i32, i32), hundredths: i64) -> Judgement {
    let mut subject = line("a", 0, code, A, &["I10"]);
    subject.date = days_from_civil(date.0, date.1, date.2);
    run_with(&[subject], &recorded(&[("a", hundredths)]))
}

fn recorded(minutes: &[(&str, i64)]) -> Inputs {
    let minutes = minutes.iter().map(|(claim, hundredths)| (((*claim).to_owned(), 1), *hundredths)).collect();
    Inputs { minutes, ..Inputs::default() }
}

fn suggested(judgement: &Judgement, rule: &str) -> Option<String> {
    judgement.suggestions.get(&(rule.to_owned(), "a".to_owned(), 1)).cloned().flatten()
}

/// A practitioner's entry for claim `a` of patient `P`, ten minutes from 10:00 on a day of June 2025.
pub(super) fn entry(id: &str, kind: &'static str, days: i32) -> Activity {
    let start = i64::from(days_from_civil(2025, 6, 2) + days) * 86_400 + 36_000;
    Activity {
        id: id.to_owned(),
        patient: "P".to_owned(),
        npi: A.0.to_owned(),
        tin: None,
        specialty: None,
        taxonomy: None,
        kind,
        initiated_by: None,
        thread: None,
        start,
        end: None,
        minutes_hundredths: Some(1000),
        role: None,
        evaluative: None,
        dx: None,
        claim_id: Some("a".to_owned()),
    }
}

pub(super) fn logged(activities: Vec<Activity>) -> Inputs {
    Inputs { activities: Some(activities), ..Inputs::default() }
}

#[test]
fn minute_bands() {
    let (floor, below, above) = ("minutes_below_floor", "minutes_below_band", "minutes_above_band");
    let of = |code, date, hundredths, rule| {
        let judgement = minutes(code, date, hundredths);
        (on(&judgement.outcomes, rule, "a"), suggested(&judgement, rule))
    };
    let day = (2025, 6, 2);
    let found = |tier, code: &str| (alone(tier), Some(code.to_owned()));
    assert_eq!(of("99422", day, 900, below), found("hard", "99421")); // 55
    assert_eq!(of("99421", day, 1400, above), found("presumptive", "99422")); // 56
    assert_eq!(of("99421", day, 499, floor).0, alone("hard"));
    assert_eq!(of("99422", day, 499, below).0, CLEARED);
    assert_eq!(of("99421", day, 500, floor).0, CLEAN);
    assert_eq!(of("99421", day, 1090, above).0, CLEAN); // completed minutes
    assert_eq!(of("99423", day, 2000, below), found("hard", "99422"));
    assert_eq!(of("99423", day, 90_000, above).0, CLEAN);
    assert_eq!(of("98968", day, 3000, above).0, CLEAN);
    assert_eq!(of("98968", day, 3100, above).0, CLEARED);
    assert_eq!(of("98966", day, 2100, above), found("presumptive", "98968"));
    assert_eq!(of("G2252", day, 700, below), found("hard", "98016"));
    assert_eq!(of("G2252", (2023, 6, 2), 700, below), found("hard", "G2012"));
    assert_eq!(of("98016", day, 1100, above), found("presumptive", "G2252"));
    assert_eq!(of("G2012", (2020, 6, 2), 1100, above).0, CLEARED);
    assert_eq!(of("G2251", day, 1100, above).0, CLEARED);
    assert_eq!(of("G2063", (2020, 6, 2), 600, below), found("hard", "G2061"));
    assert_eq!(of("99444", day, 300, floor).0, None);
    assert_eq!(of("G2010", day, 300, floor).0, None);
    assert_eq!(on(&run(&[line("a", 0, "99421", A, &[])]), floor, "a"), NOT_EVALUABLE);
}

#[test]
fn telehealth_minutes() {
    let of = |code, hundredths, rule| on(&minutes(code, (2025, 6, 2), hundredths).outcomes, rule, "a");
    assert_eq!(of("98012", 1099, "short_audio_visit"), alone("hard"));
    assert_eq!(of("98012", 1100, "short_audio_visit"), CLEAN);
    assert_eq!(of("98004", 900, "short_audio_visit"), None);
    for (code, level) in [("98000", 15), ("98003", 60), ("98007", 40), ("98009", 30), ("98015", 40), ("98013", 20)] {
        assert_eq!(of(code, level * 100, "telehealth_time_below_level"), CLEAN, "{code}");
        assert_eq!(of(code, level * 100 - 1, "telehealth_time_below_level"), alone("advisory"), "{code}");
    }
    let unknown = run(&[line("a", 0, "98012", A, &[])]);
    assert_eq!(on(&unknown, "short_audio_visit", "a"), NOT_EVALUABLE);
    assert_eq!(on(&unknown, "telehealth_time_below_level", "a"), NOT_EVALUABLE);
}

#[test]
fn where_minutes_come_from() {
    let rule = "minutes_below_floor";
    let subject = timed(line("a", 0, "99421", A, &[]), "P", 36_000, 36_000 + 299);
    let of =
        |subject: &NaiveLine, inputs: &Inputs| on(&run_with(std::slice::from_ref(subject), inputs).outcomes, rule, "a");
    assert_eq!(of(&subject, &recorded(&[("a", 500)])), CLEAN); // the column comes first
    assert_eq!(of(&subject, &logged(vec![entry("1", "message", 0)])), alone("hard")); // then the times
    let subject = line("a", 0, "99421", A, &[]);
    let short = |id, hundredths| Activity { minutes_hundredths: Some(hundredths), ..entry(id, "message", 0) };
    let later = |hundredths| {
        let second = short("2", hundredths);
        Activity { start: second.start + 3_600, ..second }
    };
    assert_eq!(of(&subject, &logged(vec![short("1", 250), later(250)])), CLEAN); // the sum is floored
    assert_eq!(of(&subject, &logged(vec![short("1", 250), later(249)])), alone("hard"));
    assert_eq!(of(&subject, &logged(vec![short("1", 250), short("2", 250)])), alone("hard")); // no minute counts twice
    let staff = Activity { role: Some("staff"), ..entry("1", "message", 0) };
    assert_eq!(of(&subject, &logged(vec![staff.clone()])), alone("hard"));
    let unknown = Activity { minutes_hundredths: None, ..entry("2", "message", 0) };
    assert_eq!(of(&subject, &logged(vec![staff, unknown])), NOT_EVALUABLE);
    let by_end = |seconds| {
        let start = entry("1", "message", 0).start;
        Activity { minutes_hundredths: None, end: Some(start + seconds), ..entry("1", "message", 0) }
    };
    assert_eq!(of(&subject, &logged(vec![by_end(300)])), CLEAN);
    assert_eq!(of(&subject, &logged(vec![by_end(86_401)])), NOT_EVALUABLE);
    assert_eq!(of(&subject, &logged(vec![entry("1", "phone", 0)])), NOT_EVALUABLE); // not an e-visit's work
    let other_patient = Activity { patient: "Q".to_owned(), ..entry("1", "message", 0) };
    assert_eq!(of(&subject, &logged(vec![other_patient])), NOT_EVALUABLE);
}

#[test]
fn an_activity_belongs_to_the_nearest_lines_of_its_claim() {
    let mut lines = [line("a", 0, "99421", A, &[]), line("a", 4, "99421", A, &[]), line("a", 4, "99213", A, &[])];
    (lines[1].line_number, lines[2].line_number) = (2, 3);
    let outcomes = run_with(&lines, &logged(vec![entry("1", "message", 3)])).outcomes;
    let of = |number| outcomes.get(&("minutes_below_floor".to_owned(), "a".to_owned(), number)).cloned();
    assert_eq!((of(1), of(2), of(3)), (NOT_EVALUABLE, CLEAN, None));
}

#[test]
fn the_log_says_who_began_and_what_for() {
    let subject = line("a", 0, "99421", A, &[]);
    let of = |activities: Vec<Activity>, rule| {
        on(&run_with(std::slice::from_ref(&subject), &logged(activities)).outcomes, rule, "a")
    };
    let begun = |id, days, by| Activity { initiated_by: Some(by), ..entry(id, "message", days) };
    let rule = "contact_not_patient_initiated";
    assert_eq!(on(&run(std::slice::from_ref(&subject)), rule, "a"), None); // no log
    assert_eq!(of(vec![], rule), NOT_EVALUABLE);
    assert_eq!(of(vec![begun("1", 0, "unknown")], rule), NOT_EVALUABLE);
    assert_eq!(of(vec![begun("2", 1, "patient"), begun("1", 0, "practice")], rule), alone("hard"));
    assert_eq!(of(vec![begun("1", 0, "unknown"), begun("2", 1, "patient"), begun("3", 2, "practice")], rule), CLEAN);
    assert_eq!(of(vec![begun("2", 0, "practice"), begun("1", 0, "patient")], rule), CLEAN); // by activity id
    let judged = |id, value| Activity { evaluative: value, ..entry(id, "message", 0) };
    let rule = "non_evaluative_contact";
    assert_eq!(of(vec![], rule), NOT_EVALUABLE);
    assert_eq!(of(vec![judged("1", Some(false)), judged("2", Some(false))], rule), alone("presumptive"));
    assert_eq!(of(vec![judged("1", Some(false)), judged("2", None)], rule), NOT_EVALUABLE);
    assert_eq!(of(vec![judged("1", Some(false)), judged("2", Some(true))], rule), CLEAN);
}

#[test]
fn images_are_answered_in_24_business_hours() {
    let subject = line("a", 0, "G2010", A, &[]);
    let of = |activities: Vec<Activity>| {
        on(&run_with(std::slice::from_ref(&subject), &logged(activities)).outcomes, "late_image_review", "a")
    };
    let at = |day: i64, hour: i64| (i64::from(days_from_civil(2025, 6, 2)) + day) * 86_400 + hour * 3600; // a Monday
    let read = |start, end| Activity { start, end: Some(end), ..entry("1", "image", 0) };
    assert_eq!(of(vec![read(at(-4, 17), at(0, 9))]), CLEAN); // 95
    assert_eq!(of(vec![read(at(0, 9), at(3, 9))]), CLEAN);
    assert_eq!(of(vec![read(at(0, 9), at(3, 9) + 1)]), alone("presumptive"));
    assert_eq!(of(vec![read(at(0, 9), at(1, 9)), read(at(0, 9), at(7, 9))]), alone("presumptive"));
    assert_eq!(of(vec![Activity { end: None, ..entry("1", "image", 0) }]), NOT_EVALUABLE);
    assert_eq!(of(vec![]), NOT_EVALUABLE);
}

fn at(who: Who, patient: &str, id: &str, start: i64) -> Activity {
    let midnight = i64::from(days_from_civil(2025, 6, 2)) * 86_400;
    Activity {
        patient: patient.to_owned(),
        npi: who.0.to_owned(),
        start: midnight + start,
        claim_id: None,
        ..entry(id, "phone", 0)
    }
}

#[test]
fn overlaps_with_the_log() {
    let rule = "overlapping_time";
    let subject = timed(line("a", 0, "98016", A, &[]), "P", 36_000, 36_720);
    let of = |activities: Vec<Activity>| {
        on(&run_with(std::slice::from_ref(&subject), &logged(activities)).outcomes, rule, "a")
    };
    assert_eq!(of(vec![at(A, "Q", "1", 36_660)]), alone("presumptive")); // whichever starts later
    assert_eq!(of(vec![at(A, "Q", "1", 36_661)]), CLEAN);
    assert_eq!(of(vec![at(A2, "Q", "1", 36_000)]), CLEAN);
    assert_eq!(of(vec![at(A, "P", "1", 36_000)]), CLEAN); // probably the same service
    assert_eq!(of(vec![Activity { role: Some("staff"), ..at(A, "Q", "1", 36_000) }]), CLEAN);
    assert_eq!(of(vec![Activity { kind: "image", ..at(A, "Q", "1", 36_000) }]), CLEAN);
    // 71, by the log: a linked activity stands for its line.
    let lines = [line("a", 0, "98016", A, &[]), line("b", 0, "98005", A, &[])];
    let lines = [lines[0].clone(), NaiveLine { patient: "Q".to_owned(), ..lines[1].clone() }];
    let first = Activity { claim_id: Some("a".to_owned()), ..at(A, "P", "1", 36_000) };
    let second = Activity { kind: "video", claim_id: Some("b".to_owned()), ..at(A, "Q", "2", 36_300) };
    let out = run_with(&lines, &logged(vec![first.clone(), second])).outcomes;
    assert_eq!(on(&out, rule, "a"), CLEAN);
    assert_eq!(on(&out, rule, "b"), flag("presumptive", &["a"], 0, None));
    let out = run_with(&lines, &logged(vec![first])).outcomes;
    assert_eq!((on(&out, rule, "a"), on(&out, rule, "b")), (CLEAN, NOT_EVALUABLE));
}

#[test]
fn impossible_days() {
    let rule = "impossible_day";
    let visits = |count: usize| -> Vec<NaiveLine> {
        let visit =
            |number| NaiveLine { patient: format!("P{number}"), ..line(&format!("a{number:02}"), 0, "99215", A, &[]) };
        (0..count).map(visit).collect()
    };
    let tier = |outcome: Option<NaiveOutcome>| match outcome {
        Some(NaiveOutcome::Flagged { tier, related, .. }) => Some((tier, related.len())),
        _ => None,
    };
    assert_eq!(tier(on(&run(&visits(25)), rule, "a00")), Some(("advisory", 24))); // 77
    assert_eq!(on(&run(&visits(25)), rule, "a01"), None);
    assert_eq!(on(&run(&visits(24)), rule, "a00"), CLEAN); // 16 hours are no more than 16 hours
    let training = |days: i32, units: i64| {
        let mut subject = line(&format!("a{days}"), days, "98960", PT, &[]);
        subject.units_ten_thousandths = units * 10_000;
        subject
    };
    assert_eq!(on(&run(&[training(0, 49)]), rule, "a0"), alone("hard"));
    assert_eq!(on(&run(&[training(0, 48)]), rule, "a0"), alone("presumptive"));
    assert_eq!(on(&run(&[training(0, 33)]), rule, "a0"), alone("presumptive"));
    let mut copy = NaiveLine { claim_id: "b".to_owned(), payer: Some("other".to_owned()), ..training(0, 17) };
    let twice = |copy: &NaiveLine| tier(on(&run(&[training(0, 17), copy.clone()]), rule, "a0"));
    assert_eq!(twice(&copy), None); // one service, two payers
    assert_eq!(on(&run(&[training(0, 17), copy.clone()]), rule, "b"), None);
    copy.payer = None;
    assert_eq!(twice(&copy), Some(("presumptive", 1)));
    copy.payer = Some("medicare_advantage".to_owned());
    assert_eq!(twice(&copy), Some(("presumptive", 1)));
    let mut week: Vec<NaiveLine> = (0..7).map(|day| training(day, 32)).collect();
    assert_eq!(on(&run(&week), rule, "a0"), CLEAN);
    week.push(line("m", 0, "98970", PT, &[]));
    assert_eq!(tier(on(&run(&week), rule, "a0")), Some(("presumptive", 7)));
    assert_eq!(on(&run(&week), rule, "a1"), CLEAN);
    let message = [line("m", 0, "98970", PT, &[])];
    assert_eq!(on(&run_around(&message, &Inputs::default(), 0, 5), rule, "m"), PROVISIONAL);
    assert_eq!(on(&run_around(&message, &Inputs::default(), 0, 6), rule, "m"), CLEAN);
    let groups = |patients: usize| -> Vec<NaiveLine> {
        let one = |number| NaiveLine {
            patient: format!("P{number}"),
            units_ten_thousandths: 245_000,
            code: "98961".to_owned(),
            ..training(number, 0)
        };
        (0..patients).map(|number| NaiveLine { date: 20_000, ..one(i32::try_from(number).unwrap_or(0)) }).collect()
    };
    assert_eq!(tier(on(&run(&groups(4)), rule, "a0")), Some(("advisory", 3))); // 12.25 hours at least
    assert_eq!(tier(on(&run(&groups(5)), rule, "a0")), Some(("hard", 4))); // 24.5 hours at least
}

#[test]
fn merged_times_count_once() {
    let rule = "impossible_day";
    let long = |claim: &str, patient: &str, start, end| timed(line(claim, 0, "98016", A, &[]), patient, start, end);
    let of = |lines: &[NaiveLine]| on(&run(lines), rule, "a");
    assert_eq!(of(&[long("a", "P", 0, 57_600), long("b", "Q", 0, 57_600)]), CLEAN);
    assert_eq!(of(&[long("a", "P", 0, 57_600), long("b", "Q", 57_000, 57_601)]), flag("presumptive", &["b"], 0, None));
    // Of a stretch through midnight each day has its part: 24 hours of the first, 14 of the next.
    let through_midnight = long("b", "Q", 50_000, 50_000 + 86_400);
    assert_eq!(
        on(&run(&[long("a", "P", 0, 50_001), through_midnight]), rule, "b"),
        flag("presumptive", &["a"], 0, None)
    );
}
