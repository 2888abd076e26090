//! `/api/v11/info` and `/api/v11/stats`: what this node is, and its totals.

use std::path::Path;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::blocking;
use super::problem::Problem;
use crate::metrics::process;
use crate::node::Node;
use crate::time::rfc3339;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(info))
        .routes(routes!(stats))
        .routes(routes!(protocol))
}

/// Every byte that is signed, hashed, sent and proved.
const PROTOCOL: &str = include_str!("../../../../docs/protocol.md");

/// The protocol in words and tables: what to sign, how to verify a proof.
#[utoipa::path(get, path = "/api/v11/protocol", tag = "node", security(()), responses((status = 200, description = "The protocol's specification.", body = String, content_type = "text/markdown")))]
async fn protocol() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/markdown; charset=utf-8")], PROTOCOL)
}

/// Demo traffic that this process makes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DemoLoad {
    /// Whether there is any.
    enabled: bool,
    /// Transfers a second that it aims at; 0 without.
    rate_per_second: f64,
}

/// What this node is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Info {
    /// The node's name.
    name: String,
    /// Its public key.
    node_id: String,
    /// What it does: `VALIDATOR`, or `BUSINESS` (follows the validators).
    #[schema(example = "VALIDATOR")]
    node_type: &'static str,
    /// Version of the software.
    version: &'static str,
    /// Hash of the genesis file.
    chain_id: String,
    /// Name of the network.
    network: String,
    /// Whether this is a development network.
    devnet: bool,
    /// Demo traffic.
    demo_load: DemoLoad,
    /// Hash of the validator set.
    validators_root: String,
    /// When the process started, RFC 3339.
    started_at: String,
    /// Seconds since then.
    uptime_seconds: u64,
    /// Operating system.
    os_name: &'static str,
    /// Processor architecture.
    os_arch: &'static str,
    /// Where gRPC ingest listens.
    grpc_address: String,
}

/// Totals of the chain and resources of this process.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Stats {
    /// Transfers since genesis, both forms.
    total_transactions: u64,
    /// Individually signed ones among them.
    individually_signed_transactions: u64,
    /// Transfers, batches and operations since genesis.
    total_submissions: u64,
    /// Height that these totals belong to.
    block_height: u64,
    /// Accounts.
    accounts: u64,
    /// Assets.
    assets: u64,
    /// Resident memory of this process; null if the system does not say.
    memory_used_bytes: Option<u64>,
    /// Block log, snapshots, keys and history index on disk; null if they cannot be read.
    disk_used_bytes: Option<u64>,
    /// Processors that this process may use.
    available_processors: Option<usize>,
    /// Seconds since this process started.
    uptime_seconds: u64,
    /// Clients of the live stream.
    web_socket_clients: u64,
    /// The last height in the history index.
    indexed_height: u64,
}

/// What this node is: software, network, addresses.
#[utoipa::path(get, path = "/api/v11/info", tag = "node", security(()), responses((status = 200, description = "The node.", body = Info)))]
async fn info(State(node): State<Node>) -> Json<Info> {
    let constants = &node.chain.constants;
    Json(Info {
        node_id: node.identity.node_id(),
        node_type: node.own_status.role().name(),
        name: node.config.name.clone(),
        version: env!("CARGO_PKG_VERSION"),
        chain_id: constants.chain_id.to_string(),
        network: constants.genesis.network.clone(),
        devnet: constants.genesis.devnet,
        demo_load: DemoLoad {
            enabled: node.demo_load_per_second > 0.0,
            rate_per_second: node.demo_load_per_second,
        },
        validators_root: constants.validators.root().to_string(),
        started_at: rfc3339(node.started_at_ms),
        uptime_seconds: node.measurements.uptime().as_secs(),
        os_name: std::env::consts::OS,
        os_arch: std::env::consts::ARCH,
        grpc_address: node.config.grpc_address.to_string(),
    })
}

/// Totals since genesis, and what this process uses.
#[utoipa::path(get, path = "/api/v11/stats", tag = "node", security(()), responses((status = 200, description = "Totals.", body = Stats)))]
async fn stats(State(node): State<Node>) -> Result<Json<Stats>, Problem> {
    blocking(move || {
        let tip = node.chain.tip();
        Ok(Json(Stats {
            total_transactions: tip.totals.transactions,
            individually_signed_transactions: tip.totals.individually_signed,
            total_submissions: tip.totals.submissions,
            block_height: tip.height.get(),
            accounts: tip.account_count as u64,
            assets: node.chain.constants.genesis.assets.len() as u64,
            memory_used_bytes: process::resident_bytes(),
            disk_used_bytes: disk_used_bytes(&node).ok(),
            available_processors: std::thread::available_parallelism().ok().map(usize::from),
            uptime_seconds: node.measurements.uptime().as_secs(),
            web_socket_clients: node.live.clients() as u64,
            indexed_height: node.history.indexed_height(),
        }))
    })
    .await
}

fn disk_used_bytes(node: &Node) -> std::io::Result<u64> {
    let data_dir = &node.config.data_dir;
    let keys = std::fs::metadata(data_dir.join("keys.dat"))?.len();
    Ok(node.chain.log_bytes()
        + node.history.bytes_on_disk()
        + files_bytes(&data_dir.join("snapshots"))?
        + keys)
}

/// Bytes of the files in a folder.
fn files_bytes(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        // A file that is removed in between takes no room any more.
        if let Ok(metadata) = entry?.metadata() {
            bytes += if metadata.is_file() {
                metadata.len()
            } else {
                0
            };
        }
    }
    Ok(bytes)
}
