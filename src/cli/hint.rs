//! What to say besides an error when files were read with a layout that is not theirs. Changes no error.

use crate::init::{NamedFile, hint, named_file};
use crate::load::{LoadError, find_any};
use crate::pipeline::RunError;

/// The error, with the layout that would fit, or with the command that proposes one.
pub(super) fn with_hint(error: &RunError, paths: &[String], used: &str) -> String {
    let is_misread = matches!(error, RunError::Load(LoadError::MissingColumn(_) | LoadError::Misread { .. }));
    if !is_misread {
        return error.to_string();
    }
    let files = find_any(paths).unwrap_or_default().files;
    let named: Vec<NamedFile> = files.iter().filter_map(|file| named_file(file)).collect();
    match hint(&named, used) {
        Some(hint) => format!("{error}; {hint}"),
        None => format!("{error}; let `claimsweep init` propose a layout"),
    }
}
