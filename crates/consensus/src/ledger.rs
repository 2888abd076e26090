//! What the engine asks of the ledger. The node's core answers, and in simulations the same core.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use aurigraph_types::{BlockHeader, Certificate, Digest};
use bytes::Bytes;
use commonware_utils::Acknowledgement as _;
use commonware_utils::acknowledgement::Exact;
use futures_util::future::BoxFuture;

use crate::block::CommitteeBlock;
use crate::observer::Observation;
use crate::store::FinalBlocks;

/// The block that a new one follows.
#[derive(Clone, Copy, Debug)]
pub struct Parent {
    /// Its header.
    pub header: BlockHeader,
    /// Its payload.
    pub payload: Digest,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The epoch.
    pub epoch: u64,
    /// The view.
    pub view: u64,
    /// The leader's index in the validator set: the proposer of the block.
    pub proposer: u16,
}

/// What ledgers tell each other beside consensus. Each kind has its own channel and its own limit of messages a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Submissions on their way to whoever proposes next.
    Submissions,
    /// How a node is.
    Status,
    /// Parts of a snapshot, and requests for them.
    Transfer,
}

/// A final block, in the order of heights. One that was delivered before may come again after a restart.
#[derive(Debug)]
pub struct Delivered {
    /// The block.
    pub block: Arc<CommitteeBlock>,
    /// Its payload.
    pub payload: Digest,
    /// Votes of a quorum for it; absent if only a descendant has some.
    pub certificate: Option<Certificate>,
    /// To be called once the block is executed and on disk.
    pub done: Done,
}

/// Says that a delivered block need not be delivered again. Dropping it without a call stops the engine.
pub struct Done(pub(crate) Option<Exact>);

impl Done {
    /// For a block that no engine delivered: nobody waits.
    pub const fn not_awaited() -> Self {
        Self(None)
    }

    /// The block is executed and on disk.
    pub fn done(self) {
        if let Some(exact) = self.0 {
            exact.acknowledge();
        }
    }
}

impl fmt::Debug for Done {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Done")
    }
}

/// What the engine asks of the ledger. Calls come from the engine's threads and may be cancelled by dropping the future.
pub trait Ledger: Clone + Send + Sync + 'static {
    /// Makes the block of a slot on `parent`: waits for something to put in, but not so long that the view is skipped. `None` if there can be no
    /// block on this parent.
    fn propose(
        &self,
        slot: Slot,
        parent: Parent,
    ) -> impl Future<Output = Option<CommitteeBlock>> + Send;

    /// Whether a block that another validator proposed is valid. Waits while that cannot be known yet; `false` means never.
    ///
    /// Height, parent, epoch and proposer were compared before.
    fn verify(
        &self,
        slot: Slot,
        parent: Parent,
        block: Arc<CommitteeBlock>,
    ) -> impl Future<Output = bool> + Send;

    /// Takes a final block. Must not wait.
    fn deliver(&self, delivered: Delivered);

    /// There is a final block of this height, whether or not it was delivered. Must not wait.
    fn tip(&self, height: u64);

    /// Takes a message of another validator's ledger. Must not wait; may refuse it silently.
    fn received(&self, validator: u16, message: Message, bytes: Bytes);

    /// Takes what was seen of the votes. Must not wait.
    fn observe(&self, observation: Observation);

    /// The blocks that it has on disk.
    fn final_blocks(&self) -> Arc<dyn FinalBlocks>;
}

/// Any ledger as one type: so the engine is compiled once, in this crate, and not with each ledger.
#[derive(Clone)]
pub(crate) struct AnyLedger(Arc<dyn Erased>);

impl AnyLedger {
    pub(crate) fn new(ledger: impl Ledger) -> Self {
        Self(Arc::new(ledger))
    }
}

/// [`Ledger`] with futures on the heap.
trait Erased: Send + Sync {
    fn propose(&self, slot: Slot, parent: Parent) -> BoxFuture<'_, Option<CommitteeBlock>>;
    fn verify(&self, slot: Slot, parent: Parent, block: Arc<CommitteeBlock>)
    -> BoxFuture<'_, bool>;
    fn deliver(&self, delivered: Delivered);
    fn tip(&self, height: u64);
    fn received(&self, validator: u16, message: Message, bytes: Bytes);
    fn observe(&self, observation: Observation);
    fn final_blocks(&self) -> Arc<dyn FinalBlocks>;
}

impl<L: Ledger> Erased for L {
    fn propose(&self, slot: Slot, parent: Parent) -> BoxFuture<'_, Option<CommitteeBlock>> {
        Box::pin(Ledger::propose(self, slot, parent))
    }

    fn verify(
        &self,
        slot: Slot,
        parent: Parent,
        block: Arc<CommitteeBlock>,
    ) -> BoxFuture<'_, bool> {
        Box::pin(Ledger::verify(self, slot, parent, block))
    }

    fn deliver(&self, delivered: Delivered) {
        Ledger::deliver(self, delivered);
    }

    fn tip(&self, height: u64) {
        Ledger::tip(self, height);
    }

    fn received(&self, validator: u16, message: Message, bytes: Bytes) {
        Ledger::received(self, validator, message, bytes);
    }

    fn observe(&self, observation: Observation) {
        Ledger::observe(self, observation);
    }

    fn final_blocks(&self) -> Arc<dyn FinalBlocks> {
        Ledger::final_blocks(self)
    }
}

impl Ledger for AnyLedger {
    async fn propose(&self, slot: Slot, parent: Parent) -> Option<CommitteeBlock> {
        self.0.propose(slot, parent).await
    }

    async fn verify(&self, slot: Slot, parent: Parent, block: Arc<CommitteeBlock>) -> bool {
        self.0.verify(slot, parent, block).await
    }

    fn deliver(&self, delivered: Delivered) {
        self.0.deliver(delivered);
    }

    fn tip(&self, height: u64) {
        self.0.tip(height);
    }

    fn received(&self, validator: u16, message: Message, bytes: Bytes) {
        self.0.received(validator, message, bytes);
    }

    fn observe(&self, observation: Observation) {
        self.0.observe(observation);
    }

    fn final_blocks(&self) -> Arc<dyn FinalBlocks> {
        self.0.final_blocks()
    }
}
