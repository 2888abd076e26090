//! How many requests may be under way at once: of everybody, and of one network, so that none takes all places.
//!
//! A WebSocket counts until its handshake is answered; then it is a connection, and those are counted elsewhere.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use parking_lot::Mutex;

use crate::identity::RequestFacts;
use crate::problem::Problem;

/// Requests of everybody.
const UNDER_WAY_MAX: usize = 1_000;
/// Requests of one network.
const OF_A_NETWORK_MAX: usize = 100;
const AGAIN_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_network: HashMap<String, usize>,
}

/// Requests that are under way.
#[derive(Clone, Debug, Default)]
pub struct Crowd(Arc<Mutex<Counts>>);

/// The place of a request.
struct Place {
    crowd: Crowd,
    network: String,
}

impl Crowd {
    fn enter(&self, network: String) -> Option<Place> {
        let mut counts = self.0.lock();
        let of_network = counts.by_network.get(&network).copied().unwrap_or_default();
        if counts.all >= UNDER_WAY_MAX || of_network >= OF_A_NETWORK_MAX {
            return None;
        }
        counts.all += 1;
        counts.by_network.insert(network.clone(), of_network + 1);
        Some(Place {
            crowd: self.clone(),
            network,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.crowd.0.lock();
        counts.all -= 1;
        if let Some(count) = counts.by_network.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.by_network.remove(&self.network);
            }
        }
    }
}

/// Lets a request through if there is a place for it.
pub async fn in_bounds(State(crowd): State<Crowd>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let network = RequestFacts::of(&parts).network();
    let Some(place) = crowd.enter(network) else {
        let detail = "too many requests are under way at once, of everybody or from this network";
        return Problem::too_busy(detail, AGAIN_AFTER).into_response();
    };
    let response = next.run(Request::from_parts(parts, body)).await;
    drop(place);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_leaves_places_to_the_others_and_gives_its_own_back() {
        let crowd = Crowd::default();
        let enter = |network: &str| crowd.enter(network.to_owned());
        let mut first: Vec<_> = (0..OF_A_NETWORK_MAX).map(|_| enter("a").unwrap()).collect();
        assert!(enter("a").is_none());
        assert!(enter("b").is_some());
        first.pop();
        assert!(enter("a").is_some());
        let others: Vec<_> = (0..UNDER_WAY_MAX - first.len())
            .map(|number| enter(&format!("n{number}")).unwrap())
            .collect();
        assert!(enter("c").is_none());
        drop((first, others));
        assert!(crowd.0.lock().by_network.is_empty());
        assert_eq!(crowd.0.lock().all, 0);
    }
}
