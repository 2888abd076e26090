//! Goal: what an honest validator proposes, every honest one accepts; what is wrong for ever is refused; what is not known yet waits.
//! Method: two validators' `Order` over the same genesis, without network, threads or clocks.

#![allow(missing_docs, reason = "a test has no interface")]

use std::sync::Arc;

use aurigraph_consensus::{CommitteeBlock, Parent, Slot};
use aurigraph_ledger::{BlockOutcomeBuilder, State};
use aurigraph_node::block_builder::Executed;
use aurigraph_node::chain::ChainTotals;
use aurigraph_node::committee::mempool::{Mempool, MempoolLimits};
use aurigraph_node::committee::order::{CheckRequest, Order, OrderSettings, ProposalRequest, View};
use aurigraph_node::committee::parsed::ParsedBlock;
use aurigraph_types::block::BlockFields;
use aurigraph_types::genesis::{
    GENESIS_VERSION, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator,
};
use aurigraph_types::submission::{SigningContext, SubmissionView};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, BlockHeader, ChainId, Digest, Genesis, Height, Scheme,
    Sequence, SigningKey, Submission, TransferRecord,
};
use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

const CHAIN: ChainId = ChainId(Digest([3; 32]));
const HEARTBEAT_MS: u64 = 500;
const PROOF_DELAY_MS: u64 = 50;
const BUSY_WAIT_MS: u64 = 2;

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, &[number + 1; 32]).expect("a seed")
}

fn genesis_state() -> State {
    let accounts = (0..3).map(|number| GenesisAccount {
        name: format!("account {number}"),
        scheme: "ed25519".into(),
        public_key: hex::encode(key(number).public_key().as_bytes()),
        roles: Vec::new(),
        balances: vec![GenesisBalance {
            asset: "EUR".into(),
            amount: "1000".into(),
        }],
    });
    let genesis = Genesis {
        version: GENESIS_VERSION,
        network: "test".into(),
        devnet: true,
        time_ms: 1,
        assets: vec![GenesisAsset {
            code: "EUR".into(),
            name: "Euro".into(),
            decimals: 2,
        }],
        dense_assets: 1,
        validators: vec![GenesisValidator {
            name: "validator".into(),
            public_key: hex::encode(key(100).public_key().as_bytes()),
            voting_power: 1,
        }],
        accounts: accounts.collect(),
    };
    State::from_genesis(&genesis).expect("a valid genesis")
}

fn genesis_header(state: &State) -> BlockHeader {
    BlockHeader::new(&BlockFields {
        proposer: 0,
        submission_count: 0,
        transfer_count: 0,
        body_bytes: 0,
        height: Height::new(0),
        time_ms: 1,
        executed_height: Height::new(0),
        epoch: 0,
        chain_id: CHAIN,
        parent: Digest::ZERO,
        batches_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        state_root: state.root(),
        validators_root: state.governance().validators().root(),
    })
}

/// A validator without its network.
struct Validator {
    state: State,
    executed: Executed,
    order: Order,
    mempool: Mempool,
    now_ms: u64,
}

impl Validator {
    fn new() -> Self {
        Self::with_busy_blocks(0)
    }

    fn with_busy_blocks(busy_blocks: u64) -> Self {
        let state = genesis_state();
        let header = genesis_header(&state);
        let executed = Executed {
            height: Height::new(0),
            block_hash: header.hash(),
            time_ms: 1,
            state_root: state.root(),
            receipts_root: Digest::ZERO,
            outcome: Arc::default(),
            totals: ChainTotals::default(),
        };
        Self {
            order: Order::new(Self::settings(busy_blocks), &executed),
            mempool: Mempool::new(MempoolLimits {
                bytes_max: 1 << 20,
                signer_bytes_max: 1 << 20,
            }),
            state,
            executed,
            now_ms: 10_000,
        }
    }

    fn settings(busy_blocks: u64) -> OrderSettings {
        OrderSettings {
            chain_id: CHAIN,
            block_bytes: 1 << 20,
            heartbeat_ms: HEARTBEAT_MS,
            proof_delay_ms: PROOF_DELAY_MS,
            busy_blocks,
            busy_wait_ms: BUSY_WAIT_MS,
        }
    }

    fn genesis(&self) -> Parent {
        let block =
            CommitteeBlock::new(genesis_header(&genesis_state()), Digest::ZERO, Bytes::new());
        Parent {
            header: *block.header(),
            payload: block.payload(),
        }
    }

    fn submit(&mut self, signer: u8, sequence: u64, amount: u64) -> Digest {
        let context = SigningContext {
            chain_id: CHAIN,
            signer: AccountIndex::new(signer.into()),
            sequence: Sequence::new(sequence),
            valid_until_height: None,
        };
        let record = TransferRecord::new(
            AccountIndex::new(signer.into()),
            AccountIndex::new((u32::from(signer) + 1) % 3),
            AssetIndex::new(0),
            Amount::new(amount),
        );
        let submission = Submission::transfer(&key(signer), &context, &record);
        let bytes = Bytes::from(submission.into_bytes());
        let id = SubmissionView::of_decoded(&bytes).id();
        self.mempool
            .insert(AccountIndex::new(signer.into()), id, bytes)
            .expect("there is room");
        id
    }

    fn request(&mut self, parent: Parent, view: u64) -> oneshot::Receiver<Option<CommitteeBlock>> {
        let (reply, proposal) = oneshot::channel();
        let slot = Slot {
            epoch: 0,
            view,
            proposer: 0,
        };
        let seen = View {
            state: &self.state,
            executed: &self.executed,
            now_ms: self.now_ms,
        };
        let request = ProposalRequest {
            slot,
            parent,
            reply,
        };
        let refused = self.order.propose(request, &mut self.mempool, seen);
        assert!(refused.is_empty());
        proposal
    }

    fn propose(&mut self, parent: Parent, view: u64) -> CommitteeBlock {
        self.request(parent, view)
            .try_recv()
            .expect("there is something to propose")
            .expect("and it can be proposed")
    }

    fn advance(&mut self) {
        let seen = View {
            state: &self.state,
            executed: &self.executed,
            now_ms: self.now_ms,
        };
        let _ = self.order.advance(&mut self.mempool, seen);
    }

    fn check(&mut self, parent: Parent, block: &CommitteeBlock) -> oneshot::Receiver<bool> {
        let (reply, verdict) = oneshot::channel();
        let parsed = ParsedBlock::parse(block).expect("it can be read");
        let seen = View {
            state: &self.state,
            executed: &self.executed,
            now_ms: self.now_ms,
        };
        let request = CheckRequest {
            parent,
            block: Arc::new(parsed),
            payload: block.payload(),
            reply,
        };
        self.order.check(request, seen);
        verdict
    }

    /// What the core does with a final block.
    fn execute(&mut self, block: &CommitteeBlock) {
        let parsed = ParsedBlock::parse(block).expect("it can be read");
        let mut outcome = BlockOutcomeBuilder::default();
        for (bytes, id) in parsed.submissions.iter().zip(&parsed.ids) {
            let view = SubmissionView::of_decoded(bytes);
            let height = parsed.header.height();
            outcome.push(self.state.apply_in_block(&view, *id, height));
            self.mempool.remove(id);
        }
        let outcome = outcome.finish();
        self.executed = Executed {
            height: parsed.header.height(),
            block_hash: parsed.hash,
            time_ms: parsed.header.fields().time_ms,
            state_root: self.state.commit(),
            receipts_root: outcome.receipts_root(),
            outcome: Arc::new(outcome),
            totals: self.executed.totals,
        };
        self.order.executed(block.header(), &self.executed);
    }
}

fn parent_of(block: &CommitteeBlock) -> Parent {
    Parent {
        header: *block.header(),
        payload: block.payload(),
    }
}

#[test]
fn what_one_proposes_the_other_accepts() {
    let (mut one, mut other) = (Validator::new(), Validator::new());
    one.submit(0, 1, 10);
    one.submit(1, 1, 20);
    let genesis = one.genesis();
    let first = one.propose(genesis, 1);
    assert_eq!(first.header().fields().submission_count, 2);
    assert_eq!(other.check(genesis, &first).try_recv(), Ok(true));

    // The next one is made before the first is final: nothing in it is there twice, and it commits to nothing new.
    one.submit(2, 1, 30);
    let second = one.propose(parent_of(&first), 2);
    assert_eq!(second.header().fields().submission_count, 1);
    assert_eq!(second.header().fields().executed_height, Height::new(0));
    assert_eq!(other.check(parent_of(&first), &second).try_recv(), Ok(true));

    // Both are final at once: the third commits to both of them.
    for validator in [&mut one, &mut other] {
        validator.execute(&first);
        validator.execute(&second);
    }
    one.submit(0, 2, 5);
    let third = one.propose(parent_of(&second), 3);
    assert_eq!(third.header().fields().executed_height, Height::new(2));
    assert_eq!(other.check(parent_of(&second), &third).try_recv(), Ok(true));
    assert_eq!(one.executed.state_root, other.executed.state_root);
}

#[test]
fn what_is_not_executed_yet_waits() {
    let (mut one, mut other) = (Validator::new(), Validator::new());
    one.submit(0, 1, 10);
    let genesis = one.genesis();
    let first = one.propose(genesis, 1);
    one.execute(&first);
    one.submit(0, 2, 10);
    let second = one.propose(parent_of(&first), 2);
    assert_eq!(second.header().fields().executed_height, Height::new(1));
    let mut verdict = other.check(parent_of(&first), &second);
    assert_eq!(verdict.try_recv(), Err(TryRecvError::Empty));
    other.execute(&first);
    other.advance();
    assert_eq!(verdict.try_recv(), Ok(true));
}

#[test]
fn other_results_and_repetitions_are_refused() {
    let (mut one, mut other) = (Validator::new(), Validator::new());
    one.submit(0, 1, 10);
    let genesis = one.genesis();
    let first = one.propose(genesis, 1);
    let altered = |change: &dyn Fn(&mut BlockFields)| {
        let mut fields = first.header().fields();
        change(&mut fields);
        CommitteeBlock::new(
            BlockHeader::new(&fields),
            genesis.payload,
            first.body().clone(),
        )
    };
    let other_state = altered(&|fields| fields.state_root = Digest([1; 32]));
    assert_eq!(other.check(genesis, &other_state).try_recv(), Ok(false));
    let other_receipts = altered(&|fields| fields.receipts_root = Digest([1; 32]));
    assert_eq!(other.check(genesis, &other_receipts).try_recv(), Ok(false));
    let other_validators = altered(&|fields| fields.validators_root = Digest([1; 32]));
    assert_eq!(
        other.check(genesis, &other_validators).try_recv(),
        Ok(false)
    );
    let later = altered(&|fields| fields.time_ms = 20_000);
    let mut verdict = other.check(genesis, &later);
    assert_eq!(
        verdict.try_recv(),
        Err(TryRecvError::Empty),
        "a clock that is ahead is waited for"
    );
    other.now_ms = 20_000;
    other.advance();
    assert_eq!(verdict.try_recv(), Ok(true));

    // The same submission in the block after it.
    assert_eq!(other.check(genesis, &first).try_recv(), Ok(true));
    let mut fields = first.header().fields();
    fields.height = Height::new(2);
    fields.parent = first.header().hash();
    let again = CommitteeBlock::new(
        BlockHeader::new(&fields),
        first.payload(),
        first.body().clone(),
    );
    assert_eq!(other.check(parent_of(&first), &again).try_recv(), Ok(false));
}

#[test]
fn a_leader_waits_for_something_to_propose() {
    let mut one = Validator::new();
    let genesis = one.genesis();
    let mut proposal = one.request(genesis, 1);
    assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
    one.submit(0, 1, 10);
    one.advance();
    let first = proposal.try_recv().expect("at once").expect("a block");
    assert_eq!(first.header().fields().submission_count, 1);

    // With results to prove it waits a little, with none until the heartbeat.
    one.execute(&first);
    let mut proposal = one.request(parent_of(&first), 2);
    one.now_ms += PROOF_DELAY_MS - 1;
    one.advance();
    assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
    one.now_ms += 1;
    one.advance();
    let second = proposal.try_recv().expect("in time").expect("a block");
    assert_eq!(second.header().fields().submission_count, 0);
    assert_eq!(second.header().fields().executed_height, Height::new(1));
    one.execute(&second);
    let mut proposal = one.request(parent_of(&second), 3);
    one.now_ms += HEARTBEAT_MS - 1;
    one.advance();
    assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
    one.now_ms += 1;
    one.advance();
    assert!(proposal.try_recv().expect("in time").is_some());
}

#[test]
fn a_sequence_used_twice_does_nothing_the_second_time() {
    let (mut one, mut other) = (Validator::new(), Validator::new());
    let genesis = one.genesis();
    // Signed twice with one sequence: different submissions.
    one.submit(0, 1, 10);
    one.submit(0, 1, 20);
    let first = one.propose(genesis, 1);
    assert_eq!(first.header().fields().submission_count, 2);
    assert_eq!(other.check(genesis, &first).try_recv(), Ok(true));
    one.execute(&first);
    other.execute(&first);
    let spent = 1_000 - one.state.balance(AssetIndex::new(0), AccountIndex::new(0));
    assert!(spent == 10 || spent == 20, "{spent}");
    assert_eq!(one.executed.state_root, other.executed.state_root);
}

#[test]
fn after_a_start_the_next_header_commits_to_what_the_log_knows() {
    let (mut one, mut other) = (Validator::new(), Validator::new());
    one.submit(0, 1, 10);
    let genesis = one.genesis();
    let first = one.propose(genesis, 1);
    one.submit(1, 1, 20);
    let second = one.propose(parent_of(&first), 2);
    for validator in [&mut one, &mut other] {
        validator.execute(&first);
        validator.execute(&second);
    }
    // It starts anew: of the results only the last are known, and the last header commits to none of the two.
    let receipts_of_first = ParsedBlock::parse(&first).expect("it can be read");
    let settings = Validator::settings(0);
    one.order = Order::new(settings, &one.executed);
    one.submit(0, 2, 5);
    let mut proposal = one.request(parent_of(&second), 3);
    assert!(
        matches!(proposal.try_recv(), Ok(None)),
        "nobody can commit to what is not known"
    );
    let mut state = genesis_state();
    let mut outcome = BlockOutcomeBuilder::default();
    for (bytes, id) in receipts_of_first
        .submissions
        .iter()
        .zip(&receipts_of_first.ids)
    {
        let view = SubmissionView::of_decoded(bytes);
        outcome.push(state.apply_in_block(&view, *id, Height::new(1)));
    }
    one.order
        .learn_receipts(Height::new(1), outcome.finish().receipts_root());
    let third = one.propose(parent_of(&second), 4);
    assert_eq!(other.check(parent_of(&second), &third).try_recv(), Ok(true));
}

#[test]
fn a_leader_without_work_does_not_hold_up_those_who_have_some() {
    let mut one = Validator::with_busy_blocks(2);
    let genesis = one.genesis();
    one.submit(0, 1, 10);
    let mut last = one.propose(genesis, 1);
    for view in 2..4 {
        let mut proposal = one.request(parent_of(&last), view);
        assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
        one.now_ms += BUSY_WAIT_MS;
        one.advance();
        last = proposal.try_recv().expect("in time").expect("a block");
        assert_eq!(last.header().fields().submission_count, 0);
    }
    // Two blocks later nobody is expected to have something.
    let mut proposal = one.request(parent_of(&last), 4);
    one.now_ms += BUSY_WAIT_MS;
    one.advance();
    assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
}

#[test]
fn nobody_goes_further_than_64_blocks_ahead_of_what_is_final() {
    let (mut one, mut other) = (Validator::new(), Validator::new());
    let mut blocks = Vec::new();
    let mut parent = one.genesis();
    for height in 1..=64 {
        one.submit(0, height, 1);
        let block = one.propose(parent, height);
        assert_eq!(
            other.check(parent, &block).try_recv(),
            Ok(true),
            "block {height}"
        );
        parent = parent_of(&block);
        blocks.push(block);
    }
    // It waits until something before it is final.
    one.submit(0, 65, 1);
    let mut proposal = one.request(parent, 65);
    assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
    one.now_ms += 10 * HEARTBEAT_MS;
    one.advance();
    assert!(matches!(proposal.try_recv(), Err(TryRecvError::Empty)));
    one.execute(&blocks[0]);
    one.advance();
    let block = proposal.try_recv().expect("in time").expect("a block");
    assert_eq!(block.header().fields().executed_height, Height::new(1));
    let mut verdict = other.check(parent, &block);
    assert!(verdict.try_recv().is_err(), "not known here yet");
    other.execute(&blocks[0]);
    other.now_ms = one.now_ms;
    other.advance();
    assert_eq!(verdict.try_recv(), Ok(true));
}
