//! Puts the counts of all workers of a run together, and checks that they add up: rows, lines passed on, settings. Tells
//! when what the workers were told of the whole run turned out otherwise.

use std::io::BufRead;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::counts::{Counts, Noted, Reasons};
use super::whole::Whole;
use super::{WorkerStage, failed, refuse, settings};
use crate::claim::{Accounting, Day, Dictionary, InputFile, Names};
use crate::findings::{PaidAmounts, RuleRun, RuleStatus, nothing_judged};
use crate::pipeline::inputs::Inputs;
use crate::pipeline::plan::Plan;
use crate::pipeline::run::RunError;
use crate::quality::{self, ShapeCounts};
use crate::rules;

/// The counts of a run, put together.
pub struct Merged {
    /// What the workers should have been told, when it was something else that they were told.
    pub again: Option<Whole>,
    accounting: Accounting,
    runs: Vec<RuleRun>,
    inputs: Vec<InputFile>,
    noted: Noted,
    medians: Vec<MedianPaid>,
    /// Why nothing could be judged, where nothing was.
    nothing_judged: Option<String>,
}

/// What a payer usually paid for a code.
#[derive(Serialize)]
struct MedianPaid {
    payer: String,
    code: String,
    cents: i64,
}

/// A line of the counts file.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Note {
    Counts(Box<Counts>),
    Reject {},
}

/// A rule of the run.
#[derive(Serialize)]
struct MergedRule {
    rule: &'static str,
    order: usize,
    status: &'static str,
    reason: String,
    subjects: u64,
    #[serde(flatten)]
    outcomes: Map<String, Value>,
}

/// Reads the counts of all workers of both stages, a JSON line each.
pub fn merge(plan: &Plan, whole: &Whole, lines: impl BufRead, interrupt: &AtomicBool) -> Result<Merged, RunError> {
    refuse(plan)?;
    let files = whole.source_files(&plan.layout)?;
    let inputs = Inputs::read(plan, &mut Names::default(), interrupt)?;
    let mut given = inputs.given(&files, false);
    let mut sums = Sums::new(whole);
    for (number, line) in (1..).zip(lines.lines()) {
        let line = line.map_err(|error| failed(format!("standard input could not be read: {error}")))?;
        let note: Note = serde_json::from_str(&line).map_err(|error| {
            failed(format!("standard input: line {number} is no line of a worker's counts: {error}"))
        })?;
        match note {
            Note::Counts(counts) => sums.add(*counts, plan, whole)?,
            Note::Reject {} => {}
        }
    }
    given.foreign_codes = quality::foreign(&sums.shapes);
    let mut runs = rules::unjudged(&plan.rules, &given);
    let mut reasons = Reasons::default();
    let mut noted = Noted::default();
    for counts in &sums.counts {
        counts.merge_into(&mut runs, &mut reasons)?;
        if counts.stage == WorkerStage::Patients {
            counts.add_notes_to(&mut noted);
        }
    }
    let accounting = sums.balanced(whole)?;
    let medians = sums.medians();
    let range = plan.range(whole.clone().with_dates(sums.dates).dates());
    let nothing_judged = nothing_judged(&runs, &range, &accounting);
    Ok(Merged {
        again: sums.again(plan, whole)?,
        accounting,
        runs,
        inputs: inputs.files,
        medians,
        noted,
        nothing_judged,
    })
}

/// Sums over workers.
struct Sums {
    counts: Vec<Counts>,
    accounting: Accounting,
    passed_on: u64,
    taken_up: u64,
    dates: Option<(Day, Day)>,
    shapes: Vec<ShapeCounts>,
    with_composites: Vec<bool>,
}

impl Sums {
    fn new(whole: &Whole) -> Self {
        let n_files = whole.files.len();
        Self {
            counts: Vec::new(),
            accounting: Accounting::default(),
            passed_on: 0,
            taken_up: 0,
            dates: None,
            shapes: vec![ShapeCounts::default(); n_files],
            with_composites: vec![false; n_files],
        }
    }

    fn add(&mut self, counts: Counts, plan: &Plan, whole: &Whole) -> Result<(), RunError> {
        let shared = [
            (counts.version == env!("CARGO_PKG_VERSION"), "another version of this program"),
            (counts.settings == settings(plan), "other settings than the pipeline has"),
            (counts.whole == whole.hash()?, "other files or dates than --whole says"),
        ];
        if let Some((_, other)) = shared.into_iter().find(|(same, _)| !same) {
            return Err(failed(format!("a worker ran with {other}")));
        }
        if counts.stage == WorkerStage::Clinicians {
            self.taken_up += counts.rows_read;
        } else {
            counts.add_to(&mut self.accounting)?;
            self.passed_on += counts.passed_on;
            for (file, of_file) in &counts.files {
                let file = *file as usize;
                let (Some(shapes), Some(composites)) = (self.shapes.get_mut(file), self.with_composites.get_mut(file))
                else {
                    return Err(failed("counts of a file that --whole does not name"));
                };
                shapes.merge(&of_file.shape_counts());
                *composites |= of_file.composite_codes;
            }
            self.dates = match (self.dates, counts.dates()) {
                (Some((first, last)), Some((other_first, other_last))) => {
                    Some((first.min(other_first), last.max(other_last)))
                }
                (known, other) => known.or(other),
            };
        }
        self.counts.push(counts);
        Ok(())
    }

    /// The account of the run; an error unless every row, and every line passed on, is accounted for once.
    fn balanced(&self, whole: &Whole) -> Result<Accounting, RunError> {
        let unbalanced = |rows_read: u64, accounted: u64| Err(RunError::Unbalanced { rows_read, accounted });
        let accounting = &self.accounting;
        let accounted = accounting.terms().map(|(_, n)| n).sum();
        let rows = whole.rows.unwrap_or(accounting.rows_read);
        if !accounting.balances() || rows != accounting.rows_read {
            return unbalanced(rows, accounted);
        }
        if self.passed_on != self.taken_up {
            return unbalanced(self.passed_on, self.taken_up);
        }
        Ok(accounting.clone())
    }

    /// What payers usually paid, by payer and code.
    fn medians(&self) -> Vec<MedianPaid> {
        let (mut payers, mut codes, mut paid) = (Dictionary::new(), Dictionary::new(), PaidAmounts::default());
        self.counts.iter().for_each(|counts| counts.add_paid_to(&mut paid, (&mut payers, &mut codes)));
        let medians = paid.medians();
        let named = medians.of_many_each().map(|(payer, code, cents)| MedianPaid {
            payer: payers.text(payer).to_owned(),
            code: codes.text(code).to_owned(),
            cents: cents.0,
        });
        let mut named: Vec<MedianPaid> = named.collect();
        named.sort_by(|a, b| (&a.payer, &a.code).cmp(&(&b.payer, &b.code)));
        named
    }

    /// What the workers should have been told, where it makes a difference.
    fn again(&self, plan: &Plan, whole: &Whole) -> Result<Option<Whole>, RunError> {
        let mut seen = whole.clone().with_dates(self.dates);
        for (file, composites) in seen.files.iter_mut().zip(&self.with_composites) {
            file.composite_codes = *composites;
        }
        let mut differs = plan.range(whole.dates()) != plan.range(seen.dates());
        for (told, seen) in whole.files.iter().zip(&seen.files) {
            differs |= told.present(&plan.layout)? != seen.present(&plan.layout)?;
        }
        Ok(differs.then_some(seen))
    }
}

impl Merged {
    /// Whether rows were rejected, a rule failed or nothing was judged.
    pub fn is_incomplete(&self) -> bool {
        let has_failed = |run: &RuleRun| matches!(run.status, RuleStatus::Error(_));
        let has_faults = |input: &InputFile| !input.faults.is_empty();
        let is_empty = self.nothing_judged.is_some();
        is_empty
            || 0 < self.accounting.rejected
            || self.runs.iter().any(has_failed)
            || self.inputs.iter().any(has_faults)
    }

    /// As JSON.
    pub fn to_json(&self) -> Result<String, RunError> {
        let mut accounting = Map::new();
        accounting.insert("rows_read".to_owned(), json!(self.accounting.rows_read));
        accounting.extend(self.accounting.terms().map(|(name, n)| (name.to_owned(), json!(n))));
        let rules: Vec<MergedRule> = (1..).zip(&self.runs).map(|(order, run)| MergedRule::new(order, run)).collect();
        let rejects = self.inputs.iter().flat_map(|input| {
            input.faults.iter().map(
                |fault| json!({ "file": input.path, "row": fault.row, "column": fault.column, "reason": fault.reason }),
            )
        });
        let merged = json!({
            "again": self.again,
            "accounting": accounting,
            "noted": self.noted,
            "rules": rules,
            "medians": self.medians,
            "nothing_judged": self.nothing_judged,
            "input_rejects": rejects.collect::<Vec<Value>>(),
        });
        Ok(format!("{merged:#}\n"))
    }
}

impl MergedRule {
    fn new(order: usize, run: &RuleRun) -> Self {
        let count = |name: &str| (name.to_owned(), json!(run.tally.count(name)));
        Self {
            rule: run.card.id,
            order,
            status: run.status.name(),
            reason: run.reason(),
            subjects: run.tally.subjects(),
            outcomes: OUTCOMES.map(count).into_iter().collect(),
        }
    }
}

/// The outcomes of the contract.
const OUTCOMES: [&str; 5] = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];
