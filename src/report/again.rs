//! Any format again from a finished report's Parquet files, without the claims. Gives the bytes that the run itself gave.

use std::path::{Path, PathBuf};

use super::manifest::FileStamp;
use super::publish::{create_file, create_folder};
use super::record::{self, Record};
use super::{Format, ReportError, Staging, manifest, render, share, stored};

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
pub fn write_again(again: &Again, tag: &str) -> Result<(), ReportError> {
    let record = Record::read(&again.folder)?;
    refuse_mixture(&again.folder, &record)?;
    if let Some(key) = &again.share_key {
        return write_shared(again, &record, key, tag);
    }
    let staging = Staging::create(&again.out, tag)?;
    let folder = staging.folder();
    let mut written = render::write(&again.folder, &record, &again.formats, folder)?;
    let is_own = is_same(&again.folder, &again.out);
    let tables = render::tables_of(&record);
    if is_own || again.formats.contains(&Format::Parquet) {
        written.extend(kept(&again.folder, folder, &tables)?);
    }
    if is_own {
        let has = |name: &String| folder.join(name).exists() || name == "manifest.json";
        let mut others = manifest::outputs_of(&again.folder.join("manifest.json"));
        others.retain(|name| !has(name));
        written.extend(kept(&again.folder, folder, &others)?);
    }
    manifest::write(folder, &record, &written)?;
    staging.publish()
}

/// Writes the formats from tables under pseudonyms; publishes nothing that still holds an id.
fn write_shared(again: &Again, record: &Record, key: &Path, tag: &str) -> Result<(), ReportError> {
    if is_same(&again.folder, &again.out) {
        let problem = "a shared report needs a folder of its own: name one with --out";
        return Err(ReportError::write(&again.out, &problem));
    }
    let staging = Staging::create(&again.out, tag)?;
    let folder = staging.folder();
    let hidden = folder.join(".tables");
    create_folder(&hidden)?;
    let shared = share::write_tables(&again.folder, record, key, &hidden)?;
    let mut written = render::write(&hidden, &shared.record, &again.formats, folder)?;
    shared.raw.scan(&hidden)?;
    if again.formats.contains(&Format::Parquet) {
        written.extend(kept(&hidden, folder, &render::tables_of(&shared.record))?);
    }
    std::fs::remove_dir_all(&hidden).map_err(|error| ReportError::write(&hidden, &error))?;
    manifest::write(folder, &shared.record, &written)?;
    shared.raw.scan(folder)?;
    staging.publish()
}

/// Errors when a table comes from another run than the others: its rows would stand under figures that are not theirs.
fn refuse_mixture(folder: &Path, record: &Record) -> Result<(), ReportError> {
    let own = stored::origin(&folder.join(record::FILE))?;
    for name in render::tables_of(record) {
        let path = folder.join(name);
        if stored::origin(&path)? != own {
            let problem = "comes from another run than run.parquet".to_owned();
            return Err(ReportError::Read { path: path.display().to_string(), problem });
        }
    }
    Ok(())
}

/// Copies files of a report.
fn kept(from: &Path, to: &Path, names: &[String]) -> Result<Vec<FileStamp>, ReportError> {
    let one = |name: &String| {
        let target = to.join(name);
        copy(&from.join(name), &target)?;
        manifest::stamp(&target).map_err(|error| ReportError::write(&target, &error))
    };
    names.iter().map(one).collect()
}

fn is_same(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    whole(a).is_some_and(|a| whole(b) == Some(a))
}

/// Copies a file so that only its owner can read it.
fn copy(from: &Path, to: &Path) -> Result<(), ReportError> {
    let unreadable =
        |error: std::io::Error| ReportError::Read { path: from.display().to_string(), problem: error.to_string() };
    let mut source = std::fs::File::open(from).map_err(unreadable)?;
    let mut target = create_file(to)?;
    std::io::copy(&mut source, &mut target)
        .and_then(|_| target.sync_all())
        .map_err(|error| ReportError::write(to, &error))
}
