//! Block headers and the trees they commit to.

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::codec::DecodeError;
use crate::hash::{Digest, Domain};
use crate::ids::{ChainId, Height};
use crate::limits::BLOCK_HEADER_BYTES;
use crate::submission::SubmissionKind;

/// Version of the header format.
pub const BLOCK_VERSION: u16 = 1;

/// A block header, 240 bytes, in its only encoding.
///
/// It orders the submissions of its height and commits to the results of an earlier one: `executed_height < height`, so that
/// ordering never waits for execution.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(C)]
pub struct BlockHeader {
    version: U16,
    proposer: U16,
    submission_count: U32,
    transfer_count: U32,
    body_bytes: U32,
    height: U64,
    time_ms: U64,
    executed_height: U64,
    epoch: U64,
    chain_id: [u8; 32],
    parent: [u8; 32],
    batches_root: [u8; 32],
    receipts_root: [u8; 32],
    state_root: [u8; 32],
    validators_root: [u8; 32],
}

const _: () = assert!(size_of::<BlockHeader>() == BLOCK_HEADER_BYTES);

/// The fields of a header, by name and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockFields {
    /// Index of the proposer in the validator set.
    pub proposer: u16,
    /// Submissions in the body.
    pub submission_count: u32,
    /// Transfer records in the body.
    pub transfer_count: u32,
    /// Bytes of the body.
    pub body_bytes: u32,
    /// Height of this block.
    pub height: Height,
    /// Unix milliseconds; never before the parent's.
    pub time_ms: u64,
    /// The height whose results this header commits to.
    pub executed_height: Height,
    /// Epoch of the validator set.
    pub epoch: u64,
    /// The chain.
    pub chain_id: ChainId,
    /// Hash of the parent's header.
    pub parent: Digest,
    /// Merkle root over the submission ids.
    pub batches_root: Digest,
    /// Merkle root over the receipt entries of `executed_height`.
    pub receipts_root: Digest,
    /// State root after `executed_height`.
    pub state_root: Digest,
    /// Hash of the validator set.
    pub validators_root: Digest,
}

impl BlockHeader {
    /// Encodes the fields.
    ///
    /// # Panics
    /// If `executed_height` is not below `height` in a block that is not the genesis block: a programmer's error on the commit path.
    pub fn new(fields: &BlockFields) -> Self {
        let (height, executed) = (fields.height.get(), fields.executed_height.get());
        assert!(
            executed < height || height == 0,
            "height {height} cannot commit to the results of height {executed}"
        );
        Self {
            version: U16::new(BLOCK_VERSION),
            proposer: U16::new(fields.proposer),
            submission_count: U32::new(fields.submission_count),
            transfer_count: U32::new(fields.transfer_count),
            body_bytes: U32::new(fields.body_bytes),
            height: U64::new(height),
            time_ms: U64::new(fields.time_ms),
            executed_height: U64::new(executed),
            epoch: U64::new(fields.epoch),
            chain_id: fields.chain_id.0.0,
            parent: fields.parent.0,
            batches_root: fields.batches_root.0,
            receipts_root: fields.receipts_root.0,
            state_root: fields.state_root.0,
            validators_root: fields.validators_root.0,
        }
    }

    /// Decodes and checks version and heights.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let header = Self::read_from_bytes(bytes).map_err(|_| DecodeError::InvalidField {
            field: "block header length",
            value: bytes.len() as u64,
            allowed: "240 bytes",
        })?;
        if header.version.get() != BLOCK_VERSION {
            return Err(DecodeError::InvalidField {
                field: "block version",
                value: u64::from(header.version.get()),
                allowed: "1",
            });
        }
        let (height, executed) = (header.height.get(), header.executed_height.get());
        if executed >= height && height != 0 {
            return Err(DecodeError::InvalidField {
                field: "executed height",
                value: executed,
                allowed: "below the block's height",
            });
        }
        Ok(header)
    }

    /// The fields.
    pub fn fields(&self) -> BlockFields {
        BlockFields {
            proposer: self.proposer.get(),
            submission_count: self.submission_count.get(),
            transfer_count: self.transfer_count.get(),
            body_bytes: self.body_bytes.get(),
            height: self.height(),
            time_ms: self.time_ms.get(),
            executed_height: Height::new(self.executed_height.get()),
            epoch: self.epoch.get(),
            chain_id: ChainId(Digest(self.chain_id)),
            parent: Digest(self.parent),
            batches_root: Digest(self.batches_root),
            receipts_root: Digest(self.receipts_root),
            state_root: Digest(self.state_root),
            validators_root: Digest(self.validators_root),
        }
    }

    /// Height.
    pub fn height(&self) -> Height {
        Height::new(self.height.get())
    }

    /// The 240 bytes.
    pub fn to_bytes(&self) -> [u8; BLOCK_HEADER_BYTES] {
        zerocopy::transmute!(*self)
    }

    /// The block hash.
    pub fn hash(&self) -> Digest {
        Domain::Header.hash(&self.to_bytes())
    }
}

/// One submission in a block's receipts tree: binds the submission's id to the root of its receipt leaves.
pub fn entry_hash(
    id: &Digest,
    kind: SubmissionKind,
    receipt_count: u32,
    receipts: &Digest,
) -> Digest {
    Domain::Entry.hash(&entry_bytes(id, kind, receipt_count, receipts))
}

/// Length of what [`entry_hash`] hashes.
pub const ENTRY_BYTES: usize = 72;

/// What [`entry_hash`] hashes.
pub fn entry_bytes(
    id: &Digest,
    kind: SubmissionKind,
    receipt_count: u32,
    receipts: &Digest,
) -> [u8; ENTRY_BYTES] {
    let mut bytes = [0; ENTRY_BYTES];
    bytes[..32].copy_from_slice(&id.0);
    bytes[32] = kind.as_u8();
    bytes[36..40].copy_from_slice(&receipt_count.to_le_bytes());
    bytes[40..].copy_from_slice(&receipts.0);
    bytes
}
