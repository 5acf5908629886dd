//! Reads the activity log: messages, calls and other contacts as they were recorded.
//!
//! Source: contracts, section 1.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::batch::Wanted;
use super::error::LoadError;
use super::people::Roster;
use super::table::{self, Column, Fault, Record};
use super::values::{CleanId, clean_id, diagnosis, padded, upper};
use crate::claim::{Activity, ActivityKind, Dictionary, Initiator, InputFile, Minutes, Moment, Names, Sym};

const fn column(name: &'static str, needed: bool, wanted: Wanted) -> Column {
    Column { name, needed, wanted }
}

/// The columns of the log.
const COLUMNS: [Column; 16] = [
    column("activity_id", true, Wanted::Id),
    column("patient_id", true, Wanted::Id),
    column("clinician_npi", true, Wanted::Id),
    column("kind", true, Wanted::Text),
    column("start_time", true, Wanted::Time),
    column("billing_tin", false, Wanted::Id),
    column("specialty", false, Wanted::Text),
    column("taxonomy", false, Wanted::Text),
    column("initiated_by", false, Wanted::Text),
    column("thread_id", false, Wanted::Id),
    column("end_time", false, Wanted::Time),
    column("minutes", false, Wanted::Text),
    column("role", false, Wanted::Text),
    column("evaluative", false, Wanted::Text),
    column("diagnosis", false, Wanted::Text),
    column("claim_id", false, Wanted::Id),
];

/// An activity log, read.
#[derive(Default)]
pub struct Log {
    /// Its entries; equal rows are kept once.
    pub entries: Vec<Activity>,
    /// Claims of which an entry could not be read: what is left of them does not tell the whole story.
    pub doubtful: HashSet<Sym>,
    /// The files.
    pub files: Vec<InputFile>,
    /// Minutes to assume where a message records none; absent unless the pipeline asks for it.
    pub estimate: Option<Minutes>,
}

impl Log {
    /// Fills in what entries do not say of their clinician.
    pub fn fill(&mut self, roster: &Roster) {
        for entry in &mut self.entries {
            let told = roster.of(entry.clinician);
            for (field, told) in [&mut entry.specialty, &mut entry.taxonomy, &mut entry.group].into_iter().zip(told) {
                if !field.is_known() {
                    *field = told;
                }
            }
        }
    }
}

/// Reads the files. The order of rows and files changes nothing.
pub fn read_activities(paths: &[String], names: &mut Names, interrupt: &AtomicBool) -> Result<Log, LoadError> {
    let mut log = Log::default();
    let mut seen = HashSet::new();
    for path in paths {
        let mut repeated = 0;
        let mut file = table::read(path, "activity", &COLUMNS, interrupt, |record| {
            let activity = parse(record, names).inspect_err(|_| {
                log.doubtful.extend(
                    intern(Arc::make_mut(&mut names.claims), record, "claim_id").ok().filter(|claim| claim.is_known()),
                );
            })?;
            if seen.insert(activity) {
                log.entries.push(activity);
            } else {
                repeated += 1;
            }
            Ok(())
        })?;
        file.repeated = repeated;
        file.rows -= repeated;
        log.files.push(file);
    }
    Ok(log)
}

fn parse(record: &Record<'_>, names: &mut Names) -> Result<Activity, Fault> {
    // Everything is read before anything is kept: a bad row must leave no trace in the dictionaries' order of texts.
    let (kind, initiator) = (kind(record.required("kind")?)?, initiator(record.text("initiated_by"))?);
    let by_staff = by_staff(record.text("role"))?;
    let evaluative = evaluative(record.text("evaluative"))?;
    let (start, end) = (record.moment("start_time")?, record.moment("end_time")?);
    let recorded = record.minutes("minutes")?;
    if start == Moment::NONE {
        return Err(("start_time", "is missing"));
    }
    if end != Moment::NONE && end < start {
        return Err(("end_time", "lies before start_time"));
    }
    for needed in ["activity_id", "patient_id", "clinician_npi"] {
        record.required(needed)?;
    }
    let diagnosis = Arc::make_mut(&mut names.diagnoses).intern(&diagnosis(record.text("diagnosis")));
    let diagnoses: &[Sym] = if diagnosis.is_known() { &[diagnosis] } else { &[] };
    let specialty = record.text("specialty");
    let specialty = padded(specialty).unwrap_or_else(|| upper(specialty).into_owned());
    Ok(Activity {
        id: intern(Arc::make_mut(&mut names.activities), record, "activity_id")?,
        patient: intern(Arc::make_mut(&mut names.patients), record, "patient_id")?,
        clinician: intern(Arc::make_mut(&mut names.clinicians), record, "clinician_npi")?,
        group: intern(Arc::make_mut(&mut names.groups), record, "billing_tin")?,
        specialty: Arc::make_mut(&mut names.specialties).intern(&specialty),
        taxonomy: Arc::make_mut(&mut names.taxonomies).intern(&upper(record.text("taxonomy"))),
        thread: intern(Arc::make_mut(&mut names.threads), record, "thread_id")?,
        diagnoses: Arc::make_mut(&mut names.diagnosis_lists).intern(diagnoses),
        claim: intern(Arc::make_mut(&mut names.claims), record, "claim_id")?,
        kind,
        initiator,
        by_staff,
        evaluative,
        start,
        end,
        recorded,
    })
}

/// An identifier, repaired or refused like those of claims.
pub(super) fn intern(dictionary: &mut Dictionary, record: &Record<'_>, name: &'static str) -> Result<Sym, Fault> {
    match clean_id(record.text(name)) {
        CleanId::Whole(id) | CleanId::Repaired(id) => Ok(dictionary.intern(id)),
        CleanId::Unrecoverable => Err((name, "is in scientific notation: digits are lost for good")),
    }
}

fn kind(text: &str) -> Result<ActivityKind, Fault> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "message" => ActivityKind::Message,
        "phone" => ActivityKind::Phone,
        "video" => ActivityKind::Video,
        "image" => ActivityKind::Image,
        "care_management" => ActivityKind::CareManagement,
        "other" => ActivityKind::Other,
        _ => return Err(("kind", "is none of message, phone, video, image, care_management, other")),
    })
}

fn initiator(text: &str) -> Result<Initiator, Fault> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "patient" => Initiator::Patient,
        "practice" => Initiator::Practice,
        "unknown" | "" => Initiator::Unknown,
        _ => return Err(("initiated_by", "is none of patient, practice, unknown")),
    })
}

fn by_staff(text: &str) -> Result<bool, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "practitioner" | "" => Ok(false),
        "staff" => Ok(true),
        _ => Err(("role", "is neither practitioner nor staff")),
    }
}

fn evaluative(text: &str) -> Result<Option<bool>, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "y" => Ok(Some(true)),
        "false" | "0" | "no" | "n" => Ok(Some(false)),
        "" => Ok(None),
        _ => Err(("evaluative", "is neither true nor false")),
    }
}
