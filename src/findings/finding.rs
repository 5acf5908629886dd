//! One finding: exactly one primary line, the lines that prove it, and the sentence. Does not decide tiers.

use super::card::{Direction, RuleCard, Tier};
use super::words::ShelfMark;
use crate::claim::{Cents, ClaimLine, Day, Names, Sym, Units};

/// A line that proves a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelatedLine {
    /// Claim number.
    pub claim: Sym,
    /// Line within the claim.
    pub line_number: i32,
    /// Service date.
    pub date: Day,
    /// Procedure code.
    pub code: Sym,
}

impl From<&ClaimLine> for RelatedLine {
    fn from(line: &ClaimLine) -> Self {
        Self { claim: line.claim, line_number: line.line_number, date: line.date, code: line.code }
    }
}

/// One condition of a finding: what had to hold, and whether it does; `None` when nobody can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The condition with its arithmetic, in words.
    pub what: String,
    /// Whether it holds.
    pub holds: Option<bool>,
}

impl Condition {
    /// A condition that holds.
    pub const fn met(what: String) -> Self {
        Self { what, holds: Some(true) }
    }
}

/// A line of the patient around a finding, for a drawn timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearbyLine {
    /// The line.
    pub line: RelatedLine,
    /// Its clinician.
    pub clinician: Sym,
    /// Its diagnoses.
    pub diagnoses: Sym,
}

/// What a rule found on one line.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub card: &'static RuleCard,
    /// The rule's place in the rulebook, which breaks ties of ownership.
    pub rule_order: usize,
    /// How much the claim alone proves.
    pub tier: Tier,
    /// The line that is flagged.
    pub line: ClaimLine,
    /// The lines that prove it, nearest first.
    pub related: Vec<RelatedLine>,
    /// Days to the nearest related line; negative when that one is earlier.
    pub gap_days: Option<i32>,
    /// Whether the nearest related line has a diagnosis in common; `None` when unknown.
    pub same_diagnosis: Option<bool>,
    /// A code that would have been right.
    pub suggested_code: Option<&'static str>,
    /// Missed revenue, or the lower code's amount.
    pub expected: Option<Cents>,
    /// The part of the line's money this finding answers for; set by the ledger.
    pub owned: Cents,
    /// The citation, where it is another than the rule's own: the policy of a payer.
    pub own_source: Option<String>,
    /// The sentence.
    pub message: String,
    /// What had to hold, one by one.
    pub conditions: Vec<Condition>,
    /// The dates the rule looked at for related lines.
    pub window: Option<(Day, Day)>,
    /// The patient's lines around the finding, by date; the finding's own among them.
    pub nearby: Vec<NearbyLine>,
    /// Where its sentence, conditions, citation and lines wait, when memory is short; they are empty then.
    pub shelved: Option<ShelfMark>,
}

impl Finding {
    /// Puts the numbers of its patient and of all claims it names through tables.
    pub fn renumber(&mut self, mut claim: impl FnMut(Sym) -> Sym, patient: impl FnOnce(Sym) -> Sym) {
        let nearby = self.nearby.iter_mut().map(|nearby| &mut nearby.line.claim);
        let related = self.related.iter_mut().map(|line| &mut line.claim);
        for named in std::iter::once(&mut self.line.claim).chain(related).chain(nearby) {
            *named = claim(*named);
        }
        self.line.patient = patient(self.line.patient);
    }

    /// What may have to go back: what it owns less what the line would still be paid; all of it where that is not known.
    pub fn at_risk(&self) -> Cents {
        Cents((self.owned.0 - self.expected.map_or(0, |expected| expected.0)).max(0))
    }

    /// Whether what the line would still be paid is not known, so that [`Self::at_risk`] is an upper bound.
    pub const fn at_risk_is_upper_bound(&self) -> bool {
        self.expected.is_none()
    }

    /// Whether the median of what its payer paid for the code it suggests is what the line would still be paid: nothing
    /// better is known, and the median is that of one unit.
    pub fn takes_median(&self) -> bool {
        self.card.direction == Direction::Overpayment
            && self.expected.is_none()
            && self.suggested_code.is_some()
            && self.line.payer.is_known()
            && self.line.units == Units::ONE
    }

    /// The citation.
    pub fn source(&self) -> &str {
        self.own_source.as_deref().unwrap_or(self.card.source)
    }

    /// 16 hexadecimal digits that stay the same from run to run: a hash of rule, claim id and line number.
    pub fn id(&self, names: &Names) -> String {
        id_of([self.card.id, names.claims.text(self.line.claim), &self.line.line_number.to_string()])
    }
}

/// An id from the parts that make a finding or an opportunity what it is: 16 hexadecimal digits, the same in every run.
pub(super) fn id_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        // A separator that no part contains, so that ("a", "bc") and ("ab", "c") differ.
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}
