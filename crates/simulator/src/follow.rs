//! A validator that is none at present: it follows the others by the node's own rules, and sends on what its clients bring.

use std::sync::Arc;

use aurigraph_consensus::{Delivered, Done, Ledger as _};
use aurigraph_node::committee::transfer::fetch::Ask as _;
use aurigraph_node::committee::transfer::wire::{Answer, BlockParts, Request};
use aurigraph_node::follow::sequence::{Certified, Sequence, SequenceError};
use aurigraph_node::stepped::SteppedNode;
use aurigraph_types::BlockHeader;

use crate::cluster::{Cluster, LIMITS};
use crate::rejoin::ask_others;
use crate::run::Story;

/// Blocks that it takes at once.
const BLOCKS_AT_ONCE: u64 = 16;
/// Blocks that may wait to be executed and written.
const UNWRITTEN_BLOCKS_MAX: u64 = 64;

/// How far one that follows has come.
pub struct Following {
    sequence: Sequence,
    handed_on: BlockHeader,
}

impl Following {
    /// From a node's last block on.
    pub fn after(node: &SteppedNode) -> Self {
        let tip = node.chain.tip().height.get();
        let block = node.chain.header(tip).ok().flatten();
        let handed_on = block.map_or(node.genesis, |block| block.header);
        let sequence = Sequence::new(node.shared.epochs.now(), LIMITS, handed_on);
        Self {
            sequence,
            handed_on,
        }
    }

    /// Takes the next block, and hands on what is final by it. Says whether it is not known who decided it.
    fn take(&mut self, node: &SteppedNode, parts: &BlockParts) -> Result<bool, SequenceError> {
        match self.sequence.take(parts) {
            Ok(certified) => {
                for block in certified {
                    self.hand_on(node, block);
                }
                Ok(false)
            }
            Err(SequenceError::UnknownEpoch { .. }) => Ok(true),
            Err(error) => {
                let epochs = node.shared.epochs.now();
                self.sequence = Sequence::new(epochs, LIMITS, self.handed_on);
                Err(error)
            }
        }
    }

    fn hand_on(&mut self, node: &SteppedNode, certified: Certified) {
        self.handed_on = *certified.block.header();
        node.shared.participation.tip(self.handed_on.height().get());
        node.link.deliver(Delivered {
            block: certified.block,
            payload: certified.payload,
            certificate: certified.certificate,
            done: Done::not_awaited(),
        });
    }
}

impl Story {
    /// One that follows asks another for the next blocks, and sends on what it was given.
    pub(crate) fn follow_another(
        &mut self,
        cluster: &mut Cluster,
        validator: usize,
    ) -> Result<(), String> {
        let Some(mut following) = cluster.following.remove(&validator) else {
            return Ok(());
        };
        let other = self.random.between(0, self.plan.validators as u64) as usize;
        let hears = cluster.links.hears(other, validator) && cluster.links.hears(validator, other);
        let mut result = Ok(());
        if other != validator && hears {
            result = self.ask_for_blocks(cluster, validator, other, &mut following);
            if let Some(ingest) = cluster.nodes.ingest(other) {
                while let Some(Some(bytes)) = cluster.nodes.look(validator, SteppedNode::send_on) {
                    // Without room they come again.
                    let _ = ingest.take_forwarded(&bytes);
                }
            }
        }
        cluster.following.insert(validator, following);
        result
    }

    fn ask_for_blocks(
        &mut self,
        cluster: &Cluster,
        validator: usize,
        other: usize,
        following: &mut Following,
    ) -> Result<(), String> {
        let mut ask = ask_others(&cluster.nodes, &self.plan, self.random.number());
        let from = other as u16;
        for _ in 0..BLOCKS_AT_ONCE {
            let height = following.sequence.next_height();
            if height > cluster.nodes.height(validator) + UNWRITTEN_BLOCKS_MAX {
                break;
            }
            let Ok(Answer::Block(parts)) = ask.ask(from, &Request::Block { height }) else {
                break;
            };
            let taken = cluster.nodes.look(validator, |node| {
                following.sequence.learn(node.shared.epochs.now());
                following.take(node, &parts)
            });
            match taken {
                Some(Ok(false)) => {}
                Some(Ok(true)) => {
                    let Ok(Answer::Epochs(bytes)) = ask.ask(from, &Request::Epochs) else {
                        break;
                    };
                    let learn = |node: &mut SteppedNode| {
                        let epochs = Arc::clone(&node.shared.epochs);
                        epochs.learn_encoded(&bytes)
                    };
                    // A disk that stops in the middle of it is seen to as at any other time.
                    if let Some(Err(error)) = cluster.nodes.look(validator, learn)
                        && !self.disks.disks[validator].is_crashed()
                    {
                        return Err(format!("changes of validators were not taken: {error}"));
                    }
                    break;
                }
                // It is asked again, or another one is.
                Some(Err(_)) if ask.liar() == Some(other) => break,
                Some(Err(error)) => {
                    return Err(format!(
                        "validator {other} gave {validator} what does not verify: {error}"
                    ));
                }
                None => break,
            }
        }
        Ok(())
    }
}
