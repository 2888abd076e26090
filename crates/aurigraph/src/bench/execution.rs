//! How many transfers a second the ledger executes when it does nothing else: no network, no signatures, no disk.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use aurigraph_client::Signer;
use aurigraph_ledger::State;
use aurigraph_types::genesis::{
    GENESIS_VERSION, Genesis, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator,
};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Digest, Height, Operation, Scheme, Sequence,
    SigningKey, TransferRecord,
};

use super::batch_load::{AccountRange, BatchSource, Custody};
use super::driver::MessageSource;
use super::picking::Picker;
use super::random::Random;
use super::settings::Skew;

/// Always the same, so that runs compare: as many accounts and transfers in a batch as the fastest load has.
const ACCOUNTS: u32 = 65_536;
const BATCH_TRANSFERS: usize = 20_000;
const START_AMOUNT: u64 = 1_000_000;
const ASSET: AssetIndex = AssetIndex::new(0);

/// Transfers a second that one thread executes in memory, with their receipts and without state roots, measured over `time` of nothing
/// else.
pub fn transfers_per_second(time: Duration) -> anyhow::Result<f64> {
    let key = SigningKey::generate(Scheme::Ed25519);
    let mut state = State::from_genesis(&genesis(&key)).context("a ledger in memory")?;
    let signer = Arc::new(Signer::new(
        Arc::new(key),
        AccountIndex::new(0),
        // Whoever verifies signatures looks at the chain; here nobody does.
        ChainId(Digest::ZERO),
        Sequence::new(1),
    ));
    let accounts = fill(&mut state, &signer)?;
    let mut source = BatchSource::new(
        vec![Custody { signer, accounts }],
        &[ASSET],
        BATCH_TRANSFERS,
        2,
        &mut Picker::new(Skew::Uniform, ACCOUNTS),
        &mut Random::seeded(),
    );
    let (mut executed, mut spent) = (0, Duration::ZERO);
    while spent < time {
        let message = source.next().context("a buffer comes back each time")?;
        let view = SubmissionView::decode(&message).context("a batch made here")?;
        let start = std::time::Instant::now();
        let applied = state.apply(&view, Digest::ZERO, Height::new(1));
        spent += start.elapsed();
        ensure!(
            applied.outcome.applied_count() as usize == BATCH_TRANSFERS,
            "the ledger in memory rejected a transfer"
        );
        executed += BATCH_TRANSFERS;
        source.give_back(message);
    }
    Ok(executed as f64 / spent.as_secs_f64())
}

/// Opens the accounts and spreads the money over them.
fn fill(state: &mut State, signer: &Signer) -> anyhow::Result<AccountRange> {
    let open = signer.operation(&Operation::OpenSubaccounts { count: ACCOUNTS }, None);
    let opened = state.apply(&open.view(), open.id(), Height::new(1)).opened;
    let (first, count) = opened.context("the ledger in memory opened no accounts")?;
    let records: Vec<_> = (0..count)
        .map(|number| AccountIndex::new(first.get() + number))
        .map(|to| TransferRecord::new(signer.account(), to, ASSET, Amount::new(START_AMOUNT)))
        .collect();
    let batch = signer.batch(&records, None);
    let funded = state.apply(&batch.view(), batch.id(), Height::new(1));
    ensure!(
        funded.outcome.applied_count() == count,
        "the ledger in memory funded no accounts"
    );
    Ok(AccountRange { first, count })
}

fn genesis(key: &SigningKey) -> Genesis {
    let public_key = hex::encode(key.public_key().as_bytes());
    Genesis {
        version: GENESIS_VERSION,
        network: "calibration".to_owned(),
        devnet: true,
        time_ms: 0,
        assets: vec![GenesisAsset {
            code: "EUR".to_owned(),
            name: "Euro".to_owned(),
            decimals: 2,
        }],
        dense_assets: 1,
        validators: vec![GenesisValidator {
            name: "Nobody".to_owned(),
            public_key: public_key.clone(),
            voting_power: 1,
        }],
        accounts: vec![GenesisAccount {
            name: "Everything".to_owned(),
            scheme: key.scheme().name().to_owned(),
            public_key,
            roles: Vec::new(),
            balances: vec![GenesisBalance {
                asset: "EUR".to_owned(),
                amount: (START_AMOUNT * u64::from(ACCOUNTS)).to_string(),
            }],
        }],
    }
}
