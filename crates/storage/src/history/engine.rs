//! The part of the history index that knows the storage engine (fjall, a log-structured merge tree).
//!
//! Memory is bounded: a block cache, and write buffers of which the engine may hold up to five for each keyspace while it flushes. It
//! counts only the bytes of keys and values; what it really takes for such small entries is several times that, hence small limits.

use super::{
    HistoryError,
    keys::{decode_height, decode_submission, encode_submission},
};
use crate::ChainId;
use fjall::{
    Database, Keyspace, KeyspaceCreateOptions, OwnedWriteBatch, UserKey, UserValue,
    compaction::filter::{
        CompactionFilter, CompactionFilterResult, Context, Factory, ItemAccessor, Verdict,
    },
    config::FilterPolicy,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Version of the layout; another one is built again.
const LAYOUT_VERSION: u8 = 2;
const BLOCK_CACHE_BYTES: u64 = 16 << 20;
const POSTINGS_BUFFER_BYTES: u64 = 4 << 20;
const SUBMISSIONS_BUFFER_BYTES: u64 = 2 << 20;
const SMALL_BUFFER_BYTES: u64 = 1 << 20;
/// The least that the engine accepts.
const JOURNAL_BYTES: u64 = 64 << 20;
/// One. With more, the engine's first worker leaves compactions to the others, and while one is going on it takes the same message out of the
/// queue and puts it back for ever: a core that does nothing (fjall 3.1, `worker_pool.rs`).
const WORKER_THREADS: usize = 1;
const OPEN_FILES_LIMIT: usize = 128;

const IDENTITY_KEY: &[u8] = b"identity";
const NEXT_HEIGHT_KEY: &[u8] = b"next_height";

/// Raw key and value of a group of postings.
pub(super) type Group = (UserKey, UserValue);

/// Groups in one order or the other.
pub(super) type Groups = Box<dyn Iterator<Item = fjall::Result<Group>>>;

/// An open database with its keyspaces.
pub(super) struct Engine {
    meta: Keyspace,
    blocks: Keyspace,
    submissions: Keyspace,
    postings: Keyspace,
    earliest_height: Arc<AtomicU64>,
    database: Database,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens the folder; what is damaged or of another kind is deleted, and the reason is returned.
    pub fn open_or_rebuild(
        folder: &Path,
        chain_id: &ChainId,
    ) -> Result<(Self, Option<String>), HistoryError> {
        // The engine checks what it reads, but not everywhere without a panic; a damaged file must not stop a node. The database that was
        // being opened is gone after a panic, so no broken state can be seen.
        let opened = catch_unwind(AssertUnwindSafe(|| Self::open(folder, chain_id)));
        let reason = match opened {
            Ok(Ok(Some(engine))) => return Ok((engine, None)),
            Ok(Ok(None)) => "it belongs to another chain or to another version".to_owned(),
            Ok(Err(fjall::Error::Locked)) => {
                return Err(HistoryError::Locked {
                    path: folder.to_path_buf(),
                });
            }
            Ok(Err(error)) => match unusable_folder(error) {
                Ok(source) => {
                    return Err(HistoryError::Io {
                        path: folder.to_path_buf(),
                        source,
                    });
                }
                Err(error) => format!("it is damaged: {error}"),
            },
            Err(_) => "it is damaged: the storage engine could not read it".to_owned(),
        };
        remove_folder(folder)?;
        match Self::open(folder, chain_id) {
            Ok(Some(engine)) => Ok((engine, Some(reason))),
            Ok(None) => Err(HistoryError::Io {
                path: folder.to_path_buf(),
                source: io::Error::other("a new index is not empty"),
            }),
            Err(error) => Err(HistoryError::Engine(error)),
        }
    }

    /// Opens or creates the database; `None` if it is of another chain or version.
    fn open(folder: &Path, chain_id: &ChainId) -> fjall::Result<Option<Self>> {
        let earliest_height = Arc::new(AtomicU64::new(0));
        let filter_height = earliest_height.clone();
        let database = Database::builder(folder)
            .cache_size(BLOCK_CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .max_cached_files(Some(OPEN_FILES_LIMIT))
            .worker_threads(WORKER_THREADS)
            .with_compaction_filter_factories(Arc::new(move |keyspace| {
                let height_of = match keyspace {
                    "postings" => super::keys::split_posting_key as HeightOf,
                    "submissions" | "blocks" => decode_height as HeightOf,
                    _ => return None,
                };
                let in_key = keyspace == "postings";
                Some(Arc::new(PruneFactory {
                    earliest_height: filter_height.clone(),
                    height_of,
                    in_key,
                }))
            }))
            .open()?;
        let keyspace = |name, options: KeyspaceCreateOptions, buffer_bytes| {
            database.keyspace(name, || options.max_memtable_size(buffer_bytes))
        };
        // Postings are only ever read by ranges, for which a filter of keys is of no use.
        let postings = KeyspaceCreateOptions::default()
            .filter_policy(FilterPolicy::disabled())
            .expect_point_read_hits(true);
        let points = KeyspaceCreateOptions::default;
        let engine = Self {
            meta: keyspace("meta", points(), SMALL_BUFFER_BYTES)?,
            blocks: keyspace("blocks", points(), SMALL_BUFFER_BYTES)?,
            submissions: keyspace("submissions", points(), SUBMISSIONS_BUFFER_BYTES)?,
            postings: keyspace("postings", postings, POSTINGS_BUFFER_BYTES)?,
            earliest_height,
            database,
        };
        let identity = [&[LAYOUT_VERSION], chain_id.as_slice()].concat();
        match engine.meta.get(IDENTITY_KEY)? {
            Some(found) => Ok((*found == *identity).then_some(engine)),
            None if engine.meta.get(NEXT_HEIGHT_KEY)?.is_some() => Ok(None),
            None => {
                engine.meta.insert(IDENTITY_KEY, identity)?;
                Ok(Some(engine))
            }
        }
    }

    pub fn next_height(&self) -> fjall::Result<Option<u64>> {
        Ok(self
            .meta
            .get(NEXT_HEIGHT_KEY)?
            .and_then(|value| decode_height(&value)))
    }

    pub fn submission(&self, id: &[u8; 32]) -> fjall::Result<Option<(u64, u32)>> {
        Ok(self
            .submissions
            .get(id)?
            .and_then(|value| decode_submission(&value)))
    }

    pub fn block_height(&self, block_hash: &[u8; 32]) -> fjall::Result<Option<u64>> {
        Ok(self
            .blocks
            .get(block_hash)?
            .and_then(|value| decode_height(&value)))
    }

    /// The groups from the one on that holds `from` or would hold it, newest first, up to the key `oldest`.
    pub fn postings_from(&self, from: [u8; 20], oldest: [u8; 20]) -> fjall::Result<Groups> {
        // Groups are named after their newest posting, so the one that holds `from` has the same or a smaller key. If that one belongs
        // to a newer block, the caller's filter does not know it: begin behind it.
        let of_block = [&from[..12], &[0; 8]].concat();
        let before = self.postings.range(of_block..=from.to_vec()).next_back();
        let start = match before.map(fjall::Guard::key).transpose()? {
            Some(found) => found.to_vec(),
            None => from.to_vec(),
        };
        if start > oldest.to_vec() {
            return Ok(Box::new(std::iter::empty()));
        }
        let groups = self.postings.range(start..=oldest.to_vec());
        Ok(Box::new(groups.map(fjall::Guard::into_inner)))
    }

    /// The groups from the one on that holds `from` or would hold it, oldest first, up to the key `newest`.
    pub fn postings_back_from(&self, from: [u8; 20], newest: [u8; 20]) -> fjall::Result<Groups> {
        if newest > from {
            return Ok(Box::new(std::iter::empty()));
        }
        let groups = self.postings.range(newest.to_vec()..=from.to_vec()).rev();
        Ok(Box::new(groups.map(fjall::Guard::into_inner)))
    }

    pub fn prune_below(&self, height: u64) {
        self.earliest_height.fetch_max(height, Ordering::Relaxed);
    }

    pub fn bytes_on_disk(&self) -> fjall::Result<u64> {
        self.database.disk_space()
    }

    pub fn commit(&self) -> Commit<'_> {
        Commit {
            engine: self,
            batch: self.database.batch(),
        }
    }
}

/// Entries that are written together. Written to the operating system's cache, not synced: the index is derived.
pub(super) struct Commit<'a> {
    engine: &'a Engine,
    batch: OwnedWriteBatch,
}

impl Commit<'_> {
    pub fn put_block(&mut self, block_hash: &[u8; 32], height: u64) {
        self.batch
            .insert(&self.engine.blocks, block_hash, height.to_be_bytes());
    }

    pub fn put_submission(&mut self, id: &[u8; 32], height: u64, position: u32) {
        self.batch.insert(
            &self.engine.submissions,
            id,
            encode_submission(height, position),
        );
    }

    pub fn put_postings(&mut self, key: [u8; 20], packed: impl Iterator<Item = u64>) {
        let value: Vec<u8> = packed.flat_map(u64::to_be_bytes).collect();
        self.batch.insert(&self.engine.postings, key, value);
    }

    pub fn put_next_height(&mut self, next_height: u64) {
        self.batch.insert(
            &self.engine.meta,
            NEXT_HEIGHT_KEY,
            next_height.to_be_bytes(),
        );
    }

    pub fn len(&self) -> usize {
        self.batch.len()
    }

    pub fn write(self) -> fjall::Result<()> {
        self.batch.commit()
    }
}

/// Removes an index from the disk.
pub(super) fn remove_folder(folder: &Path) -> Result<(), HistoryError> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(HistoryError::Io {
            path: folder.to_path_buf(),
            source,
        }),
        _ => Ok(()),
    }
}

/// The reason if the folder or the disk is the problem, so that deleting the index would not help; else the error itself.
fn unusable_folder(error: fjall::Error) -> Result<io::Error, fjall::Error> {
    use io::ErrorKind::{
        OutOfMemory, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    let of_the_disk = |source: &io::Error| {
        matches!(
            source.kind(),
            OutOfMemory | PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull
        )
    };
    match error {
        fjall::Error::Io(source) | fjall::Error::Storage(fjall::LsmError::Io(source))
            if of_the_disk(&source) =>
        {
            Ok(source)
        }
        other => Err(other),
    }
}

/// Finds the height in a key or a value.
type HeightOf = fn(&[u8]) -> Option<u64>;

/// Drops entries of pruned blocks when the engine rewrites them anyhow.
struct PruneFactory {
    earliest_height: Arc<AtomicU64>,
    height_of: HeightOf,
    in_key: bool,
}

struct PruneFilter {
    earliest_height: u64,
    height_of: HeightOf,
    in_key: bool,
}

impl Factory for PruneFactory {
    fn name(&self) -> &str {
        "prune"
    }

    fn make_filter(&self, _context: &Context) -> Box<dyn CompactionFilter> {
        let earliest_height = self.earliest_height.load(Ordering::Relaxed);
        Box::new(PruneFilter {
            earliest_height,
            height_of: self.height_of,
            in_key: self.in_key,
        })
    }
}

impl CompactionFilter for PruneFilter {
    fn filter_item(
        &mut self,
        item: ItemAccessor<'_>,
        _context: &Context,
    ) -> CompactionFilterResult {
        if self.earliest_height == 0 {
            return Ok(Verdict::Keep);
        }
        let height = if self.in_key {
            (self.height_of)(item.key())
        } else {
            (self.height_of)(&item.value()?)
        };
        Ok(
            if height.is_some_and(|height| height < self.earliest_height) {
                Verdict::Remove
            } else {
                Verdict::Keep
            },
        )
    }
}
