//! The page on a terminal, as JSON and as HTML: the same figures, hostile texts harmless, the same bytes every time.

use serde_json::Value;

use super::COLUMNS;
use crate::program::{Place, csv_text};

const ROWS: [&str; 6] = [
    "C1,1,P1,N1,2024-12-03,99421",
    "C1,1,P1,N1,2024-12-03,99421",
    "C2,1,P2,N2,2025-01-04,99213-25",
    "C3,1,P1,N1,2025-01-05,85025",
    "C4,1,P2,N1,2025-02-30,99421",
    "C5,1,P2,N1,2025-03-06,NO SHOW",
];

/// A folder with `claims.csv` and its report with a page for browsers.
fn reported(rows: &[&str]) -> Place {
    let place = Place::with_claims(csv_text(COLUMNS, rows));
    let run = place.audit("claims.csv", &["--format", "html"]);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    place
}

fn html(place: &Place) -> String {
    String::from_utf8(place.files("report")["data_quality.html"].clone()).expect("UTF-8")
}

/// The texts of a page's table cells, row by row, without markup.
fn cells(html: &str) -> Vec<Vec<String>> {
    let row = |row: &str| {
        let cells = row.split("<t").skip(1).filter_map(|cell| cell.split_once('>')).map(|(_, rest)| rest);
        cells.map(|cell| cell.split('<').next().unwrap_or_default().to_owned()).collect()
    };
    html.split("<tr>").skip(1).map(row).collect()
}

/// Every number of a JSON text, as a person reads it.
fn grouped(n: &Value) -> String {
    n.as_u64().map_or_else(String::new, |n| n.to_string())
}

#[test]
fn terminal_json_and_browser_show_the_same_figures() {
    let place = reported(&ROWS);
    let (html, text) = (html(&place), place.run(&["check", "claims.csv"]).stdout);
    let found = place.run(&["check", "claims.csv", "--json"]).json();
    let rows = cells(&html);
    let browser = |name: &str, at: usize| rows.iter().find(|row| row[0] == name).map(|row| row[at].clone());
    let terminal = |name: &str, at: usize| {
        let line = text.lines().find(|line| line.trim_start().starts_with(&format!("{name}  ")))?;
        line.trim_start()[name.len()..].split_whitespace().nth(at - 1).map(str::to_owned)
    };
    let fate = |name: &str| grouped(&found["fates"][name]);
    let field = |name: &str, key: &str| grouped(&super::entry(&found["fields"], "column", name)[key]);
    let month = |name: &str, key: &str| grouped(&super::entry(&found["months"], "month", name)[key]);
    let rule = |name: &str, key: &str| grouped(&super::entry(&found["rules"], "rule", name)[key]);
    let cases = [
        ("used: audited", 1, fate("audited")),
        ("excluded: rejected", 1, fate("rejected")),
        ("excluded: repeated row", 1, fate("repeated_row")),
        ("excluded: out of scope", 1, fate("out_of_scope")),
        ("rows read", 1, grouped(&found["rows_read"])),
        ("2025-01", 1, month("2025-01", "rows")),
        ("2024-12", 2, month("2024-12", "audited")),
        ("procedure_code", 1, field("procedure_code", "with_value")),
        ("rendering_npi", 2, field("rendering_npi", "blank")),
        ("code_not_in_effect", 1, rule("code_not_in_effect", "subjects")),
        ("repeat_e_visit", 2, rule("repeat_e_visit", "judged")),
    ];
    for (name, at, expected) in cases {
        assert!(!expected.is_empty(), "{name}: no such figure");
        assert_eq!((browser(name, at), terminal(name, at)), (Some(expected.clone()), Some(expected)), "{name}\n{text}");
    }
    let sentences = text.lines().filter_map(|line| line.strip_prefix("! "));
    for sentence in sentences {
        let start: String = sentence.chars().take(40).collect();
        assert!(html.contains(&start), "{start}");
    }
}

#[test]
fn the_report_holds_what_check_prints() {
    let place = reported(&ROWS);
    let mut printed = place.run(&["check", "claims.csv", "--json"]).json();
    let written: Value = serde_json::from_slice(&place.files("report")["data_quality.json"]).expect("JSON");
    let rejects = printed.as_object_mut().and_then(|page| page.remove("rejects"));
    assert_eq!(rejects.and_then(|rejects| rejects.as_array().map(Vec::len)), Some(1), "the report has rejects.parquet");
    assert_eq!(written, printed);
}

#[test]
fn hostile_names_do_nothing() {
    let place = Place::new();
    let (file, column) = ("<img src=x onerror=alert(1)>\"'&.csv", "<script>alert(2)</script>\u{1b}[31m");
    place.write(file, csv_text(&format!("{COLUMNS},{column}"), &["C1,1,P1,N1,2025-02-03,99421,x"]));
    let run = place.audit("*.csv", &["--format", "html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let html = html(&place);
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("&.csv"), "{html}");
    assert!(
        html.contains("&lt;script&gt;alert(2)") && html.contains("&lt;img src=x onerror=alert(1)&gt;&quot;'&amp;.csv"),
        "{html}"
    );
    let text = place.run(&["check", "*.csv"]).stdout;
    assert!(text.contains("<script>") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn the_page_loads_and_runs_nothing_and_is_whole() {
    let html = html(&reported(&ROWS));
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">") && html.ends_with("</html>\n"), "{html}");
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">";
    assert!(html.contains(policy), "{html}");
    for outside in ["<script", "src=", "http:", "https:", "url(", "@import", "<link", " on", "javascript:"] {
        let code = html.replace("run on ", "").replace("on the", "");
        let is_there = if outside == " on" {
            code.contains(" onclick") || code.contains(" onload")
        } else {
            code.contains(outside)
        };
        assert!(!is_there, "{outside}");
    }
    let count = |tag: &str| html.matches(tag).count();
    for tag in ["table", "caption", "thead", "tbody", "section", "h2", "svg"] {
        assert!(count(&format!("<{tag}")) > 0, "{tag}");
        assert_eq!(count(&format!("<{tag}")), count(&format!("</{tag}>")), "{tag}");
    }
    assert_eq!((count("<table>"), count("<h2>")), (count("<caption>"), count("<section ")));
    assert!(count("scope=\"row\"") > 0 && count("scope=\"col\"") > 0);
}

#[test]
fn order_of_rows_and_files_and_reruns_change_nothing() {
    let forward = reported(&ROWS);
    let once = forward.files("report");
    assert_eq!(forward.audit("claims.csv", &["--format", "html"]).code, 3);
    assert_eq!(forward.files("report"), once);
    let mut rows = ROWS;
    rows.reverse();
    let backward = reported(&rows).files("report");
    assert_eq!(once["data_quality.html"].len(), backward["data_quality.html"].len());
    // Where the first reject stands follows the file.
    let without_place = |page: &[u8], row: &str| String::from_utf8_lossy(page).replace(row, "row ?");
    let (a, b) = (&once["data_quality.html"], &backward["data_quality.html"]);
    assert_eq!(without_place(a, "row 5"), without_place(b, "row 2"));
}

#[test]
fn the_manifest_stamps_both_files() {
    let place = reported(&ROWS);
    let files = place.files("report");
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    for name in ["data_quality.html", "data_quality.json"] {
        let hash = blake3::hash(&files[name]).to_hex().to_string();
        assert_eq!(super::entry(&manifest["outputs"], "file", name)["blake3"], hash.as_str(), "{name}");
    }
    assert_eq!(place.audit("claims.csv", &[]).code, 3, "a report with a page is replaced by one without");
    assert!(!place.files("report").contains_key("data_quality.html"));
}

#[test]
fn no_line_of_the_terminal_is_wider_than_a_hundred() {
    let place = Place::new();
    let long = format!("{}.csv", "a-name-that-goes-on".repeat(8));
    place.write(
        &long,
        csv_text(
            &format!("{COLUMNS},{}", "x".repeat(150)),
            &ROWS.map(|row| format!("{row},")).each_ref().map(String::as_str),
        ),
    );
    place.write("b.csv", csv_text(COLUMNS, &ROWS));
    let text = place.run(&["check", "*.csv"]).stdout;
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest.is_some_and(|width| (60..=100).contains(&width)), "{widest:?}: {text}");
    assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
}

#[test]
fn no_value_of_a_patient_is_on_any_page() {
    let columns = format!("{COLUMNS},diagnosis_1,payer,note");
    let place = Place::with_claims(csv_text(
        &columns,
        &[
            "CLAIM7Q,1,PATIENT7Q,CLINICIAN7Q,2025-02-03,99421,F10.20,PAYER7Q,NOTE7Q",
            "CLAIM8Q,1,PATIENT7Q,CLINICIAN7Q,DATE7Q,99421,F10.20,PAYER7Q,NOTE7Q",
        ],
    ));
    assert_eq!(place.audit("claims.csv", &["--format", "html"]).code, 3);
    let files = place.files("report");
    let mut pages =
        vec![place.run(&["check", "claims.csv"]).stdout, place.run(&["check", "claims.csv", "--json"]).stdout];
    pages.extend(
        ["data_quality.html", "data_quality.json"].map(|name| String::from_utf8_lossy(&files[name]).into_owned()),
    );
    for page in pages {
        for value in ["7Q", "8Q", "F10", "F1020"] {
            assert!(!page.contains(value), "{value}: {page}");
        }
    }
}
