//! How much load a shard may have, and how a placement that has more is brought below.
//!
//! The limit is a share above the mean (5 % by default), or where single accounts are too heavy for that, what placing the heaviest accounts
//! first, each on the emptiest shard, reaches (Graham 1969). So there always is a placement within the limit, and it is at hand.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::AccountGraph;
use crate::parts::Parts;

/// Load above the mean that is allowed, in thousandths: what the evaluation allows every placement.
pub const TOLERANCE_PERMILLE: u64 = 50;

/// The most load a shard may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadLimit(u64);

impl LoadLimit {
    /// The limit for a graph on a number of shards.
    pub fn new(graph: &AccountGraph, shards: usize, tolerance_permille: u64) -> Self {
        let above_mean = u128::from(graph.total_load()) * u128::from(1_000 + tolerance_permille)
            / (1_000 * shards as u128);
        let heaviest_first = heaviest_first(graph, shards);
        let fullest = heaviest_first.loads.iter().max().copied().unwrap_or(0);
        Self(fullest.max(above_mean as u64))
    }

    /// The load, in the unit of the graph's weights.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// Every account on the emptiest shard, the heaviest accounts first.
pub(crate) fn heaviest_first(graph: &AccountGraph, shards: usize) -> Parts {
    let mut order: Vec<usize> = (0..graph.len()).collect();
    order.sort_by_key(|&vertex| (Reverse(graph.loads()[vertex]), vertex));
    let mut emptiest: BinaryHeap<Reverse<(u64, u8)>> =
        (0..shards as u8).map(|shard| Reverse((0, shard))).collect();
    let mut shard_of = vec![0; graph.len()];
    for vertex in order {
        let Reverse((load, shard)) = emptiest.pop().expect("there is a shard");
        shard_of[vertex] = shard;
        emptiest.push(Reverse((load + graph.loads()[vertex], shard)));
    }
    Parts::new(graph, shards, shard_of)
}

/// Moves accounts out of shards above the limit, those first whose move loses least. Falls back on [`heaviest_first`] if that does not
/// suffice, so afterwards no shard is above.
pub(crate) fn keep_limit(graph: &AccountGraph, parts: &mut Parts, limit: LoadLimit) {
    while parts.excess(limit.get()) > 0 {
        let fullest = (0..parts.shards)
            .max_by_key(|&shard| (parts.loads[shard], Reverse(shard)))
            .expect("there is a shard");
        if !relieve(graph, parts, limit, fullest as u8) {
            *parts = heaviest_first(graph, parts.shards);
            return;
        }
    }
}

/// Moves accounts out of one shard until it is within the limit; says whether that succeeded.
fn relieve(graph: &AccountGraph, parts: &mut Parts, limit: LoadLimit, from: u8) -> bool {
    let mut connections = vec![0; parts.shards];
    let mut leaving: Vec<(i64, Reverse<u64>, usize)> = Vec::new();
    for vertex in 0..graph.len() {
        let load = graph.loads()[vertex];
        if parts.shard_of[vertex] == from && load > 0 {
            parts.connections(graph, vertex, &mut connections);
            let own = connections[from as usize];
            let best = connections
                .iter()
                .enumerate()
                .filter(|(shard, _)| *shard != from as usize)
                .map(|(_, weight)| *weight)
                .max()
                .unwrap_or(0);
            // Loss for each unit of load, in 1/65536.
            let loss = (i128::from(own) - i128::from(best)) * 65_536 / i128::from(load);
            leaving.push((loss as i64, Reverse(load), vertex));
        }
    }
    leaving.sort_unstable();
    for (_, Reverse(load), vertex) in leaving {
        if parts.loads[from as usize] <= limit.get() {
            return true;
        }
        parts.connections(graph, vertex, &mut connections);
        let target = (0..parts.shards)
            .filter(|&shard| shard != from as usize && parts.loads[shard] + load <= limit.get())
            .max_by_key(|&shard| {
                (
                    connections[shard],
                    Reverse(parts.loads[shard]),
                    Reverse(shard),
                )
            });
        if let Some(target) = target {
            parts.move_to(graph, vertex, target as u8);
        }
    }
    parts.loads[from as usize] <= limit.get()
}
