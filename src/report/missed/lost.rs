//! What every reason cost, and both signs of money by clinician. Nothing is set off: the two stand beside each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::claim::{MINUTE, Sym};
use crate::findings::{Audit, Direction, PeriodOutcome, Reason};
use crate::report::document::tenths_of_percent;

/// What one reason cost, over all rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct LostFigures {
    pub(in crate::report) reason: String,
    /// The reason as it is read.
    pub(in crate::report) words: String,
    pub(in crate::report) n: u64,
    /// Whole minutes.
    pub(in crate::report) minutes: i64,
    /// Of all lost time.
    pub(in crate::report) share_per_mille: u32,
    /// What the time would have brought, as far as amounts are known.
    pub(in crate::report) expected_cents: i64,
}

/// Both signs of one clinician.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::report) struct ClinicianFigures {
    pub(in crate::report) rendering_npi: String,
    /// Paid on lines with an overpayment lead, each line once.
    pub(in crate::report) overpayment_cents: i64,
    /// Stretches of time that can still be billed, and what they would bring.
    pub(in crate::report) open: u64,
    pub(in crate::report) open_cents: i64,
    /// What the right code would pay more on lines billed too low (`minutes_above_band`).
    pub(in crate::report) billed_too_low_cents: i64,
    /// What lost time would have brought.
    pub(in crate::report) lost_cents: i64,
    /// Lost stretches of time by reason.
    pub(in crate::report) lost: BTreeMap<String, u64>,
}

/// What each reason cost, the most time first.
pub(super) fn by_reason(audit: &Audit) -> Vec<LostFigures> {
    let mut sums: BTreeMap<Reason, (u64, i64, i64)> = BTreeMap::new();
    for one in &audit.opportunities {
        let PeriodOutcome::Lost(reason) = one.outcome else { continue };
        let sum = sums.entry(reason).or_default();
        *sum = (sum.0 + 1, sum.1 + one.time, sum.2 + one.expected_amount().0);
    }
    let positive = |time: i64| u64::try_from(time).unwrap_or(0);
    let all = positive(sums.values().map(|(_, time, _)| time).sum());
    let mut sorted: Vec<(Reason, (u64, i64, i64))> = sums.into_iter().collect();
    sorted.sort_by_key(|(_, (_, time, _))| std::cmp::Reverse(*time));
    let figures = |(reason, (n, time, expected_cents)): (Reason, (u64, i64, i64))| LostFigures {
        reason: reason.name().to_owned(),
        words: reason.words().to_owned(),
        n,
        minutes: time / MINUTE,
        share_per_mille: tenths_of_percent(positive(time), all),
        expected_cents,
    };
    sorted.into_iter().map(figures).collect()
}

/// Both signs of every clinician with something missed, by the clinician's number.
pub(super) fn by_clinician(audit: &Audit) -> Vec<ClinicianFigures> {
    let names = &audit.names;
    let mut by: BTreeMap<&str, ClinicianFigures> = BTreeMap::new();
    let mut of = |clinician: Sym, change: &dyn Fn(&mut ClinicianFigures)| {
        change(by.entry(names.clinicians.text(clinician)).or_default());
    };
    for finding in &audit.findings {
        of(finding.line.clinician, &|figures| match finding.card.direction {
            Direction::Missed => figures.billed_too_low_cents += finding.expected.map_or(0, |amount| amount.0),
            _ => figures.overpayment_cents += finding.owned.0,
        });
    }
    for one in &audit.opportunities {
        of(one.clinician, &|figures| {
            figures.open += u64::from(one.outcome.is_open());
            figures.open_cents += one.open_amount().0;
            if let PeriodOutcome::Lost(reason) = one.outcome {
                figures.lost_cents += one.expected_amount().0;
                *figures.lost.entry(reason.name().to_owned()).or_default() += 1;
            }
        });
    }
    let is_missed =
        |figures: &ClinicianFigures| 0 < figures.open || !figures.lost.is_empty() || 0 < figures.billed_too_low_cents;
    let with_id =
        |(id, figures): (&str, ClinicianFigures)| ClinicianFigures { rendering_npi: id.to_owned(), ..figures };
    by.into_iter().filter(|(_, figures)| is_missed(figures)).map(with_id).collect()
}
