//! One page of an account's history, read from the index and the log: bounded in postings looked at and in bytes of blocks read, and
//! it holds one block at a time.

use std::sync::Arc;

use aurigraph_storage::{AccountPosting, PostingCursor, PostingQuery, Role};
use aurigraph_types::{AccountIndex, Digest, SubmissionKind};

use super::filter::HistoryFilter;
use crate::chain::FinalBlock;
use crate::http::find;
use crate::http::problem::Problem;
use crate::http::render::Placed;
use crate::http::summary::{RecordSummary, Summary};
use crate::node::Node;

/// Bytes of blocks that one page reads, at most; always at least one block.
pub const BODY_BYTES_READ_MAX: usize = 32 * 1024 * 1024;
/// Postings that one page looks at, at most.
pub const POSTINGS_READ_MAX: usize = 50_000;

/// One entry of an account's history.
pub enum Entry {
    /// A transfer from or to the account.
    Transfer(TransferEntry),
    /// A submission that it signed or that concerns it.
    Submission(Box<Summary>, Role),
}

/// A transfer from or to the account, with its place.
pub struct TransferEntry {
    /// The record with its result.
    pub record: RecordSummary,
    /// Kind of its submission.
    pub kind: SubmissionKind,
    /// Its submission.
    pub id: Digest,
    /// Height of its block.
    pub height: u64,
    /// Position of its submission in the block.
    pub position: u32,
    /// Time of its block, Unix milliseconds.
    pub time_ms: u64,
    /// Credited or debited.
    pub role: Role,
}

impl Entry {
    fn of(placed: &Placed<'_>, place: &PostingCursor) -> Option<Self> {
        let Some(index) = place.record_index else {
            return Some(Self::Submission(Box::new(placed.summary()), place.role));
        };
        Some(Self::Transfer(TransferEntry {
            record: placed.record(index)?,
            kind: placed.view.header().kind(),
            id: placed.id,
            height: placed.height,
            position: placed.position,
            time_ms: placed.time_ms,
            role: place.role,
        }))
    }

    /// Accounts that its shape names.
    pub fn accounts(&self) -> Vec<AccountIndex> {
        match self {
            Self::Transfer(transfer) => transfer.record.accounts().to_vec(),
            Self::Submission(summary, _) => summary.accounts().collect(),
        }
    }
}

/// Entries in the order asked for.
pub struct HistoryPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The last posting that was looked at, if there may be more.
    pub next: Option<PostingCursor>,
}

impl HistoryPage {
    /// Reads a page. Call it from [`crate::http::extract::blocking`].
    pub fn read(
        node: &Node,
        query: &PostingQuery,
        filter: &HistoryFilter,
    ) -> Result<Self, Problem> {
        let mut page = Self {
            entries: Vec::new(),
            next: None,
        };
        let found = node
            .history
            .account_postings(query, |posting| filter.may_match(posting))?;
        let mut block: Option<Arc<FinalBlock>> = None;
        let mut bytes = 0;
        for AccountPosting { place, .. } in &found.postings {
            let is_here = |block: &Arc<FinalBlock>| block.height().get() == place.height;
            if !block.as_ref().is_some_and(is_here) {
                if bytes > BODY_BYTES_READ_MAX {
                    return Ok(page);
                }
                // A block that was pruned meanwhile has no history any more.
                block = find::kept(node.chain.block(place.height))?;
                bytes += block
                    .as_ref()
                    .map_or(0, |block| block.header.fields().body_bytes as usize);
            }
            let placed = block
                .as_ref()
                .and_then(|block| Placed::in_block(block, place.position));
            let wanted = placed.filter(|placed| filter.matches(placed, place.record_index));
            page.entries
                .extend(wanted.and_then(|placed| Entry::of(&placed, place)));
            page.next = Some(*place);
        }
        page.next = found.next;
        Ok(page)
    }
}
