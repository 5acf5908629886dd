//! Any format again from a finished report's Parquet files, without the claims. Gives the bytes that the run itself gave.

use std::path::{Path, PathBuf};

use super::publish::create_file;
use super::{Format, ReportError, Staging, manifest, render, stored};

/// What to write again, and where.
pub struct Again {
    /// The finished report.
    pub folder: PathBuf,
    /// Where the formats go: the report's own folder, or another one.
    pub out: PathBuf,
    /// Which formats.
    pub formats: Vec<Format>,
}

/// Writes the formats and publishes them in one step. In the report's own folder they join, or replace, what is there.
pub fn write_again(again: &Again, tag: &str) -> Result<(), ReportError> {
    let record = stored::record(&again.folder)?;
    let staging = Staging::create(&again.out, tag)?;
    let folder = staging.folder();
    let mut written = render::write(&again.folder, &record, &again.formats, folder)?;
    if again.formats.contains(&Format::Parquet) || is_same(&again.folder, &again.out) {
        for table in render::TABLES {
            let kept = folder.join(table);
            copy(&again.folder.join(table), &kept)?;
            written.push(manifest::stamp(&kept).map_err(|error| ReportError::write(&kept, &error))?);
        }
    }
    if is_same(&again.folder, &again.out) {
        let has = |name: &String| folder.join(name).exists() || name == "manifest.json";
        let others = manifest::outputs_of(&again.folder.join("manifest.json"));
        for name in others.iter().filter(|name| !has(name)) {
            let kept = folder.join(name);
            copy(&again.folder.join(name), &kept)?;
            written.push(manifest::stamp(&kept).map_err(|error| ReportError::write(&kept, &error))?);
        }
    }
    manifest::write(folder, &record, &written)?;
    staging.publish()
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
