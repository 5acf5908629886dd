//! Texts of claims that try to be markup, script or style: two hundred of them in every field that takes a text. None runs.

use super::Browser;
use crate::program::{Place, csv_text};

/// What a text would call if it ran.
const CALL: &str = "window.__ran=(window.__ran||0)+1";

/// Two hundred hostile texts without comma, quote and line break, which would be cells of their own.
fn hostile() -> Vec<String> {
    let run = format!("{CALL};alert(1)");
    let shapes = [
        "<script>{}</script>",
        "</script><script>{}</script>",
        "</title><script>{}</script>",
        "</style><script>{}</script>",
        "<img src=x onerror={}>",
        "<svg onload={}>",
        "<svg><script>{}</script></svg>",
        "<iframe srcdoc=<script>{}</script>>",
        "<details open ontoggle={}>",
        "<input autofocus onfocus={}>",
        "<a href=javascript:{}>x</a>",
        "<!--<script>{}</script>",
        "]]><script>{}</script>",
        "'><script>{}</script>",
        "' onmouseover={} x='",
        "javascript:{}",
        "${{}}",
        "{{constructor.constructor({})()}}",
        "<math><mtext></p><script>{}</script>",
        "\u{2028}<script>{}</script>",
    ];
    let wraps = ["{}", " {}", "A{}", "&lt;{}", "%3C{}", "\\u003c{}", "<b>{}", "{}\\", "--{}", "{}&quot;"];
    let texts =
        wraps.iter().flat_map(|wrap| shapes.iter().map(move |shape| wrap.replace("{}", &shape.replace("{}", "@"))));
    texts.map(|text| text.replace('@', &run)).collect()
}

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,billing_tin,payer,rendering_specialty,service_date,procedure_code,diagnosis_1,diagnosis_2";

#[test]
fn nothing_in_a_claim_runs() {
    let texts = hostile();
    assert_eq!(texts.len(), 200);
    let rows: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(n, t)| format!("{n}{t},{n}{t},{n}{t},{n}{t},{t},{t},2025-02-03,99441,{t},{t}"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    std::fs::rename(place.path("claims.csv"), place.path("<img src=x onerror=alert(1)>.csv")).expect("a renamed file");
    let run = place.audit("*.csv", &["--format", "parquet,csv,html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let n_findings = place.findings().len() as u64;
    assert!(200 <= n_findings, "{n_findings} findings carry the texts");
    let mut browser = Browser::start();
    browser.open(&place.path("report/report.html"));
    assert_eq!(super::n_shown(&mut browser), n_findings, "every finding is listed");
    browser.eval("document.querySelectorAll('button.open').forEach((button) => button.click())");
    browser.eval("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
    assert_eq!(browser.eval("document.querySelectorAll('tr.detail').length").as_u64(), Some(n_findings));
    // They are shown as they are.
    let shown = browser.eval("document.body.textContent");
    let shown = shown.as_str().unwrap_or_default();
    let missing: Vec<&String> = texts.iter().filter(|text| !shown.contains(text.trim())).collect();
    assert!(missing.is_empty(), "{} texts are not shown, among them {:?}", missing.len(), missing.first());
    assert_eq!(browser.eval("window.__ran ?? 0"), 0);
    assert_eq!(
        browser.eval("document.querySelectorAll('img, iframe, a[href^=javascript], body script:not([id])').length"),
        1,
        "the page's own script only"
    );
    assert_eq!(browser.complaints(), [""; 0]);
    assert_eq!(browser.eval("document.title.includes('Claims audit')"), true);
}

#[test]
fn a_script_that_got_in_would_not_run() {
    let (place, page) = super::sample();
    let html = std::fs::read_to_string(&page).expect("the page");
    let with_script = html
        .replace("</main>", &format!("<script>{CALL}</script><p style=\"color:red\" onclick=\"{CALL}\">x</p></main>"));
    place.write("changed.html", with_script);
    let mut browser = Browser::start();
    browser.open(&place.path("changed.html"));
    assert_eq!(browser.eval("window.__ran ?? 0"), 0);
    assert!(browser.complaints().iter().any(|said| said.contains("Content Security Policy")), "the policy says so");
}
