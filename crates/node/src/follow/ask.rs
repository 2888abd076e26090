//! Asks nodes that are followed for parts of a snapshot.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;

use super::remote::Remote;
use crate::committee::transfer::fetch::{Ask, FetchError};
use crate::committee::transfer::wire::{Answer, Received, Request, decode};

/// How often a node is asked.
const ATTEMPTS_MAX: u32 = 5;
/// Pause before it is asked again.
const PAUSE: Duration = Duration::from_millis(500);

/// Asks by their index in the list of nodes that are followed. Blocks its thread, which is none of the runtime.
pub struct AskRemotes {
    /// The nodes.
    pub remotes: Arc<[Remote]>,
    /// The runtime.
    pub runtime: Handle,
    /// Whether this node is ending.
    pub stopping: Arc<AtomicBool>,
}

impl AskRemotes {
    fn once(&self, from: u16, request: &Request) -> Option<Answer> {
        let remote = self.remotes.get(usize::from(from))?;
        let asked = remote.client.transfer(request.encode(0).to_vec());
        let answer = self.runtime.block_on(asked).ok()?;
        match decode(&Bytes::from(answer))? {
            Received::Answer(_, answer) => Some(answer),
            Received::Request(..) => None,
        }
    }
}

impl Ask for AskRemotes {
    fn ask(&mut self, from: u16, request: &Request) -> Result<Answer, FetchError> {
        for _ in 0..ATTEMPTS_MAX {
            if self.stopping.load(Ordering::Acquire) {
                return Err(FetchError::Stopping);
            }
            match self.once(from, request) {
                Some(Answer::Unavailable(reason)) => {
                    return Err(FetchError::Unavailable { from, reason });
                }
                Some(answer) => return Ok(answer),
                None => std::thread::sleep(PAUSE),
            }
        }
        Err(FetchError::NoAnswer { from })
    }
}
