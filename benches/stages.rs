//! Lines per second of every stage and of every rule, on synthetic claims written for the occasion.
//! Compares nothing with other engines: that is `benches/peers`.
//!
//! `cargo bench` runs all; `cargo bench -- rules` those with "rules" in their name. `CLAIMSWEEP_BENCH_LINES` sets the
//! number of lines (1,000,000 by default).

#![expect(clippy::expect_used, reason = "a benchmark that cannot set itself up has nothing to measure")]

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use claimsweep::claim::{Fate, Names};
use claimsweep::findings::{DataRange, Settings};
use claimsweep::load::{self, Holding, Layout, Loaded, Roster, Rows};
use claimsweep::normalise::{Normalised, code_facts, normalise};
use claimsweep::reference::{CodeFacts, Reference};
use claimsweep::rules::{self, Given, RULES, RulePlan, Stage};
use claimsweep::synth::{Columns, Scenarios, SynthSpec, write_claims};
use claimsweep::timeline::{Chosen, Material, Timelines, World};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

fn n_lines() -> u64 {
    std::env::var("CLAIMSWEEP_BENCH_LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000)
}

/// The synthetic claims, written once per run of the benchmarks.
fn claims(extension: &str) -> PathBuf {
    static WRITTEN: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = WRITTEN.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["claims.csv", "claims.parquet"] {
            let spec = SynthSpec { seed: 7, n_lines: n_lines(), columns: Columns::Full, scenarios: Scenarios::None };
            write_claims(&spec, &folder.path().join(name)).expect("synthetic claims");
        }
        folder
    });
    folder.path().join(format!("claims.{extension}"))
}

fn loaded(extension: &str) -> Loaded {
    let layout = Layout::find("canonical").expect("the shipped layout");
    let path = claims(extension).to_string_lossy().into_owned();
    load::load(&[path], &layout, &Holding::WHOLE, &AtomicBool::new(false)).expect("readable claims")
}

/// Everything the rules need, prepared once.
struct Prepared {
    timelines: Timelines,
    world: World,
    given: Given,
}

fn prepared() -> &'static Prepared {
    static PREPARED: OnceLock<Prepared> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let loaded = loaded("parquet");
        let reference = Arc::new(Reference::shipped());
        let facts = Arc::new(code_facts(&loaded.names, &reference));
        let (data_from, data_through) = loaded.seen.dates.unzip();
        let range = DataRange { data_from, data_through, period_from: None, period_to: None, as_of: data_through };
        let given = Given { columns: vec![loaded.files[0].present], tables: Vec::new(), ..Given::default() };
        of_the_part(&loaded, |rows, names| {
            let normalised = normalise(rows, names, &facts, |_| true);
            let timelines = build(rows, names, &facts, &normalised);
            let world = World::new(Arc::new(names.clone()), reference, Arc::clone(&facts), range);
            Prepared { timelines, world, given }
        })
    })
}

/// The rows of a run that is held whole, their claims told apart.
fn of_the_part<T>(loaded: &Loaded, look: impl FnOnce(&Rows, &Names) -> T) -> T {
    loaded.parts.visit(0, |part| part.with_names(&loaded.names, look)).expect("rows in memory")
}

fn build(rows: &Rows, names: &Names, facts: &[CodeFacts], normalised: &Normalised) -> Timelines {
    let is_effective = |(_, fate): &(u32, &Fate)| matches!(fate, Fate::Audited | Fate::Context);
    let effective: Vec<u32> = (0..).zip(&normalised.fates).filter(is_effective).map(|(row, _)| row).collect();
    let material = Material { rows, names, facts, roster: &Roster::default(), all_matter: false };
    Timelines::build(
        material,
        Chosen { effective: &effective, given_line_numbers: &normalised.given_line_numbers, ..Chosen::default() },
    )
}

fn plans(only: Option<&str>) -> Vec<RulePlan> {
    let plan = |rule: &&'static rules::Rule| RulePlan {
        rule,
        settings: Settings::defaults(rule.card.settings),
        enabled: only.is_none_or(|id| id == rule.card.id),
        of_payers: Vec::new(),
    };
    RULES.iter().map(plan).collect()
}

#[divan::bench(args = ["csv", "parquet"], sample_count = 5)]
fn stage_1_load(bencher: Bencher<'_, '_>, extension: &str) {
    claims(extension);
    bencher.counter(ItemsCount::new(n_lines())).bench(|| loaded(extension));
}

#[divan::bench(sample_count = 5)]
fn stage_2_normalise(bencher: Bencher<'_, '_>) {
    let loaded = loaded("parquet");
    let facts = code_facts(&loaded.names, &Reference::shipped());
    of_the_part(&loaded, |rows, names| {
        bencher.counter(ItemsCount::new(n_lines())).bench_local(|| normalise(rows, names, &facts, |_| true));
    });
}

#[divan::bench(sample_count = 5)]
fn stage_3_timelines(bencher: Bencher<'_, '_>) {
    let loaded = loaded("parquet");
    let facts = code_facts(&loaded.names, &Reference::shipped());
    of_the_part(&loaded, |rows, names| {
        let normalised: Normalised = normalise(rows, names, &facts, |_| true);
        bencher.counter(ItemsCount::new(n_lines())).bench_local(|| build(rows, names, &facts, &normalised));
    });
}

#[divan::bench(sample_count = 10)]
fn stage_4_all_rules(bencher: Bencher<'_, '_>) {
    judge(bencher, None);
}

#[divan::bench(args = RULES.map(|rule| rule.card.id), sample_count = 10)]
fn one_of_the_rules(bencher: Bencher<'_, '_>, rule: &str) {
    judge(bencher, Some(rule));
}

fn judge(bencher: Bencher<'_, '_>, only: Option<&str>) {
    let (prepared, plans, interrupt) = (prepared(), plans(only), AtomicBool::new(false));
    bencher.counter(ItemsCount::new(n_lines())).bench_local(|| {
        let rules = (plans.as_slice(), &prepared.given);
        rules::run(&prepared.timelines, &prepared.world, rules, Stage::All, &interrupt)
    });
}
