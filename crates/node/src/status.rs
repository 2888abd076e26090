//! Whether the node takes submissions, and if not, why. Read by ingest, health and the live stream.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use tokio::sync::watch;

/// What the node can do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Takes submissions.
    Serving,
    /// The disk is (nearly) full: reads only, until there is room.
    ReadOnly {
        /// Why, in words for an operator.
        reason: String,
    },
    /// Draining: finishes what was taken.
    Stopping,
}

impl Mode {
    /// The name in APIs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Serving => "healthy",
            Self::ReadOnly { .. } => "read_only",
            Self::Stopping => "stopping",
        }
    }
}

/// Shared status.
#[derive(Debug)]
pub struct Status {
    mode: watch::Sender<Mode>,
    started: AtomicBool,
    fatal: Mutex<Option<String>>,
    fatal_signal: watch::Sender<bool>,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            mode: watch::channel(Mode::Serving).0,
            started: AtomicBool::new(false),
            fatal: Mutex::new(None),
            fatal_signal: watch::channel(false).0,
        }
    }
}

impl Status {
    /// The current mode.
    pub fn mode(&self) -> Mode {
        self.mode.borrow().clone()
    }

    /// Sees every change of mode.
    pub fn watch(&self) -> watch::Receiver<Mode> {
        self.mode.subscribe()
    }

    /// Enters or leaves read-only mode; a stopping node stays stopping.
    pub fn set_read_only(&self, reason: Option<String>) {
        self.mode.send_if_modified(|mode| {
            let next = match reason {
                Some(reason) => Mode::ReadOnly { reason },
                None => Mode::Serving,
            };
            // The reason carries a changing figure: only a change of kind is news.
            let changed = *mode != Mode::Stopping && mode.name() != next.name();
            if changed {
                match &next {
                    Mode::ReadOnly { reason } => {
                        tracing::error!(
                            reason,
                            "the node takes no submissions until there is room"
                        );
                    }
                    _ => tracing::info!("the node takes submissions again"),
                }
                *mode = next;
            }
            changed
        });
    }

    /// Begins to drain.
    pub fn stop(&self) {
        self.mode.send_replace(Mode::Stopping);
    }

    /// Recovery is complete.
    pub fn set_started(&self) {
        self.started.store(true, Ordering::Release);
    }

    /// Whether recovery is complete.
    pub fn is_started(&self) -> bool {
        self.started.load(Ordering::Acquire)
    }

    /// Records an error after which the process must not go on, and wakes whoever runs the process.
    pub fn fail(&self, reason: String) {
        self.fatal.lock().get_or_insert(reason);
        self.fatal_signal.send_replace(true);
    }

    /// The fatal error, if there was one.
    pub fn fatal(&self) -> Option<String> {
        self.fatal.lock().clone()
    }

    /// Becomes true at a fatal error.
    pub fn watch_fatal(&self) -> watch::Receiver<bool> {
        self.fatal_signal.subscribe()
    }
}
