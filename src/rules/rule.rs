//! What a rule is: a card of data and a function that prepares its check. Runs nothing.

use super::outcomes::Outcomes;
use super::sums::DaySums;
use crate::findings::{RuleCard, Settings};
use crate::timeline::{ClinicianView, LogView, PatientView, World};

/// A rule of the rulebook.
pub struct Rule {
    /// Everything about it that is data.
    pub card: RuleCard,
    /// Reads the settings once, before any line is judged.
    pub prepare: &'static Prepare,
}

/// Makes a rule's check from its settings.
pub type Prepare = dyn Fn(&Settings, &World) -> Check + Sync;

/// A rule ready to judge, by what it looks at in one go.
pub enum Check {
    /// One patient's lines.
    Patient(Box<dyn PatientCheck>),
    /// One clinician's lines over all patients.
    Clinician(Box<dyn ClinicianCheck>),
    /// One patient's log beside the patient's lines.
    Log(Box<dyn LogCheck>),
}

impl Check {
    /// A check of one patient's lines.
    pub fn patient(check: impl PatientCheck + 'static) -> Self {
        Self::Patient(Box::new(check))
    }

    /// A check of one patient's log.
    pub fn log(check: impl LogCheck + 'static) -> Self {
        Self::Log(Box::new(check))
    }

    /// A check of one clinician's lines.
    pub fn clinician(check: impl ClinicianCheck + 'static) -> Self {
        Self::Clinician(Box::new(check))
    }
}

/// Judges every subject among one patient's lines: exactly one outcome each.
pub trait PatientCheck: Send + Sync {
    /// A pure function of its view: no files, no clock, no memory of other patients.
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>);
}

/// Judges every subject among one clinician's lines: exactly one outcome each.
pub trait ClinicianCheck: Send + Sync {
    /// A pure function of its view.
    fn check(&self, clinician: &ClinicianView<'_>, out: &mut Outcomes<'_>);

    /// The same from sums, where those can tell that nothing will be found.
    fn by_sums(&self) -> Option<&dyn DaySums> {
        None
    }
}

/// Judges every stretch of logged time of one patient: exactly one outcome each.
pub trait LogCheck: Send + Sync {
    /// A pure function of its view.
    fn check(&self, view: &LogView<'_>, out: &mut Outcomes<'_>);
}
