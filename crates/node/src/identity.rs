//! What a node says of itself to those that are not members of one committee, signed with its own key.
//!
//! Whoever knows the validators' keys knows that a validator said so. Of any other node it shows only that the same one said it before.

use aurigraph_types::node_registration::enrolment_digest;
use aurigraph_types::{ChainId, Digest, Domain, PublicKey, Scheme, SigningKey};
use serde::{Deserialize, Serialize};

use crate::committee::peers::NodeStatus;
use crate::node::same_key;

/// Longer texts are no status.
pub const STATUS_BYTES_MAX: usize = 8 * 1024;

/// A node's key and name.
pub struct NodeIdentity {
    chain_id: ChainId,
    key: SigningKey,
}

impl std::fmt::Debug for NodeIdentity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("NodeIdentity")
            .field(&self.node_id())
            .finish()
    }
}

/// A status on its way, with the signature of the node that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedStatus {
    /// Ed25519 key of the node, hexadecimal.
    pub public_key: String,
    /// How it is, as a JSON text: every byte of it is signed.
    pub status: String,
    /// When it was signed by the node's clock, Unix milliseconds.
    pub signed_at_ms: u64,
    /// Ed25519 signature, hexadecimal (`docs/protocol.md`).
    pub signature: String,
}

/// A status whose signature was verified.
#[derive(Clone, Debug)]
pub struct VerifiedStatus {
    /// Who said it.
    pub public_key: PublicKey,
    /// When, by its own clock, Unix milliseconds.
    pub signed_at_ms: u64,
    /// What it said.
    pub status: NodeStatus,
}

fn digest(chain: &ChainId, signed_at_ms: u64, status: &str) -> Digest {
    Domain::NodeStatus.hash_parts(&[&chain.0.0, &signed_at_ms.to_le_bytes(), status.as_bytes()])
}

impl NodeIdentity {
    /// Of a node of a chain.
    pub const fn new(chain_id: ChainId, key: SigningKey) -> Self {
        Self { chain_id, key }
    }

    /// The same identity for another thread. Secrets have no `clone`, so that each copy is seen.
    pub(crate) fn same(&self) -> Self {
        Self::new(self.chain_id, same_key(&self.key))
    }

    /// The chain that it belongs to.
    pub const fn chain_id(&self) -> ChainId {
        self.chain_id
    }

    /// Its public key, hexadecimal.
    pub fn node_id(&self) -> String {
        hex::encode(self.key.public_key().as_bytes())
    }

    /// Its public key.
    pub const fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// Signs the token with which the node enrols at a portal, hexadecimal.
    pub fn sign_enrolment(&self, token: &str) -> String {
        let digest = enrolment_digest(&self.chain_id, self.public_key(), token);
        hex::encode(self.key.sign(&digest))
    }

    /// Signs how the node is now.
    pub fn sign(&self, status: &NodeStatus, now_ms: u64) -> SignedStatus {
        let status = serde_json::to_string(status).expect("a status can be written");
        SignedStatus {
            public_key: self.node_id(),
            signature: hex::encode(self.key.sign(&digest(&self.chain_id, now_ms, &status))),
            signed_at_ms: now_ms,
            status,
        }
    }
}

impl SignedStatus {
    /// Verifies the signature and reads the status; nothing if either does not hold.
    pub fn verify(&self, chain: &ChainId) -> Option<VerifiedStatus> {
        if self.status.len() > STATUS_BYTES_MAX {
            return None;
        }
        let key = hex::decode(&self.public_key).ok()?;
        let public_key = PublicKey::new(Scheme::Ed25519, &key).ok()?;
        let signature = hex::decode(&self.signature).ok()?;
        let digest = digest(chain, self.signed_at_ms, &self.status);
        public_key.verify(&digest, &signature).ok()?;
        Some(VerifiedStatus {
            public_key,
            signed_at_ms: self.signed_at_ms,
            status: serde_json::from_str(&self.status).ok()?,
        })
    }
}
