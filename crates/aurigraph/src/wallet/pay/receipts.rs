//! The receipts file: one row for every row of the payments file, in its order.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context;
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{
    Payment, PaymentsFile, ReceiptRow, format_amount, write_receipts,
};
use aurigraph_types::{Digest, ResultCode};

use super::delivery::MadeBatch;
use super::journal::{Journal, SkippedRow, write_durably};
use super::proofs::ProofReferences;
use crate::table::{fields, grouped};

/// Written for a row that was left out.
const SKIPPED: &str = "skipped";
/// Written for a payment whose batch was not made.
const NOT_MADE: &str = "not_made";

/// What came of the payments.
pub struct Summary {
    /// Signed payments.
    pub payments: usize,
    /// Those that were applied.
    pub applied: usize,
    /// Rows that were left out.
    pub skipped: usize,
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
        applied: 0,
        skipped: journal.skipped().len(),
        codes: BTreeMap::new(),
        transactions: Vec::new(),
    };
    let mut rows = Vec::with_capacity(summary.payments + summary.skipped);
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
    rows.sort_by_key(|row| row.line);
    let mut bytes = Vec::new();
    write_receipts(&mut bytes, &rows)?;
    write_durably(path, &bytes).with_context(|| {
        format!(
            "cannot write {}; the payments are made: call again",
            path.display()
        )
    })?;
    Ok(summary)
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
        let note = "not made: another submission of this account used its sequence; pay this row in a new file";
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
