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
    remittance_of("20251120", control, check, payer, paid)
}

fn remittance_of(day: &str, control: u32, check: &str, payer: &str, paid: &[Paid<'_>]) -> String {
    let mut segments = vec![
        format!("BPR*I*0*C*CHK************{day}~"),
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

const REVERSED: Service<'_> = ("99441", "-50", "20251014", "");

/// A denial of claim A2 of M100, as a duplicate of one that was paid.
fn duplicate_denial(control: u32, day: &str, status: &str) -> String {
    let denial = remittance_of(day, control, "CHK3", "CI", &[("M100", "A2", status, "PAYER9", "1", &[(SERVICE, "0")])]);
    let counted = denial.replace("SE*13*", "SE*14*");
    assert_ne!(counted, denial);
    counted.replace("DTM*472*20251014~", "DTM*472*20251014~\nCAS*OA*18*50~")
}

#[test]
fn a_denial_beside_a_payment_takes_nothing_away() {
    let claim = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PAYER1", "1", &[(SERVICE, "12.40")])]);
    for status in ["4", "1"] {
        for day in ["20251205", "20251120", "20251101"] {
            let denial = duplicate_denial(3, day, status);
            let (lines, run) = paid(&[("c.837", &claim), ("r.835", &remit), ("s.835", &denial)]);
            assert_eq!((lines, money(&run)), (vec!["M100/1 1240".to_owned()], [1240, 1240, 0]), "{status} {day}");
            assert_eq!(run.fates(), "audited=1", "{status} {day}");
            let place = Place::new();
            place.write("in/r.835", &remit);
            place.write("in/s.835", &denial);
            let run = place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
            assert_eq!(run.fates(), "audited=1 superseded=1", "{status} {day}, the remittances alone");
            assert_eq!(place.found("code_not_in_effect", "paid_cents"), ["1240"]);
        }
    }
    // Where a reversal took the payment back, the denial is what stands.
    let reversal = [("M100", "A2", "22", "PAYER1", "1", &[(REVERSED, "-12.40")][..])];
    let reversal = remittance_of("20251201", 4, "CHK2", "CI", &reversal);
    let denial = duplicate_denial(3, "20251205", "4");
    let (lines, run) = paid(&[("c.837", &claim), ("r.835", &remit), ("s.835", &reversal), ("t.835", &denial)]);
    assert_eq!((lines, money(&run), run.fates().as_str()), (vec![], [0, 0, 0], "denied=1"));
    let place = Place::new();
    for (name, text) in [("r", &remit), ("s", &reversal), ("t", &denial)] {
        place.write(&format!("in/{name}.835"), text);
    }
    let run = place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
    assert_eq!(run.fates(), "denied=1 superseded=2");
}

#[test]
fn a_reversal_of_what_is_not_there_takes_nothing_from_the_correction() {
    let claim = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let reversal = ("M100", "A2", "22", "PAYER1", "1", &[(REVERSED, "-12.40")][..]);
    for amount in ["10.00", "12.40"] {
        let correction = ("M100", "A2", "1", "PAYER1", "1", &[(SERVICE, amount)][..]);
        let cents = if amount == "10.00" { 1000 } else { 1240 };
        let both = remittance(2, "CHK1", "CI", &[reversal, correction]);
        let (lines, run) = paid(&[("c.837", &claim), ("r.835", &both)]);
        assert_eq!((lines, money(&run)), (vec![format!("M100/1 {cents}")], [cents, cents, 0]), "{amount}");
        assert_eq!(run.fates(), "audited=1", "{amount}");
        assert_eq!(run.json()["joined_money"][0]["taken_elsewhere_cents"], -1240);
        // With the first payment, from whichever file, the reversal is that one's.
        let first =
            remittance_of("20251101", 2, "CHK0", "CI", &[("M100", "A2", "1", "PAYER1", "1", &[(SERVICE, "12.40")])]);
        let (lines, run) = paid(&[("c.837", &claim), ("r.835", &both), ("a.835", &first)]);
        assert_eq!((lines, money(&run)), (vec![format!("M100/1 {cents}")], [cents, cents, 0]), "{amount}");
        assert_eq!(run.json()["joined_money"][0]["taken_elsewhere_cents"], serde_json::Value::Null);
    }
    let place = Place::new();
    place.write("in/c.837", &claim);
    place.write("in/r.835", remittance(2, "CHK1", "CI", &[reversal]));
    let run = place.audit("in/*", &["--layout=x12-837p", "--format=csv"]);
    assert_eq!((run.fates().as_str(), money(&run)), ("denied=1", [0, 0, 0]), "what a payer took back is not paid");
    let said = "reversals take back $12.40 that is not in these files, and nothing from what is";
    let run = place.run(&["check", "in/*", "--layout=x12-837p"]);
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    assert!(words.join(" ").contains(said), "{}", run.stdout);
}

#[test]
fn control_numbers_that_are_used_again_make_two_claims() {
    let other: Service<'_> = ("99442", "50", "20251020", "");
    let [one, two] = [SERVICE, other].map(|service| claims(1, &[claim("M100", "1", &[service])]));
    let first = remittance(1, "CHK1", "CI", &[("M100", "1", "1", "P1", "1", &[(SERVICE, "12.40")])]);
    let second = remittance(1, "CHK2", "CI", &[("M100", "1", "1", "P2", "1", &[(other, "20")])]);
    let files = [("a.837", one.as_str()), ("b.837", &two), ("a.835", &first), ("b.835", &second)];
    let (mut lines, run) = paid(&files);
    lines.sort();
    assert_eq!((run.fates().as_str(), money(&run)), ("audited=2", [3240, 3240, 0]));
    assert_eq!(lines, ["M100/1 1240", "M100/1 2000"]);
    // A payment of one of them stays with it when the other claim is all there is.
    let (lines, run) = paid(&[("b.837", &two), ("a.835", &first)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 ".to_owned()], [1240, 0, 1240]));
    // A file that comes again under another name is the same.
    let (lines, run) = paid(&[("a.837", &one), ("a (1).837", &one), ("a.835", &first)]);
    assert_eq!((run.fates().as_str(), lines), ("audited=1 repeated_row=1", vec!["M100/1 1240".to_owned()]));
    // So is a claim that is sent again in its place with other amounts.
    let dearer = claims(1, &[claim("M100", "1", &[("99441", "60", "20251014", "")])]);
    assert_eq!(paid(&[("a.837", &one), ("b.837", &dearer)]).1.fates(), "audited=1 superseded=1");
}

#[test]
fn a_number_of_a_line_takes_no_money_to_another_code_or_day() {
    let numbered: Service<'_> = ("99441", "50", "20251014", "L1");
    let claim = claims(1, &[claim("M100", "A2", &[numbered])]);
    for said in [("99442", "50", "20251014", "L1"), ("99441", "50", "20251015", "L1")] {
        let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PA", "1", &[(said, "12.40")])]);
        let (lines, run) = paid(&[("c.837", &claim), ("r.835", &remit)]);
        assert_eq!((lines, money(&run)), (vec!["M100/1 ".to_owned()], [1240, 0, 1240]), "{said:?}");
    }
}

#[test]
fn a_payment_without_frequency_is_of_the_claim_that_has_the_service() {
    let other: Service<'_> = ("99442", "50", "20251014", "");
    let first = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let second = claims(2, &[Claim { frequency: "7", ..claim("M100", "A2", &[other]) }]);
    let remit = remittance(3, "CHK1", "CI", &[("M100", "A2", "1", "P2", "", &[(other, "20")])]);
    let (_, run) = paid(&[("a.837", &first), ("b.837", &second), ("r.835", &remit)]);
    assert_eq!(money(&run), [2000, 2000, 0]);
    // Where both have it, a payment that says nothing is the original's.
    let second = claims(2, &[Claim { frequency: "7", ..claim("M100", "A2", &[SERVICE]) }]);
    let remit = remittance(3, "CHK1", "CI", &[("M100", "A2", "1", "P2", "", &[(SERVICE, "20")])]);
    let (_, run) = paid(&[("a.837", &first), ("b.837", &second), ("r.835", &remit)]);
    assert_eq!(money(&run), [2000, 2000, 0]);
}

#[test]
fn an_amount_that_cannot_be_read_is_unknown_and_told() {
    let claim = claims(1, &[claim("M100", "A2", &[SERVICE])]);
    let remit = remittance(2, "CHK1", "CI", &[("M100", "A2", "1", "PA", "1", &[(SERVICE, "12,40")])]);
    let (lines, run) = paid(&[("c.837", &claim), ("r.835", &remit)]);
    assert_eq!((lines, money(&run)), (vec!["M100/1 ".to_owned()], [0, 0, 0]));
    let unreadable = &run.json()["unreadable"][0];
    assert_eq!((&unreadable["column"], &unreadable["values"]), (&"paid_amount".into(), &1.into()), "{unreadable}");
    assert!(!run.stderr.contains("12,40"), "{}", run.stderr);
    // Where it belongs to no line, its row is at fault.
    let remit = remittance(2, "CHK1", "CI", &[("M100", "Z9", "1", "PA", "1", &[(SERVICE, "12,40")])]);
    let (_, run) = paid(&[("c.837", &claim), ("r.835", &remit)]);
    assert_eq!((run.code, money(&run)), (3, [0, 0, 0]), "{}", run.stderr);
    assert!(run.json()["inputs"].to_string().contains("\"rejected\":1"), "{}", run.json()["inputs"]);
}

#[test]
fn remittances_alone_tell_the_people_of_one_number_apart() {
    let of = |control, number, name: &str, amount| {
        let paid = remittance(control, "CHK1", "CI", &[("M100", number, "1", "PA", "1", &[(SERVICE, amount)])]);
        paid.replace("SAMPLE*A*", &format!("SAMPLE*{name}*"))
    };
    let (anna, ben) = (of(2, "K1", "ANNA", "12.40"), of(3, "K1", "BEN", "14.00"));
    for files in [vec![("a", format!("{anna}{ben}"))], vec![("a", anna.clone()), ("b", ben)]] {
        let place = Place::new();
        for (name, text) in files {
            place.write(&format!("in/{name}.835"), text);
        }
        let run = place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
        assert_eq!(run.fates(), "audited=2", "{}", run.stderr);
        let people = place.found("code_not_in_effect", "patient_id");
        assert!(people.iter().all(|id| id.starts_with("M100/") && id.len() == 11), "{people:?}");
        assert_ne!(people[0], people[1]);
    }
    // One person, however the name is written, keeps the number as it is.
    let place = Place::new();
    place.write("in/a.835", anna);
    place.write("in/b.835", of(3, "K2", "Anna", "14.00"));
    place.audit("in/*", &["--layout=x12-835", "--format=csv"]);
    assert_eq!(place.found("code_not_in_effect", "patient_id"), ["M100", "M100"]);
}
