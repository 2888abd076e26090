//! What a registrar states on the ledger about a node's key, and what a node signs to have it stated.
//!
//! ```text
//! node ── signs H[node-enrolment](chain ‖ its key ‖ token) ──▶ registrar ── attests "node.registration", H[node-registration](chain ‖ the key) ──▶ ledger
//!                                                                       └── attests "node.revocation", the same hash ──▶ ledger: the later one counts
//! ```
//!
//! Invariants
//! - Both hashes name the chain: what was signed or stated for one ledger says nothing on another.
//! - A token that somebody else sees cannot be used with another key without that key's signature over it.

use crate::hash::{Digest, Domain};
use crate::ids::ChainId;
use crate::key::PublicKey;

/// Topic of the statement that a node's key is registered.
pub const REGISTRATION_TOPIC: &str = "node.registration";
/// Topic of the statement that a node's key is registered no longer.
pub const REVOCATION_TOPIC: &str = "node.revocation";

/// What a registrar states about a node's key: the same hash in registration and revocation. Keys of nodes are Ed25519.
pub fn registration_hash(chain: &ChainId, node: &PublicKey) -> Digest {
    Domain::NodeRegistration.hash_parts(&[&chain.0.0, node.as_bytes()])
}

/// What a node signs with its key to be registered with a one-time token.
pub fn enrolment_digest(chain: &ChainId, node: &PublicKey, token: &str) -> Digest {
    Domain::NodeEnrolment.hash_parts(&[&chain.0.0, node.as_bytes(), token.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Scheme, SigningKey};
    use crate::operation::Topic;

    fn node(byte: u8) -> PublicKey {
        let key = SigningKey::from_seed(Scheme::Ed25519, &[byte; 32]).unwrap();
        key.public_key().clone()
    }

    #[test]
    fn both_topics_can_be_stated() {
        for topic in [REGISTRATION_TOPIC, REVOCATION_TOPIC] {
            assert_eq!(Topic::parse(topic).unwrap().as_str(), topic);
        }
    }

    #[test]
    fn another_chain_key_or_token_is_another_hash() {
        let chains = [ChainId(Digest([1; 32])), ChainId(Digest([2; 32]))];
        let mut hashes = Vec::new();
        for chain in &chains {
            for node in [node(1), node(2)] {
                hashes.push(registration_hash(chain, &node));
                hashes.push(enrolment_digest(chain, &node, "one"));
                hashes.push(enrolment_digest(chain, &node, "two"));
            }
        }
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), 12);
    }
}
