//! What waits to be proposed: verified submissions, limited in bytes, fair between signers.
//!
//! ```text
//! signer 7   a ─ b ─ c      a proposal takes one of each signer in turn: a, d, e, b, f, c
//! signer 9   d ─ f          so whoever sends much fills what others leave over
//! signer 12  e
//! ```
//!
//! A submission stays until a final block holds it or it can be in none any more: a proposal only looks, because it may never become final.
//! What the blocks before the proposal hold already is left out.
//!
//! Invariants: each submission is there once; the submissions of a signer are proposed in the order in which they came; the sums of bytes
//! are those of what is there.

use std::collections::{HashMap, VecDeque};

use aurigraph_types::{AccountIndex, Digest};
use bytes::Bytes;
use foldhash::fast::RandomState;

use super::digests::{DigestMap, DigestSet};

/// Bytes counted for a submission beside its own: the entries in maps and queues.
const ENTRY_BYTES: usize = 192;

/// How much may wait.
#[derive(Clone, Copy, Debug)]
pub struct MempoolLimits {
    /// Bytes in all.
    pub bytes_max: usize,
    /// Bytes of one signer.
    pub signer_bytes_max: usize,
}

/// Why a submission was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MempoolFull {
    /// Too much waits.
    All,
    /// Too much of this signer waits.
    Signer,
}

/// Whether a submission was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is new.
    New,
    /// It was there: whoever sent it again waits for the same.
    Again,
}

#[derive(Debug)]
struct Entry {
    signer: AccountIndex,
    bytes: Bytes,
}

#[derive(Debug, Default)]
struct OfSigner {
    /// In the order in which they came; ids that are no longer in `entries` are passed over.
    ids: VecDeque<Digest>,
    count: usize,
    bytes: usize,
}

/// What waits to be proposed.
#[derive(Debug)]
pub struct Mempool {
    limits: MempoolLimits,
    entries: DigestMap<Entry>,
    signers: HashMap<AccountIndex, OfSigner, RandomState>,
    /// Whose turn it is first: those in `signers`, each once. Of some of them nothing waits any more.
    turns: VecDeque<AccountIndex>,
    /// How many these are: they go together, once they are as many as the others, because to look for one takes as long as for all.
    without_any: usize,
    bytes: usize,
}

impl Mempool {
    /// An empty one.
    pub fn new(limits: MempoolLimits) -> Self {
        Self {
            limits,
            entries: DigestMap::default(),
            signers: HashMap::default(),
            turns: VecDeque::new(),
            without_any: 0,
            bytes: 0,
        }
    }

    /// Submissions that wait.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes that wait, with what is counted for each submission.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The bytes of a submission that waits.
    pub fn get(&self, id: &Digest) -> Option<&Bytes> {
        self.entries.get(id).map(|entry| &entry.bytes)
    }

    /// Whether a submission waits.
    pub fn contains(&self, id: &Digest) -> bool {
        self.entries.contains_key(id)
    }

    /// Takes a verified submission.
    pub fn insert(
        &mut self,
        signer: AccountIndex,
        id: Digest,
        bytes: Bytes,
    ) -> Result<Inserted, MempoolFull> {
        if self.entries.contains_key(&id) {
            return Ok(Inserted::Again);
        }
        let size = bytes.len() + ENTRY_BYTES;
        // A signer of whom nothing waits always has room for one submission, however large.
        let of_signer = self.signers.get(&signer).map_or(0, |of| of.bytes);
        if of_signer > 0 && of_signer + size > self.limits.signer_bytes_max {
            return Err(MempoolFull::Signer);
        }
        if self.bytes > 0 && self.bytes + size > self.limits.bytes_max {
            return Err(MempoolFull::All);
        }
        let of_signer = self.signers.entry(signer).or_insert_with(|| {
            self.turns.push_back(signer);
            self.without_any += 1;
            OfSigner::default()
        });
        if of_signer.count == 0 {
            self.without_any -= 1;
        }
        of_signer.ids.push_back(id);
        of_signer.count += 1;
        of_signer.bytes += size;
        self.bytes += size;
        self.entries.insert(id, Entry { signer, bytes });
        Ok(Inserted::New)
    }

    /// Lets a submission go. Returns whether it was there.
    pub fn remove(&mut self, id: &Digest) -> bool {
        let Some(entry) = self.entries.remove(id) else {
            return false;
        };
        let size = entry.bytes.len() + ENTRY_BYTES;
        self.bytes -= size;
        let of_signer = self
            .signers
            .get_mut(&entry.signer)
            .expect("who sent what waits is known");
        of_signer.count -= 1;
        of_signer.bytes -= size;
        let entries = &self.entries;
        while of_signer
            .ids
            .front()
            .is_some_and(|id| !entries.contains_key(id))
        {
            of_signer.ids.pop_front();
        }
        if of_signer.count == 0 {
            self.without_any += 1;
            if self.without_any * 2 >= self.turns.len() {
                self.forget_signers_without_any();
            }
        }
        true
    }

    fn forget_signers_without_any(&mut self) {
        self.signers.retain(|_, of_signer| of_signer.count > 0);
        let signers = &self.signers;
        self.turns.retain(|signer| signers.contains_key(signer));
        self.without_any = 0;
    }

    /// Chooses for a proposal, one of each signer in turn, until the next would pass `bytes_max`; at least one, if there is one that
    /// is not `excluded`. The signer after the last one chosen is first in the next proposal.
    pub fn choose(
        &mut self,
        bytes_max: usize,
        excluded: impl Fn(&Digest) -> bool,
    ) -> Vec<(Digest, Bytes)> {
        let mut chosen = Vec::new();
        let mut bytes = 0;
        // Places in each signer's queue, in turn.
        let mut turns: VecDeque<(AccountIndex, usize)> =
            self.turns.iter().map(|signer| (*signer, 0)).collect();
        let mut last = None;
        while let Some((signer, place)) = turns.pop_front() {
            let ids = &self.signers[&signer].ids;
            let found = (place..ids.len()).find_map(|place| {
                let id = ids[place];
                let entry = self.entries.get(&id).filter(|_| !excluded(&id))?;
                Some((place, id, entry.bytes.clone()))
            });
            let Some((place, id, submission)) = found else {
                continue;
            };
            if bytes + submission.len() > bytes_max && !chosen.is_empty() {
                break;
            }
            bytes += submission.len();
            chosen.push((id, submission));
            last = Some(signer);
            turns.push_back((signer, place + 1));
        }
        if let Some(place) =
            last.and_then(|last| self.turns.iter().position(|signer| *signer == last))
        {
            self.turns.rotate_left(place + 1);
        }
        chosen
    }

    /// Lets everything go that `is_over` says can be in no block any more. Returns what went.
    pub fn retain(&mut self, is_over: impl Fn(&Bytes) -> bool) -> Vec<Digest> {
        let over: DigestSet = self
            .entries
            .iter()
            .filter(|(_, entry)| is_over(&entry.bytes))
            .map(|(id, _)| *id)
            .collect();
        for id in &over {
            self.remove(id);
        }
        over.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> Digest {
        Digest([number; 32])
    }

    fn pool(submissions: &[(u32, u8, usize)]) -> Mempool {
        let mut pool = Mempool::new(MempoolLimits {
            bytes_max: 10_000,
            signer_bytes_max: 5_000,
        });
        for (signer, number, length) in submissions {
            let signer = AccountIndex::new(*signer);
            let inserted = pool.insert(signer, id(*number), vec![*number; *length].into());
            assert_eq!(inserted, Ok(Inserted::New));
        }
        pool
    }

    fn numbers(chosen: &[(Digest, Bytes)]) -> Vec<u8> {
        chosen.iter().map(|(id, _)| id.0[0]).collect()
    }

    #[test]
    fn a_proposal_takes_one_of_each_signer_in_turn() {
        let mut pool = pool(&[
            (7, 1, 100),
            (7, 2, 100),
            (7, 3, 100),
            (9, 4, 100),
            (12, 5, 100),
            (9, 6, 100),
        ]);
        assert_eq!(numbers(&pool.choose(10_000, |_| false)), [1, 4, 5, 2, 6, 3]);
        // What a proposal took is proposed again until it is final.
        assert_eq!(pool.len(), 6);
        assert_eq!(
            numbers(&pool.choose(10_000, |taken| *taken == id(1))).len(),
            5
        );
    }

    #[test]
    fn a_small_proposal_goes_on_where_the_last_one_ended() {
        let mut pool = pool(&[(7, 1, 100), (9, 2, 100), (12, 3, 100)]);
        assert_eq!(numbers(&pool.choose(200, |_| false)), [1, 2]);
        assert_eq!(numbers(&pool.choose(200, |_| false)), [3, 1]);
    }

    #[test]
    fn one_that_is_larger_than_a_proposal_goes_alone() {
        let mut pool = pool(&[(7, 1, 900), (7, 2, 10)]);
        assert_eq!(numbers(&pool.choose(100, |_| false)), [1]);
        assert!(pool.choose(100, |_| true).is_empty());
    }

    #[test]
    fn limits_hold_for_each_signer_and_for_all() {
        let mut pool = pool(&[(7, 1, 4_000)]);
        let insert = |pool: &mut Mempool, signer, number, length: usize| {
            pool.insert(
                AccountIndex::new(signer),
                id(number),
                vec![0; length].into(),
            )
        };
        assert_eq!(insert(&mut pool, 7, 1, 4_000), Ok(Inserted::Again));
        assert_eq!(insert(&mut pool, 7, 2, 1_000), Err(MempoolFull::Signer));
        assert_eq!(insert(&mut pool, 9, 3, 4_000), Ok(Inserted::New));
        assert_eq!(insert(&mut pool, 12, 4, 4_000), Err(MempoolFull::All));
        assert!(pool.remove(&id(1)));
        assert!(!pool.remove(&id(1)));
        assert_eq!(insert(&mut pool, 12, 4, 4_000), Ok(Inserted::New));
        for number in [3, 4] {
            assert!(pool.remove(&id(number)));
        }
        assert_eq!((pool.len(), pool.bytes(), pool.turns.len()), (0, 0, 0));
    }

    #[test]
    fn a_signer_of_whom_nothing_waits_is_forgotten_sooner_or_later_and_comes_back() {
        let mut pool = pool(&[(7, 1, 100), (9, 2, 100), (12, 3, 100), (13, 4, 100)]);
        assert!(pool.remove(&id(2)));
        // It takes no turn, and keeps its place if it comes back before it is forgotten.
        assert_eq!(numbers(&pool.choose(10_000, |_| false)), [1, 3, 4]);
        let again = pool.insert(AccountIndex::new(9), id(5), vec![5; 100].into());
        assert_eq!(again, Ok(Inserted::New));
        assert_eq!(numbers(&pool.choose(10_000, |_| false)), [1, 5, 3, 4]);
        for number in [5, 1] {
            assert!(pool.remove(&id(number)));
        }
        assert_eq!((pool.signers.len(), pool.turns.len()), (2, 2));
        assert_eq!(numbers(&pool.choose(10_000, |_| false)).len(), 2);
        let again = pool.insert(AccountIndex::new(9), id(6), vec![6; 100].into());
        assert_eq!(again, Ok(Inserted::New));
        assert_eq!(numbers(&pool.choose(10_000, |_| false)).len(), 3);
    }

    #[test]
    fn what_is_over_goes() {
        let mut pool = pool(&[(7, 1, 100), (9, 2, 200)]);
        assert_eq!(pool.retain(|bytes| bytes.len() > 100), [id(2)]);
        assert_eq!(numbers(&pool.choose(10_000, |_| false)), [1]);
    }
}
