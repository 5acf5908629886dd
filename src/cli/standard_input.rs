//! Claims from standard input: kept in a file of the user's own while the command runs, because readers look at a file
//! more than once. The file goes with the command.

use std::env;
use std::fs::{self, DirBuilder, File};
use std::io::{IsTerminal as _, copy, stdin};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::PathBuf;

/// How standard input is called among paths.
const STANDARD_INPUT: &str = "-";

/// What came from standard input.
pub(super) struct Spooled {
    folder: PathBuf,
    /// The file that holds it.
    pub(super) path: String,
}

impl Spooled {
    /// Reads standard input to its end when the paths ask for it, and puts the file into its place.
    pub(super) fn take(paths: &mut [String]) -> Result<Option<Self>, String> {
        match paths {
            [only] if only == STANDARD_INPUT => {
                let spooled = Self::read().map_err(|error| format!("standard input could not be kept: {error}"))?;
                only.clone_from(&spooled.path);
                Ok(Some(spooled))
            }
            paths if paths.iter().any(|path| path == STANDARD_INPUT) => {
                Err("standard input (`-`) is read alone; name the other files in another run".to_owned())
            }
            _ => Ok(None),
        }
    }

    fn read() -> std::io::Result<Self> {
        if stdin().is_terminal() {
            return Err(std::io::Error::other("it is a terminal; send the claims through a pipe"));
        }
        let folder = env::temp_dir().join(format!("claimsweep-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        let path = folder.join("stdin");
        // Whatever fails from here on, the folder goes.
        let spooled = Self { folder, path: path.to_string_lossy().into_owned() };
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(&path)?;
        copy(&mut stdin().lock(), &mut file)?;
        Ok(spooled)
    }

    /// A text in which the file is called as reports call it.
    pub(super) fn named(spooled: Option<&Self>, text: &str) -> String {
        spooled.map_or_else(|| text.to_owned(), |spooled| text.replace(&spooled.path, "standard input"))
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // There is nobody to tell, and the folder is only the user's.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
