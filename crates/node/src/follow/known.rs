//! Who follows this node, in their own words. A few at most: whoever says something has signed it with a key of its own, but anybody can make keys.
//!
//! Invariant: no node whose key the registrar revoked is among them, from the moment that this is known on. When there is no room, a node that the
//! registrar knows takes the place of one that it does not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aurigraph_types::PublicKey;
use parking_lot::Mutex;

use crate::committee::peers::NodeStatus;
use crate::identity::VerifiedStatus;
use crate::registrations::{Registration, Registrations};

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

/// What became of a node's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// The node is known.
    Known,
    /// There was no room for it.
    NoRoom,
    /// Its key was revoked.
    Revoked,
}

#[derive(Debug)]
struct Heard {
    public_key: PublicKey,
    status: NodeStatus,
    signed_at_ms: u64,
    heard_at: Instant,
}

/// Nodes that are no validators.
#[derive(Debug, Default)]
pub struct KnownFollowers {
    registrations: Arc<Registrations>,
    heard: Mutex<BTreeMap<String, Heard>>,
}

impl KnownFollowers {
    /// None yet, of a node that knows so much about keys.
    pub fn new(registrations: Arc<Registrations>) -> Self {
        Self {
            registrations,
            heard: Mutex::default(),
        }
    }

    /// Takes what a node said of itself; an older word than the last one changes nothing.
    pub fn said(&self, said: VerifiedStatus) -> Hearing {
        let node_id = hex::encode(said.public_key.as_bytes());
        let registration = self.registrations.of(&said.public_key);
        let mut heard = self.heard.lock();
        heard.retain(|_, one| one.heard_at.elapsed() < REMEMBERED_FOR);
        if registration == Some(Registration::Revoked) {
            heard.remove(&node_id);
            return Hearing::Revoked;
        }
        if heard.len() >= FOLLOWERS_MAX && !heard.contains_key(&node_id) {
            let is_registered = registration == Some(Registration::Registered);
            match self.place_of_another(&heard).filter(|_| is_registered) {
                Some(other) => drop(heard.remove(&other)),
                None => return Hearing::NoRoom,
            }
        }
        if let Some(before) = heard.get(&node_id)
            && before.signed_at_ms >= said.signed_at_ms
        {
            return Hearing::Known;
        }
        let one = Heard {
            public_key: said.public_key,
            status: said.status,
            signed_at_ms: said.signed_at_ms,
            heard_at: Instant::now(),
        };
        heard.insert(node_id, one);
        Hearing::Known
    }

    /// Of those that are not registered the one that said nothing for the longest time.
    fn place_of_another(&self, heard: &BTreeMap<String, Heard>) -> Option<String> {
        let is_registered =
            |one: &Heard| self.registrations.of(&one.public_key) == Some(Registration::Registered);
        let others = heard.iter().filter(|(_, one)| !is_registered(one));
        let longest_ago = others.min_by_key(|(_, one)| one.heard_at);
        longest_ago.map(|(node_id, _)| node_id.clone())
    }

    /// All of them, by key.
    pub fn report(&self) -> Vec<Follower> {
        let heard = self.heard.lock();
        let remembered = heard.iter().filter(|(_, one)| {
            one.heard_at.elapsed() < REMEMBERED_FOR
                && !self.registrations.is_revoked(&one.public_key)
        });
        remembered
            .map(|(node_id, one)| Follower {
                node_id: node_id.clone(),
                status: one.status.clone(),
                heard_ago: one.heard_at.elapsed(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::committee::peers::NodeRole;
    use crate::registrations::tests::{node, said};

    fn word(number: u8, signed_at_ms: u64) -> VerifiedStatus {
        VerifiedStatus {
            public_key: node(number),
            signed_at_ms,
            status: NodeStatus {
                name: number.to_string(),
                version: "1".into(),
                process_id: 1,
                mode: "healthy".into(),
                http_address: String::new(),
                grpc_address: String::new(),
                height: 9,
                earliest_height: 0,
                snapshot_height: 0,
                uptime_seconds: 1,
                epoch: 1,
                view: 1,
                votes: false,
                role: NodeRole::Business,
                catch_up: None,
            },
        }
    }

    fn names(known: &KnownFollowers) -> Vec<u8> {
        let report = known.report();
        let mut names: Vec<_> = report
            .iter()
            .map(|one| one.status.name.parse().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn one_that_was_revoked_is_not_heard_and_is_gone_at_once() {
        let registrations = Arc::new(said(&[]));
        let known = KnownFollowers::new(Arc::clone(&registrations));
        assert_eq!(known.said(word(1, 1)), Hearing::Known);
        assert_eq!(known.said(word(2, 1)), Hearing::Known);
        registrations.take_word(1, Registration::Revoked);
        assert_eq!(names(&known), [2]);
        assert_eq!(known.said(word(1, 2)), Hearing::Revoked);
        registrations.take_word(1, Registration::Registered);
        assert_eq!(names(&known), [2], "it says something first");
        assert_eq!(known.said(word(1, 3)), Hearing::Known);
        assert_eq!(names(&known), [1, 2]);
    }

    #[test]
    fn when_there_is_no_room_a_registered_one_takes_the_place_of_one_that_is_not() {
        let full = FOLLOWERS_MAX as u8;
        // The first is registered, and of the others the second spoke first.
        let known = KnownFollowers::new(Arc::new(said(&[
            (1, Registration::Registered),
            (full + 2, Registration::Registered),
        ])));
        for number in 1..=full {
            assert_eq!(known.said(word(number, 1)), Hearing::Known);
        }
        assert_eq!(known.said(word(full + 1, 1)), Hearing::NoRoom);
        assert_eq!(known.said(word(full, 2)), Hearing::Known);
        assert_eq!(known.said(word(full + 2, 1)), Hearing::Known);
        let expected: Vec<_> = (1..=full + 2)
            .filter(|number| ![2, full + 1].contains(number))
            .collect();
        assert_eq!(names(&known), expected);
    }

    #[test]
    fn a_list_of_registered_ones_has_no_room_for_another() {
        let full = FOLLOWERS_MAX as u8;
        let all: Vec<_> = (1..=full + 1)
            .map(|number| (number, Registration::Registered))
            .collect();
        let known = KnownFollowers::new(Arc::new(said(&all)));
        for number in 1..=full {
            assert_eq!(known.said(word(number, 1)), Hearing::Known);
        }
        assert_eq!(known.said(word(full + 1, 1)), Hearing::NoRoom);
        assert_eq!(known.report().len(), FOLLOWERS_MAX);
    }
}
