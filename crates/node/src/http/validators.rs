//! `/api/v11/validators`: who makes blocks final.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use crate::node::Node;
use crate::status::Mode;
use crate::time::rfc3339;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A validator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Validator {
    /// Index in the validator set.
    #[schema(example = "0")]
    validator_id: String,
    /// Its name in the genesis file.
    name: String,
    /// Ed25519 key that signs votes.
    public_key: String,
    /// Weight of its vote.
    voting_power: u64,
    /// `ACTIVE` while it makes blocks, else `INACTIVE`.
    #[schema(example = "ACTIVE")]
    status: &'static str,
    /// Blocks it proposed since genesis.
    blocks_produced: u64,
    /// Height of the last one; null if there is none.
    last_block_height: Option<u64>,
    /// Its time, RFC 3339; null if there is none.
    last_block_time: Option<String>,
}

/// The validators.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ValidatorList {
    /// The validators, by index.
    validators: Vec<Validator>,
    /// How many there are.
    total_validators: u64,
    /// How many make blocks now.
    active_validators: u64,
    /// Always null: there is one page.
    next_cursor: Option<String>,
}

/// The validators of the genesis file and what they do.
#[utoipa::path(get, operation_id = "list_validators", path = "/api/v11/validators", tag = "network", responses(
    (status = 200, description = "The validators.", body = ValidatorList)
))]
async fn list(State(node): State<Node>) -> Json<ValidatorList> {
    let constants = &node.chain.constants;
    let active = node.status.mode() == Mode::Serving;
    let tip = node.chain.tip();
    // The committee has one member (a node refuses to start otherwise), so every block after genesis is its own.
    let produced = tip.height.get();
    let validators: Vec<_> = constants
        .genesis
        .validators
        .iter()
        .enumerate()
        .map(|(index, validator)| Validator {
            validator_id: index.to_string(),
            name: validator.name.clone(),
            public_key: validator.public_key.to_ascii_lowercase(),
            voting_power: validator.voting_power,
            status: if active { "ACTIVE" } else { "INACTIVE" },
            blocks_produced: produced,
            last_block_height: (produced > 0).then_some(produced),
            last_block_time: (produced > 0).then(|| rfc3339(tip.time_ms)),
        })
        .collect();
    let total = validators.len() as u64;
    Json(ValidatorList {
        validators,
        total_validators: total,
        active_validators: if active { total } else { 0 },
        next_cursor: None,
    })
}
