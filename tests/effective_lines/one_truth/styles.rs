//! The ways in which files tell corrected claims: one story, many rows. Knows what a story is, not what comes of it.

use std::collections::BTreeMap;

use super::truth::{Claim, Event, Line};

/// A way to write claims, and the layout that reads it.
pub(super) struct Style {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// Columns and tables of the layout beyond the common ones.
    pub(super) layout: &'static str,
    /// Whether rows say when they were processed.
    pub(super) dated: bool,
    /// Writes a claim.
    pub(super) write: fn(&Claim) -> Vec<Row>,
}

/// A row: a line as one file has it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) claim: String,
    pub(super) line: Line,
    pub(super) day: i32,
    pub(super) status: &'static str,
    pub(super) kind: &'static str,
    pub(super) version: usize,
    pub(super) frequency: &'static str,
    pub(super) original: String,
    pub(super) account: String,
    /// Whether it gives the billed amount alone.
    pub(super) only_billed: bool,
}

const FREQUENCIES: &str = "claim_frequency = \"frequency\"\noriginal_claim_id = \"original\"\n";
const TYPES: &str = "[adjustments]\ntype = \"kind\"\noriginal = [\"0\"]\ncancel = [\"1\"]\nadjusted = [\"2\"]\ncancels_positive = true\n";
const VERSIONED: &str = "[adjustments]\ntype = \"kind\"\noriginal = [\"0\"]\ncancel = [\"1\"]\nadjusted = [\"2\"]\ncancels_positive = true\nversion = \"version\"\n";
const SEPARATOR: &str = "[adjustments]\nid_suffix = { separator = \"-\" }\n";
const BEYOND: &str = "[adjustments]\nid_suffix = { beyond = 6 }\n";
const LENGTH: &str =
    "claim_frequency = \"frequency\"\noriginal_claim_id = \"original\"\n[adjustments]\nid_suffix = { length = 1 }\n";
const ACCOUNTS: &str = "claim_frequency = \"frequency\"\noriginal_claim_id = \"original\"\nreceived_date = \"day\"\n[adjustments]\nother_ids = [\"account\"]\n";

/// Every style. Undated files of the same style come second.
pub(super) const STYLES: [Style; 16] = [
    Style { name: "new ids, reversals", layout: "", dated: true, write: new_ids },
    Style { name: "new ids, reversals, undated", layout: "", dated: false, write: new_ids },
    Style { name: "frequencies", layout: FREQUENCIES, dated: true, write: frequencies },
    Style { name: "frequencies, undated", layout: FREQUENCIES, dated: false, write: frequencies },
    Style { name: "types", layout: TYPES, dated: true, write: types },
    Style { name: "types, undated", layout: TYPES, dated: false, write: changed_types },
    Style { name: "types, versions", layout: VERSIONED, dated: false, write: types },
    Style { name: "types, versions and dates", layout: VERSIONED, dated: true, write: types },
    Style { name: "suffix behind a separator", layout: SEPARATOR, dated: true, write: suffixes },
    Style { name: "suffix beyond, undated, reversals", layout: BEYOND, dated: false, write: suffixes_with_reversals },
    Style { name: "suffix of one, frequencies", layout: LENGTH, dated: true, write: suffixes_with_frequencies },
    Style { name: "negative lines", layout: "", dated: true, write: negative_lines },
    Style { name: "negative lines, undated", layout: "", dated: false, write: changed_lines },
    Style { name: "new invoices", layout: "", dated: true, write: invoices },
    Style { name: "new invoices, undated", layout: "", dated: false, write: invoices },
    Style { name: "accounts", layout: ACCOUNTS, dated: false, write: accounts },
];

fn bill(claim: &Claim, event: &Event, id: &str) -> Vec<Row> {
    let row = |line: &Line| Row {
        claim: id.to_owned(),
        line: line.clone(),
        day: event.day,
        status: if event.denied { "denied" } else { "" },
        kind: "0",
        version: 0,
        frequency: "1",
        original: String::new(),
        account: claim.account.clone(),
        only_billed: false,
    };
    event.lines.iter().map(row).collect()
}

/// The rows that take an event back on some day, under a number of their own.
fn reversed(claim: &Claim, event: &Event, day: i32, id: &str) -> Vec<Row> {
    bill(claim, event, id).into_iter().map(|row| Row { day, ..negative(row) }).collect()
}

fn negative(mut row: Row) -> Row {
    let line = &mut row.line.line;
    line.units_ten_thousandths = -line.units_ten_thousandths;
    line.paid_cents = line.paid_cents.map(|cents| -cents);
    row.line.billed_cents = -row.line.billed_cents;
    Row { status: "", ..row }
}

/// Every event with the one it follows; that is none after a void.
fn steps(claim: &Claim) -> impl Iterator<Item = (usize, Option<&Event>, &Event)> {
    let before = |n: usize| n.checked_sub(1).map(|n| &claim.events[n]).filter(|event| !event.lines.is_empty());
    claim.events.iter().enumerate().map(move |(n, event)| (n, before(n), event))
}

/// The number of a claim's version: later ones come first in the alphabet, as if numbers were given at random.
fn lettered(claim: &Claim, n: usize) -> String {
    format!("{}{}", claim.id, char::from(b'Z' - u8::try_from(n).unwrap_or(25)))
}

/// Tuva's first style: what was paid is taken back by a negative claim of a new number, and billed again under another.
fn new_ids(claim: &Claim) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        if let Some(before) = before.filter(|before| !before.denied) {
            rows.extend(reversed(claim, before, event.day, &format!("{}N", lettered(claim, n))));
        }
        rows.extend(bill(claim, event, &lettered(claim, n)));
    }
    rows
}

/// The claim form's style: frequency 7 and 8 name the claim they replace or void.
fn frequencies(claim: &Claim) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        let original = n.checked_sub(1).map(|n| lettered(claim, n)).unwrap_or_default();
        let with = |rows: Vec<Row>, frequency: &'static str| {
            let original = original.clone();
            rows.into_iter().map(move |row| Row { frequency, original: original.clone(), ..row })
        };
        match before {
            Some(before) if event.lines.is_empty() => {
                let void = Event { day: event.day, denied: false, ..before.clone() };
                rows.extend(with(bill(claim, &void, &lettered(claim, n)), "8"));
            }
            Some(_) => rows.extend(with(bill(claim, event, &lettered(claim, n)), "7")),
            None => rows.extend(bill(claim, event, &lettered(claim, n))),
        }
    }
    rows
}

/// CMS's style: one number, cancels with positive amounts, adjustments.
fn types(claim: &Claim) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        if let Some(before) = before {
            let cancel = Event { day: event.day, ..before.clone() };
            let cancels = bill(claim, &cancel, &claim.id).into_iter();
            rows.extend(cancels.map(|row| Row { kind: "1", version: 2 * n, ..row }));
        }
        let kind = if before.is_some() { "2" } else { "0" };
        rows.extend(bill(claim, event, &claim.id).into_iter().map(|row| Row { kind, version: 2 * n + 1, ..row }));
    }
    rows
}

/// Every version whole, with its number behind a dash; the first has none.
fn suffixes(claim: &Claim) -> Vec<Row> {
    let id = |n: usize| if n == 0 { claim.id.clone() } else { format!("{}-{n}", claim.id) };
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        match before {
            Some(before) if event.lines.is_empty() => rows.extend(reversed(claim, before, event.day, &id(n))),
            _ => rows.extend(bill(claim, event, &id(n))),
        }
    }
    rows
}

/// Every version and every reversal with one more digit behind the number.
fn suffixes_with_reversals(claim: &Claim) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        if let Some(before) = before {
            rows.extend(reversed(claim, before, event.day, &format!("{}{}", claim.id, 2 * n)));
        }
        let id = if n == 0 { claim.id.clone() } else { format!("{}{}", claim.id, 2 * n + 1) };
        rows.extend(bill(claim, event, &id));
    }
    rows
}

/// A letter that tells the version, and the claim form's frequencies beside it. Voids name the version they void.
fn suffixes_with_frequencies(claim: &Claim) -> Vec<Row> {
    let id = |n: usize| format!("{}{}", claim.id, char::from(b'A' + u8::try_from(n).unwrap_or(25)));
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        let original = n.checked_sub(1).map(id).unwrap_or_default();
        let (event, frequency) = match before {
            Some(before) if event.lines.is_empty() => (Event { day: event.day, denied: false, ..before.clone() }, "8"),
            Some(_) => (event.clone(), "7"),
            None => (event.clone(), "1"),
        };
        let named = bill(claim, &event, &id(n)).into_iter();
        rows.extend(named.map(|row| Row { frequency, original: original.clone(), ..row }));
    }
    rows
}

/// One number, the old line taken back by a negative one.
fn negative_lines(claim: &Claim) -> Vec<Row> {
    let mut rows = Vec::new();
    for (_, before, event) in steps(claim) {
        if let Some(before) = before {
            rows.extend(reversed(claim, before, event.day, &claim.id));
        }
        rows.extend(bill(claim, event, &claim.id));
    }
    rows
}

/// The same without dates.
fn changed_lines(claim: &Claim) -> Vec<Row> {
    let lines = changes(claim).into_iter();
    let told = |(row, is_last, _): (Row, bool, bool)| {
        let back = (!is_last).then(|| negative(row.clone()));
        [Some(row), back]
    };
    lines.flat_map(told).flatten().collect()
}

/// CMS's style without dates and versions.
fn changed_types(claim: &Claim) -> Vec<Row> {
    let lines = changes(claim).into_iter();
    let told = |(row, is_last, is_first): (Row, bool, bool)| {
        let row = Row { kind: if is_first { "0" } else { "2" }, ..row };
        let cancel = (!is_last).then(|| Row { kind: "1", ..row.clone() });
        [Some(row), cancel]
    };
    lines.flat_map(told).flatten().collect()
}

/// What was billed of every line in turn, whether it is the last word on it, and whether it is the first. Without dates,
/// a line that comes back as it was could not be told from a row that is repeated: nothing is written of the way it went.
fn changes(claim: &Claim) -> Vec<(Row, bool, bool)> {
    let mut histories: BTreeMap<i32, Vec<Option<Row>>> = BTreeMap::new();
    for event in &claim.events {
        let billed = bill(claim, event, &claim.id);
        for row in &billed {
            histories.entry(row.line.line.line_number).or_default();
        }
        for (number, history) in &mut histories {
            let row = billed.iter().find(|row| row.line.line.line_number == *number);
            let is_same = |known: &Option<Row>| known.as_ref().map(|known| &known.line) == row.map(|row| &row.line);
            match history.iter().position(is_same) {
                Some(at) if row.is_some() => history.truncate(at + 1),
                _ => history.push(row.cloned()),
            }
        }
    }
    let told = |history: Vec<Option<Row>>| {
        let last = history.len() - 1;
        let rows = history.into_iter().enumerate();
        rows.filter_map(move |(at, row)| Some((row?, at == last, at == 0)))
    };
    histories.into_values().flat_map(told).collect()
}

/// Epic's style: an invoice, refused ones too, is taken back under its own number by what was billed alone, and billed
/// again as a new invoice.
fn invoices(claim: &Claim) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, before, event) in steps(claim) {
        if let Some(before) = before {
            let back = reversed(claim, before, event.day, &lettered(claim, n - 1)).into_iter();
            rows.extend(back.map(|row| Row { only_billed: true, ..row }));
        }
        rows.extend(bill(claim, event, &lettered(claim, n)));
    }
    rows
}

/// The style of claims as submitted: every one has a number of its own; the original is named by a number that the
/// data have nowhere, or by none; all versions carry the submitter's own number.
fn accounts(claim: &Claim) -> Vec<Row> {
    let mut rows = frequencies(claim);
    for row in &mut rows {
        row.original = if row.day % 2 == 0 { String::new() } else { format!("PAYER-{}", row.original) };
    }
    rows
}
