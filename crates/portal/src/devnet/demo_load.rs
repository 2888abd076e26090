//! A small real load: demo organisations pay each other with signed transfers, so that a newcomer sees life.
//!
//! It goes in rounds. In an ordinary round every account pays the same amount to the account a few places further, each transfer
//! under its own signature; in every fiftieth round every account signs one small batch that pays the same amount to each of
//! the others. Either way everyone receives what they paid: the load never drains an account, however long it runs.
//!
//! Invariants
//! - Every transfer carries the reference "demo traffic".
//! - What is counted as applied was reported final by the ledger.
//! - A busy, absent or restarted ledger is waited for, ever longer, and never flooded.

mod rounds;
mod session;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aurigraph_client::{HttpClient, IngestClient};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::account::DevnetAccount;
use super::setup::DevnetKey;
use rounds::Rounds;
use session::Session;

/// Fastest rate that is taken: this is a sign of life, not a benchmark.
pub const RATE_MAX: f64 = 10_000.0;

/// First pause after a failure; doubles up to [`PAUSE_MAX`].
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Why the load cannot run.
#[derive(Debug, thiserror::Error)]
pub enum DemoLoadError {
    /// Not a rate.
    #[error(
        "the rate of the demo load is {rate}; more than 0 and at most {RATE_MAX} transfers a second are allowed"
    )]
    Rate {
        /// What was asked for.
        rate: f64,
    },
    /// Nobody to pay.
    #[error("the demo load needs at least two accounts, and 64 at most; there are {count}")]
    Accounts {
        /// How many there are.
        count: usize,
    },
}

/// What the load has done since it started, in transfers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoLoadCounts {
    /// Sent to the ledger.
    pub sent: u64,
    /// Final and applied.
    pub applied: u64,
    /// Final, but not applied.
    pub rejected: u64,
    /// In no block.
    pub refused: u64,
}

#[derive(Debug, Default)]
struct Counters {
    sent: AtomicU64,
    applied: AtomicU64,
    rejected: AtomicU64,
    refused: AtomicU64,
}

/// A running load.
#[derive(Debug)]
pub struct DemoLoad {
    counters: Arc<Counters>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl DemoLoad {
    /// Starts a load between these accounts at `rate` transfers a second. Needs a Tokio runtime; the ledger need not be up yet.
    pub fn start(
        keys: &[DevnetKey],
        rate: f64,
        ingest: &IngestClient,
        http: &HttpClient,
    ) -> Result<Self, DemoLoadError> {
        if !(rate > 0.0 && rate <= RATE_MAX) {
            return Err(DemoLoadError::Rate { rate });
        }
        if !(2..=64).contains(&keys.len()) {
            return Err(DemoLoadError::Accounts { count: keys.len() });
        }
        let accounts = keys.iter().map(|key| {
            DevnetAccount::new(
                Arc::clone(&key.key),
                key.account,
                ingest.clone(),
                http.clone(),
            )
        });
        let accounts: Vec<_> = accounts.collect();
        let counters = Arc::new(Counters::default());
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(accounts, rate, Arc::clone(&counters), stopped));
        Ok(Self {
            counters,
            stop,
            task,
        })
    }

    /// What was done so far.
    pub fn counts(&self) -> DemoLoadCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        DemoLoadCounts {
            sent: read(&self.counters.sent),
            applied: read(&self.counters.applied),
            rejected: read(&self.counters.rejected),
            refused: read(&self.counters.refused),
        }
    }

    /// Stops sending, waits a moment for what is in flight, and returns the counts.
    pub async fn stop(mut self) -> DemoLoadCounts {
        // The task may have ended already; then nobody listens.
        self.stop.send_replace(true);
        if (&mut self.task).await.is_err() {
            tracing::warn!("the demo load ended early");
        }
        self.counts()
    }
}

impl Drop for DemoLoad {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn run(
    accounts: Vec<DevnetAccount>,
    rate: f64,
    counters: Arc<Counters>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut rounds = Rounds::new(accounts.len());
    let mut pause = PAUSE;
    while !*stopped.borrow() {
        let mut session = Session::new(&accounts, rate, &counters);
        let ended = session.run(&mut rounds, &mut stopped).await;
        if session.had_answers() {
            pause = PAUSE;
        }
        match ended {
            Ok(()) => continue,
            Err(error) => {
                tracing::info!(%error, pause_ms = pause.as_millis(), "demo load waits for the ledger")
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
        pause = (pause * 2).min(PAUSE_MAX);
    }
}
