//! What a rule may know beside the lines: texts, facts of codes and specialties, the range of dates. Read only.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Activities, Timelines, Withdrawn};
use crate::claim::{Cents, ClaimLine, Day, DiagnosisMatch, DiagnosisSets, Names, Sym};
use crate::findings::{DataRange, Medians, Outcome};
use crate::load::{Consents, Log};
use crate::reference::{CodeFacts, GlobalDays, Kinds, Reference, Scope, Specialties};

/// Places of service at which the facility amount is paid: hospitals, ambulances, facilities, telehealth outside the home.
/// Source: CMS place-of-service facility list, 2025.
const FACILITY_PLACES: [&str; 16] =
    ["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"];

type KnownSets = Vec<(DiagnosisMatch, Vec<String>, Arc<DiagnosisSets>)>;

/// How a specialty behaves in the relation of two lines.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SpecialtyTraits {
    pub(super) em_capable: bool,
    pub(super) across: bool,
}

/// What a rule may know beside the lines.
#[derive(Clone)]
pub struct World {
    /// The texts behind the numbers of lines.
    pub names: Arc<Names>,
    /// The shipped tables.
    pub reference: Arc<Reference>,
    /// The dates known and judged.
    pub range: DataRange,
    /// The log of messages and calls.
    pub activities: Arc<Activities>,
    /// The dates of patients' consents, when they are given.
    pub consents: Option<Arc<Consents>>,
    /// Lines of messages and calls that no longer stand; kept beside a log only.
    pub withdrawn: Arc<Withdrawn>,
    /// What payers usually paid; known beside a log only, where missed revenue is priced.
    pub medians: Arc<Medians>,
    facts: Arc<Vec<CodeFacts>>,
    specialties: Arc<Vec<SpecialtyTraits>>,
    diagnosis_sets: Arc<Mutex<KnownSets>>,
}

impl World {
    /// Gathers what rules may know; `facts` is indexed by the symbol of a code.
    pub fn new(names: Arc<Names>, reference: Arc<Reference>, facts: Arc<Vec<CodeFacts>>, range: DataRange) -> Self {
        let mut specialties = vec![SpecialtyTraits::default(); names.specialties.len()];
        for (specialty, text) in names.specialties.iter() {
            specialties[specialty.index()] = SpecialtyTraits {
                em_capable: reference.specialties.is_em_capable(text),
                across: Specialties::works_across_specialties(text),
            };
        }
        Self {
            names,
            reference,
            range,
            activities: Arc::default(),
            consents: None,
            withdrawn: Arc::default(),
            medians: Arc::default(),
            facts,
            specialties: Arc::new(specialties),
            diagnosis_sets: Arc::default(),
        }
    }

    /// The same for a part of the run, whose lines name other claims.
    #[must_use]
    pub fn with_names(&self, names: Names) -> Self {
        Self { names: Arc::new(names), ..self.clone() }
    }

    /// Adds the log of a run, linked to its lines, and what payers usually paid.
    #[must_use]
    pub fn with_log(mut self, log: Log, timelines: &Timelines, medians: Medians) -> Self {
        self.activities = Arc::new(Activities::new(log, timelines, &self));
        self.medians = Arc::new(medians);
        self
    }

    /// The facts of a line's code.
    pub fn facts(&self, line: &ClaimLine) -> &CodeFacts {
        &self.facts[line.code.index()]
    }

    /// The kinds of a line's code.
    pub fn kinds(&self, line: &ClaimLine) -> Kinds {
        self.facts[line.code.index()].kinds
    }

    /// The text of a line's code.
    pub fn code(&self, line: &ClaimLine) -> &str {
        self.names.codes.text(line.code)
    }

    /// Whether the fee schedule in force gives the line's code global days: a procedure.
    pub fn is_procedure(&self, line: &ClaimLine) -> bool {
        let fee = self.reference.fees.as_ref().and_then(|fees| fees.fee(self.code(line), line.date));
        fee.is_some_and(|fee| fee.global != GlobalDays::None)
    }

    /// Whether a procedure by some release of the fee schedule is dated outside all of them, so that nobody knows its days.
    pub fn is_undated_procedure(&self, line: &ClaimLine) -> bool {
        let covers = |date| self.reference.fees.as_ref().is_some_and(|fees| fees.covers(date));
        self.kinds(line).meets(Kinds::PROCEDURE) && !covers(line.date)
    }

    /// Whether a date lies beyond those for which the shipped tables were read.
    pub fn is_beyond_tables(&self, date: Day) -> bool {
        self.reference.read_through < date
    }

    /// What the fee schedule pays for a code on the line's date and at its place; `None` without a schedule.
    pub fn fee(&self, code: &str, line: &ClaimLine) -> Option<Cents> {
        self.reference.fees.as_ref()?.amount(code, line.date, self.is_facility(line))
    }

    /// What the fee schedule pays for a code in facilities that day; `None` without a schedule.
    pub fn facility_fee(&self, code: &str, date: Day) -> Option<Cents> {
        self.reference.fees.as_ref()?.amount(code, date, true)
    }

    /// Whether the line's place is one at which the facility amount is paid.
    pub fn is_facility(&self, line: &ClaimLine) -> bool {
        FACILITY_PLACES.contains(&self.names.places.text(line.place))
    }

    /// What the line's specialty and taxonomy say of who may bill what; `None` each when absent.
    pub fn scopes(&self, line: &ClaimLine) -> [Option<Scope>; 2] {
        self.scopes_of(line.specialty, line.taxonomy)
    }

    /// What a specialty and a taxonomy say of it.
    pub fn scopes_of(&self, specialty: Sym, taxonomy: Sym) -> [Option<Scope>; 2] {
        let table = &self.reference.specialties;
        [
            table.of_specialty(self.names.specialties.text(specialty)),
            table.of_taxonomy(self.names.taxonomies.text(taxonomy)),
        ]
    }

    pub(super) fn specialty_traits(&self, line: &ClaimLine) -> SpecialtyTraits {
        self.specialties[line.specialty.index()]
    }

    /// The comparison of diagnoses under given settings; prepared once and shared.
    pub fn diagnosis_sets(&self, matching: DiagnosisMatch, ignored: &[String]) -> Arc<DiagnosisSets> {
        let mut known = self.diagnosis_sets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, _, sets)) = known.iter().find(|(m, i, _)| *m == matching && i == ignored) {
            return Arc::clone(sets);
        }
        let sets = DiagnosisSets::new(&self.names.diagnoses, &self.names.diagnosis_lists, matching, ignored);
        let sets = Arc::new(sets);
        known.push((matching, ignored.to_vec(), Arc::clone(&sets)));
        sets
    }

    /// The outcome of a line on which nothing was found: clean only when the look-back lies within the data, and
    /// provisional while the look-ahead reaches past it.
    pub fn outcome_of_clean(&self, date: Day, lookback: i32, lookahead: i32) -> Outcome {
        let first = (lookback > 0).then(|| date.plus(-lookback));
        let last = (lookahead > 0).then(|| date.plus(lookahead));
        self.outcome_within(first, last)
    }

    /// The same for a span of dates, the dates themselves included.
    pub fn outcome_within(&self, first: Option<Day>, last: Option<Day>) -> Outcome {
        let (from, through) = (self.range.data_from, self.range.data_through);
        // Without a line there are no dates of the data: nothing was looked at on any day.
        if first.is_some_and(|first| from.is_none_or(|from| first < from)) {
            Outcome::INSUFFICIENT_HISTORY
        } else if last.is_some_and(|last| through.is_none_or(|through| through < last)) {
            Outcome::Provisional { until: last }
        } else {
            Outcome::Clean
        }
    }
}
