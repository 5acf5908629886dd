//! More work on one day than a day holds.
//!
//! # What it finds
//! Days of one clinician whose services together take more than 24 hours, or improbably many.
//!
//! # Why it matters
//! A clinician cannot work 25 hours; such a day is a sign of services not given, or given by somebody else.
//!
//! # How it decides
//! 1. Lines with start and end count by the clock, each day its part; overlapping times count once. Of the others, telephone, check-in and
//!    interprofessional codes count their fewest minutes, training 30 and prolonged services 15 minutes a unit: this is
//!    the lower figure. Group training without times counts one session for every four (98961) or eight (98962) patients.
//!    No prolonged service counts in the lower figure beside times of the same patient, because it lies inside them.
//! 2. Office and telehealth visits without times count the minutes of their level in the upper figure only: their level
//!    may rest on decision making, which has no floor of time.
//! 3. Lower figure above 24 hours: `hard`; above `improbable_hours`, a line of our own without a public source:
//!    `presumptive`. Only the upper figure above `improbable_hours`: `advisory`. Otherwise clean. The claim of a second payer
//!    for the same service adds nothing.
//! 4. E-visits count in no single day, because their minutes spread over seven. On a date with e-visits, the seven days
//!    from it are added up with the fewest minutes of their e-visits and held against seven times the same limits.
//! 5. The subject is the largest line of the day (then claim id, line number); related are the others that count, of the
//!    seven days where these are what is too much.
//!
//! # What it leaves out
//! Services whose codes say nothing of minutes: procedures, hospital, home and emergency visits. Monthly services.
//!
//! # Settings
//! `improbable_hours` (16).
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2, with case 77 for the upper figure; Frier Levitt, impossible-day cases (2023).

use std::collections::BTreeMap;

use super::clinician_days::{ClinicianDay, days, load};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, ClinicianCheck, Rule};
use super::sums::{DaySums, Load};
use super::wording;
use crate::claim::{ClaimLine, Day};
use crate::findings::{Condition, Direction, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "impossible_day",
        title: "more work on one day than a day holds",
        direction: Direction::Overpayment,
        subjects: Kinds::ANY,
        against: Kinds::NONE,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[SettingSpec {
            name: "improbable_hours",
            kind: SettingKind::Number { default: 16, min: 1, max: 24, unit: "hours" },
            help: "hours of work on one day beyond which it is improbable; a larger value flags less",
        }],
        clears: "a schedule that shows other clinicians at work under this number, or corrected claims",
        evidence: "the appointment schedule, the log-in times and the notes of that day",
        source: "Frier Levitt, impossible-day cases (2023); project rulebook 3.2 (2026-11-30)",
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
            let lines = day.lines.iter().map(|counted| counted.line).collect();
            let alone = Figures { least: day.least, most: day.most, days: 1, lines };
            let week = (!day.e_visits.is_empty()).then(|| week(&days, *date));
            let ahead = if week.is_some() { WEEK - 1 } else { 0 };
            let tiers =
                [Some(alone), week].into_iter().flatten().filter_map(|figures| Some((self.tier(&figures)?, figures)));
            // Of two equal tiers the day's own: it is the plainer one.
            let strongest = tiers.min_by_key(|(tier, figures)| (std::cmp::Reverse(*tier), figures.days));
            match strongest {
                Some((tier, figures)) => self.flag(subject, *date, tier, figures, out),
                None => out.judge(subject, world.outcome_of_clean(*date, 0, ahead)),
            }
        }
    }

    fn by_sums(&self) -> Option<&dyn DaySums> {
        Some(self)
    }
}

/// Without times and groups the lower figure is never above the upper one, and with no day above the limit of the upper
/// one no seven days are above seven times that.
impl DaySums for ImpossibleDay {
    fn load(&self, world: &World, line: &ClaimLine) -> Load {
        load(world, line)
    }

    fn is_calm(&self, load: Load) -> bool {
        i64::from(load.seconds) <= self.improbable_hours * HOUR
    }

    fn outcome(&self, world: &World, date: Day, load: Load) -> Option<Outcome> {
        let ahead = if load.goes_on { WEEK - 1 } else { 0 };
        (load.counts && world.range.judges(date)).then(|| world.outcome_of_clean(date, 0, ahead))
    }
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
        } else if figures.least > figures.days * self.improbable_hours * HOUR {
            Some(Tier::Presumptive)
        } else if figures.most > figures.days * self.improbable_hours * HOUR {
            Some(Tier::Advisory)
        } else {
            None
        }
    }

    fn flag(&self, subject: &ClaimLine, date: Day, tier: Tier, figures: Figures<'_>, out: &mut Outcomes<'_>) {
        let world = out.world();
        let mut rest = figures.lines;
        rest.retain(|line| !line.is(subject));
        rest.sort_by(|a, b| by_nearness(world, subject, a, b));
        let (least, most) = (hours(figures.least), hours(figures.most));
        let found = format!(
            "{} {} at least {least} and at most {most}",
            wording::on_date(world, subject),
            span(date, figures.days, rest.len() + 1)
        );
        let limit = if tier == Tier::Hard { 24 } else { self.improbable_hours } * figures.days;
        let conditions = vec![
            Condition {
                what: format!("at least {least}, more than {} hours", 24 * figures.days),
                holds: Some(tier == Tier::Hard),
            },
            Condition::met(format!("at most {most}, more than {limit} hours")),
        ];
        let why = match (tier, figures.days) {
            (Tier::Hard, 1) => "A day holds 24 hours",
            (Tier::Hard, _) => "Seven days hold 168 hours",
            (_, 1) => {
                "So much work on one day is improbable; visits chosen by decision making may have taken less time"
            }
            _ => "So much work in seven days is improbable; visits chosen by decision making may have taken less time",
        };
        let flag = Flag::alone(tier, found, why);
        let first = subject.date.gap_to(date);
        let window = Some((first, first + if figures.days == 1 { 0 } else { WEEK - 1 }));
        let diagnosis = rest.first().map_or(flag.diagnosis, |nearest| out.diagnosis(subject, nearest));
        out.flag(subject, &Flag { related: &rest, diagnosis, conditions, window, ..flag });
    }
}

/// What the subject stands for among `n` services, up to the figures.
fn span(date: Day, days: i64, n: usize) -> String {
    match (days, n) {
        (1, 1) => format!("is the only service of its clinician on {date} that stands for time: it takes"),
        (1, _) => format!("is the largest of {n} services of one clinician on {date}, which together take"),
        (_, 1) => {
            format!("is the only service of its clinician in the seven days from {date} that stands for time: it takes")
        }
        _ => format!(
            "is the largest service of one clinician on {date}; in the seven days from then the clinician's {n} services, e-visits included, take"
        ),
    }
}

/// `16 hours 40 minutes`; what is nought is left out.
fn hours(seconds: i64) -> String {
    let parts = [(seconds / HOUR, "hour"), (seconds % HOUR / 60, "minute"), (seconds % 60, "second")];
    let words = |(n, unit): &(i64, &str)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" });
    let words: Vec<String> = parts.iter().filter(|(n, _)| *n != 0).map(words).collect();
    if words.is_empty() { "0 hours".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::hours;

    #[test]
    fn hours_in_words() {
        assert_eq!(hours(60_000), "16 hours 40 minutes");
        assert_eq!((hours(3_600), hours(0)), ("1 hour".to_owned(), "0 hours".to_owned()));
        assert_eq!((hours(57_660), hours(59)), ("16 hours 1 minute".to_owned(), "59 seconds".to_owned()));
    }
}
