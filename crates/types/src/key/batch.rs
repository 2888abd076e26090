//! Verification of many Ed25519 signatures together, and the search for those that do not verify.
//!
//! By the rules of ZIP215 it agrees with verifying one by one on every input. With a random 128-bit coefficient `z` for each signature
//! `(R, s)` of key `A` over message `M`, and `k = SHA-512(R ‖ A ‖ M)`, all of them verify if
//!
//! ```text
//! [8] ( Σ [z]R + Σ [z·k]A − [Σ z·s]B ) = 0
//! ```
//! The sum over a part of the signatures is that part's *remainder*. If the whole remainder is not zero, half of it is computed, the other half
//! is the difference, and so on down to single signatures. So a bad signature among `n` costs one more multiplication over `n` terms in all, and
//! nothing is decoded twice.
//!
//! Own code and not that of `ed25519-zebra`, which decodes the key of each signature again and has no search: with decoded keys a core verifies
//! 115,000 signatures a second instead of 65,000 (`docs/decisions/0002-cryptography.md`).

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity, VartimeMultiscalarMul};
use sha2::{Digest as _, Sha512};

use super::{ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES};
use crate::hash::Digest;

/// Signatures that are best verified together: with more, each costs hardly less, and a bad one costs its neighbours more.
pub const ED25519_BATCH: usize = 256;

/// Signatures of a block that are best verified together: none of them is looked for if one is bad, and each costs a fifth less than in
/// [`ED25519_BATCH`] (`docs/decisions/0002-cryptography.md`).
pub const ED25519_BLOCK_BATCH: usize = 4_096;

/// So few signatures are verified one by one: a multiplication over many points pays off only with more.
const ONE_BY_ONE_MAX: usize = 3;

/// An Ed25519 public key whose point was computed: about half of what verifying a signature in a batch costs.
pub struct Ed25519Key {
    bytes: [u8; ED25519_KEY_BYTES],
    point: EdwardsPoint,
}

impl fmt::Debug for Ed25519Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Ed25519Key({})", hex::encode(&self.bytes[..8]))
    }
}

impl Ed25519Key {
    /// The encoded key.
    pub const fn bytes(&self) -> &[u8; ED25519_KEY_BYTES] {
        &self.bytes
    }

    /// Decodes a key by the rules of ZIP215; nothing if the bytes are no point.
    pub fn decode(bytes: &[u8; ED25519_KEY_BYTES]) -> Option<Self> {
        let point = CompressedEdwardsY(*bytes).decompress()?;
        Some(Self {
            bytes: *bytes,
            point,
        })
    }
}

/// Signatures that wait to be verified together.
#[derive(Default)]
pub struct Ed25519Batch {
    waiting: Vec<Waiting>,
}

/// A signature with what it is verified against.
struct Waiting {
    key: Arc<Ed25519Key>,
    signature: [u8; ED25519_SIGNATURE_BYTES],
    k: Scalar,
}

/// A well-formed signature in a batch: its terms of the sum.
struct Term {
    /// Its place among those queued.
    place: usize,
    z: Scalar,
    zk: Scalar,
    zs: Scalar,
    r: EdwardsPoint,
    key: Arc<Ed25519Key>,
}

impl Ed25519Batch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Signatures queued.
    pub const fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing is queued.
    pub const fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds one signature over a digest.
    pub fn queue(
        &mut self,
        key: Arc<Ed25519Key>,
        digest: &Digest,
        signature: &[u8; ED25519_SIGNATURE_BYTES],
    ) {
        let hash = Sha512::new()
            .chain_update(&signature[..32])
            .chain_update(key.bytes)
            .chain_update(digest.0);
        self.waiting.push(Waiting {
            key,
            signature: *signature,
            k: Scalar::from_bytes_mod_order_wide(&hash.finalize().into()),
        });
    }

    /// Whether all signatures verify. Which of them does not is not looked for.
    pub fn is_valid(self) -> bool {
        if self.waiting.len() <= ONE_BY_ONE_MAX {
            return self.waiting.iter().all(Waiting::is_valid);
        }
        let mut coefficients = CoefficientSource::seeded();
        let waiting = self.waiting.into_iter().enumerate();
        let terms = waiting.map(|(place, waiting)| Term::new(place, waiting, coefficients.next()));
        let terms: Option<Vec<_>> = terms.collect();
        terms.is_some_and(|terms| remainder(&terms).mul_by_cofactor().is_identity())
    }

    /// Verifies all signatures, and returns the places of those that do not verify, in the order of queueing.
    pub fn invalid(self) -> Vec<usize> {
        if self.waiting.len() <= ONE_BY_ONE_MAX {
            let waiting = self.waiting.iter().enumerate();
            return waiting
                .filter(|(_, waiting)| !waiting.is_valid())
                .map(|(place, _)| place)
                .collect();
        }
        let mut coefficients = CoefficientSource::seeded();
        let mut invalid = Vec::new();
        let mut terms = Vec::with_capacity(self.waiting.len());
        for (place, waiting) in self.waiting.into_iter().enumerate() {
            match Term::new(place, waiting, coefficients.next()) {
                Some(term) => terms.push(term),
                None => invalid.push(place),
            }
        }
        let all = remainder(&terms);
        search(&terms, all, &mut invalid);
        invalid.sort_unstable();
        invalid
    }
}

impl Waiting {
    /// Whether `[8]([s]B − [k]A − R) = 0`. Usually the sum without R is encoded just as R is, and then R need not be decoded; any other
    /// encoding of the same point, or of one that differs by a small order, takes the longer way.
    fn is_valid(&self) -> bool {
        let Some((r, s)) = self.signature.split_first_chunk::<32>() else {
            return false;
        };
        let s = s.try_into().ok().map(Scalar::from_canonical_bytes);
        let Some(s) = s.and_then(Option::<Scalar>::from) else {
            return false;
        };
        let sum = EdwardsPoint::vartime_double_scalar_mul_basepoint(&-self.k, &self.key.point, &s);
        if sum.compress().0 == *r {
            return true;
        }
        CompressedEdwardsY(*r)
            .decompress()
            .is_some_and(|r| (sum - r).mul_by_cofactor().is_identity())
    }
}

impl Term {
    /// Nothing if the signature is not well-formed.
    fn new(place: usize, waiting: Waiting, z: Scalar) -> Option<Self> {
        let (r, s) = waiting.signature.split_first_chunk::<32>()?;
        let r = CompressedEdwardsY(*r).decompress()?;
        let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(s.try_into().ok()?))?;
        Some(Self {
            place,
            z,
            zk: z * waiting.k,
            zs: z * s,
            r,
            key: waiting.key,
        })
    }
}

/// The sum over these signatures, zero (but for the cofactor) if all of them verify.
fn remainder(terms: &[Term]) -> EdwardsPoint {
    let base: Scalar = -terms.iter().map(|term| term.zs).sum::<Scalar>();
    let scalars = terms.iter().flat_map(|term| [&term.z, &term.zk]);
    let points = terms.iter().flat_map(|term| [&term.r, &term.key.point]);
    EdwardsPoint::vartime_multiscalar_mul(
        std::iter::once(&base).chain(scalars),
        std::iter::once(&ED25519_BASEPOINT_POINT).chain(points),
    )
}

/// Finds the signatures that make a remainder other than zero.
fn search(terms: &[Term], remainder_of_all: EdwardsPoint, invalid: &mut Vec<usize>) {
    if remainder_of_all.mul_by_cofactor().is_identity() {
        return;
    }
    if let [only] = terms {
        invalid.push(only.place);
        return;
    }
    let half: Range<usize> = 0..terms.len() / 2;
    let (left, right) = terms.split_at(half.end);
    let of_left = remainder(left);
    search(left, of_left, invalid);
    search(right, remainder_of_all - of_left, invalid);
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

    fn next(&mut self) -> Scalar {
        let mut bytes = [0; 16];
        self.0.fill(&mut bytes);
        Scalar::from(u128::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Domain;
    use crate::key::{PublicKey, Scheme, SigningKey};

    fn key_of(bytes: &[u8]) -> Arc<Ed25519Key> {
        Arc::new(Ed25519Key::decode(bytes.try_into().unwrap()).unwrap())
    }

    fn batch_of(count: usize) -> (Vec<Arc<Ed25519Key>>, Vec<Digest>, Vec<[u8; 64]>) {
        let signers: Vec<_> = (0..count.div_ceil(3))
            .map(|_| SigningKey::generate(Scheme::Ed25519))
            .collect();
        let keys: Vec<_> = signers
            .iter()
            .map(|key| key_of(key.public_key().as_bytes()))
            .collect();
        let digests: Vec<_> = (0..count as u64)
            .map(|number| Domain::Submission.hash(&number.to_le_bytes()))
            .collect();
        let signatures = digests
            .iter()
            .zip(signers.iter().cycle())
            .map(|(digest, key)| key.sign(digest).try_into().unwrap())
            .collect();
        let keys = keys.iter().cycle().take(count).cloned().collect();
        (keys, digests, signatures)
    }

    fn invalid(
        keys: &[Arc<Ed25519Key>],
        digests: &[Digest],
        signatures: &[[u8; 64]],
    ) -> Vec<usize> {
        let mut batch = Ed25519Batch::new();
        let mut whole = Ed25519Batch::new();
        for ((key, digest), signature) in keys.iter().zip(digests).zip(signatures) {
            batch.queue(Arc::clone(key), digest, signature);
            whole.queue(Arc::clone(key), digest, signature);
        }
        let invalid = batch.invalid();
        // A block is judged as a whole: on whatever is judged here, both agree.
        assert_eq!(whole.is_valid(), invalid.is_empty());
        invalid
    }

    #[test]
    fn good_signatures_verify_and_the_bad_ones_are_named() {
        for count in [0, 1, 2, 3, 64, 257] {
            let (keys, digests, mut signatures) = batch_of(count);
            assert!(invalid(&keys, &digests, &signatures).is_empty(), "{count}");
            let mut bad: Vec<usize> = [0, 1, 5, count / 2, count.saturating_sub(1)]
                .into_iter()
                .filter(|place| *place < count)
                .collect();
            bad.sort_unstable();
            bad.dedup();
            for place in &bad {
                // Once in R, once in s, once so that s is not canonical.
                let byte = [3, 40, 63][place % 3];
                signatures[*place][byte] ^= 0xf0;
            }
            assert_eq!(invalid(&keys, &digests, &signatures), bad, "{count}");
        }
    }

    /// Encodings of the eight points of small order, those that are not canonical included (ZIP215 takes them).
    fn small_order_encodings() -> Vec<[u8; 32]> {
        let mut encodings = Vec::new();
        for point in curve25519_dalek::constants::EIGHT_TORSION {
            let mut canonical = point.compress().0;
            encodings.push(canonical);
            let sign = canonical[31] & 0x80;
            canonical[31] &= 0x7f;
            // y below 19 can be written as y + p, too, and x = 0 with either sign.
            if canonical[1..].iter().all(|byte| *byte == 0) && canonical[0] < 19 {
                let mut plus_p = [0xff; 32];
                plus_p[0] = 0xed + canonical[0];
                plus_p[31] = 0x7f | sign;
                encodings.push(plus_p);
                plus_p[31] ^= 0x80;
                encodings.push(plus_p);
            }
            let mut other_sign = point.compress().0;
            other_sign[31] ^= 0x80;
            encodings.push(other_sign);
        }
        encodings.sort_unstable();
        encodings.dedup();
        encodings
    }

    #[test]
    fn it_agrees_with_verifying_one_by_one_where_rules_differ_between_libraries() {
        let encodings = small_order_encodings();
        assert!(encodings.len() >= 14, "{}", encodings.len());
        let digest = Domain::Submission.hash(b"ZIP215");
        for key in &encodings {
            for r in &encodings {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(r);
                let alone = PublicKey::new(Scheme::Ed25519, key)
                    .is_ok_and(|key| key.verify(&digest, &signature).is_ok());
                let Some(decoded) = Ed25519Key::decode(key) else {
                    assert!(!alone);
                    continue;
                };
                let decoded = Arc::new(decoded);
                for count in [1, ONE_BY_ONE_MAX + 1] {
                    let keys = vec![Arc::clone(&decoded); count];
                    let together = invalid(&keys, &vec![digest; count], &vec![signature; count]);
                    let same = together.is_empty() == alone;
                    assert!(same, "{count}: {} {}", hex::encode(key), hex::encode(r));
                }
                assert!(alone, "ZIP215 takes points of small order");
            }
        }
    }
}
