//! A picture answered later than 24 business hours after its receipt.
//!
//! # What it finds
//! An image-review line whose entry in the activity log shows more than 24 business hours between receipt and reply.
//!
//! # Why it matters
//! The code includes the reply within 24 business hours; a later one does not meet it.
//!
//! # How it decides
//! 1. The activities of kind `image` that name the line's claim and patient belong to the line; where several image lines
//!    of the claim fit, to those nearest in date. Their start is the receipt, their end the reply.
//! 2. Business hours run from Monday to Friday, from the hour the practice opens to the hour it closes, in the log's own
//!    clock. They are counted to the second, for each activity by itself.
//! 3. The longest exceeds the limit: `presumptive`. Otherwise clean; exactly the limit is clean.
//! 4. No such activity has both times: not evaluable.
//!
//! # What it leaves out
//! Holidays: a reply after a long weekend may be in time. A practice that is open on Saturdays. Times of the claim line
//! itself, which say when it was worked on and not when the picture came.
//!
//! # Settings
//! `opens`, `closes`, `limit_hours`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; CMS long descriptors of G2010 and G2250, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Activity, ActivityKind, ClaimLine, DAY_SECONDS, Moment};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "late_image_review",
        title: "a picture answered later than 24 business hours after its receipt",
        direction: Direction::Overpayment,
        subjects: IMAGES,
        against: Kinds::NONE,
        needs: &[&[Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[
            hours("opens", (9, 0, 11), "o'clock", "when the practice opens; a larger value flags less"),
            hours("closes", (17, 12, 24), "o'clock", "when the practice closes; a larger value flags more"),
            hours(
                "limit_hours",
                (24, 1, 240),
                "business hours",
                "how long a reply may take; a larger value flags less",
            ),
        ],
        clears: "a record of an earlier reply, or of days on which the practice was closed",
        evidence: "receipt and reply in the message system, with their times",
        source: "CMS long descriptors of G2010 and G2250 (read 2026); project rulebook 3.2 (2026-11-30)",
        page: include_str!("late_image_review.rs"),
        examples: include_str!("../../tests/fixtures/rules/late_image_review.md"),
    },
    prepare: &|settings, _| {
        let seconds = |name: &str| settings.number(name) * HOUR_SECONDS;
        let business = BusinessHours { opens: seconds("opens"), closes: seconds("closes") };
        Check::patient(LateImageReview { business, limit: seconds("limit_hours") })
    },
};

const IMAGES: Kinds = Kinds::IMAGE_EM.or(Kinds::IMAGE_NQ);
const HOUR_SECONDS: i64 = 60 * 60;

/// A setting in hours: default, least and greatest value.
const fn hours(
    name: &'static str,
    (default, min, max): (i64, i64, i64),
    unit: &'static str,
    help: &'static str,
) -> SettingSpec {
    SettingSpec { name, kind: SettingKind::Number { default, min, max, unit }, help }
}

struct LateImageReview {
    business: BusinessHours,
    /// In seconds.
    limit: i64,
}

/// Seconds after midnight, on every day from Monday to Friday.
#[derive(Clone, Copy)]
struct BusinessHours {
    opens: i64,
    closes: i64,
}

impl PatientCheck for LateImageReview {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(IMAGES) {
            let pictures = patient.world.activities.of(line).filter(|activity| activity.kind == ActivityKind::Image);
            let timed = pictures.filter_map(|picture| Some((picture, self.business.of(picture)?)));
            // Of two equally long the earlier, which the log lists first.
            let longest = timed.reduce(|longest, next| if longest.1 < next.1 { next } else { longest });
            match longest {
                None => out.judge(line, Outcome::NotEvaluable("receipt or reply of the picture is not in the log")),
                Some((_, seconds)) if seconds <= self.limit => out.judge(line, Outcome::Clean),
                Some((picture, seconds)) => self.flag(patient.world, line, (picture, seconds), out),
            }
        }
    }
}

impl LateImageReview {
    fn flag(&self, world: &World, line: &ClaimLine, (picture, seconds): (&Activity, i64), out: &mut Outcomes<'_>) {
        let found = format!(
            "{}: the picture came on {} and was answered on {}, {} of business time later",
            wording::on_date(world, line),
            picture.start,
            picture.end,
            duration(seconds),
        );
        let limit = self.limit / HOUR_SECONDS;
        let conditions = vec![Condition::met(format!(
            "{} of business time (Monday to Friday, {} to {} o'clock) is more than {limit} h",
            duration(seconds),
            self.business.opens / HOUR_SECONDS,
            self.business.closes / HOUR_SECONDS,
        ))];
        let why = format!("The reply to a picture is due within {limit} business hours of its receipt");
        out.flag(line, &Flag { conditions, ..Flag::alone(Tier::Presumptive, found, &why) });
    }
}

impl BusinessHours {
    /// The business seconds between receipt and reply; `None` when either is not known.
    fn of(self, picture: &Activity) -> Option<i64> {
        Some(self.until(picture.end.known()?) - self.until(picture.start.known()?))
    }

    /// Business seconds from a fixed Monday long ago until the moment.
    fn until(self, moment: Moment) -> i64 {
        let (day, second) = (moment.0.div_euclid(DAY_SECONDS), moment.0.rem_euclid(DAY_SECONDS));
        // 1969-12-29 was a Monday, three days before the day that counts as zero.
        let (week, weekday) = ((day + 3).div_euclid(7), (day + 3).rem_euclid(7));
        let today = if weekday < 5 { second.clamp(self.opens, self.closes) - self.opens } else { 0 };
        (week * 5 + weekday.min(5)) * (self.closes - self.opens) + today
    }
}

/// `26 h`, `24 h 0 min 1 s`
fn duration(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / HOUR_SECONDS, seconds / 60 % 60, seconds % 60);
    match (minutes, rest) {
        (0, 0) => format!("{hours} h"),
        (_, 0) => format!("{hours} h {minutes} min"),
        _ => format!("{hours} h {minutes} min {rest} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Day;

    #[test]
    fn business_seconds_against_a_walk_hour_by_hour() {
        let business = BusinessHours { opens: 9 * HOUR_SECONDS, closes: 17 * HOUR_SECONDS };
        let is_open = |hour: i64| {
            let day = Day(i32::try_from(hour.div_euclid(24)).unwrap_or(0));
            day.weekday() < 5 && (9..17).contains(&hour.rem_euclid(24))
        };
        for start in -200..200 {
            let mut walked = 0;
            for end in start..start + 400 {
                let until = |hour: i64| business.until(Moment(hour * HOUR_SECONDS));
                assert_eq!(until(end) - until(start), walked * HOUR_SECONDS, "{start} to {end}");
                walked += i64::from(is_open(end));
            }
        }
    }
}
