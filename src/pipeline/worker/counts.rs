//! What a worker counts: the side of its work that must add up over all workers. One JSON line; holds no patient data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{WorkerStage, failed};
use crate::claim::{Accounting, BLANK_ROW, CellNote, Cents, Day, Dictionary, FOOTER_ROW, Fate, Names, Reject};
use crate::findings::{Outcome, PaidAmounts, RuleRun, RuleStatus, Tally};
use crate::load::Chunk;
use crate::pipeline::run::RunError;
use crate::quality::ShapeCounts;

/// The counts of one worker.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    pub(super) stage: WorkerStage,
    /// Hashes of what all workers of a run must share: program, settings, files and dates.
    pub(super) version: String,
    pub(super) settings: String,
    pub(super) whole: String,
    pub(super) rows_read: u64,
    pub(super) rejected: u64,
    /// Lines passed on to be judged by clinician.
    pub(super) passed_on: u64,
    fates: BTreeMap<String, u64>,
    /// Values that could not be read, as `column fault`.
    unreadable: BTreeMap<String, u64>,
    /// Identifiers that stand for nothing, by column.
    placeholders: BTreeMap<String, u64>,
    /// Rows with a status of no known meaning, which count as paid.
    unknown_statuses: u64,
    first_date: Option<String>,
    last_date: Option<String>,
    pub(super) files: BTreeMap<u32, FileCounts>,
    rules: Vec<RuleCounts>,
    /// How often which amount was paid, by payer and code: what the run's medians are made of.
    paid: BTreeMap<String, BTreeMap<String, BTreeMap<i64, u64>>>,
}

/// What was noted about cells over all workers.
#[derive(Debug, Default, Serialize)]
pub(super) struct Noted {
    unreadable: BTreeMap<String, u64>,
    placeholders: BTreeMap<String, u64>,
    unknown_statuses: u64,
}

/// What was seen of one file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FileCounts {
    usable: u64,
    shapes: Vec<u64>,
    pub(super) composite_codes: bool,
}

/// What one rule concluded.
#[derive(Debug, Serialize, Deserialize)]
struct RuleCounts {
    rule: String,
    /// Why it failed, if it did.
    error: Option<String>,
    /// Outcome, reason, lines.
    outcomes: Vec<(String, Option<String>, u64)>,
}

impl Counts {
    pub(super) fn new(stage: WorkerStage, settings: String, whole: String) -> Self {
        Self {
            stage,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings,
            whole,
            rows_read: 0,
            rejected: 0,
            passed_on: 0,
            fates: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            placeholders: BTreeMap::new(),
            unknown_statuses: 0,
            first_date: None,
            last_date: None,
            files: BTreeMap::new(),
            rules: Vec::new(),
            paid: BTreeMap::new(),
        }
    }

    /// Counts what payers paid for codes.
    pub(super) fn add_paid(&mut self, paid: &PaidAmounts, names: &Names) {
        for (payer, code, amount, n) in paid.iter() {
            let of_payer = self.paid.entry(names.payers.text(payer).to_owned()).or_default();
            *of_payer.entry(names.codes.text(code).to_owned()).or_default().entry(amount.0).or_default() += n;
        }
    }

    /// Adds what payers paid to the amounts of the run, with numbers for payers and codes.
    pub(super) fn add_paid_to(&self, paid: &mut PaidAmounts, (payers, codes): (&mut Dictionary, &mut Dictionary)) {
        for (payer, of_payer) in &self.paid {
            for (code, amounts) in of_payer {
                let key = (payers.intern(payer), codes.intern(code));
                for (amount, n) in amounts {
                    paid.add_all(key, Cents(*amount), *n);
                }
            }
        }
    }

    /// Counts the rows of a chunk.
    pub(super) fn add_chunk(&mut self, chunk: &Chunk, shapes: &[ShapeCounts]) {
        self.rows_read += chunk.rows_read;
        self.rejected += chunk.rejects.len() as u64;
        let cells = &chunk.cells;
        for (name, n) in [(BLANK_ROW, cells.blank_rows), (FOOTER_ROW, cells.footer_rows)] {
            *self.fates.entry(name.to_owned()).or_default() += n;
        }
        for (field, why, n) in cells.notes.unreadable() {
            *self.unreadable.entry(format!("{} {}", field.name(), why.name())).or_default() += n;
        }
        for (field, n) in cells.notes.columns(CellNote::Placeholder) {
            *self.placeholders.entry(field.name().to_owned()).or_default() += n;
        }
        self.unknown_statuses += cells.unknown_statuses.rows();
        if let Some((first, last)) = chunk.seen.dates {
            let (known_first, known_last) = self.dates().unwrap_or((first, last));
            self.first_date = Some(first.min(known_first).to_string());
            self.last_date = Some(last.max(known_last).to_string());
        }
        for (file, shapes) in (0..).zip(shapes) {
            self.files.entry(file).or_default().add(shapes);
        }
        for file in &chunk.with_composites {
            self.files.entry(*file).or_default().composite_codes = true;
        }
    }

    /// Counts what became of rows.
    pub(super) fn add_fates(&mut self, accounting: &Accounting) {
        for fate in Fate::ALL {
            *self.fates.entry(fate.name().to_owned()).or_default() += accounting.count(fate);
        }
    }

    /// Puts down what the rules concluded over all chunks.
    pub(super) fn set_rules(&mut self, runs: &[RuleRun]) {
        let rule = |run: &RuleRun| RuleCounts {
            rule: run.card.id.to_owned(),
            error: if let RuleStatus::Error(problem) = &run.status { Some(problem.clone()) } else { None },
            outcomes: run.tally.iter().map(outcome_counts).collect(),
        };
        self.rules = runs.iter().map(rule).collect();
    }

    /// Adds what was noted about cells to sums.
    pub(super) fn add_notes_to(&self, sums: &mut Noted) {
        let maps = [(&self.unreadable, &mut sums.unreadable), (&self.placeholders, &mut sums.placeholders)];
        for (own, sum) in maps {
            for (name, n) in own {
                *sum.entry(name.clone()).or_default() += n;
            }
        }
        sums.unknown_statuses += self.unknown_statuses;
    }

    /// First and last date.
    pub(super) fn dates(&self) -> Option<(Day, Day)> {
        let day = |text: &Option<String>| text.as_deref().and_then(Day::parse_iso);
        day(&self.first_date).zip(day(&self.last_date))
    }

    /// Adds what became of the rows to an account.
    pub(super) fn add_to(&self, accounting: &mut Accounting) -> Result<(), RunError> {
        accounting.rows_read += self.rows_read;
        accounting.rejected += self.rejected;
        for (name, n) in &self.fates {
            let fate = Fate::ALL.into_iter().find(|fate| fate.name() == name);
            match (fate, name.as_str()) {
                (Some(fate), _) => accounting.add(fate, *n),
                (None, BLANK_ROW) => accounting.blank_rows += n,
                (None, FOOTER_ROW) => accounting.footer_rows += n,
                _ => return Err(failed(format!("counts of an unknown fate `{name}`"))),
            }
        }
        Ok(())
    }

    /// Adds what the rules concluded to runs that could begin; both are in the order of the pipeline.
    pub(super) fn merge_into(&self, runs: &mut [RuleRun], reasons: &mut Reasons) -> Result<(), RunError> {
        if runs.len() != self.rules.len() {
            return Err(failed("workers counted other rules than the pipeline has"));
        }
        for (run, counts) in runs.iter_mut().zip(&self.rules) {
            if run.card.id != counts.rule {
                return Err(failed("workers counted rules in another order than the pipeline has them"));
            }
            if matches!(run.status, RuleStatus::Off | RuleStatus::NotApplicable(_)) {
                continue;
            }
            let mut tally = Tally::default();
            for (name, reason, n) in &counts.outcomes {
                let outcome = Outcome::from_parts(name, reason.as_deref().map(|reason| reasons.keep(reason)));
                let outcome = outcome.ok_or_else(|| failed(format!("counts of an unknown outcome `{name}`")))?;
                tally.add_all(outcome, *n);
            }
            let status = counts.error.clone().map_or(RuleStatus::Ran, RuleStatus::Error);
            run.merge(&RuleRun { card: run.card, status, tally, remarks: Vec::new() });
        }
        Ok(())
    }

    /// As a line of the counts file.
    pub(super) fn line(&self) -> String {
        format!("{}\n", json!({ "counts": self }))
    }
}

impl FileCounts {
    fn add(&mut self, counts: &ShapeCounts) {
        self.usable += counts.usable;
        self.shapes.resize(counts.shapes.len(), 0);
        self.shapes.iter_mut().zip(counts.shapes).for_each(|(sum, n)| *sum += n);
    }

    /// The shapes of its codes.
    pub(super) fn shape_counts(&self) -> ShapeCounts {
        let mut counts = ShapeCounts { usable: self.usable, ..ShapeCounts::default() };
        counts.shapes.iter_mut().zip(&self.shapes).for_each(|(own, n)| *own = *n);
        counts
    }
}

fn outcome_counts((outcome, n): (Outcome, u64)) -> (String, Option<String>, u64) {
    let (name, reason) = outcome.parts();
    (name.to_owned(), reason.map(str::to_owned), n)
}

/// A reject as a line of the counts file.
pub(super) fn reject_line(reject: &Reject) -> String {
    let column = reject.column.map(crate::claim::Field::name);
    let reject = json!({ "file": reject.file, "row": reject.row, "column": column, "reason": reject.reason });
    format!("{}\n", json!({ "reject": reject }))
}

/// The reasons of outcomes as they were read, each once.
#[derive(Default)]
pub(super) struct Reasons(Vec<&'static str>);

impl Reasons {
    /// A reason for as long as the program runs: there are some dozens, and outcomes name theirs forever.
    fn keep(&mut self, reason: &str) -> &'static str {
        if let Some(known) = self.0.iter().find(|known| **known == reason) {
            return known;
        }
        let kept: &'static str = Box::leak(reason.to_owned().into_boxed_str());
        self.0.push(kept);
        kept
    }
}
