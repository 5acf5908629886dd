//! How often a rule came to a conclusion: a line that it could not judge is no line judged, in any format.

use calamine::{Reader as _, Xlsx, open_workbook};

use crate::program::Place;

/// Two e-visits of one patient at the edges of the data: the week before the first is not known.
fn place() -> Place {
    let place = Place::with_claims(
        "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,N1,2025-02-03,99421\nC2,P1,N1,2025-02-05,99421\n",
    );
    assert_eq!(place.audit("claims.csv", &["--format", "parquet,html,xlsx"]).code, 0);
    place
}

/// Outcomes of a rule: subjects, flagged, and how many came to a conclusion.
fn outcomes(place: &Place, rule: &str) -> [u64; 3] {
    let rows = place.table("report/rule_runs.parquet").rows();
    let row = rows.iter().find(|row| row["rule"] == rule).expect("the rule");
    let n = |name: &str| row[name].parse::<u64>().expect("a count");
    [n("subjects"), n("flagged"), n("flagged") + n("clean") + n("cleared")]
}

#[test]
fn a_rule_that_could_judge_nothing_has_no_share() {
    let place = place();
    assert_eq!(outcomes(&place, "e_visit_after_related_visit"), [2, 0, 0], "the case is not what this test thinks");
    let page = String::from_utf8(place.files("report")["report.html"].clone()).expect("a text");
    let row = page.split("<tr>").find(|row| row.contains("#rule-e_visit_after_related_visit")).expect("a row");
    assert!(row.contains("2, 2 of them could not be judged") && row.contains("nothing could be judged"), "{row}");
    assert!(!row.contains("0.0 %") && !row.contains("$0.00"), "{row}");
    let all: Vec<[u64; 3]> =
        place.table("report/rule_runs.parquet").column("rule").iter().map(|rule| outcomes(&place, rule)).collect();
    let (met, judged) = (all.iter().map(|n| n[0]).sum::<u64>(), all.iter().map(|n| n[2]).sum::<u64>());
    assert!(judged < met);
    let said = format!("{judged} times a rule judged a line, and {} times it met one", met - judged);
    assert!(page.contains(&said), "{said}");
}

#[test]
fn the_workbook_divides_by_what_was_judged() {
    let place = place();
    let mut book: Xlsx<_> = open_workbook(place.path("report/report.xlsx")).expect("a workbook");
    let range = book.worksheet_range("rules").expect("the sheet");
    let heads: Vec<String> = range.rows().next().into_iter().flatten().map(ToString::to_string).collect();
    let at = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let mut n_shares = 0;
    for row in range.rows().skip(1) {
        let [subjects, flagged, judged] = outcomes(&place, &row[0].to_string());
        assert_eq!(row[at("lines")].to_string(), subjects.to_string(), "{row:?}");
        assert_eq!(row[at("lines judged")].to_string(), judged.to_string(), "{row:?}");
        let share = row[at("share of judged")].to_string();
        match (subjects, judged) {
            (0, _) => assert_eq!(share, ""),
            (_, 0) => assert_eq!(share, "nothing could be judged"),
            _ => {
                let whole = flagged == judged;
                assert_eq!(share == "1", whole, "{row:?}");
                n_shares += 1;
            }
        }
    }
    assert!(0 < n_shares);
}
