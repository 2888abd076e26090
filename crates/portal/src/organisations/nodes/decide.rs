//! Somebody else decides whether there is to be a node.

use sqlx::Any;

use super::super::{OrganisationError, Organisations, Told, hold};
use super::kept::{self, NodeRequest, State, node_in};
use super::{NodeRefused, reason};
use crate::access::OrganisationScope;
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::ids::NodeRequestId;

impl Organisations {
    /// Approves a node that somebody else asked for, or rejects it for a reason.
    ///
    /// # Errors
    /// If it is one's own, was decided, the session was not confirmed lately, or the database cannot be used.
    pub async fn decide_node(
        &self,
        scope: &OrganisationScope,
        request_id: &NodeRequestId,
        rejected_because: Option<&str>,
        facts: &RequestFacts,
    ) -> Result<NodeRequest, OrganisationError> {
        let rejected_because = rejected_because.map(reason).transpose()?;
        let (now, id) = (self.now(), request_id.as_str());
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        if node.state != State::Requested {
            return Err(NodeRefused::State(node.state.as_str()).into());
        }
        if node.requested_by == scope.principal().id() {
            return Err(NodeRefused::Own.into());
        }
        let (state, action) = match rejected_because {
            Some(_) => (State::Rejected, OrganisationAction::NodeRejected),
            None => (State::Approved, OrganisationAction::NodeApproved),
        };
        if state == State::Approved {
            self.require_step_up_in(&mut write, scope).await?;
        }
        let sealed = rejected_because.as_ref();
        let sealed = sealed.map(|reason| scope.key().seal(kept::reason_place(id), reason));
        sqlx::query::<Any>(
            "UPDATE node_requests SET state = $1, decided_by = $2, decided_ms = $3, reason = $4 WHERE request_id = $5",
        )
        .bind(state.as_str())
        .bind(scope.principal().id())
        .bind(now.ms())
        .bind(sealed)
        .bind(id)
        .execute(&mut *write)
        .await?;
        let change = Change::new().field("name", None, Some(node.name)).field(
            "reason",
            None,
            rejected_because,
        );
        let told = Told::of(action, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        write.commit().await?;
        Ok(node)
    }
}
