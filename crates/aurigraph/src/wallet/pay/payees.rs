//! Addresses of payees to account indexes, many at a time.

use std::collections::{BTreeSet, HashMap};

use aurigraph_client::payments::{Payee, Payment};
use aurigraph_client::{HttpClient, HttpError};
use aurigraph_types::{AccountIndex, Address};
use futures_util::StreamExt;
use futures_util::stream;

use crate::progress;

/// Questions that are open at the same time.
const CONCURRENT_LOOKUPS: usize = 16;

/// The index of every payee that exists.
pub struct Payees {
    by_address: HashMap<Address, AccountIndex>,
}

impl Payees {
    /// Asks the node for every address once.
    pub async fn look_up(http: &HttpClient, payments: &[Payment]) -> Result<Self, HttpError> {
        let addresses: BTreeSet<Address> = payments
            .iter()
            .filter_map(|payment| match payment.to {
                Payee::Address(address) => Some(address),
                Payee::Index(_) => None,
            })
            .collect();
        let bar = progress::bar(addresses.len() as u64, "looking up payees");
        let mut answers = stream::iter(addresses)
            .map(|address| async move { (address, http.account(&address).await) })
            .buffer_unordered(CONCURRENT_LOOKUPS);
        let mut by_address = HashMap::new();
        while let Some((address, answer)) = answers.next().await {
            bar.inc(1);
            match answer {
                Ok(account) => {
                    by_address.insert(address, AccountIndex::new(account.index));
                }
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        bar.finish_and_clear();
        Ok(Self { by_address })
    }

    /// The payee's account. An index is taken as it is: the ledger says if there is no such account.
    pub fn account(&self, payee: &Payee) -> Option<AccountIndex> {
        match payee {
            Payee::Index(index) => Some(*index),
            Payee::Address(address) => self.by_address.get(address).copied(),
        }
    }
}
