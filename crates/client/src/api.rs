//! The JSON shapes of `docs/api-design.md` that a client reads. Fields that a newer node adds are ignored.

use std::collections::BTreeMap;

use aurigraph_types::proof::Proof;
use aurigraph_types::{Address, Digest, PublicKey};
use serde::{Deserialize, Serialize};

/// An account by index and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountRef {
    /// Dense index.
    pub index: u32,
    /// Address.
    pub address: Address,
}

/// A party of a transfer. A rejected transfer can name an account that does not exist: it has no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// The index in the record.
    pub index: u32,
    /// Address of the account, if there is one.
    pub address: Option<Address>,
}

/// When a record became final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finality {
    /// `final`.
    pub state: String,
    /// The block.
    pub height: u64,
}

/// A transfer with its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transfer {
    /// Position in its submission.
    pub index: u32,
    /// Who pays.
    pub from: Party,
    /// Who receives.
    pub to: Party,
    /// Asset code.
    pub asset: String,
    /// Asset index.
    pub asset_index: u32,
    /// Digits after the decimal point.
    pub decimals: u8,
    /// Minor units, decimal.
    pub amount: String,
    /// The sender's reference.
    pub reference: String,
    /// Name of the result code.
    pub result_code: String,
}

/// A receipt, with its proof once that is ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// `<hash>` or `<hash>-<index>`.
    pub id: String,
    /// The submission.
    pub transaction_hash: Digest,
    /// `transfer`, `batch` or `operation`.
    pub kind: String,
    /// Position in the submission.
    pub index: u32,
    /// The 64 bytes that the receipts root commits to, hexadecimal.
    pub record: String,
    /// Name of the result code.
    pub result_code: String,
    /// The transfer, if it is one.
    pub transfer: Option<Transfer>,
    /// The operation, if it is one: its fields depend on its kind.
    pub operation: Option<serde_json::Value>,
    /// The block.
    pub block_height: u64,
    /// Time of the block.
    pub timestamp: String,
    /// Finality.
    pub finality: Finality,
    /// The proof; absent until [`Self::proof_ready_at_height`] is final.
    pub proof: Option<Proof>,
    /// The height that carries the proof.
    pub proof_ready_at_height: u64,
}

/// A submission in a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// The submission id.
    pub hash: Digest,
    /// `transfer`, `batch` or `operation`.
    pub kind: String,
    /// Who signed.
    pub signer: AccountRef,
    /// Scheme of the signature.
    pub signature_scheme: String,
    /// The signer's sequence, decimal.
    pub sequence: String,
    /// The block.
    pub block_height: u64,
    /// Time of the block.
    pub timestamp: String,
    /// Position in the block.
    pub position: u32,
    /// Transfers in it.
    pub transfer_count: u32,
    /// Records applied.
    pub applied: u32,
    /// Records not applied.
    pub rejected: u32,
    /// `APPLIED`, `PARTIAL` or `REJECTED`.
    pub status: String,
    /// The transfer, if it is a single one.
    pub transfer: Option<Transfer>,
    /// The operation, if it is one: its fields depend on its kind.
    pub operation: Option<serde_json::Value>,
    /// Finality.
    pub finality: Finality,
}

/// A record of a batch that was not applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRecord {
    /// Position in the batch.
    pub index: u32,
    /// Name of the result code.
    pub result_code: String,
}

/// Answer to a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchReply {
    /// The batch in its block.
    pub transaction: Transaction,
    /// How many records got each result code.
    pub result_codes: BTreeMap<String, u64>,
    /// The first thousand records that were not applied.
    pub rejected: Vec<RejectedRecord>,
    /// Receipt of the first record.
    pub receipt_id: String,
}

/// A balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// Asset code.
    pub asset: String,
    /// Asset index.
    pub asset_index: u32,
    /// Digits after the decimal point.
    pub decimals: u8,
    /// Minor units, decimal.
    pub amount: String,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Dense index.
    pub index: u32,
    /// Address.
    pub address: Address,
    /// Name of the genesis file, if it has one.
    pub name: Option<String>,
    /// Scheme of its key.
    pub signature_scheme: String,
    /// Public key, hexadecimal.
    pub public_key: String,
    /// Whether it is frozen.
    pub frozen: bool,
    /// Roles.
    pub roles: Vec<String>,
    /// Who may sign for it besides itself.
    pub custodian: Option<AccountRef>,
    /// The primary account of a subaccount.
    pub parent: Option<AccountRef>,
    /// Subaccounts opened.
    pub subaccount_count: u32,
    /// The sequence to use next, decimal; none after the last one there is.
    pub next_sequence: Option<String>,
    /// Balances.
    pub balances: Vec<Balance>,
    /// The height these figures belong to.
    pub height: u64,
}

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
    /// Index.
    pub index: u32,
    /// Code.
    pub code: String,
    /// Name, for people.
    pub name: String,
    /// Digits after the decimal point.
    pub decimals: u8,
    /// Whether balances are held in a dense array.
    pub dense: bool,
    /// Minor units in circulation, decimal.
    pub total_supply: String,
}

/// What a node says about itself, with the fields that a client uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfo {
    /// Version of the node.
    pub version: String,
    /// The chain.
    pub chain_id: Digest,
    /// Name of the network.
    pub network: String,
    /// Whether this is a development network.
    pub devnet: bool,
    /// Where gRPC is served, if it is.
    #[serde(default)]
    pub grpc_address: Option<String>,
}

/// A public key in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyText {
    /// Name of the scheme.
    pub scheme: String,
    /// Hexadecimal.
    pub public_key: String,
}

impl From<&PublicKey> for KeyText {
    fn from(key: &PublicKey) -> Self {
        Self {
            scheme: key.scheme().name().to_owned(),
            public_key: hex::encode(key.as_bytes()),
        }
    }
}

/// What a node shows to be let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeEnrolmentRequest {
    /// The token.
    pub token: String,
    /// The node's key, hexadecimal.
    pub public_key: String,
    /// Its signature, hexadecimal.
    pub signature: String,
}

/// A node that a portal has registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeEnrolment {
    /// Its id in its organisation.
    pub request_id: String,
    /// Its name there.
    pub name: String,
    /// `business` or `light`.
    pub node_type: String,
    /// The organisation.
    pub organisation_name: String,
    /// The node's key, hexadecimal.
    pub node_id: String,
    /// The chain.
    pub chain_id: Digest,
    /// Address of the account that registered it.
    pub node_registrar: String,
    /// Where that stands.
    pub registration: NodeRegistration,
}

/// A statement about a node on the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeRegistration {
    /// The portal's running number of it.
    pub number: u64,
    /// The submission.
    pub transaction_hash: Digest,
    /// Its block.
    pub block_height: u64,
}

/// An amount that the faucet gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Funded {
    /// Asset code.
    pub asset: String,
    /// Minor units, decimal.
    pub amount: String,
    /// Digits after the decimal point.
    pub decimals: u8,
}

/// Answer of the faucet for one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FaucetReply {
    /// The key's account.
    pub account: AccountRef,
    /// What it received.
    pub funded: Vec<Funded>,
    /// The funding submission.
    pub transaction_hash: Digest,
    /// Receipt of the first funding transfer.
    pub receipt_id: String,
}

/// Request to the bulk faucet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkFaucetRequest {
    /// 1 to 10,000 keys.
    pub accounts: Vec<KeyText>,
    /// Minor units for each account; the faucet's own amount if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_minor_units: Option<String>,
    /// So many of the first assets for each account; one if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assets: Option<u32>,
}

/// Answer of the bulk faucet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkFaucetReply {
    /// The keys' accounts, in the order of the request.
    pub accounts: Vec<AccountRef>,
    /// What each received.
    pub funded: Vec<Funded>,
    /// The submissions: registrations first, then funding.
    pub transaction_hashes: Vec<Digest>,
}

/// A problem document (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable code of `docs/api-design.md`.
    pub code: String,
    /// Short name.
    pub title: String,
    /// What happened.
    #[serde(default)]
    pub detail: String,
    /// What to do.
    #[serde(default)]
    pub action: String,
}
