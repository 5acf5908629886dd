//! Clinicians beside their peers, those of the same specialty: findings per hundred audited lines, and the middle of those
//! of a specialty. Shows nothing.

use std::collections::BTreeMap;

use arrow::array::AsArray as _;
use arrow::datatypes::Int64Type;
use polars::df;
use polars::prelude::PolarsResult;

use super::digest::ClinicianSums;
use crate::report::ReportError;
use crate::report::frames;
use crate::report::stored::{Tables, column, unreadable, value};

const CLINICIANS: &str = "clinicians.parquet";

/// Audited lines below which a rate says nothing.
pub(super) const FEW: u64 = 10;
/// Peers below which a median says nothing.
pub(super) const FEW_PEERS: usize = 3;

/// A clinician under one specialty.
pub(super) struct Peer {
    pub(super) clinician: String,
    /// Empty when not known.
    pub(super) specialty: String,
    /// Audited lines.
    pub(super) lines: u64,
    /// Findings per hundred audited lines; none below [`FEW`] lines.
    pub(super) rate: Option<f64>,
}

/// The clinicians of a specialty who have a rate.
#[derive(Clone, Copy)]
pub(super) struct Specialty {
    /// How many they are.
    pub(super) n: usize,
    /// The median of their rates.
    pub(super) median: f64,
}

/// The clinicians with audited lines.
pub(super) struct Peers {
    /// One per clinician and specialty, in the order of the table of clinicians.
    pub(super) clinicians: Vec<Peer>,
    /// The specialties in which somebody has a rate.
    pub(super) specialties: BTreeMap<String, Specialty>,
}

/// The clinicians of the table, with what was found on their lines.
pub(super) fn peers(tables: Tables<'_>, found: &BTreeMap<String, ClinicianSums>) -> Result<Peers, ReportError> {
    let path = tables.path(CLINICIANS);
    let mut clinicians = Vec::new();
    tables.each_batch(CLINICIANS, |batch| {
        let of = |name| column(batch, name, &path);
        let (ids, specialties, lines) = (of("rendering_npi")?, of("specialty")?, of("audited_lines")?);
        let lines = lines.as_primitive_opt::<Int64Type>();
        clinicians.extend((0..batch.num_rows()).map(|row| {
            let clinician = value(ids, row).to_string();
            let lines = lines.map_or(0, |lines| u64::try_from(lines.value(row)).unwrap_or(0));
            let findings = found.get(&clinician).map_or(0, |sums| sums.findings);
            let specialty = value(specialties, row).to_string();
            Peer { clinician, specialty, lines, rate: rate(findings, lines) }
        }));
        Ok(())
    })?;
    let specialties = specialties(&clinicians).map_err(|error| unreadable(&path, &error))?;
    Ok(Peers { clinicians, specialties })
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with one decimal")]
fn rate(findings: u64, lines: u64) -> Option<f64> {
    (FEW <= lines).then(|| findings as f64 * 100.0 / lines as f64)
}

fn specialties(clinicians: &[Peer]) -> PolarsResult<BTreeMap<String, Specialty>> {
    let with_rate = clinicians.iter().filter_map(|peer| Some((peer.specialty.as_str(), peer.rate?)));
    let (names, rates): (Vec<&str>, Vec<f64>) = with_rate.unzip();
    let counts = frames::sums(&df!("specialty" => &names, "n" => vec![1_u64; names.len()])?, &["specialty"])?;
    let medians = frames::medians(&df!("specialty" => names, "median" => rates)?, &["specialty"])?;
    let (counts, names) = (counts.column("n")?.u64()?, medians.column("specialty")?.str()?);
    let rows = names.iter().zip(counts.iter()).zip(medians.column("median")?.f64()?.iter());
    let specialty = |((name, n), median): ((Option<&str>, Option<u64>), Option<f64>)| {
        let n = usize::try_from(n?).unwrap_or(usize::MAX);
        Some((name?.to_owned(), Specialty { n, median: median? }))
    };
    Ok(rows.filter_map(specialty).collect())
}
