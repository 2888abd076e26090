//! Between the engine's application and [`Ledger`]: compares what every block must agree in, and hashes away from the engine's threads.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use aurigraph_types::Digest;
use commonware_consensus::Application;
use commonware_consensus::marshal::ancestry::Ancestry;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::simplex::types::Context;
use commonware_consensus::types::Height;
use commonware_cryptography::ed25519::PublicKey;
use commonware_cryptography::{Digested, Digestible as _};
use commonware_runtime::{Clock, Spawner};
use commonware_utils::vec::NonEmptyVec;
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};

use crate::block::{CommitteeBlock, Payload};
use crate::committee::Committee;
use crate::delivery::Marshal;
use crate::ledger::{Ledger, Parent, Slot};

/// A block that is not judged for so long probably commits to results of a height of which it is not known here that it is final.
const ASK_AFTER: Duration = Duration::from_millis(300);

/// The ledger as the engine sees it.
#[derive(Clone)]
pub(crate) struct Adapter<L> {
    pub(crate) ledger: L,
    pub(crate) committee: Committee,
    pub(crate) marshal: Marshal,
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

impl<E: Spawner + Clock, L: Ledger> Application<E> for Adapter<L> {
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
        (runtime, context): (E, Self::Context),
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
        if !fits(&slot, &parent, &block) {
            return false;
        }
        let executed = block.header().fields().executed_height.get();
        let verdict = pin!(self.ledger.verify(slot, parent, block));
        let verdict = match select(verdict, pin!(runtime.sleep(ASK_AFTER))).await {
            Either::Left((verdict, _)) => return verdict,
            Either::Right(((), verdict)) => verdict,
        };
        // Whoever says that it executed a height has its certificate. After all lost power, some may have it and the others not; without it these
        // could judge no block of those, and nobody would ever decide anything.
        self.marshal
            .hint_finalized(Height::new(executed), NonEmptyVec::new(context.leader));
        verdict.await
    }
}
