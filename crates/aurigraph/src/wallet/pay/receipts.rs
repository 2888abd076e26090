//! The receipts file: one row for every row of the payments file, in its order. What another run wrote is kept under a numbered name.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{
    Payment, PaymentsFile, ReceiptRow, format_amount, read_receipts, write_receipts,
};
use aurigraph_types::{Digest, ResultCode};

use super::delivery::MadeBatch;
use super::journal::{Journal, PaidBeforeRow, SkippedRow};
use super::proofs::ProofReferences;
use crate::table::{fields, grouped};
use crate::wallet::files::{with_suffix, write_evidence};

/// Written for a row that was left out.
const SKIPPED: &str = "skipped";
/// Written for a payment whose batch was not made.
const NOT_MADE: &str = "not_made";

/// Written for a row that an earlier run paid.
pub const PAID_BEFORE: &str = "paid_before";

/// Where the receipts of a payments file are written if nothing else is said.
pub fn default_path(payments: &Path) -> PathBuf {
    with_suffix(payments, ".receipts.csv")
}

/// What came of the payments.
#[derive(Default)]
pub struct Summary {
    /// Signed payments.
    pub payments: usize,
    /// Those that were applied.
    pub applied: usize,
    /// Those in no block, because something else used the sequence of their batch.
    pub not_made: usize,
    /// Rows that were left out.
    pub skipped: usize,
    /// Rows that an earlier run paid.
    pub paid_before: usize,
    /// Rows that are the same as another row.
    pub duplicate_rows: usize,
    /// How many payments had each result.
    pub codes: BTreeMap<String, usize>,
    /// The batches.
    pub transactions: Vec<Digest>,
}

/// Writes the receipts and counts them.
pub fn write(
    path: &Path,
    assets: &[Asset],
    payments: &PaymentsFile,
    journal: &Journal,
    results: &[Option<MadeBatch>],
    proofs: Option<&ProofReferences>,
) -> anyhow::Result<Summary> {
    let by_line: HashMap<u64, &Payment> = payments
        .payments
        .iter()
        .map(|payment| (payment.line, payment))
        .collect();
    let mut summary = Summary {
        payments: journal.lines().len(),
        skipped: journal.skipped().len(),
        paid_before: journal.paid_before().len(),
        duplicate_rows: journal.duplicate_rows(),
        ..Summary::default()
    };
    let mut rows = Vec::new();
    for ((_, view), made) in journal.batches().zip(results) {
        // Hashed once: it covers the whole batch.
        let id = view.id();
        summary.transactions.push(id);
        for index in 0..view.records().len() {
            let line = journal.lines()[rows.len()];
            let payment = by_line
                .get(&line)
                .with_context(|| format!("line {line} of the payments file is gone"))?;
            let mut row = paid_row(payment, assets, &id, index, made.as_ref());
            row.proof_file =
                proofs.map_or_else(String::new, |references| references.0[rows.len()].clone());
            summary.applied += usize::from(row.result_code == ResultCode::Applied.name());
            summary.not_made += usize::from(made.is_none());
            *summary.codes.entry(row.result_code.clone()).or_default() += 1;
            rows.push(row);
        }
    }
    rows.extend(
        journal
            .skipped()
            .iter()
            .map(|skipped| skipped_row(skipped, by_line.get(&skipped.line).copied(), assets)),
    );
    rows.extend(
        journal
            .paid_before()
            .iter()
            .map(|paid| paid_before_row(paid, by_line.get(&paid.line).copied(), assets)),
    );
    rows.sort_by_key(|row| row.line);
    let mut bytes = Vec::new();
    write_receipts(&mut bytes, &rows)?;
    if proofs.is_none() && has_already(path, &bytes) {
        return Ok(summary);
    }
    write_evidence(path, &bytes).with_context(|| {
        format!(
            "cannot write {}; the payments are made: call again",
            path.display()
        )
    })?;
    Ok(summary)
}

/// Whether a file says the same already, with the names of proofs besides.
fn has_already(path: &Path, receipts: &[u8]) -> bool {
    let rows = fs::read(path)
        .ok()
        .and_then(|bytes| read_receipts(&bytes[..]).ok());
    rows.is_some_and(|mut rows| {
        for row in &mut rows {
            row.proof_file.clear();
        }
        let mut bytes = Vec::new();
        write_receipts(&mut bytes, &rows).is_ok() && bytes == receipts
    })
}

fn paid_row(
    payment: &Payment,
    assets: &[Asset],
    id: &Digest,
    index: usize,
    made: Option<&MadeBatch>,
) -> ReceiptRow {
    let described = described_row(payment, assets);
    let Some(made) = made else {
        let note = "not made: another submission of this account used its sequence; --only-new-rows pays it";
        return ReceiptRow {
            result_code: NOT_MADE.to_owned(),
            note: note.to_owned(),
            ..described
        };
    };
    let note = if made.is_repeat {
        "sent again; this is the original result"
    } else {
        ""
    };
    ReceiptRow {
        result_code: made.codes[index].name().to_owned(),
        transaction_hash: id.to_string(),
        receipt_id: format!("{id}-{index}"),
        block_height: Some(made.height),
        note: note.to_owned(),
        ..described
    }
}

fn skipped_row(skipped: &SkippedRow, payment: Option<&Payment>, assets: &[Asset]) -> ReceiptRow {
    let described = payment.map_or_else(
        || empty_row(skipped.line),
        |payment| described_row(payment, assets),
    );
    ReceiptRow {
        result_code: SKIPPED.to_owned(),
        note: skipped.reason.clone(),
        ..described
    }
}

fn paid_before_row(
    paid: &PaidBeforeRow,
    payment: Option<&Payment>,
    assets: &[Asset],
) -> ReceiptRow {
    let described = payment.map_or_else(
        || empty_row(paid.line),
        |payment| described_row(payment, assets),
    );
    let transaction = paid.receipt.split('-').next().unwrap_or_default();
    ReceiptRow {
        result_code: PAID_BEFORE.to_owned(),
        transaction_hash: transaction.to_owned(),
        receipt_id: paid.receipt.clone(),
        block_height: paid.block,
        note: "paid by an earlier run, and not again; this is its receipt".to_owned(),
        ..described
    }
}

fn described_row(payment: &Payment, assets: &[Asset]) -> ReceiptRow {
    let asset = assets
        .iter()
        .find(|asset| asset.index == payment.asset.get());
    ReceiptRow {
        to: payment.to.to_string(),
        asset: asset.map_or_else(|| payment.asset.to_string(), |asset| asset.code.clone()),
        amount: format_amount(payment.amount, asset.map_or(0, |asset| asset.decimals)),
        reference: payment.reference.clone(),
        ..empty_row(payment.line)
    }
}

fn empty_row(line: u64) -> ReceiptRow {
    ReceiptRow {
        line,
        to: String::new(),
        asset: String::new(),
        amount: String::new(),
        reference: String::new(),
        result_code: String::new(),
        transaction_hash: String::new(),
        receipt_id: String::new(),
        block_height: None,
        proof_file: String::new(),
        note: String::new(),
    }
}

impl Summary {
    /// Payments that are in a block and moved nothing.
    pub const fn rejected(&self) -> usize {
        self.payments - self.applied - self.not_made
    }

    /// For a person.
    pub fn as_text(&self, receipts: &Path, proofs: Option<&Path>) -> String {
        let mut pairs = vec![
            ("payments", grouped(self.payments as u64)),
            ("applied", grouped(self.applied as u64)),
        ];
        let others = self
            .codes
            .iter()
            .filter(|(code, _)| code.as_str() != ResultCode::Applied.name());
        let others: Vec<(&str, String)> = others
            .map(|(code, count)| (code.as_str(), grouped(*count as u64)))
            .collect();
        pairs.extend(others);
        if self.skipped > 0 {
            pairs.push(("rows left out", grouped(self.skipped as u64)));
        }
        if self.paid_before > 0 {
            pairs.push(("paid before", grouped(self.paid_before as u64)));
        }
        for transaction in &self.transactions {
            pairs.push(("batch", transaction.to_string()));
        }
        pairs.push(("receipts", receipts.display().to_string()));
        if let Some(folder) = proofs {
            pairs.push(("proofs", folder.display().to_string()));
        }
        fields(&pairs)
    }
}
