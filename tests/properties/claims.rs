//! Properties 3, 7 and 8: claims that do not stand, money that is owned once, and books that balance.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use claimsweep::claim::Fate;
use claimsweep::findings::{Audit, Direction};
use claimsweep::rules::RULES;
use fastrand::Rng;
use proptest::prelude::*;

use super::{config, dates, stated, world};
use crate::naive::{NaiveLine, random_lines};
use crate::worlds::{Frame, Row, Said, audit, copies_under_new_claims, counts, messy, said, shows_a_service};

/// Claims that the payer refused: copies of lines of the world; some of them would replace, void or take back.
fn denied(rng: &mut Rng, rows: &[Row]) -> Vec<Row> {
    // A name before all others, so that a denied line is the first partner a reversal meets.
    let mut copies = copies_under_new_claims(rng, rows, "A-DENIED");
    // A denied visit shows that the visit happened, and may raise a lead (rulebook 4.5): it is none of this property.
    copies.retain(|row| !shows_a_service(&row.line.code));
    for row in &mut copies {
        row.status = "denied";
        match rng.u8(0..6) {
            0 => (row.frequency, row.original) = ("7", rng.choice(rows).map_or(String::new(), claim_id)),
            1 => (row.frequency, row.original) = ("8", rng.choice(rows).map_or(String::new(), claim_id)),
            2 => row.line.units_ten_thousandths = -row.line.units_ten_thousandths,
            _ => {}
        }
    }
    copies
}

fn claim_id(row: &Row) -> String {
    row.line.claim_id.clone()
}

/// Claims with their voids, and voids of claims that nobody sent.
fn voided(rng: &mut Rng, rows: &[Row]) -> Vec<Row> {
    let mut claims = copies_under_new_claims(rng, rows, "A-VOIDED");
    let void = |(number, row): (usize, &Row)| {
        let line = NaiveLine { claim_id: format!("VOID{number}"), ..row.line.clone() };
        Row { line, frequency: "8", original: row.line.claim_id.clone(), ..row.clone() }
    };
    let voids: Vec<Row> = claims.iter().enumerate().map(void).collect();
    let mut strays = copies_under_new_claims(rng, rows, "STRAY");
    for row in &mut strays {
        (row.frequency, row.original) = ("8", "NOBODY".to_owned());
    }
    claims.extend(voids);
    claims.extend(strays);
    claims
}

/// How many lines stand: in the period, around it, and of no interest to any rule.
fn effective(audit: &Audit) -> [u64; 3] {
    [Fate::Audited, Fate::Context, Fate::OutOfScope].map(|fate| audit.accounting.count(fate))
}

/// Amount at stake on every line that has an overpayment finding, each line once.
fn at_stake(audit: &Audit) -> i64 {
    let mut amounts = BTreeMap::new();
    for finding in audit.findings.iter().filter(|finding| finding.card.direction == Direction::Overpayment) {
        let amount = finding.line.paid.or(finding.line.allowed).map_or(0, |cents| cents.0);
        amounts.insert(finding.line.key(), amount);
    }
    amounts.values().sum()
}

/// What is found, but for the remark that somebody tried to replace the claim.
fn without_remarks(mut said: Vec<Said>) -> Vec<Said> {
    for text in said.iter_mut().flat_map(|one| &mut one.rest) {
        *text = text.replace(" Remark: a denied replacement names this claim.", "");
    }
    said
}

/// Adds rows to a messy world, shuffles, and compares what the audits say.
fn changes_no_finding(seed: u64, size: usize, added: fn(&mut Rng, &[Row]) -> Vec<Row>) -> Result<(), TestCaseError> {
    let rows = messy(seed, size);
    let mut rng = Rng::with_seed(seed);
    let mut more = rows.clone();
    more.extend(added(&mut rng, &rows));
    rng.shuffle(&mut more);
    let frame = stated(&rows);
    let (before, after) = (audit(&rows, &frame)?, audit(&more, &frame)?);
    prop_assert_eq!(without_remarks(said(&before)), without_remarks(said(&after)));
    prop_assert_eq!(counts(&before), counts(&after));
    prop_assert_eq!(effective(&before), effective(&after));
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_denied_claim_changes_no_finding((seed, size) in world()) {
        changes_no_finding(seed, size, denied)?;
    }

    #[test]
    fn a_voided_claim_changes_no_finding((seed, size) in world()) {
        changes_no_finding(seed, size, voided)?;
    }

    #[test]
    fn every_cent_at_stake_has_one_owner((seed, size) in world()) {
        let audit = audit(&messy(seed, size), &Frame::tight())?;
        let owned: i64 = audit.findings.iter().map(|finding| finding.owned.0).sum();
        prop_assert_eq!(owned, at_stake(&audit));
        let by_rule: i64 = audit.money().iter().map(|(_, _, money)| money.owned.0).sum();
        prop_assert_eq!(owned, by_rule);
        for finding in &audit.findings {
            let owns = finding.owned.0 != 0;
            prop_assert!(!owns || finding.card.direction == Direction::Overpayment, "{}", finding.card.id);
        }
    }

    #[test]
    fn the_owner_is_the_strongest_and_then_the_first_of_the_rulebook((seed, size) in world()) {
        let audit = audit(&messy(seed, size), &Frame::tight())?;
        let place = |id: &str| RULES.iter().position(|rule| rule.card.id == id);
        let mut lines: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for finding in audit.findings.iter().filter(|finding| finding.card.direction == Direction::Overpayment) {
            lines.entry(finding.line.key()).or_default().push(finding);
        }
        for mut findings in lines.into_values() {
            findings.sort_by_key(|finding| (Reverse(finding.tier), place(finding.card.id)));
            let stake = findings[0].line.paid.or(findings[0].line.allowed).unwrap_or_default();
            let owned: Vec<_> = findings.iter().map(|finding| finding.owned).collect();
            prop_assert_eq!(owned[0], stake, "{}", findings[0].card.id);
            prop_assert!(owned[1..].iter().all(|cents| cents.0 == 0), "{:?}", owned);
        }
    }

    #[test]
    fn subjects_and_rows_are_accounted_for((seed, size) in world(), edge in 0..30_i32) {
        let rows = messy(seed, size);
        let (first, last) = dates(&rows);
        let part = Frame { period: (Some(first + edge), Some(last - 5)), ..Frame::default() };
        for frame in [Frame::tight(), part] {
            let audit = audit(&rows, &frame)?;
            for (rule, [subjects, flagged, clean, cleared, provisional, not_evaluable]) in counts(&audit) {
                prop_assert_eq!(subjects, flagged + clean + cleared + provisional + not_evaluable, "{}", rule);
                let findings = audit.findings.iter().filter(|finding| finding.card.id == rule).count() as u64;
                prop_assert_eq!(flagged, findings, "{}", rule);
            }
            prop_assert!(audit.accounting.balances());
            prop_assert_eq!(audit.accounting.rows_read, rows.len() as u64);
            prop_assert_eq!(audit.accounting.terms().map(|(_, n)| n).sum::<u64>(), rows.len() as u64);
        }
    }
}

#[test]
fn random_worlds_hold_every_kind_of_row() -> std::io::Result<()> {
    let audit = audit(&messy(3, 400), &Frame::tight())?;
    for fate in Fate::ALL.into_iter().filter(|fate| *fate != Fate::OutOfScope && *fate != Fate::Context) {
        assert!(audit.accounting.count(fate) > 10, "{}: {:?}", fate.name(), audit.accounting);
    }
    assert!(audit.accounting.count(Fate::Context) > 10 && random_lines(3, 400).len() > 1_000);
    Ok(())
}
