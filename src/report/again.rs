//! Any format again from a finished report's Parquet files, without the claims. Gives the bytes that the run itself gave.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::manifest::FileStamp;
use super::publish::create_folder;
use super::record::{self, Record};
use super::source::Source;
use super::stored::{self, Tables};
use super::{Format, ReportError, Staging, manifest, render, share};

/// What to write again, and where.
pub struct Again {
    /// The finished report.
    pub folder: PathBuf,
    /// Where the formats go: the report's own folder, or another one.
    pub out: PathBuf,
    /// Which formats.
    pub formats: Vec<Format>,
    /// The key file of a pseudonymised copy; nothing for the report as it is.
    pub share_key: Option<PathBuf>,
}

/// Writes the formats and publishes them in one step. In the report's own folder they join, or replace, what is there.
/// Errors when a file of the report is not what its manifest says, or is replaced meanwhile; stops when `interrupt` is set.
pub fn write_again(again: &Again, tag: &str, interrupt: &AtomicBool) -> Result<(), ReportError> {
    refuse_place(again)?;
    let mut source = Source::open(&again.folder)?;
    source.take(record::FILE)?;
    let record = Record::read(&again.folder)?;
    let tables = render::tables_of(&record);
    for name in tables.iter().filter(|name| *name != record::FILE) {
        source.take(name)?;
    }
    refuse_mixture(&again.folder, &tables)?;
    let reading = Tables::new(&again.folder, interrupt);
    if let Some(key) = &again.share_key {
        return write_shared(again, (&source, reading), &record, key, tag);
    }
    let staging = Staging::create(&again.out, tag)?;
    let folder = staging.folder();
    let is_own = is_same(&again.folder, &again.out);
    let mut formats = again.formats.clone();
    if is_own {
        // What is missing beside the tables is made again like what is asked for.
        let missing = source.names().into_iter().filter(|name| !source.has(name));
        formats.extend(missing.filter_map(|name| render::format_of(&name)));
    }
    let mut written = render::write(reading, &record, &formats, folder)?;
    if is_own || formats.contains(&Format::Parquet) {
        written.extend(kept(&source, folder, &tables)?);
    }
    if is_own {
        let mut others = source.names();
        others.retain(|name| !folder.join(name).exists());
        written.extend(kept(&source, folder, &others)?);
    }
    manifest::write(folder, &record, &written)?;
    reading.go_on()?;
    staging.publish_if(|| source.is_still_there())
}

/// Writes the formats from tables under pseudonyms; publishes nothing that still holds an id.
fn write_shared(
    again: &Again,
    (source, reading): (&Source, Tables<'_>),
    record: &Record,
    key: &Path,
    tag: &str,
) -> Result<(), ReportError> {
    let staging = Staging::create(&again.out, tag)?;
    let folder = staging.folder();
    let hidden = folder.join(".tables");
    create_folder(&hidden)?;
    let shared = share::write_tables(reading, record, key, &hidden)?;
    let tables = reading.in_folder(&hidden);
    let mut written = render::write(tables, &shared.record, &again.formats, folder)?;
    if again.formats.contains(&Format::Parquet) {
        let made = Source::open(&hidden)?;
        written.extend(kept(&made, folder, &render::tables_of(&shared.record))?);
    }
    manifest::write(folder, &shared.record, &written)?;
    shared.scan(tables, &again.formats, folder)?;
    std::fs::remove_dir_all(&hidden).map_err(|error| ReportError::write(&hidden, &error))?;
    reading.go_on()?;
    staging.publish_if(|| source.is_still_there())
}

/// Errors when the formats would go where they must not: a shared copy over its report, or anything into a folder of it.
fn refuse_place(again: &Again) -> Result<(), ReportError> {
    let is_own = is_same(&again.folder, &again.out);
    if is_own && again.share_key.is_some() {
        let problem = "a shared report needs a folder of its own: name one with --out";
        return Err(ReportError::write(&again.out, &problem));
    }
    if !is_own && is_inside(&again.out, &again.folder) {
        let problem = "lies in the folder of the report, which later runs replace as a whole: name one beside it";
        return Err(ReportError::write(&again.out, &problem));
    }
    Ok(())
}

/// Whether a folder that need not exist lies in another.
fn is_inside(inner: &Path, outer: &Path) -> bool {
    let Ok(outer) = std::fs::canonicalize(outer) else { return false };
    let inner = std::path::absolute(inner).unwrap_or_else(|_| inner.to_path_buf());
    // What does not exist yet lies where the nearest folder above it does.
    let existing = inner.ancestors().find_map(|folder| std::fs::canonicalize(folder).ok());
    existing.is_some_and(|existing| existing.starts_with(&outer))
}

/// Errors when a table comes from another run than the others: its rows would stand under figures that are not theirs.
fn refuse_mixture(folder: &Path, tables: &[String]) -> Result<(), ReportError> {
    let own = stored::origin(&folder.join(record::FILE))?;
    for name in tables {
        let path = folder.join(name);
        if stored::origin(&path)? != own {
            let problem = "comes from another run than run.parquet".to_owned();
            return Err(ReportError::Read { path: path.display().to_string(), problem });
        }
    }
    Ok(())
}

/// Copies files of a report.
fn kept(source: &Source, to: &Path, names: &[String]) -> Result<Vec<FileStamp>, ReportError> {
    names.iter().map(|name| source.copy(name, to)).collect()
}

fn is_same(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    whole(a).is_some_and(|a| whole(b) == Some(a))
}
