//! What the history index holds of a block: the part of each account in each submission, with labels by which a list can be
//! filtered without a look into the log.
//!
//! An account takes part in the records that debit or credit it, in the operations that it signs or that concern it, and in the
//! transfers and batches that it signs for others.

use aurigraph_ledger::SubmissionOutcome;
use aurigraph_storage::{AccountEntry, Labels, Role, SubmissionPosting};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{AccountIndex, AssetIndex, Operation, SubmissionKind, TransferRecord};
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
pub fn of_submission(
    block: &FinalBlock,
    position: usize,
    bytes: &Bytes,
) -> SubmissionPosting<Vec<AccountEntry>> {
    let view =
        SubmissionView::decode(bytes).expect("the block was split into decodable submissions");
    let outcome = block
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.submissions.get(position));
    let id = outcome.map_or_else(|| view.id(), |outcome| outcome.id);
    let entries = match view.operation() {
        Some(operation) => of_operation(&view, &operation, outcome),
        None => of_transfers(&view, outcome),
    };
    SubmissionPosting {
        id: id.0,
        position: position as u32,
        entries,
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
        Operation::RevokeCustody => 0..0,
    };
    let others = concerned
        .map(AccountIndex::new)
        .filter(|account| *account != signer)
        .map(|account| of_whole(account, Role::Concerned, labels));
    std::iter::once(of_whole(signer, Role::Signer, labels))
        .chain(others)
        .collect()
}

/// Transfers belong to the history of both sides; those signed for others to that of the signer, too, as one submission.
fn of_transfers(
    view: &SubmissionView<'_>,
    outcome: Option<&SubmissionOutcome>,
) -> Vec<AccountEntry> {
    let (kind, signer) = (view.header().kind(), view.header().signer());
    let mut entries = Vec::with_capacity(view.records().len() * 2 + 1);
    let is_for_others = |record: &TransferRecord| {
        // A single transfer that the signer receives is in its history already.
        record.debit() != signer && (kind == SubmissionKind::Batch || record.credit() != signer)
    };
    if view.records().iter().any(is_for_others) {
        entries.push(of_whole(
            signer,
            Role::Signer,
            labels_of_whole(kind, outcome),
        ));
    }
    let mut rejected = outcome
        .map_or(&[][..], |outcome| &outcome.rejected)
        .iter()
        .peekable();
    for (index, record) in (0_u32..).zip(view.records()) {
        let is_rejected = rejected.next_if(|(of, _)| *of == index).is_some();
        let labels = PostingLabels::new(
            kind,
            !is_rejected || outcome.is_none(),
            is_rejected || outcome.is_none(),
        )
        .with_asset(record.asset_index());
        for (account, role) in [
            (record.debit(), Role::Debited),
            (record.credit(), Role::Credited),
        ] {
            entries.push(AccountEntry {
                account: account.get(),
                record_index: Some(index),
                role,
                labels: labels.0,
            });
        }
    }
    entries
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
