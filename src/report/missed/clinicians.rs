//! Both signs of every clinician side by side: what may have to go back, and what was not billed. Never set off against
//! each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figures::named;
use crate::claim::Sym;
use crate::findings::{Audit, Direction, PeriodOutcome};

/// The money of one clinician.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::report) struct ClinicianFigures {
    pub(in crate::report) rendering_npi: String,
    /// Paid on lines with an overpayment lead, each line once.
    pub(in crate::report) overpayment_cents: i64,
    /// Stretches of time that can still be billed.
    pub(in crate::report) open: u64,
    /// What they would bring.
    pub(in crate::report) open_cents: i64,
    /// What lines billed below their own minutes (`minutes_above_band`) would bring more.
    pub(in crate::report) billed_too_low_cents: i64,
    /// What lost time would have brought.
    pub(in crate::report) lost_cents: i64,
    /// Lost stretches of time by reason.
    pub(in crate::report) lost: BTreeMap<String, u64>,
}

impl ClinicianFigures {
    /// Why time was lost, as it is read: `visit after (3), filing limit (1)`.
    pub(in crate::report) fn why_lost(&self) -> String {
        let words: Vec<String> = self.lost.iter().map(|(reason, n)| format!("{} ({n})", named(reason, None))).collect();
        words.join(", ")
    }

    fn has_missed_something(&self) -> bool {
        0 < self.open || !self.lost.is_empty() || self.billed_too_low_cents != 0
    }
}

/// Every clinician who missed something, by the clinician's number.
pub(super) fn clinicians(audit: &Audit) -> Vec<ClinicianFigures> {
    let names = &audit.names;
    let mut by: BTreeMap<&str, ClinicianFigures> = BTreeMap::new();
    let mut of = |clinician: Sym, change: &dyn Fn(&mut ClinicianFigures)| {
        change(by.entry(names.clinicians.text(clinician)).or_default());
    };
    for finding in &audit.findings {
        of(finding.line.clinician, &|figures| {
            figures.overpayment_cents += finding.owned.0;
            if finding.card.direction == Direction::Missed {
                figures.billed_too_low_cents += finding.expected.map_or(0, |amount| amount.0);
            }
        });
    }
    for one in &audit.opportunities {
        of(one.clinician, &|figures| {
            figures.open += u64::from(one.outcome.is_open());
            figures.open_cents += one.open_amount().0;
            if let PeriodOutcome::Lost(reason) = one.outcome {
                figures.lost_cents += one.expected.map_or(0, |(amount, _)| amount.0);
                *figures.lost.entry(reason.name().to_owned()).or_default() += 1;
            }
        });
    }
    let with_name = |(clinician, figures): (&str, ClinicianFigures)| ClinicianFigures {
        rendering_npi: clinician.to_owned(),
        ..figures
    };
    by.into_iter().map(with_name).filter(ClinicianFigures::has_missed_something).collect()
}
