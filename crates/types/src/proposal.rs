//! What a committee's validators sign when they finalise a block, byte for byte as the consensus engine does (commonware simplex 2026.10).
//!
//! ```text
//! header ──hash──┐
//! body ──hash────┼─ payload ─┐
//! parent payload ┘           ├─ varint(n) ‖ namespace (n bytes) ‖ varint(epoch) ‖ varint(view) ‖ varint(parent view) ‖ payload
//! epoch, view, parent view ──┘                                                    ▲ signed with Ed25519
//! ```
//!
//! A block's hash covers its header, and so the ids of its submissions, but not their signatures. The payload covers every byte, so that
//! nobody can pass on a decided block with other signatures in it.

use crate::hash::{Digest, Domain};
use crate::ids::ChainId;

/// Begins the namespace of a chain's votes.
const NAMESPACE: &[u8] = b"aurigraph/v1/consensus/";
/// Ends it for votes to finalise; the engine's own word.
const FINALIZE_SUFFIX: &[u8] = b"_FINALIZE";

/// What a proposal says beside its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// View in which the parent was proposed; 0 for the first block of an epoch.
    pub parent_view: u64,
    /// Payload of the parent.
    pub parent_payload: Digest,
    /// [`body_hash`].
    pub body_hash: Digest,
}

/// The hash of a block's body: its submissions, one after the other, with their signatures.
pub fn body_hash(body: &[u8]) -> Digest {
    Domain::Body.hash(body)
}

/// What votes name.
pub fn payload(block: &Digest, parent_payload: &Digest, body_hash: &Digest) -> Digest {
    Domain::Payload.hash_parts(&[&block.0, &parent_payload.0, &body_hash.0])
}

/// The namespace of a chain's votes, without the word for the kind of vote.
pub fn namespace(chain: &ChainId) -> Vec<u8> {
    [NAMESPACE, &chain.0.0].concat()
}

impl Proposal {
    /// The bytes that a validator signs to finalise the block with this hash.
    pub fn finalize_message(
        &self,
        chain: &ChainId,
        epoch: u64,
        view: u64,
        block: &Digest,
    ) -> Vec<u8> {
        let namespace = [&namespace(chain)[..], FINALIZE_SUFFIX].concat();
        let mut bytes = Vec::with_capacity(namespace.len() + 64);
        push_varint(&mut bytes, namespace.len() as u64);
        bytes.extend_from_slice(&namespace);
        for number in [epoch, view, self.parent_view] {
            push_varint(&mut bytes, number);
        }
        bytes.extend_from_slice(&payload(block, &self.parent_payload, &self.body_hash).0);
        bytes
    }
}

/// Seven bits a byte, the low ones first, as in Protocol Buffers.
fn push_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
