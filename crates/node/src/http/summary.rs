//! What a list shows of a submission or of a record, without the block it lies in: a page holds as many of these as it has rows, and
//! no blocks of several megabytes.

use aurigraph_types::submission::SubmissionHeader;
use aurigraph_types::{AccountIndex, Digest, ResultCode, TransferRecord};

use super::dto::{Finality, Operation, Transaction, TransactionStatus, Transfer};
use super::render::Directory;
use crate::node::Node;
use crate::time::rfc3339;

/// A submission with its place and its results in sum.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Its header.
    pub header: SubmissionHeader,
    /// Its id.
    pub id: Digest,
    /// Height of its block.
    pub height: u64,
    /// Time of its block, Unix milliseconds.
    pub time_ms: u64,
    /// Position in its block.
    pub position: u32,
    /// Records that were not applied.
    pub rejected: u32,
    /// The record of an individually signed transfer.
    pub transfer: Option<RecordSummary>,
    /// An operation.
    pub operation: Option<Operation>,
}

/// One record with its result.
#[derive(Clone, Copy, Debug)]
pub struct RecordSummary {
    /// Its number in the submission.
    pub index: u32,
    /// The record.
    pub record: TransferRecord,
    /// Its result.
    pub code: ResultCode,
}

impl RecordSummary {
    /// The two sides.
    pub fn accounts(&self) -> [AccountIndex; 2] {
        [self.record.debit(), self.record.credit()]
    }

    /// As clients see it.
    pub fn transfer(&self, node: &Node, directory: &Directory) -> Transfer {
        let Self {
            index,
            record,
            code,
        } = self;
        let asset_index = record.asset_index();
        let assets = &node.chain.constants.genesis.assets;
        let asset = assets.get(asset_index.get() as usize);
        Transfer {
            index: *index,
            from: directory.account(record.debit()),
            to: directory.account(record.credit()),
            asset: asset.map_or_else(|| format!("#{asset_index}"), |asset| asset.code.clone()),
            asset_index: asset_index.get(),
            decimals: asset.map_or(0, |asset| asset.decimals),
            amount: record.amount().to_string(),
            reference: String::from_utf8_lossy(record.reference_trimmed()).into_owned(),
            result_code: code.name(),
        }
    }
}

impl Summary {
    /// Accounts that its shape names: the signer, and the sides of the single transfer.
    pub fn accounts(&self) -> impl Iterator<Item = AccountIndex> + use<> {
        let sides = self.transfer.map(|transfer| transfer.accounts());
        std::iter::once(self.header.signer()).chain(sides.into_iter().flatten())
    }

    /// As clients see it.
    pub fn transaction(&self, node: &Node, directory: &Directory) -> Transaction {
        let header = &self.header;
        let rejected = self.rejected;
        let applied = header.receipt_count() as u32 - rejected;
        let status = match (applied, rejected) {
            (_, 0) => TransactionStatus::Applied,
            (0, _) => TransactionStatus::Rejected,
            _ => TransactionStatus::Partial,
        };
        Transaction {
            hash: self.id.to_string(),
            kind: header.kind().name(),
            signer: directory.account(header.signer()),
            signature_scheme: header.scheme().name(),
            sequence: header.sequence().to_string(),
            block_height: self.height,
            timestamp: rfc3339(self.time_ms),
            position: self.position,
            transfer_count: header.record_count() as u32,
            applied,
            rejected,
            status,
            transfer: self
                .transfer
                .map(|transfer| transfer.transfer(node, directory)),
            operation: self.operation.clone(),
            finality: Finality::at(self.height),
        }
    }
}
