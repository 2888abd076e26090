//! Validators that do what they must not.
//!
//! What goes wrong on the network is done to the messages of an honest validator; what goes wrong in blocks, to its proposals.

use std::collections::VecDeque;
use std::sync::Arc;

use aurigraph_consensus::{
    CommitteeBlock, Delivered, FinalBlocks, Ledger, Message, Observation, Parent, Slot,
};
use aurigraph_node::committee::link::Link;
use aurigraph_types::{BlockHeader, Digest};
use bytes::Bytes;
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::simulated::{SplitForwarder, SplitOrigin, SplitRouter, SplitTarget};
use commonware_p2p::{Message as NetworkMessage, Recipients};
use commonware_runtime::IoBuf;
use parking_lot::Mutex;

use crate::plan::Byzantine;

/// The channel of blocks.
const BLOCKS: u64 = 4;
/// Messages that are kept to be sent again.
const KEPT_MESSAGES: usize = 64;

/// The ledger as the engine sees it; a Byzantine validator's proposes and approves what an honest one's does not.
#[derive(Clone)]
pub struct SimulatedLedger {
    /// The honest one.
    pub link: Link,
    /// How it misbehaves.
    pub byzantine: Option<Byzantine>,
}

impl Ledger for SimulatedLedger {
    async fn propose(&self, slot: Slot, parent: Parent) -> Option<CommitteeBlock> {
        let block = self.link.propose(slot, parent).await?;
        Some(match self.byzantine {
            // Every second one, so that it is not only skipped.
            Some(kind) if slot.view % 2 == 1 => falsify(kind, block),
            _ => block,
        })
    }

    async fn verify(&self, slot: Slot, parent: Parent, block: Arc<CommitteeBlock>) -> bool {
        self.byzantine == Some(Byzantine::ApprovesAll)
            || self.link.verify(slot, parent, block).await
    }

    fn deliver(&self, delivered: Delivered) {
        self.link.deliver(delivered);
    }

    fn tip(&self, height: u64) {
        self.link.tip(height);
    }

    fn received(&self, validator: u16, message: Message, bytes: Bytes) {
        self.link.received(validator, message, bytes);
    }

    fn observe(&self, observation: Observation) {
        self.link.observe(observation);
    }

    fn final_blocks(&self) -> Arc<dyn FinalBlocks> {
        self.link.final_blocks()
    }
}

fn falsify(kind: Byzantine, block: CommitteeBlock) -> CommitteeBlock {
    let mut fields = block.header().fields();
    let mut body = block.body().clone();
    match kind {
        Byzantine::FalseRoots => fields.state_root = Digest([0xee; 32]),
        Byzantine::FalseTimes => fields.time_ms += 3_600_000,
        Byzantine::FalseSignatures if !body.is_empty() => {
            // A submission ends with its signature.
            let mut bytes = body.to_vec();
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            body = bytes.into();
        }
        _ => return block,
    }
    CommitteeBlock::new(BlockHeader::new(&fields), *block.parent_payload(), body)
}

/// What is done to the messages of one channel of a validator.
#[derive(Clone)]
pub struct Rule {
    channel: u64,
    byzantine: Option<Byzantine>,
    /// The others that know the first of two validators with one key.
    side: Vec<PublicKey>,
    others: Vec<PublicKey>,
    /// To be sent again.
    pub kept: Arc<Mutex<VecDeque<Bytes>>>,
}

impl Rule {
    /// For a channel of a validator whose `others` are these.
    pub fn new(channel: u64, byzantine: Option<Byzantine>, others: Vec<PublicKey>) -> Self {
        let side = others[..others.len() / 2].to_vec();
        Self {
            channel,
            byzantine,
            side,
            others,
            kept: Arc::default(),
        }
    }

    fn keep(&self, bytes: &[u8]) {
        if self.byzantine == Some(Byzantine::Replays) {
            let mut kept = self.kept.lock();
            kept.push_back(Bytes::copy_from_slice(bytes));
            if kept.len() > KEPT_MESSAGES {
                kept.pop_front();
            }
        }
    }

    /// Which of its messages go to whom.
    pub fn forwarder(&self) -> impl SplitForwarder<PublicKey> + use<> {
        let rule = self.clone();
        move |origin: SplitOrigin, to: &Recipients<PublicKey>, message: &IoBuf| {
            rule.keep(message.as_ref());
            match rule.byzantine {
                Some(Byzantine::WithholdsBlocks) if rule.channel == BLOCKS => None,
                Some(Byzantine::WithholdsVotes) if rule.channel < 2 => None,
                Some(Byzantine::Equivocates) => {
                    let is_first = origin == SplitOrigin::Primary;
                    let knows = |key: &&PublicKey| rule.side.contains(*key) == is_first;
                    let of: Vec<PublicKey> = match to {
                        Recipients::All => rule.others.iter().filter(knows).cloned().collect(),
                        Recipients::Some(keys) => keys.iter().filter(knows).cloned().collect(),
                        Recipients::One(key) => {
                            std::iter::once(key).filter(knows).cloned().collect()
                        }
                    };
                    (!of.is_empty()).then_some(Recipients::Some(of))
                }
                _ => Some(to.clone()),
            }
        }
    }

    /// Which of the two gets what others send.
    pub fn router(&self) -> impl SplitRouter<PublicKey> + use<> {
        let rule = self.clone();
        move |(from, message): &NetworkMessage<PublicKey>| {
            rule.keep(message.as_ref());
            match rule.byzantine {
                Some(Byzantine::Equivocates) if !rule.side.contains(from) => SplitTarget::Secondary,
                _ => SplitTarget::Primary,
            }
        }
    }
}
