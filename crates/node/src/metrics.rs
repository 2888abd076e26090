//! `/metrics`: what Prometheus reads. Every figure is counted or read when it is asked for.

mod consensus;
mod exposition;
pub mod process;
mod requests;

use std::time::{Instant, UNIX_EPOCH};

use exposition::{Exposition, Kind};
pub use requests::RequestMeasurements;

use crate::measure::Histogram;
use crate::node::Node;
use crate::status::Mode;

/// Content type of the text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Every metric of this process as text.
pub fn expose(node: &Node, requests: &RequestMeasurements) -> String {
    let began = Instant::now();
    let mut text = Exposition::default();
    ledger(&mut text, node);
    storage(&mut text, node);
    consensus::expose(&mut text, node);
    serving(&mut text, node);
    process_figures(&mut text);
    requests.expose(&mut text);
    text.single(
        "aurigraph_metrics_seconds",
        Kind::Gauge,
        "Time it took to collect these metrics.",
        began.elapsed().as_secs_f64(),
    );
    text.finish()
}

fn ledger(text: &mut Exposition, node: &Node) {
    let measured = &node.measurements;
    let lifetime = measured.lifetime();
    let tip = node.chain.tip();
    let counter = Kind::Counter;
    text.single(
        "aurigraph_transactions_total",
        counter,
        "Final transfers since the process started.",
        lifetime.transactions as f64,
    );
    text.single(
        "aurigraph_individually_signed_transactions_total",
        counter,
        "Final transfers under a signature of their own since the process started.",
        lifetime.individually_signed as f64,
    );
    text.single(
        "aurigraph_transactions_rejected_total",
        counter,
        "Final transfers with another result than applied since the process started.",
        lifetime.rejected as f64,
    );
    text.single(
        "aurigraph_submissions_refused_total",
        counter,
        "Submissions that never reached a block since the process started.",
        measured.refused_submissions() as f64,
    );
    text.single(
        "aurigraph_signatures_verified_total",
        counter,
        "Signatures of submissions that this node verified since the process started.",
        measured.verified_signatures() as f64,
    );
    text.single(
        "aurigraph_outcomes_unknown_total",
        counter,
        "Requests whose senders were told that the outcome is not known since the process started.",
        measured.unknown_outcomes() as f64,
    );
    text.single(
        "aurigraph_blocks_total",
        counter,
        "Final blocks since the process started.",
        lifetime.blocks as f64,
    );
    text.single(
        "aurigraph_block_height",
        Kind::Gauge,
        "Height of the last final block.",
        tip.height.get() as f64,
    );
    text.single(
        "aurigraph_epoch",
        Kind::Gauge,
        "Number of the epoch of the next block: how often the validators have changed.",
        node.chain.epochs.of(tip.height.get() + 1).number as f64,
    );
    text.single(
        "aurigraph_last_block_timestamp_seconds",
        Kind::Gauge,
        "Time of the last final block, in Unix time.",
        tip.time_ms as f64 / 1e3,
    );
    let indexed = node.history.indexed_height() as f64;
    text.single(
        "aurigraph_history_indexed_height",
        Kind::Gauge,
        "Last height in the history index.",
        indexed,
    );
    text.single(
        "aurigraph_accounts",
        Kind::Gauge,
        "Accounts of the ledger.",
        tip.account_count as f64,
    );
    let buckets = |histogram: &Histogram| exposition::buckets_of(histogram);
    let finality = measured.lifetime_finality();
    text.family(
        "aurigraph_finality_latency_seconds",
        Kind::Histogram,
        "From admission to the answer that the block is final.",
    );
    text.histogram(
        "aurigraph_finality_latency_seconds",
        &[],
        &buckets(&finality),
    );
    let sync = measured.lifetime_sync();
    text.family(
        "aurigraph_log_sync_seconds",
        Kind::Histogram,
        "Time of the block log's fdatasync.",
    );
    text.histogram("aurigraph_log_sync_seconds", &[], &buckets(&sync));
}

/// The disk and what protects against losing it. A figure that the operating system does not give, or that nothing was measured for, is
/// left out.
fn storage(text: &mut Exposition, node: &Node) {
    text.single(
        "aurigraph_log_bytes",
        Kind::Gauge,
        "Bytes of the block log on disk.",
        node.chain.log_bytes() as f64,
    );
    text.single(
        "aurigraph_log_written_bytes_total",
        Kind::Counter,
        "Bytes appended to the block log since the process started.",
        node.measurements.log_written_bytes() as f64,
    );
    let missing = node.chain.missing_blocks();
    text.single(
        "aurigraph_log_missing_blocks",
        Kind::Gauge,
        "Blocks that are gone from the beginning of the log although they were never pruned.",
        missing.map_or(0, |heights| heights.end() - heights.start() + 1) as f64,
    );
    let scrub = node.chain.damaged.report();
    text.single(
        "aurigraph_log_damaged_blocks",
        Kind::Gauge,
        "Blocks of the log that are damaged and not replaced.",
        scrub.damaged.len() as f64,
    );
    text.single(
        "aurigraph_log_replaced_blocks_total",
        Kind::Counter,
        "Damaged blocks that were replaced by those of other validators since the process started.",
        scrub.replaced as f64,
    );
    text.single(
        "aurigraph_log_checked_blocks_total",
        Kind::Counter,
        "Blocks of the log that were read again to find damage, since the process started.",
        scrub.checked as f64,
    );
    if let Some(bytes) = node.disk_free_bytes() {
        text.single(
            "aurigraph_disk_free_bytes",
            Kind::Gauge,
            "Bytes that can still be written on the disk of the data folder.",
            bytes as f64,
        );
    }
    text.single(
        "aurigraph_disk_reserve_bytes",
        Kind::Gauge,
        "Free bytes below which the node only reads.",
        node.config.disk_reserve_bytes as f64,
    );
    text.single(
        "aurigraph_snapshot_failures_total",
        Kind::Counter,
        "Snapshots that could not be written since the process started.",
        node.measurements.failed_snapshots() as f64,
    );
    let Some(snapshot) = node.measurements.last_snapshot() else {
        return;
    };
    text.single(
        "aurigraph_snapshot_height",
        Kind::Gauge,
        "Height of the newest snapshot.",
        snapshot.height as f64,
    );
    if let Ok(since_epoch) = snapshot.completed_at.duration_since(UNIX_EPOCH) {
        text.single(
            "aurigraph_snapshot_timestamp_seconds",
            Kind::Gauge,
            "When the newest snapshot was complete, in Unix time.",
            since_epoch.as_secs_f64(),
        );
    }
    if let Some(duration) = snapshot.duration {
        text.single(
            "aurigraph_snapshot_duration_seconds",
            Kind::Gauge,
            "Time it took to write the newest snapshot, if this process wrote it.",
            duration.as_secs_f64(),
        );
    }
}

fn serving(text: &mut Exposition, node: &Node) {
    let live = &node.live;
    text.single(
        "aurigraph_websocket_clients",
        Kind::Gauge,
        "Clients of the live stream.",
        live.clients() as f64,
    );
    text.single(
        "aurigraph_websocket_connections_total",
        Kind::Counter,
        "Connections to the live stream since the process started.",
        live.connections() as f64,
    );
    text.single(
        "aurigraph_websocket_slow_clients_dropped_total",
        Kind::Counter,
        "Clients of the live stream that were dropped because they could not keep up.",
        live.dropped_slow() as f64,
    );
    text.single(
        "aurigraph_websocket_round_seconds",
        Kind::Gauge,
        "Time it took last to send an update to every client of the live stream.",
        live.last_round().as_secs_f64(),
    );
    text.single(
        "aurigraph_senders_held_back_total",
        Kind::Counter,
        "Times that a connection had to wait because most of what it sent was refused.",
        node.standings.held_back() as f64,
    );
    let keys = node.keys.statistics();
    text.single(
        "aurigraph_key_cache_hits_total",
        Kind::Counter,
        "Public keys read from the cache.",
        keys.hits as f64,
    );
    text.single(
        "aurigraph_key_cache_misses_total",
        Kind::Counter,
        "Public keys read from the key file.",
        keys.misses as f64,
    );
    let current = node.status.mode();
    text.family(
        "aurigraph_ingest_mode",
        Kind::Gauge,
        "1 for the mode that the node is in, 0 for the others.",
    );
    for mode in [
        Mode::Serving,
        Mode::ReadOnly {
            reason: String::new(),
        },
        Mode::Stopping,
    ] {
        let is_current = mode.name() == current.name();
        text.sample(
            "aurigraph_ingest_mode",
            &[("mode", mode.name())],
            if is_current { 1.0 } else { 0.0 },
        );
    }
    text.family(
        "aurigraph_build_info",
        Kind::Gauge,
        "Always 1; the labels say what runs.",
    );
    let labels = [
        ("version", env!("CARGO_PKG_VERSION")),
        ("arch", std::env::consts::ARCH),
    ];
    text.sample("aurigraph_build_info", &labels, 1.0);
}

/// What the operating system says; a figure it does not give is left out.
fn process_figures(text: &mut Exposition) {
    if let Some(bytes) = process::resident_bytes() {
        text.single(
            "process_resident_memory_bytes",
            Kind::Gauge,
            "Resident memory.",
            bytes as f64,
        );
    }
    if let Some(seconds) = process::cpu_seconds() {
        text.single(
            "process_cpu_seconds_total",
            Kind::Counter,
            "User and system CPU time.",
            seconds,
        );
    }
    if let Some(count) = process::open_files() {
        text.single(
            "process_open_fds",
            Kind::Gauge,
            "Open file descriptors.",
            count as f64,
        );
    }
}
