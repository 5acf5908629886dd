//! Remittances beside claims: each payment is counted once and goes to the one line it pays, however often the file is
//! sent, whoever shares a claim number, in whatever order; and the money joined is never more than the money held.

use crate::program::{Place, Run};

/// A line of a claim: code with modifiers, charge, day, and the submitter's own number of the line.
type Service<'a> = (&'a str, &'a str, &'a str, &'a str);

/// A claim of a patient: patient, claim number, place among payers, filing indicator, frequency.
struct Claim<'a> {
    patient: &'a str,
    number: &'a str,
    responsibility: &'a str,
    filing: &'a str,
    frequency: &'a str,
    services: &'a [Service<'a>],
}

const SERVICE: Service<'_> = ("99441", "50", "20251014", "");

const fn claim<'a>(patient: &'a str, number: &'a str, services: &'a [Service<'a>]) -> Claim<'a> {
    Claim { patient, number, responsibility: "P", filing: "CI", frequency: "1", services }
}

/// An interchange of one set, its segments counted.
pub(super) fn interchange(control: u32, group: &str, set: &str, guide: &str, segments: &[String]) -> String {
    let st = if guide.is_empty() { format!("ST*{set}*0001~") } else { format!("ST*{set}*0001*{guide}~") };
    let version = if guide.is_empty() { "005010X221A1" } else { guide };
    let n = segments.len() + 2;
    format!(
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *251101*0900*^*00501*{control:09}*0*P*:~\n\
         GS*{group}*SENDER*RECEIVER*20251101*0900*1*X*{version}~\n{st}\n{}\nSE*{n}*0001~\nGE*1*1~\nIEA*1*{control:09}~\n",
        segments.join("\n")
    )
}

fn claims(control: u32, claims: &[Claim<'_>]) -> String {
    let mut segments = vec![
        "BHT*0019*00*B1*20251101*0900*CH~".to_owned(),
        "HL*1**20*1~".to_owned(),
        "PRV*BI*PXC*207Q00000X~".to_owned(),
        "NM1*85*2*INVENTED CLINIC*****XX*1000000100~".to_owned(),
        "REF*EI*062301312~".to_owned(),
    ];
    for (level, claim) in (2..).zip(claims) {
        let Claim { patient, number, responsibility, filing, frequency, services } = claim;
        segments.extend([
            format!("HL*{level}*1*22*0~"),
            format!("SBR*{responsibility}*18*******{filing}~"),
            format!("NM1*IL*1*SAMPLE*A****MI*{patient}~"),
            format!("NM1*PR*2*INVENTED PAYER {filing}*****PI*{filing}1~"),
            format!("CLM*{number}*50***11:B:{frequency}*Y*A*Y*Y~"),
            "HI*ABK:I10~".to_owned(),
            "NM1*82*1*DOC*GAMMA****XX*1234567893~".to_owned(),
        ]);
        for (at, (code, charge, day, control)) in services.iter().enumerate() {
            segments.extend([
                format!("LX*{}~", at + 1),
                format!("SV1*HC:{code}*{charge}*UN*1***1~"),
                format!("DTP*472*D8*{day}~"),
            ]);
            if !control.is_empty() {
                segments.push(format!("REF*6R*{control}~"));
            }
        }
    }
    interchange(control, "HC", "837", "005010X222A1", &segments)
}

/// A claim of a remittance: patient, claim number, CLP02, payer's number, frequency, and services with what was paid.
type Paid<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a [(Service<'a>, &'a str)]);

fn remittance(control: u32, check: &str, payer: &str, paid: &[Paid<'_>]) -> String {
    let mut segments = vec![
        "BPR*I*0*C*CHK************20251120~".to_owned(),
        format!("TRN*1*{check}*1234567890~"),
        "DTM*405*20251120~".to_owned(),
        format!("N1*PR*INVENTED PAYER {payer}~"),
        format!("REF*2U*{payer}1~"),
        "N1*PE*INVENTED CLINIC*XX*1000000100~".to_owned(),
        "LX*1~".to_owned(),
    ];
    for (patient, number, status, payers_number, frequency, services) in paid {
        segments.push(format!("CLP*{number}*{status}*50*0*0*{payer}*{payers_number}*11*{frequency}~"));
        let id = if patient.is_empty() { String::new() } else { format!("****MI*{patient}") };
        segments.push(format!("NM1*QC*1*SAMPLE*A{id}~"));
        for ((code, charge, day, control), amount) in *services {
            segments.extend([format!("SVC*HC:{code}*{charge}*{amount}**1~"), format!("DTM*472*{day}~")]);
            if !control.is_empty() {
                segments.push(format!("REF*6R*{control}~"));
            }
        }
    }
    interchange(control, "HP", "835", "", &segments)
}

/// `patient/line cents` of every line, and the run.
fn paid(files: &[(&str, &str)]) -> (Vec<String>, Run) {
    let place = Place::new();
    for (name, text) in files {
        place.write(&format!("in/{name}"), text);
    }
    let run = place.audit("in/*", &["--layout=x12-837p", "--format=csv"]);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    let rows = place.findings().into_iter().filter(|row| row["rule"] == "code_not_in_effect");
    let shown = rows.map(|row| format!("{}/{} {}", row["patient_id"], row["line_number"], row["paid_cents"]));
    (shown.collect(), run)
}

/// Held, joined and left over, in cents.
fn money(run: &Run) -> [i64; 3] {
    let found = run.json()["joined_money"][0].clone();
    assert_eq!(found["balances"], true, "{found}");
    ["held_cents", "joined_cents", "unjoined_cents"].map(|key| found[key].as_i64().unwrap_or(-1))
}

#[test]
fn a_remittance_that_comes_again_counts_once() {
    let claim = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let one = [("M100", "A2", "1", "PAYER1", "1", &[(SERVICE, "12.40")][..])];
    let remit = remittance(2, "CHK1", "CI", &one);
    let again = remittance(777, "CHK1", "CI", &one);
    for files in [
        &[("c.837", claim.as_str()), ("r.835", &remit)][..],
        &[("c.837", &claim), ("r.835", &remit), ("r (1).835", &remit)],
        &[("c.837", &claim), ("r.835", &remit), ("other.835", &again)],
        &[("c.837", &claim), ("both.835", &format!("{remit}{again}"))],
    ] {
        let (lines, run) = paid(files);
        assert_eq!((lines, money(&run)), (vec!["M100/1 1240".to_owned()], [1240, 1240, 0]), "{}", run.stderr);
    }
    let (_, run) = paid(&[("c.837", &claim), ("r.835", &remit), ("s.835", &again)]);
    let repeated: u64 =
        run.json()["inputs"].as_array().into_iter().flatten().filter_map(|input| input["repeated"].as_u64()).sum();
    assert_eq!(repeated, 1);
    assert!(run.stderr.is_empty() || run.stderr.contains("repeated"), "{}", run.stderr);
}

#[test]
fn a_second_payment_adds_up() {
    let claim = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let first = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PAYER1", "1", &[(SERVICE, "12.40")])]);
    for (check, payers_number) in [("CHK2", "PAYER1"), ("CHK1", "PAYER2")] {
        let second = remittance(3, check, "CI", &[("M100", "A2", "1", payers_number, "1", &[(SERVICE, "12.40")])]);
        let (lines, run) = paid(&[("c.837", &claim), ("r.835", &first), ("s.835", &second)]);
        assert_eq!((lines, money(&run)), (vec!["M100/1 2480".to_owned()], [2480, 2480, 0]), "{check} {payers_number}");
    }
}

#[test]
fn a_correction_comes_with_the_reversal_of_what_it_corrects() {
    let claim = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let reversed: Service<'_> = ("99441", "-50", "20251014", "");
    let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PAYER1", "1", &[(SERVICE, "12.40")])]);
    let correction = remittance(
        3,
        "CHK2",
        "CI",
        &[
            ("M100", "A2", "22", "PAYER1", "1", &[(reversed, "-12.40")]),
            ("M100", "A2", "1", "PAYER2", "1", &[(SERVICE, "10.00")]),
        ],
    );
    let (lines, run) = paid(&[("c.837", &claim), ("r.835", &remit), ("s.835", &correction)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 1000".to_owned()], [1000, 1000, 0]));
    assert_eq!(run.fates(), "audited=1", "the last word is the correction");
}

#[test]
fn one_claim_number_of_two_patients_is_two_claims() {
    let both = claims(1, &[claim("M100", "1", &[SERVICE]), claim("M200", "1", &[SERVICE])]);
    let remit = remittance(
        2,
        "CHK1",
        "CI",
        &[("M100", "1", "1", "PA", "1", &[(SERVICE, "12.40")]), ("M200", "1", "1", "PB", "1", &[(SERVICE, "14.00")])],
    );
    let (lines, run) = paid(&[("c.837", &both), ("r.835", &remit)]);
    assert_eq!(lines, ["M100/1 1240", "M200/1 1400"]);
    assert_eq!(money(&run), [2640, 2640, 0]);
    // Where the remittance does not name the patient, nothing decides, and nobody gets an amount.
    let nameless = remittance(2, "CHK1", "CI", &[("", "1", "1", "PA", "1", &[(SERVICE, "12.40")])]);
    let (lines, run) = paid(&[("c.837", &both), ("r.835", &nameless)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 ".to_owned(), "M200/1 ".to_owned()], [1240, 0, 1240]));
}

#[test]
fn a_payer_may_know_the_patient_by_another_number() {
    let one = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    for patient in ["", "X9"] {
        let remit = remittance(2, "CHK1", "CI", &[(patient, "A2", "1", "PA", "1", &[(SERVICE, "12.40")])]);
        let (lines, run) = paid(&[("c.837", &one), ("r.835", &remit)]);
        assert_eq!((lines, money(&run)), (vec!["M100/1 1240".to_owned()], [1240, 1240, 0]), "{patient:?}");
    }
}

#[test]
fn modifiers_control_numbers_charges_and_order_tell_lines_apart() {
    let [plain, marked] = [("99441", "50", "20251014", ""), ("99441:59", "50", "20251014", "")];
    let [first, second] = [("99441", "50", "20251014", "L1"), ("99441", "50", "20251014", "L2")];
    let [cheap, dear] = [("99441", "50", "20251014", ""), ("99441", "60", "20251014", "")];
    for services in [[plain, marked], [first, second], [cheap, dear], [plain, plain]] {
        let claim = claims(1, &[claim("M100", "A2", &services)]);
        let told = [(services[0], "12.40"), (services[1], "14.00")];
        let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PA", "1", &told)]);
        let (lines, run) = paid(&[("c.837", &claim), ("r.835", &remit)]);
        assert_eq!(lines, ["M100/1 1240", "M100/2 1400"], "{services:?}");
        assert_eq!(money(&run), [2640, 2640, 0], "{services:?}");
        if services[0] != services[1] {
            // In the other order the same lines get the same money.
            let told = [told[1], told[0]];
            let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PA", "1", &told)]);
            assert_eq!(paid(&[("c.837", &claim), ("r.835", &remit)]).0, ["M100/1 1240", "M100/2 1400"], "{services:?}");
        }
    }
}

#[test]
fn first_and_second_payer_pay_one_service_twice() {
    let primary = remittance(2, "CHK1", "MB", &[("M100", "A2", "1", "PA", "1", &[(SERVICE, "12.40")])]);
    let secondary = remittance(3, "CHK9", "CI", &[("M100", "A2", "2", "PB", "1", &[(SERVICE, "3.10")])]);
    // With the claim to each payer, each payment is of its own claim.
    let to_first = Claim { filing: "MB", ..claim("M100", "A2", &[SERVICE]) };
    let to_second = Claim { responsibility: "S", ..claim("M100", "A2", &[SERVICE]) };
    let (first, second) = (claims(1, &[to_first]), claims(5, &[to_second]));
    let (mut lines, run) = paid(&[("a.837", &first), ("b.837", &second), ("r.835", &primary), ("s.835", &secondary)]);
    lines.sort();
    assert_eq!((lines, money(&run)), (vec!["M100/1 1240".to_owned(), "M100/1 310".to_owned()], [1550, 1550, 0]));
    // With the claim to the first alone, both payments are of its one service.
    let (lines, run) = paid(&[("a.837", &first), ("r.835", &primary), ("s.835", &secondary)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 1550".to_owned()], [1550, 1550, 0]));
}

#[test]
fn a_payment_that_fits_two_claims_goes_to_neither() {
    let one = claim("M100", "A2", &[SERVICE]);
    let files = [claims(1, &[claim("M100", "A2", &[SERVICE])]), claims(5, &[one])];
    let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PA", "1", &[(SERVICE, "12.40")])]);
    let (lines, run) = paid(&[("a.837", &files[0]), ("b.837", &files[1]), ("r.835", &remit)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 ".to_owned(), "M100/1 ".to_owned()], [1240, 0, 1240]));
    // The same file twice is one claim.
    let (lines, run) = paid(&[("a.837", &files[0]), ("b.837", &files[0]), ("r.835", &remit)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 1240".to_owned()], [1240, 1240, 0]));
}

#[test]
fn money_for_nobody_is_told() {
    let one = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let remit = remittance(2, "CHK1", "CI", &[("M300", "Z9", "1", "PA", "1", &[(SERVICE, "12.40")])]);
    let place = Place::new();
    place.write("in/c.837", one);
    place.write("in/r.835", remit);
    let run = place.run(&["audit", "--claims=in/*", "--layout=x12-837p", "--out=report"]);
    assert!(
        run.stderr.contains("remit.paid: $12.40 held = $0.00 joined to lines + $12.40 of no line"),
        "{}",
        run.stderr
    );
    let checked = place.run(&["check", "in/*", "--layout=x12-837p"]).stdout;
    assert!(checked.contains("$12.40 held = $0.00 joined to lines + $12.40 of no line"), "{checked}");
}

#[test]
fn a_remittance_alone_keeps_patients_and_payers_apart() {
    let place = Place::new();
    let shared = remittance(
        2,
        "CHK1",
        "CI",
        &[("M100", "1", "1", "PA", "1", &[(SERVICE, "12.40")]), ("M200", "1", "1", "PB", "1", &[(SERVICE, "14.00")])],
    );
    place.write("in/r.835", &shared);
    let run = place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2"), "{}", run.stderr);
    assert_eq!(place.found("code_not_in_effect", "paid_cents"), ["1240", "1400"]);
    place.write(
        "in/again.835",
        remittance(
            99,
            "CHK1",
            "CI",
            &[
                ("M100", "1", "1", "PA", "1", &[(SERVICE, "12.40")]),
                ("M200", "1", "1", "PB", "1", &[(SERVICE, "14.00")]),
            ],
        ),
    );
    let run = place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
    assert_eq!(run.fates(), "audited=2 repeated_row=2");
    let place = Place::new();
    place.write("in/a.835", remittance(2, "CHK1", "MB", &[("M100", "A2", "1", "PA", "1", &[(SERVICE, "12.40")])]));
    place.write("in/b.835", remittance(3, "CHK9", "CI", &[("M100", "A2", "2", "PB", "1", &[(SERVICE, "3.10")])]));
    let run = place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
    assert_eq!(run.fates(), "audited=2", "what two payers paid is two payments");
}
