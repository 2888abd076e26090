//! Submissions read in place: decoding copies nothing.

use zerocopy::FromBytes;

use super::{SubmissionHeader, SubmissionKind};
use crate::codec::DecodeError;
use crate::hash::{Digest, Domain, LANES, hash_many_references};
use crate::limits::SUBMISSION_HEADER_BYTES;
use crate::operation::Operation;
use crate::transfer::TransferRecord;

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

    /// Reads exactly one submission that was decoded before, without looking at each of its records again: that costs a walk through
    /// memory.
    ///
    /// # Panics
    /// If the bytes are not those of one submission: a programmer's error.
    pub fn of_decoded(bytes: &'a [u8]) -> Self {
        let Ok((header, _)) = SubmissionHeader::ref_from_prefix(bytes) else {
            panic!("a submission that was decoded before is too short");
        };
        assert!(
            header.check().is_ok() && header.total_bytes() == bytes.len(),
            "a submission that was decoded before is another one"
        );
        Self { bytes, header }
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

    /// The ids of several submissions. Those of single transfers, which all have one length, are computed side by side.
    pub fn ids(views: &[Self]) -> Vec<Digest> {
        const TRANSFER_BYTES: usize = SUBMISSION_HEADER_BYTES + size_of::<TransferRecord>();
        let mut ids = vec![Digest::ZERO; views.len()];
        let (mut places, mut transfers) = (Vec::new(), Vec::<&[u8; TRANSFER_BYTES]>::new());
        for (place, view) in views.iter().enumerate() {
            let signed = view.signed_bytes();
            match signed.try_into() {
                Ok(transfer) if views.len() > 1 => {
                    places.push(place);
                    transfers.push(transfer);
                }
                _ => ids[place] = Domain::Submission.hash(signed),
            }
        }
        let mut hashes = vec![Digest::ZERO; transfers.len()];
        for (transfers, hashes) in transfers.chunks(LANES).zip(hashes.chunks_mut(LANES)) {
            hash_many_references(Domain::Submission, transfers, hashes);
        }
        for (place, hash) in places.into_iter().zip(hashes) {
            ids[place] = hash;
        }
        ids
    }

    /// The submission id: what was signed.
    pub fn id(&self) -> Digest {
        Domain::Submission.hash(self.signed_bytes())
    }

    fn signed_bytes(&self) -> &'a [u8] {
        &self.bytes[..SUBMISSION_HEADER_BYTES + self.header.body_bytes()]
    }
}
