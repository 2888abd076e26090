//! Segment files by name, their creation, and the frame index that lies beside a finished segment.
//!
//! Invariant: a file with a segment's final name has a durable, intact header and the length that stands in it, because it gets that
//! name only afterwards. It is made shorter only when the next segment has its name durably.

use super::format::{FORMAT_VERSION, SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::{
    ChainId,
    atomic_file::{TEMPORARY_EXTENSION, temporary_name},
    buffer::PAGE_BYTES,
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use zerocopy::{
    FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
    little_endian::{U16, U32, U64},
};

const INDEX_MAGIC: [u8; 8] = *b"AURINDEX";

/// What a name in the segments folder means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SegmentFileKind {
    /// A segment that begins at this height.
    Segment(u64),
    /// The frame index of the segment that begins at this height.
    Index(u64),
    /// A pruned segment, kept to be used again.
    Spare,
    /// Left over from a write that did not finish.
    Temporary,
    /// Not ours.
    Other,
}

impl SegmentFileKind {
    pub fn of(name: &str) -> Self {
        let height = |text: &str| (text.len() == 20).then(|| text.parse().ok()).flatten();
        if name.ends_with(TEMPORARY_EXTENSION) {
            return Self::Temporary;
        }
        if name.starts_with("spare-") {
            return Self::Spare;
        }
        let Some(rest) = name.strip_prefix("segment-") else {
            return Self::Other;
        };
        if let Some(first) = rest.strip_suffix(".log").and_then(height) {
            Self::Segment(first)
        } else if let Some(first) = rest.strip_suffix(".index").and_then(height) {
            Self::Index(first)
        } else {
            Self::Other
        }
    }
}

/// The file of the segment that begins at this height.
pub(super) fn segment_path(folder: &Path, first_height: u64) -> PathBuf {
    folder.join(format!("segment-{first_height:020}.log"))
}

/// Where a pruned segment waits to be used again.
pub(super) fn spare_path(folder: &Path, first_height: u64) -> PathBuf {
    folder.join(format!("spare-{first_height:020}.log"))
}

/// The frame index beside a segment.
pub(super) fn index_path(folder: &Path, first_height: u64) -> PathBuf {
    folder.join(format!("segment-{first_height:020}.index"))
}

/// Where the frames of one segment are. Page numbers count from the start of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SegmentMap {
    /// Height of the first frame.
    pub first_height: u64,
    /// The salt of the segment.
    pub salt: u64,
    /// First page of each frame.
    pub frame_pages: Vec<u32>,
    /// The page after the last frame.
    pub end_page: u32,
    /// Checksum of the last frame; before the first frame, that of the segment before.
    pub last_checksum: u32,
    /// Length of the file, which includes room for more frames.
    pub file_bytes: u64,
}

impl SegmentMap {
    /// A segment without frames.
    pub fn empty(header: &SegmentHeader, previous_checksum: u32, file_bytes: u64) -> Self {
        Self {
            first_height: header.first_height,
            salt: header.salt,
            frame_pages: Vec::new(),
            end_page: page_number(SEGMENT_HEADER_BYTES),
            last_checksum: previous_checksum,
            file_bytes,
        }
    }

    /// The height after the last frame.
    pub fn next_height(&self) -> u64 {
        self.first_height + self.frame_pages.len() as u64
    }

    /// Offset of the first byte after the last frame.
    pub fn end_offset(&self) -> u64 {
        u64::from(self.end_page) * PAGE_BYTES as u64
    }

    /// Adds a frame at the end.
    pub fn push(&mut self, frame_bytes: u64, checksum: u32) {
        self.frame_pages.push(self.end_page);
        self.end_page += page_number(frame_bytes);
        self.last_checksum = checksum;
    }

    /// Offset and length of the frame of this height, if it is here.
    pub fn locate(&self, height: u64) -> Option<(u64, u64)> {
        let position = usize::try_from(height.checked_sub(self.first_height)?).ok()?;
        let start = *self.frame_pages.get(position)?;
        let end = self
            .frame_pages
            .get(position + 1)
            .copied()
            .unwrap_or(self.end_page);
        Some((
            u64::from(start) * PAGE_BYTES as u64,
            u64::from(end - start) * PAGE_BYTES as u64,
        ))
    }
}

/// Pages in `bytes`.
fn page_number(bytes: u64) -> u32 {
    u32::try_from(bytes / PAGE_BYTES as u64)
        .expect("segments are below 16 TiB: frames are limited to 1 GiB each")
}

/// Creates the file of a segment with a durable header, room for `capacity_bytes`, and its final name. A spare file is used if given.
/// The header gets the length that the file has then.
pub(super) fn create_segment(
    disk: &dyn Disk,
    folder: &Path,
    header: &SegmentHeader,
    capacity_bytes: u64,
    spare: Option<&Path>,
) -> Result<Arc<dyn DiskFile>> {
    let path = segment_path(folder, header.first_height);
    let temporary = temporary_name(&path);
    let prepared = match spare {
        Some(spare) => disk
            .rename(spare, &temporary)
            .and_then(|()| disk.open(&temporary, Access::WriteDirect)),
        None => disk.create(&temporary, Access::WriteDirect),
    }
    .and_then(|file| {
        file.allocate(capacity_bytes)?;
        // A spare file may be longer.
        let made_bytes = file.length()?;
        let header = SegmentHeader {
            made_bytes,
            ..*header
        };
        file.write_all_at(header.encode().as_slice(), 0)?;
        file.sync_data()?;
        Ok(file)
    })
    .map_err(StorageError::io_or_full("create", &path, capacity_bytes));
    let file = match prepared {
        Ok(file) => file,
        Err(error) => {
            // It has no frames; if it cannot be removed now, the next opening removes it.
            let _ = disk.remove(&temporary);
            return Err(error);
        }
    };
    disk.rename(&temporary, &path)
        .map_err(StorageError::io("rename to", &path))?;
    disk.sync_dir(folder)
        .map_err(StorageError::io("sync folder", folder))?;
    Ok(file)
}

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct IndexHeader {
    magic: [u8; 8],
    version: U16,
    /// 1 if another segment follows, 0 if the log was closed or a version did not write it down.
    is_finished: U16,
    frame_count: U32,
    first_height: U64,
    salt: U64,
    last_checksum: U32,
    end_page: U32,
    chain_id: [u8; 32],
}

/// The index of a segment, as it was read.
#[derive(Debug)]
pub(super) struct FrameIndex {
    pub map: SegmentMap,
    /// Whether another segment followed when it was written.
    pub is_finished: bool,
}

/// Writes the index of a segment, so that opening the log need not read a finished one. `is_finished` says that the next segment has
/// its name durably.
///
/// It is derived: a missing or torn one is made again from the segment. So it is neither synced nor allowed to fail the caller.
pub(super) fn write_index(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    map: &SegmentMap,
    is_finished: bool,
) {
    let header = IndexHeader {
        magic: INDEX_MAGIC,
        version: U16::new(FORMAT_VERSION),
        is_finished: U16::new(is_finished.into()),
        frame_count: U32::new(
            u32::try_from(map.frame_pages.len()).expect("frames are fewer than pages, which fit"),
        ),
        first_height: U64::new(map.first_height),
        salt: U64::new(map.salt),
        last_checksum: U32::new(map.last_checksum),
        end_page: U32::new(map.end_page),
        chain_id: *chain_id,
    };
    let mut bytes = header.as_bytes().to_vec();
    for page in &map.frame_pages {
        bytes.extend_from_slice(&page.to_le_bytes());
    }
    let checksum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    let path = index_path(folder, map.first_height);
    let temporary = temporary_name(&path);
    let written = disk
        .create(&temporary, Access::Write)
        .and_then(|file| file.write_all_at(&bytes, 0))
        .and_then(|()| disk.rename(&temporary, &path));
    if written.is_err() {
        let _ = disk.remove(&temporary);
    }
}

/// The index beside a segment; `None` if there is none that belongs to this very segment.
pub(super) fn read_index(
    disk: &dyn Disk,
    folder: &Path,
    header: &SegmentHeader,
    file_bytes: u64,
) -> Option<FrameIndex> {
    let bytes =
        crate::atomic_file::read_file(disk, &index_path(folder, header.first_height)).ok()??;
    let (content, checksum) = bytes.split_last_chunk::<4>()?;
    let (index, pages) = IndexHeader::ref_from_prefix(content).ok()?;
    let genuine = crc32fast::hash(content) == u32::from_le_bytes(*checksum)
        && index.magic == INDEX_MAGIC
        && index.version.get() == FORMAT_VERSION
        && index.first_height.get() == header.first_height
        && index.salt.get() == header.salt
        && index.chain_id == header.chain_id
        && pages.len() == index.frame_count.get() as usize * 4
        && u64::from(index.end_page.get()) * PAGE_BYTES as u64 <= file_bytes;
    genuine.then(|| FrameIndex {
        map: SegmentMap {
            first_height: header.first_height,
            salt: header.salt,
            frame_pages: pages
                .chunks_exact(4)
                .map(|page| u32::from_le_bytes([page[0], page[1], page[2], page[3]]))
                .collect(),
            end_page: index.end_page.get(),
            last_checksum: index.last_checksum.get(),
            file_bytes,
        },
        is_finished: index.is_finished.get() != 0,
    })
}
