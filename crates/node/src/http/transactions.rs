//! `/api/v11/blockchain/transactions`: the list, one by hash, the transfers of a batch.

use std::ops::RangeInclusive;

use aurigraph_types::SubmissionKind;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::cursor::{self, List, Scope};
use super::dto::{Transaction, Transfer};
use super::extract::{Parameters, PathPart, blocking, limit};
use super::filter::{HeightBounds, Order, ResultFilter, TransactionKind};
use super::find::{self, Found};
use super::problem::Problem;
use super::render::{Directory, Placed};
use super::summary::Summary;
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
    /// Newest first (`desc`, the default) or oldest first (`asc`).
    #[param(inline)]
    order: Option<Order>,
    /// Only those of this height or above.
    from_height: Option<u64>,
    /// Only those of this height or below.
    to_height: Option<u64>,
    /// Only those of this time or later, RFC 3339.
    #[param(example = "2026-01-31T00:00:00Z")]
    from_time: Option<String>,
    /// Only those of this time or earlier, RFC 3339.
    #[param(example = "2026-01-31T23:59:59.999Z")]
    to_time: Option<String>,
}

impl TransactionsQuery {
    fn scope(&self) -> Scope {
        let bounds = (
            self.height,
            self.from_height,
            self.to_height,
            &self.from_time,
            &self.to_time,
        );
        Scope::of(&(self.order.unwrap_or_default(), self.kind, bounds))
    }

    /// The walk that this asks for.
    fn scan(&self, node: &Node, limit: usize) -> Result<Scan, Problem> {
        let bounds = HeightBounds {
            from_height: self.from_height,
            to_height: self.to_height,
            from_time: self.from_time.as_deref(),
            to_time: self.to_time.as_deref(),
        };
        if let Some(height) = self.height {
            find::header(node, height)?;
        }
        // Before anything is looked at: blocks that come meanwhile are not listed.
        let tip = node.chain.tip().height.get();
        let mut heights = bounds.resolve(node)?;
        heights = *heights.start()..=tip.min(*heights.end());
        if let Some(height) = self.height {
            heights = height.max(*heights.start())..=height.min(*heights.end());
        }
        Ok(Scan {
            limit,
            order: self.order.unwrap_or_default(),
            tip,
            heights,
            kind: self.kind.map(TransactionKind::submission_kind),
        })
    }
}

/// A page of transactions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TransactionList {
    /// The transactions, in the order asked for.
    transactions: Vec<Transaction>,
    /// Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one.
    next_cursor: Option<String>,
    /// The last block there was when the page was read; no row is above it. What came later is listed from the height after it on.
    indexed_height: u64,
}

/// Transactions (transfers, batches, operations), newest first unless asked otherwise.
#[utoipa::path(get, operation_id = "list_transactions", path = "/api/v11/blockchain/transactions", tag = "blockchain", security(()), params(TransactionsQuery), responses(
    (status = 200, description = "A page of transactions.", body = TransactionList),
    (status = 410, description = "The block asked for was pruned, or its segment was removed."),
))]
async fn list(
    State(node): State<Node>,
    Parameters(query): Parameters<TransactionsQuery>,
) -> Result<Json<TransactionList>, Problem> {
    let limit = limit(query.limit)?;
    let scope = query.scope();
    let from = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<2>(List::Transactions, scope, text))
        .transpose()?
        .map(|[height, position]| Place { height, position });
    let reader = node.clone();
    let page = blocking(move || query.scan(&reader, limit)?.run(&reader, from)).await?;
    let accounts = page.found.iter().flat_map(Summary::accounts);
    let directory = Directory::of(&node, accounts);
    let next = page
        .next
        .map(|Place { height, position }| [height, position]);
    Ok(Json(TransactionList {
        transactions: page
            .found
            .iter()
            .map(|summary| summary.transaction(&node, &directory))
            .collect(),
        next_cursor: next.map(|place| cursor::encode(List::Transactions, scope, &place)),
        indexed_height: page.tip,
    }))
}

/// What was found, and where the next page begins.
#[derive(Default)]
struct Page {
    found: Vec<Summary>,
    next: Option<Place>,
    tip: u64,
}

/// Where a walk is: at the positions of a block below this one (newest first) or from this one on (oldest first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    height: u64,
    position: u64,
}

/// A walk through the blocks.
struct Scan {
    limit: usize,
    order: Order,
    /// The last block there was when the walk began.
    tip: u64,
    heights: RangeInclusive<u64>,
    kind: Option<SubmissionKind>,
}

impl Scan {
    /// The first place of a block.
    const fn enter(&self, height: u64) -> Place {
        let position = match self.order {
            Order::Desc => u64::MAX,
            Order::Asc => 0,
        };
        Place { height, position }
    }

    /// Where the walk begins: at a cursor, unless that lies before what is kept or asked for.
    fn begin(&self, from: Option<Place>) -> Place {
        let (lowest, highest) = (*self.heights.start(), *self.heights.end());
        match (self.order, from) {
            (Order::Desc, Some(place)) if place.height <= highest => place,
            (Order::Asc, Some(place)) if place.height >= lowest => place,
            (Order::Desc, _) => self.enter(highest),
            (Order::Asc, _) => self.enter(lowest),
        }
    }

    /// The block after this one; none below the genesis block.
    fn following(&self, height: u64) -> Option<Place> {
        let next = match self.order {
            Order::Desc => height.checked_sub(1),
            Order::Asc => height.checked_add(1),
        };
        next.map(|height| self.enter(height))
    }

    fn run(&self, node: &Node, from: Option<Place>) -> Result<Page, Problem> {
        let mut page = Page {
            tip: self.tip,
            ..Page::default()
        };
        let mut place = self.begin(from);
        let mut bytes = 0;
        for _ in 0..HEADERS_READ_MAX {
            if !self.heights.contains(&place.height) {
                return Ok(page);
            }
            let header = find::kept(node.chain.header(place.height))?;
            let fields = header.map(|block| block.header.fields());
            if let Some(fields) = fields.filter(|fields| fields.submission_count > 0) {
                if bytes > 0 && bytes + fields.body_bytes as usize > BODY_BYTES_READ_MAX {
                    break;
                }
                bytes += fields.body_bytes as usize;
                if let Some(next) = self.collect(node, place, &mut page)? {
                    page.next = Some(next);
                    return Ok(page);
                }
            }
            let Some(next) = self.following(place.height) else {
                return Ok(page);
            };
            place = next;
        }
        page.next = self.heights.contains(&place.height).then_some(place);
        Ok(page)
    }

    /// Takes what is wanted of a block; says where to go on once the page is full.
    fn collect(
        &self,
        node: &Node,
        place: Place,
        page: &mut Page,
    ) -> Result<Option<Place>, Problem> {
        let Some(block) = find::kept(node.chain.block(place.height))? else {
            return Ok(None);
        };
        for position in self.positions(&block, place.position, self.limit - page.found.len()) {
            page.found
                .extend(Placed::in_block(&block, position).map(|placed| placed.summary()));
            if page.found.len() == self.limit {
                // Below this one, or from the one behind it on.
                let position = match self.order {
                    Order::Desc => u64::from(position),
                    Order::Asc => u64::from(position) + 1,
                };
                return Ok(Some(Place { position, ..place }));
            }
        }
        Ok(None)
    }

    /// Positions of the wanted kind, from a place on.
    fn positions(&self, block: &FinalBlock, from: u64, limit: usize) -> Vec<u32> {
        // A block without an outcome waits for its successor, for the moment after a restart: it is listed then.
        let submissions = block
            .outcome
            .as_ref()
            .map_or(&[][..], |outcome| &outcome.submissions);
        let wanted = submissions
            .iter()
            .enumerate()
            .filter(|(_, submission)| self.kind.is_none_or(|kind| submission.kind == kind))
            .map(|(position, _)| position as u32);
        match self.order {
            Order::Desc => wanted
                .rev()
                .filter(|position| u64::from(*position) < from)
                .take(limit)
                .collect(),
            Order::Asc => wanted
                .filter(|position| u64::from(*position) >= from)
                .take(limit)
                .collect(),
        }
    }
}

/// One transaction, by hash.
#[utoipa::path(get, operation_id = "transaction", path = "/api/v11/blockchain/transactions/{hash}", tag = "blockchain", security(()),
    params(("hash" = String, Path, description = "Submission id, 64 hexadecimal digits.")),
    responses(
        (status = 200, description = "The transaction.", body = Transaction),
        (status = 404, description = "There is no such transaction."),
        (status = 410, description = "Its block was pruned, or its segment was removed."),
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
    let directory = Directory::of(&node, placed.accounts());
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
    /// Only those with this result code; `rejected` stands for every one but `applied`.
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
#[utoipa::path(get, path = "/api/v11/blockchain/transactions/{hash}/transfers", tag = "blockchain", security(()),
    params(("hash" = String, Path, description = "Submission id, 64 hexadecimal digits."), TransfersQuery),
    responses(
        (status = 200, description = "A page of transfers.", body = TransferList),
        (status = 404, description = "There is no such transaction."),
        (status = 410, description = "Its block was pruned, or its segment was removed."),
    )
)]
async fn transfers(
    State(node): State<Node>,
    PathPart(hash): PathPart,
    Parameters(query): Parameters<TransfersQuery>,
) -> Result<Json<TransferList>, Problem> {
    let limit = limit(query.limit)?;
    let id = find::digest_of("a transaction hash", &hash)?;
    let wanted_code = query
        .result_code
        .as_deref()
        .map(ResultFilter::parse)
        .transpose()?;
    let scope = Scope::of(&(&hash, &query.result_code));
    let from = query
        .cursor
        .as_deref()
        .map(|text| cursor::decode::<1>(List::Transfers, scope, text))
        .transpose()?;
    let from = usize::try_from(from.map_or(0, |[index]| index)).unwrap_or(usize::MAX);
    let reader = node.clone();
    let found = blocking(move || Found::submission(&reader, &id)).await?;
    let placed = found.placed();
    let count = placed.view.records().len();
    let mut wanted = (from.min(count)..count)
        .map(|index| index as u32)
        .filter(|index| wanted_code.is_none_or(|wanted| wanted.matches(placed.code(*index))));
    let indexes: Vec<_> = wanted.by_ref().take(limit).collect();
    let next = wanted.next();
    let accounts = indexes
        .iter()
        .flat_map(|index| placed.accounts_of_record(*index));
    let directory = Directory::of(&node, accounts);
    Ok(Json(TransferList {
        transfers: indexes
            .iter()
            .filter_map(|index| placed.transfer(&node, &directory, *index))
            .collect(),
        next_cursor: next.map(|index| cursor::encode(List::Transfers, scope, &[u64::from(index)])),
    }))
}
