//! Looking into one segment file, for tools. Changes nothing and needs no lock.

use super::{
    format::SegmentHeader,
    scan::{FrameScanEnd, SegmentScanner},
};
use crate::{ChainId, buffer::PAGE_BYTES, disk::Disk, error::Result};
use std::path::Path;

/// What a segment file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentInspection {
    /// The chain the segment belongs to.
    pub chain_id: ChainId,
    /// The height of its first block.
    pub first_height: u64,
    /// The number that all its frames carry.
    pub salt: u64,
    /// Length of the file.
    pub file_bytes: u64,
    /// Where the intact frames end.
    pub end_offset: u64,
    /// The intact frames, in order.
    pub frames: Vec<SegmentFrame>,
    /// Why reading ended before the end of what was written; `None` if nothing follows the last frame.
    pub problem: Option<String>,
}

/// One intact frame of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentFrame {
    /// Height of the block.
    pub height: u64,
    /// Where the frame begins in the file.
    pub offset: u64,
    /// Length on disk, padding included.
    pub frame_bytes: u64,
    /// Length of the block header.
    pub header_bytes: usize,
    /// Length of the certificate.
    pub certificate_bytes: usize,
    /// Length of the body.
    pub body_bytes: usize,
    /// The checksum that stands for the whole frame.
    pub checksum: u32,
}

/// Whether a file is shorter than a segment can be: what follows the blocks is given back only as a whole.
fn is_cut(file_bytes: u64, end_offset: u64, header: &SegmentHeader) -> bool {
    let is_made_length = file_bytes >= header.made_bytes;
    !file_bytes.is_multiple_of(PAGE_BYTES as u64) || (!is_made_length && file_bytes != end_offset)
}

/// Reads a segment file and checks every frame.
///
/// # Errors
/// If the file cannot be read or its header page is damaged.
pub fn inspect_segment(disk: &dyn Disk, path: &Path) -> Result<SegmentInspection> {
    let mut scanner = SegmentScanner::open(disk, path)?;
    let header = scanner.any_header()?;
    let mut frames = Vec::new();
    let scan = scanner.frames(&header, None, |frame| {
        frames.push(SegmentFrame {
            height: frame.header.height(),
            offset: frame.offset,
            frame_bytes: frame.header.frame_bytes(),
            header_bytes: frame.header.header_length(),
            certificate_bytes: frame.header.head_length() - frame.header.header_length(),
            body_bytes: frame.header.body_length(),
            checksum: frame.header.checksum(),
        });
    })?;
    let (end_offset, next_height) = (scan.map.end_offset(), scan.map.next_height());
    let later = scanner.later_frames(end_offset, header.salt)?;
    let problem = match (scan.end, later.first()) {
        (FrameScanEnd::Misplaced { height }, _) => Some(format!(
            "block {height} stands where block {next_height} should be"
        )),
        (FrameScanEnd::BeyondFile, _) => Some(format!(
            "the file ends within block {next_height}, at byte {}",
            scanner.file_bytes()
        )),
        (FrameScanEnd::Clean, None) if is_cut(scanner.file_bytes(), end_offset, &header) => {
            Some(format!(
                "the file has {} bytes and was made {} long: its end is missing",
                scanner.file_bytes(),
                header.made_bytes
            ))
        }
        (FrameScanEnd::Incomplete, _) => {
            Some(format!("block {next_height} is incomplete or damaged"))
        }
        (FrameScanEnd::Clean, Some(frame)) => Some(format!(
            "block {next_height} is missing, but block {} is at byte {}",
            frame.height, frame.offset
        )),
        (FrameScanEnd::Clean, None) => None,
    };
    Ok(SegmentInspection {
        chain_id: header.chain_id,
        first_height: header.first_height,
        salt: header.salt,
        file_bytes: scanner.file_bytes(),
        end_offset,
        frames,
        problem,
    })
}
