//! Domain-separated BLAKE3, and the wide form of it for many small inputs.
//!
//! `H[label](data)` is BLAKE3's keyed hash with the label, zero padded to 32 bytes, as key. A 64-byte input is then exactly one
//! compression, and [`hash_many`] runs up to sixteen of them side by side in vector registers.

#[cfg(target_arch = "x86_64")]
mod lanes;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use blake3::IncrementCounter;
use blake3::platform::{Platform, le_bytes_from_words_32, words_from_le_bytes_32};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A 32-byte hash.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Digest(pub [u8; 32]);

/// Half of the bytes are enough for a place in a map: nobody finds two hashes that agree in them either.
impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let half = self.0.first_chunk::<16>().expect("32 bytes have a half");
        state.write_u128(u128::from_le_bytes(*half));
    }
}

impl Digest {
    /// 32 zero bytes: the root of an empty tree, the parent of the genesis block.
    pub const ZERO: Self = Self([0; 32]);

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 64];
        hex::encode_to_slice(self.0, &mut text).expect("64 digits hold 32 bytes");
        formatter.write_str(std::str::from_utf8(&text).expect("hexadecimal is ASCII"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 hexadecimal digits, got {length} characters")]
pub struct ParseDigestError {
    length: usize,
}

impl FromStr for Digest {
    type Err = ParseDigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseDigestError {
            length: text.chars().count(),
        })?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    /// Documents have one text: capitals are refused.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(serde::de::Error::custom(
                "expected lower-case hexadecimal digits",
            ));
        }
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! domains {
    ($($(#[$doc:meta])* $name:ident = $label:literal,)*) => {
        /// What a hash is for. The label is the BLAKE3 key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Domain { $($(#[$doc])* $name,)* }

        impl Domain {
            /// Every domain, for tests and documentation.
            pub const ALL: &'static [Domain] = &[$(Domain::$name,)*];

            /// The label of `docs/protocol.md`.
            pub const fn label(self) -> &'static str {
                match self { $(Domain::$name => $label,)* }
            }
        }
    };
}

domains! {
    /// Address of a key.
    Address = "aurigraph/v1/address",
    /// Address of a subaccount.
    Subaccount = "aurigraph/v1/subaccount",
    /// Chain id.
    Genesis = "aurigraph/v1/genesis",
    /// Submission id: what a client signs.
    Submission = "aurigraph/v1/submission",
    /// Receipt of one transfer.
    ReceiptLeaf = "aurigraph/v1/receipt-leaf",
    /// One submission in a block's receipts tree.
    Entry = "aurigraph/v1/entry",
    /// Inner node of every tree.
    Node = "aurigraph/v1/node",
    /// Block hash.
    Header = "aurigraph/v1/header",
    /// What a validator signs.
    Vote = "aurigraph/v1/vote",
    /// The validator set.
    Validators = "aurigraph/v1/validators",
    /// The body of a block that a committee decides.
    Body = "aurigraph/v1/body",
    /// What a committee's votes name: a block with its body and its parent.
    Payload = "aurigraph/v1/payload",
    /// What validators vote for beside blocks.
    Proposal = "aurigraph/v1/proposal",
    /// What governance decided, in the state.
    Governance = "aurigraph/v1/governance",
    /// What a node says of itself.
    NodeStatus = "aurigraph/v1/node-status",
    /// One account in the state.
    AccountLeaf = "aurigraph/v1/account-leaf",
    /// Eight balances of a dense asset.
    BalanceLeaf = "aurigraph/v1/balance-leaf",
    /// One balance of a sparse asset.
    SparseLeaf = "aurigraph/v1/sparse-leaf",
    /// The used sequences of one signer.
    WindowLeaf = "aurigraph/v1/window-leaf",
    /// One record of the registry.
    RegistryLeaf = "aurigraph/v1/registry-leaf",
    /// All sections of the registry.
    Registry = "aurigraph/v1/registry",
    /// What is said of a real-world asset.
    AssetContent = "aurigraph/v1/asset-content",
    /// The state root.
    State = "aurigraph/v1/state",
    /// What people sign for a portal: statements in words. Nothing of the ledger is made with it, so such a signature moves nothing there.
    PortalStatement = "aurigraph/v1/portal-statement",
    /// A node's key, as a registrar names it on the ledger.
    NodeRegistration = "aurigraph/v1/node-registration",
    /// What a node signs to be registered.
    NodeEnrolment = "aurigraph/v1/node-enrolment",
}

impl Domain {
    /// The label, zero padded to a BLAKE3 key.
    pub const fn key(self) -> [u8; 32] {
        let label = self.label().as_bytes();
        let mut key = [0; 32];
        let mut index = 0;
        while index < label.len() {
            key[index] = label[index];
            index += 1;
        }
        key
    }

    fn key_words(self) -> [u32; 8] {
        words_from_le_bytes_32(&self.key())
    }

    /// Hashes one byte string.
    pub fn hash(self, data: &[u8]) -> Digest {
        Digest(*blake3::keyed_hash(&self.key(), data).as_bytes())
    }

    /// Hashes the concatenation of several byte strings.
    pub fn hash_parts(self, parts: &[&[u8]]) -> Digest {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut short = [0; SHORT_BYTES];
        if let Some(short) = short.get_mut(..length) {
            // The library's incremental hasher has two kilobytes to set up and move, more than this takes.
            let mut rest = &mut *short;
            for part in parts {
                let (own, after) = rest.split_at_mut(part.len());
                own.copy_from_slice(part);
                rest = after;
            }
            return self.hash(short);
        }
        let mut hasher = blake3::Hasher::new_keyed(&self.key());
        for part in parts {
            hasher.update(part);
        }
        Digest(*hasher.finalize().as_bytes())
    }
}

/// Up to this length several byte strings are put together before they are hashed.
const SHORT_BYTES: usize = 256;

// Flags of the BLAKE3 compression function, from the specification, section 2.3.
const CHUNK_START: u8 = 1;
const CHUNK_END: u8 = 1 << 1;
const ROOT: u8 = 1 << 3;
const KEYED_HASH: u8 = 1 << 4;

/// Inputs handed to the vector code at once: a multiple of its 16 lanes that stays on the stack.
pub const LANES: usize = 64;

/// Inputs whose last blocks are compressed at once.
const TAIL_LANES: usize = 16;
/// For fewer, one by one is as fast.
const SIDE_BY_SIDE_MIN: usize = 4;

/// `output[i] = domain.hash(&inputs[i])` for inputs of exactly 64 bytes, about five times faster than one by one.
///
/// # Panics
/// If the lengths differ.
pub fn hash_many(domain: Domain, inputs: &[[u8; 64]], output: &mut [Digest]) {
    assert_eq!(inputs.len(), output.len(), "one output for each input");
    for (inputs, output) in inputs.chunks(LANES).zip(output.chunks_mut(LANES)) {
        let mut references = [&inputs[0]; LANES];
        for (reference, input) in references.iter_mut().zip(inputs) {
            *reference = input;
        }
        hash_many_references(domain, &references[..inputs.len()], output);
    }
}

/// [`hash_many`] for inputs that do not lie side by side, of any number of whole blocks of 64 bytes up to BLAKE3's chunk of 1,024.
///
/// # Panics
/// If the lengths differ.
pub fn hash_many_references<const LENGTH: usize>(
    domain: Domain,
    inputs: &[&[u8; LENGTH]],
    output: &mut [Digest],
) {
    const { assert!(LENGTH.is_multiple_of(64) && LENGTH > 0 && LENGTH <= 1024) };
    assert_eq!(inputs.len(), output.len(), "one output for each input");
    // `Digest` is a transparent wrapper of 32 bytes, so this view is the flat output the vector code wants.
    let flat = digests_as_bytes_mut(output);
    Platform::detect().hash_many(
        inputs,
        &domain.key_words(),
        0,
        IncrementCounter::No,
        KEYED_HASH,
        CHUNK_START,
        CHUNK_END | ROOT,
        flat,
    );
}

/// `output[i] = domain.hash(&inputs[i])` for inputs of one length of whole words between two blocks of 64 bytes: all whole blocks side by side, then
/// what is left of each, too. `WHOLE` is the length of the whole blocks.
///
/// # Panics
/// If the lengths differ, or `WHOLE` is not what it should be, or an input is longer than BLAKE3's chunk of 1,024 bytes.
pub fn hash_many_longer<const LENGTH: usize, const WHOLE: usize>(
    domain: Domain,
    inputs: &[[u8; LENGTH]],
    output: &mut [Digest],
) {
    assert_eq!(inputs.len(), output.len(), "one output for each input");
    const { assert!(WHOLE == LENGTH / 64 * 64 && WHOLE < LENGTH && LENGTH <= 1024) };
    const { assert!(LENGTH.is_multiple_of(4)) };
    let platform = Platform::detect();
    for (inputs, output) in inputs.chunks(TAIL_LANES).zip(output.chunks_mut(TAIL_LANES)) {
        let mut references = [whole::<LENGTH, WHOLE>(&inputs[0]); TAIL_LANES];
        let mut tails = [&inputs[0][WHOLE..]; TAIL_LANES];
        for ((reference, tail), input) in references.iter_mut().zip(&mut tails).zip(inputs) {
            *reference = whole::<LENGTH, WHOLE>(input);
            *tail = &input[WHOLE..];
        }
        // Without the flags of an end: what comes out are chaining values.
        platform.hash_many(
            &references[..inputs.len()],
            &domain.key_words(),
            0,
            IncrementCounter::No,
            KEYED_HASH,
            CHUNK_START,
            0,
            digests_as_bytes_mut(output),
        );
        finish(
            platform,
            &tails[..inputs.len()],
            KEYED_HASH | CHUNK_END | ROOT,
            output,
        );
    }
}

/// Compresses the last blocks of inputs of one length: `digests` hold the chaining values before them and get the hashes.
fn finish(platform: Platform, tails: &[&[u8]], flags: u8, digests: &mut [Digest]) {
    #[cfg(target_arch = "x86_64")]
    if tails.len() >= SIDE_BY_SIDE_MIN && lanes::are_there() {
        // SAFETY: the processor has what the function is compiled for. Measured gain: docs/decisions/0002-cryptography.md.
        return unsafe { lanes::compress_tails(tails, flags, digests) };
    }
    for (tail, digest) in tails.iter().zip(digests) {
        let mut block = [0; 64];
        block[..tail.len()].copy_from_slice(tail);
        let mut words = words_from_le_bytes_32(&digest.0);
        platform.compress_in_place(&mut words, &block, tail.len() as u8, 0, flags);
        digest.0 = le_bytes_from_words_32(&words);
    }
}

/// The whole blocks of an input.
fn whole<const LENGTH: usize, const WHOLE: usize>(input: &[u8; LENGTH]) -> &[u8; WHOLE] {
    input.first_chunk().expect("WHOLE is below LENGTH")
}

/// Hashes pairs of digests as inner nodes: `output[i] = H[node](children[2i] ‖ children[2i+1])`.
///
/// # Panics
/// If `children` is not twice as long as `output`.
pub fn hash_nodes(children: &[Digest], output: &mut [Digest]) {
    assert_eq!(
        children.len(),
        output.len() * 2,
        "two children for each node"
    );
    hash_many(Domain::Node, digests_as_pairs(children), output);
}

fn digests_as_bytes_mut(digests: &mut [Digest]) -> &mut [u8] {
    let length = digests.len() * 32;
    // SAFETY: `Digest` is `repr(transparent)` over `[u8; 32]`: no padding, alignment 1, every byte pattern valid; the length is
    // the same memory counted in bytes. Measured gain: hashing without a copy of every output (docs/decisions/0002).
    unsafe { std::slice::from_raw_parts_mut(digests.as_mut_ptr().cast::<u8>(), length) }
}

/// Pairs of digests as node inputs; an odd last digest is left out.
pub fn digests_as_pairs(digests: &[Digest]) -> &[[u8; 64]] {
    // SAFETY: two consecutive `Digest`s are 64 consecutive bytes with alignment 1; the count is halved.
    unsafe { std::slice::from_raw_parts(digests.as_ptr().cast::<[u8; 64]>(), digests.len() / 2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_distinct_and_fit_a_key() {
        for (index, domain) in Domain::ALL.iter().enumerate() {
            assert!(domain.label().len() <= 32);
            for other in &Domain::ALL[index + 1..] {
                assert_ne!(domain.label(), other.label());
            }
        }
    }

    #[test]
    fn wide_hashing_agrees_with_the_library_at_every_count() {
        for count in 0..200_usize {
            let inputs: Vec<[u8; 64]> = (0..count).map(|i| [(i * 7 % 251) as u8; 64]).collect();
            let mut output = vec![Digest::ZERO; count];
            hash_many(Domain::ReceiptLeaf, &inputs, &mut output);
            for (input, digest) in inputs.iter().zip(&output) {
                assert_eq!(*digest, Domain::ReceiptLeaf.hash(input));
            }
        }
    }

    #[test]
    fn wide_hashing_of_longer_inputs_agrees_with_the_library() {
        for count in [0, 1, 3, 16, 63, 64, 65, 130_usize] {
            let inputs: Vec<[u8; 72]> = (0..count).map(|i| [(i * 7 % 251) as u8; 72]).collect();
            let mut output = vec![Digest::ZERO; count];
            hash_many_longer::<72, 64>(Domain::Entry, &inputs, &mut output);
            for (input, digest) in inputs.iter().zip(&output) {
                assert_eq!(*digest, Domain::Entry.hash(input));
            }
            let inputs: Vec<[u8; 144]> = (0..count).map(|i| [(i * 5 % 251) as u8; 144]).collect();
            hash_many_longer::<144, 128>(Domain::WindowLeaf, &inputs, &mut output);
            for (input, digest) in inputs.iter().zip(&output) {
                assert_eq!(*digest, Domain::WindowLeaf.hash(input));
            }
        }
        let inputs: Vec<[u8; 128]> = (0..LANES).map(|i| [i as u8; 128]).collect();
        let references: Vec<&[u8; 128]> = inputs.iter().collect();
        let mut output = vec![Digest::ZERO; LANES];
        hash_many_references(Domain::Submission, &references, &mut output);
        for (input, digest) in inputs.iter().zip(&output) {
            assert_eq!(*digest, Domain::Submission.hash(input));
        }
    }

    #[test]
    fn parts_are_hashed_as_what_they_are_together_at_every_length() {
        for length in [0, 1, 63, 64, 72, 255, 256, 257, 2_000_usize] {
            let bytes: Vec<u8> = (0..length).map(|i| i as u8).collect();
            let (left, right) = bytes.split_at(length / 3);
            assert_eq!(
                Domain::Entry.hash_parts(&[left, &[], right]),
                Domain::Entry.hash(&bytes)
            );
        }
    }

    #[test]
    fn digest_text_round_trips_and_refuses_the_rest() {
        let digest = Domain::Node.hash(b"x");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("12".parse::<Digest>().is_err());
        assert!("g".repeat(64).parse::<Digest>().is_err());
    }
}
