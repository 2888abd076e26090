//! Whether the audit log still says what the ledger knows of it.

use std::collections::BTreeSet;

use aurigraph_client::HttpClient;
use aurigraph_client::history::{HistoryOrder, HistoryQuery};
use aurigraph_types::{Address, SubmissionKind};
use serde_json::Value;
use sqlx::Any;

use super::{AnchorError, TOPIC};
use crate::store::Store;

/// Entries that are asked for at once.
const ENTRIES_AT_ONCE: u32 = 200;

/// A statement on the ledger that the log does not agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The line that it is about.
    pub sequence: u64,
    /// The submission on the ledger.
    pub transaction_hash: String,
    /// Its block.
    pub height: u64,
    /// When that was made, RFC 3339.
    pub at: String,
    /// Whether the line is gone; otherwise it, or one before it, is another one.
    pub is_missing: bool,
}

/// What comparing found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnchorReport {
    /// Accounts whose statements were read.
    pub addresses: Vec<String>,
    /// Statements on the ledger.
    pub anchors: u64,
    /// The newest one that the log agrees with: number of its line, and when.
    pub newest: Option<(u64, String)>,
    /// Those that it does not agree with, oldest first.
    pub mismatches: Vec<Mismatch>,
}

/// Compares every statement of these accounts, and of those that the database remembers, with the log. The node that is asked has to be one that is trusted.
///
/// # Errors
/// If the database or the ledger cannot be used.
pub async fn verify_anchors(
    store: &Store,
    http: &HttpClient,
    addresses: &[Address],
) -> Result<AnchorReport, AnchorError> {
    let mut all: BTreeSet<String> = addresses.iter().map(ToString::to_string).collect();
    let rows: Vec<(String,)> =
        sqlx::query_as::<Any, _>("SELECT DISTINCT address FROM audit_anchors")
            .fetch_all(store.pool())
            .await?;
    all.extend(rows.into_iter().map(|(address,)| address));
    let mut report = AnchorReport {
        addresses: all.iter().cloned().collect(),
        ..AnchorReport::default()
    };
    for address in all.iter().filter_map(|text| text.parse().ok().map(Address)) {
        compare(store, http, &address, &mut report).await?;
    }
    report
        .mismatches
        .sort_by_key(|one| (one.height, one.sequence));
    Ok(report)
}

async fn compare(
    store: &Store,
    http: &HttpClient,
    address: &Address,
    report: &mut AnchorReport,
) -> Result<(), AnchorError> {
    let query = HistoryQuery {
        order: HistoryOrder::OldestFirst,
        kind: Some(SubmissionKind::Operation),
        ..HistoryQuery::default()
    };
    let mut cursor: Option<String> = None;
    loop {
        let page = http.history(address, &query, ENTRIES_AT_ONCE, cursor.as_deref());
        let page = match page.await {
            // An account that was never let in has said nothing.
            Err(error) if error.code() == Some("not_found") => return Ok(()),
            page => page?,
        };
        for entry in page.transactions {
            let transaction = entry.transaction;
            let Some((sequence, hash)) = transaction.operation.as_ref().and_then(statement) else {
                continue;
            };
            report.anchors += 1;
            let kept: Option<(String,)> =
                sqlx::query_as::<Any, _>("SELECT hash FROM audit_events WHERE sequence = $1")
                    .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
                    .fetch_optional(store.pool())
                    .await?;
            if kept.as_ref().is_some_and(|(kept,)| *kept == hash) {
                let is_newer = report
                    .newest
                    .as_ref()
                    .is_none_or(|(newest, _)| *newest < sequence);
                if is_newer {
                    report.newest = Some((sequence, transaction.timestamp));
                }
                continue;
            }
            report.mismatches.push(Mismatch {
                sequence,
                transaction_hash: transaction.hash.to_string(),
                height: transaction.block_height,
                at: transaction.timestamp,
                is_missing: kept.is_none(),
            });
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// Number and hash that an operation states about the audit log, if it took effect.
fn statement(operation: &Value) -> Option<(u64, String)> {
    let text = |name: &str| operation[name].as_str();
    let is_one = text("kind") == Some("attest")
        && text("topic") == Some(TOPIC)
        && text("resultCode") == Some("applied");
    let number = operation["number"].as_u64()?;
    is_one.then_some((number, text("hash")?.to_owned()))
}
