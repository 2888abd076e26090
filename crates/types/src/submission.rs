//! What a client signs and sends: header ‖ body ‖ signature.
//!
//! [`SubmissionView`] reads one in place, without a copy, which is what the hot path uses; [`Submission`] owns one and is what
//! clients build.

mod header;
mod view;

use zerocopy::IntoBytes;
use zerocopy::little_endian::{U16, U32, U64};

pub use header::{SUBMISSION_VERSION, SubmissionHeader, SubmissionKind};
pub use view::SubmissionView;

use crate::hash::{Digest, Domain};
use crate::ids::{AccountIndex, ChainId, Height, Sequence};
use crate::key::{Scheme, SigningKey};
use crate::limits::{BATCH_RECORDS_MAX, SUBMISSION_HEADER_BYTES};
use crate::operation::Operation;
use crate::transfer::TransferRecord;

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
