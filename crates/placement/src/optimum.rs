//! The off-line optimum: the best placement that is found for some traffic by looking at that traffic itself, with all the time in the
//! world. Nobody can use it, because it is known only afterwards; it is what placements are measured against.

use crate::balance::{LoadLimit, keep_limit};
use crate::graph::AccountGraph;
use crate::multilevel::{partition, v_cycle};
use crate::parts::{Parts, Placement, ShardCount};
use crate::random::Random;

/// V-cycles after each start.
const CYCLES: usize = 3;

/// The best of `starts` multilevel partitions with different seeds and of all `candidates`, each improved by V-cycles. So it is at least as
/// good as every candidate that keeps the limit.
pub fn hindsight_optimum(
    graph: &AccountGraph,
    shards: ShardCount,
    limit: LoadLimit,
    candidates: &[&Placement],
    starts: usize,
    seed: u64,
) -> Placement {
    let mut random = Random::new(seed);
    let mut best: Option<(u64, Parts)> = None;
    let mut consider = |mut parts: Parts, random: &mut Random| {
        keep_limit(graph, &mut parts, limit);
        for _ in 0..CYCLES {
            v_cycle(graph, &mut parts, limit, random);
        }
        let cut = parts.cut(graph);
        if best.as_ref().is_none_or(|(held, _)| cut < *held) {
            best = Some((cut, parts));
        }
    };
    for _ in 0..starts.max(1) {
        let parts = partition(graph, shards.usize(), limit, &mut random);
        consider(parts, &mut random);
    }
    for candidate in candidates {
        let shard_of = (0..graph.len() as u32)
            .map(|account| candidate.shard(aurigraph_types::AccountIndex::new(account)));
        consider(
            Parts::new(graph, shards.usize(), shard_of.collect()),
            &mut random,
        );
    }
    let (_, parts) = best.expect("there is a start");
    parts.into_placement(shards)
}

/// A placement of whole communities: the heaviest first, each on the emptiest shard, then brought within the limit. What a planted
/// partition can give.
pub fn by_communities(
    graph: &AccountGraph,
    shards: ShardCount,
    limit: LoadLimit,
    community_of: &[u32],
) -> Placement {
    let communities = community_of
        .iter()
        .max()
        .map_or(0, |last| *last as usize + 1);
    let mut loads = vec![0_u64; communities];
    for (community, load) in community_of.iter().zip(graph.loads()) {
        loads[*community as usize] += load;
    }
    let of_communities = AccountGraph::from_edges(&[], loads);
    let places = crate::balance::heaviest_first(&of_communities, shards.usize());
    let shard_of = (0..graph.len()).map(|account| match community_of.get(account) {
        Some(community) => places.shard_of[*community as usize],
        None => shards.by_hash(account),
    });
    let mut parts = Parts::new(graph, shards.usize(), shard_of.collect());
    keep_limit(graph, &mut parts, limit);
    parts.into_placement(shards)
}
