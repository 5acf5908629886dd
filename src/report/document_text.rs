//! Writes a page for a terminal: plain text, at most 100 columns wide, the last column of a table wrapped.

use super::document::{Cell, Document, Kind, Row, Section, Table};
use super::terminal::grouped;

/// Columns of a terminal.
const WIDTH: usize = 100;
/// What a column may take that is not the last.
const WIDEST: usize = 44;
/// The longest bar.
const BAR: u64 = 40;

/// The page as text.
pub(super) fn render(document: &Document) -> String {
    let mut lines = vec![plain(&document.title)];
    lines.extend(wrapped(&document.summary, WIDTH));
    for section in document.sections.iter().filter(|section| !section.is_empty()) {
        lines.push(String::new());
        lines.push(section.heading.to_string());
        section_lines(section, &mut lines);
    }
    let mut page = String::new();
    for line in &lines {
        page.push_str(line.trim_end());
        page.push('\n');
    }
    page
}

fn section_lines(section: &Section, lines: &mut Vec<String>) {
    for line in &section.lines {
        let mark = if line.needs_attention { "! " } else { "  " };
        let text = wrapped(&line.text, WIDTH - 4);
        lines
            .extend(text.iter().enumerate().map(|(at, text)| format!("{}{text}", if at == 0 { mark } else { "    " })));
    }
    for (at, table) in section.tables.iter().enumerate() {
        if at > 0 || !section.lines.is_empty() {
            lines.push(String::new());
        }
        if section.tables.len() > 1 {
            lines.push(format!("  {}", table.caption));
        }
        table_lines(table, lines);
    }
}

fn table_lines(table: &Table, lines: &mut Vec<String>) {
    let heads: Vec<String> = table.columns.iter().map(|column| column.name.to_string()).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect();
    let widths = widths(table, &heads, &rows);
    lines.extend(row_lines(table, &heads, &widths));
    for (row, cells) in table.rows.iter().zip(&rows) {
        if row.is_sum {
            lines.push(rule(row, &widths));
        }
        lines.extend(row_lines(table, cells, &widths));
    }
}

/// The line above a sum, under its numbers only.
fn rule(row: &Row, widths: &[usize]) -> String {
    let part = |(cell, width): (&Cell, &usize)| {
        let mark = if matches!(cell, Cell::Number(_)) { "-" } else { " " };
        mark.repeat(*width)
    };
    format!("  {}", row.cells.iter().zip(widths).map(part).collect::<Vec<_>>().join("  "))
}

fn widths(table: &Table, heads: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let longest = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).chain(heads.get(at));
        cells.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let last = table.columns.len().saturating_sub(1);
    let mut widths: Vec<usize> = (0..last).map(|at| longest(at).min(WIDEST)).collect();
    let taken: usize = widths.iter().map(|width| width + 2).sum();
    widths.push(longest(last).min(WIDTH.saturating_sub(taken + 2).max(16)));
    widths
}

/// One row: cells that do not fit go on in the lines below.
fn row_lines(table: &Table, cells: &[String], widths: &[usize]) -> Vec<String> {
    let wrapped: Vec<Vec<String>> = cells.iter().zip(widths).map(|(text, width)| wrapped(text, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |line: usize, at: usize| {
        let text = wrapped[at].get(line).map_or("", String::as_str);
        let blank = " ".repeat(widths[at].saturating_sub(text.chars().count()));
        if table.columns[at].kind == Kind::Number { format!("{blank}{text}") } else { format!("{text}{blank}") }
    };
    let line = |line: usize| (0..wrapped.len()).map(|at| cell(line, at)).collect::<Vec<_>>().join("  ");
    (0..height).map(|at| format!("  {}", line(at))).collect()
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Figure(text) => plain(text),
        Cell::Number(n) => grouped(*n),
        // Whatever is there is seen, however short its bar.
        Cell::Bar(0) => String::new(),
        Cell::Bar(part) => "█".repeat(usize::try_from((part * BAR).div_ceil(1_000)).unwrap_or(0)),
    }
}

/// A text from a file's header or name, without what would steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// A text in lines of a width, broken between words; a longer word is broken where it has to be.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in plain(text).split(' ').filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().collect();
        for (at, piece) in letters.chunks(width.max(1)).enumerate() {
            let gap = usize::from(at == 0 && used > 0);
            if used + gap + piece.len() > width && used > 0 {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                if gap > 0 && used > 0 {
                    line.push(' ');
                    used += 1;
                }
                line.extend(piece);
                used += piece.len();
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_never_grow() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[31m\nb"), "a\u{fffd}[31m\u{fffd}b");
    }
}
