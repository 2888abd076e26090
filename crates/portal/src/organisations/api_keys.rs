//! Keys of programs: for one organisation, with roles, for a time. What is kept is a hash.

use std::time::Duration;

use sqlx::Any;
use zeroize::Zeroizing;

use super::{
    API_KEYS_MAX, OrganisationError, Organisations, Told, count, hold, name, roles_column,
    some_roles,
};
use crate::access::OrganisationScope;
use crate::access::principal::{API_KEY_PREFIX, last_used_address};
use crate::access::roles::Roles;
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::RequestFacts;
use crate::ids::{ApiKeyId, OrganisationId, UserId};
use crate::plans::Quota;
use crate::secret::{Purpose, Secret};
use crate::store::sealing::{Owner, Place};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// Days that a key is valid at most.
pub const DAYS_MAX: u16 = 365;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// In the audit log of an organisation, beside a key that ended.
const MAKER_WAS_DISABLED: &str = "its maker was disabled by an administrator of the portal";
const OWNER_AS_PROGRAM: &str = "a program cannot be an owner";

/// A key as it is listed.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// Which one.
    pub key_id: ApiKeyId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// The id of whoever made it.
    pub created_by: String,
    /// When.
    pub created_at: UnixTime,
    /// Until when it is valid.
    pub expires_at: UnixTime,
    /// When it was used last, to half a minute.
    pub last_used_at: Option<UnixTime>,
    /// From where; empty if that was not seen.
    pub last_used_address: Option<String>,
}

const fn name_place(row: &str) -> Place<'_> {
    Place {
        column: "api_keys.name",
        row,
    }
}

type Row = (
    String,
    String,
    i64,
    String,
    i64,
    i64,
    Option<i64>,
    Option<String>,
);

impl Organisations {
    /// All keys, newest first.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn api_keys(&self, scope: &OrganisationScope) -> Result<Vec<ApiKey>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT key_id, name, roles, created_by, created_ms, expires_ms, last_used_ms, last_used_address FROM api_keys \
             WHERE organisation_id = $1 ORDER BY created_ms DESC, key_id",
        )
        .bind(scope.organisation_id().as_str())
        .fetch_all(self.store().pool())
        .await?;
        let readable = |row: Row| {
            let (id, name, roles, created_by, created_ms, expires_ms, used_ms, address) = row;
            let opened = |sealed: String| scope.key().open(last_used_address(&id), &sealed);
            let address = address.map(opened).transpose()?;
            Ok(ApiKey {
                name: scope.key().open(name_place(&id), &name)?.to_string(),
                roles: roles_column(roles, "api_keys.roles")?,
                created_by,
                created_at: UnixTime::from_ms(created_ms),
                expires_at: UnixTime::from_ms(expires_ms),
                last_used_at: used_ms.map(UnixTime::from_ms),
                last_used_address: address.map(|text| text.to_string()),
                key_id: ApiKeyId::parse(&id).ok_or(StoreError::Column {
                    column: "api_keys.key_id",
                })?,
            })
        };
        rows.into_iter().map(readable).collect()
    }

    /// Makes a key. What opens is given out now and never again.
    ///
    /// # Errors
    /// If a value is not taken, there are too many, or the database cannot be used.
    pub async fn create_api_key(
        &self,
        scope: &OrganisationScope,
        (named, roles, days): (&str, Roles, u16),
        facts: &RequestFacts,
    ) -> Result<(ApiKey, Zeroizing<String>), OrganisationError> {
        let name = name(named)?;
        let roles = some_roles(roles, Some(OWNER_AS_PROGRAM))?;
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(OrganisationError::Time("a key is valid for 1 to 365 days"));
        }
        self.require_step_up(scope).await?;
        let now = self.now();
        let secret = Secret::random();
        let key = ApiKey {
            key_id: ApiKeyId::random(),
            name,
            roles,
            created_by: scope.principal().id().into(),
            created_at: now,
            expires_at: now.after(DAY * u32::from(days)),
            last_used_at: None,
            last_used_address: None,
        };
        let id = key.key_id.as_str();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let statement = "SELECT COUNT(*) FROM api_keys WHERE organisation_id = $1";
        if count(&mut write, statement, scope).await? >= API_KEYS_MAX {
            return Err(OrganisationError::Full {
                what: "keys",
                max: API_KEYS_MAX,
            });
        }
        self.room_for_one_more(&mut write, scope, Quota::ApiKeys)
            .await?;
        sqlx::query::<Any>(
            "INSERT INTO api_keys (key_id, token_hash, organisation_id, name, roles, created_by, created_ms, expires_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id)
        .bind(secret.hash(Purpose::ApiKey).as_str())
        .bind(scope.organisation_id().as_str())
        .bind(scope.key().seal(name_place(id), &key.name))
        .bind(roles.to_column())
        .bind(&key.created_by)
        .bind(now.ms())
        .bind(key.expires_at.ms())
        .execute(&mut *write)
        .await?;
        let change = Change::new()
            .field("name", None, Some(key.name.clone()))
            .field("roles", None, Some(roles.to_string()))
            .field("expiresAt", None, Some(key.expires_at.to_string()));
        let told = Told::of(OrganisationAction::ApiKeyCreated, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        let shown = Zeroizing::new(format!("{API_KEY_PREFIX}{}", secret.reveal().as_str()));
        Ok((key, shown))
    }

    /// Ends a key at once.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used.
    pub async fn revoke_api_key(
        &self,
        scope: &OrganisationScope,
        key_id: &ApiKeyId,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let id = key_id.as_str();
        let mut write = self.store().write().await?;
        let row: Option<(String,)> = sqlx::query_as::<Any, _>(
            "DELETE FROM api_keys WHERE organisation_id = $1 AND key_id = $2 RETURNING name",
        )
        .bind(scope.organisation_id().as_str())
        .bind(id)
        .fetch_optional(&mut *write)
        .await?;
        let (sealed,) = row.ok_or(OrganisationError::NotFound { what: "key" })?;
        let name = scope.key().open(name_place(id), &sealed);
        let name = name.map_err(StoreError::from)?.to_string();
        let change = Change::new().field("name", Some(name), None);
        let told = Told::of(OrganisationAction::ApiKeyRevoked, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }

    /// Ends all keys that somebody made.
    pub(super) async fn revoke_api_keys_of(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user_id: &str,
        (facts, detail): (&RequestFacts, &'static str),
    ) -> Result<(), OrganisationError> {
        let rows: Vec<(String, String)> = sqlx::query_as::<Any, _>(
            "DELETE FROM api_keys WHERE organisation_id = $1 AND created_by = $2 RETURNING key_id, name",
        )
        .bind(scope.organisation_id().as_str())
        .bind(user_id)
        .fetch_all(&mut **write)
        .await?;
        for (id, sealed) in rows {
            let name = scope.key().open(name_place(&id), &sealed);
            let name = name.map_err(StoreError::from)?.to_string();
            let change = Change::new().field("name", Some(name), None);
            let told = Told::of(OrganisationAction::ApiKeyRevoked, Some(&id)).with(change);
            self.tell(write, scope, facts, &told.because(detail))
                .await?;
        }
        Ok(())
    }

    /// Ends all keys that somebody made, in whichever organisation. What is to be told of them once everything else is done.
    pub(crate) async fn end_api_keys_of(
        &self,
        write: &mut Write,
        user_id: &UserId,
    ) -> Result<Vec<EndedApiKey>, StoreError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as::<Any, _>(
            "DELETE FROM api_keys WHERE created_by = $1 RETURNING key_id, organisation_id, name",
        )
        .bind(user_id.as_str())
        .fetch_all(&mut **write)
        .await?;
        let column = "api_keys.organisation_id";
        let read = |(key_id, organisation, sealed_name): (String, String, String)| {
            let organisation_id = OrganisationId::parse(&organisation);
            Ok(EndedApiKey {
                organisation_id: organisation_id.ok_or(StoreError::Column { column })?,
                key_id,
                sealed_name,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Writes the line of the organisation about a key that ended because an administrator of the portal switched its maker off.
    pub(crate) async fn tell_ended_api_key(
        &self,
        write: &mut Write,
        ended: &EndedApiKey,
        administrator: &UserId,
    ) -> Result<(), StoreError> {
        let owner = Owner::Organisation(ended.organisation_id.clone());
        let key = self.store().sealing().key(&mut **write, &owner).await?;
        // An organisation that ends at the same moment needs no line.
        let Some(key) = key else {
            return Ok(());
        };
        let name = key.open(name_place(&ended.key_id), &ended.sealed_name)?;
        let change = Change::new().field("name", Some(name.to_string()), None);
        let event = OrganisationEvent {
            action: OrganisationAction::ApiKeyRevoked,
            outcome: Outcome::Succeeded,
            actor: administrator.as_str(),
            organisation: &ended.organisation_id,
            subject: Some(&ended.key_id),
            // The organisation does not learn from where an administrator of the portal comes.
            facts: &RequestFacts::default(),
            detail: Some(MAKER_WAS_DISABLED),
            change: Some(&change),
        };
        audit::append_for_organisation(self.store(), write, &key, &event, self.now()).await
    }
}

/// A key that is not there any more.
#[derive(Debug)]
pub(crate) struct EndedApiKey {
    organisation_id: OrganisationId,
    key_id: String,
    sealed_name: String,
}
