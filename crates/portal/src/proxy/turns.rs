//! How much may be under way at once: altogether, so that the portal's memory is bounded, and for one client, so that nobody takes it all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::counted_as;
use crate::problem::Problem;

/// Requests that wait for the node's answer.
const ALTOGETHER: usize = 512;
/// The same of one client: a page asks for a dozen things at once, and an office may be one address.
const OF_ONE_CLIENT: u32 = 128;
/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// Requests under way.
#[derive(Debug)]
pub struct Turns {
    all: Arc<Semaphore>,
    of_client: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(ALTOGETHER)),
            of_client: Arc::default(),
        }
    }
}

/// A request that is under way.
#[derive(Debug)]
pub struct Turn {
    _of_all: OwnedSemaphorePermit,
    _of_client: Option<ClientsTurn>,
}

#[derive(Debug)]
struct ClientsTurn {
    client: IpAddr,
    counts: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Drop for ClientsTurn {
    fn drop(&mut self) {
        let mut counts = self.counts.lock();
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}

impl Turns {
    /// Takes a turn for a client.
    ///
    /// # Errors
    /// If as much is under way as may be.
    pub async fn take(&self, client: Option<IpAddr>) -> Result<Turn, Problem> {
        let of_client = client.map(|client| self.of_client(counted_as(client)));
        let of_client = of_client.transpose()?;
        match timeout(WAIT, Arc::clone(&self.all).acquire_owned()).await {
            Ok(Ok(of_all)) => Ok(Turn {
                _of_all: of_all,
                _of_client: of_client,
            }),
            _ => Err(Problem::too_busy(
                "as much is under way to the node as may be",
                WAIT,
            )),
        }
    }

    fn of_client(&self, client: IpAddr) -> Result<ClientsTurn, Problem> {
        let mut counts = self.of_client.lock();
        let count = counts.entry(client).or_default();
        if *count >= OF_ONE_CLIENT {
            return Err(Problem::too_busy(
                format!("{OF_ONE_CLIENT} requests of this client are under way"),
                Duration::from_secs(1),
            ));
        }
        *count += 1;
        Ok(ClientsTurn {
            client,
            counts: Arc::clone(&self.of_client),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_client_cannot_take_all_turns_and_gives_them_back() {
        let turns = Turns::default();
        let greedy: IpAddr = "192.0.2.1".parse().unwrap();
        let mut held = Vec::new();
        for _ in 0..OF_ONE_CLIENT {
            held.push(turns.take(Some(greedy)).await.unwrap());
        }
        let refused = turns.take(Some(greedy)).await.unwrap_err();
        assert_eq!(refused.code, "too_busy");
        turns
            .take(Some("192.0.2.2".parse().unwrap()))
            .await
            .unwrap();
        drop(held);
        turns.take(Some(greedy)).await.unwrap();
        assert!(turns.of_client.lock().is_empty());
    }
}
