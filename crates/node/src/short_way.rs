//! The short way: what a small request takes that comes when nothing else is under way.
//!
//! ```text
//! usual      grpc ──▶ verify ──▶ core ──▶ log ──▶ grpc        each thread wakes the next: good when there is much to do
//! short      grpc, verifies ──▶ core, writes ──▶ grpc         and the core is awake already
//! ```
//! To wake a thread that sleeps takes 20 to 40 µs on an idle machine, as long as verifying a signature and a third of what the disk
//! takes. So the thread that a request arrives on verifies it, the core is told beforehand and stays awake for it, and the core writes
//! the block itself. What each of these steps is worth: `docs/decisions/0009-one-small-transfer.md`.
//!
//! Invariant: a request takes this way only while nothing else is admitted. With two under way, waiting for one another is what makes them share
//! a verification and a sync.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use crate::replica::CoreEvent;
use crate::verify::{Unit, Verifier};

/// A request up to this size takes the short way.
const SUBMISSIONS_MAX: usize = 2;
const BYTES_MAX: usize = 16 << 10;
/// How long the core stays awake for a next request at most.
const AWAKE_MAX: Duration = Duration::from_micros(300);
/// A pause counts as no longer than this, so that the mean comes down again within a few requests.
const PAUSE_MAX: Duration = Duration::from_micros(1_200);

/// Takes units the short way.
#[derive(Clone, Debug)]
pub struct ShortWay {
    /// Verifies.
    pub verifier: Arc<Verifier>,
    /// Where verified units go.
    pub core: Sender<CoreEvent>,
}

impl ShortWay {
    /// Whether a request is small enough. Whether it is alone, the caller knows.
    pub const fn admits(submissions: usize, bytes: usize) -> bool {
        submissions <= SUBMISSIONS_MAX && bytes <= BYTES_MAX
    }

    /// Verifies a unit and passes it on. Whether the core still takes anything.
    pub fn take(&self, mut unit: Unit) -> bool {
        // It wakes up while the signature is verified here.
        let _ = self.core.send(CoreEvent::UnitSoon);
        self.verifier.verify(std::slice::from_mut(&mut unit));
        unit.answer_if_refused()
            .is_none_or(|unit| self.core.send(CoreEvent::Unit(unit)).is_ok())
    }
}

/// How long a client pauses between an answer and its next request: an exponentially weighted moving average, as TCP keeps of its round
/// trips (RFC 6298).
///
/// The core stays awake for twice that long, and not at all where that is longer than being woken is worth. To spin for about as long as
/// a wake-up costs is never more than twice as dear as the best choice with hindsight (Karlin, Li, Manasse and Owicki, "Empirical Studies of
/// Competitive Spinning for a Shared-Memory Multiprocessor", 1991).
#[derive(Debug, Default)]
pub struct Pauses {
    answered_at: Option<Instant>,
    mean: Option<Duration>,
}

impl Pauses {
    /// An answer went out.
    pub const fn answered(&mut self, now: Instant) {
        self.answered_at = Some(now);
    }

    /// A request came.
    pub fn arrived(&mut self, now: Instant) {
        let Some(answered_at) = self.answered_at.take() else {
            return;
        };
        let pause = (now - answered_at).min(PAUSE_MAX);
        self.mean = Some(self.mean.map_or(pause, |mean| (mean * 7 + pause) / 8));
    }

    /// How long to stay awake for the next request.
    pub fn awake(&self) -> Duration {
        match self.mean {
            Some(mean) if mean * 2 <= AWAKE_MAX => mean * 2,
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_stays_awake_for_a_client_that_is_quick_and_for_no_other() {
        let mut pauses = Pauses::default();
        let mut now = Instant::now();
        let mut request_after = |pauses: &mut Pauses, pause: u64| {
            pauses.answered(now);
            now += Duration::from_micros(pause);
            pauses.arrived(now);
            now += Duration::from_micros(100);
        };
        assert_eq!(pauses.awake(), Duration::ZERO, "nothing is known yet");
        request_after(&mut pauses, 80);
        assert_eq!(pauses.awake(), Duration::from_micros(160));
        request_after(&mut pauses, 5_000_000);
        assert_eq!(pauses.awake(), Duration::ZERO, "it has gone");
        for _ in 0..20 {
            request_after(&mut pauses, 80);
        }
        assert!(!pauses.awake().is_zero(), "it is back");
        for _ in 0..20 {
            request_after(&mut pauses, 1_000);
        }
        assert_eq!(pauses.awake(), Duration::ZERO, "it takes its time");
    }
}
