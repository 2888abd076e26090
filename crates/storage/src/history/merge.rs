//! Several runs of neighbouring heights become one, so that a question asks few files.
//!
//! Runs are disjoint in height, so the postings of one account are those of the first run, then those of the second, and so on: merging
//! compares accounts only. The runs are read and written in pieces; memory does not grow with their length.

use std::path::Path;
use std::sync::Arc;

use super::{
    HistoryError,
    page::{PAGE_BYTES, Posting, checked},
    run::{NAME_ENTRY_BYTES, Name, Run, split_name},
    writer::RunWriter,
};
use crate::ChainId;

/// Runs that become one.
pub(super) const FAN_IN: usize = 16;
/// Runs up to this length count as equally long.
const SMALLEST_TIER_BYTES: u64 = 16 << 20;
/// Runs grow no further than this, or than a part of the whole index, so that pruning can drop whole runs.
const RUN_BYTES_MAX: u64 = 256 << 20;
const RUN_SHARE_OF_INDEX: u64 = 4;
/// Pages read at once.
const PAGES_READ: usize = 16;

/// Which runs should become one, if any: the oldest [`FAN_IN`] neighbours of about the same length.
pub(super) fn candidates(runs: &[Arc<Run>]) -> Option<&[Arc<Run>]> {
    let total: u64 = runs.iter().map(|run| run.footer.file_bytes()).sum();
    let longest = RUN_BYTES_MAX.max(total / RUN_SHARE_OF_INDEX);
    runs.windows(FAN_IN).find(|window| {
        let tier = tier(&window[0]);
        window.iter().all(|run| self::tier(run) == tier)
            && window
                .iter()
                .map(|run| run.footer.file_bytes())
                .sum::<u64>()
                <= longest
    })
}

/// Each tier is [`FAN_IN`] times as long as the one below.
fn tier(run: &Run) -> u32 {
    (run.footer.file_bytes() / SMALLEST_TIER_BYTES)
        .checked_ilog2()
        .map_or(0, |power| 1 + power / FAN_IN.ilog2())
}

/// Merges neighbouring runs, oldest first, without the postings below `earliest`. `None` if `go_on` says no in between.
pub(super) fn merge(
    folder: &Path,
    chain_id: &ChainId,
    runs: &[Arc<Run>],
    earliest: u64,
    go_on: &dyn Fn() -> bool,
) -> Result<Option<Run>, HistoryError> {
    let (oldest, newest) = (&runs[0].footer, &runs[runs.len() - 1].footer);
    let mut writer = RunWriter::create(folder, oldest.follows, oldest.first, newest.last)?;
    let mut postings = Vec::with_capacity(runs.len());
    for run in runs {
        let pages = 0..run.footer.posting_pages;
        postings.push(Cursor::new(run, pages, decode_postings)?);
    }
    let offset_of =
        |run: &Run| u32::try_from(run.footer.first - oldest.first).expect("a run is not so long");
    let offsets: Vec<u32> = runs.iter().map(|run| offset_of(run)).collect();
    while let Some(from) = least(&postings, |posting| posting.account) {
        if !go_on() {
            return Ok(None);
        }
        // Everything of this account in this run, and at most a page's worth more before the next look at `go_on`.
        let account = postings[from].head().expect("it is the least").account;
        while let Some(posting) = postings[from].head().filter(|head| head.account == account) {
            let height_offset = posting.height_offset + offsets[from];
            if oldest.first + u64::from(height_offset) >= earliest {
                writer.posting(Posting {
                    height_offset,
                    ..posting
                })?;
            }
            postings[from].advance()?;
        }
    }
    drop(postings);
    let mut names = Vec::with_capacity(runs.len());
    for run in runs {
        let first = run.footer.posting_pages + run.footer.index_pages;
        let pages = first..first + run.footer.name_pages;
        names.push(Cursor::new(run, pages, decode_names)?);
    }
    while let Some(from) = least(&names, |name| *name) {
        if !go_on() {
            return Ok(None);
        }
        writer.name(&names[from].head().expect("it is the least"))?;
        names[from].advance()?;
    }
    writer.finish(chain_id).map(Some)
}

/// The first of the cursors whose head is least.
fn least<Entry: Copy, Key: Ord>(
    cursors: &[Cursor<'_, Entry>],
    key: impl Fn(&Entry) -> Key,
) -> Option<usize> {
    let heads = cursors.iter().enumerate();
    let heads = heads.filter_map(|(place, cursor)| Some((key(&cursor.head()?), place)));
    heads.min().map(|(_, place)| place)
}

/// Appends the entries of a page; `None` if it is damaged.
type Decode<Entry> = fn(&Run, &[u8], &mut Vec<Entry>) -> Option<()>;

fn decode_postings(_run: &Run, page: &[u8], out: &mut Vec<Posting>) -> Option<()> {
    checked(page)?.decode_postings(out)
}

fn decode_names(run: &Run, page: &[u8], out: &mut Vec<Name>) -> Option<()> {
    let entries = checked(page)?;
    out.extend(entries.fixed::<NAME_ENTRY_BYTES>().map(|entry| {
        let (name, (height_offset, position)) = split_name(entry);
        Name {
            name: *name,
            height: run.footer.first + u64::from(height_offset),
            position,
        }
    }));
    Some(())
}

/// Reads a section of a run from its beginning to its end.
struct Cursor<'a, Entry> {
    run: &'a Run,
    pages: std::ops::Range<u32>,
    decode: Decode<Entry>,
    entries: Vec<Entry>,
    place: usize,
    buffer: Vec<u8>,
}

impl<'a, Entry: Copy> Cursor<'a, Entry> {
    fn new(
        run: &'a Run,
        pages: std::ops::Range<u32>,
        decode: Decode<Entry>,
    ) -> Result<Self, HistoryError> {
        let mut cursor = Self {
            run,
            pages,
            decode,
            entries: Vec::new(),
            place: 0,
            buffer: Vec::new(),
        };
        cursor.fill()?;
        Ok(cursor)
    }

    #[inline]
    fn head(&self) -> Option<Entry> {
        self.entries.get(self.place).copied()
    }

    #[inline]
    fn advance(&mut self) -> Result<(), HistoryError> {
        self.place += 1;
        if self.place == self.entries.len() {
            self.fill()?;
        }
        Ok(())
    }

    fn fill(&mut self) -> Result<(), HistoryError> {
        self.entries.clear();
        self.place = 0;
        let count = self.pages.len().min(PAGES_READ);
        self.buffer.resize(count * PAGE_BYTES, 0);
        if count > 0 {
            self.run.read(self.pages.start, &mut self.buffer)?;
        }
        for page in self.buffer.chunks(PAGE_BYTES) {
            (self.decode)(self.run, page, &mut self.entries)
                .ok_or_else(|| self.run.damaged(self.pages.start))?;
            self.pages.start += 1;
        }
        Ok(())
    }
}
