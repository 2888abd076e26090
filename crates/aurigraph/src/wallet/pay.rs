//! `wallet pay`: a file of payments in, signed batches to the ledger, a file of receipts out.
//!
//! ```text
//! payments.csv ─▶ plan ─▶ sign ─▶ journal (on disk) ─▶ send ─▶ receipts.csv, proofs ─▶ journal becomes .paid
//! ```
//! The journal holds the signed bytes and is on the disk before anything is sent. Whatever interrupts a run, the next one finds
//! the journal and sends the same bytes again, which the ledger applies at most once. So a file is paid once, and a file that was
//! paid is not paid again unless `--pay-again` says so.

mod delivery;
mod journal;
mod payees;
mod plan;
mod proofs;
mod receipts;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{BadRow, PAYMENTS_BYTES_MAX, PaymentsFile, read_payments};
use clap::Args;
use serde_json::json;

use super::connection::NodeOptions;
use super::key::KeyOptions;
use super::session::{Session, confirm};
use crate::failure::{Outcome, ReportedFailure, usage};
use crate::output::{OutputOptions, note};
use journal::Journal;
use plan::Plan;

/// Bad rows that are named one by one.
const NAMED_ROWS_MAX: usize = 50;

/// Pay a whole file of payments under one signature
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet pay --key treasury.key --file payments.csv --receipts receipts.csv --proofs proofs/

payments.csv has a header with the columns to, asset, amount and, if you like, reference:
  to,asset,amount,reference
  9,EUR,12.50,INV-7

If one row cannot be read, it is named by its line and nothing is sent. A run that was interrupted is finished by calling it again \
with the same file: the signed payments are kept in FILE.journal, and none is made twice. When all is done that file becomes \
FILE.paid, and the same payments are not made again unless --pay-again is given.

Exit codes: 0 every payment was applied, 1 failed, 2 wrong usage or unreadable rows, 3 some payments were refused by the ledger.")]
pub struct Options {
    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Payments (CSV)
    #[arg(long, value_name = "FILE")]
    file: PathBuf,

    /// Receipts to write (CSV); FILE.receipts.csv if absent
    #[arg(long, value_name = "FILE")]
    receipts: Option<PathBuf>,

    /// Folder for a proof of every payment: one file each, or one file of JSON lines above 1,000 payments
    #[arg(long, value_name = "FOLDER")]
    proofs: Option<PathBuf>,

    /// Leave out rows that cannot be read; they are listed in the receipts
    #[arg(long)]
    skip_bad_rows: bool,

    /// Pay a file again that was paid before
    #[arg(long)]
    pay_again: bool,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let bytes = read_file(&self.file)?;
        self.check_targets()?;
        let digest = blake3::hash(&bytes).to_hex().to_string();
        let paths = journal::Paths::beside(&self.file);
        let session = Session::open(&self.key, &self.node).await?;
        let assets = session.connection.http.assets().await?;
        let payments = read_payments(&bytes[..], &assets)
            .map_err(|error| usage(format!("{}: {error}", self.file.display())))?;
        let journal = match self.earlier_run(&paths, &digest, &session)? {
            Some(journal) => journal,
            None => match self
                .begin(output, &session, &assets, &payments, &digest)
                .await?
            {
                Some(journal) => {
                    journal.write(&paths.open)?;
                    journal
                }
                None => return Err(ReportedFailure(Outcome::Usage).into()),
            },
        };
        let result = self.finish(&session, &assets, &payments, &journal).await?;
        journal::mark_as_paid(&paths)?;
        self.report(output, &result)
    }

    /// The journal of an earlier run of the same file, if there is one to go on with.
    fn earlier_run(
        &self,
        paths: &journal::Paths,
        digest: &str,
        session: &Session,
    ) -> anyhow::Result<Option<Journal>> {
        if let Some(journal) = Journal::read(&paths.open)? {
            journal.check(digest, session, &paths.open)?;
            note(
                "An earlier run of this file was interrupted: its signed payments are sent again, which pays nothing twice.",
            );
            return Ok(Some(journal));
        }
        let Some(journal) = Journal::read(&paths.paid)? else {
            return Ok(None);
        };
        if self.pay_again || !journal.is_of(digest, session) {
            return Ok(None);
        }
        note(
            "This file was paid before. Nothing is paid again; its receipts are written again. --pay-again pays it once more.",
        );
        Ok(Some(journal))
    }

    /// Plans, asks and signs. `None` means that rows cannot be read and were named.
    async fn begin(
        &self,
        output: OutputOptions,
        session: &Session,
        assets: &[Asset],
        payments: &PaymentsFile,
        digest: &str,
    ) -> anyhow::Result<Option<Journal>> {
        let plan = Plan::make(session, payments).await?;
        if !plan.bad_rows.is_empty() {
            if !self.skip_bad_rows {
                print_bad_rows(output, &plan.bad_rows)?;
                return Ok(None);
            }
            for row in plan.bad_rows.iter().take(NAMED_ROWS_MAX) {
                note(&format!("left out: {row}"));
            }
        }
        if plan.records.is_empty() {
            bail!(usage("there is no payment in the file; nothing was signed"));
        }
        plan.check_funds(session, assets)?;
        confirm(&plan.sentence(session, assets), self.yes)?;
        Ok(Some(plan.sign(session, digest)))
    }

    async fn finish(
        &self,
        session: &Session,
        assets: &[Asset],
        payments: &PaymentsFile,
        journal: &Journal,
    ) -> anyhow::Result<receipts::Summary> {
        let results = delivery::send(session, journal).await?;
        let proofs = match &self.proofs {
            Some(folder) => {
                Some(proofs::write(&session.connection.http, journal, &results, folder).await?)
            }
            None => None,
        };
        let path = self.receipts_path();
        receipts::write(&path, assets, payments, journal, &results, proofs.as_ref())
    }

    /// An error if receipts or proofs could not be written: better now than when the payments are made.
    fn check_targets(&self) -> anyhow::Result<()> {
        let receipts = self.receipts_path();
        let folder = journal::folder_of(&receipts);
        if !folder.is_dir() {
            return Err(usage(format!(
                "the folder {} for the receipts does not exist; nothing was sent",
                folder.display()
            )));
        }
        if let Some(proofs) = &self.proofs {
            fs::create_dir_all(proofs).map_err(|error| {
                usage(format!("{}: {error}; nothing was sent", proofs.display()))
            })?;
        }
        Ok(())
    }

    fn receipts_path(&self) -> PathBuf {
        self.receipts
            .clone()
            .unwrap_or_else(|| journal::with_suffix(&self.file, ".receipts.csv"))
    }

    fn report(&self, output: OutputOptions, result: &receipts::Summary) -> anyhow::Result<()> {
        let path = self.receipts_path();
        let object = json!({
            "payments": result.payments, "applied": result.applied, "rejected": result.payments - result.applied,
            "skippedRows": result.skipped, "resultCodes": result.codes, "transactionHashes": result.transactions,
            "receipts": path, "proofs": self.proofs,
        });
        output.print(&object, || result.as_text(&path, self.proofs.as_deref()))?;
        if result.applied == result.payments {
            Ok(())
        } else {
            Err(ReportedFailure(Outcome::Refused).into())
        }
    }
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let length = fs::metadata(path)
        .map_err(|error| usage(format!("{}: {error}", path.display())))?
        .len();
    if length > PAYMENTS_BYTES_MAX as u64 {
        bail!(usage(format!(
            "{} is larger than {} MiB",
            path.display(),
            PAYMENTS_BYTES_MAX >> 20
        )));
    }
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn print_bad_rows(output: OutputOptions, rows: &[BadRow]) -> anyhow::Result<()> {
    let listed: Vec<_> = rows
        .iter()
        .map(|row| json!({ "line": row.line, "reason": row.reason }))
        .collect();
    let count = rows.len();
    output.print(&json!({ "sent": false, "badRows": listed }), || {
        let mut text: String = rows
            .iter()
            .take(NAMED_ROWS_MAX)
            .map(|row| format!("{row}\n"))
            .collect();
        if count > NAMED_ROWS_MAX {
            text += &format!("and {} more\n", count - NAMED_ROWS_MAX);
        }
        text + "Nothing was sent. Correct these rows, or leave them out with --skip-bad-rows.\n"
    })?;
    Ok(())
}
