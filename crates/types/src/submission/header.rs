//! The header of a submission: its fields, and what they may hold.

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::codec::DecodeError;
use crate::hash::Digest;
use crate::ids::{AccountIndex, ChainId, Height, Sequence};
use crate::key::Scheme;
use crate::limits::{BATCH_RECORDS_MAX, BODY_BYTES_MAX, RECORD_BYTES, SUBMISSION_HEADER_BYTES};

/// Version of the submission format.
pub const SUBMISSION_VERSION: u16 = 1;

/// What a submission carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SubmissionKind {
    /// One transfer under its own signature.
    Transfer = 1,
    /// Up to 65,536 transfers under one signature.
    Batch = 2,
    /// One operation.
    Operation = 3,
}

impl SubmissionKind {
    /// The byte in encodings.
    pub const fn as_u8(self) -> u8 {
        self as u8
    }

    /// The kind of a byte.
    pub const fn from_u8(value: u8) -> Option<Self> {
        match value {
            1 => Some(Self::Transfer),
            2 => Some(Self::Batch),
            3 => Some(Self::Operation),
            _ => None,
        }
    }

    /// The name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Batch => "batch",
            Self::Operation => "operation",
        }
    }
}

/// The 64-byte header, as it is on the wire.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(C)]
pub struct SubmissionHeader {
    pub(super) version: U16,
    pub(super) kind: u8,
    pub(super) scheme: u8,
    pub(super) signer: U32,
    pub(super) sequence: U64,
    pub(super) valid_until_height: U64,
    pub(super) record_count: U32,
    pub(super) body_bytes: U32,
    pub(super) chain_id: [u8; 32],
}

const _: () = assert!(size_of::<SubmissionHeader>() == SUBMISSION_HEADER_BYTES);

impl SubmissionHeader {
    /// The kind; checked when the header was decoded.
    pub fn kind(&self) -> SubmissionKind {
        SubmissionKind::from_u8(self.kind).expect("checked at decoding")
    }

    /// The scheme; checked when the header was decoded.
    pub fn scheme(&self) -> Scheme {
        Scheme::from_u8(self.scheme).expect("checked at decoding")
    }

    /// Who signs.
    pub fn signer(&self) -> AccountIndex {
        AccountIndex::new(self.signer.get())
    }

    /// The signer's sequence.
    pub fn sequence(&self) -> Sequence {
        Sequence::new(self.sequence.get())
    }

    /// Last height at which it may be included, if limited.
    pub fn valid_until_height(&self) -> Option<Height> {
        match self.valid_until_height.get() {
            0 => None,
            height => Some(Height::new(height)),
        }
    }

    /// Records in the body; 0 for an operation.
    pub fn record_count(&self) -> usize {
        self.record_count.get() as usize
    }

    /// Leaves of its receipts: its records, or one for an operation.
    pub fn receipt_count(&self) -> usize {
        self.record_count().max(1)
    }

    /// Bytes of the body.
    pub fn body_bytes(&self) -> usize {
        self.body_bytes.get() as usize
    }

    /// The chain it is meant for.
    pub fn chain_id(&self) -> ChainId {
        ChainId(Digest(self.chain_id))
    }

    /// Header, body and signature.
    pub fn total_bytes(&self) -> usize {
        SUBMISSION_HEADER_BYTES + self.body_bytes() + self.scheme().signature_bytes()
    }

    pub(super) fn check(&self) -> Result<(), DecodeError> {
        let invalid = |field, value: u64, allowed| {
            Err(DecodeError::InvalidField {
                field,
                value,
                allowed,
            })
        };
        if self.version.get() != SUBMISSION_VERSION {
            return invalid("submission version", u64::from(self.version.get()), "1");
        }
        let Some(kind) = SubmissionKind::from_u8(self.kind) else {
            return invalid(
                "submission kind",
                u64::from(self.kind),
                "1 (transfer), 2 (batch) or 3 (operation)",
            );
        };
        if Scheme::from_u8(self.scheme).is_none() {
            return invalid(
                "signature scheme",
                u64::from(self.scheme),
                "1 (ed25519), 2 (ml-dsa-65) or 3 (hybrid)",
            );
        }
        if self.sequence.get() == 0 {
            return invalid("sequence", 0, "1 or more");
        }
        let (count, body) = (self.record_count(), self.body_bytes());
        let count_fits = match kind {
            SubmissionKind::Transfer => count == 1,
            SubmissionKind::Batch => (1..=BATCH_RECORDS_MAX).contains(&count),
            SubmissionKind::Operation => count == 0,
        };
        if !count_fits {
            return invalid(
                "record count",
                count as u64,
                "1 for a transfer, 1 to 65536 for a batch, 0 for an operation",
            );
        }
        let body_fits = match kind {
            SubmissionKind::Operation => (2..=BODY_BYTES_MAX).contains(&body),
            _ => body == count * RECORD_BYTES,
        };
        if !body_fits {
            return invalid(
                "body length",
                body as u64,
                "64 bytes a record; at most 20 MiB for an operation",
            );
        }
        Ok(())
    }
}
