//! Gives parts of this node's snapshot to validators that are far behind.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_consensus::{FinalBlocks as _, Message};
use aurigraph_storage::{Access, Disk, Snapshot, SnapshotStore, StorageError};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};

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
const SNAPSHOT_INTERVAL: Duration = Duration::from_secs(20);

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
    /// Sends answers.
    pub engine: EngineSlot,
}

impl Server {
    /// Starts the thread. It ends when nobody can ask any more.
    pub fn start(self, requests: Receiver<Asked>) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new()
            .name("transfer".into())
            .spawn(move || {
                let mut snapshot_asked_at = None;
                for (from, number, request) in requests {
                    let answer = self
                        .answer(&request, &mut snapshot_asked_at)
                        .unwrap_or_else(|error| Answer::Unavailable(error.to_string()));
                    if let Some(engine) = self.engine.load().as_ref() {
                        engine.send(from, Message::Transfer, answer.encode(number));
                    }
                }
            })
    }

    /// Answers a request.
    pub fn answer(
        &self,
        request: &Request,
        snapshot_asked_at: &mut Option<Instant>,
    ) -> Result<Answer, StorageError> {
        match *request {
            Request::Offer => self.offer(snapshot_asked_at),
            Request::Part {
                height,
                file,
                offset,
                length,
            } => self.part(height, file, offset, length as usize),
            Request::Block { height } => self.block(height),
            Request::Totals { height } => Ok(self.chain.totals(height).map_or_else(
                || Answer::Unavailable(format!("the totals of block {height} are not remembered")),
                Answer::Totals,
            )),
        }
    }

    fn offer(&self, snapshot_asked_at: &mut Option<Instant>) -> Result<Answer, StorageError> {
        let tip_height = self.chain.tip().height.get();
        let height = self.snapshot_height.load(Ordering::Acquire);
        let is_kept = height > 0 && height >= self.chain.earliest_height();
        if !is_kept || tip_height - height > self.snapshot_age_max_blocks {
            if snapshot_asked_at.is_none_or(|at| at.elapsed() > SNAPSHOT_INTERVAL) {
                *snapshot_asked_at = Some(Instant::now());
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
        let log = self.chain.log();
        let Some(stored) = log.read(height)? else {
            return Ok(Answer::Unavailable(format!("block {height} is not there")));
        };
        Ok(match LoggedBlocks(log).block(height) {
            Some(block) => Answer::Block(BlockParts {
                certificate: Bytes::copy_from_slice(stored.certificate()),
                annex: Bytes::copy_from_slice(&stored.body()[block.body().len()..]),
                block: block.to_bytes(),
            }),
            None => Answer::Unavailable(format!("block {height} cannot be read")),
        })
    }
}
