//! `/api/v11/performance`: what this node measured, over a minute and over its life.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use crate::measure::{Histogram, Quantiles};
use crate::node::Node;
use crate::time::now_rfc3339;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(performance))
}

/// A latency distribution in milliseconds.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct LatencyMs {
    /// Half are at most this.
    p50: f64,
    /// 95 of 100 are at most this.
    p95: f64,
    /// 99 of 100 are at most this.
    p99: f64,
    /// The largest.
    max: f64,
}

impl LatencyMs {
    /// The figures of a histogram; nothing if nothing was measured.
    pub(super) fn of(histogram: &Histogram) -> Option<Self> {
        let Quantiles {
            p50_ms,
            p95_ms,
            p99_ms,
            max_ms,
        } = histogram.quantiles()?;
        Some(Self {
            p50: p50_ms,
            p95: p95_ms,
            p99: p99_ms,
            max: max_ms,
        })
    }
}

/// What happened in a stretch of time. Everything was counted on this node; nothing is extrapolated.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Window {
    /// Seconds that were measured.
    seconds: f64,
    /// Transfers in final blocks, both forms.
    transactions: u64,
    /// Individually signed ones among them.
    individually_signed_transactions: u64,
    /// Transfers with another result than applied.
    rejected_transactions: u64,
    /// Transfers a second.
    transactions_per_second: f64,
    /// Individually signed transfers a second.
    individually_signed_per_second: f64,
    /// Final blocks.
    blocks: u64,
    /// Blocks a second.
    blocks_per_second: f64,
    /// From admission of a request to the answer that its block is final; null if there was none.
    finality_latency_ms: Option<LatencyMs>,
    /// Time that the log's fdatasync took; null if there was none.
    fdatasync_ms: Option<LatencyMs>,
}

/// What this node measured.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Performance {
    /// When these figures were read, RFC 3339.
    measured_at: String,
    /// The last 60 complete seconds; fewer if the process is younger.
    last60_seconds: Window,
    /// Since the process started.
    lifetime: Window,
}

/// Measured throughput and latency of this node. An idle node says 0.
#[utoipa::path(get, path = "/api/v11/performance", tag = "node", security(()), responses(
    (status = 200, description = "What was measured.", body = Performance)
))]
async fn performance(State(node): State<Node>) -> Json<Performance> {
    let minute = node.measurements.window(60);
    let lifetime = node.measurements.lifetime();
    let uptime_seconds = node.measurements.uptime().as_secs_f64();
    let rate = |count: u64| {
        if uptime_seconds > 0.0 {
            count as f64 / uptime_seconds
        } else {
            0.0
        }
    };
    Json(Performance {
        measured_at: now_rfc3339(),
        last60_seconds: Window {
            seconds: minute.seconds as f64,
            transactions: minute.transactions,
            individually_signed_transactions: minute.individually_signed,
            rejected_transactions: minute.rejected,
            transactions_per_second: minute.per_second(minute.transactions),
            individually_signed_per_second: minute.per_second(minute.individually_signed),
            blocks: minute.blocks,
            blocks_per_second: minute.per_second(minute.blocks),
            finality_latency_ms: LatencyMs::of(&minute.finality),
            fdatasync_ms: LatencyMs::of(&minute.sync),
        },
        lifetime: Window {
            seconds: uptime_seconds,
            transactions: lifetime.transactions,
            individually_signed_transactions: lifetime.individually_signed,
            rejected_transactions: lifetime.rejected,
            transactions_per_second: rate(lifetime.transactions),
            individually_signed_per_second: rate(lifetime.individually_signed),
            blocks: lifetime.blocks,
            blocks_per_second: rate(lifetime.blocks),
            finality_latency_ms: LatencyMs::of(&node.measurements.lifetime_finality()),
            fdatasync_ms: LatencyMs::of(&node.measurements.lifetime_sync()),
        },
    })
}
