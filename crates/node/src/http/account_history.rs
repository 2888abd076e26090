//! `/api/v11/accounts/{address}/transactions`: an account's transfers, from the history index and the log.

use std::sync::Arc;

use aurigraph_storage::{Direction, PostingCursor};
use aurigraph_types::AccountIndex;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::accounts::{AccountName, no_account};
use super::cursor::{self, List};
use super::dto::{Transfer, rfc3339};
use super::extract::{Parameters, PathPart, blocking, limit};
use super::problem::Problem;
use super::render::{Directory, Placed};
use crate::chain::{ChainError, FinalBlock};
use crate::node::Node;

/// Bytes of blocks that one page of history reads, at most; always at least one block.
const BODY_BYTES_READ_MAX: usize = 64 * 1024 * 1024;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(history))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Transfers to list, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Whether the account paid or was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum TransferDirection {
    /// It was credited.
    In,
    /// It was debited.
    Out,
}

/// A transfer in an account's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountTransfer {
    #[serde(flatten)]
    transfer: Transfer,
    /// Its submission.
    transaction_hash: String,
    /// Height of its block.
    block_height: u64,
    /// Time of its block, RFC 3339.
    timestamp: String,
    /// Whether the account paid or was paid.
    direction: TransferDirection,
}

/// A page of an account's transfers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountTransferList {
    /// The transfers, newest first, refused ones included.
    transfers: Vec<AccountTransfer>,
    /// Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one.
    next_cursor: Option<String>,
    /// The last height that this list covers.
    indexed_height: u64,
}

/// Transfers from and to an account, newest first.
#[utoipa::path(get, path = "/api/v11/accounts/{address}/transactions", tag = "accounts",
    params(("address" = String, Path, description = "Address of 64 hexadecimal digits, or index."), HistoryQuery),
    responses(
        (status = 200, description = "A page of transfers.", body = AccountTransferList),
        (status = 404, description = "There is no such account."),
    )
)]
async fn history(
    State(node): State<Node>,
    PathPart(text): PathPart,
    Parameters(query): Parameters<HistoryQuery>,
) -> Result<Json<AccountTransferList>, Problem> {
    let limit = limit(query.limit)?;
    let name = AccountName::parse(&text)?;
    let after = query.cursor.as_deref().map(decode_cursor).transpose()?;
    let (_, account) = node.queries.ask(move |state| name.find(state)).await?;
    let account = account.ok_or_else(|| no_account(&text))?;
    let reader = node.clone();
    let page = blocking(move || HistoryPage::read(&reader, account, after, limit)).await?;
    let accounts = page
        .records()
        .flat_map(|(placed, posting)| placed.accounts_of_record(posting.record_index));
    let directory = Directory::of(&node, accounts).await?;
    let transfers = page.records().filter_map(|(placed, posting)| {
        Some(AccountTransfer {
            transfer: placed.transfer(&node, &directory, posting.record_index)?,
            transaction_hash: placed.id.to_string(),
            block_height: placed.height,
            timestamp: rfc3339(placed.time_ms),
            direction: match posting.direction {
                Direction::In => TransferDirection::In,
                Direction::Out => TransferDirection::Out,
            },
        })
    });
    Ok(Json(AccountTransferList {
        transfers: transfers.collect(),
        next_cursor: page.next.map(encode_cursor),
        indexed_height: page.indexed_height,
    }))
}

fn encode_cursor(posting: PostingCursor) -> String {
    let direction = u64::from(posting.direction == Direction::Out);
    let numbers = [
        posting.height,
        u64::from(posting.position),
        u64::from(posting.record_index),
        direction,
    ];
    cursor::encode(List::AccountHistory, &numbers)
}

fn decode_cursor(text: &str) -> Result<PostingCursor, Problem> {
    let [height, position, record_index, direction] = cursor::decode(List::AccountHistory, text)?;
    let decoded = || {
        Some(PostingCursor {
            height,
            position: u32::try_from(position).ok()?,
            // The index keeps a record's number and its direction in 32 bits.
            record_index: u32::try_from(record_index)
                .ok()
                .filter(|index| index >> 31 == 0)?,
            direction: if direction == 0 {
                Direction::In
            } else {
                Direction::Out
            },
        })
    };
    decoded().ok_or_else(|| {
        Problem::invalid_parameter("cursor is not one that this list gave; begin without a cursor")
    })
}

/// Postings with the blocks they lie in.
struct HistoryPage {
    blocks: Vec<(Arc<FinalBlock>, Vec<PostingCursor>)>,
    next: Option<PostingCursor>,
    indexed_height: u64,
}

impl HistoryPage {
    fn read(
        node: &Node,
        account: AccountIndex,
        after: Option<PostingCursor>,
        limit: usize,
    ) -> Result<Self, Problem> {
        let indexed_height = node.history.indexed_height();
        let postings = node.history.account_postings(account, after, limit)?;
        let mut page = Self {
            blocks: Vec::new(),
            next: None,
            indexed_height,
        };
        let mut bytes = 0;
        let mut last = None;
        for posting in &postings {
            match page.blocks.last_mut() {
                Some((block, own)) if block.height().get() == posting.height => own.push(*posting),
                _ => {
                    if bytes > BODY_BYTES_READ_MAX {
                        page.next = last;
                        return Ok(page);
                    }
                    let block = match node.chain.block(posting.height) {
                        Ok(Some(block)) => block,
                        // History ends where the log was pruned.
                        Ok(None) | Err(ChainError::Pruned { .. }) => return Ok(page),
                        Err(error) => return Err(error.into()),
                    };
                    bytes += block.header.fields().body_bytes as usize;
                    page.blocks.push((block, vec![*posting]));
                }
            }
            last = Some(*posting);
        }
        page.next = last.filter(|_| postings.len() == limit);
        Ok(page)
    }

    /// Records of transfers; operations have no transfer to show.
    fn records(&self) -> impl Iterator<Item = (Placed<'_>, &PostingCursor)> {
        self.blocks.iter().flat_map(|(block, postings)| {
            postings
                .iter()
                .filter_map(|posting| Some((Placed::in_block(block, posting.position)?, posting)))
        })
    }
}
