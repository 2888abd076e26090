//! The core without its thread: whoever owns it says when it goes on. Simulations run whole networks of it, step by step.

use crossbeam_channel::Receiver;

use super::{Core, CoreEvent, Replica};
use crate::block_builder::Executed;

/// A core that does something only when it is told to. For members of committees: a single validator closes blocks by the real time.
pub struct SteppedCore(Core);

impl SteppedCore {
    /// A core whose events come through `events`.
    ///
    /// # Panics
    /// If it is not a member of a committee.
    pub fn new(replica: Replica, events: Receiver<CoreEvent>) -> Self {
        assert!(
            replica.committee.is_some(),
            "a single validator closes blocks by the real time"
        );
        Self(Core::new(replica, events))
    }

    /// Handles everything that waits, and whatever is due. Returns whether there was something.
    pub fn step(&mut self) -> bool {
        let core = &mut self.0;
        let mut did_something = false;
        loop {
            while let Ok(query) = core.replica.questions.try_recv() {
                core.query(query);
                did_something = true;
            }
            let Ok(event) = core.events.try_recv() else {
                break;
            };
            core.handle(event);
            did_something = true;
        }
        let now_ms = core.replica.clock.unix_ms();
        if core.wake_at_ms().is_some_and(|at_ms| at_ms <= now_ms) {
            core.advance();
        }
        did_something
    }

    /// Copies the state for a snapshot.
    pub fn snapshot(&mut self) {
        self.0.snapshot();
    }

    /// What was executed last.
    pub const fn executed(&self) -> &Executed {
        &self.0.replica.executed
    }

    /// The state after it.
    pub const fn state(&self) -> &aurigraph_ledger::State {
        &self.0.replica.state
    }
}
