//! What earlier runs of a payments file paid, row by row.
//!
//! A row is the same payment as one that was made if payee, asset, amount and reference are the same, however the file around it changed.
//! Rows that are alike are told apart by their number: if two were paid, the third one of the file is new. The evidence is the
//! finished journals beside the file, and the receipts of runs whose journal is gone. A payment that the ledger refused or rejected is not paid.
//! The paying account does not matter: an invoice that another account paid is paid.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{
    Payee, ReceiptRow, parse_amount, parse_payee, read_receipts, spreadsheet_safe,
};
use aurigraph_types::{ResultCode, TransferRecord};

use super::journal::{Journal, Paths};
use super::payees::Payees;
use super::receipts::{PAID_BEFORE, default_path};
use crate::failure::usage;
use crate::wallet::files::kept_aside;
use crate::wallet::session::Session;

/// What makes two rows the same payment. The reference is as receipts write it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowKey {
    to: u32,
    asset: u32,
    amount: u64,
    reference: String,
}

impl RowKey {
    /// The key of a payment.
    pub fn of(record: &TransferRecord) -> Self {
        let reference = String::from_utf8_lossy(record.reference_trimmed());
        Self {
            to: record.credit().get(),
            asset: record.asset_index().get(),
            amount: record.amount().get(),
            reference: spreadsheet_safe(&reference),
        }
    }
}

/// A payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidRow {
    /// The run that made it: its place in [`History::runs`].
    pub run: usize,
    /// The id of its receipt.
    pub receipt: String,
    /// Its block, if that is known.
    pub block: Option<u64>,
}

/// An earlier run.
#[derive(Debug)]
pub struct EarlierRun {
    /// When it was finished (RFC 3339).
    pub finished_at: String,
    /// The account that paid, if that is known.
    pub account: Option<u32>,
    /// The submissions' ids.
    transactions: Vec<String>,
    /// The name under which its receipts were written.
    receipts: PathBuf,
}

/// All earlier runs of a payments file on this ledger, the oldest first.
#[derive(Debug, Default)]
pub struct History {
    /// The runs.
    pub runs: Vec<EarlierRun>,
    paid: HashMap<RowKey, Vec<PaidRow>>,
}

impl History {
    /// Reads what lies beside the payments file.
    pub async fn read(session: &Session, assets: &[Asset], file: &Path) -> anyhow::Result<Self> {
        let mut history = Self::default();
        let mut has_journals = false;
        for path in all_of(&Paths::beside(file).paid)? {
            let journal = Journal::read(&path).with_context(|| {
                format!(
                    "{} says which rows were paid; restore it, or move it away if you are sure that they must be paid again. \
                     Nothing was sent",
                    path.display()
                )
            })?;
            if let Some(journal) = journal {
                has_journals = true;
                if journal.is_of_chain(session) {
                    history.add_journal(&journal, file, &path);
                }
            }
        }
        for path in all_of(&default_path(file))? {
            let bytes =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            match read_receipts(&bytes[..]) {
                Ok(rows) => history.add_receipts(session, assets, &path, rows).await?,
                // Whoever edits receipts does not stop payments while the journals are there.
                Err(_) if has_journals => {}
                Err(error) => {
                    return Err(usage(format!(
                        "the receipts {} of an earlier run cannot be read ({error}), and its journal is gone: nobody can say which rows were \
                         paid. Restore it, or move it away if you are sure that they must be paid again. Nothing was sent",
                        path.display()
                    )));
                }
            }
        }
        Ok(history)
    }

    fn add_journal(&mut self, journal: &Journal, file: &Path, path: &Path) {
        let run = self.runs.len();
        let results = journal.results();
        let mut transactions = Vec::new();
        for (place, (_, view)) in journal.batches().enumerate() {
            let id = view.id().to_string();
            // Without results every payment counts as made: better asked about than paid twice.
            let result = results.as_ref().map(|results| results[place].as_ref());
            for (index, record) in view.records().iter().enumerate() {
                let is_paid = result
                    .is_none_or(|made| made.is_some_and(|made| made.codes[index].is_applied()));
                if is_paid {
                    self.paid
                        .entry(RowKey::of(record))
                        .or_default()
                        .push(PaidRow {
                            run,
                            receipt: format!("{id}-{index}"),
                            block: result.flatten().map(|made| made.height),
                        });
                }
            }
            transactions.push(id);
        }
        let finished = journal.finished();
        self.runs.push(EarlierRun {
            finished_at: finished.map_or_else(|| modified(path), |finished| finished.at.clone()),
            account: Some(journal.account()),
            transactions,
            receipts: finished.map_or_else(
                || default_path(file),
                |finished| PathBuf::from(&finished.receipts),
            ),
        });
    }

    /// Adds the payments of a receipts file that no journal has.
    async fn add_receipts(
        &mut self,
        session: &Session,
        assets: &[Asset],
        path: &Path,
        rows: Vec<ReceiptRow>,
    ) -> anyhow::Result<()> {
        let known: HashSet<&str> = self
            .runs
            .iter()
            .flat_map(|run| &run.transactions)
            .map(String::as_str)
            .collect();
        let mut made = Vec::new();
        for row in rows {
            let is_paid =
                [ResultCode::Applied.name(), PAID_BEFORE].contains(&row.result_code.as_str());
            if is_paid && !known.contains(row.transaction_hash.as_str()) {
                let payee = parse_payee(&row.to).map_err(|error| {
                    usage(format!("{}: line {}: {error}", path.display(), row.line))
                })?;
                made.push((payee, row));
            }
        }
        if made.is_empty() {
            return Ok(());
        }
        let payees = made.iter().map(|(payee, _)| *payee);
        let payees = Payees::look_up(&session.connection.http, payees).await?;
        let run = self.runs.len();
        let mut transactions = HashSet::new();
        for (payee, row) in made {
            // What is of another ledger has other payees or assets, and was not paid here.
            let Some(key) = key_of(&row, &payee, &payees, assets) else {
                continue;
            };
            transactions.insert(row.transaction_hash);
            let paid = self.paid.entry(key).or_default();
            if paid.iter().all(|other| other.receipt != row.receipt_id) {
                paid.push(PaidRow {
                    run,
                    receipt: row.receipt_id,
                    block: row.block_height,
                });
            }
        }
        self.runs.push(EarlierRun {
            finished_at: modified(path),
            account: None,
            transactions: transactions.into_iter().collect(),
            receipts: path.to_owned(),
        });
        Ok(())
    }

    /// For each record the payment by which it was made before, if it was.
    pub fn matches(&self, records: &[TransferRecord]) -> Vec<Option<&PaidRow>> {
        let mut seen: HashMap<RowKey, usize> = HashMap::new();
        let matches = records.iter().map(|record| {
            let key = RowKey::of(record);
            let paid = self.paid.get(&key);
            let occurrence = seen.entry(key).or_default();
            let found = paid.and_then(|paid| paid.get(*occurrence));
            *occurrence += 1;
            found
        });
        matches.collect()
    }
}

impl EarlierRun {
    /// Where its receipts are now, if they can be found.
    pub fn receipts(&self) -> Option<PathBuf> {
        let is_own = |path: &Path| {
            let rows = fs::read(path)
                .ok()
                .and_then(|bytes| read_receipts(&bytes[..]).ok());
            rows.is_some_and(|rows| {
                rows.iter().any(|row| {
                    row.result_code != PAID_BEFORE
                        && self.transactions.contains(&row.transaction_hash)
                })
            })
        };
        let mut candidates = all_of(&self.receipts).ok()?;
        candidates.reverse();
        candidates.into_iter().find(|path| is_own(path))
    }
}

/// A file and what was kept aside under its name, the oldest first.
fn all_of(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let kept = kept_aside(path).with_context(|| format!("looking for {}", path.display()))?;
    let mut paths: Vec<PathBuf> = kept.into_iter().map(|(_, path)| path).collect();
    paths.extend(path.exists().then(|| path.to_owned()));
    Ok(paths)
}

fn key_of(row: &ReceiptRow, payee: &Payee, payees: &Payees, assets: &[Asset]) -> Option<RowKey> {
    let asset = assets.iter().find(|asset| asset.code == row.asset)?;
    Some(RowKey {
        to: payees.account(payee)?.get(),
        asset: asset.index,
        amount: parse_amount(&row.amount, asset.decimals).ok()?.get(),
        reference: row.reference.clone(),
    })
}

/// When a file was written (RFC 3339).
fn modified(path: &Path) -> String {
    let time = fs::metadata(path).and_then(|metadata| metadata.modified());
    let time = time.and_then(|time| {
        time.duration_since(std::time::UNIX_EPOCH)
            .map_err(io::Error::other)
    });
    time.map_or_else(
        |_| "at an unknown time".to_owned(),
        |time| {
            crate::time::from_unix_milliseconds(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
        },
    )
}

#[cfg(test)]
mod tests {
    use aurigraph_types::{AccountIndex, Amount, AssetIndex};

    use super::*;

    fn record(to: u32, amount: u64, reference: &str) -> TransferRecord {
        let (from, to) = (AccountIndex::new(1), AccountIndex::new(to));
        TransferRecord::new(from, to, AssetIndex::new(0), Amount::new(amount))
            .with_reference(reference.as_bytes())
            .expect("short enough")
    }

    #[test]
    fn rows_are_matched_by_content_and_by_number() {
        let mut history = History::default();
        for (receipt, row) in ["a", "b"]
            .iter()
            .zip([record(2, 5, "x"), record(2, 5, "x")])
        {
            let paid = PaidRow {
                run: 0,
                receipt: (*receipt).to_owned(),
                block: None,
            };
            history.paid.entry(RowKey::of(&row)).or_default().push(paid);
        }
        let records = [
            record(3, 5, "x"),
            record(2, 5, "x"),
            record(2, 6, "x"),
            record(2, 5, "y"),
            record(2, 5, "x"),
            record(2, 5, "x"),
        ];
        let matches = history.matches(&records);
        let receipts: Vec<Option<&str>> = matches
            .into_iter()
            .map(|found| found.map(|paid| paid.receipt.as_str()))
            .collect();
        assert_eq!(receipts, [None, Some("a"), None, None, Some("b"), None]);
    }
}
