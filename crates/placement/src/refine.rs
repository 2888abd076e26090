//! Local refinement after Fiduccia and Mattheyses (1982): the best move first, also if it loses; every account once a pass; at the end of
//! a pass back to the best state it went through. A state within the load limit is better than one above, whatever it cuts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::balance::LoadLimit;
use crate::graph::AccountGraph;
use crate::parts::Parts;

/// A move that was possible when it was noted: gain, the vertex (lower first among equals), and where to.
type Candidate = (i64, Reverse<u32>, u8);

/// Passes until one brings nothing, at most `passes_max`.
pub(crate) fn refine(graph: &AccountGraph, parts: &mut Parts, limit: LoadLimit, passes_max: usize) {
    if parts.shards < 2 {
        return;
    }
    for _ in 0..passes_max {
        if !Pass::new(graph, parts, limit.get()).run() {
            return;
        }
    }
}

struct Pass<'run> {
    graph: &'run AccountGraph,
    parts: &'run mut Parts,
    limit: u64,
    /// In the course of a pass a shard may exceed the limit by this much, so that accounts can change places.
    slack: u64,
    /// Weight between every vertex and every shard.
    connections: Vec<u64>,
    locked: Vec<bool>,
    /// By the shard that the vertex would leave.
    candidates: Vec<BinaryHeap<Candidate>>,
}

impl<'run> Pass<'run> {
    fn new(graph: &'run AccountGraph, parts: &'run mut Parts, limit: u64) -> Self {
        let shards = parts.shards;
        let mut connections = vec![0; graph.len() * shards];
        for vertex in 0..graph.len() {
            let row = &mut connections[vertex * shards..(vertex + 1) * shards];
            parts.connections(graph, vertex, row);
        }
        let mut pass = Self {
            slack: (graph.total_load() / (shards as u64 * 20))
                .max(graph.total_load() * 2 / graph.len().max(1) as u64),
            locked: vec![false; graph.len()],
            candidates: vec![BinaryHeap::new(); shards],
            graph,
            parts,
            limit,
            connections,
        };
        for vertex in 0..graph.len() {
            pass.note(vertex);
        }
        pass
    }

    /// Whether the pass made it better.
    fn run(&mut self) -> bool {
        let patience = 100 + self.graph.len() / 50;
        let mut moves: Vec<(u32, u8)> = Vec::new();
        let mut excess = self.parts.excess(self.limit);
        let mut gained = 0_i64;
        let mut best = (excess, 0_i64);
        let mut best_length = 0;
        while moves.len() < best_length + patience {
            let Some((vertex, to, gain)) = self.next_move() else {
                break;
            };
            moves.push((vertex as u32, self.parts.shard_of[vertex]));
            self.make(vertex, to);
            gained += gain;
            excess = self.parts.excess(self.limit);
            if excess < best.0 || (excess == best.0 && gained > best.1) {
                best = (excess, gained);
                best_length = moves.len();
            }
        }
        for &(vertex, from) in moves[best_length..].iter().rev() {
            self.parts.move_to(self.graph, vertex as usize, from);
        }
        best_length > 0
    }

    fn make(&mut self, vertex: usize, to: u8) {
        let shards = self.parts.shards;
        let from = self.parts.shard_of[vertex] as usize;
        self.parts.move_to(self.graph, vertex, to);
        self.locked[vertex] = true;
        let graph = self.graph;
        for &(neighbour, weight) in graph.neighbours(vertex) {
            let neighbour = neighbour as usize;
            self.connections[neighbour * shards + from] -= weight;
            self.connections[neighbour * shards + to as usize] += weight;
            if !self.locked[neighbour] {
                self.note(neighbour);
            }
        }
    }

    /// Notes a vertex's best move if it has neighbours elsewhere.
    fn note(&mut self, vertex: usize) {
        let own = self.parts.shard_of[vertex] as usize;
        let shards = self.parts.shards;
        let row = &self.connections[vertex * shards..(vertex + 1) * shards];
        let (mut best, mut best_weight) = (own, 0);
        for (shard, &weight) in row.iter().enumerate() {
            if shard != own && weight > best_weight {
                (best, best_weight) = (shard, weight);
            }
        }
        if best != own {
            let gain = best_weight as i64 - row[own] as i64;
            self.candidates[own].push((gain, Reverse(vertex as u32), best as u8));
        }
    }

    /// The best possible move: out of the fullest shard if one is above the limit, else out of any.
    fn next_move(&mut self) -> Option<(usize, u8, i64)> {
        let fullest = (0..self.parts.shards)
            .max_by_key(|&shard| (self.parts.loads[shard], Reverse(shard)))
            .expect("there is a shard");
        let is_above = self.parts.loads[fullest] > self.limit;
        loop {
            let from = if is_above {
                fullest
            } else {
                (0..self.parts.shards)
                    .max_by_key(|&shard| (self.candidates[shard].peek().copied(), Reverse(shard)))
                    .expect("there is a shard")
            };
            let (noted_gain, Reverse(vertex), _) = self.candidates[from].pop()?;
            let vertex = vertex as usize;
            if self.locked[vertex] || self.parts.shard_of[vertex] as usize != from {
                continue;
            }
            let room = if is_above {
                self.limit
            } else {
                self.limit + self.slack
            };
            let Some((gain, to)) = self.best_with_room(vertex, room) else {
                continue;
            };
            if gain < noted_gain {
                // Something changed since it was noted: it has to wait its turn. It cannot come back for ever, because the gain only falls
                // until the next move is made.
                self.candidates[from].push((gain, Reverse(vertex as u32), to));
                continue;
            }
            return Some((vertex, to, gain));
        }
    }

    fn best_with_room(&self, vertex: usize, room: u64) -> Option<(i64, u8)> {
        let own = self.parts.shard_of[vertex] as usize;
        let load = self.graph.loads()[vertex];
        let row = &self.connections[vertex * self.parts.shards..(vertex + 1) * self.parts.shards];
        (0..self.parts.shards)
            .filter(|&shard| shard != own && self.parts.loads[shard] + load <= room)
            .max_by_key(|&shard| (row[shard], Reverse(self.parts.loads[shard]), Reverse(shard)))
            .map(|shard| (row[shard] as i64 - row[own] as i64, shard as u8))
    }
}
