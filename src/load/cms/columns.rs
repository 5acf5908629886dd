//! Finds the header of a table and its columns by words. Header words may be spread over several rows, above or below
//! the row that names the codes; a title stands above. Positions are never assumed.

use super::table_rows::TableRows;
use super::words::words;
use super::{LoadError, unusable};
use crate::load::encoding::decode;

/// How a column is recognised.
pub(super) struct Wanted {
    /// What it is called in messages.
    pub(super) name: &'static str,
    /// One word of every group must be in its header.
    pub(super) has: &'static [&'static [&'static str]],
    /// None of these may.
    pub(super) lacks: &'static [&'static str],
}

/// The header of a table.
pub(super) struct Header {
    path: String,
    /// Texts of the rows above the header.
    pub(super) titles: Vec<String>,
    names: Vec<String>,
}

/// Rows in which a header is looked for.
const ROWS_SEARCHED: usize = 60;
/// Rows of header words below the row that names the codes.
const ROWS_BELOW: usize = 6;
/// Rows above with fewer cells are titles.
const FEWEST_HEADER_CELLS: usize = 3;

impl Wanted {
    fn is(&self, name: &str) -> bool {
        let words = words(name);
        let has = |word: &&str| words.iter().any(|own| own == word);
        self.has.iter().all(|group| group.iter().any(has)) && !self.lacks.iter().any(has)
    }
}

impl Header {
    /// Reads up to the first data row. The header is where one row has both columns of `anchor`, the code first;
    /// `example` says in messages what such a file looks like.
    pub(super) fn find(rows: &mut TableRows, anchor: [&Wanted; 2], example: &str) -> Result<Self, LoadError> {
        let mut above: Vec<Vec<String>> = Vec::new();
        while above.len() < ROWS_SEARCHED && rows.advance()? {
            let cells: Vec<String> = rows.cells().map(decode).collect();
            let code = cells.iter().position(|cell| anchor[0].is(cell));
            let is_header = cells.iter().any(|cell| anchor[1].is(cell));
            let Some(code) = code.filter(|_| is_header) else {
                above.push(cells);
                continue;
            };
            let n_titles = above.iter().rposition(|row| filled(row) < FEWEST_HEADER_CELLS).map_or(0, |last| last + 1);
            let titles = above[..n_titles].concat();
            let mut names = cells.clone();
            for row in above[n_titles..].iter().rev() {
                join(&mut names, row, |name, word| format!("{word} {name}"));
            }
            read_below(rows, code, &mut names)?;
            let names = names.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
            return Ok(Self { path: rows.path.clone(), titles, names });
        }
        let [code, other] = anchor.map(|wanted| wanted.name);
        let problem =
            format!("has no header with `{code}` and `{other}` (expected {example}); found: {}", shown(&above));
        Err(unusable(&rows.path, problem))
    }

    /// The position of a column that may be absent. Errors when two columns could be meant.
    pub(super) fn column(&self, wanted: &Wanted) -> Result<Option<usize>, LoadError> {
        let mut found = (0..self.names.len()).filter(|at| wanted.is(&self.names[*at]));
        let first = found.next();
        match (first, found.next()) {
            (Some(first), Some(second)) => {
                let problem = format!("columns {} and {} could both be `{}`", first + 1, second + 1, wanted.name);
                Err(unusable(&self.path, problem))
            }
            _ => Ok(first),
        }
    }

    /// The position of a needed column.
    pub(super) fn need(&self, wanted: &Wanted) -> Result<usize, LoadError> {
        self.column(wanted)?.ok_or_else(|| {
            let found = self.names.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            unusable(&self.path, format!("needed column `{}` is missing; found: {found}", wanted.name))
        })
    }

    /// The name of a column as the file has it.
    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

fn join(names: &mut [String], row: &[String], put: impl Fn(&str, &str) -> String) {
    for (name, word) in names.iter_mut().zip(row) {
        *name = put(name, word);
    }
}

/// Joins the header words below the row that names the codes: rows without a code, up to the first that has one.
fn read_below(rows: &mut TableRows, code: usize, names: &mut [String]) -> Result<(), LoadError> {
    for _ in 0..ROWS_BELOW {
        if !rows.advance()? {
            return Ok(());
        }
        if !rows.cell(code).is_empty() {
            break;
        }
        let row: Vec<String> = rows.cells().map(decode).collect();
        join(names, &row, |name, word| format!("{name} {word}"));
    }
    rows.put_back();
    Ok(())
}

/// The first row that looks like a header, for a message. A row with a number in it may be data, and is not shown.
fn shown(rows: &[Vec<String>]) -> String {
    let Some(row) = rows.iter().find(|row| 1 < filled(row)) else { return "no row of several cells".to_owned() };
    if row.iter().any(|cell| cell.starts_with(|c: char| c.is_ascii_digit())) {
        return "no header row".to_owned();
    }
    row.iter().filter(|cell| !cell.is_empty()).take(40).cloned().collect::<Vec<_>>().join(", ")
}
