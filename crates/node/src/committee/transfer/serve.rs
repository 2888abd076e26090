//! Gives parts of this node's snapshot, and blocks, to nodes that are behind.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_consensus::{FinalBlocks as _, Message};
use aurigraph_storage::{Access, Disk, Snapshot, SnapshotStore, StorageError};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use parking_lot::Mutex;

use super::wire::{Answer, BlockParts, Offer, Request, TransferFile};
use crate::chain::Chain;
use crate::committee::final_blocks::LoggedBlocks;
use crate::committee::peers::EngineSlot;
use crate::recovery::KEYS_FILE;
use crate::replica::CoreEvent;
use crate::snapshots::{SECTION_EXECUTED, keys_length};

/// Requests that may wait; more are dropped, and asked again.
pub const REQUESTS_WAITING_MAX: usize = 64;
/// Snapshots are not taken more often than this for others.
pub const SNAPSHOT_INTERVAL: Duration = Duration::from_secs(20);

/// A request and who asked.
pub type Asked = (u16, u64, Request);

/// What is needed to give.
pub struct Server {
    /// The chain.
    pub chain: Arc<Chain>,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The node's data folder.
    pub data_dir: PathBuf,
    /// Where snapshots lie.
    pub snapshots: SnapshotStore,
    /// Height of the newest one.
    pub snapshot_height: Arc<AtomicU64>,
    /// An older one is not offered: a new one is taken, after which blocks are still kept.
    pub snapshot_age_max_blocks: u64,
    /// Takes one.
    pub core: Sender<CoreEvent>,
    /// How often one is taken for others, at most.
    pub snapshot_interval: Duration,
    /// When one was asked for the last time.
    pub snapshot_asked_at: Mutex<Option<Instant>>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let data_dir = &self.data_dir;
        formatter
            .debug_struct("Server")
            .field("data_dir", data_dir)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Starts the thread that answers validators. It ends when nobody can ask any more.
    pub fn start(
        self: Arc<Self>,
        requests: Receiver<Asked>,
        engine: EngineSlot,
    ) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new()
            .name("transfer".into())
            .spawn(move || {
                for (from, number, request) in requests {
                    let answer = self.answer_always(&request);
                    if let Some(engine) = engine.load().as_ref() {
                        engine.send(from, Message::Transfer, answer.encode(number));
                    }
                }
            })
    }

    /// Answers a request; an error of the disk becomes its reason.
    pub fn answer_always(&self, request: &Request) -> Answer {
        self.answer(request)
            .unwrap_or_else(|error| Answer::Unavailable(error.to_string()))
    }

    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Result<Answer, StorageError> {
        match *request {
            Request::Offer => self.offer(),
            Request::Part {
                height,
                file,
                offset,
                length,
            } => self.part(height, file, offset, length as usize),
            Request::Block { height } => self.block(height),
            Request::Epochs => Ok(Answer::Epochs(self.chain.epochs.now().encode().into())),
            Request::Totals { height } => Ok(self.chain.totals(height).map_or_else(
                || Answer::Unavailable(format!("the totals of block {height} are not remembered")),
                Answer::Totals,
            )),
        }
    }

    fn offer(&self) -> Result<Answer, StorageError> {
        let tip_height = self.chain.tip().height.get();
        let height = self.snapshot_height.load(Ordering::Acquire);
        let is_kept = height > 0 && height >= self.chain.earliest_height();
        if !is_kept || tip_height - height > self.snapshot_age_max_blocks {
            let mut asked_at = self.snapshot_asked_at.lock();
            if asked_at.is_none_or(|at| at.elapsed() >= self.snapshot_interval) {
                *asked_at = Some(Instant::now());
                // The core ends with the node.
                let _ = self.core.send(CoreEvent::TakeSnapshot);
            }
            return Ok(Answer::Unavailable("a snapshot is being taken".into()));
        }
        let Some(path) = self.snapshot_path(height)? else {
            return Ok(Answer::Unavailable("a newer snapshot is there".into()));
        };
        let chain = self.chain.constants.chain_id.0.0;
        let snapshot = Snapshot::open(&*self.disk, &path, Some(&chain))?;
        let record = snapshot.read_section(SECTION_EXECUTED)?;
        Ok(match keys_length(&record) {
            Some(keys_bytes) => Answer::Offer(Offer {
                height,
                snapshot_bytes: snapshot.file_bytes(),
                keys_bytes,
                tip_height,
            }),
            None => Answer::Unavailable("the snapshot is damaged".into()),
        })
    }

    fn snapshot_path(&self, height: u64) -> Result<Option<PathBuf>, StorageError> {
        let heights = self.snapshots.heights()?;
        let found = heights.into_iter().find(|(at, _)| *at == height);
        Ok(found.map(|(_, path)| path))
    }

    fn part(
        &self,
        height: u64,
        file: TransferFile,
        offset: u64,
        length: usize,
    ) -> Result<Answer, StorageError> {
        let Some(snapshot) = self.snapshot_path(height)? else {
            return Ok(Answer::Unavailable("a newer snapshot is there".into()));
        };
        let path = match file {
            TransferFile::Snapshot => snapshot,
            TransferFile::Keys => self.data_dir.join(KEYS_FILE),
        };
        let mut bytes = vec![0; length];
        let io = |source| StorageError::Io {
            operation: "read",
            path: path.clone(),
            source,
        };
        let opened = self.disk.open(&path, Access::Read).map_err(io)?;
        opened.read_exact_at(&mut bytes, offset).map_err(io)?;
        Ok(Answer::Part(bytes.into()))
    }

    fn block(&self, height: u64) -> Result<Answer, StorageError> {
        Ok(match self.block_parts(height)? {
            Some(block) => Answer::Block(block),
            None => Answer::Unavailable(format!("block {height} is not there")),
        })
    }

    /// A block as the log has it.
    pub fn block_parts(&self, height: u64) -> Result<Option<BlockParts>, StorageError> {
        let log = self.chain.log();
        let Some(stored) = log.read(height)? else {
            return Ok(None);
        };
        let block = LoggedBlocks(log).block(height);
        Ok(block.map(|block| BlockParts {
            certificate: Bytes::copy_from_slice(stored.certificate()),
            annex: Bytes::copy_from_slice(&stored.body()[block.body().len()..]),
            block: block.to_bytes(),
        }))
    }

    /// Header and certificate of a block, without its body.
    pub fn head_parts(&self, height: u64) -> Result<Option<BlockParts>, StorageError> {
        let Some(stored) = self.chain.log().read_header(height)? else {
            return Ok(None);
        };
        Ok(Some(BlockParts {
            block: Bytes::copy_from_slice(stored.header()),
            certificate: Bytes::copy_from_slice(stored.certificate()),
            annex: Bytes::new(),
        }))
    }
}
