//! A layout's `[adjustments]`: words, signs, versions, suffixes and other names, each alone. All styles on one truth are
//! in `effective_lines::one_truth`.

use super::EYE;
use crate::program::{Place, Run, csv_text};

const LAYOUT: &str = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"CLM\"\nline_number = \"N\"\npatient_id = \"BENE\"\nrendering_npi = \"PRF\"\nservice_date = \"DOS\"\nprocedure_code = \"CODE\"\npaid_amount = \"PAID\"\nbilled_amount = \"BILLED\"\nclaim_frequency = \"FREQ\"\noriginal_claim_id = \"ORIG\"\nreceived_date = \"RECEIVED\"\n[adjustments]\n";
const COLUMNS: &str = "CLM,N,BENE,PRF,DOS,CODE,PAID,BILLED,FREQ,ORIG,RECEIVED,KIND,VER,PCN";

/// A row from its claim, line, code, paid amount and the cells from FREQ on.
fn row(claim: &str, line: u32, code: &str, paid: &str, rest: &str) -> String {
    format!("{claim},{line},P1,N1,2025-02-03,{code},{paid},,{rest}")
}

/// Fates and standing claims of these rows, forwards and backwards.
fn settled(adjustments: &str, rows: &[String]) -> (String, Vec<String>) {
    let of = |rows: Vec<&str>| {
        let place = Place::with_claims(csv_text(COLUMNS, &rows));
        place.write("m.toml", format!("{LAYOUT}{adjustments}"));
        let run: Run = place.audit("claims.csv", &["--layout", "m.toml"]);
        assert!(run.used_every_row(), "{adjustments}: {}", run.stderr);
        let found = place.findings().into_iter().filter(|row| row["rule"] == EYE);
        let shown = found.map(|row| format!("{}/{} {}", row["claim_id"], row["line_number"], row["paid_cents"]));
        (run.fates(), shown.collect::<Vec<_>>())
    };
    let forwards = of(rows.iter().map(String::as_str).collect());
    assert_eq!(of(rows.iter().rev().map(String::as_str).collect()), forwards, "the order of rows decides");
    forwards
}

fn assert_settled(adjustments: &str, rows: &[String], fates: &str, standing: &[&str]) {
    let expected = standing.iter().map(|line| (*line).to_owned()).collect();
    assert_eq!(settled(adjustments, rows), (fates.to_owned(), expected), "{adjustments}: {rows:#?}");
}

const TYPES: &str =
    "type = \"KIND\"\ncancel = [\"1\", \"Storno\", \"rétroaction\"]\nadjusted = [\"2\"]\nsuperseded = [\"N\"]\n";

#[test]
fn words_of_a_type_are_compared_as_words() {
    for cancel in ["1", "1.0", "storno", " STORNO ", "RÉTROACTION"] {
        let rows = [
            row("C1", 1, "99441", "15.00", ",,,0,,"),
            row("C1", 1, "99441", "15.00", &format!(",,,{cancel},,")),
            row("C1", 1, "99441", "12.00", ",,,2,,"),
        ];
        assert_settled(&format!("{TYPES}cancels_positive = true\n"), &rows, "audited=1 superseded=2", &["C1/1 1200"]);
    }
    let unknown = [row("C1", 1, "99441", "15.00", ",,,?,,")];
    assert_settled(TYPES, &unknown, "audited=1", &["C1/1 1500"]);
}

#[test]
fn a_cancel_takes_its_line_whatever_its_amounts() {
    for paid in ["15.00", "-15.00", "14.00", "0.00", ""] {
        let rows = [row("C1", 1, "99441", "15.00", ",,,0,,"), row("C1", 1, "99441", paid, ",,,1,,")];
        for positive in ["", "cancels_positive = true\n"] {
            let adjustments = format!("{TYPES}{positive}");
            assert_settled(&adjustments, &rows, "superseded=1 voided=1", &[]);
        }
    }
}

#[test]
fn a_cancel_alone_is_kept_out_and_takes_nothing_of_another_day() {
    let adjustments = format!("{TYPES}cancels_positive = true\n");
    let rows = [row("C1", 1, "99441", "15.00", ",,,1,,"), row("C2", 1, "99442", "15.00", ",,,0,,")];
    assert_settled(&adjustments, &rows, "audited=1 unmatched_reversal=1", &["C2/1 1500"]);
}

#[test]
fn rows_that_the_file_calls_superseded_leave_and_repeats_of_them_are_repeats() {
    let rows = [
        row("C1", 1, "99441", "15.00", ",,,N,,"),
        row("C1", 1, "99441", "15.00", ",,,N,,"),
        row("C1", 1, "99441", "15.00", ",,,F,,"),
        row("C2", 1, "99441", "15.00", ",,,N,,"),
    ];
    assert_settled(TYPES, &rows, "audited=1 repeated_row=1 superseded=2", &["C1/1 1500"]);
}

#[test]
fn a_version_tells_later_rows_from_earlier_ones() {
    for [old, new] in [
        ["9", "10"],
        ["", "0"],
        ["A", "B"],
        ["2025-01-09", "2025-01-10"],
        ["1.0", "2"],
        ["2025-01-09 09:00:00", "2025-01-09 10:00:00"],
    ] {
        let rows = [
            row("C1", 1, "99441", "15.00", &format!(",,,,{old},")),
            row("C1", 1, "99441", "12.00", &format!(",,,,{new},")),
        ];
        assert_settled("version = \"VER\"\n", &rows, "audited=1 superseded=1", &["C1/1 1200"]);
    }
    let same = [row("C1", 1, "99441", "15.00", ",,,,7,"), row("C1", 1, "99441", "15.00", ",,,,7.0,")];
    assert_settled("version = \"VER\"\n", &same, "audited=1 repeated_row=1", &["C1/1 1500"]);
}

#[test]
fn a_version_that_has_no_order_is_a_reject() {
    let place =
        Place::with_claims(csv_text(COLUMNS, &[&row("C1", 1, "99441", "15.00", ",,,,a version of many words,")]));
    place.write("m.toml", format!("{LAYOUT}version = \"VER\"\n"));
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"));
    let reason = place.table("report/rejects.parquet").column("reason").concat();
    assert!(reason.contains("version") && !reason.contains("many words"), "{reason}");
}

#[test]
fn the_latest_suffix_stands_for_the_whole_claim() {
    let rows = |ids: [&str; 3]| {
        vec![
            row(ids[0], 1, "99441", "15.00", ",,,,,"),
            row(ids[0], 2, "99442", "25.00", ",,,,,"),
            row(ids[1], 1, "99443", "35.00", ",,,,,"),
            row(ids[2], 1, "99441", "45.00", ",,,,,"),
        ]
    };
    let standing = ["A1234-10/1 4500"];
    let separator = "id_suffix = { separator = \"-\" }\n";
    assert_settled(separator, &rows(["A1234", "A1234-9", "A1234-10"]), "audited=1 superseded=3", &standing);
    let beyond = "id_suffix = { beyond = 5 }\n";
    assert_settled(beyond, &rows(["A1234", "A12341", "A12342"]), "audited=1 superseded=3", &["A12342/1 4500"]);
    let length = "id_suffix = { length = 2 }\n";
    assert_settled(length, &rows(["A123400", "A123401", "A123402"]), "audited=1 superseded=3", &["A123402/1 4500"]);
    // Other numbers are other claims.
    let others = rows(["A1234", "B1234-1", "C1234"]);
    assert_eq!(settled(separator, &others).0, "audited=4");
}

#[test]
fn lines_without_numbers_of_a_corrected_claim() {
    let rows: Vec<String> =
        [row("A1-0", 1, "99441", "15.00", ",,,,,"), row("A1-1", 1, "99442", "25.00", ",,,,,")].into();
    let rows: Vec<String> = rows.iter().map(|row| row.replacen(",1,", ",,", 1)).collect();
    assert_settled("id_suffix = { separator = \"-\" }\n", &rows, "audited=1 superseded=1", &["A1-1/1 2500"]);
}

#[test]
fn a_void_may_name_a_version_or_the_number_without_it() {
    for original in ["A1", "A1-0", "A1-7"] {
        let rows = [
            row("A1-0", 1, "99441", "15.00", "1,,,,,"),
            row("A1-0", 2, "99442", "25.00", "1,,,,,"),
            row("B9", 1, "99441", "15.00", &format!("8,{original},,,,")),
        ];
        assert_settled("id_suffix = { separator = \"-\" }\n", &rows, "voided=3", &[]);
    }
}

const ACCOUNTS: &str = "other_ids = [\"PCN\", \"NOT THERE\"]\n";

#[test]
fn a_replacement_may_name_the_claim_by_another_name() {
    let rows =
        [row("K1", 1, "99441", "15.00", "1,,2025-02-10,,,X7"), row("K2", 1, "99441", "12.00", "7,X7,2025-03-10,,,Y8")];
    assert_settled(ACCOUNTS, &rows, "audited=1 superseded=1", &["K2/1 1200"]);
}

#[test]
fn a_void_does_not_take_what_was_billed_instead() {
    for (day, version) in [("2025-03-10", ""), ("2025-03-20", ""), ("", "9")] {
        let rows = [
            row("K1", 1, "99441", "15.00", "1,,2025-02-10,,1,A7"),
            row("K2", 1, "99441", "15.00", &format!("8,,{},,5,A7", if day.is_empty() { "" } else { "2025-03-10" })),
            row("K3", 1, "99441", "15.00", &format!("1,,{day},,{version},A7")),
        ];
        let adjustments = format!("{ACCOUNTS}version = \"VER\"\n");
        assert_settled(&adjustments, &rows, "audited=1 voided=2", &["K3/1 1500"]);
    }
}

#[test]
fn two_replacements_of_one_day_leave_one() {
    let rows = [
        row("K1", 1, "99441", "15.00", "1,,2025-02-10,,,A7"),
        row("K2", 1, "99442", "25.00", "7,,2025-03-10,,,A7"),
        row("K3", 1, "99443", "35.00", "7,,2025-03-10,,,A7"),
    ];
    assert_settled(ACCOUNTS, &rows, "audited=1 superseded=2", &["K3/1 3500"]);
}

#[test]
fn an_account_has_claims_of_other_days_and_other_patients() {
    let other_day = row("K1", 1, "99441", "15.00", "1,,2025-02-10,,,A7").replace("2025-02-03", "2025-01-03");
    let other_patient = row("K2", 1, "99441", "15.00", "1,,2025-02-10,,,A7").replace("P1", "P2");
    let rows = [other_day, other_patient, row("K3", 1, "99441", "12.00", "7,,2025-03-10,,,A7")];
    assert_settled(ACCOUNTS, &rows, "audited=3", &["K1/1 1500", "K3/1 1200", "K2/1 1500"]);
    let void = [rows[0].clone(), rows[1].clone(), row("K3", 1, "99441", "12.00", "8,,2025-03-10,,,A7")];
    assert_settled(ACCOUNTS, &void, "audited=2 voided=1", &["K1/1 1500", "K2/1 1500"]);
}

#[test]
fn files_may_have_different_columns_of_other_names() {
    let place = Place::new();
    place.write("m.toml", format!("{LAYOUT}other_ids = [\"ICN\", \"PCN\"]\n"));
    let original = row("K1", 1, "99441", "15.00", "1,,2025-02-10,,,A7");
    let unrelated = row("K0", 1, "99442", "15.00", "1,,2025-02-10,,,A6");
    place.write("a.csv", csv_text(COLUMNS, &[&unrelated, &original]));
    let replacement = row("K2", 1, "99441", "12.00", "7,X9,2025-03-10,,,A7") + ",X1";
    place.write("b.csv", csv_text(&format!("{COLUMNS},ICN"), &[&replacement]));
    let run = place.audit("[ab].csv", &["--layout", "m.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2 superseded=1"), "{}", run.stderr);
    assert_eq!(place.found(EYE, "claim_id"), ["K0", "K2"]);
}

#[test]
fn a_refused_replacement_never_took_effect() {
    let layout = format!("{ACCOUNTS}[status]\ndenied = [\"D\"]\n");
    let rows = [
        row("K1", 1, "99441", "15.00", "1,,2025-02-10,,,A7"),
        row("K2", 1, "99441", "12.00", "7,,2025-03-10,D,,A7"),
        row("K3", 1, "99441", "10.00", "7,,2025-04-10,,,A7"),
    ];
    let with_status = layout.replace("other_ids", "type = \"VER\"\nadjusted = [\"x\"]\nother_ids");
    let place = Place::with_claims(csv_text(COLUMNS, &rows.each_ref().map(String::as_str)));
    let text = format!("{LAYOUT}{with_status}").replace("[adjustments]", "claim_status = \"KIND\"\n[adjustments]");
    place.write("m.toml", text);
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1 denied=1 superseded=1"), "{}", run.stderr);
    assert_eq!(place.found(EYE, "claim_id"), ["K3"]);
}

#[test]
fn a_file_without_the_columns_of_adjustments_has_none() {
    let adjustments =
        "type = \"GONE\"\ncancel = [\"1\"]\ncancels_positive = true\nversion = \"GONE TOO\"\nother_ids = [\"GONE\"]\n";
    let rows = [row("C1", 1, "99441", "15.00", ",,,1,9,A")];
    assert_settled(adjustments, &rows, "audited=1", &["C1/1 1500"]);
}
