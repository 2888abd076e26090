//! Reading blocks, from any thread, while another one appends.
//!
//! Invariant: only durable heights are visible: the writer publishes a block after its sync returned.

use super::{
    config::LogConfig,
    format::{BlockFrame, FRAME_HEADER_BYTES, FrameHeader, RESTORE},
    iterator::BlockIterator,
    pruning_record::missing_blocks,
    recovery::{RecoveryReport, scan_log},
    replacement::{read_replacement, write_replacement},
    segment::{SegmentMap, segment_path},
};
use crate::{
    ChainId,
    buffer::PAGE_BYTES,
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError},
};
use parking_lot::{Mutex, RwLock};
use std::{
    collections::VecDeque,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many segment files readers keep open.
const OPEN_FILES_LIMIT: usize = 16;

/// What is where. Changed by the writer only.
#[derive(Debug, Default)]
pub(super) struct LogMap {
    pub segments: VecDeque<SegmentMap>,
    /// Pruned files kept for new segments, with their lengths.
    pub spares: Vec<(PathBuf, u64)>,
    /// Blocks below this height may have been pruned, none from it on; `None` if nothing is known.
    pub pruned_below: Option<u64>,
}

impl LogMap {
    pub fn earliest_height(&self) -> Option<u64> {
        self.segments
            .front()
            .filter(|map| !map.frame_pages.is_empty())
            .map(|map| map.first_height)
    }

    pub fn latest_height(&self) -> Option<u64> {
        self.earliest_height()?;
        self.segments.back()?.next_height().checked_sub(1)
    }

    fn segment_of(&self, height: u64) -> Option<&SegmentMap> {
        let after = self
            .segments
            .partition_point(|map| map.first_height <= height);
        self.segments.get(after.checked_sub(1)?)
    }
}

/// An open segment file, known by first height and salt: a pruned file that became another segment has another salt.
type OpenFile = (u64, u64, Arc<dyn DiskFile>);

#[derive(Debug)]
pub(super) struct Shared {
    pub disk: Arc<dyn Disk>,
    pub folder: PathBuf,
    pub chain_id: ChainId,
    pub map: RwLock<LogMap>,
    /// Most recently used last.
    open_files: Mutex<Vec<OpenFile>>,
}

/// Where a run of consecutive frames is.
#[derive(Debug, Clone)]
pub(super) struct FrameRun {
    pub path: PathBuf,
    pub first_height: u64,
    pub salt: u64,
    pub offset: u64,
    pub length: u64,
}

/// Reads blocks. Cheap to clone; clones share open files.
#[derive(Debug, Clone)]
pub struct LogReader {
    shared: Arc<Shared>,
}

/// A block as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlock {
    frame: Vec<u8>,
    head: StoredLengths,
    body_end: usize,
}

/// A block's header and certificate as they were stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHeader {
    frame: Vec<u8>,
    head: StoredLengths,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StoredLengths {
    header_end: usize,
    certificate_end: usize,
}

impl StoredLengths {
    fn of(frame: &FrameHeader) -> Self {
        Self {
            header_end: FRAME_HEADER_BYTES + frame.header_length(),
            certificate_end: FRAME_HEADER_BYTES + frame.head_length(),
        }
    }
}

impl StoredBlock {
    /// The block header's bytes.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        &self.frame[FRAME_HEADER_BYTES..self.head.header_end]
    }

    /// The certificate's bytes.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.frame[self.head.header_end..self.head.certificate_end]
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.frame[self.head.certificate_end..self.body_end]
    }
}

impl StoredHeader {
    /// The block header's bytes.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        &self.frame[FRAME_HEADER_BYTES..self.head.header_end]
    }

    /// The certificate's bytes.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.frame[self.head.header_end..self.head.certificate_end]
    }
}

impl LogReader {
    pub(super) fn new(disk: Arc<dyn Disk>, folder: &Path, chain_id: ChainId, map: LogMap) -> Self {
        let shared = Shared {
            disk,
            folder: folder.to_path_buf(),
            chain_id,
            map: RwLock::new(map),
            open_files: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Opens a log that nobody writes to, without changing anything on disk: for tools.
    ///
    /// # Errors
    /// As [`super::BlockLog::open`].
    pub fn open_read_only(
        disk: Arc<dyn Disk>,
        folder: &Path,
        chain_id: &ChainId,
        config: &LogConfig,
    ) -> Result<(Self, RecoveryReport)> {
        let scanned = scan_log(disk.as_ref(), folder, chain_id, config)?;
        let map = LogMap {
            segments: scanned.segments.into(),
            spares: Vec::new(),
            pruned_below: scanned.pruning.pruned_below(),
        };
        Ok((Self::new(disk, folder, *chain_id, map), scanned.report))
    }

    /// The first height that can be read; `None` while the log is empty.
    #[must_use]
    pub fn earliest_height(&self) -> Option<u64> {
        self.shared.map.read().earliest_height()
    }

    /// The last durable height; `None` while the log is empty.
    #[must_use]
    pub fn latest_height(&self) -> Option<u64> {
        self.shared.map.read().latest_height()
    }

    /// Blocks that are gone from the log's beginning although they were never pruned: somebody removed their segments.
    #[must_use]
    pub fn missing_blocks(&self) -> Option<RangeInclusive<u64>> {
        let map = self.shared.map.read();
        missing_blocks(map.pruned_below?, map.earliest_height()?)
    }

    /// Bytes that the log takes on disk, with the room reserved for blocks to come and with spare segments.
    #[must_use]
    pub fn bytes_on_disk(&self) -> u64 {
        let map = self.shared.map.read();
        map.segments
            .iter()
            .map(|segment| segment.file_bytes)
            .sum::<u64>()
            + map.spares.iter().map(|spare| spare.1).sum::<u64>()
    }

    /// A block, or `None` if the log has not come to that height.
    ///
    /// # Errors
    /// [`StorageError::Pruned`] if it was removed; [`StorageError::Corrupt`] if it is not what was written.
    pub fn read(&self, height: u64) -> Result<Option<StoredBlock>> {
        let Some(run) = self.locate(height, 1)? else {
            return Ok(None);
        };
        let read = self.unless_pruned(height, || {
            let bytes = self.read_run(&run, run.length)?;
            decode_block(bytes, &run, run.offset, height).map(|(block, _)| Some(block))
        });
        match read {
            Err(error @ StorageError::Corrupt { .. }) => {
                self.replaced(height).map(Some).ok_or(error)
            }
            read => read,
        }
    }

    /// A damaged block as somebody else had it.
    pub(super) fn replaced(&self, height: u64) -> Option<StoredBlock> {
        let shared = &self.shared;
        let disk = shared.disk.as_ref();
        let found = read_replacement(disk, &shared.folder, &shared.chain_id, height)?;
        let mut frame = vec![0; FRAME_HEADER_BYTES];
        frame.extend_from_slice(&found.header);
        let header_end = frame.len();
        frame.extend_from_slice(&found.certificate);
        let certificate_end = frame.len();
        frame.extend_from_slice(&found.body);
        Some(StoredBlock {
            body_end: frame.len(),
            frame,
            head: StoredLengths {
                header_end,
                certificate_end,
            },
        })
    }

    /// Keeps a block that is damaged here as somebody else has it. Readers find it from now on. That it is the same block is for the caller to
    /// know.
    ///
    /// # Errors
    /// [`StorageError::Full`] or [`StorageError::Io`].
    pub fn replace(&self, block: &BlockFrame<'_>) -> Result<()> {
        let shared = &self.shared;
        write_replacement(
            shared.disk.as_ref(),
            &shared.folder,
            &shared.chain_id,
            block,
        )
    }

    /// Bytes that a block takes on the disk; 0 if it is not there.
    #[must_use]
    pub fn frame_bytes(&self, height: u64) -> u64 {
        let run = self.locate(height, 1);
        run.ok().flatten().map_or(0, |run| run.length)
    }

    /// Reads a block past any replacement, and says whether its frame is sound.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub fn check(&self, height: u64) -> Result<bool> {
        let Some(run) = self.locate(height, 1)? else {
            return Ok(true);
        };
        let read = self.unless_pruned(height, || {
            let bytes = self.read_run(&run, run.length)?;
            decode_block(bytes, &run, run.offset, height)
        });
        match read {
            Ok(_) => Ok(true),
            Err(StorageError::Corrupt { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The header and certificate of a block, without reading its body.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub fn read_header(&self, height: u64) -> Result<Option<StoredHeader>> {
        let Some(run) = self.locate(height, 1)? else {
            return Ok(None);
        };
        let read = self.unless_pruned(height, || {
            let mut bytes = self.read_run(&run, PAGE_BYTES as u64)?;
            let frame = decode_frame_header(&bytes, &run, run.offset, height)?.clone();
            let end = FRAME_HEADER_BYTES + frame.head_length();
            if end > bytes.len() {
                bytes = self.read_run(&run, (end as u64).min(run.length))?;
            }
            let head = bytes
                .get(FRAME_HEADER_BYTES..end)
                .filter(|head| frame.matches_head(head));
            if head.is_none() {
                return Err(damaged(&run, run.offset, height));
            }
            bytes.truncate(end);
            Ok(Some(StoredHeader {
                head: StoredLengths::of(&frame),
                frame: bytes,
            }))
        });
        match read {
            Err(error @ StorageError::Corrupt { .. }) => {
                let replaced = self.replaced(height).ok_or(error)?;
                Ok(Some(StoredHeader {
                    frame: replaced.frame,
                    head: replaced.head,
                }))
            }
            read => read,
        }
    }

    /// All blocks from a height on, up to the last one that is durable when the iterator gets there. They are checked, with their links.
    #[must_use]
    pub fn iter(&self, from_height: u64) -> BlockIterator {
        BlockIterator::new(self.clone(), from_height)
    }

    /// Where the frame of this height is, with following frames of the same segment as long as they fit into `limit_bytes`.
    pub(super) fn locate(&self, height: u64, limit_bytes: u64) -> Result<Option<FrameRun>> {
        let map = self.shared.map.read();
        let Some(earliest) = map.earliest_height() else {
            return Ok(None);
        };
        if height < earliest {
            return Err(StorageError::Pruned { height, earliest });
        }
        let Some(segment) = map.segment_of(height) else {
            return Ok(None);
        };
        let Some((offset, mut length)) = segment.locate(height) else {
            return Ok(None);
        };
        let mut next = height + 1;
        while let Some((_, more)) = segment
            .locate(next)
            .filter(|(_, more)| length + more <= limit_bytes)
        {
            length += more;
            next += 1;
        }
        let path = segment_path(&self.shared.folder, segment.first_height);
        Ok(Some(FrameRun {
            path,
            first_height: segment.first_height,
            salt: segment.salt,
            offset,
            length,
        }))
    }

    /// Reads at most `length` bytes of a run.
    pub(super) fn read_run(&self, run: &FrameRun, length: u64) -> Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(length).expect("runs are below 1 GiB")];
        self.file(run)?
            .read_exact_at(&mut bytes, run.offset)
            .map_err(StorageError::io("read", &run.path))?;
        Ok(bytes)
    }

    /// Runs a read; if it fails and the block has been pruned meanwhile, that is the answer.
    pub(super) fn unless_pruned<T>(
        &self,
        height: u64,
        read: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        read().map_err(|error| match self.earliest_height() {
            Some(earliest) if earliest > height => StorageError::Pruned { height, earliest },
            _ => error,
        })
    }

    fn file(&self, run: &FrameRun) -> Result<Arc<dyn DiskFile>> {
        let mut open_files = self.shared.open_files.lock();
        let known = open_files
            .iter()
            .position(|(height, salt, _)| (*height, *salt) == (run.first_height, run.salt));
        let entry = match known {
            Some(position) => open_files.remove(position),
            None => {
                let file = self
                    .shared
                    .disk
                    .open(&run.path, Access::Read)
                    .map_err(StorageError::io("open", &run.path))?;
                (run.first_height, run.salt, file)
            }
        };
        let file = entry.2.clone();
        open_files.push(entry);
        if open_files.len() > OPEN_FILES_LIMIT {
            open_files.remove(0);
        }
        Ok(file)
    }
}

impl Shared {
    /// Closes a segment's file, so that its room is given back when it is removed.
    pub fn close_file(&self, first_height: u64) {
        self.open_files
            .lock()
            .retain(|(height, _, _)| *height != first_height);
    }
}

fn damaged(run: &FrameRun, offset: u64, height: u64) -> StorageError {
    StorageError::corrupt(
        &run.path,
        offset,
        format!("block {height} is not what was written"),
        RESTORE,
    )
}

fn decode_frame_header<'a>(
    bytes: &'a [u8],
    run: &FrameRun,
    offset: u64,
    height: u64,
) -> Result<&'a FrameHeader> {
    FrameHeader::decode(bytes, run.salt)
        .filter(|frame| frame.height() == height)
        .ok_or_else(|| damaged(run, offset, height))
}

/// Takes a whole frame apart, after checking it. `offset` is where it stands in its file.
pub(super) fn decode_block(
    frame_bytes: Vec<u8>,
    run: &FrameRun,
    offset: u64,
    height: u64,
) -> Result<(StoredBlock, FrameHeader)> {
    let frame = decode_frame_header(&frame_bytes, run, offset, height)?.clone();
    let head = StoredLengths::of(&frame);
    let body_end = head.certificate_end + frame.body_length();
    let intact = body_end <= frame_bytes.len()
        && frame.matches_head(&frame_bytes[FRAME_HEADER_BYTES..head.certificate_end])
        && frame.matches_body(&frame_bytes[head.certificate_end..body_end]);
    if !intact {
        return Err(damaged(run, offset, height));
    }
    Ok((
        StoredBlock {
            frame: frame_bytes,
            head,
            body_end,
        },
        frame,
    ))
}
