//! One entry of the activity log: a message, call or other contact as it was recorded, before anybody billed it.
//!
//! Source: contracts, section 1.

use super::{DAY_SECONDS, Minutes, Moment, Sym};

/// A minute of an activity's time, which is counted in ten-thousandths of a second.
pub const MINUTE: i64 = 60 * 10_000;

/// What kind of contact was logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ActivityKind {
    /// A message through a portal.
    Message,
    /// A telephone call.
    Phone,
    /// A video call.
    Video,
    /// A picture the patient sent: start is the receipt, end the reply.
    Image,
    /// Work under a care-management programme.
    CareManagement,
    /// Anything else.
    Other,
}

/// Who began the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Initiator {
    /// The patient.
    Patient,
    /// The practice.
    Practice,
    /// Not said.
    Unknown,
}

/// One logged contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Activity {
    /// Its number, in [`super::Names::activities`].
    pub id: Sym,
    /// Patient, in [`super::Names::patients`].
    pub patient: Sym,
    /// Clinician, in [`super::Names::clinicians`].
    pub clinician: Sym,
    /// Billing group, in [`super::Names::groups`]; may be absent.
    pub group: Sym,
    /// CMS specialty, in [`super::Names::specialties`]; may be absent.
    pub specialty: Sym,
    /// NUCC taxonomy, in [`super::Names::taxonomies`]; may be absent.
    pub taxonomy: Sym,
    /// The thread of messages it belongs to, in [`super::Names::threads`]; may be absent.
    pub thread: Sym,
    /// Diagnosis list, in [`super::Names::diagnosis_lists`].
    pub diagnoses: Sym,
    /// The claim it was billed on, in [`super::Names::claims`]; may be absent.
    pub claim: Sym,
    /// What kind of contact.
    pub kind: ActivityKind,
    /// Who began it.
    pub initiator: Initiator,
    /// Whether staff did it: such minutes are never billable.
    pub by_staff: bool,
    /// Whether it was evaluative; `None` when the log does not say.
    pub evaluative: Option<bool>,
    /// Start.
    pub start: Moment,
    /// End, [`Moment::NONE`] when absent.
    pub end: Moment,
    /// Recorded minutes.
    pub recorded: Option<Minutes>,
}

impl Activity {
    /// Start and end in seconds, of work that occupies a clinician: from `end`, else from the minutes; at most a day.
    /// A picture lies between receipt and reply without occupying anybody.
    pub fn interval(&self) -> Option<(i64, i64)> {
        if self.kind == ActivityKind::Image {
            return None;
        }
        let start = self.start.known()?.0;
        let lasts = |minutes: Minutes| start + minutes.time() / 10_000;
        let end = self.end.known().map(|end| end.0).or(self.recorded.map(lasts))?;
        (start < end && end - start <= DAY_SECONDS).then_some((start, end))
    }

    /// The time it took, in ten-thousandths of a second so that sums are exact: as recorded, else from start and end.
    pub fn time(&self) -> Option<i64> {
        let timed = || self.interval().map(|(start, end)| (end - start) * 10_000);
        self.recorded.map(Minutes::time).or_else(timed)
    }

    /// The time that entries, each with its own, took together, in ten-thousandths of a second: where entries of one
    /// clinician overlap, no minute counts twice, so that together they take no longer than from the first to the last.
    pub fn together(entries: &[(&Self, i64)]) -> i64 {
        let (mut total, mut timed) = (0, Vec::new());
        for (activity, time) in entries {
            // Minutes that begin at midnight are those of a day: nobody knows when they were.
            let is_of_a_day = activity.end.known().is_none() && activity.start.is_midnight();
            match activity.interval().filter(|_| !is_of_a_day) {
                Some(interval) => timed.push((activity.clinician, interval, *time)),
                None => total += time,
            }
        }
        timed.sort_unstable();
        let mut open: Option<Stretch> = None;
        for (clinician, (start, end), time) in timed {
            match &mut open {
                Some(stretch) if stretch.clinician == clinician && start < stretch.end => {
                    stretch.end = stretch.end.max(end);
                    stretch.sum += time;
                    stretch.longest = stretch.longest.max(time);
                }
                _ => {
                    total += open.map_or(0, Stretch::time);
                    open = Some(Stretch { clinician, start, end, sum: time, longest: time });
                }
            }
        }
        total + open.map_or(0, Stretch::time)
    }
}

/// Entries of one clinician that overlap.
#[derive(Clone, Copy)]
struct Stretch {
    clinician: Sym,
    start: i64,
    end: i64,
    sum: i64,
    longest: i64,
}

impl Stretch {
    /// What the entries took together. One that records more minutes than lie between its start and its end keeps them.
    fn time(self) -> i64 {
        self.sum.min(((self.end - self.start) * 10_000).max(self.longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Activity = Activity {
        id: Sym(1),
        patient: Sym(1),
        clinician: Sym(1),
        group: Sym::NONE,
        specialty: Sym::NONE,
        taxonomy: Sym::NONE,
        thread: Sym::NONE,
        diagnoses: Sym::NONE,
        claim: Sym::NONE,
        kind: ActivityKind::Phone,
        initiator: Initiator::Unknown,
        by_staff: false,
        evaluative: None,
        start: Moment(600),
        end: Moment(1_230),
        recorded: None,
    };

    #[test]
    fn no_minute_of_a_clinician_counts_twice() {
        let call = |clinician, from: i64, to: i64| Activity {
            clinician: Sym(clinician),
            start: Moment(from * 60),
            end: Moment(to * 60),
            ..CALL
        };
        let together = |calls: &[Activity]| {
            let timed: Vec<_> = calls.iter().map(|one| (one, one.time().unwrap_or(0))).collect();
            Activity::together(&timed) / MINUTE
        };
        assert_eq!(together(&[call(1, 0, 8), call(1, 3, 8)]), 8);
        assert_eq!(together(&[call(1, 6, 9), call(1, 0, 4), call(1, 3, 7)]), 9, "a chain of three");
        assert_eq!(together(&[call(1, 0, 8), call(1, 8, 13)]), 13, "touching is not overlap");
        assert_eq!(together(&[call(1, 0, 8), call(2, 3, 8)]), 13, "two clinicians have two clocks");
        let short = |from| Activity { recorded: Some(Minutes(2 * Minutes::ONE)), ..call(1, from, from + 10) };
        assert_eq!(together(&[short(0), short(5)]), 4, "a little of a long time may well be apart");
        let unended = Activity { end: Moment::NONE, ..call(1, 0, 0) };
        let of_a_day = Activity { end: Moment::NONE, recorded: Some(Minutes(3 * Minutes::ONE)), ..call(1, 0, 0) };
        assert_eq!(together(&[of_a_day, of_a_day]), 6, "a date is no time of day");
        assert_eq!(Activity::together(&[(&unended, 3 * MINUTE), (&call(1, 0, 8), 8 * MINUTE)]) / MINUTE, 11);
    }

    #[test]
    fn minutes_come_from_the_log_or_from_the_clock() {
        assert_eq!(CALL.time(), Some(630 * 10_000));
        let recorded =
            Activity { end: Moment::NONE, recorded: Some(Minutes(7 * Minutes::ONE + Minutes::ONE / 2)), ..CALL };
        assert_eq!((recorded.time(), recorded.interval()), (Some(450 * 10_000), Some((600, 1_050))));
        let picture = Activity { kind: ActivityKind::Image, ..CALL };
        assert_eq!((picture.time(), picture.interval()), (None, None));
        assert_eq!(Activity { end: Moment(600), ..CALL }.time(), None);
    }
}
