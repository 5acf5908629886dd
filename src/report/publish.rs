//! Puts a finished report in place in one step: readers see the old report or the new one, never a half.
//! Files are 0600, folders 0700. A staging folder that is not published removes itself.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::ReportError;

/// A hidden folder beside the report's place, on the same file system.
pub struct Staging {
    folder: PathBuf,
    target: PathBuf,
}

impl Staging {
    /// Creates the hidden folder, so that a place that cannot be written is known before the long work begins.
    /// `tag` tells concurrent runs apart.
    pub fn create(target: &Path, tag: &str) -> Result<Self, ReportError> {
        refuse_foreign_folder(target)?;
        let missing_name = || ReportError::write(target, &"the report folder needs a name");
        let name = target.file_name().ok_or_else(missing_name)?.to_string_lossy().into_owned();
        let parent = parent_of(target);
        let mut builder = DirBuilder::new();
        builder.mode(0o700).recursive(true);
        builder.create(&parent).map_err(|error| ReportError::write(&parent, &error))?;
        let folder = parent.join(format!(".{name}.{tag}.part"));
        // What a killed run of the same tag left behind is nobody's report.
        let _ = std::fs::remove_dir_all(&folder);
        builder.recursive(false).create(&folder).map_err(|error| ReportError::write(&folder, &error))?;
        Ok(Self { folder, target: target.to_path_buf() })
    }

    /// Where to write.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the folder in place of the report, whole.
    pub fn publish(self) -> Result<(), ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::write(&self.target, error);
        // Another run may have put something there meanwhile.
        refuse_foreign_folder(&self.target)?;
        sync_folder(&self.folder).map_err(|error| failed(&error))?;
        if self.target.exists() {
            // After the exchange the hidden folder holds the old report, and dropping removes it.
            renameat_with(CWD, &self.folder, CWD, &self.target, RenameFlags::EXCHANGE)
                .map_err(|error| failed(&error))?;
        } else {
            std::fs::rename(&self.folder, &self.target).map_err(|error| failed(&error))?;
        }
        sync_folder(&parent_of(&self.target)).map_err(|error| failed(&error))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing sensible can be done when the clean-up fails; the next run of the same tag tries again.
        let _ = std::fs::remove_dir_all(&self.folder);
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

/// A report may replace a report or an empty folder, nothing else.
fn refuse_foreign_folder(target: &Path) -> Result<(), ReportError> {
    let foreign = || ReportError::NotAReport { path: target.display().to_string() };
    if !target.exists() || target.join("manifest.json").is_file() {
        return Ok(());
    }
    let mut entries = std::fs::read_dir(target).map_err(|_| foreign())?;
    if entries.next().is_some() { Err(foreign()) } else { Ok(()) }
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
