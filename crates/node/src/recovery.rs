//! From a data folder to a running state: snapshot, then replay of the log.
//!
//! Every replayed header is checked: its parent, its roots against what execution gives here. A difference means damage or another
//! version's rules, and the node refuses to start rather than go on with a state that nobody certified. Log and snapshots are only
//! looked at until then: a start that is refused leaves them as they were.
//!
//! | file | step |
//! |---|---|
//! | `folder` | genesis file and validator key |
//! | `evidence` | which block is known to have been durable, so that a log that ends before it, or was lost, is refused |
//! | `base` | the state of the newest snapshot, or of the genesis file |
//! | `replay` | the blocks after it |
//! | `epochs` | who decided them |
//! | `incoming` | before all that: a ledger fetched from another node takes the place of the one that is here |

mod base;
mod epochs;
mod error;
mod evidence;
mod folder;
mod incoming;
mod replay;

use std::path::Path;
use std::sync::Arc;

use aurigraph_ledger::State;
use aurigraph_storage::{
    BlockLog, DataFolderLock, Disk, HistoryIndex, KeyFile, LogConfig, RealDisk, RecoveryReport,
    SnapshotStore,
};
use aurigraph_types::{BlockHeader, SigningKey};

pub use error::RecoveryError;
pub(crate) use evidence::HISTORY_FOLDER;
pub use folder::{
    GENESIS_FILE, VALIDATOR_KEY_FILE, check_is_new, check_key_is_private, identity_of, initialise,
    is_initialised,
};

use crate::block_builder::Executed;
use crate::chain::{ChainConstants, Tip};
use crate::config::NodeConfig;
use crate::epochs::EpochRecord;
use crate::history::with_causes;
use crate::key_directory::KeyDirectory;
pub(crate) use base::from_snapshot;
pub(crate) use base::genesis_header;
use base::{append_genesis_block, from_genesis, keys_of_genesis};
pub(crate) use folder::read_identity;
pub(crate) use folder::{KEYS_FILE, SEGMENTS_FOLDER, SNAPSHOTS_FOLDER, take_new_network_mark};
pub use incoming::Incoming;
pub(crate) use replay::replay;

/// A ledger read from its folder.
pub struct Recovered {
    /// Held as long as the node runs.
    pub lock: Option<DataFolderLock>,
    /// Constants of the chain.
    pub constants: ChainConstants,
    /// Who decided which blocks.
    pub epochs: EpochRecord,
    /// The validator's key.
    pub validator_key: SigningKey,
    /// Header of block 0.
    pub genesis_header: BlockHeader,
    /// Header of the tip.
    pub tip_header: BlockHeader,
    /// The state.
    pub state: State,
    /// Results of the tip.
    pub executed: Executed,
    /// The tip.
    pub tip: Tip,
    /// Keys of accounts.
    pub keys: KeyDirectory,
    /// The log.
    pub log: BlockLog,
    /// Snapshots.
    pub snapshots: SnapshotStore,
    /// Height of the snapshot that was used; 0 without one.
    pub snapshot_height: u64,
    /// Blocks replayed.
    pub replayed_blocks: u64,
    /// Bytes of their bodies: what no snapshot covers.
    pub replayed_bytes: u64,
    /// The history index, if it could be opened.
    pub history: Option<HistoryIndex>,
    /// The disk.
    pub disk: Arc<dyn Disk>,
}

/// Reads a folder of the operating system and replays what the snapshot does not cover.
pub fn recover(config: &NodeConfig) -> Result<Recovered, RecoveryError> {
    let disk = RealDisk::shared();
    // What is missing is told before the folder is locked.
    read_identity(&*disk, &config.data_dir, config.role())?;
    let lock = DataFolderLock::acquire(&config.data_dir)?;
    recover_on(config, disk, Some(lock))
}

/// The same on any disk; who calls sees to it that nobody else uses the folder.
pub fn recover_on(
    config: &NodeConfig,
    disk: Arc<dyn Disk>,
    lock: Option<DataFolderLock>,
) -> Result<Recovered, RecoveryError> {
    let data_dir = &config.data_dir;
    let (constants, validator_key) = read_identity(&*disk, data_dir, config.role())?;
    if Incoming::new(Arc::clone(&disk), data_dir).install()? {
        tracing::warn!("the ledger of this folder was replaced by a snapshot of another validator");
    }
    let chain = constants.chain_id.0.0;
    if !evidence::has_segments(&*disk, data_dir) {
        evidence::check_never_had_blocks(&*disk, data_dir)?;
    }

    let snapshots = SnapshotStore::look(Arc::clone(&disk), &data_dir.join(SNAPSHOTS_FOLDER), chain);
    let (snapshot, report) = snapshots.load_latest()?;
    for (path, error) in &report.refused {
        tracing::error!(path = %path.display(), error = with_causes(error), "snapshot refused; an older one or the log is used");
    }
    let keys_path = data_dir.join(KEYS_FILE);
    if let Some(height) = report.height
        && !evidence::is_there(&*disk, &keys_path)
    {
        let path = keys_path;
        return Err(RecoveryError::KeysMissing { path, height });
    }
    let segments = data_dir.join(SEGMENTS_FOLDER);
    let history = evidence::open_history(data_dir, &chain);
    let log_config = LogConfig {
        segment_bytes: config.segment_bytes,
        known_durable: evidence::latest_durable(data_dir, &snapshots, history.as_ref())?,
        ..LogConfig::default()
    };
    let (mut log, mut log_report) =
        BlockLog::look(Arc::clone(&disk), &segments, chain, log_config)?;
    let snapshot_height = report.height.unwrap_or(0);
    check_begins_in_time(&log, &log_report, snapshot_height, &segments)?;
    let open_keys = || KeyFile::open(&*disk, &keys_path, &chain, KeyFile::DEFAULT_CACHE_BYTES);
    let (mut state, mut executed, keys) = match &snapshot {
        Some(snapshot) => from_snapshot(snapshot, open_keys()?, &constants.validators)?,
        None => {
            let (state, executed) = from_genesis(&constants, data_dir)?;
            // The key file comes after block 0 is durable, so that it proves that there was one.
            if log.reader().latest_height().is_none() {
                evidence::check_never_had_blocks(&*disk, data_dir)?;
                log.repair(&mut log_report)?;
                append_genesis_block(&mut log, &constants, &validator_key, &executed)?;
            }
            let keys = keys_of_genesis(&constants, &state, open_keys()?, data_dir)?;
            (state, executed, keys)
        }
    };
    let genesis_state = State::from_genesis(&constants.genesis).map_err(|source| {
        let path = data_dir.join(GENESIS_FILE);
        RecoveryError::Genesis { path, source }
    })?;
    let genesis_header = genesis_header(&constants, genesis_state.root());
    drop(genesis_state);
    let replayed = replay(&log, &mut state, &mut executed, &keys)?;
    // Nothing refuses the start any more.
    log.repair(&mut log_report)?;
    snapshots.repair()?;
    tell(&log_report, &segments);
    // Absent only after a snapshot whose block was pruned: then nothing is compared with what it committed to.
    let tip_header = match log.reader().read_header(executed.height.get())? {
        Some(stored) => BlockHeader::decode(stored.header()).unwrap_or(genesis_header),
        None => genesis_header,
    };
    let epochs = epochs::known(&disk, data_dir, &constants, &state, &tip_header, &log)?;
    let tip = Tip {
        height: executed.height,
        hash: executed.block_hash,
        time_ms: executed.time_ms,
        state_root: executed.state_root,
        totals: executed.totals,
        account_count: state.account_count(),
        supply: state.supply().into(),
    };
    Ok(Recovered {
        lock,
        constants,
        epochs,
        validator_key,
        genesis_header,
        tip_header,
        state,
        executed,
        tip,
        keys,
        log,
        snapshots,
        snapshot_height,
        replayed_blocks: replayed.blocks,
        replayed_bytes: replayed.bytes,
        history,
        disk,
    })
}

/// Refuses a log that begins after the snapshot ends. Before anything is changed: with the snapshot put back, the ledger is whole.
fn check_begins_in_time(
    log: &BlockLog,
    report: &RecoveryReport,
    snapshot_height: u64,
    segments: &Path,
) -> Result<(), RecoveryError> {
    let log_first = log.reader().earliest_height().unwrap_or(0);
    if log_first <= snapshot_height + 1 {
        return Ok(());
    }
    Err(match &report.missing_blocks {
        Some(missing) => RecoveryError::BlocksMissing {
            first: *missing.start(),
            last: *missing.end(),
            folder: segments.to_path_buf(),
        },
        None => RecoveryError::Gap {
            log: log_first,
            snapshot: snapshot_height,
        },
    })
}

/// Tells an operator what opening the log found.
fn tell(report: &RecoveryReport, segments: &Path) {
    if let Some(torn) = &report.torn_tail {
        tracing::warn!(path = %torn.path.display(), offset = torn.offset, height = torn.height, "an unfinished block was cut");
    }
    if let Some(damage) = &report.record_damage {
        tracing::warn!(
            damage,
            "how far the log was pruned is remembered anew from now on"
        );
    }
    if let Some(missing) = &report.missing_blocks {
        tracing::error!(
            folder = %segments.display(),
            first_height = missing.start(),
            last_height = missing.end(),
            "segments were removed that were not pruned: these blocks, with their receipts, are gone from this node; restore the segments from a backup"
        );
    }
}
