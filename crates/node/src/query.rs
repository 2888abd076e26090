//! Questions about the state: asked from any thread, run on the core thread, answered when what they saw is durable.

use aurigraph_ledger::State;
use crossbeam_channel::Sender;
use tokio::sync::oneshot;

use crate::block_builder::WaitingAnswer;
use crate::replica::CoreEvent;

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

/// The node stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the node is stopping")]
pub struct Stopped;

/// Asks questions.
#[derive(Clone, Debug)]
pub struct StateQueries {
    core: Sender<CoreEvent>,
}

impl StateQueries {
    /// Over the core's channel.
    pub const fn new(core: Sender<CoreEvent>) -> Self {
        Self { core }
    }

    /// Runs `look` on the state and returns its result with the height it belongs to.
    pub async fn ask<T: Send + 'static>(
        &self,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(u64, T), Stopped> {
        self.send(false, look).await
    }

    /// Like [`Self::ask`], but between blocks, when the trees are up to date.
    pub async fn ask_committed<T: Send + 'static>(
        &self,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(u64, T), Stopped> {
        self.send(true, look).await
    }

    async fn send<T: Send + 'static>(
        &self,
        needs_commit: bool,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(u64, T), Stopped> {
        let (reply, answer) = oneshot::channel();
        let run: Run = Box::new(move |state| {
            let result = look(state);
            Box::new(move |height| {
                // Whoever asked may have left.
                let _ = reply.send((height, result));
            })
        });
        self.core
            .send(CoreEvent::Query(Query { run, needs_commit }))
            .map_err(|_| Stopped)?;
        answer.await.map_err(|_| Stopped)
    }
}
