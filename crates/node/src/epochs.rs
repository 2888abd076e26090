//! Which validators decided which blocks, as this node knows it: verified, on the disk, and the same for all of its parts.
//!
//! ```text
//! own last block of an epoch, durable ─┐
//! another node's changes, verified ────┼─▶ epochs.dat ─▶ Epochs (who checks certificates), Schedule (the engine), bell (the guard)
//! ```
//!
//! Invariant: what is published is on the disk. So a node that has a block of an epoch knows after every start who decided it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use aurigraph_consensus::{Committee, CommitteeError, Schedule};
use aurigraph_storage::{Disk, StorageError, read_file, write_file_atomically};
use aurigraph_types::epoch::{Epoch, EpochError};
use aurigraph_types::{ChainId, EpochChange, Epochs, Height, PublicKey, ValidatorSet};
use crossbeam_channel::{Receiver, Sender, bounded};
use parking_lot::Mutex;

/// Name of the file in a data folder.
pub const EPOCHS_FILE: &str = "epochs.dat";
/// Epochs whose addresses are remembered: that before, the present, and the next one.
const EPOCHS_WITH_ADDRESSES: usize = 3;

/// Why changes of validators were not taken.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// They do not hold.
    #[error(transparent)]
    Epoch(#[from] EpochError),
    /// They cannot be written.
    #[error("the changes of validators cannot be written")]
    Storage(#[from] StorageError),
    /// Who comes is no committee.
    #[error("the validators of epoch {epoch} are no committee")]
    Committee {
        /// The epoch.
        epoch: u64,
        /// Why.
        source: CommitteeError,
    },
}

/// The epochs of a node's chain.
pub struct EpochRecord {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    known: ArcSwap<Epochs>,
    /// Absent if the validators of the genesis file are none that could be a committee: they never change then.
    schedule: Option<Schedule>,
    bell: (Sender<()>, Receiver<()>),
    writing: Mutex<()>,
    /// Where validators listen for each other, by epoch: not certified with the change, but in the state.
    addresses: Mutex<BTreeMap<u64, Vec<SocketAddr>>>,
}

impl std::fmt::Debug for EpochRecord {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let latest = self.known.load().latest().number;
        formatter
            .debug_struct("EpochRecord")
            .field("latest", &latest)
            .finish_non_exhaustive()
    }
}

impl EpochRecord {
    /// Reads what a data folder knows, and verifies it.
    ///
    /// # Errors
    /// If the file cannot be read, or holds changes that are not certified.
    pub fn open(
        disk: Arc<dyn Disk>,
        data_dir: &Path,
        chain: ChainId,
        genesis: &ValidatorSet,
    ) -> Result<Self, LearnError> {
        let path = data_dir.join(EPOCHS_FILE);
        let first = Epochs::new(chain, genesis.clone());
        let committee = Committee::new(chain, 0, genesis.clone()).ok();
        let record = Self {
            known: ArcSwap::from_pointee(first.clone()),
            schedule: committee.map(Schedule::new),
            bell: bounded(1),
            writing: Mutex::default(),
            addresses: Mutex::default(),
            disk,
            path,
        };
        if let Some(content) = read_file(&*record.disk, &record.path)? {
            let mut epochs = first;
            let changes = Epochs::decode_changes(&content).map_err(EpochError::from)?;
            epochs.extend(&changes)?;
            record.publish(epochs)?;
        }
        Ok(record)
    }

    /// What is known now.
    pub fn now(&self) -> Arc<Epochs> {
        self.known.load_full()
    }

    /// The epoch of a height.
    pub fn of(&self, height: u64) -> Epoch {
        self.known.load().of(Height::new(height)).clone()
    }

    /// The committee of an epoch.
    ///
    /// # Errors
    /// If the validators of the genesis file are none.
    ///
    /// # Panics
    /// If the epoch is not known: a programmer's error.
    pub fn committee(&self, number: u64) -> Result<Committee, CommitteeError> {
        let known = self.known.load();
        let epoch = known.get(number).expect("who asks knows the epoch");
        Committee::new(known.chain(), number, epoch.validators.clone())
    }

    /// The same for the engine; nothing if the validators of the genesis file are no committee.
    pub const fn schedule(&self) -> Option<&Schedule> {
        self.schedule.as_ref()
    }

    /// Says where the validators of an epoch listen for each other.
    pub fn set_addresses(&self, epoch: u64, addresses: &[SocketAddr]) {
        let mut known = self.addresses.lock();
        known.entry(epoch).or_insert_with(|| addresses.to_vec());
        while known.len() > EPOCHS_WITH_ADDRESSES {
            known.pop_first();
        }
    }

    /// Where the validators of an epoch listen for each other, by index, if that is known.
    pub fn addresses(&self, epoch: u64) -> Option<Vec<SocketAddr>> {
        self.addresses.lock().get(&epoch).cloned()
    }

    /// Rings whenever an epoch was added.
    pub const fn bell(&self) -> &Receiver<()> {
        &self.bell.1
    }

    /// Verifies changes, from the first epoch on, makes those that are new durable, and publishes them. Whether there were any.
    ///
    /// # Errors
    /// If one does not hold or cannot be written: nothing is changed then.
    pub fn learn(&self, changes: &[EpochChange]) -> Result<bool, LearnError> {
        let _one_at_a_time = self.writing.lock();
        let mut epochs = Epochs::clone(&self.known.load());
        let before = epochs.latest().number;
        epochs.extend(changes)?;
        self.take(epochs, before)
    }

    /// The same with the bytes in which another node gave them ([`Epochs::encode`]).
    ///
    /// # Errors
    /// As [`Self::learn`], and if they cannot be read.
    pub fn learn_encoded(&self, bytes: &[u8]) -> Result<bool, LearnError> {
        let changes = Epochs::decode_changes(bytes).map_err(EpochError::from)?;
        self.learn(&changes)
    }

    /// The same with the change that ends the latest epoch.
    ///
    /// # Errors
    /// As [`Self::learn`].
    pub fn learn_one(&self, change: EpochChange) -> Result<bool, LearnError> {
        let _one_at_a_time = self.writing.lock();
        let mut epochs = Epochs::clone(&self.known.load());
        let before = epochs.latest().number;
        if change.header.fields().epoch < before {
            // Others gave it.
            return Ok(false);
        }
        epochs.push(change)?;
        self.take(epochs, before)
    }

    fn take(&self, epochs: Epochs, before: u64) -> Result<bool, LearnError> {
        if epochs.latest().number == before {
            return Ok(false);
        }
        write_file_atomically(&*self.disk, &self.path, &epochs.encode())?;
        self.publish(epochs)?;
        // It rings already if there is no room.
        let _ = self.bell.0.try_send(());
        Ok(true)
    }

    fn publish(&self, epochs: Epochs) -> Result<(), LearnError> {
        if let Some(schedule) = &self.schedule {
            // The first epoch has no change before it: the one at index e leads to epoch e + 1.
            for (epoch, change) in epochs.all().iter().skip(1).zip(epochs.changes()) {
                let number = epoch.number;
                let committee = Committee::new(epochs.chain(), number, epoch.validators.clone())
                    .map_err(|source| LearnError::Committee {
                        epoch: number,
                        source,
                    })?;
                schedule.begin(epoch.first, committee, change.payload());
            }
        }
        self.known.store(Arc::new(epochs));
        Ok(())
    }
}

/// Whether a key is a validator's in the epoch of the next block, and still in the latest one: who is none any more follows from where it is.
pub fn is_validator(epochs: &Epochs, next_height: u64, key: &PublicKey) -> bool {
    [epochs.of(Height::new(next_height)), epochs.latest()]
        .iter()
        .all(|epoch| index_of(&epoch.validators, key).is_some())
}

/// The index of a key among the validators of an epoch.
pub fn index_of(validators: &ValidatorSet, key: &PublicKey) -> Option<u16> {
    let mut listed = validators.validators().iter();
    let index = listed.position(|info| info.public_key == *key)?;
    u16::try_from(index).ok()
}
