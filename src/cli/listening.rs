//! Standard input for a command that must notice when it is asked to stop: a read of a silent pipe would wait for ever.

use std::io::{Error, Read, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

const BYTES_PER_BLOCK: usize = 1 << 18;
const BLOCKS_IN_FLIGHT: usize = 4;
/// How long a request to stop may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(100);

/// What another reader gives, as it comes; an error once the user has asked to stop.
pub(super) struct Listening {
    blocks: Receiver<Result<Vec<u8>>>,
    block: Vec<u8>,
    at: usize,
    interrupt: Arc<AtomicBool>,
}

impl Listening {
    /// Reads on a thread of its own, which ends with the input, or with the process.
    pub(super) fn to(mut input: impl Read + Send + 'static, interrupt: Arc<AtomicBool>) -> Self {
        let (sender, blocks) = sync_channel(BLOCKS_IN_FLIGHT);
        std::thread::spawn(move || {
            loop {
                let mut block = vec![0; BYTES_PER_BLOCK];
                let read = input.read(&mut block).map(|n| {
                    block.truncate(n);
                    block
                });
                let is_last = read.as_ref().map_or(true, Vec::is_empty);
                // Nobody listens any more after a failure, which is told by whoever failed.
                if sender.send(read).is_err() || is_last {
                    break;
                }
            }
        });
        Self { blocks, block: Vec::new(), at: 0, interrupt }
    }

    /// The next block; an empty one at the end.
    fn next(&self) -> Result<Vec<u8>> {
        loop {
            if self.interrupt.load(Ordering::Relaxed) {
                return Err(Error::other("interrupted"));
            }
            match self.blocks.recv_timeout(PATIENCE) {
                Ok(block) => return block,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
            }
        }
    }
}

impl Read for Listening {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        if self.at == self.block.len() {
            (self.block, self.at) = (self.next()?, 0);
        }
        let n = into.len().min(self.block.len() - self.at);
        into[..n].copy_from_slice(&self.block[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_through_in_order() {
        let text: Vec<u8> = (0..BYTES_PER_BLOCK * 3 + 17).map(|n| u8::try_from(n % 251).unwrap_or(0)).collect();
        let mut read = Vec::new();
        let input = std::io::Cursor::new(text.clone());
        Listening::to(input, Arc::default()).read_to_end(&mut read).expect("all of it");
        assert!(read == text);
    }

    #[test]
    fn a_request_to_stop_ends_a_silent_input() {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut listening = Listening::to(reader, Arc::new(AtomicBool::new(true)));
        assert!(listening.read(&mut [0; 8]).is_err());
        drop(writer);
    }
}
