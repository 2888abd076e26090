//! Changes of validators as a node that follows sees them: it learns who decides now, and whether it does itself.

use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use bytes::Bytes;

use super::follower::{Follower, PAUSE};
use crate::committee::transfer::fetch::Ask as _;
use crate::committee::transfer::wire::{Answer, Received, Request, decode};
use crate::config::FollowNetwork;
use crate::epochs::{EpochRecord, index_of};

/// How long a validator that starts waits for the nodes that it would follow.
const ASKED_FOR: Duration = Duration::from_secs(1);

/// How long the core may take to write down an epoch's end.
const WRITTEN_WITHIN: Duration = Duration::from_secs(10);

impl Follower {
    /// Asks a node who decided in later epochs. Whether that is known now.
    pub(super) fn learn_epochs(&mut self, index: usize) -> bool {
        let asked = self.asks.ask(index as u16, &Request::Epochs);
        let Ok(Answer::Epochs(bytes)) = asked else {
            return false;
        };
        let epochs = &self.parts.shared.epochs;
        match epochs.learn_encoded(&bytes) {
            Ok(_) => {
                let knew = self.sequence.latest_epoch();
                self.sequence.learn(epochs.now());
                self.sequence.latest_epoch() > knew
            }
            Err(error) => {
                let error = crate::history::with_causes(&error);
                tracing::error!(error, "changes of validators were not taken");
                false
            }
        }
    }

    /// The last block of an epoch is written here: goes on with those who decide now, as one of them if this node is.
    pub(super) fn epoch_ended(&mut self, ended: u64) {
        let epochs = self.parts.shared.epochs.clone();
        let began = Instant::now();
        while epochs.now().latest().number <= ended && began.elapsed() < WRITTEN_WITHIN {
            if self.is_stopping() {
                return;
            }
            self.pause(PAUSE / 10);
        }
        self.sequence.learn(epochs.now());
        self.look_at_epoch();
    }

    /// Whether this node is what it should be in the epoch of the next block; if not, it is started again.
    pub(super) fn look_at_epoch(&mut self) {
        let epochs = &self.parts.shared.epochs;
        let tip = self.parts.chain.tip().height.get();
        let epoch = epochs.of(tip + 1);
        let seen = self.parts.shared.participation.committee();
        if epoch.number <= seen.epoch() {
            return;
        }
        let own = index_of(&epoch.validators, self.parts.identity.public_key());
        if own.is_some() && self.parts.config.committee.is_some() {
            let first = epoch.first;
            let reason = format!("from block {first} on this node is a validator");
            self.parts.status.ask_restart(reason);
            self.pause(Duration::from_secs(3_600));
            return;
        }
        if own.is_some() {
            tracing::error!(
                "this node's key is a validator's, and where it listens for the others is not configured ([committee] listen): it only follows"
            );
        }
        match epochs.committee(epoch.number) {
            Ok(committee) => self.parts.shared.begin_epoch(committee, None),
            Err(error) => self.parts.status.fail(error.to_string()),
        }
        for remote in self.remotes.iter() {
            // Its place among the validators may be another one.
            *remote.validator.lock() = None;
        }
    }
}

/// Asks the nodes that a validator would follow who decides now, and learns it: one that was away may be none any more, and its network does not tell it then.
/// Waits no longer than [`ASKED_FOR`]; nobody has to answer.
pub(crate) fn ask_followed(follow: &FollowNetwork, epochs: &EpochRecord) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return;
    };
    let nodes = follow.nodes.iter();
    let clients = nodes.filter_map(|node| HttpClient::trusting(node, &follow.trust).ok());
    let answers = clients.map(|client| async move {
        let asked = client.transfer(Request::Epochs.encode(0).to_vec());
        let answer = tokio::time::timeout(ASKED_FOR, asked).await.ok()?.ok()?;
        match decode(&Bytes::from(answer))? {
            Received::Answer(_, Answer::Epochs(bytes)) => Some(bytes),
            _ => None,
        }
    });
    let answers = runtime.block_on(futures_util::future::join_all(answers));
    for bytes in answers.into_iter().flatten() {
        if let Err(error) = epochs.learn_encoded(&bytes) {
            let error = crate::history::with_causes(&error);
            tracing::warn!(error, "changes of validators were not taken");
        }
    }
}
