//! What the page says and how it can be read: totals to the cent, every part in its order, by screen readers, on paper, and
//! without its script.

use serde_json::{Value, json};

use super::{opened, text};

#[test]
fn its_parts_stand_in_their_order() {
    let (_place, mut browser) = opened();
    let ids = browser.eval("[...document.querySelectorAll('main > section')].map((section) => section.id)");
    let expected =
        ["scope", "money", "rules", "charts", "list", "clinicians", "missed", "quality", "pages", "accounting"];
    assert_eq!(ids, json!(expected));
}

/// `$1,234.56` in cents.
fn cents(text: &str) -> i64 {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    digits.parse().unwrap_or(i64::MIN)
}

#[test]
fn its_totals_are_those_of_the_other_formats() {
    let (place, mut browser) = opened();
    let rows = place.findings();
    let sum = |tier: &str, column: &str| -> i64 {
        let of_tier = rows.iter().filter(|row| row["tier"] == tier || tier == "all");
        of_tier.map(|row| row[column].parse::<i64>().unwrap_or(0)).sum()
    };
    let at_risk = |tier: &str| sum(tier, "at_risk_cents");
    assert!(at_risk("all") > 0);
    let table: Vec<Vec<String>> = serde_json::from_value(browser.eval(
        "[...document.querySelectorAll('#money-by-tier tbody tr, #money-by-tier tfoot tr')].map((row) => [...row.cells].map((cell) => cell.textContent))",
    ))
    .unwrap_or_default();
    assert_eq!(table.len(), 4);
    for row in &table {
        assert_eq!(cents(&row[3]), sum(&row[0], "owned_cents"), "{row:?}");
        assert_eq!(cents(&row[4]), at_risk(&row[0]), "{row:?}");
    }
    assert_eq!(cents(&text(&mut browser, ".headline strong")), at_risk("all"));
    let of_rules =
        browser.eval("[...document.querySelectorAll('#rules tbody tr')].map((row) => row.cells[5].textContent)");
    let of_rules: Vec<String> = serde_json::from_value(of_rules).unwrap_or_default();
    let money = of_rules.iter().filter(|text| text.contains('$')).map(|text| cents(text)).sum::<i64>();
    assert_eq!(money, at_risk("all"));
    let of_list = browser.eval("[...document.querySelectorAll('#findings tr[data-tier]')].reduce((sum, row) => sum + Number(row.cells[9].dataset.sort), 0)");
    assert_eq!(of_list.as_i64(), Some(sum("all", "owned_cents")));
}

#[test]
fn what_was_not_checked_is_said() {
    let (place, mut browser) = opened();
    let scope = text(&mut browser, "#scope");
    let summary: Value = serde_json::from_slice(&place.files("report")["summary.json"]).expect("JSON");
    let silent = summary["rules"].as_array().into_iter().flatten().filter(|rule| rule["status"] != "ran");
    let mut n_silent = 0;
    for rule in silent {
        let (name, reason) = (rule["rule"].as_str().unwrap_or("?"), rule["reason"].as_str().unwrap_or("?"));
        assert!(
            scope.contains(name) && scope.contains(&reason.replace("not_evaluable", "not evaluable")),
            "{name}: {reason}"
        );
        n_silent += 1;
    }
    assert!(n_silent > 0, "every rule ran: this proves nothing");
    assert!(text(&mut browser, "#missed").contains("Missed revenue was not looked for"));
}

/// The serious findings of axe, with one finding open.
fn axe(scheme: &str) -> Value {
    let (_place, mut browser) = opened();
    let feature = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
    browser.ask("Emulation.setEmulatedMedia", &feature);
    browser.eval("document.querySelector('button.open').click(); document.querySelectorAll('details').forEach((part) => { part.open = true; })");
    // Run by the debugger: the page's own policy would not let it in.
    browser.eval(include_str!("axe.min.js"));
    browser.eval(
        "axe.run(document).then((found) => ({ passes: found.passes.length, serious: found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 200), one.nodes[0].failureSummary]) }))",
    )
}

#[test]
fn axe_has_nothing_serious_to_say() {
    for scheme in ["light", "dark"] {
        let found = axe(scheme);
        assert!(found["passes"].as_u64() > Some(20), "axe looked at little: {found}");
        assert_eq!(found["serious"], json!([]), "{scheme}");
    }
}

#[test]
fn it_prints_and_shows_its_tables_without_script() {
    let (_place, mut browser) = opened();
    let pdf = browser.ask("Page.printToPDF", &json!({"printBackground": false}));
    let bytes = pdf["data"].as_str().map_or(0, str::len);
    assert!(20_000 < bytes, "{bytes} characters of PDF");
    browser.reload_without_script();
    let rows = browser.ask("DOM.getDocument", &json!({}))["root"]["nodeId"].clone();
    let found = browser.ask("DOM.querySelectorAll", &json!({"nodeId": rows, "selector": "#findings tbody tr"}));
    assert!(found["nodeIds"].as_array().is_some_and(|rows| 20 < rows.len()), "the list needs no script");
}
