//! The bytes of a snapshot file. Frozen by `tests/vectors`.
//!
//! Header (64) ‖ sections back to back ‖ table (one entry for each section) ‖ footer (48). The table comes last because the lengths are
//! known only when the sections have been streamed.

use crate::{
    ChainId,
    error::{Result, StorageError, hexadecimal},
};
use std::path::Path;
use zerocopy::{
    FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
    little_endian::{U16, U32, U64},
};

const HEADER_MAGIC: [u8; 8] = *b"AURSNAPS";
const FOOTER_MAGIC: [u8; 8] = *b"AURSNEND";
const FORMAT_VERSION: u16 = 1;
/// Length of the header.
pub(super) const HEADER_BYTES: usize = size_of::<Header>();
/// Length of the footer.
pub(super) const FOOTER_BYTES: usize = size_of::<Footer>();
/// Length of a table entry.
pub(super) const ENTRY_BYTES: usize = size_of::<Entry>();
/// Longest name of a section.
pub(super) const NAME_LIMIT_BYTES: usize = 24;

/// Says what to do about a damaged snapshot.
pub(super) const USE_OLDER: &str = "Move this snapshot away: an older one replaces it, or the log, if that still begins at block 0; else restore a snapshot from a backup";

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Header {
    magic: [u8; 8],
    version: U16,
    zero: [u8; 6],
    height: U64,
    chain_id: [u8; 32],
    zero_2: [u8; 4],
    /// CRC32 of all bytes before it.
    checksum: U32,
}

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Entry {
    /// UTF-8, padded with zeros.
    name: [u8; NAME_LIMIT_BYTES],
    offset: U64,
    length: U64,
    /// BLAKE3 of the section.
    digest: [u8; 32],
}

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Footer {
    table_offset: U64,
    section_count: U32,
    /// CRC32 of the table.
    table_checksum: U32,
    zero: [u8; 20],
    /// CRC32 of all bytes of the footer before it.
    checksum: U32,
    magic: [u8; 8],
}

/// One section of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotSection {
    /// Its name.
    pub name: String,
    /// Where it begins in the file.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// The BLAKE3 hash of its bytes.
    pub digest: [u8; 32],
}

/// The header's bytes.
pub(super) fn encode_header(height: u64, chain_id: &ChainId) -> Vec<u8> {
    let mut header = Header {
        magic: HEADER_MAGIC,
        version: U16::new(FORMAT_VERSION),
        zero: [0; 6],
        height: U64::new(height),
        chain_id: *chain_id,
        zero_2: [0; 4],
        checksum: U32::new(0),
    };
    header.checksum = U32::new(crc32fast::hash(&header.as_bytes()[..HEADER_BYTES - 4]));
    header.as_bytes().to_vec()
}

/// Height and chain of a header.
pub(super) fn decode_header(bytes: &[u8], path: &Path) -> Result<(u64, ChainId)> {
    let damaged = |problem: &str| StorageError::corrupt(path, 0, problem, USE_OLDER);
    let header = Header::ref_from_bytes(bytes).map_err(|_| damaged("the header is cut short"))?;
    if header.magic != HEADER_MAGIC {
        return Err(damaged("it does not begin like a snapshot"));
    }
    if header.checksum.get() != crc32fast::hash(&bytes[..HEADER_BYTES - 4]) {
        return Err(damaged("the header does not match its checksum"));
    }
    if header.version.get() != FORMAT_VERSION {
        let (found, supported) = (header.version.get(), FORMAT_VERSION);
        return Err(StorageError::UnsupportedVersion {
            path: path.to_path_buf(),
            found,
            supported,
        });
    }
    Ok((header.height.get(), header.chain_id))
}

/// Refuses a snapshot of another ledger.
pub(super) fn check_chain(found: &ChainId, expected: &ChainId, path: &Path) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let (expected, found) = (hexadecimal(expected), hexadecimal(found));
    Err(StorageError::WrongChain {
        path: path.to_path_buf(),
        expected,
        found,
    })
}

/// Table and footer, which end the file.
pub(super) fn encode_end(sections: &[SnapshotSection], table_offset: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(sections.len() * ENTRY_BYTES + FOOTER_BYTES);
    for section in sections {
        let mut name = [0; NAME_LIMIT_BYTES];
        name[..section.name.len()].copy_from_slice(section.name.as_bytes());
        let entry = Entry {
            name,
            offset: U64::new(section.offset),
            length: U64::new(section.length),
            digest: section.digest,
        };
        bytes.extend_from_slice(entry.as_bytes());
    }
    let mut footer = Footer {
        table_offset: U64::new(table_offset),
        section_count: U32::new(
            u32::try_from(sections.len()).expect("the writer limits the number of sections"),
        ),
        table_checksum: U32::new(crc32fast::hash(&bytes)),
        zero: [0; 20],
        checksum: U32::new(0),
        magic: FOOTER_MAGIC,
    };
    footer.checksum = U32::new(crc32fast::hash(&footer.as_bytes()[..FOOTER_BYTES - 12]));
    bytes.extend_from_slice(footer.as_bytes());
    bytes
}

/// Where the table is, by the footer at the end of a file of this length.
pub(super) fn decode_footer(bytes: &[u8], file_bytes: u64, path: &Path) -> Result<(u64, u32, u32)> {
    let offset = file_bytes - FOOTER_BYTES as u64;
    let damaged = |problem: &str| StorageError::corrupt(path, offset, problem, USE_OLDER);
    let footer = Footer::ref_from_bytes(bytes).map_err(|_| damaged("the footer is cut short"))?;
    let genuine = footer.magic == FOOTER_MAGIC
        && footer.checksum.get() == crc32fast::hash(&bytes[..FOOTER_BYTES - 12]);
    let table_bytes = u64::from(footer.section_count.get()) * ENTRY_BYTES as u64;
    if !genuine || footer.table_offset.get().checked_add(table_bytes) != Some(offset) {
        return Err(damaged("it does not end like a snapshot"));
    }
    Ok((
        footer.table_offset.get(),
        footer.section_count.get(),
        footer.table_checksum.get(),
    ))
}

/// The sections a table names. They must lie back to back from the header to the table.
pub(super) fn decode_table(
    bytes: &[u8],
    table_offset: u64,
    checksum: u32,
    path: &Path,
) -> Result<Vec<SnapshotSection>> {
    let damaged = |problem: &str| StorageError::corrupt(path, table_offset, problem, USE_OLDER);
    if crc32fast::hash(bytes) != checksum {
        return Err(damaged("the table of sections does not match its checksum"));
    }
    let mut expected_offset = HEADER_BYTES as u64;
    let mut sections = Vec::new();
    for bytes in bytes.chunks_exact(ENTRY_BYTES) {
        let entry = Entry::ref_from_bytes(bytes)
            .map_err(|_| damaged("the table of sections is cut short"))?;
        let length = entry
            .name
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(NAME_LIMIT_BYTES);
        let name = str::from_utf8(&entry.name[..length])
            .map_err(|_| damaged("the name of a section is not text"))?;
        if entry.offset.get() != expected_offset {
            return Err(damaged("the sections do not lie back to back"));
        }
        expected_offset = expected_offset
            .checked_add(entry.length.get())
            .ok_or_else(|| damaged("a section is too long"))?;
        sections.push(SnapshotSection {
            name: name.to_owned(),
            offset: entry.offset.get(),
            length: entry.length.get(),
            digest: entry.digest,
        });
    }
    if expected_offset != table_offset {
        return Err(damaged("the sections do not reach to the table"));
    }
    Ok(sections)
}
