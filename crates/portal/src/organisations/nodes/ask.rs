//! Somebody asks for a node, or takes that back.

use sqlx::Any;

use super::super::{OrganisationError, Organisations, Told, count, hold};
use super::kept::{self, NodeRequest, NodeType, State, node_in};
use super::{ACTIVE_MAX, NAME_CHARACTERS_MAX, NodeRefused, TEXT_CHARACTERS_MAX, text};
use crate::access::OrganisationScope;
use crate::audit::{Change, OrganisationAction};
use crate::identity::{IdentityError, RequestFacts};
use crate::ids::NodeRequestId;
use crate::plans::Quota;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// A name, for people.
    pub name: &'a str,
    /// What kind.
    pub node_type: NodeType,
    /// What it is for.
    pub note: Option<&'a str>,
}

impl Organisations {
    /// Asks for a node.
    ///
    /// # Errors
    /// If a text is not taken, there are too many, or the database cannot be used.
    pub async fn request_node(
        &self,
        scope: &OrganisationScope,
        wanted: Wanted<'_>,
        facts: &RequestFacts,
    ) -> Result<NodeRequest, OrganisationError> {
        let name = text(
            wanted.name,
            NAME_CHARACTERS_MAX,
            "a node's name has 1 to 64 characters, none of them a control character",
        )?;
        if name.contains('\n') {
            return Err(NodeRefused::Text("a node's name is one line").into());
        }
        let note = wanted.note.filter(|note| !note.trim().is_empty());
        let note = note.map(|note| {
            let refusal = "a note has 500 characters at most, none of them a control character";
            text(note, TEXT_CHARACTERS_MAX, refusal)
        });
        let note = note.transpose()?;
        let user_id = scope.principal().user_id();
        let user_id = user_id.ok_or(IdentityError::NotSignedIn)?;
        let (now, request_id, key) = (self.now(), NodeRequestId::random(), scope.key());
        let id = request_id.as_str();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let active = "SELECT COUNT(*) FROM node_requests WHERE organisation_id = $1 AND state IN ('requested', 'approved', 'registered')";
        if count(&mut write, active, scope).await? >= ACTIVE_MAX {
            return Err(OrganisationError::Full {
                what: "nodes",
                max: ACTIVE_MAX,
            });
        }
        self.room_for_one_more(&mut write, scope, Quota::Nodes)
            .await?;
        sqlx::query::<Any>(
            "INSERT INTO node_requests (request_id, organisation_id, state, node_type, name, note, requested_by, requested_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id)
        .bind(scope.organisation_id().as_str())
        .bind(State::Requested.as_str())
        .bind(wanted.node_type.as_str())
        .bind(key.seal(kept::name_place(id), &name))
        .bind(note.as_ref().map(|note| key.seal(kept::note_place(id), note)))
        .bind(user_id.as_str())
        .bind(now.ms())
        .execute(&mut *write)
        .await?;
        let change = Change::new()
            .field("name", None, Some(name))
            .field("nodeType", None, Some(wanted.node_type.as_str().into()))
            .field("note", None, note);
        let told = Told::of(OrganisationAction::NodeRequested, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        let node = node_in(&mut write, scope, &request_id, now).await?;
        write.commit().await?;
        Ok(node)
    }

    /// Takes a request back, before the node is registered. Its token lets nobody in any more.
    ///
    /// # Errors
    /// If there is no such node, it is not in that state, or the database cannot be used.
    pub async fn withdraw_node(
        &self,
        scope: &OrganisationScope,
        request_id: &NodeRequestId,
        facts: &RequestFacts,
    ) -> Result<NodeRequest, OrganisationError> {
        let now = self.now();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        if !matches!(node.state, State::Requested | State::Approved) {
            return Err(NodeRefused::State(node.state.as_str()).into());
        }
        sqlx::query::<Any>(
            "UPDATE node_requests SET state = 'withdrawn', decided_by = $1, decided_ms = $2, token_hash = NULL, token_expires_ms = NULL WHERE request_id = $3",
        )
        .bind(scope.principal().id())
        .bind(now.ms())
        .bind(request_id.as_str())
        .execute(&mut *write)
        .await?;
        let change = Change::new().field(
            "state",
            Some(node.state.as_str().into()),
            Some(State::Withdrawn.as_str().into()),
        );
        let told = Told::of(OrganisationAction::NodeWithdrawn, Some(request_id.as_str()));
        self.tell(&mut write, scope, facts, &told.with(change))
            .await?;
        let node = node_in(&mut write, scope, request_id, now).await?;
        write.commit().await?;
        Ok(node)
    }
}
