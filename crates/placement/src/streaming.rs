//! Published streaming heuristics: every account is placed once, in the order of its index, by where its neighbours are and how full the
//! shards are; restreaming does it again with what the pass before decided.
//!
//! - LDG: Stanton, Kliot 2012, "Streaming graph partitioning for large distributed graphs".
//! - Fennel: Tsourakakis, Gkantsidis, Radunovic, Vojnovic 2014, "FENNEL: streaming graph partitioning for massive scale graphs", with γ = 3/2.
//! - Restreaming: Nishimura, Ugander 2013, "Restreaming graph partitioning: simple versatile algorithms for advanced balancing".
//!
//! Both are used with loads in the place of the number of accounts, because what a shard has to do is proportional to its load.

use crate::balance::{LoadLimit, keep_limit};
use crate::graph::AccountGraph;
use crate::parts::{Parts, Placement, ShardCount, UNPLACED};

/// Fractional bits of scores.
const FRACTION_BITS: u32 = 16;

/// A streaming heuristic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heuristic {
    /// Linear deterministic greedy: neighbours times the free share of the shard.
    Ldg,
    /// Neighbours less the marginal cost of the shard's load to the power of 3/2.
    Fennel,
}

/// Places accounts in one or more passes; one pass is the plain heuristic, more are restreaming.
pub fn stream(
    graph: &AccountGraph,
    shards: ShardCount,
    limit: LoadLimit,
    heuristic: Heuristic,
    passes: usize,
) -> Placement {
    let mut parts = Parts::unplaced(graph, shards.usize());
    let order: Vec<u32> = (0..graph.len() as u32).collect();
    for _ in 0..passes {
        pass(graph, &mut parts, limit, heuristic, &order);
    }
    // The last accounts of a stream may find no room anywhere.
    keep_limit(graph, &mut parts, limit);
    place_idle_by_hash(graph, &mut parts, shards);
    parts.into_placement(shards)
}

/// One pass over accounts in an order. Accounts that are placed are taken out and placed again.
pub(crate) fn pass(
    graph: &AccountGraph,
    parts: &mut Parts,
    limit: LoadLimit,
    heuristic: Heuristic,
    order: &[u32],
) {
    let scorer = Scorer::new(graph, parts.shards, limit, heuristic);
    let mut connections = vec![0_u64; parts.shards];
    for &vertex in order {
        let vertex = vertex as usize;
        let load = graph.loads()[vertex];
        parts.connections(graph, vertex, &mut connections);
        if parts.shard_of[vertex] != UNPLACED {
            parts.loads[parts.shard_of[vertex] as usize] -= load;
        }
        let shard = scorer.best(&connections, &parts.loads, load);
        parts.shard_of[vertex] = shard as u8;
        parts.loads[shard] += load;
    }
}

/// An account without traffic is where hashing puts it, so that its place says nothing.
pub(crate) fn place_idle_by_hash(graph: &AccountGraph, parts: &mut Parts, shards: ShardCount) {
    for (vertex, shard) in parts.shard_of.iter_mut().enumerate() {
        if graph.loads()[vertex] == 0 {
            *shard = shards.by_hash(vertex);
        }
    }
}

struct Scorer {
    heuristic: Heuristic,
    limit: u64,
    shards: u64,
    total_load: u64,
    total_weight: u64,
}

impl Scorer {
    fn new(graph: &AccountGraph, shards: usize, limit: LoadLimit, heuristic: Heuristic) -> Self {
        Self {
            heuristic,
            limit: limit.get(),
            shards: shards as u64,
            total_load: graph.total_load().max(1),
            total_weight: graph.total_weight(),
        }
    }

    /// The shard with the best score that has room, else the emptiest. Among equals the emptier, then the lower number.
    fn best(&self, connections: &[u64], loads: &[u64], load: u64) -> usize {
        let mut best: Option<(usize, i128)> = None;
        for shard in 0..loads.len() {
            if loads[shard] + load > self.limit {
                continue;
            }
            let score = self.score(connections[shard], loads[shard], load);
            let is_better = best.is_none_or(|(held, held_score)| {
                score > held_score || (score == held_score && loads[shard] < loads[held])
            });
            if is_better {
                best = Some((shard, score));
            }
        }
        best.map_or_else(
            || {
                (0..loads.len())
                    .min_by_key(|&shard| (loads[shard], shard))
                    .expect("there is a shard")
            },
            |(shard, _)| shard,
        )
    }

    fn score(&self, connection: u64, shard_load: u64, load: u64) -> i128 {
        match self.heuristic {
            Heuristic::Ldg => {
                let free = self.limit.saturating_sub(shard_load);
                i128::from(connection) * i128::from(free)
            }
            Heuristic::Fennel => {
                // Cost of a shard: α · L^γ with γ = 3/2 and α = m · k^(γ-1) / T^γ, where m is the weight of all edges, T all load. Its
                // derivative times the account's load, γ · α · √L · load, is (3/2) · (m / T) · √(k · L / T) · load.
                let relative = ((u128::from(self.shards) * u128::from(shard_load))
                    << (2 * FRACTION_BITS))
                    / u128::from(self.total_load);
                let root = relative.isqrt() as i128;
                let marginal = root * i128::from(load) * 3 * i128::from(self.total_weight)
                    / (2 * i128::from(self.total_load));
                (i128::from(connection) << FRACTION_BITS) - marginal
            }
        }
    }
}
