//! The text of a proposed pipeline, with a comment for everything a person may want to change. Writes no file.

use super::values::quoted;
use crate::report::Format;

/// The text of a pipeline over these paths; with more than one layout a person has to choose.
pub(super) fn render(name: &str, paths: &[String], layouts: &[String]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| quoted(path)).collect();
    let layout = match layouts {
        [layout] => format!("layout = {}\n", quoted(layout)),
        several => {
            let lines = several.iter().map(|layout| format!("# layout = {}\n", quoted(layout)));
            let why = "# UNDECIDED: these layouts fit the columns equally well. Choose one:\n";
            std::iter::once(why.to_owned()).chain(lines).collect()
        }
    };
    let formats: Vec<String> = Format::NAMES.iter().map(|name| quoted(name)).collect();
    let (name, dir) = (quoted(name), quoted(&format!("reports/{name}")));
    format!(
        "\
# Proposed by `claimsweep init`. Paths begin at the folder of this file; `claimsweep run --base DIR` names another.
# `~` and `${{NAME}}` (a variable) may stand in them.
name = {name}

# Which service dates are judged; lines around them are context. One month: month = \"2025-10\" instead of all = true.
[period]
all = true

[claims]
paths = [{paths}]
{layout}
# Beside the claims, all optional; each lets more rules run: `claimsweep check` says which.
# [activity]
# paths = [\"activity-log.csv\"]
# [providers]
# path = \"roster.csv\"
# [consents]
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
        paths = paths.join(", "),
        formats = formats.join(", "),
    )
}
