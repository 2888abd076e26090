//! The accounts that pay each other, made and funded before the load: for batches, subaccounts of the signers' keys; for individually
//! signed transfers, a key for each account.

use std::collections::VecDeque;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use aurigraph_client::api::{Asset, Funded};
use aurigraph_client::{HttpClient, IngestClient, Signer};
use aurigraph_types::limits::{BATCH_RECORDS_MAX, OPEN_SUBACCOUNTS_MAX};
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Operation, PublicKey, ResultCode, Scheme, Sequence,
    SigningKey, Submission, TransferRecord,
};

use super::batch_load::{AccountRange, Custody};
use super::each_load::KeyedAccount;

/// Hexadecimal digits of keys in one request to the faucet, so that it stays below what a node reads.
const FAUCET_KEY_DIGITS_MAX: usize = 1_000_000;
/// Most keys in one request.
const FAUCET_KEYS_MAX: usize = 10_000;
/// Most transfers that it makes for one.
const FAUCET_TRANSFERS_MAX: usize = 1_000_000;
/// Minor units that each account begins with.
pub const START_AMOUNT: u64 = 1_000_000;

/// Most minor units that all accounts of a batch load begin with together.
const BATCH_START_AMOUNT_MAX: u64 = 10_000_000_000;
/// Submissions in one message, and their bytes at most, while accounts are opened and funded.
const SETUP_MESSAGE_SUBMISSIONS: usize = 1_000;
const SETUP_MESSAGE_BYTES: usize = 4 << 20;

/// Accounts in the custody of signers.
pub struct BatchSetup {
    /// Who signs, and for whom.
    pub custodies: Vec<Custody>,
    /// What the accounts hold: of each signer's, the first holds the first of these, and so on, in turn.
    pub assets: Vec<AssetIndex>,
}

/// Makes `signers` keys, has them funded with `assets` assets, opens the same number of subaccounts for each and spreads the money over them.
pub async fn batch_accounts(
    http: &HttpClient,
    ingest: &IngestClient,
    chain_id: ChainId,
    scheme: Scheme,
    signers: u32,
    accounts: u32,
    assets: u32,
) -> anyhow::Result<BatchSetup> {
    let slice = accounts / signers;
    let each = (BATCH_START_AMOUNT_MAX / u64::from(accounts)).clamp(1, START_AMOUNT);
    let EachSetup { accounts, assets } =
        keyed_accounts(http, scheme, signers, each * u64::from(slice), assets).await?;
    let signers: Vec<_> = accounts
        .into_iter()
        .map(|KeyedAccount { key, account }| {
            Arc::new(Signer::new(
                Arc::new(key),
                account,
                chain_id,
                Sequence::new(1),
            ))
        })
        .collect();
    let ranges = open_subaccounts(http, ingest, &signers, slice).await?;
    let custodies: Vec<_> = signers
        .into_iter()
        .zip(ranges)
        .map(|(signer, accounts)| Custody { signer, accounts })
        .collect();
    let fundings = custodies.iter().flat_map(|custody| {
        let first = custody.accounts.first.get();
        let from = custody.signer.account();
        let record = |number: u32| {
            let to = AccountIndex::new(first + number);
            let asset = assets[number as usize % assets.len()];
            TransferRecord::new(from, to, asset, Amount::new(each))
        };
        let records: Vec<_> = (0..slice).map(record).collect();
        let batch = |chunk: &[TransferRecord]| custody.signer.batch(chunk, None).into_bytes();
        let batches: Vec<_> = records.chunks(BATCH_RECORDS_MAX).map(batch).collect();
        batches
    });
    submit_all(ingest, fundings)
        .await
        .context("funding the accounts")?;
    Ok(BatchSetup { custodies, assets })
}

/// Opens `slice` subaccounts for each signer in as few operations as possible. Nobody else may register accounts in between: their
/// indexes follow each other, which the first and the last one show.
async fn open_subaccounts(
    http: &HttpClient,
    ingest: &IngestClient,
    signers: &[Arc<Signer>],
    slice: u32,
) -> anyhow::Result<Vec<AccountRange>> {
    let counts = || {
        (0..slice)
            .step_by(OPEN_SUBACCOUNTS_MAX as usize)
            .map(|from| (slice - from).min(OPEN_SUBACCOUNTS_MAX))
    };
    let mut operations: VecDeque<_> = signers
        .iter()
        .flat_map(|signer| counts().map(move |count| (signer, count)))
        .map(|(signer, count)| signer.operation(&Operation::OpenSubaccounts { count }, None))
        .collect();
    let (first, last) = (operations.pop_front(), operations.pop_back());
    let first = opened(http, &first.context("a load has a signer")?).await?;
    let between = operations.into_iter().map(Submission::into_bytes);
    submit_all(ingest, between)
        .await
        .context("opening subaccounts")?;
    if let Some(last) = last {
        let last = opened(http, &last).await?;
        let all = slice * signers.len() as u32;
        ensure!(
            last.first.get() + last.count == first.first.get() + all,
            "somebody else registered accounts at the same time; run the benchmark again"
        );
    }
    let range = |number| AccountRange {
        first: AccountIndex::new(first.first.get() + number * slice),
        count: slice,
    };
    Ok((0..signers.len() as u32).map(range).collect())
}

/// Submits one operation that opens subaccounts; which they are.
async fn opened(http: &HttpClient, operation: &Submission) -> anyhow::Result<AccountRange> {
    let receipt = http
        .submit(operation)
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
    Ok(AccountRange {
        first: AccountIndex::new(record.account.get()),
        count: record.count.get(),
    })
}

/// Submits everything in order, many in a message, and sees to it that all of it is applied.
async fn submit_all(
    ingest: &IngestClient,
    submissions: impl Iterator<Item = Vec<u8>>,
) -> anyhow::Result<()> {
    let mut submissions = submissions.peekable();
    while submissions.peek().is_some() {
        let (mut message, mut count) = (Vec::new(), 0);
        while let Some(submission) = submissions.next_if(|next| {
            count == 0
                || (count < SETUP_MESSAGE_SUBMISSIONS
                    && message.len() + next.len() <= SETUP_MESSAGE_BYTES)
        }) {
            message.extend_from_slice(&submission);
            count += 1;
        }
        let outcomes = ingest.submit(message).await?;
        let failed = outcomes.iter().find(|outcome| !outcome.is_fully_applied());
        if let Some(failed) = failed {
            bail!("a submission was not applied: {:?}", failed.status);
        }
    }
    Ok(())
}

/// Accounts with keys of their own.
pub struct EachSetup {
    /// Every account.
    pub accounts: Vec<KeyedAccount>,
    /// What each of them holds.
    pub assets: Vec<AssetIndex>,
}

/// Makes keys and has the faucet register them and give each of them so many minor units of so many assets.
pub async fn keyed_accounts(
    http: &HttpClient,
    scheme: Scheme,
    count: u32,
    amount: u64,
    assets: u32,
) -> anyhow::Result<EachSetup> {
    let keys: Vec<SigningKey> = (0..count).map(|_| SigningKey::generate(scheme)).collect();
    let chunk = (FAUCET_KEY_DIGITS_MAX / (scheme.key_bytes() * 2))
        .min(FAUCET_TRANSFERS_MAX / assets as usize)
        .clamp(1, FAUCET_KEYS_MAX);
    let mut indexes = Vec::with_capacity(keys.len());
    let mut given = Vec::new();
    for chunk in keys.chunks(chunk) {
        let public_keys: Vec<PublicKey> =
            chunk.iter().map(|key| key.public_key().clone()).collect();
        let reply = http
            .faucet_bulk(&public_keys, Some(amount), assets)
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
        given = reply.funded;
    }
    let accounts = keys
        .into_iter()
        .zip(indexes)
        .map(|(key, account)| KeyedAccount { key, account })
        .collect();
    Ok(EachSetup {
        accounts,
        assets: indexes_of(http, &given).await?,
    })
}

/// The assets that the faucet gave, by index.
async fn indexes_of(http: &HttpClient, given: &[Funded]) -> anyhow::Result<Vec<AssetIndex>> {
    let assets = http.assets().await.context("reading the assets")?;
    let index = |gift: &Funded| {
        let asset = assets.iter().find(|asset| asset.code == gift.asset);
        let asset = asset.with_context(|| format!("there is no asset {}", gift.asset))?;
        Ok(AssetIndex::new(asset.index))
    };
    given.iter().map(index).collect()
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
