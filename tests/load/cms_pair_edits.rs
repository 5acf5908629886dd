//! NCCI pair edits as CMS publishes them: part files, quarters on top of each other, text, CSV and workbook, bad rows.

use std::cell::RefCell;

use claimsweep::load::cms::{TableRequests, Tables, load_tables};
use claimsweep::reference::Indicator::{self, Allowed, NotAllowed, NotApplicable};

use super::cms_files::{Kind, dated, day, fixture, load, load_text, request, summary};

const HEADER: &str = "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date *=no data\t\
     Modifier 0=not allowed 1=allowed 9=not applicable\tPTP Edit Rationale\n";

fn between(tables: &Tables, column1: &str, column2: &str, date: &str) -> Option<Indicator> {
    tables.pairs.as_ref().expect("pair edits").between(column1, column2, day(date))
}

#[test]
fn part_files_of_a_quarter_make_one_table() {
    let tables = load(Kind::Pairs, vec![request(fixture("ccipra-v302r0-f?.*"))]).unwrap();
    assert_eq!(
        summary(&tables),
        [
            "ptp: 2024 Q3 1996-01-01..2024-09-30 4 rows",
            "ptp: 2024 Q3 2020-01-01..2024-09-30 2 rows",
            "ptp: 2024 Q3 2022-01-01..2024-09-30 2 rows",
            "10 Column 1: not a procedure code of five characters",
        ]
    );
    assert_eq!(between(&tables, "10060", "99421", "2020-01-01"), Some(Allowed));
    assert_eq!(between(&tables, "10060", "99421", "2019-12-31"), None);
    assert_eq!(between(&tables, "99421", "10060", "2020-01-01"), None, "columns are not exchanged");
    assert_eq!(between(&tables, "10060", "99422", "2024-03-31"), Some(NotAllowed));
    assert_eq!(between(&tables, "10060", "99422", "2024-04-01"), Some(NotAllowed), "it holds on its deletion date");
    assert_eq!(between(&tables, "10060", "99422", "2024-04-02"), None, "deleted");
    assert_eq!(between(&tables, "27130", "71046", "2023-01-01"), Some(NotApplicable), "taken back from its first day");
    assert_eq!(between(&tables, "27130", "71046", "2023-01-02"), None);
    assert_eq!(between(&tables, "98970", "99422", "2024-09-30"), Some(Allowed), "from the workbook");
    let pairs = tables.pairs.unwrap();
    assert!(pairs.covers(day("1996-01-01")) && pairs.covers(day("2024-09-30")));
    assert!(!pairs.covers(day("1995-12-31")) && !pairs.covers(day("2024-10-01")));
    assert!(pairs.lists("27130") && pairs.lists("71046") && !pairs.lists("99423"));
}

#[test]
fn a_later_quarter_corrects_an_earlier_one() {
    let files = ["ccipra-v302r0-f1.txt", "ccipra-v302r0-f2.txt", "ccipra-v303r0-f1.csv"];
    let mut requests = files.map(|name| request(fixture(name)));
    for _ in 0..2 {
        let tables = load(Kind::Pairs, requests.to_vec()).unwrap();
        // Six of Q3 and three of Q4, of which two are in Q3 too.
        assert_eq!(tables.pairs.as_ref().unwrap().len(), 7);
        assert_eq!(between(&tables, "10060", "99421", "2024-09-30"), Some(Allowed));
        assert_eq!(between(&tables, "10060", "99421", "2024-10-02"), None, "deleted by the later file");
        assert_eq!(between(&tables, "99422", "98970", "2024-10-01"), Some(NotAllowed));
        assert!(tables.pairs.unwrap().covers(day("2024-12-31")));
        requests.reverse();
    }
}

#[test]
fn pairs_nobody_asks_for_are_counted_and_not_kept() {
    let requests = TableRequests { ptp: vec![request(fixture("ccipra-v302r0-f1.txt"))], ..TableRequests::default() };
    let asked = RefCell::new(Vec::new());
    let keep = |column1: &str, column2: &str| {
        asked.borrow_mut().push(format!("{column1} {column2}"));
        column2 == "99421"
    };
    let tables = load_tables(&requests, &keep).unwrap();
    assert_eq!(*asked.borrow(), ["10060 99421", "10060 99422", "27130 10060", "27130 71046"]);
    assert_eq!(summary(&tables), ["ptp: 2024 Q3 1996-01-01..2024-09-30 4 rows"]);
    let pairs = tables.pairs.unwrap();
    assert!(pairs.len() == 1 && pairs.lists("99421") && !pairs.lists("27130"));
    assert!(tables.fees.is_none() && tables.limits.is_none());
}

#[test]
fn without_a_version_the_latest_effective_date_tells_the_quarter() {
    let text = format!("{HEADER}99421\t98970\t\t20200101\t*\t1\t\n99422\t98970\t\t20240401\t*\t0\t\n");
    let tables = load_text(Kind::Pairs, "edits.txt", &text).unwrap();
    assert_eq!(summary(&tables), ["ptp: 2024 Q2 2020-01-01..2024-06-30 2 rows"]);
    let place = crate::program::Place::new();
    place.write("edits.txt", &text);
    let stated = dated(place.path("edits.txt").to_string_lossy(), "2023-01-01", "2023-12-31");
    let tables = load(Kind::Pairs, vec![stated]).unwrap();
    assert_eq!(summary(&tables), ["ptp: 2024 Q2 2023-01-01..2023-12-31 2 rows"]);
}

#[test]
fn plain_columns_without_effective_dates() {
    let text = "column1,column2,deleted,modifier_indicator\n99421,98970,,0\n99422,98970,2019-12-31,1\n";
    let tables = load_text(Kind::Pairs, "ptp_2024q3_pairs.csv", text).unwrap();
    assert_eq!(summary(&tables), ["ptp: 2024 Q3 2024-07-01..2024-09-30 2 rows"]);
    assert_eq!(between(&tables, "99421", "98970", "2024-07-01"), Some(NotAllowed));
    assert_eq!(between(&tables, "99422", "98970", "2019-12-31"), Some(Allowed));
    assert_eq!(between(&tables, "99422", "98970", "2020-01-01"), None);
    let error = load_text(Kind::Pairs, "pairs.csv", text).unwrap_err();
    assert!(error.contains("has no effective dates") && error.contains("state `from` and `to`"), "{error}");
}

#[test]
fn bad_rows_are_counted_and_named() {
    let rows = [
        "99421\t98970\t\t20200101\t*\t1\tgood",
        "",
        "99421\t9897\t\t20200101\t*\t1\t",
        "994\t98970\t\t20200101\t*\t1\t",
        "99421\t98971\t\t2020-13-01\t*\t1\t",
        "99421\t98971\t\t\t*\t1\t",
        "99421\t98971\t\t20200101\tsoon\t1\t",
        "99421\t98971\t\t20200101\t*\t2\t",
        "\t\t\t\t\t\t",
        "End of the table, in words\t\t\t\t\t\t",
    ];
    let text = format!("A notice, of words\n\n{HEADER}{}\n", rows.join("\n"));
    for content in [text.clone(), text.replace('\n', "\r\n")] {
        let tables = load_text(Kind::Pairs, "ccipra-v302r0-f1.txt", content).unwrap();
        assert_eq!(
            summary(&tables),
            [
                "ptp: 2024 Q3 2020-01-01..2024-09-30 1 rows",
                "6 Column 2: not a procedure code of five characters",
                "7 Column 1: not a procedure code of five characters",
                "8 Effective Date: not a date",
                "9 Effective Date: not a date",
                "10 Deletion Date: not a date",
                "11 Modifier: not a known indicator",
            ]
        );
    }
}

#[test]
fn other_files_are_refused() {
    let error = load_text(Kind::Pairs, "ccioph-v302r0-f1.txt", HEADER).unwrap_err();
    assert!(error.contains("ccioph") && error.contains("practitioners"), "{error}");
    let error = load_text(Kind::Pairs, "ccipra-v302r0-f1.txt", HEADER.replace("Modifier", "Else")).unwrap_err();
    assert!(error.contains("needed column `Modifier` is missing; found: Column 1, Column 2,"), "{error}");
    let error = load_text(Kind::Pairs, "edits.txt", HEADER).unwrap_err();
    assert!(error.contains("holds no edits"), "{error}");
    let error = load(Kind::Pairs, vec![request(fixture("PPRRVU25_JAN.csv"))]).err().unwrap();
    assert!(error.contains("has no header with `Column 1` and `Column 2`"), "{error}");
}
