//! Which account has which address: read from any thread, without the core, so that it is answered also while a block cannot be written.
//!
//! Invariant: it knows the accounts of final blocks only. Indexes are given in order and neither they nor addresses change, so those
//! below the account count of the tip are the durable ones.

use std::sync::Arc;

use aurigraph_ledger::AddressBook;
use aurigraph_types::{AccountIndex, Address};

use crate::chain::Chain;

/// Accounts of final blocks by address and index. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AccountDirectory {
    addresses: Arc<AddressBook>,
    chain: Arc<Chain>,
}

impl AccountDirectory {
    /// Over the addresses of the state whose final blocks are in `chain`.
    pub const fn new(addresses: Arc<AddressBook>, chain: Arc<Chain>) -> Self {
        Self { addresses, chain }
    }

    /// The address of an account.
    pub fn address(&self, account: AccountIndex) -> Option<Address> {
        self.final_only(account)
            .and_then(|account| self.addresses.address(account))
    }

    /// The account of an address.
    pub fn find(&self, address: &Address) -> Option<AccountIndex> {
        self.addresses
            .find(address)
            .and_then(|account| self.final_only(account))
    }

    fn final_only(&self, account: AccountIndex) -> Option<AccountIndex> {
        (account.usize() < self.chain.tip().account_count).then_some(account)
    }
}
