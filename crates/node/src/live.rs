//! The live stream: messages are made once, encoded once as the frame that is sent, and sent to everybody who asked for their channel.
//!
//! ```text
//! publish.rs ──▶ LiveHub::send: sequence, frame ──▶ rounds.rs: a few threads write to all sockets
//!                                                       │ what a socket does not take
//!                                                       ▼
//!                               client.rs: bounded queue ──▶ socket.rs: the client's task writes it, reads and answers
//! ```
//! Sequences ascend, also over restarts: a process begins at its start time in microseconds. So a client that resumes after a restart is
//! told of the gap. The last 1,024 messages are kept, so that a client that lost its connection can resume; a client that cannot
//! keep up is dropped with a code, never buffered without bound.

mod client;
mod frame;
pub mod messages;
mod publish;
mod rounds;
mod socket;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use aurigraph_types::ChainId;
use bytes::Bytes;
use parking_lot::Mutex;
use tokio::net::TcpStream;
use tokio::sync::watch;

use client::Client;
use messages::{ConnectionEstablished, LiveContent, LiveFault, LiveFaultCode, LiveMessage};
use rounds::Rounds;

pub use messages::Channel;
pub use publish::run as publish;
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
    /// JSON, as the WebSocket frame that every client gets.
    pub frame: Bytes,
}

/// Encodes one message. Answers to a client's own messages have no place in the stream, and so no sequence.
fn encode(content: LiveContent, sequence: impl Into<Option<u64>>) -> String {
    let message = LiveMessage {
        content,
        timestamp: jiff::Timestamp::now().as_millisecond(),
        sequence: sequence.into(),
    };
    serde_json::to_string(&message).expect("messages are plain structs")
}

/// The hub.
#[derive(Debug)]
pub struct LiveHub {
    /// The chain, for the welcome message.
    pub chain_id: ChainId,
    rounds: Rounds,
    kept: Mutex<VecDeque<Message>>,
    sequence: AtomicU64,
    clients: AtomicUsize,
    connections: AtomicU64,
    closing: watch::Sender<bool>,
}

impl LiveHub {
    /// An empty hub.
    pub fn new(chain_id: ChainId) -> Self {
        let started_at_us = jiff::Timestamp::now().as_microsecond().unsigned_abs();
        Self {
            chain_id,
            rounds: Rounds::new(),
            kept: Mutex::new(VecDeque::with_capacity(KEPT_MESSAGES)),
            sequence: AtomicU64::new(started_at_us),
            clients: AtomicUsize::new(0),
            connections: AtomicU64::new(0),
            closing: watch::channel(false).0,
        }
    }

    /// Makes a message for everybody who wants its channel. It is sent with [`Self::flush`].
    pub fn send(&self, channel: Channel, content: LiveContent) {
        // The lock orders sequence, store and rounds, so that everybody sees ascending sequences.
        let mut kept = self.kept.lock();
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let message = Message {
            sequence,
            channel,
            frame: frame::text(&encode(content, sequence)),
        };
        if kept.len() == KEPT_MESSAGES {
            kept.pop_front();
        }
        kept.push_back(message.clone());
        self.rounds.publish(&message);
    }

    /// Begins to send what was made.
    pub fn flush(&self) {
        self.rounds.flush();
    }

    /// How long it took last to send to everybody.
    pub fn last_round(&self) -> Duration {
        self.rounds.last_round()
    }

    /// Takes a client in: it is told where the stream stands and what it missed, and gets what comes from now on.
    fn join(
        &self,
        direct: Option<Arc<TcpStream>>,
        block_height: u64,
        resume_after: Option<u64>,
    ) -> Arc<Client> {
        let connection_id = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        let kept = self.kept.lock();
        let sequence = self.sequence.load(Ordering::Relaxed);
        let earliest_sequence = kept
            .front()
            .map_or(sequence + 1, |message| message.sequence);
        let welcome = LiveContent::ConnectionEstablished(ConnectionEstablished {
            connection_id,
            chain_id: self.chain_id.to_string(),
            block_height,
            channels: Channel::ALL,
            sequence,
            earliest_sequence,
        });
        let mut first = vec![frame::text(&encode(welcome, sequence))];
        match resume_after {
            None => {}
            Some(after) if after > sequence || after + 1 < earliest_sequence => {
                let detail = format!("messages after {after} are no longer held");
                let code = LiveFaultCode::ResumeGap;
                let gap = LiveContent::ResumeGap(LiveFault { code, detail });
                first.push(frame::text(&encode(gap, sequence)));
            }
            Some(after) => first.extend(
                kept.iter()
                    .filter(|message| message.sequence > after)
                    .map(|message| message.frame.clone()),
            ),
        }
        let client = Arc::new(Client::new(direct, first.into_iter(), sequence));
        self.rounds.add(Arc::clone(&client));
        drop(kept);
        client
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
        self.rounds.dropped_slow()
    }
}
