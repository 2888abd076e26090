//! The private file with a devnet's secrets: written once, mode 0600, and read at every start.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use aurigraph_client::keyfile::write_new_private;
use aurigraph_types::{AccountIndex, Scheme, SigningKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::{DevnetKey, DevnetKeys, SetupError};

/// Where the secrets lie, relative to the data folder.
pub const KEYS_FILE: &str = "devnet/keys.json";
/// The `format` of the secrets' file.
pub const KEYS_FORMAT: &str = "aurigraph-devnet-keys-v1";

const KEYS_FILE_BYTES_MAX: u64 = 1024 * 1024;
const WARNING: &str = "Unencrypted keys of one development network. Never use them, or accounts made from them, anywhere else.";

impl DevnetKeys {
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

    pub(super) fn write(&self, data_folder: &Path) -> Result<(), SetupError> {
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
