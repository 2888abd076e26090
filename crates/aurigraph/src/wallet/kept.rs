//! Signed bytes in the current folder that wait to be sent again. What is signed now takes a higher sequence than they have, so that they
//! can still be made; whoever signs is told by name what waits.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use aurigraph_types::Digest;
use aurigraph_types::submission::{SubmissionHeader, SubmissionView};

use super::pay::Journal;
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
pub fn file_name(id: &Digest) -> String {
    let (start, end) = SUBMISSION_NAME;
    format!("{start}{}{end}", &id.to_string()[..ID_DIGITS])
}

/// A file with something that can still be applied.
pub struct Waiting {
    path: PathBuf,
    first_sequence: u64,
    /// The highest of those that are waiting in it.
    pub last_sequence: u64,
    /// The submission, if it is a single one.
    pub submission: Option<Vec<u8>>,
}

/// What waits in the current folder, of those submissions that are wanted.
pub fn waiting(wanted: impl Fn(&SubmissionHeader) -> bool) -> Vec<Waiting> {
    // A folder that cannot be read holds nothing that could be named.
    let paths = files_in(Path::new(".")).unwrap_or_default();
    let waiting = paths.into_iter().filter_map(|path| look(path, &wanted));
    waiting.collect()
}

/// Says which files hold what waits; for use before something new is signed.
pub fn name_waiting(waiting: &[Waiting]) {
    for file in waiting {
        note(&file.notice());
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

/// What of a file is wanted. What cannot be read is no file of the wallet's.
fn look(path: PathBuf, wanted: impl Fn(&SubmissionHeader) -> bool) -> Option<Waiting> {
    let name = path.file_name()?.to_str()?;
    if name.ends_with(JOURNAL_SUFFIX) {
        let journal = Journal::read(&path).ok()??;
        let headers = journal.batches().map(|(_, view)| *view.header());
        let sequences: Vec<_> = headers
            .filter(wanted)
            .map(|header| header.sequence().get())
            .collect();
        return Some(Waiting {
            first_sequence: *sequences.iter().min()?,
            last_sequence: *sequences.iter().max()?,
            submission: None,
            path,
        });
    }
    name.strip_prefix(SUBMISSION_NAME.0)?
        .strip_suffix(SUBMISSION_NAME.1)?;
    let mut bytes = Vec::new();
    let file = File::open(&path).ok()?;
    file.take(SUBMISSION_BYTES_MAX)
        .read_to_end(&mut bytes)
        .ok()?;
    let header = *SubmissionView::decode(&bytes).ok()?.header();
    wanted(&header).then(|| Waiting {
        first_sequence: header.sequence().get(),
        last_sequence: header.sequence().get(),
        submission: Some(bytes),
        path,
    })
}

impl Waiting {
    fn notice(&self) -> String {
        let name = self.path.display().to_string();
        let call = match name.strip_suffix(JOURNAL_SUFFIX) {
            Some(payments) => format!("`aurigraph wallet pay --file {payments}`"),
            None => format!("`aurigraph wallet submit {name}`"),
        };
        format!(
            "{name} holds what this key signed under sequence {}, and it is not applied yet: {call} sends it again. What is signed now \
             takes a later sequence.",
            self.first_sequence
        )
    }
}
