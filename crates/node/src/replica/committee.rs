//! A validator of a committee: what arrives waits to be proposed, and what is final is executed.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use aurigraph_consensus::{Delivered, Done};
use aurigraph_ledger::BlockOutcomeBuilder;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, Digest, ResultCode};

use super::{Core, Replica};
use crate::block_builder::{BlockCounts, ClosedBlock};
use crate::committee::forward::Forwarder;
use crate::committee::mempool::{Inserted, Mempool, MempoolFull};
use crate::committee::order::{CheckRequest, NotAdmitted, Order, ProposalRequest, View, admission};
use crate::committee::parsed::ParsedBlock;
use crate::committee::waiting::{Request, Waiting};
use crate::ingest::{FinalReceipt, Refusal, SubmissionResult};
use crate::query::Released;
use crate::results::Comparison;
use crate::verify::Unit;

/// Submissions that wait for so long are sent on again.
const SEND_AGAIN_AFTER_MS: u64 = 1_000;

/// What a validator of a committee has beside the ledger.
pub struct Committee {
    /// Blocks that are not final.
    pub order: Order,
    /// What waits to be proposed.
    pub mempool: Mempool,
    /// Who waits for an answer.
    pub waiting: Waiting,
    /// Final blocks that are executed and not on disk yet.
    pub undone: VecDeque<(u64, Done)>,
    /// Sends small requests to whoever proposes next.
    pub forwarder: Forwarder,
    /// Header of the last final block.
    pub tip: BlockHeader,
    /// When, by the clock of blocks, submissions that wait were sent on again, and the number of the next request then.
    pub sent_again: (u64, u64),
}

impl Committee {
    /// Sends on once more what has waited for a while: the leaders that had it may have been cut off, skipped, or unwilling. Returns what fits into
    /// no block any more.
    fn send_again(&mut self, view: View<'_>) -> Vec<NotAdmitted> {
        let now_ms = view.now_ms;
        let mut refused = Vec::new();
        let (sent_at_ms, before) = self.sent_again;
        // A clock that was set back begins anew.
        let is_early = now_ms >= sent_at_ms && now_ms < sent_at_ms + SEND_AGAIN_AFTER_MS;
        if is_early || self.waiting.is_empty() {
            return refused;
        }
        self.sent_again = (now_ms, self.waiting.next_number());
        let height = view.executed.height.next();
        let mut bytes = 0;
        let mut waiting = Vec::new();
        for id in self.waiting.ids_before(before) {
            let Some(submission) = self.mempool.get(id) else {
                continue;
            };
            let code = admission(submission, view.state, height);
            if !code.is_applied() {
                refused.push((*id, submission.clone(), code));
                continue;
            }
            bytes += submission.len();
            if bytes > self.forwarder.again_bytes_max() && !waiting.is_empty() {
                break;
            }
            waiting.push(submission.clone());
        }
        for (id, _, _) in &refused {
            self.mempool.remove(id);
        }
        self.forwarder.forward(&waiting);
        refused
    }
}

/// What consensus asks of the core.
#[derive(Debug)]
pub enum CommitteeEvent {
    /// It is this validator's turn.
    Propose(ProposalRequest),
    /// Another validator proposed.
    Check(CheckRequest),
    /// A block is final.
    Final(Delivered),
    /// Time went by, and no block came: what waits is to be looked at.
    Look,
}

impl Core {
    pub(super) fn committee_event(&mut self, event: CommitteeEvent) {
        let Some(committee) = &mut self.committee else {
            return;
        };
        let view = view_of(&self.replica);
        match event {
            CommitteeEvent::Propose(request) => {
                let refused = committee
                    .order
                    .propose(request, &mut committee.mempool, view);
                self.not_admitted(refused);
            }
            CommitteeEvent::Check(request) => committee.order.check(request, view),
            CommitteeEvent::Final(delivered) => self.deliver(delivered),
            CommitteeEvent::Look => self.advance(),
        }
    }

    /// When proposals and checks that wait are to be looked at again.
    pub(super) fn wake_at_ms(&self) -> Option<u64> {
        let committee = self.committee.as_ref()?;
        let view = view_of(&self.replica);
        committee.order.wake_at_ms(view)
    }

    /// Whether somebody waits for a submission that is in no final block yet.
    pub(super) fn is_awaited(&self) -> bool {
        let committee = self.committee.as_ref();
        committee.is_some_and(|committee| !committee.waiting.is_empty())
    }

    /// Consensus has ended: nobody can say any more what becomes of submissions that wait to be proposed.
    pub(super) fn give_up(&mut self) {
        if let Some(committee) = &mut self.committee {
            committee.waiting.give_up();
        }
    }

    /// Goes on with proposals and checks that wait.
    pub(super) fn advance(&mut self) {
        let Some(committee) = &mut self.committee else {
            return;
        };
        let view = view_of(&self.replica);
        let mut refused = committee.order.advance(&mut committee.mempool, view);
        refused.extend(committee.send_again(view));
        self.not_admitted(refused);
    }

    /// Takes the submissions of a request into the mempool.
    pub(super) fn collect(&mut self, unit: Unit) {
        let height = self.replica.executed.height.next();
        let committee = self.committee.as_mut().expect("only a committee collects");
        let mut results = Vec::with_capacity(unit.submissions.len());
        let mut undecided = Vec::new();
        let mut new = Vec::new();
        for (position, submission) in unit.submissions.into_iter().enumerate() {
            let id = submission.id;
            let refused = |refusal| Some(SubmissionResult::Refused { id, refusal });
            if let Some(refusal) = submission.refused {
                results.push(refused(*refusal));
                continue;
            }
            let view = SubmissionView::of_decoded(&submission.bytes);
            let header = *view.header();
            let code = self.replica.state.check(
                header.signer(),
                header.sequence(),
                header.valid_until_height(),
                height,
            );
            if !code.is_applied() {
                results.push(Some(not_admitted(id, &view, code)));
                continue;
            }
            match committee
                .mempool
                .insert(header.signer(), id, submission.bytes.clone())
            {
                Ok(inserted) => {
                    if inserted == Inserted::New && !unit.is_forwarded {
                        new.push(submission.bytes);
                    }
                    undecided.push((id, position));
                    results.push(None);
                }
                Err(MempoolFull::All) => results.push(refused(Refusal::too_busy())),
                Err(MempoolFull::Signer) => {
                    results.push(refused(Refusal::too_much_of_signer(header.signer())));
                }
            }
        }
        committee.forwarder.forward(&new);
        let answer = committee.waiting.add(Request {
            reply: unit.reply,
            results,
            undecided,
            admitted_at: unit.admitted_at,
            permit: unit.permit,
        });
        if let Some(answer) = answer {
            self.release_when_durable(Released::Answer(answer));
        }
        self.advance();
    }

    fn not_admitted(&mut self, refused: Vec<NotAdmitted>) {
        for (id, bytes, code) in refused {
            let result = not_admitted(id, &SubmissionView::of_decoded(&bytes), code);
            let Some(committee) = &mut self.committee else {
                return;
            };
            for answer in committee.waiting.decided(&id, &result) {
                self.release_when_durable(Released::Answer(answer));
            }
        }
    }

    /// Executes a final block and passes it to the log.
    fn deliver(&mut self, delivered: Delivered) {
        let committee = self.committee.as_mut().expect("only a committee delivers");
        let header = *delivered.block.header();
        let height = header.height();
        let executed = self.replica.executed.height;
        committee.undone.push_back((height.get(), delivered.done));
        if height <= executed {
            // It came before a restart; it may be on its way to the disk.
            self.settle();
            return;
        }
        let fail = |reason: String| self.replica.status.fail(reason);
        if height != executed.next() || header.fields().parent != self.replica.executed.block_hash {
            fail(format!(
                "block {height} was decided, but the last block here is {executed} and is not its parent: this data folder belongs to another network, or its block log \
                 lost what consensus remembers; restore it, or start with an empty data folder"
            ));
            return;
        }
        if let Comparison::Different(root) = committee.order.compare(&committee.tip, &header) {
            fail(format!(
                "the quorum found another {root} than this node for height {}: its state is damaged or its software differs; start with an empty data folder and the \
                 network's version",
                header.fields().executed_height
            ));
            return;
        }
        let parsed = match committee.order.undecided(&delivered.payload) {
            Some(parsed) => parsed,
            None => match ParsedBlock::parse(&delivered.block) {
                Ok(parsed) => Arc::new(parsed),
                Err(error) => {
                    fail(format!(
                        "a quorum decided block {height}, which is invalid here: {error}"
                    ));
                    return;
                }
            },
        };
        let certificate = delivered
            .certificate
            .map(|certificate| certificate.encode().into())
            .unwrap_or_default();
        if let Some(closed) = self.execute_final(&parsed, certificate) {
            self.note_end_of_epoch(&closed.header, &closed.certificate);
            self.pass_on(closed, &delivered.payload);
        }
    }

    /// Executes what a final block holds. Nothing if the key file cannot be written, or this software does not know the block's protocol.
    fn execute_final(
        &mut self,
        block: &ParsedBlock,
        certificate: bytes::Bytes,
    ) -> Option<ClosedBlock> {
        let replica = &mut self.replica;
        let committee = self
            .committee
            .as_mut()
            .expect("only a committee executes final blocks");
        let height = block.header.height();
        if let Err(unknown) = replica.state.begin_block(height) {
            replica.status.fail(unknown.to_string());
            return None;
        }
        let time_ms = block.header.fields().time_ms;
        replica.state.set_block_time(time_ms);
        let mut outcome = BlockOutcomeBuilder::with_capacity(block.submissions.len());
        let mut counts = BlockCounts::default();
        let mut answers = Vec::new();
        for (position, (bytes, id)) in block.submissions.iter().zip(&block.ids).enumerate() {
            let view = SubmissionView::of_decoded(bytes);
            let header = view.header();
            let code = replica.state.check(
                header.signer(),
                header.sequence(),
                header.valid_until_height(),
                height,
            );
            let applied = replica.state.apply_in_block(&view, *id, height);
            if let Err(error) = replica.keys.store(&applied, header.signer()) {
                replica
                    .status
                    .fail(format!("the key file cannot be written: {error}"));
                return None;
            }
            let done = &applied.outcome;
            counts.add(
                header.kind(),
                header.record_count() as u64,
                done.rejected.len() as u64,
            );
            let result = if code.is_applied() {
                let receipt = FinalReceipt {
                    height: height.get(),
                    position: position as u32,
                    receipt_count: done.receipt_count,
                    rejected: done.rejected.clone(),
                    operation: done.operation.clone(),
                };
                SubmissionResult::Final { id: *id, receipt }
            } else {
                not_admitted(*id, &view, code)
            };
            committee.mempool.remove(id);
            answers.extend(committee.waiting.decided(id, &result));
            outcome.push(applied);
        }
        let executed = &replica.executed;
        Some(ClosedBlock {
            header: block.header,
            hash: block.hash,
            certificate,
            submissions: block.submissions.clone(),
            annex: executed.outcome.encode(executed.height),
            outcome: Arc::new(outcome.finish()),
            state_root: Arc::new(OnceLock::new()),
            totals: executed
                .totals
                .plus(&counts, block.submissions.len() as u64),
            transferred: counts,
            account_count: replica.state.account_count(),
            supply: replica.state.supply().into(),
            answers,
        })
    }

    fn pass_on(&mut self, closed: ClosedBlock, payload: &Digest) {
        let header = closed.header;
        let bytes = header.fields().body_bytes;
        let (executed, state_root) = (self.executed_of(&closed), Arc::clone(&closed.state_root));
        self.send_to_log(closed);
        self.commit(executed, &state_root);
        let committee = self
            .committee
            .as_mut()
            .expect("only a committee passes final blocks on");
        committee.order.executed(&header, &self.replica.executed);
        committee.forwarder.executed(&header, payload);
        committee.tip = header;
        self.after_close(bytes);
        self.advance();
    }

    /// Tells consensus which blocks need not be delivered again.
    pub(super) fn settle(&mut self) {
        let Some(committee) = &mut self.committee else {
            return;
        };
        while committee
            .undone
            .front()
            .is_some_and(|(height, _)| *height <= self.durable)
        {
            let (height, done) = committee.undone.pop_front().expect("there is one");
            done.done();
            committee.forwarder.delivered(height);
        }
    }
}

/// What order sees of the ledger now.
fn view_of(replica: &Replica) -> View<'_> {
    View {
        state: &replica.state,
        executed: &replica.executed,
        now_ms: replica.clock.unix_ms(),
    }
}

/// What a sender is told whose submission the state does not admit.
fn not_admitted(id: Digest, view: &SubmissionView<'_>, code: ResultCode) -> SubmissionResult {
    if code == ResultCode::AlreadyApplied {
        return SubmissionResult::AlreadyApplied { id };
    }
    let header = view.header();
    let detail = format!(
        "sequence {} of account {}: {code}",
        header.sequence(),
        header.signer()
    );
    SubmissionResult::Refused {
        id,
        refusal: Refusal::not_admitted(code, detail),
    }
}
