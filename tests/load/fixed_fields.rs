//! Fields at fixed places: lengths checked, blanks trimmed, places in characters or bytes.

use super::formatted::{assert_says, refused, run, seen};

/// Claim 1-4, patient 5-12, clinician 13-16, date 17-26, code 27-31, payer 32-40.
const FORMAT: &str = "kind = \"fixed_width\"\nfields = [[\"claim_id\", 1, 4], [\"patient_id\", 5, 12], \
     [\"rendering_npi\", 13, 16], [\"service_date\", 17, 26], [\"procedure_code\", 27, 31], [\"payer\", 32, 40]]\n";

fn row(claim: &str, payer: &str) -> String {
    format!("{claim:<4}P-SECRETN1  2025-02-0399441{payer:<9}\n")
}

fn with(more: &str) -> String {
    format!("{FORMAT}{more}")
}

#[test]
fn fields_are_cut_where_they_stand() {
    let content = row("C1", "medicare") + &row(" C2", "a b");
    for end in ["\n", "\r\n", "\r", "\n\n"] {
        assert_eq!(seen(FORMAT, content.replace('\n', end)), ["1 C1 medicare", "2 C2 a b"], "{end:?}");
    }
    assert_eq!(seen(FORMAT, content.trim_end_matches('\n')), ["1 C1 medicare", "2 C2 a b"]);
    assert_eq!(seen(FORMAT, format!("\u{feff}{content}")), ["1 C1 medicare", "2 C2 a b"]);
}

#[test]
fn rows_of_another_length_are_rejects() {
    let content =
        row("C1", "x") + &row("C2", "ten letters") + &row("C3", "y").replace("    \n", "\n") + &row("C4", "z");
    let (place, run) = run(&with("record_length = [40]"), content);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=2 rejected=2"), "{}", run.stderr);
    assert_eq!(place.table("report/rejects.parquet").column("row"), ["2", "3"]);
}

#[test]
fn rows_may_have_several_lengths() {
    let short = row("C2", "").replace("         \n", "\n");
    assert_eq!(seen(&with("record_length = [31, 40]"), row("C1", "x") + &short), ["1 C1 x", "2 C2 "]);
}

#[test]
fn rows_may_go_on_behind_the_last_field_when_no_length_is_stated() {
    assert_eq!(seen(FORMAT, row("C1", "x").replace('\n', "filler\n")), ["1 C1 x"]);
}

#[test]
fn trimmed_rows_are_whole() {
    let content = row("C1", "x") + "C2  P-SECRETN1  2025-02-0399441\n";
    assert_eq!(seen(&with("record_length = [40]\ntrimmed = true"), &content), ["1 C1 x", "2 C2 "]);
    let (_, run) = run(&with("record_length = [40]"), content);
    assert_eq!(run.fates(), "audited=1 rejected=1");
}

#[test]
fn a_file_of_which_no_row_fits_is_refused_with_both_lengths() {
    let error = refused(&with("record_length = [50, 55]"), row("C1", "x") + &row("C2", "y").replace('\n', "more\n"));
    assert_says(&error, &["none of its 2 rows", "40 to 44 characters", "50 or 55"]);
    let error = refused(FORMAT, "C1  P-SECRETN1  2025-02-0399441\n");
    assert_says(&error, &["31 characters", "at least 40", "trimmed = true"]);
    let error = refused(&with("record_length = [40]\ntrimmed = true"), row("C1", "much too long a name"));
    assert_says(&error, &["51 characters", "at most 40"]);
}

#[test]
fn places_count_characters_or_bytes() {
    let (in_chars, in_bytes) = (row("É1", "régie"), row("É", "régi").replace("É   ", "É  "));
    assert_eq!((in_chars.chars().count(), in_bytes.replace(' ', "").len()), (41, in_bytes.replace(' ', "").len()));
    assert_eq!(seen(&with("record_length = [40]"), &in_chars), ["1 É1 régie"]);
    let bytes = "É  P-SECRETN1  2025-02-0399441régi    \n";
    assert_eq!(bytes.len(), 41);
    assert_eq!(seen(&with("record_length = [40]\ncounted_in = \"bytes\""), bytes), ["1 É régi"]);
    // In Windows-1252 every character is a byte, whatever it becomes here.
    let windows: Vec<u8> = in_chars.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    for unit in ["characters", "bytes"] {
        assert_eq!(seen(&with(&format!("record_length = [40]\ncounted_in = \"{unit}\"")), &windows), ["1 É1 régie"]);
    }
}

#[test]
fn rows_before_the_first_are_passed_over() {
    assert_eq!(seen(&with("skip_rows = 1"), format!("HDR 2025\n{}", row("C1", "x"))), ["1 C1 x"]);
}

#[test]
fn a_file_without_line_ends_is_refused() {
    let error = refused(FORMAT, row("C1", "x").trim_end().repeat(40_000));
    assert_says(&error, &["row 1", "line ends"]);
}

#[test]
fn fixed_width_given_to_a_layout_of_delimiters_says_so() {
    let error = refused("", row("C1", "x") + &row("C2", "y"));
    assert_says(&error, &["rows of 40 characters", "fixed width"]);
}
