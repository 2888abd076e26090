//! Keys and values of the history index. Not frozen: another layout gets another version number and the index is built again.
//!
//! A posting within a block is one number, `position << 32 | record index << 1 | direction`, so that larger is newer.

use super::Direction;

/// Postings under one key: 1 KiB of value.
pub(super) const POSTINGS_PER_KEY: usize = 128;

/// Length of a posting key: short enough for the engine to keep without an allocation.
const POSTING_KEY_BYTES: usize = 20;

/// One posting as a number that sorts by age.
pub(super) fn pack(position: u32, record_index: u32, direction: Direction) -> u64 {
    u64::from(position) << 32
        | u64::from(record_index) << 1
        | u64::from(direction == Direction::Out)
}

/// The reverse of [`pack`].
pub(super) fn unpack(packed: u64) -> (u32, u32, Direction) {
    let direction = if packed & 1 == 1 {
        Direction::Out
    } else {
        Direction::In
    };
    ((packed >> 32) as u32, (packed as u32) >> 1, direction)
}

/// Account ‖ inverted height ‖ inverted first posting, big-endian: ascending keys are descending heights.
pub(super) fn posting_key(account: u32, height: u64, first_packed: u64) -> [u8; POSTING_KEY_BYTES] {
    let mut key = [0; POSTING_KEY_BYTES];
    key[..4].copy_from_slice(&account.to_be_bytes());
    key[4..12].copy_from_slice(&(!height).to_be_bytes());
    key[12..].copy_from_slice(&(!first_packed).to_be_bytes());
    key
}

/// The beginning of all keys of an account.
pub(super) fn posting_prefix(account: u32) -> [u8; 4] {
    account.to_be_bytes()
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
        let newer = pack(2, 0, Direction::In);
        let older = pack(1, 65_535, Direction::Out);
        assert!(newer > older);
        assert!(posting_key(7, 5, newer) < posting_key(7, 5, older));
        assert!(posting_key(7, 6, older) < posting_key(7, 5, newer));
        assert!(posting_key(8, 6, newer) > posting_key(7, 0, older));
        assert_eq!(unpack(older), (1, 65_535, Direction::Out));
        assert_eq!(split_posting_key(&posting_key(7, 5, older)), Some(5));
        assert_eq!(decode_submission(&encode_submission(9, 3)), Some((9, 3)));
    }
}
