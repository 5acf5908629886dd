//! What stands between fields and around them: delimiters found by the header, other quotes, none at all.

use super::formatted::{HEADER, assert_says, refused, run, seen};

const ROW: &str = "C1,P1,N1,2025-02-03,99441,medicare";

fn cut_by(delimiter: &str) -> String {
    format!("{HEADER}\n{ROW}\n").replace(',', delimiter)
}

#[test]
fn auto_finds_what_the_header_is_cut_by() {
    for delimiter in [",", ";", "\t", "|"] {
        assert_eq!(seen("delimiter = \"auto\"", cut_by(delimiter)), ["1 C1 medicare"], "{delimiter}");
        assert_eq!(seen("delimiter = \"auto\"", cut_by(delimiter).replace('\n', "\r")), ["1 C1 medicare"]);
    }
}

#[test]
fn auto_counts_outside_quotes_and_in_the_header_alone() {
    let header = HEADER.replace(',', ";").replace("payer", "payer;\"note, with, more, commas, than, semicolons\"");
    let row = ROW.replace(',', ";");
    assert_eq!(seen("delimiter = \"auto\"", format!("{header}\n{row};a,b,c,d,e,f,g,h\n")), ["1 C1 medicare"]);
}

#[test]
fn auto_looks_behind_the_rows_before_the_header() {
    let content = format!("Report, made, by, a, program, of, ours\n\n{}", cut_by(";"));
    assert_eq!(seen("delimiter = \"auto\"\nskip_rows = 2", content), ["1 C1 medicare"]);
}

#[test]
fn another_delimiter_than_stated_is_named() {
    for (delimiter, name) in [(";", ";"), ("\t", "\\t"), ("|", "|")] {
        let error = refused("", cut_by(delimiter));
        assert_says(&error, &["another delimiter", &format!("delimiter = \"{name}\""), "delimiter = \"auto\""]);
    }
}

#[test]
fn quotes_may_be_another_character() {
    let content = format!("{HEADER}\nC1,P1,N1,2025-02-03,99441,'Blue, the \"first\" of O''Neill'\n");
    assert_eq!(seen("quote = \"'\"", content), ["1 C1 blue, the \"first\" of o'neill"]);
    let open = format!("{HEADER}\nC1,P-SECRET,N1,2025-02-03,99441,'medicare\n");
    assert_says(&refused("quote = \"'\"", open), &["quote", "never closed"]);
}

#[test]
fn without_quotes_a_quote_is_a_character() {
    let content = format!("{HEADER}\nC1,P1,N1,2025-02-03,99441,\"open\nC2,P1,N1,2025-02-04,99441,5 ft 10\"\n");
    assert_eq!(seen("quote = \"none\"", content), ["1 C1 \"open", "2 C2 5 ft 10\""]);
}

#[test]
fn rif_backslash_before_a_bar_joins_no_fields() {
    let content = cut_by("|").replace("|99441|", "|99441|DAEJEON SI 34867\\|").replace("|payer", "|city|payer");
    assert_eq!(seen("delimiter = \"|\"\nquote = \"none\"", &content), ["1 C1 medicare"]);
    assert_eq!(seen("delimiter = \"|\"", content), ["1 C1 medicare"]);
}

#[test]
fn a_file_of_which_no_row_fits_its_header_is_refused() {
    let rows = ["C1,P-SECRET,N1,2025-02-03,99441,a,b", "C2,P-SECRET,N1,2025-02-03,99441,a,b,c"];
    let error = refused("", format!("{HEADER}\n{}\n", rows.join("\n")));
    assert_says(&error, &["none of its 2 rows", "(6)", "the first one has 7"]);
}

#[test]
fn trap_4_one_row_that_fits_makes_the_others_rejects() {
    let content = format!("{HEADER}\nC1,P1,N1,2025-02-03,99441,a,b\n{ROW}\n");
    let (place, run) = run("", content);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{}", run.stderr);
    assert_eq!(place.table("report/rejects.parquet").column("row"), ["1"]);
}
