//! Balance proofs: the path from one balance to the state root of the last commit.

use aurigraph_types::proof::BalanceProof;
use aurigraph_types::{AccountIndex, AssetIndex};

use crate::balances::BALANCES_PER_LEAF;
use crate::state::State;

impl State {
    /// The proof of one balance against the last committed state root, or `None` if the account or asset does not exist or the account
    /// never held this sparse asset. `asset_code` is the label to print.
    ///
    /// The state must not have changed since the last commit; the caller asks between blocks.
    pub fn prove_balance(
        &self,
        account: AccountIndex,
        asset: AssetIndex,
        asset_code: &str,
    ) -> Option<BalanceProof> {
        let address = self.address(account)?;
        let number = account.usize();
        let (leaf, leaf_index, path, amount) = match self.dense.get(asset.get() as usize) {
            Some(balances) => {
                let leaf_index = number / BALANCES_PER_LEAF;
                (
                    balances.leaf(number),
                    leaf_index,
                    balances.path(leaf_index),
                    balances.get(number),
                )
            }
            None => {
                let slot = self.sparse.slot(asset, account)?;
                let entry = self.sparse.entry(slot);
                (
                    entry.leaf(),
                    slot,
                    self.sparse.tree().path(slot),
                    entry.balance,
                )
            }
        };
        Some(BalanceProof {
            account: account.get(),
            address: address.0,
            asset: asset.get(),
            asset_code: asset_code.into(),
            amount: amount.to_string(),
            state_header: hex(&self.header),
            account_leaf: hex(&self.accounts.leaf(number)),
            account_path: self.accounts.path(number),
            leaf: hex(&leaf),
            leaf_index: leaf_index as u32,
            path,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
            text
        })
}
