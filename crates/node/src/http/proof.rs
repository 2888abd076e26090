//! Proof documents: assembled from a header, its certificate and the paths to a receipt or a balance.

use std::sync::Arc;

use aurigraph_types::limits::PROOF_DESCENDANTS_MAX;
use aurigraph_types::proof::{
    BalanceProof, PROOF_FORMAT, Proof, ProofEpoch, ProofValidator, ReceiptProof,
};
use utoipa::ToSchema;

use super::find;
use super::problem::Problem;
use crate::chain::{Chain, FinalBlock};
use crate::node::Node;

/// What a proof shows.
pub enum Proved {
    /// A receipt.
    Receipt(ReceiptProof),
    /// A balance.
    Balance(BalanceProof),
}

/// A header that commits to what is proved, and what makes it final.
pub struct Carrier {
    /// The block of the header.
    pub block: Arc<FinalBlock>,
    /// The blocks after it up to the first one with a certificate, if it has none of its own.
    pub descendants: Vec<Arc<FinalBlock>>,
}

impl Carrier {
    /// Looks for what makes a block final; nothing if that is further away than a proof may be long, or not there yet.
    pub fn of(node: &Node, block: Arc<FinalBlock>) -> Result<Option<Self>, Problem> {
        let mut descendants: Vec<Arc<FinalBlock>> = Vec::new();
        let tip = node.chain.tip().height.get();
        loop {
            let last = descendants.last().unwrap_or(&block);
            if !last.certificate.is_empty() {
                return Ok(Some(Self { block, descendants }));
            }
            let next = last.height().get() + 1;
            if next > tip || descendants.len() == PROOF_DESCENDANTS_MAX {
                return Ok(None);
            }
            descendants.push(find::header(node, next)?);
        }
    }
}

/// A proof document whose header commits to what is proved.
pub fn assemble(chain: &Chain, carrier: &Carrier, proved: Proved) -> Proof {
    let constants = &chain.constants;
    let epochs = chain.epochs.now();
    let block = &carrier.block;
    let certified = carrier.descendants.last().unwrap_or(block);
    let epoch = usize::try_from(block.header.fields().epoch).unwrap_or(usize::MAX);
    let changes = epochs.changes().iter().take(epoch);
    let (kind, receipt, balance) = match proved {
        Proved::Receipt(receipt) => ("receipt", Some(receipt), None),
        Proved::Balance(balance) => ("balance", None, Some(balance)),
    };
    Proof {
        format: PROOF_FORMAT.into(),
        kind: kind.into(),
        chain_id: constants.chain_id.0,
        validators: ProofValidator::of(&constants.validators),
        epochs: changes.map(ProofEpoch::of).collect(),
        header: hex::encode(block.header.to_bytes()),
        descendants: carrier
            .descendants
            .iter()
            .map(|block| hex::encode(block.header.to_bytes()))
            .collect(),
        certificate: hex::encode(&certified.certificate),
        receipt,
        balance,
    }
}

/// A proof document, verified off-line as docs/protocol.md says.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used: the values are those of the types crate"
)]
#[schema(as = Proof, rename_all = "camelCase")]
pub struct ProofDocument {
    /// `aurigraph-proof-v1`.
    #[schema(example = "aurigraph-proof-v1")]
    pub format: String,
    /// `receipt` or `balance`.
    pub kind: String,
    /// The chain.
    pub chain_id: String,
    /// The validators of the first epoch: those of the genesis file.
    pub validators: Vec<ProofValidatorDocument>,
    /// How others came after them, up to the header's epoch, in order; absent in the first epoch.
    #[schema(nullable = false)]
    pub epochs: Option<Vec<ProofEpochDocument>>,
    /// The header's 240 bytes.
    pub header: String,
    /// The headers after it up to the one that the certificate is for; absent if it is for this one.
    #[schema(nullable = false)]
    pub descendants: Option<Vec<String>>,
    /// The certificate's bytes.
    pub certificate: String,
    /// Present in a receipt proof.
    #[schema(nullable = false)]
    pub receipt: Option<ReceiptProofDocument>,
    /// Present in a balance proof.
    #[schema(nullable = false)]
    pub balance: Option<BalanceProofDocument>,
}

/// A validator of a proof.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used: the values are those of the types crate"
)]
#[schema(as = ProofValidator, rename_all = "camelCase")]
pub struct ProofValidatorDocument {
    /// Ed25519 key.
    pub public_key: String,
    /// Weight of its vote.
    pub voting_power: u64,
}

/// The last block of an epoch and the validators of the next one.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used: the values are those of the types crate"
)]
#[schema(as = ProofEpoch, rename_all = "camelCase")]
pub struct ProofEpochDocument {
    /// The last block's header, 240 bytes.
    pub header: String,
    /// Its certificate's bytes.
    pub certificate: String,
    /// The validators of the next epoch.
    pub validators: Vec<ProofValidatorDocument>,
}

/// From one record to the receipts root.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used: the values are those of the types crate"
)]
#[schema(as = ReceiptProof, rename_all = "camelCase")]
pub struct ReceiptProofDocument {
    /// 64 bytes with the result code.
    pub record: String,
    /// Position in the submission.
    pub index: u32,
    /// Receipt leaves of the submission.
    pub count: u32,
    /// Siblings up to the submission's root.
    pub path: Vec<String>,
    /// The submission.
    pub submission_id: String,
    /// 1 transfer, 2 batch, 3 operation.
    pub submission_kind: u8,
    /// Position of the submission in its block.
    pub entry_index: u32,
    /// Siblings up to the receipts root.
    pub entry_path: Vec<String>,
}

/// From one balance to the state root.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used: the values are those of the types crate"
)]
#[schema(as = BalanceProof, rename_all = "camelCase")]
pub struct BalanceProofDocument {
    /// Account index.
    pub account: u32,
    /// Its address.
    pub address: String,
    /// Asset index.
    pub asset: u32,
    /// The asset's code: a label.
    pub asset_code: String,
    /// Minor units, as a decimal string.
    pub amount: String,
    /// State header bytes.
    pub state_header: String,
    /// Account leaf.
    pub account_leaf: String,
    /// Siblings of the account leaf.
    pub account_path: Vec<String>,
    /// Balance leaf.
    pub leaf: String,
    /// Position of the balance leaf in its tree.
    pub leaf_index: u32,
    /// Siblings of the balance leaf.
    pub path: Vec<String>,
}
