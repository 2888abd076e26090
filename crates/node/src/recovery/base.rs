//! The state that replay begins with: that of a snapshot, or that of the genesis file.

use std::path::Path;
use std::sync::Arc;

use aurigraph_ledger::{BlockOutcome, State};
use aurigraph_storage::{BlockFrame, BlockLog, KeyFile, Snapshot};
use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::Certificate;
use aurigraph_types::genesis::GenesisError;
use aurigraph_types::{BlockHeader, Digest, Height, SigningKey, ValidatorSet};

use super::error::RecoveryError;
use super::folder::GENESIS_FILE;
use crate::block_builder::Executed;
use crate::chain::{ChainConstants, ChainTotals};
use crate::key_directory::KeyDirectory;
use crate::snapshots::{SECTION_EXECUTED, SECTION_KEY_OFFSETS, SECTION_OUTCOME};

/// The state of a ledger without a snapshot.
pub(super) fn from_genesis(
    constants: &ChainConstants,
    data_dir: &Path,
) -> Result<(State, Executed), RecoveryError> {
    let state = State::from_genesis(&constants.genesis)
        .map_err(|source| genesis_error(data_dir, source))?;
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
    Ok((state, executed))
}

/// The keys of the genesis file, as the first of the key file.
pub(super) fn keys_of_genesis(
    constants: &ChainConstants,
    state: &State,
    key_file: KeyFile,
    data_dir: &Path,
) -> Result<KeyDirectory, RecoveryError> {
    key_file.truncate_to(KeyFile::EMPTY_LENGTH)?;
    let keys = KeyDirectory::new(key_file, Vec::new());
    for (number, account) in constants.genesis.accounts.iter().enumerate() {
        let key = account
            .key(&format!("accounts[{number}]"))
            .map_err(|source| genesis_error(data_dir, source))?;
        let index = state
            .find(&key.address())
            .expect("the genesis state has every genesis account");
        keys.register(index, &key)?;
    }
    Ok(keys)
}

fn genesis_error(data_dir: &Path, source: GenesisError) -> RecoveryError {
    let path = data_dir.join(GENESIS_FILE);
    RecoveryError::Genesis { path, source }
}

pub(crate) fn genesis_header(constants: &ChainConstants, state_root: Digest) -> BlockHeader {
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

/// Writes the first block of a new log.
pub(super) fn append_genesis_block(
    log: &mut BlockLog,
    constants: &ChainConstants,
    key: &SigningKey,
    executed: &Executed,
) -> Result<(), RecoveryError> {
    let header = genesis_header(constants, executed.state_root);
    // A committee's members agree on block 0 by the genesis file alone, as does whoever follows a single validator.
    let is_alone =
        matches!(constants.validators.validators(), [only] if only.public_key == *key.public_key());
    let certificate = if is_alone {
        Certificate::by_single_validator(
            key,
            &constants.chain_id,
            0,
            header.height(),
            &header.hash(),
        )
        .encode()
    } else {
        Vec::new()
    };
    log.append(&[BlockFrame {
        height: 0,
        header: &header.to_bytes(),
        certificate: &certificate,
        body_parts: &[],
    }])?;
    Ok(())
}

/// The state in a snapshot. The key file is cut to the length that it had then: replaying appends the rest again.
pub(crate) fn from_snapshot(
    snapshot: &Snapshot,
    key_file: KeyFile,
    validators: &ValidatorSet,
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
    let state = State::from_sections(validators, find)
        .map_err(|source| RecoveryError::Snapshot { height, source })?;

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
