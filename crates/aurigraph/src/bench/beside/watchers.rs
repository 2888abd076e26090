//! Thousands of clients of the live stream beside the load: how long after the node made a message each of them has read it.
//!
//! One thread reads for all of them, because what they cost lies on the cores that are measured. Stalled clients never read after
//! the handshake; what the node told them is looked at when the load is over.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow, ensure};
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::net::{AddressFamily, SocketType, sockopt};
use rustix::time::{ClockId, clock_gettime};

use super::watch_socket::{Ended, Seen, WatchSocket};
use crate::bench::latency::Histogram;

/// Connections that wait for their handshake at the same time.
const HANDSHAKES_MAX: usize = 64;
/// How long one group of handshakes may take.
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);
/// What a stalled client's kernel holds for it: little, so that its stalling is soon felt.
const STALLED_BUFFER_BYTES: usize = 1024;
const EVENTS_MAX: usize = 1_024;
const READ_BYTES: usize = 64 * 1024;
/// How often the thread looks what came. If it waited for each message, every write of the node would wake it; the operating system has noted
/// when each came.
const LOOK_INTERVAL: Duration = Duration::from_millis(20);
const AT_ONCE: rustix::event::Timespec = rustix::event::Timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

const WAITING: u8 = 0;
const MEASURING: u8 = 1;
const ENDING: u8 = 2;

/// What the clients saw while it was measured.
#[derive(Default)]
pub struct WatchFigures {
    /// Clients that read.
    pub healthy: usize,
    /// Clients that did not.
    pub stalled: usize,
    /// How long it was measured.
    pub seconds: f64,
    /// Messages read.
    pub messages: u64,
    /// Messages about blocks among them.
    pub block_messages: u64,
    /// From the message's own time to its arrival at the client.
    pub latencies: Histogram,
    /// Messages whose arrival the operating system did not note: they count from when they were read, which is later.
    pub without_arrival: u64,
    /// Messages that a client that reads did not get, by its sequences.
    pub missed: u64,
    /// How healthy connections ended before the end.
    pub healthy_ended: BTreeMap<Ended, usize>,
    /// How stalled connections ended.
    pub stalled_ended: BTreeMap<Ended, usize>,
    /// Processor time of the thread that reads.
    pub cpu_seconds: f64,
}

/// Connected clients.
pub struct Watchers {
    phase: Arc<AtomicU8>,
    thread: JoinHandle<anyhow::Result<WatchFigures>>,
}

impl Watchers {
    /// Connects `count` clients, `stalled` of them such as do not read, and returns when all of them have their handshake.
    pub fn connect(base_url: &str, count: usize, stalled: usize) -> anyhow::Result<Self> {
        let host = base_url
            .strip_prefix("http://")
            .context("the watchers need an address that begins with http://")?
            .to_owned();
        let address = host
            .to_socket_addrs()
            .context("resolving the node's address")?
            .next()
            .context("the node's address has no number")?;
        let mut room = Room::new()?;
        room.connect(address, &host, count, stalled)?;
        let phase = Arc::new(AtomicU8::new(WAITING));
        let thread = std::thread::Builder::new()
            .name("watchers".into())
            .spawn({
                let phase = Arc::clone(&phase);
                move || room.watch(&phase)
            })
            .context("starting a thread")?;
        Ok(Self { phase, thread })
    }

    /// What is read from now on is counted.
    pub fn begin(&self) {
        self.phase.store(MEASURING, Ordering::Release);
    }

    /// Ends the clients.
    pub fn finish(self) -> anyhow::Result<WatchFigures> {
        self.phase.store(ENDING, Ordering::Release);
        self.thread
            .join()
            .map_err(|_| anyhow!("the watchers' thread panicked"))?
    }
}

/// The connections and where they are waited for.
struct Room {
    epoll: OwnedFd,
    healthy: Vec<WatchSocket>,
    stalled: Vec<WatchSocket>,
    buffer: Vec<u8>,
}

impl Room {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            epoll: epoll::create(epoll::CreateFlags::CLOEXEC).context("waiting for sockets")?,
            healthy: Vec::new(),
            stalled: Vec::new(),
            buffer: vec![0; READ_BYTES],
        })
    }

    /// Connects in groups, the stalled ones spread evenly among the others.
    fn connect(
        &mut self,
        address: SocketAddr,
        host: &str,
        count: usize,
        stalled: usize,
    ) -> anyhow::Result<()> {
        let mut begun = 0;
        while begun < count {
            let until = (begun + HANDSHAKES_MAX).min(count);
            let mut group = Vec::with_capacity(HANDSHAKES_MAX);
            for number in begun..until {
                let is_stalled = (number + 1) * stalled / count > number * stalled / count;
                let socket = ask_for_handshake(address, host, is_stalled)
                    .with_context(|| format!("connecting client {} of {count}", number + 1))?;
                group.push((socket, is_stalled));
            }
            let deadline = Instant::now() + HANDSHAKE_PATIENCE;
            while group.iter().any(|(socket, _)| !socket.is_open()) {
                ensure!(
                    Instant::now() < deadline
                        && group.iter().all(|(socket, _)| socket.ended.is_none()),
                    "the node did not take client {} of {count} of the live stream: it serves a limited number of connections",
                    begun + 1
                );
                std::thread::sleep(Duration::from_millis(1));
                for (socket, _) in group.iter_mut().filter(|(socket, _)| !socket.is_open()) {
                    read_welcome(socket, &mut self.buffer);
                }
            }
            for (socket, is_stalled) in group {
                if is_stalled {
                    self.stalled.push(socket);
                    continue;
                }
                let place = EventData::new_u64(self.healthy.len() as u64);
                epoll::add(&self.epoll, &socket, place, EventFlags::IN)
                    .context("waiting for a socket")?;
                self.healthy.push(socket);
            }
            begun = until;
        }
        Ok(())
    }

    /// Reads until the end is asked for.
    fn watch(mut self, phase: &AtomicU8) -> anyhow::Result<WatchFigures> {
        let mut figures = WatchFigures {
            healthy: self.healthy.len(),
            stalled: self.stalled.len(),
            ..WatchFigures::default()
        };
        let mut events = Vec::with_capacity(EVENTS_MAX);
        let mut begun = None;
        let mut cpu_before = 0.0;
        loop {
            match phase.load(Ordering::Acquire) {
                ENDING => break,
                MEASURING if begun.is_none() => {
                    begun = Some(Instant::now());
                    cpu_before = thread_cpu_seconds();
                }
                _ => {}
            }
            self.read_what_came(&mut events, &mut figures, begun.is_some())?;
            if events.len() < EVENTS_MAX {
                std::thread::sleep(LOOK_INTERVAL);
            }
        }
        figures.seconds = begun.map_or(0.0, |begun| begun.elapsed().as_secs_f64());
        figures.cpu_seconds = thread_cpu_seconds() - cpu_before;
        for socket in &self.healthy {
            if let Some(ended) = socket.ended {
                *figures.healthy_ended.entry(ended).or_default() += 1;
            }
        }
        for socket in &mut self.stalled {
            while socket.read(&mut self.buffer, |_| ()) {}
            if let Some(ended) = socket.ended {
                *figures.stalled_ended.entry(ended).or_default() += 1;
            }
        }
        Ok(figures)
    }

    fn read_what_came(
        &mut self,
        events: &mut Vec<epoll::Event>,
        figures: &mut WatchFigures,
        counts: bool,
    ) -> anyhow::Result<()> {
        events.clear();
        let waited = epoll::wait(
            &self.epoll,
            rustix::buffer::spare_capacity(events),
            Some(&AT_ONCE),
        );
        match waited {
            Err(rustix::io::Errno::INTR) => return Ok(()),
            waited => waited.context("waiting for sockets")?,
        };
        for event in &*events {
            let place = event.data.u64() as usize;
            let socket = &mut self.healthy[place];
            let mut last = socket.last_sequence;
            socket.read(&mut self.buffer, |seen| {
                let missed = last.map_or(0, |last| seen.sequence.saturating_sub(last + 1));
                last = Some(seen.sequence);
                if counts && !seen.is_welcome {
                    figures.count(seen, missed);
                }
            });
            socket.last_sequence = last;
            if socket.ended.is_some() {
                epoll::delete(&self.epoll, &*socket).context("forgetting a socket")?;
            }
        }
        Ok(())
    }
}

impl WatchFigures {
    fn count(&mut self, seen: Seen, missed: u64) {
        self.without_arrival += u64::from(seen.arrived.is_none());
        let arrived = seen
            .arrived
            .unwrap_or_else(SystemTime::now)
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        self.messages += 1;
        self.block_messages += u64::from(seen.is_block);
        self.missed += missed;
        let latency = arrived.saturating_sub(Duration::from_millis(seen.timestamp_ms));
        self.latencies.add(latency, 1);
    }
}

/// Reads until the welcome message was there or nothing more is.
fn read_welcome(socket: &mut WatchSocket, buffer: &mut [u8]) {
    let mut last = None;
    while socket.read(buffer, |seen| last = Some(seen.sequence)) {}
    socket.last_sequence = last.or(socket.last_sequence);
}

/// A connection on which the handshake was sent.
fn ask_for_handshake(
    address: SocketAddr,
    host: &str,
    is_stalled: bool,
) -> anyhow::Result<WatchSocket> {
    let family = if address.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let socket = rustix::net::socket(family, SocketType::STREAM, None)?;
    if is_stalled {
        sockopt::set_socket_recv_buffer_size(&socket, STALLED_BUFFER_BYTES)?;
    }
    rustix::net::connect(&socket, &address)?;
    let mut stream = TcpStream::from(socket);
    // The key is the example of RFC 6455: nothing between here and the node caches.
    let request = format!(
        "GET /api/v11/live/stream HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    Ok(WatchSocket::new(stream)?)
}

fn thread_cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
