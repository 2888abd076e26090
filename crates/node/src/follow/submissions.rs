//! Sends submissions on to a node that is followed. What is lost is sent again by the core a second later; what arrives twice is applied once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::sync::{Semaphore, mpsc};

use super::remote::Remote;

/// Requests that may wait to be sent on; more wait for their second time.
pub const REQUESTS_WAITING_MAX: usize = 1_024;
/// Requests that are put together into one.
const TOGETHER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Requests that are under way at once.
const AT_ONCE: usize = 8;
/// Pause when nobody took a request.
const PAUSE: Duration = Duration::from_millis(200);

/// Sends on what comes, until nothing can come any more.
pub async fn run(
    mut requests: mpsc::Receiver<Bytes>,
    remotes: Arc<[Remote]>,
    current: Arc<AtomicUsize>,
) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut held_back = None;
    loop {
        let first = match held_back.take() {
            Some(request) => request,
            None => match requests.recv().await {
                Some(request) => request,
                None => return,
            },
        };
        let Ok(turn) = Arc::clone(&turns).acquire_owned().await else {
            return;
        };
        let mut together = BytesMut::from(&first[..]);
        while let Ok(next) = requests.try_recv() {
            if together.len() + next.len() > TOGETHER_BYTES_MAX {
                held_back = Some(next);
                break;
            }
            together.extend_from_slice(&next);
        }
        let (remotes, current) = (Arc::clone(&remotes), Arc::clone(&current));
        tokio::spawn(async move {
            send_on(&remotes, &current, together.to_vec()).await;
            drop(turn);
        });
    }
}

/// Asks one node after the other to take it, beginning with the one that blocks come from.
async fn send_on(remotes: &[Remote], current: &AtomicUsize, submissions: Vec<u8>) {
    let first = current.load(Ordering::Relaxed);
    for turn in 0..remotes.len() {
        let remote = &remotes[(first + turn) % remotes.len()];
        if !remote.is_usable() {
            continue;
        }
        match remote.client.send_on(submissions.clone()).await {
            Ok(()) => return,
            Err(error) => {
                tracing::debug!(%error, "submissions were not taken");
            }
        }
    }
    tokio::time::sleep(PAUSE).await;
}
