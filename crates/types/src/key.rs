//! Keys and signatures: Ed25519 by ZIP215 rules, ML-DSA-65, and both together.
//!
//! Single and batch verification of Ed25519 agree on every input (ZIP215), so that validators cannot disagree about a block.
//! What is signed is always a 32-byte digest that is already bound to one domain and one chain.

mod batch;
mod scheme;
mod signing;

use std::fmt;

use aws_lc_rs::signature::{ML_DSA_65, VerificationAlgorithm};
use ed25519_zebra as ed25519;

pub use batch::{ED25519_BATCH, ED25519_BLOCK_BATCH, Ed25519Batch, Ed25519Key};
pub use scheme::{
    ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES, ML_DSA_65_KEY_BYTES, ML_DSA_65_SIGNATURE_BYTES,
    SEED_BYTES, Scheme,
};
pub use signing::SigningKey;

use crate::hash::{Digest, Domain};
use crate::ids::Address;

/// Why a key or signature was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Wrong number of bytes for the scheme.
    #[error("a {} {what} has {expected} bytes, got {actual}", scheme.name())]
    Length {
        /// The scheme.
        scheme: Scheme,
        /// Public key, signature or seed.
        what: &'static str,
        /// Bytes expected.
        expected: usize,
        /// Bytes found.
        actual: usize,
    },
    /// The bytes are not a point or key of the scheme.
    #[error("not a valid {} public key", scheme.name())]
    InvalidKey {
        /// The scheme.
        scheme: Scheme,
    },
    /// The signature does not verify.
    #[error("the {} signature does not verify", scheme.name())]
    InvalidSignature {
        /// The scheme.
        scheme: Scheme,
    },
}

/// A public key with its scheme.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    scheme: Scheme,
    bytes: Box<[u8]>,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "PublicKey({} {})",
            self.scheme.name(),
            hex::encode(&self.bytes[..8])
        )
    }
}

impl PublicKey {
    /// Checks length and, for Ed25519, that the bytes are a point.
    pub fn new(scheme: Scheme, bytes: &[u8]) -> Result<Self, KeyError> {
        check_length(scheme, "public key", scheme.key_bytes(), bytes.len())?;
        if matches!(scheme, Scheme::Ed25519 | Scheme::Hybrid) {
            ed25519::VerificationKey::try_from(&bytes[..ED25519_KEY_BYTES])
                .map_err(|_| KeyError::InvalidKey { scheme })?;
        }
        Ok(Self {
            scheme,
            bytes: bytes.into(),
        })
    }

    /// The scheme.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The address of the account that this key registers.
    pub fn address(&self) -> Address {
        Address(Domain::Address.hash_parts(&[&[self.scheme.as_u8()], &self.bytes]))
    }

    /// Verifies a signature over a digest.
    pub fn verify(&self, digest: &Digest, signature: &[u8]) -> Result<(), KeyError> {
        Self::verify_with(self.scheme, &self.bytes, digest, signature)
    }

    /// Verifies an Ed25519 signature over bytes of any length: a validator's vote. A key of another scheme verifies nothing.
    pub fn verify_bytes(&self, message: &[u8], signature: &[u8]) -> Result<(), KeyError> {
        let scheme = Scheme::Ed25519;
        if self.scheme == scheme && verify_ed25519(&self.bytes, message, signature) {
            Ok(())
        } else {
            Err(KeyError::InvalidSignature { scheme })
        }
    }

    /// [`Self::verify`] with the bytes of a key, which need not be copied for it. Bytes that are no key verify nothing.
    pub fn verify_with(
        scheme: Scheme,
        key: &[u8],
        digest: &Digest,
        signature: &[u8],
    ) -> Result<(), KeyError> {
        check_length(scheme, "public key", scheme.key_bytes(), key.len())?;
        check_length(
            scheme,
            "signature",
            scheme.signature_bytes(),
            signature.len(),
        )?;
        let verified = match scheme {
            Scheme::Ed25519 => verify_ed25519(key, &digest.0, signature),
            Scheme::MlDsa65 => verify_ml_dsa_65(key, digest, signature),
            Scheme::Hybrid => {
                let (ed25519_key, ml_dsa_key) = key.split_at(ED25519_KEY_BYTES);
                let (ed25519_signature, ml_dsa_signature) =
                    signature.split_at(ED25519_SIGNATURE_BYTES);
                verify_ed25519(ed25519_key, &digest.0, ed25519_signature)
                    && verify_ml_dsa_65(ml_dsa_key, digest, ml_dsa_signature)
            }
        };
        if verified {
            Ok(())
        } else {
            Err(KeyError::InvalidSignature { scheme })
        }
    }
}

/// The address of subaccount `number` (from 1) of a primary account.
pub fn subaccount_address(primary: &Address, number: u32) -> Address {
    Address(Domain::Subaccount.hash_parts(&[&primary.0.0, &number.to_le_bytes()]))
}

fn check_length(
    scheme: Scheme,
    what: &'static str,
    expected: usize,
    actual: usize,
) -> Result<(), KeyError> {
    if expected == actual {
        Ok(())
    } else {
        Err(KeyError::Length {
            scheme,
            what,
            expected,
            actual,
        })
    }
}

fn verify_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        ed25519::VerificationKey::try_from(key),
        <[u8; 64]>::try_from(signature),
    ) else {
        return false;
    };
    key.verify(&ed25519::Signature::from(signature), message)
        .is_ok()
}

fn verify_ml_dsa_65(key: &[u8], digest: &Digest, signature: &[u8]) -> bool {
    ML_DSA_65.verify_sig(key, &digest.0, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_signs_what_it_verifies_and_nothing_else() {
        for scheme in Scheme::ALL {
            let key = SigningKey::generate(scheme);
            let digest = Domain::Submission.hash(b"pay");
            let signature = key.sign(&digest);
            assert_eq!(signature.len(), scheme.signature_bytes());
            assert_eq!(key.public_key().verify(&digest, &signature), Ok(()));
            assert!(
                key.public_key()
                    .verify(&Domain::Submission.hash(b"pay more"), &signature)
                    .is_err()
            );
            for position in [0, 31, signature.len() / 2, signature.len() - 1] {
                let mut altered = signature.clone();
                altered[position] ^= 1;
                assert!(
                    key.public_key().verify(&digest, &altered).is_err(),
                    "{scheme:?} byte {position}"
                );
            }
        }
    }

    #[test]
    fn hybrid_needs_both_halves() {
        let key = SigningKey::generate(Scheme::Hybrid);
        let other = SigningKey::generate(Scheme::Hybrid);
        let digest = Domain::Submission.hash(b"pay");
        let (mine, theirs) = (key.sign(&digest), other.sign(&digest));
        let mixed = [&mine[..64], &theirs[64..]].concat();
        assert!(key.public_key().verify(&digest, &mixed).is_err());
        let mixed = [&theirs[..64], &mine[64..]].concat();
        assert!(key.public_key().verify(&digest, &mixed).is_err());
    }

    #[test]
    fn a_seed_gives_the_same_key_again() {
        for scheme in Scheme::ALL {
            let key = SigningKey::generate(scheme);
            let again = SigningKey::from_seed(scheme, key.seed()).expect("own seed");
            assert_eq!(key.public_key(), again.public_key());
        }
    }
}
