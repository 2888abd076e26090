//! A node's key counts no more: at once here, and on the ledger as soon as that takes it.

use std::time::Duration;

use aurigraph_types::node_registration::{REVOCATION_TOPIC, registration_hash};
use aurigraph_types::{PublicKey, Scheme};
use sqlx::Any;

use super::super::{OrganisationError, Organisations, Told, hold};
use super::kept::{self, NodeRequest, State, node_in};
use super::{Ledger, NodeRefused, reason};
use crate::access::OrganisationScope;
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::ids::NodeRequestId;
use crate::store::StoreError;

/// How long whoever revokes waits for the ledger. It goes on without them.
const SHOWN_WITHIN: Duration = Duration::from_secs(5);
/// Revocations that are said one after the other at once.
const AT_ONCE: i64 = 100;

impl Organisations {
    /// Revokes a registered node.
    ///
    /// # Errors
    /// If it is not registered, the session was not confirmed lately, or the database cannot be used. Not if the ledger does not answer: then the answer has no
    /// revocation yet.
    pub async fn revoke_node(
        &self,
        scope: &OrganisationScope,
        request_id: &NodeRequestId,
        because: &str,
        facts: &RequestFacts,
    ) -> Result<NodeRequest, OrganisationError> {
        let because = reason(because)?;
        let (now, id) = (self.now(), request_id.as_str());
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        if node.state != State::Registered {
            return Err(NodeRefused::State(node.state.as_str()).into());
        }
        self.require_step_up_in(&mut write, scope).await?;
        sqlx::query::<Any>(
            "UPDATE node_requests SET state = 'revoked', revoked_by = $1, revoked_ms = $2, reason = $3 WHERE request_id = $4",
        )
        .bind(scope.principal().id())
        .bind(now.ms())
        .bind(scope.key().seal(kept::reason_place(id), &because))
        .bind(id)
        .execute(&mut *write)
        .await?;
        let change = Change::new()
            .field("name", None, Some(node.name))
            .field("nodeId", node.public_key, None)
            .field("reason", None, Some(because));
        let told = Told::of(OrganisationAction::NodeRevoked, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        let organisations = self.clone();
        let settling = tokio::spawn(async move { organisations.settle_nodes().await });
        if let Ok(Ok(Err(error))) = tokio::time::timeout(SHOWN_WITHIN, settling).await {
            tracing::warn!(%error, "a node's revocation is not on the ledger yet; it goes there when that works again");
        }
        self.node(scope, request_id).await
    }

    /// Says on the ledger which keys count no more, as far as it was not said. How many were said.
    ///
    /// # Errors
    /// If the ledger does not take one, or the database cannot be used. Nothing is forgotten.
    pub async fn settle_nodes(&self) -> Result<u64, OrganisationError> {
        let rows = self.unsettled().await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let statements = self.ledger().statements()?;
        let chain_id = statements.chain_id().await.map_err(Ledger::refused)?;
        let mut said = 0;
        // Nobody enrols meanwhile: what is read now still holds when it was said.
        let _turn = self.ledger().turn().await;
        for (number, public_key) in self.unsettled().await? {
            let bytes = hex::decode(&public_key).unwrap_or_default();
            let key = PublicKey::new(Scheme::Ed25519, &bytes);
            let key = key.map_err(|_| StoreError::Column {
                column: "node_registrations.public_key",
            })?;
            let hash = registration_hash(&chain_id, &key);
            let stated = statements.say(REVOCATION_TOPIC, number.unsigned_abs(), hash.0);
            let stated = stated.await.map_err(Ledger::refused)?;
            sqlx::query::<Any>(
                "UPDATE node_registrations SET revoked_transaction = $1, revoked_height = $2 WHERE number = $3",
            )
            .bind(stated.transaction_hash)
            .bind(stated.height)
            .bind(number)
            .execute(self.store().pool())
            .await?;
            said += 1;
        }
        Ok(said)
    }

    /// Keys that the portal registered, or may have registered, and that nothing holds any more.
    async fn unsettled(&self) -> Result<Vec<(i64, String)>, StoreError> {
        Ok(sqlx::query_as::<Any, _>(
            "SELECT r.number, r.public_key FROM node_registrations r WHERE r.revoked_transaction IS NULL \
             AND NOT EXISTS (SELECT 1 FROM node_requests q WHERE q.registration_number = r.number AND q.state = 'registered') \
             AND NOT EXISTS (SELECT 1 FROM node_requests q WHERE q.token_hash = r.token_hash AND q.state = 'approved') \
             ORDER BY r.number LIMIT $1",
        )
        .bind(AT_ONCE)
        .fetch_all(self.store().pool())
        .await?)
    }
}
