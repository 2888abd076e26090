//! Between the engine's application and [`Ledger`]: compares what every block must agree in, and hashes away from the engine's threads.

use std::sync::Arc;

use aurigraph_types::Digest;
use commonware_consensus::Application;
use commonware_consensus::marshal::ancestry::Ancestry;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::simplex::types::Context;
use commonware_cryptography::ed25519::PublicKey;
use commonware_cryptography::{Digested, Digestible as _};
use commonware_runtime::Spawner;
use futures_util::StreamExt as _;

use crate::block::{CommitteeBlock, Payload};
use crate::committee::Committee;
use crate::ledger::{Ledger, Parent, Slot};

/// The ledger as the engine sees it.
#[derive(Clone)]
pub(crate) struct Adapter<L> {
    pub(crate) ledger: L,
    pub(crate) committee: Committee,
}

impl<L: Ledger> Adapter<L> {
    fn slot(&self, context: &Context<Payload, PublicKey>) -> Option<Slot> {
        Some(Slot {
            epoch: context.round.epoch().get(),
            view: context.round.view().get(),
            proposer: self.committee.validator_of_key(&context.leader)?,
        })
    }
}

fn parent_of(block: &Digested<CommitteeBlock>) -> Parent {
    Parent {
        header: *block.inner().header(),
        payload: Digest(block.digest().0),
    }
}

/// What can be said of a block without the ledger.
fn fits(slot: &Slot, parent: &Parent, block: &CommitteeBlock) -> bool {
    let fields = block.header().fields();
    let before = parent.header.fields();
    fields.height == before.height.next()
        && fields.parent == parent.header.hash()
        && fields.chain_id == before.chain_id
        && fields.epoch == slot.epoch
        && fields.proposer == slot.proposer
        && fields.time_ms >= before.time_ms
        && fields.executed_height >= before.executed_height
}

impl<E: Spawner, L: Ledger> Application<E> for Adapter<L> {
    type SigningScheme = Scheme;
    type Context = Context<Payload, PublicKey>;
    type Block = CommitteeBlock;
    type Input = ();

    async fn propose(
        &mut self,
        (runtime, context): (E, Self::Context),
        ancestry: impl Ancestry<CommitteeBlock>,
        (): (),
    ) -> Option<Digested<CommitteeBlock>> {
        let slot = self.slot(&context)?;
        let parent = parent_of(ancestry.peek()?);
        let block = self.ledger.propose(slot, parent).await?;
        assert!(
            fits(&slot, &parent, &block),
            "the ledger proposes what it would accept"
        );
        // Hashing the body takes a millisecond for six megabytes: not on a thread that votes wait for.
        let hashed = runtime.shared(true).spawn(move |_| async move {
            let payload = block.digest();
            Digested::precomputed(block, payload)
        });
        hashed.await.ok()
    }

    async fn verify(
        &mut self,
        (_, context): (E, Self::Context),
        mut ancestry: impl Ancestry<CommitteeBlock>,
    ) -> bool {
        let Some(slot) = self.slot(&context) else {
            return false;
        };
        let (Some(block), Some(parent)) = (ancestry.next().await, ancestry.next().await) else {
            // The parent is on its way no more: the engine asks again after a restart.
            return std::future::pending().await;
        };
        let parent = parent_of(&parent);
        let block: Arc<CommitteeBlock> = block.into();
        fits(&slot, &parent, &block) && self.ledger.verify(slot, parent, block).await
    }
}
