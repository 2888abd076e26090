//! A small chain of one validator, put together by hand as docs/protocol.md describes it, and the proofs that can be made from it.

use aurigraph_ledger::{BlockOutcome, State};
use aurigraph_types::block::{BlockFields, BlockHeader};
use aurigraph_types::proof::{PROOF_FORMAT, Proof, ProofValidator, ReceiptProof};
use aurigraph_types::{
    AccountIndex, AssetIndex, Certificate, Digest, Height, Operation, Submission, ValidatorSet,
    merkle,
};

use super::{
    BOND, Content, EUR, GOLD, Intent, TREASURY, USD, apply, chain_id, fresh_state, genesis, key,
    record_with_reference, validator_key,
};

/// One height: what was ordered, what it did, and what the validator signed.
pub struct Block {
    /// Header.
    pub header: BlockHeader,
    /// The validator's vote.
    pub certificate: Certificate,
    /// Submissions, in order.
    pub submissions: Vec<Submission>,
    /// What they did.
    pub outcome: BlockOutcome,
    /// The state after them.
    pub state: State,
}

/// Blocks by height, from the genesis block.
pub struct Chain {
    /// Blocks.
    pub blocks: Vec<Block>,
}

impl Chain {
    /// A chain of four blocks: genesis, one with every kind of submission, one with a single submission, and the empty one that makes
    /// the last results provable.
    pub fn small() -> Self {
        let mut chain = Self { blocks: Vec::new() };
        for submissions in [vec![], busy_block(), quiet_block(), vec![]] {
            chain.append(submissions);
        }
        chain
    }

    fn append(&mut self, submissions: Vec<Submission>) {
        let height = self.blocks.len() as u64;
        let mut state = self
            .blocks
            .last()
            .map_or_else(fresh_state, |parent| parent.state.clone());
        let outcomes = submissions
            .iter()
            .map(|submission| apply(&mut state, submission, height).outcome);
        let outcome = BlockOutcome {
            submissions: outcomes.collect(),
        };
        state.commit();
        let header = self.header(&submissions, &outcome, &state);
        let certificate = Certificate::by_single_validator(
            &validator_key(),
            &chain_id(),
            0,
            Height::new(height),
            &header.hash(),
        );
        self.blocks.push(Block {
            header,
            certificate,
            submissions,
            outcome,
            state,
        });
    }

    fn header(
        &self,
        submissions: &[Submission],
        outcome: &BlockOutcome,
        state: &State,
    ) -> BlockHeader {
        let height = self.blocks.len() as u64;
        let parent = self.blocks.last();
        BlockHeader::new(&BlockFields {
            proposer: 0,
            submission_count: submissions.len() as u32,
            transfer_count: submissions
                .iter()
                .map(|submission| submission.view().records().len() as u32)
                .sum(),
            body_bytes: submissions
                .iter()
                .map(|submission| submission.as_bytes().len() as u32)
                .sum(),
            height: Height::new(height),
            time_ms: genesis().time_ms + height * 1_000,
            executed_height: Height::new(height.saturating_sub(1)),
            epoch: 0,
            chain_id: chain_id(),
            parent: parent.map_or(Digest::ZERO, |parent| parent.header.hash()),
            batches_root: outcome.batches_root(),
            receipts_root: parent.map_or(Digest::ZERO, |parent| parent.outcome.receipts_root()),
            state_root: parent.map_or_else(|| state.root(), |parent| parent.state.root()),
            validators_root: validators().root(),
        })
    }

    /// The parts that every proof of the results of a height has.
    fn envelope(&self, height: usize, kind: &str) -> Proof {
        let carrier = &self.blocks[height + 1];
        let infos = validators();
        let listed = infos.validators().iter().map(|info| ProofValidator {
            public_key: hex::encode(info.public_key.as_bytes()),
            voting_power: info.voting_power,
        });
        Proof {
            format: PROOF_FORMAT.into(),
            kind: kind.into(),
            chain_id: chain_id().0,
            validators: listed.collect(),
            epochs: Vec::new(),
            header: hex::encode(carrier.header.to_bytes()),
            descendants: Vec::new(),
            certificate: hex::encode(carrier.certificate.encode()),
            receipt: None,
            balance: None,
        }
    }

    /// The proof of one receipt.
    pub fn receipt_proof(&self, height: usize, position: usize, index: u32) -> Proof {
        let block = &self.blocks[height];
        let outcome = &block.outcome.submissions[position];
        let (record, path) = outcome.receipt(&block.submissions[position].view(), index);
        let receipt = ReceiptProof {
            record: hex::encode(record),
            index,
            count: outcome.receipt_count,
            path,
            submission_id: outcome.id,
            submission_kind: outcome.kind.as_u8(),
            entry_index: position as u32,
            entry_path: merkle::path(&block.outcome.entries(), position),
        };
        Proof {
            receipt: Some(receipt),
            ..self.envelope(height, "receipt")
        }
    }

    /// The proof of one balance after a height, if there is one.
    pub fn balance_proof(&self, height: usize, account: u32, asset: u32) -> Option<Proof> {
        let code = &genesis().assets[asset as usize].code;
        let state = &self.blocks[height].state;
        let balance =
            state.prove_balance(AccountIndex::new(account), AssetIndex::new(asset), code)?;
        Some(Proof {
            balance: Some(balance),
            ..self.envelope(height, "balance")
        })
    }
}

fn validators() -> ValidatorSet {
    genesis().validator_set().expect("a valid set")
}

fn sign(signer: u32, sequence: u64, content: Content) -> Submission {
    Intent::new(signer, sequence, content).sign_as_genesis_account()
}

/// A batch with a reference of its own in every record; some records are refused, among them the first of the second group of
/// 64, since receipts are hashed in such groups.
fn batch(signer: u32, sequence: u64, size: u32) -> Submission {
    let records = (0..size).map(|number| {
        let asset = if number % 7 == 3 { GOLD } else { EUR };
        let amount = if number % 11 == 9 {
            1_000_000
        } else {
            u64::from(number)
        };
        record_with_reference(
            signer,
            10 + number % 12,
            asset,
            amount,
            &format!("salary {signer}-{number}"),
        )
    });
    sign(signer, sequence, Content::Batch(records.collect()))
}

fn busy_block() -> Vec<Submission> {
    let pay = |signer, asset, amount| {
        Content::Transfer(record_with_reference(
            signer,
            11,
            asset,
            amount,
            &format!("single {signer}"),
        ))
    };
    let freeze = |account| {
        Content::Operation(Operation::SetFrozen {
            account: AccountIndex::new(account),
            frozen: true,
        })
    };
    vec![
        sign(TREASURY, 1, pay(TREASURY, EUR, 1_250)),
        batch(5, 1, 70),
        sign(4, 1, freeze(13)),
        sign(2, 1, pay(2, USD, 7)),
        batch(TREASURY, 2, 5),
        sign(6, 1, freeze(14)),
        sign(9, 1, pay(9, BOND, 2)),
        batch(3, 1, 1),
        sign(5, 1, pay(5, EUR, 1)),
    ]
}

fn quiet_block() -> Vec<Submission> {
    let keys = (20..26)
        .map(|number| key(number).public_key().clone())
        .collect();
    vec![sign(
        1,
        1,
        Content::Operation(Operation::RegisterAccounts { keys }),
    )]
}
