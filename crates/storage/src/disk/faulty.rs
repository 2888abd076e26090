//! A disk in memory that fails on demand, for tests here and in the crates above.
//!
//! It keeps two pictures: what a running process sees, and what is durable. Changes that were not synced are kept as a list;
//! [`FaultyDisk::restart`] decides which of them survived, down to single 512-byte sectors, as real disks do. Names follow the
//! journal of a file system: changes of names that were not synced survive in order, up to some point.
//!
//! Every changing operation has a number, from 1, so that a test can run a scenario once to count them and then
//! again with a fault at each.

use super::{Access, Disk, DiskFile};
use parking_lot::{Mutex, MutexGuard};
use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The unit in which a disk writes or does not write.
const SECTOR_BYTES: usize = 512;

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
    capacity_bytes: usize,
}

/// A disk in memory. Clones share it.
#[derive(Debug, Clone)]
pub struct FaultyDisk {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct FaultyFile {
    state: Arc<Mutex<State>>,
    inode: u64,
    generation: u64,
    writable: bool,
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

    /// Limits how many bytes all files together can have.
    pub fn set_capacity_bytes(&self, capacity_bytes: usize) {
        self.state.lock().capacity_bytes = capacity_bytes;
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
        inode.durable[offset] ^= mask;
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

impl FaultyFile {
    fn open_state(&self) -> io::Result<MutexGuard<'_, State>> {
        let state = self.state.lock();
        state.check_running()?;
        if state.generation != self.generation {
            return Err(io::Error::other("the file was opened before the restart"));
        }
        Ok(state)
    }

    /// Applies one change now and remembers it as not durable.
    fn change(&self, change: Change) -> io::Result<()> {
        let mut state = self.open_state()?;
        if !self.writable {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let (change, failure) = match (state.begin()?, change) {
            (None, change) => (change, None),
            // What was under way when the machine stopped may have reached the disk, or a part of it.
            (Some(Fault::Crash), change) => (change, Some(state.crash())),
            (Some(Fault::TornNoSpace(kept)), Change::Write { offset, bytes }) => {
                let kept = kept.min(bytes.len());
                (
                    Change::Write {
                        offset,
                        bytes: bytes[..kept].to_vec(),
                    },
                    Some(io::ErrorKind::StorageFull.into()),
                )
            }
            (Some(Fault::NoSpace | Fault::TornNoSpace(_)), _) => {
                return Err(io::ErrorKind::StorageFull.into());
            }
            (Some(Fault::Error), _) => return Err(io::Error::other("planned fault")),
        };
        match &change {
            Change::Write { offset, bytes } => {
                state.check_room(self.inode, offset + bytes.len())?
            }
            Change::Length(length) => state.check_room(self.inode, *length)?,
        }
        let inode = state
            .inodes
            .get_mut(&self.inode)
            .expect("an open file always has content");
        match &change {
            Change::Write { offset, bytes } => write_into(&mut inode.current, *offset, bytes),
            Change::Length(length) => inode.current.resize(*length, 0),
        }
        inode.unsynced.push(change);
        failure.map_or(Ok(()), Err)
    }
}

impl DiskFile for FaultyFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let state = self.open_state()?;
        let content = &state.inodes[&self.inode].current;
        let start =
            usize::try_from(offset).map_or(content.len(), |offset| offset.min(content.len()));
        let count = buffer.len().min(content.len() - start);
        buffer[..count].copy_from_slice(&content[start..start + count]);
        Ok(count)
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        self.change(Change::Write {
            offset,
            bytes: bytes.to_vec(),
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.open_state()?;
        match state.begin()? {
            None => {}
            Some(Fault::Crash) => return Err(state.crash()),
            Some(_) => return Err(io::Error::other("planned fault")),
        }
        let inode = state
            .inodes
            .get_mut(&self.inode)
            .expect("an open file always has content");
        inode.unsynced.clear();
        inode.durable = inode.current.clone();
        Ok(())
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        if self.length()? >= length {
            return Ok(());
        }
        self.change(Change::Length(
            usize::try_from(length).map_err(io::Error::other)?,
        ))
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.change(Change::Length(
            usize::try_from(length).map_err(io::Error::other)?,
        ))
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.open_state()?.inodes[&self.inode].current.len() as u64)
    }

    fn is_direct(&self) -> bool {
        false
    }
}

/// Decides what survives a crash.
struct Choice {
    outcome: CrashOutcome,
    random: u64,
}

impl Choice {
    fn new(outcome: CrashOutcome) -> Self {
        let random = if let CrashOutcome::Random { seed } = outcome {
            seed
        } else {
            0
        };
        Self { outcome, random }
    }

    /// SplitMix64: small, and good enough to choose sectors.
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.random;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    fn prefix(&mut self, length: usize) -> usize {
        match self.outcome {
            CrashOutcome::LoseUnsynced => 0,
            CrashOutcome::KeepAll => length,
            CrashOutcome::Random { .. } => (self.next() % (length as u64 + 1)) as usize,
        }
    }

    fn survives(&mut self) -> bool {
        match self.outcome {
            CrashOutcome::LoseUnsynced => false,
            CrashOutcome::KeepAll => true,
            CrashOutcome::Random { .. } => self.next().is_multiple_of(2),
        }
    }

    fn apply(&mut self, content: &mut Vec<u8>, change: &Change) {
        match change {
            Change::Length(length) => {
                if self.survives() {
                    content.resize(*length, 0);
                }
            }
            Change::Write { offset, bytes } => {
                for (index, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                    if self.survives() {
                        write_into(content, offset + index * SECTOR_BYTES, sector);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(disk: &FaultyDisk, path: &Path) -> Arc<dyn DiskFile> {
        let file = disk.create(path, Access::Write).unwrap();
        file.write_all_at(&[1; 2048], 0).unwrap();
        file.sync_data().unwrap();
        disk.sync_dir(path.parent().unwrap()).unwrap();
        file.write_all_at(&[2; 2048], 0).unwrap();
        file
    }

    #[test]
    fn unsynced_writes_are_lost_kept_or_torn_by_sectors() {
        let path = Path::new("/data/file");
        let disk = FaultyDisk::new();
        written(&disk, path);
        disk.restart(CrashOutcome::LoseUnsynced);
        assert_eq!(disk.content(path).unwrap(), vec![1; 2048]);

        let torn = (0..64).any(|seed| {
            let disk = FaultyDisk::new();
            written(&disk, path);
            disk.restart(CrashOutcome::Random { seed });
            let content = disk.content(path).unwrap();
            assert!(
                content
                    .chunks(SECTOR_BYTES)
                    .all(|sector| sector.iter().all(|byte| *byte == sector[0]))
            );
            content.contains(&1) && content.contains(&2)
        });
        assert!(torn, "some seed must tear the write");
    }

    #[test]
    fn names_without_a_folder_sync_are_lost() {
        let disk = FaultyDisk::new();
        let file = written(&disk, Path::new("/data/kept"));
        disk.rename(Path::new("/data/kept"), Path::new("/data/other"))
            .unwrap();
        disk.restart(CrashOutcome::LoseUnsynced);
        assert_eq!(disk.list(Path::new("/data")).unwrap(), ["kept"]);
        assert!(
            file.length().is_err(),
            "files of before the restart are closed"
        );
    }

    #[test]
    fn a_crash_stops_everything_until_the_restart() {
        let disk = FaultyDisk::new();
        disk.fail_at(2, Fault::Crash);
        let file = disk.create(Path::new("/file"), Access::Write).unwrap();
        assert!(file.write_all_at(b"x", 0).is_err());
        assert!(disk.is_crashed() && disk.list(Path::new("/")).is_err());
    }
}
