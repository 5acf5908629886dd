//! The vocabulary: what a claim line is, and the words used everywhere else. Knows no files and no rules.
//!
//! Glossary. *Line*: one billed service on one date. *Day*: a calendar date. *Code*: a CPT or HCPCS number.
//! *Clinician*: who rendered the service (`rendering_npi`, an opaque id). *Group*: who bills (`billing_tin`).
//! *Reject*: a row that could not be used. *Effective line*: a line that still stands after adjustments.

mod accounting;
mod activity;
mod amounts;
mod cell_notes;
mod day;
mod diagnosis;
mod dictionary;
mod duration;
mod field;
mod input_file;
mod line;
mod moment;

pub use accounting::{Accounting, BLANK_ROW, FOOTER_ROW, Fate, JoinedMoney, Reject, SourceFile};
pub use activity::{Activity, ActivityKind, Initiator, MINUTE};
pub use amounts::{AmountError, Cents, DecimalMark, Units};
pub use cell_notes::{CellNote, CellNotes, StatusWords, Unreadable};
pub use day::{DateFormat, Day};
pub use diagnosis::{DiagnosisMatch, DiagnosisRelation, DiagnosisSets, UNREADABLE_DIAGNOSIS};
pub use dictionary::{Dictionary, SetDictionary, Sym, short_key};
pub use duration::{DurationUnit, Minutes};
pub use field::{Field, FieldKind, FieldSet};
pub use input_file::{InputFile, LeftOutFile, RowFault};
pub use line::{ClaimLine, LineKey, LineStatus, Names, RowKind};
pub use moment::{DAY_SECONDS, Moment};
