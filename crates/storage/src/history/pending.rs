//! What was indexed last and is not in a run yet: in memory, in the order of arrival, found by looking through it.
//!
//! Looking through a column of a million numbers takes a fraction of a millisecond; keeping them sorted would cost every block more than
//! that.

use std::{ops::ControlFlow, path::Path};

use super::{
    AccountEntry, HistoryError, NO_ACCOUNT, SubmissionPosting,
    page::Posting,
    place::pack,
    run::{BLOCK_POSITION, Name, PostingRange, Run},
    writer::RunWriter,
};
use crate::ChainId;

/// Postings, names and blocks at which this becomes a run: about 6 MB each and 1 MB.
const POSTINGS_MAX: usize = 1 << 19;
const NAMES_MAX: usize = 1 << 17;
const BLOCKS_MAX: usize = 1 << 16;
/// Digits by which postings are sorted. Wider ones would need fewer passes, but write to more pages at once than a processor keeps the
/// addresses of: 11 bits took twice as long.
const DIGIT_BITS: u32 = 8;

/// Blocks in memory.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// The height that was to be indexed when the first block came.
    follows: u64,
    /// Each block's height, with the number of postings up to its end.
    blocks: Vec<(u64, usize)>,
    /// Column by column: account and place of each posting, ascending by height and place.
    accounts: Vec<u32>,
    places: Vec<u64>,
    /// Names in the order of arrival, and the first eight bytes of each, to look through.
    names: Vec<Name>,
    name_starts: Vec<u64>,
}

impl Pending {
    pub const fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    pub const fn is_full(&self) -> bool {
        self.accounts.len() >= POSTINGS_MAX
            || self.names.len() >= NAMES_MAX
            || self.blocks.len() >= BLOCKS_MAX
    }

    pub const fn postings(&self) -> usize {
        self.accounts.len()
    }

    fn heights(&self) -> Option<(u64, u64)> {
        Some((self.blocks.first()?.0, self.blocks.last()?.0))
    }

    /// Adds a block with its submissions.
    pub fn push_block<Entries>(
        &mut self,
        follows: u64,
        height: u64,
        block_hash: &[u8; 32],
        submissions: impl IntoIterator<Item = SubmissionPosting<Entries>>,
    ) where
        Entries: IntoIterator<Item = AccountEntry>,
    {
        if self.blocks.is_empty() {
            self.follows = follows;
        }
        self.push_name(block_hash, height, BLOCK_POSITION);
        for submission in submissions {
            self.push_name(&submission.id, height, submission.position);
            self.push_entries(submission.position, submission.entries);
        }
        self.blocks.push((height, self.accounts.len()));
    }

    fn push_name(&mut self, name: &[u8; 32], height: u64, position: u32) {
        self.names.push(Name {
            name: *name,
            height,
            position,
        });
        self.name_starts.push(start_of(name));
    }

    fn push_entries(&mut self, position: u32, entries: impl IntoIterator<Item = AccountEntry>) {
        let from = self.accounts.len();
        let mut newest = 0;
        let mut ascending = true;
        for entry in entries {
            if entry.account == NO_ACCOUNT {
                continue;
            }
            let place = pack(position, entry.record_index, entry.role, entry.labels);
            ascending &= newest <= place;
            newest = place;
            self.accounts.push(entry.account);
            self.places.push(place);
        }
        if !ascending {
            let (accounts, places) = (&mut self.accounts[from..], &mut self.places[from..]);
            let mut entries: Vec<_> = accounts
                .iter()
                .copied()
                .zip(places.iter().copied())
                .collect();
            entries.sort_by_key(|(_, place)| *place);
            for ((account, place), sorted) in accounts.iter_mut().zip(places).zip(entries) {
                (*account, *place) = sorted;
            }
        }
    }

    /// The height and position of a name.
    pub fn find(&self, name: &[u8; 32], is_block: bool) -> Option<(u64, u32)> {
        let start = start_of(name);
        let alike = self.name_starts.iter().zip(&self.names);
        alike
            .filter(|(one, _)| **one == start)
            .map(|(_, found)| found)
            .find(|found| found.name == *name && (found.position == BLOCK_POSITION) == is_block)
            .map(|found| (found.height, found.position))
    }

    /// Shows the postings in the range to `see`, in its order, until it breaks off.
    pub fn visit(
        &self,
        range: &PostingRange,
        see: &mut impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let in_range = |place: (u64, u64)| range.lowest <= place && place <= range.highest;
        let mut show = |block: usize| {
            let (height, to) = self.blocks[block];
            if height < range.lowest.0 || height > range.highest.0 {
                return ControlFlow::Continue(());
            }
            let from = block
                .checked_sub(1)
                .map_or(0, |before| self.blocks[before].1);
            let mut show = |(account, place): (&u32, &u64)| {
                if *account == range.account && in_range((height, *place)) {
                    see(height, *place)
                } else {
                    ControlFlow::Continue(())
                }
            };
            let mut postings = self.accounts[from..to].iter().zip(&self.places[from..to]);
            if range.newest_first {
                postings.rev().try_for_each(&mut show)
            } else {
                postings.try_for_each(&mut show)
            }
        };
        let mut blocks = 0..self.blocks.len();
        if range.newest_first {
            blocks.rev().try_for_each(&mut show)
        } else {
            blocks.try_for_each(&mut show)
        }
    }

    /// Writes the blocks as a run.
    ///
    /// # Panics
    /// If there is no block.
    pub fn write(&self, folder: &Path, chain_id: &ChainId) -> Result<Run, HistoryError> {
        let (first, last) = self.heights().expect("there are blocks");
        let mut writer = RunWriter::create(folder, self.follows, first, last)?;
        for posting in self.by_account(first) {
            writer.posting(posting)?;
        }
        for place in self.by_name() {
            writer.name(&self.names[place as usize])?;
        }
        writer.finish(chain_id)
    }

    /// Places of the names in their order. What is moved while it is sorted is the beginnings of names, which hardly ever are the same.
    fn by_name(&self) -> impl Iterator<Item = u32> {
        let mut order: Vec<(u64, u32)> = self.name_starts.iter().copied().zip(0..).collect();
        let name = |place: u32| &self.names[place as usize];
        order.sort_unstable_by(|(one, place), (other, other_place)| {
            one.cmp(other)
                .then_with(|| name(*place).cmp(name(*other_place)))
        });
        order.into_iter().map(|(_, place)| place)
    }

    /// The postings by account: a stable radix sort, so within an account they stay ascending by age.
    fn by_account(&self, first: u64) -> Vec<Posting> {
        let mut from = Vec::with_capacity(self.accounts.len());
        for (height, to) in &self.blocks {
            let height_offset = u32::try_from(height - first).expect("heights follow one another");
            let columns = self.accounts[..*to].iter().zip(&self.places[..*to]);
            from.extend(columns.skip(from.len()).map(|(account, packed)| Posting {
                account: *account,
                height_offset,
                packed: *packed,
            }));
        }
        let mut to = vec![Posting::default(); from.len()];
        let differing = self.accounts.iter().fold(0, |bits, account| bits | account);
        for shift in (0..u32::BITS).step_by(DIGIT_BITS as usize) {
            let digit = |account: u32| (account >> shift) as usize & ((1 << DIGIT_BITS) - 1);
            if digit(differing) == 0 {
                continue;
            }
            let mut places = [0_usize; 1 << DIGIT_BITS];
            for posting in &from {
                places[digit(posting.account)] += 1;
            }
            let mut sum = 0;
            for place in &mut places {
                sum += std::mem::replace(place, sum);
            }
            for posting in &from {
                let place = &mut places[digit(posting.account)];
                to[*place] = *posting;
                *place += 1;
            }
            std::mem::swap(&mut from, &mut to);
        }
        from
    }
}

fn start_of(name: &[u8; 32]) -> u64 {
    u64::from_be_bytes(*name.first_chunk().expect("a name has 32 bytes"))
}
