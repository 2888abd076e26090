//! A run: one immutable file with the history of consecutive heights, sorted by account.
//!
//! ```text
//! ┌ posting pages ─────────────┬ index pages ──────────────┬ name pages ────────────────┬ last page ─┐
//! │ by account, then by height │ first posting of each of  │ ids and hashes, ascending, │ what it    │
//! │ and place: oldest first    │ the posting pages         │ with height and position   │ covers     │
//! └────────────────────────────┴───────────────────────────┴────────────────────────────┴────────────┘
//! ```
//! Nothing of a run is held in memory but its open file; a question reads a handful of pages, which the operating system caches.

use std::{
    cmp::Ordering,
    fs::File,
    io,
    ops::ControlFlow,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use super::{
    HistoryError,
    footer::Footer,
    page::{PAGE_BYTES, Page, Posting, checked},
};
use crate::ChainId;

/// An entry of the index pages: account (u32) ‖ height offset (u32) ‖ place (u64).
pub(super) const INDEX_ENTRY_BYTES: usize = 16;
/// An entry of the name pages: id or hash (32, as it is) ‖ height offset (u32) ‖ position (u32).
pub(super) const NAME_ENTRY_BYTES: usize = 40;
/// A name's position that stands for "this is a block's hash".
pub(super) const BLOCK_POSITION: u32 = u32::MAX;

/// An open run.
#[derive(Debug)]
pub(super) struct Run {
    pub footer: Footer,
    pub path: PathBuf,
    file: File,
}

/// A submission id or a block hash, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub name: [u8; 32],
    pub height: u64,
    /// [`BLOCK_POSITION`] for a block.
    pub position: u32,
}

/// Which postings of an account are looked at, both ends included.
#[derive(Debug, Clone, Copy)]
pub(super) struct PostingRange {
    pub account: u32,
    pub lowest: (u64, u64),
    pub highest: (u64, u64),
    pub newest_first: bool,
}

impl Run {
    /// Opens a run. The inner error says in words why the file is not one of this chain.
    pub fn open(path: PathBuf, chain_id: &ChainId) -> io::Result<Result<Self, String>> {
        let file = File::open(&path)?;
        let length = file.metadata()?.len();
        let Some(offset) = length.checked_sub(PAGE_BYTES as u64) else {
            return Ok(Err("it is shorter than a page".to_owned()));
        };
        let mut page = vec![0; PAGE_BYTES];
        file.read_exact_at(&mut page, offset)?;
        Ok(Footer::decode(&page, chain_id).and_then(|footer| {
            if footer.file_bytes() == length {
                Ok(Self { footer, path, file })
            } else {
                Err("its length is not what its last page says".to_owned())
            }
        }))
    }

    /// The name of the run of these heights.
    pub fn file_name(first: u64, last: u64) -> String {
        format!("run-{first:020}-{last:020}.postings")
    }

    pub fn path_in(folder: &Path, first: u64, last: u64) -> PathBuf {
        folder.join(Self::file_name(first, last))
    }

    /// Fills the buffer with bytes from a page on.
    pub fn read(&self, page: u32, buffer: &mut [u8]) -> Result<(), HistoryError> {
        self.file
            .read_exact_at(buffer, u64::from(page) * PAGE_BYTES as u64)
            .map_err(|source| HistoryError::Io {
                path: self.path.clone(),
                source,
            })
    }

    pub fn damaged(&self, page: u32) -> HistoryError {
        HistoryError::Damaged {
            path: self.path.clone(),
            offset: u64::from(page) * PAGE_BYTES as u64,
        }
    }

    fn page<'a>(&self, page: u32, buffer: &'a mut [u8]) -> Result<Page<'a>, HistoryError> {
        self.read(page, buffer)?;
        checked(buffer).ok_or_else(|| self.damaged(page))
    }

    fn postings_of(&self, page: u32, out: &mut Vec<Posting>) -> Result<(), HistoryError> {
        let mut buffer = [0; PAGE_BYTES];
        out.clear();
        self.page(page, &mut buffer)?
            .decode_postings(out)
            .ok_or_else(|| self.damaged(page))
    }

    /// The place of the last entry in pages of sorted entries that is not above what is looked for: its page and its place in it.
    fn last_at_most<const LENGTH: usize>(
        &self,
        first_page: u32,
        pages: u32,
        buffer: &mut [u8; PAGE_BYTES],
        order: impl Fn(&[u8; LENGTH]) -> Ordering,
    ) -> Result<Option<(u32, usize)>, HistoryError> {
        // The last page that begins at or below it: `low` may be it, `high` is above.
        let (mut low, mut high) = (0, pages);
        let mut found = None;
        while low < high {
            let middle = low + (high - low) / 2;
            match self.page(first_page + middle, buffer)?.last_at_most(&order) {
                Some(place) => {
                    found = Some((middle, place));
                    low = middle + 1;
                }
                None => high = middle,
            }
        }
        if let Some((page, _)) = found {
            // The buffer holds the page that was looked at last, not the one that was found.
            self.page(first_page + page, buffer)?;
        }
        Ok(found)
    }

    /// The height and position of a name, if the run has it.
    pub fn find(
        &self,
        name: &[u8; 32],
        is_block: bool,
    ) -> Result<Option<(u64, u32)>, HistoryError> {
        let mut buffer = [0; PAGE_BYTES];
        let first_page = self.footer.posting_pages + self.footer.index_pages;
        // A block and a submission never share a name but by a broken hash; the last of equal ones is a block.
        let wanted = if is_block {
            BLOCK_POSITION
        } else {
            BLOCK_POSITION - 1
        };
        let found = self.last_at_most(
            first_page,
            self.footer.name_pages,
            &mut buffer,
            |entry: &[u8; NAME_ENTRY_BYTES]| {
                let (entry, position) = split_name(entry);
                entry.cmp(name).then(position.1.cmp(&wanted))
            },
        )?;
        let Some((page, place)) = found else {
            return Ok(None);
        };
        let checked = checked(&buffer).ok_or_else(|| self.damaged(first_page + page))?;
        let entry = checked.fixed::<NAME_ENTRY_BYTES>().nth(place);
        Ok(entry.and_then(|entry| {
            let (found, (height_offset, position)) = split_name(entry);
            let is_it = found == name && (position == BLOCK_POSITION) == is_block;
            is_it.then(|| (self.footer.first + u64::from(height_offset), position))
        }))
    }

    /// Shows the postings in the range to `see`, in its order, until it breaks off.
    pub fn visit(
        &self,
        range: &PostingRange,
        see: &mut impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, HistoryError> {
        let (Some(lowest), Some(highest)) = (self.bound(range, false), self.bound(range, true))
        else {
            return Ok(ControlFlow::Continue(()));
        };
        let start = if range.newest_first { highest } else { lowest };
        let Some(mut page) = self.page_of(start)? else {
            return Ok(ControlFlow::Continue(()));
        };
        let mut postings = Vec::new();
        loop {
            self.postings_of(page, &mut postings)?;
            let from = postings.partition_point(|posting| *posting < lowest);
            let to = postings.partition_point(|posting| *posting <= highest);
            let wanted = postings.get(from..to).unwrap_or_default();
            let mut show = |posting: &Posting| {
                see(
                    self.footer.first + u64::from(posting.height_offset),
                    posting.packed,
                )
            };
            let shown = if range.newest_first {
                wanted.iter().rev().try_for_each(&mut show)
            } else {
                wanted.iter().try_for_each(&mut show)
            };
            if shown.is_break() {
                return Ok(shown);
            }
            let next = if range.newest_first {
                (from == 0).then(|| page.checked_sub(1)).flatten()
            } else {
                (to == postings.len() && page + 1 < self.footer.posting_pages).then_some(page + 1)
            };
            match next {
                Some(next) => page = next,
                None => return Ok(ControlFlow::Continue(())),
            }
        }
    }

    /// One end of a range as a posting of this run; `None` if the run lies wholly outside.
    fn bound(&self, range: &PostingRange, upper: bool) -> Option<Posting> {
        let (height, packed) = if upper { range.highest } else { range.lowest };
        let (first, last) = (self.footer.first, self.footer.last);
        let (height, packed) = match upper {
            true if height < first => return None,
            false if height > last => return None,
            true if height > last => (last, u64::MAX),
            false if height < first => (first, 0),
            _ => (height, packed),
        };
        Some(Posting {
            account: range.account,
            height_offset: u32::try_from(height - first).ok()?,
            packed,
        })
    }

    /// The page in which a posting lies, or would lie.
    fn page_of(&self, posting: Posting) -> Result<Option<u32>, HistoryError> {
        let mut buffer = [0; PAGE_BYTES];
        let found = self.last_at_most(
            self.footer.posting_pages,
            self.footer.index_pages,
            &mut buffer,
            |entry: &[u8; INDEX_ENTRY_BYTES]| index_entry(entry).cmp(&posting),
        )?;
        let per_page = (PAGE_BYTES - 8) / INDEX_ENTRY_BYTES;
        let page = found.map_or(0, |(page, place)| page as usize * per_page + place) as u32;
        Ok((page < self.footer.posting_pages).then_some(page))
    }
}

/// Reads an entry of the index pages.
fn index_entry(entry: &[u8; INDEX_ENTRY_BYTES]) -> Posting {
    let (account, rest) = entry.split_first_chunk().expect("sixteen bytes");
    let (height_offset, rest) = rest.split_first_chunk().expect("twelve bytes");
    Posting {
        account: u32::from_le_bytes(*account),
        height_offset: u32::from_le_bytes(*height_offset),
        packed: u64::from_le_bytes(*rest.first_chunk().expect("eight bytes")),
    }
}

/// Writes an entry of the index pages.
pub(super) fn encode_index_entry(posting: Posting) -> [u8; INDEX_ENTRY_BYTES] {
    let mut entry = [0; INDEX_ENTRY_BYTES];
    entry[..4].copy_from_slice(&posting.account.to_le_bytes());
    entry[4..8].copy_from_slice(&posting.height_offset.to_le_bytes());
    entry[8..].copy_from_slice(&posting.packed.to_le_bytes());
    entry
}

/// Reads an entry of the name pages: the name, and height offset and position.
pub(super) fn split_name(entry: &[u8; NAME_ENTRY_BYTES]) -> (&[u8; 32], (u32, u32)) {
    let (name, rest) = entry.split_first_chunk().expect("forty bytes");
    let (height_offset, rest) = rest.split_first_chunk().expect("eight bytes");
    let position = rest.first_chunk().expect("four bytes");
    let place = (
        u32::from_le_bytes(*height_offset),
        u32::from_le_bytes(*position),
    );
    (name, place)
}
