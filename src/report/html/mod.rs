//! Writes report.html: one file that loads nothing, readable in a browser, on paper and by a screen reader. Sums and the
//! top of the list are in it; the whole list stays in the tables beside it.

mod charts;
mod clinicians;
mod digest;
mod figures;
mod findings;
mod list;
mod missed;
mod months;
mod peers;
mod rules;
mod scope;
mod worklist;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::manifest::{self, FileStamp};
use super::publish::write_file;
use super::record::Record;
use super::stored::Tables;
use super::{ReportError, document_html};
use digest::Digest;
use list::Entry;
use peers::Peers;
use worklist::Opportunity;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Everything the page shows.
struct Page<'a> {
    record: &'a Record,
    digest: &'a Digest,
    peers: &'a Peers,
    entries: &'a [Entry],
    /// The top of the worklist of missed revenue.
    opportunities: &'a [Opportunity],
}

/// Writes the page from the tables in a folder.
pub(super) fn write(path: &Path, tables: Tables<'_>, record: &Record) -> Result<FileStamp, ReportError> {
    let digest = digest::digest(tables, record)?;
    let peers = peers::peers(tables, &digest.clinicians)?;
    let entries = list::entries(tables, &digest.top, record)?;
    let missed = record.summary.missed.as_ref();
    let worklist = missed.map(|figures| worklist::first(tables, figures)).transpose()?;
    let opportunities = worklist.unwrap_or_default();
    let page = Page { record, digest: &digest, peers: &peers, entries: &entries, opportunities: &opportunities };
    write_file(path, &(render(&page).into_string() + "\n"))?;
    manifest::stamp(path).map_err(|error| ReportError::write(path, &error))
}

/// The page may load nothing and run nothing but its own style and script, which it names by their hashes.
fn policy(style: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(SCRIPT)
    )
}

fn render(page: &Page<'_>) -> Markup {
    let style = format!("{}{STYLE}", document_html::STYLE);
    let title = format!("Claims audit: {}", page.record.summary.pipeline);
    let sections = sections(page);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(&style)) }
            }
            body {
                a.skip href="#list" { "Skip to the list of findings" }
                header {
                    h1 { (title) }
                    (scope::headline(page))
                    nav aria-label="Sections" {
                        @for (id, heading, _) in &sections { a href={ "#" (id) } { (heading) } }
                    }
                }
                main {
                    @for (id, heading, content) in &sections {
                        section id=(id) aria-labelledby={ (id) "-heading" } {
                            h2 id={ (id) "-heading" } { (heading) }
                            (content)
                        }
                    }
                }
                script type="application/json" id="findings-data" { (PreEscaped(list::data(page.entries, page.record))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// The parts of the page in their order: id, heading, content.
fn sections(page: &Page<'_>) -> Vec<(&'static str, &'static str, Markup)> {
    let record = page.record;
    vec![
        ("scope", "What was checked, and what was not", scope::scope(page)),
        ("money", "Money by tier", scope::money(page)),
        ("rules", "Rules", rules::table(page)),
        ("charts", "Charts", figures::figures(page)),
        ("list", "Findings", findings::findings(page)),
        ("clinicians", "Clinicians", clinicians::clinicians(page)),
        ("missed", "Missed revenue beside overpayments", missed::missed(page)),
        ("quality", "Data quality", scope::quality(record)),
        ("pages", "What each rule decides", rules::pages(record)),
        ("accounting", "What became of every row", scope::accounting(record)),
    ]
}
