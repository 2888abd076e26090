//! Questions to the history index: where a name is, and the postings of an account, page by page.

use std::ops::ControlFlow;

use super::{
    AccountPosting, HistoryError, HistoryIndex, HistoryOrder, Labels, PostingCursor, PostingPage,
    PostingQuery,
    place::{LABEL_BITS, pack, unpack},
    run::PostingRange,
};

impl HistoryIndex {
    /// Height and position of a submission, if it is indexed.
    ///
    /// # Errors
    /// [`HistoryError::Io`], [`HistoryError::Damaged`].
    pub fn submission(&self, id: &[u8; 32]) -> Result<Option<(u64, u32)>, HistoryError> {
        self.find(id, false)
    }

    /// The height of a block, by its hash.
    ///
    /// # Errors
    /// [`HistoryError::Io`], [`HistoryError::Damaged`].
    pub fn block_height(&self, block_hash: &[u8; 32]) -> Result<Option<u64>, HistoryError> {
        Ok(self.find(block_hash, true)?.map(|(height, _)| height))
    }

    fn find(&self, name: &[u8; 32], is_block: bool) -> Result<Option<(u64, u32)>, HistoryError> {
        let parts = self.parts.read().clone();
        for part in parts.in_memory().rev() {
            if let Some(found) = part.read().find(name, is_block) {
                return Ok(Some(found));
            }
        }
        for run in parts.runs.iter().rev() {
            if let Some(found) = self.heed(run.find(name, is_block))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Passes a reader's result on and remembers damage that it met.
    fn heed<T>(&self, result: Result<T, HistoryError>) -> Result<T, HistoryError> {
        if let Err(HistoryError::Damaged { path, offset }) = &result {
            *self.damage.lock() = Some((path.clone(), *offset));
        }
        result
    }

    /// The wanted entries of an account's history, page by page.
    ///
    /// Entries of blocks that were pruned from the log may still be among them: the caller begins its heights at the log's earliest.
    ///
    /// # Errors
    /// [`HistoryError::Io`], [`HistoryError::Damaged`].
    pub fn account_postings(
        &self,
        query: &PostingQuery,
        mut wanted: impl FnMut(&AccountPosting) -> bool,
    ) -> Result<PostingPage, HistoryError> {
        let mut page = PostingPage::default();
        let Some((range, after)) = self.range_of(query) else {
            return Ok(page);
        };
        let mut last = None;
        let mut scanned = 0;
        let mut see = |height: u64, packed: u64| {
            let place = (height, packed >> LABEL_BITS);
            let is_after = after.is_none_or(|after| match query.order {
                HistoryOrder::NewestFirst => place < after,
                HistoryOrder::OldestFirst => place > after,
            });
            if !is_after {
                return ControlFlow::Continue(());
            }
            if page.postings.len() == query.limit || scanned == query.scan_max {
                page.next = last;
                return ControlFlow::Break(());
            }
            scanned += 1;
            let posting = posting_of(height, packed);
            last = Some(posting.place);
            if wanted(&posting) {
                page.postings.push(posting);
            }
            ControlFlow::Continue(())
        };
        let _ = self.visit(&range, &mut see)?;
        Ok(page)
    }

    /// The range of a query, narrowed by its cursor, and the cursor's place.
    fn range_of(&self, query: &PostingQuery) -> Option<(PostingRange, Option<(u64, u64)>)> {
        let (start, end) = (*query.heights.start(), *query.heights.end());
        let highest = self.indexed_height()?.min(end);
        if start > highest {
            return None;
        }
        let newest_first = query.order == HistoryOrder::NewestFirst;
        let mut range = PostingRange {
            account: query.account,
            lowest: (start, 0),
            highest: (highest, u64::MAX),
            newest_first,
        };
        let after = query.after.map(|cursor| {
            let no_labels = Labels::default();
            let packed = pack(cursor.position, cursor.record_index, cursor.role, no_labels);
            (cursor.height, packed >> LABEL_BITS)
        });
        if let Some((height, place)) = after {
            let first = (height, place << LABEL_BITS);
            if newest_first {
                range.highest = range.highest.min(first);
            } else {
                range.lowest = range.lowest.max(first);
            }
        }
        (range.lowest <= range.highest).then_some((range, after))
    }

    /// Shows the postings of a range in its order, from the parts in memory and the runs, until `see` breaks off.
    fn visit(
        &self,
        range: &PostingRange,
        see: &mut impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, HistoryError> {
        const GO_ON: ControlFlow<()> = ControlFlow::Continue(());
        let parts = self.parts.read().clone();
        if range.newest_first {
            for part in parts.in_memory().rev() {
                if part.read().visit(range, see).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            for run in parts.runs.iter().rev() {
                if self.heed(run.visit(range, see))?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            return Ok(GO_ON);
        }
        for run in &parts.runs {
            if self.heed(run.visit(range, see))?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        for part in parts.in_memory() {
            if part.read().visit(range, see).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(GO_ON)
    }
}

fn posting_of(height: u64, packed: u64) -> AccountPosting {
    let (position, record_index, role, labels) = unpack(packed);
    AccountPosting {
        place: PostingCursor {
            height,
            position,
            record_index,
            role,
        },
        labels,
    }
}
