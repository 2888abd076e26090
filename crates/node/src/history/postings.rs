//! What the history index holds of a block: the part of each account in each submission, with labels by which a list can be
//! filtered without a look into the log.
//!
//! An account takes part in the records that debit or credit it, in the operations that it signs or that concern it, and in the
//! transfers and batches that it signs for others.

use aurigraph_ledger::SubmissionOutcome;
use aurigraph_storage::{AccountEntry, Labels, Role, SubmissionPosting};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{
    AccountIndex, AssetIndex, Operation, ResultCode, SubmissionKind, TransferRecord,
};
use bytes::Bytes;

use crate::chain::FinalBlock;

/// Bits for the asset: the lowest ones of its index.
const ASSET_BITS: u32 = 9;
const APPLIED_BIT: u16 = 1 << ASSET_BITS;
const REJECTED_BIT: u16 = 1 << (ASSET_BITS + 1);
const KIND_SHIFT: u32 = ASSET_BITS + 2;

/// What is known of a posting without the log. It may say "perhaps" to what the log denies, never the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostingLabels(Labels);

impl PostingLabels {
    /// Reads the labels of a posting.
    pub const fn of(labels: Labels) -> Self {
        Self(labels)
    }

    fn new(kind: SubmissionKind, applied: bool, rejected: bool) -> Self {
        let bit = |set, bit| if set { bit } else { 0 };
        let labels = u16::from(kind.as_u8()) << KIND_SHIFT
            | bit(applied, APPLIED_BIT)
            | bit(rejected, REJECTED_BIT);
        Self(Labels(labels))
    }

    const fn with_asset(self, asset: AssetIndex) -> Self {
        Self(Labels(self.0.0 | asset_bits(asset)))
    }

    /// The kind of the submission.
    pub fn kind(self) -> Option<SubmissionKind> {
        SubmissionKind::from_u8((self.0.0 >> KIND_SHIFT) as u8)
    }

    /// Whether it was applied, or a part of it.
    pub const fn applied(self) -> bool {
        self.0.0 & APPLIED_BIT != 0
    }

    /// Whether it was rejected, or a part of it.
    pub const fn rejected(self) -> bool {
        self.0.0 & REJECTED_BIT != 0
    }

    /// Whether a record with these labels may be of an asset.
    pub const fn may_have_asset(self, asset: AssetIndex) -> bool {
        self.0.0 & (APPLIED_BIT - 1) == asset_bits(asset)
    }
}

const fn asset_bits(asset: AssetIndex) -> u16 {
    asset.get() as u16 & (APPLIED_BIT - 1)
}

/// Postings of one submission of a block.
pub fn of_submission<'a>(
    block: &'a FinalBlock,
    position: usize,
    bytes: &'a Bytes,
) -> SubmissionPosting<Entries<'a>> {
    let view = SubmissionView::of_decoded(bytes);
    let outcome = block
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.submissions.get(position));
    let id = outcome.map_or_else(|| view.id(), |outcome| outcome.id);
    let entries = match view.operation() {
        Some(operation) => Entries::Operation(of_operation(&view, &operation, outcome).into_iter()),
        None => Entries::Transfers(RecordEntries::new(&view, outcome)),
    };
    SubmissionPosting {
        id: id.0,
        position: position as u32,
        entries,
    }
}

/// The parts that accounts have in one submission.
#[derive(Debug)]
pub enum Entries<'a> {
    /// An operation: few.
    Operation(std::vec::IntoIter<AccountEntry>),
    /// Transfers: made while they are read, because a batch has tens of thousands.
    Transfers(RecordEntries<'a>),
}

impl Iterator for Entries<'_> {
    type Item = AccountEntry;

    #[inline]
    fn next(&mut self) -> Option<AccountEntry> {
        match self {
            Self::Operation(entries) => entries.next(),
            Self::Transfers(entries) => entries.next(),
        }
    }
}

/// Labels of a submission as a whole. Where its results are not known, both may be.
fn labels_of_whole(kind: SubmissionKind, outcome: Option<&SubmissionOutcome>) -> PostingLabels {
    let rejected = outcome.map(|outcome| outcome.rejected.len() as u32);
    let applied = outcome.is_none_or(|outcome| rejected != Some(outcome.receipt_count));
    PostingLabels::new(kind, applied, rejected != Some(0))
}

fn of_whole(account: AccountIndex, role: Role, labels: PostingLabels) -> AccountEntry {
    AccountEntry {
        account: account.get(),
        record_index: None,
        role,
        labels: labels.0,
    }
}

/// An operation belongs to the history of its signer and to that of the accounts that it opens or concerns.
fn of_operation(
    view: &SubmissionView<'_>,
    operation: &Operation,
    outcome: Option<&SubmissionOutcome>,
) -> Vec<AccountEntry> {
    let signer = view.header().signer();
    let labels = labels_of_whole(SubmissionKind::Operation, outcome);
    let receipt = outcome.and_then(|outcome| outcome.operation.as_ref());
    let concerned = match operation {
        Operation::GrantCustody { custodian } => custodian.get()..custodian.get().saturating_add(1),
        Operation::SetFrozen { account, .. } => account.get()..account.get().saturating_add(1),
        Operation::RegisterAccounts { .. } | Operation::OpenSubaccounts { .. } => {
            receipt.map_or(0..0, |receipt| {
                let first = receipt.account.get();
                first..first.saturating_add(receipt.count.get())
            })
        }
        Operation::Registry(_) => receipt.map_or(0..0, |receipt| {
            let concerned = AccountIndex::new(receipt.account.get()).some();
            concerned.map_or(0..0, |account| account.get()..account.get() + 1)
        }),
        Operation::RevokeCustody | Operation::Govern { .. } | Operation::Attest { .. } => 0..0,
    };
    let others = concerned
        .map(AccountIndex::new)
        .filter(|account| *account != signer)
        .map(|account| of_whole(account, Role::Concerned, labels));
    std::iter::once(of_whole(signer, Role::Signer, labels))
        .chain(others)
        .collect()
}

/// Transfers belong to the history of both sides; those signed for others to that of the signer, too, as one submission. In the order in
/// which the index keeps them: by record, the credited side first, the submission as a whole at the end.
#[derive(Debug)]
pub struct RecordEntries<'a> {
    kind: SubmissionKind,
    records: std::iter::Enumerate<std::slice::Iter<'a, TransferRecord>>,
    rejected: std::iter::Peekable<std::slice::Iter<'a, (u32, ResultCode)>>,
    results_are_known: bool,
    debited: Option<AccountEntry>,
    whole: Option<AccountEntry>,
}

impl<'a> RecordEntries<'a> {
    fn new(view: &SubmissionView<'a>, outcome: Option<&'a SubmissionOutcome>) -> Self {
        let (kind, signer) = (view.header().kind(), view.header().signer());
        let is_for_others = |record: &TransferRecord| {
            // A single transfer that the signer receives is in its history already.
            record.debit() != signer && (kind == SubmissionKind::Batch || record.credit() != signer)
        };
        let records = view.records();
        let whole = records
            .iter()
            .any(is_for_others)
            .then(|| of_whole(signer, Role::Signer, labels_of_whole(kind, outcome)));
        let rejected = outcome.map_or(&[][..], |outcome| &outcome.rejected);
        Self {
            kind,
            records: records.iter().enumerate(),
            rejected: rejected.iter().peekable(),
            results_are_known: outcome.is_some(),
            debited: None,
            whole,
        }
    }
}

impl Iterator for RecordEntries<'_> {
    type Item = AccountEntry;

    #[inline]
    fn next(&mut self) -> Option<AccountEntry> {
        if let Some(debited) = self.debited.take() {
            return Some(debited);
        }
        let Some((index, record)) = self.records.next() else {
            return self.whole.take();
        };
        let index = index as u32;
        let is_rejected = self.rejected.next_if(|(of, _)| *of == index).is_some();
        let labels = PostingLabels::new(
            self.kind,
            !is_rejected || !self.results_are_known,
            is_rejected || !self.results_are_known,
        )
        .with_asset(record.asset_index());
        let entry = |account: AccountIndex, role| AccountEntry {
            account: account.get(),
            record_index: Some(index),
            role,
            labels: labels.0,
        };
        self.debited = Some(entry(record.debit(), Role::Debited));
        Some(entry(record.credit(), Role::Credited))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_what_they_were_made_of() {
        for kind in [
            SubmissionKind::Transfer,
            SubmissionKind::Batch,
            SubmissionKind::Operation,
        ] {
            for (applied, rejected) in [(true, false), (false, true), (true, true)] {
                let labels =
                    PostingLabels::new(kind, applied, rejected).with_asset(AssetIndex::new(700));
                assert_eq!(labels.kind(), Some(kind));
                assert_eq!((labels.applied(), labels.rejected()), (applied, rejected));
                assert!(labels.may_have_asset(AssetIndex::new(700)));
                assert!(labels.may_have_asset(AssetIndex::new(700 + (1 << ASSET_BITS))));
                assert!(!labels.may_have_asset(AssetIndex::new(701)));
                assert!(
                    labels.0.0 < 1 << 13,
                    "as many bits as a posting has room for"
                );
            }
        }
    }
}
