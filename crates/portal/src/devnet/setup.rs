//! Makes a development network: fresh keys for every one, the genesis file that funds them, and a private file that keeps them.
//!
//! The secrets lie unencrypted in `<data folder>/devnet/keys.json` (mode 0600), so that a devnet starts without a passphrase.
//! The file says so itself, and its keys open nothing anywhere else: they are made anew for every devnet.

mod genesis;
mod keys_file;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aurigraph_types::{AccountIndex, Genesis, PublicKey, Scheme, SigningKey};

pub use genesis::{ASSETS_LEAST, ASSETS_MOST};
pub use keys_file::{KEYS_FILE, KEYS_FORMAT};

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
/// attempt that was broken off before its genesis file was written, are used again. It has `asset_count` assets, [`ASSETS_LEAST`] at least.
pub fn create_devnet(
    data_folder: &Path,
    network: &str,
    validator: &PublicKey,
    time_ms: u64,
    asset_count: usize,
) -> Result<Devnet, SetupError> {
    let keys = if DevnetKeys::exist(data_folder) {
        DevnetKeys::read(data_folder)?
    } else {
        let keys = DevnetKeys::generate();
        keys.write(data_folder)?;
        keys
    };
    Ok(Devnet {
        genesis: keys.genesis(network, validator, time_ms, asset_count),
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_devnet_is_a_valid_genesis_file_and_its_keys_are_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let validator = SigningKey::generate(Scheme::Ed25519);
        let key = validator.public_key();
        let devnet = create_devnet(folder.path(), "devnet", key, 1, 0).unwrap();
        assert_eq!(devnet.genesis.assets.len(), ASSETS_LEAST);
        let many = create_devnet(folder.path(), "devnet", key, 1, ASSETS_MOST).unwrap();
        let bytes = serde_json::to_vec_pretty(&many.genesis).unwrap();
        assert_eq!(Genesis::parse(&bytes).unwrap().assets.len(), ASSETS_MOST);
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
        let create = || create_devnet(folder.path(), "devnet", validator.public_key(), 1, 0);
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
