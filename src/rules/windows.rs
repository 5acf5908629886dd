//! Walking the days around a line: which other lines count, how strongly, and which of them prove a finding.
//! The one implementation of windows for every rule.

use std::sync::Arc;

use super::outcomes::{Flag, Outcomes};
use super::wording;
use crate::claim::{ClaimLine, DiagnosisMatch, DiagnosisRelation, DiagnosisSets};
use crate::findings::{Outcome, Settings, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, Scope, Strength, World, by_nearness};

/// What a window is drawn around: a line, or the lines that stand for a stretch of logged time nobody billed, one per
/// clinician and problem, all of one date and family.
#[derive(Clone, Copy)]
pub(super) struct Subject<'s> {
    /// The line, or the first of them.
    pub(super) line: &'s ClaimLine,
    others: &'s [ClaimLine],
}

impl<'s> From<&'s ClaimLine> for Subject<'s> {
    fn from(line: &'s ClaimLine) -> Self {
        Self { line, others: &[] }
    }
}

impl<'s> Subject<'s> {
    /// Lines that stand for one stretch of time; `None` when there are none.
    pub(super) fn of(lines: &'s [ClaimLine]) -> Option<Self> {
        lines.split_first().map(|(line, others)| Self { line, others })
    }

    fn lines(self) -> impl Iterator<Item = &'s ClaimLine> {
        std::iter::once(self.line).chain(self.others)
    }

    /// The strongest relation of any of the lines.
    pub(super) fn relation(self, world: &World, other: &ClaimLine) -> ProviderRelation {
        self.lines().map(|line| world.relation(line, other)).max().unwrap_or(ProviderRelation::Other)
    }
}

/// How a rule compares two lines.
pub(super) struct Window {
    pub(super) scope: Scope,
    pub(super) require_same_diagnosis: bool,
    visits: Kinds,
    diagnoses: Arc<DiagnosisSets>,
}

impl Window {
    /// Reads the settings `scope`, `diagnosis_match` and `ignored_diagnosis_prefixes`; `visit_sets` and
    /// `require_same_diagnosis` where the rule declares them.
    pub(super) fn new(settings: &Settings, world: &World) -> Self {
        let matching = if settings.choice("diagnosis_match") == "category" {
            DiagnosisMatch::Category
        } else {
            DiagnosisMatch::Exact
        };
        // As diagnosis codes are compared: upper case, without dots.
        let ignored: Vec<String> = settings
            .names("ignored_diagnosis_prefixes")
            .iter()
            .map(|prefix| prefix.trim().replace('.', "").to_ascii_uppercase())
            .filter(|prefix| !prefix.is_empty())
            .collect();
        let visits = if settings.declares("visit_sets") {
            Kinds::from_names(settings.names("visit_sets").iter().map(String::as_str)).unwrap_or(Kinds::VISIT)
        } else {
            Kinds::VISIT
        };
        Self {
            scope: Scope::from_name(settings.choice("scope")),
            require_same_diagnosis: settings.declares("require_same_diagnosis")
                && settings.flag("require_same_diagnosis"),
            visits,
            diagnoses: world.diagnosis_sets(matching, &ignored),
        }
    }

    /// A comparison without settings, in which nothing but scope and diagnoses plays a part.
    pub(super) fn of(scope: Scope, matching: DiagnosisMatch, ignored: &[String], world: &World) -> Self {
        let diagnoses = world.diagnosis_sets(matching, ignored);
        Self { scope, require_same_diagnosis: false, visits: Kinds::VISIT, diagnoses }
    }

    pub(super) fn strength<'s>(&self, world: &World, subject: impl Into<Subject<'s>>, other: &ClaimLine) -> Strength {
        self.scope.strength(subject.into().relation(world, other))
    }

    /// The relation of the diagnoses, those of several lines taken together.
    pub(super) fn diagnosis<'s>(&self, subject: impl Into<Subject<'s>>, other: &ClaimLine) -> DiagnosisRelation {
        let mut together = DiagnosisRelation::Unknown;
        for line in subject.into().lines() {
            match self.diagnoses.relation(line.diagnoses, other.diagnoses) {
                DiagnosisRelation::Same => return DiagnosisRelation::Same,
                DiagnosisRelation::Different => together = DiagnosisRelation::Different,
                DiagnosisRelation::Unknown => {}
            }
        }
        together
    }

    /// The visits that count for a subject: beside clinicians without E/M, assessment services count too.
    pub(super) fn visits_for(&self, subject: Kinds) -> Kinds {
        if subject.meets(Kinds::WITHOUT_EM) { self.visits.or(Kinds::ASSESSMENT) } else { self.visits }
    }

    /// Visits related to the subject from `nearest` to `farthest` days before it.
    ///
    /// Strong relation: same diagnosis presumptive, unknown advisory, different clears. Same group and same diagnosis:
    /// advisory. Source: project rulebook 3.1, `e_visit_after_related_visit`.
    pub(super) fn related_visits_before<'a, 's>(
        &self,
        patient: PatientView<'a>,
        subject: impl Into<Subject<'s>>,
        (nearest, farthest): (i32, i32),
    ) -> Strongest<'a> {
        let subject = subject.into();
        let date = subject.line.date;
        let visits = self.visits_for(patient.world.kinds(subject.line));
        let mut strongest = Strongest::default();
        for visit in patient.between(date.plus(-farthest), date.plus(-nearest)) {
            if !patient.world.kinds(visit).meets(visits) {
                continue;
            }
            match (self.strength(patient.world, subject, visit), self.diagnosis(subject, visit)) {
                (Strength::Strong, DiagnosisRelation::Same) => strongest.offer(Tier::Presumptive, visit),
                (Strength::Strong, DiagnosisRelation::Unknown) if self.require_same_diagnosis => {
                    strongest.unknown = true;
                }
                (Strength::Strong, DiagnosisRelation::Unknown) | (Strength::Group, DiagnosisRelation::Same) => {
                    strongest.offer(Tier::Advisory, visit);
                }
                (Strength::Strong, DiagnosisRelation::Different) => strongest.different = true,
                _ => {}
            }
        }
        strongest
    }

    /// Flags the subject with the strongest lines, or counts it as cleared, not evaluable or `otherwise`. The span are the
    /// days around the subject in which lines counted.
    pub(super) fn conclude(
        &self,
        subject: &ClaimLine,
        (mut strongest, span): (Strongest<'_>, (i32, i32)),
        why: &str,
        otherwise: Outcome,
        out: &mut Outcomes<'_>,
    ) {
        let world = out.world();
        let Some(tier) = strongest.tier else {
            out.judge(subject, strongest.outcome_of_silence(otherwise));
            return;
        };
        strongest.lines.sort_by(|a, b| by_nearness(world, subject, a, b));
        let diagnosis = self.diagnosis(subject, strongest.lines[0]);
        let found = wording::comparison(world, subject, &strongest.lines, diagnosis);
        let flag = Flag::alone(tier, found, why);
        out.flag(subject, &Flag { related: &strongest.lines, diagnosis, window: Some(span), ..flag });
    }
}

/// The lines that prove a finding at the strongest tier any of them reaches.
#[derive(Default)]
pub(super) struct Strongest<'a> {
    pub(super) tier: Option<Tier>,
    pub(super) lines: Vec<&'a ClaimLine>,
    /// A strong line with a different diagnosis was met: clears when nothing fires.
    pub(super) different: bool,
    /// A strong line with an unknown diagnosis was met, and only a shared one counts.
    pub(super) unknown: bool,
}

impl<'a> Strongest<'a> {
    pub(super) fn offer(&mut self, tier: Tier, line: &'a ClaimLine) {
        if self.tier < Some(tier) {
            self.tier = Some(tier);
            self.lines.clear();
        }
        if self.tier == Some(tier) {
            self.lines.push(line);
        }
    }

    fn outcome_of_silence(&self, otherwise: Outcome) -> Outcome {
        if self.unknown {
            Outcome::NotEvaluable("diagnosis unknown")
        } else if self.different {
            Outcome::Cleared("unrelated diagnosis")
        } else {
            otherwise
        }
    }
}

/// Claim id, then line number: which of two lines of one date comes first.
pub(super) fn comes_first(world: &World, a: &ClaimLine, b: &ClaimLine) -> bool {
    let key = |line: &ClaimLine| (world.names.claims.text(line.claim).to_owned(), line.line_number);
    key(a) < key(b)
}

/// The contact families a rule's `families` setting keeps.
pub(super) fn families(settings: &Settings) -> Kinds {
    Kinds::from_names(settings.names("families").iter().map(String::as_str)).unwrap_or(Kinds::CONTACT)
}

/// Whether two lines of one patient and date are equal in clinician, code, modifier set and payer.
pub(super) fn is_duplicate(a: &ClaimLine, b: &ClaimLine) -> bool {
    a.clinician == b.clinician && a.code == b.code && a.modifiers == b.modifiers && a.payer == b.payer
}

/// The same service on the claim of a secondary payer: billed twice, given once.
pub(super) fn is_crossover(line: &ClaimLine, reference: &ClaimLine) -> bool {
    let other_payer = line.payer.is_known() && reference.payer.is_known() && line.payer != reference.payer;
    let same_service = line.patient == reference.patient
        && line.date == reference.date
        && line.clinician == reference.clinician
        && line.code == reference.code
        && line.modifiers == reference.modifiers;
    other_payer && same_service
}
