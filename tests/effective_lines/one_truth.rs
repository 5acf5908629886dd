//! One truth, told in every style of adjustment that files have: the findings are those of the truth itself, whatever the
//! order of rows, however they are cut into files, and however often files repeat rows of earlier ones.

mod styles;
mod truth;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use claimsweep::claim::{Cents, Day, Fate, Moment, Units};
use claimsweep::findings::Audit;
use claimsweep::pipeline::{self, Plan};
use fastrand::Rng;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::worlds::{Frame, Said, said};
use styles::{Row, STYLES, Style};
use truth::{Claim, claims};

/// Worlds, each told in every style.
const CASES: u32 = 12;

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,rendering_specialty,rendering_taxonomy,service_date,procedure_code,modifier_1,modifier_2,modifier_3,place_of_service,diagnosis_1,diagnosis_2,diagnosis_3,diagnosis_4,units,billed_amount,paid_amount,payer,start_time,end_time,claim_status";
/// What only some styles have.
const MORE: &str = "processed,day,kind,version,frequency,original,account";

fn layout(style: &Style) -> String {
    let mut text = String::from("name = \"told\"\ndescription = \"a style\"\n[columns]\n");
    for name in COLUMNS.split(',') {
        let _ = writeln!(text, "{name} = \"{name}\"");
    }
    if style.dated {
        text.push_str("processed_date = \"processed\"\n");
    }
    text + style.layout
}

fn csv(rows: &[&Row], style: &Style) -> String {
    let mut text = format!("{COLUMNS},{MORE}\n");
    for row in rows {
        let line = &row.line.line;
        let told = |value: &Option<String>| value.clone().unwrap_or_default();
        let list = |values: &[String], n: usize| (0..n).map(|at| values.get(at).cloned().unwrap_or_default()).collect();
        let (modifiers, diagnoses): (Vec<String>, Vec<String>) = (list(&line.modifiers, 3), list(&line.dx, 4));
        let paid = line.paid_cents.filter(|_| !row.only_billed).map_or(String::new(), |cents| Cents(cents).to_string());
        let time = |seconds: Option<i64>| seconds.map_or(String::new(), |seconds| Moment(seconds).to_string());
        let day = Day(row.day).to_string();
        let cells = [
            vec![row.claim.clone(), line.line_number.to_string(), line.patient.clone(), line.npi.clone()],
            vec![told(&line.tin), told(&line.specialty), told(&line.taxonomy)],
            vec![Day(line.date).to_string(), line.code.clone()],
            modifiers,
            vec![told(&line.pos)],
            diagnoses,
            vec![Units(line.units_ten_thousandths).to_string(), Cents(row.line.billed_cents).to_string(), paid],
            vec![told(&line.payer), time(line.start), time(line.end), row.status.to_owned()],
            vec![if style.dated { day.clone() } else { String::new() }, day, row.kind.to_owned()],
            vec![row.version.to_string(), row.frequency.to_owned(), row.original.clone(), row.account.clone()],
        ];
        let _ = writeln!(text, "{}", cells.concat().join(","));
    }
    text
}

/// Audits files of rows.
fn audit(files: &[Vec<&Row>], style: &Style) -> io::Result<Audit> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("told.toml"), layout(style))?;
    let mut paths = Vec::new();
    for (number, rows) in files.iter().enumerate() {
        paths.push(at(&format!("claims-{number:03}.csv")));
        std::fs::write(&paths[number], csv(rows, style))?;
    }
    let mut spec = Frame::wide().spec(paths, Path::new("nowhere"));
    spec.layout = at("told.toml");
    let plan = Plan::new(spec).map_err(io::Error::other)?;
    pipeline::audit(&plan, &AtomicBool::new(false), &|_| ()).map_err(io::Error::other)
}

/// What an audit said of the claims as the truth knows them, and how many lines stood: in the period, around it, and
/// of no interest to any rule.
type Told = (Vec<Said>, [u64; 3]);

fn told(audit: &Audit) -> Told {
    assert!(audit.accounting.balances() && audit.rejects.is_empty(), "{:?}", audit.accounting);
    let stories = said(audit).into_iter().map(|said| {
        let related = |related: Vec<(String, i32)>| related.into_iter().map(|(id, n)| (plain(&id), n)).collect();
        let verdict = match said.verdict {
            crate::naive::NaiveOutcome::Flagged { tier, related: lines, gap_days, same_diagnosis } => {
                crate::naive::NaiveOutcome::Flagged { tier, related: related(lines), gap_days, same_diagnosis }
            }
            other => other,
        };
        // The first of the rest is the finding's id, which is made of the claim's.
        let rest = said.rest[1..].iter().map(|text| plain(text)).collect();
        Said { claim: plain(&said.claim), verdict, rest, ..said }
    });
    let mut stories: Vec<Said> = stories.collect();
    stories.sort();
    (stories, [Fate::Audited, Fate::Context, Fate::OutOfScope].map(|fate| audit.accounting.count(fate)))
}

/// A text with the truth's numbers of claims: `C` and five digits, without what a style puts behind them.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('C') {
        let is_id = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
        let end = if rest.get(at + 1..at + 6).is_some_and(is_id) { at + 6 } else { at + 1 };
        plain.push_str(&rest[..end]);
        rest = &rest[end..];
        if end == at + 6 {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        }
    }
    plain + rest
}

/// The lines that stand in the end, as a file of a payer that never corrects anything.
fn in_the_end(claims: &[Claim]) -> Vec<Row> {
    let last = |claim: &Claim| {
        let last = claim.events.last().filter(|event| !event.denied).cloned();
        let only = Claim { events: last.into_iter().collect(), ..claim.clone() };
        (STYLES[0].write)(&only)
    };
    claims.iter().flat_map(last).collect()
}

/// Files by quarter, each with some rows of the files before it again.
fn quarterly<'a>(rng: &mut Rng, rows: &'a [Row]) -> Vec<Vec<&'a Row>> {
    let mut files: BTreeMap<i32, Vec<&Row>> = BTreeMap::new();
    let mut before: Vec<&Row> = Vec::new();
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.day);
    for row in sorted {
        let file =
            files.entry(row.day / 91).or_insert_with(|| before.iter().copied().filter(|_| rng.u8(0..4) == 0).collect());
        file.push(row);
        before.push(row);
    }
    files.into_values().collect()
}

/// The first finding that only one of the two has, and the rows of its claim and of the claims it names.
fn difference(expected: &Told, found: &Told, rows: &[Row], style: &Style) -> String {
    let only_in = |one: &Told, other: &Told| one.0.iter().find(|said| !other.0.contains(said)).cloned();
    let (lacks, has) = (only_in(expected, found), only_in(found, expected));
    let named = format!("{lacks:?} {has:?}");
    let of_claims = rows.iter().filter(|row| named.contains(&row.claim[..6])).collect::<Vec<_>>();
    let counts = format!("expected {:?} lines, found {:?}", expected.1, found.1);
    format!("{counts}\nlacks {lacks:#?}\nhas {has:#?}\n{}", csv(&of_claims, style))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_251_126),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_style_tells_the_same_findings((seed, n_patients) in (0..1_000_000_u64, 1..10_usize)) {
        let claims = claims(seed, n_patients);
        let end = in_the_end(&claims);
        let expected = told(&audit(&[end.iter().collect()], &STYLES[0]).expect("an audit"));
        let mut rng = Rng::with_seed(seed);
        for style in &STYLES {
            let rows: Vec<Row> = claims.iter().flat_map(|claim| (style.write)(claim)).collect();
            let mut shuffled: Vec<&Row> = rows.iter().collect();
            rng.shuffle(&mut shuffled);
            for files in [vec![shuffled], quarterly(&mut rng, &rows)] {
                let found = told(&audit(&files, style).expect("an audit"));
                prop_assert!(found == expected, "{} files of {}: {}", files.len(), style.name, difference(&expected, &found, &rows, style));
            }
        }
    }
}

#[test]
fn the_stories_hold_every_kind_of_event() {
    let claims: Vec<Claim> = (0..20).flat_map(|seed| claims(seed, 6)).collect();
    let n = |holds: &dyn Fn(&Claim) -> bool| claims.iter().filter(|claim| holds(claim)).count();
    let is_void = |claim: &Claim, at: usize| claim.events.get(at).is_some_and(|event| event.lines.is_empty());
    assert!(n(&|claim| claim.events.len() == 1) > 100, "untouched");
    assert!(n(&|claim| claim.events.len() == 2 && !is_void(claim, 1)) > 50, "corrected");
    assert!(n(&|claim| claim.events.len() > 2 && !is_void(claim, 1)) > 20, "twice corrected");
    assert!(n(&|claim| claim.events.last().is_some_and(|last| last.lines.is_empty())) > 50, "voided");
    assert!(n(&|claim| is_void(claim, 1) && claim.events.len() > 2) > 20, "billed again after a void");
    assert!(n(&|claim| claim.events[0].denied) > 20, "refused, then billed again");
    let same_day = |claim: &Claim| claim.events.windows(2).any(|pair| pair[0].day == pair[1].day);
    assert!(n(&same_day) > 5, "billed again on the day of the void");
    assert!(n(&|claim| claim.events.iter().any(|event| event.lines.len() > 1)) > 20, "several lines");
}

#[test]
fn numbers_are_made_plain() {
    assert_eq!(plain("C00012ZN of CMS, C1; C00013-2, line 1"), "C00012 of CMS, C1; C00013, line 1");
}
