//! More work on one day than a day holds.
//!
//! # What it finds
//! Days of one clinician whose services together take more than 24 hours, or improbably many.
//!
//! # Why it matters
//! A clinician cannot work 25 hours; such a day is a sign of services not given, or given by somebody else.
//!
//! # How it decides
//! 1. Lines with start and end count by the clock; overlapping times count once. Of the others, telephone, check-in and
//!    interprofessional codes count their fewest minutes, training 30 and prolonged services 15 minutes a unit: this is
//!    the lower figure. Group training without times counts one session for every four (98961) or eight (98962) patients.
//! 2. Office and telehealth visits without times count the minutes of their level in the upper figure only: their level
//!    may rest on decision making, which has no floor of time.
//! 3. Lower figure above 24 hours: `hard`. Upper figure above `improbable_hours`: `advisory`. Otherwise clean.
//! 4. E-visits count in no single day, because their minutes spread over seven. On a date with e-visits, the seven days
//!    from it are added up with the fewest minutes of their e-visits and held against seven times the same limits.
//! 5. The subject is the largest line of the day (then claim id, line number); related are the rest.
//!
//! # What it leaves out
//! Services whose codes say nothing of minutes: procedures, hospital, home and emergency visits. Monthly services.
//!
//! # Settings
//! `improbable_hours` (16).
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.2, with case 77 for the upper figure; Frier Levitt, impossible-day cases (2023).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::clinician_days::{ClinicianDay, days};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, ClinicianCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Day};
use crate::findings::{Condition, Direction, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "impossible_day",
        title: "more work on one day than a day holds",
        direction: Direction::Overpayment,
        subjects: Kinds::ANY,
        against: Kinds::NONE,
        needs: &[],
        clean_needs: &[],
        settings: &[SettingSpec {
            name: "improbable_hours",
            kind: SettingKind::Number { default: 16, min: 1, max: 24, unit: "hours" },
            help: "hours of work on one day beyond which it is improbable; a larger value flags less",
        }],
        clears: "a schedule that shows other clinicians at work under this number, or corrected claims",
        evidence: "the appointment schedule, the log-in times and the notes of that day",
        source: "Frier Levitt, impossible-day cases (2023); project rulebook 3.2 (2026-11-21)",
        page: include_str!("impossible_day.rs"),
        examples: include_str!("../../tests/fixtures/rules/impossible_day.md"),
    },
    prepare: &|settings, _| Check::clinician(ImpossibleDay { improbable_hours: settings.number("improbable_hours") }),
};

struct ImpossibleDay {
    improbable_hours: i64,
}

const HOUR: i64 = 60 * 60;
const WEEK: i32 = 7;

/// Seconds at least and at most, over how many days, and the lines behind them.
struct Figures<'a> {
    least: i64,
    most: i64,
    days: i64,
    lines: Vec<&'a ClaimLine>,
}

impl ClinicianCheck for ImpossibleDay {
    fn check(&self, clinician: &ClinicianView<'_>, out: &mut Outcomes<'_>) {
        let world = clinician.world;
        let days = days(clinician);
        for (date, day) in &days {
            let Some(subject) = day.largest(world).filter(|line| world.range.judges(line.date)) else { continue };
            let has_week = !day.e_visits.is_empty();
            let figures = [Some(one_day(day)), has_week.then(|| week(&days, *date))].into_iter().flatten();
            // Of two equal tiers the day's own: it is the plainer one.
            let strongest = figures
                .filter_map(|figures| Some((self.tier(&figures)?, figures)))
                .min_by_key(|(tier, figures)| (Reverse(*tier), figures.days));
            let ahead = if has_week { WEEK - 1 } else { 0 };
            match strongest {
                Some((tier, figures)) => self.flag(subject, *date, tier, figures, out),
                None => out.judge(subject, world.outcome_of_clean(*date, 0, ahead)),
            }
        }
    }
}

fn one_day<'a>(day: &ClinicianDay<'a>) -> Figures<'a> {
    let lines = day.lines.iter().map(|counted| counted.line).collect();
    Figures { least: day.least, most: day.most, days: 1, lines }
}

/// The seven days from a date, with the e-visits dated in them.
fn week<'a>(days: &BTreeMap<Day, ClinicianDay<'a>>, from: Day) -> Figures<'a> {
    let mut sum = Figures { least: 0, most: 0, days: i64::from(WEEK), lines: Vec::new() };
    for day in days.range(from..from.plus(WEEK)).map(|(_, day)| day) {
        let messages: i64 = day.e_visits.iter().map(|e_visit| e_visit.most).sum();
        sum.least += day.least + messages;
        sum.most += day.most + messages;
        sum.lines.extend(day.lines.iter().chain(&day.e_visits).map(|counted| counted.line));
    }
    sum
}

impl ImpossibleDay {
    fn tier(&self, figures: &Figures<'_>) -> Option<Tier> {
        if figures.least > figures.days * 24 * HOUR {
            Some(Tier::Hard)
        } else if figures.most > figures.days * self.improbable_hours * HOUR {
            Some(Tier::Advisory)
        } else {
            None
        }
    }

    fn flag(&self, subject: &ClaimLine, date: Day, tier: Tier, figures: Figures<'_>, out: &mut Outcomes<'_>) {
        let world = out.world();
        let (least, most) = (hours(figures.least), hours(figures.most));
        let mut rest = figures.lines;
        let services = if rest.len() == 1 {
            "the only service".to_owned()
        } else {
            format!("the largest of {} services", rest.len())
        };
        rest.retain(|line| !line.is(subject));
        rest.sort_by(|a, b| by_nearness(world, subject, a, b));
        let span = if figures.days == 1 { "that day" } else { "in the seven days from that date, e-visits included" };
        let found = format!(
            "{} is {services} of one clinician {span}, which take at least {least} and at most {most}",
            wording::on_date(world, subject)
        );
        let improbable = self.improbable_hours * figures.days;
        let possible = 24 * figures.days;
        let lower = Condition {
            what: format!("at least {least}, more than {possible} hours"),
            holds: Some(tier == Tier::Hard),
        };
        let upper = Condition::met(format!("at most {most}, more than {improbable} hours"));
        let why = if tier == Tier::Hard {
            "A day holds 24 hours"
        } else {
            "So much work on one day is improbable; visits chosen by decision making may have taken less time"
        };
        let first = subject.date.gap_to(date);
        let window = Some((first, first + if figures.days == 1 { 0 } else { WEEK - 1 }));
        let flag = Flag::alone(tier, found, why);
        let diagnosis = rest.first().map_or(flag.diagnosis, |nearest| out.diagnosis(subject, nearest));
        out.flag(subject, &Flag { related: &rest, diagnosis, conditions: vec![lower, upper], window, ..flag });
    }
}

/// `16 hours 40 minutes`
fn hours(seconds: i64) -> String {
    let (hours, minutes) = (seconds / HOUR, seconds % HOUR / 60);
    let unit = if hours == 1 { "hour" } else { "hours" };
    if minutes == 0 { format!("{hours} {unit}") } else { format!("{hours} {unit} {minutes} minutes") }
}

#[cfg(test)]
mod tests {
    use super::hours;

    #[test]
    fn hours_in_words() {
        assert_eq!(hours(60_000), "16 hours 40 minutes");
        assert_eq!((hours(3_600), hours(0)), ("1 hour".to_owned(), "0 hours".to_owned()));
    }
}
