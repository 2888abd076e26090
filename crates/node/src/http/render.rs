//! From a block's bytes and outcome to the JSON shapes: the one place that knows how a submission looks to people.

mod registry;

use std::collections::HashMap;

use aurigraph_ledger::SubmissionOutcome;
use aurigraph_types::certificate::Subject;
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{
    AccountIndex, Certificate, Digest, Operation as LedgerOperation, ResultCode, SubmissionKind,
};

use super::dto::{
    AccountRef, Block, BlockCertificate, Finality, Operation, Receipt, Transaction, Transfer, Vote,
};
use super::problem::Problem;
use super::summary::{RecordSummary, Summary};
use crate::chain::{ChainError, FinalBlock, NamedValidator};
use crate::ingest::FinalReceipt;
use crate::node::Node;
use crate::time::rfc3339;

/// A submission with its place and its results.
#[derive(Clone, Copy)]
pub struct Placed<'a> {
    /// The submission.
    pub view: SubmissionView<'a>,
    /// Its id.
    pub id: Digest,
    /// Height of its block.
    pub height: u64,
    /// Time of its block, Unix milliseconds.
    pub time_ms: u64,
    /// Position in its block.
    pub position: u32,
    /// Records that were not applied, ascending by index.
    pub rejected: &'a [(u32, ResultCode)],
    /// The receipt of an operation.
    pub operation: Option<&'a OperationReceipt>,
}

impl<'a> Placed<'a> {
    /// A submission of a block that has its body and outcome; nothing if it has no such position, or no outcome yet.
    pub fn in_block(block: &'a FinalBlock, position: u32) -> Option<Self> {
        let outcome: &SubmissionOutcome =
            block.outcome.as_ref()?.submissions.get(position as usize)?;
        let bytes = block.submissions.as_ref()?.get(position as usize)?;
        Some(Self {
            view: SubmissionView::decode(bytes)
                .expect("the block was split into decodable submissions"),
            id: outcome.id,
            height: block.height().get(),
            time_ms: block.header.fields().time_ms,
            position,
            rejected: &outcome.rejected,
            operation: outcome.operation.as_deref(),
        })
    }

    /// A submission that just became final.
    pub fn just_final(
        view: SubmissionView<'a>,
        id: Digest,
        receipt: &'a FinalReceipt,
        time_ms: u64,
    ) -> Self {
        Self {
            view,
            id,
            height: receipt.height,
            time_ms,
            position: receipt.position,
            rejected: &receipt.rejected,
            operation: receipt.operation.as_deref(),
        }
    }

    /// Result of one record.
    pub fn code(&self, index: u32) -> ResultCode {
        match self
            .rejected
            .binary_search_by_key(&index, |(index, _)| *index)
        {
            Ok(position) => self.rejected[position].1,
            Err(_) => ResultCode::Applied,
        }
    }

    /// Leaves of its receipts.
    pub fn receipt_count(&self) -> u32 {
        self.view.header().receipt_count() as u32
    }

    /// Accounts that its shapes name: the signer, and the sides of the single transfer.
    pub fn accounts(&self) -> Vec<AccountIndex> {
        self.summary().accounts().collect()
    }

    /// The two sides of one record.
    pub fn accounts_of_record(&self, index: u32) -> Vec<AccountIndex> {
        let record = self.record(index);
        record.map_or_else(Vec::new, |record| record.accounts().to_vec())
    }

    /// One of its records with its result.
    pub fn record(&self, index: u32) -> Option<RecordSummary> {
        let record = self.view.records().get(index as usize)?;
        Some(RecordSummary {
            index,
            record: *record,
            code: self.code(index),
        })
    }

    /// One of its transfers.
    pub fn transfer(&self, node: &Node, directory: &Directory, index: u32) -> Option<Transfer> {
        Some(self.record(index)?.transfer(node, directory))
    }

    /// What a list shows of it.
    pub fn summary(&self) -> Summary {
        let header = *self.view.header();
        let is_transfer = header.kind() == SubmissionKind::Transfer;
        Summary {
            header,
            id: self.id,
            height: self.height,
            time_ms: self.time_ms,
            position: self.position,
            rejected: self.rejected.len() as u32,
            transfer: is_transfer.then(|| self.record(0)).flatten(),
            operation: self.operation(),
        }
    }

    fn operation(&self) -> Option<Operation> {
        let operation = self.view.operation()?;
        let receipt = self.operation?;
        let assigned = (receipt.count.get() > 0).then(|| receipt.account.get());
        let mut shape = Operation {
            kind: operation.name(),
            result_code: self.code(0).name(),
            count: None,
            first_index: None,
            assigned_count: None,
            custodian: None,
            account: None,
            frozen: None,
            proposal_id: None,
            topic: None,
            number: None,
            hash: None,
            real_world_asset_id: None,
            name: None,
            version: None,
            state: None,
            finding: None,
            claim: None,
            tier: None,
        };
        match &operation {
            LedgerOperation::RegisterAccounts { keys } => {
                shape.count = Some(keys.len() as u32);
                shape.first_index = assigned;
                shape.assigned_count = Some(receipt.count.get());
            }
            LedgerOperation::OpenSubaccounts { count } => {
                shape.count = Some(*count);
                shape.first_index = assigned;
                shape.assigned_count = Some(receipt.count.get());
            }
            LedgerOperation::GrantCustody { custodian } => shape.custodian = Some(custodian.get()),
            LedgerOperation::RevokeCustody => {}
            LedgerOperation::SetFrozen { account, frozen } => {
                shape.account = Some(account.get());
                shape.frozen = Some(*frozen);
            }
            LedgerOperation::Govern { proposal, votes } => {
                shape.count = Some(votes.len() as u32);
                shape.proposal_id = Some(proposal.id(&self.view.header().chain_id()).to_string());
            }
            LedgerOperation::Attest {
                topic,
                number,
                hash,
            } => {
                shape.topic = Some(topic.as_str().to_owned());
                shape.number = Some(*number);
                shape.hash = Some(hex::encode(hash));
            }
            LedgerOperation::Registry(operation) => {
                registry::fill_in(&mut shape, operation, &self.id);
            }
        }
        Some(shape)
    }

    /// The submission as a whole.
    pub fn transaction(&self, node: &Node, directory: &Directory) -> Transaction {
        self.summary().transaction(node, directory)
    }

    /// The 64 bytes of one receipt leaf.
    fn receipt_record(&self, index: u32) -> [u8; 64] {
        match self.operation {
            Some(receipt) => receipt.to_bytes(),
            None => self.view.records()[index as usize].receipt_bytes(self.code(index)),
        }
    }

    /// The receipt of one record, without its proof.
    ///
    /// # Panics
    /// If there is no such record: the caller compares with [`Self::receipt_count`].
    pub fn receipt(&self, node: &Node, directory: &Directory, index: u32) -> Receipt {
        let kind = self.view.header().kind();
        Receipt {
            id: if kind == SubmissionKind::Batch {
                format!("{}-{index}", self.id)
            } else {
                self.id.to_string()
            },
            transaction_hash: self.id.to_string(),
            kind: kind.name(),
            index,
            record: hex::encode(self.receipt_record(index)),
            result_code: self.code(index).name(),
            transfer: self.transfer(node, directory, index),
            operation: self.operation(),
            block_height: self.height,
            timestamp: rfc3339(self.time_ms),
            finality: Finality::at(self.height),
            proof: None,
            proof_ready_at_height: self.height + 1,
        }
    }
}

/// Addresses of the accounts that an answer names, asked for once.
#[derive(Debug, Default)]
pub struct Directory {
    addresses: HashMap<u32, String>,
}

impl Directory {
    /// Looks the addresses up. An index never changes its address, so the height does not matter.
    pub fn of(node: &Node, accounts: impl IntoIterator<Item = AccountIndex>) -> Self {
        let mut accounts: Vec<_> = accounts.into_iter().collect();
        accounts.sort_unstable();
        accounts.dedup();
        let known = accounts.into_iter().filter_map(|account| {
            let address = node.accounts.address(account)?;
            Some((account.get(), address.to_string()))
        });
        Self {
            addresses: known.collect(),
        }
    }

    /// One account.
    pub fn account(&self, index: AccountIndex) -> AccountRef {
        AccountRef {
            index: index.get(),
            address: self.addresses.get(&index.get()).cloned(),
        }
    }
}

/// A block; `complete` adds the bytes that a verifier needs.
pub fn block(
    validators: &[NamedValidator],
    block: &FinalBlock,
    complete: bool,
) -> Result<Block, Problem> {
    let fields = block.header.fields();
    let height = fields.height.get();
    let certificate = certificate(block, complete)?;
    let proposer = validators.get(usize::from(fields.proposer));
    Ok(Block {
        height,
        hash: block.hash.to_string(),
        parent_hash: fields.parent.to_string(),
        timestamp: rfc3339(fields.time_ms),
        proposer: fields.proposer,
        proposer_name: proposer.map_or_else(String::new, |validator| validator.name.clone()),
        submission_count: fields.submission_count,
        transaction_count: fields.transfer_count,
        size_bytes: fields.body_bytes,
        epoch: fields.epoch,
        batches_root: fields.batches_root.to_string(),
        executed_height: fields.executed_height.get(),
        receipts_root: fields.receipts_root.to_string(),
        state_root: fields.state_root.to_string(),
        validators_root: fields.validators_root.to_string(),
        header_bytes: complete.then(|| hex::encode(block.header.to_bytes())),
        certificate,
        finality: Finality::at(height),
    })
}

/// What makes a block final. A committee's block can be final by the certificate of a descendant alone.
fn certificate(block: &FinalBlock, complete: bool) -> Result<BlockCertificate, Problem> {
    if block.certificate.is_empty() {
        return Ok(BlockCertificate {
            kind: "by-descendant",
            epoch: block.header.fields().epoch,
            view: None,
            votes: Vec::new(),
            bytes: None,
        });
    }
    let certificate =
        Certificate::decode(&block.certificate).map_err(|error| ChainError::Malformed {
            height: block.height().get(),
            reason: error.to_string(),
        })?;
    let votes = certificate.votes.iter().map(|vote| Vote {
        validator: vote.validator,
        signature: hex::encode(vote.signature),
    });
    Ok(BlockCertificate {
        kind: match certificate.subject {
            Subject::Block => "ed25519-votes",
            Subject::Proposal(_) => "ed25519-finalize-votes",
        },
        epoch: certificate.epoch,
        view: Some(certificate.view),
        votes: votes.collect(),
        bytes: complete.then(|| hex::encode(&block.certificate)),
    })
}
