//! Where the consensus engine goes on when it does not know by itself: after a snapshot of another node took the place of the ledger, or
//! after the engine's own folder was lost.
//!
//! A validator must never vote twice differently in one view, and what it voted is in the engine's folder alone. One that lost that folder
//! therefore only follows until the network is past every view in which it may have voted, and votes from there on.

use std::path::{Path, PathBuf};

use aurigraph_storage::{Disk, StorageError, read_file, write_file_atomically};
use aurigraph_types::{BlockHeader, Certificate};
use serde::{Deserialize, Serialize};

/// Name of the file in a data folder.
pub(crate) const FLOOR_FILE: &str = "consensus-floor.json";

/// A final block with its certificate.
#[derive(Clone, Debug)]
pub struct Floor {
    /// The block's header.
    pub header: BlockHeader,
    /// Votes of a quorum.
    pub certificate: Certificate,
    /// Whether this validator may vote in every later view, although it does not know what it voted before.
    pub may_vote: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FloorFile {
    header: String,
    certificate: String,
    may_vote: bool,
}

impl Floor {
    /// Whether its block is one of an epoch.
    pub fn is_of(&self, epoch: u64) -> bool {
        self.certificate.epoch == epoch
    }

    /// Makes it durable.
    pub fn write(&self, disk: &dyn Disk, data_dir: &Path) -> Result<(), StorageError> {
        let file = FloorFile {
            header: hex::encode(self.header.to_bytes()),
            certificate: hex::encode(self.certificate.encode()),
            may_vote: self.may_vote,
        };
        let content = serde_json::to_vec(&file).expect("texts can be written");
        write_file_atomically(disk, &path(data_dir), &content)
    }

    /// Reads it, if there is one. A file that is none counts as none: the engine's own folder is what matters.
    pub fn read(disk: &dyn Disk, data_dir: &Path) -> Result<Option<Self>, StorageError> {
        let Some(content) = read_file(disk, &path(data_dir))? else {
            return Ok(None);
        };
        let floor = parse(&content);
        if floor.is_none() {
            tracing::error!(path = %path(data_dir).display(), "this file cannot be read and is not used");
        }
        Ok(floor)
    }

    /// Removes it once it is not needed any more.
    pub fn remove(disk: &dyn Disk, data_dir: &Path) {
        // What stays is not used a second time: the engine knows better by then.
        let _ = disk.remove(&path(data_dir));
    }
}

fn parse(content: &[u8]) -> Option<Floor> {
    let file: FloorFile = serde_json::from_slice(content).ok()?;
    Some(Floor {
        header: BlockHeader::decode(&hex::decode(file.header).ok()?).ok()?,
        certificate: Certificate::decode(&hex::decode(file.certificate).ok()?).ok()?,
        may_vote: file.may_vote,
    })
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join(FLOOR_FILE)
}
