//! Which organisations there are, as administrators see them: how large, and whether anything happens there. What happens is not shown.

use sqlx::{Any, AssertSqlSafe};

use super::AdministratorScope;
use super::page::{Order, Page, Place, Rows, fill};
use crate::access::roles::{Role, Roles};
use crate::ids::OrganisationId;
use crate::organisations::{Organisations, name_place};
use crate::store::sealing::Owner;
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// By what a list of organisations is ordered: names are sealed, so not by them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrganisationSort {
    /// When it was made.
    #[default]
    CreatedAt,
    /// How many belong to it.
    Members,
}

/// Which organisations, in which order.
#[derive(Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// A part of the name.
    pub search: Option<String>,
    /// By what.
    pub sort: OrganisationSort,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// An organisation in a list.
#[derive(Clone, Debug)]
pub struct OrganisationEntry {
    /// Which one.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub created_at: UnixTime,
    /// How many belong to it.
    pub members: i64,
    /// How many of them own it by themselves.
    pub owners: i64,
    /// Nodes that enrolled and were not revoked.
    pub nodes: i64,
    /// When its audit log had a line last.
    pub last_activity_at: Option<UnixTime>,
}

const MEMBERS: &str =
    "(SELECT COUNT(*) FROM memberships m WHERE m.organisation_id = o.organisation_id)";
const COLUMNS: &str = "SELECT o.organisation_id, o.name, o.created_ms, k.wrapped_by, k.wrapped, \
     (SELECT COUNT(*) FROM memberships m WHERE m.organisation_id = o.organisation_id), \
     (SELECT COUNT(*) FROM memberships m WHERE m.organisation_id = o.organisation_id AND (m.roles & $1) <> 0), \
     (SELECT COUNT(*) FROM node_requests n WHERE n.organisation_id = o.organisation_id AND n.state = 'registered'), \
     (SELECT e.at_ms FROM audit_events e WHERE e.organisation = o.organisation_id ORDER BY e.sequence DESC LIMIT 1) \
     FROM organisations o JOIN data_keys k ON k.owner = o.organisation_id ";

type Row = (
    String,
    String,
    i64,
    String,
    String,
    i64,
    i64,
    i64,
    Option<i64>,
);

impl OrganisationFilter {
    const fn order(&self) -> Order {
        Order {
            column: match self.sort {
                OrganisationSort::CreatedAt => "o.created_ms",
                OrganisationSort::Members => MEMBERS,
            },
            id: "o.organisation_id",
            is_descending: self.is_descending,
        }
    }
}

impl Organisations {
    /// A page of all organisations.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn all_organisations(
        &self,
        _scope: &AdministratorScope,
        filter: &OrganisationFilter,
        after: Option<Place>,
        limit: usize,
    ) -> Result<Page<OrganisationEntry>, StoreError> {
        let needle = filter.search.as_deref().unwrap_or_default();
        let needle = needle.trim().to_lowercase();
        let order = filter.order();
        let statement = format!("{COLUMNS}WHERE {} {}", order.behind(2), order.by(5));
        let beginning = after.unwrap_or_else(|| order.beginning());
        let is_search = !needle.is_empty();
        let found = Found {
            store: self.identity().store(),
            sort: filter.sort,
            statement,
            needle,
        };
        fill(&found, (limit, is_search), beginning).await
    }
}

/// Organisations whose name has a part that is searched for.
struct Found<'a> {
    store: &'a Store,
    sort: OrganisationSort,
    statement: String,
    needle: String,
}

impl Rows for Found<'_> {
    type Row = Row;
    type Entry = OrganisationEntry;

    async fn read(&self, (value, id): &Place, rows: i64) -> Result<Vec<Row>, StoreError> {
        let query = sqlx::query_as::<Any, Row>(AssertSqlSafe(self.statement.clone()))
            .bind(Roles::from(Role::Owner).to_column())
            .bind(*value)
            .bind(*value)
            .bind(id.clone())
            .bind(rows);
        Ok(query.fetch_all(self.store.pool()).await?)
    }

    fn place(&self, row: &Row) -> Place {
        let value = match self.sort {
            OrganisationSort::CreatedAt => row.2,
            OrganisationSort::Members => row.5,
        };
        (value, row.0.clone())
    }

    fn open(&self, row: Row) -> Result<Option<OrganisationEntry>, StoreError> {
        let entry = readable(self.store, row)?;
        let is_meant = entry.name.to_lowercase().contains(&self.needle);
        Ok(is_meant.then_some(entry))
    }
}

fn readable(store: &Store, row: Row) -> Result<OrganisationEntry, StoreError> {
    let (id, sealed, created_ms, wrapped_by, wrapped, members, owners, nodes, last_ms) = row;
    let organisation_id = OrganisationId::parse(&id).ok_or(StoreError::Column {
        column: "organisations.organisation_id",
    })?;
    let owner = Owner::Organisation(organisation_id.clone());
    let key = store.sealing().unwrapped(&owner, &wrapped_by, &wrapped)?;
    Ok(OrganisationEntry {
        organisation_id,
        name: key.open(name_place(&id), &sealed)?.to_string(),
        created_at: UnixTime::from_ms(created_ms),
        members,
        owners,
        nodes,
        last_activity_at: last_ms.map(UnixTime::from_ms),
    })
}
