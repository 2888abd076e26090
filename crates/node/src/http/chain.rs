//! `/api/v11/blockchain/chain/info`: the chain at its tip.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::blocking;
use super::performance::LatencyMs;
use super::problem::Problem;
use crate::node::Node;
use crate::time::rfc3339;

/// Blocks that the average block time is taken from, at most.
const BLOCK_TIME_BLOCKS: u64 = 100;
/// How long ago they may be.
const BLOCK_TIME_WINDOW_MS: u64 = 60_000;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(chain_info))
}

/// How much of an asset there is.
#[derive(Debug, Serialize, ToSchema)]
struct AssetSupply {
    /// Asset code.
    asset: String,
    /// Minor units, as a decimal string.
    amount: String,
}

/// The chain at its tip.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChainInfo {
    /// Hash of the genesis file.
    chain_id: String,
    /// Name of the network.
    network: String,
    /// Height of the last final block.
    block_height: u64,
    /// The last executed height: blocks are executed before they are shown.
    executed_height: u64,
    /// State root after executing `blockHeight`.
    state_root: String,
    /// The first height that is kept here.
    earliest_height: u64,
    /// Transfers since genesis, both forms.
    total_transactions: u64,
    /// Individually signed ones among them.
    individually_signed_transactions: u64,
    /// Transfers in the last complete second.
    #[serde(rename = "currentTPS")]
    current_tps: f64,
    /// Individually signed transfers in the last complete second.
    #[serde(rename = "currentIndividuallySignedTPS")]
    current_individually_signed_tps: f64,
    /// The most transfers in one second since this process started.
    #[serde(rename = "peakTPS")]
    peak_tps: u64,
    /// Milliseconds between the blocks of the last minute, at most the last 100; null if there were fewer than two.
    average_block_time: Option<f64>,
    /// Finality latency over the last 60 seconds; null if nothing became final.
    finality_latency_ms: Option<LatencyMs>,
    /// Validators of the genesis file.
    total_validators: u64,
    /// Those that take part now.
    active_validators: u64,
    /// How blocks become final.
    consensus_algorithm: &'static str,
    /// Supply of each asset.
    total_supply: Vec<AssetSupply>,
    /// Time of the last block, RFC 3339.
    last_block_time: String,
}

/// The chain at its tip: height, roots, rates, supply.
#[utoipa::path(get, path = "/api/v11/blockchain/chain/info", tag = "blockchain", security(()), responses(
    (status = 200, description = "The chain.", body = ChainInfo)
))]
async fn chain_info(State(node): State<Node>) -> Result<Json<ChainInfo>, Problem> {
    blocking(move || Ok(Json(describe(&node)?))).await
}

fn describe(node: &Node) -> Result<ChainInfo, Problem> {
    let constants = &node.chain.constants;
    let tip = node.chain.tip();
    let second = node.measurements.last_second();
    let total_validators = node.validators().len() as u64;
    let assets = constants.genesis.assets.iter().zip(&*tip.supply);
    Ok(ChainInfo {
        chain_id: constants.chain_id.to_string(),
        network: constants.genesis.network.clone(),
        block_height: tip.height.get(),
        executed_height: tip.height.get(),
        state_root: tip.state_root.to_string(),
        earliest_height: node.chain.earliest_height(),
        total_transactions: tip.totals.transactions,
        individually_signed_transactions: tip.totals.individually_signed,
        current_tps: second.per_second(second.transactions),
        current_individually_signed_tps: second.per_second(second.individually_signed),
        peak_tps: node.measurements.peak_per_second(),
        average_block_time: average_block_time_ms(node, tip.height.get())?,
        finality_latency_ms: LatencyMs::of(&node.measurements.window(60).finality),
        total_validators,
        active_validators: match node.rounds() {
            Some(seen) => seen.report().active_count() as u64,
            None => u64::from(node.single_validator_is_active()),
        },
        consensus_algorithm: if total_validators > 1 {
            "simplex, Ed25519 certificate"
        } else {
            "single validator, Ed25519 certificate"
        },
        total_supply: assets
            .map(|(asset, supply)| AssetSupply {
                asset: asset.code.clone(),
                amount: supply.to_string(),
            })
            .collect(),
        last_block_time: rfc3339(tip.time_ms),
    })
}

/// The mean distance of the last blocks that lie within a minute of now.
fn average_block_time_ms(node: &Node, tip: u64) -> Result<Option<f64>, Problem> {
    let now_ms = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(0);
    let since_ms = now_ms.saturating_sub(BLOCK_TIME_WINDOW_MS);
    let mut newest_ms = None;
    let mut oldest_ms = 0;
    let mut intervals = 0_u64;
    for height in (node.chain.earliest_height().max(1)..=tip)
        .rev()
        .take(BLOCK_TIME_BLOCKS as usize)
    {
        let Some(block) = node.chain.header(height)? else {
            break;
        };
        let time_ms = block.header.fields().time_ms;
        if time_ms < since_ms {
            break;
        }
        if newest_ms.is_none() {
            newest_ms = Some(time_ms);
        } else {
            intervals += 1;
        }
        oldest_ms = time_ms;
    }
    Ok(newest_ms
        .filter(|_| intervals > 0)
        .map(|newest_ms: u64| newest_ms.saturating_sub(oldest_ms) as f64 / intervals as f64))
}
