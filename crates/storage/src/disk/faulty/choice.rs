//! What is found on the disk after a crash.

use super::{Change, CrashOutcome, write_into};

/// The unit in which a disk writes or does not write.
pub(super) const SECTOR_BYTES: usize = 512;

/// Decides what survives a crash.
pub(super) struct Choice {
    outcome: CrashOutcome,
    random: u64,
}

impl Choice {
    pub fn new(outcome: CrashOutcome) -> Self {
        let random = if let CrashOutcome::Random { seed } = outcome {
            seed
        } else {
            0
        };
        Self { outcome, random }
    }

    /// SplitMix64: small, and good enough to choose sectors.
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.random;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    pub fn prefix(&mut self, length: usize) -> usize {
        match self.outcome {
            CrashOutcome::LoseUnsynced => 0,
            CrashOutcome::KeepAll => length,
            CrashOutcome::Random { .. } => (self.next() % (length as u64 + 1)) as usize,
        }
    }

    fn survives(&mut self) -> bool {
        match self.outcome {
            CrashOutcome::LoseUnsynced => false,
            CrashOutcome::KeepAll => true,
            CrashOutcome::Random { .. } => self.next().is_multiple_of(2),
        }
    }

    pub fn apply(&mut self, content: &mut Vec<u8>, change: &Change) {
        match change {
            Change::Length(length) => {
                if self.survives() {
                    content.resize(*length, 0);
                }
            }
            Change::Write { offset, bytes } => {
                for (index, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                    if self.survives() {
                        write_into(content, offset + index * SECTOR_BYTES, sector);
                    }
                }
            }
        }
    }
}
