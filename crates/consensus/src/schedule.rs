//! Which committee decides which heights: epochs as the engine asks for them.
//!
//! ```text
//! epoch 0 ── first 0 … last T ──▶ epoch 1 ── first T + 1 … not known yet
//! ```
//!
//! The end of an epoch is known to everybody who votes near it: a block commits to the results of at most [`EXECUTION_LAG_BLOCKS_MAX`] blocks before it, and the
//! change was accepted earlier than that. The last block is proposed again by every later leader of its epoch until it is final; so is a block with
//! the greatest lag, until something before it is final: otherwise a chain of so many certified blocks could neither grow nor become final.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use aurigraph_types::limits::EXECUTION_LAG_BLOCKS_MAX;
use aurigraph_types::{Digest, Height as BlockHeight};
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::types::{Epoch, EpochInfo, Epocher, Height};
use commonware_cryptography::certificate::{Provider, Scoped};
use commonware_cryptography::ed25519::PrivateKey;

use crate::committee::Committee;

/// While nobody knows when an epoch ends.
const FAR: u64 = u64::MAX >> 1;

#[derive(Debug)]
struct Entry {
    first: u64,
    committee: Committee,
    /// Payload of the last block of the epoch before; nothing in the first epoch.
    anchor: Option<Digest>,
    scheme: Arc<Scheme>,
}

#[derive(Debug, Default)]
struct Inner {
    entries: Vec<Entry>,
    /// The last block of the latest epoch, once it was decided.
    last: Option<u64>,
    /// The last block that was executed here.
    executed: u64,
}

/// The committees of a chain by height, as far as they are known. Cheap to clone; all clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Schedule(Arc<RwLock<Inner>>);

impl Schedule {
    /// Begins with the committee of the first epoch.
    pub fn new(committee: Committee) -> Self {
        let schedule = Self::default();
        schedule.push(0, committee, None);
        schedule
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        // Nothing in here panics half-way.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, first: u64, committee: Committee, anchor: Option<Digest>) {
        let mut inner = self.write();
        assert_eq!(
            committee.epoch(),
            inner.entries.len() as u64,
            "epochs follow each other"
        );
        let scheme = Arc::new(committee.scheme(None));
        inner.last = None;
        inner.entries.push(Entry {
            first,
            committee,
            anchor,
            scheme,
        });
    }

    /// Takes the next epoch: its first height, its committee, and the payload of the block before it. One that is known changes nothing.
    ///
    /// # Panics
    /// If it is not the next one: a programmer's error.
    pub fn begin(&self, first: BlockHeight, committee: Committee, anchor: Digest) {
        if committee.epoch() >= self.read().entries.len() as u64 {
            self.push(first.get(), committee, Some(anchor));
        }
    }

    /// Says where an epoch ends, as soon as that is decided.
    pub fn decide_last(&self, epoch: u64, last: BlockHeight) {
        let mut inner = self.write();
        if epoch + 1 == inner.entries.len() as u64 {
            inner.last = Some(last.get());
        }
    }

    /// Says what was executed here.
    pub fn executed(&self, height: BlockHeight) {
        let mut inner = self.write();
        inner.executed = inner.executed.max(height.get());
    }

    /// The committee of an epoch, if it is known.
    pub fn committee(&self, epoch: u64) -> Option<Committee> {
        let inner = self.read();
        let entry = inner.entries.get(usize::try_from(epoch).ok()?)?;
        Some(entry.committee.clone())
    }

    /// Number of the latest epoch that is known.
    pub fn latest(&self) -> u64 {
        self.read().entries.len() as u64 - 1
    }

    /// The last height of an epoch, if it is known.
    pub fn last_height(&self, epoch: u64) -> Option<u64> {
        self.read().end(epoch).filter(|end| *end != FAR)
    }

    /// Payload of the block that an epoch begins after; nothing in the first one.
    pub(crate) fn anchor(&self, epoch: u64) -> Option<Digest> {
        let inner = self.read();
        inner.entries.get(usize::try_from(epoch).ok()?)?.anchor
    }
}

impl Inner {
    /// Where an epoch ends, or [`FAR`].
    fn end(&self, epoch: u64) -> Option<u64> {
        let index = usize::try_from(epoch).ok()?;
        self.entries.get(index)?;
        Some(match self.entries.get(index + 1) {
            Some(next) => next.first - 1,
            None => self.last.unwrap_or(FAR),
        })
    }
}

impl Epocher for Schedule {
    fn containing(&self, height: Height) -> Option<EpochInfo> {
        let inner = self.read();
        let begun = |entry: &Entry| entry.first <= height.get();
        let index = inner.entries.partition_point(begun).checked_sub(1)?;
        let last = inner.end(index as u64)?;
        // Whose it is that comes after the end of the latest epoch is not known yet.
        (height.get() <= last).then(|| {
            EpochInfo::new(
                Epoch::new(index as u64),
                height,
                Height::new(inner.entries[index].first),
                Height::new(last),
            )
        })
    }

    fn first(&self, epoch: Epoch) -> Option<Height> {
        let inner = self.read();
        let entry = inner.entries.get(usize::try_from(epoch.get()).ok()?)?;
        Some(Height::new(entry.first))
    }

    /// The block that is to be proposed again instead of one after it.
    fn last(&self, epoch: Epoch) -> Option<Height> {
        let inner = self.read();
        let end = inner.end(epoch.get())?;
        let is_latest = epoch.get() + 1 == inner.entries.len() as u64;
        let furthest = inner.executed + EXECUTION_LAG_BLOCKS_MAX;
        Some(Height::new(if is_latest { end.min(furthest) } else { end }))
    }
}

/// Verifies certificates of every known epoch; signs in one of them.
#[derive(Clone)]
pub(crate) struct Schemes {
    schedule: Schedule,
    epoch: u64,
    own: Arc<Scheme>,
}

impl Schemes {
    /// Of a validator that votes in an epoch, or only verifies.
    pub(crate) fn new(schedule: Schedule, committee: &Committee, key: Option<&PrivateKey>) -> Self {
        Self {
            schedule,
            epoch: committee.epoch(),
            own: Arc::new(committee.scheme(key)),
        }
    }
}

impl Provider for Schemes {
    type Scope = Epoch;
    type Scheme = Scheme;

    fn scoped(&self, epoch: Epoch) -> Option<Scoped<Scheme>> {
        if epoch.get() == self.epoch {
            return Some(Scoped::scheme(Arc::clone(&self.own)));
        }
        let inner = self.schedule.read();
        let entry = inner.entries.get(usize::try_from(epoch.get()).ok()?)?;
        Some(Scoped::verifier(Arc::clone(&entry.scheme)))
    }
}
