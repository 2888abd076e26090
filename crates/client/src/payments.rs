//! The treasurer's files: payments in, receipts out.
//!
//! A payments file is CSV (RFC 4180, UTF-8) with a header that names the columns `to`, `asset`, `amount` and `reference` in any
//! order; `reference` may be missing. `to` is an address or an account index, `amount` a decimal number with at most the asset's
//! digits after the point. Semicolons are taken as the delimiter where the header has them and no commas.
//!
//! Invariants
//! - A row is read completely or reported with its line and a reason; no row is guessed at, rounded or dropped silently.
//! - A quotation mark that is never closed refuses the file as a whole: it may have been cut off, and nobody knows how much of it
//!   is missing.
//! - What is quoted from a file in a message is escaped and short: a file cannot write to the reader's terminal.
//! - A receipts file is safe to open in a spreadsheet: no cell can start a formula.

mod amount;
mod quotation;
mod receipts;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};

use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::transfer::REFERENCE_BYTES;
use aurigraph_types::{AccountIndex, Address, Amount, AssetIndex, TransferRecord};
use csv::{ReaderBuilder, StringRecord, Trim};

use crate::api::Asset;

pub use amount::{format_amount, parse_amount};
pub use receipts::{ReceiptRow, is_receipts, read_receipts, spreadsheet_safe, write_receipts};

/// Rows of one payments file.
pub const PAYMENT_ROWS_MAX: usize = 200_000;
/// Bytes of one payments file.
pub const PAYMENTS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Characters of a file that a message quotes.
const SHOWN_CHARACTERS_MAX: usize = 40;

/// Why a payments file as a whole could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PaymentsError {
    /// Reading failed.
    #[error("cannot read the payments file")]
    Io(#[from] io::Error),
    /// Larger than allowed.
    #[error("the payments file is larger than {} MiB", PAYMENTS_BYTES_MAX / 1024 / 1024)]
    TooLarge,
    /// More rows than allowed.
    #[error("the payments file has more than {PAYMENT_ROWS_MAX} rows; split it")]
    TooManyRows,
    /// There is nothing in it.
    #[error(
        "the payments file has no header; the first line names the columns to,asset,amount,reference"
    )]
    Empty,
    /// A column is missing.
    #[error(
        "the payments file's header has no column {column}; it names to,asset,amount,reference"
    )]
    MissingColumn {
        /// Which.
        column: &'static str,
    },
    /// A column nobody knows, or one that is named twice.
    #[error(
        "the payments file's header has a column {column} that is {problem}; it names to,asset,amount,reference with commas or \
         semicolons between them"
    )]
    UnexpectedColumn {
        /// Which, as [`shown`] writes it.
        column: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The file ends inside a quoted field.
    #[error(
        "line {line}: a quotation mark opens a field here and none closes it; the file may have been cut off"
    )]
    UnclosedQuotation {
        /// Where the field begins.
        line: u64,
    },
    /// A receipts file that is none.
    #[error("it does not have the columns of a receipts file")]
    NotReceipts,
    /// Not CSV.
    #[error("the payments file is not CSV")]
    Csv(#[source] csv::Error),
    /// Writing the receipts failed.
    #[error("cannot write the receipts file")]
    Write(#[from] csv::Error),
}

/// Who is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payee {
    /// By address: its index is looked up on the ledger.
    Address(Address),
    /// By index.
    Index(AccountIndex),
}

impl fmt::Display for Payee {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(formatter),
            Self::Index(index) => index.fmt(formatter),
        }
    }
}

/// One readable row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// Who is paid.
    pub to: Payee,
    /// In what.
    pub asset: AssetIndex,
    /// How much, in minor units.
    pub amount: Amount,
    /// The reference, at most 40 bytes.
    pub reference: String,
}

impl Payment {
    /// The record that pays it, once the payee's index is known.
    pub fn record(&self, from: AccountIndex, to: AccountIndex) -> TransferRecord {
        TransferRecord::new(from, to, self.asset, self.amount)
            .with_reference(self.reference.as_bytes())
            .expect("the length was checked when the row was read")
    }
}

/// One row that cannot be paid as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// What is wrong, for the person who wrote the row.
    pub reason: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.reason)
    }
}

/// A payments file, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentsFile {
    /// Rows that can be paid, in the file's order.
    pub payments: Vec<Payment>,
    /// Rows that cannot.
    pub bad_rows: Vec<BadRow>,
}

/// Splits records into batches of the largest size.
pub fn batches(records: &[TransferRecord]) -> impl Iterator<Item = &[TransferRecord]> {
    records.chunks(BATCH_RECORDS_MAX)
}

/// Reads a payments file against the ledger's assets.
pub fn read_payments(source: impl Read, assets: &[Asset]) -> Result<PaymentsFile, PaymentsError> {
    let mut bytes = Vec::new();
    source
        .take(PAYMENTS_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > PAYMENTS_BYTES_MAX {
        return Err(PaymentsError::TooLarge);
    }
    // Spreadsheets begin UTF-8 files with this mark.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if let Some(position) = quotation::unclosed(text, delimiter(text)) {
        let line = LineCounter::new(text).line_at(position);
        return Err(PaymentsError::UnclosedQuotation { line });
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text);
    let mut rows = reader.byte_records();
    let header = match rows.next() {
        Some(Ok(header)) => header,
        Some(Err(error)) => return Err(PaymentsError::Csv(error)),
        None => return Err(PaymentsError::Empty),
    };
    let columns = Columns::of(&StringRecord::from_byte_record_lossy(header))?;
    let assets: HashMap<&str, &Asset> = assets
        .iter()
        .map(|asset| (asset.code.as_str(), asset))
        .collect();
    let mut lines = LineCounter::new(text);
    let mut file = PaymentsFile::default();
    for row in rows {
        if file.payments.len() + file.bad_rows.len() == PAYMENT_ROWS_MAX {
            return Err(PaymentsError::TooManyRows);
        }
        let row = row.map_err(PaymentsError::Csv)?;
        let start = row.position().map_or(0, csv::Position::byte);
        let line = lines.line_at(usize::try_from(start).unwrap_or(usize::MAX));
        let read = StringRecord::from_byte_record(row)
            .map_err(|_| "the row is not UTF-8 text".to_owned())
            .and_then(|row| columns.read(line, &row, &assets));
        match read {
            Ok(payment) => file.payments.push(payment),
            Err(reason) => file.bad_rows.push(BadRow { line, reason }),
        }
    }
    Ok(file)
}

fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if header.contains(&b';') && !header.contains(&b',') {
        b';'
    } else {
        b','
    }
}

/// Counts lines up to rising positions. The CSV reader's own count stands before the blank lines and the second half of a
/// carriage return and line feed that lie between two rows.
struct LineCounter<'a> {
    text: &'a [u8],
    position: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    const fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            position: 0,
            line: 1,
        }
    }

    /// The line of the row that begins at `position` or after the line ends there.
    fn line_at(&mut self, position: usize) -> u64 {
        while let Some(byte) = self.text.get(self.position) {
            let ends_line = matches!(byte, b'\r' | b'\n');
            if self.position >= position && !ends_line {
                break;
            }
            let first_of_two = *byte == b'\r' && self.text.get(self.position + 1) == Some(&b'\n');
            self.line += u64::from(ends_line && !first_of_two);
            self.position += 1;
        }
        self.line
    }
}

/// Where each column stands.
struct Columns {
    count: usize,
    to: usize,
    asset: usize,
    amount: usize,
    reference: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, PaymentsError> {
        const NAMES: [&str; 4] = ["to", "asset", "amount", "reference"];
        let mut places = [None; 4];
        for (place, name) in header.iter().enumerate() {
            let unexpected = |problem| PaymentsError::UnexpectedColumn {
                column: shown(name),
                problem,
            };
            let known = NAMES
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name));
            let slot = &mut places[known.ok_or_else(|| unexpected("not known"))?];
            if slot.replace(place).is_some() {
                return Err(unexpected("there twice"));
            }
        }
        let [to, asset, amount, reference] = places;
        let missing = |column| PaymentsError::MissingColumn { column };
        Ok(Self {
            count: header.len(),
            to: to.ok_or_else(|| missing(NAMES[0]))?,
            asset: asset.ok_or_else(|| missing(NAMES[1]))?,
            amount: amount.ok_or_else(|| missing(NAMES[2]))?,
            reference,
        })
    }

    fn read(
        &self,
        line: u64,
        row: &StringRecord,
        assets: &HashMap<&str, &Asset>,
    ) -> Result<Payment, String> {
        if row.len() != self.count {
            return Err(format!(
                "it has {} fields, the header has {}",
                row.len(),
                self.count
            ));
        }
        let code = &row[self.asset];
        let asset = assets
            .get(code)
            .ok_or_else(|| format!("asset {} does not exist on this ledger", shown(code)))?;
        let amount = parse_amount(&row[self.amount], asset.decimals)
            .map_err(|reason| format!("amount {}: {reason}", shown(&row[self.amount])))?;
        if amount.get() == 0 {
            return Err("the amount is zero".to_owned());
        }
        let reference = self.reference.map_or("", |place| &row[place]);
        check_reference(reference)?;
        Ok(Payment {
            line,
            to: parse_payee(&row[self.to])?,
            asset: AssetIndex::new(asset.index),
            amount,
            reference: reference.to_owned(),
        })
    }
}

fn check_reference(reference: &str) -> Result<(), String> {
    if reference.len() > REFERENCE_BYTES {
        return Err(format!(
            "the reference has {} bytes; {REFERENCE_BYTES} fit",
            reference.len()
        ));
    }
    if reference.chars().any(char::is_control) {
        return Err("the reference has a control character in it".to_owned());
    }
    Ok(())
}

/// A piece of a file as a message may quote it: in quotation marks, escaped, and no longer than a line.
pub fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(SHOWN_CHARACTERS_MAX).collect();
    let rest = if characters.next().is_some() {
        "…"
    } else {
        ""
    };
    format!("{start:?}{rest}")
}

/// Reads an address or an account index.
pub fn parse_payee(text: &str) -> Result<Payee, String> {
    if text.is_empty() {
        return Err("there is no payee in column to".to_owned());
    }
    if text.len() == 64 {
        return text
            .parse()
            .map(|digest| Payee::Address(Address(digest)))
            .map_err(|_| "the payee is not an address: 64 hexadecimal digits".to_owned());
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(index) if digits && AccountIndex::new(index) != AccountIndex::NONE => {
            Ok(Payee::Index(AccountIndex::new(index)))
        }
        _ => Err(format!(
            "the payee {} is neither an address (64 hexadecimal digits) nor an account index",
            shown(text)
        )),
    }
}
