//! Rules without code: what a pipeline states under `[[custom]]`, judged with the windows of the built-in rules.
//!
//! A custom rule looks for context lines of the same patient around every subject line. It fires when it finds one, or,
//! with `fires_when = "absent"`, when it finds none. Outcomes, findings and reports are those of every other rule.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::GROUP_NEEDED;
use super::windows::{Strongest, Window};
use super::wording;
use crate::claim::{ClaimLine, Day, DiagnosisMatch, DiagnosisRelation, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::{CodeSet, Dates, Kinds};
use crate::timeline::{PatientView, Scope, Strength, World};

/// Which diagnoses of a context line count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagnosisWish {
    /// Any, known or not.
    Any,
    /// Only one in common.
    Same,
    /// One in common; an unknown one makes an advisory finding.
    SameOrUnknown,
}

/// A rule as a pipeline states it.
#[derive(Clone, Debug)]
pub struct CustomRule {
    /// Its id, beside those of the built-in rules.
    pub id: String,
    /// One line.
    pub title: String,
    /// The codes it judges.
    pub subject: CodeSet,
    /// The codes it looks for.
    pub context: CodeSet,
    /// The days around the subject in which context counts: first and last, negative before it.
    pub window: (i32, i32),
    /// Whether it fires when there is no context, rather than when there is some.
    pub fires_when_absent: bool,
    /// Whose services count.
    pub provider: Scope,
    /// Which diagnoses count.
    pub diagnosis: DiagnosisWish,
    /// How strong a finding is.
    pub tier: Tier,
    /// Which way it points.
    pub direction: Direction,
    /// Modifiers of the subject that clear it.
    pub clearing_modifiers: Vec<String>,
    /// The payers whose lines it judges; all when empty.
    pub payers: Vec<String>,
    /// The service dates it judges.
    pub dates: Dates,
    /// Why it matters, in one sentence.
    pub message: String,
    /// What would clear a finding.
    pub clears: String,
    /// What a reviewer must look at.
    pub evidence: String,
    /// Citation.
    pub source: String,
}

impl CustomRule {
    /// Whether services of colleagues count.
    const fn looks_at_groups(&self) -> bool {
        matches!(self.provider, Scope::Table | Scope::Group)
    }

    /// The rule, ready for a run. Its texts live as long as the program: a run has a handful of such rules, and a card's
    /// texts are everywhere in its reports.
    pub fn into_rule(self) -> &'static Rule {
        let keep = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let by_payer: &'static [&'static [Need]] =
            if self.payers.is_empty() { &[] } else { &[&[Need::Column(Field::Payer)]] };
        let card = RuleCard {
            id: keep(&self.id),
            title: keep(&self.title),
            direction: self.direction,
            subjects: Kinds::CUSTOM,
            against: Kinds::CUSTOM,
            needs: by_payer,
            clean_needs: if self.looks_at_groups() { &[GROUP_NEEDED] } else { &[] },
            without: &[],
            settings: &[],
            clears: keep(&self.clears),
            evidence: keep(&self.evidence),
            source: keep(&self.source),
            page: "",
            examples: "",
        };
        let prepare = move |_: &_, world: &World| Check::patient(CustomCheck::new(self.clone(), world));
        Box::leak(Box::new(Rule { card, prepare: Box::leak(Box::new(prepare)) }))
    }
}

/// Everything that decides what the rule finds, on one line: the manifest and the hash of the settings need it.
impl std::fmt::Display for CustomRule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { subject, context, window, provider, diagnosis, dates, .. } = self;
        let when = if self.fires_when_absent { "absent" } else { "present" };
        let (tier, direction) = (self.tier.name(), self.direction.name());
        write!(
            out,
            "{subject} with {context} {when} from {:+} to {:+} days, {provider:?}, {diagnosis:?}",
            window.0, window.1
        )?;
        write!(out, ", {tier}, {direction}, {dates}")?;
        write!(out, ", payers [{}], cleared by [{}]", self.payers.join(" "), self.clearing_modifiers.join(" "))?;
        write!(out, "; {}; {}; {}; {}; {}", self.title, self.message, self.clears, self.evidence, self.source)
    }
}

struct CustomCheck {
    rule: CustomRule,
    window: Window,
}

impl CustomCheck {
    fn new(rule: CustomRule, world: &World) -> Self {
        let window = Window::of(rule.provider, DiagnosisMatch::Exact, &["Z".to_owned()], world);
        Self { rule, window }
    }

    /// Cleared, not evaluable, or to be judged.
    fn exception(&self, line: &ClaimLine, out: &Outcomes<'_>) -> Option<Outcome> {
        let world = out.world();
        let payer = world.names.payers.text(line.payer);
        if !self.rule.clearing_modifiers.is_empty() && !out.has(line, Field::Modifier1) {
            return Some(Outcome::NotEvaluable("column modifier_1 is absent from the line's file"));
        }
        if !self.rule.payers.is_empty() && payer.is_empty() {
            return Some(Outcome::NotEvaluable("payer unknown"));
        }
        let clears = |modifier: &str| self.rule.clearing_modifiers.iter().any(|clearing| clearing == modifier);
        let cleared = world.names.modifier_texts(line.modifiers).any(clears);
        cleared.then_some(Outcome::Cleared("a modifier of the line clears it"))
    }

    fn is_subject(&self, world: &World, line: &ClaimLine) -> bool {
        let payer = world.names.payers.text(line.payer);
        let rule = &self.rule;
        rule.subject.holds(world.code(line), world.kinds(line))
            && rule.dates.cover(line.date)
            && (rule.payers.is_empty() || payer.is_empty() || rule.payers.iter().any(|listed| listed == payer))
    }

    /// The context that counts; and, when some might count if more were known of it, what is not known.
    fn context<'a>(&self, patient: PatientView<'a>, line: &ClaimLine) -> (Strongest<'a>, Option<&'static str>) {
        let world = patient.world;
        let (first, last) = (line.date.plus(self.rule.window.0), line.date.plus(self.rule.window.1));
        let (mut strongest, mut unknown) = (Strongest::default(), None);
        for other in patient.between(first, last) {
            if other.is(line) || !self.rule.context.holds(world.code(other), world.kinds(other)) {
                continue;
            }
            let diagnosis = self.window.diagnosis(line, other);
            self.window.offer(world, (line, other), &mut strongest, |strength| {
                self.tier(diagnosis).filter(|_| strength == Strength::Strong)
            });
            match self.window.strength(world, line, other) {
                Strength::Strong => {
                    strongest.unknown |=
                        self.rule.diagnosis == DiagnosisWish::Same && diagnosis == DiagnosisRelation::Unknown;
                    if self.rule.diagnosis != DiagnosisWish::Any {
                        strongest.note_different(diagnosis, other);
                    }
                }
                Strength::Group if !(line.specialty.is_known() && other.specialty.is_known()) => {
                    unknown = unknown.or(Some("specialty unknown"));
                }
                Strength::None if !other.group.is_known() => unknown = Some("billing group unknown"),
                _ => {}
            }
        }
        let unknown =
            if strongest.unknown { Some("diagnosis unknown") } else { unknown.filter(|_| self.rule.looks_at_groups()) };
        (strongest, unknown)
    }

    /// The tier of a finding by the relation of the diagnoses.
    const fn tier(&self, diagnosis: DiagnosisRelation) -> Option<Tier> {
        match (self.rule.diagnosis, diagnosis) {
            (DiagnosisWish::Any, _) | (_, DiagnosisRelation::Same) => Some(self.rule.tier),
            (DiagnosisWish::SameOrUnknown, DiagnosisRelation::Unknown) => Some(Tier::Advisory),
            _ => None,
        }
    }

    /// No context was found: that is clean, or the finding itself.
    fn flag_absence(&self, line: &ClaimLine, unknown: Option<&'static str>, out: &mut Outcomes<'_>) {
        let world = out.world();
        let (before, after) = ((-self.rule.window.0).max(0), self.rule.window.1.max(0));
        let group_known = line.group.is_known() || !self.rule.looks_at_groups();
        match world.outcome_of_clean(line.date, before, after) {
            // A colleague may have given what is missed.
            Outcome::Clean if !group_known => out.judge(line, Outcome::NotEvaluable("billing group unknown")),
            Outcome::Clean if unknown.is_some() => out.judge(line, Outcome::NotEvaluable(unknown.unwrap_or_default())),
            Outcome::Clean => {
                let days = self.days(line.date);
                let found = format!("{} stands without the service it needs {days}", wording::on_date(world, line));
                let conditions = vec![Condition::met(format!("no line of the context codes {days}"))];
                let flag = Flag::alone(self.rule.tier, found, &self.rule.message);
                out.flag(line, &Flag { conditions, window: Some(self.rule.window), ..flag });
            }
            unsure => out.judge(line, unsure),
        }
    }

    /// `from 2025-10-02 to 2025-10-09`
    fn days(&self, date: Day) -> String {
        format!("from {} to {}", date.plus(self.rule.window.0), date.plus(self.rule.window.1))
    }
}

impl PatientCheck for CustomCheck {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(Kinds::CUSTOM).filter(|line| self.is_subject(world, line)) {
            if let Some(exception) = self.exception(line, out) {
                out.judge(line, exception);
                continue;
            }
            let (context, unknown) = self.context(patient, line);
            match (self.rule.fires_when_absent, context.tier) {
                (true, Some(_)) => out.judge(line, Outcome::Clean),
                (true, None) => self.flag_absence(line, unknown, out),
                (false, _) => {
                    let (before, after) = ((-self.rule.window.0).max(0), self.rule.window.1.max(0));
                    let clean = world.outcome_of_clean(line.date, before, after);
                    self.window.conclude(line, (context, self.rule.window), &self.rule.message, clean, out);
                }
            }
        }
    }
}
