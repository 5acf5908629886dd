//! Judges clinicians once every part of patients is judged: by sums where those can tell, and else by their lines, dealt
//! once more. Publishes nothing.

use std::collections::{HashMap, HashSet};

use super::gathered::Gathered;
use super::parts::Court;
use super::run::RunError;
use super::verdicts::{Settled, TimeVerdict, merge};
use crate::claim::{Names, Sym};
use crate::findings::{Finding, RuleRun};
use crate::load::{Dealer, Holding, Lines, Part, Parts, Rows};
use crate::rules::{self, BySums, Loads, Stage};
use crate::timeline::{Chosen, Timelines, as_line};

/// The days of all clinicians while parts are judged.
pub(super) struct Sums {
    /// Nothing once there were too many: the lines are needed then.
    loads: Option<Loads>,
    /// Days that there is room for.
    most: usize,
}

/// Bytes of one day in a table that has just grown.
const BYTES_PER_DAY: usize = 40;

impl Sums {
    /// No days. Those of all clinicians may take half of what rows may take.
    pub(super) fn new(holding: &Holding) -> Self {
        let most = holding.limit.as_ref().map_or(usize::MAX, |(for_rows, _)| for_rows / 2 / BYTES_PER_DAY);
        Self { loads: Some(Loads::new()), most }
    }

    /// Adds the days of a part.
    pub(super) fn add(&mut self, loads: Loads) {
        let Some(known) = &mut self.loads else { return };
        for (day, load) in loads {
            known.entry(day).or_default().add(load);
        }
        if self.most < known.len() {
            self.loads = None;
        }
    }
}

impl Court<'_> {
    /// Judges the clinicians of whom sums tell; gives for each clinician whether the lines are needed.
    pub(super) fn judge_sums(&self, by_sums: &BySums, sums: &Sums, runs: &mut [RuleRun]) -> Vec<bool> {
        match &sums.loads {
            Some(loads) => by_sums.judge(loads, &self.world, runs),
            None => vec![true; self.names.clinicians.len()],
        }
    }

    /// Deals the timed lines of the clinicians who are wanted.
    pub(super) fn deal_timed(
        &self,
        parts: &Parts,
        settled: &[Settled],
        is_wanted: &[bool],
        dealer: &mut Dealer<'_>,
    ) -> Result<(), RunError> {
        if !is_wanted.contains(&true) {
            return Ok(());
        }
        for (place, settled) in settled.iter().enumerate() {
            let lines = parts.visit(place, |part| self.timed_of(part, settled, is_wanted)).map_err(RunError::from)?;
            dealer.deal_lines(&lines)?;
        }
        Ok(())
    }

    fn timed_of(&self, part: &Part, settled: &Settled, is_wanted: &[bool]) -> Lines {
        let rows = part.rows();
        let material = self.material(rows, self.names);
        let given: HashMap<u32, i32> = settled.given_line_numbers.iter().copied().collect();
        let mut lines = Lines::default();
        for row in &settled.effective {
            let at = *row as usize;
            if is_wanted[rows.people.clinician.get(at).index()] && material.matters(rows.services.code.get(at)) {
                let mut line = as_line(rows, at, given.get(row).copied(), material.roster);
                line.denied_replacement |= settled.chosen().has_denied_replacement(*row);
                lines.push_from(part, &line);
            }
        }
        lines.done()
    }

    /// Judges settled lines of whole clinicians.
    pub(super) fn judge_times(&self, rows: &Rows, names: &Names) -> Result<TimeVerdict, RunError> {
        let all: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let chosen = Chosen { effective: &all, ..Chosen::default() };
        let timelines = Timelines::build(self.material(rows, names), chosen);
        let world = self.world.with_names(names.clone());
        let judged = self.run_rules(&timelines, &world, Stage::Clinicians)?;
        let (findings, unjudged) = (judged.findings, judged.unjudged);
        Ok(TimeVerdict { runs: judged.runs, findings, unjudged, names: names.clone() })
    }

    pub(super) fn judge_clinicians(
        &self,
        parts: &Parts,
        gathered: &mut Gathered<'_>,
    ) -> Result<Vec<RuleRun>, RunError> {
        let judge = |rows: &Rows, names: &Names| self.judge_times(rows, names);
        let mut sums = rules::unjudged(&self.plan.rules, self.given);
        self.in_waves(parts, judge, |TimeVerdict { runs, findings, unjudged, names }| {
            merge(&mut sums, &runs);
            gathered.add_unjudged(unjudged, &names);
            Ok(findings.into_iter().try_for_each(|finding| gathered.add(finding, &names, false))?)
        })?;
        Ok(sums)
    }

    /// Gives findings about clinicians, those from `first` on, what stands around them on the patient's own timeline.
    pub(super) fn look_around(
        &self,
        parts: &Parts,
        first: usize,
        settled: &[Settled],
        gathered: &mut Gathered<'_>,
    ) -> Result<(), RunError> {
        if gathered.findings.len() == first {
            return Ok(());
        }
        for (place, settled) in settled.iter().enumerate() {
            let look = |rows: &Rows, names: &Names| {
                // The part knows claims and patients by numbers of its own.
                let own = |finding: &Finding| names.patients.find(gathered.patients.text(finding.line.patient));
                let patients: Vec<Option<Sym>> = gathered.findings[first..].iter().map(own).collect();
                let sought: HashSet<Sym> = patients.iter().copied().flatten().collect();
                let is_sought = |row: &&u32| sought.contains(&rows.people.patient.get(**row as usize));
                let effective: Vec<u32> = settled.effective.iter().filter(is_sought).copied().collect();
                let chosen = Chosen { effective: &effective, denied: &[], ..settled.chosen() };
                let timelines = Timelines::build(self.material(rows, names), chosen);
                let known: HashSet<Sym> = timelines.lines.iter().map(|line| line.patient).collect();
                let here = (first..).zip(patients).filter_map(|(at, patient)| Some((at, patient?)));
                here.filter(|(_, patient)| known.contains(patient))
                    .try_for_each(|(at, patient)| gathered.place(at, patient, &timelines, names))
            };
            parts.visit(place, |part| part.with_names(self.names, look)).map_err(RunError::from)??;
        }
        Ok(())
    }
}
