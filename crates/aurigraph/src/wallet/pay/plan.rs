//! What a payments file comes to: records, totals, and the sentence that a person agrees to.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{BadRow, Payee, Payment, PaymentsFile, batches, format_amount};
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::{AccountIndex, Amount, TransferRecord};

use super::history::{History, PaidRow, RowKey};
use super::journal::{Journal, PaidBeforeRow};
use super::payees::Payees;
use crate::failure::usage;
use crate::table::grouped;
use crate::wallet::session::{Session, label};

/// Lines that a sentence names.
const NAMED_LINES_MAX: usize = 10;

/// Everything that is going to be signed, and what is not.
pub struct Plan {
    /// In the order of the file.
    pub records: Vec<TransferRecord>,
    /// The file's line of each record.
    pub lines: Vec<u64>,
    /// Rows that cannot be paid, by line.
    pub bad_rows: Vec<BadRow>,
    /// For each record the payment by which an earlier run made it, if one did.
    pub paid_before: Vec<Option<PaidRow>>,
    /// Rows that an earlier run paid and that are not paid again.
    pub left_out: Vec<PaidBeforeRow>,
    /// Lines of rows that are the same as another row of the file.
    pub duplicate_lines: Vec<u64>,
}

impl Plan {
    /// Finds the payees, makes the records, and compares them with what was paid before.
    pub async fn make(
        session: &Session,
        file: &PaymentsFile,
        history: &History,
    ) -> anyhow::Result<Self> {
        let payees = file.payments.iter().map(|payment| payment.to);
        let payees = Payees::look_up(&session.connection.http, payees).await?;
        let from = AccountIndex::new(session.account.index);
        let mut plan = Self {
            records: Vec::new(),
            lines: Vec::new(),
            bad_rows: file.bad_rows.clone(),
            paid_before: Vec::new(),
            left_out: Vec::new(),
            duplicate_lines: Vec::new(),
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
        let paid_before = history.matches(&plan.records);
        plan.paid_before = paid_before.into_iter().map(|paid| paid.cloned()).collect();
        plan.duplicate_lines = duplicate_lines(&plan.records, &plan.lines);
        Ok(plan)
    }

    /// How many rows an earlier run paid.
    pub fn paid_before_count(&self) -> usize {
        self.paid_before.iter().flatten().count()
    }

    /// Keeps only what no earlier run paid.
    pub fn leave_out_paid_rows(&mut self) {
        let records = std::mem::take(&mut self.records);
        let lines = std::mem::take(&mut self.lines);
        let paid_before = std::mem::take(&mut self.paid_before);
        for ((record, line), paid) in records.into_iter().zip(lines).zip(paid_before) {
            match paid {
                Some(paid) => self.left_out.push(PaidBeforeRow {
                    line,
                    receipt: paid.receipt,
                    block: paid.block,
                }),
                None => {
                    self.records.push(record);
                    self.lines.push(line);
                    self.paid_before.push(None);
                }
            }
        }
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
        let mut sentence = format!(
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
        );
        if !self.left_out.is_empty() {
            let count = self.left_out.len();
            sentence += &format!(
                " {} paid before and {} left out.",
                rows_were(count),
                if count == 1 { "is" } else { "are" }
            );
        }
        if self.paid_before_count() > 0 {
            let count = self.paid_before_count();
            sentence += &format!(
                " {} of them {} paid before and will be paid again.",
                grouped(count as u64),
                if count == 1 { "was" } else { "were" }
            );
        }
        if !self.duplicate_lines.is_empty() {
            sentence += &format!(
                " {} rows are the same as another row (payee, asset, amount and reference): lines {}.",
                grouped(self.duplicate_lines.len() as u64),
                listed(&self.duplicate_lines)
            );
        }
        sentence
    }

    /// Signs every batch. Their sequences are written down beside the key; the batches themselves are in the journal.
    pub fn sign(&self, session: &Session, digest: &str) -> anyhow::Result<Journal> {
        let mut submissions = Vec::new();
        for batch in batches(&self.records) {
            let signed = session.signer.batch(batch, None);
            session.signed.raise(signed.view().header().sequence())?;
            submissions.push(signed.into_bytes().into());
        }
        Ok(Journal::new(session, digest, submissions, self))
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
        .ok_or_else(|| match payment.to {
            Payee::Address(address) => format!("there is no account with the address {address}"),
            Payee::Index(index) => format!("there is no account {index}"),
        })?;
    if to == from {
        return Err("the payee is the account that pays".to_owned());
    }
    Ok(payment.record(from, to))
}

/// The lines of records that are the same payment as another one.
fn duplicate_lines(records: &[TransferRecord], lines: &[u64]) -> Vec<u64> {
    let mut counts: HashMap<RowKey, usize> = HashMap::new();
    for record in records {
        *counts.entry(RowKey::of(record)).or_default() += 1;
    }
    let rows = records.iter().zip(lines);
    rows.filter(|(record, _)| counts[&RowKey::of(record)] > 1)
        .map(|(_, line)| *line)
        .collect()
}

/// `1 row was`, `2 rows were`.
pub fn rows_were(count: usize) -> String {
    match count {
        1 => "1 row was".to_owned(),
        _ => format!("{} rows were", grouped(count as u64)),
    }
}

/// `2, 3 and 7`; only the first of many.
fn listed(lines: &[u64]) -> String {
    let named = lines.len().min(NAMED_LINES_MAX);
    let mut parts: Vec<String> = lines[..named].iter().map(u64::to_string).collect();
    let last = if named < lines.len() {
        Some(format!("{} more", grouped((lines.len() - named) as u64)))
    } else {
        parts.pop()
    };
    match last {
        Some(last) if !parts.is_empty() => format!("{} and {last}", parts.join(", ")),
        Some(last) => last,
        None => String::new(),
    }
}

fn asset(assets: &[Asset], index: u32) -> anyhow::Result<&Asset> {
    assets
        .iter()
        .find(|asset| asset.index == index)
        .with_context(|| format!("the node lists no asset {index}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_and_many_are_counted() {
        assert_eq!(listed(&[]), "");
        assert_eq!(listed(&[2]), "2");
        assert_eq!(listed(&[2, 3, 7]), "2, 3 and 7");
        let many: Vec<u64> = (2..102).collect();
        assert_eq!(listed(&many), "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 90 more");
        assert_eq!(rows_were(1), "1 row was");
    }
}
