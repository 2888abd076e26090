//! From a data folder to a running state: snapshot, then replay of the log.
//!
//! Every replayed header is checked: its parent, its roots against what execution gives here. A difference means damage or another
//! version's rules, and the node refuses to start rather than go on with a state that nobody certified.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use aurigraph_ledger::snapshot::SnapshotError;
use aurigraph_ledger::{BlockOutcome, State};
use aurigraph_storage::{
    BlockFrame, BlockLog, DataFolderLock, Disk, KeyFile, LogConfig, RealDisk, Snapshot,
    SnapshotStore, StorageError, read_file, write_file_atomically,
};
use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::Certificate;
use aurigraph_types::genesis::GenesisError;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, Digest, Genesis, Height, Scheme, SigningKey, SubmissionKind};
use bytes::Bytes;

use crate::block_builder::{BlockCounts, Executed};
use crate::chain::{ChainConstants, ChainError, ChainTotals, Tip, split_body};
use crate::config::NodeConfig;
use crate::key_directory::KeyDirectory;
use crate::snapshots::{SECTION_EXECUTED, SECTION_KEY_OFFSETS, SECTION_OUTCOME};

/// Name of the genesis file in a data folder.
pub const GENESIS_FILE: &str = "genesis.json";
/// Name of the validator's key file in a data folder.
pub const VALIDATOR_KEY_FILE: &str = "validator.key";

/// Why a node cannot start from its data folder.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// Bytes on disk.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The genesis file.
    #[error("{}: {source}", path.display())]
    Genesis {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: GenesisError,
    },
    /// The folder was never set up.
    #[error("{} is missing: this folder has no ledger yet; make one with `aurigraph dev --data-dir`", path.display())]
    Missing {
        /// What is missing.
        path: PathBuf,
    },
    /// The folder has a ledger, but not all of its small files.
    #[error(
        "{} is missing, but {} has a ledger: restore this file from a backup; nothing was changed",
        missing.display(),
        data_dir.display()
    )]
    Incomplete {
        /// What is missing.
        missing: PathBuf,
        /// The folder.
        data_dir: PathBuf,
    },
    /// The validator's key.
    #[error("{}: not a validator key: {reason}", path.display())]
    ValidatorKey {
        /// Its path.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The state in a snapshot.
    #[error(
        "the snapshot of height {height} cannot be used: {source}; remove it, an older one or the log is used instead"
    )]
    Snapshot {
        /// Its height.
        height: u64,
        /// Why.
        source: SnapshotError,
    },
    /// The snapshot's node sections.
    #[error(
        "the snapshot of height {height} has a malformed section {section}; remove it, an older one or the log is used instead"
    )]
    Section {
        /// Its height.
        height: u64,
        /// The section.
        section: &'static str,
    },
    /// The log does not begin where the snapshot ends.
    #[error(
        "the log begins at height {log}, the newest usable snapshot is of height {snapshot}: restore a snapshot from a backup"
    )]
    Gap {
        /// First height of the log.
        log: u64,
        /// Snapshot.
        snapshot: u64,
    },
    /// A block of the log.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A replayed block gives another result than its header says.
    #[error(
        "replaying height {height}: the {what} differs from the certified header; do not use this folder with this version"
    )]
    Diverged {
        /// Height of the header.
        height: u64,
        /// What differs.
        what: &'static str,
    },
}

/// A ledger read from its folder.
pub struct Recovered {
    /// Held as long as the node runs.
    pub lock: DataFolderLock,
    /// Constants of the chain.
    pub constants: ChainConstants,
    /// The validator's key.
    pub validator_key: SigningKey,
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
    /// The disk.
    pub disk: Arc<dyn Disk>,
}

/// Whether a folder has a ledger.
pub fn is_initialised(data_dir: &Path) -> bool {
    data_dir.join(GENESIS_FILE).exists()
}

/// Refuses a folder that holds blocks but no genesis file: setting it up anew would destroy its validator's key.
///
/// # Errors
/// [`RecoveryError::Incomplete`].
pub fn check_is_new(data_dir: &Path) -> Result<(), RecoveryError> {
    if has_ledger(data_dir) {
        return Err(missing_file(data_dir, data_dir.join(GENESIS_FILE)));
    }
    Ok(())
}

/// Whether a folder holds blocks or what was made of them. One that was only begun to be set up does not.
fn has_ledger(data_dir: &Path) -> bool {
    ["segments", "snapshots", "keys.dat"]
        .iter()
        .any(|name| data_dir.join(name).exists())
}

/// The error for a small file that a folder lacks.
fn missing_file(data_dir: &Path, missing: PathBuf) -> RecoveryError {
    if has_ledger(data_dir) {
        let data_dir = data_dir.to_path_buf();
        RecoveryError::Incomplete { missing, data_dir }
    } else {
        RecoveryError::Missing { path: missing }
    }
}

/// Sets a folder up: genesis file and validator key. The genesis file comes last, so that a crash leaves a folder without a ledger.
///
/// # Errors
/// [`RecoveryError::Incomplete`] if the folder holds blocks already: their validator's key would be lost.
pub fn initialise(
    data_dir: &Path,
    genesis: &[u8],
    validator_key: &SigningKey,
) -> Result<(), RecoveryError> {
    check_is_new(data_dir)?;
    let disk = RealDisk::shared();
    disk.create_dir_all(data_dir)
        .map_err(|source| StorageError::Io {
            operation: "create folder",
            path: data_dir.to_path_buf(),
            source,
        })?;
    let path = data_dir.join(VALIDATOR_KEY_FILE);
    write_file_atomically(&*disk, &path, hex::encode(validator_key.seed()).as_bytes())?;
    write_file_atomically(&*disk, &data_dir.join(GENESIS_FILE), genesis)?;
    Ok(())
}

/// Reads a folder and replays what the snapshot does not cover.
pub fn recover(config: &NodeConfig) -> Result<Recovered, RecoveryError> {
    let data_dir = &config.data_dir;
    let disk = RealDisk::shared();
    let (constants, validator_key) = read_identity(&*disk, data_dir)?;
    let lock = DataFolderLock::acquire(data_dir)?;
    let chain = constants.chain_id.0.0;

    let snapshots = SnapshotStore::open(Arc::clone(&disk), &data_dir.join("snapshots"), chain)?;
    let (snapshot, report) = snapshots.load_latest()?;
    for (path, error) in &report.refused {
        tracing::error!(path = %path.display(), %error, "snapshot refused; an older one or the log is used");
    }
    let log_config = LogConfig {
        segment_bytes: config.segment_bytes,
        known_durable_height: report.height,
        ..LogConfig::default()
    };
    let (mut log, log_report) = BlockLog::open(
        Arc::clone(&disk),
        &data_dir.join("segments"),
        chain,
        log_config,
    )?;
    if let Some(torn) = &log_report.torn_tail {
        tracing::warn!(path = %torn.path.display(), offset = torn.offset, height = torn.height, "an unfinished block was cut");
    }
    let key_file = KeyFile::open(
        &*disk,
        &data_dir.join("keys.dat"),
        &chain,
        KeyFile::DEFAULT_CACHE_BYTES,
    )?;
    let (mut state, mut executed, keys) = match &snapshot {
        Some(snapshot) => from_snapshot(snapshot, key_file)?,
        None => from_genesis(&constants, key_file, data_dir)?,
    };
    if log.reader().latest_height().is_none() {
        append_genesis_block(&mut log, &constants, &validator_key, &executed)?;
    }
    let snapshot_height = report.height.unwrap_or(0);
    let log_first = log.reader().earliest_height().unwrap_or(0);
    if log_first > snapshot_height + 1 {
        return Err(RecoveryError::Gap {
            log: log_first,
            snapshot: snapshot_height,
        });
    }
    let replayed_blocks = replay(&log, &mut state, &mut executed, &keys)?;
    let tip = Tip {
        height: executed.height,
        hash: executed.block_hash,
        time_ms: executed.time_ms,
        state_root: executed.state_root,
        totals: executed.totals,
        account_count: state.account_count(),
    };
    Ok(Recovered {
        lock,
        constants,
        validator_key,
        state,
        executed,
        tip,
        keys,
        log,
        snapshots,
        snapshot_height,
        replayed_blocks,
        disk,
    })
}

fn read_identity(
    disk: &dyn Disk,
    data_dir: &Path,
) -> Result<(ChainConstants, SigningKey), RecoveryError> {
    let path = data_dir.join(GENESIS_FILE);
    let genesis_bytes =
        read_file(disk, &path)?.ok_or_else(|| missing_file(data_dir, path.clone()))?;
    let genesis = Genesis::parse(&genesis_bytes).map_err(|source| RecoveryError::Genesis {
        path: path.clone(),
        source,
    })?;
    let validators = genesis
        .validator_set()
        .map_err(|source| RecoveryError::Genesis { path, source })?;
    let path = data_dir.join(VALIDATOR_KEY_FILE);
    let text = read_file(disk, &path)?.ok_or_else(|| missing_file(data_dir, path.clone()))?;
    let invalid = |reason: String| RecoveryError::ValidatorKey {
        path: path.clone(),
        reason,
    };
    let seed = hex::decode(text.trim_ascii()).map_err(|error| invalid(error.to_string()))?;
    let key = SigningKey::from_seed(Scheme::Ed25519, &seed)
        .map_err(|error| invalid(error.to_string()))?;
    if validators.validators().len() != 1
        || validators.validators()[0].public_key != *key.public_key()
    {
        return Err(invalid(
            "the genesis file names another validator, or several".into(),
        ));
    }
    let chain_id = Genesis::chain_id(&genesis_bytes);
    Ok((
        ChainConstants {
            chain_id,
            genesis,
            genesis_bytes,
            validators,
        },
        key,
    ))
}

fn from_genesis(
    constants: &ChainConstants,
    key_file: KeyFile,
    data_dir: &Path,
) -> Result<(State, Executed, KeyDirectory), RecoveryError> {
    let path = data_dir.join(GENESIS_FILE);
    let genesis_error = |source| RecoveryError::Genesis {
        path: path.clone(),
        source,
    };
    let state = State::from_genesis(&constants.genesis).map_err(genesis_error)?;
    key_file.truncate_to(KeyFile::EMPTY_LENGTH)?;
    let keys = KeyDirectory::new(key_file, Vec::new());
    for (number, account) in constants.genesis.accounts.iter().enumerate() {
        let key = account
            .key(&format!("accounts[{number}]"))
            .map_err(genesis_error)?;
        let index = state
            .find(&key.address())
            .expect("the genesis state has every genesis account");
        keys.register(index, &key)?;
    }
    let header = genesis_header(constants, state.root());
    let executed = Executed {
        height: Height::new(0),
        block_hash: header.hash(),
        time_ms: constants.genesis.time_ms,
        state_root: state.root(),
        receipts_root: Digest::ZERO,
        outcome: Arc::default(),
        totals: ChainTotals::default(),
    };
    Ok((state, executed, keys))
}

fn genesis_header(constants: &ChainConstants, state_root: Digest) -> BlockHeader {
    BlockHeader::new(&BlockFields {
        proposer: 0,
        submission_count: 0,
        transfer_count: 0,
        body_bytes: 0,
        height: Height::new(0),
        time_ms: constants.genesis.time_ms,
        executed_height: Height::new(0),
        epoch: 0,
        chain_id: constants.chain_id,
        parent: Digest::ZERO,
        batches_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        state_root,
        validators_root: constants.validators.root(),
    })
}

fn append_genesis_block(
    log: &mut BlockLog,
    constants: &ChainConstants,
    key: &SigningKey,
    executed: &Executed,
) -> Result<(), RecoveryError> {
    let header = genesis_header(constants, executed.state_root);
    let certificate = Certificate::by_single_validator(
        key,
        &constants.chain_id,
        0,
        header.height(),
        &header.hash(),
    )
    .encode();
    log.append(&[BlockFrame {
        height: 0,
        header: &header.to_bytes(),
        certificate: &certificate,
        body_parts: &[],
    }])?;
    Ok(())
}

fn from_snapshot(
    snapshot: &Snapshot,
    key_file: KeyFile,
) -> Result<(State, Executed, KeyDirectory), RecoveryError> {
    let height = snapshot.height();
    let mut sections = Vec::new();
    for section in snapshot.sections() {
        sections.push((section.name.clone(), snapshot.read_section(&section.name)?));
    }
    let find = |name: &str| {
        sections
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, bytes)| bytes.as_slice())
    };
    let state =
        State::from_sections(find).map_err(|source| RecoveryError::Snapshot { height, source })?;

    let malformed = |section| RecoveryError::Section { height, section };
    let record = find(SECTION_EXECUTED)
        .filter(|record| record.len() == 32 + 7 * 8)
        .ok_or_else(|| malformed(SECTION_EXECUTED))?;
    let block_hash = Digest(record[..32].try_into().expect("32 bytes"));
    let number = |index: usize| {
        let at = 32 + index * 8;
        u64::from_le_bytes(record[at..at + 8].try_into().expect("eight bytes"))
    };
    let totals = ChainTotals {
        transactions: number(1),
        individually_signed: number(2),
        submissions: number(3),
        operations: number(4),
        nonempty_blocks: number(5),
    };
    let outcome = find(SECTION_OUTCOME).and_then(|bytes| BlockOutcome::decode(bytes).ok());
    let (_, outcome) = outcome
        .filter(|(own, _)| own.get() == height)
        .ok_or_else(|| malformed(SECTION_OUTCOME))?;
    let (offsets, rest) = find(SECTION_KEY_OFFSETS)
        .unwrap_or_default()
        .as_chunks::<8>();
    if offsets.len() != state.account_count() || !rest.is_empty() {
        return Err(malformed(SECTION_KEY_OFFSETS));
    }
    key_file.truncate_to(number(6))?;
    let offsets = offsets
        .iter()
        .map(|bytes| u64::from_le_bytes(*bytes))
        .collect();
    let executed = Executed {
        height: Height::new(height),
        block_hash,
        time_ms: number(0),
        state_root: state.root(),
        receipts_root: outcome.receipts_root(),
        outcome: Arc::new(outcome),
        totals,
    };
    Ok((state, executed, KeyDirectory::new(key_file, offsets)))
}

/// Applies every block of the log above the executed height.
fn replay(
    log: &BlockLog,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<u64, RecoveryError> {
    let started = Instant::now();
    let mut told = started;
    let mut count = 0;
    let last = log.reader().latest_height().unwrap_or(0);
    for block in log.reader().iter(executed.height.get() + 1) {
        let (height, block) = block?;
        let header =
            BlockHeader::decode(block.header()).map_err(|error| ChainError::Malformed {
                height,
                reason: error.to_string(),
            })?;
        let body = Bytes::copy_from_slice(block.body());
        replay_block(height, &header, &body, state, executed, keys)?;
        count += 1;
        if told.elapsed().as_secs() >= 1 {
            told = Instant::now();
            tracing::info!(height, last, "replaying the log");
        }
    }
    if count > 0 {
        tracing::info!(
            blocks = count,
            elapsed_ms = started.elapsed().as_millis() as u64,
            "log replayed"
        );
    }
    Ok(count)
}

fn replay_block(
    height: u64,
    header: &BlockHeader,
    body: &Bytes,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<(), RecoveryError> {
    let fields = header.fields();
    let diverged = |what| RecoveryError::Diverged { height, what };
    let checks = [
        (fields.height.get() == height, "height"),
        (fields.parent == executed.block_hash, "parent"),
        (fields.executed_height == executed.height, "executed height"),
        (fields.state_root == executed.state_root, "state root"),
        (
            fields.receipts_root == executed.receipts_root,
            "receipts root",
        ),
    ];
    if let Some((_, what)) = checks.iter().find(|(holds, _)| !holds) {
        return Err(diverged(what));
    }
    let (submissions, _) = split_body(height, header, body)?;
    let mut outcome = BlockOutcome::default();
    let mut counts = BlockCounts::default();
    for bytes in &submissions {
        let view = SubmissionView::decode(bytes).map_err(|error| ChainError::Malformed {
            height,
            reason: error.to_string(),
        })?;
        if state.scheme(view.header().signer()).is_none() {
            return Err(diverged("signer"));
        }
        let applied = state.apply(&view, view.id(), fields.height);
        for (account, key) in &applied.registered {
            keys.register(*account, key)?;
        }
        if let Some((first, count)) = applied.opened {
            keys.open_subaccounts(view.header().signer(), first, count);
        }
        match view.header().kind() {
            SubmissionKind::Operation => counts.operations += 1,
            SubmissionKind::Batch => counts.transactions += view.header().record_count() as u64,
            SubmissionKind::Transfer => {
                counts.transactions += 1;
                counts.individually_signed += 1;
            }
        }
        outcome.submissions.push(applied.outcome);
    }
    if outcome.batches_root() != fields.batches_root {
        return Err(diverged("batches root"));
    }
    let state_root = state.commit();
    *executed = Executed {
        height: fields.height,
        block_hash: header.hash(),
        time_ms: fields.time_ms,
        state_root,
        receipts_root: outcome.receipts_root(),
        totals: executed.totals.plus(&counts, submissions.len() as u64),
        outcome: Arc::new(outcome),
    };
    Ok(())
}
