//! `/api/v11/blockchain/blocks`: the list, one by height or hash, the latest.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::cursor::{self, List, Scope};
use super::dto::Block;
use super::extract::{Parameters, PathPart, blocking, limit};
use super::filter::Order;
use super::find;
use super::problem::Problem;
use super::render;
use crate::node::Node;

/// Headers that one request looks at, at most, when it skips empty blocks.
const HEADERS_READ_MAX: usize = 2_000;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(latest))
        .routes(routes!(one))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct BlocksQuery {
    /// Blocks to list, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// Newest first (`desc`, the default) or oldest first (`asc`).
    #[param(inline)]
    order: Option<Order>,
    /// Whether to leave out blocks without submissions.
    non_empty: Option<bool>,
}

/// A page of blocks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BlockList {
    /// The blocks, without `headerBytes` and `certificate.bytes`.
    blocks: Vec<Block>,
    /// Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one.
    next_cursor: Option<String>,
}

/// Final blocks, newest first unless asked otherwise.
#[utoipa::path(get, operation_id = "list_blocks", path = "/api/v11/blockchain/blocks", tag = "blockchain", security(()), params(BlocksQuery), responses(
    (status = 200, description = "A page of blocks.", body = BlockList)
))]
async fn list(
    State(node): State<Node>,
    Parameters(query): Parameters<BlocksQuery>,
) -> Result<Json<BlockList>, Problem> {
    let limit = limit(query.limit)?;
    let scope = Scope::of(&(
        query.order.unwrap_or_default(),
        query.non_empty == Some(true),
    ));
    let from = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<1>(List::Blocks, scope, text))
        .transpose()?;
    blocking(move || {
        let (blocks, next) = page(&node, &query, from.map(|[height]| height), limit)?;
        Ok(Json(BlockList {
            blocks,
            next_cursor: next.map(|height| cursor::encode(List::Blocks, scope, &[height])),
        }))
    })
    .await
}

fn page(
    node: &Node,
    query: &BlocksQuery,
    from: Option<u64>,
    limit: usize,
) -> Result<(Vec<Block>, Option<u64>), Problem> {
    let (earliest, tip) = (node.chain.earliest_height(), node.chain.tip().height.get());
    let ascending = query.order == Some(Order::Asc);
    let mut next = Some(match (from, ascending) {
        (Some(height), true) => height.max(earliest),
        (Some(height), false) => height.min(tip),
        (None, true) => earliest,
        (None, false) => tip,
    });
    let mut blocks = Vec::new();
    for _ in 0..HEADERS_READ_MAX {
        let Some(height) =
            next.filter(|height| (earliest..=tip).contains(height) && blocks.len() < limit)
        else {
            break;
        };
        let block = find::header(node, height)?;
        if query.non_empty != Some(true) || block.header.fields().submission_count > 0 {
            blocks.push(render::block(
                &node.chain.validators(height),
                &block,
                false,
            )?);
        }
        next = if ascending {
            height.checked_add(1)
        } else {
            height.checked_sub(1)
        };
    }
    Ok((
        blocks,
        next.filter(|height| (earliest..=tip).contains(height)),
    ))
}

/// The last final block.
#[utoipa::path(get, operation_id = "latest_block", path = "/api/v11/blockchain/blocks/latest", tag = "blockchain", security(()), responses(
    (status = 200, description = "The block.", body = Block)
))]
async fn latest(State(node): State<Node>) -> Result<Json<Block>, Problem> {
    blocking(move || {
        let height = node.chain.tip().height.get();
        let block = find::header(&node, height)?;
        let validators = node.chain.validators(height);
        Ok(Json(render::block(&validators, &block, true)?))
    })
    .await
}

/// One block, by height or hash.
#[utoipa::path(get, operation_id = "block", path = "/api/v11/blockchain/blocks/{height}", tag = "blockchain", security(()),
    params(("height" = String, Path, description = "Height, or block hash of 64 hexadecimal digits.")),
    responses(
        (status = 200, description = "The block.", body = Block),
        (status = 404, description = "There is no such block."),
        (status = 410, description = "The block was pruned, or its segment was removed."),
    )
)]
async fn one(State(node): State<Node>, PathPart(id): PathPart) -> Result<Json<Block>, Problem> {
    blocking(move || {
        let height = match (id.parse::<u64>(), find::digest(&id)) {
            (_, Some(hash)) => node.history.find_block(&hash)?.ok_or_else(|| {
                Problem::not_found(format!("there is no block {hash} known here"))
            })?,
            (Ok(height), None) if id.bytes().all(|byte| byte.is_ascii_digit()) => height,
            _ => {
                return Err(Problem::invalid_parameter(
                    "a block is named by its height or its hash of 64 hexadecimal digits",
                ));
            }
        };
        let block = find::header(&node, height)?;
        let validators = node.chain.validators(height);
        Ok(Json(render::block(&validators, &block, true)?))
    })
    .await
}
