//! One entry of the activity log: a message, call or other contact as it was recorded, before anybody billed it.
//!
//! Source: contracts, section 1.

use super::{Minutes, Moment, Sym};

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
        const DAY_SECONDS: i64 = 24 * 60 * 60;
        if self.kind == ActivityKind::Image {
            return None;
        }
        let start = self.start.known()?.0;
        let lasts = |minutes: Minutes| start + minutes.0 * 60 / 10_000;
        let end = self.end.known().map(|end| end.0).or(self.recorded.map(lasts))?;
        (start < end && end - start <= DAY_SECONDS).then_some((start, end))
    }

    /// The time it took, in ten-thousandths of a second so that sums are exact: as recorded, else from start and end.
    pub fn time(&self) -> Option<i64> {
        let timed = || self.interval().map(|(start, end)| (end - start) * 10_000);
        self.recorded.map(|minutes| minutes.0 * 60).or_else(timed)
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
    fn minutes_come_from_the_log_or_from_the_clock() {
        assert_eq!(CALL.time(), Some(630 * 10_000));
        let recorded = Activity { end: Moment::NONE, recorded: Some(Minutes(75_000)), ..CALL };
        assert_eq!((recorded.time(), recorded.interval()), (Some(450 * 10_000), Some((600, 1_050))));
        let picture = Activity { kind: ActivityKind::Image, ..CALL };
        assert_eq!((picture.time(), picture.interval()), (None, None));
        assert_eq!(Activity { end: Moment(600), ..CALL }.time(), None);
    }
}
