//! Pairs the services of remittances (835) with the lines of claims (837) before any amount is joined: each payment is
//! counted once and goes to one line at most. What no identifier decides goes to none, and is counted.
//!
//! A submitter's claim number need not be unique, so that patient, payer sequence, the line's own control number, code,
//! date, modifiers, charge and frequency tell lines apart, each where both sides say it; where nothing else does, order.
//! What the payments of one line come to is worked out in `settlement`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::AtomicBool;

use super::batch::{SourceColumn, Wanted, cleaned, each_batch};
use super::error::LoadError;
use super::format::FileFormat;
use super::open::OpenFile;
use super::settlement::{self, Amount, Handled, Settlement};
use super::side_table::{Paired, SideTable, key};
use crate::claim::{Cents, DecimalMark, InputFile, RowFault};

/// What a paired table gives.
pub(super) const COLUMNS: [&str; 5] = ["paid", "allowed", "claim_status", "payment_date", "payer_claim_number"];
/// What a line of claims is found by in it.
pub(super) const LINE_KEY: [&str; 2] = ["claim_key", "line_number"];

/// Columns that say where a row stood in its envelope: they differ when the same remittance is sent again.
const ENVELOPE: [&str; 3] = ["remit_key", "sequence", "usage_indicator"];

/// What is read of the claims; from the control number on it is what [`Service::read`] reads.
const OF_CLAIMS: [&str; 18] = [
    "transaction_set",
    "claim_key",
    "line_number",
    "patient_id",
    "subscriber_id",
    "patient_control_number",
    "line_control_number",
    "procedure_code",
    "service_date",
    "payer_responsibility",
    "claim_frequency",
    "billed_amount",
    "payer_id",
    "claim_filing_indicator",
    "modifier_1",
    "modifier_2",
    "modifier_3",
    "modifier_4",
];

/// What is read of the remittances; from the control number to the modifiers it is what [`Service::read`] reads.
const OF_REMITTANCES: [&str; 25] = [
    "transaction_set",
    "patient_id",
    "subscriber_id",
    "corrected_patient_id",
    "patient_control_number",
    "line_control_number",
    "submitted_code",
    "service_date",
    "payer_sequence",
    "claim_frequency",
    "charge",
    "payer_id",
    "claim_filing_indicator",
    "modifier_1",
    "modifier_2",
    "modifier_3",
    "modifier_4",
    "remit_key",
    "sequence",
    "payment_date",
    "claim_status",
    "paid",
    "allowed",
    "payer_claim_number",
    "service_date_to",
];

/// What tells services of one claim number apart, of a line as of a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Service {
    control: String,
    line_control: String,
    code: String,
    date: String,
    /// `P`, `S` or `T`; blank where nobody says it.
    sequence: String,
    payer: String,
    filing: String,
    frequency: String,
    modifiers: String,
    /// In cents, without its sign.
    charge: Option<i64>,
    /// Its place among services of one claim that are alike in all of these, from 0, and how many they are.
    place: (usize, usize),
}

impl Service {
    /// Reads the cells that claims and remittances have in one order.
    fn read(cells: &[&str]) -> Self {
        let text = |at: usize| cells[at].to_owned();
        Self {
            control: text(0),
            line_control: text(1),
            code: cells[2].to_ascii_uppercase(),
            date: text(3),
            sequence: text(4),
            frequency: text(5),
            charge: cents(cells[6]).map(i64::abs),
            payer: text(7),
            filing: text(8),
            modifiers: set(&cells[9..13]),
            place: (0, 1),
        }
    }
}

/// A line of a claim.
struct Line {
    key: String,
    claim: String,
    patients: [String; 2],
    service: Service,
}

/// What a payer did with a service, or with a claim as a whole.
struct Payment {
    patients: Vec<String>,
    service: Service,
    /// The last day, where the payer names a range.
    date_to: String,
    /// Where its claim stands: file and place in the envelope, for files of other payers may have equal numbers.
    remit: String,
    /// File, and row in it.
    read_at: (usize, u64),
    handled: Handled,
}

/// Reads remittances and the claims they pay, and gives what each line was paid.
pub(super) fn read(
    name: &str,
    (claims, claim_format): (&[String], &FileFormat),
    (remittances, format): (&[String], &FileFormat),
    interrupt: &AtomicBool,
) -> Result<SideTable, LoadError> {
    if remittances.is_empty() {
        return Ok(SideTable::of_pairs(name, &COLUMNS, Paired::default(), Vec::new()));
    }
    let (payments, mut files) = read_payments(name, remittances, format, interrupt)?;
    let lines = read_lines(claims, claim_format, interrupt)?;
    let Pairs { of_lines, of_no_line } = Pairing::new(&lines).pair(&payments);
    for payment in of_no_line.iter().flatten().filter(|payment| payment.handled.has_unreadable_amount()) {
        // An amount that a line gets is counted with the cells of that line.
        let (file, row) = payment.read_at;
        files[file].faults.push(RowFault { row, column: String::new(), reason: NO_AMOUNT });
    }
    let settle = |payments: &[&Payment]| settlement::settle(&payments.iter().map(|it| &it.handled).collect::<Vec<_>>());
    let without_line: Vec<Settlement> = of_no_line.iter().map(|payments| settle(payments)).collect();
    let settled: Vec<(usize, Settlement)> = of_lines.iter().map(|(line, payments)| (*line, settle(payments))).collect();
    let all = || settled.iter().map(|(_, settlement)| settlement).chain(&without_line);
    let paired = Paired {
        held: all().map(|settlement| settlement.standing).sum(),
        taken_elsewhere: all().map(|settlement| settlement.taken_elsewhere).sum(),
        entries: settled.into_iter().map(|(line, settlement)| (lines[line].key.clone(), settlement.values)).collect(),
    };
    Ok(SideTable::of_pairs(name, &COLUMNS, paired, files))
}

const NO_AMOUNT: &str =
    "holds something that is no amount where it says what was paid or allowed, and belongs to no line";

/// Numbers of patients under which the files name several people, as payers do with the members of a family.
pub(super) fn shared_numbers(
    paths: &[&String],
    format: &FileFormat,
    interrupt: &AtomicBool,
) -> Result<BTreeSet<String>, LoadError> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut shared = BTreeSet::new();
    for path in paths {
        each_row(path, format, &["patient_id", "patient_name"], interrupt, |_, row| {
            if row.contains(&"") {
                return;
            }
            let known = names.entry(row[0].to_owned()).or_insert_with(|| row[1].to_owned());
            if known.as_str() != row[1] {
                shared.insert(row[0].to_owned());
            }
        })?;
    }
    Ok(shared)
}

/// Hands on the named columns of every row; a file that lacks one has blanks there.
fn each_row(
    path: &str,
    format: &FileFormat,
    names: &[&str],
    interrupt: &AtomicBool,
    mut each: impl FnMut(u64, &[&str]),
) -> Result<(), LoadError> {
    let source = OpenFile::open(path, format)?;
    let mut asked = Vec::new();
    let mut places = Vec::new();
    for name in names {
        let found = source.header().find(name)?;
        places.push(found.map(|_| asked.len()));
        asked.extend(found.map(|index| (index, Wanted::Text)));
    }
    each_batch(
        path,
        interrupt,
        |batches| source.send(&asked, &[], &batches),
        |batch| {
            for (row, number) in batch.rows.iter().enumerate() {
                let text = |place: &Option<usize>| match place.map(|place| &batch.columns[place]) {
                    Some(SourceColumn::Text(texts)) => cleaned(texts.get(row)),
                    _ => "",
                };
                each(*number, &places.iter().map(text).collect::<Vec<_>>());
            }
            Ok(())
        },
    )
}

fn cents(text: &str) -> Option<i64> {
    Cents::parse(text, DecimalMark::Point).ok().map(|cents| cents.0)
}

/// Modifiers as a set, written out.
fn set(modifiers: &[&str]) -> String {
    let set: BTreeSet<String> =
        modifiers.iter().filter(|text| !text.is_empty()).map(|text| text.to_ascii_uppercase()).collect();
    set.into_iter().collect::<Vec<_>>().join(",")
}

fn read_lines(paths: &[String], format: &FileFormat, interrupt: &AtomicBool) -> Result<Vec<Line>, LoadError> {
    let (mut lines, mut known) = (Vec::new(), HashSet::new());
    for path in paths {
        each_row(path, format, &OF_CLAIMS, interrupt, |_, row| {
            let text = |at: usize| row[at].to_owned();
            let Some(key) = key([row[1], row[2]].into_iter()).filter(|_| row[0] == "837P") else { return };
            // A claim that is sent again in its envelope is the same claim.
            if known.insert(key.clone()) {
                let service = Service::read(&row[5..]);
                lines.push(Line { key, claim: text(1), patients: [text(3), text(4)], service });
            }
        })?;
    }
    number(lines.iter_mut().map(|line| (line.claim.clone(), &mut line.service)));
    Ok(lines)
}

fn read_payments(
    name: &str,
    paths: &[String],
    format: &FileFormat,
    interrupt: &AtomicBool,
) -> Result<(Vec<Payment>, Vec<InputFile>), LoadError> {
    let (mut payments, mut known, mut files) = (Vec::new(), HashSet::new(), Vec::new());
    for path in paths {
        let mut file =
            InputFile { kind: "table", path: path.clone(), release: Some(name.to_owned()), ..InputFile::default() };
        let header = OpenFile::open(path, format)?.header().names.clone();
        let content: Vec<usize> = (0..header.len()).filter(|at| !ENVELOPE.contains(&header[*at].as_str())).collect();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let places: Vec<Option<usize>> =
            OF_REMITTANCES.iter().map(|wanted| names.iter().position(|name| name == wanted)).collect();
        let nth = files.len();
        each_row(path, format, &names, interrupt, |number, row| {
            let cells: Vec<&str> = places.iter().map(|place| place.map_or("", |at| row[at])).collect();
            if cells[0] != "835" {
                file.filtered += 1;
                return;
            }
            let text = content.iter().map(|at| row[*at]).collect::<Vec<_>>().join("\u{1f}");
            if !known.insert(blake3::hash(text.as_bytes())) {
                file.repeated += 1;
                return;
            }
            file.rows += 1;
            payments.push(payment(&cells, (nth, number)));
        })?;
        files.push(file);
    }
    number(payments.iter_mut().map(|payment| (payment.remit.clone(), &mut payment.service)));
    Ok((payments, files))
}

fn payment(cells: &[&str], read_at: (usize, u64)) -> Payment {
    let text = |at: usize| cells[at].to_owned();
    let service = Service::read(&cells[4..]);
    let handled = Handled {
        payer: service.payer.clone(),
        sequence: service.sequence.clone(),
        order: (text(19), text(18)),
        // The places of claim and line stand behind the set's.
        set: (read_at.0, cells[18].rsplitn(3, '.').last().unwrap_or_default().to_owned()),
        status: text(20),
        charge: service.charge,
        paid: Amount::read(cells[21]),
        allowed: Amount::read(cells[22]),
        payer_claim_number: text(23),
    };
    Payment {
        patients: cells[1..4].iter().filter(|id| !id.is_empty()).map(|&id| id.to_owned()).collect(),
        service,
        date_to: text(24),
        remit: format!("{}:{}", read_at.0, cells[17]),
        read_at,
        handled,
    }
}

/// Numbers the services of each claim that are alike in everything else, in their order.
fn number<'s>(services: impl Iterator<Item = (String, &'s mut Service)>) {
    let mut alike: HashMap<[String; 5], Vec<&mut Service>> = HashMap::new();
    for (claim, service) in services {
        let Service { line_control, code, date, modifiers, .. } = &*service;
        let key = [claim, line_control.clone(), code.clone(), date.clone(), modifiers.clone()];
        alike.entry(key).or_default().push(service);
    }
    for services in alike.into_values() {
        let n = services.len();
        for (place, service) in services.into_iter().enumerate() {
            service.place = (place, n);
        }
    }
}

impl Payment {
    /// Whether the days of a claim that is handled as a whole hold the day of a line.
    fn covers(&self, line: &Service) -> bool {
        let (from, to) = (&self.service.date, &self.date_to);
        agree(&line.date, from) || (*from <= line.date && line.date <= *to)
    }
}

/// The payments by what they pay.
struct Pairs<'p> {
    of_lines: BTreeMap<usize, Vec<&'p Payment>>,
    /// Those of one service together.
    of_no_line: Vec<Vec<&'p Payment>>,
}

/// The lines by their claim's number.
struct Pairing<'a> {
    lines: &'a [Line],
    by_control: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Pairing<'a> {
    fn new(lines: &'a [Line]) -> Self {
        let mut by_control: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            by_control.entry(&line.service.control).or_default().push(at);
        }
        Self { lines, by_control }
    }

    /// The payments of each line, and those of no line.
    fn pair<'p>(&self, payments: &'p [Payment]) -> Pairs<'p> {
        let mut of_lines: BTreeMap<usize, Vec<&Payment>> = BTreeMap::new();
        let (mut of_claims, mut of_nobody): (Vec<&Payment>, Vec<&Payment>) = (Vec::new(), Vec::new());
        for payment in payments {
            if payment.service.code.is_empty() {
                of_claims.push(payment);
            } else if let Some(line) = self.line_of(payment) {
                of_lines.entry(line).or_default().push(payment);
            } else {
                of_nobody.push(payment);
            }
        }
        for payment in of_claims {
            // A claim may be handled as a whole, without a word on its lines: money then goes to an only line.
            // A refusal of a whole claim is one of every line, whatever days it names.
            let has_money = !matches!(payment.handled.paid, Amount::Blank | Amount::Said(0));
            let lines = self.claim_of(payment, |line| !has_money || payment.covers(line));
            let without_word: Vec<usize> = lines.iter().copied().filter(|line| !of_lines.contains_key(line)).collect();
            match lines.as_slice() {
                [only] => of_lines.entry(*only).or_default().push(payment),
                [_, ..] if !has_money => {
                    for line in without_word {
                        of_lines.entry(line).or_default().push(payment);
                    }
                }
                _ => of_nobody.push(payment),
            }
        }
        // A payment of no line and its reversal belong together all the same.
        let mut of_no_line: BTreeMap<[&str; 5], Vec<&Payment>> = BTreeMap::new();
        for payment in of_nobody {
            let Service { control, line_control, code, date, .. } = &payment.service;
            let patient = payment.patients.first().map_or("", String::as_str);
            of_no_line.entry([patient, control, line_control, code, date]).or_default().push(payment);
        }
        Pairs { of_lines, of_no_line: of_no_line.into_values().collect() }
    }

    /// The lines of the claims that a payment may speak of: those of its number and its patient that `may_be` it, as its
    /// payer comes in the order of payers.
    fn claim_of(&self, payment: &Payment, may_be: impl Fn(&Service) -> bool) -> Vec<usize> {
        let all = self.by_control.get(payment.service.control.as_str()).map_or(&[][..], Vec::as_slice);
        let is_of_patient = |line: &&usize| {
            self.lines[**line].patients.iter().any(|own| !own.is_empty() && payment.patients.contains(own))
        };
        let mut lines: Vec<usize> = all.iter().filter(is_of_patient).copied().collect();
        if lines.is_empty() {
            // The payer may know the patient by another number: then the claim's must be one patient's.
            let patients: BTreeSet<&str> = all.iter().map(|line| self.lines[*line].patients[0].as_str()).collect();
            if patients.len() == 1 {
                lines = all.to_vec();
            }
        }
        let is_exactly = |line: &usize| payment.patients.contains(&self.lines[*line].patients[0]);
        if lines.iter().any(is_exactly) {
            // Whoever has the subscriber's number may be another member of the family.
            lines.retain(is_exactly);
        }
        // Before anything that a payer may leave out: a blank frequency must not choose a claim without such a line.
        lines.retain(|line| may_be(&self.lines[*line].service));
        let said = &payment.service;
        let same = |said: &str, own: &str| !said.is_empty() && said == own;
        self.narrow(&mut lines, |line| same(&said.sequence, &line.sequence));
        self.narrow(&mut lines, |line| same(&said.payer, &line.payer));
        self.narrow(&mut lines, |line| same(&said.filing, &line.filing));
        let claims: BTreeSet<&str> = lines.iter().map(|line| self.lines[*line].claim.as_str()).collect();
        if claims.len() > 1 {
            self.narrow(&mut lines, |line| frequency(&line.frequency) == frequency(&said.frequency));
        }
        lines
    }

    /// The one line that a payment speaks of; none where nothing decides.
    fn line_of(&self, payment: &Payment) -> Option<usize> {
        let said = &payment.service;
        let is_numbered = |line: &Service| !said.line_control.is_empty() && line.line_control == said.line_control;
        // A number of a line may be used again: money never goes to another code or another day.
        let is_of_service = |line: &Service| line.code == said.code && agree(&line.date, &said.date);
        let mut lines = self.claim_of(payment, is_of_service);
        if lines.iter().any(|line| is_numbered(&self.lines[*line].service)) {
            self.narrow(&mut lines, is_numbered);
        } else {
            let contradicts = |line: &Service| !said.line_control.is_empty() && !line.line_control.is_empty();
            lines.retain(|line| !contradicts(&self.lines[*line].service));
        }
        self.narrow(&mut lines, |line| line.modifiers == said.modifiers);
        self.narrow(&mut lines, |line| line.charge.is_some() && line.charge == said.charge);
        let claims: BTreeSet<&str> = lines.iter().map(|line| self.lines[*line].claim.as_str()).collect();
        if claims.len() == 1 {
            self.narrow(&mut lines, |line| line.place == said.place);
        }
        if let [only] = lines.as_slice() { Some(*only) } else { None }
    }

    /// Keeps the lines that hold, if any does.
    fn narrow(&self, lines: &mut Vec<usize>, holds: impl Fn(&Service) -> bool) {
        if lines.iter().any(|line| holds(&self.lines[*line].service)) {
            lines.retain(|line| holds(&self.lines[*line].service));
        }
    }
}

/// Whether two texts may mean the same: they do, or one of them is not said.
fn agree(a: &str, b: &str) -> bool {
    a == b || a.is_empty() || b.is_empty()
}

/// A claim that says no frequency is an original.
fn frequency(text: &str) -> &str {
    if text.is_empty() { "1" } else { text }
}
