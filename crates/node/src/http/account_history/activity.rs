//! `/api/v11/accounts/{address}/activity`: how many transfers and operations of an account took effect, by day.
//!
//! ```text
//! postings of the index, the oldest first ─▶ their labels: took effect? ─▶ out, in, operation ─▶ day of the block's header
//!                                                 └─ "perhaps" ─▶ the log
//! ```
//!
//! Invariants
//! - Only what took effect counts, and each record once for each side. What was signed for others counts for whoever was debited.
//! - What cannot be told yet is not left out: the request is refused and asked again, because whoever adds up never comes back to it.

use std::sync::Arc;

use aurigraph_storage::{AccountPosting, HistoryOrder, PostingCursor, PostingQuery, Role};
use aurigraph_types::{AccountIndex, ResultCode, SubmissionKind};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::{BODY_BYTES_READ_MAX, POSTINGS_READ_MAX};
use super::{decode_cursor, encode_cursor};
use crate::chain::FinalBlock;
use crate::history::PostingLabels;
use crate::http::ApiState;
use crate::http::accounts::{AccountName, no_account};
use crate::http::cursor::{List, Scope};
use crate::http::extract::{Parameters, PathPart, blocking};
use crate::http::filter::HeightBounds;
use crate::http::find;
use crate::http::problem::Problem;
use crate::http::render::Placed;
use crate::node::Node;
use crate::time::rfc3339;

/// Milliseconds of a day. Days of UTC have no leap seconds in Unix time.
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(account_activity))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ActivityQuery {
    /// Only what is at this height or above.
    from_height: Option<u64>,
    /// Only what is at this height or below.
    to_height: Option<u64>,
    /// `nextCursor` of the answer before.
    cursor: Option<String>,
}

impl ActivityQuery {
    fn scope(&self, account: AccountIndex) -> Scope {
        Scope::of(&(account.get(), self.from_height, self.to_height))
    }

    fn bounds(&self) -> HeightBounds<'_> {
        HeightBounds {
            from_height: self.from_height,
            to_height: self.to_height,
            from_time: None,
            to_time: None,
        }
    }
}

/// What of an account took effect on one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ActivityDay {
    /// The day of the blocks, in UTC.
    #[schema(example = "2026-11-27")]
    day: String,
    /// Transfers from the account, whoever signed them.
    transfers_out: u64,
    /// Transfers to the account.
    transfers_in: u64,
    /// Operations that the account signed.
    operations: u64,
}

impl ActivityDay {
    fn of(time_ms: u64, places: &[PostingCursor]) -> Self {
        let count = |role: Role| places.iter().filter(|place| place.role == role).count() as u64;
        Self {
            day: rfc3339(time_ms).chars().take(10).collect(),
            transfers_out: count(Role::Debited),
            transfers_in: count(Role::Credited),
            operations: count(Role::Signer),
        }
    }
}

/// A part of an account's activity, the oldest day first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountActivity {
    /// Days on which something took effect. A day that goes on behind the cursor stands in the next answer, too, with the rest of it.
    days: Vec<ActivityDay>,
    /// Where the next answer begins; null at the end.
    next_cursor: Option<String>,
    /// The last block that the history index had when the answer was made; nothing above it is counted.
    indexed_height: u64,
}

/// How many transfers and operations of an account took effect, by day.
#[utoipa::path(get, path = "/api/v11/accounts/{address}/activity", tag = "accounts", security(()),
    params(("address" = String, Path, description = "Address of 64 hexadecimal digits, or index."), ActivityQuery),
    responses(
        (status = 200, description = "Counts by day, of 50,000 entries of the history at most.", body = AccountActivity),
        (status = 404, description = "There is no such account."),
    )
)]
async fn account_activity(
    State(node): State<Node>,
    PathPart(text): PathPart,
    Parameters(query): Parameters<ActivityQuery>,
) -> Result<Json<AccountActivity>, Problem> {
    let name = AccountName::parse(&text)?;
    let account = name.find_final(&node).ok_or_else(|| no_account(&text))?;
    let scope = query.scope(account);
    let after = query
        .cursor
        .as_deref()
        .map(|text| decode_cursor(List::AccountActivity, scope, text))
        .transpose()?;
    blocking(move || {
        // Before anything is looked at: what is indexed meanwhile is not counted.
        let indexed_height = node.history.indexed_height();
        let heights = query.bounds().resolve(&node)?;
        let postings = PostingQuery {
            account: account.get(),
            order: HistoryOrder::OldestFirst,
            heights: *heights.start()..=indexed_height.min(*heights.end()),
            after,
            limit: POSTINGS_READ_MAX,
            scan_max: POSTINGS_READ_MAX,
        };
        let (places, next) = what_took_effect(&node, &postings)?;
        Ok(Json(AccountActivity {
            days: by_day(&node, &places)?,
            next_cursor: next.map(|place| encode_cursor(List::AccountActivity, scope, place)),
            indexed_height,
        }))
    })
    .await
}

/// Whether a posting is one of those that are counted: a side of a record, or an operation's signer.
fn is_counted(posting: &AccountPosting) -> bool {
    match posting.place.role {
        Role::Credited | Role::Debited => true,
        Role::Signer => PostingLabels::of(posting.labels).kind() == Some(SubmissionKind::Operation),
        Role::Concerned => false,
    }
}

/// The places of what took effect, in their order, and the last posting that was looked at, if there may be more.
fn what_took_effect(
    node: &Node,
    query: &PostingQuery,
) -> Result<(Vec<PostingCursor>, Option<PostingCursor>), Problem> {
    let found = node.history.account_postings(query, |posting| {
        is_counted(posting) && PostingLabels::of(posting.labels).applied()
    })?;
    let mut places = Vec::new();
    let mut block: Option<Arc<FinalBlock>> = None;
    let mut bytes = 0;
    let mut last = None;
    for AccountPosting { place, labels } in &found.postings {
        // Indexed before its results were known, it says "perhaps" to both.
        let is_certain = !PostingLabels::of(*labels).rejected();
        let is_here = |block: &Arc<FinalBlock>| block.height().get() == place.height;
        if !is_certain && !block.as_ref().is_some_and(is_here) {
            if bytes > BODY_BYTES_READ_MAX {
                return Ok((places, last));
            }
            // A block that was pruned meanwhile has no history any more.
            block = find::kept(node.chain.block(place.height))?;
            bytes += block
                .as_ref()
                .map_or(0, |block| block.header.fields().body_bytes as usize);
        }
        let block = block.as_ref().filter(|block| is_here(block));
        if is_certain || block.map_or(Ok(false), |block| is_applied(block, place))? {
            places.push(*place);
        }
        last = Some(*place);
    }
    Ok((places, found.next))
}

/// Whether the log says that it took effect.
fn is_applied(block: &FinalBlock, place: &PostingCursor) -> Result<bool, Problem> {
    if block.outcome.is_none() {
        return Err(find::without_results(place.height));
    }
    let index = place.record_index.unwrap_or(0);
    let placed = Placed::in_block(block, place.position);
    Ok(placed.is_some_and(|placed| placed.code(index) == ResultCode::Applied))
}

/// Counts by day. Times of blocks never go back, so that some headers for each day are enough.
fn by_day(node: &Node, places: &[PostingCursor]) -> Result<Vec<ActivityDay>, Problem> {
    let time_of = |place: &PostingCursor| -> Result<Option<u64>, Problem> {
        let header = find::kept(node.chain.header(place.height))?;
        Ok(header.map(|block| block.header.fields().time_ms))
    };
    let mut days = Vec::new();
    let mut rest = places;
    while let Some(first) = rest.first() {
        let Some(time_ms) = time_of(first)? else {
            // Pruned meanwhile.
            rest = &rest[1..];
            continue;
        };
        let next_day_ms = (time_ms / DAY_MS + 1).saturating_mul(DAY_MS);
        let (mut low, mut high) = (1, rest.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if time_of(&rest[middle])?.is_none_or(|time_ms| time_ms < next_day_ms) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let (of_day, later) = rest.split_at(low);
        days.push(ActivityDay::of(time_ms, of_day));
        rest = later;
    }
    Ok(days)
}
