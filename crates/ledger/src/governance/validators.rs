//! Epochs as the state knows them: who decides now, and who was decided to come.
//!
//! ```text
//! block c: accepted ── at least 65 blocks ──▶ block T: names the next validators ──▶ block T + 1: decided by them
//! ```
//!
//! Whoever votes for a block has executed all but the last 64 before it ([`EXECUTION_LAG_BLOCKS_MAX`]), so everybody who votes for block T or a later
//! one knows of the change.
//!
//! [`EXECUTION_LAG_BLOCKS_MAX`]: aurigraph_types::limits::EXECUTION_LAG_BLOCKS_MAX

use std::net::SocketAddr;

use aurigraph_types::governance::{Action, validators_of_seats};
use aurigraph_types::{Digest, Height, ValidatorSet};

use super::Governance;

/// An epoch that was decided and has not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextEpoch {
    /// Its number.
    pub number: u64,
    /// Its first block.
    pub first: Height,
    /// Who decides.
    pub validators: ValidatorSet,
    /// Where each of them listens for the others.
    pub addresses: Vec<SocketAddr>,
}

impl Governance {
    /// Number of the epoch of the last block that was executed.
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The first block of that epoch.
    pub const fn epoch_first(&self) -> Height {
        self.epoch_first
    }

    /// Where its validators listen for each other, by index; empty in the first epoch, whose addresses are configured.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The epoch that was decided and has not begun.
    pub const fn next_epoch(&self) -> Option<&NextEpoch> {
        self.next_epoch.as_ref()
    }

    /// The last block of this epoch, if its end was decided.
    pub fn last_of_epoch(&self) -> Option<Height> {
        let next = self.next_epoch.as_ref()?;
        Some(Height::new(next.first.get() - 1))
    }

    /// The epoch of a block that was not executed yet, and who decides it.
    pub fn epoch_of(&self, height: Height) -> (u64, &ValidatorSet) {
        match &self.next_epoch {
            Some(next) if next.first <= height => (next.number, &next.validators),
            _ => (self.epoch, &self.validators),
        }
    }

    /// The validators root of the header of a block that was not executed yet: the hash of those that decide the one after it.
    pub fn validators_root_of(&self, height: Height) -> Digest {
        let (_, deciding) = self.epoch_of(height.next());
        deciding.root()
    }

    pub(super) fn find_next_epoch(&self) -> Option<NextEpoch> {
        self.records.iter().find_map(|record| {
            let accepted = record.accepted.filter(|accepted| !accepted.is_in_force)?;
            let Action::SetValidators { seats, .. } = &record.proposal.action else {
                return None;
            };
            Some(NextEpoch {
                number: self.epoch + 1,
                first: accepted.effective,
                validators: validators_of_seats(seats).ok()?,
                addresses: seats.iter().map(|seat| seat.address).collect(),
            })
        })
    }

    /// Begins the epoch that was decided.
    pub(super) fn begin_epoch(&mut self) {
        let next = self.next_epoch.take().expect("what is accepted is known");
        self.epoch = next.number;
        self.epoch_first = next.first;
        self.validators = next.validators;
        self.addresses = next.addresses;
    }
}
