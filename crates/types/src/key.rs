//! Keys and signatures: Ed25519 by ZIP215 rules, ML-DSA-65, and both together.
//!
//! Single and batch verification of Ed25519 agree on every input (ZIP215), so that validators cannot disagree about a block.
//! What is signed is always a 32-byte digest that is already bound to one domain and one chain.

use std::convert::Infallible;
use std::fmt;

use aws_lc_rs::signature::{
    KeyPair, ML_DSA_65, ML_DSA_65_SIGNING, PqdsaKeyPair, VerificationAlgorithm,
};
use ed25519_zebra as ed25519;
use zeroize::Zeroizing;

use crate::hash::{Digest, Domain};
use crate::ids::Address;

/// Bytes of an Ed25519 public key.
pub const ED25519_KEY_BYTES: usize = 32;
/// Bytes of an Ed25519 signature.
pub const ED25519_SIGNATURE_BYTES: usize = 64;
/// Bytes of an ML-DSA-65 public key.
pub const ML_DSA_65_KEY_BYTES: usize = 1_952;
/// Bytes of an ML-DSA-65 signature.
pub const ML_DSA_65_SIGNATURE_BYTES: usize = 3_309;
/// Bytes of one secret seed.
pub const SEED_BYTES: usize = 32;

/// Signature scheme of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Scheme {
    /// Ed25519, ZIP215.
    Ed25519 = 1,
    /// ML-DSA-65 (FIPS 204) with an empty context.
    MlDsa65 = 2,
    /// Ed25519 and ML-DSA-65: both signatures must verify.
    Hybrid = 3,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::MlDsa65, Self::Hybrid];

    /// The byte in encodings.
    pub const fn as_u8(self) -> u8 {
        self as u8
    }

    /// The scheme of a byte.
    pub const fn from_u8(value: u8) -> Option<Self> {
        match value {
            1 => Some(Self::Ed25519),
            2 => Some(Self::MlDsa65),
            3 => Some(Self::Hybrid),
            _ => None,
        }
    }

    /// The name in APIs and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::MlDsa65 => "ml-dsa-65",
            Self::Hybrid => "hybrid",
        }
    }

    /// The scheme of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// Bytes of a public key.
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::Ed25519 => ED25519_KEY_BYTES,
            Self::MlDsa65 => ML_DSA_65_KEY_BYTES,
            Self::Hybrid => ED25519_KEY_BYTES + ML_DSA_65_KEY_BYTES,
        }
    }

    /// Bytes of a signature.
    pub const fn signature_bytes(self) -> usize {
        match self {
            Self::Ed25519 => ED25519_SIGNATURE_BYTES,
            Self::MlDsa65 => ML_DSA_65_SIGNATURE_BYTES,
            Self::Hybrid => ED25519_SIGNATURE_BYTES + ML_DSA_65_SIGNATURE_BYTES,
        }
    }

    /// Bytes of the secret seeds.
    pub const fn seed_bytes(self) -> usize {
        match self {
            Self::Ed25519 | Self::MlDsa65 => SEED_BYTES,
            Self::Hybrid => 2 * SEED_BYTES,
        }
    }
}

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
        let scheme = self.scheme;
        check_length(
            scheme,
            "signature",
            scheme.signature_bytes(),
            signature.len(),
        )?;
        let verified = match scheme {
            Scheme::Ed25519 => verify_ed25519(&self.bytes, digest, signature),
            Scheme::MlDsa65 => verify_ml_dsa_65(&self.bytes, digest, signature),
            Scheme::Hybrid => {
                let (ed25519_key, ml_dsa_key) = self.bytes.split_at(ED25519_KEY_BYTES);
                let (ed25519_signature, ml_dsa_signature) =
                    signature.split_at(ED25519_SIGNATURE_BYTES);
                verify_ed25519(ed25519_key, digest, ed25519_signature)
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

fn verify_ed25519(key: &[u8], digest: &Digest, signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        ed25519::VerificationKey::try_from(key),
        <[u8; 64]>::try_from(signature),
    ) else {
        return false;
    };
    key.verify(&ed25519::Signature::from(signature), &digest.0)
        .is_ok()
}

fn verify_ml_dsa_65(key: &[u8], digest: &Digest, signature: &[u8]) -> bool {
    ML_DSA_65.verify_sig(key, &digest.0, signature).is_ok()
}

/// Verifies many Ed25519 signatures together, about twice as fast as one by one.
#[derive(Default)]
pub struct Ed25519Batch {
    verifier: ed25519::batch::Verifier,
}

impl Ed25519Batch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one signature over a digest.
    pub fn queue(
        &mut self,
        key: &[u8; ED25519_KEY_BYTES],
        digest: &Digest,
        signature: &[u8; ED25519_SIGNATURE_BYTES],
    ) {
        self.verifier.queue((
            ed25519::VerificationKeyBytes::from(*key),
            ed25519::Signature::from(*signature),
            &digest.0,
        ));
    }

    /// Whether every queued signature verifies.
    pub fn verify(self) -> bool {
        self.verifier.verify(CoefficientSource::seeded()).is_ok()
    }
}

/// Unpredictable coefficients for batch verification: BLAKE3's output stream over a fresh operating-system seed, because asking
/// the operating system for every 16 bytes costs more than the verification saves.
struct CoefficientSource(blake3::OutputReader);

impl CoefficientSource {
    fn seeded() -> Self {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the operating system provides randomness");
        Self(blake3::Hasher::new_keyed(&seed).finalize_xof())
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }
}

impl rand_core::TryRng for CoefficientSource {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for CoefficientSource {}

/// A secret key. It is made from a seed, can be written only as that seed, and is wiped when dropped.
pub struct SigningKey {
    seed: Zeroizing<Vec<u8>>,
    public: PublicKey,
    ed25519: Option<ed25519::SigningKey>,
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
            ed25519::SigningKey::try_from(first).expect("any 32 bytes are an Ed25519 seed")
        });
        let ml_dsa = matches!(scheme, Scheme::MlDsa65 | Scheme::Hybrid).then(|| {
            PqdsaKeyPair::from_seed(&ML_DSA_65_SIGNING, last)
                .expect("any 32 bytes are an ML-DSA seed")
        });
        let mut public = Vec::with_capacity(scheme.key_bytes());
        if let Some(key) = &ed25519 {
            public.extend_from_slice(key.verification_key().as_ref());
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

    /// Signs a digest.
    pub fn sign(&self, digest: &Digest) -> Vec<u8> {
        let mut signature = Vec::with_capacity(self.scheme().signature_bytes());
        if let Some(key) = &self.ed25519 {
            signature.extend_from_slice(&key.sign(&digest.0).to_bytes());
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

    #[test]
    fn batch_verification_agrees_with_single() {
        let digest = Domain::Submission.hash(b"pay");
        for bad in [false, true] {
            let mut batch = Ed25519Batch::new();
            for number in 0..20 {
                let key = SigningKey::generate(Scheme::Ed25519);
                let mut signature: [u8; 64] = key.sign(&digest).try_into().expect("64 bytes");
                signature[40] ^= u8::from(bad && number == 13);
                batch.queue(
                    key.public_key().as_bytes().try_into().expect("32 bytes"),
                    &digest,
                    &signature,
                );
            }
            assert_eq!(batch.verify(), !bad);
        }
    }
}
