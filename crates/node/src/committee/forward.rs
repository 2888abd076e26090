//! Sends submissions on to whoever proposes next, so that they need not wait until it is this validator's turn; a node that only follows sends all
//! of them to a validator.

use std::sync::Arc;

use aurigraph_consensus::Message;
use aurigraph_types::{BlockHeader, Digest};
use bytes::Bytes;
use tokio::sync::mpsc;

use super::participation::Participation;
use super::peers::EngineSlot;

/// Larger requests wait for this validator's own turn: with the block they would go twice over the network.
const FORWARDED_BYTES_MAX: usize = 256 * 1024;
/// A node that only follows has no turn: it sends on whatever a request may have.
const FOLLOWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// What waits is sent on a second time only up to so many bytes a second: under load it is not lost but late, and a validator verifies it again.
const AGAIN_BYTES_MAX: usize = 1024 * 1024;
/// Blocks between two times that the engine is told what it may forget.
const PRUNE_INTERVAL_BLOCKS: u64 = 64;

/// Knows the engine, once it has started, and whose turn it is.
#[derive(Clone)]
pub struct Forwarder {
    way: Way,
    participation: Arc<Participation>,
}

#[derive(Clone)]
enum Way {
    /// To the leaders, over the validators' own network.
    Engine(EngineSlot),
    /// To one of the nodes that this one follows.
    Followed(mpsc::Sender<Bytes>),
}

impl Forwarder {
    /// For the validator whose engine this is.
    pub const fn new(engine: EngineSlot, participation: Arc<Participation>) -> Self {
        Self {
            way: Way::Engine(engine),
            participation,
        }
    }

    /// For a node that only follows: what is sent there goes to one of the nodes that it follows.
    pub const fn to_followed(
        requests: mpsc::Sender<Bytes>,
        participation: Arc<Participation>,
    ) -> Self {
        Self {
            way: Way::Followed(requests),
            participation,
        }
    }

    /// Most bytes that are sent on at once.
    pub const fn bytes_max(&self) -> usize {
        match self.way {
            Way::Engine(_) => FORWARDED_BYTES_MAX,
            Way::Followed(_) => FOLLOWER_BYTES_MAX,
        }
    }

    /// Most bytes that are sent on once more at once, unless one submission alone has more.
    pub fn again_bytes_max(&self) -> usize {
        self.bytes_max().min(AGAIN_BYTES_MAX)
    }

    /// A final block was executed here.
    pub fn executed(&self, header: &BlockHeader, payload: &Digest) {
        self.participation.final_block(header, payload);
    }

    /// Lets the engine forget blocks that nobody is expected to ask for, now and then.
    pub fn delivered(&self, durable_height: u64) {
        if let Way::Engine(engine) = &self.way
            && let Some(engine) = engine.load().as_ref()
            && durable_height.is_multiple_of(PRUNE_INTERVAL_BLOCKS)
        {
            engine.prune(durable_height);
        }
    }

    /// Sends submissions to those who may propose them next, unless it is this validator.
    pub fn forward(&self, submissions: &[Bytes]) {
        let bytes: usize = submissions.iter().map(Bytes::len).sum();
        if bytes == 0 || bytes > self.bytes_max() {
            return;
        }
        let message = || match submissions {
            [only] => only.clone(),
            several => several.concat().into(),
        };
        match &self.way {
            Way::Engine(engine) => self.to_leaders(engine, message),
            // What finds no room is sent again a second later.
            Way::Followed(requests) => drop(requests.try_send(message())),
        }
    }

    fn to_leaders(&self, engine: &EngineSlot, message: impl FnOnce() -> Bytes) {
        let engine = engine.load();
        let Some(engine) = engine.as_ref() else {
            return;
        };
        let (first, second) = self.participation.leaders();
        let own = self.participation.own();
        if Some(first) == own {
            return;
        }
        let message = message();
        let second = second.filter(|second| Some(*second) != own && *second != first);
        if let Some(second) = second {
            engine.send(second, Message::Submissions, message.clone());
        }
        engine.send(first, Message::Submissions, message);
    }
}
