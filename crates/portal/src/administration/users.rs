//! All users, as administrators see them.

use sqlx::{Any, AssertSqlSafe};

use super::page::{Order, Page, Place, Rows, fill};
use super::{AdministrationError, AdministratorScope};
use crate::audit::{self, AuditLine};
use crate::identity::RequestFacts;
use crate::identity::email::Email;
use crate::identity::users::{email_lookup, email_place, name_place};
use crate::ids::UserId;
use crate::organisations::{Organisation, Organisations};
use crate::store::sealing::Owner;
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// Lines of the audit log that are shown beside a user.
const LINES_SHOWN: u16 = 20;

/// Whether, and through whom, a user gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    /// By themselves.
    Active,
    /// Not at all.
    Disabled,
    /// As a company's directory says, which made the user.
    Managed,
}

/// By what a list of users is ordered: names and addresses are sealed, so not by them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    /// When the user came.
    #[default]
    CreatedAt,
    /// When a session began last.
    LastSignedInAt,
}

/// Which users, in which order.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// A part of the name or the address, a whole address or an id.
    pub search: Option<String>,
    /// In which state.
    pub state: Option<UserState>,
    /// With a second factor, or without.
    pub second_factor: Option<bool>,
    /// By what.
    pub sort: UserSort,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// A user in a list.
#[derive(Clone, Debug)]
pub struct UserEntry {
    /// Who.
    pub user_id: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Since when.
    pub created_at: UnixTime,
    /// When a session began last.
    pub last_signed_in_at: Option<UnixTime>,
    /// Whether a company's directory made the user.
    pub is_managed: bool,
    /// Whether an administrator switched the user off.
    pub is_disabled_by_administrator: bool,
    /// Whether the directory did.
    pub is_disabled_by_directory: bool,
    /// Whether there is a passkey or an authenticator application.
    pub has_second_factor: bool,
    /// To how many organisations the user belongs.
    pub organisations: i64,
    /// Whether the operator named the user.
    pub is_administrator: bool,
}

impl UserEntry {
    /// Whether, and through whom, the user gets in.
    pub const fn state(&self) -> UserState {
        if self.is_disabled_by_administrator || self.is_disabled_by_directory {
            UserState::Disabled
        } else if self.is_managed {
            UserState::Managed
        } else {
            UserState::Active
        }
    }
}

/// A user with what is around it.
#[derive(Clone, Debug)]
pub struct UserDetail {
    /// The user.
    pub entry: UserEntry,
    /// Where it belongs, and as what.
    pub organisations: Vec<Organisation>,
    /// Sessions that have not ended.
    pub sessions: usize,
    /// The newest lines of the audit log about its sign-in.
    pub activity: Vec<AuditLine>,
}

const COLUMNS: &str = "SELECT u.user_id, u.email, u.name, u.created_ms, u.last_sign_in_ms, k.wrapped_by, k.wrapped, \
     (SELECT COUNT(*) FROM managed_users g WHERE g.user_id = u.user_id), \
     (SELECT COUNT(*) FROM disabled_users d WHERE d.user_id = u.user_id), \
     (SELECT COUNT(*) FROM managed_users g WHERE g.user_id = u.user_id AND g.disabled_ms IS NOT NULL), \
     (SELECT COUNT(*) FROM totp t WHERE t.user_id = u.user_id AND t.confirmed_ms IS NOT NULL) + (SELECT COUNT(*) FROM passkeys p WHERE p.user_id = u.user_id), \
     (SELECT COUNT(*) FROM memberships m WHERE m.user_id = u.user_id), \
     (SELECT COUNT(*) FROM portal_administrators a WHERE a.user_id = u.user_id) \
     FROM users u JOIN data_keys k ON k.owner = u.user_id ";
const IS_DISABLED: &str = "(EXISTS (SELECT 1 FROM managed_users g WHERE g.user_id = u.user_id AND g.disabled_ms IS NOT NULL) \
     OR EXISTS (SELECT 1 FROM disabled_users d WHERE d.user_id = u.user_id))";
const IS_MANAGED: &str = "EXISTS (SELECT 1 FROM managed_users g WHERE g.user_id = u.user_id)";
const HAS_SECOND_FACTOR: &str = "(EXISTS (SELECT 1 FROM totp t WHERE t.user_id = u.user_id AND t.confirmed_ms IS NOT NULL) \
     OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.user_id))";

type Row = (
    String,
    String,
    String,
    i64,
    Option<i64>,
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
);

impl UserFilter {
    const fn order(&self) -> Order {
        Order {
            column: match self.sort {
                UserSort::CreatedAt => "u.created_ms",
                UserSort::LastSignedInAt => "COALESCE(u.last_sign_in_ms, 0)",
            },
            id: "u.user_id",
            is_descending: self.is_descending,
        }
    }

    const fn value(&self, row: &Row) -> i64 {
        match (self.sort, row.4) {
            (UserSort::CreatedAt, _) => row.3,
            (UserSort::LastSignedInAt, Some(last_ms)) => last_ms,
            (UserSort::LastSignedInAt, None) => 0,
        }
    }

    /// What the database can judge by itself; nothing in it is a client's text.
    fn conditions(&self) -> String {
        let state = match self.state {
            None => String::new(),
            Some(UserState::Disabled) => format!("AND {IS_DISABLED} "),
            Some(UserState::Managed) => format!("AND {IS_MANAGED} AND NOT {IS_DISABLED} "),
            Some(UserState::Active) => format!("AND NOT {IS_MANAGED} AND NOT {IS_DISABLED} "),
        };
        let factor = match self.second_factor {
            None => String::new(),
            Some(true) => format!("AND {HAS_SECOND_FACTOR} "),
            Some(false) => format!("AND NOT {HAS_SECOND_FACTOR} "),
        };
        state + &factor
    }

    /// What is searched for, as it is compared.
    fn needle(&self) -> Option<String> {
        let text = self.search.as_deref()?.trim().to_lowercase();
        (!text.is_empty()).then_some(text)
    }
}

impl Organisations {
    /// A page of all users.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn all_users(
        &self,
        _scope: &AdministratorScope,
        filter: &UserFilter,
        after: Option<Place>,
        limit: usize,
    ) -> Result<Page<UserEntry>, StoreError> {
        let store = self.identity().store();
        let needle = filter.needle();
        if let Some(found) = self.exact(filter, needle.as_deref()).await? {
            return Ok(Page {
                entries: vec![found],
                next: None,
            });
        }
        let order = filter.order();
        let statement = format!(
            "{COLUMNS}WHERE {} {}{}",
            order.behind(1),
            filter.conditions(),
            order.by(4)
        );
        let beginning = after.unwrap_or_else(|| order.beginning());
        let is_search = needle.is_some();
        let found = Found {
            store,
            filter,
            statement,
            needle: needle.unwrap_or_default(),
        };
        fill(&found, (limit, is_search), beginning).await
    }

    /// The one whose address or id was written out: found at once, however many users there are.
    async fn exact(
        &self,
        filter: &UserFilter,
        needle: Option<&str>,
    ) -> Result<Option<UserEntry>, StoreError> {
        let Some(needle) = needle else {
            return Ok(None);
        };
        let store = self.identity().store();
        let (column, value) = match (UserId::parse(needle), Email::parse(needle)) {
            (Some(user_id), _) => ("u.user_id", user_id.to_string()),
            (None, Ok(email)) => ("u.email_lookup", email_lookup(store, &email)),
            (None, Err(_)) => return Ok(None),
        };
        let conditions = filter.conditions();
        one(store, &format!("{column} = $1 {conditions}"), value).await
    }

    /// One user, with what is around it. The look at it is a line of the audit log.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used: then also if only the line cannot be written.
    pub async fn user_detail(
        &self,
        scope: &AdministratorScope,
        user_id: &UserId,
        facts: &RequestFacts,
    ) -> Result<UserDetail, AdministrationError> {
        let identity = self.identity();
        let store = identity.store();
        let entry = one(store, "u.user_id = $1", user_id.to_string()).await?;
        let entry = entry.ok_or_else(|| AdministrationError::NoSuchUser(user_id.to_string()))?;
        let detail = UserDetail {
            entry,
            organisations: self.of_user(user_id).await?,
            sessions: identity.session_count_of(user_id).await?,
            activity: audit::newest_of(store, user_id, i64::MAX, LINES_SHOWN).await?,
        };
        // Last, so that what is shown is what was there before.
        self.tell_look(scope, user_id, facts).await?;
        Ok(detail)
    }
}

/// Users that a filter lets through.
struct Found<'a> {
    store: &'a Store,
    filter: &'a UserFilter,
    statement: String,
    /// In every name or address; everything has the empty one.
    needle: String,
}

impl Rows for Found<'_> {
    type Row = Row;
    type Entry = UserEntry;

    async fn read(&self, (value, id): &Place, rows: i64) -> Result<Vec<Row>, StoreError> {
        let query = sqlx::query_as::<Any, Row>(AssertSqlSafe(self.statement.clone()))
            .bind(*value)
            .bind(*value)
            .bind(id.clone())
            .bind(rows);
        Ok(query.fetch_all(self.store.pool()).await?)
    }

    fn place(&self, row: &Row) -> Place {
        (self.filter.value(row), row.0.clone())
    }

    fn open(&self, row: Row) -> Result<Option<UserEntry>, StoreError> {
        let entry = readable(self.store, row)?;
        let has = |text: &str| text.to_lowercase().contains(&self.needle);
        let is_meant = has(&entry.name) || has(&entry.email);
        Ok(is_meant.then_some(entry))
    }
}

async fn one(
    store: &Store,
    condition: &str,
    value: String,
) -> Result<Option<UserEntry>, StoreError> {
    let statement = format!("{COLUMNS}WHERE {condition}");
    let row = sqlx::query_as::<Any, Row>(AssertSqlSafe(statement))
        .bind(value)
        .fetch_optional(store.pool())
        .await?;
    row.map(|row| readable(store, row)).transpose()
}

fn readable(store: &Store, row: Row) -> Result<UserEntry, StoreError> {
    let (id, email, name, created_ms, last_ms, wrapped_by, wrapped, ..) = &row;
    let user_id = UserId::parse(id).ok_or(StoreError::Column {
        column: "users.user_id",
    })?;
    let owner = Owner::User(user_id.clone());
    let key = store.sealing().unwrapped(&owner, wrapped_by, wrapped)?;
    Ok(UserEntry {
        user_id,
        email: key.open(email_place(id), email)?.to_string(),
        name: key.open(name_place(id), name)?.to_string(),
        created_at: UnixTime::from_ms(*created_ms),
        last_signed_in_at: last_ms.map(UnixTime::from_ms),
        is_managed: row.7 > 0,
        is_disabled_by_administrator: row.8 > 0,
        is_disabled_by_directory: row.9 > 0,
        has_second_factor: row.10 > 0,
        organisations: row.11,
        is_administrator: row.12 > 0,
    })
}
