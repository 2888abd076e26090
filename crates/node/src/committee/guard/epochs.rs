//! From one epoch to the next: the engine of the one ends, that of the other begins, and nothing else of the node notices.
//!
//! ```text
//! last block durable ── this node decides on, with others ─▶ engine of the next epoch
//!                    └─ it decides alone, or no more ──────▶ the node starts again as what it is now
//!
//! behind by an epoch ─▶ changes from whoever has them ─▶ blocks of all epochs ─▶ one engine after the other
//! ```

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use aurigraph_types::PublicKey;

use super::{CONSENSUS_FOLDER, Guard};
use crate::committee::floor::Floor;
use crate::committee::peers::Peer;
use crate::committee::start::CommitteeStartError;
use crate::committee::transfer::fetch::Ask as _;
use crate::committee::transfer::wire::{Answer, Request};
use crate::epochs::index_of;
use crate::follow::epochs::ask_followed;

/// Whether what this validator voted in an epoch is on its disk.
pub(super) fn knows_votes(data_dir: &Path, epoch: u64) -> bool {
    let folder = data_dir.join(CONSENSUS_FOLDER);
    if epoch == 0 {
        return folder.exists();
    }
    folder.join(format!("consensus-votes-{epoch}")).exists()
}

impl Guard {
    /// Where the validators of an epoch listen.
    pub(super) fn addresses(&self, epoch: u64) -> Result<Vec<SocketAddr>, CommitteeStartError> {
        if let Some(addresses) = self.parts.chain.epochs.addresses(epoch) {
            return Ok(addresses);
        }
        let configured = self.parts.network.addresses.clone();
        let epochs = self.parts.chain.epochs.now();
        let count = epochs
            .get(epoch)
            .map(|one| one.validators.validators().len());
        if count == Some(configured.len()) {
            Ok(configured)
        } else {
            Err(CommitteeStartError::Addresses { epoch })
        }
    }

    /// Those of the epoch before that are no validators any more.
    pub(super) fn former_validators(&self) -> Vec<(PublicKey, SocketAddr)> {
        let epochs = self.parts.chain.epochs.now();
        let before = self.epoch.checked_sub(1);
        let (Some(before), Some(now)) = (
            before.and_then(|one| epochs.get(one)),
            epochs.get(self.epoch),
        ) else {
            return Vec::new();
        };
        let Ok(addresses) = self.addresses(before.number) else {
            // Nobody says where they are.
            return Vec::new();
        };
        let listed = before.validators.validators().iter().zip(addresses);
        listed
            .filter(|(info, _)| index_of(&now.validators, &info.public_key).is_none())
            .map(|(info, address)| (info.public_key.clone(), address))
            .collect()
    }

    /// The block that the epoch begins after, if nothing of the epoch is here and the engine never ran in it.
    pub(super) fn beginning_of_epoch(&self) -> Option<Floor> {
        if knows_votes(&self.parts.config.data_dir, self.epoch) {
            return None;
        }
        let epochs = self.parts.chain.epochs.now();
        let change = epochs.changes().get(self.epoch.checked_sub(1)? as usize)?;
        Some(Floor {
            header: change.header,
            certificate: change.certificate.clone(),
            may_vote: false,
        })
    }

    /// Goes on to the epoch of the next block, if the engine is still in an earlier one.
    pub(super) fn follow_epochs(&mut self) {
        let tip = self.parts.chain.tip().height.get();
        let epoch = self.parts.chain.epochs.of(tip + 1);
        if epoch.number <= self.epoch {
            return;
        }
        let own = index_of(&epoch.validators, self.parts.key.public_key());
        let validators = epoch.validators.validators().len();
        let (Some(own), true) = (own, validators > 1) else {
            let reason = if own.is_some() {
                "decides alone"
            } else {
                "is no validator any more"
            };
            self.stop_engine();
            let first = epoch.first;
            let reason = format!("from block {first} on this node {reason}");
            self.parts.status.ask_restart(reason);
            self.epoch = epoch.number;
            return;
        };
        tracing::info!(
            epoch = epoch.number,
            first_height = %epoch.first,
            validators,
            "a new epoch begins"
        );
        let committee = match self.parts.chain.epochs.committee(epoch.number) {
            Ok(committee) => committee,
            Err(error) => {
                self.parts.status.fail(error.to_string());
                return;
            }
        };
        let began = Instant::now();
        self.stop_engine();
        let is_ahead = self.parts.shared.peers.credible_height() > tip;
        self.votes = knows_votes(&self.parts.config.data_dir, epoch.number)
            || (tip + 1 == epoch.first.get() && (self.votes || !is_ahead));
        self.epoch = epoch.number;
        self.first_view = None;
        self.parts.shared.begin_epoch(committee, Some(own));
        self.restart_engine();
        let elapsed_ms = began.elapsed().as_millis() as u64;
        tracing::info!(elapsed_ms, "the engine of the new epoch is started");
    }

    /// Whether this validator is none any more, as the nodes that it would follow know: then it starts again and follows them.
    pub(super) fn is_removed(&mut self) -> bool {
        let Some(follow) = &self.parts.config.follow else {
            return false;
        };
        let epochs = &self.parts.chain.epochs;
        ask_followed(follow, epochs);
        let latest = epochs.now().latest().clone();
        let is_removed = index_of(&latest.validators, self.parts.key.public_key()).is_none();
        if is_removed {
            self.stop_engine();
            let first = latest.first;
            let reason = format!("from block {first} on this node is no validator any more");
            self.parts.status.ask_restart(reason);
        }
        is_removed
    }

    /// Learns of changes of validators from whoever has seen more of them, and has the engine fetch the blocks that lead there.
    pub(super) fn learn_epochs(&mut self, peers: &[Peer]) {
        let known = self.parts.chain.epochs.now();
        let ahead: Vec<u16> = (0..)
            .zip(peers)
            .filter(|(_, peer)| peer.is_fresh())
            .filter_map(|(index, peer)| Some((index, peer.status.as_ref()?.epoch)))
            .filter(|(_, epoch)| *epoch > self.epoch)
            .map(|(index, _)| index)
            .collect();
        let Some(first) = ahead.first().copied() else {
            return;
        };
        let Some(fetcher) = &mut self.fetcher else {
            return;
        };
        if known.latest().number == self.epoch {
            for from in &ahead {
                let asked = fetcher.ask(*from, &Request::Epochs);
                let Ok(Answer::Epochs(bytes)) = asked else {
                    continue;
                };
                match self.parts.chain.epochs.learn_encoded(&bytes) {
                    Ok(true) => break,
                    Ok(false) => {}
                    Err(error) => {
                        let error = crate::history::with_causes(&error);
                        tracing::warn!(from, error, "changes of validators were not taken");
                    }
                }
            }
        }
        let last = self
            .parts
            .chain
            .epochs
            .schedule()
            .and_then(|schedule| schedule.last_height(self.epoch));
        if let (Some(last), Some(engine)) = (last, self.parts.shared.engine.load().as_ref()) {
            // Nobody tells of it by himself: the others are in the next epoch.
            engine.seek(last, first);
        }
    }
}
