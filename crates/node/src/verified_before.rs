//! Signatures that were found valid a moment ago, so that no validator verifies one twice: a submission comes from a client or from another validator,
//! and then once more in a block.
//!
//! What is remembered is a hash over key, submission id and signature. So another signature over the same id is another matter, and so is the same one
//! after the signer's key has changed. Only what did verify is here: a signature that does not is looked at again each time. The hash is keyed with
//! randomness that never leaves the process: nobody can look for a second input to one that is here.
//!
//! The table is of fixed size, and what is not in it any more is verified once more.

use std::sync::atomic::{AtomicU64, Ordering};

use aurigraph_types::Digest;

use crate::key_directory::VerifyingKey;

/// Sets of entries: a hash is in one of them.
const SETS: usize = 1 << 16;
/// Entries in a set, in the order in which they came: they fill one line of the processor's cache. All of them take four megabytes.
const SET_ENTRIES: usize = 4;

type Entry = [AtomicU64; 2];

/// A key, a submission id and a signature: which set they have, and what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    set: usize,
    hash: [u64; 2],
}

/// What was found valid.
#[derive(Debug)]
pub struct VerifiedBefore {
    secret: [u8; 32],
    /// Both halves are read and written each for itself: a reader that sees halves of two entries finds nothing, unless both are those that it looks for.
    sets: Box<[Set]>,
}

#[derive(Debug, Default)]
#[repr(align(64))]
struct Set([Entry; SET_ENTRIES]);

impl VerifiedBefore {
    /// An empty table.
    ///
    /// # Panics
    /// If the operating system has no randomness.
    pub fn new() -> Self {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).expect("the operating system provides randomness");
        Self {
            secret,
            sets: (0..SETS).map(|_| Set::default()).collect(),
        }
    }

    /// Of these three. Key and signature have the lengths that the key's scheme fixes.
    pub fn signed(&self, key: &VerifyingKey, id: &Digest, signature: &[u8]) -> Signed {
        let hash: [u8; 32] = if let (VerifyingKey::Ed25519(key), 64) = (key, signature.len()) {
            // In one piece: the incremental hasher takes longer to set up than these few bytes to hash.
            let mut bytes = [0; 128];
            bytes[..32].copy_from_slice(key.bytes());
            bytes[32..64].copy_from_slice(&id.0);
            bytes[64..].copy_from_slice(signature);
            blake3::keyed_hash(&self.secret, &bytes).into()
        } else {
            let mut hasher = blake3::Hasher::new_keyed(&self.secret);
            hasher.update(key.bytes());
            hasher.update(&id.0);
            hasher.update(signature);
            hasher.finalize().into()
        };
        let word = |number: usize| {
            let bytes = hash[number * 8..][..8].try_into();
            u64::from_le_bytes(bytes.expect("eight bytes"))
        };
        Signed {
            set: word(2) as usize % SETS,
            hash: [word(0), word(1)],
        }
    }

    /// Whether this was found valid a moment ago.
    pub fn contains(&self, signed: &Signed) -> bool {
        let set = &self.sets[signed.set].0;
        set.iter().any(|entry| read(entry) == signed.hash)
    }

    /// This was found valid. The oldest entry of its set gives way.
    pub fn learn(&self, signed: &Signed) {
        let mut entering = signed.hash;
        for entry in &self.sets[signed.set].0 {
            let leaving = read(entry);
            for (half, known) in entry.iter().zip(entering) {
                half.store(known, Ordering::Relaxed);
            }
            entering = leaving;
        }
    }
}

fn read(entry: &Entry) -> [u64; 2] {
    let [low, high] = entry;
    [low.load(Ordering::Relaxed), high.load(Ordering::Relaxed)]
}

impl Default for VerifiedBefore {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aurigraph_types::Scheme;

    use super::*;

    fn signed(before: &VerifiedBefore, key: u8, id: u8, signature: u8) -> Signed {
        let key = VerifyingKey::Other(Scheme::MlDsa65, Arc::from([key; 4]));
        before.signed(&key, &Digest([id; 32]), &[signature; 4])
    }

    #[test]
    fn only_the_same_key_submission_and_signature_are_the_same() {
        let before = VerifiedBefore::new();
        let known = signed(&before, 1, 2, 3);
        assert!(!before.contains(&known));
        before.learn(&known);
        assert!(before.contains(&signed(&before, 1, 2, 3)));
        for (key, id, signature) in [(9, 2, 3), (1, 9, 3), (1, 2, 9)] {
            let other = signed(&before, key, id, signature);
            assert!(!before.contains(&other));
            // Not even in the same set.
            let there = Signed {
                set: known.set,
                ..other
            };
            assert!(!before.contains(&there));
        }
    }

    #[test]
    fn another_process_has_other_hashes() {
        let (one, other) = (VerifiedBefore::new(), VerifiedBefore::new());
        assert_ne!(signed(&one, 1, 2, 3), signed(&other, 1, 2, 3));
    }

    #[test]
    fn the_oldest_of_a_set_is_forgotten() {
        let before = VerifiedBefore::new();
        let number = |number: u64| Signed {
            set: 7,
            hash: [number + 1; 2],
        };
        let entries = SET_ENTRIES as u64;
        for one in 0..=entries {
            before.learn(&number(one));
        }
        assert!(!before.contains(&number(0)));
        assert!((1..=entries).all(|one| before.contains(&number(one))));
        let elsewhere = Signed {
            set: 8,
            ..number(entries)
        };
        assert!(!before.contains(&elsewhere));
    }
}
