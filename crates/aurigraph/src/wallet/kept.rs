//! Signed bytes in the current folder that wait to be sent again, and whose sequences something new is about to use.
//!
//! The ledger applies a sequence once: of two submissions that were signed under the same one the first to arrive is made and the other
//! never will be. Whoever signs is told by name what waits, before anything is signed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use aurigraph_types::submission::{SubmissionHeader, SubmissionView};
use aurigraph_types::{Sequence, Submission};

use super::pay::Journal;
use super::session::Session;
use crate::output::note;

/// How the name of a file with one kept submission begins and ends.
const SUBMISSION_NAME: (&str, &str) = ("submission-", ".bin");
/// Digits of its id between them.
const ID_DIGITS: usize = 16;
/// How the name of the journal of a run that is not finished ends.
const JOURNAL_SUFFIX: &str = ".journal";
/// More than one transfer or operation can have.
const SUBMISSION_BYTES_MAX: u64 = 1024 * 1024;

/// The name under which a submission is kept.
pub fn file_name(submission: &Submission) -> String {
    let (start, end) = SUBMISSION_NAME;
    format!("{start}{}{end}", &submission.id().to_string()[..ID_DIGITS])
}

/// Says which files hold submissions of this key that can still be applied; for use before something new is signed.
pub fn warn_of_kept(session: &Session) {
    // A folder that cannot be read holds nothing that could be named.
    let paths = files_in(Path::new(".")).unwrap_or_default();
    for path in paths {
        let wanted = |header: &SubmissionHeader| {
            header.chain_id() == session.signer.chain_id()
                && header.signer() == session.signer.account()
                && header.sequence() >= session.signer.next_sequence()
        };
        if let Some(sequence) = waiting_sequence(&path, wanted) {
            note(&warning(&path, sequence));
        }
    }
}

fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(PathBuf::from(entry?.file_name()));
    }
    names.sort();
    Ok(names)
}

fn is_journal(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(JOURNAL_SUFFIX)
}

/// The first sequence in a file of submissions that is wanted. What cannot be read is no file of the wallet's.
fn waiting_sequence(path: &Path, wanted: impl Fn(&SubmissionHeader) -> bool) -> Option<Sequence> {
    let name = path.file_name()?.to_str()?;
    if is_journal(path) {
        let journal = Journal::read(path).ok()??;
        let mut headers = journal.batches().map(|(_, view)| *view.header());
        return headers.find(&wanted).map(|header| header.sequence());
    }
    name.strip_prefix(SUBMISSION_NAME.0)?
        .strip_suffix(SUBMISSION_NAME.1)?;
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(SUBMISSION_BYTES_MAX)
        .read_to_end(&mut bytes)
        .ok()?;
    let view = SubmissionView::decode(&bytes).ok()?;
    wanted(view.header()).then(|| view.header().sequence())
}

fn warning(path: &Path, sequence: Sequence) -> String {
    let name = path.display().to_string();
    let first = match name.strip_suffix(JOURNAL_SUFFIX) {
        Some(payments) => format!("call `aurigraph wallet pay --file {payments}` again"),
        None => format!("call `aurigraph wallet submit {name}`"),
    };
    format!(
        "Warning: {name} holds what this key signed under sequence {sequence}, and it is not applied yet. What is signed now may take \
         that sequence; then what is in the file is never made. To make it, first {first}."
    )
}
