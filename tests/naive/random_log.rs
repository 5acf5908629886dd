//! The activity log of a random world: entries for some of its lines, and time that belongs to no line.
//!
//! What it is: entries that fit their line or do not, with every blank a log may have.
//! What it is not: in any order; the rules may not depend on one.

use super::NaiveLine;
use super::codes::{family, is_e_visit};
use super::inputs::Activity;
use super::random_facts::CLINICIANS;
use super::random_world::Stage;

const KINDS: &[&str] = &["message", "phone", "video", "image", "care_management", "other"];

/// Writes the log of the lines that are there.
pub(super) fn keep_log(stage: &mut Stage) {
    let mut log = Vec::new();
    for line in stage.lines.clone() {
        let n_entries = *stage.dice.pick(&[0, 0, 0, 1, 1, 1, 2, 3]);
        let careful = stage.dice.percent(70);
        for _ in 0..n_entries {
            let entry = entry(stage, &line, careful, log.len());
            log.push(entry);
        }
    }
    keep_unbilled(stage, &mut log);
    stage.inputs.activities = Some(log);
}

/// Messages and calls that nobody billed, some days around the lines of their patients.
fn keep_unbilled(stage: &mut Stage, log: &mut Vec<Activity>) {
    for line in stage.lines.clone() {
        let n_entries = *stage.dice.pick(&[0, 0, 0, 1, 2, 3]);
        let first = line.date + *stage.dice.pick(&[-9, -8, -7, -6, -3, -1, 0, 1, 2, 3, 4, 6, 7, 8, 9, 14]);
        let kind = *stage.dice.pick(&["message", "message", "message", "phone", "video"]);
        for _ in 0..n_entries {
            let days = *stage.dice.pick(&[0, 1, 2, 5, 6, 7, 8]);
            let of_day = *stage.dice.pick(&[9 * 3600, 14 * 3600, 20 * 3600, 20 * 3600]);
            let number = log.len();
            let kept = entry(stage, &line, true, number);
            let start = i64::from(first + days) * 86_400 + of_day + 60 * i64::from(stage.dice.below(30));
            let (end, minutes_hundredths) = taken(stage, start, true);
            let names_a_claim = stage.dice.percent(3);
            let claim_id = names_a_claim.then(|| "nobody's".to_owned());
            let last = log.last().filter(|last: &&Activity| last.patient == kept.patient && last.start != start);
            let id = last.filter(|_| stage.dice.percent(2)).map_or_else(|| kept.id.clone(), |last| last.id.clone());
            let start = if stage.dice.percent(5) { start.div_euclid(86_400) * 86_400 } else { start };
            log.push(Activity { id, kind, start, end, minutes_hundredths, claim_id, ..kept });
        }
    }
}

/// The kinds of activity that are this line's work.
fn fitting_kinds(line: &NaiveLine) -> &'static [&'static str] {
    match family(&line.code) {
        _ if is_e_visit(&line.code) => &["message"],
        Some("rhc_wrapper") => &["message", "message", "image"],
        Some("phone_em" | "phone_nq") => &["phone"],
        Some("image_em" | "image_nq") => &["image"],
        Some("check_in_em" | "check_in_nq" | "telehealth_audio" | "prolonged") => &["phone", "video"],
        Some("telehealth_av") => &["video"],
        Some("care_management" | "apcm" | "monitoring" | "interprofessional") => &["care_management"],
        _ => &["other"],
    }
}

/// An entry about the line; a careful one says who began, what it was and for how long.
fn entry(stage: &mut Stage, line: &NaiveLine, careful: bool, number: usize) -> Activity {
    let fits = stage.dice.percent(if careful { 97 } else { 75 });
    let kind = *stage.dice.pick(if fits { fitting_kinds(line) } else { KINDS });
    let days = *stage.dice.pick(&[0, 0, 0, 0, 0, 1, 2, -1]);
    let of_day = *stage.dice.pick(&[9 * 3600, 10 * 3600, 14 * 3600, 14 * 3600 + 900, 61_200, 23 * 3600 + 3000]);
    let start = i64::from(line.date + days) * 86_400 + of_day + 60 * i64::from(stage.dice.below(4));
    let (end, minutes_hundredths) = if kind == "image" { read_at(stage, start) } else { taken(stage, start, careful) };
    let is_own = stage.dice.percent(88);
    let npi = if is_own { line.npi.clone() } else { CLINICIANS[stage.clinician()].0.to_owned() };
    let silent = if careful { 5 } else { 50 };
    let begun = *stage.dice.pick(&["patient", "patient", "patient", "practice", "unknown"]);
    let evaluated = stage.dice.percent(if careful { 60 } else { 30 });
    let is_linked = stage.dice.percent(if careful { 92 } else { 60 });
    Activity {
        id: format!("A{}", number * 7919 % 100_003),
        patient: line.patient.clone(),
        npi,
        tin: line.tin.clone(),
        specialty: line.specialty.clone(),
        taxonomy: line.taxonomy.clone(),
        kind,
        initiated_by: (!stage.dice.percent(silent)).then_some(begun),
        thread: stage.dice.percent(50).then(|| format!("T{}", number / 2)),
        start,
        end,
        minutes_hundredths,
        role: *stage.dice.pick(&[
            Some("practitioner"),
            Some("practitioner"),
            Some("practitioner"),
            None,
            Some("staff"),
        ]),
        evaluative: (!stage.dice.percent(silent)).then_some(evaluated),
        dx: line.dx.first().cloned(),
        claim_id: is_linked.then(|| line.claim_id.clone()),
    }
}

/// End and minutes of work; one of the two as a rule, none where nobody wrote them down.
fn taken(stage: &mut Stage, start: i64, careful: bool) -> (Option<i64>, Option<i64>) {
    let minutes = *stage.dice.pick(&[100, 200, 250, 300, 400, 450, 500, 550, 600, 1000, 1050, 1100, 2000, 2100, 3000]);
    let end = start + minutes * 60 / 100;
    match stage.dice.below(if careful { 12 } else { 14 }) {
        0..7 => (None, Some(minutes)),
        7..11 => (Some(end), None),
        11 => (Some(end + 300), Some(minutes)),
        12 => (Some(start), None),
        _ => (None, None),
    }
}

/// When an image was answered: about 24 business hours after it came.
fn read_at(stage: &mut Stage, start: i64) -> (Option<i64>, Option<i64>) {
    let days = *stage.dice.pick(&[0, 1, 2, 3, 3, 4, 4, 5, 6]);
    let end = start + days * 86_400 + *stage.dice.pick(&[0, 1, 60, 3600, 28_800]);
    (stage.dice.percent(85).then_some(end), stage.dice.percent(30).then_some(500))
}
