//! What lies beside the log and is made of durable blocks only: a log that ends before such a block has lost blocks that were
//! acknowledged, which no crash does. A log without any block, beside which there is anything of that kind, is one that was lost.

use std::path::Path;

use aurigraph_storage::{
    Access, ChainId, Disk, DurableWitness, HistoryIndex, SnapshotStore, StorageError,
};

use super::error::RecoveryError;
use super::folder::{KEYS_FILE, SEGMENTS_FOLDER, SNAPSHOTS_FOLDER};

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
        .and_then(HistoryIndex::reached_height)
        .map(|height| DurableWitness {
            height,
            path: data_dir.join(HISTORY_FOLDER),
        });
    Ok([snapshot, history]
        .into_iter()
        .flatten()
        .max_by_key(|witness| witness.height))
}

/// Whether the folder of the segments has a segment, sound or not.
pub(super) fn has_segments(disk: &dyn Disk, data_dir: &Path) -> bool {
    has_file(disk, &data_dir.join(SEGMENTS_FOLDER), "segment-", ".log")
}

/// Refuses a ledger without blocks that had some: all that is looked for here is made only after block 0 is durable.
///
/// # Errors
/// [`RecoveryError::BlocksLost`].
pub(super) fn check_never_had_blocks(
    disk: &dyn Disk,
    data_dir: &Path,
) -> Result<(), RecoveryError> {
    let segments = data_dir.join(SEGMENTS_FOLDER);
    let snapshots = data_dir.join(SNAPSHOTS_FOLDER);
    let traces: Vec<_> = [
        (KEYS_FILE, is_there(disk, &data_dir.join(KEYS_FILE))),
        (HISTORY_FOLDER, data_dir.join(HISTORY_FOLDER).exists()),
        (
            SNAPSHOTS_FOLDER,
            has_file(disk, &snapshots, "snapshot-", ".snap"),
        ),
        (
            "an index of a segment",
            has_file(disk, &segments, "segment-", ".index"),
        ),
        (
            "a spare segment",
            has_file(disk, &segments, "spare-", ".log"),
        ),
    ]
    .into_iter()
    .filter_map(|(name, is_there)| is_there.then_some(name))
    .collect();
    if traces.is_empty() {
        return Ok(());
    }
    let traces = traces.join(", ");
    Err(RecoveryError::BlocksLost { segments, traces })
}

/// Whether there is a file of this name.
pub(super) fn is_there(disk: &dyn Disk, path: &Path) -> bool {
    disk.open(path, Access::Read).is_ok()
}

/// Whether a folder has a file whose name begins and ends like this. One that cannot be listed is told when it is opened.
fn has_file(disk: &dyn Disk, folder: &Path, begin: &str, end: &str) -> bool {
    let names = disk.list(folder).unwrap_or_default();
    let mut names = names.iter();
    names.any(|name| name.starts_with(begin) && name.ends_with(end))
}
