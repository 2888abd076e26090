//! An open file of the disk that fails on demand.

use super::{Change, Fault, State, write_into};
use crate::disk::DiskFile;
use parking_lot::{Mutex, MutexGuard};
use std::{io, sync::Arc};

#[derive(Debug)]
pub(super) struct FaultyFile {
    pub state: Arc<Mutex<State>>,
    pub inode: u64,
    pub generation: u64,
    pub writable: bool,
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
        if state.lies {
            return Ok(());
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
