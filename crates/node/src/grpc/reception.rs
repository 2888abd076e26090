//! Bounds the memory of messages that are still arriving, over all connections together.
//!
//! ```text
//! length known ──▶ room in the budget? ──▶ read the rest, before its deadline ──▶ decode ──▶ admitted to the ingest budget
//!                        │ no                        │ too slow                                        │
//!                        ▼                           ▼                                                 ▼
//!                 nothing more is read,        the call ends with                               the room is free again
//!              HTTP/2 holds the sender back    DEADLINE_EXCEEDED
//! ```
//!
//! A connection of which something was applied takes its room from one half of the budget, newcomers theirs from the other, and one message
//! after the other: so those who begin messages and do not finish them hold up one another, and nobody else.
//!
//! Invariants: a message takes its whole room before its bytes are read, so two half-read messages never wait for each other; what is
//! half-read ends by itself. A message longer than any may be takes no room: the decoder refuses it by its length.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use aurigraph_client::wire::MESSAGE_BYTES_MAX;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::server::NamedService;

use crate::standing::{Standing, Standings};

/// Bytes of messages that may be half-read or not admitted yet, of trusted connections and of newcomers each.
const RECEPTION_BUDGET_BYTES: usize = 64 * 1024 * 1024;
/// The same of one connection.
const CONNECTION_BUDGET_BYTES: usize = 2 * MESSAGE_BYTES_MAX;
/// Permits are counted in blocks of this many bytes.
const PERMIT_BYTES: usize = 1024;
/// Permits of one connection.
pub const CONNECTION_PERMITS: usize = CONNECTION_BUDGET_BYTES / PERMIT_BYTES;
/// A gRPC message begins with a flag and its length.
const PREFIX_BYTES: usize = 5;
/// At any moment, a message may be this much later than [`SLOWEST_BYTES_PER_SECOND`] would bring it.
const DELAY_MAX: Duration = Duration::from_secs(3);
/// The slowest connection on which messages above three seconds' worth may be sent.
const SLOWEST_BYTES_PER_SECOND: u64 = 256 * 1024;

/// Room of one message.
#[derive(Debug)]
pub struct Room {
    _of_connection: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

/// The budgets.
#[derive(Clone, Debug)]
struct Budgets {
    trusted: Arc<Semaphore>,
    newcomers: Arc<Semaphore>,
}

/// A connection's share of them.
#[derive(Clone)]
struct Share {
    standing: Arc<Standing>,
    budgets: Budgets,
}

impl Share {
    /// Where to take how many permits from, for a message of so many bytes.
    fn plan(&self, bytes: usize) -> (Arc<Semaphore>, u32, u32) {
        let permits = bytes / PERMIT_BYTES + 1;
        let (budget, own) = if self.standing.is_trusted() {
            (&self.budgets.trusted, permits)
        } else {
            (&self.budgets.newcomers, CONNECTION_PERMITS)
        };
        let count = |permits| u32::try_from(permits).expect("a message is far below 4 TiB");
        (Arc::clone(budget), count(own), count(permits))
    }

    fn try_acquire(&self, bytes: usize) -> Option<Room> {
        let (budget, own, permits) = self.plan(bytes);
        let of_connection = Arc::clone(self.standing.reception())
            .try_acquire_many_owned(own)
            .ok()?;
        let of_all = budget.try_acquire_many_owned(permits).ok()?;
        Some(Room {
            _of_connection: of_connection,
            _of_all: of_all,
        })
    }

    async fn acquire(self, bytes: usize) -> Room {
        let (budget, own, permits) = self.plan(bytes);
        // The connection's own first: it must not hold what others need while it waits for itself.
        let of_connection = Arc::clone(self.standing.reception())
            .acquire_many_owned(own)
            .await
            .expect("it is never closed");
        let of_all = budget
            .acquire_many_owned(permits)
            .await
            .expect("the budget is never closed");
        Room {
            _of_connection: of_connection,
            _of_all: of_all,
        }
    }
}

/// The room of the messages of one call, in their order. The handler takes one for each message it decodes, and drops it when the
/// message's bytes are counted elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Rooms(Arc<Mutex<VecDeque<Room>>>);

impl Rooms {
    /// The room of the oldest message that was not taken yet.
    pub fn take(&self) -> Option<Room> {
        self.0.lock().pop_front()
    }

    fn put(&self, room: Room) {
        self.0.lock().push_back(room);
    }
}

/// A gRPC service whose messages are received within the budget.
#[derive(Clone, Debug)]
pub struct Received<S> {
    inner: S,
    budgets: Budgets,
    standings: Arc<Standings>,
}

impl<S> Received<S> {
    /// Before `inner`.
    pub fn new(inner: S, standings: Arc<Standings>) -> Self {
        let budget = || Arc::new(Semaphore::new(RECEPTION_BUDGET_BYTES / PERMIT_BYTES));
        Self {
            inner,
            budgets: Budgets {
                trusted: budget(),
                newcomers: budget(),
            },
            standings,
        }
    }
}

impl<S: NamedService> NamedService for Received<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Received<S>
where
    S: Service<http::Request<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> S::Future {
        let rooms = Rooms::default();
        request.extensions_mut().insert(rooms.clone());
        let standing = request.extensions().get().cloned();
        let share = Share {
            standing: standing.unwrap_or_else(|| self.standings.connection()),
            budgets: self.budgets.clone(),
        };
        self.inner
            .call(request.map(|inner| Body::new(ReceivedBody::new(inner, share, rooms))))
    }
}

type Acquiring = Pin<Box<dyn Future<Output = Room> + Send>>;

/// A request's body that hands data on once every message that begins in it has its room.
struct ReceivedBody {
    inner: Body,
    share: Share,
    rooms: Rooms,
    /// Data that is not handed on yet, and how much of it was looked at.
    held: Option<(Bytes, usize)>,
    acquiring: Option<Acquiring>,
    prefix: [u8; PREFIX_BYTES],
    prefix_bytes: usize,
    /// Bytes of the present message's payload that have not come.
    missing_bytes: usize,
    /// By when the next of them must come.
    deadline_at: Instant,
    deadline: Pin<Box<Sleep>>,
}

impl ReceivedBody {
    fn new(inner: Body, share: Share, rooms: Rooms) -> Self {
        Self {
            inner,
            share,
            rooms,
            held: None,
            acquiring: None,
            prefix: [0; PREFIX_BYTES],
            prefix_bytes: 0,
            missing_bytes: 0,
            deadline_at: Instant::now(),
            deadline: Box::pin(sleep(DELAY_MAX)),
        }
    }

    /// Looks through the held data; pending while a message in it has no room.
    fn poll_rooms(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(acquiring) = &mut self.acquiring {
                let room = ready!(acquiring.as_mut().poll(context));
                self.acquiring = None;
                self.begin_message(room);
            }
            let Some((data, seen)) = &mut self.held else {
                return Poll::Ready(());
            };
            let rest = &data[*seen..];
            if rest.is_empty() {
                return Poll::Ready(());
            }
            if self.missing_bytes > 0 {
                let count = rest.len().min(self.missing_bytes);
                self.missing_bytes -= count;
                *seen += count;
                let time = Duration::from_secs_f64(count as f64 / SLOWEST_BYTES_PER_SECOND as f64);
                self.deadline_at += time;
                continue;
            }
            let count = rest.len().min(PREFIX_BYTES - self.prefix_bytes);
            self.prefix[self.prefix_bytes..self.prefix_bytes + count]
                .copy_from_slice(&rest[..count]);
            self.prefix_bytes += count;
            *seen += count;
            if self.prefix_bytes == PREFIX_BYTES {
                self.prefix_bytes = 0;
                self.acquire_room();
            }
        }
    }

    fn acquire_room(&mut self) {
        let [_, length @ ..] = self.prefix;
        self.missing_bytes = u32::from_be_bytes(length) as usize;
        if self.missing_bytes > MESSAGE_BYTES_MAX {
            return;
        }
        match self.share.try_acquire(self.missing_bytes) {
            Some(room) => self.begin_message(room),
            None => {
                let share = self.share.clone();
                self.acquiring = Some(Box::pin(share.acquire(self.missing_bytes)));
            }
        }
    }

    fn begin_message(&mut self, room: Room) {
        self.rooms.put(room);
        self.deadline_at = Instant::now() + DELAY_MAX;
    }

    /// Fails when the present message is overdue. Between messages a client may be silent as long as it likes.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Result<(), Status> {
        if self.missing_bytes == 0 {
            return Ok(());
        }
        if self.deadline.deadline() != self.deadline_at {
            self.deadline.as_mut().reset(self.deadline_at);
        }
        if self.deadline.as_mut().poll(context).is_pending() {
            return Ok(());
        }
        self.share.standing.unfinished();
        Err(Status::deadline_exceeded(format!(
            "{} bytes of a message did not come in time; send smaller messages, or at least {SLOWEST_BYTES_PER_SECOND} bytes a second",
            self.missing_bytes
        )))
    }
}

impl HttpBody for ReceivedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        loop {
            if this.held.is_some() {
                ready!(this.poll_rooms(context));
                let handed_on = this.held.take().map(|(data, _)| Ok(Frame::data(data)));
                return Poll::Ready(handed_on);
            }
            match Pin::new(&mut this.inner).poll_frame(context) {
                Poll::Pending => {
                    this.poll_deadline(context)?;
                    return Poll::Pending;
                }
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => this.held = Some((data, 0)),
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                Poll::Ready(Some(Err(status))) => return Poll::Ready(Some(Err(status))),
                Poll::Ready(None) => return Poll::Ready(None),
            }
        }
    }
}
