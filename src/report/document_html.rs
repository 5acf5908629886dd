//! Writes a page for a browser: one file that loads nothing and runs nothing, readable in light and dark, fit to print.
//! Every text is escaped by the templates.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::document::{Cell, Column, Document, Kind, Line, Row, Section, Table};
use super::terminal::grouped;

/// The page may load and run nothing; its own style is all it has.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
pub(super) const STYLE: &str = include_str!("page.css");

/// The page as HTML.
pub(super) fn render(document: &Document) -> String {
    let sections: Vec<(usize, &Section)> =
        document.sections.iter().enumerate().filter(|(_, section)| !section.is_empty()).collect();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (document.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (document.title) }
                    p { (document.summary) "." }
                    nav aria-label="Sections" {
                        @for (at, section) in &sections {
                            a href={ "#section-" (at) } { (section.heading) }
                        }
                    }
                }
                main {
                    @for (at, section) in &sections {
                        section id={ "section-" (at) } {
                            h2 { (section.heading) }
                            (content_of(section))
                        }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// A section without its heading.
pub(super) fn content_of(section: &Section) -> Markup {
    html! {
        @for line in &section.lines { (sentence(line)) }
        @for table in &section.tables { (self::table(table)) }
    }
}

fn sentence(line: &Line) -> Markup {
    html! {
        @if line.needs_attention {
            p.attention { strong { "Look at this: " } (line.text) "." }
        } @else {
            p { (line.text) "." }
        }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label=(table.caption) {
            table {
                caption { (table.caption) }
                thead { tr { @for column in &table.columns { (head(column)) } } }
                tbody {
                    @for row in table.rows.iter().filter(|row| !row.is_sum) { (self::row(table, row)) }
                }
                @if table.rows.iter().any(|row| row.is_sum) {
                    tfoot {
                        @for row in table.rows.iter().filter(|row| row.is_sum) { (self::row(table, row)) }
                    }
                }
            }
        }
    }
}

fn head(column: &Column) -> Markup {
    html! {
        @match column.kind {
            Kind::Number => th.number scope="col" { (column.name) },
            Kind::Bar => td.bar {},
            Kind::Text => th scope="col" { (column.name) },
        }
    }
}

/// The first text of a row names it.
fn row(table: &Table, row: &Row) -> Markup {
    let name = table.columns.iter().position(|column| column.kind == Kind::Text);
    html! {
        tr {
            @for (at, cell) in row.cells.iter().enumerate() {
                @if Some(at) == name {
                    th scope="row" { (content(cell)) }
                } @else if matches!(cell, Cell::Bar(_)) {
                    td.bar { (content(cell)) }
                } @else if table.columns.get(at).is_some_and(|column| column.kind == Kind::Number) {
                    td.number { (content(cell)) }
                } @else {
                    td { (content(cell)) }
                }
            }
        }
    }
}

fn content(cell: &Cell) -> Markup {
    html! {
        @match cell {
            Cell::Text(text) | Cell::Figure(text) => (text),
            Cell::Number(n) => (grouped(*n)),
            // The number stands beside it: the bar is for the eye only.
            Cell::Bar(part) => svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(part) height="10" {}
            },
        }
    }
}
