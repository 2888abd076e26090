//! The place of a posting within a block as one number, `position << 32 | record index << 15 | role << 13 | labels`, so that larger is newer.
//! Not frozen: another layout gets another version number and the index is built again.

use super::{Labels, Role};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_postings_have_larger_numbers() {
        let labels = Labels((1 << LABEL_BITS) - 1);
        let newer = pack(2, Some(0), Role::Credited, Labels(0));
        let older = pack(1, Some(65_535), Role::Concerned, labels);
        assert!(newer > older);
        assert_eq!(unpack(older), (1, Some(65_535), Role::Concerned, labels));
    }

    #[test]
    fn a_whole_submission_stands_above_its_records() {
        let whole = pack(1, None, Role::Signer, Labels(5));
        assert!(whole > pack(1, Some(65_535), Role::Concerned, Labels(0)));
        assert_eq!(unpack(whole), (1, None, Role::Signer, Labels(5)));
    }
}
