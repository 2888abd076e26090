//! Makes a development network: fresh keys for every one, the genesis file that funds them, and a private file that keeps them.
//!
//! The secrets lie unencrypted in `<data folder>/devnet/keys.json` (mode 0600), so that a devnet starts without a passphrase.
//! The file says so itself, and its keys open nothing anywhere else: they are made anew for every devnet.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aurigraph_client::keyfile::write_new_private;
use aurigraph_types::genesis::{
    GENESIS_VERSION, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator, Role,
};
use aurigraph_types::{AccountIndex, Genesis, PublicKey, Scheme, SigningKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// Where the secrets lie, relative to the data folder.
pub const KEYS_FILE: &str = "devnet/keys.json";
/// The `format` of the secrets' file.
pub const KEYS_FORMAT: &str = "aurigraph-devnet-keys-v1";

const KEYS_FILE_BYTES_MAX: u64 = 1024 * 1024;
const WARNING: &str = "Unencrypted keys of one development network. Never use them, or accounts made from them, anywhere else.";

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

/// The demo organisations and their accounts.
const ORGANISATIONS: [(&str, [&str; 4]); 2] = [
    (
        "Nordwind GmbH",
        ["Operations", "Payroll", "Suppliers", "Reserve"],
    ),
    (
        "Acme Treasury",
        ["Cash", "Payments", "Settlement", "Carbon"],
    ),
];

/// Why a devnet could not be made or its secrets not be read.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Reading or writing failed.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not what it should be.
    #[error("{} does not hold a devnet's keys: {reason}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// A key of the devnet with the account it belongs to.
#[derive(Clone, Debug)]
pub struct DevnetKey {
    /// Name of the account in the genesis file.
    pub name: String,
    /// The organisation, for a demo account.
    pub organisation: Option<String>,
    /// The account.
    pub account: AccountIndex,
    /// The secret.
    pub key: Arc<SigningKey>,
}

/// Every secret of a devnet.
#[derive(Clone, Debug)]
pub struct DevnetKeys {
    /// Registers and funds accounts.
    pub faucet: DevnetKey,
    /// Freezes accounts.
    pub authority: DevnetKey,
    /// Accounts of the demo organisations.
    pub demo: Vec<DevnetKey>,
}

/// A new devnet.
#[derive(Clone, Debug)]
pub struct Devnet {
    /// Its genesis file, not yet written.
    pub genesis: Genesis,
    /// Its secrets, already written.
    pub keys: DevnetKeys,
}

/// Makes a devnet with one validator in a data folder and writes its secrets there. Secrets that are there already, from an
/// attempt that was broken off before its genesis file was written, are used again.
pub fn create_devnet(
    data_folder: &Path,
    network: &str,
    validator: &PublicKey,
    time_ms: u64,
) -> Result<Devnet, SetupError> {
    let keys = if DevnetKeys::exist(data_folder) {
        DevnetKeys::read(data_folder)?
    } else {
        let keys = DevnetKeys::generate();
        keys.write(data_folder)?;
        keys
    };
    Ok(Devnet {
        genesis: keys.genesis(network, validator, time_ms),
        keys,
    })
}

impl DevnetKeys {
    fn generate() -> Self {
        let key = |name: String, organisation: Option<&str>, scheme, index| DevnetKey {
            name,
            organisation: organisation.map(str::to_owned),
            account: AccountIndex::new(index),
            key: Arc::new(SigningKey::generate(scheme)),
        };
        let names = ORGANISATIONS
            .iter()
            .flat_map(|(organisation, accounts)| accounts.map(|account| (*organisation, account)));
        let demo = names.zip(2..).map(|((organisation, account), index)| {
            let name = format!("{organisation}, {account}");
            key(name, Some(organisation), Scheme::Ed25519, index)
        });
        Self {
            faucet: key("Devnet faucet".to_owned(), None, Scheme::Ed25519, 0),
            authority: key("Devnet authority".to_owned(), None, Scheme::Hybrid, 1),
            demo: demo.collect(),
        }
    }

    /// The genesis file of these keys. Account indexes are positions in it.
    fn genesis(&self, network: &str, validator: &PublicKey, time_ms: u64) -> Genesis {
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

    /// Whether a data folder has a devnet's secrets.
    pub fn exist(data_folder: &Path) -> bool {
        data_folder.join(KEYS_FILE).exists()
    }

    /// Reads the secrets of a data folder.
    pub fn read(data_folder: &Path) -> Result<Self, SetupError> {
        let path = data_folder.join(KEYS_FILE);
        let failed = |source| SetupError::Io {
            action: "read",
            path: path.clone(),
            source,
        };
        let malformed = |reason: String| SetupError::Malformed {
            path: path.clone(),
            reason,
        };
        if fs::metadata(&path).map_err(failed)?.len() > KEYS_FILE_BYTES_MAX {
            return Err(malformed(format!(
                "it is larger than {KEYS_FILE_BYTES_MAX} bytes"
            )));
        }
        let text = Zeroizing::new(fs::read(&path).map_err(failed)?);
        let file: KeysFile =
            serde_json::from_slice(&text).map_err(|error| malformed(error.to_string()))?;
        file.into_keys().map_err(malformed)
    }

    fn write(&self, data_folder: &Path) -> Result<(), SetupError> {
        let path = data_folder.join(KEYS_FILE);
        let text =
            serde_json::to_vec_pretty(&KeysFile::of(self)).expect("strings and numbers serialise");
        write_new_private(&path, &Zeroizing::new(text)).map_err(|source| SetupError::Io {
            action: "write",
            path,
            source,
        })
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

/// The secrets' file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct KeysFile {
    format: String,
    warning: String,
    faucet: KeyEntry,
    authority: KeyEntry,
    demo: Vec<KeyEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct KeyEntry {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    account: u32,
    scheme: String,
    #[serde(serialize_with = "write_secret", deserialize_with = "read_secret")]
    seed: Zeroizing<String>,
}

fn write_secret<S: Serializer>(
    secret: &Zeroizing<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret)
}

fn read_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

impl KeysFile {
    fn of(keys: &DevnetKeys) -> Self {
        Self {
            format: KEYS_FORMAT.to_owned(),
            warning: WARNING.to_owned(),
            faucet: KeyEntry::of(&keys.faucet),
            authority: KeyEntry::of(&keys.authority),
            demo: keys.demo.iter().map(KeyEntry::of).collect(),
        }
    }

    fn into_keys(self) -> Result<DevnetKeys, String> {
        if self.format != KEYS_FORMAT {
            return Err(format!("format {} is not known", self.format));
        }
        Ok(DevnetKeys {
            faucet: self.faucet.into_key()?,
            authority: self.authority.into_key()?,
            demo: self
                .demo
                .into_iter()
                .map(KeyEntry::into_key)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl KeyEntry {
    fn of(key: &DevnetKey) -> Self {
        Self {
            name: key.name.clone(),
            organisation: key.organisation.clone(),
            account: key.account.get(),
            scheme: key.key.scheme().name().to_owned(),
            seed: Zeroizing::new(hex::encode(key.key.seed())),
        }
    }

    fn into_key(self) -> Result<DevnetKey, String> {
        let unreadable = |what: &str| format!("the {what} of {} cannot be read", self.name);
        let scheme = Scheme::from_name(&self.scheme).ok_or_else(|| unreadable("scheme"))?;
        let seed = hex::decode(self.seed.as_str()).map_err(|_| unreadable("seed"))?;
        let key =
            SigningKey::from_seed(scheme, &Zeroizing::new(seed)).map_err(|_| unreadable("seed"))?;
        Ok(DevnetKey {
            account: AccountIndex::new(self.account),
            key: Arc::new(key),
            name: self.name,
            organisation: self.organisation,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_devnet_is_a_valid_genesis_file_and_its_keys_are_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let validator = SigningKey::generate(Scheme::Ed25519);
        let devnet = create_devnet(folder.path(), "devnet", validator.public_key(), 1).unwrap();
        let bytes = serde_json::to_vec(&devnet.genesis).unwrap();
        assert_eq!(Genesis::parse(&bytes).unwrap(), devnet.genesis);
        assert!(devnet.genesis.devnet);
        let keys = DevnetKeys::read(folder.path()).unwrap();
        let all = [&keys.faucet, &keys.authority]
            .into_iter()
            .chain(&keys.demo);
        for (position, (key, account)) in all.zip(&devnet.genesis.accounts).enumerate() {
            assert_eq!(key.account.usize(), position);
            assert_eq!(key.name, account.name);
            assert_eq!(account.key("").unwrap(), *key.key.public_key());
        }
        assert_eq!(keys.demo.len() + 2, devnet.genesis.accounts.len());
        let mode = fs::metadata(folder.path().join(KEYS_FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn an_attempt_that_was_broken_off_is_taken_up_with_the_same_keys() {
        let folder = tempfile::tempdir().unwrap();
        let validator = SigningKey::generate(Scheme::Ed25519);
        let create = || create_devnet(folder.path(), "devnet", validator.public_key(), 1);
        assert_eq!(create().unwrap().genesis, create().unwrap().genesis);
    }

    #[test]
    fn unreadable_secrets_are_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!DevnetKeys::exist(folder.path()));
        assert!(matches!(
            DevnetKeys::read(folder.path()),
            Err(SetupError::Io { .. })
        ));
        let path = folder.path().join(KEYS_FILE);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "{}").unwrap();
        let error = DevnetKeys::read(folder.path()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("keys.json does not hold a devnet's keys"),
            "{error}"
        );
    }
}
