//! `/api/v11/governance`: what validators decided, and what they are voting on.

mod action;

use aurigraph_ledger::{Governance, ProposalRecord};
use aurigraph_types::governance::{Action, LATEST_PROTOCOL_VERSION, Parameter};
use aurigraph_types::{Digest, Height};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use action::{NextEpochView, ProposedAction, name_of};

use super::ApiState;
use super::cursor::{self, List, Scope};
use super::extract::{Parameters, PathPart, limit};
use super::problem::Problem;
use crate::node::Node;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(proposals))
        .routes(routes!(proposal))
}

/// What is in force, and who decides.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GovernanceOverview {
    /// The height after which this holds.
    block_height: u64,
    /// Protocol version of the next block.
    protocol_version: u32,
    /// The latest version that this node's software knows.
    latest_known_protocol_version: u32,
    /// The version that was accepted and is not in force yet; null if there is none.
    next_protocol: Option<NextProtocol>,
    /// Figures that validators can change.
    parameters: Vec<ParameterValue>,
    /// Voting power of all validators.
    total_voting_power: u64,
    /// The least power of votes that accepts a proposal: more than two thirds.
    voting_power_needed: u64,
    /// Number of the epoch of the next block: the validators have changed so many times.
    epoch: u64,
    /// Its first block; 0 for the first epoch.
    epoch_first_height: u64,
    /// The epoch that was decided and has not begun; null if there is none.
    next_epoch: Option<NextEpochView>,
    /// Proposals on which votes are still counted.
    open_proposals: u64,
    /// Proposals that were accepted and are not in force yet.
    accepted_proposals: u64,
}

/// A protocol version that begins later.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NextProtocol {
    /// The version.
    version: u32,
    /// Its first height.
    effective_height: u64,
    /// Whether this node's software knows it. If not, the node stops before that height.
    is_known: bool,
}

/// A figure that validators can change.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ParameterValue {
    /// Its name.
    #[schema(example = "block_bytes_max")]
    name: &'static str,
    /// Its value in the next block.
    value: u64,
    /// The least that it can be.
    least: u64,
    /// The most that it can be, which it was at first.
    most: u64,
    /// What was accepted and is not in force yet, in the order of heights.
    later: Vec<LaterValue>,
}

/// A value that comes into force later.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LaterValue {
    /// The value.
    value: u64,
    /// Its first height.
    effective_height: u64,
    /// The proposal.
    proposal_id: String,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ProposalStatus {
    /// Votes are counted.
    Open,
    /// It comes into force at its height.
    Accepted,
    /// It is in force, unless a later one changed it again.
    InForce,
    /// Its last height went by without enough votes.
    Expired,
}

/// A vote that was counted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CountedVote {
    /// Key of the validator.
    public_key: String,
    /// Its index in the validator set; null if it is none any more.
    validator_id: Option<String>,
    /// Its name in the genesis file; null if it is not there.
    validator_name: Option<String>,
}

/// A proposal and its votes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProposalView {
    /// What votes sign.
    proposal_id: String,
    /// The number that its maker gave it.
    number: u64,
    /// What became of it.
    status: ProposalStatus,
    /// What is proposed.
    action: ProposedAction,
    /// Canonical bytes of the proposal, hexadecimal (docs/protocol.md).
    proposal_bytes: String,
    /// First height at which it was to be in force.
    effective_height: u64,
    /// Last height at which votes are counted.
    expires_height: u64,
    /// Block of the first vote.
    proposed_at_height: u64,
    /// Block of the vote that accepted it; null before that.
    accepted_at_height: Option<u64>,
    /// First height at which it is in force; null before it is accepted.
    in_force_from_height: Option<u64>,
    /// Votes that were counted, in their order.
    votes: Vec<CountedVote>,
    /// Their power.
    voting_power: u64,
    /// The least power that accepts it.
    voting_power_needed: u64,
}

/// A page of proposals.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProposalList {
    /// The proposals, the one with the newest first vote first.
    proposals: Vec<ProposalView>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ProposalsQuery {
    /// Proposals to list, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// Only those of one status.
    #[param(inline)]
    status: Option<ProposalStatus>,
}

/// What governance has in force, and what comes next.
#[utoipa::path(get, operation_id = "governance", path = "/api/v11/governance", tag = "network", security(()), responses(
    (status = 200, description = "The rules in force.", body = GovernanceOverview)
))]
async fn overview(State(node): State<Node>) -> Result<Json<GovernanceOverview>, Problem> {
    let (height, governance) = look(&node).await?;
    let next = Height::new(height).next();
    let last = Height::new(u64::MAX);
    let records = || governance.proposals().iter();
    let later = || records().filter(|one| one.accepted.is_some_and(|one| one.effective > next));
    let next_protocol = later().find_map(|record| match record.proposal.action {
        Action::ActivateProtocol { version } => Some(NextProtocol {
            version,
            effective_height: record.accepted?.effective.get(),
            is_known: version <= LATEST_PROTOCOL_VERSION,
        }),
        _ => None,
    });
    let parameters = Parameter::ALL.map(|parameter| {
        let mut later: Vec<_> = later()
            .filter_map(|record| match record.proposal.action {
                Action::SetParameter {
                    parameter: which,
                    value,
                } if which == parameter => Some(LaterValue {
                    value,
                    effective_height: record.accepted?.effective.get(),
                    proposal_id: record.id.to_string(),
                }),
                _ => None,
            })
            .collect();
        later.sort_by_key(|one| one.effective_height);
        ParameterValue {
            name: parameter.name(),
            value: governance.parameter(parameter, next, last),
            least: parameter.least_value(),
            most: parameter.first_value(),
            later,
        }
    });
    Ok(Json(GovernanceOverview {
        block_height: height,
        protocol_version: governance.protocol_version(next),
        latest_known_protocol_version: LATEST_PROTOCOL_VERSION,
        next_protocol,
        parameters: parameters.into(),
        total_voting_power: governance.validators().total_power(),
        voting_power_needed: power_needed(&governance),
        epoch: governance.epoch_of(next).0,
        epoch_first_height: match governance.next_epoch() {
            Some(begun) if begun.first <= next => begun.first.get(),
            _ => governance.epoch_first().get(),
        },
        next_epoch: NextEpochView::of(&governance, next),
        open_proposals: records().filter(|one| one.is_open(next)).count() as u64,
        accepted_proposals: later().count() as u64,
    }))
}

/// Proposals, the newest first. Those that expired and the oldest that are in force are forgotten when room is needed.
#[utoipa::path(get, operation_id = "list_proposals", path = "/api/v11/governance/proposals", tag = "network", security(()), params(ProposalsQuery), responses(
    (status = 200, description = "A page of proposals.", body = ProposalList),
    (status = 400, description = "A parameter is not valid."),
))]
async fn proposals(
    State(node): State<Node>,
    Parameters(query): Parameters<ProposalsQuery>,
) -> Result<Json<ProposalList>, Problem> {
    let limit = limit(query.limit)?;
    let scope = Scope::of(&query.status.map(|status| status as u8));
    let from = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<1>(List::Proposals, scope, text))
        .transpose()?;
    let skipped = from.map_or(0, |[skipped]| {
        usize::try_from(skipped).unwrap_or(usize::MAX)
    });
    let (height, governance) = look(&node).await?;
    let all = governance.proposals().iter().rev();
    let mut matching = all
        .filter(|record| query.status.is_none_or(|one| one == status(record, height)))
        .skip(skipped);
    let proposals: Vec<_> = matching
        .by_ref()
        .take(limit)
        .map(|record| view(&node, &governance, record, height))
        .collect();
    let next = skipped.saturating_add(proposals.len());
    Ok(Json(ProposalList {
        proposals,
        next_cursor: matching
            .next()
            .map(|_| cursor::encode(List::Proposals, scope, &[next as u64])),
    }))
}

/// One proposal with its votes.
#[utoipa::path(get, operation_id = "proposal", path = "/api/v11/governance/proposals/{id}", tag = "network", security(()),
    params(("id" = String, Path, description = "The proposal's id.")),
    responses(
        (status = 200, description = "The proposal.", body = ProposalView),
        (status = 404, description = "There is no such proposal, or it is forgotten."),
    )
)]
async fn proposal(
    State(node): State<Node>,
    PathPart(id): PathPart,
) -> Result<Json<ProposalView>, Problem> {
    let not_found = || {
        Problem::not_found(format!(
            "there is no proposal {id:.64}: nobody voted for it, or it is forgotten"
        ))
    };
    let wanted: Digest = id.parse().map_err(|_| not_found())?;
    let (height, governance) = look(&node).await?;
    let record = governance.proposals().iter().find(|one| one.id == wanted);
    let record = record.ok_or_else(not_found)?;
    Ok(Json(view(&node, &governance, record, height)))
}

async fn look(node: &Node) -> Result<(u64, Governance), Problem> {
    Ok(node.queries.ask(|state| state.governance().clone()).await?)
}

/// The least power that is more than two thirds.
fn power_needed(governance: &Governance) -> u64 {
    governance.validators().total_power() * 2 / 3 + 1
}

fn status(record: &ProposalRecord, height: u64) -> ProposalStatus {
    let next = Height::new(height).next();
    match record.accepted {
        Some(accepted) if accepted.effective <= next => ProposalStatus::InForce,
        Some(_) => ProposalStatus::Accepted,
        None if record.is_open(next) => ProposalStatus::Open,
        None => ProposalStatus::Expired,
    }
}

fn view(
    node: &Node,
    governance: &Governance,
    record: &ProposalRecord,
    height: u64,
) -> ProposalView {
    let validators = governance.validators().validators();
    let place = |key: &aurigraph_types::PublicKey| {
        validators.iter().position(|info| info.public_key == *key)
    };
    let powers = record.voters.iter().filter_map(place);
    let proposal = &record.proposal;
    ProposalView {
        proposal_id: record.id.to_string(),
        number: proposal.number,
        status: status(record, height),
        action: ProposedAction::of(node, &proposal.action),
        proposal_bytes: hex::encode(proposal.encode()),
        effective_height: proposal.effective_height.get(),
        expires_height: proposal.expires_height.get(),
        proposed_at_height: record.proposed_at.get(),
        accepted_at_height: record.accepted.map(|accepted| accepted.at.get()),
        in_force_from_height: record.accepted.map(|accepted| accepted.effective.get()),
        voting_power: powers.map(|index| validators[index].voting_power).sum(),
        votes: record
            .voters
            .iter()
            .map(|key| {
                let public_key = hex::encode(key.as_bytes());
                CountedVote {
                    validator_id: place(key).map(|index| index.to_string()),
                    validator_name: name_of(node, &public_key),
                    public_key,
                }
            })
            .collect(),
        voting_power_needed: power_needed(governance),
    }
}
