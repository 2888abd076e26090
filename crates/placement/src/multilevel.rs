//! Multilevel partitioning: coarsen, place the coarse graph, refine on the way back (after Karypis and Kumar 1998, METIS).
//!
//! Coarsening is by heaviest edges; a vertex may also join a cluster that its heaviest neighbour is in already (Meyerhenke, Sanders, Schulz
//! 2014), because matching pairs shrinks the star around a busy account by one customer a level. A V-cycle coarsens only within shards,
//! so it begins with the placement it is given and moves whole clusters.

use crate::balance::{LoadLimit, keep_limit};
use crate::graph::{AccountGraph, Anchors};
use crate::parts::Parts;
use crate::random::Random;
use crate::refine::refine;
use crate::streaming::{Heuristic, pass};

/// Passes of refinement on each level.
const REFINEMENT_PASSES: usize = 6;
/// Orders in which the coarsest graph is streamed; the best result counts.
const INITIAL_TRIES: usize = 8;
/// Passes over the coarsest graph.
const INITIAL_PASSES: usize = 4;
/// Vertices for each shard below which a graph is coarse enough.
const COARSEST_PER_SHARD: usize = 40;

/// A coarse graph and where each vertex of the finer one went.
struct Level {
    graph: AccountGraph,
    cluster_of: Vec<u32>,
}

/// Places a graph from nothing.
pub(crate) fn partition(
    graph: &AccountGraph,
    shards: usize,
    limit: LoadLimit,
    random: &mut Random,
) -> Parts {
    let levels = coarsen(graph, shards, None, random);
    let coarsest = levels.last().map_or(graph, |level| &level.graph);
    let mut order: Vec<u32> = (0..coarsest.len() as u32).collect();
    let mut best: Option<((u64, u64), Parts)> = None;
    for _ in 0..INITIAL_TRIES {
        random.shuffle(&mut order);
        let mut parts = Parts::unplaced(coarsest, shards);
        for _ in 0..INITIAL_PASSES {
            pass(coarsest, &mut parts, limit, Heuristic::Fennel, &order);
        }
        refine(coarsest, &mut parts, limit, REFINEMENT_PASSES);
        let cost = (parts.excess(limit.get()), parts.cut(coarsest));
        if best.as_ref().is_none_or(|(held, _)| cost < *held) {
            best = Some((cost, parts));
        }
    }
    let (_, parts) = best.expect("there is a try");
    let mut parts = uncoarsen(graph, &levels, parts, limit);
    keep_limit(graph, &mut parts, limit);
    parts
}

/// Improves a placement; it is never worse afterwards, and within the limit.
pub(crate) fn v_cycle(
    graph: &AccountGraph,
    parts: &mut Parts,
    limit: LoadLimit,
    random: &mut Random,
) {
    keep_limit(graph, parts, limit);
    let levels = coarsen(graph, parts.shards, Some(&parts.shard_of), random);
    let mut coarse = parts.shard_of.clone();
    for level in &levels {
        let mut coarser = vec![0; level.graph.len()];
        for (vertex, cluster) in level.cluster_of.iter().enumerate() {
            coarser[*cluster as usize] = coarse[vertex];
        }
        coarse = coarser;
    }
    let coarsest = levels.last().map_or(graph, |level| &level.graph);
    let coarse = Parts::new(coarsest, parts.shards, coarse);
    let improved = uncoarsen(graph, &levels, coarse, limit);
    if improved.excess(limit.get()) == 0 && improved.cut(graph) < parts.cut(graph) {
        *parts = improved;
    }
}

/// Refines from the coarsest graph to the finest.
fn uncoarsen(graph: &AccountGraph, levels: &[Level], mut parts: Parts, limit: LoadLimit) -> Parts {
    for (index, level) in levels.iter().enumerate().rev() {
        refine(&level.graph, &mut parts, limit, REFINEMENT_PASSES);
        let finer = if index == 0 {
            graph
        } else {
            &levels[index - 1].graph
        };
        let shard_of = level
            .cluster_of
            .iter()
            .map(|cluster| parts.shard_of[*cluster as usize]);
        parts = Parts::new(finer, parts.shards, shard_of.collect());
    }
    refine(graph, &mut parts, limit, REFINEMENT_PASSES);
    parts
}

/// Coarser and coarser graphs; clusters never span shards if some are given.
fn coarsen(
    graph: &AccountGraph,
    shards: usize,
    within: Option<&[u8]>,
    random: &mut Random,
) -> Vec<Level> {
    let target = COARSEST_PER_SHARD * shards;
    // A cluster that is a small share of a shard can always go elsewhere.
    let heaviest = graph.total_load() / (shards as u64 * 25) + 1;
    let mut within: Option<Vec<u8>> = within.map(<[u8]>::to_vec);
    let mut levels: Vec<Level> = Vec::new();
    loop {
        let finest = levels.last().map_or(graph, |level| &level.graph);
        if finest.len() <= target {
            break;
        }
        let (cluster_of, clusters) = cluster(finest, heaviest, within.as_deref(), random);
        if clusters * 20 > finest.len() * 19 {
            break;
        }
        if let Some(shard_of) = &mut within {
            let mut coarser = vec![0; clusters];
            for (vertex, cluster) in cluster_of.iter().enumerate() {
                coarser[*cluster as usize] = shard_of[vertex];
            }
            *shard_of = coarser;
        }
        let graph = contract(finest, &cluster_of, clusters);
        levels.push(Level { graph, cluster_of });
    }
    levels
}

/// Joins every vertex that is alone with the cluster it has most weight with.
fn cluster(
    graph: &AccountGraph,
    heaviest: u64,
    within: Option<&[u8]>,
    random: &mut Random,
) -> (Vec<u32>, usize) {
    let mut order: Vec<u32> = (0..graph.len() as u32).collect();
    random.shuffle(&mut order);
    let mut cluster_of: Vec<u32> = (0..graph.len() as u32).collect();
    let mut loads = graph.loads().to_vec();
    let mut sizes = vec![1_u32; graph.len()];
    let mut weights = vec![0_u64; graph.len()];
    let mut touched: Vec<u32> = Vec::new();
    for vertex in order {
        let vertex = vertex as usize;
        if cluster_of[vertex] as usize != vertex || sizes[vertex] > 1 {
            continue;
        }
        for (neighbour, weight) in graph.neighbours(vertex) {
            if within.is_none_or(|shards| shards[vertex] == shards[*neighbour as usize]) {
                let cluster = cluster_of[*neighbour as usize];
                if weights[cluster as usize] == 0 {
                    touched.push(cluster);
                }
                weights[cluster as usize] += weight;
            }
        }
        let best = touched
            .iter()
            .filter(|&&cluster| loads[cluster as usize] + loads[vertex] <= heaviest)
            .max_by_key(|&&cluster| {
                // Weight for each unit of load: what is bound to one place goes there, what is busy everywhere is left.
                let load = loads[cluster as usize].max(1);
                let rating = (u128::from(weights[cluster as usize]) << 32) / u128::from(load);
                (rating, std::cmp::Reverse(cluster))
            })
            .copied();
        for cluster in touched.drain(..) {
            weights[cluster as usize] = 0;
        }
        if let Some(cluster) = best {
            cluster_of[vertex] = cluster;
            loads[cluster as usize] += loads[vertex];
            sizes[cluster as usize] += 1;
        }
    }
    number(&mut cluster_of)
}

/// Numbers clusters without gaps.
fn number(cluster_of: &mut [u32]) -> (Vec<u32>, usize) {
    let mut numbers = vec![u32::MAX; cluster_of.len()];
    let mut clusters = 0;
    for cluster in cluster_of.iter_mut() {
        let number = &mut numbers[*cluster as usize];
        if *number == u32::MAX {
            *number = clusters;
            clusters += 1;
        }
        *cluster = *number;
    }
    (cluster_of.to_vec(), clusters as usize)
}

/// The graph of the clusters.
fn contract(graph: &AccountGraph, cluster_of: &[u32], clusters: usize) -> AccountGraph {
    let mut loads = vec![0; clusters];
    let mut edges: Vec<(u64, u64)> = Vec::with_capacity(graph.edge_count());
    for (vertex, &own) in cluster_of.iter().enumerate() {
        loads[own as usize] += graph.loads()[vertex];
        for &(neighbour, weight) in graph.neighbours(vertex) {
            let other = cluster_of[neighbour as usize];
            if own < other {
                edges.push(((u64::from(own) << 32) | u64::from(other), weight));
            }
        }
    }
    edges.sort_unstable();
    let merged: Vec<(u32, u32, u64)> = edges
        .chunk_by(|left, right| left.0 == right.0)
        .map(|equal| {
            let weight = equal.iter().map(|(_, weight)| weight).sum();
            ((equal[0].0 >> 32) as u32, equal[0].0 as u32, weight)
        })
        .collect();
    let anchors = graph.anchors().map(|finer| {
        let mut weights = vec![0; clusters * finer.shards];
        for (vertex, &cluster) in cluster_of.iter().enumerate() {
            let start = cluster as usize * finer.shards;
            for (sum, weight) in weights[start..].iter_mut().zip(finer.of(vertex)) {
                *sum += weight;
            }
        }
        Anchors {
            shards: finer.shards,
            weights,
        }
    });
    AccountGraph::from_edges(&merged, loads).with_anchors(anchors)
}
