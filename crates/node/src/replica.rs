//! The core thread: owns the state, executes what arrives, closes blocks, answers queries. It only dispatches; the work is in the modules
//! it calls.
//!
//! When a block is closed
//! - the log is idle and nothing waits: at once, so that one client pays about one sync; under a load that waits long for verification, a little
//!   later ([`crate::block_size`]);
//! - the block has the size or age that [`crate::block_size`] found good: even while more waits, if the log has room for one more;
//! - something was executed, then nothing for a while ([`crate::proof_delay`]): one empty block follows, so that the last results can be
//!   proved; then none.
//!
//! That is how a single validator closes blocks. In a committee ([`Committee`]) what arrives waits to be proposed, the committee decides, and what it decided
//! is executed here; everything else is the same.
//!
//! When nothing was to do for a while, a snapshot of what was executed since the last one makes the next start quick.

mod close;
mod committee;
mod handover;
mod stepped;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_ledger::State;
use aurigraph_types::EpochChange;
use aurigraph_types::governance::Parameter;
use aurigraph_types::limits::{BLOCK_BODY_BYTES_MAX, BLOCK_RECORDS_MAX};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError};

use crate::block_builder::{Building, Executed, Proposer, WaitingAnswer};
use crate::block_size::{BlockSize, WriteMeasure};
use crate::epochs::EpochRecord;
use crate::ingest::Refusal;
use crate::key_directory::KeyDirectory;
use crate::log_writer::{LogRequest, SharedLogWriter};
use crate::proof_delay::{ProofDelay, ProofDelayBounds};
use crate::query::{Query, Released};
use crate::short_way::Pauses;
use crate::snapshots::{SnapshotRequest, Snapshots};
use crate::status::Status;
use crate::time::Clock;
use crate::verify::Unit;

pub use committee::{Committee, CommitteeEvent};
pub use stepped::SteppedCore;

/// Closed blocks that may wait for the log thread, the one being written included.
pub const LOG_PIPELINE_BLOCKS: usize = 3;

/// How long the core stays awake for a unit that is being verified: a few times what one signature takes.
const AWAKE_FOR_UNIT: Duration = Duration::from_micros(150);

/// Quiet time before a snapshot.
const IDLE_SNAPSHOT_AFTER: Duration = Duration::from_secs(5);

/// What the core does next.
enum Next {
    Event(CoreEvent),
    /// One that was held back, or an empty one that makes the last results provable.
    Block,
    /// What was executed since the last snapshot would only be replayed.
    Snapshot,
    /// A committee's proposal or check has waited long enough.
    Advance,
    /// Nobody can send anything more.
    End,
}

/// What the core reacts to.
#[derive(Debug)]
pub enum CoreEvent {
    /// A unit is being verified and will be here in a moment.
    UnitSoon,
    /// A verified unit.
    Unit(Unit),
    /// There is a question about the state.
    Asked,
    /// Everything up to this height is durable and published; what the append took.
    Durable(u64, WriteMeasure),
    /// The log thread ended by an error: nothing more becomes durable.
    LogEnded,
    /// What a committee asks or decided; apart, because units are many and small.
    Committee(Box<CommitteeEvent>),
    /// Another node asks for a snapshot.
    TakeSnapshot,
    /// Drain: close what is open, snapshot, end.
    Stop,
}

/// When blocks are closed.
#[derive(Clone, Copy, Debug)]
pub struct ClosePolicy {
    /// Most transfers of a block.
    pub records_target: usize,
    /// Most time that a block is open.
    pub age_max: Duration,
    /// Quiet time before the empty block.
    pub proof_delay: ProofDelayBounds,
}

/// The core's own things.
pub struct Replica {
    /// The ledger's state, owned here alone.
    pub state: State,
    /// Where keys go.
    pub keys: Arc<KeyDirectory>,
    /// Who signs.
    pub proposer: Proposer,
    /// Results of the last closed height.
    pub executed: Executed,
    /// When blocks are closed.
    pub policy: ClosePolicy,
    /// What time it is.
    pub clock: Clock,
    /// Where closed blocks go.
    pub log: Sender<LogRequest>,
    /// Who writes them, for those that the core writes itself.
    pub log_writer: SharedLogWriter,
    /// Where snapshots go.
    pub snapshots: Snapshots,
    /// Where a fatal error is told.
    pub status: Arc<Status>,
    /// Questions about the state. They are looked at before each event: a reader does not wait behind what is to be executed.
    pub questions: Receiver<Query>,
    /// What a member of a committee has beside the ledger; a single validator has none.
    pub committee: Option<Committee>,
    /// Who decided which blocks.
    pub epochs: Arc<EpochRecord>,
}

/// The loop's state.
struct Core {
    replica: Replica,
    committee: Option<Committee>,
    events: Receiver<CoreEvent>,
    building: Building,
    block_size: BlockSize,
    durable: u64,
    /// Answers and query results that wait for a height to be durable, ascending.
    waiting: Vec<(u64, Released)>,
    /// Queries that need a committed state.
    committed_queries: Vec<Query>,
    quiet_since: Instant,
    /// When a block with something in it was closed last.
    worked_at: Instant,
    /// How soon clients come again after a block that the core wrote itself.
    pauses: Pauses,
    /// How long to stay awake before the next sleep.
    awake: Duration,
    proof_delay: ProofDelay,
    stopping: bool,
    log_ended: bool,
    /// Whether the next block follows a protocol that this software does not know.
    is_outdated: bool,
    /// The end of the epoch, from the moment in which its last block was made or executed until that is durable.
    handover: Option<EpochChange>,
}

/// Starts the core thread. It ends after [`CoreEvent::Stop`].
pub fn start(replica: Replica, events: Receiver<CoreEvent>) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name("core".into())
        .spawn(move || Core::new(replica, events).run())
}

impl Core {
    fn new(mut replica: Replica, events: Receiver<CoreEvent>) -> Self {
        let mut core = Self {
            committee: replica.committee.take(),
            building: Building::new(replica.executed.height.next(), 0),
            events,
            block_size: BlockSize::default(),
            durable: replica.executed.height.get(),
            waiting: Vec::new(),
            committed_queries: Vec::new(),
            quiet_since: Instant::now(),
            worked_at: Instant::now(),
            pauses: Pauses::default(),
            awake: Duration::ZERO,
            proof_delay: ProofDelay::new(replica.policy.proof_delay),
            stopping: false,
            log_ended: false,
            is_outdated: false,
            handover: None,
            replica,
        };
        core.tell_schedule();
        core
    }

    fn run(mut self) {
        loop {
            while let Ok(query) = self.replica.questions.try_recv() {
                self.query(query);
            }
            let next = match self.events.try_recv() {
                Ok(event) => Next::Event(event),
                Err(TryRecvError::Disconnected) => Next::End,
                Err(TryRecvError::Empty) => {
                    let hold = self.block_size.hold();
                    if self.may_close() && self.building.age() >= hold {
                        self.close();
                        continue;
                    }
                    if self.stopping && (self.log_ended || self.is_done()) {
                        break;
                    }
                    let awake = std::mem::take(&mut self.awake);
                    self.await_event(awake);
                    self.wait()
                }
            };
            match next {
                Next::Event(event) => self.handle(event),
                Next::Block => self.close(),
                Next::Snapshot => self.snapshot(),
                Next::Advance => self.advance(),
                Next::End => break,
            }
        }
        self.finish();
    }

    /// Waits for an event, or for the moment at which something is to be done because none came.
    fn wait(&self) -> Next {
        let (delay, then) = if self.may_close() {
            let hold = self.block_size.hold();
            (Some(hold.saturating_sub(self.building.age())), Next::Block)
        } else if let Some(wake_at_ms) = self.wake_at_ms() {
            let delay_ms = wake_at_ms.saturating_sub(self.replica.clock.unix_ms());
            (Some(Duration::from_millis(delay_ms)), Next::Advance)
        } else if self.in_flight() > 0 {
            (None, Next::End)
        } else if self.owes_empty_block() {
            let delay = self.proof_delay.delay();
            let delay = if self.stopping { Duration::ZERO } else { delay };
            (Some(until(self.quiet_since, delay)), Next::Block)
        } else if self.replica.snapshots.is_due_when_idle() {
            (
                Some(until(self.quiet_since, IDLE_SNAPSHOT_AFTER)),
                Next::Snapshot,
            )
        } else {
            (None, Next::End)
        };
        let Some(delay) = delay else {
            return self.events.recv().map_or(Next::End, Next::Event);
        };
        match self.events.recv_timeout(delay) {
            Ok(event) => Next::Event(event),
            Err(RecvTimeoutError::Timeout) => then,
            Err(RecvTimeoutError::Disconnected) => Next::End,
        }
    }

    /// Whether there is a block to close and nothing stands in its way.
    fn may_close(&self) -> bool {
        !self.building.is_empty() && self.in_flight() == 0 && self.may_begin()
    }

    /// Whether this node may make another block: not if its software does not know the protocol, nor when others decide from now on.
    const fn may_begin(&self) -> bool {
        !self.is_outdated && self.handover.is_none()
    }

    /// Whether everything that was executed is durable and provable.
    fn is_done(&self) -> bool {
        self.building.is_empty()
            && self.in_flight() == 0
            && !self.owes_empty_block()
            && !self.is_awaited()
    }

    /// Blocks closed and not yet durable.
    fn in_flight(&self) -> u64 {
        self.replica.executed.height.get() - self.durable
    }

    /// Whether the last closed block did something that no header commits to yet.
    fn owes_empty_block(&self) -> bool {
        let nears_end = self.nears_end_of_epoch();
        self.committee.is_none()
            && self.may_begin()
            && self.building.is_empty()
            && (nears_end || !self.replica.executed.outcome.submissions.is_empty())
    }

    fn handle(&mut self, event: CoreEvent) {
        match event {
            CoreEvent::Unit(unit) if self.committee.is_some() => self.collect(unit),
            CoreEvent::Unit(unit) if self.handover.is_some() => {
                unit.refuse(&Refusal::handing_over());
            }
            CoreEvent::Unit(unit) => self.execute(unit),
            CoreEvent::Committee(event) => self.committee_event(*event),
            CoreEvent::UnitSoon => {
                self.pauses.arrived(Instant::now());
                self.await_event(AWAKE_FOR_UNIT);
            }
            CoreEvent::Asked => {}
            CoreEvent::Durable(height, measure) => {
                self.block_size.written(measure);
                self.durable(height);
            }
            CoreEvent::LogEnded => self.log_ended = true,
            CoreEvent::TakeSnapshot => self.snapshot(),
            CoreEvent::Stop => {
                self.stopping = true;
                self.give_up();
            }
        }
    }

    /// Stays awake for what comes in a moment: going to sleep and being woken takes longer than that.
    fn await_event(&self, awake: Duration) {
        let began = Instant::now();
        while self.events.is_empty() && began.elapsed() < awake {
            std::hint::spin_loop();
        }
    }

    fn execute(&mut self, unit: Unit) {
        if !self.begin_block() {
            // The process ends; nobody is told that anything of it is final.
            return;
        }
        let bytes: usize = unit
            .submissions
            .iter()
            .map(|submission| submission.bytes.len())
            .sum();
        let pause = if self.building.is_empty() {
            self.quiet_since.elapsed()
        } else {
            Duration::ZERO
        };
        self.block_size.waited(unit.admitted_at.elapsed(), pause);
        let too_full = self.building.body_bytes() + bytes > self.block_bytes_max()
            || self.building.transactions() as usize + bytes / 64 > BLOCK_RECORDS_MAX;
        if too_full && !self.building.is_empty() {
            self.close();
        }
        let replica = &mut self.replica;
        let time_ms = self
            .building
            .time_ms(|| replica.clock.unix_ms(), replica.executed.time_ms);
        replica.state.set_block_time(time_ms);
        match self
            .building
            .execute(&mut self.replica.state, &self.replica.keys, unit)
        {
            Ok(None) => {}
            Ok(Some(answer)) => self.release_when_durable(Released::Answer(answer)),
            Err(error) => self
                .replica
                .status
                .fail(format!("the key file cannot be written: {error}")),
        }
        let policy = self.replica.policy;
        if self.building.transactions() as usize >= policy.records_target
            || self.building.body_bytes() >= self.block_size.target_bytes()
            || self.building.age() >= policy.age_max.min(self.block_size.block_time())
        {
            self.close();
        }
    }

    /// Most bytes of the open block's submissions, unless one request alone has more.
    fn block_bytes_max(&self) -> usize {
        let (height, known) = (self.building.height(), self.replica.executed.height);
        let governance = self.replica.state.governance();
        let decided = governance.parameter(Parameter::BlockBytesMax, height, known);
        usize::try_from(decided).map_or(BLOCK_BODY_BYTES_MAX, |decided| {
            decided.min(BLOCK_BODY_BYTES_MAX)
        })
    }

    /// What is said must not be taken back by a crash: it waits for everything that was executed before it.
    fn release_when_durable(&mut self, released: Released) {
        let height = if self.building.is_empty() {
            self.replica.executed.height.get()
        } else {
            self.building.height().get()
        };
        if height <= self.durable {
            released.release(height);
        } else {
            self.waiting.push((height, released));
        }
    }

    fn query(&mut self, query: Query) {
        if query.needs_commit && !self.building.is_empty() {
            self.committed_queries.push(query);
            return;
        }
        let released = Released::Query(query.run(&self.replica.state));
        self.release_when_durable(released);
    }

    fn durable(&mut self, height: u64) {
        self.durable = height;
        let ready = self
            .waiting
            .partition_point(|(waiting, _)| *waiting <= height);
        for (height, released) in self.waiting.drain(..ready) {
            released.release(height);
        }
        self.settle();
        self.hand_over(height);
    }

    fn snapshot(&mut self) {
        let replica = &mut self.replica;
        replica.snapshots.begin();
        let request = SnapshotRequest::new(&replica.state, &replica.keys, &replica.executed);
        replica.snapshots.take(request);
    }

    /// A last snapshot makes the next start quick.
    fn finish(mut self) {
        if self.replica.status.fatal().is_none() {
            self.snapshot();
        }
    }
}

/// How long it is until `delay` after a moment.
fn until(since: Instant, delay: Duration) -> Duration {
    delay.saturating_sub(since.elapsed())
}

impl Released {
    /// Tells whoever waits.
    fn release(self, height: u64) {
        match self {
            Self::Answer(WaitingAnswer {
                reply,
                results,
                permit,
                ..
            }) => {
                // A client that left does not need the answer.
                let _ = reply.send(results);
                drop(permit);
            }
            Self::Query(release) => release(height),
        }
    }
}
