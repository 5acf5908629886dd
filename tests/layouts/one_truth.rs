//! One truth in many shapes: the same claims as canonical CSV, an Excel workbook, an export as accounting programs print it,
//! explanations of benefit, claims with remittances, and remittances alone give the same fates and the same findings.
//! What a shape cannot say is left out of the CSV it is compared with, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use fastrand::Rng;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use serde_json::{Value, json};

use super::remittances::interchange;
use crate::program::Place;

/// Worlds, each told in every shape.
const WORLDS: u64 = 6;
const CLAIMS: usize = 120;
const CODES: [&str; 12] =
    ["99213", "99214", "99421", "99422", "99423", "98970", "98966", "98016", "G2010", "99441", "36415", "99495"];
const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_npi,billing_tin,service_date,procedure_code,modifier_1,place_of_service,diagnosis_1,units,billed_amount,paid_amount,payer,claim_status";

/// A clinic: tax number, its own NPI and those of its clinicians.
const CLINICS: [(&str, &str, [&str; 2]); 2] = [
    ("062301312", "1000000101", ["1000000001", "1000000002"]),
    ("912834729", "1000000202", ["1000000003", "1000000004"]),
];

/// What became of a claim.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Paid,
    Denied,
    /// No payer has said anything yet.
    Open,
}

struct Claim {
    id: String,
    patient: String,
    clinic: usize,
    clinician: &'static str,
    day: NaiveDate,
    diagnosis: &'static str,
    place: &'static str,
    answer: Answer,
    lines: Vec<Line>,
}

struct Line {
    code: &'static str,
    modifier: &'static str,
    billed: u32,
    paid: u32,
}

fn money(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn world(seed: u64) -> Vec<Claim> {
    let rng = &mut Rng::with_seed(seed);
    let first = NaiveDate::from_ymd_opt(2025, 3, 1).expect("a date");
    let claim = |number: usize| {
        let clinic = rng.usize(..CLINICS.len());
        let answer = [Answer::Paid, Answer::Paid, Answer::Paid, Answer::Denied, Answer::Open][rng.usize(..5)];
        let mut codes = BTreeSet::new();
        for _ in 0..=rng.usize(..2) {
            codes.insert(CODES[rng.usize(..CODES.len())]);
        }
        let lines = codes.into_iter().map(|code| {
            let billed = 2_000 + rng.u32(..8_000);
            let paid = if answer == Answer::Paid { billed / 2 } else { 0 };
            Line { code, modifier: ["", "", "95", "25"][rng.usize(..4)], billed, paid }
        });
        let lines = lines.collect();
        Claim {
            id: format!("K{number:04}"),
            patient: format!("P{:03}", rng.u32(..25)),
            clinic,
            clinician: CLINICS[clinic].2[rng.usize(..2)],
            day: first + Days::new(rng.u64(..60)),
            diagnosis: ["I10", "E11.9", "M54.50"][rng.usize(..3)],
            place: ["11", "10", "02"][rng.usize(..3)],
            answer,
            lines,
        }
    };
    (0..CLAIMS).map(claim).collect()
}

/// The cells of every line, in the order of [`COLUMNS`].
fn rows(claims: &[Claim]) -> Vec<Vec<String>> {
    let row = |claim: &Claim, number: usize, line: &Line| {
        let (tin, npi, _) = CLINICS[claim.clinic];
        let (paid, status) = match claim.answer {
            Answer::Paid => (money(line.paid), "paid"),
            Answer::Denied => (money(0), "denied"),
            Answer::Open => (String::new(), ""),
        };
        let number = number.to_string();
        let day = claim.day.to_string();
        let [start, rest] = [
            [&claim.id, &number, &claim.patient, claim.clinician, npi, tin, &day, line.code, line.modifier],
            [claim.place, claim.diagnosis, "1", &money(line.billed), &paid, "commercial", status, "", ""],
        ]
        .map(|cells| cells.map(str::to_owned));
        start.into_iter().chain(rest.into_iter().take(7)).collect()
    };
    claims.iter().flat_map(|claim| (1..).zip(&claim.lines).map(move |(at, line)| row(claim, at, line))).collect()
}

/// The canonical CSV, without some columns.
fn csv(claims: &[Claim], without: &[&str]) -> Vec<u8> {
    let mut text = String::new();
    let header: Vec<String> = COLUMNS.split(',').map(str::to_owned).collect();
    for row in std::iter::once(&header).chain(&rows(claims)) {
        let kept = row.iter().zip(&header).filter(|(_, name)| !without.contains(&name.as_str()));
        let cells: Vec<&str> = kept.map(|(cell, _)| cell.as_str()).collect();
        let _ = writeln!(text, "{}", cells.join(","));
    }
    text.into_bytes()
}

/// A workbook whose dates, numbers and money are what Excel makes of them.
fn workbook(claims: &[Claim]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("m/d/yyyy");
    let dollars = Format::new().set_num_format("$#,##0.00");
    let tin = Format::new().set_num_format("000000000");
    for (column, name) in (0..).zip(COLUMNS.split(',')) {
        sheet.write(0, column, name)?;
    }
    for (at, row) in (1..).zip(rows(claims)) {
        for ((column, name), cell) in (0..).zip(COLUMNS.split(',')).zip(&row) {
            let number: Option<f64> = cell.parse().ok();
            match (name, number) {
                (_, _) if cell.is_empty() => {}
                ("service_date", _) => {
                    sheet.write_with_format(at, column, ExcelDateTime::parse_from_str(cell)?, &date)?;
                }
                ("billed_amount" | "paid_amount", Some(number)) => {
                    sheet.write_with_format(at, column, number, &dollars)?;
                }
                ("billing_tin", Some(number)) => {
                    sheet.write_with_format(at, column, number, &tin)?;
                }
                ("line_number" | "units" | "rendering_npi" | "procedure_code", Some(number)) => {
                    sheet.write(at, column, number)?;
                }
                _ => {
                    sheet.write(at, column, cell)?;
                }
            }
        }
    }
    book.save_to_buffer()
}

/// An export as accounting programs print it: text above and below, semicolons, dollar signs, two-digit years, a tax
/// number with its dash, quotes against Excel; and the layout that reads it.
fn printed(claims: &[Claim]) -> [(&'static str, Vec<u8>); 2] {
    let mut text = format!("Invented Clinic\n\n{}\n", COLUMNS.replace(',', ";"));
    for mut row in rows(claims) {
        for (name, cell) in COLUMNS.split(',').zip(&mut row) {
            *cell = match name {
                _ if cell.is_empty() => continue,
                "service_date" => format!("{}/{}/{}", &cell[5..7], &cell[8..], &cell[2..4]),
                "billed_amount" | "paid_amount" => format!(" $ {cell} ").replace("$ 0.00", "$ -   "),
                "billing_tin" => format!("{}-{}", &cell[..2], &cell[2..]),
                "rendering_npi" | "procedure_code" => format!("=\"\"{cell}\"\"").replace("=\"\"", "\"=\"\"") + "\"",
                _ => continue,
            };
        }
        let _ = writeln!(text, "{}", row.join(";"));
    }
    text.push_str("Total;;;;;;;;;;;;$ 99.00;$ 1.00;;\n");
    let columns: String = COLUMNS.split(',').fold(String::new(), |mut text, name| {
        let _ = writeln!(text, "{name} = \"{name}\"");
        text
    });
    let layout = format!(
        "name = \"printed\"\ndescription = \"an export as it is printed\"\n[format]\nskip_rows = 2\ndelimiter = \";\"\ndate = \"%m/%d/%y\"\n[columns]\n{columns}"
    );
    [("printed.csv", text.into_bytes()), ("printed.toml", layout.into_bytes())]
}

fn coding(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// Explanations of benefit, release 4, one a line.
fn benefits(claims: &[Claim]) -> Vec<u8> {
    let mut text = String::new();
    for claim in claims {
        let (tin, npi, _) = CLINICS[claim.clinic];
        let item = |(number, line): (u32, &Line)| {
            let amount = |kind: &str, cents: u32| {
                json!({ "category": coding("http://terminology.hl7.org/CodeSystem/adjudication", kind),
                        "amount": { "value": f64::from(cents) / 100.0, "currency": "USD" } })
            };
            let mut adjudication = vec![amount("submitted", line.billed)];
            match claim.answer {
                Answer::Paid => adjudication.push(amount("paidtoprovider", line.paid)),
                Answer::Denied => adjudication.extend([
                    amount("paidtoprovider", 0),
                    json!({ "category": coding("http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication", "denialreason"),
                            "reason": coding("https://x12.org/codes/claim-adjustment-reason-codes", "96") }),
                ]),
                Answer::Open => {}
            }
            let modifiers: Vec<Value> =
                Some(line.modifier).filter(|it| !it.is_empty()).map(|it| coding("urn:m", it)).into_iter().collect();
            json!({
                "sequence": number, "careTeamSequence": [1], "diagnosisSequence": [1],
                "productOrService": coding("http://www.ama-assn.org/go/cpt", line.code),
                "modifier": modifiers, "servicedDate": claim.day.to_string(), "quantity": { "value": 1 },
                "locationCodeableConcept": coding("https://www.cms.gov/pos", claim.place),
                "extension": [{ "url": "https://bluebutton.cms.gov/resources/variables/tax_num", "valueCoding": { "code": tin } }],
                "adjudication": adjudication,
            })
        };
        let benefit = json!({
            "resourceType": "ExplanationOfBenefit", "id": format!("x-{}", claim.id), "status": "active", "outcome": "complete",
            "identifier": [{ "type": coding("urn:t", "uc"), "value": claim.id }],
            "type": coding("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
            "patient": { "reference": format!("Patient/{}", claim.patient) },
            "insurer": { "display": "commercial" },
            "provider": { "identifier": { "value": npi } },
            "careTeam": [{ "sequence": 1, "provider": { "identifier": { "value": claim.clinician } },
                           "role": coding("http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimCareTeamRole", "rendering") }],
            "diagnosis": [{ "sequence": 1, "diagnosisCodeableConcept": coding("http://hl7.org/fhir/sid/icd-10-cm", claim.diagnosis) }],
            "item": (1..).zip(&claim.lines).map(item).collect::<Vec<_>>(),
        });
        let _ = writeln!(text, "{benefit}");
    }
    text.into_bytes()
}

/// The composite of a line's code and modifier.
fn procedure(line: &Line) -> String {
    if line.modifier.is_empty() { format!("HC:{}", line.code) } else { format!("HC:{}:{}", line.code, line.modifier) }
}

/// The claims as 837P, each clinic under its own billing provider.
fn claims_837(claims: &[Claim]) -> Vec<u8> {
    let mut segments = vec!["BHT*0019*00*B1*20251101*0900*CH~".to_owned()];
    let mut level = 0;
    for (clinic, (tin, npi, _)) in CLINICS.iter().enumerate() {
        level += 1;
        let above = level;
        segments.extend([
            format!("HL*{level}**20*1~"),
            format!("NM1*85*2*INVENTED CLINIC {clinic}*****XX*{npi}~"),
            format!("REF*EI*{tin}~"),
        ]);
        for claim in claims.iter().filter(|claim| claim.clinic == clinic) {
            level += 1;
            let total: u32 = claim.lines.iter().map(|line| line.billed).sum();
            segments.extend([
                format!("HL*{level}*{above}*22*0~"),
                "SBR*P*18*******CI~".to_owned(),
                format!("NM1*IL*1*SAMPLE*A****MI*{}~", claim.patient),
                "NM1*PR*2*INVENTED PAYER*****PI*CI1~".to_owned(),
                format!("CLM*{}*{}***{}:B:1*Y*A*Y*Y~", claim.id, money(total), claim.place),
                format!("HI*ABK:{}~", claim.diagnosis.replace('.', "")),
                format!("NM1*82*1*DOC*GAMMA****XX*{}~", claim.clinician),
            ]);
            for (at, line) in (1..).zip(&claim.lines) {
                segments.extend([
                    format!("LX*{at}~"),
                    format!("SV1*{}*{}*UN*1***1~", procedure(line), money(line.billed)),
                    format!("DTP*472*D8*{}~", claim.day.format("%Y%m%d")),
                ]);
            }
        }
    }
    interchange(1, "HC", "837", "005010X222A1", &segments).into_bytes()
}

/// What the payer answered, as an 835 for each clinic.
fn remittances_835(claims: &[Claim]) -> Vec<u8> {
    let mut text = String::new();
    for (clinic, (tin, npi, _)) in (0_u32..).zip(CLINICS) {
        let mut segments = vec![
            "BPR*I*0*C*CHK************20251120~".to_owned(),
            format!("TRN*1*CHECK{clinic}*1234567890~"),
            "DTM*405*20251120~".to_owned(),
            "N1*PR*INVENTED PAYER~".to_owned(),
            "REF*2U*CI1~".to_owned(),
            format!("N1*PE*INVENTED CLINIC {clinic}*XX*{npi}~"),
            format!("REF*TJ*{tin}~"),
            "LX*1~".to_owned(),
        ];
        let answered = claims.iter().filter(|claim| claim.clinic == clinic as usize && claim.answer != Answer::Open);
        for claim in answered {
            let [billed, paid] = [|line: &Line| line.billed, |line: &Line| line.paid]
                .map(|cents| money(claim.lines.iter().map(cents).sum()));
            let status = if claim.answer == Answer::Denied { "4" } else { "1" };
            segments.extend([
                format!("CLP*{}*{status}*{billed}*{paid}*0*CI*PAYER{}*{}*1~", claim.id, claim.id, claim.place),
                format!("NM1*QC*1*SAMPLE*A****MI*{}~", claim.patient),
                format!("NM1*82*1*DOC*GAMMA****XX*{}~", claim.clinician),
            ]);
            for line in &claim.lines {
                segments.push(format!("SVC*{}*{}*{}**1~", procedure(line), money(line.billed), money(line.paid)));
                segments.push(format!("DTM*472*{}~", claim.day.format("%Y%m%d")));
                if claim.answer == Answer::Denied {
                    segments.push(format!("CAS*CO*96*{}~", money(line.billed)));
                }
            }
        }
        text.push_str(&interchange(10 + clinic, "HP", "835", "", &segments));
    }
    text.into_bytes()
}

/// Fates, and every finding with the line it is about.
fn told(files: &[(&str, Vec<u8>)], layout: &str) -> (String, Vec<String>) {
    let place = Place::new();
    for (name, bytes) in files {
        place.write(&format!("in/{name}"), bytes);
    }
    let layout = if layout == "printed" { "in/printed.toml" } else { layout };
    let patterns: Vec<String> = files
        .iter()
        .filter(|(name, _)| *name != "printed.toml")
        .map(|(name, _)| format!("--claims=in/{name}"))
        .collect();
    let more: Vec<&str> = patterns.iter().skip(1).map(String::as_str).collect();
    let first = patterns[0].trim_start_matches("--claims=");
    let run = place.audit(first, &[&more[..], &["--layout", layout]].concat());
    assert_eq!(run.code, 0, "{layout}: {}", run.stderr);
    let columns = ["rule", "tier", "patient_id", "line_number", "service_date", "procedure_code", "paid_cents"];
    let line = |row: &crate::program::Row| {
        let claim = row["claim_id"].split(':').next().unwrap_or_default();
        format!("{} {claim}", columns.map(|column| row[column].as_str()).join(" "))
    };
    let mut findings: Vec<String> = place.findings().iter().map(line).collect();
    findings.sort();
    (run.fates(), findings)
}

#[test]
fn every_shape_gives_the_findings_of_the_truth() -> Result<(), XlsxError> {
    for seed in 0..WORLDS {
        let claims = world(seed);
        let canonical = |without: &[&str]| told(&[("claims.csv", csv(&claims, without))], "canonical");
        let whole = canonical(&[]);
        assert!(whole.1.len() > 40, "too few findings to compare: {}", whole.1.len());
        assert_eq!(told(&[("claims.xlsx", workbook(&claims)?)], "canonical"), whole, "workbook, world {seed}");
        assert_eq!(told(&[("eob.ndjson", benefits(&claims))], "fhir-eob"), whole, "benefits, world {seed}");
        let x12 = [("claims.837", claims_837(&claims)), ("remit.835", remittances_835(&claims))];
        assert_eq!(told(&x12, "x12-837p"), whole, "claims with remittances, world {seed}");
        let (fates, findings) = told(&printed(&claims), "printed");
        assert_eq!(findings, whole.1, "printed, world {seed}");
        assert!(fates.contains("footer_row=1"), "{fates}");
        let answered: Vec<Claim> = claims.into_iter().filter(|claim| claim.answer != Answer::Open).collect();
        let alone = told(&[("claims.csv", csv(&answered, &["diagnosis_1"]))], "canonical");
        assert_eq!(told(&[("remit.835", remittances_835(&answered))], "x12-835"), alone, "remittances, world {seed}");
    }
    Ok(())
}
