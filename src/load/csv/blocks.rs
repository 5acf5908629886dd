//! Reads a CSV file in blocks that end where a row ends, so that each can be cut into rows without the others. Cuts no
//! row itself.

use std::io::{Error, Read, Result};

use crate::load::quotes::QuoteWatch;
use crate::load::sniff::UTF_8_MARK;

/// How much is read at a time, and how much a block holds at least, unless the file ends.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) chunk: usize,
    pub(super) block: usize,
}

/// A block has some tens of thousands of rows: enough to spread over cores, few enough to stay in the cache.
pub(super) const SIZES: Sizes = Sizes { chunk: 1 << 18, block: 1 << 20 };

/// The bytes of a CSV file. Read, it gives what it reads and keeps it too: whoever read the header says afterwards
/// where that ended.
pub(super) struct Blocks<R> {
    bytes: QuoteWatch<R>,
    sizes: Sizes,
    waiting: Vec<u8>,
    /// How many of the waiting bytes are whole lines.
    n_whole: usize,
    has_ended: bool,
    /// What ended the file too early: kept until the rows before it have been given.
    failure: Option<Error>,
    /// Nothing was taken yet: a mark of UTF-8 is still no part of the text.
    is_untouched: bool,
}

impl<R: Read> Blocks<R> {
    pub(super) const fn new(bytes: QuoteWatch<R>, sizes: Sizes) -> Self {
        Self { bytes, sizes, waiting: Vec::new(), n_whole: 0, has_ended: false, failure: None, is_untouched: true }
    }

    /// Drops the first bytes, which have been read as a header.
    pub(super) fn pass_over(&mut self, n: u64) {
        let n = usize::try_from(n).unwrap_or(usize::MAX).min(self.waiting.len());
        self.waiting.drain(..n);
        self.n_whole = self.n_whole.saturating_sub(n);
        self.is_untouched &= n == 0;
    }

    /// The next block; none when the file has ended, for good or ill.
    pub(super) fn next_block(&mut self) -> Option<Vec<u8>> {
        while !self.has_ended && (self.waiting.len() < self.sizes.block || self.n_whole == 0) {
            match self.fill(self.sizes.chunk) {
                Ok(0) => (self.has_ended, self.n_whole) = (true, self.waiting.len()),
                Ok(_) => {}
                // The row that was not read to its end is not there.
                Err(error) => (self.has_ended, self.failure) = (true, Some(error)),
            }
        }
        let mut rest = Vec::with_capacity(if self.has_ended { 0 } else { self.sizes.block + self.sizes.chunk });
        if !self.has_ended {
            rest.extend_from_slice(&self.waiting[self.n_whole..]);
        }
        let mut block = std::mem::replace(&mut self.waiting, rest);
        block.truncate(self.n_whole);
        self.n_whole = 0;
        if std::mem::take(&mut self.is_untouched) && block.starts_with(UTF_8_MARK) {
            block.drain(..UTF_8_MARK.len());
        }
        (!block.is_empty()).then_some(block)
    }

    /// What ended the file too early.
    pub(super) const fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    fn fill(&mut self, most: usize) -> Result<usize> {
        let start = self.waiting.len();
        self.waiting.resize(start + most, 0);
        let read = self.bytes.read(&mut self.waiting[start..]);
        self.waiting.truncate(start + *read.as_ref().unwrap_or(&0));
        if read.is_ok() && 0 < self.bytes.whole_lines() {
            self.n_whole = start + self.bytes.whole_lines();
        }
        read
    }
}

impl<R: Read> Read for Blocks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let start = self.waiting.len();
        let n = self.fill(buffer.len())?;
        buffer[..n].copy_from_slice(&self.waiting[start..]);
        Ok(n)
    }
}
