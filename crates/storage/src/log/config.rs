//! How a log is kept.

use crate::buffer::PAGE_BYTES;
use std::path::PathBuf;

/// How a log is kept. The defaults suit a node.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// Size of a new segment; its room is reserved when it is created. A larger append gets a larger segment.
    pub segment_bytes: u64,
    /// How many pruned segments are kept to be used again. Writing over old blocks is faster than writing to new ones, because
    /// the file system has nothing to record.
    pub spare_segments: usize,
    /// Reads every block of every segment when the log is opened, instead of the last segment's only. Finished segments are
    /// checked anyhow whenever a block is read.
    pub verify_all_segments: bool,
    /// A block that the caller knows to have been durable: a log that ends below it is refused as damaged instead of being taken for
    /// one with an interrupted append.
    pub known_durable: Option<DurableWitness>,
    /// Names every new segment with this number instead of a random one. For tests that compare bytes.
    pub fixed_salt: Option<u64>,
}

/// Something beside the log that is written only from durable blocks, and so proves that they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurableWitness {
    /// The highest block that it has.
    pub height: u64,
    /// The file or folder, for the message.
    pub path: PathBuf,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            spare_segments: 2,
            verify_all_segments: false,
            known_durable: None,
            fixed_salt: None,
        }
    }
}

impl LogConfig {
    /// The size of a segment that holds one append of this length.
    pub(super) fn capacity_for(&self, append_bytes: u64) -> u64 {
        // A header page, and at least one page for a frame.
        self.segment_bytes
            .max(PAGE_BYTES as u64 + append_bytes)
            .next_multiple_of(PAGE_BYTES as u64)
    }
}
