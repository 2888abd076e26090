//! The one route that a node itself asks: it shows a token and what its key signed.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::super::Organisations;
use super::super::super::nodes::{Enrolled, Enrolling, NodeType};
use super::wire::NodeRegistration;
use crate::identity::routes::Facts;
use crate::problem::Problem;
use crate::request::Body;

pub(in super::super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new().routes(routes!(enrol_node))
}

/// What a node shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewNodeEnrolment {
    /// The token.
    token: String,
    /// The node's own Ed25519 key, in hexadecimal digits.
    public_key: String,
    /// The key's signature, in hexadecimal digits, over the hash with the label `aurigraph/v1/node-enrolment` of chain id, key and token (`docs/protocol.md`).
    signature: String,
}

/// A node that is on the ledger.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NodeEnrolment {
    /// Its id in its organisation.
    request_id: String,
    /// Its name.
    name: String,
    /// What kind it is.
    node_type: NodeType,
    /// The organisation whose node it is.
    organisation_name: String,
    /// Its public key, in hexadecimal digits.
    node_id: String,
    /// Of which ledger.
    chain_id: String,
    /// The address of the account that registered it: `node_registrar` in node.toml.
    node_registrar: String,
    /// Its registration.
    registration: NodeRegistration,
}

impl From<Enrolled> for NodeEnrolment {
    fn from(enrolled: Enrolled) -> Self {
        Self {
            request_id: enrolled.request_id.to_string(),
            name: enrolled.name,
            node_type: enrolled.node_type,
            organisation_name: enrolled.organisation_name,
            node_id: enrolled.public_key,
            chain_id: enrolled.chain_id.to_string(),
            node_registrar: enrolled.registrar.to_string(),
            registration: enrolled.registration.into(),
        }
    }
}

/// Enrol a node
///
/// With the token of its organisation and a signature of the key that the node made itself. The portal registers the key on the ledger. The same may be sent again
/// if the answer was lost.
#[utoipa::path(
    post,
    path = "/api/v11/node-enrolments",
    tag = "organisations",
    security(()),
    request_body = NewNodeEnrolment,
    responses(
        (status = 200, description = "The node is on the ledger", body = NodeEnrolment),
        (status = 400, description = "The key is none, or did not sign", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The key belongs to another node, or was revoked", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The token lets no node in", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The ledger does not take it at present", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn enrol_node(
    State(organisations): State<Organisations>,
    Facts(facts): Facts,
    Body(body): Body<NewNodeEnrolment>,
) -> Result<Json<NodeEnrolment>, Problem> {
    let given = Enrolling {
        token: body.token,
        public_key: body.public_key,
        signature: body.signature,
    };
    let enrolled = organisations.enrol_node(given, facts).await?;
    Ok(Json(enrolled.into()))
}
