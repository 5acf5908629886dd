//! A finished report as the source of further formats: every file of it is what its manifest says, and stays so until the
//! formats are published.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::ReportError;
use super::manifest::{self, FileStamp};
use super::publish::create_file;
use super::stored::unreadable;

const MANIFEST: &str = "manifest.json";

/// What tells a file from another that took its place: device, number, size, time of the last change.
type Identity = (u64, u64, u64, i64, i64);

/// The report.
pub(super) struct Source {
    folder: PathBuf,
    /// What the manifest says of the files; nothing when the tables stand alone.
    stamps: Option<Vec<FileStamp>>,
    seen: Vec<(PathBuf, Option<Identity>)>,
}

impl Source {
    /// Reads the manifest. Errors when there is one that is not ours.
    pub(super) fn open(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join(MANIFEST);
        let mut source =
            Self { folder: folder.to_path_buf(), stamps: None, seen: vec![(path.clone(), identity(&path))] };
        if path.exists() {
            source.stamps = Some(manifest::stamps_of(&path)?);
        }
        Ok(source)
    }

    /// The names of all files that the manifest lists.
    pub(super) fn names(&self) -> Vec<String> {
        self.stamps.iter().flatten().map(|stamp| stamp.file.clone()).collect()
    }

    /// Whether a file is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.folder.join(name).exists()
    }

    /// Takes a file that is going to be read. Errors when it is not what the manifest says.
    pub(super) fn take(&mut self, name: &str) -> Result<(), ReportError> {
        let path = self.folder.join(name);
        self.seen.push((path.clone(), identity(&path)));
        if self.stamps.is_none() {
            return Ok(());
        }
        self.check(name, &manifest::stamp(&path).map_err(|error| unreadable(&path, &error))?)
    }

    /// Copies a file. Errors when the copy is not what the manifest says.
    pub(super) fn copy(&self, name: &str, folder: &Path) -> Result<FileStamp, ReportError> {
        let target = folder.join(name);
        copy(&self.folder.join(name), &target)?;
        let stamp = manifest::stamp(&target).map_err(|error| ReportError::write(&target, &error))?;
        self.check(name, &stamp)?;
        Ok(stamp)
    }

    /// Errors when a file that was read is not the same any more: a run has published meanwhile.
    pub(super) fn is_still_there(&self) -> Result<(), ReportError> {
        let changed = self.seen.iter().find(|(path, seen)| identity(path) != *seen);
        changed.map_or(Ok(()), |(path, _)| {
            Err(unreadable(path, &"was replaced while it was read: another run published; nothing was published here"))
        })
    }

    fn check(&self, name: &str, found: &FileStamp) -> Result<(), ReportError> {
        let Some(stamps) = &self.stamps else { return Ok(()) };
        let path = self.folder.join(name);
        let stamp = stamps.iter().find(|stamp| stamp.file == name);
        let stamp = stamp.ok_or_else(|| unreadable(&path, &"is not listed in manifest.json"))?;
        if (stamp.bytes, &stamp.blake3) == (found.bytes, &found.blake3) {
            return Ok(());
        }
        let problem = "has another size or hash than manifest.json says: it is damaged, or comes from another run";
        Err(unreadable(&path, &problem))
    }
}

fn identity(path: &Path) -> Option<Identity> {
    let facts = std::fs::metadata(path).ok()?;
    Some((facts.dev(), facts.ino(), facts.len(), facts.mtime(), facts.mtime_nsec()))
}

/// Copies a file so that only its owner can read it.
fn copy(from: &Path, to: &Path) -> Result<(), ReportError> {
    let mut source = std::fs::File::open(from).map_err(|error| unreadable(from, &error))?;
    let mut target = create_file(to)?;
    std::io::copy(&mut source, &mut target)
        .and_then(|_| target.sync_all())
        .map_err(|error| ReportError::write(to, &error))
}
