//! Sends small requests on to whoever proposes next, so that they need not wait until it is this validator's turn.

use std::sync::Arc;

use aurigraph_consensus::Message;
use aurigraph_types::{BlockHeader, Digest};
use bytes::Bytes;

use super::participation::Participation;
use super::peers::EngineSlot;

/// Larger requests wait for this validator's own turn: with the block they would go twice over the network.
pub const FORWARDED_BYTES_MAX: usize = 256 * 1024;

/// Blocks between two times that the engine is told what it may forget.
const PRUNE_INTERVAL_BLOCKS: u64 = 64;

/// Knows the engine, once it has started, and whose turn it is.
#[derive(Clone)]
pub struct Forwarder {
    engine: EngineSlot,
    participation: Arc<Participation>,
}

impl Forwarder {
    /// For the validator whose engine this is.
    pub const fn new(engine: EngineSlot, participation: Arc<Participation>) -> Self {
        Self {
            engine,
            participation,
        }
    }

    /// A final block was executed here.
    pub fn executed(&self, header: &BlockHeader, payload: &Digest) {
        self.participation.final_block(header, payload);
    }

    /// Lets the engine forget blocks that nobody is expected to ask for, now and then.
    pub fn delivered(&self, durable_height: u64) {
        if let Some(engine) = self.engine.load().as_ref()
            && durable_height.is_multiple_of(PRUNE_INTERVAL_BLOCKS)
        {
            engine.prune(durable_height);
        }
    }

    /// Sends submissions to the leader of the current view and to that of the next one, unless it is this validator.
    pub fn forward(&self, submissions: &[Bytes]) {
        let bytes: usize = submissions.iter().map(Bytes::len).sum();
        let engine = self.engine.load();
        let Some(engine) = engine
            .as_ref()
            .filter(|_| bytes > 0 && bytes <= FORWARDED_BYTES_MAX)
        else {
            return;
        };
        let (now, next) = self.participation.leaders();
        let own = self.participation.own();
        if now == own {
            return;
        }
        let message = match submissions {
            [only] => only.clone(),
            several => several.concat().into(),
        };
        engine.send(now, Message::Submissions, message.clone());
        if next != own && next != now {
            engine.send(next, Message::Submissions, message);
        }
    }
}
