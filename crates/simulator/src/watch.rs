//! What a machine's keeper and a node's guard do: stopped machines are started again, who forgot its votes follows, who is far behind takes a snapshot.

use commonware_runtime::deterministic::Context;

use crate::cluster::Cluster;
use crate::plan::Survives;
use crate::rejoin;
use crate::run::{Action, Story};
use crate::workload::now_ms;

/// Without a block for so long, one that is so many behind takes a snapshot: the guard of a node does so.
const STALLED_MS: u64 = 30_000;
const BEHIND_BLOCKS: u64 = 16;
/// Pause after nobody gave a snapshot, as the guard makes it: most begin to take one when they are asked.
const NO_SNAPSHOT_PAUSE_MS: u64 = 2_000;

impl Story {
    /// Sees to machines that stopped, to nodes that gave up, and to validators that follow.
    pub(crate) async fn look(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
    ) -> Result<(), String> {
        let now = now_ms(context);
        if let Some(failure) = self.failure.lock().clone() {
            return Err(failure);
        }
        for validator in 0..self.plan.validators {
            if self.disks.disks[validator].is_crashed() {
                let (survives, for_ms) = self
                    .stopping
                    .remove(&validator)
                    .unwrap_or((Survives::Nothing, 300));
                self.crash(cluster, validator, survives).await;
                self.later(now + for_ms, Action::Restart(validator));
                continue;
            }
            let fatal = cluster.nodes.look(validator, |node| node.status.fatal());
            if let Some(Some(reason)) = fatal {
                if !self.plan.is_bad(validator) {
                    return Err(format!("validator {validator} gave up: {reason}"));
                }
                cluster.kill(validator).await;
                self.lose(validator);
                self.later(now + 200, Action::Restart(validator));
            }
        }
        self.follow_epochs(cluster).await?;
        for validator in 0..self.plan.validators {
            self.follow_another(cluster, validator)?;
        }
        let following: Vec<_> = self.first_views.keys().copied().collect();
        for validator in following {
            self.follow(cluster, validator).await?;
        }
        self.catch_up(cluster, now).await
    }

    /// A validator that forgot its votes follows until it may vote again.
    async fn follow(&mut self, cluster: &mut Cluster, validator: usize) -> Result<(), String> {
        if !cluster.decides(validator) {
            return Ok(());
        }
        let known = self.first_views[&validator];
        let Some(first_view) =
            known.or_else(|| rejoin::view_to_pass(cluster, &self.plan, validator))
        else {
            return Ok(());
        };
        self.first_views.insert(validator, Some(first_view));
        if rejoin::may_vote(cluster, &self.disks, validator, first_view) {
            cluster.kill(validator).await;
            self.first_views.remove(&validator);
            self.disks.votes[validator] = true;
            self.disks.follow(validator);
            return self.start(cluster, validator).await;
        }
        Ok(())
    }

    /// One that is so far behind that nobody has its next block any more, or gets none although there are some, takes a snapshot.
    async fn catch_up(&mut self, cluster: &mut Cluster, now: u64) -> Result<(), String> {
        let heights: Vec<_> = (0..self.plan.validators)
            .map(|validator| cluster.nodes.height(validator))
            .collect();
        for validator in 0..self.plan.validators {
            if !cluster.is_up(validator) {
                continue;
            }
            let own = heights[validator];
            let highest = heights.iter().max().copied().unwrap_or(0);
            let (at, since_ms) = self.progress.entry(validator).or_insert((own, now));
            if *at != own || highest < own + BEHIND_BLOCKS {
                (*at, *since_ms) = (own, now);
            }
            let is_stalled = now - *since_ms > STALLED_MS;
            let others = heights.iter().enumerate();
            let given = others
                .filter(|(other, height)| *other != validator && **height > 0)
                .map(|(_, height)| height.saturating_sub(self.plan.kept_blocks))
                .min();
            if !is_stalled && given.is_none_or(|earliest| earliest <= own + 1) {
                continue;
            }
            let is_pause = |(at, _): &(u64, String)| now < at + NO_SNAPSHOT_PAUSE_MS;
            if self.no_snapshot.get(&validator).is_some_and(is_pause) {
                continue;
            }
            let mut random = self.random.clone();
            let fetched = rejoin::fetch(
                cluster,
                &self.plan,
                &self.disks,
                validator,
                own,
                &mut random,
            );
            self.random = random;
            if let Err(error) = fetched {
                self.no_snapshot.insert(validator, (now, error.to_string()));
                continue;
            }
            self.progress.remove(&validator);
            self.no_snapshot.remove(&validator);
            cluster.kill(validator).await;
            if !self.disks.votes[validator] {
                self.disks.follow(validator);
            }
            self.start(cluster, validator).await?;
        }
        Ok(())
    }
}
