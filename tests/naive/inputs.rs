//! What an audit may be told beside claim lines: recorded minutes, an activity log, a roster, consents, CMS's tables.
//!
//! What it is: plain records as they stand in the files, and the dates each table covers.
//! What it is not: a judge of them; which activity belongs to which line is decided in `world.rs`.

use std::collections::BTreeMap;

use super::NaiveLine;

/// One entry of the activity log. Texts that are `None` are blank in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Identifier, unique in the log.
    pub id: String,
    /// Patient identifier.
    pub patient: String,
    /// The clinician whose time it was.
    pub npi: String,
    /// Billing tax number.
    pub tin: Option<String>,
    /// CMS two-character specialty.
    pub specialty: Option<String>,
    /// NUCC taxonomy code.
    pub taxonomy: Option<String>,
    /// `message`, `phone`, `video`, `image`, `care_management` or `other`.
    pub kind: &'static str,
    /// `patient`, `practice` or `unknown`.
    pub initiated_by: Option<&'static str>,
    /// Message thread.
    pub thread: Option<String>,
    /// Start in seconds since the epoch; for an image, when it was received.
    pub start: i64,
    /// End in seconds since the epoch; for an image, when it was answered.
    pub end: Option<i64>,
    /// Recorded minutes, in hundredths.
    pub minutes_hundredths: Option<i64>,
    /// `practitioner` or `staff`; blank counts as practitioner.
    pub role: Option<&'static str>,
    /// Whether it was evaluative.
    pub evaluative: Option<bool>,
    /// Diagnosis code.
    pub dx: Option<String>,
    /// The claim it was billed on.
    pub claim_id: Option<String>,
}

/// One row of the provider roster.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterRow {
    /// Clinician identifier.
    pub npi: String,
    /// CMS two-character specialty.
    pub specialty: Option<String>,
    /// NUCC taxonomy code.
    pub taxonomy: Option<String>,
    /// Billing tax number.
    pub tin: Option<String>,
}

/// One row of a fee schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Fee {
    /// Procedure code.
    pub code: String,
    /// Status letter.
    pub status: char,
    /// Global days: `000`, `010`, `090`, `XXX`, `MMM`, `YYY` or `ZZZ`.
    pub global: &'static str,
    /// Total relative value outside and inside a facility, in hundredths.
    pub totals: (i64, i64),
}

/// The fee schedule of one calendar year.
#[derive(Clone, Debug, PartialEq)]
pub struct FeeRelease {
    /// The year it covers.
    pub year: i32,
    /// Conversion factor in ten-thousandths.
    pub factor: i64,
    /// Its rows.
    pub fees: Vec<Fee>,
}

/// One edit: the column-2 code is not paid beside the column-1 code.
#[derive(Clone, Debug, PartialEq)]
pub struct PairEdit {
    /// Column-1 code.
    pub column1: String,
    /// Column-2 code.
    pub column2: String,
    /// First date in effect.
    pub effective: i32,
    /// First date no longer in effect.
    pub deletion: Option<i32>,
    /// `0` never together, `1` with a modifier, `9` not applicable.
    pub indicator: u8,
}

/// Pair edits and the quarters whose releases were loaded; every release holds every edit with its dates.
#[derive(Clone, Debug, PartialEq)]
pub struct PairTable {
    /// Year and quarter (1 to 4) of each release.
    pub quarters: Vec<(i32, i32)>,
    /// The edits.
    pub edits: Vec<PairEdit>,
}

/// The most units of a code that one clinician gives one patient on one date.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitLimit {
    /// Procedure code.
    pub code: String,
    /// The limit.
    pub units: i64,
    /// `1` per line, `2` and `3` per date.
    pub indicator: u8,
}

/// The unit limits of one quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitRelease {
    /// Year and quarter (1 to 4).
    pub quarter: (i32, i32),
    /// Its rows.
    pub limits: Vec<UnitLimit>,
}

/// A line that its payer denied.
#[derive(Clone, Debug, PartialEq)]
pub struct DeniedLine {
    /// The line.
    pub line: NaiveLine,
    /// The claim that its claim wanted to replace; the payer having denied it, that claim stands.
    pub replaces: Option<String>,
}

/// Everything beside the claim lines; `None` means that no such file is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// Lines that a payer denied: they are judged by no rule, and show that a visit happened.
    pub denied: Vec<DeniedLine>,
    /// The column `minutes` of the lines, in hundredths, by claim id and line number.
    pub minutes: BTreeMap<(String, i32), i64>,
    /// The activity log.
    pub activities: Option<Vec<Activity>>,
    /// The provider roster.
    pub roster: Option<Vec<RosterRow>>,
    /// Patient and date of every consent.
    pub consents: Option<Vec<(String, i32)>>,
    /// Fee schedules, one per year.
    pub fees: Option<Vec<FeeRelease>>,
    /// Pair edits.
    pub pairs: Option<PairTable>,
    /// Unit limits, one release per quarter.
    pub limits: Option<Vec<LimitRelease>>,
}
