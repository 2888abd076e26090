//! How long the node waits for a submission before an empty block makes the last results provable.
//!
//! Header h commits to the results of h-1, so the last results need one more block, and any block will do. Where submissions come one by
//! one but steadily, the next one's block serves: an empty block in between would double the number of blocks for nothing. So the node
//! waits for as long as the next submission is likely to take:
//!
//! ```text
//! gap    = half the last gap between two blocks with submissions + half the gap before
//!          (at first, and after a pause, twice `most`: nobody is expected)
//! delay  = least                        if gap > most     the next one is too far away to be worth a wait
//!        = 2 × gap, in [least, most]    otherwise         twice, because arrivals are never quite even
//! ```
//!
//! Invariants: a submission's own answer is never delayed; its proof is delayed by `most` at most, counted from the closing of its block;
//! after the last results there is one empty block, and then none.

use std::time::{Duration, Instant};

/// Between which values the delay moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofDelayBounds {
    /// Without a submission in sight, and under load.
    pub least: Duration,
    /// While submissions come in longer gaps.
    pub most: Duration,
}

/// The control of the delay.
#[derive(Clone, Copy, Debug)]
pub struct ProofDelay {
    bounds: ProofDelayBounds,
    /// Smoothed time between two blocks with submissions.
    gap: Duration,
    last_closed: Option<Instant>,
}

impl ProofDelay {
    /// Before the first block.
    pub fn new(bounds: ProofDelayBounds) -> Self {
        Self {
            bounds,
            gap: Self::pause(bounds),
            last_closed: None,
        }
    }

    /// A block with submissions was closed.
    pub fn closed(&mut self, now: Instant) {
        // A longer gap says no more than that nobody came: counted in full it would take many arrivals to be forgotten.
        let pause = Self::pause(self.bounds);
        let last_gap = self
            .last_closed
            .map_or(pause, |last| now.saturating_duration_since(last).min(pause));
        self.gap = (self.gap + last_gap) / 2;
        self.last_closed = Some(now);
    }

    /// How long to wait, from the closing of a block, before the empty one.
    pub fn delay(&self) -> Duration {
        let ProofDelayBounds { least, most } = self.bounds;
        if self.gap > most {
            least
        } else {
            (self.gap * 2).min(most).max(least)
        }
    }

    fn pause(bounds: ProofDelayBounds) -> Duration {
        bounds.most * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: Duration = Duration::from_millis(50);
    const MOST: Duration = Duration::from_millis(250);

    fn after(gaps_ms: impl IntoIterator<Item = u64>) -> Duration {
        let mut now = Instant::now();
        let mut delay = ProofDelay::new(ProofDelayBounds {
            least: LEAST,
            most: MOST,
        });
        delay.closed(now);
        for gap in gaps_ms {
            now += Duration::from_millis(gap);
            delay.closed(now);
        }
        delay.delay()
    }

    #[test]
    fn a_lone_submission_is_provable_as_soon_as_can_be() {
        assert_eq!(after([]), LEAST);
        assert_eq!(after([5_000]), LEAST);
        assert_eq!(after([600, 900, 3_000]), LEAST);
    }

    #[test]
    fn a_steady_trickle_is_waited_for_after_a_few_arrivals() {
        for gap in [30, 50, 100, 200, 240] {
            let delay = after([gap; 6]);
            assert!(delay > Duration::from_millis(gap), "{gap} ms: {delay:?}");
        }
        assert_eq!(after([100; 20]).as_millis(), 200);
    }

    #[test]
    fn no_proof_waits_longer_than_the_bound_and_none_less_than_the_least() {
        for gap in 0..600 {
            for count in 0..8 {
                let delay = after(vec![gap; count]);
                assert!((LEAST..=MOST).contains(&delay), "{gap} ms: {delay:?}");
            }
        }
    }

    #[test]
    fn under_load_and_after_a_pause_the_least_holds() {
        assert_eq!(after([2; 100]), LEAST);
        let pause = std::iter::repeat_n(100, 20).chain([10_000, 10_000]);
        assert_eq!(after(pause), LEAST);
    }
}
