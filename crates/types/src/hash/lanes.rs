//! BLAKE3's compression function for sixteen inputs side by side, each with a chaining value of its own (BLAKE3 specification, sections 2.2 and 2.3).
//!
//! The library's vector code begins every input with the same key, so it cannot go on with what it returned: the last block of many inputs of one
//! length would be compressed one by one. Here each of the sixteen words of the function's state is a vector with a lane for each input. It needs
//! AVX-512; without it the library compresses them one by one.

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_ror_epi32, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_xor_si512,
};

use crate::hash::{Digest, TAIL_LANES as LANES};

/// A word of each input.
type Words = [u32; LANES];

/// The first words of the state's second half: those of SHA-256.
const IV: [u32; 4] = [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A];

/// Which words of the message each round takes, in order.
const SCHEDULE: [[usize; 16]; 7] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8],
    [3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1],
    [10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6],
    [12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4],
    [9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7],
    [11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13],
];

/// Whether this processor has what [`compress_tails`] needs.
pub(super) fn are_there() -> bool {
    is_x86_feature_detected!("avx512f")
}

/// The last blocks of up to sixteen inputs, all of one length of whole words: `digests` hold the chaining values before them and get the hashes.
///
/// # Panics
/// If there are more than sixteen, or the counts or lengths differ.
#[target_feature(enable = "avx512f")]
pub(super) fn compress_tails(tails: &[&[u8]], flags: u8, digests: &mut [Digest]) {
    let length = tails.first().map_or(0, |tail| tail.len());
    assert!(tails.len() <= LANES && tails.len() == digests.len());
    assert!(length <= 64 && length.is_multiple_of(4));
    let mut tail_words = [[0; LANES]; 16];
    let mut chaining = [[0; LANES]; 8];
    for (lane, (tail, digest)) in tails.iter().zip(&*digests).enumerate() {
        assert_eq!(tail.len(), length, "all are of one length");
        spread(tail, &mut tail_words, lane);
        spread(&digest.0, &mut chaining, lane);
    }
    let mut message = [_mm512_setzero_si512(); 16];
    for (vector, words) in message.iter_mut().zip(&tail_words[..length / 4]) {
        *vector = vector_of(words);
    }
    // Words 12 and 13 count chunks: each input has one.
    let mut state = [_mm512_setzero_si512(); 16];
    for (vector, words) in state.iter_mut().zip(&chaining) {
        *vector = vector_of(words);
    }
    for (vector, value) in state[8..].iter_mut().zip(IV) {
        *vector = _mm512_set1_epi32(value.cast_signed());
    }
    state[14] = _mm512_set1_epi32(length as i32);
    state[15] = _mm512_set1_epi32(i32::from(flags));
    for words in &SCHEDULE {
        round(&mut state, &message, words);
    }
    for (word, words) in chaining.iter_mut().enumerate() {
        *words = words_of(_mm512_xor_si512(state[word], state[word + 8]));
    }
    for (lane, digest) in digests.iter_mut().enumerate() {
        for (words, bytes) in chaining.iter().zip(digest.0.chunks_exact_mut(4)) {
            bytes.copy_from_slice(&words[lane].to_le_bytes());
        }
    }
}

/// Writes the words of one input into its lane.
fn spread(bytes: &[u8], words: &mut [Words], lane: usize) {
    for (words, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
        words[lane] = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
}

fn vector_of(words: &Words) -> __m512i {
    // SAFETY: both are 64 bytes, and every pattern of them is valid for either.
    unsafe { std::mem::transmute::<Words, __m512i>(*words) }
}

fn words_of(vector: __m512i) -> Words {
    // SAFETY: as above.
    unsafe { std::mem::transmute::<__m512i, Words>(vector) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn round(state: &mut [__m512i; 16], message: &[__m512i; 16], words: &[usize; 16]) {
    // Columns, then diagonals.
    mix(state, [0, 4, 8, 12], message[words[0]], message[words[1]]);
    mix(state, [1, 5, 9, 13], message[words[2]], message[words[3]]);
    mix(state, [2, 6, 10, 14], message[words[4]], message[words[5]]);
    mix(state, [3, 7, 11, 15], message[words[6]], message[words[7]]);
    mix(state, [0, 5, 10, 15], message[words[8]], message[words[9]]);
    mix(
        state,
        [1, 6, 11, 12],
        message[words[10]],
        message[words[11]],
    );
    mix(state, [2, 7, 8, 13], message[words[12]], message[words[13]]);
    mix(state, [3, 4, 9, 14], message[words[14]], message[words[15]]);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn mix(state: &mut [__m512i; 16], [a, b, c, d]: [usize; 4], first: __m512i, second: __m512i) {
    state[a] = _mm512_add_epi32(_mm512_add_epi32(state[a], state[b]), first);
    state[d] = _mm512_ror_epi32::<16>(_mm512_xor_si512(state[d], state[a]));
    state[c] = _mm512_add_epi32(state[c], state[d]);
    state[b] = _mm512_ror_epi32::<12>(_mm512_xor_si512(state[b], state[c]));
    state[a] = _mm512_add_epi32(_mm512_add_epi32(state[a], state[b]), second);
    state[d] = _mm512_ror_epi32::<8>(_mm512_xor_si512(state[d], state[a]));
    state[c] = _mm512_add_epi32(state[c], state[d]);
    state[b] = _mm512_ror_epi32::<7>(_mm512_xor_si512(state[b], state[c]));
}
