//! Open-loop load: messages are due at fixed times, whatever becomes of those before them. A latency runs from the time at which its
//! message was due, so that a node that keeps everybody waiting cannot hide it by being sent less ("coordinated omission").
//!
//! The streams' runtimes wake at whole milliseconds, which is too coarse for latencies of a few; so one thread keeps time for all.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// The time keeper sleeps at least so long: with more messages than that it wakes streams for several at once.
const TICK_MIN: Duration = Duration::from_micros(100);

/// When one stream's messages are due.
pub struct Pace {
    begun: Instant,
    interval_seconds: f64,
    offset: u64,
    streams: u64,
    sent: u64,
    wake: Arc<Notify>,
}

impl Pace {
    /// When the next message was due, if it is by now. Counts it as sent.
    pub fn take_due(&mut self, now: Instant) -> Option<Instant> {
        let number = self.offset + self.sent * self.streams;
        let due = self.begun + Duration::from_secs_f64(number as f64 * self.interval_seconds);
        if due > now {
            return None;
        }
        self.sent += 1;
        Some(due)
    }

    /// Waits until a message may be due.
    pub async fn wait(&self) {
        self.wake.notified().await;
    }
}

/// Wakes every stream when its messages are due.
pub struct TimeKeeper {
    begun: Instant,
    interval: Duration,
    wakes: Vec<Arc<Notify>>,
}

impl TimeKeeper {
    /// For `streams` streams that take turns, with so many messages a second in all from `begun` on.
    pub fn new(messages_per_second: f64, streams: usize, begun: Instant) -> (Self, Vec<Pace>) {
        let interval_seconds = 1.0 / messages_per_second;
        let wakes: Vec<_> = (0..streams).map(|_| Arc::new(Notify::new())).collect();
        let paces = wakes
            .iter()
            .zip(0..)
            .map(|(wake, offset)| Pace {
                begun,
                interval_seconds,
                offset,
                streams: streams as u64,
                sent: 0,
                wake: Arc::clone(wake),
            })
            .collect();
        let keeper = Self {
            begun,
            interval: Duration::from_secs_f64(interval_seconds),
            wakes,
        };
        (keeper, paces)
    }

    /// Keeps time until the load is over, and wakes everybody for the end.
    pub fn run(&self, is_over: impl Fn() -> bool) {
        let mut woken = 0;
        while !is_over() {
            let due = self.due_count(Instant::now());
            // Of each stream one wake-up is enough: it sends all that is due.
            for number in woken.max(due.saturating_sub(self.wakes.len() as u64))..due {
                self.wakes[(number % self.wakes.len() as u64) as usize].notify_one();
            }
            woken = due;
            let next = self.begun + self.interval.mul_f64(due as f64);
            // At most so long, so that the end is noticed.
            let wait = next.saturating_duration_since(Instant::now());
            thread::sleep(wait.clamp(TICK_MIN, Duration::from_millis(50)));
        }
        for wake in &self.wakes {
            wake.notify_one();
        }
    }

    /// Messages that are due by now; the first one is at the beginning.
    fn due_count(&self, now: Instant) -> u64 {
        let elapsed = now.saturating_duration_since(self.begun);
        (elapsed.as_secs_f64() / self.interval.as_secs_f64()) as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn streams_take_turns_and_what_is_late_keeps_its_time() {
        let begun = Instant::now();
        let (_, mut paces) = TimeKeeper::new(1_000.0, 2, begun);
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        let about = |due: Option<Instant>, expected: Instant| {
            let due = due.expect("due");
            assert!(due.max(expected) - due.min(expected) < Duration::from_micros(1));
        };
        about(paces[0].take_due(at(0)), at(0));
        assert_eq!(paces[1].take_due(at(0)), None);
        // Nothing was sent for ten milliseconds: each message is still due when it was.
        for expected in [1, 3, 5, 7] {
            about(paces[1].take_due(at(8)), at(expected));
        }
        assert_eq!(paces[1].take_due(at(8)), None);
    }

    #[test]
    fn every_stream_is_woken_and_once_more_at_the_end() {
        let (keeper, paces) = TimeKeeper::new(10_000.0, 3, Instant::now());
        let over = AtomicBool::new(false);
        let runtime = crate::bench::current_thread_runtime().expect("a runtime");
        thread::scope(|scope| {
            scope.spawn(|| keeper.run(|| over.load(Ordering::Relaxed)));
            for pace in &paces {
                runtime.block_on(pace.wait());
            }
            over.store(true, Ordering::Relaxed);
        });
        for pace in &paces {
            runtime.block_on(pace.wait());
        }
    }
}
