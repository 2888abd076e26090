//! Final blocks as the engine stores them: in the ledger's own log, so that each payload is written once for the vote and once for good.
//!
//! ```text
//! put ─▶ waiting (memory) ─▶ delivered, executed, on the ledger's disk ─▶ read from there
//!           │ full: a validator that is far behind
//!           └▶ spill (disk) ─────────────┘ pruned then
//! ```
//!
//! What waits is lost by a crash. The engine then has the certificates without the blocks and repairs the gap: from its own store of voted
//! blocks, where each is durable before the vote to finalise it, or from the others.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::RangeInclusive;
use std::sync::Arc;

use aurigraph_types::Digest;
use commonware_consensus::Heightable as _;
use commonware_consensus::marshal::store::Blocks;
use commonware_consensus::types::Height;
use commonware_cryptography::blake3;
use commonware_runtime::{Clock, Metrics, Storage};
use commonware_storage::archive::{self, Archive, Identifier, prunable};
use commonware_storage::rmap::RMap;
use commonware_storage::translator::EightCap;

use crate::block::{CommitteeBlock, Payload};
use crate::settings::Settings;

/// Final blocks that the ledger has on disk. Calls may read from the disk.
pub trait FinalBlocks: Send + Sync + 'static {
    /// First and last height; `None` while there is nothing.
    fn heights(&self) -> Option<RangeInclusive<u64>>;

    /// A block, if it is there and sound.
    fn block(&self, height: u64) -> Option<CommitteeBlock>;

    /// Payloads of the blocks from a height on, as far as they are known.
    fn payloads(&self, first: u64) -> Vec<(u64, Digest)>;
}

type Spill<E> = prunable::Archive<EightCap, E, Payload, Arc<CommitteeBlock>>;

/// [`Blocks`] over [`FinalBlocks`].
pub(crate) struct LedgerBlocks<E: Storage + Metrics + Clock> {
    ledger: Arc<dyn FinalBlocks>,
    waiting: BTreeMap<u64, Arc<CommitteeBlock>>,
    waiting_bytes: usize,
    spill: Spill<E>,
    /// Above what the ledger has on disk.
    spill_last: Option<u64>,
    /// All heights, wherever the block is.
    heights: RMap,
    /// So that others can ask by payload.
    height_of: HashMap<Payload, u64>,
    /// In the order in which they were learned.
    remembered: VecDeque<Payload>,
    kept_blocks: u64,
    waiting_bytes_max: usize,
}

impl<E: Storage + Metrics + Clock> LedgerBlocks<E> {
    /// What is there after a start. The spill may hold blocks that were not delivered.
    pub(crate) fn new(ledger: Arc<dyn FinalBlocks>, spill: Spill<E>, settings: &Settings) -> Self {
        let mut blocks = Self {
            ledger,
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            spill_last: Archive::last_index(&spill),
            spill,
            heights: RMap::new(),
            height_of: HashMap::new(),
            remembered: VecDeque::new(),
            kept_blocks: settings.kept_blocks,
            waiting_bytes_max: settings.waiting_bytes_max,
        };
        let spilled: Vec<_> = blocks.spill.ranges().collect();
        for (first, last) in spilled {
            (first..=last).for_each(|height| blocks.heights.insert(height));
        }
        if let Some(on_disk) = blocks.ledger.heights() {
            let first = on_disk.end().saturating_sub(settings.kept_blocks);
            on_disk.for_each(|height| blocks.heights.insert(height));
            for (height, payload) in blocks.ledger.payloads(first) {
                blocks.remember(height, blake3::Digest(payload.0));
            }
        }
        blocks
    }

    fn remember(&mut self, height: u64, payload: Payload) {
        if self.height_of.insert(payload, height).is_none() {
            self.remembered.push_back(payload);
        }
        if self.remembered.len() as u64 > self.kept_blocks
            && let Some(oldest) = self.remembered.pop_front()
        {
            self.height_of.remove(&oldest);
        }
    }

    /// Lets go what the ledger has on disk by now.
    async fn release(mut self) -> Result<Self, archive::Error> {
        let Some(durable) = self.ledger.heights().map(|heights| *heights.end()) else {
            return Ok(self);
        };
        let still = self.waiting.split_off(&(durable + 1));
        for block in std::mem::replace(&mut self.waiting, still).into_values() {
            self.waiting_bytes -= block.body().len();
        }
        if self.spill_last.is_some_and(|last| last <= durable) {
            self.spill_last = None;
            self.spill = self.spill.prune(durable + 1).await?;
        }
        Ok(self)
    }
}

impl<E: Storage + Metrics + Clock> Blocks for LedgerBlocks<E> {
    type Block = Arc<CommitteeBlock>;
    type Error = archive::Error;

    async fn put(
        mut self,
        payload: Payload,
        block: &Arc<CommitteeBlock>,
    ) -> Result<Self, Self::Error> {
        let height = block.height().get();
        self.remember(height, payload);
        if self.heights.get(height).is_some() {
            return Ok(self);
        }
        self.heights.insert(height);
        let mut blocks = self.release().await?;
        let bytes = block.body().len();
        // The genesis block has no bytes; it is remembered like any other.
        if blocks.waiting_bytes + bytes <= blocks.waiting_bytes_max {
            blocks.waiting_bytes += bytes;
            blocks.waiting.insert(height, block.clone());
        } else {
            blocks.spill = Archive::put(blocks.spill, height, payload, block).await?;
            blocks.spill_last = blocks.spill_last.max(Some(height));
        }
        Ok(blocks)
    }

    async fn sync(mut self) -> Result<Self, Self::Error> {
        if self.spill_last.is_some() {
            self.spill = Archive::sync(self.spill).await?;
        }
        Ok(self)
    }

    async fn get(
        &self,
        identifier: Identifier<'_, Payload>,
    ) -> Result<Option<Arc<CommitteeBlock>>, Self::Error> {
        let height = match identifier {
            Identifier::Index(height) => Some(height),
            Identifier::Key(payload) => self.height_of.get(payload).copied(),
        };
        let Some(height) = height else {
            return Ok(None);
        };
        if let Some(block) = self.waiting.get(&height) {
            return Ok(Some(block.clone()));
        }
        if let Some(block) = self.ledger.block(height) {
            return Ok(Some(Arc::new(block)));
        }
        if self.spill_last.is_none() {
            return Ok(None);
        }
        Archive::get(&self.spill, Identifier::Index(height)).await
    }

    async fn prune(mut self, first: Height) -> Result<Self, Self::Error> {
        // The ledger prunes its log by itself, never above what the others may ask for.
        if let Some(below) = first.get().checked_sub(1) {
            self.heights.remove(0, below);
        }
        self.release().await
    }

    fn missing_items(&self, start: Height, max: usize) -> Vec<Height> {
        let missing = self.heights.missing_items(start.get(), max);
        missing.into_iter().map(Height::new).collect()
    }

    fn next_gap(&self, value: Height) -> (Option<Height>, Option<Height>) {
        let (end, next) = self.heights.next_gap(value.get());
        (end.map(Height::new), next.map(Height::new))
    }

    fn last_index(&self) -> Option<Height> {
        self.heights.last_index().map(Height::new)
    }
}
