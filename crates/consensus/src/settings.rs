//! How the engine is set. Values that are not explained by a name come from a trial with four processes; what was tried stands in
//! `docs/decisions/0011-consensus-engine.md`.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use commonware_runtime::Quota;
use commonware_utils::{NZU32, NZUsize};

use crate::block::BlockLimits;

/// Waits of one view. All validators should have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For the leader's block. A leader that is gone costs this until it is skipped. More than the ledger waits for something to propose.
    pub leader: Duration,
    /// For a quorum's votes; more than for the leader.
    pub certification: Duration,
    /// Until a vote to skip is sent again.
    pub retry: Duration,
    /// How long a leader must have been silent for its views to be skipped at once; more than the two before.
    pub skip: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            leader: Duration::from_millis(500),
            certification: Duration::from_millis(900),
            retry: Duration::from_millis(800),
            skip: Duration::from_secs(1),
        }
    }
}

/// How the engine is set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is accepted of blocks. The same for all validators, and never lowered.
    pub limits: BlockLimits,
    /// Waits.
    pub timeouts: Timeouts,
    /// Final blocks that may wait for the ledger.
    pub undelivered_max: NonZeroUsize,
    /// Final blocks whose certificates and payloads are kept for validators that are behind; the blocks are as long as the ledger's log.
    pub kept_blocks: u64,
    /// Bytes of final blocks that wait for the ledger in memory; more go to the disk.
    pub waiting_bytes_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: BlockLimits {
                body_bytes_max: 24 * 1024 * 1024,
            },
            timeouts: Timeouts::default(),
            undelivered_max: NZUsize!(4),
            kept_blocks: 65_536,
            waiting_bytes_max: 96 * 1024 * 1024,
        }
    }
}

/// Messages that may wait for an actor.
pub(crate) const MAILBOX_MESSAGES: NonZeroUsize = NZUsize!(1_024);
/// Messages that wait for one validator and are written to its connection together.
pub(crate) const SEND_AT_ONCE: NonZeroUsize = NZUsize!(8);
/// Blocks kept of each sender before they are asked for.
pub(crate) const BLOCKS_OF_A_SENDER: usize = 4;
/// Missing blocks that are fetched at once.
pub(crate) const FETCHED_AT_ONCE: NonZeroUsize = NZUsize!(20);
/// Views that the vote journal and the cache of unfinished blocks keep.
pub(crate) const VIEWS_KEPT: u64 = 64;
/// Wait for a block that was asked for, and pause before asking again.
pub(crate) const FETCH_TIMEOUT: Duration = Duration::from_secs(2);
pub(crate) const FETCH_RETRY: Duration = Duration::from_millis(100);

const SMALL_MESSAGES_PER_SECOND: NonZeroU32 = NZU32!(256);
const BLOCKS_PER_SECOND: NonZeroU32 = NZU32!(64);
/// Each may be as long as the longest block: more at once would be memory that a flooding validator takes.
const BLOCKS_AT_ONCE: NonZeroU32 = NZU32!(4);
const STATUS_PER_SECOND: NonZeroU32 = NZU32!(16);

/// How many messages of each channel a peer may send. As many as it may send at once can wait here unread, of each peer.
pub(crate) fn quota(channel: u64) -> Quota {
    match channel {
        crate::engine::BACKFILL | crate::engine::BLOCKS | crate::engine::TRANSFER => {
            Quota::per_second(BLOCKS_PER_SECOND).allow_burst(BLOCKS_AT_ONCE)
        }
        crate::engine::STATUS => Quota::per_second(STATUS_PER_SECOND),
        _ => Quota::per_second(SMALL_MESSAGES_PER_SECOND),
    }
}
