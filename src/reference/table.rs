//! Splits the comma-separated tables compiled into the program. Not for user files: these have no quotes.

/// The data rows of a shipped table, header left out, each cell trimmed.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split(',').map(str::trim).collect())
}

/// The cell at a position, empty when the row is shorter.
pub(super) fn cell(row: &[&'static str], position: usize) -> &'static str {
    row.get(position).copied().unwrap_or("")
}
