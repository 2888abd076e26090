//! Secret keys.
//!
//! Ed25519 signatures are deterministic (RFC 8032), so every library makes the same ones: here the one that makes them fastest signs,
//! and the one whose rules are ZIP215 verifies.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, ML_DSA_65_SIGNING, PqdsaKeyPair};
use zeroize::Zeroizing;

use super::{KeyError, ML_DSA_65_SIGNATURE_BYTES, PublicKey, SEED_BYTES, Scheme, check_length};
use crate::hash::Digest;

/// A secret key. It is made from a seed, can be written only as that seed, and is wiped when dropped.
pub struct SigningKey {
    seed: Zeroizing<Vec<u8>>,
    public: PublicKey,
    ed25519: Option<Ed25519KeyPair>,
    ml_dsa: Option<PqdsaKeyPair>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey(secret of {:?})", self.public)
    }
}

impl SigningKey {
    /// A new key from the operating system's randomness.
    pub fn generate(scheme: Scheme) -> Self {
        let mut seed = Zeroizing::new(vec![0; scheme.seed_bytes()]);
        getrandom::fill(&mut seed).expect("the operating system provides randomness");
        Self::from_seed(scheme, &seed).expect("the seed has the scheme's length")
    }

    /// The key of a seed: 32 bytes, or 64 (Ed25519's, then ML-DSA's) for hybrid.
    pub fn from_seed(scheme: Scheme, seed: &[u8]) -> Result<Self, KeyError> {
        check_length(scheme, "seed", scheme.seed_bytes(), seed.len())?;
        let (first, last) = (&seed[..SEED_BYTES], &seed[seed.len() - SEED_BYTES..]);
        let ed25519 = matches!(scheme, Scheme::Ed25519 | Scheme::Hybrid).then(|| {
            Ed25519KeyPair::from_seed_unchecked(first).expect("any 32 bytes are an Ed25519 seed")
        });
        let ml_dsa = matches!(scheme, Scheme::MlDsa65 | Scheme::Hybrid).then(|| {
            PqdsaKeyPair::from_seed(&ML_DSA_65_SIGNING, last)
                .expect("any 32 bytes are an ML-DSA seed")
        });
        let mut public = Vec::with_capacity(scheme.key_bytes());
        if let Some(key) = &ed25519 {
            public.extend_from_slice(key.public_key().as_ref());
        }
        if let Some(key) = &ml_dsa {
            public.extend_from_slice(key.public_key().as_ref());
        }
        let public = PublicKey {
            scheme,
            bytes: public.into(),
        };
        Ok(Self {
            seed: Zeroizing::new(seed.to_vec()),
            public,
            ed25519,
            ml_dsa,
        })
    }

    /// The scheme.
    pub const fn scheme(&self) -> Scheme {
        self.public.scheme
    }

    /// The public key.
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The secret seed, for encrypted storage only.
    pub fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// Signs any bytes.
    ///
    /// # Panics
    /// If it is no Ed25519 key: only validators sign what is no digest.
    pub fn sign_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let key = self.ed25519.as_ref().filter(|_| self.ml_dsa.is_none());
        let key = key.expect("validators vote with Ed25519 keys");
        key.sign(bytes).as_ref().to_vec()
    }

    /// Signs a digest.
    pub fn sign(&self, digest: &Digest) -> Vec<u8> {
        let mut signature = Vec::with_capacity(self.scheme().signature_bytes());
        if let Some(key) = &self.ed25519 {
            signature.extend_from_slice(key.sign(&digest.0).as_ref());
        }
        if let Some(key) = &self.ml_dsa {
            let start = signature.len();
            signature.resize(start + ML_DSA_65_SIGNATURE_BYTES, 0);
            let written = key
                .sign(&digest.0, &mut signature[start..])
                .expect("the buffer has the signature's length");
            assert_eq!(
                written, ML_DSA_65_SIGNATURE_BYTES,
                "ML-DSA-65 signatures have a fixed length"
            );
        }
        signature
    }
}
