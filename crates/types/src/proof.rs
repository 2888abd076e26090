//! Proofs of a receipt or a balance, verified without a node (`docs/protocol.md`, "Proofs").
//!
//! ```text
//! record + code ─path─▶ submission ─entry path─▶ receipts root ┐
//!                                                              ├─ block header ─▶ certificate ─▶ validators ─▶ chain id you trust
//! balance leaf ─path─▶ asset root ─▶ state header ─▶ state root ┘
//! ```

use serde::{Deserialize, Serialize};

use crate::block::{BlockFields, BlockHeader, entry_hash};
use crate::certificate::{Certificate, ValidatorInfo, ValidatorSet};
use crate::hash::{Digest, Domain};
use crate::key::{PublicKey, Scheme};
use crate::limits::{PROOF_BYTES_MAX, RECORD_BYTES};
use crate::merkle::root_from_path;
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
        let block_hash = header.hash();
        certificate
            .verify(&set, &fields.chain_id, fields.height, &block_hash)
            .or_else(|error| fails("certificate", error.to_string()))?;
        Ok((fields, block_hash))
    }
}

impl ReceiptProof {
    fn verify(&self, header: &BlockFields) -> Result<Statement, ProofError> {
        let record: [u8; RECORD_BYTES] = unhex_array("record", &self.record)?;
        let Some(kind) = SubmissionKind::from_u8(self.submission_kind) else {
            return malformed("submissionKind is 1, 2 or 3");
        };
        if self.index >= self.count {
            return fails("record", "its index is not below the count");
        }
        if self.path.len() != crate::merkle::depth(self.count as usize) {
            return fails("record", "its path does not have the depth of the count");
        }
        let leaf = Domain::ReceiptLeaf.hash(&record);
        let Some(receipts) = root_from_path(leaf, u64::from(self.index), &self.path) else {
            return fails("record", "its index does not fit its path");
        };
        let entry = entry_hash(&self.submission_id, kind, self.count, &receipts);
        let Some(root) = root_from_path(entry, u64::from(self.entry_index), &self.entry_path)
        else {
            return fails("submission", "its index does not fit its path");
        };
        if root != header.receipts_root {
            return fails(
                "receipts root",
                "record and path do not lead to the header's root",
            );
        }
        let code = u16::from_le_bytes([record[14], record[15]]);
        let Some(code) = ResultCode::from_u16(code) else {
            return fails("record", format!("result code {code} is not known"));
        };
        Ok(Statement::Receipt {
            record,
            code,
            submission: self.submission_id,
            kind,
            index: self.index,
        })
    }
}

impl BalanceProof {
    fn verify(&self, header: &BlockFields) -> Result<Statement, ProofError> {
        let state_header = unhex("stateHeader", &self.state_header)?;
        if Domain::State.hash(&state_header) != header.state_root {
            return fails(
                "state root",
                "the state header is not the one the block commits to",
            );
        }
        let state = StateRoots::decode(&state_header)?;
        let account_leaf: [u8; 64] = unhex_array("accountLeaf", &self.account_leaf)?;
        let account_hash = Domain::AccountLeaf.hash(&account_leaf);
        if root_from_path(account_hash, u64::from(self.account), &self.account_path)
            != Some(state.accounts)
        {
            return fails("account", "leaf and path do not lead to the account root");
        }
        if account_leaf[..32] != self.address.0
            || account_leaf[32..36] != self.account.to_le_bytes()
        {
            return fails("account", "the leaf belongs to another account");
        }
        let leaf: [u8; 64] = unhex_array("leaf", &self.leaf)?;
        let amount_at = |offset: usize| {
            u64::from_le_bytes(
                leaf[offset..offset + 8]
                    .try_into()
                    .expect("eight bytes of the leaf"),
            )
        };
        let (leaf_hash, root, amount) = match state.dense.get(self.asset as usize) {
            Some(root) => {
                if self.leaf_index != self.account / 8 {
                    return fails("balance", "the leaf does not hold this account");
                }
                (
                    Domain::BalanceLeaf.hash(&leaf),
                    *root,
                    amount_at(self.account as usize % 8 * 8),
                )
            }
            None => {
                if leaf[..4] != self.asset.to_le_bytes() || leaf[4..8] != self.account.to_le_bytes()
                {
                    return fails("balance", "the leaf belongs to another asset or account");
                }
                (Domain::SparseLeaf.hash(&leaf), state.sparse, amount_at(8))
            }
        };
        if root_from_path(leaf_hash, u64::from(self.leaf_index), &self.path) != Some(root) {
            return fails("balance", "leaf and path do not lead to the asset's root");
        }
        if self.amount != amount.to_string() {
            return fails("balance", format!("the leaf says {amount}"));
        }
        Ok(Statement::Balance {
            account: self.account,
            address: self.address,
            asset: self.asset,
            amount,
        })
    }
}

/// The roots inside a state header.
struct StateRoots {
    accounts: Digest,
    sparse: Digest,
    dense: Vec<Digest>,
}

impl StateRoots {
    fn decode(bytes: &[u8]) -> Result<Self, ProofError> {
        let mut reader = crate::codec::Reader::new(bytes);
        let decode = |reader: &mut crate::codec::Reader<'_>| {
            let version = reader.u16("state version")?;
            reader.take(STATE_HEADER_PREFIX_BYTES - 2 - 8, "state counts")?;
            let dense = reader.u32("dense asset count")?;
            reader.u32("asset count")?;
            let accounts = Digest(reader.array("account root")?);
            let sparse = Digest(reader.array("sparse root")?);
            reader.array::<32>("window root")?;
            Ok::<_, crate::codec::DecodeError>((version, dense, accounts, sparse))
        };
        let (version, count, accounts, sparse) =
            decode(&mut reader).or_else(|error| malformed(error.to_string()))?;
        if version != 1 || reader.remaining() != count as usize * 32 {
            return malformed("the state header has another version or length");
        }
        let mut dense = Vec::with_capacity(count as usize);
        for _ in 0..count {
            dense.push(Digest(
                reader
                    .array("dense root")
                    .or_else(|error| malformed(error.to_string()))?,
            ));
        }
        Ok(Self {
            accounts,
            sparse,
            dense,
        })
    }
}
