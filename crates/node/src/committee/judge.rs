//! What is to be done about a node that is behind, and when one that forgot its votes may vote again. No clock, network or disk.

use std::time::{Duration, Instant};

/// Without a block for so long, a node that is behind is stalled.
const STALLED_AFTER: Duration = Duration::from_secs(5);
/// A stalled node's engine is started again after this time.
const RESTART_AFTER: Duration = Duration::from_secs(15);
/// A node that is stalled for so long takes a snapshot.
const SNAPSHOT_AFTER: Duration = Duration::from_secs(30);
/// A node that is so many blocks behind says that it catches up.
const BEHIND_BLOCKS: u64 = 16;
/// Views that the network must have finished since this node began to follow before it may vote.
pub const VIEWS_BEFORE_VOTE: u64 = 2;

/// Whether the network is ahead, and what is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is level, or a few blocks behind.
    Level,
    /// It is behind, and blocks come.
    CatchingUp,
    /// It is behind, and no block came for a while.
    Stalled,
    /// The engine is to be started again.
    RestartEngine,
    /// Blocks will not do.
    Snapshot,
}

/// What a verdict is made of.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// Last block here.
    pub own_height: u64,
    /// Highest block of the network, as far as it is credible.
    pub network_height: u64,
    /// The lowest block that any of the others can give; nothing if too few were heard of.
    pub earliest_given: Option<u64>,
    /// How long it has been behind without getting a block ([`Progress`]).
    pub still_for: Duration,
    /// Whether the engine was started again since then.
    pub was_restarted: bool,
}

/// Since when a node is behind and gets no block. While it is level nothing is missed: a network that stood still, or from which this node was cut
/// off, does not make it stalled in the moment in which it hears of new blocks.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    height: u64,
    since: Instant,
}

impl Progress {
    /// Begins at a height.
    pub const fn new(height: u64, now: Instant) -> Self {
        Self { height, since: now }
    }

    /// Takes both heights in. Whether a block came.
    pub fn look(&mut self, own_height: u64, network_height: u64, now: Instant) -> bool {
        let has_block = own_height > self.height;
        if has_block || network_height <= own_height {
            *self = Self::new(own_height, now);
        }
        has_block
    }

    /// How long it has been behind without getting a block.
    pub fn still_for(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.since)
    }
}

/// Decides what to do.
pub fn judge(position: &Position) -> Verdict {
    let behind = position.network_height.saturating_sub(position.own_height);
    if behind == 0 {
        return Verdict::Level;
    }
    let nobody_gives = position
        .earliest_given
        .is_some_and(|earliest| earliest > position.own_height + 1);
    if nobody_gives || position.still_for >= SNAPSHOT_AFTER {
        Verdict::Snapshot
    } else if position.still_for >= RESTART_AFTER && !position.was_restarted {
        Verdict::RestartEngine
    } else if position.still_for >= STALLED_AFTER {
        Verdict::Stalled
    } else if behind >= BEHIND_BLOCKS {
        Verdict::CatchingUp
    } else {
        Verdict::Level
    }
}

/// The highest view in which a validator that forgot its votes can have been, but for one: from the views in which others are now, of a
/// committee of so many. Nothing if too few were heard of.
///
/// It was in a view of which at least f honest others were at most one behind. Of them one is among any 2f + 1 others.
pub fn highest_possible_view(views: &[u64], validators: usize) -> Option<u64> {
    let fault_max = (validators - 1) / 3;
    let highest = views.iter().max().copied();
    highest.filter(|_| views.len() > 2 * fault_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(own_height: u64, network_height: u64, still_seconds: u64) -> Position {
        Position {
            own_height,
            network_height,
            earliest_given: Some(0),
            still_for: Duration::from_secs(still_seconds),
            was_restarted: false,
        }
    }

    #[test]
    fn whoever_forgot_its_votes_hears_of_enough_others_first() {
        assert_eq!(highest_possible_view(&[7, 9], 4), None);
        assert_eq!(highest_possible_view(&[7, 9, 8], 4), Some(9));
        assert_eq!(highest_possible_view(&[7], 2), Some(7));
        assert_eq!(highest_possible_view(&[], 2), None);
        assert_eq!(highest_possible_view(&[1, 2, 3, 4], 7), None);
        assert_eq!(highest_possible_view(&[1, 2, 3, 4, 5], 7), Some(5));
    }

    #[test]
    fn one_that_was_cut_off_gets_time_to_catch_up_by_blocks() {
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        let mut progress = Progress::new(7, began);
        // Nobody is heard of for ten minutes, then that there are two hundred more.
        for second in 0..600 {
            assert!(!progress.look(7, 7, after(second)));
        }
        progress.look(7, 207, after(600));
        assert!(progress.still_for(after(600)) < STALLED_AFTER);
        // They do not come.
        progress.look(7, 210, after(640));
        assert!(progress.still_for(after(640)) >= SNAPSHOT_AFTER);
        assert!(progress.look(8, 210, after(641)));
        assert_eq!(progress.still_for(after(641)), Duration::ZERO);
    }

    #[test]
    fn what_is_done_about_a_node_that_is_behind() {
        assert_eq!(
            judge(&position(7, 7, 3_600)),
            Verdict::Level,
            "the network stands"
        );
        assert_eq!(
            judge(&position(7, 0, 0)),
            Verdict::Level,
            "nobody was heard of"
        );
        assert_eq!(judge(&position(7, 9, 1)), Verdict::Level);
        assert_eq!(judge(&position(7, 90, 1)), Verdict::CatchingUp);
        assert_eq!(judge(&position(7, 90, 6)), Verdict::Stalled);
        assert_eq!(judge(&position(7, 8, 6)), Verdict::Stalled);
        assert_eq!(judge(&position(7, 90, 16)), Verdict::RestartEngine);
        let restarted = Position {
            was_restarted: true,
            ..position(7, 90, 16)
        };
        assert_eq!(judge(&restarted), Verdict::Stalled);
        assert_eq!(judge(&position(7, 90, 31)), Verdict::Snapshot);
        let pruned = |earliest_given| Position {
            earliest_given,
            ..position(7, 90, 0)
        };
        assert_eq!(judge(&pruned(Some(8))), Verdict::CatchingUp);
        assert_eq!(judge(&pruned(Some(9))), Verdict::Snapshot);
        assert_eq!(judge(&pruned(None)), Verdict::CatchingUp);
    }
}
