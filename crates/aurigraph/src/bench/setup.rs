//! The accounts that pay each other, made and funded before the load: for batches, subaccounts of one key; for individually
//! signed transfers, a key for each account.

use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use aurigraph_client::api::{Asset, Funded};
use aurigraph_client::{HttpClient, IngestClient, Signer};
use aurigraph_types::limits::{BATCH_RECORDS_MAX, OPEN_SUBACCOUNTS_MAX};
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Operation, PublicKey, ResultCode, Scheme, Sequence,
    SigningKey, TransferRecord,
};

use super::batch_load::AccountRange;
use super::each_load::KeyedAccount;

/// Hexadecimal digits of keys in one request to the faucet, so that it stays below what a node reads.
const FAUCET_KEY_DIGITS_MAX: usize = 1_000_000;
/// Most keys in one request.
const FAUCET_KEYS_MAX: usize = 10_000;
/// Minor units that each account begins with, where the faucet's gift is large enough.
const START_AMOUNT: u64 = 1_000_000;

/// Accounts under one signer.
pub struct BatchSetup {
    /// Signs every batch.
    pub signer: Arc<Signer>,
    /// Whom it may debit.
    pub accounts: AccountRange,
    /// What they hold.
    pub asset: AssetIndex,
}

/// Makes a key, has it funded, opens its subaccounts and spreads the money over them.
pub async fn batch_accounts(
    http: &HttpClient,
    ingest: &IngestClient,
    chain_id: ChainId,
    scheme: Scheme,
    count: u32,
) -> anyhow::Result<BatchSetup> {
    let key = Arc::new(SigningKey::generate(scheme));
    let gift = http
        .faucet(key.public_key())
        .await
        .context("asking the devnet's faucet for an account")?;
    let (asset, amount) = largest_gift(http, &gift.funded).await?;
    let each = (amount / u64::from(count)).min(START_AMOUNT);
    ensure!(
        each > 0,
        "the faucet gave {amount} minor units; that is not enough for {count} accounts"
    );
    let signer = Arc::new(Signer::new(
        key,
        AccountIndex::new(gift.account.index),
        chain_id,
        Sequence::new(1),
    ));
    let accounts = open_subaccounts(http, &signer, count).await?;
    let records: Vec<_> = (0..count)
        .map(|number| AccountIndex::new(accounts.first.get() + number))
        .map(|account| TransferRecord::new(signer.account(), account, asset, Amount::new(each)))
        .collect();
    for chunk in records.chunks(BATCH_RECORDS_MAX) {
        let outcome = ingest
            .submit_one(signer.batch(chunk, None).into_bytes())
            .await
            .context("funding the accounts")?;
        ensure!(
            outcome.is_fully_applied(),
            "funding the accounts was not applied: {:?}",
            outcome.status
        );
    }
    Ok(BatchSetup {
        signer,
        accounts,
        asset,
    })
}

/// Opens subaccounts in as few operations as possible. Nobody else may register accounts in between: their indexes must follow
/// each other.
async fn open_subaccounts(
    http: &HttpClient,
    signer: &Signer,
    count: u32,
) -> anyhow::Result<AccountRange> {
    let mut range: Option<AccountRange> = None;
    let mut missing = count;
    while missing > 0 {
        let count = missing.min(OPEN_SUBACCOUNTS_MAX);
        let submission = signer.operation(&Operation::OpenSubaccounts { count }, None);
        let receipt = http
            .submit(&submission)
            .await
            .context("opening subaccounts")?;
        if receipt.result_code != ResultCode::Applied.name() {
            bail!(
                "opening subaccounts was not applied: {}",
                receipt.result_code
            );
        }
        let record = hex::decode(&receipt.record)
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        let record = OperationReceipt::from_bytes(
            record.context("the receipt's record does not have 64 bytes")?,
        );
        let first = AccountIndex::new(record.account.get());
        let range = range.get_or_insert(AccountRange { first, count: 0 });
        let follows = range.first.get() + range.count == first.get();
        ensure!(
            follows,
            "somebody else registered accounts at the same time; run the benchmark again"
        );
        range.count += count;
        missing -= count;
    }
    range.context("at least one account is needed")
}

/// Accounts with keys of their own.
pub struct EachSetup {
    /// Every account.
    pub accounts: Vec<KeyedAccount>,
    /// What they hold.
    pub asset: AssetIndex,
}

/// Makes keys and has the faucet register and fund them in bulk.
pub async fn keyed_accounts(
    http: &HttpClient,
    scheme: Scheme,
    count: u32,
) -> anyhow::Result<EachSetup> {
    let keys: Vec<SigningKey> = (0..count).map(|_| SigningKey::generate(scheme)).collect();
    let chunk = (FAUCET_KEY_DIGITS_MAX / (scheme.key_bytes() * 2)).clamp(1, FAUCET_KEYS_MAX);
    let mut indexes = Vec::with_capacity(keys.len());
    let mut asset = None;
    for chunk in keys.chunks(chunk) {
        let public_keys: Vec<PublicKey> =
            chunk.iter().map(|key| key.public_key().clone()).collect();
        let reply = http
            .faucet_bulk(&public_keys, Some(START_AMOUNT))
            .await
            .context("asking the devnet's faucet for accounts")?;
        ensure!(
            reply.accounts.len() == chunk.len(),
            "the faucet answered for {} of {} keys",
            reply.accounts.len(),
            chunk.len()
        );
        indexes.extend(
            reply
                .accounts
                .iter()
                .map(|account| AccountIndex::new(account.index)),
        );
        if asset.is_none() {
            asset = Some(largest_gift(http, &reply.funded).await?.0);
        }
    }
    let accounts = keys
        .into_iter()
        .zip(indexes)
        .map(|(key, account)| KeyedAccount { key, account })
        .collect();
    Ok(EachSetup {
        accounts,
        asset: asset.context("at least one account is needed")?,
    })
}

/// The asset that the faucet gave most of, by index, with its minor units; a dense one if there is one.
pub async fn largest_gift(
    http: &HttpClient,
    funded: &[Funded],
) -> anyhow::Result<(AssetIndex, u64)> {
    let assets = http.assets().await.context("reading the assets")?;
    let amount_of = |asset: &Asset| {
        funded
            .iter()
            .find(|gift| gift.asset == asset.code)?
            .amount
            .parse::<u64>()
            .ok()
    };
    let gifts = assets
        .iter()
        .filter_map(|asset| Some((asset, amount_of(asset)?)));
    let (asset, amount) = gifts
        .max_by_key(|(asset, amount)| (asset.dense, *amount))
        .context("the faucet gave nothing")?;
    Ok((AssetIndex::new(asset.index), amount))
}
