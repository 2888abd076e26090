//! The live stream: messages are made once, encoded once, and sent to everybody who asked for their channel.
//!
//! Sequences ascend, also over restarts: a process begins at its start time in microseconds. So a client that resumes after a restart is
//! told of the gap. The last 1,024 messages are kept, so that a client that lost its connection can resume; a client that cannot
//! keep up is dropped with a code, never buffered without bound.

pub mod messages;
mod publish;
mod socket;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use aurigraph_types::ChainId;
use parking_lot::Mutex;
use tokio::sync::{broadcast, watch};

use messages::{LiveContent, LiveMessage};

pub use messages::Channel;
pub use publish::start as start_publisher;
pub use socket::stream;

/// Messages kept for resuming, and how far a slow client may fall behind.
pub const KEPT_MESSAGES: usize = 1_024;

/// One encoded message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its place in the stream.
    pub sequence: u64,
    /// Its channel.
    pub channel: Channel,
    /// JSON.
    pub text: Arc<str>,
}

/// Encodes one message. Answers to a client's own messages have no place in the stream, and so no sequence.
fn encode(content: LiveContent, sequence: impl Into<Option<u64>>) -> Arc<str> {
    let message = LiveMessage {
        content,
        timestamp: jiff::Timestamp::now().as_millisecond(),
        sequence: sequence.into(),
    };
    serde_json::to_string(&message)
        .expect("messages are plain structs")
        .into()
}

/// What a new subscriber begins with.
#[derive(Debug)]
pub struct Subscription {
    /// What comes from now on.
    pub messages: broadcast::Receiver<Message>,
    /// What was kept since the client's last message; `None` if some of it is gone.
    pub missed: Option<Vec<Message>>,
    /// Sequence of the last message.
    pub sequence: u64,
    /// Sequence of the first message that is kept; above `sequence` if there is none.
    pub earliest_sequence: u64,
}

/// The hub.
#[derive(Debug)]
pub struct LiveHub {
    /// The chain, for the welcome message.
    pub chain_id: ChainId,
    sender: broadcast::Sender<Message>,
    kept: Mutex<VecDeque<Message>>,
    sequence: AtomicU64,
    clients: AtomicUsize,
    connections: AtomicU64,
    dropped_slow: AtomicU64,
    closing: watch::Sender<bool>,
}

impl LiveHub {
    /// An empty hub.
    pub fn new(chain_id: ChainId) -> Self {
        let started_at_us = jiff::Timestamp::now().as_microsecond().unsigned_abs();
        Self {
            chain_id,
            sender: broadcast::channel(KEPT_MESSAGES).0,
            kept: Mutex::new(VecDeque::with_capacity(KEPT_MESSAGES)),
            sequence: AtomicU64::new(started_at_us),
            clients: AtomicUsize::new(0),
            connections: AtomicU64::new(0),
            dropped_slow: AtomicU64::new(0),
            closing: watch::channel(false).0,
        }
    }

    /// Sends a message to every subscriber of a channel.
    pub fn send(&self, channel: Channel, content: LiveContent) {
        // The lock orders sequence, store and broadcast, so that everybody sees ascending sequences.
        let mut kept = self.kept.lock();
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let message = Message {
            sequence,
            channel,
            text: encode(content, sequence),
        };
        if kept.len() == KEPT_MESSAGES {
            kept.pop_front();
        }
        kept.push_back(message.clone());
        // Nobody may be listening.
        let _ = self.sender.send(message);
    }

    /// Subscribes, with what was kept after `resume_after`.
    pub fn subscribe(&self, resume_after: Option<u64>) -> Subscription {
        let kept = self.kept.lock();
        let messages = self.sender.subscribe();
        let sequence = self.sequence.load(Ordering::Relaxed);
        let earliest_sequence = kept
            .front()
            .map_or(sequence + 1, |message| message.sequence);
        let missed = match resume_after {
            None => Some(Vec::new()),
            Some(after) if after > sequence || after + 1 < earliest_sequence => None,
            Some(after) => Some(
                kept.iter()
                    .filter(|message| message.sequence > after)
                    .cloned()
                    .collect(),
            ),
        };
        Subscription {
            messages,
            missed,
            sequence,
            earliest_sequence,
        }
    }

    /// Tells every connection to close: the node stops.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Connected clients.
    pub fn clients(&self) -> usize {
        self.clients.load(Ordering::Relaxed)
    }

    /// Connections since start.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Clients dropped because they could not keep up.
    pub fn dropped_slow(&self) -> u64 {
        self.dropped_slow.load(Ordering::Relaxed)
    }
}
