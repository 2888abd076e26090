//! Nodes as answers have them.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::nodes::{NodeRequest, Registration};

/// A statement about a node's key on the ledger.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NodeRegistration {
    /// The portal's running number of the registration; its revocation has the same.
    number: i64,
    /// The submission that says it.
    transaction_hash: String,
    /// Its block.
    block_height: i64,
}

impl From<Registration> for NodeRegistration {
    fn from(stated: Registration) -> Self {
        Self {
            number: stated.number,
            transaction_hash: stated.transaction_hash,
            block_height: stated.height,
        }
    }
}

/// A node that an organisation asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProvisionedNode {
    /// Its id here. On the ledger it is known by `nodeId`.
    request_id: String,
    /// Its name.
    name: String,
    /// `business` or `light`.
    #[schema(example = "business")]
    node_type: &'static str,
    /// What it is for; null if nobody said so.
    note: Option<String>,
    /// `requested`, `approved`, `registered`, `rejected`, `withdrawn` or `revoked`.
    #[schema(example = "requested")]
    state: &'static str,
    /// The id of whoever asked for it.
    requested_by: String,
    /// The name; null if that is no member any more.
    requested_by_name: Option<String>,
    /// When.
    requested_at: String,
    /// The id of whoever approved, rejected or withdrew it; null before that.
    decided_by: Option<String>,
    /// The name; null if that is no member any more.
    decided_by_name: Option<String>,
    /// When; null before that.
    decided_at: Option<String>,
    /// Why it was rejected or revoked; null if it was not.
    reason: Option<String>,
    /// Until when the token that is out lets the node in; null if none is.
    token_expires_at: Option<String>,
    /// The node's public key in hexadecimal digits, which is its id in `/api/v11/nodes`; null before it enrolled.
    node_id: Option<String>,
    /// When it enrolled; null before that.
    enrolled_at: Option<String>,
    /// Its registration; null before that.
    registration: Option<NodeRegistration>,
    /// The id of whoever revoked it; null before that.
    revoked_by: Option<String>,
    /// The name; null if that is no member any more.
    revoked_by_name: Option<String>,
    /// When; null before that.
    revoked_at: Option<String>,
    /// Its revocation on the ledger; null before that stands there.
    revocation: Option<NodeRegistration>,
}

impl ProvisionedNode {
    pub(super) fn of(node: NodeRequest, names: &HashMap<String, String>) -> Self {
        let name_of = |id: &Option<String>| id.as_ref().and_then(|id| names.get(id).cloned());
        Self {
            request_id: node.request_id.to_string(),
            name: node.name,
            node_type: node.node_type.as_str(),
            note: node.note,
            state: node.state.as_str(),
            requested_by_name: names.get(&node.requested_by).cloned(),
            requested_by: node.requested_by,
            requested_at: node.requested_at.to_string(),
            decided_by_name: name_of(&node.decided_by),
            decided_by: node.decided_by,
            decided_at: node.decided_at.map(|at| at.to_string()),
            reason: node.reason,
            token_expires_at: node.token_expires_at.map(|at| at.to_string()),
            node_id: node.public_key,
            enrolled_at: node.enrolled_at.map(|at| at.to_string()),
            registration: node.registration.map(Into::into),
            revoked_by_name: name_of(&node.revoked_by),
            revoked_by: node.revoked_by,
            revoked_at: node.revoked_at.map(|at| at.to_string()),
            revocation: node.revocation.map(Into::into),
        }
    }
}

/// Nodes of an organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NodeRequestList {
    /// The newest first.
    pub(super) nodes: Vec<ProvisionedNode>,
    /// Always null: there is one page.
    pub(super) next_cursor: Option<String>,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolmentToken {
    /// With what the node enrols. It is shown now and never again.
    pub(super) token: String,
    /// Until when.
    pub(super) expires_at: String,
    /// Of which ledger the node is to be; null if that does not answer.
    pub(super) chain_id: Option<String>,
    /// The address of the account that will register it; null if the portal has no ledger.
    pub(super) node_registrar: Option<String>,
    /// The node as it is now.
    pub(super) node: ProvisionedNode,
}
