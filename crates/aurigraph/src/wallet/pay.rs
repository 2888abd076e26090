//! `wallet pay`: a file of payments in, signed batches to the ledger, a file of receipts out.
//!
//! ```text
//! payments.csv ─▶ plan ─▶ sign ─▶ journal (on disk) ─▶ send ─▶ receipts.csv, proofs ─▶ journal becomes .paid
//! ```
//! Invariants
//! - The journal holds the signed bytes and is on the disk before anything is sent. Whatever interrupts a run, the next one finds
//!   the journal and sends the same bytes again, which the ledger applies at most once.
//! - A row that was paid is not paid again because something else in its file changed: what earlier runs paid is known row by row.
//!   `--pay-again` pays all rows once more, `--only-new-rows` those that were not paid.
//! - Journals, receipts and proofs of earlier runs are never overwritten, nor is any other file.

mod delivery;
mod history;
mod journal;
mod payees;
mod plan;
mod proofs;
mod receipts;
mod report;

use std::fs::{self, File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_client::api::Asset;
use aurigraph_client::payments::{PAYMENTS_BYTES_MAX, PaymentsFile, is_receipts, read_payments};
use clap::Args;
use serde_json::json;

use super::connection::NodeOptions;
use super::files::{check_evidence_target, is_same_file};
use super::key::KeyOptions;
use super::session::{Session, confirm};
use crate::failure::{Outcome, ReportedFailure, usage};
use crate::output::{OutputOptions, note};
use delivery::{Attempt, MadeBatch};
use history::History;
use journal::Paths;
use plan::Plan;
use report::NAMED_ROWS_MAX;

pub use journal::Journal;

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
FILE.paid.

If some rows were paid before, because rows were added to a file that was paid, or because it was saved once more, nothing is sent: \
--only-new-rows pays the rows that were not paid, --pay-again pays all of them. What earlier runs left is kept under numbered \
names (FILE.1.paid, FILE.receipts.1.csv) and never overwritten.

Exit codes: 0 every payment was applied, 1 failed, 2 wrong usage, unreadable rows or rows that were paid before, 3 some payments were rejected or refused by the ledger.")]
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

    /// Pay all rows, those too that were paid before
    #[arg(long, conflicts_with = "only_new_rows")]
    pay_again: bool,

    /// Pay only the rows that were not paid before
    #[arg(long)]
    only_new_rows: bool,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let file = PaymentsBytes::read(&self.file)?;
        let paths = Paths::beside(&self.file);
        self.check_targets(&paths)?;
        let digest = blake3::hash(&file.bytes).to_hex().to_string();
        let session = Session::open(&self.key, &self.node).await?;
        let assets = session.connection.http.assets().await?;
        let payments = read_payments(&file.bytes[..], &assets)
            .map_err(|error| usage(format!("{}: {error}", self.file.display())))?;
        let (journal, attempt) = match self.earlier_run(&paths, &digest, &session)? {
            Earlier::Finished(journal) => {
                return self
                    .report_again(output, &session, &assets, &payments, &journal)
                    .await;
            }
            Earlier::Open(journal) => (journal, Attempt::Again),
            Earlier::None => {
                let begun = self
                    .begin(output, &session, &assets, &payments, &digest)
                    .await?;
                let Some(journal) = begun else { return Ok(()) };
                journal.write(&paths.open).context("nothing was sent")?;
                (journal, Attempt::First)
            }
        };
        let results = delivery::send(&session, &journal, attempt).await?;
        let summary = self
            .write_receipts(&session, &assets, &payments, &journal, &results)
            .await?;
        let finished = journal.with_results(&results, &self.receipts_path());
        journal::mark_as_paid(&paths, &finished)?;
        self.report(output, &summary)
    }

    /// What an earlier run of the same file left.
    fn earlier_run(
        &self,
        paths: &Paths,
        digest: &str,
        session: &Session,
    ) -> anyhow::Result<Earlier> {
        if let Some(journal) = Journal::read(&paths.open)? {
            journal.check(digest, session, &paths.open)?;
            note(
                "An earlier run of this file was interrupted: its signed payments are sent again, which pays nothing twice.",
            );
            return Ok(Earlier::Open(journal));
        }
        if self.pay_again || self.only_new_rows {
            return Ok(Earlier::None);
        }
        match Journal::read(&paths.paid)? {
            Some(journal) if journal.is_of(digest, session) => Ok(Earlier::Finished(journal)),
            _ => Ok(Earlier::None),
        }
    }

    /// Plans, asks and signs. `None` means that nothing is left to pay, which was said.
    async fn begin(
        &self,
        output: OutputOptions,
        session: &Session,
        assets: &[Asset],
        payments: &PaymentsFile,
        digest: &str,
    ) -> anyhow::Result<Option<Journal>> {
        let history = History::read(session, assets, &self.file).await?;
        let mut plan = Plan::make(session, payments, &history).await?;
        if !plan.bad_rows.is_empty() {
            if !self.skip_bad_rows {
                report::bad_rows(output, &plan.bad_rows)?;
                return Err(ReportedFailure(Outcome::Usage).into());
            }
            for row in plan.bad_rows.iter().take(NAMED_ROWS_MAX) {
                note(&format!("left out: {row}"));
            }
        }
        if plan.records.is_empty() {
            bail!(usage("there is no payment in the file; nothing was signed"));
        }
        if plan.paid_before_count() > 0 && !self.pay_again {
            if !self.only_new_rows {
                report::paid_before(output, &plan, &history)?;
                return Err(ReportedFailure(Outcome::Usage).into());
            }
            if plan.paid_before_count() == plan.records.len() {
                report::nothing_left(output, &plan, &history)?;
                return Ok(None);
            }
            plan.leave_out_paid_rows();
        }
        plan.check_funds(session, assets)?;
        session.name_waiting();
        confirm(&plan.sentence(session, assets), self.yes)?;
        Ok(Some(plan.sign(session, digest)?))
    }

    /// Writes the receipts of a finished run again.
    async fn report_again(
        &self,
        output: OutputOptions,
        session: &Session,
        assets: &[Asset],
        payments: &PaymentsFile,
        journal: &Journal,
    ) -> anyhow::Result<()> {
        let results = match journal.results() {
            Some(results) => results,
            None => delivery::send(session, journal, Attempt::Again).await?,
        };
        let summary = self
            .write_receipts(session, assets, payments, journal, &results)
            .await?;
        note(&if summary.applied == summary.payments {
            "This file was paid before. Nothing is paid again; its receipts are written again. --pay-again pays it once more."
                .to_owned()
        } else {
            format!(
                "This file was finished before, and {} of its {} payments were applied. Nothing is paid again; its receipts are \
                 written again. --only-new-rows pays what was not applied, --pay-again pays everything once more.",
                summary.applied, summary.payments
            )
        });
        self.report(output, &summary)
    }

    async fn write_receipts(
        &self,
        session: &Session,
        assets: &[Asset],
        payments: &PaymentsFile,
        journal: &Journal,
        results: &[Option<MadeBatch>],
    ) -> anyhow::Result<receipts::Summary> {
        let proofs = match &self.proofs {
            Some(folder) => {
                Some(proofs::write(&session.connection.http, journal, results, folder).await?)
            }
            None => None,
        };
        let path = self.receipts_path();
        receipts::write(&path, assets, payments, journal, results, proofs.as_ref())
    }

    /// An error if receipts or proofs could not be written, or would take another file's place: better now than when the payments
    /// are made.
    fn check_targets(&self, paths: &Paths) -> anyhow::Result<()> {
        let receipts = self.receipts_path();
        for other in [&self.file, &self.key.key, &paths.open, &paths.paid] {
            if is_same_file(&receipts, other) {
                return Err(usage(format!(
                    "{} cannot be the file for the receipts: it is {}. Nothing was sent",
                    receipts.display(),
                    other.display()
                )));
            }
        }
        check_evidence_target(&receipts, "receipts file", is_receipts)?;
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
            .unwrap_or_else(|| receipts::default_path(&self.file))
    }

    fn report(&self, output: OutputOptions, result: &receipts::Summary) -> anyhow::Result<()> {
        let path = self.receipts_path();
        let object = json!({
            "payments": result.payments, "applied": result.applied, "rejected": result.rejected(), "notMade": result.not_made,
            "skippedRows": result.skipped, "paidBefore": result.paid_before, "duplicateRows": result.duplicate_rows, "resultCodes": result.codes, "transactionHashes": result.transactions,
            "receipts": path, "proofs": self.proofs,
        });
        output.print(&object, || result.as_text(&path, self.proofs.as_deref()))?;
        if result.applied == result.payments {
            Ok(())
        } else {
            Err(ReportedFailure(Outcome::Rejected).into())
        }
    }
}

/// What an earlier run of a payments file left.
enum Earlier {
    /// Nothing to go on with.
    None,
    /// It was interrupted.
    Open(Journal),
    /// It came to its end.
    Finished(Journal),
}

/// A payments file, which no other run reads at the same time.
struct PaymentsBytes {
    bytes: Vec<u8>,
    /// Holds the lock.
    _file: File,
}

impl PaymentsBytes {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let file =
            File::open(path).map_err(|error| usage(format!("{}: {error}", path.display())))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(usage(format!(
                "another run with {} is under way; nothing was sent",
                path.display()
            )));
        }
        let mut bytes = Vec::new();
        (&file)
            .take(PAYMENTS_BYTES_MAX as u64 + 1)
            .read_to_end(&mut bytes)
            .with_context(|| format!("cannot read {}", path.display()))?;
        if bytes.len() > PAYMENTS_BYTES_MAX {
            bail!(usage(format!(
                "{} is larger than {} MiB",
                path.display(),
                PAYMENTS_BYTES_MAX >> 20
            )));
        }
        Ok(Self { bytes, _file: file })
    }
}
