//! Which organisations there are.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{AdministrationError, OrganisationEntry, OrganisationFilter, OrganisationSort};
use super::{SortOrder, cursor_of, read_cursor};
use crate::access::{Administers, administer};
use crate::organisations::Organisations;
use crate::problem::Problem;
use crate::request::{self, Parameters};

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new().routes(routes!(list_all_organisations))
}

/// By what a list of all organisations is sorted.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum AllOrganisationsSort {
    /// When it was made.
    #[default]
    CreatedAt,
    /// How many belong to it.
    Members,
}

/// Which organisations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct AllOrganisationsQuery {
    /// A part of the name, in any case. A page opens at most 2,000 names: one with fewer entries than asked for has a cursor to go on.
    search: Option<String>,
    /// `createdAt` if absent.
    #[param(inline)]
    sort: Option<AllOrganisationsSort>,
    /// `desc` if absent.
    #[param(inline)]
    order: Option<SortOrder>,
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// An organisation, as an administrator of the portal sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListedOrganisation {
    /// Its id.
    organisation_id: String,
    /// Its name.
    name: String,
    /// Since when.
    created_at: String,
    /// How many belong to it.
    members: i64,
    /// How many of them own it.
    owners: i64,
    /// Nodes that enrolled and were not revoked.
    nodes: i64,
    /// When something was done there last; null if never.
    last_activity_at: Option<String>,
}

/// Organisations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AllOrganisationsList {
    /// A page of them, in the order that was asked for.
    organisations: Vec<ListedOrganisation>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

impl From<OrganisationEntry> for ListedOrganisation {
    fn from(entry: OrganisationEntry) -> Self {
        Self {
            organisation_id: entry.organisation_id.to_string(),
            name: entry.name,
            created_at: entry.created_at.to_string(),
            members: entry.members,
            owners: entry.owners,
            nodes: entry.nodes,
            last_activity_at: entry.last_activity_at.map(|at| at.to_string()),
        }
    }
}

/// All organisations
///
/// That they exist, and how large they are; nothing of what is in them.
#[utoipa::path(
    get,
    path = "/api/v11/portal/organisations",
    tag = "administration",
    security(("session" = [])),
    extensions(("x-action" = json!("portal.organisations.read"))),
    params(AllOrganisationsQuery),
    responses(
        (status = 200, description = "A page of them", body = AllOrganisationsList),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The administrator has no second factor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Whoever asks is no administrator", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_all_organisations(
    State(organisations): State<Organisations>,
    asks: Administers<administer::ReadOrganisations>,
    Parameters(query): Parameters<AllOrganisationsQuery>,
) -> Result<Json<AllOrganisationsList>, Problem> {
    let limit = usize::from(request::limit(query.limit)?);
    let after = read_cursor(query.cursor.as_deref())?;
    let filter = OrganisationFilter {
        search: query.search,
        sort: match query.sort.unwrap_or_default() {
            AllOrganisationsSort::CreatedAt => OrganisationSort::CreatedAt,
            AllOrganisationsSort::Members => OrganisationSort::Members,
        },
        is_descending: query.order.unwrap_or_default() == SortOrder::Desc,
    };
    let page = organisations.all_organisations(&asks.scope, &filter, after, limit);
    let page = page.await.map_err(AdministrationError::from)?;
    Ok(Json(AllOrganisationsList {
        organisations: page.entries.into_iter().map(Into::into).collect(),
        next_cursor: page.next.as_ref().map(cursor_of),
    }))
}
