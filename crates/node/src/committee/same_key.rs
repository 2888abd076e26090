//! Before a validator starts: whether another running node uses its key.
//!
//! Two nodes with one key are one validator that contradicts itself, and that is held against it. The nodes in `[follow]` say when they heard of this
//! validator last. What they hear after this process has begun is not from it, and if they hear it twice it is not a message that was late either. After a
//! restart they hear nothing. Who asks nobody finds out nothing: this is a guard against mistakes.

use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use serde::Deserialize;

use crate::config::FollowNetwork;

/// A validator that was not heard of for so long does not run: nodes tell each other how they are every second.
const SILENT_AFTER: Duration = Duration::from_millis(1_500);
/// Two messages of one node are further apart than this.
const APART: Duration = Duration::from_millis(500);
/// Pause between two questions.
const PAUSE: Duration = Duration::from_millis(250);
/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Listed {
    nodes: Vec<ListedNode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedNode {
    node_id: String,
    validator_id: Option<String>,
    http_address: Option<String>,
    heard_seconds_ago: Option<f64>,
}

/// Waits until no node hears of a validator with this key any more, or names the address of the one that runs.
pub fn used_by(follow: &FollowNetwork, node_id: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let clients: Vec<_> = follow
        .nodes
        .iter()
        .filter_map(|node| HttpClient::trusting(node, &follow.trust).ok())
        .collect();
    let began = Instant::now();
    let mut heard_at = None;
    loop {
        let (ago, address) = runtime.block_on(heard_of(&clients, node_id))?;
        if ago >= SILENT_AFTER {
            return None;
        }
        if let Some(at) = began.elapsed().checked_sub(ago)
            && at >= *heard_at.get_or_insert(at) + APART
        {
            return Some(address);
        }
        std::thread::sleep(PAUSE);
    }
}

/// How long ago some node heard of the validator with this key, and its address; nothing if none ever did.
async fn heard_of(clients: &[HttpClient], node_id: &str) -> Option<(Duration, String)> {
    let asked = clients.iter().map(|client| {
        let listed = client.get::<Listed>("/api/v11/nodes");
        tokio::time::timeout(ANSWER_TIMEOUT, listed)
    });
    let answers = futures_util::future::join_all(asked).await;
    let nodes = answers
        .into_iter()
        .filter_map(|answer| answer.ok()?.ok())
        .flat_map(|listed| listed.nodes);
    let heard = nodes
        .filter(|node| node.node_id == node_id && node.validator_id.is_some())
        .filter_map(|node| {
            let ago = Duration::try_from_secs_f64(node.heard_seconds_ago?).ok()?;
            Some((ago, node.http_address.unwrap_or_default()))
        });
    heard.min_by_key(|(ago, _)| *ago)
}
