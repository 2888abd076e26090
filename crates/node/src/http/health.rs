//! `/q/health`: whether the process lives, and whether it can serve.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::blocking;
use super::problem::Problem;
use crate::committee::peers::{CatchUp, NodeRole};
use crate::node::Node;
use crate::status::{Hindrance, Mode};
use crate::time::rfc3339;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(live))
        .routes(routes!(ready))
        .routes(routes!(started))
}

/// What is answered before the ledger is recovered: the process lives, and nothing else is ready.
pub fn starting_router() -> axum::Router {
    let started = || async { is_started(false) };
    axum::Router::new()
        .route("/q/health/live", get(|| async { is_alive(None) }))
        .route("/q/health", get(started))
        .route("/q/health/ready", get(started))
        .route("/q/health/started", get(started))
        .fallback(|| async {
            Problem::new(
                "not_ready",
                "the node is starting: the ledger is being recovered from its folder",
                "Try again in some seconds; /q/health/started says when.",
            )
        })
}

/// UP or DOWN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum HealthStatus {
    Up,
    Down,
}

impl HealthStatus {
    const fn of(up: bool) -> Self {
        if up { Self::Up } else { Self::Down }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct HealthCheck {
    /// What was looked at.
    name: &'static str,
    /// How it is.
    status: HealthStatus,
    /// Figures and reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    data: Option<Value>,
}

/// The health of this process.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Health {
    /// DOWN if this process cannot do what was asked about.
    status: HealthStatus,
    /// What was looked at.
    checks: Vec<HealthCheck>,
}

type Answer = (StatusCode, Json<Health>);

fn answer(up: bool, checks: Vec<HealthCheck>) -> Answer {
    let status = if up {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Health {
            status: HealthStatus::of(up),
            checks,
        }),
    )
}

/// Overall health: UP while every check is. A node with a full disk is DOWN here and yet answers reads, which is what readiness says.
#[utoipa::path(get, path = "/q/health", tag = "health", security(()), responses(
    (status = 200, description = "Everything works.", body = Health),
    (status = 503, description = "At least one check is DOWN: it says why.", body = Health)
))]
async fn health(State(node): State<Node>) -> Result<Answer, Problem> {
    blocking(move || {
        let mode = node.status.mode();
        let (serving, fatal) = serves(&node);
        let mut checks = vec![
            ledger(&node, serving, fatal),
            log(&node),
            history(&node),
            submissions(&mode, serving),
        ];
        checks.extend(consensus(&node));
        checks.extend(software(&node));
        let all_up = checks.iter().all(|check| check.status == HealthStatus::Up);
        Ok(answer(all_up, checks))
    })
    .await
}

/// Liveness: the process answers.
#[utoipa::path(get, path = "/q/health/live", tag = "health", security(()), responses(
    (status = 200, description = "The process lives.", body = Health),
    (status = 503, description = "The process met an error after which it must not go on.", body = Health)
))]
async fn live(State(node): State<Node>) -> Answer {
    is_alive(node.status.fatal())
}

fn is_alive(fatal: Option<String>) -> Answer {
    let data = fatal.as_ref().map(|reason| json!({ "reason": reason }));
    answer(
        fatal.is_none(),
        vec![HealthCheck {
            name: "process",
            status: HealthStatus::of(fatal.is_none()),
            data,
        }],
    )
}

/// Readiness: whether the node answers reads. A full disk makes it read-only, which `/q/health` says; reads go on.
#[utoipa::path(get, path = "/q/health/ready", tag = "health", security(()), responses(
    (status = 200, description = "The node answers reads.", body = Health),
    (status = 503, description = "The node is starting, stopping or broken.", body = Health)
))]
async fn ready(State(node): State<Node>) -> Answer {
    let (serving, fatal) = serves(&node);
    answer(serving, vec![ledger(&node, serving, fatal)])
}

/// Startup: whether recovery is complete.
#[utoipa::path(get, path = "/q/health/started", tag = "health", security(()), responses(
    (status = 200, description = "Recovery is complete.", body = Health),
    (status = 503, description = "The node is recovering.", body = Health)
))]
async fn started(State(node): State<Node>) -> Answer {
    is_started(node.status.is_started())
}

fn is_started(up: bool) -> Answer {
    answer(
        up,
        vec![HealthCheck {
            name: "recovery",
            status: HealthStatus::of(up),
            data: None,
        }],
    )
}

/// Whether it answers reads, and the fatal error if there was one.
fn serves(node: &Node) -> (bool, Option<String>) {
    let fatal = node.status.fatal();
    let is_stopping = node.status.mode() == Mode::Stopping;
    let serving = node.status.is_started() && !is_stopping && fatal.is_none();
    (serving, fatal)
}

fn ledger(node: &Node, up: bool, fatal: Option<String>) -> HealthCheck {
    let tip = node.chain.tip();
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let age_ms = now_ms
        .saturating_sub(i64::try_from(tip.time_ms).unwrap_or(i64::MAX))
        .max(0);
    let mut data = json!({
        "blockHeight": tip.height.get(),
        "lastBlockTime": rfc3339(tip.time_ms),
        "lastBlockAgeSeconds": age_ms / 1_000,
    });
    if let Some(reason) = fatal {
        data["reason"] = reason.into();
    }
    HealthCheck {
        name: "ledger",
        status: HealthStatus::of(up),
        data: Some(data),
    }
}

fn log(node: &Node) -> HealthCheck {
    let free_bytes = node.disk_free_bytes();
    let stuck = node.status.log_stuck();
    let has_room = free_bytes.is_some_and(|free| free >= node.config.disk_reserve_bytes);
    let mut data = json!({
        "bytes": node.chain.log_bytes(),
        "freeBytes": free_bytes,
        "neededFreeBytes": node.config.disk_reserve_bytes,
        "earliestHeight": node.chain.earliest_height(),
    });
    // No reason to be DOWN: nothing that the node does needs them. What they said is gone all the same.
    if let Some(missing) = node.chain.missing_blocks() {
        data["missingBlocks"] =
            json!({ "firstHeight": missing.start(), "lastHeight": missing.end() });
    }
    let scrub = node.chain.damaged.report();
    data["blocksChecked"] = scrub.checked.into();
    data["blocksReplaced"] = scrub.replaced.into();
    data["checkedCompletelyAt"] = scrub.pass_completed_at_ms.map(rfc3339).into();
    if let Some(first) = scrub.damaged.first() {
        data["damagedBlocks"] = scrub.damaged.len().into();
        data["reason"] = format!(
            "block {first} is damaged; a member of a committee gets it from the others, a single validator needs a backup"
        )
        .into();
    }
    if let Some(reason) = &stuck {
        data["reason"] = reason.as_str().into();
    }
    HealthCheck {
        name: "log",
        status: HealthStatus::of(has_room && stuck.is_none() && scrub.damaged.is_empty()),
        data: Some(data),
    }
}

fn history(node: &Node) -> HealthCheck {
    let indexed = node.history.indexed_height();
    let behind = node.chain.tip().height.get().saturating_sub(indexed);
    let mut data = json!({ "indexedHeight": indexed, "blocksBehind": behind });
    let trouble = node.history.trouble();
    if let Some(reason) = &trouble {
        data["reason"] = reason.as_str().into();
    }
    HealthCheck {
        name: "history index",
        status: HealthStatus::of(trouble.is_none()),
        data: Some(data),
    }
}

/// Whether a member of a committee is level with the others and hears of a quorum of them, and whether a node that follows hears of any.
fn consensus(node: &Node) -> Option<HealthCheck> {
    let peers = node.peers.as_ref()?;
    let report = peers.report();
    let fault_max = (report.len() - 1) / 3;
    let is_validator = node.own_status.role() == NodeRole::Validator;
    // Whoever only follows needs one that answers; a validator a quorum, of which it is one itself.
    let needed = if is_validator {
        report.len() - fault_max
    } else {
        1
    };
    let heard = usize::from(is_validator) + report.iter().filter(|peer| peer.is_fresh()).count();
    let own_height = node.chain.tip().height.get();
    let seen = node.participation.as_ref()?;
    let network_height = seen
        .network_tip()
        .max(peers.credible_height())
        .max(own_height);
    let mut data = json!({
        "validatorsHeard": heard,
        "validatorsNeeded": needed,
        "votes": peers.votes(),
        "networkHeight": network_height,
        "blocksBehind": network_height - own_height,
    });
    let catch_up = peers.catch_up();
    let reason = match &catch_up {
        Some(CatchUp::Stalled { seconds, .. }) => Some(format!(
            "no block came for {seconds} s although there are some; the node mends this by itself, by a snapshot if need be"
        )),
        Some(CatchUp::Snapshot {
            height,
            received_bytes,
            total_bytes,
            ..
        }) => Some(format!(
            "a snapshot of height {height} is being fetched: {received_bytes} of {total_bytes} bytes"
        )),
        Some(CatchUp::Blocks { .. }) => None,
        None if heard < needed && is_validator => Some(format!(
            "{heard} of the {needed} validators that decide were heard of in the last seconds"
        )),
        // They hear it no more, and do not say how they are.
        None if heard < needed => Some(node.status.hindrance(Hindrance::Registration).unwrap_or_else(
            || "none of the validators that this node follows answers: nothing new comes, and submissions cannot be sent on".into(),
        )),
        None => None,
    };
    if let Some(catch_up) = catch_up {
        data["catchUp"] = serde_json::to_value(catch_up).unwrap_or_default();
    }
    let up = reason.is_none();
    if let Some(reason) = reason {
        data["reason"] = reason.into();
    }
    Some(HealthCheck {
        name: "consensus",
        status: HealthStatus::of(up),
        data: Some(data),
    })
}

/// Only if a later height needs newer software: there is time until then.
fn software(node: &Node) -> Option<HealthCheck> {
    let reason = node.status.outdated()?;
    Some(HealthCheck {
        name: "software",
        status: HealthStatus::Down,
        data: Some(json!({ "reason": reason })),
    })
}

fn submissions(mode: &Mode, serving: bool) -> HealthCheck {
    let mut data = json!({ "mode": mode.name() });
    if let Mode::ReadOnly { reason } = mode {
        data["reason"] = reason.as_str().into();
    }
    let up = serving && *mode == Mode::Serving;
    HealthCheck {
        name: "submissions",
        status: HealthStatus::of(up),
        data: Some(data),
    }
}
