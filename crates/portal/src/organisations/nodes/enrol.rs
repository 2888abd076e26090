//! A node enrols: its own key signs, the token says for which organisation, and the portal's account registers the key on the ledger.
//!
//! Whoever enrols belongs to no organisation: the token is what lets it in, and the only thing that it reaches is the request for which the token was made.

use std::sync::Arc;

use aurigraph_types::node_registration::{REGISTRATION_TOPIC, enrolment_digest, registration_hash};
use aurigraph_types::{Address, ChainId, PublicKey, Scheme};
use sqlx::Any;

use super::super::{OrganisationError, Organisations, own};
use super::kept::{self, NodeType, Registration};
use super::{Ledger, NodeRefused};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::limits::{self, Limit};
use crate::identity::{IdentityError, RequestFacts};
use crate::ids::{NodeRequestId, OrganisationId};
use crate::ledger::{Stated, Statements};
use crate::secret::{Purpose, Secret, SecretHash};
use crate::store::sealing::{Owner, OwnersKey};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// Tries to take a number that nobody else takes at the same moment.
const NUMBER_TRIES: u32 = 8;

const COLUMN: StoreError = StoreError::Column {
    column: "node_registrations",
};

/// What a node shows.
#[derive(Clone, Debug)]
pub struct Enrolling {
    /// The token.
    pub token: String,
    /// Its own public key, in hexadecimal digits.
    pub public_key: String,
    /// The key's signature over [`enrolment_digest`], in hexadecimal digits.
    pub signature: String,
}

/// A node that is on the ledger.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Which one.
    pub request_id: NodeRequestId,
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub node_type: NodeType,
    /// Whose.
    pub organisation_name: String,
    /// Its public key, in hexadecimal digits.
    pub public_key: String,
    /// On which ledger.
    pub chain_id: ChainId,
    /// The account that registered it.
    pub registrar: Address,
    /// Where that stands.
    pub registration: Registration,
}

/// The columns of [`WantedRow`]: a statement begins `SELECT` with them.
macro_rules! wanted {
    () => {
        "SELECT q.request_id, q.organisation_id, q.name, q.node_type, o.name FROM node_requests q \
         JOIN organisations o ON o.organisation_id = q.organisation_id "
    };
}

type WantedRow = (String, String, String, String, String);

/// For what the token was made.
struct Wanted {
    request_id: NodeRequestId,
    organisation_id: OrganisationId,
    key: Arc<OwnersKey>,
    name: String,
    node_type: NodeType,
    organisation_name: String,
}

impl Organisations {
    /// Registers a node's key on the ledger. The same call may be repeated with the same key, also after it succeeded.
    ///
    /// # Errors
    /// [`NodeRefused`] if the token, the key or the signature does not hold, or the ledger does not take it; also after too many attempts, and if the database
    /// cannot be used.
    pub async fn enrol_node(
        &self,
        given: Enrolling,
        facts: RequestFacts,
    ) -> Result<Enrolled, OrganisationError> {
        let organisations = self.clone();
        // Whoever hangs up does not end it halfway.
        let enrolled = tokio::spawn(async move { organisations.enrol(&given, &facts).await });
        let Ok(enrolled) = enrolled.await else {
            return Err(NodeRefused::Ledger("it was interrupted".into()).into());
        };
        enrolled
    }

    async fn enrol(
        &self,
        given: &Enrolling,
        facts: &RequestFacts,
    ) -> Result<Enrolled, OrganisationError> {
        let limits = self.count_enrolment(facts).await?;
        let statements = self.ledger().statements()?;
        let chain_id = statements.chain_id().await.map_err(Ledger::refused)?;
        let key = verified(given, &chain_id)?;
        let secret = Secret::parse(&given.token).ok_or(NodeRefused::Token)?;
        let hash = secret.hash(Purpose::NodeEnrolment);
        let _turn = self.ledger().turn().await;
        let now = self.now();
        let mut write = self.store().write().await?;
        let wanted = self.wanted_by(&mut write, &hash, now).await?;
        let is_done = wanted.is_none();
        let wanted = match wanted {
            Some(wanted) => wanted,
            None => self.done_before(&mut write, &hash, &key).await?,
        };
        let number = reserve(&mut write, &hash, &key).await?;
        write.commit().await?;
        let registration = if is_done {
            self.registration(number).await?
        } else {
            let stated = say(&statements, &chain_id, &key, number).await?;
            self.complete(&wanted, &hash, (&key, number, &stated), facts)
                .await?
        };
        let mut write = self.store().write().await?;
        limits::take_back(&mut write, self.store().sealing(), &limits).await?;
        write.commit().await?;
        Ok(Enrolled {
            request_id: wanted.request_id,
            name: wanted.name,
            node_type: wanted.node_type,
            organisation_name: wanted.organisation_name,
            public_key: hex::encode(key.as_bytes()),
            chain_id,
            registrar: statements.address(),
            registration,
        })
    }

    async fn count_enrolment(&self, facts: &RequestFacts) -> Result<Vec<Limit>, OrganisationError> {
        let limits = Limit::of_enrolment(&facts.network());
        let mut write = self.store().write().await?;
        let sealing = self.store().sealing();
        let counted = limits::count(&mut write, sealing, &limits, self.now()).await?;
        if let Err(wait) = counted {
            return Err(IdentityError::TooOften { wait }.into());
        }
        write.commit().await?;
        Ok(limits)
    }

    /// The approved node for which a token was made.
    async fn wanted_by(
        &self,
        write: &mut Write,
        hash: &SecretHash,
        now: UnixTime,
    ) -> Result<Option<Wanted>, OrganisationError> {
        let row: Option<WantedRow> = sqlx::query_as::<Any, _>(concat!(
            wanted!(),
            "WHERE q.token_hash = $1 AND q.state = 'approved' AND q.token_expires_ms > $2"
        ))
        .bind(hash.as_str())
        .bind(now.ms())
        .fetch_optional(&mut **write)
        .await?;
        match row {
            Some(row) => Ok(Some(self.wanted(write, row).await?)),
            None => Ok(None),
        }
    }

    /// The node that this key became with this token, if its answer was lost.
    async fn done_before(
        &self,
        write: &mut Write,
        hash: &SecretHash,
        key: &PublicKey,
    ) -> Result<Wanted, OrganisationError> {
        let row: Option<WantedRow> = sqlx::query_as::<Any, _>(concat!(
            wanted!(),
            "JOIN node_registrations r ON r.number = q.registration_number \
             WHERE r.token_hash = $1 AND r.public_key = $2 AND q.state = 'registered'"
        ))
        .bind(hash.as_str())
        .bind(hex::encode(key.as_bytes()))
        .fetch_optional(&mut **write)
        .await?;
        self.wanted(write, row.ok_or(NodeRefused::Token)?).await
    }

    async fn wanted(
        &self,
        write: &mut Write,
        (request_id, organisation_id, name, node_type, organisation_name): WantedRow,
    ) -> Result<Wanted, OrganisationError> {
        let organisation = OrganisationId::parse(&organisation_id).ok_or(COLUMN)?;
        let owner = Owner::Organisation(organisation.clone());
        let key = self.store().sealing().key(&mut **write, &owner).await?;
        let key = key.ok_or(NodeRefused::Token)?;
        let open = |place, sealed: &str| {
            let opened = key.open(place, sealed).map_err(StoreError::from)?;
            Ok::<_, StoreError>(opened.to_string())
        };
        Ok(Wanted {
            name: open(kept::name_place(&request_id), &name)?,
            organisation_name: open(own::name_place(&organisation_id), &organisation_name)?,
            request_id: NodeRequestId::parse(&request_id).ok_or(COLUMN)?,
            organisation_id: organisation,
            node_type: NodeType::parse(&node_type).ok_or(COLUMN)?,
            key,
        })
    }

    /// Writes down what stands on the ledger now.
    async fn complete(
        &self,
        wanted: &Wanted,
        hash: &SecretHash,
        (key, number, stated): (&PublicKey, i64, &Stated),
        facts: &RequestFacts,
    ) -> Result<Registration, OrganisationError> {
        let now = self.now();
        let mut write = self.store().write().await?;
        // If it was revoked before it was registered, it is revoked again.
        sqlx::query::<Any>(
            "UPDATE node_registrations SET registered_transaction = $1, registered_height = $2, revoked_transaction = NULL, revoked_height = NULL \
             WHERE number = $3",
        )
        .bind(&stated.transaction_hash)
        .bind(stated.height)
        .bind(number)
        .execute(&mut *write)
        .await?;
        let done = sqlx::query::<Any>(
            "UPDATE node_requests SET state = 'registered', token_hash = NULL, token_expires_ms = NULL, registration_number = $1, enrolled_ms = $2 \
             WHERE request_id = $3 AND state = 'approved' AND token_hash = $4",
        )
        .bind(number)
        .bind(now.ms())
        .bind(wanted.request_id.as_str())
        .bind(hash.as_str())
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            // It was withdrawn meanwhile: what was registered is revoked by what settles.
            write.commit().await?;
            return Err(NodeRefused::Token.into());
        }
        let id = wanted.request_id.as_str();
        let change = Change::new()
            .field("nodeId", None, Some(hex::encode(key.as_bytes())))
            .field("transaction", None, Some(stated.transaction_hash.clone()));
        let event = OrganisationEvent {
            action: OrganisationAction::NodeEnrolled,
            outcome: Outcome::Succeeded,
            actor: id,
            organisation: &wanted.organisation_id,
            subject: Some(id),
            facts,
            detail: None,
            change: Some(&change),
        };
        audit::append_for_organisation(self.store(), &mut write, &wanted.key, &event, now).await?;
        write.commit().await?;
        Ok(Registration {
            number,
            transaction_hash: stated.transaction_hash.clone(),
            height: stated.height,
        })
    }

    async fn registration(&self, number: i64) -> Result<Registration, StoreError> {
        let row: Option<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT registered_transaction, registered_height FROM node_registrations WHERE number = $1",
        )
        .bind(number)
        .fetch_optional(self.store().pool())
        .await?;
        let (transaction_hash, height) = row.ok_or(COLUMN)?;
        Ok(Registration {
            number,
            transaction_hash,
            height,
        })
    }
}

/// The key, if it signed.
fn verified(given: &Enrolling, chain_id: &ChainId) -> Result<PublicKey, NodeRefused> {
    let refused = |_| NodeRefused::Signature;
    let key = hex::decode(&given.public_key).map_err(refused)?;
    let key = PublicKey::new(Scheme::Ed25519, &key).map_err(|_| NodeRefused::Signature)?;
    let signature = hex::decode(&given.signature).map_err(refused)?;
    let digest = enrolment_digest(chain_id, &key, &given.token);
    let holds = key.verify(&digest, &signature).is_ok();
    holds.then_some(key).ok_or(NodeRefused::Signature)
}

/// The number under which a key is, or is to be, registered. From now on the token is for this key alone.
async fn reserve(
    write: &mut Write,
    hash: &SecretHash,
    key: &PublicKey,
) -> Result<i64, OrganisationError> {
    let public_key = hex::encode(key.as_bytes());
    for _ in 0..NUMBER_TRIES {
        let row: Option<(i64, String, String)> = sqlx::query_as::<Any, _>(
            "SELECT number, public_key, token_hash FROM node_registrations WHERE token_hash = $1 OR public_key = $2 ORDER BY number LIMIT 1",
        )
        .bind(hash.as_str())
        .bind(&public_key)
        .fetch_optional(&mut **write)
        .await?;
        match row {
            Some((number, key, token)) if key == public_key && token == hash.as_str() => {
                return Ok(number);
            }
            Some((_, _, token)) if token == hash.as_str() => return Err(NodeRefused::Token.into()),
            Some(_) => return Err(NodeRefused::KeyUsed.into()),
            None => {}
        }
        sqlx::query::<Any>(
            "INSERT INTO node_registrations (number, public_key, token_hash) \
             SELECT COALESCE(MAX(number), 0) + 1, CAST($1 AS TEXT), CAST($2 AS TEXT) FROM node_registrations WHERE TRUE ON CONFLICT DO NOTHING",
        )
        .bind(&public_key)
        .bind(hash.as_str())
        .execute(&mut **write)
        .await?;
    }
    Err(COLUMN.into())
}

async fn say(
    statements: &Statements,
    chain_id: &ChainId,
    key: &PublicKey,
    number: i64,
) -> Result<Stated, NodeRefused> {
    let hash = registration_hash(chain_id, key);
    let number = number.unsigned_abs();
    let said = statements.say(REGISTRATION_TOPIC, number, hash.0);
    said.await.map_err(Ledger::refused)
}
