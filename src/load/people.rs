//! Reads the provider roster and the consents.
//!
//! Source: contracts, section 1.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::activity::intern;
use super::batch::Wanted;
use super::error::LoadError;
use super::layout::{CANONICAL, LogLayout};
use super::table::{self, Column};
use super::values::{padded, upper};
use crate::claim::{Day, Field, FieldSet, InputFile, Names, Sym};

/// What the roster says of clinicians. What two rows of one clinician say differently is not said.
#[derive(Default)]
pub struct Roster {
    clinicians: HashMap<Sym, Enrolment>,
    /// The claim columns it can stand in for.
    pub fields: FieldSet,
}

#[derive(Clone, Copy, Default)]
struct Enrolment {
    specialty: Told,
    taxonomy: Told,
    group: Told,
}

/// A value told by one row, or by several that agree.
#[derive(Clone, Copy, Default)]
enum Told {
    #[default]
    Nothing,
    Value(Sym),
    Differently,
}

impl Told {
    fn add(&mut self, value: Sym) {
        *self = match *self {
            _ if !value.is_known() => return,
            Self::Nothing => Self::Value(value),
            Self::Value(known) if known == value => return,
            _ => Self::Differently,
        };
    }

    const fn value(self) -> Sym {
        if let Self::Value(value) = self { value } else { Sym::NONE }
    }
}

impl Roster {
    /// Specialty, taxonomy and group of a clinician; each may be absent.
    pub fn of(&self, clinician: Sym) -> [Sym; 3] {
        let enrolment = self.clinicians.get(&clinician).copied().unwrap_or_default();
        [enrolment.specialty.value(), enrolment.taxonomy.value(), enrolment.group.value()]
    }
}

const fn text(name: &'static str, needed: bool) -> Column {
    Column { name, needed, wanted: Wanted::Id }
}

/// The columns of a roster.
pub const ROSTER_COLUMNS: [&str; 5] = ["npi", "specialty", "taxonomy", "billing_tin", "name"];
/// What every row of a roster has.
pub const ROSTER_NEEDS: [&str; 1] = ["npi"];

/// The layout of rosters with our columns, or a layout file by path.
pub fn find_roster_layout(name: &str) -> Result<LogLayout, LoadError> {
    LogLayout::own(name, &[CANONICAL], &ROSTER_COLUMNS, &ROSTER_NEEDS)
}

/// Reads a roster with `npi` and any of `specialty`, `taxonomy`, `billing_tin`, `name`.
pub fn read_roster(
    path: &str,
    layout: &LogLayout,
    names: &mut Names,
    interrupt: &AtomicBool,
) -> Result<(Roster, InputFile), LoadError> {
    let columns = ROSTER_COLUMNS.map(|name| text(name, ROSTER_NEEDS.contains(&name)));
    let mut roster = Roster::default();
    let mut has = [false; 3];
    let file = table::read_with(path, ("providers", &columns), Some(layout), interrupt, |record| {
        if record.is_left_out {
            return Ok(());
        }
        record.require_identity("npi")?;
        let clinician = intern(Arc::make_mut(&mut names.clinicians), record, "npi")?;
        let specialty = record.text("specialty");
        let specialty = padded(specialty).unwrap_or_else(|| upper(specialty).into_owned());
        let told = [
            Arc::make_mut(&mut names.specialties).intern(&specialty),
            Arc::make_mut(&mut names.taxonomies).intern(&upper(record.text("taxonomy"))),
            intern(Arc::make_mut(&mut names.groups), record, "billing_tin")?,
        ];
        for (has, told) in has.iter_mut().zip(told) {
            *has |= told.is_known();
        }
        let enrolment = roster.clinicians.entry(clinician).or_default();
        enrolment.specialty.add(told[0]);
        enrolment.taxonomy.add(told[1]);
        enrolment.group.add(told[2]);
        Ok(())
    })?;
    let fields = [Field::RenderingSpecialty, Field::RenderingTaxonomy, Field::BillingTin];
    for (field, has) in fields.into_iter().zip(has) {
        if has {
            roster.fields.insert(field);
        }
    }
    Ok((roster, file))
}

/// The consents, read.
#[derive(Default)]
pub struct Consents {
    /// The dates of every patient's consents.
    pub dates: HashMap<Sym, Vec<Day>>,
    /// Patients of whom a row could not be read.
    pub doubtful: HashSet<Sym>,
}

/// Reads consents: `patient_id`, `consent_date`.
pub fn read_consents(
    path: &str,
    names: &mut Names,
    interrupt: &AtomicBool,
) -> Result<(Consents, InputFile), LoadError> {
    let date = Column { name: "consent_date", needed: true, wanted: Wanted::Date };
    let columns = [text("patient_id", true), date];
    let mut consents = Consents::default();
    let file = table::read(path, "consents", &columns, interrupt, |record| {
        record.require_identity("patient_id")?;
        let patient = intern(Arc::make_mut(&mut names.patients), record, "patient_id")?;
        let date = record.day("consent_date").and_then(|date| date.ok_or(("consent_date", "is missing")));
        match date {
            Ok(date) => consents.dates.entry(patient).or_default().push(date),
            Err(_) => drop(consents.doubtful.insert(patient)),
        }
        date?;
        Ok(())
    })?;
    Ok((consents, file))
}
