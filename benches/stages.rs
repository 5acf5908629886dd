//! Lines per second of every stage and of every rule, on synthetic claims written for the occasion.
//! Compares nothing with other engines: that is `benches/peers`.
//!
//! `cargo bench` runs all; `cargo bench -- rules` those with "rules" in their name. `CLAIMSWEEP_BENCH_LINES` sets the
//! number of lines (1,000,000 by default).

#![expect(clippy::expect_used, reason = "a benchmark that cannot set itself up has nothing to measure")]

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use claimsweep::claim::Names;
use claimsweep::findings::{DataRange, Settings};
use claimsweep::load::{self, Layout, Loaded, Roster};
use claimsweep::normalise::{Normalised, normalise};
use claimsweep::reference::Reference;
use claimsweep::rules::{self, Given, RULES, RulePlan};
use claimsweep::synth::{Columns, Scenarios, SynthSpec, write_claims};
use claimsweep::timeline::{Timelines, World};
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
    load::load(&[path], &layout, &AtomicBool::new(false)).expect("readable claims")
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
        let normalised = normalise(&loaded, &reference, |_| true);
        let timelines = Timelines::build(&loaded, &normalised, &Roster::default(), false);
        let (data_from, data_through) = normalised.dates_read.unzip();
        let range = DataRange { data_from, data_through, period_from: None, period_to: None };
        let given = Given { columns: vec![loaded.files[0].present], tables: Vec::new(), foreign_codes: None };
        let names: Arc<Names> = Arc::new(loaded.names);
        Prepared { timelines, world: World::new(names, reference, normalised.facts, range), given }
    })
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
    let (loaded, reference) = (loaded("parquet"), Reference::shipped());
    bencher.counter(ItemsCount::new(n_lines())).bench_local(|| normalise(&loaded, &reference, |_| true));
}

#[divan::bench(sample_count = 5)]
fn stage_3_timelines(bencher: Bencher<'_, '_>) {
    let loaded = loaded("parquet");
    let normalised: Normalised = normalise(&loaded, &Reference::shipped(), |_| true);
    bencher
        .counter(ItemsCount::new(n_lines()))
        .bench_local(|| Timelines::build(&loaded, &normalised, &Roster::default(), false));
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
    bencher
        .counter(ItemsCount::new(n_lines()))
        .bench_local(|| rules::run(&prepared.timelines, &prepared.world, &plans, &prepared.given, &interrupt));
}
