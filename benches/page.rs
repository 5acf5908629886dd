//! How long `report.html` takes to open and to filter in a real Chromium, over a page written beforehand.
//! Judges no time: the figures are for `benches/README.md`.
//!
//! `CLAIMSWEEP_BENCH_PAGE=/path/to/report.html cargo bench --bench page`; without it, the page of `reports/example`.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set itself up has nothing to measure")]

#[expect(dead_code, reason = "the tests of the page ask the browser for more")]
#[path = "../tests/page/browser.rs"]
mod browser;

use std::path::PathBuf;

use browser::Browser;
use divan::Bencher;

/// Types a text that few rows hold, and answers when the rows are on the screen.
const FILTER: &str = "new Promise((done) => { const search = document.getElementById('filter-text'); \
                      search.value = search.value === '9' ? '99' : '9'; search.dispatchEvent(new Event('input')); \
                      document.body.getBoundingClientRect(); requestAnimationFrame(() => setTimeout(done)); })";

fn main() {
    divan::main();
}

fn page() -> PathBuf {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/example/report.html");
    let page = std::env::var_os("CLAIMSWEEP_BENCH_PAGE").unwrap_or_else(|| example.into());
    std::fs::canonicalize(page).expect("the page to measure")
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn open(bencher: Bencher<'_, '_>) {
    let (page, mut browser) = (page(), Browser::start());
    bencher.bench_local(|| browser.open(&page));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn filter(bencher: Bencher<'_, '_>) {
    let mut browser = Browser::start();
    browser.open(&page());
    bencher.bench_local(|| browser.eval(FILTER));
}
