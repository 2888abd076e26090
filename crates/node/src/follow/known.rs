//! Who follows this node, in their own words. A few at most: whoever says something has signed it with a key of its own, but anybody can make keys.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::committee::peers::NodeStatus;
use crate::identity::VerifiedStatus;

/// Nodes that are remembered.
pub const FOLLOWERS_MAX: usize = 64;
/// Who said nothing for so long is forgotten.
const REMEMBERED_FOR: Duration = Duration::from_secs(60);
/// Who said nothing for so long counts as not reachable.
const FRESH_FOR: Duration = Duration::from_secs(5);

/// A node that is no validator.
#[derive(Clone, Debug)]
pub struct Follower {
    /// Its public key, hexadecimal.
    pub node_id: String,
    /// What it said last.
    pub status: NodeStatus,
    /// How long ago.
    pub heard_ago: Duration,
}

impl Follower {
    /// Whether it was heard of a moment ago.
    pub fn is_fresh(&self) -> bool {
        self.heard_ago < FRESH_FOR
    }
}

#[derive(Debug)]
struct Heard {
    status: NodeStatus,
    signed_at_ms: u64,
    heard_at: Instant,
}

/// Nodes that are no validators.
#[derive(Debug, Default)]
pub struct KnownFollowers {
    heard: Mutex<BTreeMap<String, Heard>>,
}

impl KnownFollowers {
    /// Takes what a node said of itself. Whether there was room; an older word than the last one changes nothing.
    pub fn said(&self, said: VerifiedStatus) -> bool {
        let node_id = hex::encode(said.public_key.as_bytes());
        let mut heard = self.heard.lock();
        heard.retain(|_, one| one.heard_at.elapsed() < REMEMBERED_FOR);
        if heard.len() >= FOLLOWERS_MAX && !heard.contains_key(&node_id) {
            return false;
        }
        if let Some(before) = heard.get(&node_id)
            && before.signed_at_ms >= said.signed_at_ms
        {
            return true;
        }
        let one = Heard {
            status: said.status,
            signed_at_ms: said.signed_at_ms,
            heard_at: Instant::now(),
        };
        heard.insert(node_id, one);
        true
    }

    /// All of them, by key.
    pub fn report(&self) -> Vec<Follower> {
        let heard = self.heard.lock();
        let remembered = heard
            .iter()
            .filter(|(_, one)| one.heard_at.elapsed() < REMEMBERED_FOR);
        remembered
            .map(|(node_id, one)| Follower {
                node_id: node_id.clone(),
                status: one.status.clone(),
                heard_ago: one.heard_at.elapsed(),
            })
            .collect()
    }
}
