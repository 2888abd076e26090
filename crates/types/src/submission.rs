//! What a client signs and sends: header ‖ body ‖ signature.
//!
//! [`SubmissionView`] reads one in place, without a copy, which is what the hot path uses; [`Submission`] owns one and is what
//! clients build.

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::codec::DecodeError;
use crate::hash::{Digest, Domain};
use crate::ids::{AccountIndex, ChainId, Height, Sequence};
use crate::key::{Scheme, SigningKey};
use crate::limits::{BATCH_RECORDS_MAX, BODY_BYTES_MAX, RECORD_BYTES, SUBMISSION_HEADER_BYTES};
use crate::operation::Operation;
use crate::transfer::TransferRecord;

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
    version: U16,
    kind: u8,
    scheme: u8,
    signer: U32,
    sequence: U64,
    valid_until_height: U64,
    record_count: U32,
    body_bytes: U32,
    chain_id: [u8; 32],
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

    fn check(&self) -> Result<(), DecodeError> {
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

/// One submission, read in place.
#[derive(Clone, Copy, Debug)]
pub struct SubmissionView<'a> {
    bytes: &'a [u8],
    header: &'a SubmissionHeader,
}

impl<'a> SubmissionView<'a> {
    /// Reads the submission at the start of `bytes` and returns it with what follows it. Checks everything that can be checked
    /// without the ledger's state: versions, kinds, counts, lengths, and zero flags and result codes in its records.
    pub fn split(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), DecodeError> {
        let Ok((header, _)) = SubmissionHeader::ref_from_prefix(bytes) else {
            return Err(DecodeError::Truncated {
                field: "submission header",
                needed: SUBMISSION_HEADER_BYTES - bytes.len(),
            });
        };
        header.check()?;
        let total = header.total_bytes();
        let Some((own, rest)) = bytes.split_at_checked(total) else {
            return Err(DecodeError::Truncated {
                field: "submission",
                needed: total - bytes.len(),
            });
        };
        let view = Self { bytes: own, header };
        view.check_body()?;
        Ok((view, rest))
    }

    /// Reads exactly one submission.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let (view, rest) = Self::split(bytes)?;
        if rest.is_empty() {
            Ok(view)
        } else {
            Err(DecodeError::TrailingBytes {
                what: "submission",
                extra: rest.len(),
            })
        }
    }

    fn check_body(&self) -> Result<(), DecodeError> {
        if self.header.kind() == SubmissionKind::Operation {
            return Operation::decode(self.body()).map(drop);
        }
        // Folded without a branch in the loop: the common case is that every record is clean.
        let set = self.records().iter().fold(0_u16, |set, record| {
            set | record.flags.get() | record.result_code.get()
        });
        if set == 0 {
            Ok(())
        } else {
            Err(DecodeError::InvalidField {
                field: "record flags or result code",
                value: u64::from(set),
                allowed: "0 in everything that is signed",
            })
        }
    }

    /// The header.
    pub const fn header(&self) -> &'a SubmissionHeader {
        self.header
    }

    /// All bytes, signature included.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The body.
    pub fn body(&self) -> &'a [u8] {
        &self.bytes[SUBMISSION_HEADER_BYTES..SUBMISSION_HEADER_BYTES + self.header.body_bytes()]
    }

    /// The records; empty for an operation.
    pub fn records(&self) -> &'a [TransferRecord] {
        match self.header.kind() {
            SubmissionKind::Operation => &[],
            _ => <[TransferRecord]>::ref_from_bytes(self.body())
                .expect("the body length was checked against the count"),
        }
    }

    /// The operation, if it is one.
    pub fn operation(&self) -> Option<Operation> {
        (self.header.kind() == SubmissionKind::Operation)
            .then(|| Operation::decode(self.body()).expect("checked at decoding"))
    }

    /// The signature.
    pub fn signature(&self) -> &'a [u8] {
        &self.bytes[SUBMISSION_HEADER_BYTES + self.header.body_bytes()..]
    }

    /// The submission id: what was signed.
    pub fn id(&self) -> Digest {
        Domain::Submission.hash(&self.bytes[..SUBMISSION_HEADER_BYTES + self.header.body_bytes()])
    }
}

/// An owned, signed submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    bytes: Vec<u8>,
    id: Digest,
}

/// What a signer says besides the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningContext {
    /// The chain.
    pub chain_id: ChainId,
    /// Who signs.
    pub signer: AccountIndex,
    /// The signer's sequence.
    pub sequence: Sequence,
    /// Last height of inclusion, if limited.
    pub valid_until_height: Option<Height>,
}

impl Submission {
    /// Signs one transfer.
    pub fn transfer(key: &SigningKey, context: &SigningContext, record: &TransferRecord) -> Self {
        Self::sign(key, context, SubmissionKind::Transfer, 1, record.as_bytes())
    }

    /// Signs a batch.
    ///
    /// # Panics
    /// If there are no records or more than [`BATCH_RECORDS_MAX`].
    pub fn batch(key: &SigningKey, context: &SigningContext, records: &[TransferRecord]) -> Self {
        assert!(
            (1..=BATCH_RECORDS_MAX).contains(&records.len()),
            "a batch has 1 to {BATCH_RECORDS_MAX} records"
        );
        Self::sign(
            key,
            context,
            SubmissionKind::Batch,
            records.len(),
            records.as_bytes(),
        )
    }

    /// Signs an operation.
    pub fn operation(key: &SigningKey, context: &SigningContext, operation: &Operation) -> Self {
        Self::sign(
            key,
            context,
            SubmissionKind::Operation,
            0,
            &operation.encode(),
        )
    }

    fn sign(
        key: &SigningKey,
        context: &SigningContext,
        kind: SubmissionKind,
        count: usize,
        body: &[u8],
    ) -> Self {
        let mut bytes = unsigned_bytes(key.scheme(), context, kind, count, body);
        let id = Domain::Submission.hash(&bytes);
        bytes.extend_from_slice(&key.sign(&id));
        Self { bytes, id }
    }

    /// The bytes to send.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes to send, by value.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The submission id.
    pub const fn id(&self) -> Digest {
        self.id
    }

    /// Reads it in place.
    pub fn view(&self) -> SubmissionView<'_> {
        SubmissionView::decode(&self.bytes).expect("a signed submission is well-formed")
    }
}

/// Header and body as they are signed; append the signature over `H[submission]` of them to get a submission.
pub fn unsigned_bytes(
    scheme: Scheme,
    context: &SigningContext,
    kind: SubmissionKind,
    record_count: usize,
    body: &[u8],
) -> Vec<u8> {
    let header = SubmissionHeader {
        version: U16::new(SUBMISSION_VERSION),
        kind: kind.as_u8(),
        scheme: scheme.as_u8(),
        signer: U32::new(context.signer.get()),
        sequence: U64::new(context.sequence.get()),
        valid_until_height: U64::new(context.valid_until_height.map_or(0, Height::get)),
        record_count: U32::new(u32::try_from(record_count).expect("counts are limited")),
        body_bytes: U32::new(u32::try_from(body.len()).expect("bodies are limited")),
        chain_id: context.chain_id.0.0,
    };
    let mut bytes =
        Vec::with_capacity(SUBMISSION_HEADER_BYTES + body.len() + scheme.signature_bytes());
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(body);
    bytes
}
