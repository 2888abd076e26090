//! The small files of a data folder: genesis file and validator key. They are what a ledger cannot be recovered without, so a folder
//! that has blocks is never given new ones.

use std::path::{Path, PathBuf};

use aurigraph_storage::{Disk, RealDisk, StorageError, read_file, write_file_atomically};
use aurigraph_types::{Genesis, Scheme, SigningKey, ValidatorInfo};

use super::error::RecoveryError;
use super::evidence::HISTORY_FOLDER;
use crate::chain::ChainConstants;
use crate::committee::peers::NodeRole;
use crate::identity::NodeIdentity;

/// Name of the genesis file in a data folder.
pub const GENESIS_FILE: &str = "genesis.json";
/// Name of the validator's key file in a data folder.
pub const VALIDATOR_KEY_FILE: &str = "validator.key";
/// Says that the network was never run in this folder.
const NEW_NETWORK_FILE: &str = "new-network";
/// Names of what a data folder has once it has blocks.
pub(crate) const SEGMENTS_FOLDER: &str = "segments";
pub(crate) const SNAPSHOTS_FOLDER: &str = "snapshots";
pub(crate) const KEYS_FILE: &str = "keys.dat";

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
    [SEGMENTS_FOLDER, SNAPSHOTS_FOLDER, KEYS_FILE, HISTORY_FOLDER]
        .iter()
        .any(|name| data_dir.join(name).exists())
}

/// The error for a small file that a folder lacks.
fn missing_file(data_dir: &Path, missing: PathBuf) -> RecoveryError {
    let genesis = data_dir.join(GENESIS_FILE);
    if has_ledger(data_dir) {
        let data_dir = data_dir.to_path_buf();
        RecoveryError::Incomplete { missing, data_dir }
    } else if missing != genesis {
        RecoveryError::MissingKey {
            path: missing,
            genesis,
        }
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
    write_file_atomically(&*disk, &data_dir.join(NEW_NETWORK_FILE), b"")?;
    write_file_atomically(&*disk, &data_dir.join(GENESIS_FILE), genesis)?;
    Ok(())
}

/// Begins the folder of consensus, if the network of this data folder was never run here: then nobody can have voted with its key yet.
///
/// # Errors
/// Of the disk.
pub(crate) fn take_new_network_mark(data_dir: &Path, consensus: &str) -> Result<(), StorageError> {
    let mark = data_dir.join(NEW_NETWORK_FILE);
    if !mark.exists() {
        return Ok(());
    }
    let disk = RealDisk::shared();
    let io = |operation, path: &Path| {
        let path = path.to_path_buf();
        move |source| StorageError::Io {
            operation,
            path,
            source,
        }
    };
    let folder = data_dir.join(consensus);
    disk.create_dir_all(&folder)
        .map_err(io("create folder", &folder))?;
    disk.sync_dir(data_dir)
        .map_err(io("sync folder", data_dir))?;
    disk.remove(&mark).map_err(io("remove", &mark))?;
    disk.sync_dir(data_dir).map_err(io("sync folder", data_dir))
}

/// The identity of the node of a data folder, for whoever speaks in its name while it does not run, or beside it.
///
/// # Errors
/// If genesis file or key is missing or cannot be used.
pub fn identity_of(data_dir: &Path) -> Result<NodeIdentity, RecoveryError> {
    let (constants, key) = read_identity(&*RealDisk::shared(), data_dir, None)?;
    Ok(NodeIdentity::new(constants.chain_id, key))
}

/// Refuses a key's file that others than its owner can use.
///
/// # Errors
/// [`RecoveryError::KeyIsOpen`], or that of the disk.
pub fn check_key_is_private(disk: &dyn Disk, path: &Path) -> Result<(), RecoveryError> {
    let is_open = disk
        .is_open_to_others(path)
        .map_err(|source| StorageError::Io {
            operation: "read the permissions of",
            path: path.to_path_buf(),
            source,
        })?;
    if is_open {
        let path = path.to_path_buf();
        return Err(RecoveryError::KeyIsOpen { path });
    }
    Ok(())
}

/// Reads and checks genesis file and validator key.
pub(crate) fn read_identity(
    disk: &dyn Disk,
    data_dir: &Path,
    role: Option<NodeRole>,
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
    check_key_is_private(disk, &path)?;
    let invalid = |reason: String| RecoveryError::ValidatorKey {
        path: path.clone(),
        reason,
    };
    let seed = hex::decode(text.trim_ascii()).map_err(|error| invalid(error.to_string()))?;
    let key = SigningKey::from_seed(Scheme::Ed25519, &seed)
        .map_err(|error| invalid(error.to_string()))?;
    let is_listed = |validator: &ValidatorInfo| validator.public_key == *key.public_key();
    let is_validator = validators.validators().iter().any(is_listed);
    match role {
        Some(NodeRole::Validator) if !is_validator => {
            return Err(invalid(
                "the genesis file names other validators: this key belongs to another network, or to a node that follows and needs [follow]"
                    .into(),
            ));
        }
        // Two nodes with one key would be one validator that contradicts itself.
        Some(NodeRole::Business | NodeRole::Light | NodeRole::Unknown) if is_validator => {
            return Err(invalid(
                "it is the key of a validator, and this node is to follow: give it a key of its own"
                    .into(),
            ));
        }
        _ => {}
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
