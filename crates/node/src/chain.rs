//! What everybody may read about the chain: the tip, the last blocks in memory, and older ones from the log.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::Arc;

use arc_swap::ArcSwap;
use aurigraph_ledger::BlockOutcome;
use aurigraph_storage::{LogReader, StorageError, StoredBlock};
use aurigraph_types::certificate::{ValidatorInfo, ValidatorSet};
use aurigraph_types::epoch::Epoch;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, ChainId, Digest, Genesis, Height};
use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use tokio::sync::watch;

use crate::epochs::EpochRecord;
use crate::scrub::DamagedBlocks;

/// Bodies of the last blocks are kept in memory up to this many bytes in all: three blocks of 200,000 transfers, so that the first page of a
/// list reads nothing from the log.
const RECENT_BODY_BYTES_MAX: usize = 40 * 1024 * 1024;
/// Whole blocks that were read from the log are kept up to this many bytes of bodies: readers come back for the next page. Two blocks
/// of 200,000 transfers, because two requests read blocks at once.
const READ_BODY_BYTES_MAX: usize = 26 * 1024 * 1024;
/// Headers and outcomes of this many last blocks are kept.
const RECENT_BLOCKS_MAX: usize = 256;
/// Totals up to this many last blocks are remembered: 3 MB.
const REMEMBERED_TOTALS_MAX: usize = 65_536;

/// What never changes in one run.
#[derive(Debug)]
pub struct ChainConstants {
    /// The chain.
    pub chain_id: ChainId,
    /// The genesis file.
    pub genesis: Genesis,
    /// The genesis file's bytes.
    pub genesis_bytes: Vec<u8>,
    /// The validators.
    pub validators: ValidatorSet,
}

/// A validator with a name for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedValidator {
    /// That of the genesis file, or the beginning of the key.
    pub name: String,
    /// Its key, hexadecimal.
    pub public_key: String,
    /// Weight of its vote.
    pub voting_power: u64,
}

impl ChainConstants {
    /// Validators with their names.
    pub fn named(&self, set: &ValidatorSet) -> Vec<NamedValidator> {
        let named = |info: &ValidatorInfo| {
            let public_key = hex::encode(info.public_key.as_bytes());
            NamedValidator {
                name: self.name_of(&public_key),
                public_key,
                voting_power: info.voting_power,
            }
        };
        set.validators().iter().map(named).collect()
    }

    /// The name that the genesis file gives to a validator's key, or one made of the key.
    pub fn name_of(&self, public_key: &str) -> String {
        let mut listed = self.genesis.validators.iter();
        let found = listed.find(|one| one.public_key.eq_ignore_ascii_case(public_key));
        found.map_or_else(
            || format!("validator {}", &public_key[..8]),
            |one| one.name.clone(),
        )
    }
}

/// A block that is final.
#[derive(Clone, Debug)]
pub struct FinalBlock {
    /// Its header.
    pub header: BlockHeader,
    /// Its hash.
    pub hash: Digest,
    /// Certificate bytes.
    pub certificate: Bytes,
    /// Submissions, each with its signature; absent if the body is not in memory.
    pub submissions: Option<Vec<Bytes>>,
    /// Milliseconds from admission to the answer for its slowest submission; absent for empty blocks and blocks read from disk.
    pub finality_ms: Option<f64>,
    /// What it did; known for blocks in memory and for those whose successor is in the log.
    pub outcome: Option<Arc<BlockOutcome>>,
}

impl FinalBlock {
    /// Height.
    pub fn height(&self) -> Height {
        self.header.height()
    }
}

/// Running totals of the chain, exact from genesis on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainTotals {
    /// Transfers, both forms.
    pub transactions: u64,
    /// Individually signed transfers.
    pub individually_signed: u64,
    /// Submissions.
    pub submissions: u64,
    /// Operations.
    pub operations: u64,
    /// Blocks with at least one submission.
    pub nonempty_blocks: u64,
}

/// The last final block and the state after it.
#[derive(Clone, Debug)]
pub struct Tip {
    /// Its height.
    pub height: Height,
    /// Its hash.
    pub hash: Digest,
    /// Its time, Unix milliseconds.
    pub time_ms: u64,
    /// State root after executing it.
    pub state_root: Digest,
    /// Totals up to it.
    pub totals: ChainTotals,
    /// Accounts after it.
    pub account_count: usize,
    /// Supply of each asset after it, by index.
    pub supply: Arc<[u64]>,
}

/// Why a block cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// It was pruned.
    #[error("block {height} was pruned; the earliest block kept is {earliest}")]
    Pruned {
        /// Asked for.
        height: u64,
        /// First one kept.
        earliest: u64,
    },
    /// It was not pruned: somebody removed its segment.
    #[error(
        "block {height} is missing: its segment was removed; the earliest block kept is {earliest}"
    )]
    Removed {
        /// Asked for.
        height: u64,
        /// First one kept.
        earliest: u64,
    },
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Storage(#[source] StorageError),
    /// The log has bytes that are not a block.
    #[error("block {height} in the log is malformed: {reason}")]
    Malformed {
        /// Its height.
        height: u64,
        /// Why.
        reason: String,
    },
}

/// Readable by every thread.
#[derive(Debug)]
pub struct Chain {
    /// Constants.
    pub constants: ChainConstants,
    /// Who decided which blocks.
    pub epochs: Arc<EpochRecord>,
    tip: ArcSwap<Tip>,
    tip_signal: watch::Sender<u64>,
    recent: RwLock<VecDeque<Arc<FinalBlock>>>,
    /// Height and outcome of the tip that recovery found: until the next block is written, no annex holds it.
    recovered: (u64, Arc<BlockOutcome>),
    log: LogReader,
    /// Whole blocks read from the log, the last one first.
    read: Mutex<VecDeque<Arc<FinalBlock>>>,
    /// Blocks that were found damaged and are not replaced yet.
    pub damaged: DamagedBlocks,
    /// Totals up to the last blocks, by height; of a committee only, whose members compare them.
    totals: RwLock<VecDeque<(u64, ChainTotals)>>,
}

impl Chain {
    /// A view that starts at a recovered tip and what its block did.
    pub fn new(
        constants: ChainConstants,
        epochs: Arc<EpochRecord>,
        log: LogReader,
        tip: Tip,
        outcome: Arc<BlockOutcome>,
    ) -> Self {
        let recovered = (tip.height.get(), outcome);
        let tip_signal = watch::channel(tip.height.get()).0;
        let totals = VecDeque::from([(tip.height.get(), tip.totals)]);
        Self {
            constants,
            epochs,
            damaged: DamagedBlocks::default(),
            totals: RwLock::new(totals),
            tip: ArcSwap::from_pointee(tip),
            tip_signal,
            recent: RwLock::default(),
            recovered,
            log,
            read: Mutex::default(),
        }
    }

    /// Those who decide the block of a height, as far as it is known, by index.
    pub fn validators(&self, height: u64) -> Vec<NamedValidator> {
        self.constants.named(&self.epochs.of(height).validators)
    }

    /// The tip.
    pub fn tip(&self) -> Arc<Tip> {
        self.tip.load_full()
    }

    /// Sees every new height.
    pub fn watch_tip(&self) -> watch::Receiver<u64> {
        self.tip_signal.subscribe()
    }

    /// Publishes a block that became final: from now on it is read. Called in order of heights, by who wrote it to the log.
    /// [`Self::announce`] follows.
    pub fn publish(&self, block: FinalBlock, tip: Tip) {
        let mut recent = self.recent.write();
        recent.push_back(Arc::new(block));
        if recent.len() > RECENT_BLOCKS_MAX {
            recent.pop_front();
        }
        let mut body_bytes = 0;
        for block in recent.iter_mut().rev() {
            if block.submissions.is_none() {
                break;
            }
            body_bytes += block.header.fields().body_bytes as usize;
            if body_bytes > RECENT_BODY_BYTES_MAX {
                *block = Arc::new(without_body(block));
            }
        }
        drop(recent);
        let has_several = |epoch: &Epoch| epoch.validators.validators().len() > 1;
        if self.epochs.now().all().iter().any(has_several) {
            let mut totals = self.totals.write();
            totals.push_back((tip.height.get(), tip.totals));
            if totals.len() > REMEMBERED_TOTALS_MAX {
                totals.pop_front();
            }
        }
        self.tip.store(Arc::new(tip));
    }

    /// Totals up to a height, if they are remembered: a member of a committee does so for a while.
    pub fn totals(&self, height: u64) -> Option<ChainTotals> {
        let totals = self.totals.read();
        let (first, _) = totals.front()?;
        let (at, found) = totals.get(usize::try_from(height.checked_sub(*first)?).ok()?)?;
        (*at == height).then_some(*found)
    }

    /// Wakes those who wait for a new tip. Apart from [`Self::publish`], because whoever waits for an answer goes first.
    pub fn announce(&self) {
        self.tip_signal.send_replace(self.tip.load().height.get());
    }

    /// Gives back the memory of bodies, of the last blocks as of those that were read: the log has them. For a node that has nothing
    /// to do.
    pub fn forget_bodies(&self) {
        self.read.lock().clear();
        for block in self.recent.write().iter_mut() {
            if block.submissions.is_some() {
                *block = Arc::new(without_body(block));
            }
        }
    }

    /// The first height that can be read.
    pub fn earliest_height(&self) -> u64 {
        self.log.earliest_height().unwrap_or(0)
    }

    /// Blocks below the first one that were never pruned: somebody removed their segments.
    pub fn missing_blocks(&self) -> Option<RangeInclusive<u64>> {
        self.log.missing_blocks()
    }

    /// A reader of the block log.
    pub fn log(&self) -> LogReader {
        self.log.clone()
    }

    /// Bytes of the log on disk.
    pub fn log_bytes(&self) -> u64 {
        self.log.bytes_on_disk()
    }

    fn recent(&self, height: u64) -> Option<Arc<FinalBlock>> {
        let recent = self.recent.read();
        let first = recent.front()?.height().get();
        recent
            .get(usize::try_from(height.checked_sub(first)?).ok()?)
            .cloned()
    }

    /// A block's header and certificate (and its outcome, if it is in memory). Reads at most a few pages of the log.
    pub fn header(&self, height: u64) -> Result<Option<Arc<FinalBlock>>, ChainError> {
        if let Some(block) = self.recent(height) {
            return Ok(Some(block));
        }
        let Some(stored) = self
            .log
            .read_header(height)
            .map_err(|error| self.chain_error(height, error))?
        else {
            return Ok(None);
        };
        Ok(Some(Arc::new(final_block(
            height,
            stored.header(),
            stored.certificate(),
        )?)))
    }

    /// A whole block, with its submissions and its outcome. It is kept for a while: readers come back for the next page.
    pub fn block(&self, height: u64) -> Result<Option<Arc<FinalBlock>>, ChainError> {
        self.whole_block(height, true)
    }

    /// Like [`Self::block`], for whoever reads each block only once: it takes no room in memory afterwards.
    pub fn block_once(&self, height: u64) -> Result<Option<Arc<FinalBlock>>, ChainError> {
        self.whole_block(height, false)
    }

    fn whole_block(&self, height: u64, keep: bool) -> Result<Option<Arc<FinalBlock>>, ChainError> {
        let recent = self.recent(height);
        if let Some(block) = recent
            .as_ref()
            .filter(|block| block.submissions.is_some() && block.outcome.is_some())
        {
            return Ok(Some(Arc::clone(block)));
        }
        if let Some(block) = self.read_before(height) {
            return Ok(Some(block));
        }
        // What the block did comes first: that reads the next block, which is let go before this one is read.
        let outcome = match recent.and_then(|block| block.outcome.clone()) {
            Some(outcome) => Some(outcome),
            None => self.outcome_from_log(height)?,
        };
        let Some(stored) = self
            .log
            .read(height)
            .map_err(|error| self.chain_error(height, error))?
        else {
            return Ok(None);
        };
        let mut block = final_block(height, stored.header(), stored.certificate())?;
        let body = Bytes::from_owner(StoredBody(stored));
        block.submissions = Some(split_body(height, &block.header, &body)?.0);
        block.outcome = outcome;
        let block = Arc::new(block);
        if keep && block.outcome.is_some() {
            self.keep_read(&block);
        }
        Ok(Some(block))
    }

    /// A block that was read from the log not long ago and is still there.
    fn read_before(&self, height: u64) -> Option<Arc<FinalBlock>> {
        let mut read = self.read.lock();
        if height < self.earliest_height() {
            read.retain(|block| block.height().get() != height);
            return None;
        }
        let place = read
            .iter()
            .position(|block| block.height().get() == height)?;
        let block = read.remove(place)?;
        read.push_front(Arc::clone(&block));
        Some(block)
    }

    fn keep_read(&self, block: &Arc<FinalBlock>) {
        let mut read = self.read.lock();
        read.retain(|kept| kept.height() != block.height());
        read.push_front(Arc::clone(block));
        let mut bytes = 0;
        read.retain(|kept| {
            bytes += kept.header.fields().body_bytes as usize;
            bytes <= READ_BODY_BYTES_MAX
        });
    }

    fn chain_error(&self, height: u64, error: StorageError) -> ChainError {
        let StorageError::Pruned { earliest, .. } = error else {
            if matches!(error, StorageError::Corrupt { .. }) {
                self.damaged.found(height);
            }
            return ChainError::Storage(error);
        };
        match self.missing_blocks() {
            Some(missing) if missing.contains(&height) => ChainError::Removed { height, earliest },
            _ => ChainError::Pruned { height, earliest },
        }
    }

    /// The outcome of a block, from the annex of its successor.
    fn outcome_from_log(&self, height: u64) -> Result<Option<Arc<BlockOutcome>>, ChainError> {
        if height == self.recovered.0 {
            return Ok(Some(Arc::clone(&self.recovered.1)));
        }
        let next = height + 1;
        let Some(stored) = self
            .log
            .read(next)
            .map_err(|error| self.chain_error(next, error))?
        else {
            return Ok(None);
        };
        let header = decode_header(next, stored.header())?;
        let annex = stored
            .body()
            .get(header.fields().body_bytes as usize..)
            .unwrap_or_default();
        if annex.is_empty() {
            // The first block after a snapshot of another node, or one that was replaced.
            return Ok(None);
        }
        let (of_height, outcome) =
            BlockOutcome::decode(annex).map_err(|error| malformed(next, error))?;
        if of_height.get() == height {
            Ok(Some(Arc::new(outcome)))
        } else {
            Ok(None)
        }
    }
}

fn without_body(block: &FinalBlock) -> FinalBlock {
    FinalBlock {
        submissions: None,
        ..block.clone()
    }
}

/// The body of a block as it was read, shared without a copy.
struct StoredBody(StoredBlock);

impl AsRef<[u8]> for StoredBody {
    fn as_ref(&self) -> &[u8] {
        self.0.body()
    }
}

fn malformed(height: u64, reason: impl ToString) -> ChainError {
    ChainError::Malformed {
        height,
        reason: reason.to_string(),
    }
}

fn decode_header(height: u64, bytes: &[u8]) -> Result<BlockHeader, ChainError> {
    BlockHeader::decode(bytes).map_err(|error| malformed(height, error))
}

fn final_block(height: u64, header: &[u8], certificate: &[u8]) -> Result<FinalBlock, ChainError> {
    let header = decode_header(height, header)?;
    let hash = header.hash();
    Ok(FinalBlock {
        header,
        hash,
        certificate: Bytes::copy_from_slice(certificate),
        submissions: None,
        finality_ms: None,
        outcome: None,
    })
}

/// Splits a stored body into its submissions and the annex.
pub fn split_body(
    height: u64,
    header: &BlockHeader,
    body: &Bytes,
) -> Result<(Vec<Bytes>, Bytes), ChainError> {
    let fields = header.fields();
    let length = fields.body_bytes as usize;
    if length > body.len() {
        return Err(malformed(
            height,
            "the body is shorter than the header says",
        ));
    }
    let mut submissions = Vec::with_capacity(fields.submission_count as usize);
    let mut offset = 0;
    while offset < length {
        let (view, _) = SubmissionView::split(&body[offset..length])
            .map_err(|error| malformed(height, error))?;
        let end = offset + view.as_bytes().len();
        submissions.push(body.slice(offset..end));
        offset = end;
    }
    Ok((submissions, body.slice(length..)))
}
