//! Proposing and checking: what a validator of a committee does with blocks that are not final yet.
//!
//! ```text
//! mempool ─▶ propose ─▶ others: check ─▶ (votes, elsewhere) ─▶ final: executed by the core ─▶ answers
//!               │            │                                        │
//!               └── both name results of blocks that are final and executed ◀┘
//! ```
//!
//! Nothing is executed before it is final, so nothing is ever taken back. A header commits to the results of the last height that its proposer
//! had executed, and its receipts root is the Merkle root over the receipts roots of all heights from that of its parent on: usually one,
//! none or two when execution and order were out of step.
//!
//! Invariants
//! - Whatever an honest validator proposes every honest one accepts, as soon as it has executed as much.
//! - `false` is answered only for what is wrong for ever; what is not known yet waits.
//! - No clock, disk, network or thread: whoever calls says what time it is. Simulations run this file.

use std::sync::Arc;

use aurigraph_consensus::{CommitteeBlock, Parent, Slot};
use aurigraph_ledger::State;
use aurigraph_types::block::BlockFields;
use aurigraph_types::governance::Parameter;
use aurigraph_types::limits::EXECUTION_LAG_BLOCKS_MAX;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, ChainId, Digest, Height, ResultCode, merkle};
use bytes::{Bytes, BytesMut};
use tokio::sync::oneshot;

use super::digests::{DigestMap, DigestSet};
use super::mempool::Mempool;
use super::parsed::{ParsedBlock, transfers};
use crate::block_builder::Executed;
use crate::results::{Comparison, Results};

/// Undecided blocks that are remembered; more than a committee has between two final ones unless somebody floods it.
const UNDECIDED_MAX: usize = 64;
/// How far a block's time may be ahead of this validator's clock before it waits for it.
const AHEAD_MS_MAX: u64 = 2_000;

/// What never changes, and how blocks are made.
#[derive(Clone, Debug)]
pub struct OrderSettings {
    /// The chain.
    pub chain_id: ChainId,
    /// Bytes of submissions in a block, unless one alone has more.
    pub block_bytes: usize,
    /// How long a leader waits for something to propose before it proposes an empty block.
    pub heartbeat_ms: u64,
    /// How long a leader waits before an empty block that makes results provable.
    pub proof_delay_ms: u64,
    /// A leader with nothing to propose does not hold up the others while one of so many last blocks had something in it: whoever had it most
    /// likely has more.
    pub busy_blocks: u64,
    /// How long it waits then.
    pub busy_wait_ms: u64,
}

/// A proposal that somebody waits for.
#[derive(Debug)]
pub struct ProposalRequest {
    /// Whose turn it is: this validator's.
    pub slot: Slot,
    /// What it follows.
    pub parent: Parent,
    /// Where it goes.
    pub reply: oneshot::Sender<Option<CommitteeBlock>>,
}

/// A block that is to be checked. Its signatures were verified.
#[derive(Debug)]
pub struct CheckRequest {
    /// What it follows.
    pub parent: Parent,
    /// The block.
    pub block: Arc<ParsedBlock>,
    /// Its payload.
    pub payload: Digest,
    /// Where the verdict goes.
    pub reply: oneshot::Sender<bool>,
}

/// A submission that left the mempool without a block, and why.
pub type NotAdmitted = (Digest, Bytes, ResultCode);

/// What order sees of the ledger.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// After the last final block.
    pub state: &'a State,
    /// What the last final block did.
    pub executed: &'a Executed,
    /// Unix milliseconds.
    pub now_ms: u64,
}

struct Undecided {
    parent_payload: Digest,
    block: Arc<ParsedBlock>,
}

/// What is under way.
pub struct Order {
    settings: OrderSettings,
    undecided: DigestMap<Undecided>,
    /// From the height that the last final header commits to on.
    results: Results,
    proposal: Option<(ProposalRequest, u64)>,
    checks: Vec<CheckRequest>,
    /// The last height that did something.
    last_work_height: u64,
}

impl Order {
    /// After a start: nothing is under way, and what was executed before is known by its last height only.
    pub fn new(settings: OrderSettings, executed: &Executed) -> Self {
        let mut order = Self {
            settings,
            undecided: DigestMap::default(),
            results: Results::default(),
            proposal: None,
            checks: Vec::new(),
            last_work_height: 0,
        };
        order.remember_results(executed);
        order
    }

    /// What a height below the last one did, known from the log after a start: the next header commits to all heights since its parent's.
    pub fn learn_receipts(&mut self, height: Height, receipts_root: Digest) {
        self.results.learn(height, None, receipts_root);
    }

    /// Takes a request for a proposal. An earlier one that still waits is given up. Returns what was found to fit into no block any more.
    pub fn propose(
        &mut self,
        request: ProposalRequest,
        mempool: &mut Mempool,
        view: View<'_>,
    ) -> Vec<NotAdmitted> {
        self.proposal = Some((request, view.now_ms));
        self.try_propose(mempool, view)
    }

    /// Takes a block to check.
    pub fn check(&mut self, request: CheckRequest, view: View<'_>) {
        self.remember(
            request.payload,
            request.parent.payload,
            Arc::clone(&request.block),
            view.executed.height,
        );
        self.checks.push(request);
        self.try_checks(view);
    }

    /// Goes on with what waited: something came into the mempool, was executed, or time went by. Returns what was found to fit into no
    /// block any more.
    pub fn advance(&mut self, mempool: &mut Mempool, view: View<'_>) -> Vec<NotAdmitted> {
        self.try_checks(view);
        self.try_propose(mempool, view)
    }

    /// When [`Self::advance`] is to be called although nothing happened, Unix milliseconds.
    pub fn wake_at_ms(&self, view: View<'_>) -> Option<u64> {
        let proposal = self
            .proposal
            .as_ref()
            .map(|(request, since_ms)| since_ms + self.patience_ms(request, view));
        let checks = self
            .checks
            .iter()
            .map(|check| {
                let time_ms = check.block.header.fields().time_ms;
                time_ms.saturating_sub(AHEAD_MS_MAX)
            })
            .filter(|ready_ms| *ready_ms > view.now_ms);
        proposal.into_iter().chain(checks).min()
    }

    /// A block is final and was executed: its results are known, and what it decided is under way no more.
    pub fn executed(&mut self, header: &BlockHeader, executed: &Executed) {
        self.results.forget_below(header.fields().executed_height);
        self.remember_results(executed);
        let height = executed.height.get();
        self.undecided
            .retain(|_, undecided| undecided.block.height() > height);
    }

    /// The block with this payload, if it was proposed or checked here.
    pub fn undecided(&self, payload: &Digest) -> Option<Arc<ParsedBlock>> {
        let undecided = self.undecided.get(payload)?;
        Some(Arc::clone(&undecided.block))
    }

    /// What a header's roots are, compared with those found here.
    pub fn compare(&self, parent: &BlockHeader, header: &BlockHeader) -> Comparison {
        let parent = parent.fields().executed_height;
        self.results.compare(parent, &header.fields())
    }

    fn remember_results(&mut self, executed: &Executed) {
        if !executed.outcome.submissions.is_empty() {
            self.last_work_height = executed.height.get();
        }
        self.results.learn(
            executed.height,
            Some(executed.state_root),
            executed.receipts_root,
        );
    }

    fn remember(
        &mut self,
        payload: Digest,
        parent_payload: Digest,
        block: Arc<ParsedBlock>,
        executed: Height,
    ) {
        if self.undecided.len() >= UNDECIDED_MAX {
            // Whoever floods proposes at the same height again and again: what is lowest was most likely given up.
            let lowest = self
                .undecided
                .iter()
                .min_by_key(|(_, undecided)| undecided.block.height())
                .map(|(payload, _)| *payload);
            if let Some(lowest) = lowest {
                self.undecided.remove(&lowest);
            }
        }
        if block.height() > executed.get() {
            self.undecided.insert(
                payload,
                Undecided {
                    parent_payload,
                    block,
                },
            );
        }
    }

    /// Undecided blocks from this one down to the last executed height, as far as they are known.
    fn ancestors(&self, payload: Digest) -> impl Iterator<Item = &ParsedBlock> {
        let mut next = payload;
        std::iter::from_fn(move || {
            let undecided = self.undecided.get(&next)?;
            next = undecided.parent_payload;
            Some(&*undecided.block)
        })
    }

    fn patience_ms(&self, request: &ProposalRequest, view: View<'_>) -> u64 {
        let parent = request.parent.header.height().get();
        let undecided_work = self
            .ancestors(request.parent.payload)
            .find(|block| !block.ids.is_empty())
            .map_or(0, ParsedBlock::height);
        let last_work = undecided_work.max(self.last_work_height);
        if last_work > 0 && parent.saturating_sub(last_work) < self.settings.busy_blocks {
            return self.settings.busy_wait_ms;
        }
        let committed = request.parent.header.fields().executed_height.get();
        let owes_proof = committed < self.last_work_height
            && self.last_work_height <= view.executed.height.get();
        if owes_proof {
            self.settings.proof_delay_ms
        } else {
            self.settings.heartbeat_ms
        }
    }

    /// Ids of what the block with this payload and those before it hold, as far as they are not decided.
    fn ids_of_ancestors(&self, payload: Digest) -> DigestSet {
        let ancestors = self.ancestors(payload);
        ancestors
            .flat_map(|block| block.ids.iter().copied())
            .collect()
    }

    fn try_propose(&mut self, mempool: &mut Mempool, view: View<'_>) -> Vec<NotAdmitted> {
        let mut refused = Vec::new();
        let Some((request, since_ms)) = self.proposal.take() else {
            return refused;
        };
        // The view was left.
        if request.reply.is_closed() {
            return refused;
        }
        let parent = request.parent.header.fields();
        if view.executed.height > parent.height {
            // A later block is final: this view is over.
            let _ = request.reply.send(None);
            return refused;
        }
        let height = parent.height.next();
        if view.state.governance().epoch_of(height).0 != request.slot.epoch {
            // The epoch ends with the parent.
            let _ = request.reply.send(None);
            return refused;
        }
        // What the parent commits to must be known here, too, and results of blocks further back are not accepted.
        let knows_enough = view.executed.height >= parent.executed_height
            && lag(height, view.executed.height) <= EXECUTION_LAG_BLOCKS_MAX;
        let mut chosen = Vec::new();
        if knows_enough {
            (chosen, refused) = self.choose(&request.parent, mempool, view);
        }
        let waits = view.now_ms < since_ms + self.patience_ms(&request, view);
        if !knows_enough || (chosen.is_empty() && waits) {
            self.proposal = Some((request, since_ms));
            return refused;
        }
        let Some(block) = self.build(&request, &chosen, view) else {
            let _ = request.reply.send(None);
            return refused;
        };
        let parsed = ParsedBlock::of_proposal(&block, chosen);
        self.remember(
            block.payload(),
            request.parent.payload,
            Arc::new(parsed),
            view.executed.height,
        );
        // The engine may have left the view meanwhile.
        let _ = request.reply.send(Some(block));
        refused
    }

    /// What goes into a block, and what left the mempool because it fits into none.
    fn choose(
        &self,
        parent: &Parent,
        mempool: &mut Mempool,
        view: View<'_>,
    ) -> (Vec<(Digest, Bytes)>, Vec<NotAdmitted>) {
        let decided = self.ids_of_ancestors(parent.payload);
        let height = parent.header.height().next();
        let most = block_bytes_max(view.state, height, view.executed.height);
        let bytes = self.settings.block_bytes.min(most);
        let entries = mempool.choose(bytes, |id| decided.contains(id));
        let (mut chosen, mut refused) = (Vec::with_capacity(entries.len()), Vec::new());
        for (id, bytes) in entries {
            let code = admission(&bytes, view.state, height);
            if code.is_applied() {
                chosen.push((id, bytes));
            } else {
                mempool.remove(&id);
                refused.push((id, bytes, code));
            }
        }
        (chosen, refused)
    }

    fn build(
        &self,
        request: &ProposalRequest,
        chosen: &[(Digest, Bytes)],
        view: View<'_>,
    ) -> Option<CommitteeBlock> {
        let parent = request.parent.header.fields();
        let executed = view.executed;
        let receipts_root = self
            .results
            .receipts_root(parent.executed_height, executed.height)?;
        let ids: Vec<_> = chosen.iter().map(|(id, _)| *id).collect();
        let mut body = BytesMut::with_capacity(chosen.iter().map(|(_, bytes)| bytes.len()).sum());
        let mut transfer_count = 0;
        for (_, bytes) in chosen {
            transfer_count += transfers(&SubmissionView::of_decoded(bytes)) as u32;
            body.extend_from_slice(bytes);
        }
        let fields = BlockFields {
            proposer: request.slot.proposer,
            submission_count: chosen.len() as u32,
            transfer_count,
            body_bytes: body.len() as u32,
            height: parent.height.next(),
            time_ms: view.now_ms.max(parent.time_ms),
            executed_height: executed.height,
            epoch: request.slot.epoch,
            chain_id: self.settings.chain_id,
            parent: request.parent.header.hash(),
            batches_root: merkle::root(&ids),
            receipts_root,
            state_root: executed.state_root,
            validators_root: view
                .state
                .governance()
                .validators_root_of(parent.height.next()),
        };
        Some(CommitteeBlock::new(
            BlockHeader::new(&fields),
            request.parent.payload,
            body.freeze(),
        ))
    }

    fn try_checks(&mut self, view: View<'_>) {
        for request in std::mem::take(&mut self.checks) {
            if request.reply.is_closed() {
                continue;
            }
            match self.verdict(&request, view) {
                Some(verdict) => {
                    // The view may have been left meanwhile.
                    let _ = request.reply.send(verdict);
                }
                None => self.checks.push(request),
            }
        }
    }

    /// Whether a block is valid; nothing while that is not known.
    fn verdict(&self, request: &CheckRequest, view: View<'_>) -> Option<bool> {
        let fields = request.block.header.fields();
        if fields.executed_height >= fields.height
            || lag(fields.height, fields.executed_height) > EXECUTION_LAG_BLOCKS_MAX
        {
            return Some(false);
        }
        if view.executed.height < fields.executed_height
            || fields.time_ms > view.now_ms + AHEAD_MS_MAX
        {
            return None;
        }
        if view.executed.height >= fields.height {
            // Another block, or this one, is final at its height: nobody needs this vote.
            return None;
        }
        // Every change of validators up to this block was accepted in a block that is executed here.
        let governance = view.state.governance();
        if governance.epoch_of(fields.height).0 != fields.epoch
            || governance.validators_root_of(fields.height) != fields.validators_root
        {
            return Some(false);
        }
        let most = block_bytes_max(view.state, fields.height, fields.executed_height);
        if fields.body_bytes as usize > most && fields.submission_count > 1 {
            return Some(false);
        }
        match self.compare(&request.parent.header, &request.block.header) {
            // Nobody votes for a state that was not hashed here.
            Comparison::Same if !self.results.knows_state(fields.executed_height) => None,
            Comparison::Same => Some(self.is_new(request, view)),
            Comparison::Different(_) => Some(false),
            Comparison::Unknown => None,
        }
    }

    /// Whether nothing in the block was in a block before it, as far as that can be known for ever.
    ///
    /// A sequence that is used in the state here may have been unused in the one that the proposer knew, so the state is asked only where
    /// it is the same. What slips through is in the block with a result code and changes nothing.
    fn is_new(&self, request: &CheckRequest, view: View<'_>) -> bool {
        let block = &request.block;
        let height = block.header.height();
        if view.executed.height == block.header.fields().executed_height {
            let admitted = |bytes: &Bytes| admission(bytes, view.state, height).is_applied();
            if !block.submissions.iter().all(admitted) {
                return false;
            }
        }
        let decided = self.ids_of_ancestors(request.parent.payload);
        block.ids.iter().all(|id| !decided.contains(id))
    }
}

/// How many blocks a block is above the one whose results it commits to.
fn lag(height: Height, executed: Height) -> u64 {
    height.get().saturating_sub(executed.get())
}

/// Most bytes of submissions in the block of a height, unless one alone has more, by what was decided up to the height `known`.
fn block_bytes_max(state: &State, height: Height, known: Height) -> usize {
    let governance = state.governance();
    let decided = governance.parameter(Parameter::BlockBytesMax, height, known);
    usize::try_from(decided).unwrap_or(usize::MAX)
}

/// What the state says of a submission that would be in the block of a height.
pub fn admission(bytes: &Bytes, state: &State, height: Height) -> ResultCode {
    let submission = SubmissionView::of_decoded(bytes);
    let header = submission.header();
    state.check(
        header.signer(),
        header.sequence(),
        header.valid_until_height(),
        height,
    )
}
