//! Questions about the state: asked from any thread, run on the core thread, answered when what they saw is durable.

use std::sync::Arc;

use aurigraph_ledger::State;
use crossbeam_channel::Sender;
use tokio::sync::oneshot;

use crate::block_builder::WaitingAnswer;
use crate::replica::CoreEvent;
use crate::status::Status;

/// Sends the result, with the height whose state it is, to whoever asked.
pub type Release = Box<dyn FnOnce(u64) + Send>;
type Run = Box<dyn FnOnce(&State) -> Release + Send>;

/// A question.
pub struct Query {
    run: Run,
    /// Whether it needs the trees, which are up to date only between blocks.
    pub needs_commit: bool,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Query")
            .field("needs_commit", &self.needs_commit)
            .finish_non_exhaustive()
    }
}

impl Query {
    /// Looks at the state.
    pub fn run(self, state: &State) -> Release {
        (self.run)(state)
    }
}

/// Something that waits for a height to be durable.
pub enum Released {
    /// The answer to a unit of which nothing is in the block.
    Answer(WaitingAnswer),
    /// The result of a query.
    Query(Release),
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The node stopped.
    #[error("the node is stopping")]
    Stopped,
    /// The state holds what may yet be lost: a block that cannot be written.
    #[error("what accounts hold cannot be shown before the last block is on the disk: {reason}")]
    LogStuck {
        /// Why it cannot be written.
        reason: String,
    },
}

/// Asks questions.
#[derive(Clone, Debug)]
pub struct StateQueries {
    asked: Sender<Query>,
    core: Sender<CoreEvent>,
    status: Arc<Status>,
}

impl StateQueries {
    /// Over the channel that the core looks at before anything else, and the one that wakes it.
    pub const fn new(asked: Sender<Query>, core: Sender<CoreEvent>, status: Arc<Status>) -> Self {
        Self {
            asked,
            core,
            status,
        }
    }

    /// Runs `look` on the state and returns its result with the height it belongs to.
    pub async fn ask<T: Send + 'static>(
        &self,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(u64, T), Unanswered> {
        self.send(false, look).await
    }

    /// Like [`Self::ask`], but between blocks, when the trees are up to date.
    pub async fn ask_committed<T: Send + 'static>(
        &self,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(u64, T), Unanswered> {
        self.send(true, look).await
    }

    async fn send<T: Send + 'static>(
        &self,
        needs_commit: bool,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(u64, T), Unanswered> {
        let (reply, answer) = oneshot::channel();
        let run: Run = Box::new(move |state| {
            let result = look(state);
            Box::new(move |height| {
                // Whoever asked may have left.
                let _ = reply.send((height, result));
            })
        });
        self.asked
            .send(Query { run, needs_commit })
            .map_err(|_| Unanswered::Stopped)?;
        // The question may be answered already when this comes to its turn, behind whatever waits to be executed.
        self.core
            .send(CoreEvent::Asked)
            .map_err(|_| Unanswered::Stopped)?;
        tokio::select! {
            biased;
            answered = answer => answered.map_err(|_| Unanswered::Stopped),
            reason = self.status.until_log_stuck() => Err(Unanswered::LogStuck { reason }),
        }
    }
}
