//! Reversals and the charges they belong to: on their own line, under their own number, or elsewhere. What is taken back
//! is told by what both rows name, and nothing is taken back before it is there.

use super::assert_settled;

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,modifier_1,units,billed_amount,paid_amount,processed_date,claim_status";

/// A row of patient P1 from claim, line, code and modifier on one hand, and the cells from `units` on.
fn row(claim: &str, line: u32, code: &str, modifier: &str, rest: &str) -> String {
    format!("{claim},{line},P1,N1,2025-02-03,{code},{modifier},{rest}")
}

fn check(rows: &[String], fates: &str, standing: &[&str]) {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_settled(COLUMNS, &rows, fates, standing);
}

#[test]
fn a_part_taken_back_leaves_the_line() {
    for [first, second] in [["2025-02-10", "2025-03-10"], ["", ""], ["2025-02-10", "2025-02-10"]] {
        let rows = [
            row("C1", 1, "99441", "", &format!("3,60.00,45.00,{first},")),
            row("C1", 1, "99441", "", &format!("-1,-20.00,-15.00,{second},")),
        ];
        check(&rows, "audited=1 unmatched_reversal=1", &["C1/1 99441 4500"]);
    }
}

#[test]
fn what_was_corrected_does_not_come_back_when_the_correction_is_taken_back() {
    let rows = [
        row("C1", 1, "99441", "", "1,20.00,15.00,2025-02-10,"),
        row("C1", 1, "99441", "", "1,20.00,12.00,2025-03-10,"),
        row("C1", 1, "99441", "", "-1,-20.00,-12.00,2025-04-10,"),
    ];
    check(&rows, "superseded=2 unmatched_reversal=1", &[]);
}

#[test]
fn corrections_of_one_number_without_dates() {
    let bill = |code: &str, modifier: &str, paid: &str| {
        [
            row("C1", 1, code, modifier, &format!("1,20.00,{paid},,")),
            row("C1", 1, code, modifier, &format!("-1,-20.00,-{paid},,")),
        ]
    };
    // The amount, then the code, then the modifier alone; the last is the smallest in every order of content.
    let histories = [bill("99443", "GT", "35.00"), bill("99442", "GT", "35.00"), bill("99441", "GT", "15.00")].concat();
    let last = row("C1", 1, "99441", "25", "1,20.00,15.00,,");
    check(&[histories, vec![last]].concat(), "audited=1 superseded=6", &["C1/1 99441 1500"]);
}

#[test]
fn a_reversal_of_what_was_billed_alone() {
    // A paid invoice that is taken back by its charge; billed again as another that nobody has paid yet.
    let rows = [
        row("C1", 1, "99441", "", "1,20.00,15.00,2025-02-10,"),
        row("C1", 1, "99441", "", ",-20.00,,2025-03-10,"),
        row("B1", 1, "99441", "", "1,20.00,,2025-03-10,"),
    ];
    check(&rows, "audited=1 superseded=1 unmatched_reversal=1", &["B1/1 99441 "]);
    // The same under a line number of its own.
    let apart = [rows[0].clone(), rows[1].replace("C1,1,", "C1,7,"), rows[2].clone()];
    check(&apart, "audited=1 netted=2", &["B1/1 99441 "]);
}

#[test]
fn a_refused_invoice_is_taken_back_and_billed_again() {
    for dates in [["2025-02-10", "2025-03-10", "2025-03-10"], ["", "", ""]] {
        let rows = [
            row("L9", 31, "99441", "", &format!("1,31.50,0.00,{},denied", dates[0])),
            row("L9", 31, "99441", "", &format!("1,-31.50,0.00,{},", dates[1])),
            row("L5", 47, "99441", "", &format!("1,31.50,17.90,{},", dates[2])),
        ];
        check(&rows, "audited=1 superseded=1 unmatched_reversal=1", &["L5/47 99441 1790"]);
    }
}

#[test]
fn units_alone_take_their_own_line_back() {
    let rows = [row("C1", 1, "99441", "", "2,20.00,15.00,2025-02-10,"), row("C1", 1, "99441", "", "-2,,,2025-03-10,")];
    check(&rows, "superseded=1 unmatched_reversal=1", &[]);
    let other = [rows[0].clone(), row("C1", 1, "99441", "", "-1,,,2025-03-10,")];
    check(&other, "audited=1 unmatched_reversal=1", &["C1/1 99441 1500"]);
}

#[test]
fn of_several_charges_the_one_most_like_the_reversal_is_taken_back() {
    let rows = [
        row("C1", 1, "99441", "25", "1,20.00,15.00,,"),
        row("C2", 1, "99441", "", "1,20.00,15.00,,"),
        row("C3", 1, "99441", "", "-1,-20.00,-15.00,,"),
    ];
    check(&rows, "audited=1 netted=2", &["C1/1 99441 1500"]);
}

#[test]
fn nothing_is_taken_back_before_it_is_there() {
    // The original is older than the data; what was billed again must not be mistaken for it.
    let rows = [
        row("C2", 1, "99441", "", "-1,-20.00,-15.00,2025-03-10,"),
        row("C3", 1, "99441", "", "1,20.00,15.00,2025-03-20,"),
    ];
    check(&rows, "audited=1 unmatched_reversal=1", &["C3/1 99441 1500"]);
    let same_day = [rows[0].clone(), rows[1].replace("2025-03-20", "2025-03-10")];
    check(&same_day, "netted=2", &[]);
    let same_number = [rows[0].clone(), rows[1].replace("C3,", "C2,")];
    check(&same_number, "audited=1 unmatched_reversal=1", &["C2/1 99441 1500"]);
}

#[test]
fn a_refused_reversal_takes_nothing_back() {
    let rows = [row("C1", 1, "99441", "", "1,20.00,15.00,,"), row("C1", 1, "99441", "", "-1,-20.00,-15.00,,denied")];
    check(&rows, "audited=1 superseded=1", &["C1/1 99441 1500"]);
}

#[test]
fn a_spent_reversal_takes_nothing_of_another_claim() {
    let rows = [
        row("C1", 1, "99441", "", "1,20.00,15.00,2025-02-10,"),
        row("C1", 1, "99441", "", "-1,-20.00,-15.00,2025-03-10,"),
        row("C2", 1, "99441", "", "1,20.00,15.00,2025-02-10,"),
    ];
    check(&rows, "audited=1 superseded=1 unmatched_reversal=1", &["C2/1 99441 1500"]);
}
