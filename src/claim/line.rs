//! One effective claim line as rules see it: small, flat and copied freely. The texts behind its numbers are in [`Names`].

use std::sync::Arc;

use super::{Cents, DAY_SECONDS, Day, Dictionary, FieldSet, Minutes, Moment, SetDictionary, Sym, Units};

/// What the payer did with a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LineStatus {
    /// Refused by the payer.
    Denied,
    /// Paid, or not said.
    #[default]
    Paid,
    /// Taken back after payment.
    Reversed,
}

/// What a row is among the versions of its line, where the file has a word for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RowKind {
    /// No longer the final word, by the file's own account.
    Superseded,
    /// Refuses what an earlier row may have accepted, and takes nothing away from it.
    Refused,
    /// As first processed, or not said.
    #[default]
    Original,
    /// Takes an earlier row back.
    Cancel,
    /// Stands in the place of earlier rows.
    Adjusted,
}

impl RowKind {
    /// Every kind, weakest first.
    pub const ALL: [Self; 5] = [Self::Superseded, Self::Refused, Self::Original, Self::Cancel, Self::Adjusted];

    /// The word of a layout.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Refused => "refused",
            Self::Original => "original",
            Self::Cancel => "cancel",
            Self::Adjusted => "adjusted",
        }
    }
}

/// Patient, source, payer, claim and line number.
pub type LineKey = (Sym, Sym, Sym, Sym, i32);

/// One billed service on one date.
#[derive(Clone, Copy, Debug)]
pub struct ClaimLine {
    /// Claim number, in [`Names::claims`].
    pub claim: Sym,
    /// Line within the claim, from 1.
    pub line_number: i32,
    /// Patient, in [`Names::patients`].
    pub patient: Sym,
    /// Rendering clinician, in [`Names::clinicians`].
    pub clinician: Sym,
    /// Billing group, in [`Names::groups`]; may be absent.
    pub group: Sym,
    /// CMS specialty, in [`Names::specialties`]; may be absent.
    pub specialty: Sym,
    /// NUCC taxonomy, in [`Names::taxonomies`]; may be absent.
    pub taxonomy: Sym,
    /// Service date.
    pub date: Day,
    /// Procedure code, in [`Names::codes`].
    pub code: Sym,
    /// Sorted modifier list, in [`Names::modifier_sets`].
    pub modifiers: Sym,
    /// Diagnosis list, in [`Names::diagnosis_lists`].
    pub diagnoses: Sym,
    /// Place of service, in [`Names::places`]; may be absent.
    pub place: Sym,
    /// Payer, in [`Names::payers`]; may be absent.
    pub payer: Sym,
    /// Which source the row comes from, in [`Names::sources`]; may be absent.
    pub source: Sym,
    /// Whether a denied replacement or void names the line's claim: it took nothing away, and yet tells that somebody
    /// wanted the claim changed.
    pub denied_replacement: bool,
    /// Columns whose value could not be read: it is unknown, not blank.
    pub unreadable: FieldSet,
    /// Units, one when the file does not say.
    pub units: Units,
    /// Paid amount, when the file says.
    pub paid: Option<Cents>,
    /// Allowed amount, when the file says.
    pub allowed: Option<Cents>,
    /// Start of the service, [`Moment::NONE`] when absent.
    pub start: Moment,
    /// End of the service, [`Moment::NONE`] when absent.
    pub end: Moment,
    /// Recorded minutes, when the file says.
    pub minutes: Option<Minutes>,
    /// Whether the same service stands on an earlier line for another payer: one service was given, and a second payer was
    /// asked for the rest. Source: project rulebook, section 2, crossover.
    pub is_copy: bool,
    /// Whether the payer denied it: such a line is no effective line, and shows only that the service happened.
    pub is_denied: bool,
    /// File the line was read from, an index into the run's list of files.
    pub file: u32,
    /// Row in that file, from 1, the header not counted.
    pub row: u64,
}

impl ClaimLine {
    /// Whether two lines are the same line.
    pub fn is(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// What makes a line the line it is. A claim's number belongs to a patient, and to a source and a payer where the file
    /// names them: with another one it is another claim.
    pub const fn key(&self) -> LineKey {
        (self.patient, self.source, self.payer, self.claim, self.line_number)
    }

    /// The amount a finding puts at stake: paid, or allowed when paid is absent.
    pub fn amount_at_stake(&self) -> Option<Cents> {
        self.paid.or(self.allowed)
    }

    /// Start and end when both are known and make sense: end after start, at most a day long, and within a
    /// month of the service date, as monthly services are dated. Times of another year prove nothing of the service.
    pub fn interval(&self) -> Option<(i64, i64)> {
        let (start, end) = (self.start.known()?.0, self.end.known()?.0);
        let days_off = start.div_euclid(DAY_SECONDS) - i64::from(self.date.0);
        let is_near = (-31..=31).contains(&days_off);
        (start < end && end - start <= DAY_SECONDS && is_near).then_some((start, end))
    }
}

/// The texts behind the numbers of a run's lines, one dictionary per column. A copy shares them all: the parts of a run
/// differ in the claims they know and in nothing else.
#[derive(Clone)]
pub struct Names {
    /// Claim numbers.
    pub claims: Arc<Dictionary>,
    /// Patient ids.
    pub patients: Arc<Dictionary>,
    /// Rendering clinicians.
    pub clinicians: Arc<Dictionary>,
    /// Billing groups.
    pub groups: Arc<Dictionary>,
    /// CMS specialties.
    pub specialties: Arc<Dictionary>,
    /// NUCC taxonomies.
    pub taxonomies: Arc<Dictionary>,
    /// Procedure codes.
    pub codes: Arc<Dictionary>,
    /// Single modifiers.
    pub modifiers: Arc<Dictionary>,
    /// Sorted lists of modifiers.
    pub modifier_sets: Arc<SetDictionary>,
    /// Single diagnosis codes: upper case, no dots.
    pub diagnoses: Arc<Dictionary>,
    /// Lists of diagnosis codes.
    pub diagnosis_lists: Arc<SetDictionary>,
    /// Places of service.
    pub places: Arc<Dictionary>,
    /// Payers.
    pub payers: Arc<Dictionary>,
    /// Sources of rows.
    pub sources: Arc<Dictionary>,
    /// Numbers of logged activities.
    pub activities: Arc<Dictionary>,
    /// Threads of messages.
    pub threads: Arc<Dictionary>,
}

impl Default for Names {
    fn default() -> Self {
        let (texts, sets) = (|| Arc::new(Dictionary::new()), || Arc::new(SetDictionary::new()));
        Self {
            claims: texts(),
            patients: texts(),
            clinicians: texts(),
            groups: texts(),
            specialties: texts(),
            taxonomies: texts(),
            codes: texts(),
            modifiers: texts(),
            modifier_sets: sets(),
            diagnoses: texts(),
            diagnosis_lists: sets(),
            places: texts(),
            payers: texts(),
            sources: texts(),
            activities: texts(),
            threads: texts(),
        }
    }
}

impl Names {
    /// How many texts have numbers, but for those of claims and patients.
    pub fn n_texts(&self) -> usize {
        let texts = [&self.clinicians, &self.groups, &self.codes, &self.modifiers, &self.diagnoses, &self.payers];
        texts.into_iter().map(|texts| texts.len()).sum::<usize>() + self.diagnosis_lists.len()
    }

    /// The modifiers of a set as text, in order.
    pub fn modifier_texts(&self, set: Sym) -> impl Iterator<Item = &str> {
        self.modifier_sets.members(set).iter().map(|&modifier| self.modifiers.text(modifier))
    }

    /// The diagnoses of a list as text, in the order of the claim.
    pub fn diagnosis_texts(&self, list: Sym) -> impl Iterator<Item = &str> {
        self.diagnosis_lists.members(list).iter().map(|&code| self.diagnoses.text(code))
    }
}
