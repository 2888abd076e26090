//! The JSON forms of submissions. The canonical bytes of `docs/protocol.md` are rebuilt from them; the signature is over those bytes.

use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::submission::{SigningContext, unsigned_bytes};
use aurigraph_types::transfer::REFERENCE_BYTES;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Height, Scheme, Sequence, SubmissionKind,
    TransferRecord,
};
use bytes::Bytes;
use serde::de::{DeserializeOwned, Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::extract::of_message;
use super::find;
use super::problem::Problem;

/// A whole number below 2^64 as a decimal string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(u64);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = Decimal;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter
                    .write_str("a whole number from 0 to 18446744073709551615 as a decimal string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
                let is_plain = !text.is_empty()
                    && text.len() <= 20
                    && text.bytes().all(|byte| byte.is_ascii_digit());
                let shown: String = text.chars().take(40).collect();
                let invalid = || E::invalid_value(Unexpected::Str(&shown), &self);
                text.parse()
                    .ok()
                    .filter(|_| is_plain)
                    .map(Decimal)
                    .ok_or_else(invalid)
            }
        }

        deserializer.deserialize_str(Digits)
    }
}

/// `transfer` or `operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SingleKind {
    Transfer,
    Operation,
}

/// `batch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum BatchKind {
    Batch,
}

/// A transfer to be submitted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TransferRequest {
    /// Index of the account that pays.
    #[schema(example = 7)]
    from: u32,
    /// Index of the account that receives.
    #[schema(example = 9)]
    to: u32,
    /// Asset index.
    #[schema(example = 0)]
    asset: u32,
    /// Minor units, as a decimal string.
    #[schema(value_type = String, example = "1250")]
    amount: Decimal,
    /// Own reference as text, at most 40 bytes of UTF-8. Not together with `referenceHex`.
    #[schema(example = "INV-7")]
    reference: Option<String>,
    /// Own reference as bytes, at most 40, hexadecimal. Not together with `reference`.
    reference_hex: Option<String>,
}

/// One signed transfer or operation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SubmissionRequest {
    #[schema(inline)]
    kind: SingleKind,
    /// Account index of the signer.
    signer: u32,
    /// `ed25519`, `ml-dsa-65` or `hybrid`; that of the signer's key.
    scheme: String,
    /// The signer's sequence, from 1, as a decimal string.
    #[schema(value_type = String, example = "5")]
    sequence: Decimal,
    /// Last height at which it may be included, as a decimal string; `0` or absent for no limit.
    #[schema(value_type = Option<String>, example = "0")]
    valid_until_height: Option<Decimal>,
    /// The chain it is for.
    chain_id: String,
    /// The transfer, if it is one.
    transfer: Option<TransferRequest>,
    /// The operation's bytes (docs/protocol.md), if it is one.
    operation: Option<String>,
    /// Signature over the submission id.
    signature: String,
}

/// A signed batch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BatchRequest {
    #[schema(inline)]
    #[allow(dead_code, reason = "it only has one value; parsing checks it")]
    kind: BatchKind,
    /// Account index of the signer.
    signer: u32,
    /// `ed25519`, `ml-dsa-65` or `hybrid`; that of the signer's key.
    scheme: String,
    /// The signer's sequence, from 1, as a decimal string.
    #[schema(value_type = String, example = "5")]
    sequence: Decimal,
    /// Last height at which it may be included, as a decimal string; `0` or absent for no limit.
    #[schema(value_type = Option<String>, example = "0")]
    valid_until_height: Option<Decimal>,
    /// The chain it is for.
    chain_id: String,
    /// 1 to 65,536 transfers.
    transfers: Vec<TransferRequest>,
    /// Signature over the submission id.
    signature: String,
}

fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    let malformed = |reason: &dyn std::fmt::Display| {
        Problem::new(
            "malformed_json",
            format!("the body is not a JSON object: {reason}"),
            "Send one JSON object.",
        )
    };
    // A list of values in the fields' order would be a second form that nobody documented.
    if text.trim_ascii_start().first() != Some(&b'{') {
        return Err(malformed(&"it does not begin with {"));
    }
    serde_json::from_slice(text).map_err(|error| match error.is_data() {
        true => of_message("the body", &error.to_string()),
        false => malformed(&error),
    })
}

fn field_problem(field: &str, reason: impl std::fmt::Display) -> Problem {
    Problem::invalid_parameter(format!("the body: {field} {reason}"))
}

impl TransferRequest {
    fn record(&self, place: &str) -> Result<TransferRecord, Problem> {
        let field = |name: &str| format!("{place}.{name}");
        let reference = match (&self.reference, &self.reference_hex) {
            (Some(_), Some(_)) => {
                return Err(field_problem(
                    &field("reference"),
                    "and referenceHex cannot be given together",
                ));
            }
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(text)) => hex::decode(text)
                .map_err(|_| field_problem(&field("referenceHex"), "is not hexadecimal"))?,
            (None, None) => Vec::new(),
        };
        let (from, to) = (AccountIndex::new(self.from), AccountIndex::new(self.to));
        TransferRecord::new(
            from,
            to,
            AssetIndex::new(self.asset),
            Amount::new(self.amount.0),
        )
        .with_reference(&reference)
        .ok_or_else(|| {
            field_problem(
                &field("reference"),
                format!("has more than {REFERENCE_BYTES} bytes"),
            )
        })
    }
}

/// What both forms have around their content.
struct Envelope<'a> {
    signer: u32,
    scheme: &'a str,
    sequence: Decimal,
    valid_until_height: Option<Decimal>,
    chain_id: &'a str,
    signature: &'a str,
}

impl Envelope<'_> {
    /// Canonical bytes: header, body, signature.
    fn canonical(
        &self,
        kind: SubmissionKind,
        record_count: usize,
        body: &[u8],
    ) -> Result<Bytes, Problem> {
        let scheme = Scheme::from_name(self.scheme)
            .ok_or_else(|| field_problem("scheme", "is ed25519, ml-dsa-65 or hybrid"))?;
        let signature = hex::decode(self.signature)
            .map_err(|_| field_problem("signature", "is not hexadecimal"))?;
        if signature.len() != scheme.signature_bytes() {
            let expected = scheme.signature_bytes();
            let reason = format!(
                "has {} bytes; those of {} have {expected}",
                signature.len(),
                scheme.name()
            );
            return Err(field_problem("signature", reason));
        }
        let chain_id = find::digest(self.chain_id)
            .ok_or_else(|| field_problem("chainId", "is 64 lower-case hexadecimal digits"))?;
        let context = SigningContext {
            chain_id: ChainId(chain_id),
            signer: AccountIndex::new(self.signer),
            sequence: Sequence::new(self.sequence.0),
            valid_until_height: self
                .valid_until_height
                .filter(|height| height.0 > 0)
                .map(|height| Height::new(height.0)),
        };
        let mut bytes = unsigned_bytes(scheme, &context, kind, record_count, body);
        bytes.extend_from_slice(&signature);
        Ok(bytes.into())
    }
}

impl SubmissionRequest {
    /// Parses the JSON form.
    pub fn parse(text: &[u8]) -> Result<Self, Problem> {
        parse(text)
    }

    /// The canonical bytes.
    pub fn into_bytes(self) -> Result<Bytes, Problem> {
        let envelope = Envelope {
            signer: self.signer,
            scheme: &self.scheme,
            sequence: self.sequence,
            valid_until_height: self.valid_until_height,
            chain_id: &self.chain_id,
            signature: &self.signature,
        };
        match (self.kind, &self.transfer, &self.operation) {
            (SingleKind::Transfer, Some(transfer), None) => {
                let record = transfer.record("transfer")?;
                envelope.canonical(SubmissionKind::Transfer, 1, &record.to_bytes())
            }
            (SingleKind::Operation, None, Some(operation)) => {
                let body = hex::decode(operation)
                    .map_err(|_| field_problem("operation", "is not hexadecimal"))?;
                envelope.canonical(SubmissionKind::Operation, 0, &body)
            }
            (SingleKind::Transfer, ..) => Err(field_problem(
                "transfer",
                "must be there, and operation must not",
            )),
            (SingleKind::Operation, ..) => Err(field_problem(
                "operation",
                "must be there, and transfer must not",
            )),
        }
    }
}

impl BatchRequest {
    /// Parses the JSON form.
    pub fn parse(text: &[u8]) -> Result<Self, Problem> {
        parse(text)
    }

    /// The canonical bytes.
    pub fn into_bytes(self) -> Result<Bytes, Problem> {
        let count = self.transfers.len();
        if !(1..=BATCH_RECORDS_MAX).contains(&count) {
            return Err(field_problem(
                "transfers",
                format!("has {count} transfers; 1 to {BATCH_RECORDS_MAX} are allowed"),
            ));
        }
        let mut body = Vec::with_capacity(count * size_of::<TransferRecord>());
        for (index, transfer) in self.transfers.iter().enumerate() {
            body.extend_from_slice(&transfer.record(&format!("transfers[{index}]"))?.to_bytes());
        }
        let envelope = Envelope {
            signer: self.signer,
            scheme: &self.scheme,
            sequence: self.sequence,
            valid_until_height: self.valid_until_height,
            chain_id: &self.chain_id,
            signature: &self.signature,
        };
        envelope.canonical(SubmissionKind::Batch, count, &body)
    }
}
