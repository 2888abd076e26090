//! The genesis file: the first accounts, assets and validators. Its hash is the chain id.

use serde::{Deserialize, Serialize};

use crate::certificate::{CertificateError, ValidatorInfo, ValidatorSet};
use crate::hash::Domain;
use crate::ids::ChainId;
use crate::key::{KeyError, PublicKey, Scheme};
use crate::limits::{ASSETS_MAX, DENSE_ASSETS_MAX, GENESIS_BYTES_MAX};

/// Version of the genesis format.
pub const GENESIS_VERSION: u16 = 1;

/// The genesis file, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Genesis {
    /// Format version, 1.
    pub version: u16,
    /// Name of the network, for people.
    pub network: String,
    /// Whether this is a development network: it may have a faucet.
    pub devnet: bool,
    /// Time of the genesis block, Unix milliseconds.
    pub time_ms: u64,
    /// Assets, by index.
    pub assets: Vec<GenesisAsset>,
    /// How many of the first assets have dense balances.
    pub dense_assets: u32,
    /// Validators, by index.
    pub validators: Vec<GenesisValidator>,
    /// Accounts, by index.
    pub accounts: Vec<GenesisAccount>,
}

/// An asset of the genesis file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GenesisAsset {
    /// Short code, such as `EUR`.
    pub code: String,
    /// Name, for people.
    pub name: String,
    /// Digits after the decimal point.
    pub decimals: u8,
}

/// A validator of the genesis file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GenesisValidator {
    /// Name, for people.
    pub name: String,
    /// Ed25519 public key, hexadecimal.
    pub public_key: String,
    /// Weight of its vote.
    pub voting_power: u64,
}

/// A role that the genesis file gives to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// May register accounts.
    Registrar,
    /// May freeze accounts.
    Authority,
    /// May make claims about accounts, and say who may verify assets.
    Accreditor,
}

/// An account of the genesis file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GenesisAccount {
    /// Name, for people.
    pub name: String,
    /// Scheme name.
    pub scheme: String,
    /// Public key, hexadecimal.
    pub public_key: String,
    /// Roles.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// First balances.
    #[serde(default)]
    pub balances: Vec<GenesisBalance>,
}

/// A first balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GenesisBalance {
    /// Asset code.
    pub asset: String,
    /// Minor units, as a decimal string.
    pub amount: String,
}

/// Why a genesis file was refused.
#[derive(Debug, thiserror::Error)]
pub enum GenesisError {
    /// Not JSON of the right shape.
    #[error("the genesis file cannot be read as JSON of version 1")]
    Json(#[from] serde_json::Error),
    /// Too large.
    #[error("the genesis file has {bytes} bytes; at most {GENESIS_BYTES_MAX} are allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A field is wrong.
    #[error("genesis file, {place}: {reason}")]
    Invalid {
        /// Where.
        place: String,
        /// Why.
        reason: String,
    },
    /// A key is wrong.
    #[error("genesis file, {place}: invalid key")]
    Key {
        /// Where.
        place: String,
        /// Why.
        source: KeyError,
    },
    /// The validator set is wrong.
    #[error("genesis file, validators")]
    Validators(#[from] CertificateError),
}

impl Genesis {
    /// The chain id of a genesis file.
    pub fn chain_id(file: &[u8]) -> ChainId {
        ChainId(Domain::Genesis.hash(file))
    }

    /// Parses and checks a genesis file.
    pub fn parse(file: &[u8]) -> Result<Self, GenesisError> {
        if file.len() > GENESIS_BYTES_MAX {
            return Err(GenesisError::TooLarge { bytes: file.len() });
        }
        let genesis: Self = serde_json::from_slice(file)?;
        genesis.check()?;
        Ok(genesis)
    }

    fn check(&self) -> Result<(), GenesisError> {
        let invalid = |place: String, reason: &str| {
            Err(GenesisError::Invalid {
                place,
                reason: reason.into(),
            })
        };
        if self.version != GENESIS_VERSION {
            return invalid("version".into(), "only version 1 is known");
        }
        if self.assets.is_empty() || self.assets.len() > ASSETS_MAX {
            return invalid("assets".into(), "1 to 65536 assets are needed");
        }
        let dense = self.dense_assets as usize;
        if dense > self.assets.len() || dense > DENSE_ASSETS_MAX {
            return invalid(
                "denseAssets".into(),
                "at most 16, and no more than there are assets",
            );
        }
        for (index, asset) in self.assets.iter().enumerate() {
            let place = format!("assets[{index}]");
            let well_formed = (1..=12).contains(&asset.code.len())
                && asset
                    .code
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !well_formed {
                return invalid(place, "a code has 1 to 12 letters, digits or hyphens");
            }
            if asset.decimals > 18 {
                return invalid(place, "at most 18 decimals");
            }
            if self.assets[..index]
                .iter()
                .any(|other| other.code == asset.code)
            {
                return invalid(place, "the code is used twice");
            }
        }
        self.validator_set()?;
        let mut supply = vec![0_u64; self.assets.len()];
        for (index, account) in self.accounts.iter().enumerate() {
            let place = format!("accounts[{index}]");
            account.key(&place)?;
            for (asset, amount) in account.balances(self, &place)? {
                match supply[asset].checked_add(amount) {
                    Some(sum) => supply[asset] = sum,
                    None => return invalid(place, "the supply of an asset passes 2^64-1"),
                }
            }
        }
        Ok(())
    }

    /// The validators as certificates know them.
    pub fn validator_set(&self) -> Result<ValidatorSet, GenesisError> {
        let validators = self
            .validators
            .iter()
            .enumerate()
            .map(|(index, validator)| {
                let place = format!("validators[{index}]");
                let public_key = parse_key(Scheme::Ed25519, &validator.public_key, &place)?;
                Ok(ValidatorInfo {
                    public_key,
                    voting_power: validator.voting_power,
                })
            });
        Ok(ValidatorSet::new(
            validators.collect::<Result<_, GenesisError>>()?,
        )?)
    }

    /// Index of an asset code.
    pub fn asset_by_code(&self, code: &str) -> Option<usize> {
        self.assets.iter().position(|asset| asset.code == code)
    }
}

impl GenesisAccount {
    /// The account's public key.
    pub fn key(&self, place: &str) -> Result<PublicKey, GenesisError> {
        let scheme = Scheme::from_name(&self.scheme).ok_or_else(|| GenesisError::Invalid {
            place: place.into(),
            reason: "the scheme is ed25519, ml-dsa-65 or hybrid".into(),
        })?;
        parse_key(scheme, &self.public_key, place)
    }

    /// First balances as (asset index, minor units).
    pub fn balances(
        &self,
        genesis: &Genesis,
        place: &str,
    ) -> Result<Vec<(usize, u64)>, GenesisError> {
        let invalid = |reason: String| GenesisError::Invalid {
            place: place.into(),
            reason,
        };
        self.balances
            .iter()
            .map(|balance| {
                let asset = genesis
                    .asset_by_code(&balance.asset)
                    .ok_or_else(|| invalid(format!("no asset {} is listed", balance.asset)))?;
                let amount = balance.amount.parse().map_err(|_| {
                    invalid(format!(
                        "amount {} is not a whole number below 2^64",
                        balance.amount
                    ))
                })?;
                Ok((asset, amount))
            })
            .collect()
    }
}

fn parse_key(scheme: Scheme, text: &str, place: &str) -> Result<PublicKey, GenesisError> {
    let bytes = hex::decode(text).map_err(|_| GenesisError::Invalid {
        place: place.into(),
        reason: "the public key is not hexadecimal".into(),
    })?;
    PublicKey::new(scheme, &bytes).map_err(|source| GenesisError::Key {
        place: place.into(),
        source,
    })
}
