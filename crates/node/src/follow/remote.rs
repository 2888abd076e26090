//! One node that is followed: its address, and what is known of it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aurigraph_client::{HttpClient, HttpError};
use parking_lot::Mutex;

/// A node that sent what does not verify is left for so long.
const LEFT_FOR: Duration = Duration::from_secs(60);

/// A node that is followed.
#[derive(Debug)]
pub struct Remote {
    /// Calls it.
    pub client: HttpClient,
    /// Its last block, in its own words.
    pub height: AtomicU64,
    /// Whether it answered the last time that it was asked how it is.
    pub answers: AtomicBool,
    /// Whether it said that this node's key was revoked the last time that it was asked.
    pub refuses: AtomicBool,
    /// Index of its validator, once it has proved its key; nothing of a node that is none.
    pub validator: Mutex<Option<u16>>,
    left_at: Mutex<Option<Instant>>,
}

impl Remote {
    /// One that was not heard of yet.
    pub fn new(client: HttpClient) -> Self {
        Self {
            client,
            height: AtomicU64::new(0),
            answers: AtomicBool::new(false),
            refuses: AtomicBool::new(false),
            validator: Mutex::default(),
            left_at: Mutex::default(),
        }
    }

    /// It sent what does not verify.
    pub fn leave(&self) {
        *self.left_at.lock() = Some(Instant::now());
    }

    /// Whether it may be asked for blocks.
    pub fn is_usable(&self) -> bool {
        let left_at = *self.left_at.lock();
        left_at.is_none_or(|at| at.elapsed() > LEFT_FOR)
    }

    /// Whether it answers and may be asked.
    pub fn is_good(&self) -> bool {
        self.answers.load(Ordering::Relaxed) && self.is_usable()
    }
}

/// Whether a node says that a block is not there any more.
pub fn is_gone(error: &HttpError) -> bool {
    matches!(error, HttpError::Problem { status: 410, .. })
}
