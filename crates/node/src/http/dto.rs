//! The JSON shapes that several resources share (`docs/api-design.md`, "Objects").
//!
//! Amounts and sequences are decimal strings; heights, indexes and counts are numbers; byte strings are lower-case hexadecimal.

use serde::Serialize;
use utoipa::ToSchema;

/// An account by index and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountRef {
    /// Dense index, as in transfer records.
    #[schema(example = 7)]
    pub index: u32,
    /// Address, 64 hexadecimal digits; null if a rejected record names an account that does not exist.
    pub address: Option<String>,
}

/// When a record became final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finality {
    /// Always `final`: nothing is shown before its block is certified, durable and executed.
    #[schema(example = "final")]
    pub state: &'static str,
    /// Height of the block.
    pub height: u64,
}

impl Finality {
    /// Final at a height.
    pub const fn at(height: u64) -> Self {
        Self {
            state: "final",
            height,
        }
    }
}

/// One transfer with its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transfer {
    /// Position in its submission; 0 for an individually signed transfer.
    pub index: u32,
    /// The debited account.
    pub from: AccountRef,
    /// The credited account.
    pub to: AccountRef,
    /// Asset code; `#` and the index if a rejected record names an asset that does not exist.
    #[schema(example = "EUR")]
    pub asset: String,
    /// Asset index.
    pub asset_index: u32,
    /// Digits after the decimal point of the asset.
    #[schema(example = 2)]
    pub decimals: u8,
    /// Minor units, as a decimal string.
    #[schema(example = "1250")]
    pub amount: String,
    /// The sender's reference, as text; bytes that are not UTF-8 are replaced.
    #[schema(example = "INV-7")]
    pub reference: String,
    /// Name of the result code; `applied` if it took effect.
    #[schema(example = "applied")]
    pub result_code: &'static str,
}

/// One operation with its result. Which fields are there depends on its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// `register_accounts`, `open_subaccounts`, `grant_custody`, `revoke_custody`, `set_frozen`, `govern`, `attest`, `register_asset`, `update_asset`,
    /// `transfer_asset`, `set_asset_state`, `verify_asset`, `withdraw_verification`, `set_claim`, `revoke_claim` or `set_verifier`.
    #[schema(example = "grant_custody")]
    pub kind: &'static str,
    /// Name of the result code.
    #[schema(example = "applied")]
    pub result_code: &'static str,
    /// Keys or subaccounts asked for (`register_accounts`, `open_subaccounts`), or votes brought (`govern`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub count: Option<u32>,
    /// First account index that was assigned, if any was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub first_index: Option<u32>,
    /// How many indexes were assigned; keys that were registered already get none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assigned_count: Option<u32>,
    /// Index of the account that may sign from now on (`grant_custody`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub custodian: Option<u32>,
    /// Index of the account concerned (`set_frozen`, `transfer_asset`, `set_claim`, `revoke_claim`, `set_verifier`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub account: Option<u32>,
    /// The new state (`set_frozen`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub frozen: Option<bool>,
    /// The proposal that is voted for (`govern`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub proposal_id: Option<String>,
    /// What the statement is about (`attest`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "portal.audit-head")]
    pub topic: Option<String>,
    /// The statement's number there (`attest`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub number: Option<u64>,
    /// The statement's hash, in hex (`attest`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hash: Option<String>,
    /// The real-world asset, by the id of the submission that registered it (`register_asset` to `withdraw_verification`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub real_world_asset_id: Option<String>,
    /// What it is called (`register_asset`, `update_asset`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// Its version that is made (`register_asset`, `update_asset`) or that was looked at (`verify_asset`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub version: Option<u32>,
    /// Its new state: `active`, `suspended` or `retired` (`set_asset_state`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub state: Option<&'static str>,
    /// What was found: `in_review`, `verified` or `rejected` (`verify_asset`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub finding: Option<&'static str>,
    /// What is said of the account: `issuer`, `kyc` or `accredited` (`set_claim`, `revoke_claim`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub claim: Option<&'static str>,
    /// The tier of a verifier, 0 if it may not verify any more (`set_verifier`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tier: Option<u8>,
}

/// What became of a submission as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TransactionStatus {
    /// Every record took effect.
    Applied,
    /// Some records took effect.
    Partial,
    /// No record took effect.
    Rejected,
}

/// A submission in a block: a transfer, a batch of transfers, or an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// Submission id.
    pub hash: String,
    /// `transfer`, `batch` or `operation`.
    #[schema(example = "transfer")]
    pub kind: &'static str,
    /// Who signed.
    pub signer: AccountRef,
    /// `ed25519`, `ml-dsa-65` or `hybrid`.
    #[schema(example = "ed25519")]
    pub signature_scheme: &'static str,
    /// The signer's sequence, as a decimal string.
    #[schema(example = "5")]
    pub sequence: String,
    /// Height of the block.
    pub block_height: u64,
    /// Time of the block, RFC 3339.
    pub timestamp: String,
    /// Position in the block.
    pub position: u32,
    /// Transfers in it; 0 for an operation.
    pub transfer_count: u32,
    /// Records that took effect; an operation counts as one record.
    pub applied: u32,
    /// Records that did not.
    pub rejected: u32,
    /// All, some or none.
    pub status: TransactionStatus,
    /// The transfer, if it is an individually signed one.
    pub transfer: Option<Transfer>,
    /// The operation, if it is one.
    pub operation: Option<Operation>,
    /// Finality.
    pub finality: Finality,
}

/// A vote of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Vote {
    /// Index of the validator.
    pub validator: u16,
    /// Ed25519 signature over the vote digest.
    pub signature: String,
}

/// The votes that made a block final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockCertificate {
    /// `ed25519-votes` of a single validator, `ed25519-finalize-votes` of a committee, or `by-descendant`: the block is final because a later one
    /// has a certificate.
    #[schema(example = "ed25519-votes")]
    pub kind: &'static str,
    /// Epoch of the validator set.
    pub epoch: u64,
    /// View in which the block was decided; null without votes of its own.
    pub view: Option<u64>,
    /// Votes, ascending by validator.
    pub votes: Vec<Vote>,
    /// The certificate's canonical bytes; only with a single block.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bytes: Option<String>,
}

/// A final block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// Height.
    pub height: u64,
    /// Hash of the header.
    pub hash: String,
    /// Hash of the parent's header.
    pub parent_hash: String,
    /// Time, RFC 3339; never before the parent's.
    pub timestamp: String,
    /// Index of the proposer in the validator set.
    pub proposer: u16,
    /// Its name in the genesis file.
    pub proposer_name: String,
    /// Submissions in the block.
    pub submission_count: u32,
    /// Transfers in the block, both forms.
    pub transaction_count: u32,
    /// Bytes of the submissions.
    pub size_bytes: u32,
    /// Epoch of the validator set.
    pub epoch: u64,
    /// Merkle root over the submission ids.
    pub batches_root: String,
    /// The earlier height whose results this header commits to.
    pub executed_height: u64,
    /// Merkle root over the receipts of `executedHeight`.
    pub receipts_root: String,
    /// State root after `executedHeight`.
    pub state_root: String,
    /// Hash of the validator set.
    pub validators_root: String,
    /// The header's 240 bytes; only with a single block.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub header_bytes: Option<String>,
    /// Its certificate.
    pub certificate: BlockCertificate,
    /// Finality.
    pub finality: Finality,
}

/// What happened to one record, with its proof once a later block commits to it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// `<hash>`, or `<hash>-<index>` for a record of a batch.
    pub id: String,
    /// The submission.
    pub transaction_hash: String,
    /// `transfer`, `batch` or `operation`.
    #[schema(example = "transfer")]
    pub kind: &'static str,
    /// Position of the record in the submission.
    pub index: u32,
    /// The 64 bytes that the receipts root commits to: the record with its result code.
    pub record: String,
    /// Name of the result code.
    #[schema(example = "applied")]
    pub result_code: &'static str,
    /// The transfer, if it is one.
    pub transfer: Option<Transfer>,
    /// The operation, if it is one.
    pub operation: Option<Operation>,
    /// Height of the block.
    pub block_height: u64,
    /// Time of the block, RFC 3339.
    pub timestamp: String,
    /// Finality.
    pub finality: Finality,
    /// The proof; null until `proofReadyAtHeight` is final.
    #[schema(value_type = Option<super::proof::ProofDocument>)]
    pub proof: Option<aurigraph_types::proof::Proof>,
    /// The height whose header commits to this receipt.
    pub proof_ready_at_height: u64,
}

/// An amount of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// Asset code.
    #[schema(example = "EUR")]
    pub asset: String,
    /// Asset index.
    pub asset_index: u32,
    /// Digits after the decimal point.
    #[schema(example = 2)]
    pub decimals: u8,
    /// Minor units, as a decimal string.
    #[schema(example = "1000")]
    pub amount: String,
}
