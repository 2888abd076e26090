//! What a payments file comes to: records, totals, and the sentence that a person agrees to.

use std::collections::BTreeMap;

use anyhow::Context;
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{BadRow, Payment, PaymentsFile, batches, format_amount};
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::{AccountIndex, Amount, TransferRecord};

use super::journal::Journal;
use super::payees::Payees;
use crate::failure::usage;
use crate::table::grouped;
use crate::wallet::session::{Session, label};

/// Everything that is going to be signed, and what is not.
pub struct Plan {
    /// In the order of the file.
    pub records: Vec<TransferRecord>,
    /// The file's line of each record.
    pub lines: Vec<u64>,
    /// Rows that cannot be paid, by line.
    pub bad_rows: Vec<BadRow>,
}

impl Plan {
    /// Finds the payees and makes the records.
    pub async fn make(session: &Session, file: &PaymentsFile) -> anyhow::Result<Self> {
        let payees = Payees::look_up(&session.connection.http, &file.payments).await?;
        let from = AccountIndex::new(session.account.index);
        let mut plan = Self {
            records: Vec::new(),
            lines: Vec::new(),
            bad_rows: file.bad_rows.clone(),
        };
        for payment in &file.payments {
            match plan_one(payment, from, &payees) {
                Ok(record) => {
                    plan.records.push(record);
                    plan.lines.push(payment.line);
                }
                Err(reason) => plan.bad_rows.push(BadRow {
                    line: payment.line,
                    reason,
                }),
            }
        }
        plan.bad_rows.sort_by_key(|row| row.line);
        Ok(plan)
    }

    /// An error if the account holds less than the file adds up to: then the last payments would be rejected, and which ones is
    /// not for chance to decide.
    pub fn check_funds(&self, session: &Session, assets: &[Asset]) -> anyhow::Result<()> {
        for (index, total) in self.totals() {
            let asset = asset(assets, index)?;
            let balance = session
                .account
                .balances
                .iter()
                .find(|balance| balance.asset_index == index);
            let held: u64 = match balance {
                Some(balance) => balance
                    .amount
                    .parse()
                    .context("the node's balance is not a number")?,
                None => 0,
            };
            if total > u128::from(held) {
                let missing = u64::try_from(total - u128::from(held)).unwrap_or(u64::MAX);
                return Err(usage(format!(
                    "{} holds {} {code} and the file adds up to {} {code} more; nothing was signed",
                    label(&session.account),
                    format_amount(Amount::new(held), asset.decimals),
                    format_amount(Amount::new(missing), asset.decimals),
                    code = asset.code
                )));
            }
        }
        Ok(())
    }

    /// What is about to be signed, in words.
    pub fn sentence(&self, session: &Session, assets: &[Asset]) -> String {
        let totals: Vec<String> = self
            .totals()
            .into_iter()
            .filter_map(|(index, total)| {
                let asset = asset(assets, index).ok()?;
                // It fits: the account holds at least as much.
                let total = u64::try_from(total).ok()?;
                Some(format!(
                    "{} {}",
                    format_amount(Amount::new(total), asset.decimals),
                    asset.code
                ))
            })
            .collect();
        let count = self.records.len();
        let batches = count.div_ceil(BATCH_RECORDS_MAX);
        format!(
            "Pay {} in {} payment{} from {} on {}, signed as {}.",
            totals.join(" and "),
            grouped(count as u64),
            if count == 1 { "" } else { "s" },
            label(&session.account),
            session.connection.info.network,
            if batches == 1 {
                "one batch".to_owned()
            } else {
                format!("{batches} batches")
            }
        )
    }

    /// Signs every batch.
    pub fn sign(&self, session: &Session, digest: &str) -> Journal {
        let submissions = batches(&self.records)
            .map(|batch| session.signer.batch(batch, None))
            .collect();
        Journal::new(
            session,
            digest,
            submissions,
            self.lines.clone(),
            &self.bad_rows,
        )
    }

    fn totals(&self) -> BTreeMap<u32, u128> {
        let mut totals = BTreeMap::new();
        for record in &self.records {
            *totals.entry(record.asset_index().get()).or_default() +=
                u128::from(record.amount().get());
        }
        totals
    }
}

fn plan_one(
    payment: &Payment,
    from: AccountIndex,
    payees: &Payees,
) -> Result<TransferRecord, String> {
    let to = payees
        .account(&payment.to)
        .ok_or_else(|| format!("there is no account with the address {}", payment.to))?;
    if to == from {
        return Err("the payee is the account that pays".to_owned());
    }
    Ok(payment.record(from, to))
}

fn asset(assets: &[Asset], index: u32) -> anyhow::Result<&Asset> {
    assets
        .iter()
        .find(|asset| asset.index == index)
        .with_context(|| format!("the node lists no asset {index}"))
}
