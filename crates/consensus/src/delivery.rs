//! Final blocks on their way to the ledger, each with its certificate.

use aurigraph_types::Digest;
use commonware_actor::Feedback;
use commonware_consensus::Reporter;
use commonware_consensus::marshal::Update;
use commonware_consensus::marshal::core::Mailbox;
use commonware_consensus::marshal::standard::Standard;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::{Epochable as _, Heightable as _};
use commonware_cryptography::{Digested, Digestible as _};
use commonware_utils::acknowledgement::Exact;
use commonware_utils::channel::mpsc;

use crate::block::CommitteeBlock;
use crate::ledger::{Delivered, Done, Ledger};
use crate::schedule::Schedule;

pub(crate) type Marshal = Mailbox<Scheme, Standard<CommitteeBlock>>;

/// Where the engine reports final blocks: it must not be held up.
#[derive(Clone)]
pub(crate) struct Deliveries<L> {
    ledger: L,
    blocks: mpsc::UnboundedSender<(Digested<CommitteeBlock>, Exact)>,
}

/// The other end. At most as many blocks wait in it as the engine has without an acknowledgement.
pub(crate) struct Waiting(mpsc::UnboundedReceiver<(Digested<CommitteeBlock>, Exact)>);

pub(crate) fn deliveries<L: Ledger>(ledger: L) -> (Deliveries<L>, Waiting) {
    let (blocks, waiting) = mpsc::unbounded_channel();
    (Deliveries { ledger, blocks }, Waiting(waiting))
}

impl<L: Ledger> Reporter for Deliveries<L> {
    type Activity = Update<CommitteeBlock>;

    fn report(&mut self, update: Self::Activity) -> Feedback {
        match update {
            Update::Tip(_, height, _) => self.ledger.tip(height.get()),
            Update::Block(block, acknowledgement) => {
                // The genesis block is known.
                if block.height().is_zero() {
                    Done(Some(acknowledgement)).done();
                } else if self.blocks.send((block, acknowledgement)).is_err() {
                    return Feedback::Closed;
                }
            }
        }
        Feedback::Ok
    }
}

/// Looks each block's certificate up and hands both to the ledger, in order, until the engine ends.
pub(crate) async fn deliver<L: Ledger>(
    mut waiting: Waiting,
    marshal: Marshal,
    schedule: Schedule,
    ledger: L,
) {
    while let Some((block, acknowledgement)) = waiting.0.recv().await {
        let finalization = marshal.get_finalization(block.height()).await;
        let certificate = finalization.and_then(|finalization| {
            let committee = schedule.committee(finalization.epoch().get())?;
            committee.certificate(block.inner(), &finalization)
        });
        let payload = Digest(block.digest().0);
        ledger.deliver(Delivered {
            block: block.into(),
            payload,
            certificate,
            done: Done(Some(acknowledgement)),
        });
    }
}
