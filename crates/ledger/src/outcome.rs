//! What a block did: codes, receipts, and the trees over them.
//!
//! A block's outcome is written beside a later block (as its *annex*), because receipts can be proved only with the codes, and
//! executing old history again just to learn them would need old states.

mod builder;

use aurigraph_types::block::{ENTRY_BYTES, entry_bytes};
use aurigraph_types::codec::{DecodeError, Reader};
use aurigraph_types::hash::{LANES, hash_many_longer};
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, Domain, Height, ResultCode, SubmissionKind, merkle};

pub use builder::BlockOutcomeBuilder;

use crate::receipts::hash_receipts;

/// Version of the annex format.
pub const ANNEX_VERSION: u16 = 1;

/// What one submission did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionOutcome {
    /// Submission id.
    pub id: Digest,
    /// Its kind.
    pub kind: SubmissionKind,
    /// Receipt leaves: its records, or one.
    pub receipt_count: u32,
    /// Root over the receipt leaves.
    pub receipts_root: Digest,
    /// Records that were not applied, ascending by index, with their codes.
    pub rejected: Vec<(u32, ResultCode)>,
    /// The receipt of an operation; apart, because transfers are many and have none.
    pub operation: Option<Box<OperationReceipt>>,
}

impl SubmissionOutcome {
    /// What its leaf in the block's receipts tree is the hash of.
    fn entry_bytes(&self) -> [u8; ENTRY_BYTES] {
        entry_bytes(&self.id, self.kind, self.receipt_count, &self.receipts_root)
    }

    /// Result of one record.
    pub fn code(&self, index: u32) -> ResultCode {
        match self
            .rejected
            .binary_search_by_key(&index, |(index, _)| *index)
        {
            Ok(position) => self.rejected[position].1,
            Err(_) => ResultCode::Applied,
        }
    }

    /// Records applied.
    pub fn applied_count(&self) -> u32 {
        self.receipt_count - self.rejected.len() as u32
    }

    /// The 64 bytes of one receipt leaf and the path from it to the submission's receipts root.
    ///
    /// # Panics
    /// If there is no such record, or the view is another submission's.
    pub fn receipt(&self, view: &SubmissionView<'_>, index: u32) -> ([u8; 64], Vec<Digest>) {
        assert!(
            index < self.receipt_count,
            "receipt {index} of {}",
            self.receipt_count
        );
        if let Some(receipt) = &self.operation {
            return (receipt.to_bytes(), Vec::new());
        }
        let records = view.records();
        let mut leaves = vec![Digest::ZERO; records.len()];
        let mut rejected = self.rejected.as_slice();
        for (group, (records, leaves)) in records
            .chunks(LANES)
            .zip(leaves.chunks_mut(LANES))
            .enumerate()
        {
            let end = ((group + 1) * LANES) as u32;
            let (own, later) =
                rejected.split_at(rejected.partition_point(|(index, _)| *index < end));
            hash_receipts(records, own, group * LANES, leaves);
            rejected = later;
        }
        let path = merkle::path(&leaves, index as usize);
        (
            records[index as usize].receipt_bytes(self.code(index)),
            path,
        )
    }
}

/// What a block did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockOutcome {
    /// Its submissions, in order.
    pub submissions: Vec<SubmissionOutcome>,
}

impl BlockOutcome {
    /// The receipts root that a later header carries.
    pub fn receipts_root(&self) -> Digest {
        merkle::root(&self.entries())
    }

    /// Root over the submission ids, which the block's own header carries.
    pub fn batches_root(&self) -> Digest {
        let ids: Vec<_> = self
            .submissions
            .iter()
            .map(|submission| submission.id)
            .collect();
        merkle::root(&ids)
    }

    /// The leaves of the receipts tree.
    pub fn entries(&self) -> Vec<Digest> {
        let mut entries = vec![Digest::ZERO; self.submissions.len()];
        let mut inputs = [[0; ENTRY_BYTES]; LANES];
        for (group, entries) in self
            .submissions
            .chunks(LANES)
            .zip(entries.chunks_mut(LANES))
        {
            for (input, submission) in inputs.iter_mut().zip(group) {
                *input = submission.entry_bytes();
            }
            hash_many_longer::<ENTRY_BYTES, 64>(Domain::Entry, &inputs[..group.len()], entries);
        }
        entries
    }

    /// The annex: this outcome as bytes.
    pub fn encode(&self, height: Height) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + 76 * self.submissions.len());
        bytes.extend_from_slice(&ANNEX_VERSION.to_le_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&(self.submissions.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&height.get().to_le_bytes());
        for submission in &self.submissions {
            bytes.extend_from_slice(&submission.id.0);
            bytes.extend_from_slice(&submission.receipts_root.0);
            bytes.extend_from_slice(&[submission.kind.as_u8(), 0, 0, 0]);
            bytes.extend_from_slice(&submission.receipt_count.to_le_bytes());
            bytes.extend_from_slice(&(submission.rejected.len() as u32).to_le_bytes());
            for (index, code) in &submission.rejected {
                bytes.extend_from_slice(&index.to_le_bytes());
                bytes.extend_from_slice(&code.as_u16().to_le_bytes());
            }
            if let Some(receipt) = &submission.operation {
                bytes.extend_from_slice(&receipt.to_bytes());
            }
        }
        bytes
    }

    /// Reads an annex and the height it belongs to.
    pub fn decode(bytes: &[u8]) -> Result<(Height, Self), DecodeError> {
        let mut reader = Reader::new(bytes);
        expect("annex version", reader.u16("annex version")?, ANNEX_VERSION)?;
        expect("annex padding", reader.u16("annex padding")?, 0)?;
        let count = reader.u32("submission count")? as usize;
        let height = Height::new(reader.u64("height")?);
        let mut submissions = Vec::with_capacity(count.min(reader.remaining() / 76));
        for _ in 0..count {
            submissions.push(Self::decode_submission(&mut reader)?);
        }
        reader.finish("annex")?;
        Ok((height, Self { submissions }))
    }

    fn decode_submission(reader: &mut Reader<'_>) -> Result<SubmissionOutcome, DecodeError> {
        let id = Digest(reader.array("submission id")?);
        let receipts_root = Digest(reader.array("receipts root")?);
        let byte = reader.u8("submission kind")?;
        let kind = SubmissionKind::from_u8(byte).ok_or(DecodeError::InvalidField {
            field: "submission kind",
            value: u64::from(byte),
            allowed: "1, 2 or 3",
        })?;
        expect("padding", u16::from(reader.u8("padding")?), 0)?;
        expect("padding", reader.u16("padding")?, 0)?;
        let receipt_count = reader.u32("receipt count")?;
        let count_fits = match kind {
            SubmissionKind::Batch => (1..=BATCH_RECORDS_MAX).contains(&(receipt_count as usize)),
            SubmissionKind::Transfer | SubmissionKind::Operation => receipt_count == 1,
        };
        if !count_fits {
            return Err(DecodeError::InvalidField {
                field: "receipt count",
                value: u64::from(receipt_count),
                allowed: "1, or 1 to 65536 for a batch",
            });
        }
        let rejected = Self::decode_rejected(reader, receipt_count)?;
        let operation = match kind {
            SubmissionKind::Operation => Some(Box::new(Self::decode_receipt(reader, &rejected)?)),
            SubmissionKind::Transfer | SubmissionKind::Batch => None,
        };
        Ok(SubmissionOutcome {
            id,
            kind,
            receipt_count,
            receipts_root,
            rejected,
            operation,
        })
    }

    /// Indexes ascend and are those of records; codes are reasons.
    fn decode_rejected(
        reader: &mut Reader<'_>,
        receipt_count: u32,
    ) -> Result<Vec<(u32, ResultCode)>, DecodeError> {
        let count = reader.u32("rejected count")? as usize;
        let mut rejected = Vec::with_capacity(count.min(reader.remaining() / 6));
        let mut lowest_next = 0;
        for _ in 0..count {
            let index = reader.u32("record index")?;
            if index < lowest_next || index >= receipt_count {
                return Err(DecodeError::InvalidField {
                    field: "record index",
                    value: u64::from(index),
                    allowed: "above the one before and below the receipt count",
                });
            }
            let value = reader.u16("result code")?;
            let code = ResultCode::from_u16(value)
                .filter(|code| !code.is_applied())
                .ok_or(DecodeError::InvalidField {
                    field: "result code",
                    value: u64::from(value),
                    allowed: "a code of docs/protocol.md other than 0",
                })?;
            rejected.push((index, code));
            lowest_next = index + 1;
        }
        Ok(rejected)
    }

    /// The receipt of an operation states its result a second time.
    fn decode_receipt(
        reader: &mut Reader<'_>,
        rejected: &[(u32, ResultCode)],
    ) -> Result<OperationReceipt, DecodeError> {
        let receipt = OperationReceipt::from_bytes(reader.array("operation receipt")?);
        let code = rejected
            .first()
            .map_or(ResultCode::Applied, |(_, code)| *code);
        expect(
            "result code of the receipt",
            receipt.result_code.get(),
            code.as_u16(),
        )?;
        Ok(receipt)
    }
}

fn expect(field: &'static str, actual: u16, expected: u16) -> Result<(), DecodeError> {
    if actual == expected {
        Ok(())
    } else {
        Err(DecodeError::InvalidField {
            field,
            value: u64::from(actual),
            allowed: "the only value that fits",
        })
    }
}
