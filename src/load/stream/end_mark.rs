//! The mark at the end of an Arrow stream: its reader takes a stream that is cut between two batches for a whole one.
//!
//! Source: Arrow columnar format, section on the IPC streaming format.

use std::io::{Read, Result};

const MARK: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

/// A reader that knows the last bytes it gave.
pub(super) struct Remembering<R> {
    inner: R,
    last: [u8; MARK.len()],
}

impl<R> Remembering<R> {
    pub(super) const fn new(inner: R) -> Self {
        Self { inner, last: [1; MARK.len()] }
    }

    /// Whether the last thing read was the mark.
    pub(super) fn ends_with_mark(&self) -> bool {
        self.last == MARK
    }
}

impl<R: Read> Read for Remembering<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(into)?;
        let new = &into[..n];
        let n_new = new.len().min(MARK.len());
        self.last.rotate_left(n_new);
        self.last[MARK.len() - n_new..].copy_from_slice(&new[new.len() - n_new..]);
        Ok(n)
    }
}
