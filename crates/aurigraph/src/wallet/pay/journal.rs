//! The journal of a payments file: the signed bytes, on the disk before anything is sent.
//!
//! One line of JSON, then the signed submissions back to back. It is written completely or not at all. `FILE.journal` belongs to
//! a run that is not finished; when the receipts are written it becomes `FILE.paid`, with what came of every batch. The `FILE.paid` of
//! an earlier run is kept as `FILE.1.paid`, `FILE.2.paid` and so on: together they say which rows were paid.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, ResultCode};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::delivery::MadeBatch;
use super::plan::Plan;
use crate::durable::{sync_folder, write_durably};
use crate::failure::usage;
use crate::wallet::files::{keep_aside, with_suffix};
use crate::wallet::session::Session;

const FORMAT: &str = "aurigraph-payment-journal-v2";
/// Does not say what came of the batches.
const FORMAT_WITHOUT_RESULTS: &str = "aurigraph-payment-journal-v1";

/// The two names that a journal has in its life.
pub struct Paths {
    /// While the run is not finished.
    pub open: PathBuf,
    /// Afterwards.
    pub paid: PathBuf,
}

impl Paths {
    /// The journal's names beside a payments file.
    pub fn beside(payments: &Path) -> Self {
        Self {
            open: with_suffix(payments, ".journal"),
            paid: with_suffix(payments, ".paid"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Head {
    format: String,
    chain_id: Digest,
    account: u32,
    /// BLAKE3 of the payments file.
    payments_digest: String,
    /// The payments file's line of every signed record, over all submissions.
    lines: Vec<u64>,
    skipped: Vec<SkippedRow>,
    /// Rows that an earlier run paid.
    #[serde(default)]
    paid_before: Vec<PaidBeforeRow>,
    /// Rows of the file that are the same as another row.
    #[serde(default)]
    duplicate_rows: usize,
    #[serde(default)]
    finished: Option<Finished>,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SkippedRow {
    /// Its line.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// A row that an earlier run paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PaidBeforeRow {
    /// Its line.
    pub line: u64,
    /// The receipt of the payment that was made.
    pub receipt: String,
    /// Its block, if that is known.
    pub block: Option<u64>,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Finished {
    /// When (RFC 3339).
    pub at: String,
    /// Where its receipts were written.
    pub receipts: String,
    /// One for each submission; null for one that was not made.
    batches: Vec<Option<FinishedBatch>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FinishedBatch {
    height: u64,
    is_repeat: bool,
    codes: Vec<u16>,
}

/// What was signed for a payments file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    head: Head,
    submissions: Vec<Bytes>,
}

impl Journal {
    /// The journal of a run that begins.
    pub fn new(session: &Session, digest: &str, submissions: Vec<Bytes>, plan: &Plan) -> Self {
        let skipped = plan.bad_rows.iter().map(|row| SkippedRow {
            line: row.line,
            reason: row.reason.clone(),
        });
        let head = Head {
            format: FORMAT.to_owned(),
            chain_id: session.connection.info.chain_id,
            account: session.account.index,
            payments_digest: digest.to_owned(),
            lines: plan.lines.clone(),
            skipped: skipped.collect(),
            paid_before: plan.left_out.clone(),
            duplicate_rows: plan.duplicate_lines.len(),
            finished: None,
        };
        Self { head, submissions }
    }

    /// The signed batches: their bytes, and the same read in place.
    pub fn batches(&self) -> impl Iterator<Item = (&Bytes, SubmissionView<'_>)> {
        self.submissions.iter().map(|bytes| {
            let view = SubmissionView::decode(bytes);
            (bytes, view.expect("checked when it was signed or read"))
        })
    }

    /// The payments file's line of every record, in the order of the submissions.
    pub fn lines(&self) -> &[u64] {
        &self.head.lines
    }

    /// Rows that were left out.
    pub fn skipped(&self) -> &[SkippedRow] {
        &self.head.skipped
    }

    /// Rows that an earlier run paid.
    pub fn paid_before(&self) -> &[PaidBeforeRow] {
        &self.head.paid_before
    }

    /// How many rows are the same as another row.
    pub const fn duplicate_rows(&self) -> usize {
        self.head.duplicate_rows
    }

    /// The account that pays.
    pub const fn account(&self) -> u32 {
        self.head.account
    }

    /// When it was finished, and where its receipts were written.
    pub const fn finished(&self) -> Option<&Finished> {
        self.head.finished.as_ref()
    }

    /// What came of every batch, if it is known.
    pub fn results(&self) -> Option<Vec<Option<MadeBatch>>> {
        let batches = &self.head.finished.as_ref()?.batches;
        let results = batches.iter().map(|batch| {
            batch.as_ref().map(|batch| MadeBatch {
                height: batch.height,
                is_repeat: batch.is_repeat,
                codes: batch.codes.iter().map(|code| known(*code)).collect(),
            })
        });
        Some(results.collect())
    }

    /// The journal with what came of it.
    pub fn with_results(&self, results: &[Option<MadeBatch>], receipts: &Path) -> Self {
        let batches = results.iter().map(|made| {
            made.as_ref().map(|made| FinishedBatch {
                height: made.height,
                is_repeat: made.is_repeat,
                codes: made.codes.iter().map(|code| code.as_u16()).collect(),
            })
        });
        let receipts = std::path::absolute(receipts).unwrap_or_else(|_| receipts.to_owned());
        let finished = Finished {
            at: crate::time::now(),
            receipts: receipts.to_string_lossy().into_owned(),
            batches: batches.collect(),
        };
        let head = Head {
            format: FORMAT.to_owned(),
            finished: Some(finished),
            ..self.head.clone()
        };
        Self {
            head,
            submissions: self.submissions.clone(),
        }
    }

    /// Whether it is of this ledger.
    pub fn is_of_chain(&self, session: &Session) -> bool {
        self.head.chain_id == session.connection.info.chain_id
    }

    /// Whether it belongs to this file, ledger and account.
    pub fn is_of(&self, digest: &str, session: &Session) -> bool {
        self.head.payments_digest == digest
            && self.is_of_chain(session)
            && self.head.account == session.account.index
    }

    /// An error that says what to do if it does not.
    pub fn check(&self, digest: &str, session: &Session, path: &Path) -> anyhow::Result<()> {
        if self.is_of(digest, session) {
            return Ok(());
        }
        Err(usage(format!(
            "{0} holds signed payments of an earlier run that is not finished, of another version of this file or with another key \
             or ledger. Some of them may have been made. Put back what it was called with, so that it can be finished. Nothing else \
             remembers them: delete {0} only if `aurigraph wallet history` shows that none was made, and none must be. Nothing was sent",
            path.display()
        )))
    }

    /// Writes it durably, completely or not at all.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut bytes = serde_json::to_vec(&self.head).context("writing the journal's head")?;
        bytes.push(b'\n');
        for submission in &self.submissions {
            bytes.extend_from_slice(submission);
        }
        write_durably(path, &bytes).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Reads one, if it is there.
    pub fn read(path: &Path) -> anyhow::Result<Option<Self>> {
        match fs::read(path) {
            Ok(bytes) => Self::parse(bytes)
                .map(Some)
                .with_context(|| format!("{} cannot be used", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(anyhow!(error).context(format!("cannot read {}", path.display()))),
        }
    }

    fn parse(bytes: Vec<u8>) -> anyhow::Result<Self> {
        let bytes = Bytes::from(bytes);
        let end = bytes
            .iter()
            .position(|byte| *byte == b'\n')
            .context("it has no head")?;
        let head: Head =
            serde_json::from_slice(&bytes[..end]).context("its head cannot be read")?;
        ensure!(
            [FORMAT, FORMAT_WITHOUT_RESULTS].contains(&head.format.as_str()),
            "its format {} is not known",
            head.format
        );
        let mut rest = bytes.slice(end + 1..);
        let mut submissions = Vec::new();
        let mut records = Vec::new();
        while !rest.is_empty() {
            let (view, _) = SubmissionView::split(&rest)
                .map_err(|error| anyhow!("a submission in it is damaged: {error}"))?;
            records.push(view.records().len());
            let length = view.as_bytes().len();
            submissions.push(rest.split_to(length));
        }
        let total: usize = records.iter().sum();
        ensure!(
            total == head.lines.len(),
            "it has {total} records for {} lines",
            head.lines.len()
        );
        if let Some(finished) = &head.finished {
            finished.check(&records)?;
        }
        Ok(Self { head, submissions })
    }
}

impl Finished {
    /// An error unless there is a known result for each record of each submission.
    fn check(&self, records: &[usize]) -> anyhow::Result<()> {
        let fits = self.batches.len() == records.len()
            && self.batches.iter().zip(records).all(|(batch, count)| {
                batch.as_ref().is_none_or(|batch| {
                    let mut codes = batch.codes.iter();
                    batch.codes.len() == *count
                        && codes.all(|code| ResultCode::from_u16(*code).is_some())
                })
            });
        ensure!(fits, "its results do not belong to its payments");
        Ok(())
    }
}

fn known(code: u16) -> ResultCode {
    ResultCode::from_u16(code).expect("checked when it was read, or made from a result code")
}

/// Gives the journal of a run its last name, with what came of it. That of an earlier run is kept.
pub fn mark_as_paid(paths: &Paths, finished: &Journal) -> anyhow::Result<()> {
    // A crash may have come between the two steps below: then it is this run's already.
    let is_own = Journal::read(&paths.paid)
        .is_ok_and(|paid| paid.is_some_and(|paid| paid.submissions == finished.submissions));
    if !is_own && paths.paid.exists() {
        keep_aside(&paths.paid)
            .with_context(|| format!("cannot rename {}", paths.paid.display()))?;
    }
    finished.write(&paths.paid)?;
    fs::remove_file(&paths.open)
        .and_then(|()| sync_folder(&paths.open))
        .with_context(|| format!("cannot remove {}", paths.open.display()))
}

#[cfg(test)]
mod tests;
