//! What lies beside the log and is made of durable blocks only: a log that ends before such a block has lost blocks that were
//! acknowledged, which no crash does.

use std::path::Path;

use aurigraph_storage::{ChainId, DurableWitness, HistoryIndex, SnapshotStore, StorageError};

/// Name of the history index's folder in a data folder.
pub(crate) const HISTORY_FOLDER: &str = "history";

/// The history index, if there is one that can be opened. Whatever is wrong with it is told when it is opened again to go on with it.
pub(super) fn open_history(data_dir: &Path, chain_id: &ChainId) -> Option<HistoryIndex> {
    let path = data_dir.join(HISTORY_FOLDER);
    if !path.exists() {
        return None;
    }
    let opened = HistoryIndex::open(&path, chain_id).ok()?;
    if let Some(reason) = &opened.rebuilt_because {
        tracing::warn!(%reason, "the history index is rebuilt from the log");
    }
    Some(opened.index)
}

/// The highest block that a snapshot or the history index has.
pub(super) fn latest_durable(
    data_dir: &Path,
    snapshots: &SnapshotStore,
    history: Option<&HistoryIndex>,
) -> Result<Option<DurableWitness>, StorageError> {
    // Also a snapshot that cannot be used: it got its name when the block of that height was durable.
    let snapshot = snapshots.heights()?.pop();
    let snapshot = snapshot.map(|(height, path)| DurableWitness { height, path });
    let history = history
        .and_then(HistoryIndex::indexed_height)
        .map(|height| DurableWitness {
            height,
            path: data_dir.join(HISTORY_FOLDER),
        });
    Ok([snapshot, history]
        .into_iter()
        .flatten()
        .max_by_key(|witness| witness.height))
}
