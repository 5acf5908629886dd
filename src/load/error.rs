//! Why claims could not be loaded at all. Bad rows are not errors: they are rejects.

use super::document::DocumentError;

/// A column every line needs is absent.
#[derive(Debug, thiserror::Error)]
#[error(
    "{file}: needed column `{column}` is missing (layout `{layout}` expects it as `{expected}`); found: {found}{suggestion}"
)]
pub struct MissingColumn {
    /// The file.
    pub file: String,
    /// Canonical name.
    pub column: &'static str,
    /// The layout in use.
    pub layout: String,
    /// The name the layout looks for.
    pub expected: String,
    /// The columns of the file.
    pub found: String,
    /// The nearest column found.
    pub suggestion: String,
}

/// A reason to stop before anything is published. Messages name files and columns, never a patient's value.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No file at a path or behind a glob.
    #[error(
        "{path}: no such file; relative paths begin at the current folder, those of a pipeline at its own (--base DIR sets another)"
    )]
    NotFound {
        /// The path or glob as given.
        path: String,
    },
    /// A glob that cannot be understood.
    #[error("{path}: not a usable glob: {problem}")]
    BadGlob {
        /// The glob as given.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The operating system refused to read.
    #[error("{file}: could not be read: {problem}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's words.
        problem: String,
    },
    /// The file holds something other than claim rows.
    #[error("{file}: {problem}")]
    NotData {
        /// The file.
        file: String,
        /// What was expected and what was found.
        problem: String,
    },
    /// The file's header is not where, or not cut as, the layout expects: another layout may fit.
    #[error("{file}: {problem}")]
    Misread {
        /// The file.
        file: String,
        /// What was expected and what was found.
        problem: String,
    },
    /// A column every line needs is absent.
    #[error(transparent)]
    MissingColumn(Box<MissingColumn>),
    /// A layout of several tables, and no file for one of them.
    #[error(
        "layout `{layout}` reads {table} from files named {patterns} (no folder, no extension), and none of the files given is named so"
    )]
    MissingTable {
        /// The layout in use.
        layout: String,
        /// What has no file.
        table: String,
        /// The names looked for.
        patterns: String,
    },
    /// Two columns carry the same name.
    #[error(
        "{file}: columns {first} and {second} have the same name once case, spaces and byte-order marks are ignored; keep one"
    )]
    DuplicateColumn {
        /// The file.
        file: String,
        /// Position of the one, from 1. The name is not told: a file without a header has patient data there.
        first: usize,
        /// Position of the other.
        second: usize,
    },
    /// A layout nobody knows.
    #[error("unknown layout `{name}`: neither shipped ({shipped}) nor a readable file{suggestion}")]
    UnknownLayout {
        /// The name as given.
        name: String,
        /// The shipped layouts.
        shipped: String,
        /// The nearest shipped layout.
        suggestion: String,
    },
    /// A layout file that says something impossible.
    #[error(transparent)]
    Layout(#[from] DocumentError),
    /// The files in which rows wait for their turn could not be written or read back.
    #[error("the rows did not fit into the memory limit, and could not wait in files beside the report: {problem}")]
    NotSpilled {
        /// The system's words.
        problem: String,
    },
    /// What a worker writes beside its findings could not be written.
    #[error("counts, or the lines of clinicians' time, could not be passed on: {problem}")]
    NotPassedOn {
        /// The system's words.
        problem: String,
    },
    /// The user asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl LoadError {
    /// The files in which rows wait failed.
    pub(crate) fn not_spilled(problem: impl std::fmt::Display) -> Self {
        Self::NotSpilled { problem: problem.to_string() }
    }

    /// What a worker writes beside its findings could not be written.
    pub(crate) fn not_passed_on(problem: impl std::fmt::Display) -> Self {
        Self::NotPassedOn { problem: problem.to_string() }
    }
}
