//! From bytes of a followed node to blocks that are executed.

use std::time::Instant;

use aurigraph_consensus::{CommitteeBlock, Delivered, Done, Observation};
use bytes::{Buf as _, Bytes};

use super::follower::Follower;
use super::sequence::{Certified, Sequence, SequenceError};
use crate::committee::signatures::{Signatures, verify};
use crate::committee::transfer::wire::BlockParts;
use crate::replica::{CommitteeEvent, CoreEvent};

/// Blocks that may wait to be executed and written.
const UNWRITTEN_BLOCKS_MAX: u64 = 64;
/// Blocks that a node gives at once and that are looked at at most.
const BLOCKS_AT_ONCE_MAX: usize = 4_096;

impl Follower {
    /// Verifies what a node gave and hands on what is final.
    pub(super) fn take(&mut self, index: usize, mut blocks: Bytes) {
        for _ in 0..BLOCKS_AT_ONCE_MAX {
            if blocks.is_empty() || self.is_stopping() {
                return;
            }
            let Some(parts) = split_block(&mut blocks) else {
                self.distrust(index, "what it sent cannot be read");
                return;
            };
            match self.sequence.take(&parts) {
                Ok(certified) => {
                    for block in certified {
                        if let Err(reason) = self.deliver(block) {
                            self.distrust(index, &reason);
                            return;
                        }
                    }
                }
                // The rest is asked for again, once it is known who decides.
                Err(SequenceError::UnknownEpoch { .. }) if self.learn_epochs(index) => return,
                Err(error) => {
                    self.distrust(index, &error.to_string());
                    return;
                }
            }
        }
    }

    /// A node sent what does not verify: everything that is not final yet is asked of another.
    fn distrust(&mut self, index: usize, reason: &str) {
        let remote = &self.remotes[index];
        tracing::error!(
            node = remote.client.base_url(),
            reason,
            "a followed node sent what does not verify; it is left for a minute"
        );
        remote.leave();
        self.begin_again();
        self.next_remote();
    }

    /// The sequence goes on after the last block that was handed on, which is being written.
    fn begin_again(&mut self) {
        let epochs = self.parts.shared.epochs.now();
        self.sequence = Sequence::new(epochs, self.limits, self.parts.tip);
    }

    fn deliver(&mut self, certified: Certified) -> Result<(), String> {
        let header = *certified.block.header();
        let height = header.height().get();
        if certified.views().is_none() && certified.certificate.is_some() {
            self.check_signatures(&certified.block)?;
        }
        self.until_written(height.saturating_sub(UNWRITTEN_BLOCKS_MAX));
        self.observe(&certified);
        self.parts.shared.participation.tip(height);
        self.parts.tip = header;
        self.block_at = Instant::now();
        let delivered = Delivered {
            block: certified.block,
            payload: certified.payload,
            certificate: certified.certificate,
            done: Done::not_awaited(),
        };
        self.tell(CommitteeEvent::Final(delivered));
        let deciding = self.parts.shared.epochs.of(height);
        if header.fields().validators_root != deciding.validators.root() {
            self.until_written(height);
            self.epoch_ended(header.fields().epoch);
        }
        Ok(())
    }

    pub(super) fn tell(&self, event: CommitteeEvent) {
        // The core ends with the node.
        let _ = self.parts.core.send(CoreEvent::Committee(Box::new(event)));
    }

    /// A single validator's certificate covers what was submitted, not the signatures under it.
    fn check_signatures(&self, block: &CommitteeBlock) -> Result<(), String> {
        let found = |threads| verify(&self.parts.verifier, block, threads);
        let height = block.header().height().get();
        let mut signatures = found(self.parts.verify_threads);
        if matches!(signatures, Signatures::SignerUnknown) {
            // It may be registered in a block before.
            self.until_written(height - 1);
            signatures = found(self.parts.verify_threads);
        }
        match signatures {
            Signatures::Valid(_) => Ok(()),
            Signatures::Invalid | Signatures::SignerUnknown if self.is_stopping() => Ok(()),
            Signatures::Invalid | Signatures::SignerUnknown => {
                Err(format!("a signature in block {height} does not verify"))
            }
        }
    }

    /// Waits until this node has written a height, or ends.
    fn until_written(&self, height: u64) {
        let mut tip = self.parts.chain.watch_tip();
        let mut stopped = self.stopped.clone();
        let mut fatal = self.parts.status.watch_fatal();
        self.runtime.block_on(async {
            // The chain is there as long as this thread is.
            tokio::select! {
                _ = tip.wait_for(|tip| *tip >= height) => {}
                _ = stopped.wait_for(|stop| *stop) => {}
                _ = fatal.wait_for(|fatal| *fatal) => {}
            }
        });
    }

    /// What a certificate says of rounds: who voted, and which views were skipped before it.
    fn observe(&self, certified: &Certified) {
        let shared = &self.parts.shared;
        let (Some(certificate), Some((view, parent_view))) =
            (&certified.certificate, certified.views())
        else {
            return;
        };
        let committee = shared.participation.committee();
        if certificate.epoch != committee.epoch() {
            return;
        }
        let already = shared.participation.view();
        for skipped in (parent_view + 1).max(already)..view {
            shared.participation.observe(Observation::Skipped {
                view: skipped,
                leader: committee.leader(skipped),
            });
        }
        shared.participation.observe(Observation::Finalised {
            view,
            leader: committee.leader(view),
            payload: certified.payload,
            voters: certificate
                .votes
                .iter()
                .map(|vote| vote.validator)
                .collect(),
        });
    }
}

/// Takes the next block from an answer.
pub(crate) fn split_block(blocks: &mut Bytes) -> Option<BlockParts> {
    if blocks.len() < 4 {
        return None;
    }
    let length = blocks.get_u32_le() as usize;
    if length > blocks.len() {
        return None;
    }
    BlockParts::read(&blocks.split_to(length))
}
