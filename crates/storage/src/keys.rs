//! The key file: public keys, appended once and addressed by their offset. A post-quantum key is 2 kB, so a million of them do not belong
//! into memory; a bounded cache holds those in use.
//!
//! Invariants:
//! - a record never changes once it was appended; only [`KeyFile::truncate_to`] takes records away, all from some offset on;
//! - keys are durable after [`KeyFile::sync`]. The caller remembers the length with its snapshot; what came after is in
//!   the log and is appended again by the replay.
//!
//! Header (64 bytes): magic ‖ version (u16) ‖ zeros (6) ‖ chain id (32) ‖ zeros (12) ‖ CRC32. Record: key length (u32) ‖ scheme (u8) ‖ key ‖
//! CRC32 of all before it in the record.

mod cache;

use crate::{
    ChainId,
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError, hexadecimal},
};
use cache::KeyCache;
use parking_lot::Mutex;
use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

const MAGIC: [u8; 8] = *b"AURKEYS\0";
const FORMAT_VERSION: u16 = 1;
const HEADER_BYTES: usize = 64;
/// Length and scheme before the key.
const PREFIX_BYTES: usize = 5;
/// The checksum after the key.
const SUFFIX_BYTES: usize = 4;
/// Longest key: twice the longest of today, the hybrid one.
const KEY_LIMIT_BYTES: usize = 4096;
/// How much is collected before it is written.
const PENDING_LIMIT_BYTES: usize = 256 << 10;
/// How much is read at once for a key whose length is not known yet: the longest of today and what surrounds it.
const READ_BYTES: usize = 2048;
/// What to do about a damaged key file.
const REBUILD: &str = "Restore it from a backup. Only if the log still begins at block 0, this file and the snapshots may be deleted: both are built again from the log at the next start";

/// A public key as it was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Its signature scheme, as the caller numbers them.
    pub scheme: u8,
    /// The key's bytes.
    pub bytes: Arc<[u8]>,
}

/// How well the cache did since the file was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheStatistics {
    /// Reads that the cache answered.
    pub hits: u64,
    /// Reads that went to the file.
    pub misses: u64,
    /// Memory that the cache takes.
    pub used_bytes: usize,
}

/// The end of the file: what was appended and not handed to the disk yet.
#[derive(Debug)]
struct Tail {
    /// Length of the file on disk.
    written_bytes: u64,
    pending: Vec<u8>,
    /// A failed write or sync: the content is unknown.
    closed: bool,
}

/// The key file. Shared by reference between threads.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    file: Arc<dyn DiskFile>,
    tail: Mutex<Tail>,
    cache: Mutex<KeyCache>,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl KeyFile {
    /// The cache's size unless the caller has a reason for another one.
    pub const DEFAULT_CACHE_BYTES: usize = 16 << 20;

    /// The length of a key file without keys, and so the offset of the first key.
    pub const EMPTY_LENGTH: u64 = HEADER_BYTES as u64;

    /// Opens the key file, or creates it. What lies behind the length that the caller remembers is to be cut with [`KeyFile::truncate_to`].
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] or [`StorageError::WrongChain`] for the header; [`StorageError::Full`]; [`StorageError::Io`].
    pub fn open(
        disk: &dyn Disk,
        path: &Path,
        chain_id: &ChainId,
        cache_bytes: usize,
    ) -> Result<Self> {
        let header = encode_header(chain_id);
        let existing = match disk.open(path, Access::Write) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            other => Some(other.map_err(StorageError::io("open", path))?),
        };
        let file = match existing {
            Some(file) => file,
            None => {
                crate::atomic_file::write_file_atomically(disk, path, &header)?;
                disk.open(path, Access::Write)
                    .map_err(StorageError::io("open", path))?
            }
        };
        let mut found = [0; HEADER_BYTES];
        file.read_at(&mut found, 0)
            .map_err(StorageError::io("read", path))?;
        check_header(&found, &header, path)?;
        let written_bytes = file
            .length()
            .map_err(StorageError::io("read the length of", path))?;
        Ok(Self {
            path: path.to_path_buf(),
            file,
            tail: Mutex::new(Tail {
                written_bytes,
                pending: Vec::new(),
                closed: false,
            }),
            cache: Mutex::new(KeyCache::new(cache_bytes)),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        })
    }

    /// Length of the file with everything appended: the offset of the next key.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.tail.lock().end()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Self::EMPTY_LENGTH
    }

    /// Appends a key and returns its offset. It can be read at once and is durable after [`KeyFile::sync`].
    ///
    /// # Errors
    /// [`StorageError::Full`]: nothing was appended, and the same call succeeds once there is room. [`StorageError::TooLarge`] above 4,096
    /// bytes. Any other error closes the file.
    pub fn append(&self, scheme: u8, key: &[u8]) -> Result<u64> {
        if key.len() > KEY_LIMIT_BYTES {
            let (actual_bytes, limit_bytes) = (key.len() as u64, KEY_LIMIT_BYTES as u64);
            return Err(StorageError::TooLarge {
                what: "a public key",
                actual_bytes,
                limit_bytes,
            });
        }
        let mut tail = self.tail.lock();
        if tail.pending.len() >= PENDING_LIMIT_BYTES {
            self.flush(&mut tail)?;
        }
        let offset = tail.end();
        let start = tail.pending.len();
        let length = u32::try_from(key.len()).expect("keys are at most 4,096 bytes");
        tail.pending.extend_from_slice(&length.to_le_bytes());
        tail.pending.push(scheme);
        tail.pending.extend_from_slice(key);
        let checksum = crc32fast::hash(&tail.pending[start..]);
        tail.pending.extend_from_slice(&checksum.to_le_bytes());
        Ok(offset)
    }

    /// The key at an offset that [`KeyFile::append`] returned.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] if there is no intact key at this offset.
    pub fn read(&self, offset: u64) -> Result<StoredKey> {
        if let Some(key) = self.cache.lock().get(offset) {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(key);
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let key = self.read_uncached(offset)?;
        self.cache.lock().insert(offset, key.clone());
        Ok(key)
    }

    fn read_uncached(&self, offset: u64) -> Result<StoredKey> {
        {
            let tail = self.tail.lock();
            if let Some(start) = offset.checked_sub(tail.written_bytes) {
                let pending = usize::try_from(start)
                    .ok()
                    .and_then(|start| tail.pending.get(start..))
                    .unwrap_or(&[]);
                return decode(pending).ok_or_else(|| self.damaged(offset));
            }
        }
        let mut bytes = vec![0; READ_BYTES];
        let count = self
            .file
            .read_at(&mut bytes, offset)
            .map_err(StorageError::io("read", &self.path))?;
        if let Some(key) = decode(&bytes[..count]) {
            return Ok(key);
        }
        // Longer than expected, or damaged.
        bytes.resize(PREFIX_BYTES + KEY_LIMIT_BYTES + SUFFIX_BYTES, 0);
        let count = self
            .file
            .read_at(&mut bytes, offset)
            .map_err(StorageError::io("read", &self.path))?;
        decode(&bytes[..count]).ok_or_else(|| self.damaged(offset))
    }

    /// Removes all keys at and behind this offset: what was appended after the snapshot that the caller starts from.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] if the file is shorter than that: durable keys are missing.
    pub fn truncate_to(&self, length: u64) -> Result<()> {
        let mut tail = self.tail.lock();
        self.flush(&mut tail)?;
        if length < Self::EMPTY_LENGTH || length > tail.written_bytes {
            let problem = format!(
                "it has {} bytes, but {length} were stored before",
                tail.written_bytes
            );
            return Err(StorageError::corrupt(
                &self.path,
                tail.written_bytes,
                problem,
                REBUILD,
            ));
        }
        self.cache.lock().forget_from(length);
        let result = self
            .file
            .truncate(length)
            .map_err(StorageError::io("truncate", &self.path));
        tail.closed |= result.is_err();
        tail.written_bytes = length;
        result
    }

    /// Makes every key appended so far durable, and returns the length to remember.
    ///
    /// # Errors
    /// [`StorageError::Full`]: try again once there is room. Any other error closes the file.
    pub fn sync(&self) -> Result<u64> {
        let mut tail = self.tail.lock();
        self.flush(&mut tail)?;
        let length = tail.written_bytes;
        // Not tried again after a failure: the kernel may have dropped the pages and report success the next time.
        let result = self
            .file
            .sync_data()
            .map_err(StorageError::io("sync", &self.path));
        tail.closed |= result.is_err();
        result.map(|()| length)
    }

    /// How well the cache did.
    #[must_use]
    pub fn cache_statistics(&self) -> CacheStatistics {
        CacheStatistics {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            used_bytes: self.cache.lock().used_bytes(),
        }
    }

    /// Hands the pending bytes to the disk.
    fn flush(&self, tail: &mut Tail) -> Result<()> {
        if tail.closed {
            return Err(StorageError::Closed {
                path: self.path.clone(),
            });
        }
        if tail.pending.is_empty() {
            return Ok(());
        }
        let length = tail.pending.len() as u64;
        let written = self.file.write_all_at(&tail.pending, tail.written_bytes);
        let result = written.map_err(StorageError::io_or_full("write", &self.path, length));
        match &result {
            Ok(()) => {
                tail.written_bytes += length;
                tail.pending.clear();
            }
            // A part of it may be there. It is overwritten when the same bytes are written again.
            Err(error) => tail.closed |= !error.is_full(),
        }
        result
    }

    fn damaged(&self, offset: u64) -> StorageError {
        StorageError::corrupt(&self.path, offset, "there is no intact key here", REBUILD)
    }
}

impl Tail {
    fn end(&self) -> u64 {
        self.written_bytes + self.pending.len() as u64
    }
}

fn encode_header(chain_id: &ChainId) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(&MAGIC);
    header[8..10].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
    header[16..48].copy_from_slice(chain_id);
    let checksum = crc32fast::hash(&header[..HEADER_BYTES - 4]);
    header[HEADER_BYTES - 4..].copy_from_slice(&checksum.to_le_bytes());
    header
}

fn check_header(
    found: &[u8; HEADER_BYTES],
    expected: &[u8; HEADER_BYTES],
    path: &Path,
) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let (content, checksum) = found.split_at(HEADER_BYTES - 4);
    if found[..8] != MAGIC || crc32fast::hash(content).to_le_bytes() != checksum {
        return Err(StorageError::corrupt(
            path,
            0,
            "it does not begin like a key file",
            REBUILD,
        ));
    }
    let version = u16::from_le_bytes([found[8], found[9]]);
    if version != FORMAT_VERSION {
        return Err(StorageError::UnsupportedVersion {
            path: path.to_path_buf(),
            found: version,
            supported: FORMAT_VERSION,
        });
    }
    let (expected, found) = (hexadecimal(&expected[16..48]), hexadecimal(&found[16..48]));
    Err(StorageError::WrongChain {
        path: path.to_path_buf(),
        expected,
        found,
    })
}

/// The key at the start of `bytes`, if all of it is there and intact.
fn decode(bytes: &[u8]) -> Option<StoredKey> {
    let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?) as usize;
    if length > KEY_LIMIT_BYTES {
        return None;
    }
    let key_end = PREFIX_BYTES + length;
    let record = bytes.get(..key_end + SUFFIX_BYTES)?;
    let intact = crc32fast::hash(&record[..key_end]).to_le_bytes() == record[key_end..];
    intact.then(|| StoredKey {
        scheme: record[4],
        bytes: record[PREFIX_BYTES..key_end].into(),
    })
}

#[cfg(test)]
mod tests;
