//! One client as those see it who send to it: what waits for it, within bounds.
//!
//! ```text
//! a round ──▶ nothing waits? ──yes──▶ written to the socket at once, by the thread that sends
//!                  │ no, or the socket takes no more
//!                  ▼
//!              waiting: shared bytes, counted ──▶ written by the client's task when the socket takes more
//!                  │ too many, or nothing taken for too long
//!                  ▼
//!              dropped but for the frame that was begun, then the close frame: code 4008
//! ```
//! Invariants: frames are written whole and in order, whoever writes; what waits is shared with all other clients, so a client that
//! stalls costs a list of references.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};
use parking_lot::Mutex;
use tokio::net::TcpStream;

use super::messages::Channel;
use super::{KEPT_MESSAGES, frame};

/// Messages that may wait for a client: everything that is kept for one that resumes, and some more.
const WAITING_MAX: usize = KEPT_MESSAGES + 64;
/// A client that took nothing for so long, while something waited, does not read.
const STALLED_AFTER: Duration = Duration::from_secs(10);
/// How long a client may take to read why it is closed.
pub const FAREWELL_PATIENCE: Duration = Duration::from_secs(10);

/// Close code of RFC 6455 for an endpoint that goes away.
pub const CLOSE_GOING_AWAY: u16 = 1001;
/// Close code for a client that cannot keep up.
pub const CLOSE_TOO_SLOW: u16 = 4008;

/// Set until a client's first subscription: everything is sent.
const IMPLICIT: u8 = 1 << 7;

/// Which channels a client gets, a bit for each.
#[derive(Debug)]
pub struct Wanted(AtomicU8);

impl Default for Wanted {
    fn default() -> Self {
        Self(AtomicU8::new(IMPLICIT | Self::ALL))
    }
}

impl Wanted {
    const ALL: u8 = (1 << Channel::ALL.len()) - 1;

    /// The bit of a channel.
    pub const fn bit(channel: Channel) -> u8 {
        1 << channel as u8
    }

    /// The bits of all channels that are wanted.
    pub fn channels(&self) -> u8 {
        self.0.load(Ordering::Relaxed) & Self::ALL
    }

    /// Changes one channel. The first subscription leaves only what it names; leaving one channel of the implicit four keeps the others.
    pub fn set(&self, channel: Channel, subscribe: bool) {
        let before = self.0.load(Ordering::Relaxed);
        let base = match (before & IMPLICIT != 0, subscribe) {
            (true, true) => 0,
            _ => before & Self::ALL,
        };
        let after = if subscribe {
            base | Self::bit(channel)
        } else {
            base & !Self::bit(channel)
        };
        // Only the client's own task changes it.
        self.0.store(after, Ordering::Relaxed);
    }
}

/// A client of the live stream.
#[derive(Debug)]
pub struct Client {
    /// Which channels it gets.
    pub wanted: Wanted,
    /// It gets messages after this one from rounds; earlier ones it was given when it came.
    pub after_sequence: u64,
    ended: AtomicBool,
    outgoing: Mutex<Outgoing>,
}

/// Whole frames, or what is left of them, that wait to be written.
#[derive(Debug)]
struct Piece {
    bytes: Bytes,
    /// How many messages it was: rounds of different length are counted alike.
    messages: usize,
}

#[derive(Debug)]
struct Outgoing {
    /// Where a round may write by itself; nothing for a connection that is encrypted on its way.
    direct: Option<Arc<TcpStream>>,
    waiting: VecDeque<Piece>,
    waiting_messages: usize,
    /// Whether some of the first piece is written already.
    is_begun: bool,
    /// Since when nothing that waits was taken.
    stuck_since: Instant,
    /// Set when nothing but a close frame may follow.
    closing_since: Option<Instant>,
    /// The client's task, when it has looked and found nothing to do.
    task: Option<Waker>,
}

/// What became of something offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Written, or it waits.
    Taken,
    /// The client is being closed now because it does not keep up.
    TooSlow,
    /// It was being closed already, or is gone.
    Ended,
}

impl Client {
    /// A client that is told `first` before anything else.
    pub fn new(
        direct: Option<Arc<TcpStream>>,
        first: impl Iterator<Item = Bytes>,
        after_sequence: u64,
    ) -> Self {
        let waiting: VecDeque<_> = first.map(Piece::of_one).collect();
        Self {
            wanted: Wanted::default(),
            after_sequence,
            ended: AtomicBool::new(false),
            outgoing: Mutex::new(Outgoing {
                direct,
                waiting_messages: waiting.len(),
                waiting,
                is_begun: false,
                stuck_since: Instant::now(),
                closing_since: None,
                task: None,
            }),
        }
    }

    /// Sends the whole frames of so many messages: at once if nothing waits and the socket takes them.
    pub fn offer(&self, frames: &Bytes, messages: usize) -> Offered {
        if self.ended.load(Ordering::Relaxed) {
            return Offered::Ended;
        }
        let mut outgoing = self.outgoing.lock();
        if outgoing.closing_since.is_some() {
            return Offered::Ended;
        }
        let mut rest = frames.clone();
        if outgoing.waiting.is_empty() {
            if let Some(direct) = &outgoing.direct
                && let Ok(count) = direct.try_write(&rest)
            {
                if count == rest.len() {
                    return Offered::Taken;
                }
                rest.advance(count);
                outgoing.is_begun = count > 0;
            }
            outgoing.stuck_since = Instant::now();
        } else if outgoing.waiting_messages >= WAITING_MAX
            || outgoing.stuck_since.elapsed() > STALLED_AFTER
        {
            outgoing.close(frame::close(
                CLOSE_TOO_SLOW,
                "too slow: connect again and resume",
            ));
            return Offered::TooSlow;
        }
        outgoing.wait(Piece {
            bytes: rest,
            messages,
        });
        outgoing.wake();
        Offered::Taken
    }

    /// Sends nothing more but why it ends.
    pub fn close(&self, frame: Bytes) {
        self.outgoing.lock().close(frame);
    }

    /// Writes what waits, as far as `write` takes it. Ready when nothing waits, with whether that is the end; else the task is woken when
    /// something is to be written or the socket takes more.
    pub fn poll_flush(
        &self,
        context: &mut Context<'_>,
        mut write: impl FnMut(&mut Context<'_>, &[u8]) -> Poll<std::io::Result<usize>>,
    ) -> Poll<std::io::Result<bool>> {
        let mut outgoing = self.outgoing.lock();
        while let Some(first) = outgoing.waiting.front_mut() {
            match write(context, &first.bytes) {
                Poll::Ready(Ok(0)) => {
                    return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into()));
                }
                Poll::Ready(Ok(count)) => {
                    first.bytes.advance(count);
                    let (is_written, messages) = (first.bytes.is_empty(), first.messages);
                    outgoing.stuck_since = Instant::now();
                    outgoing.is_begun = !is_written;
                    if is_written {
                        outgoing.waiting.pop_front();
                        outgoing.waiting_messages -= messages;
                    }
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    outgoing.task = Some(context.waker().clone());
                    return Poll::Pending;
                }
            }
        }
        if outgoing.waiting.capacity() > 0 {
            outgoing.waiting = VecDeque::new();
        }
        outgoing.task = Some(context.waker().clone());
        Poll::Ready(Ok(outgoing.closing_since.is_some()))
    }

    /// Since when it is being closed.
    pub fn closing_since(&self) -> Option<Instant> {
        self.outgoing.lock().closing_since
    }

    /// The connection is gone: nothing is sent any more and nothing of it is held.
    pub fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
        let mut outgoing = self.outgoing.lock();
        outgoing.direct = None;
        outgoing.waiting = VecDeque::new();
        outgoing.waiting_messages = 0;
        outgoing.task = None;
    }
}

impl Piece {
    const fn of_one(bytes: Bytes) -> Self {
        Self { bytes, messages: 1 }
    }
}

impl Outgoing {
    fn wait(&mut self, piece: Piece) {
        self.waiting_messages += piece.messages;
        self.waiting.push_back(piece);
    }

    fn close(&mut self, frame: Bytes) {
        if self.closing_since.is_some() {
            return;
        }
        // A frame that was begun must be finished, or what follows it could not be read.
        self.waiting.truncate(usize::from(self.is_begun));
        self.waiting_messages = self.waiting.iter().map(|piece| piece.messages).sum();
        self.wait(Piece::of_one(frame));
        self.closing_since = Some(Instant::now());
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(task) = self.task.take() {
            task.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Flushes into a socket that takes so many bytes.
    fn flush(client: &Client, mut takes: usize) -> (Vec<u8>, Poll<bool>) {
        let mut written = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        let flushed = client.poll_flush(&mut context, |_, bytes| {
            let count = bytes.len().min(takes);
            if count == 0 {
                return Poll::Pending;
            }
            takes -= count;
            written.extend_from_slice(&bytes[..count]);
            Poll::Ready(Ok(count))
        });
        (written, flushed.map(|end| end.expect("no error")))
    }

    #[test]
    fn a_client_that_falls_behind_is_closed_after_the_frame_that_was_begun() {
        let message = frame::text("a message");
        let client = Client::new(None, std::iter::once(message.clone()), 0);
        let (written, flushed) = flush(&client, 5);
        assert!(flushed.is_pending());
        let mut offered = Offered::Taken;
        let mut count = 0;
        while offered == Offered::Taken {
            offered = client.offer(&message, 1);
            count += 1;
        }
        assert_eq!((offered, count), (Offered::TooSlow, WAITING_MAX));
        assert_eq!(client.offer(&message, 1), Offered::Ended);
        let (rest, flushed) = flush(&client, usize::MAX);
        assert_eq!(flushed, Poll::Ready(true));
        let all = [written, rest].concat();
        let (first, farewell) = all.split_at(message.len());
        assert_eq!(first, message);
        assert_eq!(farewell[2..4], CLOSE_TOO_SLOW.to_be_bytes());
        assert_eq!(farewell.len(), 2 + usize::from(farewell[1]));
    }

    #[test]
    fn messages_that_came_together_count_as_what_they_are() {
        let together = Bytes::from_static(b"a hundred messages");
        let client = Client::new(None, std::iter::empty(), 0);
        let mut count = 0;
        while client.offer(&together, 100) == Offered::Taken {
            count += 100;
        }
        assert_eq!(count, WAITING_MAX.next_multiple_of(100));
    }

    #[test]
    fn the_first_subscription_leaves_only_what_it_names() {
        let wanted = Wanted::default();
        assert_eq!(wanted.channels(), 0b1111);
        wanted.set(Channel::BlockUpdates, true);
        wanted.set(Channel::TpsUpdates, true);
        assert_eq!(wanted.channels(), 0b0011);
        let others = Wanted::default();
        others.set(Channel::BlockUpdates, false);
        assert_eq!(others.channels(), 0b1101);
    }
}
