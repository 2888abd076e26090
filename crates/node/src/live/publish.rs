//! What is published, and when.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::messages::{
    BlockUpdate, Channel, LiveContent, LiveValidator, LiveValidatorStatus, NetworkUpdate,
    TpsUpdate, ValidatorUpdate,
};
use crate::node::Node;
use crate::status::Mode;
use crate::time::rfc3339;

/// Blocks are told at most this often; those in between are counted.
const BLOCK_INTERVAL: Duration = Duration::from_millis(50);
const NETWORK_INTERVAL: Duration = Duration::from_secs(3);
const VALIDATOR_INTERVAL: Duration = Duration::from_secs(5);

/// Publishes until the task is dropped.
pub async fn start(node: Node) {
    let mut tips = node.chain.watch_tip();
    let mut modes = node.status.watch();
    let ticker = |period| {
        let mut ticker = interval(period);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticker
    };
    let mut seconds = ticker(Duration::from_secs(1));
    let mut network = ticker(NETWORK_INTERVAL);
    let mut validators = ticker(VALIDATOR_INTERVAL);
    let mut told_height = node.chain.tip().height.get();
    let mut told_at = Instant::now() - BLOCK_INTERVAL;
    loop {
        tokio::select! {
            _ = seconds.tick() => send_tps(&node),
            _ = network.tick() => send_network(&node),
            _ = validators.tick() => send_validators(&node),
            changed = modes.changed() => {
                if changed.is_err() { return; }
                send_network(&node);
                send_validators(&node);
            }
            changed = async {
                // The first block after a pause is told at once; later ones wait for the interval, and are counted.
                tokio::time::sleep_until(told_at + BLOCK_INTERVAL).await;
                tips.changed().await
            } => {
                if changed.is_err() { return; }
                tips.borrow_and_update();
                let height = node.chain.tip().height.get();
                if height > told_height {
                    send_block(&node, height, height - told_height - 1);
                    told_height = height;
                    told_at = Instant::now();
                }
            }
        }
    }
}

fn send_tps(node: &Node) {
    let second = node.measurements.last_second();
    let minute = node.measurements.window(60);
    let latency = second.finality.quantiles();
    let tip = node.chain.tip();
    node.live.send(
        Channel::TpsUpdates,
        LiveContent::TpsUpdate(TpsUpdate {
            current_tps: second.per_second(second.transactions),
            current_individually_signed_tps: second.per_second(second.individually_signed),
            peak_tps: node.measurements.peak_per_second(),
            average_tps: minute.per_second(minute.transactions),
            latency: latency.map(|latency| latency.p50_ms),
            latency_p99: latency.map(|latency| latency.p99_ms),
            total_transactions: tip.totals.transactions,
            block_height: tip.height.get(),
        }),
    );
}

fn send_block(node: &Node, height: u64, skipped: u64) {
    let Ok(Some(block)) = node.chain.header(height) else {
        return;
    };
    let parent = height
        .checked_sub(1)
        .and_then(|parent| node.chain.header(parent).ok().flatten());
    let fields = block.header.fields();
    let name = node
        .chain
        .constants
        .genesis
        .validators
        .get(usize::from(fields.proposer))
        .map(|info| info.name.clone());
    node.live.send(
        Channel::BlockUpdates,
        LiveContent::BlockUpdate(BlockUpdate {
            block_height: height,
            hash: block.hash.to_string(),
            timestamp: rfc3339(fields.time_ms),
            transactions: fields.transfer_count,
            submissions: fields.submission_count,
            size_bytes: fields.body_bytes,
            block_time: parent
                .filter(|_| height > 1)
                .map(|parent| fields.time_ms - parent.header.fields().time_ms),
            finality_ms: block.finality_ms,
            producer: name.unwrap_or_default(),
            skipped,
        }),
    );
}

fn send_network(node: &Node) {
    let mode = node.status.mode();
    node.live.send(
        Channel::NetworkStatus,
        LiveContent::NetworkUpdate(NetworkUpdate {
            active_nodes: u32::from(mode != Mode::Stopping),
            total_nodes: 1,
            network_health: (&mode).into(),
            block_height: node.chain.tip().height.get(),
            indexed_height: node.history.indexed_height(),
            web_socket_clients: node.live.clients(),
        }),
    );
}

fn send_validators(node: &Node) {
    let mode = node.status.mode();
    let active = mode == Mode::Serving;
    let height = node.chain.tip().height.get();
    let validators: Vec<_> = node
        .chain
        .constants
        .genesis
        .validators
        .iter()
        .enumerate()
        .map(|(index, info)| LiveValidator {
            validator_id: index.to_string(),
            name: info.name.clone(),
            status: if active {
                LiveValidatorStatus::Active
            } else {
                LiveValidatorStatus::Inactive
            },
            blocks_produced: height,
            last_block_height: height,
        })
        .collect();
    let total = validators.len();
    node.live.send(
        Channel::ValidatorMetrics,
        LiveContent::ValidatorUpdate(ValidatorUpdate {
            total_validators: total,
            active_validators: if active { total } else { 0 },
            inactive_validators: if active { 0 } else { total },
            validators,
        }),
    );
}
