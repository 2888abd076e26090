//! Receipt leaves of a batch.

use aurigraph_types::hash::{LANES, hash_many_references};
use aurigraph_types::{Digest, Domain, ResultCode, TransferRecord};

/// Hashes the receipt leaves of up to [`LANES`] records. An applied record is its own leaf, so only rejected ones are copied.
pub(crate) fn hash_receipts(
    records: &[TransferRecord],
    rejected: &[(u32, ResultCode)],
    first_index: usize,
    leaves: &mut [Digest],
) {
    let mut inputs: [&[u8; 64]; LANES] = [zerocopy::transmute_ref!(&records[0]); LANES];
    for (input, record) in inputs.iter_mut().zip(records) {
        *input = zerocopy::transmute_ref!(record);
    }
    let mut altered = [[0; 64]; LANES];
    for (copy, (index, code)) in altered.iter_mut().zip(rejected) {
        *copy = records[*index as usize - first_index].receipt_bytes(*code);
    }
    for (copy, (index, _)) in altered.iter().zip(rejected) {
        inputs[*index as usize - first_index] = copy;
    }
    hash_many_references(Domain::ReceiptLeaf, &inputs[..records.len()], leaves);
}
