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
        self.relation_in(world, Scope::Table, other)
    }

    /// The same as a scope sees it.
    fn relation_in(self, world: &World, scope: Scope, other: &ClaimLine) -> ProviderRelation {
        self.lines().map(|line| world.relation_in(scope, line, other)).max().unwrap_or(ProviderRelation::Other)
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
        self.scope.strength(subject.into().relation_in(world, self.scope, other))
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

    /// Offers a line at the tier that its relation to the subject gives it. Where the billing group of one of them is blank,
    /// and a colleague of the same group and specialty would count, that is noted instead: the hole in the extract must
    /// not look like another group.
    pub(super) fn offer<'a, 's>(
        &self,
        world: &World,
        (subject, line): (impl Into<Subject<'s>>, &'a ClaimLine),
        strongest: &mut Strongest<'a>,
        tier_at: impl Fn(Strength) -> Option<Tier>,
    ) {
        let relation = subject.into().relation_in(world, self.scope, line);
        if let Some(tier) = tier_at(self.scope.strength(relation)) {
            strongest.offer(tier, line);
        } else if relation == ProviderRelation::Unknown {
            let as_colleague = self.scope.strength(ProviderRelation::SameGroupSpecialty);
            strongest.group_unknown |= tier_at(as_colleague).is_some();
        }
    }

    /// Visits related to the subject from `nearest` to `farthest` days before it; visits that the payer denied are leads.
    ///
    /// Strong relation: same diagnosis presumptive, unknown advisory, different clears. Same group and same diagnosis:
    /// advisory. Source: project rulebook 3.1, `e_visit_after_related_visit`, and 4.5.
    pub(super) fn related_visits_before<'a, 's>(
        &self,
        patient: PatientView<'a>,
        subject: impl Into<Subject<'s>>,
        (nearest, farthest): (i32, i32),
    ) -> Strongest<'a> {
        let (subject, world) = (subject.into(), patient.world);
        let date = subject.line.date;
        let visits = self.visits_for(world.kinds(subject.line));
        let mut strongest = Strongest::default();
        for visit in patient.services_between(date.plus(-farthest), date.plus(-nearest)) {
            if !world.kinds(visit).meets(visits) {
                continue;
            }
            let diagnosis = self.diagnosis(subject, visit);
            self.offer(world, (subject, visit), &mut strongest, |strength| match (strength, diagnosis) {
                (Strength::Strong, DiagnosisRelation::Same) => Some(visit_tier(world, visit, Tier::Presumptive)),
                (Strength::Strong, DiagnosisRelation::Unknown) if self.require_same_diagnosis => None,
                (Strength::Strong, DiagnosisRelation::Unknown) | (Strength::Group, DiagnosisRelation::Same) => {
                    Some(Tier::Advisory)
                }
                _ => None,
            });
            if self.strength(world, subject, visit) == Strength::Strong {
                strongest.unknown |= diagnosis == DiagnosisRelation::Unknown;
                strongest.note_different(diagnosis, visit);
            }
        }
        strongest.unknown &= self.require_same_diagnosis;
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

/// How contacts are compared with other lines: the communication code of a health centre counts by billing group, unless
/// the pipeline says otherwise. Source: project rulebook 3.5, `rhc_wrapper_code`.
pub(super) struct ContactWindows {
    usual: Window,
    health_centre: Window,
}

impl ContactWindows {
    /// Reads the settings of [`Window::new`].
    pub(super) fn new(settings: &Settings, world: &World) -> Self {
        let mut health_centre = Window::new(settings, world);
        if health_centre.scope == Scope::Table {
            health_centre.scope = Scope::GroupAlone;
        }
        Self { usual: Window::new(settings, world), health_centre }
    }

    /// The comparison for a contact.
    pub(super) fn of(&self, world: &World, contact: &ClaimLine) -> &Window {
        if world.kinds(contact).meets(Kinds::RHC_WRAPPER) { &self.health_centre } else { &self.usual }
    }
}

/// Whether a line of a contact family, or of the health centres' code, is a contact on its date: that code is one until its
/// last day.
pub(super) fn is_contact(world: &World, line: &ClaimLine) -> bool {
    !world.kinds(line).meets(Kinds::RHC_WRAPPER) || world.facts(line).until.is_none_or(|until| line.date <= until)
}

/// The lines that prove a finding at the strongest tier any of them reaches.
#[derive(Default)]
pub(super) struct Strongest<'a> {
    pub(super) tier: Option<Tier>,
    pub(super) lines: Vec<&'a ClaimLine>,
    /// Why nothing fired although a strong line was met: its diagnosis is another, or another rule names it.
    pub(super) cleared: Option<&'static str>,
    /// A strong line with an unknown diagnosis was met, and only a shared one counts.
    pub(super) unknown: bool,
    /// A line was met that would fire if it were of a colleague, and a billing group is blank on it or on the subject.
    pub(super) group_unknown: bool,
    /// A line was met that would fire if it were a procedure, and no fee schedule covers its date.
    pub(super) procedure_unknown: bool,
}

/// The reason of a line beside which only services for other problems were found.
const UNRELATED: &str = "unrelated diagnosis";

/// The reason of a line that would be flagged if a blank billing group were that of the other line.
pub(super) const GROUP_UNKNOWN: Outcome = Outcome::NotEvaluable("billing group unknown");

/// The reason of a line that would be flagged if an undated procedure were one.
pub(super) const PROCEDURE_UNKNOWN: Outcome =
    Outcome::NotEvaluable("a procedure is dated outside the loaded fee schedules");

/// The tier of a finding that rests on a visit: transition codes may be dated up to 30 days after the visit they contain,
/// and a denied visit only shows that it took place, so that either is a lead at most.
///
/// Source: project rulebook, sections 2 and 4.5.
pub(super) fn visit_tier(world: &World, visit: &ClaimLine, tier: Tier) -> Tier {
    if visit.is_denied || world.kinds(visit).meets(Kinds::TRANSITION) { Tier::Advisory } else { tier }
}

impl<'a> Strongest<'a> {
    /// Notes a strong line of another problem; a visit that the payer denied never clears anything.
    pub(super) fn note_different(&mut self, diagnosis: DiagnosisRelation, line: &ClaimLine) {
        if diagnosis == DiagnosisRelation::Different && !line.is_denied {
            self.cleared = self.cleared.or(Some(UNRELATED));
        }
    }

    pub(super) fn offer(&mut self, tier: Tier, line: &'a ClaimLine) {
        if self.tier < Some(tier) {
            self.tier = Some(tier);
            self.lines.clear();
        }
        if self.tier == Some(tier) {
            self.lines.push(line);
        }
    }

    /// The outcome of a subject that is not flagged. What is not known goes before what clears.
    pub(super) fn outcome_of_silence(&self, otherwise: Outcome) -> Outcome {
        if self.group_unknown {
            GROUP_UNKNOWN
        } else if self.procedure_unknown {
            PROCEDURE_UNKNOWN
        } else if self.unknown {
            Outcome::NotEvaluable("diagnosis unknown")
        } else {
            self.cleared.map_or(otherwise, Outcome::Cleared)
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
    Kinds::from_names(settings.names("families").iter().map(String::as_str))
        .unwrap_or(Kinds::CONTACT.or(Kinds::RHC_WRAPPER))
}

/// Whether two lines of one patient and date are equal in clinician, code, modifier set and payer.
pub(super) fn is_duplicate(a: &ClaimLine, b: &ClaimLine) -> bool {
    a.clinician == b.clinician && a.code == b.code && a.modifiers == b.modifiers && a.payer == b.payer
}

/// The outcome of a line whose service stands on an earlier line for another payer.
///
/// Source: project rulebook, section 2, crossover.
pub(super) const SECOND_PAYER: Outcome = Outcome::Cleared("claim of a second payer");

/// The outcome of a line of which the shipped tables say nothing, because it is dated after they were read.
///
/// Source: project rulebook, section 2, horizon.
pub(super) const TABLES_NOT_READ: Outcome = Outcome::NotEvaluable("tables not read for this year");

/// The code of the clinician who asks another for a consult: neither judged nor counted among consults.
pub(super) const ASKING: &str = "99452";
