//! What the ledger's tests share: a genesis file with seeded keys, and submissions signed with them.
//!
//! Everything here is the same at every run, on every machine: frozen vectors are made from it.
#![allow(dead_code, reason = "every test binary uses a part of this module")]

pub mod alterations;
pub mod chain;
pub mod model;
pub mod steps;

use std::sync::LazyLock;

use aurigraph_ledger::{Applied, State};
use aurigraph_types::genesis::{
    Genesis, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator, Role,
};
use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Height, Operation, ResultCode, Scheme, Sequence,
    SigningKey, Submission, TransferRecord, ValidatorSet,
};

/// Keys that the tests know; the first [`GENESIS_ACCOUNTS`] are registered in the genesis file, key i as account i.
pub const KEYS: usize = 48;
/// Accounts of the genesis file: three dense leaves, the last one half full.
pub const GENESIS_ACCOUNTS: u32 = 20;
/// Assets of the genesis file.
pub const ASSETS: u32 = 4;
/// How many of them are dense.
pub const DENSE_ASSETS: u32 = 2;
/// A dense asset, whose supply is the greatest there can be.
pub const EUR: u32 = 0;
/// A dense asset.
pub const USD: u32 = 1;
/// A sparse asset.
pub const GOLD: u32 = 2;
/// A sparse asset.
pub const BOND: u32 = 3;
/// Holds nearly all of every supply, may register and may freeze.
pub const TREASURY: u32 = 0;

static SIGNING_KEYS: LazyLock<Vec<SigningKey>> = LazyLock::new(|| {
    (0..KEYS)
        .map(|number| {
            let scheme = scheme_of_key(number);
            let seed: Vec<u8> = (0..scheme.seed_bytes())
                .map(|at| (number * 5 + at * 3) as u8)
                .collect();
            SigningKey::from_seed(scheme, &seed).expect("the seed has the scheme's length")
        })
        .collect()
});

static GENESIS: LazyLock<Genesis> = LazyLock::new(make_genesis);

/// Every scheme occurs, mostly the one that is fast to sign with.
fn scheme_of_key(number: usize) -> Scheme {
    match number % 12 {
        2 => Scheme::MlDsa65,
        3 => Scheme::Hybrid,
        _ => Scheme::Ed25519,
    }
}

/// Key `number` of [`KEYS`].
pub fn key(number: usize) -> &'static SigningKey {
    &SIGNING_KEYS[number]
}

/// The only validator's key.
pub fn validator_key() -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, &[0xA7; 32]).expect("32 bytes")
}

/// The validators of the genesis file.
pub fn validators() -> ValidatorSet {
    genesis().validator_set().expect("a set")
}

/// The genesis file's content.
pub fn genesis() -> &'static Genesis {
    &GENESIS
}

/// The genesis file's bytes.
pub fn genesis_file() -> Vec<u8> {
    serde_json::to_vec_pretty(genesis()).expect("a genesis is JSON")
}

/// The chain that all submissions are signed for.
pub fn chain_id() -> ChainId {
    static CHAIN_ID: LazyLock<ChainId> = LazyLock::new(|| Genesis::chain_id(&genesis_file()));
    *CHAIN_ID
}

/// The state of height 0.
pub fn fresh_state() -> State {
    State::from_genesis(&Genesis::parse(&genesis_file()).expect("a valid genesis file"))
        .expect("a valid genesis")
}

fn make_genesis() -> Genesis {
    let assets = [
        ("EUR", "Euro", 2),
        ("USD", "US dollar", 2),
        ("GOLD", "Gold", 6),
        ("BOND", "Bond", 0),
    ];
    Genesis {
        version: 1,
        network: "ledger tests".into(),
        devnet: true,
        time_ms: 1_790_000_000_000,
        assets: assets
            .map(|(code, name, decimals)| GenesisAsset {
                code: code.into(),
                name: name.into(),
                decimals,
            })
            .into(),
        dense_assets: DENSE_ASSETS,
        validators: vec![GenesisValidator {
            name: "validator".into(),
            public_key: hex::encode(validator_key().public_key().as_bytes()),
            voting_power: 1,
        }],
        accounts: (0..GENESIS_ACCOUNTS).map(genesis_account).collect(),
    }
}

fn genesis_account(index: u32) -> GenesisAccount {
    let balance = |asset: &str, amount: u64| GenesisBalance {
        asset: asset.into(),
        amount: amount.to_string(),
    };
    let public_key = key(index as usize).public_key();
    let roles = match index {
        TREASURY => vec![Role::Registrar, Role::Authority],
        1 => vec![Role::Registrar],
        4 => vec![Role::Authority],
        _ => vec![],
    };
    let balances = match index {
        TREASURY => vec![
            balance("EUR", u64::MAX - 100_000),
            balance("USD", 1_000),
            balance("GOLD", 10_000),
        ],
        1..=4 => vec![balance("EUR", 10_000), balance("USD", 1_000)],
        5 => vec![balance("EUR", 10_000), balance("GOLD", 777)],
        6..=8 => vec![balance("EUR", 10_000)],
        9 => vec![balance("EUR", 10_000), balance("BOND", 3)],
        10 => vec![balance("EUR", 10_000), balance("BOND", 0)],
        _ => vec![],
    };
    GenesisAccount {
        name: format!("account {index}"),
        scheme: public_key.scheme().name().into(),
        public_key: hex::encode(public_key.as_bytes()),
        roles,
        balances,
    }
}

/// What a submission carries.
#[derive(Clone, Debug)]
pub enum Content {
    /// One transfer under its own signature.
    Transfer(TransferRecord),
    /// Several under one.
    Batch(Vec<TransferRecord>),
    /// An operation.
    Operation(Operation),
}

/// A submission before it is signed.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Who signs.
    pub signer: u32,
    /// The signer's sequence.
    pub sequence: u64,
    /// Last height of inclusion, if limited.
    pub valid_until: Option<u64>,
    /// What is signed.
    pub content: Content,
}

impl Intent {
    /// Without a limit of height.
    pub const fn new(signer: u32, sequence: u64, content: Content) -> Self {
        Self {
            signer,
            sequence,
            valid_until: None,
            content,
        }
    }

    /// Signs it.
    pub fn sign(&self, key: &SigningKey) -> Submission {
        let context = SigningContext {
            chain_id: chain_id(),
            signer: AccountIndex::new(self.signer),
            sequence: Sequence::new(self.sequence),
            valid_until_height: self.valid_until.map(Height::new),
        };
        match &self.content {
            Content::Transfer(record) => Submission::transfer(key, &context, record),
            Content::Batch(records) => Submission::batch(key, &context, records),
            Content::Operation(operation) => Submission::operation(key, &context, operation),
        }
    }

    /// Signs it with the key of an account of the genesis file.
    pub fn sign_as_genesis_account(&self) -> Submission {
        self.sign(key(self.signer as usize))
    }
}

/// A record without a reference.
pub fn record(debit: u32, credit: u32, asset: u32, amount: u64) -> TransferRecord {
    TransferRecord::new(
        AccountIndex::new(debit),
        AccountIndex::new(credit),
        AssetIndex::new(asset),
        Amount::new(amount),
    )
}

/// A record with a reference.
pub fn record_with_reference(
    debit: u32,
    credit: u32,
    asset: u32,
    amount: u64,
    reference: &str,
) -> TransferRecord {
    record(debit, credit, asset, amount)
        .with_reference(reference.as_bytes())
        .expect("at most 40 bytes")
}

/// Applies a submission.
pub fn apply(state: &mut State, submission: &Submission, height: u64) -> Applied {
    state.apply(&submission.view(), submission.id(), Height::new(height))
}

/// The code of every record, or of the operation.
pub fn codes(applied: &Applied) -> Vec<ResultCode> {
    (0..applied.outcome.receipt_count)
        .map(|index| applied.outcome.code(index))
        .collect()
}

/// Applies an operation of a genesis account, which must succeed.
pub fn operate(state: &mut State, signer: u32, sequence: u64, operation: Operation) {
    let submission =
        Intent::new(signer, sequence, Content::Operation(operation)).sign_as_genesis_account();
    assert_eq!(codes(&apply(state, &submission, 1)), [ResultCode::Applied]);
}

/// A balance by plain numbers.
pub fn balance(state: &State, asset: u32, account: u32) -> u64 {
    state.balance(AssetIndex::new(asset), AccountIndex::new(account))
}

/// Everything that a transfer or an operation can change, apart from used sequences.
pub fn visible(state: &State) -> Vec<aurigraph_ledger::AccountView> {
    (0..state.account_count() as u32)
        .map(|index| {
            let mut view = state
                .account(AccountIndex::new(index))
                .expect("the account exists");
            view.next_sequence = Some(Sequence::new(1));
            view
        })
        .collect()
}
