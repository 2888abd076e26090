//! Puts another node's snapshot together beside the ledger that is here, and checks it against a certificate.
//!
//! ```text
//! snapshot of height s ─▶ state, its root computed anew ─▶ blocks s, s+1, … executed ─▶ block f, whose certificate is a quorum's and
//!                                                                                 whose header commits to the state of s or a later one
//! ```
//!
//! What is believed, and why
//! - the state: a certified header commits to its root, which is computed here;
//! - the blocks: each names its parent's payload, and the certificate of the last one covers its own and so all of them, byte for byte;
//! - the keys: each account's address is the hash of its key;
//! - the totals: nothing commits to them, so f other validators must say the same as the snapshot.
//!
//! What does not hold is thrown away, and another node is asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aurigraph_consensus::{BlockLimits, CommitteeBlock};
use aurigraph_ledger::State;
use aurigraph_storage::{
    Access, BlockFrame, BlockLog, Disk, DiskFile, KeyFile, LogConfig, SnapshotStore, StorageError,
    write_file_atomically,
};
use aurigraph_types::epoch::EpochError;
use aurigraph_types::{AccountIndex, Certificate, Digest, Epochs, PublicKey};

use super::fetch::{Ask, FetchError};
use super::wire::{Answer, Offer, Request, TransferFile};
use crate::block_builder::Executed;
use crate::committee::floor::Floor;
use crate::committee::peers::CatchUp;
use crate::committee::repair::certificate_of;
use crate::epochs::EPOCHS_FILE;
use crate::key_directory::KeyDirectory;
use crate::recovery::{
    Incoming, KEYS_FILE, RecoveryError, SEGMENTS_FOLDER, SNAPSHOTS_FOLDER, from_snapshot, replay,
};

/// Blocks after the snapshot that are waited for until one certifies it; a committee's headers commit to what was executed a few before.
const BLOCKS_MAX: u64 = 256;
/// How much is written between two syncs.
const SYNC_EVERY_BYTES: u64 = 8 << 20;

/// Why a snapshot was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The other node did not give it.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// This node's disk.
    #[error("the snapshot cannot be written")]
    Storage(#[from] StorageError),
    /// It does not lead on.
    #[error("node {from} has a snapshot of height {height}, and this node has block {own}")]
    NotAhead {
        /// Who offered it.
        from: u16,
        /// Its height.
        height: u64,
        /// The last block here.
        own: u64,
    },
    /// There is no room for it.
    #[error("the snapshot of node {from} has {bytes} bytes, and the disk has room for {free}")]
    NoRoom {
        /// Who offered it.
        from: u16,
        /// What it needs.
        bytes: u64,
        /// What there is, without the reserve.
        free: u64,
    },
    /// It is false.
    #[error("the snapshot of node {from} is not accepted: {reason}")]
    False {
        /// Who gave it.
        from: u16,
        /// What does not hold.
        reason: String,
    },
}

/// What is needed of the node.
pub struct Stage {
    /// Who decides, as far as it is known here.
    pub epochs: Arc<Epochs>,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The node's data folder.
    pub data_dir: PathBuf,
    /// Bytes of a log segment.
    pub segment_bytes: u64,
    /// Bytes of the disk that stay free.
    pub disk_reserve_bytes: u64,
    /// What is accepted of blocks.
    pub limits: BlockLimits,
    /// Indexes of the other validators that can be asked.
    pub others: Vec<u16>,
    /// The last block here.
    pub own_height: u64,
}

/// A snapshot that is being checked.
struct Staging<'a> {
    stage: &'a Stage,
    from: u16,
    epochs: Epochs,
    state: State,
    executed: Executed,
    keys: KeyDirectory,
    log: BlockLog,
}

impl Stage {
    /// Fetches and checks the snapshot of validator `from`, and leaves it complete in the folder of incoming ledgers. Returns its height.
    pub fn run(
        &self,
        fetcher: &mut impl Ask,
        from: u16,
        mut progress: impl FnMut(CatchUp),
    ) -> Result<u64, StageError> {
        let incoming = Incoming::new(Arc::clone(&self.disk), &self.data_dir);
        let offer = match fetcher.ask(from, &Request::Offer)? {
            Answer::Offer(offer) => offer,
            _ => return Err(FetchError::NoAnswer { from }.into()),
        };
        self.check_offer(from, &offer)?;
        let epochs = self.fetch_epochs(fetcher, from)?;
        incoming.clear()?;
        let folder = incoming.folder();
        let total_bytes = offer.snapshot_bytes + offer.keys_bytes;
        let mut received_bytes = 0;
        let snapshot = format!("{SNAPSHOTS_FOLDER}/snapshot-{:020}.snap", offer.height);
        for (file, path) in [
            (TransferFile::Snapshot, folder.join(snapshot)),
            (TransferFile::Keys, folder.join(KEYS_FILE)),
        ] {
            let mut written = Written::create(&*self.disk, &path)?;
            fetcher.file::<StageError>(from, &offer, file, |part| {
                written.append(part)?;
                received_bytes += part.len() as u64;
                progress(CatchUp::Snapshot {
                    height: offer.height,
                    from: Some(from),
                    received_bytes,
                    total_bytes,
                });
                Ok(())
            })?;
            written.finish()?;
        }
        let mut staging = self.open(from, &folder, offer.height, epochs)?;
        staging.check_keys()?;
        staging.check_totals(fetcher)?;
        let floor = staging.follow(fetcher)?;
        let epochs = staging.epochs;
        if !epochs.changes().is_empty() {
            write_file_atomically(&*self.disk, &folder.join(EPOCHS_FILE), &epochs.encode())?;
        }
        floor.write(&*self.disk, &folder)?;
        incoming.complete()?;
        Ok(offer.height)
    }

    fn check_offer(&self, from: u16, offer: &Offer) -> Result<(), StageError> {
        let (height, own) = (offer.height, self.own_height);
        if height <= own {
            return Err(StageError::NotAhead { from, height, own });
        }
        let free = self
            .disk
            .free_bytes(&self.data_dir)
            .map_err(|source| StorageError::Io {
                operation: "look at the free room of",
                path: self.data_dir.clone(),
                source,
            })?
            .saturating_sub(self.disk_reserve_bytes);
        let bytes = offer.snapshot_bytes.saturating_add(offer.keys_bytes);
        if bytes > free {
            return Err(StageError::NoRoom { from, bytes, free });
        }
        Ok(())
    }

    /// Who decided up to the snapshot and after it.
    fn fetch_epochs(&self, fetcher: &mut impl Ask, from: u16) -> Result<Epochs, StageError> {
        let Answer::Epochs(bytes) = fetcher.ask(from, &Request::Epochs)? else {
            return Err(FetchError::NoAnswer { from }.into());
        };
        let mut epochs = Epochs::clone(&self.epochs);
        Epochs::decode_changes(&bytes)
            .map_err(EpochError::from)
            .and_then(|changes| epochs.extend(&changes))
            .map_err(|error| StageError::False {
                from,
                reason: error.to_string(),
            })?;
        Ok(epochs)
    }

    fn open(
        &self,
        from: u16,
        folder: &Path,
        height: u64,
        epochs: Epochs,
    ) -> Result<Staging<'_>, StageError> {
        let wrong = |error: &dyn std::fmt::Display| StageError::False {
            from,
            reason: error.to_string(),
        };
        let disk = Arc::clone(&self.disk);
        let chain = epochs.chain().0.0;
        let store = SnapshotStore::look(Arc::clone(&disk), &folder.join(SNAPSHOTS_FOLDER), chain);
        let (snapshot, report) = store.load_latest().map_err(|error| wrong(&error))?;
        let Some(snapshot) = snapshot.filter(|snapshot| snapshot.height() == height) else {
            let refused = report.refused.first();
            return Err(refused.map_or_else(
                || wrong(&"it has another height"),
                |(_, error)| wrong(error),
            ));
        };
        let keys = KeyFile::open(
            &*disk,
            &folder.join(KEYS_FILE),
            &chain,
            KeyFile::DEFAULT_CACHE_BYTES,
        )
        .map_err(|error| wrong(&error))?;
        let (state, executed, keys) = from_snapshot(&snapshot, keys, &epochs.all()[0].validators)
            .map_err(|error| wrong(&with_cause(&error)))?;
        let config = LogConfig {
            segment_bytes: self.segment_bytes,
            ..LogConfig::default()
        };
        let (log, _) = BlockLog::open(disk, &folder.join(SEGMENTS_FOLDER), chain, config)?;
        Ok(Staging {
            stage: self,
            from,
            epochs,
            state,
            executed,
            keys,
            log,
        })
    }
}

impl Staging<'_> {
    fn wrong(&self, reason: impl Into<String>) -> StageError {
        StageError::False {
            from: self.from,
            reason: reason.into(),
        }
    }

    /// The address of a primary account is the hash of its key; a subaccount has its parent's.
    fn check_keys(&self) -> Result<(), StageError> {
        let offsets = self.keys.offsets();
        for (index, offset) in offsets.iter().enumerate() {
            let account = AccountIndex::new(index as u32);
            let holds = match self.state.parent(account) {
                Some(parent) => offsets.get(parent.usize()) == Some(offset),
                None => {
                    let key = self.keys.key(account).ok().flatten();
                    key.and_then(|(scheme, bytes)| PublicKey::new(scheme, &bytes).ok())
                        .is_some_and(|key| self.state.address(account) == Some(key.address()))
                }
            };
            if !holds {
                return Err(self.wrong(format!("the key of account {index} is another one")));
            }
        }
        Ok(())
    }

    /// As many others say the same that one of those who do is honest.
    fn check_totals(&self, fetcher: &mut impl Ask) -> Result<(), StageError> {
        let deciding = &self.epochs.latest().validators;
        let needed = (deciding.validators().len() - 1) / 3;
        let height = self.executed.height.get();
        let mut agreeing = 0;
        for other in self
            .stage
            .others
            .iter()
            .filter(|other| **other != self.from)
        {
            if agreeing >= needed {
                break;
            }
            match fetcher.ask(*other, &Request::Totals { height }) {
                Ok(Answer::Totals(totals)) if totals == self.executed.totals => agreeing += 1,
                Err(FetchError::Stopping) => return Err(FetchError::Stopping.into()),
                _ => {}
            }
        }
        if agreeing < needed {
            return Err(self.wrong(format!(
                "{needed} other validators have to know the totals of block {height}, and {agreeing} say the same"
            )));
        }
        Ok(())
    }

    /// Executes blocks until one certifies the state of the snapshot.
    fn follow(&mut self, fetcher: &mut impl Ask) -> Result<Floor, StageError> {
        let first = self.executed.height.get();
        let mut before: Option<Digest> = None;
        for height in first..first + BLOCKS_MAX {
            let (block, certificate) = self.fetch_block(fetcher, height)?;
            let header = *block.header();
            let payload = block.payload();
            let follows = before.is_none_or(|before| *block.parent_payload() == before);
            let is_first = height == first;
            if !follows || (is_first && header.hash() != self.executed.block_hash) {
                return Err(self.wrong(format!("block {height} does not follow the one before it")));
            }
            before = Some(payload);
            self.append(&block, certificate.as_ref(), is_first)?;
            let Some(certificate) = certificate else {
                continue;
            };
            if !is_first && header.fields().executed_height.get() >= first {
                return Ok(Floor {
                    header,
                    certificate,
                    may_vote: false,
                });
            }
        }
        Err(self.wrong(format!(
            "none of the {BLOCKS_MAX} blocks after it certifies it"
        )))
    }

    fn fetch_block(
        &self,
        fetcher: &mut impl Ask,
        height: u64,
    ) -> Result<(CommitteeBlock, Option<Certificate>), StageError> {
        let parts = match fetcher.ask(self.from, &Request::Block { height })? {
            Answer::Block(parts) => parts,
            _ => return Err(FetchError::NoAnswer { from: self.from }.into()),
        };
        let block = CommitteeBlock::from_bytes(parts.block, &self.stage.limits)
            .filter(|block| block.header().height().get() == height)
            .ok_or_else(|| self.wrong(format!("block {height} cannot be read")))?;
        if parts.certificate.is_empty() {
            return Ok((block, None));
        }
        match certificate_of(&self.epochs, &block, &parts.certificate) {
            Some(certificate) => Ok((block, Some(certificate))),
            None => Err(self.wrong(format!("the certificate of block {height} is invalid"))),
        }
    }

    /// Writes a block into the new log and, but for the snapshot's own, executes it.
    fn append(
        &mut self,
        block: &CommitteeBlock,
        certificate: Option<&Certificate>,
        is_first: bool,
    ) -> Result<(), StageError> {
        let certificate = certificate.map(Certificate::encode).unwrap_or_default();
        let annex = if is_first {
            // What the block before did is not known, and nobody asks: that block is not here.
            Vec::new()
        } else {
            self.executed.outcome.encode(self.executed.height)
        };
        self.log.append(&[BlockFrame {
            height: block.header().height().get(),
            header: &block.header().to_bytes(),
            certificate: &certificate,
            body_parts: &[block.body(), &annex],
        }])?;
        let replayed = replay(&self.log, &mut self.state, &mut self.executed, &self.keys);
        match replayed {
            Ok(_) => Ok(()),
            Err(RecoveryError::Storage(error)) => Err(error.into()),
            Err(error) => Err(self.wrong(with_cause(&error))),
        }
    }
}

fn with_cause(error: &RecoveryError) -> String {
    crate::history::with_causes(error)
}

/// A file that grows.
struct Written {
    path: PathBuf,
    file: Arc<dyn DiskFile>,
    length: u64,
    unsynced: u64,
}

impl Written {
    fn create(disk: &dyn Disk, path: &Path) -> Result<Self, StorageError> {
        let file = disk
            .create(path, Access::Write)
            .map_err(|source| StorageError::Io {
                operation: "create",
                path: path.to_path_buf(),
                source,
            })?;
        Ok(Self {
            path: path.to_path_buf(),
            file,
            length: 0,
            unsynced: 0,
        })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        self.file
            .write_all_at(bytes, self.length)
            .map_err(|source| self.error("write", source))?;
        self.length += bytes.len() as u64;
        self.unsynced += bytes.len() as u64;
        // In one burst it would hold up the log's own sync.
        if self.unsynced >= SYNC_EVERY_BYTES {
            self.finish()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), StorageError> {
        self.unsynced = 0;
        self.file
            .sync_data()
            .map_err(|source| self.error("sync", source))
    }

    fn error(&self, operation: &'static str, source: std::io::Error) -> StorageError {
        StorageError::Io {
            operation,
            path: self.path.clone(),
            source,
        }
    }
}
