//! `/api/v11/validators`: who makes blocks final, and what each was seen to do.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::{Parameters, PathPart, limit};
use super::problem::Problem;
use crate::chain::NamedValidator;
use crate::committee::participation::{
    Participation, ParticipationReport, Round, RoundOutcome, RoundVotes, ValidatorCounts,
};
use crate::node::Node;
use crate::time::rfc3339;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(rounds))
}

/// A validator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Validator {
    /// Index in the validator set.
    #[schema(example = "0")]
    validator_id: String,
    /// Its name in the genesis file, or one made of its key.
    name: String,
    /// Ed25519 key that signs votes.
    public_key: String,
    /// Where it listens for the other validators, as the ledger or this node's configuration says; null if neither does.
    #[schema(example = "10.0.0.1:7003")]
    address: Option<String>,
    /// Weight of its vote.
    voting_power: u64,
    /// `ACTIVE` while it makes blocks or votes, else `INACTIVE`.
    #[schema(example = "ACTIVE")]
    status: &'static str,
    /// Final blocks that it proposed: of a single validator in this epoch, in a committee since this process started.
    blocks_produced: u64,
    /// Height of the last one of a single validator; null if there is none, and in a committee.
    last_block_height: Option<u64>,
    /// Its time, RFC 3339; null if there is none, and in a committee.
    last_block_time: Option<String>,
    /// What it was seen to do in a committee since this process started; null for a single validator.
    participation: Option<ValidatorParticipation>,
}

/// What a validator of a committee was seen to do by this node since its process started.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ValidatorParticipation {
    /// Votes that a block is valid.
    notarize_votes: u64,
    /// Votes to finalise a block.
    finalize_votes: u64,
    /// Votes to skip a view.
    nullify_votes: u64,
    /// Views that it led and the committee skipped.
    missed_proposals: u64,
    /// Mean time from the first message of a view that this node saw to its vote that the block is valid, in milliseconds; null before the
    /// first vote.
    mean_vote_latency_ms: Option<f64>,
    /// Seconds since its last vote; null before the first.
    last_vote_seconds_ago: Option<f64>,
    /// Proofs that it contradicted itself.
    evidence: Vec<ValidatorEvidence>,
}

/// Two votes of a validator of which an honest one sends one at most.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ValidatorEvidence {
    /// The view of both.
    view: u64,
    /// What they are, in words.
    description: &'static str,
    /// Both votes with their signatures, hexadecimal, in the encoding of the consensus engine.
    votes: String,
}

/// The validators.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ValidatorList {
    /// The validators, by index.
    validators: Vec<Validator>,
    /// Number of the epoch.
    epoch: u64,
    /// How many there are.
    total_validators: u64,
    /// How many make blocks or vote now.
    active_validators: u64,
    /// Rounds of a committee as this node saw them since its process started; null for a single validator.
    rounds: Option<Rounds>,
    /// Always null: there is one page.
    next_cursor: Option<String>,
}

/// Rounds of a committee as this node saw them since its process started.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Rounds {
    /// The current view.
    view: u64,
    /// Index of its leader.
    leader: u16,
    /// Views that ended with a final block.
    finalized_views: u64,
    /// Views that were skipped.
    skipped_views: u64,
    /// The highest final height that this node has heard of.
    network_height: u64,
}

/// The validators of the present epoch and what they do.
#[utoipa::path(get, operation_id = "list_validators", path = "/api/v11/validators", tag = "network", security(()), responses(
    (status = 200, description = "The validators.", body = ValidatorList)
))]
async fn list(State(node): State<Node>) -> Json<ValidatorList> {
    let report = node.rounds().map(Participation::report);
    let listed = Listed::of(&node);
    let count = listed.validators.len();
    let validators: Vec<_> = (0..count)
        .map(|index| validator(&node, &listed, index, report.as_ref()))
        .collect();
    let active = validators
        .iter()
        .filter(|validator| validator.status == "ACTIVE");
    Json(ValidatorList {
        epoch: listed.epoch,
        total_validators: count as u64,
        active_validators: active.count() as u64,
        rounds: report.map(|report| Rounds {
            view: report.view,
            leader: report.leader,
            finalized_views: report.views_finalised,
            skipped_views: report.views_skipped,
            network_height: report.network_tip,
        }),
        validators,
        next_cursor: None,
    })
}

/// One validator, by its index.
#[utoipa::path(get, operation_id = "validator", path = "/api/v11/validators/{id}", tag = "network", security(()),
    params(("id" = String, Path, description = "Index in the validator set.")),
    responses(
        (status = 200, description = "The validator.", body = Validator),
        (status = 404, description = "There is no such validator."),
    )
)]
async fn one(State(node): State<Node>, PathPart(id): PathPart) -> Result<Json<Validator>, Problem> {
    let listed = Listed::of(&node);
    let count = listed.validators.len();
    let index = id.parse().ok().filter(|index| *index < count);
    let index = index.ok_or_else(|| {
        Problem::not_found(format!(
            "there is no validator {id:.20}; they are numbered from 0 to {}",
            count - 1
        ))
    })?;
    let report = node.rounds().map(Participation::report);
    Ok(Json(validator(&node, &listed, index, report.as_ref())))
}

/// The validators of the next block and where they listen for each other.
struct Listed {
    epoch: u64,
    validators: Vec<NamedValidator>,
    addresses: Vec<SocketAddr>,
}

impl Listed {
    fn of(node: &Node) -> Self {
        let epoch = node
            .chain
            .epochs
            .of(node.chain.tip().height.get() + 1)
            .number;
        let configured = || {
            let network = node.config.committee.as_ref();
            let network = network.filter(|_| epoch == 0);
            network.map_or_else(Vec::new, |network| network.addresses.clone())
        };
        Self {
            epoch,
            validators: node.validators(),
            addresses: node
                .chain
                .epochs
                .addresses(epoch)
                .unwrap_or_else(configured),
        }
    }
}

fn validator(
    node: &Node,
    listed: &Listed,
    index: usize,
    report: Option<&ParticipationReport>,
) -> Validator {
    let address = listed.addresses.get(index).map(ToString::to_string);
    let listed = &listed.validators[index];
    let tip = node.chain.tip();
    let (is_active, produced, last) = match report {
        // It makes every block after genesis.
        None => {
            let epoch = node.chain.epochs.of(tip.height.get() + 1);
            let produced = tip.height.get() + 1 - epoch.first.get().max(1);
            let last = (produced > 0).then(|| (tip.height.get(), rfc3339(tip.time_ms)));
            (node.single_validator_is_active(), produced, last)
        }
        Some(report) => {
            let counts = report.validators.get(index).copied().unwrap_or_default();
            (counts.is_active(), counts.proposals, None)
        }
    };
    Validator {
        validator_id: index.to_string(),
        name: listed.name.clone(),
        public_key: listed.public_key.clone(),
        address,
        voting_power: listed.voting_power,
        status: if is_active { "ACTIVE" } else { "INACTIVE" },
        blocks_produced: produced,
        last_block_height: last.as_ref().map(|(height, _)| *height),
        last_block_time: last.map(|(_, time)| time),
        participation: report.map(|report| participation(index, report)),
    }
}

fn participation(index: usize, report: &ParticipationReport) -> ValidatorParticipation {
    // The report may be of the epoch before, for a moment.
    let counts: ValidatorCounts = report.validators.get(index).copied().unwrap_or_default();
    let evidence = report
        .evidence
        .iter()
        .filter(|evidence| usize::from(evidence.validator) == index);
    ValidatorParticipation {
        notarize_votes: counts.notarize_votes,
        finalize_votes: counts.finalize_votes,
        nullify_votes: counts.nullify_votes,
        missed_proposals: counts.missed_proposals,
        mean_vote_latency_ms: (counts.notarize_votes > 0)
            .then(|| counts.vote_latency_sum.as_secs_f64() * 1e3 / counts.notarize_votes as f64),
        last_vote_seconds_ago: counts.last_vote_ago.map(|ago| ago.as_secs_f64()),
        evidence: evidence
            .map(|evidence| ValidatorEvidence {
                view: evidence.view,
                description: evidence.what,
                votes: hex::encode(&evidence.votes),
            })
            .collect(),
    }
}

/// Query of [`rounds`].
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct RoundsQuery {
    /// How many, 1 to 200; 50 if absent.
    limit: Option<usize>,
}

/// A round (view) of a committee as this node saw it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SeenRound {
    /// Its number.
    view: u64,
    /// Index of its leader.
    leader_id: String,
    /// `OPEN` while nothing more was seen, `NOTARIZED` if its block is valid and becomes final with a later one, `FINALIZED`, or `SKIPPED`.
    #[schema(example = "FINALIZED")]
    outcome: &'static str,
    /// Height of its block; null until it is executed here.
    block_height: Option<u64>,
    /// When its first message was seen, RFC 3339.
    began_at: String,
    /// Milliseconds from its first message to its certificate; null before that.
    duration_ms: Option<f64>,
    /// The strongest vote of each validator, by index: `FINALIZE`, `NOTARIZE`, `NULLIFY` or `NONE`.
    votes: Vec<&'static str>,
}

/// Rounds of a committee as this node saw them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RoundList {
    /// Names of the validators, by index.
    validators: Vec<String>,
    /// The rounds, the newest first. A single validator has none.
    rounds: Vec<SeenRound>,
    /// Always null: only the last 256 are remembered.
    next_cursor: Option<String>,
}

/// The last rounds of the committee: who led, who voted, and how each ended.
#[utoipa::path(get, operation_id = "list_rounds", path = "/api/v11/network/rounds", tag = "network", security(()), params(RoundsQuery), responses(
    (status = 200, description = "The rounds.", body = RoundList),
    (status = 400, description = "A parameter is not valid."),
))]
async fn rounds(
    State(node): State<Node>,
    Parameters(query): Parameters<RoundsQuery>,
) -> Result<Json<RoundList>, Problem> {
    let limit = limit(query.limit)?;
    let seen = node.rounds();
    let rounds = seen.map_or_else(Vec::new, |seen| seen.rounds(limit));
    let validators = node.validators().into_iter();
    Ok(Json(RoundList {
        validators: validators.map(|listed| listed.name).collect(),
        rounds: rounds.into_iter().map(SeenRound::from).collect(),
        next_cursor: None,
    }))
}

impl From<Round> for SeenRound {
    fn from(round: Round) -> Self {
        Self {
            view: round.view,
            leader_id: round.leader.to_string(),
            outcome: match round.outcome {
                RoundOutcome::Open => "OPEN",
                RoundOutcome::Notarized => "NOTARIZED",
                RoundOutcome::Finalised => "FINALIZED",
                RoundOutcome::Skipped => "SKIPPED",
            },
            block_height: round.height,
            began_at: rfc3339(round.began_at_ms),
            duration_ms: round.duration.map(|time| time.as_secs_f64() * 1e3),
            votes: round.votes.into_iter().map(vote_name).collect(),
        }
    }
}

const fn vote_name(votes: RoundVotes) -> &'static str {
    if votes.finalize {
        "FINALIZE"
    } else if votes.notarize {
        "NOTARIZE"
    } else if votes.nullify {
        "NULLIFY"
    } else {
        "NONE"
    }
}
