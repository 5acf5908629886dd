//! Which rules could judge how many lines, why not the others, and what would enable more of them. Runs no rule: it reads
//! how the rules fared.

use crate::claim::{Field, FieldSet};
use crate::findings::{Input, Need, RuleCard, RuleRun, RuleStatus};

/// How one rule fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReadiness {
    /// The rule.
    pub rule: &'static str,
    /// Its title.
    pub title: &'static str,
    /// `ran`, `not_applicable`, `off` or `error`.
    pub status: &'static str,
    /// Why it did not run; empty when it ran.
    pub reason: String,
    /// Lines it looks at.
    pub subjects: u64,
    /// Lines it could judge: flagged, clean or cleared.
    pub judged: u64,
    /// Lines it will judge for good once later dates are there.
    pub provisional: u64,
    /// Lines it could not judge.
    pub not_evaluable: u64,
    /// Why lines were not judged, most lines first.
    pub reasons: Vec<(&'static str, u64)>,
    /// What would let it run, in words; empty when it ran.
    pub wants: Vec<String>,
}

/// Something that would enable rules, or let them judge more lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enabler {
    /// What to add, in words.
    pub add: String,
    /// Rules that cannot run and need nothing else.
    pub enables: Vec<&'static str>,
    /// Rules that cannot run and need more than this.
    pub with_others: Vec<&'static str>,
    /// Rules that run, but not on the lines of every file, or never call a line clean.
    pub sharpens: Vec<&'static str>,
}

/// How all rules fared, and what would enable more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// Why no rule can judge the codes of this run, when none can.
    pub foreign_codes: Option<&'static str>,
    /// In the order of the rulebook.
    pub rules: Vec<RuleReadiness>,
    /// Whatever enables most rules first.
    pub enablers: Vec<Enabler>,
}

impl Readiness {
    /// Reads the runs; `columns` are those of every claim file, `tables` those beside them.
    pub fn new(runs: &[RuleRun], columns: &[FieldSet], tables: &[Input], foreign_codes: Option<&'static str>) -> Self {
        let given = Given { columns, tables };
        let rules = runs.iter().map(|run| readiness(run, &given)).collect();
        // On codes that no rule knows, no column would help.
        let enablers = if foreign_codes.is_some() { Vec::new() } else { enablers(runs, &given) };
        Self { foreign_codes, rules, enablers }
    }

    /// How many rules have a status.
    pub fn count(&self, status: &str) -> usize {
        self.rules.iter().filter(|rule| rule.status == status).count()
    }
}

struct Given<'a> {
    columns: &'a [FieldSet],
    tables: &'a [Input],
}

impl Given<'_> {
    /// Whether some file has what a group of needs asks for.
    fn meets(&self, group: &[Need]) -> bool {
        let all = self.columns.iter().fold(FieldSet::default(), |all, file| all.or(*file));
        group.iter().any(|need| need.is_met(all, self.tables))
    }

    /// Whether every file has.
    fn meets_everywhere(&self, group: &[Need]) -> bool {
        self.columns.iter().all(|file| group.iter().any(|need| need.is_met(*file, self.tables)))
    }

    fn missing<'c>(&self, card: &'c RuleCard) -> Vec<&'c [Need]> {
        card.needs.iter().copied().filter(|group| !self.meets(group)).collect()
    }
}

fn readiness(run: &RuleRun, given: &Given<'_>) -> RuleReadiness {
    let count = |name: &str| run.tally.count(name);
    let mut reasons: Vec<(&'static str, u64)> =
        run.tally.reasons().filter(|(name, ..)| *name != "cleared").map(|(_, reason, n)| (reason, n)).collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let is_applicable = !matches!(run.status, RuleStatus::NotApplicable(_));
    let missing = if is_applicable { Vec::new() } else { given.missing(run.card) };
    RuleReadiness {
        rule: run.card.id,
        title: run.card.title,
        status: run.status.name(),
        reason: if run.status == RuleStatus::Ran { String::new() } else { run.reason() },
        subjects: run.tally.subjects(),
        judged: count("flagged") + count("clean") + count("cleared"),
        provisional: count("provisional"),
        not_evaluable: count("not_evaluable"),
        reasons,
        wants: missing.into_iter().map(words).collect(),
    }
}

/// What one addition would do for one rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Enables,
    WithOthers,
    Sharpens,
}

/// An addition, and what it would do: the rule, the groups of its needs it stands in, and the effect.
struct Addition {
    needs: Vec<Need>,
    effects: Vec<(&'static str, Vec<usize>, Effect)>,
}

fn enablers(runs: &[RuleRun], given: &Given<'_>) -> Vec<Enabler> {
    let mut additions: Vec<Addition> = Vec::new();
    for run in runs.iter().filter(|run| run.status != RuleStatus::Off) {
        for (need, groups, effect) in effects(run, given) {
            let effect = (run.card.id, groups, effect);
            match additions.iter_mut().find(|addition| addition.needs == [need]) {
                Some(addition) => addition.effects.push(effect),
                None => additions.push(Addition { needs: vec![need], effects: vec![effect] }),
            }
        }
    }
    // Additions that stand in the same places are alternatives: one of them is enough.
    let mut distinct: Vec<Addition> = Vec::new();
    for addition in additions {
        match distinct.iter_mut().find(|known| known.effects == addition.effects) {
            Some(known) => known.needs.extend(addition.needs),
            None => distinct.push(addition),
        }
    }
    let mut enablers: Vec<Enabler> = distinct.iter().map(Addition::as_enabler).collect();
    let rank = |enabler: &Enabler| (enabler.enables.len(), enabler.sharpens.len(), enabler.with_others.len());
    enablers.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.add.cmp(&b.add)));
    enablers
}

/// What each column or table that a rule misses would do for it, with the groups of needs it stands in.
fn effects(run: &RuleRun, given: &Given<'_>) -> Vec<(Need, Vec<usize>, Effect)> {
    let card = run.card;
    // Settings decide whether such a column matters: where it does, lines were left unjudged for it.
    let matters = |reason: &str| run.tally.reasons().any(|(_, given, _)| given == reason);
    let clean_needs = card.clean_needs.iter().filter(|(_, reason)| matters(reason));
    let clean_needs = clean_needs.map(|(fields, _)| fields.iter().copied().map(Need::Column).collect());
    let needs = card.needs.iter().map(|group| group.to_vec());
    let groups: Vec<Vec<Need>> = needs.chain(clean_needs).collect();
    let missing: Vec<usize> = (0..card.needs.len()).filter(|at| !given.meets(&groups[*at])).collect();
    let wanted: Vec<usize> = if missing.is_empty() {
        (0..groups.len()).filter(|at| !given.meets_everywhere(&groups[*at])).collect()
    } else {
        missing.clone()
    };
    let mut effects: Vec<(Need, Vec<usize>, Effect)> = Vec::new();
    for need in wanted.iter().flat_map(|at| groups[*at].iter().copied()) {
        let met: Vec<usize> = wanted.iter().copied().filter(|at| groups[*at].contains(&need)).collect();
        let effect = match missing.len() {
            0 => Effect::Sharpens,
            n if n == met.len() => Effect::Enables,
            _ => Effect::WithOthers,
        };
        if effects.iter().all(|(known, ..)| *known != need) {
            effects.push((need, met, effect));
        }
    }
    effects
}

impl Addition {
    fn as_enabler(&self) -> Enabler {
        let rules = |wanted: Effect| {
            self.effects.iter().filter(|(.., effect)| *effect == wanted).map(|(rule, ..)| *rule).collect()
        };
        Enabler {
            add: words(&self.needs),
            enables: rules(Effect::Enables),
            with_others: rules(Effect::WithOthers),
            sharpens: rules(Effect::Sharpens),
        }
    }
}

/// What to add so that a group of needs is met: columns of the claims, or a file beside them.
fn words(group: &[Need]) -> String {
    let columns: Vec<String> =
        group.iter().filter_map(|need| need.column()).map(|field| format!("`{}`", field.name())).collect();
    let mut ways = Vec::new();
    if !columns.is_empty() {
        ways.push(format!("add the column {}", columns.join(" or ")));
    }
    ways.extend(group.iter().filter_map(|need| need.table()).map(|table| table_words(table).to_owned()));
    let told_by_roster = |need: &Need| {
        matches!(need.column(), Some(Field::RenderingSpecialty | Field::RenderingTaxonomy | Field::BillingTin))
    };
    if group.iter().any(told_by_roster) {
        ways.push("give a roster of clinicians (--providers)".to_owned());
    }
    ways.join(", or ")
}

const fn table_words(table: Input) -> &'static str {
    match table {
        Input::ActivityLog => "give a log of messages and calls (--activity)",
        Input::Consents => "give the patients' consents (--consents)",
        Input::FeeSchedule => "give the CMS fee schedule (--fee-schedule)",
        Input::PairEdits => "give the NCCI PTP edits (--ptp)",
        Input::UnitLimits => "give the MUE unit limits (--mue)",
    }
}
