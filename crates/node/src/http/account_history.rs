//! `/api/v11/accounts/{address}/transactions`: an account's transfers, and what it signed or what concerns it, from the history index
//! and the log. `activity.rs` counts them.

mod activity;
mod filter;
mod page;

use aurigraph_storage::{HistoryOrder, PostingCursor, PostingQuery, Role};
use aurigraph_types::{AccountIndex, AssetIndex};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::filter::HistoryFilter;
use self::page::{Entry, HistoryPage, POSTINGS_READ_MAX, TransferEntry};
use super::ApiState;
use super::accounts::{AccountName, no_account};
use super::cursor::{self, List, Scope};
use super::dto::{Transaction, Transfer};
use super::extract::{Parameters, PathPart, blocking, limit};
use super::filter::{HeightBounds, Order, ResultFilter, TransactionKind};
use super::problem::Problem;
use super::render::Directory;
use crate::node::Node;
use crate::time::rfc3339;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .merge(activity::routes())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Entries to list, both lists together, 1 to 200; 50 if absent.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// Newest first (`desc`, the default) or oldest first (`asc`).
    #[param(inline)]
    order: Option<Order>,
    /// Only what was submitted as this kind; a transfer out of a batch is of kind `batch`.
    #[param(inline)]
    kind: Option<TransactionKind>,
    /// Only transfers to the account (`in`) or from it (`out`).
    #[param(inline)]
    direction: Option<TransferDirection>,
    /// Only what has this result code; `rejected` stands for every one but `applied`.
    result_code: Option<String>,
    /// Only transfers of the asset with this code, and batches with such a transfer.
    asset: Option<String>,
    /// Only what is at this height or above.
    from_height: Option<u64>,
    /// Only what is at this height or below.
    to_height: Option<u64>,
    /// Only what is of this time or later, RFC 3339.
    #[param(example = "2026-01-31T00:00:00Z")]
    from_time: Option<String>,
    /// Only what is of this time or earlier, RFC 3339.
    #[param(example = "2026-01-31T23:59:59.999Z")]
    to_time: Option<String>,
}

impl HistoryQuery {
    fn scope(&self, account: AccountIndex) -> Scope {
        let what = (self.kind, self.direction, &self.result_code, &self.asset);
        let bounds = (
            self.from_height,
            self.to_height,
            &self.from_time,
            &self.to_time,
        );
        Scope::of(&(account.get(), self.order.unwrap_or_default(), what, bounds))
    }

    fn bounds(&self) -> HeightBounds<'_> {
        HeightBounds {
            from_height: self.from_height,
            to_height: self.to_height,
            from_time: self.from_time.as_deref(),
            to_time: self.to_time.as_deref(),
        }
    }

    fn filter(&self, node: &Node) -> Result<HistoryFilter, Problem> {
        let asset_of = |code: &String| {
            let index = node.chain.constants.genesis.asset_by_code(code);
            index
                .map(|index| AssetIndex::new(index as u32))
                .ok_or_else(|| {
                    Problem::invalid_parameter(format!(
                        "there is no asset {code:.20}; /api/v11/assets lists them"
                    ))
                })
        };
        let result = self.result_code.as_deref().map(ResultFilter::parse);
        Ok(HistoryFilter {
            kind: self.kind.map(TransactionKind::submission_kind),
            direction: self.direction,
            result: result.transpose()?,
            asset: self.asset.as_ref().map(asset_of).transpose()?,
        })
    }
}

/// Whether the account paid or was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
    /// Kind of its submission: `transfer` or `batch`.
    #[schema(example = "transfer")]
    kind: &'static str,
    /// Height of its block.
    block_height: u64,
    /// Position of its submission in the block.
    position: u32,
    /// Time of its block, RFC 3339.
    timestamp: String,
    /// Whether the account paid or was paid.
    direction: TransferDirection,
}

/// What an account has to do with a submission of its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum AccountRole {
    /// It signed.
    Signer,
    /// The operation opened it, froze it, or gave it custody.
    Concerned,
}

/// A submission in an account's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountTransaction {
    #[serde(flatten)]
    transaction: Transaction,
    /// What the account has to do with it.
    role: AccountRole,
}

/// A page of an account's history: two lists, each in the order asked for. Together they are in the order of `blockHeight`, then
/// `position`; newest first, a transaction stands before those of its transfers that are listed, too.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountHistory {
    /// Transfers from and to the account, rejected ones included.
    transfers: Vec<AccountTransfer>,
    /// Operations that it signed or that concern it, and transfers and batches that it signed for other accounts.
    transactions: Vec<AccountTransaction>,
    /// Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one.
    next_cursor: Option<String>,
    /// The last block that the history index had when the page was read; no entry is above it. What came later is listed from the
    /// height after it on.
    indexed_height: u64,
}

/// An account's history: its transfers, and what it signed or what concerns it, newest first unless asked otherwise.
#[utoipa::path(get, path = "/api/v11/accounts/{address}/transactions", tag = "accounts", security(()),
    params(("address" = String, Path, description = "Address of 64 hexadecimal digits, or index."), HistoryQuery),
    responses(
        (status = 200, description = "A page of the history.", body = AccountHistory),
        (status = 404, description = "There is no such account."),
    )
)]
async fn history(
    State(node): State<Node>,
    PathPart(text): PathPart,
    Parameters(query): Parameters<HistoryQuery>,
) -> Result<Json<AccountHistory>, Problem> {
    let limit = limit(query.limit)?;
    let name = AccountName::parse(&text)?;
    let filter = query.filter(&node)?;
    let account = name.find_final(&node).ok_or_else(|| no_account(&text))?;
    let scope = query.scope(account);
    let after = query
        .cursor
        .as_deref()
        .map(|text| decode_cursor(List::AccountHistory, scope, text))
        .transpose()?;
    let reader = node.clone();
    let (page, indexed_height) = blocking(move || {
        // Before anything is looked at: what is indexed meanwhile is not listed.
        let indexed_height = reader.history.indexed_height();
        let heights = query.bounds().resolve(&reader)?;
        let postings = PostingQuery {
            account: account.get(),
            order: match query.order.unwrap_or_default() {
                Order::Desc => HistoryOrder::NewestFirst,
                Order::Asc => HistoryOrder::OldestFirst,
            },
            heights: *heights.start()..=indexed_height.min(*heights.end()),
            after,
            limit,
            scan_max: POSTINGS_READ_MAX,
        };
        let page = HistoryPage::read(&reader, &postings, &filter)?;
        Ok((page, indexed_height))
    })
    .await?;
    let directory = Directory::of(&node, page.entries.iter().flat_map(Entry::accounts));
    let mut answer = AccountHistory {
        transfers: Vec::new(),
        transactions: Vec::new(),
        next_cursor: page
            .next
            .map(|place| encode_cursor(List::AccountHistory, scope, place)),
        indexed_height,
    };
    for entry in page.entries {
        match entry {
            Entry::Transfer(transfer) => answer
                .transfers
                .push(account_transfer(&node, &directory, &transfer)),
            Entry::Submission(summary, role) => answer.transactions.push(AccountTransaction {
                transaction: summary.transaction(&node, &directory),
                role: match role {
                    Role::Signer => AccountRole::Signer,
                    _ => AccountRole::Concerned,
                },
            }),
        }
    }
    Ok(Json(answer))
}

fn account_transfer(node: &Node, directory: &Directory, entry: &TransferEntry) -> AccountTransfer {
    AccountTransfer {
        transfer: entry.record.transfer(node, directory),
        transaction_hash: entry.id.to_string(),
        kind: entry.kind.name(),
        block_height: entry.height,
        position: entry.position,
        timestamp: rfc3339(entry.time_ms),
        direction: if entry.role == Role::Credited {
            TransferDirection::In
        } else {
            TransferDirection::Out
        },
    }
}

/// Stands for the submission as a whole where a cursor has the number of a record.
const WHOLE_SUBMISSION: u64 = u64::MAX;

fn encode_cursor(list: List, scope: Scope, place: PostingCursor) -> String {
    let numbers = [
        place.height,
        u64::from(place.position),
        place.record_index.map_or(WHOLE_SUBMISSION, u64::from),
        place.role as u64,
    ];
    cursor::encode(list, scope, &numbers)
}

fn decode_cursor(list: List, scope: Scope, text: &str) -> Result<PostingCursor, Problem> {
    let [height, position, record, role] = cursor::decode(list, scope, text)?;
    let decoded = || {
        let record_index = match record {
            WHOLE_SUBMISSION => None,
            // The index has room for the records of a batch.
            index => Some(u32::try_from(index).ok().filter(|index| *index < 1 << 16)?),
        };
        let roles = [Role::Credited, Role::Debited, Role::Signer, Role::Concerned];
        Some(PostingCursor {
            height,
            position: u32::try_from(position).ok()?,
            record_index,
            role: roles.into_iter().find(|known| *known as u64 == role)?,
        })
    };
    decoded().ok_or_else(cursor::unknown)
}
