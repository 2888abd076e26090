//! The receipts file: what became of every row, safe to open in a spreadsheet.

use std::io::{Read, Write};

use csv::{ReaderBuilder, WriterBuilder};

use super::PaymentsError;

/// One row of a receipts file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// Line in the payments file.
    pub line: u64,
    /// Who was paid.
    pub to: String,
    /// Asset code.
    pub asset: String,
    /// Decimal amount.
    pub amount: String,
    /// The reference.
    pub reference: String,
    /// Name of the result code, or a problem code if it was not sent.
    pub result_code: String,
    /// The submission; empty if it was not sent.
    pub transaction_hash: String,
    /// Id to ask a node for the receipt with.
    pub receipt_id: String,
    /// The block, if it is in one.
    pub block_height: Option<u64>,
    /// File name of the proof beside the receipts file; empty if none was written.
    pub proof_file: String,
    /// What the reader should know, such as why a row was skipped.
    pub note: String,
}

const RECEIPT_COLUMNS: [&str; 11] = [
    "line",
    "to",
    "asset",
    "amount",
    "reference",
    "result",
    "transaction",
    "receipt",
    "block",
    "proof",
    "note",
];

/// Writes a receipts file.
pub fn write_receipts<'a>(
    target: impl Write,
    rows: impl IntoIterator<Item = &'a ReceiptRow>,
) -> Result<(), PaymentsError> {
    let mut writer = WriterBuilder::new().from_writer(target);
    writer.write_record(RECEIPT_COLUMNS)?;
    for row in rows {
        let block = row
            .block_height
            .map(|height| height.to_string())
            .unwrap_or_default();
        writer.write_record([
            &row.line.to_string(),
            &spreadsheet_safe(&row.to),
            &spreadsheet_safe(&row.asset),
            &row.amount,
            &spreadsheet_safe(&row.reference),
            &row.result_code,
            &row.transaction_hash,
            &row.receipt_id,
            &block,
            &spreadsheet_safe(&row.proof_file),
            &spreadsheet_safe(&row.note),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// Whether a file begins as a receipts file does.
pub fn is_receipts(bytes: &[u8]) -> bool {
    bytes.starts_with(RECEIPT_COLUMNS.join(",").as_bytes())
}

/// Reads a receipts file back. Texts stay as they were made safe for spreadsheets.
pub fn read_receipts(source: impl Read) -> Result<Vec<ReceiptRow>, PaymentsError> {
    let mut reader = ReaderBuilder::new().from_reader(source);
    let header = reader.headers().map_err(PaymentsError::Csv)?;
    if *header != RECEIPT_COLUMNS[..] {
        return Err(PaymentsError::NotReceipts);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(PaymentsError::Csv)?;
        let cell = |place: usize| record[place].to_owned();
        let block_height = match &record[8] {
            "" => None,
            height => Some(height.parse().map_err(|_| PaymentsError::NotReceipts)?),
        };
        rows.push(ReceiptRow {
            line: record[0].parse().map_err(|_| PaymentsError::NotReceipts)?,
            to: cell(1),
            asset: cell(2),
            amount: cell(3),
            reference: cell(4),
            result_code: cell(5),
            transaction_hash: cell(6),
            receipt_id: cell(7),
            block_height,
            proof_file: cell(9),
            note: cell(10),
        });
    }
    Ok(rows)
}

/// Text that a spreadsheet will not take for a formula: an apostrophe goes before the characters that begin one.
pub fn spreadsheet_safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
