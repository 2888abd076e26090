//! Walking through the frames of one segment, checking every byte of them.

use super::{
    format::{FRAME_HEADER_BYTES, FrameHeader, SEGMENT_HEADER_BYTES, SegmentHeader},
    segment::SegmentMap,
};
use crate::{
    ChainId,
    buffer::{AlignedBuffer, PAGE_BYTES},
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError},
};
use std::{path::Path, sync::Arc};

/// How much is read at once. Larger frames are read whole.
const WINDOW_BYTES: usize = 1 << 20;

/// A segment file that is read from front to back.
pub(super) struct SegmentScanner<'a> {
    file: Arc<dyn DiskFile>,
    path: &'a Path,
    file_bytes: u64,
    window: AlignedBuffer,
    window_start: u64,
}

/// Where walking ended.
#[derive(Debug)]
pub(super) struct FrameScan {
    /// The frames that are intact and follow each other.
    pub map: SegmentMap,
    /// What stands at the end of the map.
    pub end: FrameScanEnd,
}

/// What follows the last intact frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameScanEnd {
    /// Nothing that this segment wrote.
    Clean,
    /// A frame of the next height of which a part is missing or altered.
    Incomplete,
    /// A frame of the next height that is longer than the rest of the file.
    BeyondFile,
    /// An intact frame header that does not belong here.
    Misplaced {
        /// The height it names.
        height: u64,
    },
}

/// A frame header found behind the last intact frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaterFrame {
    pub offset: u64,
    pub height: u64,
    pub append_first_height: u64,
}

/// One intact frame on the way.
pub(super) struct VisitedFrame<'a> {
    pub header: &'a FrameHeader,
    pub offset: u64,
}

impl<'a> SegmentScanner<'a> {
    /// Opens a segment file for reading.
    pub fn open(disk: &dyn Disk, path: &'a Path) -> Result<Self> {
        let file = disk
            .open(path, Access::Read)
            .map_err(StorageError::io("open", path))?;
        let file_bytes = file
            .length()
            .map_err(StorageError::io("read the length of", path))?;
        Ok(Self {
            file,
            path,
            file_bytes,
            window: AlignedBuffer::new(),
            window_start: 0,
        })
    }

    /// Length of the file.
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    /// The header, which must be that of this chain and of the height in the file's name.
    pub fn header(&mut self, first_height: u64, chain_id: &ChainId) -> Result<SegmentHeader> {
        let path = self.path;
        SegmentHeader::decode(
            self.bytes(0, SEGMENT_HEADER_BYTES)?,
            path,
            first_height,
            chain_id,
        )
    }

    /// The header, whatever chain it is of.
    pub fn any_header(&mut self) -> Result<SegmentHeader> {
        let path = self.path;
        SegmentHeader::decode_any(self.bytes(0, SEGMENT_HEADER_BYTES)?, path)
    }

    /// Bytes of the file; fewer than asked for only at its end.
    fn bytes(&mut self, offset: u64, length: u64) -> Result<&[u8]> {
        let length = length.min(self.file_bytes.saturating_sub(offset));
        let window_end = self.window_start + self.window.len() as u64;
        if offset < self.window_start || offset + length > window_end {
            let wanted = length
                .max(WINDOW_BYTES as u64)
                .min(self.file_bytes - offset);
            let wanted = usize::try_from(wanted).expect("frames are limited to 1 GiB");
            if self.window.len() != wanted {
                self.window = AlignedBuffer::zeroed(wanted);
            }
            self.window_start = offset;
            self.file
                .read_exact_at(self.window.as_mut_slice(), offset)
                .map_err(StorageError::io("read", self.path))?;
        }
        let start = (offset - self.window_start) as usize;
        Ok(&self.window.as_slice()[start..start + length as usize])
    }

    /// Walks from the first frame as long as frames are intact, consecutive and chained.
    ///
    /// `previous_checksum` is that of the last frame of the segment before, if it is known.
    pub fn frames(
        &mut self,
        header: &SegmentHeader,
        previous_checksum: Option<u32>,
        mut visit: impl FnMut(VisitedFrame<'_>),
    ) -> Result<FrameScan> {
        let mut map = SegmentMap::empty(header, previous_checksum.unwrap_or(0), self.file_bytes);
        let mut expected_checksum = previous_checksum;
        loop {
            let (offset, height, salt) = (map.end_offset(), map.next_height(), header.salt);
            let page = self.bytes(offset, PAGE_BYTES as u64)?;
            let Some(frame) = FrameHeader::decode(page, salt).cloned() else {
                let end = if FrameHeader::resembles(page, salt, height) {
                    FrameScanEnd::Incomplete
                } else {
                    FrameScanEnd::Clean
                };
                return Ok(FrameScan { map, end });
            };
            if frame.height() != height
                || expected_checksum.is_some_and(|expected| expected != frame.previous_checksum())
            {
                return Ok(FrameScan {
                    map,
                    end: FrameScanEnd::Misplaced {
                        height: frame.height(),
                    },
                });
            }
            let bytes = self.bytes(offset, frame.frame_bytes())?;
            if (bytes.len() as u64) < frame.frame_bytes() {
                return Ok(FrameScan {
                    map,
                    end: FrameScanEnd::BeyondFile,
                });
            }
            if !is_intact(&frame, bytes) {
                return Ok(FrameScan {
                    map,
                    end: FrameScanEnd::Incomplete,
                });
            }
            visit(VisitedFrame {
                header: &frame,
                offset,
            });
            map.push(frame.frame_bytes(), frame.checksum());
            expected_checksum = Some(frame.checksum());
        }
    }

    /// Every frame header of this segment at or behind `offset`.
    pub fn later_frames(&mut self, offset: u64, salt: u64) -> Result<Vec<LaterFrame>> {
        let mut found = Vec::new();
        let mut offset = offset;
        while offset < self.file_bytes {
            let page = self.bytes(offset, PAGE_BYTES as u64)?;
            if let Some(frame) = FrameHeader::decode(page, salt) {
                let (height, append_first_height) = (frame.height(), frame.append_first_height());
                found.push(LaterFrame {
                    offset,
                    height,
                    append_first_height,
                });
            }
            offset += PAGE_BYTES as u64;
        }
        Ok(found)
    }
}

/// Whether all of a frame is what was written, its padding included.
fn is_intact(frame: &FrameHeader, bytes: &[u8]) -> bool {
    let (head, rest) = bytes[FRAME_HEADER_BYTES..].split_at(frame.head_length());
    let (body, padding) = rest.split_at(frame.body_length());
    frame.matches_head(head) && frame.matches_body(body) && padding.iter().all(|byte| *byte == 0)
}
