//! The learned placement: what earlier epochs showed, forgotten slowly; accounts are placed anew at the end of each epoch, starting from where
//! they are.
//!
//! At the end of an epoch its transfers are remembered slice by slice, and with each slice what was remembered decays. An account whose
//! slice clearly contradicts its place (it dealt more with another shard than chance explains) forgets nearly all of what holds it there, so
//! that it is followed when it goes somewhere else; the others remember, so that noise averages out. Loads are remembered by all alike. Accounts that were not seen before are streamed with Fennel. From there
//! two proposals are made, V-cycles alone and restreaming followed by V-cycles, and the better is taken. An anchor holds
//! each known account where it is unless the gain is worth the move, and at most a bounded share of them moves. The load limit is tighter than
//! the one of the evaluation, because the next epoch's loads differ from those of the past.

use std::cmp::Reverse;

use crate::balance::{LoadLimit, keep_limit};
use crate::graph::{AccountGraph, Anchors, TRANSFER_WEIGHT, Traffic, Transfer};
use crate::multilevel::{partition, v_cycle};
use crate::parts::{Parts, Placement, ShardCount};
use crate::random::Random;
use crate::streaming::{Heuristic, pass, place_idle_by_hash};

/// What a learner may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearnerSettings {
    /// Slices of an epoch, each remembered after the one before.
    pub slices: usize,
    /// Share of the remembered traffic and load that stays with each slice, in thousandths.
    pub remembered_permille: u64,
    /// A slice contradicts an account's place if the square of what it has more with another shard exceeds this many times the sum of
    /// both, in transfers: the square of a number of standard deviations of chance.
    pub contradiction: u64,
    /// The same for the traffic within its shard of an account that the slice contradicts.
    pub contradicted_permille: u64,
    /// Gain that a known account must have from a move, in thousandths of its remembered traffic.
    pub anchor_permille: u64,
    /// Load above the mean that a shard may have on the remembered traffic, in thousandths.
    pub tolerance_permille: u64,
    /// Share of the accounts placed before that may move at the end of one epoch, in thousandths.
    pub moved_permille_max: u64,
    /// Passes of restreaming.
    pub passes: usize,
    /// V-cycles for each proposal.
    pub cycles: usize,
    /// Seed of the orders in which clusters are made. Part of the rule: all replicas use the same.
    pub seed: u64,
}

impl Default for LearnerSettings {
    fn default() -> Self {
        Self {
            slices: 4,
            remembered_permille: 950,
            contradiction: 4,
            contradicted_permille: 100,
            anchor_permille: 100,
            tolerance_permille: 40,
            moved_permille_max: 100,
            passes: 4,
            cycles: 2,
            seed: 1,
        }
    }
}

/// What the end of an epoch changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Accounts that had a place with traffic before and have another one now.
    pub moved_accounts: usize,
    /// Accounts that had a place with traffic before.
    pub known_accounts: usize,
    /// Pairs of accounts that are remembered.
    pub remembered_pairs: usize,
    /// Remembered load of the fullest shard.
    pub fullest_load: u64,
    /// The most it may be.
    pub load_limit: LoadLimit,
}

/// Learns a placement from one epoch after the other.
#[derive(Clone, Debug)]
pub struct Learner {
    settings: LearnerSettings,
    traffic: Traffic,
    /// Load of each account, as remembered.
    loads: Vec<u64>,
    placement: Placement,
    /// Whether an account ever had traffic when it was placed.
    is_known: Vec<bool>,
    epochs: u64,
}

impl Learner {
    /// Knows nothing yet: every account is where hashing puts it.
    pub fn new(shards: ShardCount, settings: LearnerSettings) -> Self {
        Self {
            settings,
            traffic: Traffic::default(),
            loads: Vec::new(),
            placement: Placement::hashed(shards, 0),
            is_known: Vec::new(),
            epochs: 0,
        }
    }

    /// The placement for the epoch that has begun.
    pub const fn placement(&self) -> &Placement {
        &self.placement
    }

    /// Learns from the epoch that has ended and places the accounts anew.
    pub fn end_epoch(&mut self, transfers: &[Transfer]) -> Replacement {
        let slice_length = transfers.len().div_ceil(self.settings.slices.max(1)).max(1);
        for slice in transfers.chunks(slice_length) {
            self.remember(&Traffic::of_transfers(slice));
        }
        let graph = self.anchored_graph();
        let shards = self.placement.shards();
        let limit = LoadLimit::new(&graph, shards.usize(), self.settings.tolerance_permille);
        let seed = crate::random::mix(self.settings.seed ^ (self.epochs << 32));
        let mut parts = self.place(&graph, limit, &mut Random::new(seed));
        place_idle_by_hash_if_new(&graph, &mut parts, shards, &self.is_known);
        let replacement = Replacement {
            moved_accounts: self.moved(&parts).count(),
            known_accounts: self.known_count(),
            remembered_pairs: self.traffic.pair_count(),
            fullest_load: parts.loads.iter().max().copied().unwrap_or(0),
            load_limit: limit,
        };
        for (known, load) in self.is_known.iter_mut().zip(graph.loads()) {
            *known |= *load > 0;
        }
        self.placement = parts.into_placement(shards);
        self.epochs += 1;
        replacement
    }

    fn known_count(&self) -> usize {
        self.is_known.iter().filter(|known| **known).count()
    }

    /// Known accounts that are elsewhere in a proposal.
    fn moved<'all>(&'all self, parts: &'all Parts) -> impl Iterator<Item = usize> + 'all {
        let old = self.placement.as_bytes();
        (0..old.len()).filter(move |&account| {
            self.is_known[account] && old[account] != parts.shard_of[account]
        })
    }

    /// Lets what is remembered decay, and adds a slice of an epoch.
    fn remember(&mut self, slice: &Traffic) {
        let graph = AccountGraph::new(slice, self.is_known.len());
        self.placement.grow(graph.len());
        self.is_known.resize(graph.len(), false);
        self.loads.resize(graph.len(), 0);
        let settings = self.settings;
        for (remembered, load) in self.loads.iter_mut().zip(graph.loads()) {
            *remembered = *remembered * settings.remembered_permille / 1_000 + load;
        }
        let is_contradicted = self.contradicted(&graph);
        let shard_of = self.placement.as_bytes();
        self.traffic.decay(|low, high| {
            let (low, high) = (low as usize, high as usize);
            let holds_back = shard_of[low] == shard_of[high];
            if holds_back && (is_contradicted[low] || is_contradicted[high]) {
                settings.contradicted_permille
            } else {
                settings.remembered_permille
            }
        });
        self.traffic.add(slice);
    }

    /// The graph of what is remembered, with an anchor for every known account.
    fn anchored_graph(&self) -> AccountGraph {
        let shards = self.placement.shards().usize();
        let seen = AccountGraph::new(&self.traffic, self.loads.len());
        let mut weights = vec![0; self.loads.len() * shards];
        for (account, shard) in self.placement.as_bytes().iter().enumerate() {
            if self.is_known[account] {
                weights[account * shards + *shard as usize] =
                    seen.loads()[account] * self.settings.anchor_permille / 1_000;
            }
        }
        AccountGraph::with_loads(&self.traffic, self.loads.clone())
            .with_anchors(Some(Anchors { shards, weights }))
    }

    /// By account, whether a slice's transfers with another shard exceed those with its own by more than two standard deviations of
    /// chance.
    fn contradicted(&self, slice: &AccountGraph) -> Vec<bool> {
        let shards = self.placement.shards().usize();
        let parts = Parts::new(slice, shards, self.placement.as_bytes().to_vec());
        let mut connections = vec![0; shards];
        (0..self.is_known.len())
            .map(|account| {
                parts.connections(slice, account, &mut connections);
                let own = connections[parts.shard_of[account] as usize];
                let best = connections.iter().max().copied().unwrap_or(0);
                let surplus = (best - own) / TRANSFER_WEIGHT;
                let both = (best + own) / TRANSFER_WEIGHT;
                self.is_known[account] && surplus * surplus > self.settings.contradiction * both
            })
            .collect()
    }

    /// The best of several ways to go on from the present placement.
    fn place(&self, graph: &AccountGraph, limit: LoadLimit, random: &mut Random) -> Parts {
        let start = self.start(graph, limit);
        let everybody: Vec<u32> = (0..graph.len() as u32).collect();
        let mut restreamed = start.clone();
        for _ in 0..self.settings.passes {
            pass(graph, &mut restreamed, limit, Heuristic::Fennel, &everybody);
        }
        let mut proposals = vec![start.clone(), restreamed];
        if self.epochs == 0 {
            let shards = self.placement.shards().usize();
            proposals.push(partition(graph, shards, limit, random));
        }
        let bounded = proposals.into_iter().map(|mut proposal| {
            for _ in 0..self.settings.cycles {
                v_cycle(graph, &mut proposal, limit, random);
            }
            self.bound_moves(graph, limit, &start, proposal)
        });
        bounded
            .min_by_key(|proposal| proposal.cut(graph))
            .expect("there are proposals")
    }

    /// Known accounts where they are, the others streamed to them; known ones move only if the load limit asks for it.
    fn start(&self, graph: &AccountGraph, limit: LoadLimit) -> Parts {
        let mut parts = Parts::unplaced(graph, self.placement.shards().usize());
        let mut unknown = Vec::new();
        for account in 0..graph.len() {
            if self.is_known[account] {
                let shard = self.placement.as_bytes()[account];
                parts.shard_of[account] = shard;
                parts.loads[shard as usize] += graph.loads()[account];
            } else {
                unknown.push(account as u32);
            }
        }
        pass(graph, &mut parts, limit, Heuristic::Fennel, &unknown);
        keep_limit(graph, &mut parts, limit);
        parts
    }

    /// The proposal if it moves few enough known accounts. Else the start with those of its moves that gain most and for which there is
    /// room, up to the bound.
    fn bound_moves(
        &self,
        graph: &AccountGraph,
        limit: LoadLimit,
        start: &Parts,
        proposal: Parts,
    ) -> Parts {
        let most = self.known_count() as u64 * self.settings.moved_permille_max / 1_000;
        if self.moved(&proposal).count() as u64 <= most {
            return proposal;
        }
        let mut left = most.saturating_sub(self.moved(start).count() as u64);
        let mut parts = start.clone();
        let mut connections = vec![0; proposal.shards];
        let mut waiting: Vec<(bool, Reverse<i64>, usize)> = Vec::new();
        for account in 0..graph.len() {
            let (from, to) = (start.shard_of[account], proposal.shard_of[account]);
            if from != to {
                proposal.connections(graph, account, &mut connections);
                let gain = connections[to as usize] as i64 - connections[from as usize] as i64;
                waiting.push((self.is_known[account], Reverse(gain), account));
            }
        }
        waiting.sort_unstable();
        // Each pass may make room for moves that had none in the one before.
        for _ in 0..ROOM_PASSES {
            waiting.retain(|&(is_known, _, account)| {
                let to = proposal.shard_of[account];
                let has_room = parts.loads[to as usize] + graph.loads()[account] <= limit.get();
                let is_allowed = !is_known || left > 0;
                if has_room && is_allowed {
                    parts.move_to(graph, account, to);
                    left -= u64::from(is_known);
                }
                !(has_room && is_allowed)
            });
        }
        parts
    }
}

/// Times that moves without room are tried again.
const ROOM_PASSES: usize = 4;

/// Idle accounts that never had traffic stay where hashing puts them; those that had stay where they are.
fn place_idle_by_hash_if_new(
    graph: &AccountGraph,
    parts: &mut Parts,
    shards: ShardCount,
    is_known: &[bool],
) {
    let kept: Vec<(usize, u8)> = (0..graph.len())
        .filter(|&account| is_known[account] && graph.loads()[account] == 0)
        .map(|account| (account, parts.shard_of[account]))
        .collect();
    place_idle_by_hash(graph, parts, shards);
    for (account, shard) in kept {
        parts.shard_of[account] = shard;
    }
}
