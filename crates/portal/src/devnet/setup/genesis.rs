//! The genesis file of a devnet: its assets, and what faucet and demo accounts begin with.

use aurigraph_types::genesis::{
    GENESIS_VERSION, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator, Role,
};
use aurigraph_types::{Genesis, PublicKey};

use super::{DevnetKey, DevnetKeys};

/// Assets of every devnet.
pub const ASSETS_LEAST: usize = 6;
/// Assets that one may be asked to have.
pub const ASSETS_MOST: usize = 10_000;
/// Digits of the test assets that come after them.
const TEST_ASSET_DECIMALS: u8 = 2;

/// How many of [`ASSETS`] have dense balances.
const DENSE_ASSETS: u32 = 3;

/// Assets of a devnet: code, name, decimals. The first [`DENSE_ASSETS`] are currencies.
const ASSETS: [(&str, &str, u8); ASSETS_LEAST] = [
    ("EUR", "Euro", 2),
    ("USD", "US dollar", 2),
    ("GBP", "Pound sterling", 2),
    ("CO2-T", "Carbon credit (tonne)", 3),
    ("GOLD-G", "Gold (gram)", 3),
    ("BOND-DEMO", "Demo bond (nominal, EUR)", 2),
];

/// What the faucet starts with, in minor units of every currency and of every other asset. All accounts together stay far below
/// the ledger's largest supply, 2^64-1.
const FAUCET_CURRENCY: u64 = 10_000_000_000_000_000;
const FAUCET_OTHER: u64 = 10_000_000_000_000;
/// What every demo account starts with: 25,000,000.00 of a currency, 10,000.000 of the rest.
const DEMO_CURRENCY: u64 = 2_500_000_000;
const DEMO_OTHER: u64 = 10_000_000;

impl DevnetKeys {
    /// The genesis file of these keys. Account indexes are positions in it. Assets beyond those of every devnet belong to the faucet.
    pub(super) fn genesis(
        &self,
        network: &str,
        validator: &PublicKey,
        time_ms: u64,
        asset_count: usize,
    ) -> Genesis {
        let mut accounts = vec![
            genesis_account(
                &self.faucet,
                &[Role::Registrar],
                FAUCET_CURRENCY,
                FAUCET_OTHER,
            ),
            genesis_account(&self.authority, &[Role::Authority], 0, 0),
        ];
        accounts.extend(
            self.demo
                .iter()
                .map(|key| genesis_account(key, &[], DEMO_CURRENCY, DEMO_OTHER)),
        );
        let mut assets = ASSETS
            .map(|(code, name, decimals)| GenesisAsset {
                code: code.to_owned(),
                name: name.to_owned(),
                decimals,
            })
            .to_vec();
        assets.extend((assets.len() + 1..=asset_count).map(test_asset));
        let of_faucet = assets[ASSETS.len()..].iter().map(|asset| GenesisBalance {
            asset: asset.code.clone(),
            amount: FAUCET_OTHER.to_string(),
        });
        accounts[0].balances.extend(of_faucet);
        Genesis {
            version: GENESIS_VERSION,
            network: network.to_owned(),
            devnet: true,
            time_ms,
            assets,
            dense_assets: DENSE_ASSETS,
            validators: vec![GenesisValidator {
                name: "Validator 0".to_owned(),
                public_key: hex::encode(validator.as_bytes()),
                voting_power: 1,
            }],
            accounts,
        }
    }
}

/// One that means nothing, to try and measure with many.
fn test_asset(number: usize) -> GenesisAsset {
    GenesisAsset {
        code: format!("TEST-{number:05}"),
        name: format!("Test asset {number}"),
        decimals: TEST_ASSET_DECIMALS,
    }
}

fn genesis_account(key: &DevnetKey, roles: &[Role], currency: u64, other: u64) -> GenesisAccount {
    let public = key.key.public_key();
    let amounts = (0..).map(|index| {
        if index < DENSE_ASSETS {
            currency
        } else {
            other
        }
    });
    let balances = ASSETS.iter().zip(amounts).filter(|(_, amount)| *amount > 0);
    GenesisAccount {
        name: key.name.clone(),
        scheme: public.scheme().name().to_owned(),
        public_key: hex::encode(public.as_bytes()),
        roles: roles.to_vec(),
        balances: balances
            .map(|((code, _, _), amount)| GenesisBalance {
                asset: (*code).to_owned(),
                amount: amount.to_string(),
            })
            .collect(),
    }
}
