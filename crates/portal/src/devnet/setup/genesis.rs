//! The genesis file of a devnet: its assets, and what faucet and demo accounts begin with.

use aurigraph_types::genesis::{
    GENESIS_VERSION, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator, Role,
};
use aurigraph_types::{Genesis, PublicKey};

use super::{DevnetKey, DevnetKeys};

/// How many of [`ASSETS`] have dense balances.
const DENSE_ASSETS: u32 = 3;

/// Assets of a devnet: code, name, decimals. The first [`DENSE_ASSETS`] are currencies.
const ASSETS: [(&str, &str, u8); 6] = [
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
    /// The genesis file of these keys. Account indexes are positions in it.
    pub(super) fn genesis(&self, network: &str, validator: &PublicKey, time_ms: u64) -> Genesis {
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
        let assets = ASSETS.map(|(code, name, decimals)| GenesisAsset {
            code: code.to_owned(),
            name: name.to_owned(),
            decimals,
        });
        Genesis {
            version: GENESIS_VERSION,
            network: network.to_owned(),
            devnet: true,
            time_ms,
            assets: assets.to_vec(),
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
