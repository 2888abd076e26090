//! An account's history: what is asked for, and the two lists of a page as the one list that they are parts of.

use std::cmp::Reverse;

use aurigraph_types::{Digest, SubmissionKind};
use serde::{Deserialize, Serialize};

use crate::api::{Transaction, Transfer};

/// A transfer from or to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountTransfer {
    /// The transfer.
    #[serde(flatten)]
    pub transfer: Transfer,
    /// Its submission.
    pub transaction_hash: Digest,
    /// Kind of its submission: `transfer` or `batch`.
    pub kind: String,
    /// Its block.
    pub block_height: u64,
    /// Position of its submission in the block.
    pub position: u32,
    /// Time of the block.
    pub timestamp: String,
    /// `in` or `out`.
    pub direction: String,
}

/// An operation that the account signed or that concerns it, or what it signed for other accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountTransaction {
    /// The submission.
    #[serde(flatten)]
    pub transaction: Transaction,
    /// `signer` or `concerned`.
    pub role: String,
}

/// A page of an account's history: each list in the order that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    /// Transfers from and to the account.
    pub transfers: Vec<AccountTransfer>,
    /// What else it took part in.
    pub transactions: Vec<AccountTransaction>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Up to which height the index reaches.
    pub indexed_height: u64,
}

/// One entry of an account's history. In JSON a transfer has a `direction`, and a transaction has a `role`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum HistoryEntry {
    /// A transfer from or to the account.
    Transfer(Box<AccountTransfer>),
    /// What else it took part in.
    Transaction(Box<AccountTransaction>),
}

/// In which order a history is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistoryOrder {
    /// From the last block backwards.
    #[default]
    NewestFirst,
    /// From the first block on.
    OldestFirst,
}

/// Whether the account is debited or credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Credited.
    In,
    /// Debited.
    Out,
}

/// Which part of an account's history is asked for; everything, newest first, if nothing is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The order.
    pub order: HistoryOrder,
    /// Only what was submitted as this kind.
    pub kind: Option<SubmissionKind>,
    /// Only transfers of this direction.
    pub direction: Option<Direction>,
    /// Only what has the result code of this name; `rejected` stands for every one but `applied`.
    pub result_code: Option<String>,
    /// Only transfers of the asset with this code, and batches with such a transfer.
    pub asset: Option<String>,
    /// Only what is at this height or above.
    pub from_height: Option<u64>,
    /// Only what is at this height or below.
    pub to_height: Option<u64>,
    /// Only what is of this time or later, RFC 3339.
    pub from_time: Option<String>,
    /// Only what is of this time or earlier, RFC 3339.
    pub to_time: Option<String>,
}

impl HistoryOrder {
    /// Both orders.
    pub const ALL: [Self; 2] = [Self::NewestFirst, Self::OldestFirst];

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewestFirst => "desc",
            Self::OldestFirst => "asc",
        }
    }
}

impl Direction {
    /// Both directions.
    pub const ALL: [Self; 2] = [Self::In, Self::Out];

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

impl HistoryQuery {
    /// Whether something is left out of the history.
    pub fn is_filtered(&self) -> bool {
        *self
            != Self {
                order: self.order,
                ..Self::default()
            }
    }

    /// The parameters of the request.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = vec![("order", self.order.name().to_owned())];
        let texts = [
            ("kind", self.kind.map(|kind| kind.name().to_owned())),
            (
                "direction",
                self.direction.map(|direction| direction.name().to_owned()),
            ),
            ("resultCode", self.result_code.clone()),
            ("asset", self.asset.clone()),
            (
                "fromHeight",
                self.from_height.map(|height| height.to_string()),
            ),
            ("toHeight", self.to_height.map(|height| height.to_string())),
            ("fromTime", self.from_time.clone()),
            ("toTime", self.to_time.clone()),
        ];
        parameters.extend(
            texts
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        parameters
    }
}

impl HistoryEntry {
    /// Where it stands among all entries. A submission as a whole is newer than the transfers in it.
    fn place(&self) -> (u64, u32, bool) {
        match self {
            Self::Transfer(entry) => (entry.block_height, entry.position, false),
            Self::Transaction(entry) => {
                let transaction = &entry.transaction;
                (transaction.block_height, transaction.position, true)
            }
        }
    }
}

impl HistoryPage {
    /// Both lists as one, in the order in which the page was asked for.
    pub fn into_entries(self, order: HistoryOrder) -> Vec<HistoryEntry> {
        let transfers = self.transfers.into_iter().map(Box::new);
        let transactions = self.transactions.into_iter().map(Box::new);
        let mut entries: Vec<HistoryEntry> = transfers
            .map(HistoryEntry::Transfer)
            .chain(transactions.map(HistoryEntry::Transaction))
            .collect();
        // These sorts are stable: what has one place, such as the transfers of a batch, stays in the order of its own list.
        match order {
            HistoryOrder::NewestFirst => entries.sort_by_key(|entry| Reverse(entry.place())),
            HistoryOrder::OldestFirst => entries.sort_by_key(HistoryEntry::place),
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn transfer(block_height: u64, position: u32, index: u32) -> Value {
        let party = json!({ "index": 1, "address": null });
        json!({
            "index": index, "from": party, "to": party, "asset": "EUR", "assetIndex": 0, "decimals": 2, "amount": "1",
            "reference": "", "resultCode": "applied", "transactionHash": "ab".repeat(32), "kind": "batch",
            "blockHeight": block_height, "position": position, "timestamp": "", "direction": "out",
        })
    }

    fn transaction(block_height: u64, position: u32) -> Value {
        json!({
            "hash": "cd".repeat(32), "kind": "batch", "signer": { "index": 1, "address": "ef".repeat(32) },
            "signatureScheme": "ed25519", "sequence": "1", "blockHeight": block_height, "position": position, "timestamp": "",
            "transferCount": 1, "applied": 1, "rejected": 0, "status": "APPLIED", "transfer": null, "operation": null,
            "finality": { "state": "final", "height": block_height }, "role": "signer",
        })
    }

    fn page(
        mut transfers: Vec<Value>,
        mut transactions: Vec<Value>,
        order: HistoryOrder,
    ) -> HistoryPage {
        if order == HistoryOrder::OldestFirst {
            transfers.reverse();
            transactions.reverse();
        }
        let page = json!({ "transfers": transfers, "transactions": transactions, "nextCursor": null, "indexedHeight": 9 });
        serde_json::from_value(page).expect("the documented shape")
    }

    #[test]
    fn both_lists_are_one_in_either_order() {
        let ordered = HistoryOrder::ALL.map(|order| {
            let transfers = vec![transfer(8, 0, 1), transfer(8, 0, 0), transfer(5, 3, 0)];
            let transactions = vec![
                transaction(9, 0),
                transaction(8, 0),
                transaction(5, 4),
                transaction(1, 0),
            ];
            let entries = page(transfers, transactions, order).into_entries(order);
            let words = entries.iter().map(|entry| match entry {
                HistoryEntry::Transfer(entry) => {
                    format!("{}-{}", entry.block_height, entry.transfer.index)
                }
                HistoryEntry::Transaction(entry) => format!("{}", entry.transaction.block_height),
            });
            words.collect::<Vec<_>>()
        });
        let [newest_first, mut oldest_first] = ordered;
        assert_eq!(newest_first, ["9", "8", "8-1", "8-0", "5", "5-0", "1"]);
        oldest_first.reverse();
        assert_eq!(oldest_first, newest_first);
    }

    #[test]
    fn only_what_is_set_is_asked_for() {
        assert_eq!(
            HistoryQuery::default().parameters(),
            [("order", "desc".to_owned())]
        );
        let query = HistoryQuery {
            order: HistoryOrder::OldestFirst,
            direction: Some(Direction::In),
            to_height: Some(9),
            ..HistoryQuery::default()
        };
        let expected = [("order", "asc"), ("direction", "in"), ("toHeight", "9")];
        assert_eq!(
            query.parameters(),
            expected.map(|(name, value)| (name, value.to_owned()))
        );
        assert!(query.is_filtered());
        assert!(
            !HistoryQuery {
                order: HistoryOrder::OldestFirst,
                ..HistoryQuery::default()
            }
            .is_filtered()
        );
    }
}
