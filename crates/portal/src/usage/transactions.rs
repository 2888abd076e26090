//! What took effect on the ledger for the accounts that organisations linked: counted from where the counting stopped, and once.
//!
//! ```text
//! linked ─▶ position: what the node has by then ─ once a minute ─▶ activity above it, up to a height ─▶ in one transaction: position there, days added
//! ```
//!
//! Invariants
//! - Position and days move together, and only from where this counting began: of several processes one counts, and a crash loses nothing.
//! - Nothing from before an account was linked counts, and nothing after it was unlinked. The position is set with the link, behind the last block that the node has,
//!   indexed or not; where the node gives no answer then, the first look sets it, and what was in between is not counted.
//! - While a node is asked, no transaction is open.

use std::time::Duration;

use aurigraph_client::{HttpClient, HttpError};
use aurigraph_types::Address;
use jiff::civil::Date;
use parking_lot::Mutex;
use serde::Deserialize;
use sqlx::Any;

use super::meter::{Metric, add, day_of};
use crate::ids::OrganisationId;
use crate::ledger_accounts;
use crate::store::sealing::Owner;
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// How often it is counted.
pub const COUNTED_EVERY: Duration = Duration::from_secs(60);
/// Accounts of one turn, one after the other; the next turn goes on with others.
const ACCOUNTS_AT_ONCE: usize = 1_000;
/// Heights of one account in one turn.
const HEIGHTS_AT_ONCE: u64 = 100_000;
/// Answers that are added up before fewer heights are asked for. A block has less than half of them.
const ANSWERS_MAX: usize = 20;

/// How long somebody who links an account waits for the node.
const ASKED_WITHIN: Duration = Duration::from_secs(2);

/// Why something was not counted. It is counted the next time.
#[derive(Debug, thiserror::Error)]
pub enum CountingError {
    /// The portal's database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The node.
    #[error(transparent)]
    Ledger(#[from] HttpError),
    /// It goes on and on.
    #[error("the node's answers about block {0} do not end")]
    Endless(u64),
}

impl From<sqlx::Error> for CountingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl CountingError {
    /// Whether others would fail as well.
    fn is_of_all(&self) -> bool {
        match self {
            Self::Store(error) => matches!(error, StoreError::Database(_)),
            Self::Ledger(error) => error.is_of_this_node() || error.code() == Some("too_busy"),
            Self::Endless(_) => false,
        }
    }
}

/// Counts, turn by turn.
#[derive(Debug, Default)]
pub struct TransactionCounter {
    /// The account that was looked at last.
    after: Mutex<String>,
}

/// An account of an organisation.
struct Linked {
    account_id: String,
    organisation_id: OrganisationId,
    scheme: String,
    /// Sealed.
    public_key: String,
    linked_on: Date,
    /// Up to here it was counted; nothing before the first time.
    counted: Option<u64>,
}

/// What the node says of a day.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActivityDay {
    day: Date,
    transfers_out: u64,
    operations: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    days: Vec<ActivityDay>,
    next_cursor: Option<String>,
    indexed_height: u64,
}

/// How far a node is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Heights {
    block_height: u64,
    indexed_height: u64,
}

/// All answers about some heights.
enum Answers {
    Days(Vec<ActivityDay>),
    /// A node answered that has not come so far.
    Behind,
    TooMany,
}

impl TransactionCounter {
    /// Counts what took effect since the last time. How much that was.
    ///
    /// # Errors
    /// If the database or the node cannot be used, or one of the accounts could not be counted: the others were.
    pub async fn count(&self, store: &Store, http: &HttpClient) -> Result<u64, CountingError> {
        let after = self.after.lock().clone();
        let mut total = 0;
        let mut failed: Option<CountingError> = None;
        for account in next_round(store, &after).await? {
            // Before it is asked: an account whose answer never comes keeps nobody else waiting for long.
            self.after.lock().clone_from(&account.account_id);
            match count_one(store, http, &account).await {
                Ok(counted) => total += counted,
                Err(error) if error.is_of_all() => return Err(error),
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
        }
        match failed {
            Some(error) => Err(error),
            None => Ok(total),
        }
    }
}

/// The accounts of a turn: those behind the last one, then from the beginning on. Where all have room in a turn, all are in each.
async fn next_round(store: &Store, after: &str) -> Result<Vec<Linked>, StoreError> {
    let mut accounts = linked_behind(store, after).await?;
    if accounts.len() < ACCOUNTS_AT_ONCE && !after.is_empty() {
        let first = linked_behind(store, "").await?;
        let others = first
            .into_iter()
            .filter(|one| one.account_id.as_str() <= after);
        accounts.extend(others);
        accounts.truncate(ACCOUNTS_AT_ONCE);
    }
    Ok(accounts)
}

type Row = (String, String, String, String, i64, Option<i64>);

/// The next accounts of organisations, by id.
async fn linked_behind(store: &Store, after: &str) -> Result<Vec<Linked>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(
        "SELECT a.account_id, a.organisation_id, a.scheme, a.public_key, a.linked_ms, p.counted_height \
         FROM ledger_accounts a LEFT JOIN ledger_positions p ON p.account_id = a.account_id \
         WHERE a.organisation_id IS NOT NULL AND a.account_id > $1 ORDER BY a.account_id LIMIT $2",
    )
    .bind(after)
    .bind(ACCOUNTS_AT_ONCE as i64)
    .fetch_all(store.pool())
    .await?;
    rows.into_iter().map(readable).collect()
}

fn readable(row: Row) -> Result<Linked, StoreError> {
    const COLUMN: StoreError = StoreError::Column {
        column: "ledger_accounts",
    };
    let (account_id, organisation_id, scheme, public_key, linked_ms, counted) = row;
    let linked_on = day_of(UnixTime::from_ms(linked_ms)).parse::<Date>();
    Ok(Linked {
        account_id,
        organisation_id: OrganisationId::parse(&organisation_id).ok_or(COLUMN)?,
        scheme,
        public_key,
        linked_on: linked_on.map_err(|_| COLUMN)?,
        counted: counted.map(i64::unsigned_abs),
    })
}

/// Counts for one account. How much that was.
async fn count_one(
    store: &Store,
    http: &HttpClient,
    account: &Linked,
) -> Result<u64, CountingError> {
    let owner = Owner::Organisation(account.organisation_id.clone());
    let Some(owners_key) = store.sealing().key(store.pool(), &owner).await? else {
        // Deleted meanwhile.
        return Ok(0);
    };
    let sealed = (account.scheme.as_str(), account.public_key.as_str());
    let key = ledger_accounts::opened_key(&owners_key, &account.account_id, sealed)?;
    let address = key.address();
    let Some(counted) = account.counted else {
        // The node gave no answer when it was linked. What is indexed now counts as before: the counting begins behind it.
        if let Some(answer) = ask(http, &address, (0, 0), None).await? {
            begin(store, &account.account_id, answer.indexed_height).await?;
        }
        return Ok(0);
    };
    match took_effect(http, &address, counted).await? {
        Some((reached, days)) => write_down(store, account, (counted, reached), &days).await,
        None => Ok(0),
    }
}

/// The height behind which the counting of an account begins that is linked now: the last block of the node. Its index may come to that later, and what is in there
/// was before. Nothing if there is no node, or no answer in time.
pub(crate) async fn height_now(http: Option<&HttpClient>) -> Option<u64> {
    let asked = http?.get::<Heights>("/api/v11/stats");
    match tokio::time::timeout(ASKED_WITHIN, asked).await {
        Ok(Ok(heights)) => Some(heights.block_height.max(heights.indexed_height)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the counting of an account that is linked begins with the first look");
            None
        }
        Err(_) => {
            tracing::debug!(
                "the node did not answer: the counting of an account that is linked begins with the first look"
            );
            None
        }
    }
}

/// Asks about heights, both included; nothing if the account is not on the ledger.
async fn ask(
    http: &HttpClient,
    address: &Address,
    (from, to): (u64, u64),
    cursor: Option<&str>,
) -> Result<Option<Activity>, HttpError> {
    let mut path = format!("/api/v11/accounts/{address}/activity?fromHeight={from}&toHeight={to}");
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(cursor);
    }
    match http.get::<Activity>(&path).await {
        Err(error) if error.is_not_found() => Ok(None),
        answer => answer.map(Some),
    }
}

/// What took effect above a height, and up to which; nothing if there is nothing new.
async fn took_effect(
    http: &HttpClient,
    address: &Address,
    counted: u64,
) -> Result<Option<(u64, Vec<ActivityDay>)>, CountingError> {
    let (from, most) = (counted + 1, counted.saturating_add(HEIGHTS_AT_ONCE));
    let Some(first) = ask(http, address, (from, most), None).await? else {
        return Ok(None);
    };
    let mut reached = most.min(first.indexed_height);
    if reached < from {
        return Ok(None);
    }
    if first.next_cursor.is_none() {
        return Ok(Some((reached, first.days)));
    }
    // The heights stay the same while the index goes on: whichever node answers next, it answers about these.
    loop {
        match all_answers(http, address, (from, reached)).await? {
            Answers::Days(days) => return Ok(Some((reached, days))),
            Answers::Behind => return Ok(None),
            Answers::TooMany if reached > from => reached = from + (reached - from) / 2,
            Answers::TooMany => return Err(CountingError::Endless(from)),
        }
    }
}

async fn all_answers(
    http: &HttpClient,
    address: &Address,
    heights: (u64, u64),
) -> Result<Answers, HttpError> {
    let mut days = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..ANSWERS_MAX {
        let answer = ask(http, address, heights, cursor.as_deref()).await?;
        let Some(answer) = answer.filter(|answer| answer.indexed_height >= heights.1) else {
            return Ok(Answers::Behind);
        };
        days.extend(answer.days);
        cursor = answer.next_cursor;
        if cursor.is_none() {
            return Ok(Answers::Days(days));
        }
    }
    Ok(Answers::TooMany)
}

/// The counting of an account begins behind a height, unless it began already.
async fn begin(store: &Store, account_id: &str, height: u64) -> Result<(), StoreError> {
    let mut write = store.write().await?;
    begin_in(&mut write, account_id, height).await?;
    Ok(write.commit().await?)
}

/// The same in the transaction that links the account.
pub(crate) async fn begin_in(
    write: &mut Write,
    account_id: &str,
    height: u64,
) -> Result<(), StoreError> {
    // An account that was unlinked meanwhile has no position.
    sqlx::query::<Any>(
        "INSERT INTO ledger_positions (account_id, counted_height) \
         SELECT account_id, $1 FROM ledger_accounts WHERE account_id = $2 ON CONFLICT (account_id) DO NOTHING",
    )
    .bind(as_column(height))
    .bind(account_id)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Adds what was counted, unless somebody else did, or the account was unlinked meanwhile. How much that was.
async fn write_down(
    store: &Store,
    account: &Linked,
    (counted, reached): (u64, u64),
    days: &[ActivityDay],
) -> Result<u64, CountingError> {
    // A node that was far behind when the counting began would show what was before.
    let own = days.iter().filter(|day| day.day >= account.linked_on);
    let amounts = own.map(|day| (day.day, day.transfers_out.saturating_add(day.operations)));
    let amounts: Vec<(Date, u64)> = amounts.filter(|(_, amount)| *amount > 0).collect();
    if amounts.is_empty() && reached - counted < HEIGHTS_AT_ONCE / 2 {
        // Nothing is written for accounts that rest: the same heights are asked for again.
        return Ok(0);
    }
    let mut write = store.write().await?;
    let moved = sqlx::query::<Any>(
        "UPDATE ledger_positions SET counted_height = $1 WHERE account_id = $2 AND counted_height = $3",
    )
    .bind(as_column(reached))
    .bind(&account.account_id)
    .bind(as_column(counted))
    .execute(&mut *write)
    .await?;
    if moved.rows_affected() != 1 {
        return Ok(0);
    }
    let mut total = 0_u64;
    for (day, amount) in amounts {
        let day = day.to_string();
        let place = (day.as_str(), Metric::Transactions);
        add(&mut write, &account.organisation_id, place, amount).await?;
        total = total.saturating_add(amount);
    }
    write.commit().await?;
    Ok(total)
}

fn as_column(height: u64) -> i64 {
    i64::try_from(height).unwrap_or(i64::MAX)
}
