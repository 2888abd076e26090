//! Whether the node takes submissions, and if not, why; and whether what it took can be answered. Read by ingest, queries, health and the
//! live stream.
//!
//! The mode says what happens to new submissions. That the log is stuck says more: a block that was executed cannot be written, so whoever
//! waits for it, or for the state after it, cannot be told now what became of it.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use tokio::sync::watch;

/// What the node can do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Takes submissions.
    Serving,
    /// Reads only, for now: the disk is (nearly) full, no validator can be reached, or the node's key was revoked.
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

/// What may keep a node from taking submissions. Of several the first one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Its key was revoked.
    Registration = 0,
    /// The disk has no room.
    Disk = 1,
    /// None of the nodes that this one follows answers.
    Network = 2,
}

/// Why a node takes no submissions.
#[derive(Debug, Default)]
struct Hindrances {
    /// By [`Hindrance`].
    reasons: [Option<String>; 3],
    /// The one that the mode tells.
    told: Option<usize>,
}

/// Shared status.
#[derive(Debug)]
pub struct Status {
    mode: watch::Sender<Mode>,
    hindrances: Mutex<Hindrances>,
    started: AtomicBool,
    /// Why blocks that were executed cannot be written, while that is so.
    log_stuck: watch::Sender<Option<String>>,
    waits_for_room: AtomicBool,
    fatal: Mutex<Option<String>>,
    fatal_signal: watch::Sender<bool>,
    restart: watch::Sender<Option<String>>,
    outdated: Mutex<Option<String>>,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            mode: watch::channel(Mode::Serving).0,
            hindrances: Mutex::default(),
            started: AtomicBool::new(false),
            log_stuck: watch::channel(None).0,
            waits_for_room: AtomicBool::new(true),
            fatal: Mutex::new(None),
            fatal_signal: watch::channel(false).0,
            restart: watch::channel(None).0,
            outdated: Mutex::new(None),
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

    /// Says that submissions cannot be taken because of the disk, or that they can again.
    pub fn set_read_only(&self, reason: Option<String>) {
        self.hinder(Hindrance::Disk, reason);
    }

    /// Enters read-only mode because of something, or leaves it when there is no other reason; a stopping node stays stopping.
    pub fn hinder(&self, hindrance: Hindrance, reason: Option<String>) {
        let mut hindrances = self.hindrances.lock();
        hindrances.reasons[hindrance as usize] = reason;
        let first = hindrances.reasons.iter().position(Option::is_some);
        // A reason carries a changing figure: only another hindrance is news.
        if std::mem::replace(&mut hindrances.told, first) == first {
            return;
        }
        let reason = first.and_then(|first| hindrances.reasons[first].clone());
        self.mode.send_if_modified(|mode| {
            let next = match reason {
                Some(reason) => Mode::ReadOnly { reason },
                None => Mode::Serving,
            };
            let changed = *mode != Mode::Stopping;
            if changed {
                match &next {
                    Mode::ReadOnly { reason } => {
                        tracing::error!(reason, "the node takes no submissions until that is over");
                    }
                    _ => tracing::info!("the node takes submissions again"),
                }
                *mode = next;
            }
            changed
        });
    }

    /// Why submissions cannot be taken because of something, if that is so.
    pub fn hindrance(&self, hindrance: Hindrance) -> Option<String> {
        self.hindrances.lock().reasons[hindrance as usize].clone()
    }

    /// Asks whoever runs the node to end it in order and start it again: what it finds then is better than what it has.
    pub fn ask_restart(&self, reason: String) {
        tracing::warn!(reason, "the node is to start again");
        self.restart.send_replace(Some(reason));
    }

    /// Why the node is to start again, if it is.
    pub fn watch_restart(&self) -> watch::Receiver<Option<String>> {
        self.restart.subscribe()
    }

    /// Says that a later height needs newer software, and which; or that this one will do.
    pub fn set_outdated(&self, reason: Option<String>) {
        let mut outdated = self.outdated.lock();
        if let Some(reason) = reason.as_ref().filter(|_| outdated.is_none()) {
            tracing::error!(reason, "this software will not do");
        }
        *outdated = reason;
    }

    /// Why a later height needs newer software, if it does.
    pub fn outdated(&self) -> Option<String> {
        self.outdated.lock().clone()
    }

    /// Begins to drain.
    pub fn stop(&self) {
        self.mode.send_replace(Mode::Stopping);
    }

    /// Resolves with the mode when the node takes no submissions.
    pub async fn not_serving(&self) -> Mode {
        let mut modes = self.mode.subscribe();
        let changed = modes.wait_for(|mode| *mode != Mode::Serving).await;
        changed.map_or(Mode::Stopping, |mode| mode.clone())
    }

    /// Says that executed blocks cannot be written for the time being, and why; or that they are written again.
    pub fn set_log_stuck(&self, reason: Option<String>) {
        self.log_stuck.send_if_modified(|stuck| {
            // The reason carries a changing figure: only a change of kind is news.
            let changed = stuck.is_some() != reason.is_some();
            if changed {
                *stuck = reason;
            }
            changed
        });
    }

    /// Why executed blocks cannot be written, while that is so.
    pub fn log_stuck(&self) -> Option<String> {
        self.log_stuck.borrow().clone()
    }

    /// Resolves with the reason when executed blocks cannot be written.
    pub async fn until_log_stuck(&self) -> String {
        let mut stuck = self.log_stuck.subscribe();
        let reason = stuck.wait_for(Option::is_some).await;
        reason
            .ok()
            .and_then(|reason| reason.clone())
            .unwrap_or_default()
    }

    /// From now on a full disk is not waited for: the process ends.
    pub fn stop_waiting_for_room(&self) {
        self.waits_for_room.store(false, Ordering::Release);
    }

    /// Whether a full disk is waited for.
    pub fn waits_for_room(&self) -> bool {
        self.waits_for_room.load(Ordering::Acquire)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(status: &Status) -> Option<String> {
        match status.mode() {
            Mode::ReadOnly { reason } => Some(reason),
            _ => None,
        }
    }

    #[test]
    fn the_mode_tells_the_hindrance_that_is_left() {
        let status = Status::default();
        let say = |hindrance, text: &str| status.hinder(hindrance, Some(text.into()));
        say(Hindrance::Network, "nobody answers");
        assert_eq!(reason(&status).as_deref(), Some("nobody answers"));
        say(Hindrance::Registration, "revoked");
        assert_eq!(reason(&status).as_deref(), Some("revoked"));
        let network = status.hindrance(Hindrance::Network);
        assert_eq!(network.as_deref(), Some("nobody answers"));
        status.hinder(Hindrance::Registration, None);
        assert_eq!(reason(&status).as_deref(), Some("nobody answers"));
        status.hinder(Hindrance::Network, None);
        assert_eq!(status.mode(), Mode::Serving);
    }

    #[test]
    fn a_figure_that_changes_is_no_news_and_a_stopping_node_stays_one() {
        let status = Status::default();
        status.set_read_only(Some("5 bytes are free".into()));
        let mut modes = status.watch();
        modes.mark_unchanged();
        status.set_read_only(Some("4 bytes are free".into()));
        assert!(!modes.has_changed().unwrap());
        status.stop();
        status.set_read_only(None);
        status.hinder(Hindrance::Registration, Some("revoked".into()));
        assert_eq!(status.mode(), Mode::Stopping);
    }
}
