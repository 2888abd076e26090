//! The bytes of a segment: its header page and the header of each frame. Frozen by `tests/vectors`.
//!
//! A frame begins at a page boundary: frame header (64) ‖ block header ‖ certificate ‖ body ‖ zeros up to the next page.
//! The salt, drawn when a segment is created, stands in every frame of it. So what an earlier life of the file left behind, or what
//! somebody put into a transaction, is never taken for a frame.

use crate::{
    ChainId,
    buffer::{AlignedBuffer, PAGE_BYTES},
    error::{Result, StorageError, hexadecimal},
};
use std::path::Path;
use zerocopy::{
    FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
    little_endian::{U16, U32, U64},
};

/// First bytes of a segment.
const SEGMENT_MAGIC: [u8; 8] = *b"AURSEGMT";
/// First bytes of a frame.
const FRAME_MAGIC: [u8; 8] = *b"AURFRAME";
/// Version of both.
pub(super) const FORMAT_VERSION: u16 = 1;
/// Length of the header page of a segment.
pub(super) const SEGMENT_HEADER_BYTES: u64 = PAGE_BYTES as u64;
/// Length of a frame header.
pub(super) const FRAME_HEADER_BYTES: usize = size_of::<FrameHeader>();
/// A frame is at most this long, so that every length and page number in it fits its field with room to spare.
pub(super) const FRAME_LIMIT_BYTES: u64 = 1 << 30;

/// Says what to do about a segment whose end is missing.
pub(super) const RESTORE_END: &str = "Nothing was changed. Restore this file, and the segments after it, from a backup or copy the data folder from another node; do not lengthen the file: blocks that were acknowledged would be dropped";
/// Says what to do about a log that ends below a block that something else in the data folder has.
pub(super) const RESTORE_LOG: &str = "Nothing was changed. Restore the segments from a backup or copy the data folder from another node; if an older copy of the segments was put there on purpose, move away what has the later block";
/// Says what to do about damage that a copy from elsewhere repairs.
pub(super) const RESTORE: &str = "Nothing was changed. Restore this file from a backup or copy the data folder from another node; if the disk is failing, replace it first";

#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct SegmentHeaderPage {
    magic: [u8; 8],
    version: U16,
    zero_1: [u8; 6],
    first_height: U64,
    salt: U64,
    chain_id: [u8; 32],
    /// 0 in segments of versions that did not write it down.
    made_bytes: U64,
    zero_2: [u8; PAGE_BYTES - 76],
    /// CRC32 of all bytes before it.
    checksum: U32,
}

/// What the first page of a segment says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SegmentHeader {
    pub first_height: u64,
    pub salt: u64,
    pub chain_id: ChainId,
    /// How long the file was when it got its name; 0 if that is not known. It gets shorter only when another segment follows.
    pub made_bytes: u64,
}

impl SegmentHeader {
    /// The header page.
    pub fn encode(&self) -> AlignedBuffer {
        let mut page = SegmentHeaderPage {
            magic: SEGMENT_MAGIC,
            version: U16::new(FORMAT_VERSION),
            zero_1: [0; 6],
            first_height: U64::new(self.first_height),
            salt: U64::new(self.salt),
            chain_id: self.chain_id,
            made_bytes: U64::new(self.made_bytes),
            zero_2: [0; PAGE_BYTES - 76],
            checksum: U32::new(0),
        };
        page.checksum = U32::new(crc32fast::hash(&page.as_bytes()[..PAGE_BYTES - 4]));
        let mut buffer = AlignedBuffer::new();
        buffer.extend_from_slice(page.as_bytes());
        buffer
    }

    /// Reads a header page of a file whose name promises `first_height`.
    pub fn decode(page: &[u8], path: &Path, first_height: u64, chain_id: &ChainId) -> Result<Self> {
        let header = Self::decode_any(page, path)?;
        if header.chain_id != *chain_id {
            let (expected, found) = (hexadecimal(chain_id), hexadecimal(&header.chain_id));
            return Err(StorageError::WrongChain {
                path: path.to_path_buf(),
                expected,
                found,
            });
        }
        if header.first_height != first_height {
            let problem = format!(
                "its header says first height {}, its name says {first_height}",
                header.first_height
            );
            return Err(StorageError::corrupt(
                path,
                16,
                problem,
                "Give the file back the name it had",
            ));
        }
        Ok(header)
    }

    /// Reads a header page of any segment of any chain.
    pub fn decode_any(page: &[u8], path: &Path) -> Result<Self> {
        let page = SegmentHeaderPage::ref_from_bytes(page).map_err(|_| {
            StorageError::corrupt(path, 0, "the segment header is cut short", RESTORE)
        })?;
        if page.magic != SEGMENT_MAGIC {
            return Err(StorageError::corrupt(
                path,
                0,
                "it does not begin like a segment",
                RESTORE,
            ));
        }
        if page.checksum.get() != crc32fast::hash(&page.as_bytes()[..PAGE_BYTES - 4]) {
            return Err(StorageError::corrupt(
                path,
                0,
                "the segment header does not match its checksum",
                RESTORE,
            ));
        }
        if page.version.get() != FORMAT_VERSION {
            let (found, supported) = (page.version.get(), FORMAT_VERSION);
            return Err(StorageError::UnsupportedVersion {
                path: path.to_path_buf(),
                found,
                supported,
            });
        }
        Ok(Self {
            first_height: page.first_height.get(),
            salt: page.salt.get(),
            chain_id: page.chain_id,
            made_bytes: page.made_bytes.get(),
        })
    }
}

#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(super) struct FrameHeader {
    magic: [u8; 8],
    version: U16,
    zero: [u8; 2],
    header_length: U32,
    certificate_length: U32,
    body_length: U32,
    height: U64,
    append_first_height: U64,
    salt: U64,
    previous_checksum: U32,
    /// CRC32 of block header ‖ certificate.
    head_checksum: U32,
    /// CRC32 of the body.
    body_checksum: U32,
    /// CRC32 of all bytes before it. It covers the two checksums above, so it names the whole frame.
    checksum: U32,
}

impl FrameHeader {
    /// Reads a frame header at the start of `bytes`; `None` if there is none that this segment wrote.
    pub fn decode(bytes: &[u8], salt: u64) -> Option<&Self> {
        let (header, _) = Self::ref_from_prefix(bytes).ok()?;
        let intact = header.magic == FRAME_MAGIC
            && header.version.get() == FORMAT_VERSION
            && header.salt.get() == salt
            && header.checksum.get() == header.computed_checksum()
            && header.frame_bytes() <= FRAME_LIMIT_BYTES;
        intact.then_some(header)
    }

    /// Whether `bytes` look like a damaged header of a frame of this height in this segment: some of what names it is right.
    pub fn resembles(bytes: &[u8], salt: u64, height: u64) -> bool {
        Self::ref_from_prefix(bytes).is_ok_and(|(header, _)| {
            header.salt.get() == salt
                || (header.magic == FRAME_MAGIC && header.height.get() == height)
        })
    }

    fn computed_checksum(&self) -> u32 {
        crc32fast::hash(&self.as_bytes()[..FRAME_HEADER_BYTES - 4])
    }

    /// The block's height.
    pub fn height(&self) -> u64 {
        self.height.get()
    }

    /// The height of the first block that was written in the same append.
    pub fn append_first_height(&self) -> u64 {
        self.append_first_height.get()
    }

    /// The checksum of the frame before this one; 0 for the first block of a log.
    pub fn previous_checksum(&self) -> u32 {
        self.previous_checksum.get()
    }

    /// The checksum that stands for this whole frame.
    pub fn checksum(&self) -> u32 {
        self.checksum.get()
    }

    /// Length of block header and certificate.
    pub fn head_length(&self) -> usize {
        self.header_length.get() as usize + self.certificate_length.get() as usize
    }

    /// Length of the block header.
    pub fn header_length(&self) -> usize {
        self.header_length.get() as usize
    }

    /// Length of the body.
    pub fn body_length(&self) -> usize {
        self.body_length.get() as usize
    }

    /// Length of the whole frame, padding included.
    pub fn frame_bytes(&self) -> u64 {
        padded_frame_bytes(self.head_length() as u64, self.body_length() as u64)
    }

    /// Whether block header and certificate, which follow the frame header, are what was written.
    pub fn matches_head(&self, head: &[u8]) -> bool {
        crc32fast::hash(head) == self.head_checksum.get()
    }

    /// Whether the body is what was written.
    pub fn matches_body(&self, body: &[u8]) -> bool {
        crc32fast::hash(body) == self.body_checksum.get()
    }
}

/// Length of a frame on disk.
pub(super) fn padded_frame_bytes(head_length: u64, body_length: u64) -> u64 {
    (FRAME_HEADER_BYTES as u64 + head_length + body_length).next_multiple_of(PAGE_BYTES as u64)
}

/// One block to write. The parts of the body are stored back to back.
#[derive(Debug, Clone, Copy)]
pub struct BlockFrame<'a> {
    /// Height of the block.
    pub height: u64,
    /// The block header's bytes.
    pub header: &'a [u8],
    /// The certificate's bytes.
    pub certificate: &'a [u8],
    /// The body, in parts that need not be joined first.
    pub body_parts: &'a [&'a [u8]],
}

impl BlockFrame<'_> {
    fn body_length(&self) -> u64 {
        self.body_parts.iter().map(|part| part.len() as u64).sum()
    }

    /// Length of the frame on disk, or why it cannot be one.
    pub(super) fn frame_bytes(&self) -> Result<u64> {
        let length = padded_frame_bytes(
            self.header.len() as u64 + self.certificate.len() as u64,
            self.body_length(),
        );
        if length > FRAME_LIMIT_BYTES {
            return Err(StorageError::TooLarge {
                what: "a block",
                actual_bytes: length,
                limit_bytes: FRAME_LIMIT_BYTES,
            });
        }
        Ok(length)
    }

    /// Appends the padded frame to `buffer` and returns its checksum. The length must have been checked.
    pub(super) fn encode(
        &self,
        buffer: &mut AlignedBuffer,
        salt: u64,
        append_first_height: u64,
        previous_checksum: u32,
    ) -> u32 {
        let mut head_checksum = crc32fast::Hasher::new();
        head_checksum.update(self.header);
        head_checksum.update(self.certificate);
        let mut body_checksum = crc32fast::Hasher::new();
        for part in self.body_parts {
            body_checksum.update(part);
        }
        let length = |bytes: u64| {
            U32::new(u32::try_from(bytes).expect("a frame is below 1 GiB, so its parts are"))
        };
        let mut frame = FrameHeader {
            magic: FRAME_MAGIC,
            version: U16::new(FORMAT_VERSION),
            zero: [0; 2],
            header_length: length(self.header.len() as u64),
            certificate_length: length(self.certificate.len() as u64),
            body_length: length(self.body_length()),
            height: U64::new(self.height),
            append_first_height: U64::new(append_first_height),
            salt: U64::new(salt),
            previous_checksum: U32::new(previous_checksum),
            head_checksum: U32::new(head_checksum.finalize()),
            body_checksum: U32::new(body_checksum.finalize()),
            checksum: U32::new(0),
        };
        frame.checksum = U32::new(frame.computed_checksum());
        buffer.extend_from_slice(frame.as_bytes());
        buffer.extend_from_slice(self.header);
        buffer.extend_from_slice(self.certificate);
        for part in self.body_parts {
            buffer.extend_from_slice(part);
        }
        buffer.pad_to_page();
        frame.checksum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_reads_back_and_another_salt_does_not_know_it() {
        let mut buffer = AlignedBuffer::new();
        let frame = BlockFrame {
            height: 7,
            header: b"header",
            certificate: b"votes",
            body_parts: &[b"one", b"two"],
        };
        let checksum = frame.encode(&mut buffer, 42, 6, 99);
        assert_eq!(buffer.len() as u64, frame.frame_bytes().unwrap());
        let read = FrameHeader::decode(buffer.as_slice(), 42).unwrap();
        assert_eq!(
            (
                read.height(),
                read.append_first_height(),
                read.previous_checksum()
            ),
            (7, 6, 99)
        );
        assert_eq!(read.checksum(), checksum);
        assert!(read.matches_head(b"headervotes") && read.matches_body(b"onetwo"));
        assert!(FrameHeader::decode(buffer.as_slice(), 43).is_none());
        assert!(FrameHeader::decode(&buffer.as_slice()[..63], 42).is_none());
    }

    #[test]
    fn a_segment_header_is_bound_to_chain_and_name() {
        let path = Path::new("segment");
        let page = SegmentHeader {
            first_height: 5,
            salt: 1,
            chain_id: [3; 32],
            made_bytes: 8192,
        }
        .encode();
        SegmentHeader::decode(page.as_slice(), path, 5, &[3; 32]).unwrap();
        assert!(matches!(
            SegmentHeader::decode(page.as_slice(), path, 5, &[4; 32]),
            Err(StorageError::WrongChain { .. })
        ));
        assert!(matches!(
            SegmentHeader::decode(page.as_slice(), path, 6, &[3; 32]),
            Err(StorageError::Corrupt { .. })
        ));
    }
}
