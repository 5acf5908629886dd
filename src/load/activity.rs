//! Reads the activity log: messages, calls and other contacts as they were recorded.
//!
//! Source: contracts, section 1.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::batch::Wanted;
use super::diagnoses::{DiagnosisCell, diagnosis, diagnosis_cell, is_plain_diagnosis};
use super::error::LoadError;
use super::layout::LogLayout;
use super::people::Roster;
use super::replies::{Mention, Replies};
use super::table::{self, Column, Fault, Record};
use super::values::{padded, upper};
use crate::claim::{
    Activity, ActivityKind, Dictionary, Initiator, InputFile, Minutes, Moment, Names, Sym, UNREADABLE_DIAGNOSIS,
};

const fn column(name: &'static str, needed: bool, wanted: Wanted) -> Column {
    Column { name, needed, wanted }
}

/// The columns of the log.
const COLUMNS: [Column; 17] = [
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
    column("reply_to", false, Wanted::Id),
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
    /// Patients and claims of which an entry could not be read: what is left of them does not tell the whole story. Where
    /// the patient is missing, the claim's number is all that is known.
    pub doubtful: HashSet<(Sym, Sym)>,
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

/// A shipped layout of logs by name, or a layout file by path.
pub fn find_log_layout(name: &str) -> Result<LogLayout, LoadError> {
    let known = COLUMNS.map(|column| column.name);
    let needed: Vec<&str> = COLUMNS.iter().filter(|column| column.needed).map(|column| column.name).collect();
    LogLayout::find(name, &known, &needed)
}

/// Reads the files. The order of rows and files changes nothing.
pub fn read_activities(
    paths: &[String],
    layout: &LogLayout,
    names: &mut Names,
    interrupt: &AtomicBool,
) -> Result<Log, LoadError> {
    let mut log = Log::default();
    let mut seen = HashSet::new();
    let (mut replies, mut from_patients) = (Replies::default(), Vec::new());
    for path in paths {
        let (mut repeated, mut by_patients) = (0, 0);
        let mut file = table::read_with(path, ("activity", &COLUMNS), Some(layout), interrupt, |record| {
            // Rows that are left out or cannot be read are links of their chain all the same.
            let answers = if record.has("reply_to") { replies.see(mention(record)) } else { Sym::NONE };
            if record.is_left_out {
                return Ok(());
            }
            let (activity, by_patient) = parse(record, names).inspect_err(|_| {
                let claim = intern(Arc::make_mut(&mut names.claims), record, "claim_id").unwrap_or_default();
                let patient = intern(Arc::make_mut(&mut names.patients), record, "patient_id").unwrap_or_default();
                if claim.is_known() {
                    log.doubtful.insert((patient, claim));
                }
            })?;
            if by_patient {
                // What patients write takes no clinician's time; it only tells who began.
                by_patients += 1;
                from_patients.push(activity);
            } else if seen.insert((activity, answers)) {
                log.entries.push(activity);
            } else {
                repeated += 1;
            }
            Ok(())
        })?;
        file.repeated = repeated;
        file.filtered += by_patients;
        file.rows -= repeated + by_patients;
        log.files.push(file);
    }
    gather_chains(&mut replies, &mut log.entries, &mut from_patients, names);
    let mut openings = Openings::default();
    // Of a practice's message that answers one which the log does not have nobody knows who began.
    let is_reply = |entry: &Activity| {
        !replies.is_empty() && replies.is_reply(names.patients.text(entry.patient), names.activities.text(entry.id))
    };
    for entry in &log.entries {
        openings.see(entry, if is_reply(entry) { Writer::Answering } else { Writer::Practice });
    }
    for entry in &from_patients {
        openings.see(entry, Writer::Patient);
    }
    openings.tell(&mut log.entries);
    Ok(log)
}

/// What a row says of its message.
fn mention<'a>(record: &'a Record<'_>) -> Mention<'a> {
    let [patient, id, answers, thread] =
        ["patient_id", "activity_id", "reply_to", "thread_id"].map(|name| record.text(name));
    Mention { patient, id, answers, thread }
}

/// Gives the messages of a chain of replies one thread.
fn gather_chains(replies: &mut Replies, entries: &mut [Activity], from_patients: &mut [Activity], names: &mut Names) {
    if replies.is_empty() {
        return;
    }
    let Names { patients, activities, threads, .. } = names;
    let threads = Arc::make_mut(threads);
    // Entries of files that do not say what they answer may be answered by others.
    for entry in entries.iter().chain(&*from_patients) {
        let (patient, id) = (patients.text(entry.patient), activities.text(entry.id));
        replies.see(Mention { patient, id, answers: "", thread: threads.text(entry.thread) });
    }
    for entry in entries.iter_mut().chain(from_patients) {
        if let Some(thread) = replies.thread(patients.text(entry.patient), activities.text(entry.id)) {
            entry.thread = threads.intern(thread);
        }
    }
}

/// Who wrote first in every thread. It tells who began only where a log has what patients write: a log of clinicians' own
/// messages shows nobody else.
#[derive(Default)]
struct Openings {
    first: HashMap<(Sym, Sym), (Moment, Writer)>,
    has_patients: bool,
}

/// Who wrote a message. Of two at one second the patient's counts as the first, for a reply cannot come before what it
/// answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Writer {
    Patient,
    Practice,
    /// The practice, in answer to another message.
    Answering,
}

impl Openings {
    fn see(&mut self, activity: &Activity, writer: Writer) {
        self.has_patients |= writer == Writer::Patient;
        if !activity.thread.is_known() {
            return;
        }
        let first = self.first.entry((activity.patient, activity.thread)).or_insert((activity.start, writer));
        *first = (*first).min((activity.start, writer));
    }

    fn tell(&self, entries: &mut [Activity]) {
        for entry in entries.iter_mut().filter(|_| self.has_patients) {
            let is_unsaid = entry.initiator == Initiator::Unknown;
            if let Some((_, writer)) = self.first.get(&(entry.patient, entry.thread)).filter(|_| is_unsaid) {
                entry.initiator = match writer {
                    Writer::Patient => Initiator::Patient,
                    Writer::Practice => Initiator::Practice,
                    Writer::Answering => Initiator::Unknown,
                };
            }
        }
    }
}

/// The entry, and whether the patient wrote it.
fn parse(record: &Record<'_>, names: &mut Names) -> Result<(Activity, bool), Fault> {
    // Everything is read before anything is kept: a bad row must leave no trace in the dictionaries' order of texts.
    let (kind, initiator) = (kind(record.required("kind")?)?, initiator(record.text("initiated_by"))?);
    let role = role(record.text("role"))?;
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
        if needed != "clinician_npi" || role != Role::Patient {
            record.require_identity(needed)?;
        }
    }
    let mut codes = Vec::new();
    for code in diagnoses_of(record.text("diagnosis")) {
        let code = Arc::make_mut(&mut names.diagnoses).intern(&diagnosis(code));
        if code.is_known() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    let specialty = record.text("specialty");
    let specialty = padded(specialty).unwrap_or_else(|| upper(specialty).into_owned());
    let activity = Activity {
        id: intern(Arc::make_mut(&mut names.activities), record, "activity_id")?,
        patient: intern(Arc::make_mut(&mut names.patients), record, "patient_id")?,
        clinician: intern(Arc::make_mut(&mut names.clinicians), record, "clinician_npi")?,
        group: intern(Arc::make_mut(&mut names.groups), record, "billing_tin")?,
        specialty: Arc::make_mut(&mut names.specialties).intern(&specialty),
        taxonomy: Arc::make_mut(&mut names.taxonomies).intern(&upper(record.text("taxonomy"))),
        thread: intern(Arc::make_mut(&mut names.threads), record, "thread_id")?,
        diagnoses: Arc::make_mut(&mut names.diagnosis_lists).intern(&codes),
        claim: intern(Arc::make_mut(&mut names.claims), record, "claim_id")?,
        kind,
        initiator,
        by_staff: role == Role::Staff,
        evaluative,
        start,
        end,
        recorded,
    };
    Ok((activity, role == Role::Patient))
}

/// Whose entry it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Practitioner,
    Staff,
    Patient,
}

/// An identifier, repaired or refused like those of claims.
pub(super) fn intern(dictionary: &mut Dictionary, record: &Record<'_>, name: &'static str) -> Result<Sym, Fault> {
    Ok(dictionary.intern(&record.identity(name)?))
}

/// The codes of a cell of diagnoses; what cannot be read may be any code.
fn diagnoses_of(text: &str) -> Vec<&str> {
    if is_plain_diagnosis(text) {
        return vec![text];
    }
    match diagnosis_cell(text) {
        DiagnosisCell::Nothing => Vec::new(),
        DiagnosisCell::Codes(codes) => codes,
        DiagnosisCell::Unreadable => vec![UNREADABLE_DIAGNOSIS],
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

fn role(text: &str) -> Result<Role, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "practitioner" | "" => Ok(Role::Practitioner),
        "staff" => Ok(Role::Staff),
        "patient" => Ok(Role::Patient),
        _ => Err(("role", "is none of practitioner, staff, patient")),
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
