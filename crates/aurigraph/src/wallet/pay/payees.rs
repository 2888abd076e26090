//! Which payees exist, and the account indexes of those that are named by address, many at a time.

use std::collections::{BTreeSet, HashMap};

use anyhow::Context;
use aurigraph_client::HttpClient;
use aurigraph_client::payments::Payee;
use aurigraph_types::{AccountIndex, Address};
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::Value;

use crate::progress;

/// Questions that are open at the same time.
const CONCURRENT_LOOKUPS: usize = 16;

/// The index of every payee that exists.
pub struct Payees {
    /// How many accounts there are: their indexes are the numbers below.
    accounts: u64,
    by_address: HashMap<Address, AccountIndex>,
}

impl Payees {
    /// Asks the node how many accounts there are, and for every address once.
    pub async fn look_up(
        http: &HttpClient,
        payees: impl Iterator<Item = Payee>,
    ) -> anyhow::Result<Self> {
        let stats: Value = http
            .get("/api/v11/stats")
            .await
            .context("asking how many accounts there are")?;
        let accounts = stats["accounts"]
            .as_u64()
            .context("the node's stats have no accounts")?;
        let addresses: BTreeSet<Address> = payees
            .filter_map(|payee| match payee {
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
                Err(error) => return Err(error).context("looking up the payees"),
            }
        }
        bar.finish_and_clear();
        Ok(Self {
            accounts,
            by_address,
        })
    }

    /// The payee's account, if there is one.
    pub fn account(&self, payee: &Payee) -> Option<AccountIndex> {
        match payee {
            Payee::Index(index) => (u64::from(index.get()) < self.accounts).then_some(*index),
            Payee::Address(address) => self.by_address.get(address).copied(),
        }
    }
}
