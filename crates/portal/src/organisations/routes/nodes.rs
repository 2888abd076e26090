//! Nodes of an organisation: asked for, decided, enrolled, revoked.

mod enrolment;
mod wire;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::nodes::{NodeRequest, NodeType, Wanted};
use super::super::{OrganisationError, Organisations};
use crate::access::{Allowed, OrganisationScope, may};
use crate::ids::NodeRequestId;
use crate::problem::Problem;
use crate::request::{Body, LastPathPart};
use wire::{EnrolmentToken, NodeRequestList, ProvisionedNode};

pub(super) use enrolment::routes as enrolment_routes;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_organisation_nodes, request_node))
        .routes(routes!(approve_node))
        .routes(routes!(reject_node))
        .routes(routes!(withdraw_node))
        .routes(routes!(make_node_token))
        .routes(routes!(revoke_node))
}

fn request_id(part: &str) -> Result<NodeRequestId, OrganisationError> {
    NodeRequestId::parse(part).ok_or(OrganisationError::NotFound { what: "node" })
}

async fn readable(
    organisations: &Organisations,
    scope: &OrganisationScope,
    node: NodeRequest,
) -> Result<ProvisionedNode, OrganisationError> {
    let names = organisations.names(scope).await?;
    Ok(ProvisionedNode::of(node, &names))
}

/// Nodes of an organisation
///
/// All that are requested, approved or registered, and the newest of the others: 500 at most.
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/nodes",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The nodes", body = NodeRequestList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_organisation_nodes(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadNodes>,
) -> Result<Json<NodeRequestList>, Problem> {
    let scope = &allowed.scope;
    let found = organisations.nodes(scope).await;
    let found = found.map_err(OrganisationError::from)?;
    let names = organisations.names(scope).await;
    let names = names.map_err(OrganisationError::from)?;
    let listed = found.into_iter();
    Ok(Json(NodeRequestList {
        nodes: listed
            .map(|node| ProvisionedNode::of(node, &names))
            .collect(),
        next_cursor: None,
    }))
}

/// A node that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewNodeRequest {
    /// 1 to 64 characters.
    name: String,
    /// What kind.
    node_type: NodeType,
    /// What it is for; 500 characters at most.
    note: Option<String>,
}

/// Ask for a node
///
/// Somebody else approves or rejects it.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/nodes",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.request"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = NewNodeRequest,
    responses(
        (status = 201, description = "It is asked for", body = ProvisionedNode),
        (status = 400, description = "A text is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "As many as possible", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn request_node(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::RequestNodes>,
    Body(body): Body<NewNodeRequest>,
) -> Result<(StatusCode, Json<ProvisionedNode>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let wanted = Wanted {
        name: &body.name,
        node_type: body.node_type,
        note: body.note.as_deref(),
    };
    let node = organisations.request_node(&scope, wanted, &facts).await?;
    let node = readable(&organisations, &scope, node).await?;
    Ok((StatusCode::CREATED, Json(node)))
}

/// Approve a node
///
/// Nobody approves what they asked for. The session has to be confirmed.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/nodes/{requestId}/approve",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.approve"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("requestId" = String, Path, description = "Which node")),
    responses(
        (status = 200, description = "The node as it is now", body = ProvisionedNode),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, it is the own request, or step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or node, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not requested any more", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn approve_node(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ApproveNodes>,
    LastPathPart(id): LastPathPart,
) -> Result<Json<ProvisionedNode>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = request_id(&id)?;
    let node = organisations.decide_node(&scope, &id, None, &facts).await?;
    Ok(Json(readable(&organisations, &scope, node).await?))
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NodeReason {
    /// 1 to 500 characters.
    reason: String,
}

/// Reject a node
///
/// Nobody rejects what they asked for: they withdraw it.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/nodes/{requestId}/reject",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.approve"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("requestId" = String, Path, description = "Which node")),
    request_body = NodeReason,
    responses(
        (status = 200, description = "The node as it is now", body = ProvisionedNode),
        (status = 400, description = "No reason", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, or it is the own request", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or node, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not requested any more", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn reject_node(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ApproveNodes>,
    LastPathPart(id): LastPathPart,
    Body(body): Body<NodeReason>,
) -> Result<Json<ProvisionedNode>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = request_id(&id)?;
    let because = Some(body.reason.as_str());
    let node = organisations
        .decide_node(&scope, &id, because, &facts)
        .await?;
    Ok(Json(readable(&organisations, &scope, node).await?))
}

/// Withdraw a node
///
/// Before it is registered. A token that is out lets nobody in any more.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/nodes/{requestId}/withdraw",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.request"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("requestId" = String, Path, description = "Which node")),
    responses(
        (status = 200, description = "The node as it is now", body = ProvisionedNode),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or node, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is registered, or was decided otherwise", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn withdraw_node(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::RequestNodes>,
    LastPathPart(id): LastPathPart,
) -> Result<Json<ProvisionedNode>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = request_id(&id)?;
    let node = organisations.withdraw_node(&scope, &id, &facts).await?;
    Ok(Json(readable(&organisations, &scope, node).await?))
}

/// Make the token of a node
///
/// With it the node enrols, once, within a day: `aurigraph node enrol`. One that was made before lets nobody in any more. The session has to be confirmed.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/nodes/{requestId}/token",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.request"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("requestId" = String, Path, description = "Which node")),
    responses(
        (status = 201, description = "The token, now and never again", body = EnrolmentToken),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, or step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or node, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The node is not approved, or is registered already", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn make_node_token(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::RequestNodes>,
    LastPathPart(id): LastPathPart,
) -> Result<(StatusCode, Json<EnrolmentToken>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = request_id(&id)?;
    let made = organisations.make_node_token(&scope, &id, &facts).await?;
    let (chain_id, registrar) = organisations.node_registrar().await;
    let token = EnrolmentToken {
        chain_id: chain_id.map(|id| id.to_string()),
        node_registrar: registrar.map(|address| address.to_string()),
        token: made.secret.reveal().to_string(),
        expires_at: made.expires_at.to_string(),
        node: readable(&organisations, &scope, made.node).await?,
    };
    Ok((StatusCode::CREATED, Json(token)))
}

/// Revoke a node
///
/// At once here. `revocation` in the answer is null if the ledger has not taken it yet; the portal goes on trying. The session has to be confirmed.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/nodes/{requestId}/revoke",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("nodes.revoke"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("requestId" = String, Path, description = "Which node")),
    request_body = NodeReason,
    responses(
        (status = 200, description = "The node as it is now", body = ProvisionedNode),
        (status = 400, description = "No reason", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, or step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or node, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not registered", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn revoke_node(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::RevokeNodes>,
    LastPathPart(id): LastPathPart,
    Body(body): Body<NodeReason>,
) -> Result<Json<ProvisionedNode>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = request_id(&id)?;
    let node = organisations
        .revoke_node(&scope, &id, &body.reason, &facts)
        .await?;
    Ok(Json(readable(&organisations, &scope, node).await?))
}
