//! Keys and values of the history index. Not frozen: another layout gets another version number and the index is built again.
//!
//! A posting within a block is one number, `position << 32 | record index << 15 | role << 13 | labels`, so that larger is newer.

use super::{Labels, Role};

/// Postings under one key: 1 KiB of value.
pub(super) const POSTINGS_PER_KEY: usize = 128;

/// Length of a posting key: short enough for the engine to keep without an allocation.
const POSTING_KEY_BYTES: usize = 20;
/// Bits of the labels, which say nothing about the place of a posting.
pub(super) const LABEL_BITS: u32 = 13;
const ROLE_BITS: u32 = 2;
const RECORD_BITS: u32 = 17;
const _: () = assert!(LABEL_BITS + ROLE_BITS + RECORD_BITS == 32);
/// The record index of a posting of a whole submission: above that of every record.
const WHOLE_SUBMISSION: u64 = (1 << RECORD_BITS) - 1;

/// One posting as a number that sorts by age.
///
/// # Panics
/// If the record index is above what a submission can have, or the labels are wider than [`LABEL_BITS`].
pub(super) fn pack(position: u32, record_index: Option<u32>, role: Role, labels: Labels) -> u64 {
    let record = record_index.map_or(WHOLE_SUBMISSION, u64::from);
    assert!(record <= WHOLE_SUBMISSION && labels.0 >> LABEL_BITS == 0);
    u64::from(position) << 32
        | record << (LABEL_BITS + ROLE_BITS)
        | (role as u64) << LABEL_BITS
        | u64::from(labels.0)
}

/// The reverse of [`pack`].
pub(super) fn unpack(packed: u64) -> (u32, Option<u32>, Role, Labels) {
    let record = packed >> (LABEL_BITS + ROLE_BITS) & WHOLE_SUBMISSION;
    let role = match packed >> LABEL_BITS & 3 {
        0 => Role::Credited,
        1 => Role::Debited,
        2 => Role::Signer,
        _ => Role::Concerned,
    };
    let labels = Labels(packed as u16 & ((1 << LABEL_BITS) - 1));
    let record_index = (record != WHOLE_SUBMISSION).then_some(record as u32);
    ((packed >> 32) as u32, record_index, role, labels)
}

/// Account ‖ inverted height ‖ inverted first posting, big-endian: ascending keys are descending heights.
pub(super) fn posting_key(account: u32, height: u64, first_packed: u64) -> [u8; POSTING_KEY_BYTES] {
    let mut key = [0; POSTING_KEY_BYTES];
    key[..4].copy_from_slice(&account.to_be_bytes());
    key[4..12].copy_from_slice(&(!height).to_be_bytes());
    key[12..].copy_from_slice(&(!first_packed).to_be_bytes());
    key
}

/// The height in a posting key.
pub(super) fn split_posting_key(key: &[u8]) -> Option<u64> {
    (key.len() == POSTING_KEY_BYTES)
        .then(|| !u64::from_be_bytes(*key[4..].first_chunk().expect("the length was just checked")))
}

/// The postings of a value, newest first.
pub(super) fn decode_postings(value: &[u8]) -> impl Iterator<Item = u64> {
    value
        .chunks_exact(8)
        .map(|bytes| u64::from_be_bytes(*bytes.first_chunk().expect("chunks_exact gives eight")))
}

/// Height and position of a submission as a value.
pub(super) fn encode_submission(height: u64, position: u32) -> [u8; 12] {
    let mut value = [0; 12];
    value[..8].copy_from_slice(&height.to_be_bytes());
    value[8..].copy_from_slice(&position.to_be_bytes());
    value
}

/// The reverse of [`encode_submission`].
pub(super) fn decode_submission(value: &[u8]) -> Option<(u64, u32)> {
    let height = u64::from_be_bytes(*value.first_chunk()?);
    let position = u32::from_be_bytes(*value.get(8..)?.first_chunk()?);
    Some((height, position))
}

/// A height as a value, or at the start of one.
pub(super) fn decode_height(value: &[u8]) -> Option<u64> {
    value.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_postings_have_larger_numbers_and_smaller_keys() {
        let labels = Labels((1 << LABEL_BITS) - 1);
        let newer = pack(2, Some(0), Role::Credited, Labels(0));
        let older = pack(1, Some(65_535), Role::Concerned, labels);
        assert!(newer > older);
        assert!(posting_key(7, 5, newer) < posting_key(7, 5, older));
        assert!(posting_key(7, 6, older) < posting_key(7, 5, newer));
        assert!(posting_key(8, 6, newer) > posting_key(7, 0, older));
        assert_eq!(unpack(older), (1, Some(65_535), Role::Concerned, labels));
        assert_eq!(split_posting_key(&posting_key(7, 5, older)), Some(5));
        assert_eq!(decode_submission(&encode_submission(9, 3)), Some((9, 3)));
    }

    #[test]
    fn a_whole_submission_stands_above_its_records() {
        let whole = pack(1, None, Role::Signer, Labels(5));
        assert!(whole > pack(1, Some(65_535), Role::Concerned, Labels(0)));
        assert_eq!(unpack(whole), (1, None, Role::Signer, Labels(5)));
    }
}
