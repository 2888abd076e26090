//! A node as the database holds it.

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, FromRow, Row as _};
use utoipa::ToSchema;

use super::super::{OrganisationError, Organisations};
use super::LISTED_MAX;
use crate::access::OrganisationScope;
use crate::ids::NodeRequestId;
use crate::store::sealing::{OwnersKey, Place};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// What became of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody asked for it.
    Requested,
    /// Somebody else approved it: it may enrol.
    Approved,
    /// Its key is on the ledger.
    Registered,
    /// Somebody else refused it.
    Rejected,
    /// It is not wanted any more.
    Withdrawn,
    /// Its key counts no more.
    Revoked,
}

impl State {
    const ALL: [Self; 6] = [
        Self::Requested,
        Self::Approved,
        Self::Registered,
        Self::Rejected,
        Self::Withdrawn,
        Self::Revoked,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Registered => "registered",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What kind of node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum NodeType {
    /// It executes and keeps everything, and takes submissions.
    Business,
    /// It keeps headers, certificates and proofs.
    Light,
}

impl NodeType {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Light => "light",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Business, Self::Light]
            .into_iter()
            .find(|one| one.as_str() == text)
    }
}

/// A statement about a node's key on the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The portal's running number of it.
    pub number: i64,
    /// The submission.
    pub transaction_hash: String,
    /// Its block.
    pub height: i64,
}

/// A node that was asked for.
#[derive(Clone, Debug)]
pub struct NodeRequest {
    /// Which one.
    pub request_id: NodeRequestId,
    /// What became of it.
    pub state: State,
    /// What kind it is.
    pub node_type: NodeType,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub note: Option<String>,
    /// Why it was rejected or revoked.
    pub reason: Option<String>,
    /// The id of whoever asked for it.
    pub requested_by: String,
    /// When.
    pub requested_at: UnixTime,
    /// The id of whoever approved, rejected or withdrew it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<UnixTime>,
    /// Until when the token that is out lets a node in.
    pub token_expires_at: Option<UnixTime>,
    /// The node's public key, in hexadecimal digits, once it is registered.
    pub public_key: Option<String>,
    /// When it enrolled.
    pub enrolled_at: Option<UnixTime>,
    /// Its registration.
    pub registration: Option<Registration>,
    /// The id of whoever revoked it.
    pub revoked_by: Option<String>,
    /// When.
    pub revoked_at: Option<UnixTime>,
    /// Its revocation, once that is on the ledger.
    pub revocation: Option<Registration>,
}

/// The columns in the order of [`Row`]: a statement begins `SELECT` with them.
macro_rules! columns {
    () => {
        "SELECT q.request_id, q.state, q.node_type, q.name, q.note, q.reason, q.requested_by, q.requested_ms, q.decided_by, q.decided_ms, \
         q.token_expires_ms, q.enrolled_ms, q.revoked_by, q.revoked_ms, r.number AS number, r.public_key AS public_key, \
         r.registered_transaction AS registered_transaction, r.registered_height AS registered_height, \
         r.revoked_transaction AS revoked_transaction, r.revoked_height AS revoked_height \
         FROM node_requests q LEFT JOIN node_registrations r ON r.number = q.registration_number "
    };
}

struct Row {
    request_id: String,
    state: String,
    node_type: String,
    name: String,
    note: Option<String>,
    reason: Option<String>,
    requested_by: String,
    requested_ms: i64,
    decided_by: Option<String>,
    decided_ms: Option<i64>,
    token_expires_ms: Option<i64>,
    enrolled_ms: Option<i64>,
    revoked_by: Option<String>,
    revoked_ms: Option<i64>,
    number: Option<i64>,
    public_key: Option<String>,
    registered_transaction: Option<String>,
    registered_height: Option<i64>,
    revoked_transaction: Option<String>,
    revoked_height: Option<i64>,
}

impl<'r> FromRow<'r, AnyRow> for Row {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            request_id: row.try_get("request_id")?,
            state: row.try_get("state")?,
            node_type: row.try_get("node_type")?,
            name: row.try_get("name")?,
            note: row.try_get("note")?,
            reason: row.try_get("reason")?,
            requested_by: row.try_get("requested_by")?,
            requested_ms: row.try_get("requested_ms")?,
            decided_by: row.try_get("decided_by")?,
            decided_ms: row.try_get("decided_ms")?,
            token_expires_ms: row.try_get("token_expires_ms")?,
            enrolled_ms: row.try_get("enrolled_ms")?,
            revoked_by: row.try_get("revoked_by")?,
            revoked_ms: row.try_get("revoked_ms")?,
            number: row.try_get("number")?,
            public_key: row.try_get("public_key")?,
            registered_transaction: row.try_get("registered_transaction")?,
            registered_height: row.try_get("registered_height")?,
            revoked_transaction: row.try_get("revoked_transaction")?,
            revoked_height: row.try_get("revoked_height")?,
        })
    }
}

const COLUMN: StoreError = StoreError::Column {
    column: "node_requests",
};
const NO_NODE: OrganisationError = OrganisationError::NotFound { what: "node" };

pub(super) const fn name_place(row: &str) -> Place<'_> {
    Place {
        column: "node_requests.name",
        row,
    }
}

pub(super) const fn note_place(row: &str) -> Place<'_> {
    Place {
        column: "node_requests.note",
        row,
    }
}

pub(super) const fn reason_place(row: &str) -> Place<'_> {
    Place {
        column: "node_requests.reason",
        row,
    }
}

fn readable(key: &OwnersKey, row: Row, now: UnixTime) -> Result<NodeRequest, StoreError> {
    let id = row.request_id.as_str();
    let open = |place, sealed: Option<String>| {
        let opened = sealed.map(|sealed| key.open(place, &sealed));
        let opened = opened.map(|opened| opened.map(|text| text.to_string()));
        opened.transpose()
    };
    let stated = |transaction: Option<String>, height: Option<i64>| {
        Some(Registration {
            number: row.number?,
            transaction_hash: transaction?,
            height: height?,
        })
    };
    let token_expires_at = row.token_expires_ms.map(UnixTime::from_ms);
    Ok(NodeRequest {
        request_id: NodeRequestId::parse(id).ok_or(COLUMN)?,
        state: State::parse(&row.state).ok_or(COLUMN)?,
        node_type: NodeType::parse(&row.node_type).ok_or(COLUMN)?,
        name: key.open(name_place(id), &row.name)?.to_string(),
        note: open(note_place(id), row.note)?,
        reason: open(reason_place(id), row.reason)?,
        requested_by: row.requested_by,
        requested_at: UnixTime::from_ms(row.requested_ms),
        decided_by: row.decided_by,
        decided_at: row.decided_ms.map(UnixTime::from_ms),
        token_expires_at: token_expires_at.filter(|until| *until > now),
        registration: stated(row.registered_transaction, row.registered_height),
        revocation: stated(row.revoked_transaction, row.revoked_height),
        public_key: row.public_key,
        enrolled_at: row.enrolled_ms.map(UnixTime::from_ms),
        revoked_by: row.revoked_by,
        revoked_at: row.revoked_ms.map(UnixTime::from_ms),
    })
}

/// One node as a transaction sees it.
pub(super) async fn node_in(
    write: &mut Write,
    scope: &OrganisationScope,
    request_id: &NodeRequestId,
    now: UnixTime,
) -> Result<NodeRequest, OrganisationError> {
    let row: Option<Row> = sqlx::query_as::<Any, _>(concat!(
        columns!(),
        "WHERE q.organisation_id = $1 AND q.request_id = $2"
    ))
    .bind(scope.organisation_id().as_str())
    .bind(request_id.as_str())
    .fetch_optional(&mut **write)
    .await?;
    Ok(readable(scope.key(), row.ok_or(NO_NODE)?, now)?)
}

impl Organisations {
    /// The nodes, the newest first: all that are asked for, approved or registered, and the newest of the others.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn nodes(&self, scope: &OrganisationScope) -> Result<Vec<NodeRequest>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(concat!(
            columns!(),
            "WHERE q.organisation_id = $1 ORDER BY CASE WHEN q.state IN ('requested', 'approved', 'registered') THEN 0 ELSE 1 END, \
             q.requested_ms DESC, q.request_id DESC LIMIT $2"
        ))
        .bind(scope.organisation_id().as_str())
        .bind(LISTED_MAX)
        .fetch_all(self.store().pool())
        .await?;
        let (key, now) = (scope.key(), self.now());
        let read = rows.into_iter().map(|row| readable(key, row, now));
        let mut nodes: Vec<_> = read.collect::<Result<_, _>>()?;
        nodes.sort_by_key(|node| {
            std::cmp::Reverse((node.requested_at.ms(), node.request_id.to_string()))
        });
        Ok(nodes)
    }

    /// One node.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used.
    pub async fn node(
        &self,
        scope: &OrganisationScope,
        request_id: &NodeRequestId,
    ) -> Result<NodeRequest, OrganisationError> {
        let mut write = self.store().write().await?;
        let node = node_in(&mut write, scope, request_id, self.now()).await?;
        write.commit().await?;
        Ok(node)
    }
}
