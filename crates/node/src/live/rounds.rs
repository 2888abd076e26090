//! Threads that send each message to everybody: the clients are shared out among them, and each sends in rounds.
//!
//! A round takes what was published since the last one, puts the frames together once for each set of channels that anybody wants, and
//! writes them to every socket. Nothing is allocated or encoded for a client that keeps up. The threads are not those that answer requests,
//! so neither holds up the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use parking_lot::{Condvar, Mutex};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use super::Message;
use super::client::{Client, Offered, Wanted};

/// Threads, at most: writing to sockets is the operating system's work, and other work needs cores, too.
const THREADS_MAX: usize = 4;

/// Rounds are short and rare ([`super::publish`]), and thousands of people wait for each: they go before what takes the cores for long. Where
/// this user may not raise a thread's priority it stays as it is.
const NICE: i32 = -20;

/// Lets the thread that calls go before what takes the cores for long, as far as this user may.
pub fn go_first() {
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "a thread of the live stream keeps its priority");
    }
}

/// Gives the thread that calls a core of its own among those of the threads of rounds. Woken together by one thread they would begin on that
/// one's core, one behind the other, and a round is over before the operating system moves one away. Where there are many cores some are free.
fn keep_apart(number: usize) {
    let Ok(allowed) = sched_getaffinity(None) else {
        return;
    };
    let cores: Vec<_> = (0..CpuSet::MAX_CPU)
        .filter(|core| allowed.is_set(*core))
        .collect();
    if cores.len() > THREADS_MAX || cores.is_empty() {
        return;
    }
    let mut own = CpuSet::new();
    own.set(cores[number % cores.len()]);
    if let Err(error) = sched_setaffinity(None, &own) {
        tracing::debug!(%error, "a thread of the live stream runs on any core");
    }
}

/// One thread's share of the clients.
#[derive(Debug, Default)]
struct Share {
    inbox: Mutex<Inbox>,
    came: Condvar,
    round_us: AtomicU64,
}

/// What a thread has not looked at yet.
#[derive(Debug, Default)]
struct Inbox {
    messages: Vec<Message>,
    clients: Vec<Arc<Client>>,
    is_stopping: bool,
}

/// All threads.
#[derive(Debug)]
pub struct Rounds {
    shares: Box<[Arc<Share>]>,
    next: AtomicUsize,
    dropped_slow: Arc<AtomicU64>,
    is_started: AtomicBool,
}

impl Rounds {
    /// No thread runs before the first client comes.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            shares: (0..cores.min(THREADS_MAX))
                .map(|_| Arc::default())
                .collect(),
            next: AtomicUsize::new(0),
            dropped_slow: Arc::default(),
            is_started: AtomicBool::new(false),
        }
    }

    /// Clients closed because they did not keep up.
    pub fn dropped_slow(&self) -> u64 {
        self.dropped_slow.load(Ordering::Relaxed)
    }

    /// How long the last round took, that of the slowest thread.
    pub fn last_round(&self) -> Duration {
        let rounds = self
            .shares
            .iter()
            .map(|share| share.round_us.load(Ordering::Relaxed));
        Duration::from_micros(rounds.max().unwrap_or(0))
    }

    /// From its `after_sequence` on, the client gets what is published. Whoever calls this holds back publishing.
    pub fn add(&self, client: Arc<Client>) {
        if !self.is_started.swap(true, Ordering::Relaxed) {
            self.start();
        }
        let place = self.next.fetch_add(1, Ordering::Relaxed) % self.shares.len();
        self.shares[place].inbox.lock().clients.push(client);
    }

    /// Gives a message to all threads, which send it with the next round.
    pub fn publish(&self, message: &Message) {
        if !self.is_started.load(Ordering::Relaxed) {
            return;
        }
        for share in &self.shares {
            share.inbox.lock().messages.push(message.clone());
        }
    }

    /// Begins a round.
    pub fn flush(&self) {
        for share in &self.shares {
            share.came.notify_one();
        }
    }

    fn start(&self) {
        for (number, share) in self.shares.iter().enumerate() {
            let (share, dropped_slow) = (Arc::clone(share), Arc::clone(&self.dropped_slow));
            let started = std::thread::Builder::new()
                .name(format!("live-{number}"))
                .spawn(move || {
                    go_first();
                    keep_apart(number);
                    share.run(&dropped_slow);
                });
            if let Err(error) = started {
                tracing::error!(%error, "a thread of the live stream cannot be started; its clients get nothing");
            }
        }
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        for share in &self.shares {
            share.inbox.lock().is_stopping = true;
            share.came.notify_one();
        }
    }
}

impl Share {
    fn run(&self, dropped_slow: &AtomicU64) {
        let mut clients: Vec<Arc<Client>> = Vec::new();
        loop {
            let messages = {
                let mut inbox = self.inbox.lock();
                while inbox.messages.is_empty() && !inbox.is_stopping {
                    self.came.wait(&mut inbox);
                }
                if inbox.is_stopping {
                    return;
                }
                clients.append(&mut inbox.clients);
                std::mem::take(&mut inbox.messages)
            };
            let began = Instant::now();
            let mut round = Round::new(messages);
            clients.retain(|client| match round.send(client) {
                Offered::Taken => true,
                Offered::TooSlow => {
                    dropped_slow.fetch_add(1, Ordering::Relaxed);
                    false
                }
                Offered::Ended => false,
            });
            let round_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.round_us.store(round_us, Ordering::Relaxed);
        }
    }
}

/// The messages of one round, put together for each set of channels.
struct Round {
    messages: Vec<Message>,
    first_sequence: u64,
    /// By the bits of the channels.
    together: [Option<Joined>; 16],
}

impl Round {
    fn new(messages: Vec<Message>) -> Self {
        Self {
            first_sequence: messages.first().map_or(0, |message| message.sequence),
            messages,
            together: Default::default(),
        }
    }

    fn send(&mut self, client: &Client) -> Offered {
        let channels = client.wanted.channels();
        if client.after_sequence < self.first_sequence {
            let joined = self.together[usize::from(channels)]
                .get_or_insert_with(|| Joined::new(&self.messages, channels, 0));
            return joined.offer(client);
        }
        // It came in the middle of the round's messages.
        Joined::new(&self.messages, channels, client.after_sequence).offer(client)
    }
}

/// Frames behind one another.
struct Joined {
    frames: Bytes,
    messages: usize,
}

impl Joined {
    /// The frames of some channels after a sequence; shared, where it is one.
    fn new(messages: &[Message], channels: u8, after_sequence: u64) -> Self {
        let is_wanted = |message: &&Message| {
            channels & Wanted::bit(message.channel) != 0 && message.sequence > after_sequence
        };
        let wanted: Vec<_> = messages.iter().filter(is_wanted).collect();
        let frames = match wanted[..] {
            [only] => only.frame.clone(),
            _ => {
                let mut bytes = BytesMut::new();
                for message in &wanted {
                    bytes.extend_from_slice(&message.frame);
                }
                bytes.freeze()
            }
        };
        Self {
            frames,
            messages: wanted.len(),
        }
    }

    fn offer(&self, client: &Client) -> Offered {
        if self.messages == 0 {
            return Offered::Taken;
        }
        client.offer(&self.frames, self.messages)
    }
}
