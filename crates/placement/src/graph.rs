//! Who transfers to whom: traffic as sorted weighted pairs, and the graph that placements are made on.
//!
//! Direction does not matter, because a transfer is local if its two accounts share a shard. A transfer of an account to itself is
//! rejected by the ledger and counts nowhere.

use aurigraph_types::AccountIndex;

/// Weight of one transfer that has not decayed.
pub const TRANSFER_WEIGHT: u64 = 1 << 8;

/// Two accounts of one transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Account that pays.
    pub debit: AccountIndex,
    /// Account that receives.
    pub credit: AccountIndex,
}

/// A pair of accounts and how much went between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    /// The lower index in the upper half, so that pairs sort by it.
    key: u64,
    weight: u64,
}

/// Weights between pairs of accounts, each pair once, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pairs: Vec<Pair>,
}

impl Traffic {
    /// Counts the transfers between each pair.
    pub fn of_transfers(transfers: &[Transfer]) -> Self {
        let mut keys: Vec<u64> = transfers
            .iter()
            .filter(|transfer| transfer.debit != transfer.credit)
            .map(|transfer| {
                let (debit, credit) = (transfer.debit.get(), transfer.credit.get());
                (u64::from(debit.min(credit)) << 32) | u64::from(debit.max(credit))
            })
            .collect();
        keys.sort_unstable();
        let pairs = keys
            .chunk_by(|left, right| left == right)
            .map(|equal| Pair {
                key: equal[0],
                weight: equal.len() as u64 * TRANSFER_WEIGHT,
            });
        Self {
            pairs: pairs.collect(),
        }
    }

    /// Multiplies the weight of each pair by thousandths, rounded down. Pairs without weight are forgotten, which bounds what is remembered.
    pub fn decay(&mut self, permille_of: impl Fn(u32, u32) -> u64) {
        for pair in &mut self.pairs {
            let permille = permille_of((pair.key >> 32) as u32, pair.key as u32);
            pair.weight = (u128::from(pair.weight) * u128::from(permille) / 1_000) as u64;
        }
        self.pairs.retain(|pair| pair.weight > 0);
    }

    /// Adds other traffic to this.
    pub fn add(&mut self, other: &Self) {
        let mut sum = Vec::with_capacity(self.pairs.len() + other.pairs.len());
        let (mut left, mut right) = (
            self.pairs.iter().copied().peekable(),
            other.pairs.iter().copied().peekable(),
        );
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(one), Some(two)) if one.key == two.key => {
                    let weight = one.weight + two.weight;
                    right.next();
                    left.next().map(|pair| Pair { weight, ..pair })
                }
                (Some(one), Some(two)) if one.key > two.key => right.next(),
                (Some(_), _) => left.next(),
                (None, _) => right.next(),
            };
            let Some(pair) = next else { break };
            sum.push(pair);
        }
        self.pairs = sum;
    }

    /// How many pairs.
    pub fn pair_count(&self) -> usize {
        self.pairs.len()
    }

    /// Each pair once: lower index, higher index, weight.
    fn edges(&self) -> impl Iterator<Item = (u32, u32, u64)> + '_ {
        self.pairs
            .iter()
            .map(|pair| ((pair.key >> 32) as u32, pair.key as u32, pair.weight))
    }

    /// The highest account index plus one.
    fn account_count(&self) -> usize {
        self.pairs
            .iter()
            .map(|pair| (pair.key & u64::from(u32::MAX)) as usize + 1)
            .max()
            .unwrap_or(0)
    }
}

/// The graph of accounts: neighbours of each with the weight between them, and its load, which is the sum of these weights.
///
/// One transfer loads both its accounts, because a debit and a credit are each one access to a balance.
#[derive(Clone, Debug)]
pub struct AccountGraph {
    offsets: Vec<usize>,
    neighbours: Vec<(u32, u64)>,
    loads: Vec<u64>,
    total_load: u64,
    anchors: Option<Anchors>,
}

/// What draws vertices to shards besides their neighbours: a weight for every vertex and shard.
#[derive(Clone, Debug)]
pub(crate) struct Anchors {
    pub shards: usize,
    pub weights: Vec<u64>,
}

impl Anchors {
    pub fn of(&self, vertex: usize) -> &[u64] {
        &self.weights[vertex * self.shards..(vertex + 1) * self.shards]
    }
}

impl AccountGraph {
    /// The graph of some traffic, with at least `accounts` accounts.
    pub fn new(traffic: &Traffic, accounts: usize) -> Self {
        let mut loads = vec![0; accounts.max(traffic.account_count())];
        for (low, high, weight) in traffic.edges() {
            loads[low as usize] += weight;
            loads[high as usize] += weight;
        }
        Self::with_loads(traffic, loads)
    }

    /// The graph of some traffic in which the load of accounts is not the sum of their weights. There is a load for every account.
    pub(crate) fn with_loads(traffic: &Traffic, loads: Vec<u64>) -> Self {
        let edges: Vec<(u32, u32, u64)> = traffic.edges().collect();
        Self::from_edges(&edges, loads)
    }

    /// A graph from edges, each given once, and loads.
    pub(crate) fn from_edges(edges: &[(u32, u32, u64)], loads: Vec<u64>) -> Self {
        let mut offsets = vec![0_usize; loads.len() + 1];
        for &(low, high, _) in edges {
            offsets[low as usize + 1] += 1;
            offsets[high as usize + 1] += 1;
        }
        for vertex in 1..offsets.len() {
            offsets[vertex] += offsets[vertex - 1];
        }
        let mut places = offsets.clone();
        let mut neighbours = vec![(0, 0); edges.len() * 2];
        for &(low, high, weight) in edges {
            for (from, to) in [(low, high), (high, low)] {
                neighbours[places[from as usize]] = (to, weight);
                places[from as usize] += 1;
            }
        }
        let total_load = loads.iter().sum();
        Self {
            offsets,
            neighbours,
            loads,
            total_load,
            anchors: None,
        }
    }

    /// The same graph with anchors.
    pub(crate) fn with_anchors(mut self, anchors: Option<Anchors>) -> Self {
        self.anchors = anchors;
        self
    }

    pub(crate) const fn anchors(&self) -> Option<&Anchors> {
        self.anchors.as_ref()
    }

    /// How many accounts.
    pub fn len(&self) -> usize {
        self.loads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.loads.is_empty()
    }

    /// How many pairs of accounts have traffic.
    pub fn edge_count(&self) -> usize {
        self.neighbours.len() / 2
    }

    /// Sum of the weights of all edges.
    pub fn total_weight(&self) -> u64 {
        let both_ways: u64 = self.neighbours.iter().map(|(_, weight)| weight).sum();
        both_ways / 2
    }

    /// Neighbours of an account, with the weight between.
    pub fn neighbours(&self, account: usize) -> &[(u32, u64)] {
        &self.neighbours[self.offsets[account]..self.offsets[account + 1]]
    }

    /// Load of every account.
    pub fn loads(&self) -> &[u64] {
        &self.loads
    }

    /// Sum of all loads.
    pub const fn total_load(&self) -> u64 {
        self.total_load
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfers(list: &[(u32, u32)]) -> Vec<Transfer> {
        list.iter()
            .map(|&(debit, credit)| Transfer {
                debit: AccountIndex::new(debit),
                credit: AccountIndex::new(credit),
            })
            .collect()
    }

    #[test]
    fn both_directions_are_one_pair_and_transfers_to_oneself_count_nowhere() {
        let traffic = Traffic::of_transfers(&transfers(&[(1, 2), (2, 1), (0, 2), (3, 3)]));
        assert_eq!(traffic.pair_count(), 2);
        let graph = AccountGraph::new(&traffic, 5);
        assert_eq!(graph.len(), 5);
        assert_eq!(graph.total_weight(), 3 * TRANSFER_WEIGHT);
        assert_eq!(graph.neighbours(1), [(2, 2 * TRANSFER_WEIGHT)]);
        let loads: Vec<u64> = graph
            .loads()
            .iter()
            .map(|load| load / TRANSFER_WEIGHT)
            .collect();
        assert_eq!(loads, [1, 2, 3, 0, 0]);
    }

    #[test]
    fn adding_is_the_same_as_counting_together_and_old_traffic_is_forgotten() {
        let (first, second) = (
            transfers(&[(0, 1), (2, 3), (4, 5)]),
            transfers(&[(1, 0), (1, 3), (9, 2)]),
        );
        let mut sum = Traffic::of_transfers(&first);
        sum.add(&Traffic::of_transfers(&second));
        assert_eq!(sum, Traffic::of_transfers(&[first, second].concat()));
        for _ in 0..20 {
            sum.decay(|_, _| 500);
        }
        assert_eq!(sum.pair_count(), 0);
    }
}
