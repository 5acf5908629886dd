//! The files beside the claims, as a pipeline names them: activity log, roster, consents and CMS's tables.
//!
//! It writes what the oracle's [`Inputs`] hold; how CMS writes its tables stands in `cms.rs`.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use claimsweep::claim::Moment;
use claimsweep::load::document::Document;
use claimsweep::pipeline::PipelineSpec;

use super::cms;
use crate::naive::{Activity, Inputs, RosterRow};

/// The inputs that the program takes by now; the others are kept from both the program and the oracle. Whoever teaches
/// the program a section of a pipeline adds it here: a test below fails until that is done.
const TAKEN: &[&str] = &["activity", "providers", "consents", "fee_schedule", "ptp", "mue"];

/// Name of an input, and the section that gives it to a pipeline.
const SECTIONS: [(&str, &str); 6] = [
    ("activity", "[activity]\npaths = [\"activity.csv\"]\n"),
    ("providers", "[providers]\npath = \"roster.csv\"\n"),
    ("consents", "[consents]\npath = \"consents.csv\"\n"),
    ("fee_schedule", "[tables]\nfee_schedule = [\"PPRRVU25_JAN.csv\"]\n"),
    ("ptp", "[tables]\nptp = [\"ccipra-v302r0-f1.txt\"]\n"),
    ("mue", "[tables]\nmue = [\"MCR_MUE_PractitionerServices_Eff_07-01-2024.csv\"]\n"),
];

/// What the program takes of the inputs; minutes are a column of the lines and always taken.
pub(crate) fn only_taken(inputs: Inputs) -> Inputs {
    let takes = |name: &str| TAKEN.contains(&name);
    Inputs {
        denied: inputs.denied,
        minutes: inputs.minutes,
        activities: inputs.activities.filter(|_| takes("activity")),
        roster: inputs.roster.filter(|_| takes("providers")),
        consents: inputs.consents.filter(|_| takes("consents")),
        fees: inputs.fees.filter(|_| takes("fee_schedule")),
        pairs: inputs.pairs.filter(|_| takes("ptp")),
        limits: inputs.limits.filter(|_| takes("mue")),
    }
}

/// Writes the files of the inputs into the folder; the sections of a pipeline that name them, empty when there are none.
pub(crate) fn sections(inputs: &Inputs, folder: &Path) -> io::Result<String> {
    let write = |(name, text): (String, String)| -> io::Result<String> {
        let path = folder.join(name);
        std::fs::write(&path, text)?;
        Ok(format!("{:?}", path.display().to_string()))
    };
    let write_all = |files: Vec<(String, String)>| -> io::Result<String> {
        Ok(files.into_iter().map(write).collect::<io::Result<Vec<_>>>()?.join(", "))
    };
    let mut text = String::new();
    if let Some(log) = &inputs.activities {
        let _ = writeln!(text, "[activity]\npaths = [{}]", write(("activity.csv".to_owned(), activity_csv(log)))?);
    }
    if let Some(roster) = &inputs.roster {
        let _ = writeln!(text, "[providers]\npath = {}", write(("roster.csv".to_owned(), roster_csv(roster)))?);
    }
    if let Some(consents) = &inputs.consents {
        let _ = writeln!(text, "[consents]\npath = {}", write(("consents.csv".to_owned(), consents_csv(consents)))?);
    }
    if inputs.fees.is_some() || inputs.pairs.is_some() || inputs.limits.is_some() {
        text.push_str("[tables]\n");
    }
    if let Some(fees) = &inputs.fees {
        let _ = writeln!(text, "fee_schedule = [{}]", write_all(fees.iter().map(cms::fee_schedule).collect())?);
    }
    if let Some(pairs) = &inputs.pairs {
        let _ = writeln!(text, "ptp = [{}]", write_all(cms::pair_edits(pairs))?);
    }
    if let Some(limits) = &inputs.limits {
        let _ = writeln!(text, "mue = [{}]", write_all(limits.iter().map(cms::unit_limits).collect())?);
    }
    Ok(text)
}

/// A pipeline of nothing but these sections.
pub(super) fn spec_of(sections: &str) -> io::Result<PipelineSpec> {
    let head =
        "name = \"worlds\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n[report]\ndir = \"nowhere\"\n";
    let text = format!("{head}{sections}");
    PipelineSpec::parse(Document { file: "pipeline of a world", text: &text }).map_err(io::Error::other)
}

/// Hundredths as a decimal number; nothing for none.
pub(super) fn hundredths(value: Option<i64>) -> String {
    value.map_or(String::new(), |value| format!("{}.{:02}", value / 100, value % 100))
}

fn activity_csv(log: &[Activity]) -> String {
    let mut text = "activity_id,patient_id,clinician_npi,billing_tin,specialty,taxonomy,kind,initiated_by,thread_id,\
        start_time,end_time,minutes,role,evaluative,diagnosis,claim_id\n"
        .to_owned();
    let time = |seconds: i64| Moment(seconds).to_string().replace(' ', "T");
    for entry in log {
        let cells = [
            entry.id.clone(),
            entry.patient.clone(),
            entry.npi.clone(),
            entry.tin.clone().unwrap_or_default(),
            entry.specialty.clone().unwrap_or_default(),
            entry.taxonomy.clone().unwrap_or_default(),
            entry.kind.to_owned(),
            entry.initiated_by.unwrap_or_default().to_owned(),
            entry.thread.clone().unwrap_or_default(),
            time(entry.start),
            entry.end.map(time).unwrap_or_default(),
            hundredths(entry.minutes_hundredths),
            entry.role.unwrap_or_default().to_owned(),
            entry.evaluative.map(|value| value.to_string()).unwrap_or_default(),
            entry.dx.clone().unwrap_or_default(),
            entry.claim_id.clone().unwrap_or_default(),
        ];
        let _ = writeln!(text, "{}", cells.join(","));
    }
    text
}

fn roster_csv(roster: &[RosterRow]) -> String {
    let mut text = "npi,specialty,taxonomy,billing_tin,name\n".to_owned();
    for row in roster {
        let cells = [&row.specialty, &row.taxonomy, &row.tin].map(|value| value.as_deref().unwrap_or(""));
        let _ = writeln!(text, "{},{},{},{},Clinician {}", row.npi, cells[0], cells[1], cells[2], row.npi);
    }
    text
}

fn consents_csv(consents: &[(String, i32)]) -> String {
    let mut text = "patient_id,consent_date\n".to_owned();
    for (patient, date) in consents {
        let _ = writeln!(text, "{patient},{}", claimsweep::claim::Day(*date));
    }
    text
}

#[test]
fn the_program_takes_what_the_list_says_it_takes() {
    for (name, section) in SECTIONS {
        let is_taken = spec_of(section).is_ok();
        assert_eq!(is_taken, TAKEN.contains(&name), "put `{name}` on the list TAKEN of {}, or off it", file!());
    }
}

#[test]
fn files_are_written_and_named() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut inputs = crate::naive::random_world(3, 20).inputs;
    assert_eq!(sections(&Inputs { minutes: inputs.minutes.clone(), ..Inputs::default() }, folder.path())?, "");
    let tables = crate::naive::random_tables(3);
    (inputs.fees, inputs.pairs, inputs.limits) = (tables.fees, tables.pairs, tables.limits);
    let text = sections(&inputs, folder.path())?;
    for (name, section) in SECTIONS {
        let key = section.lines().last().and_then(|line| line.split_once('[').or(line.split_once('"')));
        assert!(key.is_some_and(|(key, _)| text.contains(key)), "{name}: {text}");
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name));
    let (log, n_entries) = (read("activity.csv")?, inputs.activities.iter().flatten().count());
    assert_eq!(log.lines().count(), n_entries + 1);
    let n_columns = |line: &str| line.split(',').count();
    assert!(log.lines().all(|line| n_columns(line) == 16), "{log}");
    assert!(log.lines().skip(1).any(|line| line.contains("T09:0")), "{log}");
    assert_eq!(read("roster.csv")?.lines().count(), inputs.roster.iter().flatten().count() + 1);
    assert_eq!(read("consents.csv")?.lines().count(), inputs.consents.iter().flatten().count() + 1);
    let named = text.split('"').skip(1).step_by(2).filter(|path| Path::new(path).is_file()).count();
    assert_eq!(named, std::fs::read_dir(folder.path())?.count());
    Ok(())
}
