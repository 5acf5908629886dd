//! Settles and judges the rows of a run part by part: first every part of patients, then the lines that say something of
//! clinicians' time, clinician by clinician. A run of one part is judged in one go. Publishes nothing.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::clinicians::Sums;
use super::gathered::Gathered;
use super::inputs::Inputs;
use super::plan::Plan;
use super::run::RunError;
use super::verdicts::{PartVerdict, Settled, Verdict, merge};
use crate::claim::{Accounting, ClaimLine, Fate, LineStatus, Names};
use crate::findings::{PaidAmounts, Workloads};
use crate::load::{Dealer, Holding, Lines, Log, Parts, Rows};
use crate::normalise::{Normalised, normalise};
use crate::quality::{Lens, Survey};
use crate::reference::{CodeFacts, Kinds};
use crate::rules::{self, BySums, Given, Judged, Loads, Stage};
use crate::timeline::{Material, Timelines, Withdrawn, World, as_line};

/// What every part is judged with.
pub(super) struct Court<'a> {
    pub(super) plan: &'a Plan,
    /// The texts behind the numbers of rows, but for those of claims and patients.
    pub(super) names: &'a Names,
    /// Whether some file says when services start and end.
    pub(super) has_times: bool,
    pub(super) inputs: &'a Inputs,
    pub(super) given: &'a Given,
    pub(super) facts: &'a Arc<Vec<CodeFacts>>,
    pub(super) world: World,
    /// What the rows are looked at with; nothing where nobody asks what they are like.
    pub(super) lens: Option<&'a Lens>,
    pub(super) holding: &'a Holding,
    pub(super) interrupt: &'a AtomicBool,
}

/// What a part leaves for those who judge clinicians.
#[derive(Clone, Copy)]
pub(super) enum Passed<'a> {
    /// Nothing: clinicians are judged with the part.
    Nothing,
    /// The lines that say something of clinicians' time.
    Lines,
    /// What they come to.
    Loads(&'a BySums),
}

impl Court<'_> {
    /// Judges every part. The log is linked to all lines of a run at once, so that a run with a log is one part.
    pub(super) fn judge(&self, parts: &Parts, log: Option<Log>) -> Result<Verdict, RunError> {
        if parts.len() == 1 {
            return self.judge_whole(parts, log);
        }
        let mut verdict = Verdict { runs: rules::unjudged(&self.plan.rules, self.given), ..Verdict::default() };
        let mut gathered = Gathered::new(self.holding);
        // Findings and what parts need while they are judged take memory too by now.
        let holding = self.holding.halved();
        let mut clinicians = Dealer::by_clinician(&holding);
        let looks_at_clinicians = self.looks_at_clinicians();
        // Sums do not say which lines a rule could not judge.
        let by_sums = if self.has_times || self.given.keeps_unjudged {
            None
        } else {
            BySums::new(&self.plan.rules, &self.world, self.given)
        };
        let mut sums = Sums::new(self.holding);
        let passed = match &by_sums {
            Some(by_sums) => Passed::Loads(by_sums),
            None if looks_at_clinicians => Passed::Lines,
            None => Passed::Nothing,
        };
        let mut settled = Vec::new();
        let judge = |rows: &Rows, names: &Names| self.judge_rows(rows, names, passed, None);
        self.in_waves(parts, judge, |part| {
            let whole = part.whole;
            verdict.add_counts(&whole);
            whole.findings.into_iter().try_for_each(|finding| gathered.add(finding, &whole.names, true))?;
            gathered.add_unjudged(whole.unjudged, &whole.names);
            settled.push(part.settled);
            sums.add(part.loads);
            Ok(clinicians.deal_lines(&part.timed)?)
        })?;
        if let Some(by_sums) = &by_sums {
            let needs_lines = self.judge_sums(by_sums, &sums, &mut verdict.runs);
            self.deal_timed(parts, &settled, &needs_lines, &mut clinicians)?;
        }
        if looks_at_clinicians {
            let first = gathered.findings.len();
            merge(&mut verdict.runs, &self.judge_clinicians(&clinicians.finish()?, &mut gathered)?);
            self.look_around(parts, first, &settled, &mut gathered)?;
        }
        // A run with a log is one part, so that there is no stretch of logged time here.
        let Gathered { findings, unjudged, claims, patients, words } = gathered;
        verdict.names = Names { claims: Arc::new(claims), patients: Arc::new(patients), ..self.names.clone() };
        (verdict.findings, verdict.unjudged, verdict.shelf) = (findings, unjudged, words.done()?);
        verdict.drop_failed();
        Ok(verdict)
    }

    /// Whether any rule has to wait until the lines of each clinician are together.
    pub(super) fn looks_at_clinicians(&self) -> bool {
        rules::looks_at_clinicians(&self.plan.rules, &self.world, self.given)
    }

    fn judge_whole(&self, parts: &Parts, log: Option<Log>) -> Result<Verdict, RunError> {
        let judge = |rows: &Rows, names: &Names| self.judge_rows(rows, names, Passed::Nothing, log);
        let part: Result<PartVerdict, RunError> = parts.visit(0, |part| part.with_names(self.names, judge))?;
        let mut verdict = part?.whole;
        verdict.drop_failed();
        Ok(verdict)
    }

    /// Judges the parts some at a time: what they leave is put away before the next ones take room.
    pub(super) fn in_waves<T: Send>(
        &self,
        parts: &Parts,
        judge: impl Fn(&Rows, &Names) -> Result<T, RunError> + Sync,
        mut put_away: impl FnMut(T) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let n_at_once = rayon::current_num_threads() * if parts.wait() { 1 } else { 4 };
        let places: Vec<usize> = (0..parts.len()).collect();
        for wave in places.chunks(n_at_once) {
            let judged = wave.par_iter().map(|place| {
                parts.visit(*place, |part| part.with_names(self.names, &judge)).map_err(RunError::from)?
            });
            judged.collect::<Result<Vec<T>, RunError>>()?.into_iter().try_for_each(&mut put_away)?;
        }
        Ok(())
    }

    /// Judges the rows of whole patients.
    pub(super) fn judge_rows(
        &self,
        rows: &Rows,
        names: &Names,
        passed: Passed<'_>,
        log: Option<Log>,
    ) -> Result<PartVerdict, RunError> {
        let (accounting, survey, workloads, settled) = self.settle(rows, names);
        let timelines = Timelines::build(self.material(rows, names), settled.chosen());
        let paid = self.paid_amounts(&timelines);
        let mut world = self.world.with_names(names.clone());
        if let Some(log) = log {
            world.withdrawn = Arc::new(Withdrawn::new(self.material(rows, names), &settled.withdrawn));
            world = world.with_log(log, &timelines, paid.medians());
        }
        let stage = if matches!(passed, Passed::Nothing) { Stage::All } else { Stage::Patients };
        let judged = self.run_rules(&timelines, &world, stage)?;
        let logged = rules::account(&world, &judged);
        let Judged { runs, mut findings, opportunities, unjudged, .. } = judged;
        for finding in &mut findings {
            finding.nearby = timelines.around(finding);
        }
        let (mut timed, mut loads) = (Lines::default(), Loads::new());
        match passed {
            Passed::Nothing => {}
            Passed::Lines => timelines.timed().for_each(|line| timed.push(line, names)),
            Passed::Loads(by_sums) => loads = by_sums.loads(&timelines, &world),
        }
        let whole = Verdict {
            accounting,
            survey,
            workloads,
            runs,
            findings,
            opportunities,
            logged,
            names: names.clone(),
            shelf: None,
            paid,
            unjudged,
        };
        Ok(PartVerdict { whole, settled, timed: timed.done(), loads })
    }

    /// What was paid for the codes that a rule may name in place of another: those of audited families and visits.
    fn paid_amounts(&self, timelines: &Timelines) -> PaidAmounts {
        let mut paid = PaidAmounts::default();
        let may_be_named =
            |line: &&ClaimLine| self.facts[line.code.index()].kinds.meets(Kinds::AUDITED.or(Kinds::VISIT));
        timelines.lines.iter().filter(may_be_named).for_each(|line| paid.add(line));
        paid
    }

    fn settle(&self, rows: &Rows, names: &Names) -> (Accounting, Survey, Workloads, Settled) {
        let Normalised { fates, given_line_numbers, denied_replacements } =
            normalise(rows, names, self.facts, |date| self.plan.judges(date));
        let accounting = Accounting::new(0, 0, &fates);
        let survey = self.lens.map(|lens| Survey::new(rows, names, &fates, lens)).unwrap_or_default();
        let rows_of = |wanted: &[Fate]| -> Vec<u32> {
            (0..).zip(&fates).filter(|(_, fate)| wanted.contains(fate)).map(|(row, _)| row).collect()
        };
        let has_log = self.plan.inputs.has_log();
        let withdrawn = if has_log { rows_of(&[Fate::Denied, Fate::Voided, Fate::Netted]) } else { Vec::new() };
        let workloads = self.workloads(rows, &fates);
        let effective = rows_of(&[Fate::Audited, Fate::Context]);
        // A payment that was taken back shows no service; a refused one does.
        let mut denied = rows_of(&[Fate::Denied]);
        denied.retain(|row| rows.handling.status.get(*row as usize) == LineStatus::Denied);
        let settled = Settled { effective, given_line_numbers, denied, denied_replacements, withdrawn };
        (accounting, survey, workloads, settled)
    }

    /// The audited lines by clinician, with the specialty that the rules see.
    fn workloads(&self, rows: &Rows, fates: &[Fate]) -> Workloads {
        let mut workloads = Workloads::default();
        for (row, _) in fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Audited) {
            let line = as_line(rows, row, None, &self.inputs.roster);
            workloads.add(line.clinician, line.specialty, line.taxonomy, line.amount_at_stake().unwrap_or_default());
        }
        workloads
    }

    pub(super) fn material<'m>(&'m self, rows: &'m Rows, names: &'m Names) -> Material<'m> {
        let all_matter = self.plan.inputs.has_log() || self.has_times;
        Material { rows, names, facts: self.facts, roster: &self.inputs.roster, all_matter }
    }

    pub(super) fn run_rules(&self, timelines: &Timelines, world: &World, stage: Stage) -> Result<Judged, RunError> {
        let rules = (self.plan.rules.as_slice(), self.given);
        rules::run(timelines, world, rules, stage, self.interrupt).ok_or(RunError::Interrupted)
    }
}
