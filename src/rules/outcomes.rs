//! Where a rule puts its conclusions: counts, and findings with their full sentence. Decides nothing.

use super::engine::Given;
use super::missed::Draft;
use super::unreadable::LineNeeds;
use super::wording;
use crate::claim::{Cents, ClaimLine, DiagnosisMatch, DiagnosisRelation, Field, FieldSet, Units};
use crate::findings::{
    Condition, Direction, EntrySum, Finding, Opportunity, Outcome, PeriodOutcome, RuleCard, Tally, Tier, Unjudged,
};
use crate::timeline::World;

/// The conclusions of one rule over a part of the run.
pub struct Outcomes<'w> {
    world: &'w World,
    card: &'static RuleCard,
    order: usize,
    absences: &'w [Absence],
    needs: &'w LineNeeds,
    payers: Option<&'w [bool]>,
    columns: &'w [FieldSet],
    pub(super) tally: Tally,
    pub(super) findings: Vec<Finding>,
    pub(super) opportunities: Vec<Opportunity>,
    pub(super) outside: EntrySum,
    /// Lines that are neither flagged nor clean; nothing where nobody asks for them.
    pub(super) unjudged: Option<Vec<Unjudged>>,
}

/// Related lines kept with a finding. A real finding has a handful; a placeholder patient may have thousands.
const MOST_RELATED: usize = 100;

/// What the absence of columns from a file does to its lines, under one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// Nothing.
    None,
    /// They can be flagged, but never called clean.
    NeverClean(&'static str),
    /// They cannot be judged at all.
    Blind(&'static str),
}

impl Absence {
    /// The graver of two.
    const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Blind(_), _) | (Self::NeverClean(_), Self::None | Self::NeverClean(_)) => self,
            _ => other,
        }
    }
}

/// What a rule says of a flagged line.
pub struct Flag<'a> {
    /// How much the claim alone proves.
    pub tier: Tier,
    /// The lines that prove it, nearest first.
    pub related: &'a [&'a ClaimLine],
    /// The relation of the diagnoses to the nearest of them.
    pub diagnosis: DiagnosisRelation,
    /// A code that would have been right.
    pub suggested_code: Option<&'static str>,
    /// What was found: codes, dates, gap, relations. A sentence without its full stop.
    pub found: String,
    /// Why that matters: the rule in one sentence without its full stop.
    pub why: &'a str,
    /// Missed revenue, or the lower code's amount.
    pub expected: Option<Cents>,
    /// The days around the subject's date in which related lines count: first and last, negative before it.
    pub window: Option<(i32, i32)>,
    /// What had to hold beside window, clinician and diagnosis.
    pub conditions: Vec<Condition>,
    /// The citation, where it is another than the rule's own.
    pub own_source: Option<String>,
}

impl<'a> Flag<'a> {
    /// A flag that rests on the line alone.
    pub fn alone(tier: Tier, found: String, why: &'a str) -> Self {
        Self {
            tier,
            related: &[],
            diagnosis: DiagnosisRelation::Unknown,
            suggested_code: None,
            found,
            why,
            expected: None,
            window: None,
            conditions: Vec::new(),
            own_source: None,
        }
    }
}

impl<'w> Outcomes<'w> {
    /// `absences` holds, per file, what the columns that are absent from it do to its lines, `needs` what single lines
    /// need; `payers` says, per payer, whether its lines are judged here, when not all are.
    pub(super) fn new(
        world: &'w World,
        card: &'static RuleCard,
        order: usize,
        (absences, needs): (&'w [Absence], &'w LineNeeds),
        payers: Option<&'w [bool]>,
        given: &'w Given,
    ) -> Self {
        Self {
            world,
            card,
            order,
            absences,
            needs,
            payers,
            columns: &given.columns,
            tally: Tally::default(),
            findings: Vec::new(),
            opportunities: Vec::new(),
            outside: EntrySum::default(),
            unjudged: given.keeps_unjudged.then(Vec::new),
        }
    }

    /// Whether the line's file has a column.
    pub(super) fn has(&self, line: &ClaimLine, field: Field) -> bool {
        self.columns.get(line.file as usize).is_none_or(|columns| columns.contains(field))
    }

    /// Whether the line is judged under these settings: another payer may have its own.
    fn is_ours(&self, line: &ClaimLine) -> bool {
        self.payers.is_none_or(|payers| payers.get(line.payer.index()).copied().unwrap_or(true))
    }

    /// Patients without a subject are never shown to the rule: an outcome outside the subjects would be lost for some.
    fn assert_subject(&self, line: &ClaimLine) {
        let kinds = self.world.kinds(line);
        debug_assert!(kinds.meets(self.card.subjects), "{} judges a line that is no subject of its card", self.card.id);
    }

    /// Counts a subject that is not flagged.
    pub fn judge(&mut self, line: &ClaimLine, outcome: Outcome) {
        self.assert_subject(line);
        if !self.is_ours(line) {
            return;
        }
        self.conclude_line(
            line,
            match (outcome, self.absence(line)) {
                (_, Absence::Blind(reason)) | (Outcome::Clean, Absence::NeverClean(reason)) => {
                    Outcome::NotEvaluable(reason)
                }
                _ => outcome,
            },
        );
    }

    /// Counts an outcome of a line, and keeps the line where it is neither flagged nor clean and somebody asks for those.
    fn conclude_line(&mut self, line: &ClaimLine, outcome: Outcome) {
        self.tally.add(outcome);
        if let Some(unjudged) = self.unjudged.as_mut().filter(|_| !matches!(outcome, Outcome::Flagged | Outcome::Clean))
        {
            unjudged.push(Unjudged {
                rule_order: self.order,
                claim: line.claim,
                line_number: line.line_number,
                patient: line.patient,
                outcome,
            });
        }
    }

    /// Keeps a stretch of logged time with what became of it.
    pub(super) fn conclude(&mut self, draft: Draft<'_>, outcome: PeriodOutcome) {
        self.tally.add(outcome.as_outcome());
        self.opportunities.push(draft.finish(self.world, self.order, outcome));
    }

    /// Counts logged time that begins outside the judged dates.
    pub(super) const fn leave_outside(&mut self, sum: EntrySum) {
        self.outside.add(sum);
    }

    fn absence(&self, line: &ClaimLine) -> Absence {
        let of_file = self.absences.get(line.file as usize).copied().unwrap_or(Absence::None);
        let columns = self.columns.get(line.file as usize);
        match columns.filter(|_| !line.unreadable.is_empty()) {
            Some(columns) => of_file.or(self.needs.absence(line.unreadable, *columns)),
            None => of_file,
        }
    }

    /// Counts a flagged subject and keeps its finding.
    pub fn flag(&mut self, line: &ClaimLine, flag: &Flag<'_>) {
        self.assert_subject(line);
        if !self.is_ours(line) {
            return;
        }
        if let Absence::Blind(reason) = self.absence(line) {
            self.conclude_line(line, Outcome::NotEvaluable(reason));
            return;
        }
        self.tally.add(Outcome::Flagged);
        let nearest = flag.related.first();
        self.findings.push(Finding {
            card: self.card,
            rule_order: self.order,
            tier: flag.tier,
            line: *line,
            related: flag.related.iter().take(MOST_RELATED).map(|related| (*related).into()).collect(),
            gap_days: nearest.map(|related| line.date.gap_to(related.date)),
            same_diagnosis: nearest.and_then(|_| flag.diagnosis.as_same()),
            suggested_code: flag.suggested_code,
            expected: flag.expected.or_else(|| self.price(line, flag)),
            owned: Cents(0),
            own_source: flag.own_source.clone(),
            message: self.sentence(line, flag),
            conditions: wording::conditions(self.world, line, flag),
            window: flag.window.map(|(first, last)| (line.date.plus(first), line.date.plus(last))),
            nearby: Vec::new(),
            shelved: None,
        });
    }

    /// What the line would still be paid under the code that the rule names, by the fee schedule of its date and place.
    /// What payers usually paid is known only when the whole run is.
    fn price(&self, line: &ClaimLine, flag: &Flag<'_>) -> Option<Cents> {
        let code = flag.suggested_code.filter(|_| self.card.direction == Direction::Overpayment)?;
        let of_one_unit = self.world.fee(code, line)?;
        Some(Cents(of_one_unit.0 * line.units.0.max(0) / Units::ONE.0))
    }

    fn sentence(&self, line: &ClaimLine, flag: &Flag<'_>) -> String {
        let tier = match flag.tier {
            Tier::Hard => "Hard",
            Tier::Presumptive => "Presumptive",
            Tier::Advisory => "Advisory",
        };
        let amount = match (line.paid, line.allowed) {
            (None, Some(_)) => " The paid amount is absent: the allowed amount is shown instead.",
            (None, None) => " No amount is known for this line.",
            _ => "",
        };
        let listed = if flag.related.len() > MOST_RELATED {
            format!(" Of {} related lines the nearest {MOST_RELATED} are listed.", flag.related.len())
        } else {
            String::new()
        };
        let card = self.card;
        // The payer refused to change the claim, so that it stands; a reviewer wants to know that somebody tried.
        let remark = if line.denied_replacement { " Remark: a denied replacement names this claim." } else { "" };
        format!(
            "{}. {tier}: {}. Would clear it: {}. Ask for: {}.{amount}{listed}{remark} Source: {}.",
            wording::capitalised(&flag.found),
            flag.why,
            card.clears,
            card.evidence,
            flag.own_source.as_deref().unwrap_or(card.source)
        )
    }

    /// The relation of two lines' diagnoses under the default settings, for rules that only report it.
    /// Two patients have no problem in common.
    pub fn diagnosis(&self, a: &ClaimLine, b: &ClaimLine) -> DiagnosisRelation {
        if a.patient != b.patient {
            return DiagnosisRelation::Unknown;
        }
        self.world.diagnosis_sets(DiagnosisMatch::Exact, &["Z".to_owned()]).relation(a.diagnoses, b.diagnoses)
    }

    /// What the rule may know beside the lines.
    pub const fn world(&self) -> &'w World {
        self.world
    }
}
