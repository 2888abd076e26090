//! A signed submission, read as a payment.

use std::collections::BTreeMap;

use aurigraph_types::limits::SUBMISSION_HEADER_BYTES;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, Height, Scheme, SubmissionKind};

use super::{PaymentRefused, SUBMISSION_BYTES_MAX};

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Index of the account that receives.
    pub to: u32,
    /// Index of the asset.
    pub asset: u32,
    /// In minor units.
    pub amount: u64,
    /// The sender's own bytes.
    pub reference: Vec<u8>,
}

/// What a submission pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Scheme of the signature.
    pub scheme: Scheme,
    /// `transfer` or `batch`.
    pub kind: &'static str,
    /// On which ledger.
    pub chain_id: String,
    /// Index of the account that signs and pays.
    pub from: u32,
    /// Its number for this submission.
    pub sequence: u64,
    /// The last height of inclusion, if it is limited.
    pub valid_until_height: Option<u64>,
    /// What was signed: the ledger's own name for it.
    pub submission_id: Digest,
    /// At least one.
    pub transfers: Vec<Transfer>,
    /// Sums by asset.
    pub totals: BTreeMap<u32, u64>,
}

/// The canonical bytes of one submission, taken apart: what was signed, and the signature.
pub(super) struct Signed<'a> {
    pub(super) decoded: Decoded,
    pub(super) content: &'a [u8],
    pub(super) signature: &'a [u8],
}

/// Reads the bytes as exactly one payment.
///
/// # Errors
/// If they are anything else.
pub(super) fn read(bytes: &[u8]) -> Result<Signed<'_>, PaymentRefused> {
    let not_a_payment = |why: String| PaymentRefused::NotAPayment(why);
    if bytes.len() > SUBMISSION_BYTES_MAX {
        let why = format!(
            "it has {} bytes, and {SUBMISSION_BYTES_MAX} are possible",
            bytes.len()
        );
        return Err(not_a_payment(why));
    }
    let view = SubmissionView::decode(bytes).map_err(|error| not_a_payment(error.to_string()))?;
    let header = view.header();
    if header.kind() == SubmissionKind::Operation {
        return Err(not_a_payment("it is an operation of the ledger".into()));
    }
    let from = header.signer();
    if view.records().iter().any(|record| record.debit() != from) {
        let why = "it moves something from another account than the one that signs";
        return Err(not_a_payment(why.into()));
    }
    let mut totals = BTreeMap::<u32, u64>::new();
    for record in view.records() {
        let total = totals.entry(record.asset_index().get()).or_default();
        let sum = total.checked_add(record.amount().get());
        *total = sum.ok_or_else(|| not_a_payment("it moves more than there can be".into()))?;
    }
    let transfers = view.records().iter().map(|record| Transfer {
        to: record.credit().get(),
        asset: record.asset_index().get(),
        amount: record.amount().get(),
        reference: record.reference_trimmed().to_vec(),
    });
    let decoded = Decoded {
        scheme: header.scheme(),
        kind: header.kind().name(),
        chain_id: header.chain_id().to_string(),
        from: from.get(),
        sequence: header.sequence().get(),
        valid_until_height: header.valid_until_height().map(Height::get),
        submission_id: view.id(),
        transfers: transfers.collect(),
        totals,
    };
    Ok(Signed {
        decoded,
        content: &bytes[..SUBMISSION_HEADER_BYTES + view.body().len()],
        signature: view.signature(),
    })
}

/// What header and body alone say, without a signature. Nothing if they are no payment.
pub fn read_content(content: &[u8]) -> Option<Decoded> {
    // Where the header says which scheme it is; the signature itself is not looked at.
    let scheme = content.get(SCHEME_AT).copied().and_then(Scheme::from_u8)?;
    let mut bytes = content.to_vec();
    bytes.resize(content.len() + scheme.signature_bytes(), 0);
    read(&bytes).ok().map(|signed| signed.decoded)
}

/// The byte of the header that holds the scheme.
const SCHEME_AT: usize = 3;

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::SigningContext;
    use aurigraph_types::{
        AccountIndex, Amount, AssetIndex, ChainId, Operation, Sequence, SigningKey, Submission,
        TransferRecord,
    };

    use super::*;

    fn record(from: u32, amount: u64) -> TransferRecord {
        let (from, to) = (AccountIndex::new(from), AccountIndex::new(9));
        TransferRecord::new(from, to, AssetIndex::new(1), Amount::new(amount))
    }

    #[test]
    fn only_transfers_of_the_signer_are_a_payment() {
        let context = SigningContext {
            chain_id: ChainId(Digest([7; 32])),
            signer: AccountIndex::new(3),
            sequence: Sequence::new(5),
            valid_until_height: Some(Height::new(40)),
        };
        for scheme in Scheme::ALL {
            let key = SigningKey::generate(scheme);
            let records = [record(3, 10), record(3, 5)];
            let batch = Submission::batch(&key, &context, &records);
            let signed = read(batch.as_bytes()).unwrap();
            assert_eq!(signed.decoded.totals, [(1, 15)].into());
            assert_eq!(signed.decoded.submission_id, batch.id());
            let again = [signed.content, signed.signature].concat();
            assert_eq!(again, batch.as_bytes());
            assert_eq!(read_content(signed.content), Some(signed.decoded));
            let refused = |submission: &Submission| read(submission.as_bytes()).is_err();
            let foreign = [record(3, 10), record(4, 5)];
            assert!(refused(&Submission::batch(&key, &context, &foreign)));
            let too_much = [record(3, u64::MAX), record(3, 1)];
            assert!(refused(&Submission::batch(&key, &context, &too_much)));
            let operation = Operation::RevokeCustody;
            assert!(refused(&Submission::operation(&key, &context, &operation)));
            let longer = [batch.as_bytes(), &[0]].concat();
            assert!(read(&longer).is_err());
            let shorter = &batch.as_bytes()[..batch.as_bytes().len() - 1];
            assert!(read(shorter).is_err());
        }
        assert_eq!(read_content(&[]), None);
    }
}
