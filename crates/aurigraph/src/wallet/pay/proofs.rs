//! A proof for every payment. The node is asked for one receipt of each batch; the paths of the other records follow from the
//! batch itself and its result codes, so two hundred thousand proofs cost one question a batch. The root that they lead to is
//! compared with the one that the node's proof leads to: if the node changed a record or a code, that shows here.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
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
    let mut target = Target::new(folder, journal.lines().len())?;
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
    Lines {
        file: BufWriter<File>,
        written: usize,
    },
}

impl<'a> Target<'a> {
    fn new(folder: &'a Path, count: usize) -> anyhow::Result<Self> {
        if count <= SINGLE_FILES_MAX {
            return Ok(Self::Files(folder));
        }
        let path = folder.join(LINES_FILE);
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self::Lines {
            file: BufWriter::with_capacity(1 << 20, file),
            written: 0,
        })
    }

    /// Writes one proof and returns how to refer to it.
    fn write(&mut self, proof: &Proof, line: u64) -> anyhow::Result<String> {
        match self {
            Self::Files(folder) => {
                let name = format!("line-{line:06}.json");
                let path = folder.join(&name);
                let text = serde_json::to_string_pretty(proof)? + "\n";
                fs::write(&path, text)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                Ok(name)
            }
            Self::Lines { file, written } => {
                serde_json::to_writer(&mut *file, proof).context("writing a proof")?;
                file.write_all(b"\n").context("writing a proof")?;
                *written += 1;
                Ok(format!("{LINES_FILE}#{written}"))
            }
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Files(_) => Ok(()),
            Self::Lines { mut file, .. } => file.flush().context("writing the proofs"),
        }
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
                header: String::new(),
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
}
