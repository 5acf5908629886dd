//! A page with many findings behind it: small enough, and honest about what is not in it. How long it takes is measured in
//! `benches/page.rs`.

use super::{Browser, n_shown, text};
use crate::program::{Place, csv_text};

/// Findings behind the page; the list in it is full with far fewer.
const FINDINGS: usize = 12_000;

#[test]
fn long_identifiers_do_not_make_it_large() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount";
    let (patient, clinician) = ("<".repeat(9_000), "&".repeat(9_000));
    let rows: Vec<String> = (0..600)
        .map(|n| format!("C{n},{patient}{n},{clinician}{},2025-02-{:02},99441,15.25", n % 50, 1 + n % 28))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let place = Place::with_claims(csv_text(columns, &rows));
    let run = place.audit("claims.csv", &["--format", "parquet,html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = place.files("report")["report.html"].clone();
    assert!(page.len() <= 5_000_000, "the page has {} bytes", page.len());
    assert!(String::from_utf8_lossy(&page).contains("data-tier"), "no finding is left");
}

#[test]
fn it_stays_small_and_says_what_is_not_in_it() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount";
    let rows: Vec<String> = (0..FINDINGS)
        .map(|n| {
            format!(
                "CLAIM{n:07},PATIENT{:06},{:010},2025-02-{:02},99441,{}.25",
                n / 3,
                1_000 + n % 97,
                1 + n % 28,
                10 + n % 90
            )
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let place = Place::with_claims(csv_text(columns, &rows));
    let run = place.audit("claims.csv", &["--format", "parquet,html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = place.path("report/report.html");
    let size = std::fs::metadata(&page).map_or(u64::MAX, |facts| facts.len());
    assert!(size <= 5_000_000, "the page has {size} bytes");
    let n_all = place.table("report/findings.parquet").batch.num_rows();
    assert!(FINDINGS <= n_all, "{n_all} findings");
    let mut browser = Browser::start();
    browser.open(&page);
    let shown = n_shown(&mut browser);
    assert!(0 < shown && shown < FINDINGS as u64, "{shown} are in the page");
    let said = text(&mut browser, "#list strong").replace(',', "");
    assert!(said.contains(&format!("first {shown} of {n_all}")), "{said}");
    browser.eval("{ const search = document.getElementById('filter-text'); search.value = 'claim00000'; search.dispatchEvent(new Event('input')); }");
    let few = n_shown(&mut browser);
    assert!(0 < few && few < shown, "{few} of {shown}");
}
