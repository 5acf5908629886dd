//! The list: filter, sort, search, open a finding; with the mouse and with keys alone.

use super::{n_shown, opened, text};
use crate::program::Row;

fn count(rows: &[Row], name: &str, value: &str) -> u64 {
    rows.iter().filter(|row| row[name] == value).count() as u64
}

#[test]
fn it_filters_by_tier_rule_and_words() {
    let (place, mut browser) = opened();
    let rows = place.findings();
    assert_eq!(n_shown(&mut browser), rows.len() as u64);
    let choose = |name: &str, value: &str| {
        format!(
            "{{ const choice = document.getElementById('filter-{name}'); choice.value = '{value}'; choice.dispatchEvent(new Event('change')); }}"
        )
    };
    browser.eval(&choose("tier", "hard"));
    assert_eq!(n_shown(&mut browser), count(&rows, "tier", "hard"));
    assert!(text(&mut browser, "#list-status").starts_with(&count(&rows, "tier", "hard").to_string()));
    browser.eval(&choose("rule", "duplicate_line"));
    let both = rows.iter().filter(|row| row["tier"] == "hard" && row["rule"] == "duplicate_line").count() as u64;
    assert_eq!(n_shown(&mut browser), both);
    browser.eval("document.getElementById('filter-reset').click()");
    assert_eq!(n_shown(&mut browser), rows.len() as u64);
    let patient = &rows[rows.len() / 2]["patient_id"];
    browser.eval(&format!("{{ const search = document.getElementById('filter-text'); search.value = '{}'; search.dispatchEvent(new Event('input')); }}", patient.to_lowercase()));
    let of_patient = n_shown(&mut browser);
    assert!(count(&rows, "patient_id", patient) <= of_patient && of_patient < rows.len() as u64 / 2, "{of_patient}");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn it_sorts_by_every_column_both_ways() {
    let (_place, mut browser) = opened();
    let column = |at: usize| {
        format!(
            "[...document.querySelectorAll('#findings tr[data-tier]')].map((row) => row.cells[{at}].dataset.sort ?? row.cells[{at}].textContent)"
        )
    };
    let heads = browser.eval("document.querySelectorAll('#findings thead th').length").as_u64().unwrap_or(0);
    assert!(heads > 5);
    for at in 0..usize::try_from(heads).unwrap_or(0) {
        let mut sorted: Vec<Vec<String>> = Vec::new();
        for wanted in ["ascending", "descending"] {
            browser.eval(&format!(
                "document.querySelectorAll('#findings thead th')[{at}].querySelector('button').click()"
            ));
            let said = browser.eval(&format!("document.querySelectorAll('#findings thead th')[{at}].ariaSort"));
            assert_eq!(said, wanted);
            let cells: Vec<String> = serde_json::from_value(browser.eval(&column(at))).unwrap_or_default();
            sorted.push(cells);
        }
        let key = |cell: &String| cell.parse::<f64>().unwrap_or(f64::NEG_INFINITY);
        let is_number = browser
            .eval(&format!("document.querySelectorAll('#findings thead th')[{at}].matches('.number, [data-kind]')"))
            == true;
        let is_sorted =
            |cells: &[String]| if is_number { cells.is_sorted_by(|a, b| key(a) <= key(b)) } else { cells.is_sorted() };
        assert!(is_sorted(&sorted[0]), "column {at} upwards: {:?}", sorted[0]);
        sorted[1].reverse();
        assert!(is_sorted(&sorted[1]), "column {at} downwards");
    }
}

#[test]
fn a_finding_opens_with_its_timeline_conditions_and_source() {
    let (place, mut browser) = opened();
    let rows = place.findings();
    let row = rows.iter().find(|row| row["rule"] == "e_visit_after_related_visit").expect("a finding of this rule");
    browser.eval(&format!(
        "[...document.querySelectorAll('button.open')].find((button) => button.textContent === '{}').click()",
        row["finding_id"]
    ));
    let detail = text(&mut browser, "tr.detail");
    for part in ["message", "evidence_needed", "source"] {
        assert!(detail.contains(&row[part]), "{part}: {detail}");
    }
    let claim = row["related"].split(' ').next().unwrap_or_default();
    assert!(detail.contains(claim), "{detail}");
    let n = |selector: &str| format!("document.querySelectorAll('tr.detail {selector}').length");
    assert_eq!(browser.eval(&n(".timeline .window")), 1, "the window is shaded");
    assert_eq!(browser.eval(&n(".timeline path.flagged")), 1, "the flagged line is drawn");
    assert!(browser.eval(&n(".timeline circle.related")).as_u64() >= Some(1), "what proves it is drawn");
    assert!(browser.eval(&n(".conditions .verdict")).as_u64() >= Some(1), "conditions are listed");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn keys_alone_are_enough() {
    let (_place, mut browser) = opened();
    let focused = "document.activeElement.className + ' ' + document.activeElement.id";
    browser.press("Tab");
    assert_eq!(browser.eval(focused), "skip ", "the first stop leads to the list");
    browser.press("Enter");
    let mut steps = 0;
    while browser.eval("document.activeElement.id") != "filter-text" {
        browser.press("Tab");
        steps += 1;
        assert!(steps < 20, "the search is far: {}", browser.eval(focused));
    }
    for letter in ["h", "a", "r", "d"] {
        browser.press(letter);
    }
    let all = browser.eval("document.querySelectorAll('#findings tr[data-tier]').length").as_u64().unwrap_or(0);
    let few = n_shown(&mut browser);
    assert!(0 < few && few < all, "typing filters: {few} of {all}");
    while browser.eval("document.activeElement.className") != "open" {
        browser.press("Tab");
        steps += 1;
        assert!(steps < 60, "the first finding is far: {}", browser.eval(focused));
    }
    browser.press("Enter");
    assert_eq!(browser.eval("document.activeElement.ariaExpanded"), "true");
    assert_eq!(browser.eval("document.querySelectorAll('tr.detail').length"), 1);
    browser.press("Escape");
    assert_eq!(browser.eval("document.querySelectorAll('tr.detail').length"), 0);
    assert_eq!(browser.eval("document.activeElement.className"), "open", "the focus stays where it was");
}
