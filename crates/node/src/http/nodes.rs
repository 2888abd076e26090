//! `/api/v11/nodes`: the processes of this ledger that this one knows, which is itself.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use crate::node::Node;
use crate::status::Mode;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A process that serves the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerNode {
    /// Public key of its validator.
    node_id: String,
    /// Its name.
    name: String,
    /// `VALIDATOR`.
    #[schema(example = "VALIDATOR")]
    node_type: &'static str,
    /// `healthy`, `read_only` or `stopping`.
    #[schema(example = "healthy")]
    status: &'static str,
    /// Version of its software.
    version: &'static str,
    /// Its process id.
    process_id: u32,
    /// Whether it takes submissions.
    serving: bool,
    /// Where HTTP listens.
    http_address: String,
    /// Where gRPC ingest listens.
    grpc_address: String,
    /// Height of its last block.
    block_height: u64,
    /// Seconds since it started.
    uptime_seconds: u64,
}

/// The nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NodeList {
    /// The nodes.
    nodes: Vec<LedgerNode>,
    /// Always null: there is one page.
    next_cursor: Option<String>,
}

/// The nodes of this ledger: this process.
#[utoipa::path(get, operation_id = "list_nodes", path = "/api/v11/nodes", tag = "network", responses((status = 200, description = "The nodes.", body = NodeList)))]
async fn list(State(node): State<Node>) -> Json<NodeList> {
    let mode = node.status.mode();
    let own = node.participation.as_ref().map_or(0, |seen| seen.own());
    let validators = node.chain.constants.validators.validators();
    let validator = validators.get(usize::from(own));
    let own = LedgerNode {
        node_id: validator.map_or_else(String::new, |validator| {
            hex::encode(validator.public_key.as_bytes())
        }),
        name: node.config.name.clone(),
        node_type: "VALIDATOR",
        status: mode.name(),
        version: env!("CARGO_PKG_VERSION"),
        process_id: std::process::id(),
        serving: mode == Mode::Serving,
        http_address: node.config.http_address.to_string(),
        grpc_address: node.config.grpc_address.to_string(),
        block_height: node.chain.tip().height.get(),
        uptime_seconds: node.measurements.uptime().as_secs(),
    };
    Json(NodeList {
        nodes: vec![own],
        next_cursor: None,
    })
}
