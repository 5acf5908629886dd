//! `init` through the built program: exports of many houses, from a file nobody described to a finding. The lines are
//! the same everywhere; only the way they are written differs. Judges no rule: one that fires on a line alone is the eye.

mod ambiguous_dates;
mod asking;
mod beside;
mod choices;
mod composites;
mod durations;
mod exports;
mod formats;
mod hints;
mod known_layouts;
mod marks;
mod naming;
mod privacy;
mod several_files;
mod writing;

use crate::program::{Place, Run};

/// A rule that fires on every effective line with a code that has ended, such as 99441 in 2025.
const EYE: &str = "code_not_in_effect";

/// A claim line of a made-up practice.
struct Line {
    claim: String,
    patient: String,
    /// Last name of nobody.
    name: &'static str,
    npi: &'static str,
    /// Month and day in 2025.
    date: (u32, u32),
    code: &'static str,
    modifier: &'static str,
    place: &'static str,
    diagnosis: &'static str,
    cents: u32,
    payer: &'static str,
    status: &'static str,
}

/// Sixty lines of twenty patients; four of them carry 99441, which ended in 2024, and one of those was denied.
fn lines() -> Vec<Line> {
    const NAMES: [&str; 5] = ["Testperson", "Musterfrau", "Nadie", "Personne", "Nobody"];
    const NPIS: [&str; 3] = ["1000000001", "1000000002", "1000000003"];
    const CODES: [&str; 6] = ["99213", "99214", "99421", "99422", "98016", "90834"];
    const DIAGNOSES: [&str; 4] = ["E78.5", "I10", "F10.20", "J06.9"];
    let line = |n: u32| {
        let at = n as usize;
        Line {
            claim: format!("CL{:05}", 10_000 + n / 2),
            patient: format!("PT{:04}", 2_000 + n % 20),
            name: NAMES[at % 5],
            npi: NPIS[at % 3],
            date: (1 + n % 9, 1 + (n * 7) % 28),
            code: if n % 15 == 7 { "99441" } else { CODES[at % 6] },
            modifier: if n.is_multiple_of(4) { "25" } else { "" },
            place: if n.is_multiple_of(3) { "02" } else { "11" },
            diagnosis: DIAGNOSES[at % 4],
            cents: 4_915 + 137 * n,
            payer: ["Medicare", "Blue Cross PPO", "Medicaid"][at % 3],
            status: if n % 10 == 2 { "Denied" } else { "Paid" },
        }
    };
    (0..60).map(line).collect()
}

impl Line {
    /// The date with these parts: `y`, `m`, `d`; `M` and `D` without a leading zero.
    fn date(&self, pattern: &str) -> String {
        let (month, day) = self.date;
        let part = |c: char| match c {
            'y' => "2025".to_owned(),
            'm' => format!("{month:02}"),
            'd' => format!("{day:02}"),
            'M' => month.to_string(),
            'D' => day.to_string(),
            other => other.to_string(),
        };
        pattern.chars().map(part).collect()
    }

    /// The amount with this decimal mark, a share of it in percent.
    fn amount(&self, mark: char, percent: u32) -> String {
        let cents = self.cents * percent / 100;
        format!("{}{mark}{:02}", cents / 100, cents % 100)
    }
}

/// Text of a header and one row per line.
fn export(header: &str, row: impl Fn(&Line) -> String) -> String {
    let rows: Vec<String> = lines().iter().map(row).collect();
    format!("{header}\n{}\n", rows.join("\n"))
}

/// The claims with an ended code that were not denied, sorted: what every export has to lead to.
fn expected() -> Vec<String> {
    let found = lines().into_iter().filter(|line| line.code == "99441" && line.status != "Denied");
    let mut claims: Vec<String> = found.map(|line| line.claim).collect();
    claims.sort();
    claims
}

/// The claims that the eye found in a report.
fn found(place: &Place, report: &str) -> Vec<String> {
    let path = place.path(&format!("{report}/findings.csv"));
    let mut reader = csv::Reader::from_path(path).expect("a report");
    let rows = reader.deserialize().map(|row| row.expect("a row of the report"));
    let mut claims: Vec<String> =
        rows.filter(|row: &crate::program::Row| row["rule"] == EYE).map(|row| row["claim_id"].clone()).collect();
    claims.sort();
    claims
}

/// Proposes a layout for `claims.csv` and runs the pipeline that was written: two commands.
fn proposed_and_run(place: &Place) -> Run {
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}\n{}", run.stderr, layout(place));
    init
}

/// The proposed layout.
fn layout(place: &Place) -> String {
    std::fs::read_to_string(place.path("claims-layout.toml")).expect("a proposed layout")
}

/// The value the layout takes for a column of ours; empty when it takes none.
fn value(place: &Place, ours: &str) -> String {
    let text = layout(place);
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{ours} = ")));
    line.unwrap_or_default().to_owned()
}

/// Checks the values that the layout takes.
fn assert_taken(place: &Place, expected: &[(&str, &str)]) {
    for (ours, theirs) in expected {
        assert_eq!(value(place, ours), *theirs, "{ours}:\n{}", layout(place));
    }
}
