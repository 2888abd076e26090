//! The journal of a payments file: the signed bytes, on the disk before anything is sent.
//!
//! One line of JSON, then the signed submissions back to back. It is written completely or not at all. `FILE.journal` belongs to
//! a run that is not finished; when the receipts are written it is renamed to `FILE.paid`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use aurigraph_client::payments::BadRow;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, Submission};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::failure::usage;
use crate::wallet::session::Session;

const FORMAT: &str = "aurigraph-payment-journal-v1";

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

/// A path with something appended to its last part.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut text = OsString::from(path);
    text.push(suffix);
    PathBuf::from(text)
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// What was signed for a payments file.
#[derive(Debug, PartialEq, Eq)]
pub struct Journal {
    head: Head,
    submissions: Vec<Bytes>,
}

impl Journal {
    /// The journal of a run that begins.
    pub fn new(
        session: &Session,
        digest: &str,
        submissions: Vec<Submission>,
        lines: Vec<u64>,
        skipped: &[BadRow],
    ) -> Self {
        let skipped = skipped
            .iter()
            .map(|row| SkippedRow {
                line: row.line,
                reason: row.reason.clone(),
            })
            .collect();
        let head = Head {
            format: FORMAT.to_owned(),
            chain_id: session.connection.info.chain_id,
            account: session.account.index,
            payments_digest: digest.to_owned(),
            lines,
            skipped,
        };
        Self {
            head,
            submissions: submissions
                .into_iter()
                .map(|submission| submission.into_bytes().into())
                .collect(),
        }
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

    /// Whether it belongs to this file, ledger and account.
    pub fn is_of(&self, digest: &str, session: &Session) -> bool {
        let head = &self.head;
        head.payments_digest == digest
            && head.chain_id == session.connection.info.chain_id
            && head.account == session.account.index
    }

    /// An error that says what to do if it does not.
    pub fn check(&self, digest: &str, session: &Session, path: &Path) -> anyhow::Result<()> {
        if self.is_of(digest, session) {
            return Ok(());
        }
        Err(usage(format!(
            "{0} holds signed payments of an earlier run that is not finished, of another version of this file or with another key \
             or ledger. Put back what it was called with, so that it can be finished; or, if you know that those payments \
             must not be made, delete {0}. Nothing was sent",
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
        write_durably(path, &bytes)
            .with_context(|| format!("cannot write {}; nothing was sent", path.display()))
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
            head.format == FORMAT,
            "its format {} is not known",
            head.format
        );
        let mut rest = bytes.slice(end + 1..);
        let mut submissions = Vec::new();
        let mut records = 0;
        while !rest.is_empty() {
            let (view, _) = SubmissionView::split(&rest)
                .map_err(|error| anyhow!("a submission in it is damaged: {error}"))?;
            records += view.records().len();
            let length = view.as_bytes().len();
            submissions.push(rest.split_to(length));
        }
        ensure!(
            records == head.lines.len(),
            "it has {records} records for {} lines",
            head.lines.len()
        );
        Ok(Self { head, submissions })
    }
}

/// Gives a finished journal its last name.
pub fn mark_as_paid(paths: &Paths) -> anyhow::Result<()> {
    match fs::rename(&paths.open, &paths.paid) {
        Ok(()) => sync_folder(&paths.paid).context("making the end of the run durable"),
        // The receipts of a file that was paid before were written again.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            Err(anyhow!(error).context(format!("cannot rename {}", paths.open.display())))
        }
    }
}

/// Writes a file so that after a crash it is there completely or not at all.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::SigningContext;
    use aurigraph_types::{
        AccountIndex, Amount, AssetIndex, ChainId, Scheme, Sequence, SigningKey, TransferRecord,
    };

    use super::*;

    fn journal() -> Journal {
        let key = SigningKey::generate(Scheme::Ed25519);
        let record = TransferRecord::new(
            AccountIndex::new(1),
            AccountIndex::new(2),
            AssetIndex::new(0),
            Amount::new(5),
        );
        let batch = |sequence| {
            let context = SigningContext {
                chain_id: ChainId(Digest([3; 32])),
                signer: AccountIndex::new(1),
                sequence: Sequence::new(sequence),
                valid_until_height: None,
            };
            Bytes::from(Submission::batch(&key, &context, &[record, record]).into_bytes())
        };
        let head = Head {
            format: FORMAT.to_owned(),
            chain_id: Digest([3; 32]),
            account: 1,
            payments_digest: "ab".to_owned(),
            lines: vec![2, 3, 5, 6],
            skipped: vec![SkippedRow {
                line: 4,
                reason: "the amount is zero".to_owned(),
            }],
        };
        Journal {
            head,
            submissions: vec![batch(1), batch(2)],
        }
    }

    #[test]
    fn a_journal_reads_back_and_damage_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("payments.csv.journal");
        assert_eq!(Journal::read(&path).expect("nothing there"), None);
        let journal = journal();
        journal.write(&path).expect("written");
        assert_eq!(
            Journal::read(&path).expect("readable").as_ref(),
            Some(&journal)
        );
        let bytes = fs::read(&path).expect("readable");
        fs::write(&path, &bytes[..bytes.len() - 1]).expect("written");
        assert!(Journal::read(&path).is_err());
    }

    #[test]
    fn names_are_beside_the_payments_file() {
        let paths = Paths::beside(Path::new("in/payments.csv"));
        assert_eq!(paths.open, Path::new("in/payments.csv.journal"));
        assert_eq!(paths.paid, Path::new("in/payments.csv.paid"));
        assert_eq!(folder_of(Path::new("payments.csv")), Path::new("."));
    }
}
