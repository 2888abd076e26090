//! What is indexed of an account, and how its history is asked for.

use std::ops::RangeInclusive;

/// What an account has to do with a record or a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    /// The record credited it.
    Credited = 0,
    /// The record debited it.
    Debited = 1,
    /// It signed the submission.
    Signer = 2,
    /// The submission is about it.
    Concerned = 3,
}

/// Up to 13 bits that the caller gives a posting, to sort out postings without a look into the log. Their meaning is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Labels(pub u16);

/// One account's part in a submission, to be indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountEntry {
    /// The account. `u32::MAX` stands for none and gets no posting.
    pub account: u32,
    /// Index of the record inside the submission, up to 131,070; `None` for the submission as a whole.
    pub record_index: Option<u32>,
    /// What the account has to do with it.
    pub role: Role,
    /// The caller's labels.
    pub labels: Labels,
}

/// One submission of a block, with the parts that accounts have in it.
#[derive(Debug, Clone)]
pub struct SubmissionPosting<Entries> {
    /// The submission id.
    pub id: [u8; 32],
    /// Its position in the block.
    pub position: u32,
    /// Parts of accounts in it.
    pub entries: Entries,
}

/// A place in an account's history: the last posting of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostingCursor {
    /// Height of the block.
    pub height: u64,
    /// Position of the submission in the block.
    pub position: u32,
    /// Index of the record in the submission; `None` for the submission as a whole.
    pub record_index: Option<u32>,
    /// What the account has to do with it.
    pub role: Role,
}

/// One entry of an account's history. It names a record or a submission; what that says is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountPosting {
    /// Where it is.
    pub place: PostingCursor,
    /// The labels it was indexed with.
    pub labels: Labels,
}

/// In which order an account's history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryOrder {
    /// From the last block backwards.
    NewestFirst,
    /// From the first block on.
    OldestFirst,
}

/// Which part of an account's history is read.
#[derive(Debug, Clone)]
pub struct PostingQuery {
    /// The account.
    pub account: u32,
    /// The order.
    pub order: HistoryOrder,
    /// Heights to look at. What is above the indexed height is left out.
    pub heights: RangeInclusive<u64>,
    /// The posting after which to begin, in this order.
    pub after: Option<PostingCursor>,
    /// Postings to find, at most.
    pub limit: usize,
    /// Postings to look at, at most.
    pub scan_max: usize,
}

/// Postings that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostingPage {
    /// The wanted ones, in the order asked for.
    pub postings: Vec<AccountPosting>,
    /// The last posting that was looked at, if there are more behind it: where to go on. `None` at the end.
    pub next: Option<PostingCursor>,
}
