//! The small file that remembers how far a log was pruned, so that segments which somebody removed are not taken for pruned ones.
//!
//! Invariant: it is durable before the first segment below its height is removed. So at every moment all blocks from its height on
//! are there, unless somebody took them.
//!
//! It is written in place, twice, a page each: it needs no room on a full disk, where pruning is what makes some, and a
//! write that a crash interrupts leaves the other page. The higher height counts.

use super::format::FORMAT_VERSION;
use crate::{
    ChainId,
    atomic_file::{read_file, write_file_atomically},
    buffer::PAGE_BYTES,
    disk::{Access, Disk},
    error::{Result, StorageError, hexadecimal},
};
use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
};
use zerocopy::{
    FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
    little_endian::{U16, U32, U64},
};

const MAGIC: [u8; 8] = *b"AURPRUNE";
const FILE_NAME: &str = "pruned-below";
const COPIES: usize = 2;

/// One copy, at the start of its page. Frozen by `tests/vectors`.
#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct RecordCopy {
    magic: [u8; 8],
    version: U16,
    zero_1: [u8; 6],
    pruned_below: U64,
    zero_2: [u8; 8],
    chain_id: ChainId,
    /// CRC32 of all bytes before it.
    checksum: U32,
}

/// What is known of the pruning of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PruningRecord {
    /// There is none: the log has not begun, was made before there were records, or somebody removed it.
    Absent,
    /// Blocks below this height may have been pruned, none from it on.
    PrunedBelow(u64),
    /// Neither copy can be read.
    Damaged,
}

impl PruningRecord {
    /// The height, if it is known.
    pub fn pruned_below(self) -> Option<u64> {
        match self {
            Self::PrunedBelow(height) => Some(height),
            Self::Absent | Self::Damaged => None,
        }
    }
}

impl RecordCopy {
    fn new(chain_id: &ChainId, pruned_below: u64) -> Self {
        let mut copy = Self {
            magic: MAGIC,
            version: U16::new(FORMAT_VERSION),
            zero_1: [0; 6],
            pruned_below: U64::new(pruned_below),
            zero_2: [0; 8],
            chain_id: *chain_id,
            checksum: U32::new(0),
        };
        copy.checksum = U32::new(copy.computed_checksum());
        copy
    }

    fn computed_checksum(&self) -> u32 {
        crc32fast::hash(&self.as_bytes()[..size_of::<Self>() - size_of::<U32>()])
    }

    fn is_intact(&self) -> bool {
        self.magic == MAGIC && self.checksum.get() == self.computed_checksum()
    }
}

/// The blocks between what was pruned and what is there.
pub(super) fn missing_blocks(
    pruned_below: u64,
    earliest_height: u64,
) -> Option<RangeInclusive<u64>> {
    (earliest_height > pruned_below).then(|| pruned_below..=earliest_height - 1)
}

/// Where the record of a log lies.
pub(super) fn record_path(folder: &Path) -> PathBuf {
    folder.join(FILE_NAME)
}

/// Reads the record of a log.
///
/// # Errors
/// [`StorageError::WrongChain`], [`StorageError::UnsupportedVersion`], or [`StorageError::Io`] if it cannot be read at all.
pub(super) fn read_record(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
) -> Result<PruningRecord> {
    let path = record_path(folder);
    let Some(content) = read_file(disk, &path)? else {
        return Ok(PruningRecord::Absent);
    };
    let mut highest = None;
    let copies = content
        .chunks(PAGE_BYTES)
        .filter_map(|page| RecordCopy::ref_from_prefix(page).ok())
        .map(|(copy, _)| copy)
        .filter(|copy| copy.is_intact());
    for copy in copies {
        if copy.chain_id != *chain_id {
            return Err(StorageError::WrongChain {
                path,
                expected: hexadecimal(chain_id),
                found: hexadecimal(&copy.chain_id),
            });
        }
        if copy.version.get() != FORMAT_VERSION {
            return Err(StorageError::UnsupportedVersion {
                path,
                found: copy.version.get(),
                supported: FORMAT_VERSION,
            });
        }
        highest = highest.max(Some(copy.pruned_below.get()));
    }
    Ok(highest.map_or(PruningRecord::Damaged, PruningRecord::PrunedBelow))
}

/// Makes the record, or replaces one that cannot be read.
///
/// # Errors
/// [`StorageError::Full`] or [`StorageError::Io`]; then there is the old one, or none.
pub(super) fn create_record(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    pruned_below: u64,
) -> Result<()> {
    let mut page = RecordCopy::new(chain_id, pruned_below).as_bytes().to_vec();
    page.resize(PAGE_BYTES, 0);
    write_file_atomically(disk, &record_path(folder), &page.repeat(COPIES))
}

/// Says that blocks below a height are about to be removed.
///
/// # Errors
/// [`StorageError::Io`], and [`StorageError::Full`] on a file system that needs room to write in place: nothing may be removed then.
pub(super) fn raise_record(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    pruned_below: u64,
) -> Result<()> {
    let path = record_path(folder);
    let copy = RecordCopy::new(chain_id, pruned_below);
    let file = disk
        .open(&path, Access::Write)
        .map_err(StorageError::io("open", &path))?;
    for position in 0..COPIES {
        // One after the other, so that there is an intact one whenever the machine stops.
        file.write_all_at(copy.as_bytes(), (position * PAGE_BYTES) as u64)
            .and_then(|()| file.sync_data())
            .map_err(StorageError::io_or_full("write", &path, PAGE_BYTES as u64))?;
    }
    Ok(())
}
