//! What a connection's requests were worth: whoever sends mostly what is refused waits, so that nobody else has to.
//!
//! Refusing costs the node a request's reading, hashing and perhaps a signature. Each connection may cause some of that at once and a
//! little all the time; all connections that go beyond it share one more allowance. What they owe they wait for, before their next request
//! is read, and HTTP/2's windows hold them back meanwhile. Requests that are applied cost nothing here, however many they are, and a request
//! of which most is applied counts as one of these: a wrong signature among a thousand good ones is its signer's mistake, not an attack.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore};

/// Refusals that a connection may cause at once; a refusal of so many bytes counts as one more.
const CONNECTION_REFUSALS: f64 = 64.0;
const REFUSAL_BYTES: f64 = 65_536.0;
/// Refusals a second that it may cause all the time.
const CONNECTION_REFUSALS_PER_SECOND: f64 = 50.0;
/// The same for all connections together, which those pay from that have little left of their own.
const NODE_REFUSALS: f64 = 4_000.0;
const NODE_REFUSALS_PER_SECOND: f64 = 2_000.0;
/// The longest that a connection is held back for what it did.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Requests under way on a connection of which nothing was applied yet.
const NEWCOMER_REQUESTS: usize = 32;
/// For so long after an unfinished message a connection counts as a newcomer.
const DISTRUST: Duration = Duration::from_secs(30);

/// What all connections share.
#[derive(Debug)]
pub struct Standings {
    shared: Mutex<Allowance>,
    held_back: AtomicU64,
}

/// An allowance that fills up with time, and may be overdrawn.
#[derive(Debug)]
struct Allowance {
    left: f64,
    most: f64,
    per_second: f64,
    filled_at: Instant,
}

impl Allowance {
    fn full(most: f64, per_second: f64) -> Self {
        Self {
            left: most,
            most,
            per_second,
            filled_at: Instant::now(),
        }
    }

    fn fill(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.filled_at).as_secs_f64();
        self.left = (self.left + seconds * self.per_second).min(self.most);
        self.filled_at = now;
    }

    /// Takes from it, down to what is filled up again within [`WAIT_MAX`].
    fn take(&mut self, amount: f64) {
        self.left = (self.left - amount).max(-self.per_second * WAIT_MAX.as_secs_f64());
    }

    /// How long until something is left.
    fn wait(&self) -> Duration {
        Duration::from_secs_f64((-self.left).max(0.0) / self.per_second)
    }
}

impl Default for Standings {
    fn default() -> Self {
        Self {
            shared: Mutex::new(Allowance::full(NODE_REFUSALS, NODE_REFUSALS_PER_SECOND)),
            held_back: AtomicU64::new(0),
        }
    }
}

impl Standings {
    /// How often a connection was held back.
    pub fn held_back(&self) -> u64 {
        self.held_back.load(Ordering::Relaxed)
    }

    /// A new connection.
    pub fn connection(self: &Arc<Self>) -> Arc<Standing> {
        Arc::new(Standing {
            all: Arc::clone(self),
            own: Mutex::new(Own {
                allowance: Allowance::full(CONNECTION_REFUSALS, CONNECTION_REFUSALS_PER_SECOND),
                not_before: None,
                under_way: 0,
                is_useful: false,
                distrusted_until: None,
            }),
            answered: Notify::new(),
            reception: Arc::new(Semaphore::new(crate::grpc::RECEPTION_PERMITS)),
        })
    }
}

/// One connection's.
#[derive(Debug)]
pub struct Standing {
    all: Arc<Standings>,
    own: Mutex<Own>,
    answered: Notify,
    reception: Arc<Semaphore>,
}

#[derive(Debug)]
struct Own {
    allowance: Allowance,
    /// Set while the shared allowance is overdrawn.
    not_before: Option<Instant>,
    under_way: usize,
    /// Whether something of it was applied.
    is_useful: bool,
    distrusted_until: Option<Instant>,
}

/// What a connection has to wait for.
enum Turn {
    Now,
    AnAnswer,
    Time(Duration),
}

impl Standing {
    /// Waits until the connection's next request may be read.
    pub async fn turn(&self) {
        let mut is_counted = false;
        loop {
            let answered = self.answered.notified();
            tokio::pin!(answered);
            answered.as_mut().enable();
            let turn = self.look(Instant::now());
            if !is_counted && !matches!(turn, Turn::Now) {
                is_counted = true;
                self.all.held_back.fetch_add(1, Ordering::Relaxed);
            }
            match turn {
                Turn::Now => return,
                Turn::AnAnswer => answered.await,
                Turn::Time(time) => tokio::time::sleep(time).await,
            }
        }
    }

    fn look(&self, now: Instant) -> Turn {
        let mut own = self.own.lock();
        own.allowance.fill(now);
        if !own.is_useful && own.under_way >= NEWCOMER_REQUESTS {
            return Turn::AnAnswer;
        }
        let overdrawn = own.not_before.map_or(Duration::ZERO, |moment| {
            moment.saturating_duration_since(now)
        });
        let wait = own.allowance.wait().max(overdrawn);
        if wait.is_zero() {
            return Turn::Now;
        }
        if own.under_way > 0 {
            // What is still to be answered may cost as much again.
            return Turn::AnAnswer;
        }
        Turn::Time(wait)
    }

    /// A request was read.
    pub fn begin(&self) {
        self.own.lock().under_way += 1;
    }

    /// It was answered, and this much of it was refused.
    pub fn answered(&self, refused: Refused) {
        let now = Instant::now();
        let mut own = self.own.lock();
        own.under_way = own.under_way.saturating_sub(1);
        match refused {
            Refused::Little => own.is_useful = true,
            Refused::ForReasonsOfTheNode => {}
            Refused::Mostly { bytes } => {
                let cost = 1.0 + bytes as f64 / REFUSAL_BYTES;
                own.allowance.fill(now);
                own.allowance.take(cost);
                let mut shared = self.all.shared.lock();
                shared.fill(now);
                shared.take(cost);
                if own.allowance.left < CONNECTION_REFUSALS / 2.0 {
                    own.not_before = Some(now + shared.wait());
                }
            }
        }
        drop(own);
        self.answered.notify_waiters();
    }

    /// A message that was begun did not come in time.
    pub fn unfinished(&self) {
        self.own.lock().distrusted_until = Some(Instant::now() + DISTRUST);
    }

    /// The connection's share of what may be half-read ([`crate::grpc`]).
    pub const fn reception(&self) -> &Arc<Semaphore> {
        &self.reception
    }

    /// Whether the connection has sent something that was applied, and finished of late what it began.
    pub fn is_trusted(&self) -> bool {
        let own = self.own.lock();
        own.is_useful
            && own
                .distrusted_until
                .is_none_or(|until| until <= Instant::now())
    }
}

/// How much of a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Most of it was applied.
    Little,
    /// Most of it was not, and it had so many bytes.
    Mostly {
        /// Bytes of the request.
        bytes: usize,
    },
    /// The node took nothing, or does not know.
    ForReasonsOfTheNode,
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: Refused = Refused::Mostly { bytes: 100 };

    fn is_now(standing: &Standing) -> bool {
        matches!(standing.look(Instant::now()), Turn::Now)
    }

    #[test]
    fn a_few_refusals_cost_nothing_and_many_are_waited_for() {
        let standing = Arc::<Standings>::default().connection();
        for _ in 0..60 {
            standing.begin();
            standing.answered(REFUSED);
            assert!(is_now(&standing));
        }
        for _ in 0..60 {
            standing.begin();
            standing.answered(REFUSED);
        }
        let Turn::Time(wait) = standing.look(Instant::now()) else {
            panic!("it is to wait");
        };
        assert!(wait <= WAIT_MAX);
        assert!(matches!(
            standing.look(Instant::now() + WAIT_MAX),
            Turn::Now
        ));
    }

    #[test]
    fn what_is_applied_is_never_waited_for_and_neither_is_what_the_node_could_not_take() {
        let standing = Arc::<Standings>::default().connection();
        for _ in 0..NEWCOMER_REQUESTS {
            assert!(is_now(&standing));
            standing.begin();
        }
        assert!(!is_now(&standing), "nothing of it was applied yet");
        standing.answered(Refused::ForReasonsOfTheNode);
        assert!(is_now(&standing) && !standing.is_trusted());
        standing.answered(Refused::Little);
        for _ in 0..10_000 {
            standing.begin();
        }
        assert!(is_now(&standing) && standing.is_trusted());
        standing.unfinished();
        assert!(!standing.is_trusted());
    }

    #[test]
    fn many_connections_share_what_goes_beyond_their_own() {
        let all = Arc::<Standings>::default();
        // A connection with something left of its own never waits for the others.
        for _ in 0..1_000 {
            let standing = all.connection();
            for _ in 0..30 {
                standing.begin();
                standing.answered(REFUSED);
            }
            assert!(is_now(&standing));
        }
        let standing = all.connection();
        for _ in 0..40 {
            standing.begin();
            standing.answered(REFUSED);
        }
        assert!(!is_now(&standing));
    }
}
