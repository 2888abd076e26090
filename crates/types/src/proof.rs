//! Proofs of a receipt or a balance, verified without a node (`docs/protocol.md`, "Proofs").
//!
//! ```text
//! record + code ─path─▶ submission ─entry path─▶ receipts root ┐
//!                                                              ├─ block header ─▶ certificate ─▶ validators ─▶ chain id you trust
//! balance leaf ─path─▶ asset root ─▶ state header ─▶ state root ┘
//! ```

mod steps;

use serde::{Deserialize, Serialize};

use crate::block::{BlockFields, BlockHeader};
use crate::certificate::{Certificate, ValidatorInfo, ValidatorSet};
use crate::hash::Digest;
use crate::key::{PublicKey, Scheme};
use crate::limits::{PROOF_BYTES_MAX, PROOF_DESCENDANTS_MAX, RECORD_BYTES};
use crate::result_code::ResultCode;
use crate::submission::SubmissionKind;

/// The `format` of proof documents.
pub const PROOF_FORMAT: &str = "aurigraph-proof-v1";
/// Bytes of the state header before its roots.
pub const STATE_HEADER_PREFIX_BYTES: usize = 24;

/// A proof document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Proof {
    /// [`PROOF_FORMAT`].
    pub format: String,
    /// `receipt` or `balance`.
    pub kind: String,
    /// The chain.
    pub chain_id: Digest,
    /// The validators of the header's epoch.
    pub validators: Vec<ProofValidator>,
    /// Header bytes, hexadecimal.
    pub header: String,
    /// Bytes of the headers after it up to the one that the certificate is for, hexadecimal: a committee's block can be final by the
    /// certificate of a descendant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descendants: Vec<String>,
    /// Certificate bytes, hexadecimal.
    pub certificate: String,
    /// Present in a receipt proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptProof>,
    /// Present in a balance proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<BalanceProof>,
}

/// A validator of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProofValidator {
    /// Ed25519 key, hexadecimal.
    pub public_key: String,
    /// Weight of its vote.
    pub voting_power: u64,
}

/// From one record to the receipts root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReceiptProof {
    /// 64 bytes with the result code, hexadecimal.
    pub record: String,
    /// Position in the submission.
    pub index: u32,
    /// Receipt leaves of the submission.
    pub count: u32,
    /// Siblings up to the submission's root.
    pub path: Vec<Digest>,
    /// The submission.
    pub submission_id: Digest,
    /// Kind byte of the submission.
    pub submission_kind: u8,
    /// Position of the submission in its block.
    pub entry_index: u32,
    /// Siblings up to the receipts root.
    pub entry_path: Vec<Digest>,
}

/// From one balance to the state root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BalanceProof {
    /// Account index.
    pub account: u32,
    /// Its address.
    pub address: Digest,
    /// Asset index.
    pub asset: u32,
    /// The asset's code: a label, checked only against a genesis file.
    pub asset_code: String,
    /// Minor units, decimal.
    pub amount: String,
    /// State header bytes, hexadecimal.
    pub state_header: String,
    /// Account leaf, hexadecimal.
    pub account_leaf: String,
    /// Siblings of the account leaf.
    pub account_path: Vec<Digest>,
    /// Balance leaf, hexadecimal.
    pub leaf: String,
    /// Position of the balance leaf in its tree.
    pub leaf_index: u32,
    /// Siblings of the balance leaf.
    pub path: Vec<Digest>,
}

/// Why a proof was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The document is not a proof of this format.
    #[error("not a proof document: {0}")]
    Malformed(String),
    /// One step does not lead to the next.
    #[error("the proof fails at the {step}: {reason}")]
    Fails {
        /// Which step.
        step: &'static str,
        /// Why.
        reason: String,
    },
}

/// What a verified proof shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The header that carries it.
    pub header: BlockFields,
    /// Hash of that header.
    pub block_hash: Digest,
    /// What is proved.
    pub statement: Statement,
}

/// What is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// This record, with its result code, is part of the executed height.
    Receipt {
        /// Record with result code.
        record: [u8; RECORD_BYTES],
        /// The result.
        code: ResultCode,
        /// The submission.
        submission: Digest,
        /// Its kind.
        kind: SubmissionKind,
        /// Position in it.
        index: u32,
    },
    /// The account held this amount after the executed height.
    Balance {
        /// Account index.
        account: u32,
        /// Its address.
        address: Digest,
        /// Asset index.
        asset: u32,
        /// Minor units.
        amount: u64,
    },
}

fn malformed<T>(reason: impl Into<String>) -> Result<T, ProofError> {
    Err(ProofError::Malformed(reason.into()))
}

fn fails<T>(step: &'static str, reason: impl Into<String>) -> Result<T, ProofError> {
    Err(ProofError::Fails {
        step,
        reason: reason.into(),
    })
}

fn unhex(field: &'static str, text: &str) -> Result<Vec<u8>, ProofError> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return malformed(format!("{field} is not lower-case hexadecimal"));
    }
    hex::decode(text).or_else(|_| malformed(format!("{field} is not hexadecimal")))
}

fn unhex_array<const N: usize>(field: &'static str, text: &str) -> Result<[u8; N], ProofError> {
    unhex(field, text)?
        .try_into()
        .or_else(|_| malformed(format!("{field} does not have {N} bytes")))
}

impl Proof {
    /// Parses a proof document.
    pub fn parse(document: &[u8]) -> Result<Self, ProofError> {
        if document.len() > PROOF_BYTES_MAX {
            return malformed(format!(
                "it has {} bytes; at most {PROOF_BYTES_MAX} are allowed",
                document.len()
            ));
        }
        serde_json::from_slice(document).or_else(|error| malformed(error.to_string()))
    }

    /// Verifies every step from the leaf to the validators listed in the proof.
    ///
    /// The caller still has to trust [`Self::chain_id`] and the validators root: compare them with a genesis file.
    pub fn verify(&self) -> Result<Verified, ProofError> {
        if self.format != PROOF_FORMAT {
            return malformed(format!("format {} is not known", self.format));
        }
        let (header, block_hash) = self.verify_header()?;
        let statement = match (self.kind.as_str(), &self.receipt, &self.balance) {
            ("receipt", Some(receipt), None) => receipt.verify(&header)?,
            ("balance", None, Some(balance)) => balance.verify(&header)?,
            _ => {
                return malformed(
                    "kind is receipt or balance, with the part of that name and no other",
                );
            }
        };
        Ok(Verified {
            header,
            block_hash,
            statement,
        })
    }

    fn verify_header(&self) -> Result<(BlockFields, Digest), ProofError> {
        let header = BlockHeader::decode(&unhex("header", &self.header)?)
            .or_else(|error| malformed(error.to_string()))?;
        let fields = header.fields();
        if fields.chain_id.0 != self.chain_id {
            return fails("header", "it belongs to another chain");
        }
        let mut validators = Vec::with_capacity(self.validators.len().min(100));
        for validator in &self.validators {
            let public_key = PublicKey::new(
                Scheme::Ed25519,
                &unhex("validator key", &validator.public_key)?,
            )
            .or_else(|error| malformed(error.to_string()))?;
            validators.push(ValidatorInfo {
                public_key,
                voting_power: validator.voting_power,
            });
        }
        let set = ValidatorSet::new(validators)
            .or_else(|error| fails("validators", error.to_string()))?;
        if set.root() != fields.validators_root {
            return fails("validators", "they are not the ones the header names");
        }
        let certificate = Certificate::decode(&unhex("certificate", &self.certificate)?)
            .or_else(|error| malformed(error.to_string()))?;
        if certificate.epoch != fields.epoch {
            return fails("certificate", "it belongs to another epoch");
        }
        let certified = self.certified_header(header)?;
        certificate
            .verify(
                &set,
                &fields.chain_id,
                certified.height(),
                &certified.hash(),
            )
            .or_else(|error| fails("certificate", error.to_string()))?;
        Ok((fields, header.hash()))
    }

    /// The header that the certificate is for: the last descendant, if there are some.
    fn certified_header(&self, header: BlockHeader) -> Result<BlockHeader, ProofError> {
        if self.descendants.len() > PROOF_DESCENDANTS_MAX {
            return malformed(format!(
                "{} descendants; at most {PROOF_DESCENDANTS_MAX} are allowed",
                self.descendants.len()
            ));
        }
        let mut last = header;
        for text in &self.descendants {
            let next = BlockHeader::decode(&unhex("descendant", text)?)
                .or_else(|error| malformed(error.to_string()))?;
            let (before, fields) = (last.fields(), next.fields());
            let follows = fields.parent == last.hash()
                && fields.height == before.height.next()
                && fields.chain_id == before.chain_id
                && fields.epoch == before.epoch
                && fields.validators_root == before.validators_root;
            if !follows {
                return fails("descendants", "one does not follow the header before it");
            }
            last = next;
        }
        Ok(last)
    }
}
