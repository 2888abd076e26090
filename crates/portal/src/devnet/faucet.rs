//! The devnet's faucet: registers keys and gives them demo funds, as an ordinary client with the registrar role.
//!
//! ```text
//! keys ─▶ register_accounts (signed) ─▶ receipt: first index, count ─▶ accounts
//!                                                                        │
//!                                 answer ◀─ batch of transfers (signed) ─┘
//! ```
//! A key that is registered already is not an error: its account is looked up and funded. When the request is answered, the funds
//! are final.

mod register;
mod routes;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aurigraph_client::api::{AccountRef, Asset, BulkFaucetReply, FaucetReply, Funded};
use aurigraph_client::{HttpClient, HttpError, IngestClient};
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::{
    AccountIndex, Address, Amount, AssetIndex, Digest, PublicKey, SigningKey, TransferRecord,
};
use axum::http::StatusCode;
use tokio::sync::{OnceCell, Semaphore};

use super::account::{DevnetAccount, LedgerError};
use super::limits::KeyedLimit;
use crate::problem::Problem;

pub use routes::routes;

/// Keys in one bulk request.
pub const BULK_KEYS_MAX: usize = 10_000;
/// Bulk requests that are worked on at once.
const BULK_REQUESTS_MAX: usize = 4;
/// Most minor units that a bulk request may give each account.
const BULK_AMOUNT_MAX: u64 = 1_000_000_000_000;
/// Most assets that one key gets, and most transfers of a bulk request.
const GIFT_ASSETS_MAX: usize = 16;
const BULK_TRANSFERS_MAX: usize = 1_000_000;
/// What one key gets, in whole units of a currency and of any other asset.
const GIFT_CURRENCY_UNITS: u64 = 1_000_000;
const GIFT_OTHER_UNITS: u64 = 1_000;
/// Single requests: one a key, and so many from one network address, in this time.
const LIMIT_INTERVAL: Duration = Duration::from_secs(60);
const REQUESTS_PER_ADDRESS: u32 = 60;

/// Why the faucet gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum FaucetError {
    /// The ledger could not be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Asked too often.
    #[error("{what}")]
    TooOften {
        /// Which limit.
        what: &'static str,
        /// When to try again.
        wait: Duration,
    },
    /// The request is not allowed as it stands.
    #[error("{reason}")]
    Invalid {
        /// Why.
        reason: String,
    },
}

impl From<HttpError> for FaucetError {
    fn from(error: HttpError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<FaucetError> for Problem {
    fn from(error: FaucetError) -> Self {
        let detail = error.to_string();
        match error {
            FaucetError::TooOften { wait, .. } => Self::too_busy(detail, wait),
            FaucetError::Invalid { .. } => Self::invalid_parameter(
                detail,
                "Send keys as { \"scheme\": \"ed25519\", \"publicKey\": \"…hexadecimal…\" }, each once.",
            ),
            FaucetError::Ledger(error) => ledger_problem(&error, detail),
        }
    }
}

/// What the ledger's trouble means for who asked the faucet. Only what the faucet's own account causes is laid at its door.
fn ledger_problem(error: &LedgerError, detail: String) -> Problem {
    if error.is_outcome_unknown() {
        return Problem::outcome_unknown(
            detail,
            "The gift may yet come: look at the account when /q/health is UP, and ask again if it is empty.",
        );
    }
    match (error.code(), error) {
        (Some("read_only"), _) => Problem::read_only(detail),
        (Some("too_busy"), _) => Problem::too_busy(detail, Duration::from_secs(5)),
        (Some("not_ready"), _) => Problem::not_ready(detail),
        (_, LedgerError::NotApplied { .. } | LedgerError::Refused { .. }) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "faucet_refused",
            "The ledger refused the faucet",
            detail,
            "Look at the faucet's account: it may be empty or frozen. A new devnet starts with a full one.",
        ),
        _ => Problem::not_ready(detail),
    }
}

/// What one key gets of one asset.
#[derive(Clone, Debug)]
struct Gift {
    asset: AssetIndex,
    amount: Amount,
    funded: Funded,
}

/// What some keys got.
struct Given {
    /// Their accounts, in the keys' order.
    accounts: Vec<AccountRef>,
    /// What each received.
    funded: Vec<Funded>,
    /// Submissions that registered them; none if they were known.
    registrations: Vec<Digest>,
    /// Submissions that paid them; at least one.
    fundings: Vec<Digest>,
}

/// The faucet of one devnet.
#[derive(Debug)]
pub struct Faucet {
    account: DevnetAccount,
    gifts: OnceCell<Vec<Gift>>,
    per_key: KeyedLimit<Address>,
    per_network_address: KeyedLimit<IpAddr>,
    bulk: Semaphore,
}

impl Faucet {
    /// A faucet on a ledger that need not be up yet: it is asked with the first request.
    pub fn new(
        key: Arc<SigningKey>,
        account: AccountIndex,
        ingest: IngestClient,
        http: HttpClient,
    ) -> Self {
        Self {
            account: DevnetAccount::new(key, account, ingest, http),
            gifts: OnceCell::new(),
            per_key: KeyedLimit::new(1, LIMIT_INTERVAL),
            per_network_address: KeyedLimit::new(REQUESTS_PER_ADDRESS, LIMIT_INTERVAL),
            bulk: Semaphore::new(BULK_REQUESTS_MAX),
        }
    }

    /// Registers and funds one key.
    pub async fn fund_one(
        &self,
        key: PublicKey,
        from: Option<IpAddr>,
    ) -> Result<FaucetReply, FaucetError> {
        let too_often = |what| move |wait| FaucetError::TooOften { what, wait };
        let now = Instant::now();
        if let Some(from) = from {
            let what = "this network address asked the faucet 60 times within a minute";
            self.per_network_address
                .take(from, now)
                .map_err(too_often(what))?;
        }
        let address = key.address();
        let what = "this key was funded within the last minute";
        self.per_key.take(address, now).map_err(too_often(what))?;
        let funded = self.register_and_fund_one(key).await;
        if funded.is_err() {
            self.per_key.give_back(&address);
        }
        funded
    }

    async fn register_and_fund_one(&self, key: PublicKey) -> Result<FaucetReply, FaucetError> {
        let gifts = self.gifts().await?;
        let gifts = &gifts[..gifts.len().min(GIFT_ASSETS_MAX)];
        let given = self.give(vec![key], gifts).await?;
        let transaction_hash = given.fundings[0];
        let account = given.accounts.into_iter().next();
        Ok(FaucetReply {
            account: account.expect("one account for one key"),
            funded: given.funded,
            transaction_hash,
            receipt_id: transaction_hash.to_string(),
        })
    }

    /// Registers many keys and funds each with the first `assets` assets.
    pub async fn fund_many(
        &self,
        keys: Vec<PublicKey>,
        amount: Option<Amount>,
        assets: usize,
    ) -> Result<BulkFaucetReply, FaucetError> {
        let all = self.gifts().await?;
        if assets > all.len() {
            let reason = format!("assets is {assets}; this network has {}", all.len());
            return Err(FaucetError::Invalid { reason });
        }
        let mut gifts = all[..assets].to_vec();
        for gift in &mut gifts {
            if let Some(amount) = amount {
                gift.amount = amount;
                gift.funded.amount = amount.to_string();
            }
        }
        let given = self.give(keys, &gifts).await?;
        Ok(BulkFaucetReply {
            accounts: given.accounts,
            funded: given.funded,
            transaction_hashes: [given.registrations, given.fundings].concat(),
        })
    }

    /// Registers keys and pays every gift to each of them.
    async fn give(&self, keys: Vec<PublicKey>, gifts: &[Gift]) -> Result<Given, FaucetError> {
        let (accounts, registrations) = self.register(keys).await?;
        let fundings = self.fund(&accounts, gifts).await?;
        Ok(Given {
            accounts,
            funded: gifts.iter().map(|gift| gift.funded.clone()).collect(),
            registrations,
            fundings,
        })
    }

    /// Pays every gift to every account, in batches; the submissions in order. There is at least one.
    async fn fund(
        &self,
        accounts: &[AccountRef],
        gifts: &[Gift],
    ) -> Result<Vec<Digest>, FaucetError> {
        let from = self.account.account();
        let mut records = Vec::with_capacity(accounts.len() * gifts.len());
        for account in accounts {
            let to = AccountIndex::new(account.index);
            for gift in gifts {
                let record = TransferRecord::new(from, to, gift.asset, gift.amount);
                let record = record.with_reference(b"devnet faucet");
                records.push(record.expect("the reference is short"));
            }
        }
        let mut hashes = Vec::new();
        for chunk in records.chunks(BATCH_RECORDS_MAX) {
            let submission = self
                .account
                .apply(|signer| signer.batch(chunk, None))
                .await?;
            hashes.push(submission.id());
        }
        Ok(hashes)
    }

    /// What a key gets, worked out once from the ledger's assets.
    async fn gifts(&self) -> Result<&Vec<Gift>, FaucetError> {
        let read = || async {
            let assets = self.account.http().assets().await?;
            if assets.is_empty() {
                let reason = "it has no assets";
                return Err(FaucetError::Ledger(LedgerError::UnexpectedAnswer {
                    reason,
                }));
            }
            Ok(assets.iter().filter_map(gift).collect())
        };
        self.gifts.get_or_try_init(read).await
    }
}

/// The gift in an asset, unless its decimals are so many that it would not fit.
fn gift(asset: &Asset) -> Option<Gift> {
    let units = if asset.dense {
        GIFT_CURRENCY_UNITS
    } else {
        GIFT_OTHER_UNITS
    };
    let amount = 10_u64
        .checked_pow(u32::from(asset.decimals))?
        .checked_mul(units)?;
    let funded = Funded {
        asset: asset.code.clone(),
        amount: amount.to_string(),
        decimals: asset.decimals,
    };
    Some(Gift {
        asset: AssetIndex::new(asset.index),
        amount: Amount::new(amount),
        funded,
    })
}
