//! Placements: a shard for every account, and how good that is for some traffic.

use aurigraph_types::AccountIndex;

use crate::graph::{AccountGraph, Transfer};
use crate::random::mix;

/// Most shards there can be.
pub const SHARDS_MAX: usize = 64;

/// What is wrong with what a placement was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlacementError {
    /// A number of shards that is not supported.
    #[error("{0} shards were asked for; there can be 1 to {SHARDS_MAX}")]
    ShardCount(usize),
    /// Bytes that name a shard that does not exist.
    #[error("account {account} is placed on shard {shard}, but there are only {shards}")]
    UnknownShard {
        /// The account.
        account: usize,
        /// What its byte says.
        shard: u8,
        /// How many shards there are.
        shards: usize,
    },
}

/// How many shards: 1 to [`SHARDS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardCount(u8);

impl ShardCount {
    /// Checks a number of shards.
    ///
    /// # Errors
    /// If it is 0 or above [`SHARDS_MAX`].
    pub fn new(shards: usize) -> Result<Self, PlacementError> {
        if (1..=SHARDS_MAX).contains(&shards) {
            Ok(Self(shards as u8))
        } else {
            Err(PlacementError::ShardCount(shards))
        }
    }

    /// As a length.
    pub const fn usize(self) -> usize {
        self.0 as usize
    }

    /// The shard to which hashing sends an account: what every account has before anything was learned about it.
    pub const fn by_hash(self, account: usize) -> u8 {
        (mix(account as u64 ^ 0xA4_7261_7068) % self.0 as u64) as u8
    }
}

/// A shard for every account. An account above the last placed one is where hashing puts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    shards: ShardCount,
    shard_of: Vec<u8>,
}

impl Placement {
    /// Places `accounts` accounts by hashing.
    pub fn hashed(shards: ShardCount, accounts: usize) -> Self {
        Self {
            shards,
            shard_of: (0..accounts)
                .map(|account| shards.by_hash(account))
                .collect(),
        }
    }

    /// A placement from one byte for each account, as [`Self::as_bytes`] gives them.
    ///
    /// # Errors
    /// If a byte names no shard.
    pub fn from_bytes(shards: ShardCount, shard_of: Vec<u8>) -> Result<Self, PlacementError> {
        match shard_of.iter().position(|&shard| shard >= shards.0) {
            Some(account) => Err(PlacementError::UnknownShard {
                account,
                shard: shard_of[account],
                shards: shards.usize(),
            }),
            None => Ok(Self { shards, shard_of }),
        }
    }

    /// One byte for each account: its shard. The same transfers give the same bytes on every machine.
    pub fn as_bytes(&self) -> &[u8] {
        &self.shard_of
    }

    /// How many shards.
    pub const fn shards(&self) -> ShardCount {
        self.shards
    }

    /// The shard of an account.
    #[inline]
    pub fn shard(&self, account: AccountIndex) -> u8 {
        match self.shard_of.get(account.usize()) {
            Some(shard) => *shard,
            None => self.shards.by_hash(account.usize()),
        }
    }

    /// Places accounts up to `accounts` by hashing, if there are fewer.
    pub(crate) fn grow(&mut self, accounts: usize) {
        let shards = self.shards;
        self.shard_of
            .extend((self.shard_of.len()..accounts).map(|account| shards.by_hash(account)));
    }

    /// How good this is for some transfers.
    pub fn quality(&self, transfers: &[Transfer]) -> Quality {
        let mut quality = Quality {
            transfers: 0,
            local_transfers: 0,
            shard_loads: vec![0; self.shards.usize()],
        };
        for transfer in transfers {
            if transfer.debit == transfer.credit {
                continue;
            }
            let (debit, credit) = (self.shard(transfer.debit), self.shard(transfer.credit));
            quality.transfers += 1;
            quality.local_transfers += u64::from(debit == credit);
            quality.shard_loads[debit as usize] += 1;
            quality.shard_loads[credit as usize] += 1;
        }
        quality
    }
}

/// What a placement does to some transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// All transfers between two accounts.
    pub transfers: u64,
    /// Those whose accounts share a shard.
    pub local_transfers: u64,
    /// Debits and credits of each shard.
    pub shard_loads: Vec<u64>,
}

impl Quality {
    /// Load of the fullest shard, in thousandths of the mean, rounded up; 1,000 without transfers.
    pub fn imbalance_permille(&self) -> u64 {
        let fullest = self.shard_loads.iter().max().copied().unwrap_or(0);
        let total: u64 = self.shard_loads.iter().sum();
        if total == 0 {
            return 1_000;
        }
        (fullest * self.shard_loads.len() as u64 * 1_000).div_ceil(total)
    }
}

/// Has no place yet: neither counted as a neighbour's place nor as load.
pub(crate) const UNPLACED: u8 = u8::MAX;

/// Shards of the vertices of a graph, with the loads kept beside them: what every algorithm here changes.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub shards: usize,
    pub shard_of: Vec<u8>,
    pub loads: Vec<u64>,
}

impl Parts {
    pub fn new(graph: &AccountGraph, shards: usize, shard_of: Vec<u8>) -> Self {
        let mut loads = vec![0; shards];
        for (shard, load) in shard_of.iter().zip(graph.loads()) {
            loads[*shard as usize] += load;
        }
        Self {
            shards,
            shard_of,
            loads,
        }
    }

    /// Nobody has a place.
    pub fn unplaced(graph: &AccountGraph, shards: usize) -> Self {
        Self {
            shards,
            shard_of: vec![UNPLACED; graph.len()],
            loads: vec![0; shards],
        }
    }

    pub fn move_to(&mut self, graph: &AccountGraph, vertex: usize, shard: u8) {
        let load = graph.loads()[vertex];
        self.loads[self.shard_of[vertex] as usize] -= load;
        self.loads[shard as usize] += load;
        self.shard_of[vertex] = shard;
    }

    /// Load above the limit, over all shards.
    pub fn excess(&self, limit: u64) -> u64 {
        self.loads
            .iter()
            .map(|load| load.saturating_sub(limit))
            .sum()
    }

    /// Weight of the edges between shards, and of the anchors that are not obeyed.
    pub fn cut(&self, graph: &AccountGraph) -> u64 {
        let mut both_ways = 0;
        for (vertex, shard) in self.shard_of.iter().enumerate() {
            for (neighbour, weight) in graph.neighbours(vertex) {
                if self.shard_of[*neighbour as usize] != *shard {
                    both_ways += weight;
                }
            }
        }
        let disobeyed = graph.anchors().map_or(0, |anchors| {
            self.shard_of
                .iter()
                .enumerate()
                .map(|(vertex, shard)| {
                    let weights = anchors.of(vertex);
                    weights.iter().sum::<u64>() - weights[*shard as usize]
                })
                .sum()
        });
        both_ways / 2 + disobeyed
    }

    /// Weight between a vertex and each shard: its neighbours that have a place, and its anchors.
    pub fn connections(&self, graph: &AccountGraph, vertex: usize, weights: &mut [u64]) {
        match graph.anchors() {
            Some(anchors) => weights.copy_from_slice(anchors.of(vertex)),
            None => weights.fill(0),
        }
        for (neighbour, weight) in graph.neighbours(vertex) {
            let shard = self.shard_of[*neighbour as usize];
            if shard != UNPLACED {
                weights[shard as usize] += weight;
            }
        }
    }

    pub fn into_placement(self, shards: ShardCount) -> Placement {
        Placement {
            shards,
            shard_of: self.shard_of,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_bytes_that_name_no_shard_are_refused() {
        assert_eq!(ShardCount::new(0), Err(PlacementError::ShardCount(0)));
        assert_eq!(ShardCount::new(65), Err(PlacementError::ShardCount(65)));
        let two = ShardCount::new(2).unwrap();
        let refused = Placement::from_bytes(two, vec![0, 1, 2]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "account 2 is placed on shard 2, but there are only 2"
        );
    }

    #[test]
    fn quality_counts_local_transfers_and_loads() {
        let placement = Placement::from_bytes(ShardCount::new(2).unwrap(), vec![0, 0, 1]).unwrap();
        let transfer = |debit, credit| Transfer {
            debit: AccountIndex::new(debit),
            credit: AccountIndex::new(credit),
        };
        let quality = placement.quality(&[transfer(0, 1), transfer(1, 2), transfer(2, 2)]);
        assert_eq!(
            quality,
            Quality {
                transfers: 2,
                local_transfers: 1,
                shard_loads: vec![3, 1]
            }
        );
        assert_eq!(quality.imbalance_permille(), 1_500);
    }
}
