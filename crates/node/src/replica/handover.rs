//! The end of an epoch: its last block is made or executed, becomes durable, and from then on others decide.
//!
//! ```text
//! last block ─▶ durable ─▶ epochs.dat ─▶ a member of committees: the guard starts the engine of the next epoch
//!                                    └─▶ who decided alone: the node starts again as what it is now
//! ```

use aurigraph_types::limits::EXECUTION_LAG_BLOCKS_MAX;
use aurigraph_types::{BlockHeader, Certificate, EpochChange, Height};

use super::Core;

/// Blocks before the end of its epoch from which on a single validator makes empty ones to get there.
const NEAR_BLOCKS: u64 = 2 * EXECUTION_LAG_BLOCKS_MAX;

impl Core {
    /// Tells the engine what was executed, and when the epoch ends if that was decided.
    pub(super) fn tell_schedule(&mut self) {
        let epochs = &self.replica.epochs;
        let Some(schedule) = epochs.schedule() else {
            return;
        };
        schedule.executed(self.replica.executed.height);
        let governance = self.replica.state.governance();
        if let Some(next) = governance.next_epoch() {
            epochs.set_addresses(next.number, &next.addresses);
            schedule.decide_last(governance.epoch(), Height::new(next.first.get() - 1));
        }
    }

    /// Whether a single validator makes blocks only to end its epoch.
    pub(super) fn nears_end_of_epoch(&self) -> bool {
        let last = self.replica.state.governance().last_of_epoch();
        let height = self.replica.executed.height;
        last.is_some_and(|last| height < last && last.get() - height.get() <= NEAR_BLOCKS)
    }

    /// Remembers the last block of the epoch until it is durable. Called before the block is passed on, with the state after it.
    pub(super) fn note_end_of_epoch(&mut self, header: &BlockHeader, certificate: &[u8]) {
        let governance = self.replica.state.governance();
        let Some(next) = governance
            .next_epoch()
            .filter(|next| next.first == header.height().next())
        else {
            return;
        };
        if self.replica.epochs.now().latest().number >= next.number {
            // Others gave it while this node was behind.
            return;
        }
        match Certificate::decode(certificate) {
            Ok(certificate) => {
                self.handover = Some(EpochChange {
                    header: *header,
                    certificate,
                    validators: next.validators.clone(),
                });
            }
            Err(_) => self.replica.status.fail(format!(
                "block {} is the last one of epoch {} and came without a certificate of its own",
                header.height(),
                governance.epoch()
            )),
        }
    }

    /// A height is durable: if the epoch ended with it, whoever decides from now on is told.
    pub(super) fn hand_over(&mut self, durable: u64) {
        let is_due = |change: &EpochChange| change.header.height().get() <= durable;
        let Some(change) = self.handover.as_ref().filter(|change| is_due(change)) else {
            return;
        };
        let (height, epoch) = (change.header.height(), change.header.fields().epoch);
        if let Err(error) = self.replica.epochs.learn_one(change.clone()) {
            self.replica
                .status
                .fail(crate::history::with_causes(&error));
            return;
        }
        tracing::info!(%height, epoch, "the last block of this epoch is final and on disk");
        if self.committee.is_some() {
            self.handover = None;
        } else {
            // It makes no more blocks, and starts again as one of those who decide now, or as one that follows them.
            self.replica
                .status
                .ask_restart(format!("epoch {epoch} ended with block {height}"));
        }
    }
}
