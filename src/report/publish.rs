//! Puts a finished report in place in one step: readers see the old report or the new one, never a half.
//! Files are 0600, folders 0700. A staging folder that is not published removes itself.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::{ReportError, manifest};

/// A hidden folder beside the report's place, on the same file system. A lock in it tells a run at work from what a
/// killed run left behind.
pub struct Staging {
    folder: PathBuf,
    target: PathBuf,
    _lock: File,
}

const LOCK: &str = ".lock";

impl Staging {
    /// Creates the hidden folder, so that a place that cannot be written is known before the long work begins.
    /// `tag` tells concurrent runs apart.
    pub fn create(target: &Path, tag: &str) -> Result<Self, ReportError> {
        refuse_foreign_folder(target)?;
        // A report behind a symbolic link is replaced where it lies; the link goes on pointing at it.
        let target = std::fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let missing_name = || ReportError::write(&target, &"the report folder needs a name");
        let name = target.file_name().ok_or_else(missing_name)?.to_string_lossy().into_owned();
        let parent = parent_of(&target);
        let mut builder = DirBuilder::new();
        builder.mode(0o700).recursive(true);
        builder.create(&parent).map_err(|error| ReportError::write(&parent, &error))?;
        let _guard = guard(&parent)?;
        remove_abandoned(&parent, &name);
        let folder = free_name(&parent, &format!(".{name}.{tag}"));
        builder.recursive(false).create(&folder).map_err(|error| ReportError::write(&folder, &error))?;
        let lock = create_file(&folder.join(LOCK))?;
        lock.try_lock().map_err(|error| ReportError::write(&folder, &error))?;
        Ok(Self { folder, target, _lock: lock })
    }

    /// Where to write.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the folder in place of the report, whole.
    pub fn publish(self) -> Result<(), ReportError> {
        self.publish_if(|| Ok(()))
    }

    /// The same, when a last look says so: nobody else publishes beside it meanwhile.
    pub(super) fn publish_if(self, last_look: impl FnOnce() -> Result<(), ReportError>) -> Result<(), ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::write(&self.target, error);
        let _guard = guard(&parent_of(&self.target))?;
        last_look()?;
        // Somebody may have put something there meanwhile.
        refuse_foreign_folder(&self.target)?;
        std::fs::remove_file(self.folder.join(LOCK)).map_err(|error| failed(&error))?;
        sync_folder(&self.folder).map_err(|error| failed(&error))?;
        if self.target.exists() {
            // After the exchange the hidden folder holds the old report.
            renameat_with(CWD, &self.folder, CWD, &self.target, RenameFlags::EXCHANGE)
                .map_err(|error| failed(&error))?;
        } else {
            std::fs::rename(&self.folder, &self.target).map_err(|error| failed(&error))?;
        }
        sync_folder(&parent_of(&self.target)).map_err(|error| failed(&error))?;
        // Still guarded: whoever finds a hidden folder without a held lock may take it for abandoned.
        let _ = std::fs::remove_dir_all(&self.folder);
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing sensible can be done when the clean-up fails; the next run into the same place tries again.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Held while hidden folders come and go beside a report, so that two runs never see each other half way: a lock on the
/// folder they stand in. The system lets go of it when a run is killed.
fn guard(parent: &Path) -> Result<File, ReportError> {
    let failed = |error: std::io::Error| ReportError::write(parent, &error);
    let guard = File::open(parent).map_err(failed)?;
    // Some file systems know no locks: runs into one place at one time then go unguarded, as they would anywhere.
    let _ = guard.lock();
    Ok(guard)
}

/// A hidden name nobody uses: in containers every run may have the same tag.
fn free_name(parent: &Path, stem: &str) -> PathBuf {
    let name = |n: u32| parent.join(if n == 0 { format!("{stem}.part") } else { format!("{stem}-{n}.part") });
    (0..u32::MAX).map(name).find(|folder| !folder.exists()).unwrap_or_else(|| name(u32::MAX))
}

/// Removes hidden folders of this report whose run is dead: nobody holds their lock. Only under the guard.
fn remove_abandoned(parent: &Path, name: &str) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    let (prefix, suffix) = (format!(".{name}."), ".part");
    for entry in entries.flatten() {
        let entry_name = entry.file_name().to_string_lossy().into_owned();
        if entry_name.starts_with(&prefix) && entry_name.ends_with(suffix) {
            let held = File::open(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_err());
            if !held {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn parent_of(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A report may replace a report or an empty folder, nothing else: a folder with anything that no run of ours wrote is
/// left alone.
fn refuse_foreign_folder(target: &Path) -> Result<(), ReportError> {
    let foreign = |entry: &str| ReportError::NotAReport { path: target.display().to_string(), entry: entry.to_owned() };
    if !target.exists() {
        return Ok(());
    }
    let entries = std::fs::read_dir(target).map_err(|_| foreign("it is not a folder"))?;
    let written = manifest::outputs_of(&target.join("manifest.json"));
    for entry in entries {
        let entry = entry.map_err(|error| ReportError::write(target, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !written.contains(&name) {
            return Err(foreign(&format!("`{name}` in it was not written by claimsweep")));
        }
    }
    Ok(())
}

/// Creates a folder that only its owner can read.
pub(super) fn create_folder(path: &Path) -> Result<(), ReportError> {
    DirBuilder::new().mode(0o700).create(path).map_err(|error| ReportError::write(path, &error))
}

/// Creates a file that only its owner can read.
pub(super) fn create_file(path: &Path) -> Result<File, ReportError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|error| ReportError::write(path, &error))
}

/// Writes a whole text file that only its owner can read.
pub(super) fn write_file(path: &Path, text: &str) -> Result<(), ReportError> {
    let mut file = create_file(path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| ReportError::write(path, &error))
}
