//! The lines as the rules see them: filled from the roster, in scope, with the activities that belong to each.
//!
//! What it is: everything that several rules need to know of a line beyond its own columns.
//! What it is not: a rule.

use std::collections::{BTreeSet, HashMap};

use super::calendar::{civil, date_of, month_first, month_last, quarter_of, same_month};
use super::clock::{spent_between, time_of_all};
use super::codes::{self, family};
use super::crossover::copies;
use super::inputs::{Activity, FeeRelease, Inputs, LimitRelease};
use super::relation::{key, same_npi, same_tin};
use super::{INSUFFICIENT_HISTORY, NaiveLine, NaiveOutcome, NaiveRange, near_miss};

const LONGEST_SECONDS: i64 = 86_400;

/// A half-open stretch of one clinician's time, in seconds since the epoch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) npi: String,
    pub(super) start: i64,
    pub(super) end: i64,
    /// The activity it comes from; `None` when it stands on the line itself.
    pub(super) activity: Option<usize>,
}

/// Lines, inputs and dates of one run; `linked` and `intervals` run beside `lines`.
pub(super) struct World<'a> {
    pub(super) lines: Vec<NaiveLine>,
    /// Lines that a payer denied: no subjects, and no proof of anything but that the visit happened.
    pub(super) denied: Vec<NaiveLine>,
    pub(super) inputs: &'a Inputs,
    pub(super) range: &'a NaiveRange,
    /// Line numbers of copies by claim id.
    copies: HashMap<String, Vec<i32>>,
    linked: Vec<Vec<usize>>,
    intervals: Vec<Vec<Interval>>,
    /// Practitioner time that belongs to no line, with its patient.
    pub(super) unlinked: Vec<(String, Interval)>,
}

impl<'a> World<'a> {
    pub(super) fn new(lines: &[NaiveLine], inputs: &'a Inputs, range: &'a NaiveRange) -> Self {
        let in_scope = lines.iter().filter(|line| in_scope(&line.code, inputs));
        let lines: Vec<NaiveLine> = in_scope.map(|line| filled(line, inputs)).collect();
        let denied = inputs.denied.iter().map(|denied| filled(&denied.line, inputs)).collect();
        let copies = copies(&lines);
        let activities = inputs.activities.as_deref().unwrap_or(&[]);
        let owners: Vec<Vec<usize>> = activities.iter().map(|activity| owners(activity, &lines)).collect();
        let of_line = |place: usize| (0..activities.len()).filter(|a| owners[*a].contains(&place)).collect();
        let linked: Vec<Vec<usize>> = (0..lines.len()).map(of_line).collect();
        let times = |(place, line): (usize, &NaiveLine)| {
            // Time logged by somebody else than the line's clinician occupies that other clinician.
            let of_log = linked[place].iter().filter(|a| activities[**a].npi == line.npi);
            let of_log = of_log.filter_map(|a| logged_interval(*a, &activities[*a]));
            own_interval(line).into_iter().chain(of_log).collect()
        };
        let intervals = lines.iter().enumerate().map(times).collect();
        let is_own = |a: usize, place: &usize| lines[*place].npi == activities[a].npi;
        let free = (0..activities.len()).filter(|a| !owners[*a].iter().any(|place| is_own(*a, place)));
        let free = free.filter_map(|a| Some((activities[a].patient.clone(), logged_interval(a, &activities[a])?)));
        let unlinked = free.collect();
        Self { lines, denied, inputs, range, copies, linked, intervals, unlinked }
    }

    /// Whether the line is the same service asked of a second payer.
    pub(super) fn is_copy(&self, line: &NaiveLine) -> bool {
        self.copies.get(&line.claim_id).is_some_and(|numbers| numbers.contains(&line.line_number))
    }

    /// The lines that are no copies.
    pub(super) fn originals(&self) -> impl Iterator<Item = &NaiveLine> {
        self.lines.iter().filter(|line| !self.is_copy(line))
    }

    fn place(&self, line: &NaiveLine) -> usize {
        self.lines.iter().position(|other| key(other) == key(line)).unwrap_or(usize::MAX)
    }

    /// The activities that belong to the line, in the order of the log.
    pub(super) fn linked(&self, line: &NaiveLine) -> Vec<&Activity> {
        let log = self.inputs.activities.as_deref().unwrap_or(&[]);
        self.linked[self.place(line)].iter().map(|activity| &log[*activity]).collect()
    }

    /// Whether an activity belongs to any line.
    pub(super) fn belongs_to_a_line(&self, place: usize) -> bool {
        self.linked.iter().any(|linked| linked.contains(&place))
    }

    /// Start and end of an activity that took somebody's time.
    pub(super) fn interval_of(&self, place: usize) -> Option<(i64, i64)> {
        spent_between(self.inputs.activities.as_deref()?.get(place)?)
    }

    /// The line's own time and the practitioners' time logged for it.
    pub(super) fn intervals(&self, line: &NaiveLine) -> &[Interval] {
        &self.intervals[self.place(line)]
    }

    /// Every line with its times.
    pub(super) fn lines_and_intervals(&self) -> impl Iterator<Item = (&NaiveLine, &[Interval])> {
        self.lines.iter().zip(self.intervals.iter().map(Vec::as_slice))
    }

    /// Completed minutes of a line: its column, else its times, else the practitioners' minutes logged for it.
    pub(super) fn minutes(&self, line: &NaiveLine) -> Option<i64> {
        if let Some(hundredths) = self.inputs.minutes.get(&(line.claim_id.clone(), line.line_number)) {
            return Some(hundredths.div_euclid(100));
        }
        if let Some(own) = own_interval(line) {
            return Some((own.end - own.start) / 60);
        }
        let linked = self.linked(line);
        if linked.is_empty() {
            return None;
        }
        let personal: Vec<&Activity> = linked.into_iter().filter(|activity| is_practitioner(activity)).collect();
        Some(time_of_all(&personal)? / 6000)
    }

    /// The fee schedule of the date.
    pub(super) fn fees_on(&self, date: i32) -> Option<&FeeRelease> {
        self.inputs.fees.as_ref()?.iter().find(|release| release.year == civil(date).0)
    }

    /// The global days of a code on a date, where they are `000`, `010` or `090`.
    pub(super) fn global_days(&self, code: &str, date: i32) -> Option<&'static str> {
        let global = self.fees_on(date)?.fees.iter().find(|fee| fee.code == code)?.global;
        is_procedure_global(global).then_some(global)
    }

    /// The unit limits of the date.
    pub(super) fn limits_on(&self, date: i32) -> Option<&LimitRelease> {
        self.inputs.limits.as_ref()?.iter().find(|release| release.quarter == quarter_of(date))
    }

    /// Clean, unless the look-back or the look-ahead leaves the data.
    pub(super) fn clean_between(&self, first: i32, last: i32) -> NaiveOutcome {
        if first < self.range.data_from {
            INSUFFICIENT_HISTORY
        } else if last > self.range.data_through {
            NaiveOutcome::Provisional
        } else {
            NaiveOutcome::Clean
        }
    }

    /// Clean, unless the month of the date leaves the data.
    pub(super) fn clean_in_month(&self, date: i32) -> NaiveOutcome {
        self.clean_between(month_first(date), month_last(date))
    }

    /// Other lines of the patient in the calendar month of the line.
    pub(super) fn in_month<'b>(&'b self, subject: &'b NaiveLine) -> impl Iterator<Item = &'b NaiveLine> {
        let others = self.lines.iter().filter(|line| line.patient == subject.patient && key(line) != key(subject));
        others.filter(|line| same_month(line.date, subject.date))
    }
}

/// One tax number; or one clinician, where a tax number is missing. For logged time, which has no relation of its own.
pub(super) fn same_billing_group(a: &NaiveLine, b: &NaiveLine) -> bool {
    same_tin(a, b) || (same_npi(a, b) && (a.tin.is_none() || b.tin.is_none()))
}

/// Whether a missing tax number hides whether two clinicians bill together.
pub(super) fn billing_group_unknown(a: &NaiveLine, b: &NaiveLine) -> bool {
    !same_npi(a, b) && (a.tin.is_none() || b.tin.is_none())
}

/// Whether time was a practitioner's own.
pub(super) fn is_practitioner(activity: &Activity) -> bool {
    activity.role != Some("staff")
}

fn is_procedure_global(global: &str) -> bool {
    matches!(global, "000" | "010" | "090")
}

/// Whether any loaded fee schedule gives the code global days.
pub(super) fn is_procedure(code: &str, inputs: &Inputs) -> bool {
    let fees = inputs.fees.iter().flatten().flat_map(|release| &release.fees);
    fees.into_iter().any(|fee| fee.code == code && is_procedure_global(fee.global))
}

/// Whether some rule needs the code: a known code, a procedure, half of a pair edit, or a typing error.
pub fn in_scope(code: &str, inputs: &Inputs) -> bool {
    let paired = |edit: &super::inputs::PairEdit| {
        (edit.column1 == code && family(&edit.column2).is_some())
            || (edit.column2 == code && family(&edit.column1).is_some())
    };
    codes::is_known(code)
        || is_procedure(code, inputs)
        || inputs.pairs.iter().flat_map(|table| &table.edits).any(paired)
        || near_miss::target(code, inputs).is_some()
}

/// The line with what the roster knows of its clinician.
fn filled(line: &NaiveLine, inputs: &Inputs) -> NaiveLine {
    let rows = || inputs.roster.iter().flatten().filter(|row| !line.npi.is_empty() && row.npi == line.npi);
    let only = |values: BTreeSet<&String>| if values.len() == 1 { values.first().map(|v| (*v).clone()) } else { None };
    NaiveLine {
        tin: line.tin.clone().or_else(|| only(rows().filter_map(|row| row.tin.as_ref()).collect())),
        specialty: line.specialty.clone().or_else(|| only(rows().filter_map(|row| row.specialty.as_ref()).collect())),
        taxonomy: line.taxonomy.clone().or_else(|| only(rows().filter_map(|row| row.taxonomy.as_ref()).collect())),
        ..line.clone()
    }
}

/// The activity with what the roster knows of its clinician.
pub(super) fn filled_activity(activity: &Activity, inputs: &Inputs) -> Activity {
    let rows = || inputs.roster.iter().flatten().filter(|row| row.npi == activity.npi);
    let only = |values: BTreeSet<&String>| if values.len() == 1 { values.first().map(|v| (*v).clone()) } else { None };
    Activity {
        tin: activity.tin.clone().or_else(|| only(rows().filter_map(|row| row.tin.as_ref()).collect())),
        specialty: activity
            .specialty
            .clone()
            .or_else(|| only(rows().filter_map(|row| row.specialty.as_ref()).collect())),
        taxonomy: activity.taxonomy.clone().or_else(|| only(rows().filter_map(|row| row.taxonomy.as_ref()).collect())),
        ..activity.clone()
    }
}

/// Whether an activity of this kind can be the work of a line with this code.
fn kind_fits(kind: &str, code: &str) -> bool {
    let family = family(code).unwrap_or("none");
    match kind {
        "message" => codes::is_e_visit(code) || family == "rhc_wrapper",
        "phone" => {
            codes::is_phone_or_check_in(code) || matches!(family, "telehealth_audio" | "prolonged" | "rhc_wrapper")
        }
        "video" => matches!(family, "check_in_em" | "check_in_nq" | "prolonged") || codes::is_telehealth(code),
        "image" => matches!(family, "image_em" | "image_nq" | "rhc_wrapper"),
        "care_management" => matches!(family, "care_management" | "apcm" | "monitoring" | "interprofessional"),
        _ => true,
    }
}

/// The places of the lines an activity belongs to: of those of its claim and patient that fit, the nearest by date.
fn owners(activity: &Activity, lines: &[NaiveLine]) -> Vec<usize> {
    let distance = |place: &usize| (lines[*place].date - date_of(activity.start)).abs();
    let fits = |line: &NaiveLine| {
        activity.claim_id.as_ref() == Some(&line.claim_id)
            && activity.patient == line.patient
            && kind_fits(activity.kind, &line.code)
    };
    let fitting: Vec<usize> = (0..lines.len()).filter(|place| fits(&lines[*place])).collect();
    let nearest = fitting.iter().map(distance).min();
    fitting.into_iter().filter(|place| Some(distance(place)) == nearest).collect()
}

pub(super) fn usable(start: i64, end: i64) -> bool {
    start < end && end - start <= LONGEST_SECONDS
}

/// The time on the line itself, if it is usable.
pub(super) fn own_interval(line: &NaiveLine) -> Option<Interval> {
    let (start, end) = (line.start?, line.end?);
    let is_near = (-31..=31).contains(&(date_of(start) - line.date));
    (usable(start, end) && is_near).then(|| Interval { npi: line.npi.clone(), start, end, activity: None })
}

/// When a practitioner was at work; an image's times say when it came and was answered, not how long it took.
fn logged_interval(place: usize, activity: &Activity) -> Option<Interval> {
    if activity.kind == "image" || !is_practitioner(activity) || activity.npi.is_empty() {
        return None;
    }
    let start = activity.start;
    let by_minutes = activity.minutes_hundredths.map(|hundredths| start + hundredths * 60 / 100);
    let end = [activity.end, by_minutes].into_iter().flatten().find(|end| usable(start, *end))?;
    Some(Interval { npi: activity.npi.clone(), start, end, activity: Some(place) })
}

/// How long an activity took, in hundredths of a second.
pub(super) fn logged_time(activity: &Activity) -> Option<i64> {
    if let Some(hundredths) = activity.minutes_hundredths {
        return Some(hundredths * 60);
    }
    let end = activity.end.filter(|end| activity.kind != "image" && usable(activity.start, *end))?;
    Some((end - activity.start) * 100)
}
