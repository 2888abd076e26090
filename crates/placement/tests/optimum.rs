//! The off-line optimum against the exact one, which is found by branch and bound where the graph is small.

use aurigraph_placement::random::Random;
use aurigraph_placement::{
    AccountGraph, LoadLimit, ShardCount, Traffic, Transfer, hindsight_optimum,
};
use aurigraph_types::AccountIndex;

/// Tries every placement that keeps the limit, heaviest accounts first, and leaves a branch as soon as it cuts as much as the best.
struct BranchAndBound<'graph> {
    graph: &'graph AccountGraph,
    limit: u64,
    order: Vec<usize>,
    shard_of: Vec<Option<usize>>,
    loads: Vec<u64>,
    best: u64,
}

impl<'graph> BranchAndBound<'graph> {
    fn least_cut(graph: &'graph AccountGraph, shards: usize, limit: LoadLimit) -> u64 {
        let mut order: Vec<usize> = (0..graph.len()).collect();
        order.sort_by_key(|&account| std::cmp::Reverse(graph.loads()[account]));
        let mut search = Self {
            graph,
            limit: limit.get(),
            order,
            shard_of: vec![None; graph.len()],
            loads: vec![0; shards],
            best: u64::MAX,
        };
        search.branch(0, 0, 0);
        search.best
    }

    fn branch(&mut self, depth: usize, cut: u64, used_shards: usize) {
        if cut >= self.best {
            return;
        }
        let Some(&account) = self.order.get(depth) else {
            self.best = cut;
            return;
        };
        let load = self.graph.loads()[account];
        // Empty shards are alike, so only the first of them is tried.
        for shard in 0..self.loads.len().min(used_shards + 1) {
            if self.loads[shard] + load > self.limit {
                continue;
            }
            let added: u64 = self
                .graph
                .neighbours(account)
                .iter()
                .filter(|(neighbour, _)| {
                    self.shard_of[*neighbour as usize].is_some_and(|other| other != shard)
                })
                .map(|(_, weight)| weight)
                .sum();
            self.shard_of[account] = Some(shard);
            self.loads[shard] += load;
            self.branch(depth + 1, cut + added, used_shards.max(shard + 1));
            self.loads[shard] -= load;
            self.shard_of[account] = None;
        }
    }
}

/// Some transfers between a few accounts; in some cases two groups that deal mostly within themselves.
fn small_traffic(random: &mut Random, accounts: u64) -> Vec<Transfer> {
    let inside_permille = random.below(3) * 400;
    let group = |account: u64| account * 2 / accounts;
    let mut transfers = Vec::new();
    while transfers.len() < 60 {
        let (debit, credit) = (random.below(accounts), random.below(accounts));
        let is_wanted = group(debit) == group(credit) || !random.in_permille(inside_permille);
        if debit != credit && is_wanted {
            transfers.push(Transfer {
                debit: AccountIndex::new(debit as u32),
                credit: AccountIndex::new(credit as u32),
            });
        }
    }
    transfers
}

#[test]
fn on_small_graphs_the_offline_optimum_is_the_exact_one() {
    let mut random = Random::new(42);
    for case in 0..60 {
        let accounts = 8 + random.below(7);
        let transfers = small_traffic(&mut random, accounts);
        let graph = AccountGraph::new(&Traffic::of_transfers(&transfers), 1);
        let shards = 2 + case % 2;
        let limit = LoadLimit::new(&graph, shards, 50);
        let exact = BranchAndBound::least_cut(&graph, shards, limit);
        let shards = ShardCount::new(shards).unwrap();
        let found = hindsight_optimum(&graph, shards, limit, &[], 24, case as u64);
        let quality = found.quality(&transfers);
        let cut = quality.transfers - quality.local_transfers;
        assert_eq!(
            cut,
            exact / aurigraph_placement::graph::TRANSFER_WEIGHT,
            "case {case}: {accounts} accounts on {} shards",
            shards.usize()
        );
    }
}
