//! `report.html` in a real browser: what it says, that it can be worked with mouse or keys, and that nothing in a claim can
//! make it do anything else. Needs Chromium.

mod browser;
mod hostile;
mod large;
mod list;
mod reading;

use std::path::PathBuf;

use crate::program::Place;
use browser::Browser;

/// A report with findings of every rule, and its page.
fn sample() -> (Place, PathBuf) {
    let place = Place::new();
    let synth = place.run(&["synth", "claims.csv", "--lines", "4000", "--seed", "11"]);
    assert_eq!(synth.code, 0, "{}", synth.stderr);
    let run = place.audit("claims.csv", &["--format", "parquet,csv,html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = place.path("report/report.html");
    (place, page)
}

/// A browser that shows the page of a sample.
fn opened() -> (Place, Browser) {
    let (place, page) = sample();
    let mut browser = Browser::start();
    browser.open(&page);
    (place, browser)
}

/// A text of the page, found by a selector.
fn text(browser: &mut Browser, selector: &str) -> String {
    let found = browser.eval(&format!("document.querySelector({selector:?})?.textContent ?? ''"));
    found.as_str().unwrap_or_default().to_owned()
}

/// How many rows of the list are shown.
fn n_shown(browser: &mut Browser) -> u64 {
    browser
        .eval("[...document.querySelectorAll('#findings tr[data-tier]')].filter((row) => row.checkVisibility()).length")
        .as_u64()
        .unwrap_or(0)
}
