//! The token with which a node enrols: shown once, good for a day and for one key.

use std::time::Duration;

use aurigraph_types::{Address, ChainId};
use sqlx::Any;

use super::super::{OrganisationError, Organisations, Told, hold};
use super::NodeRefused;
use super::kept::{NodeRequest, State, node_in};
use crate::access::OrganisationScope;
use crate::audit::OrganisationAction;
use crate::identity::RequestFacts;
use crate::ids::NodeRequestId;
use crate::secret::{Purpose, Secret};
use crate::time::UnixTime;

/// How long a token lets a node in.
pub const TOKEN_LASTS: Duration = Duration::from_secs(24 * 60 * 60);

/// A token that was just made.
#[derive(Debug)]
pub struct EnrolmentToken {
    /// For whoever sets the node up.
    pub secret: Secret,
    /// Until when.
    pub expires_at: UnixTime,
    /// The node.
    pub node: NodeRequest,
}

impl Organisations {
    /// Which ledger nodes are registered on, and by which account, as far as that is known now.
    pub async fn node_registrar(&self) -> (Option<ChainId>, Option<Address>) {
        let Ok(statements) = self.ledger().statements() else {
            return (None, None);
        };
        (statements.chain_id().await.ok(), Some(statements.address()))
    }

    /// Makes a token for an approved node. One that was made before lets nobody in any more.
    ///
    /// # Errors
    /// If the node is not approved, the session was not confirmed lately, or the database cannot be used.
    pub async fn make_node_token(
        &self,
        scope: &OrganisationScope,
        request_id: &NodeRequestId,
        facts: &RequestFacts,
    ) -> Result<EnrolmentToken, OrganisationError> {
        let now = self.now();
        let (secret, expires_at) = (Secret::random(), now.after(TOKEN_LASTS));
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        if node.state != State::Approved {
            return Err(NodeRefused::State(node.state.as_str()).into());
        }
        self.require_step_up_in(&mut write, scope).await?;
        sqlx::query::<Any>(
            "UPDATE node_requests SET token_hash = $1, token_expires_ms = $2 WHERE request_id = $3",
        )
        .bind(secret.hash(Purpose::NodeEnrolment).as_str())
        .bind(expires_at.ms())
        .bind(request_id.as_str())
        .execute(&mut *write)
        .await?;
        let told = Told::of(OrganisationAction::NodeTokenMade, Some(request_id.as_str()));
        self.tell(&mut write, scope, facts, &told).await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        write.commit().await?;
        Ok(EnrolmentToken {
            secret,
            expires_at,
            node,
        })
    }
}
