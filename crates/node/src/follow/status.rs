//! Every second each followed node is told how this one is, and says how it is itself: height, mode, and by its signature which validator's it is.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::remote::Remote;
use crate::committee::peers::{NodeStatus, Peers};
use crate::epochs::{EpochRecord, index_of};
use crate::follow::known::KnownFollowers;
use crate::http::problem::NODE_REVOKED;
use crate::identity::{NodeIdentity, SignedStatus};
use crate::time::unix_ms;

/// How often.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// What is needed of the node.
pub struct StatusExchange {
    /// Signs.
    pub identity: Arc<NodeIdentity>,
    /// Who decides: their keys are known.
    pub epochs: Arc<EpochRecord>,
    /// What validators say of themselves.
    pub peers: Arc<Peers>,
    /// What other nodes that follow say of themselves.
    pub followers: Arc<KnownFollowers>,
    /// The nodes.
    pub remotes: Arc<[Remote]>,
    /// How this node is.
    pub own: Arc<dyn Fn() -> NodeStatus + Send + Sync>,
}

impl StatusExchange {
    /// Tells and asks one of them until the runtime ends.
    pub async fn run(self: Arc<Self>, index: usize) {
        let mut ticks = tokio::time::interval(INTERVAL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let answers = self.once(index).await;
            self.remotes[index]
                .answers
                .store(answers, Ordering::Relaxed);
        }
    }

    async fn once(&self, index: usize) -> bool {
        let remote = &self.remotes[index];
        let signed = self.identity.sign(&(self.own)(), unix_ms());
        let body = serde_json::to_vec(&signed).expect("a status can be written");
        let asked_at = Instant::now();
        let asked = remote.client.exchange_status(body);
        let answer = match tokio::time::timeout(ANSWER_TIMEOUT, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) if error.code() == Some(NODE_REVOKED) => {
                if !remote.refuses.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        node = remote.client.base_url(),
                        %error,
                        "a node that this one follows does not hear it any more: the registrar of nodes has revoked this node's key"
                    );
                }
                // It answers, and gives blocks to everybody.
                return true;
            }
            Ok(Err(error)) => {
                tracing::debug!(node = remote.client.base_url(), %error, "no status");
                return false;
            }
            Err(_) => return false,
        };
        remote.refuses.store(false, Ordering::Relaxed);
        let latency = asked_at.elapsed();
        let chain = self.identity.chain_id();
        let verified = serde_json::from_slice::<SignedStatus>(&answer)
            .ok()
            .and_then(|signed| signed.verify(&chain));
        let Some(said) = verified else {
            tracing::warn!(
                node = remote.client.base_url(),
                "a node's status does not verify: it may belong to another network"
            );
            return false;
        };
        remote.height.store(said.status.height, Ordering::Relaxed);
        let own_height = (self.own)().height;
        let deciding = self.epochs.of(own_height + 1).validators;
        let validator = index_of(&deciding, &said.public_key);
        *remote.validator.lock() = validator;
        match validator {
            Some(validator) => self.peers.said(validator, said.status, Some(latency)),
            // Neither a list that is full nor a key that was revoked is a fault of this node: what the other one gives is verified all the same.
            None => {
                self.followers.said(said);
            }
        }
        true
    }
}
