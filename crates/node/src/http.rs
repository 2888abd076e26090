//! REST, WebSocket, health and metrics: one file a resource under `http/`.
//!
//! ```text
//! request ─▶ layer.rs (request id, count, headers, panics) ─▶ resource (parse, ask, map) ─▶ JSON
//!                                                               │         └─ any error ─▶ problem.rs
//!                                                               ├─ state: StateQueries, on the core thread
//!                                                               └─ log and history: find.rs, on a blocking thread
//! ```
//!
//! Invariants
//! - Whatever a client sends, it is answered with JSON or a problem document; a panic is a 500 and the node goes on.
//! - Nothing a list returns or a request reads is without a limit.
//! - What is shown is final and durable.

mod account_history;
mod accounts;
mod assets;
pub(crate) mod between_nodes;
mod blocks;
mod chain;
mod cursor;
pub(crate) mod dto;
pub(crate) mod extract;
mod filter;
mod find;
mod governance;
mod health;
mod info;
mod layer;
mod live;
pub mod metrics_access;
pub(crate) mod network;
pub(crate) mod nodes;
mod openapi;
mod outermost;
mod performance;
pub(crate) mod problem;
mod proof;
mod receipts;
pub(crate) mod render;
mod search;
pub mod server;
mod submit;
mod submit_body;
mod submit_json;
mod summary;
mod transactions;
mod validators;

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{FromRef, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use tokio::sync::Semaphore;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::metrics::{self, RequestMeasurements};
use crate::node::Node;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct ApiState {
    node: Node,
    requests: Arc<RequestMeasurements>,
    document: Arc<str>,
    body_budget: Arc<Semaphore>,
    /// Turns of requests that read whole blocks.
    readers: Arc<Semaphore>,
    /// Routes that take no query parameters.
    without_parameters: Arc<HashSet<String>>,
}

impl FromRef<ApiState> for Node {
    fn from_ref(state: &ApiState) -> Self {
        state.node.clone()
    }
}

fn documented_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(health::routes())
        .merge(info::routes())
        .merge(performance::routes())
        .merge(chain::routes())
        .merge(blocks::routes())
        .merge(transactions::routes())
        .merge(submit::routes())
        .merge(accounts::routes())
        .merge(account_history::routes())
        .merge(receipts::routes())
        .merge(assets::routes())
        .merge(validators::routes())
        .merge(nodes::routes())
        .merge(network::routes())
        .merge(governance::routes())
        .merge(search::routes())
        .merge(live::routes())
}

/// The OpenAPI document of a node, without running one.
pub fn openapi() -> OpenApi {
    let mut document = documented_routes().into_openapi();
    openapi::finish(&mut document);
    document
}

/// Describes what is the same for every route, once more after other interfaces' routes were merged in.
pub fn finish_openapi(document: &mut OpenApi) {
    openapi::finish(document);
}

/// Paths of a document none of whose operations has a query parameter.
pub fn routes_without_parameters(document: &OpenApi) -> HashSet<String> {
    openapi::routes_without_parameters(document)
}

/// What is served while the ledger is being recovered.
pub fn starting_router() -> axum::Router {
    health::starting_router()
}

/// The routes of a node and their OpenAPI document.
pub fn router(node: Node) -> (axum::Router, OpenApi) {
    let document = openapi();
    (router_with(node, &document, axum::Router::new()), document)
}

/// The routes of a node and others of the same interface, with the document of both: all are counted and answered alike.
pub fn router_with(node: Node, document: &OpenApi, others: axum::Router) -> axum::Router {
    let text = document
        .to_json()
        .expect("an OpenAPI document is plain data");
    let state = ApiState {
        node,
        requests: Arc::default(),
        document: text.into(),
        readers: Arc::new(Semaphore::new(layer::READERS_MAX)),
        without_parameters: Arc::new(openapi::routes_without_parameters(document)),
        body_budget: submit_body::budget(),
    };
    let (router, _) = documented_routes().split_for_parts();
    let router = router
        .route("/api/v11/openapi.json", get(serve_document))
        .route("/metrics", get(serve_metrics))
        .route("/api/{*path}", any(layer::no_such_route))
        .route("/q/{*path}", any(layer::no_such_route))
        .method_not_allowed_fallback(layer::method_not_allowed);
    layer::wrap(router.with_state(state.clone()).merge(others), state)
}

async fn serve_document(State(state): State<ApiState>) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "application/json")],
        state.document.to_string(),
    )
}

async fn serve_metrics(
    State(state): State<ApiState>,
    request: Request,
) -> Result<impl IntoResponse, problem::Problem> {
    let key = state.node.config.metrics_key.as_ref();
    if !metrics_access::may_read(key, request.extensions(), request.headers()) {
        return Err(problem::Problem::new(
            "metrics_key_needed",
            "metrics are read on this machine, or with the key",
            "Send the key of metrics_key_file as Authorization: Bearer.",
        ));
    }
    let text = extract::blocking(move || Ok(metrics::expose(&state.node, &state.requests))).await?;
    Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text))
}
