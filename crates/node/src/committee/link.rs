//! Connects the consensus engine with the core: what the engine asks becomes an event of the core, and its answer goes back.

use std::sync::Arc;

use aurigraph_consensus::{
    CommitteeBlock, Delivered, FinalBlocks, Ledger, Message, Observation, Parent, Slot,
};
use bytes::Bytes;
use crossbeam_channel::Sender;
use tokio::sync::oneshot;

use super::final_blocks::LoggedBlocks;
use super::order::{CheckRequest, ProposalRequest};
use super::participation::Participation;
use super::peers::Peers;
use super::signatures::{Signatures, SignaturesJob, verify};
use super::transfer::fetch::Answered;
use super::transfer::serve::Asked;
use super::transfer::wire::{Received, decode};
use crate::chain::Chain;
use crate::ingest::Ingest;
use crate::replica::{CommitteeEvent, CoreEvent};
use crate::verify::Verifier;

/// Who verifies the signatures of blocks that others proposed.
#[derive(Clone)]
pub enum SignatureChecks {
    /// Threads of their own.
    Threads(Sender<SignaturesJob>),
    /// Whoever asks, at once: simulations have no threads.
    Here(Arc<Verifier>),
}

/// The ledger as the engine sees it. Cheap to clone.
#[derive(Clone)]
pub struct Link {
    /// Where events go.
    pub core: Sender<CoreEvent>,
    /// Who verifies signatures.
    pub signatures: SignatureChecks,
    /// What is final and durable here.
    pub chain: Arc<Chain>,
    /// What validators were seen to do.
    pub participation: Arc<Participation>,
    /// What the other nodes say of themselves.
    pub peers: Arc<Peers>,
    /// Takes what other validators forward.
    pub ingest: Ingest,
    /// Others ask for parts of a snapshot.
    pub asked: Sender<Asked>,
    /// They answer.
    pub answered: Sender<Answered>,
}

impl Link {
    fn tell(&self, event: CommitteeEvent) -> Option<()> {
        // The node is ending if the core has ended.
        self.core.send(CoreEvent::Committee(Box::new(event))).ok()
    }

    async fn verify_signatures(&self, block: &Arc<CommitteeBlock>) -> Option<Signatures> {
        let jobs = match &self.signatures {
            SignatureChecks::Threads(jobs) => jobs,
            SignatureChecks::Here(verifier) => return Some(verify(verifier, block, 1)),
        };
        let (reply, answer) = oneshot::channel();
        let block = Arc::clone(block);
        jobs.send(SignaturesJob { block, reply }).ok()?;
        answer.await.ok()
    }

    /// Waits until this node has executed as much as the proposer of a block had: then every signer in it is known.
    async fn until_executed(&self, height: u64) {
        let mut tip = self.chain.watch_tip();
        // The chain is there as long as the link is.
        let _ = tip.wait_for(|tip| *tip >= height).await;
    }
}

/// The node ends: nothing is answered any more.
async fn never<T>() -> T {
    std::future::pending().await
}

impl Ledger for Link {
    async fn propose(&self, slot: Slot, parent: Parent) -> Option<CommitteeBlock> {
        let (reply, answer) = oneshot::channel();
        self.tell(CommitteeEvent::Propose(ProposalRequest {
            slot,
            parent,
            reply,
        }))?;
        let block = answer.await.ok().flatten();
        self.participation.proposed(slot.view);
        block
    }

    async fn verify(&self, slot: Slot, parent: Parent, block: Arc<CommitteeBlock>) -> bool {
        self.participation.proposed(slot.view);
        let mut found = self.verify_signatures(&block).await;
        if matches!(found, Some(Signatures::SignerUnknown)) {
            let executed = block.header().fields().executed_height.get();
            self.until_executed(executed).await;
            found = self.verify_signatures(&block).await;
        }
        let parsed = match found {
            Some(Signatures::Valid(parsed)) => parsed,
            Some(Signatures::Invalid | Signatures::SignerUnknown) => return false,
            None => return never().await,
        };
        let (reply, answer) = oneshot::channel();
        let request = CheckRequest {
            parent,
            block: parsed,
            payload: block.payload(),
            reply,
        };
        if self.tell(CommitteeEvent::Check(request)).is_none() {
            return never().await;
        }
        match answer.await {
            Ok(verdict) => verdict,
            Err(_) => never().await,
        }
    }

    fn deliver(&self, delivered: Delivered) {
        // If the core has ended, the engine ends as well: the block was not acknowledged and comes again after the next start.
        let _ = self.tell(CommitteeEvent::Final(delivered));
    }

    fn tip(&self, height: u64) {
        self.participation.tip(height);
    }

    fn received(&self, validator: u16, message: Message, bytes: Bytes) {
        match message {
            Message::Submissions => {
                // Without room they come again.
                let _ = self.ingest.take_forwarded(&bytes);
            }
            Message::Status => self.peers.received(validator, &bytes),
            // Whatever finds no room, or nobody, is asked again.
            Message::Transfer => match decode(&bytes) {
                Some(Received::Request(number, request)) => {
                    let _ = self.asked.try_send((validator, number, request));
                }
                Some(Received::Answer(number, answer)) => {
                    let _ = self.answered.try_send((validator, number, answer));
                }
                None => tracing::debug!(validator, "a message that cannot be read"),
            },
        }
    }

    fn observe(&self, observation: Observation) {
        self.participation.observe(observation);
    }

    fn final_blocks(&self) -> Arc<dyn FinalBlocks> {
        Arc::new(LoggedBlocks(self.chain.log()))
    }
}
