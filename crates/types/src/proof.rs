//! Proofs of a receipt or a balance, verified without a node (`docs/protocol.md`, "Proofs").
//!
//! ```text
//! record + code ─path─▶ submission ─entry path─▶ receipts root ┐
//!                                                              ├─ block header ─▶ certificate ─▶ validators ─(epochs)─▶ genesis you trust
//! balance leaf ─path─▶ asset root ─▶ state header ─▶ state root ┘
//! ```

mod steps;

use serde::{Deserialize, Serialize};

use crate::block::{BlockFields, BlockHeader};
use crate::certificate::{Certificate, ValidatorInfo, ValidatorSet};
use crate::epoch::{EpochChange, Epochs};
use crate::hash::Digest;
use crate::ids::ChainId;
use crate::key::{PublicKey, Scheme};
use crate::limits::{PROOF_BYTES_MAX, PROOF_DESCENDANTS_MAX, PROOF_EPOCHS_MAX, RECORD_BYTES};
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
    /// The validators of the first epoch: those of the genesis file.
    pub validators: Vec<ProofValidator>,
    /// How others came after them, up to the header's epoch, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub epochs: Vec<ProofEpoch>,
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

/// The last block of an epoch and the validators of the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProofEpoch {
    /// Bytes of the last block's header, hexadecimal.
    pub header: String,
    /// Bytes of its certificate, hexadecimal.
    pub certificate: String,
    /// The validators of the next epoch.
    pub validators: Vec<ProofValidator>,
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
    /// Hash of the validators of the first epoch: to be compared with the genesis file.
    pub first_validators_root: Digest,
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

fn validator_set(listed: &[ProofValidator]) -> Result<ValidatorSet, ProofError> {
    let mut validators = Vec::with_capacity(listed.len().min(100));
    for validator in listed {
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
    ValidatorSet::new(validators).or_else(|error| fails("validators", error.to_string()))
}

impl ProofValidator {
    /// All validators of a set.
    pub fn of(set: &ValidatorSet) -> Vec<Self> {
        let one = |validator: &ValidatorInfo| Self {
            public_key: hex::encode(validator.public_key.as_bytes()),
            voting_power: validator.voting_power,
        };
        set.validators().iter().map(one).collect()
    }
}

impl ProofEpoch {
    /// A change as a proof has it.
    pub fn of(change: &EpochChange) -> Self {
        Self {
            header: hex::encode(change.header.to_bytes()),
            certificate: hex::encode(change.certificate.encode()),
            validators: ProofValidator::of(&change.validators),
        }
    }
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
    /// The caller still has to trust [`Self::chain_id`] and [`Verified::first_validators_root`]: compare them with a genesis file.
    pub fn verify(&self) -> Result<Verified, ProofError> {
        if self.format != PROOF_FORMAT {
            return malformed(format!("format {} is not known", self.format));
        }
        let (header, block_hash, first_validators_root) = self.verify_header()?;
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
            first_validators_root,
            statement,
        })
    }

    fn verify_header(&self) -> Result<(BlockFields, Digest, Digest), ProofError> {
        let header = BlockHeader::decode(&unhex("header", &self.header)?)
            .or_else(|error| malformed(error.to_string()))?;
        let fields = header.fields();
        if fields.chain_id.0 != self.chain_id {
            return fails("header", "it belongs to another chain");
        }
        let first = validator_set(&self.validators)?;
        let first_root = first.root();
        let epochs = self.epochs(fields.chain_id, first)?;
        let decided_by = epochs.latest();
        if decided_by.number != fields.epoch {
            return fails("validators", "they do not lead to the epoch of the header");
        }
        if fields.height < decided_by.first {
            return fails("validators", "the header is of an earlier epoch");
        }
        let certificate = Certificate::decode(&unhex("certificate", &self.certificate)?)
            .or_else(|error| malformed(error.to_string()))?;
        if certificate.epoch != fields.epoch {
            return fails("certificate", "it belongs to another epoch");
        }
        let certified = self.certified_header(header)?;
        certificate
            .verify(
                &decided_by.validators,
                &fields.chain_id,
                certified.height(),
                &certified.hash(),
            )
            .or_else(|error| fails("certificate", error.to_string()))?;
        Ok((fields, header.hash(), first_root))
    }

    /// The epochs up to that of the header.
    fn epochs(&self, chain: ChainId, first: ValidatorSet) -> Result<Epochs, ProofError> {
        if self.epochs.len() > PROOF_EPOCHS_MAX {
            return malformed(format!(
                "{} changes of validators; at most {PROOF_EPOCHS_MAX} are allowed",
                self.epochs.len()
            ));
        }
        let mut epochs = Epochs::new(chain, first);
        for change in &self.epochs {
            let change = EpochChange {
                header: BlockHeader::decode(&unhex("header of an epoch", &change.header)?)
                    .or_else(|error| malformed(error.to_string()))?,
                certificate: Certificate::decode(&unhex(
                    "certificate of an epoch",
                    &change.certificate,
                )?)
                .or_else(|error| malformed(error.to_string()))?,
                validators: validator_set(&change.validators)?,
            };
            epochs
                .push(change)
                .or_else(|error| fails("validators", error.to_string()))?;
        }
        Ok(epochs)
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
                && fields.epoch == before.epoch;
            if !follows {
                return fails("descendants", "one does not follow the header before it");
            }
            last = next;
        }
        Ok(last)
    }
}
