//! Reading many blocks in order, with few and large reads.

use super::{
    format::{FrameHeader, RESTORE},
    reader::{FrameRun, LogReader, StoredBlock, decode_block},
};
use crate::error::{Result, StorageError};

/// How much is read at once, unless a single block is larger.
const RUN_BYTES: u64 = 1 << 20;

/// Blocks in order of height, each checked and each linked to the one before. Ends after the last durable block, or after an error.
#[derive(Debug)]
pub struct BlockIterator {
    reader: LogReader,
    next_height: u64,
    /// What was read ahead: where it is, its bytes, and how many of them were handed out.
    ahead: Option<(FrameRun, Vec<u8>, usize)>,
    previous_checksum: Option<u32>,
    finished: bool,
}

impl BlockIterator {
    pub(super) fn new(reader: LogReader, from_height: u64) -> Self {
        Self {
            reader,
            next_height: from_height,
            ahead: None,
            previous_checksum: None,
            finished: false,
        }
    }

    fn read_next(&mut self) -> Result<Option<StoredBlock>> {
        let height = self.next_height;
        if self
            .ahead
            .as_ref()
            .is_none_or(|(_, bytes, used)| *used == bytes.len())
        {
            let Some(run) = self.reader.locate(height, RUN_BYTES)? else {
                return Ok(None);
            };
            let bytes = self
                .reader
                .unless_pruned(height, || self.reader.read_run(&run, run.length))?;
            self.ahead = Some((run, bytes, 0));
        }
        let (run, bytes, used) = self.ahead.as_mut().expect("it was filled above");
        let offset = run.offset + *used as u64;
        let rest = &bytes[*used..];
        let length =
            FrameHeader::decode(rest, run.salt).map_or(rest.len() as u64, FrameHeader::frame_bytes);
        let frame = rest[..rest
            .len()
            .min(usize::try_from(length).expect("frames are below 1 GiB"))]
            .to_vec();
        *used += frame.len();
        let (block, header) = match decode_block(frame, run, offset, height) {
            Ok(decoded) => decoded,
            Err(error) => {
                let read = self.reader.unless_pruned(height, || Err(error));
                let replaced = read.or_else(|error| self.reader.replaced(height).ok_or(error))?;
                // What its checksum was nobody knows: the next block is linked by what it says of its parent alone.
                self.previous_checksum = None;
                self.next_height = height + 1;
                return Ok(Some(replaced));
            }
        };
        if self
            .previous_checksum
            .is_some_and(|previous| previous != header.previous_checksum())
        {
            let problem = format!("block {height} does not follow the block before it");
            return Err(StorageError::corrupt(&run.path, offset, problem, RESTORE));
        }
        self.previous_checksum = Some(header.checksum());
        self.next_height = height + 1;
        Ok(Some(block))
    }
}

impl Iterator for BlockIterator {
    type Item = Result<(u64, StoredBlock)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let height = self.next_height;
        let next = self
            .read_next()
            .transpose()
            .map(|block| block.map(|block| (height, block)));
        self.finished = !matches!(next, Some(Ok(_)));
        next
    }
}
