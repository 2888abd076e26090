//! A proof for every payment. The node is asked for one receipt of each batch; the paths of the other records follow from the
//! batch itself and its result codes, so two hundred thousand proofs cost one question a batch. The root that they lead to is
//! compared with the one that the node's proof leads to: if the node changed a record or a code, that shows here.
//!
//! A file that is there is not overwritten unless it has the same proofs: those of another run get another name.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use aurigraph_client::HttpClient;
use aurigraph_types::hash::{hash_many, hash_nodes};
use aurigraph_types::limits::RECORD_BYTES;
use aurigraph_types::proof::{Proof, Statement};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, Domain, merkle};

use super::delivery::MadeBatch;
use super::journal::Journal;
use crate::progress;
use crate::wallet::files::numbered;

/// How long the block that carries the proofs is waited for.
const PROOF_PATIENCE: Duration = Duration::from_secs(30);
/// Above so many payments there is one file of JSON lines.
const SINGLE_FILES_MAX: usize = 1_000;
/// Its name.
const LINES_FILE: &str = "proofs.jsonl";

/// Where the proof of each payment is, in the order of the records; empty for one that was not made.
pub struct ProofReferences(pub Vec<String>);

/// Writes the proofs of everything in the journal.
pub async fn write(
    http: &HttpClient,
    journal: &Journal,
    results: &[Option<MadeBatch>],
    folder: &Path,
) -> anyhow::Result<ProofReferences> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut target = Target::new(folder, journal.lines().len());
    let bar = progress::bar(journal.lines().len() as u64, "proving");
    let mut references = Vec::with_capacity(journal.lines().len());
    for ((_, view), made) in journal.batches().zip(results) {
        let batch = match made {
            Some(made) => Some(ProvedBatch::fetch(http, &view, made).await?),
            None => None,
        };
        for index in 0..view.records().len() {
            let line = journal.lines()[references.len()];
            let reference = match &batch {
                Some(batch) => target.write(&batch.proof(index), line)?,
                None => String::new(),
            };
            references.push(reference);
            bar.inc(1);
        }
    }
    target.finish()?;
    bar.finish_and_clear();
    Ok(ProofReferences(references))
}

/// One batch with all levels of its receipts tree.
struct ProvedBatch {
    /// The node's proof of record 0.
    first: Proof,
    leaves: Vec<[u8; RECORD_BYTES]>,
    levels: Vec<Vec<Digest>>,
}

impl ProvedBatch {
    async fn fetch(
        http: &HttpClient,
        view: &SubmissionView<'_>,
        made: &MadeBatch,
    ) -> anyhow::Result<Self> {
        let records = view.records().iter().zip(&made.codes);
        let leaves: Vec<_> = records
            .map(|(record, code)| record.receipt_bytes(*code))
            .collect();
        let id = format!("{}-0", view.id());
        let receipt = http
            .receipt_with_proof(&id, PROOF_PATIENCE)
            .await
            .context("asking for a proof")?;
        let first = receipt
            .proof
            .context("the receipt came without its proof")?;
        let verified = first
            .verify()
            .with_context(|| format!("the node's proof of receipt {id}"))?;
        let is_ours = matches!(
            verified.statement,
            Statement::Receipt { submission, record, .. } if submission == view.id() && record == leaves[0]
        );
        ensure!(
            is_ours,
            "the node's proof of receipt {id} is about something else"
        );
        let levels = levels(&leaves);
        let batch = Self {
            first,
            leaves,
            levels,
        };
        ensure!(
            batch.path(0) == batch.first_path(),
            "the node's proof of receipt {id} does not agree with the result codes that it reported"
        );
        Ok(batch)
    }

    fn first_path(&self) -> &[Digest] {
        self.first
            .receipt
            .as_ref()
            .map_or(&[], |receipt| &receipt.path)
    }

    fn path(&self, index: usize) -> Vec<Digest> {
        let depth = self.levels.len() - 1;
        (0..depth)
            .map(|level| {
                let sibling = self.levels[level].get((index >> level) ^ 1);
                sibling.copied().unwrap_or_else(|| merkle::empty(level))
            })
            .collect()
    }

    /// The proof of one record: the node's, with that record's leaf and path.
    fn proof(&self, index: usize) -> Proof {
        let mut proof = self.first.clone();
        if let Some(receipt) = &mut proof.receipt {
            receipt.record = hex::encode(self.leaves[index]);
            receipt.index = u32::try_from(index).expect("a batch has at most 65,536 records");
            receipt.path = self.path(index);
        }
        proof
    }
}

/// All levels of the tree over the leaves, the root last.
fn levels(leaves: &[[u8; RECORD_BYTES]]) -> Vec<Vec<Digest>> {
    let mut hashes = vec![Digest::ZERO; leaves.len()];
    hash_many(Domain::ReceiptLeaf, leaves, &mut hashes);
    let mut levels = vec![hashes];
    while let Some(last) = levels.last().filter(|last| last.len() > 1) {
        let pairs = last.len() / 2;
        let mut parents = vec![Digest::ZERO; last.len().div_ceil(2)];
        hash_nodes(&last[..pairs * 2], &mut parents[..pairs]);
        if last.len() % 2 == 1 {
            parents[pairs] = merkle::node(&last[pairs * 2], &merkle::empty(levels.len() - 1));
        }
        levels.push(parents);
    }
    levels
}

/// Where proofs are written.
enum Target<'a> {
    Files(&'a Path),
    Lines(&'a Path, Option<Lines>),
}

/// A file of one proof on each line.
struct Lines {
    file: BufWriter<File>,
    name: String,
    written: usize,
}

impl<'a> Target<'a> {
    const fn new(folder: &'a Path, count: usize) -> Self {
        if count <= SINGLE_FILES_MAX {
            Self::Files(folder)
        } else {
            Self::Lines(folder, None)
        }
    }

    /// Writes one proof and returns how to refer to it.
    fn write(&mut self, proof: &Proof, line: u64) -> anyhow::Result<String> {
        match self {
            Self::Files(folder) => {
                let text = serde_json::to_string_pretty(proof)? + "\n";
                write_file(folder, &format!("line-{line:06}.json"), text.as_bytes())
            }
            Self::Lines(folder, lines) => {
                let text = serde_json::to_string(proof)? + "\n";
                let lines = match lines {
                    Some(lines) => lines,
                    None => lines.insert(Lines::begin(folder, &text)?),
                };
                lines
                    .file
                    .write_all(text.as_bytes())
                    .context("writing a proof")?;
                lines.written += 1;
                Ok(format!("{}#{}", lines.name, lines.written))
            }
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Lines(_, Some(mut lines)) => lines.file.flush().context("writing the proofs"),
            Self::Lines(_, None) | Self::Files(_) => Ok(()),
        }
    }
}

impl Lines {
    /// Opens the file for proofs of which this is the first one.
    fn begin(folder: &Path, first: &str) -> anyhow::Result<Self> {
        let has_first = |path: &Path| {
            let mut line = Vec::new();
            BufReader::new(File::open(path)?).read_until(b'\n', &mut line)?;
            Ok(line == first.as_bytes())
        };
        let (path, name) = free_name(folder, LINES_FILE, has_first)?;
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 20, file),
            name,
            written: 0,
        })
    }
}

/// Writes a file unless it is there, and returns its name.
fn write_file(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<String> {
    let (path, name) = free_name(folder, name, |path| Ok(fs::read(path)? == bytes))?;
    fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(name)
}

/// The first of a file's numbered names that is free, or whose file has the same in it.
fn free_name(
    folder: &Path,
    name: &str,
    has_same: impl Fn(&Path) -> io::Result<bool>,
) -> anyhow::Result<(PathBuf, String)> {
    let first = folder.join(name);
    let mut path = first.clone();
    let mut number = 0;
    loop {
        let is_usable = match has_same(&path) {
            Ok(has_same) => has_same,
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        if is_usable {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = name.into_owned();
            return Ok((path, name));
        }
        number += 1;
        path = numbered(&first, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_to_the_root_of_the_library() {
        for count in [1_usize, 2, 3, 5, 8, 21] {
            let leaves: Vec<[u8; RECORD_BYTES]> = (0..count)
                .map(|number| [number as u8; RECORD_BYTES])
                .collect();
            let hashes: Vec<Digest> = leaves
                .iter()
                .map(|leaf| Domain::ReceiptLeaf.hash(leaf))
                .collect();
            let levels = levels(&leaves);
            assert_eq!(
                levels.last().expect("at least one level"),
                &[merkle::root(&hashes)]
            );
            let first = Proof {
                format: String::new(),
                kind: String::new(),
                chain_id: Digest::ZERO,
                validators: Vec::new(),
                epochs: Vec::new(),
                header: String::new(),
                descendants: Vec::new(),
                certificate: String::new(),
                receipt: None,
                balance: None,
            };
            let batch = ProvedBatch {
                first,
                leaves,
                levels,
            };
            for index in 0..count {
                assert_eq!(
                    batch.path(index),
                    merkle::path(&hashes, index),
                    "{index} of {count}"
                );
            }
        }
    }

    #[test]
    fn proofs_of_another_run_are_not_overwritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (text, expected) in [
            ("a", "line-2.json"),
            ("b", "line-2.1.json"),
            ("a", "line-2.json"),
            ("c", "line-2.2.json"),
            ("b", "line-2.1.json"),
        ] {
            let name = write_file(folder.path(), "line-2.json", text.as_bytes()).expect("written");
            assert_eq!(name, expected);
        }
        for (text, expected) in [
            ("a\n", LINES_FILE),
            ("b\n", "proofs.1.jsonl"),
            ("a\n", LINES_FILE),
        ] {
            let mut lines = Lines::begin(folder.path(), text).expect("opened");
            assert_eq!(lines.name, expected);
            lines.file.write_all(text.as_bytes()).expect("written");
        }
    }
}
