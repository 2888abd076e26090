//! What is published, and when.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::messages::{
    BlockUpdate, Channel, LiveContent, LiveValidator, LiveValidatorStatus, NetworkUpdate,
    TpsUpdate, ValidatorUpdate,
};
use crate::committee::participation::Participation;
use crate::node::Node;
use crate::status::Mode;
use crate::time::rfc3339;

/// Blocks are told at most this often; those in between are counted.
const BLOCK_INTERVAL: Duration = Duration::from_millis(50);
/// Rates are told so often, and with them whatever else is due.
const SECOND: Duration = Duration::from_secs(1);
/// Between two updates about blocks lies so many times what it takes to send one to everybody: with thousands of clients that is most of what
/// the stream costs, and transfers are to have the rest.
const ROUNDS_APART: u32 = 10;
/// Seconds between two updates about the network.
const NETWORK_SECONDS: u64 = 3;
/// The same about validators.
const VALIDATOR_SECONDS: u64 = 5;

/// Publishes until `stop` resolves. On a thread of its own: a message's time is taken before it is sent, and nothing may come in between.
pub async fn run(node: Node, stop: impl Future<Output = ()>) {
    super::rounds::go_first();
    tokio::select! {
        () = publish(&node) => {}
        () = stop => {}
    }
}

async fn publish(node: &Node) {
    let mut tips = node.chain.watch_tip();
    let mut modes = node.status.watch();
    let mut seconds = interval(SECOND);
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut second = 0_u64;
    let mut next_second = Instant::now();
    let mut blocks = Blocks {
        told_height: node.chain.tip().height.get(),
        told_at: Instant::now() - BLOCK_INTERVAL,
    };
    loop {
        tokio::select! {
            _ = seconds.tick() => {
                // Everything that is due goes out together: each client costs one write, however much it is told.
                send_tps(node);
                if second.is_multiple_of(NETWORK_SECONDS) { send_network(node); }
                if second.is_multiple_of(VALIDATOR_SECONDS) { send_validators(node); }
                second += 1;
                next_second = Instant::now() + SECOND;
                blocks.send(node);
            }
            changed = modes.changed() => {
                if changed.is_err() { return; }
                send_network(node);
                send_validators(node);
            }
            changed = async {
                // The first block after a pause is told at once; later ones wait for the interval, and are counted.
                tokio::time::sleep_until(blocks.due(node.live.last_round(), next_second)).await;
                tips.changed().await
            } => {
                if changed.is_err() { return; }
                tips.borrow_and_update();
                blocks.send(node);
            }
        }
        node.live.flush();
    }
}

/// What was told of blocks.
struct Blocks {
    told_height: u64,
    told_at: Instant,
}

impl Blocks {
    /// When the next update may be sent. One that would still be on its way when the second is over goes with what is sent then: rates that
    /// waited for it would come late.
    fn due(&self, last_round: Duration, next_second: Instant) -> Instant {
        let due = self.told_at + BLOCK_INTERVAL.max(last_round * ROUNDS_APART);
        if due < next_second && due + last_round * 2 > next_second {
            next_second
        } else {
            due
        }
    }

    /// Tells of the last block, if it was not told of.
    fn send(&mut self, node: &Node) {
        let height = node.chain.tip().height.get();
        if height > self.told_height {
            send_block(node, height, height - self.told_height - 1);
            self.told_height = height;
            self.told_at = Instant::now();
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
    let (active_nodes, total_nodes) = match node.rounds() {
        Some(seen) => {
            let report = seen.report();
            (report.active_count() as u32, report.validators.len() as u32)
        }
        None => (u32::from(mode != Mode::Stopping), 1),
    };
    node.live.send(
        Channel::NetworkStatus,
        LiveContent::NetworkUpdate(NetworkUpdate {
            active_nodes,
            total_nodes,
            network_health: (&mode).into(),
            block_height: node.chain.tip().height.get(),
            indexed_height: node.history.indexed_height(),
            web_socket_clients: node.live.clients(),
        }),
    );
}

fn send_validators(node: &Node) {
    let is_serving = node.single_validator_is_active();
    let height = node.chain.tip().height.get();
    let first = node.chain.epochs.of(height + 1).first.get().max(1);
    let report = node.rounds().map(Participation::report);
    // A single validator made every block of its epoch.
    let standing = |index: usize| match &report {
        None => (is_serving, height + 1 - first, height),
        Some(report) => {
            // The report may be of the epoch before, for a moment.
            let counts = report.validators.get(index).copied().unwrap_or_default();
            (
                counts.is_active(),
                counts.proposals,
                counts.last_block_height,
            )
        }
    };
    let validators: Vec<_> = node
        .validators()
        .iter()
        .enumerate()
        .map(|(index, info)| {
            let (is_active, blocks_produced, last_block_height) = standing(index);
            LiveValidator {
                validator_id: index.to_string(),
                name: info.name.clone(),
                status: if is_active {
                    LiveValidatorStatus::Active
                } else {
                    LiveValidatorStatus::Inactive
                },
                blocks_produced,
                last_block_height,
            }
        })
        .collect();
    let total = validators.len();
    let active = (0..total).filter(|index| standing(*index).0).count();
    node.live.send(
        Channel::ValidatorMetrics,
        LiveContent::ValidatorUpdate(ValidatorUpdate {
            total_validators: total,
            active_validators: active,
            inactive_validators: total - active,
            validators,
        }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_about_blocks_are_the_rarer_the_longer_they_take_and_do_not_delay_rates() {
        let told_at = Instant::now();
        let blocks = Blocks {
            told_height: 1,
            told_at,
        };
        let after = |milliseconds| told_at + Duration::from_millis(milliseconds);
        let due =
            |round_ms, second_ms| blocks.due(Duration::from_millis(round_ms), after(second_ms));
        assert_eq!(due(0, 60), after(50));
        assert_eq!(due(20, 800), after(200));
        assert_eq!(due(20, 230), after(230), "it goes with the rates");
        assert_eq!(due(20, 100), after(200));
    }
}
