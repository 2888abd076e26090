//! `aurigraph node scrub`: reads every block and snapshot of a data folder and says which are damaged. Changes nothing; works beside a running node.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use aurigraph_node::recovery::GENESIS_FILE;
use aurigraph_storage::{
    LogConfig, LogReader, RealDisk, SnapshotStore, StorageError, inspect_segment,
};
use aurigraph_types::{BlockHeader, Certificate, ChainId, Digest, Genesis, ValidatorSet};
use clap::Args;
use serde_json::{Value, json};

use super::NodeFile;
use crate::failure::ReportedFailure;
use crate::output::OutputOptions;
use crate::progress;

/// Damaged blocks that are named.
const NAMED_MAX: usize = 1_000;

/// Reads every block and snapshot of a node and says which are damaged; changes nothing.
///
/// A running member of a committee reads its blocks again by itself and replaces damaged ones by those of the others; `/q/health` says so.
#[derive(Args, Debug)]
pub struct Options {
    /// The node's configuration file.
    #[arg(long, value_name = "FILE", required_unless_present = "data_dir")]
    config: Option<PathBuf>,
    /// A data folder, of a node without one.
    #[arg(long, value_name = "FOLDER", conflicts_with = "config")]
    data_dir: Option<PathBuf>,
}

/// What was found.
#[derive(Debug, Default)]
struct Found {
    blocks: u64,
    damaged: Vec<u64>,
    bad_certificates: Vec<u64>,
    snapshots: Vec<Value>,
    problems: Vec<String>,
}

impl Options {
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let data_dir = match (&self.config, &self.data_dir) {
            (Some(config), _) => NodeFile::read(config)?.data_dir,
            (None, Some(data_dir)) => data_dir.clone(),
            (None, None) => unreachable!("one of them is required"),
        };
        let path = data_dir.join(GENESIS_FILE);
        let genesis =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let chain = Genesis::chain_id(&genesis);
        let validators = Genesis::parse(&genesis)
            .and_then(|genesis| genesis.validator_set())
            .with_context(|| format!("{} cannot be used", path.display()))?;
        let mut found = Found::default();
        found.snapshots(&data_dir, &chain)?;
        let segments = data_dir.join("segments");
        let opened = LogReader::open_read_only(
            RealDisk::shared(),
            &segments,
            &chain.0.0,
            &LogConfig::default(),
        );
        match opened {
            Ok((log, _)) => found.log(&log, &chain, &validators),
            Err(error @ StorageError::Corrupt { .. }) => {
                found.problems.push(error.to_string());
                found.segments(&segments)?;
            }
            Err(error) => return Err(error).context("the block log cannot be read"),
        }
        output.print(&found.json(), || found.text())?;
        if found.is_sound() {
            Ok(())
        } else {
            Err(ReportedFailure::FAILED.into())
        }
    }
}

impl Found {
    fn is_sound(&self) -> bool {
        self.damaged.is_empty()
            && self.bad_certificates.is_empty()
            && self.problems.is_empty()
            && self.snapshots.iter().all(|one| one["sound"] == true)
    }

    fn snapshots(&mut self, data_dir: &Path, chain: &ChainId) -> anyhow::Result<()> {
        let disk = RealDisk::shared();
        let store = SnapshotStore::look(Arc::clone(&disk), &data_dir.join("snapshots"), chain.0.0);
        for (height, path) in store.heights()? {
            let checked = aurigraph_storage::Snapshot::open(&*disk, &path, Some(&chain.0.0))
                .and_then(|snapshot| snapshot.verify());
            self.snapshots.push(json!({
                "height": height,
                "sound": checked.is_ok(),
                "problem": checked.err().map(|error| error.to_string()),
            }));
        }
        Ok(())
    }

    /// Each block: its frame, its parent, its certificate.
    fn log(&mut self, log: &LogReader, chain: &ChainId, validators: &ValidatorSet) {
        let (Some(first), Some(last)) = (log.earliest_height(), log.latest_height()) else {
            return;
        };
        let bar = progress::bar(last - first + 1, "reading blocks");
        let mut before: Option<Digest> = None;
        for height in first..=last {
            bar.inc(1);
            self.blocks += 1;
            let header = match log.read(height) {
                Ok(Some(stored)) => BlockHeader::decode(stored.header())
                    .ok()
                    .map(|header| (header, stored.certificate().to_vec())),
                // Pruned while this runs.
                Err(StorageError::Pruned { .. }) | Ok(None) => {
                    before = None;
                    continue;
                }
                Err(_) => None,
            };
            let Some((header, certificate)) = header else {
                self.damaged.push(height);
                before = None;
                continue;
            };
            let fields = header.fields();
            if before.is_some_and(|before| before != fields.parent) {
                self.problems
                    .push(format!("block {height} does not follow the one before it"));
            }
            before = Some(header.hash());
            // Block 0 of a committee, and blocks that became final through a descendant, have none.
            if !certificate.is_empty() {
                let verified = Certificate::decode(&certificate)
                    .ok()
                    .filter(|certificate| {
                        certificate
                            .verify(validators, chain, header.height(), &header.hash())
                            .is_ok()
                    });
                if verified.is_none() {
                    self.bad_certificates.push(height);
                }
            }
        }
        bar.finish_and_clear();
    }

    /// Each segment alone, up to its first damage.
    fn segments(&mut self, folder: &Path) -> anyhow::Result<()> {
        let names = std::fs::read_dir(folder)
            .with_context(|| format!("cannot list {}", folder.display()))?;
        let mut paths: Vec<_> = names
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with("segment-") && name.ends_with(".log")
            })
            .collect();
        paths.sort();
        for path in paths {
            match inspect_segment(&RealDisk, &path) {
                Ok(segment) => {
                    self.blocks += segment.frames.len() as u64;
                    if let Some(problem) = segment.problem {
                        let last = segment.frames.last().map(|frame| frame.height + 1);
                        self.damaged.push(last.unwrap_or(segment.first_height));
                        self.problems.push(format!("{}: {problem}", path.display()));
                    }
                }
                Err(error) => self.problems.push(error.to_string()),
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "sound": self.is_sound(),
            "blocks": self.blocks,
            "damagedBlocks": &self.damaged[..self.damaged.len().min(NAMED_MAX)],
            "blocksWithInvalidCertificate": &self.bad_certificates[..self.bad_certificates.len().min(NAMED_MAX)],
            "snapshots": self.snapshots,
            "problems": self.problems,
        })
    }

    fn text(&self) -> String {
        if self.is_sound() {
            return format!(
                "{} blocks and {} snapshots are sound.",
                self.blocks,
                self.snapshots.len()
            );
        }
        let mut lines = vec![format!("{} blocks were read.", self.blocks)];
        if let Some(first) = self.damaged.first() {
            lines.push(format!(
                "{} are damaged, the first is {first}.",
                self.damaged.len()
            ));
        }
        if let Some(first) = self.bad_certificates.first() {
            lines.push(format!(
                "{} have an invalid certificate, the first is {first}.",
                self.bad_certificates.len()
            ));
        }
        let snapshots = self.snapshots.iter().filter(|one| one["sound"] != true);
        lines
            .extend(snapshots.map(|one| format!("Snapshot {}: {}", one["height"], one["problem"])));
        lines.extend(self.problems.iter().cloned());
        lines.push(
            "A member of a committee replaces single blocks by itself while it runs. If it does not start: aurigraph node rejoin --config FILE".into(),
        );
        lines.join("\n")
    }
}
