//! A disk in memory that fails on demand, for tests here and in the crates above.
//!
//! It keeps two pictures: what a running process sees, and what is durable. Changes that were not synced are kept as a list;
//! [`FaultyDisk::restart`] decides which of them survived, down to single 512-byte sectors, as real disks do. Names follow the
//! journal of a file system: changes of names that were not synced survive in order, up to some point.
//!
//! Every changing operation has a number, from 1, so that a test can run a scenario once to count them and then
//! again with a fault at each.

mod choice;
mod file;

use super::{Access, Disk, DiskFile};
use choice::Choice;
use file::FaultyFile;
use parking_lot::{Mutex, MutexGuard};
use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What happens at one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The machine stops during the operation; nothing works until [`FaultyDisk::restart`].
    Crash,
    /// The operation has no effect and reports an input/output error.
    Error,
    /// The operation has no effect and reports that the disk is full.
    NoSpace,
    /// A write stores only this many bytes and then reports that the disk is full.
    TornNoSpace(usize),
}

/// Which of the changes that were not synced are found after a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashOutcome {
    /// None of them.
    LoseUnsynced,
    /// All of them.
    KeepAll,
    /// Any sectors of any writes, and the first few changes of names: a different choice for each seed.
    Random {
        /// Chooses the outcome; the same seed gives the same one.
        seed: u64,
    },
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Debug, Default)]
struct Inode {
    current: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Debug, Clone)]
struct NameChange {
    folder: PathBuf,
    /// Names that appear (with the file behind them) or disappear.
    names: Vec<(PathBuf, Option<u64>)>,
}

#[derive(Debug)]
struct State {
    inodes: HashMap<u64, Inode>,
    names: BTreeMap<PathBuf, u64>,
    durable_names: BTreeMap<PathBuf, u64>,
    unsynced_names: Vec<NameChange>,
    faults: HashMap<u64, Fault>,
    operations: u64,
    generation: u64,
    next_inode: u64,
    crashed: bool,
    lies: bool,
    capacity_bytes: usize,
}

/// A disk in memory. Clones share it.
#[derive(Debug, Clone)]
pub struct FaultyDisk {
    state: Arc<Mutex<State>>,
}

impl Default for FaultyDisk {
    fn default() -> Self {
        Self::new()
    }
}

impl FaultyDisk {
    /// An empty disk without faults and without a limit.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                inodes: HashMap::new(),
                names: BTreeMap::new(),
                durable_names: BTreeMap::new(),
                unsynced_names: Vec::new(),
                faults: HashMap::new(),
                operations: 0,
                generation: 0,
                next_inode: 0,
                crashed: false,
                lies: false,
                capacity_bytes: usize::MAX,
            })),
        }
    }

    /// This disk, ready to be shared.
    #[must_use]
    pub fn shared(&self) -> Arc<dyn Disk> {
        Arc::new(self.clone())
    }

    /// How many changing operations there were.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.state.lock().operations
    }

    /// Plans a fault for the operation of this number.
    pub fn fail_at(&self, operation: u64, fault: Fault) {
        self.state.lock().faults.insert(operation, fault);
    }

    /// Forgets every fault that is planned and has not happened.
    pub fn forget_faults(&self) {
        self.state.lock().faults.clear();
    }

    /// Limits how many bytes all files together can have.
    pub fn set_capacity_bytes(&self, capacity_bytes: usize) {
        self.state.lock().capacity_bytes = capacity_bytes;
    }

    /// From now on, until the next restart, syncs report success and make nothing durable, as a disk with a broken write cache does.
    pub fn lie_about_syncs(&self) {
        self.state.lock().lies = true;
    }

    /// The files, as a running process sees them.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        self.state.lock().names.keys().cloned().collect()
    }

    /// Whether a planned crash has happened.
    #[must_use]
    pub fn is_crashed(&self) -> bool {
        self.state.lock().crashed
    }

    /// Switches the machine off and on: decides what survived, closes all open files, forgets planned faults.
    pub fn restart(&self, outcome: CrashOutcome) {
        let mut state = self.state.lock();
        let mut choice = Choice::new(outcome);
        let kept_names = choice.prefix(state.unsynced_names.len());
        let changes = std::mem::take(&mut state.unsynced_names);
        for change in &changes[..kept_names] {
            apply_names(&mut state.durable_names, change);
        }
        state.names = state.durable_names.clone();
        // In the order of their numbers, so that a seed means the same in every run.
        let mut inodes: Vec<u64> = state.inodes.keys().copied().collect();
        inodes.sort_unstable();
        for number in inodes {
            let inode = state
                .inodes
                .get_mut(&number)
                .expect("the number was just listed");
            for change in std::mem::take(&mut inode.unsynced) {
                choice.apply(&mut inode.durable, &change);
            }
            inode.current = inode.durable.clone();
        }
        state.faults.clear();
        state.crashed = false;
        state.lies = false;
        state.generation += 1;
    }

    /// Inverts the bits of `mask` in one byte, on the disk itself.
    ///
    /// # Panics
    /// If the file does not exist or is shorter.
    pub fn flip(&self, path: &Path, offset: usize, mask: u8) {
        let mut state = self.state.lock();
        let number = state.names[path];
        let inode = state
            .inodes
            .get_mut(&number)
            .expect("a name always has a file");
        inode.current[offset] ^= mask;
        // What was not synced yet is not there to be damaged.
        if let Some(byte) = inode.durable.get_mut(offset) {
            *byte ^= mask;
        }
    }

    /// The content of a file as a running process sees it.
    #[must_use]
    pub fn content(&self, path: &Path) -> Option<Vec<u8>> {
        let state = self.state.lock();
        state
            .names
            .get(path)
            .map(|number| state.inodes[number].current.clone())
    }

    /// Puts a file there, durably, as if it had always been there.
    pub fn set_content(&self, path: &Path, content: &[u8]) {
        let mut state = self.state.lock();
        let number = state.next_inode;
        state.next_inode += 1;
        state.inodes.insert(
            number,
            Inode {
                current: content.to_vec(),
                durable: content.to_vec(),
                unsynced: Vec::new(),
            },
        );
        state.names.insert(path.to_path_buf(), number);
        state.durable_names.insert(path.to_path_buf(), number);
    }

    /// Counts an operation and says whether it may go on.
    fn begin(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state.lock();
        match state.begin()? {
            None => Ok(state),
            Some(Fault::Crash) => Err(state.crash()),
            Some(Fault::NoSpace | Fault::TornNoSpace(_)) => Err(io::ErrorKind::StorageFull.into()),
            Some(Fault::Error) => Err(io::Error::other("planned fault")),
        }
    }
}

impl State {
    fn begin(&mut self) -> io::Result<Option<Fault>> {
        self.check_running()?;
        self.operations += 1;
        let operation = self.operations;
        Ok(self.faults.remove(&operation))
    }

    fn check_running(&self) -> io::Result<()> {
        if self.crashed {
            Err(io::Error::other("the machine is off"))
        } else {
            Ok(())
        }
    }

    fn crash(&mut self) -> io::Error {
        self.crashed = true;
        io::Error::other("the machine stopped")
    }

    fn used_bytes(&self) -> usize {
        self.names
            .values()
            .map(|number| self.inodes[number].current.len())
            .sum()
    }

    fn check_room(&self, inode: u64, length: usize) -> io::Result<()> {
        let growth = length.saturating_sub(self.inodes[&inode].current.len());
        if growth > 0 && self.used_bytes().saturating_add(growth) > self.capacity_bytes {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn change_names(&mut self, folder: Option<&Path>, names: Vec<(PathBuf, Option<u64>)>) {
        let change = NameChange {
            folder: folder.unwrap_or(Path::new("")).to_path_buf(),
            names,
        };
        apply_names(&mut self.names, &change);
        self.unsynced_names.push(change);
    }

    fn named(&self, path: &Path) -> io::Result<u64> {
        self.names
            .get(path)
            .copied()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn apply_names(names: &mut BTreeMap<PathBuf, u64>, change: &NameChange) {
    for (path, inode) in &change.names {
        match inode {
            Some(number) => names.insert(path.clone(), *number),
            None => names.remove(path),
        };
    }
}

fn write_into(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    if content.len() < offset + bytes.len() {
        content.resize(offset + bytes.len(), 0);
    }
    content[offset..offset + bytes.len()].copy_from_slice(bytes);
}

impl Disk for FaultyDisk {
    fn create_dir_all(&self, _path: &Path) -> io::Result<()> {
        // Folders exist as soon as a file is named in them.
        self.state.lock().check_running()
    }

    fn create(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.begin()?;
        let inode = state.next_inode;
        state.next_inode += 1;
        state.inodes.insert(inode, Inode::default());
        state.change_names(path.parent(), vec![(path.to_path_buf(), Some(inode))]);
        let generation = state.generation;
        Ok(Arc::new(FaultyFile {
            state: self.state.clone(),
            inode,
            generation,
            writable: access != Access::Read,
        }))
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let state = self.state.lock();
        state.check_running()?;
        let inode = state.named(path)?;
        let generation = state.generation;
        Ok(Arc::new(FaultyFile {
            state: self.state.clone(),
            inode,
            generation,
            writable: access != Access::Read,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.begin()?;
        let inode = state.named(from)?;
        state.change_names(
            from.parent(),
            vec![(from.to_path_buf(), None), (to.to_path_buf(), Some(inode))],
        );
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.begin()?;
        state.named(path)?;
        state.change_names(path.parent(), vec![(path.to_path_buf(), None)]);
        Ok(())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let state = self.state.lock();
        state.check_running()?;
        let in_folder = state
            .names
            .keys()
            .filter(|name| name.parent() == Some(path));
        Ok(in_folder
            .filter_map(|name| name.file_name()?.to_str().map(String::from))
            .collect())
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        let mut state = self.begin()?;
        if state.lies {
            return Ok(());
        }
        let (synced, rest) = std::mem::take(&mut state.unsynced_names)
            .into_iter()
            .partition(|change| change.folder == path);
        state.unsynced_names = rest;
        let synced: Vec<NameChange> = synced;
        for change in &synced {
            apply_names(&mut state.durable_names, change);
        }
        Ok(())
    }

    fn free_bytes(&self, _path: &Path) -> io::Result<u64> {
        let state = self.state.lock();
        state.check_running()?;
        Ok(state.capacity_bytes.saturating_sub(state.used_bytes()) as u64)
    }
}

#[cfg(test)]
mod tests;
