//! `/api/v11/blockchain/transactions`: the list, one by hash, the transfers of a batch.

use aurigraph_types::SubmissionKind;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::cursor::{self, List};
use super::dto::{Transaction, Transfer};
use super::extract::{Parameters, PathPart, blocking, limit};
use super::find::{self, Found};
use super::problem::Problem;
use super::render::{Directory, Placed};
use crate::chain::FinalBlock;
use crate::node::Node;

/// Headers that one request looks at, at most.
const HEADERS_READ_MAX: usize = 2_000;
/// Bytes of blocks that one request reads, at most; always at least one block.
const BODY_BYTES_READ_MAX: usize = 32 * 1024 * 1024;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(transfers))
}

/// Kinds of submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum TransactionKind {
    /// One transfer under its own signature.
    Transfer,
    /// Many transfers under one signature.
    Batch,
    /// One operation.
    Operation,
}

impl TransactionKind {
    const fn submission_kind(self) -> SubmissionKind {
        match self {
            Self::Transfer => SubmissionKind::Transfer,
            Self::Batch => SubmissionKind::Batch,
            Self::Operation => SubmissionKind::Operation,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct TransactionsQuery {
    /// Transactions to list, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// Only those of this block.
    height: Option<u64>,
    /// Only those of this kind.
    #[param(inline)]
    kind: Option<TransactionKind>,
}

/// A page of transactions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TransactionList {
    /// The transactions, newest first.
    transactions: Vec<Transaction>,
    /// Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one.
    next_cursor: Option<String>,
    /// The last height that can be looked up by hash.
    indexed_height: u64,
}

/// Transactions (transfers, batches, operations), newest first.
#[utoipa::path(get, operation_id = "list_transactions", path = "/api/v11/blockchain/transactions", tag = "blockchain", params(TransactionsQuery), responses(
    (status = 200, description = "A page of transactions.", body = TransactionList),
    (status = 410, description = "The block asked for was pruned."),
))]
async fn list(
    State(node): State<Node>,
    Parameters(query): Parameters<TransactionsQuery>,
) -> Result<Json<TransactionList>, Problem> {
    let limit = limit(query.limit)?;
    let before = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<2>(List::Transactions, text))
        .transpose()?;
    let scan = Scan {
        limit,
        height: query.height,
        kind: query.kind.map(TransactionKind::submission_kind),
    };
    let reader = node.clone();
    let page =
        blocking(move || scan.run(&reader, before.map(|[height, position]| (height, position))))
            .await?;
    let accounts = page.placed().flat_map(|placed| placed.accounts());
    let directory = Directory::of(&node, accounts).await?;
    Ok(Json(TransactionList {
        transactions: page
            .placed()
            .map(|placed| placed.transaction(&node, &directory))
            .collect(),
        next_cursor: page
            .next
            .map(|(height, position)| cursor::encode(List::Transactions, &[height, position])),
        indexed_height: node.history.indexed_height(),
    }))
}

/// Blocks with the positions that were found in them, and the place before which the next page begins.
struct Page {
    found: Vec<(std::sync::Arc<FinalBlock>, Vec<u32>)>,
    next: Option<(u64, u64)>,
}

impl Page {
    fn placed(&self) -> impl Iterator<Item = Placed<'_>> {
        self.found.iter().flat_map(|(block, positions)| {
            positions
                .iter()
                .filter_map(|position| Placed::in_block(block, *position))
        })
    }
}

/// A walk through the blocks, from the newest backwards.
struct Scan {
    limit: usize,
    height: Option<u64>,
    kind: Option<SubmissionKind>,
}

impl Scan {
    fn run(&self, node: &Node, before: Option<(u64, u64)>) -> Result<Page, Problem> {
        let (earliest, tip) = (node.chain.earliest_height(), node.chain.tip().height.get());
        let lowest = match self.height {
            Some(height) => {
                find::header(node, height)?;
                height
            }
            None => earliest,
        };
        let highest = self.height.unwrap_or(tip);
        let (mut height, mut end) = before.unwrap_or((highest, u64::MAX));
        if height > highest {
            (height, end) = (highest, u64::MAX);
        }
        let mut page = Page {
            found: Vec::new(),
            next: None,
        };
        let (mut count, mut bytes) = (0, 0);
        for _ in 0..HEADERS_READ_MAX {
            if height < lowest {
                return Ok(page);
            }
            let header = find::header(node, height)?.header.fields();
            if header.submission_count > 0 {
                if bytes > 0 && bytes + header.body_bytes as usize > BODY_BYTES_READ_MAX {
                    break;
                }
                bytes += header.body_bytes as usize;
                let block = find::whole_block(node, height)?;
                let positions = self.positions(&block, end, self.limit - count);
                count += positions.len();
                let last = positions.last().copied();
                page.found.push((block, positions));
                if count == self.limit {
                    page.next = last.map(|position| (height, u64::from(position)));
                    return Ok(page);
                }
            }
            let Some(lower) = height.checked_sub(1) else {
                return Ok(page);
            };
            (height, end) = (lower, u64::MAX);
        }
        page.next = (height >= lowest).then_some((height, end));
        Ok(page)
    }

    /// Positions of the wanted kind below `end`, from the last one backwards.
    fn positions(&self, block: &FinalBlock, end: u64, limit: usize) -> Vec<u32> {
        // A block without an outcome waits for its successor, for the moment after a restart: it is listed then.
        let submissions = block
            .outcome
            .as_ref()
            .map_or(&[][..], |outcome| &outcome.submissions);
        let wanted = submissions
            .iter()
            .enumerate()
            .rev()
            .filter(|(position, submission)| {
                (*position as u64) < end && self.kind.is_none_or(|kind| submission.kind == kind)
            });
        wanted
            .map(|(position, _)| position as u32)
            .take(limit)
            .collect()
    }
}

/// One transaction, by hash.
#[utoipa::path(get, operation_id = "transaction", path = "/api/v11/blockchain/transactions/{hash}", tag = "blockchain",
    params(("hash" = String, Path, description = "Submission id, 64 hexadecimal digits.")),
    responses(
        (status = 200, description = "The transaction.", body = Transaction),
        (status = 404, description = "There is no such transaction."),
        (status = 410, description = "Its block was pruned."),
    )
)]
async fn one(
    State(node): State<Node>,
    PathPart(hash): PathPart,
) -> Result<Json<Transaction>, Problem> {
    let id = find::digest_of("a transaction hash", &hash)?;
    let reader = node.clone();
    let found = blocking(move || Found::submission(&reader, &id)).await?;
    let placed = found.placed();
    let directory = Directory::of(&node, placed.accounts()).await?;
    Ok(Json(placed.transaction(&node, &directory)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct TransfersQuery {
    /// Transfers to list, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// Only those with this result code.
    result_code: Option<String>,
}

/// A page of a transaction's transfers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TransferList {
    /// The transfers, in their order in the batch.
    transfers: Vec<Transfer>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

/// The transfers of a batch (or the one of an individually signed transfer).
#[utoipa::path(get, path = "/api/v11/blockchain/transactions/{hash}/transfers", tag = "blockchain",
    params(("hash" = String, Path, description = "Submission id, 64 hexadecimal digits."), TransfersQuery),
    responses(
        (status = 200, description = "A page of transfers.", body = TransferList),
        (status = 404, description = "There is no such transaction."),
        (status = 410, description = "Its block was pruned."),
    )
)]
async fn transfers(
    State(node): State<Node>,
    PathPart(hash): PathPart,
    Parameters(query): Parameters<TransfersQuery>,
) -> Result<Json<TransferList>, Problem> {
    let limit = limit(query.limit)?;
    let id = find::digest_of("a transaction hash", &hash)?;
    let code = query.result_code.as_deref().map(result_code).transpose()?;
    let from = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<1>(List::Transfers, text))
        .transpose()?;
    let from = usize::try_from(from.map_or(0, |[index]| index)).unwrap_or(usize::MAX);
    let reader = node.clone();
    let found = blocking(move || Found::submission(&reader, &id)).await?;
    let placed = found.placed();
    let count = placed.view.records().len();
    let mut wanted = (from.min(count)..count)
        .map(|index| index as u32)
        .filter(|index| code.is_none_or(|code| placed.code(*index) == code));
    let indexes: Vec<_> = wanted.by_ref().take(limit).collect();
    let next = wanted.next();
    let accounts = indexes
        .iter()
        .flat_map(|index| placed.accounts_of_record(*index));
    let directory = Directory::of(&node, accounts).await?;
    Ok(Json(TransferList {
        transfers: indexes
            .iter()
            .filter_map(|index| placed.transfer(&node, &directory, *index))
            .collect(),
        next_cursor: next.map(|index| cursor::encode(List::Transfers, &[u64::from(index)])),
    }))
}

fn result_code(name: &str) -> Result<aurigraph_types::ResultCode, Problem> {
    let found = aurigraph_types::ResultCode::ALL
        .iter()
        .copied()
        .find(|code| code.name() == name);
    found.ok_or_else(|| {
        Problem::invalid_parameter(format!("resultCode: there is no result code {name:.60}"))
    })
}
