//! Sends the batches of a journal and finds out what became of each, without ever guessing.
//!
//! "Already applied" is said of a sequence. It usually means that this very batch arrived before, and then the ledger answers with
//! its receipt. It may also mean that something else was signed under the same sequence in between; then the batch was not made
//! and never will be, which the receipts say row by row. The two are told apart only by a node whose index is complete.
//!
//! A batch that was never sent before and is "already applied" was not made by this run, even if the ledger knows this very batch:
//! somebody with the same key signed the same payments at the same moment, and they were made once, not twice.

use anyhow::{Context, bail, ensure};
use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::{HttpClient, IngestClient, SubmissionOutcome};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, ResultCode};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::journal::Journal;
use crate::failure::refused;
use crate::progress;
use crate::wallet::connection::{keeps_everything, wait_until_indexed};
use crate::wallet::session::Session;

/// Questions that are open at the same time.
const CONCURRENT_LOOKUPS: usize = 16;

/// A batch that the ledger applied, with the result of each payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeBatch {
    /// The block.
    pub height: u64,
    /// Whether it was sent before and this is the original result.
    pub is_repeat: bool,
    /// One for each record.
    pub codes: Vec<ResultCode>,
}

/// Whether a batch may have been sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The journal was written by this run.
    First,
    /// It was found.
    Again,
}

/// Sends every batch and waits until each is final. `None` stands for one that this payments file did not make, because something else
/// used its sequence.
pub async fn send(
    session: &Session,
    journal: &Journal,
    attempt: Attempt,
) -> anyhow::Result<Vec<Option<MadeBatch>>> {
    let sender = Sender {
        http: &session.connection.http,
        ingest: session.connection.ingest().await?,
    };
    let bar = progress::bar(journal.lines().len() as u64, "paying");
    let mut results = Vec::new();
    for (bytes, view) in journal.batches() {
        results.push(sender.send(bytes, &view, attempt).await?);
        bar.inc(view.records().len() as u64);
    }
    bar.finish_and_clear();
    Ok(results)
}

struct Sender<'a> {
    http: &'a HttpClient,
    ingest: IngestClient,
}

impl Sender<'_> {
    async fn send(
        &self,
        bytes: &Bytes,
        view: &SubmissionView<'_>,
        attempt: Attempt,
    ) -> anyhow::Result<Option<MadeBatch>> {
        let outcome = self.submit(bytes).await?;
        if attempt == Attempt::First && matches!(outcome.status, OutcomeStatus::AlreadyApplied) {
            return Ok(None);
        }
        if let Some(made) = made(&outcome, view)? {
            return Ok(Some(made));
        }
        // The sequence was used, by this batch or by something else; the index knows, once it has caught up.
        wait_until_indexed(self.http).await?;
        let outcome = self.submit(bytes).await?;
        if let Some(made) = made(&outcome, view)? {
            return Ok(Some(made));
        }
        self.settle(view).await
    }

    async fn submit(&self, bytes: &Bytes) -> anyhow::Result<SubmissionOutcome> {
        self.ingest
            .submit_one(bytes.clone())
            .await
            .context("the outcome of some payments is not known; call the command again, which pays nothing twice")
    }

    /// The node answered without a receipt although its index is complete.
    async fn settle(&self, view: &SubmissionView<'_>) -> anyhow::Result<Option<MadeBatch>> {
        let id = view.id();
        match self.http.receipt(&format!("{id}-0")).await {
            Ok(first) => {
                let codes = self.codes_one_by_one(id, view.records().len()).await?;
                Ok(Some(MadeBatch {
                    height: first.block_height,
                    is_repeat: true,
                    codes,
                }))
            }
            Err(error) if error.is_not_found() => {
                ensure!(
                    keeps_everything(self.http).await?,
                    "the sequence of a batch was used, and this node does not keep enough of the past to say whether by this \
                     batch; call the command again with the address of a node that does"
                );
                Ok(None)
            }
            Err(error) => {
                Err(error).context("reading back the receipt of payments that were made before")
            }
        }
    }

    /// Results of a batch so old that the ledger answers for single receipts only.
    async fn codes_one_by_one(&self, id: Digest, count: usize) -> anyhow::Result<Vec<ResultCode>> {
        stream::iter(0..count)
            .map(|index| async move {
                let receipt = self.http.receipt(&format!("{id}-{index}")).await?;
                let code = ResultCode::ALL
                    .iter()
                    .find(|code| code.name() == receipt.result_code);
                code.copied().with_context(|| {
                    format!("result code {} is not known here", receipt.result_code)
                })
            })
            .buffered(CONCURRENT_LOOKUPS)
            .try_collect()
            .await
    }
}

/// The batch with its results, if the answer has them; `None` if only the sequence is known to be used.
fn made(
    outcome: &SubmissionOutcome,
    view: &SubmissionView<'_>,
) -> anyhow::Result<Option<MadeBatch>> {
    let is_repeat = match &outcome.status {
        OutcomeStatus::Final => false,
        OutcomeStatus::AlreadyApplied if outcome.record_count == 0 => return Ok(None),
        OutcomeStatus::AlreadyApplied => true,
        OutcomeStatus::Refused { code, .. } if code == ResultCode::StaleSequence.name() => {
            return Ok(None);
        }
        OutcomeStatus::Refused { code, detail } => {
            bail!(refused(format!(
                "the ledger refused the payments: {code}: {detail}; call the command again to go on"
            )))
        }
    };
    ensure!(
        outcome.id == Some(view.id()),
        "the node answered for another submission"
    );
    let codes: Option<Vec<_>> = (0..view.records().len())
        .map(|index| outcome.result_code(index))
        .collect();
    let codes = codes.context("the node answered with result codes that are not known here")?;
    Ok(Some(MadeBatch {
        height: outcome.height.get(),
        is_repeat,
        codes,
    }))
}
