//! A block that somebody else still had, in a file of its own beside the segment in which it is damaged.
//!
//! A frame is never written over: what follows it is linked to its checksum. Readers that find a damaged frame look for a replacement; it is
//! removed when its height is pruned.
//!
//! Layout: magic (8) ‖ version (u16) ‖ zeros (6) ‖ height (u64) ‖ chain id (32) ‖ lengths of header, certificate and body (3 × u32) ‖ CRC32 of all
//! else (u32) ‖ header ‖ certificate ‖ body.

use std::path::{Path, PathBuf};

use super::format::{BlockFrame, FORMAT_VERSION};
use crate::{
    ChainId,
    atomic_file::{read_file, write_file_atomically},
    disk::Disk,
    error::Result,
};

const MAGIC: [u8; 8] = *b"AURREPL\0";
const HEAD_BYTES: usize = 72;
/// Where the checksum is.
const CHECKSUM_AT: usize = 68;

/// A replacement's parts.
pub(super) struct Replacement {
    pub header: Vec<u8>,
    pub certificate: Vec<u8>,
    pub body: Vec<u8>,
}

pub(super) fn replacement_path(folder: &Path, height: u64) -> PathBuf {
    folder.join(format!("replaced-{height:020}.block"))
}

/// The height in a file's name.
pub(super) fn replacement_height(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("replaced-")?.strip_suffix(".block")?;
    digits.parse().ok()
}

/// Writes a replacement, durably.
pub(super) fn write_replacement(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    block: &BlockFrame<'_>,
) -> Result<()> {
    let body = block.body_parts.concat();
    let mut bytes = Vec::with_capacity(HEAD_BYTES + body.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes.extend_from_slice(&[0; 6]);
    bytes.extend_from_slice(&block.height.to_le_bytes());
    bytes.extend_from_slice(chain_id);
    for part in [block.header, block.certificate, &body] {
        bytes.extend_from_slice(&(part.len() as u32).to_le_bytes());
    }
    bytes.extend_from_slice(&[0; 4]);
    for part in [block.header, block.certificate, &body] {
        bytes.extend_from_slice(part);
    }
    let checksum = checksum(&bytes);
    bytes[CHECKSUM_AT..HEAD_BYTES].copy_from_slice(&checksum.to_le_bytes());
    write_file_atomically(disk, &replacement_path(folder, block.height), &bytes)
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&bytes[..CHECKSUM_AT]);
    hasher.update(&bytes[HEAD_BYTES..]);
    hasher.finalize()
}

/// The replacement of a height, if there is one that is sound and of this chain.
pub(super) fn read_replacement(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    height: u64,
) -> Option<Replacement> {
    let bytes = read_file(disk, &replacement_path(folder, height)).ok()??;
    let word = |at: usize| {
        let word = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(word.try_into().ok()?))
    };
    let lengths = [word(56)?, word(60)?, word(64)?].map(|length| length as usize);
    let is_ours = bytes.len() == HEAD_BYTES + lengths.iter().sum::<usize>()
        && bytes[..8] == MAGIC
        && bytes[8..10] == FORMAT_VERSION.to_le_bytes()
        && bytes[16..24] == height.to_le_bytes()
        && bytes[24..56] == chain_id[..]
        && word(CHECKSUM_AT)? == checksum(&bytes);
    if !is_ours {
        return None;
    }
    let (header, rest) = bytes[HEAD_BYTES..].split_at(lengths[0]);
    let (certificate, body) = rest.split_at(lengths[1]);
    Some(Replacement {
        header: header.to_vec(),
        certificate: certificate.to_vec(),
        body: body.to_vec(),
    })
}
