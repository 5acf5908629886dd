//! The text of a proposed pipeline, with a comment for everything a person may want to change. Writes no file.

use super::beside::Kind;
use super::values::quoted;
use crate::report::Format;

/// The files of one kind.
pub(super) struct Input {
    pub(super) kind: Kind,
    /// Seen from the folder of the pipeline.
    pub(super) paths: Vec<String>,
    /// One, or those among which a person has to choose.
    pub(super) layouts: Vec<String>,
}

/// The text of a pipeline; `dates` are the first and the last service date.
pub(super) fn render(name: &str, inputs: &[Input], dates: Option<(&str, &str)>) -> String {
    let (period, dir) = period(name, dates);
    let formats: Vec<String> = Format::NAMES.iter().map(|name| quoted(name)).collect();
    let section = |kind: Kind| inputs.iter().find(|input| input.kind == kind).map(section);
    let claims = section(Kind::Claims).unwrap_or_else(|| {
        "# UNDECIDED: a log and a roster are judged beside claims. Name the claim files here, or let init see them too.\n[claims]\n# paths = [\"claims.csv\"]\n".to_owned()
    });
    let activity =
        section(Kind::Activity).unwrap_or_else(|| "# [activity]\n# paths = [\"activity-log.csv\"]\n".to_owned());
    let providers = section(Kind::Providers).unwrap_or_else(|| "# [providers]\n# path = \"roster.csv\"\n".to_owned());
    format!(
        "\
# Proposed by `claimsweep init`. Paths begin at the folder of this file; `claimsweep run --base DIR` names another.
# `~` and `${{NAME}}` (a variable) may stand in them.
name = {name}

{period}
{claims}
# Beside the claims, all optional; each lets more rules run: `claimsweep check` says which.
{activity}{providers}# [consents]
# path = \"consents.csv\"
# CMS's own files, as published:
# [tables]
# fee_schedule = [\"PPRRVU*.csv\"]
# ptp = [\"ccipra*.txt\"]
# mue = [\"MCR_MUE_PractitionerServices*.csv\"]

[report]
dir = {dir}
formats = [{formats}]

# The weakest findings that make the exit code 1: hard, presumptive, advisory or never.
[gate]
fail_on = \"never\"
",
        name = quoted(name),
        dir = quoted(&dir),
        formats = formats.join(", "),
    )
}

/// The period and the folder of the report. A month of data is a monthly report, whose next one goes beside it; more is
/// judged whole, so that no month is left out silently.
fn period(name: &str, dates: Option<(&str, &str)>) -> (String, String) {
    let months = dates.and_then(|(first, last)| Some((first.get(..7)?, last.get(..7)?)));
    match months {
        Some((month, last)) if month == last => {
            let text = format!(
                "\
# Which service dates are judged; lines around them are context. The data are of this month; the next one is
# `claimsweep run --month` with its name, and its report goes into a folder beside this one.
[period]
month = {}
",
                quoted(month)
            );
            (text, format!("reports/{name}/{{month}}"))
        }
        _ => {
            let range = months.map_or(String::new(), |(first, last)| format!(" The data go from {first} to {last}."));
            let text = format!(
                "\
# Which service dates are judged; lines around them are context.{range}
# For a month at a time: month = \"2025-10\" instead of all = true, and dir = {} below.
[period]
all = true
",
                quoted(&format!("reports/{name}/{{month}}"))
            );
            (text, format!("reports/{name}"))
        }
    }
}

fn section(input: &Input) -> String {
    let paths: Vec<String> = input.paths.iter().map(|path| quoted(path)).collect();
    let paths = match input.kind {
        Kind::Providers => format!("path = {}\n", paths.first().map_or("\"\"", String::as_str)),
        _ => format!("paths = [{}]\n", paths.join(", ")),
    };
    let layout = match input.layouts.as_slice() {
        [layout] => format!("layout = {}\n", quoted(layout)),
        several => {
            let lines = several.iter().map(|layout| format!("# layout = {}\n", quoted(layout)));
            let why = "# UNDECIDED: these layouts fit the columns equally well. Choose one:\n";
            std::iter::once(why.to_owned()).chain(lines).collect()
        }
    };
    format!("[{}]\n{paths}{layout}", input.kind.section())
}
