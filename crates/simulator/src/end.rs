//! The end of a simulation: everything is healed, all must become level and take payments, and what must hold is checked.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use aurigraph_types::Genesis;
use commonware_runtime::deterministic::Context;
use commonware_runtime::{Clock as _, Handle};
use futures_util::future::{Either, select};

use crate::check::check;
use crate::cluster::Cluster;
use crate::random::Random;
use crate::run::{LOOK_MS, Report, Story};
use crate::workload::{Client, now_ms};

/// Everybody must be level and take payments so long after the trouble ended.
const LIVE_WITHIN_MS: u64 = 90_000;
/// A payment must be final so long after it was sent, when nothing is in its way.
const PROBE_MS: u64 = 20_000;

impl Story {
    /// Heals everything, waits until all are level and take payments, and checks what must hold.
    pub(crate) async fn end(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        clients: Vec<Handle<()>>,
    ) -> Result<Report, String> {
        self.actions.clear();
        cluster.links.heal().await;
        for disk in &self.disks.disks {
            disk.forget_faults();
        }
        for validator in 0..self.plan.validators {
            cluster
                .nodes
                .slot(validator)
                .slow_ms
                .store(0, Ordering::Relaxed);
            if !cluster.is_up(validator) {
                self.start(cluster, validator).await?;
            }
        }
        let deadline = now_ms(context) + LIVE_WITHIN_MS;
        let honest: Vec<_> = (0..self.plan.validators)
            .filter(|validator| self.plan.byzantine.is_none_or(|(bad, _)| bad != *validator))
            .collect();
        let goal = honest
            .iter()
            .map(|validator| cluster.nodes.height(*validator))
            .max()
            .unwrap_or(0)
            + 8;
        loop {
            self.look(cluster, context).await?;
            self.restart_due(cluster, context).await?;
            let is_level = honest
                .iter()
                .all(|validator| cluster.nodes.height(*validator) >= goal);
            let mut following = self.first_views.keys();
            let all_vote = !following.any(|validator| cluster.decides(*validator));
            let all_back = self.all_are_back(cluster, &honest, now_ms(context));
            if is_level && all_vote && all_back {
                break;
            }
            if now_ms(context) > deadline {
                return Err(format!(
                    "not alive {LIVE_WITHIN_MS} ms after everything was healed: {goal} expected, still following: {:?}{}",
                    self.first_views.keys().collect::<Vec<_>>(),
                    self.positions(cluster)
                ));
            }
            context.sleep(Duration::from_millis(LOOK_MS)).await;
        }
        for client in clients {
            client.abort();
        }
        self.probe(cluster, context, &honest).await?;
        // What one has, all have in a moment.
        let goal = honest
            .iter()
            .map(|validator| cluster.nodes.height(*validator))
            .max()
            .unwrap_or(0);
        while honest
            .iter()
            .any(|validator| cluster.nodes.height(*validator) < goal)
        {
            self.look(cluster, context).await?;
            if now_ms(context) > deadline + LIVE_WITHIN_MS {
                return Err(format!(
                    "not level: {goal} expected{}",
                    self.positions(cluster)
                ));
            }
            context.sleep(Duration::from_millis(LOOK_MS)).await;
        }
        let history = self.history.lock().clone();
        check(cluster, &self.plan, &history)?;
        self.scrub(cluster, &honest)?;
        let last = self
            .agreed
            .lock()
            .last_key_value()
            .map(|(height, (hash, state))| format!("{height} {hash} {state}"));
        Ok(Report {
            height: cluster.nodes.height(honest[0]),
            payments: history.len(),
            acknowledged: history
                .iter()
                .filter(|payment| payment.acknowledged_at_ms.is_some())
                .count(),
            simulated_ms: now_ms(context),
            epochs: cluster
                .nodes
                .look(honest[0], |node| node.epoch())
                .unwrap_or(0),
            left: self.disks.left,
            came_back: self.disks.came_back,
            last: last.unwrap_or_default(),
        })
    }

    async fn restart_due(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
    ) -> Result<(), String> {
        while let Some(entry) = self.actions.first_entry()
            && entry.key().0 <= now_ms(context)
        {
            let action = entry.remove();
            self.act(cluster, context, action).await?;
        }
        Ok(())
    }

    /// Pays through one validator alone, and sees to all of them meanwhile.
    async fn pay(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        client: &mut Client,
        validator: usize,
    ) -> Result<bool, String> {
        let mut paid = Box::pin(client.pay(context, validator, now_ms(context)));
        loop {
            let pause = Box::pin(context.sleep(Duration::from_millis(LOOK_MS)));
            match select(paid, pause).await {
                Either::Left((is_paid, _)) => {
                    self.look(cluster, context).await?;
                    return Ok(is_paid);
                }
                Either::Right(((), goes_on)) => paid = goes_on,
            }
            self.look(cluster, context).await?;
        }
    }

    /// A payment through each honest validator is final.
    async fn probe(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        honest: &[usize],
    ) -> Result<(), String> {
        let chain_id = Genesis::chain_id(self.disks.genesis());
        let mut client = Client {
            account: 0,
            accounts: self.plan.clients,
            chain_id,
            nodes: cluster.nodes.clone(),
            history: Arc::clone(&self.history),
            random: Random::new(self.plan.seed, "probe"),
            next_sequence: Arc::clone(&self.sequences[0]),
            patience_ms: PROBE_MS,
        };
        for validator in honest {
            loop {
                let epoch = cluster.epoch_of(*validator);
                if self.pay(cluster, context, &mut client, *validator).await? {
                    break;
                }
                // One that was started again in the next epoch meanwhile is asked again.
                if cluster.epoch_of(*validator) == epoch {
                    return Err(format!(
                        "validator {validator} takes no payment within {PROBE_MS} ms{}",
                        self.positions(cluster)
                    ));
                }
            }
        }
        Ok(())
    }

    /// Where each validator is, for the message of a failure.
    fn positions(&self, cluster: &Cluster) -> String {
        let position = |validator: usize| {
            let seen = cluster.nodes.look(validator, |node| {
                let tip = node.chain.tip().height;
                let header = node.chain.header(tip.get()).ok().flatten();
                let committed = header.map(|block| block.header.fields().executed_height);
                let (executed, _) = node.ledger();
                format!(
                    "height {tip}, executed {}, its header commits to {committed:?}, view {}, final elsewhere {}",
                    executed.height,
                    node.shared.participation.view(),
                    node.shared.participation.network_tip()
                )
            });
            let no_snapshot = self.no_snapshot.get(&validator);
            let no_snapshot =
                no_snapshot.map(|(at, reason)| format!("; no snapshot at {at} ms: {reason}"));
            format!(
                "\n  validator {validator}: {}{}",
                seen.unwrap_or_else(|| "down".into()),
                no_snapshot.unwrap_or_default()
            )
        };
        (0..cluster.nodes.len()).map(position).collect()
    }
}
