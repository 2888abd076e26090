//! Verification of many Ed25519 signatures together.
//!
//! By the rules of ZIP215 it agrees with verifying one by one on every input.

use std::convert::Infallible;

use ed25519_zebra as ed25519;

use super::{ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES};
use crate::hash::Digest;

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
