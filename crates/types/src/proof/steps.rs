//! The steps from a leaf to the root that the block header commits to.

use super::{
    BalanceProof, ProofError, ReceiptProof, STATE_HEADER_PREFIX_BYTES, Statement, fails, malformed,
    unhex, unhex_array,
};
use crate::block::{BlockFields, entry_hash};
use crate::hash::{Digest, Domain};
use crate::limits::RECORD_BYTES;
use crate::merkle::root_from_path;
use crate::result_code::ResultCode;
use crate::submission::SubmissionKind;

impl ReceiptProof {
    pub(super) fn verify(&self, header: &BlockFields) -> Result<Statement, ProofError> {
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
    pub(super) fn verify(&self, header: &BlockFields) -> Result<Statement, ProofError> {
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
        // Since version 2 the root of governance follows, since version 3 that of the registry.
        let roots = match version {
            1 => count as usize,
            2 => count as usize + 1,
            3 => count as usize + 2,
            _ => return malformed("the state header has another version or length"),
        };
        if reader.remaining() != roots * 32 {
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
