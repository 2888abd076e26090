//! What lies beside the log and is made of durable blocks only: a log that ends before such a block has lost blocks that were
//! acknowledged, which no crash does.

use std::path::Path;

use aurigraph_storage::{ChainId, DurableWitness, HistoryIndex, SnapshotStore, StorageError};

/// Name of the history index's folder in a data folder.
const HISTORY_FOLDER: &str = "history";

/// The highest block that a snapshot or the history index has.
pub(super) fn latest_durable(
    data_dir: &Path,
    snapshots: &SnapshotStore,
    chain_id: &ChainId,
) -> Result<Option<DurableWitness>, StorageError> {
    // Also a snapshot that cannot be used: it got its name when the block of that height was durable.
    let snapshot = snapshots
        .heights()?
        .pop()
        .map(|(height, path)| DurableWitness { height, path });
    let witnesses = [snapshot, of_history(data_dir, chain_id)];
    Ok(witnesses
        .into_iter()
        .flatten()
        .max_by_key(|witness| witness.height))
}

/// The highest block that the history index has. One that cannot be opened says nothing: it is derived, and opened again later.
fn of_history(data_dir: &Path, chain_id: &ChainId) -> Option<DurableWitness> {
    let path = data_dir.join(HISTORY_FOLDER);
    if !path.exists() {
        return None;
    }
    let opened = HistoryIndex::open(&path, chain_id).ok()?;
    if let Some(reason) = &opened.rebuilt_because {
        tracing::warn!(%reason, "the history index is rebuilt from the log");
    }
    let height = opened.index.indexed_height()?;
    Some(DurableWitness { height, path })
}
