//! A secret key on disk, encrypted with a passphrase.
//!
//! ```json
//! { "format": "aurigraph-key-v1", "scheme": "ed25519", "publicKey": "…", "address": "…",
//!   "derivation": { "algorithm": "argon2id", "memoryKib": 65536, "iterations": 3, "lanes": 1, "salt": "…16 bytes…" },
//!   "encryption": { "algorithm": "xchacha20-poly1305", "nonce": "…24 bytes…", "ciphertext": "…seed and 16-byte tag…" } }
//! ```
//! The encryption key is Argon2id (version 0x13) of the passphrase's UTF-8 bytes. The seed is authenticated together with
//! `aurigraph-key-v1 ‖ scheme (u8) ‖ public key`, so that a file cannot be made to claim another key.
//!
//! Invariants
//! - Written with mode 0600, completely or not at all, and never over an existing file.
//! - A file that anybody but its owner may read, write or execute is not read: its passphrase is all that would be left.
//! - The cost that a file asks for is bounded when it is read: a crafted file cannot take the machine's memory.
//! - After decryption the key is derived again and compared: a file opens as the key it names or not at all.
//!
//! `tests/vectors/key-files.json` freezes the format.

mod cost;
mod error;
mod private_file;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use argon2::{Algorithm, Argon2, Version};
use aurigraph_types::{Address, PublicKey, Scheme, SigningKey};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use cost::Cost;
pub use error::KeyFileError;
use error::malformed;
pub use private_file::write_new_private;

/// The `format` of key files.
pub const KEY_FILE_FORMAT: &str = "aurigraph-key-v1";
/// Characters that a new passphrase needs at least.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 8;

const DERIVATION: &str = "argon2id";
const ENCRYPTION: &str = "xchacha20-poly1305";
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// The mode bits of group and others.
const OTHERS_MODE_BITS: u32 = 0o077;

/// A key file's content: who it belongs to in the clear, the seed encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct KeyFile {
    format: String,
    scheme: String,
    public_key: String,
    address: Address,
    derivation: Derivation,
    encryption: Encryption,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Derivation {
    algorithm: String,
    memory_kib: u32,
    iterations: u32,
    lanes: u32,
    salt: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Encryption {
    algorithm: String,
    nonce: String,
    ciphertext: String,
}

impl KeyFile {
    /// Encrypts a key under a passphrase, at [`Cost::STANDARD`].
    pub fn seal(key: &SigningKey, passphrase: &str) -> Result<Self, KeyFileError> {
        let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
        getrandom::fill(&mut salt).expect("the operating system provides randomness");
        getrandom::fill(&mut nonce).expect("the operating system provides randomness");
        Self::seal_with(key, passphrase, Cost::STANDARD, &salt, &nonce)
    }

    /// Deterministic part of [`Self::seal`]; salt and nonce must be fresh for every file.
    fn seal_with(
        key: &SigningKey,
        passphrase: &str,
        cost: Cost,
        salt: &[u8; SALT_BYTES],
        nonce: &[u8; NONCE_BYTES],
    ) -> Result<Self, KeyFileError> {
        if passphrase.chars().count() < PASSPHRASE_CHARACTERS_MIN {
            return Err(KeyFileError::PassphraseTooShort);
        }
        let public = key.public_key();
        let payload = Payload {
            msg: key.seed(),
            aad: &associated_data(public),
        };
        let ciphertext = cipher(passphrase, cost, salt)?
            .encrypt(&XNonce::from(*nonce), payload)
            .expect("a seed is far below the cipher's limit");
        Ok(Self {
            format: KEY_FILE_FORMAT.to_owned(),
            scheme: public.scheme().name().to_owned(),
            public_key: hex::encode(public.as_bytes()),
            address: public.address(),
            derivation: Derivation {
                algorithm: DERIVATION.to_owned(),
                memory_kib: cost.memory_kib,
                iterations: cost.iterations,
                lanes: cost.lanes,
                salt: hex::encode(salt),
            },
            encryption: Encryption {
                algorithm: ENCRYPTION.to_owned(),
                nonce: hex::encode(nonce),
                ciphertext: hex::encode(ciphertext),
            },
        })
    }

    /// Decrypts the key.
    pub fn open(&self, passphrase: &str) -> Result<SigningKey, KeyFileError> {
        let public = self.public_key()?;
        let cost = Cost {
            memory_kib: self.derivation.memory_kib,
            iterations: self.derivation.iterations,
            lanes: self.derivation.lanes,
        };
        let salt: [u8; SALT_BYTES] = unhex("salt", &self.derivation.salt)?;
        let nonce: [u8; NONCE_BYTES] = unhex("nonce", &self.encryption.nonce)?;
        let ciphertext = hex::decode(&self.encryption.ciphertext)
            .map_err(|_| malformed("the ciphertext is not hexadecimal"))?;
        if ciphertext.len() != public.scheme().seed_bytes() + TAG_BYTES {
            return Err(malformed(
                "the ciphertext does not have the length of the scheme's seed",
            ));
        }
        let payload = Payload {
            msg: &ciphertext,
            aad: &associated_data(&public),
        };
        let seed = cipher(passphrase, cost, &salt)?
            .decrypt(&XNonce::from(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| KeyFileError::WrongPassphrase)?;
        let key = SigningKey::from_seed(public.scheme(), &seed)
            .expect("the ciphertext's length was checked");
        if *key.public_key() != public {
            return Err(KeyFileError::KeyMismatch);
        }
        Ok(key)
    }

    /// The public key, checked against the address beside it.
    pub fn public_key(&self) -> Result<PublicKey, KeyFileError> {
        let scheme = Scheme::from_name(&self.scheme)
            .ok_or_else(|| malformed(format!("signature scheme {} is not known", self.scheme)))?;
        let bytes = hex::decode(&self.public_key)
            .map_err(|_| malformed("the public key is not hexadecimal"))?;
        let key = PublicKey::new(scheme, &bytes).map_err(|error| malformed(error.to_string()))?;
        if key.address() != self.address {
            return Err(malformed("the address is not that of the public key"));
        }
        Ok(key)
    }

    /// The address.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Parses and checks a key file, without the passphrase.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let file: Self =
            serde_json::from_slice(bytes).map_err(|error| malformed(error.to_string()))?;
        if file.format != KEY_FILE_FORMAT {
            return Err(malformed(format!("format {} is not known", file.format)));
        }
        if file.derivation.algorithm != DERIVATION || file.encryption.algorithm != ENCRYPTION {
            return Err(malformed(format!(
                "only {DERIVATION} and {ENCRYPTION} are known"
            )));
        }
        file.public_key()?;
        Ok(file)
    }

    /// Reads a key file, if it is its owner's alone.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |source| KeyFileError::Io {
            action: "read",
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        // Of the opened file, so that what is checked is what is read.
        let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
        if mode & OTHERS_MODE_BITS != 0 {
            return Err(KeyFileError::NotPrivate {
                path: path.to_owned(),
                mode,
            });
        }
        let mut bytes = Vec::new();
        // One byte more than allowed tells a file that is too large from one that just fits.
        file.take(FILE_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(malformed(format!(
                "it is larger than {FILE_BYTES_MAX} bytes"
            )));
        }
        Self::parse(&bytes)
    }

    /// The file's content.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings and numbers serialise");
        text.push('\n');
        text
    }

    /// Writes a new key file: readable by its owner alone, durable, and only if there is none yet.
    pub fn write_new(&self, path: &Path) -> Result<(), KeyFileError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists {
                path: path.to_owned(),
            },
            _ => KeyFileError::Io {
                action: "write",
                path: path.to_owned(),
                source,
            },
        };
        if path.exists() {
            return Err(KeyFileError::Exists {
                path: path.to_owned(),
            });
        }
        write_new_private(path, self.to_json().as_bytes()).map_err(failed)
    }
}

fn associated_data(key: &PublicKey) -> Vec<u8> {
    [
        KEY_FILE_FORMAT.as_bytes(),
        &[key.scheme().as_u8()],
        key.as_bytes(),
    ]
    .concat()
}

fn cipher(
    passphrase: &str,
    cost: Cost,
    salt: &[u8; SALT_BYTES],
) -> Result<XChaCha20Poly1305, KeyFileError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.check()?);
    let mut key = Zeroizing::new([0; 32]);
    argon2
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|error| malformed(format!("the key cannot be derived: {error}")))?;
    Ok(XChaCha20Poly1305::new_from_slice(&*key).expect("the key has 32 bytes"))
}

fn unhex<const N: usize>(field: &str, text: &str) -> Result<[u8; N], KeyFileError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| {
        malformed(format!(
            "the {field} does not have {N} bytes of hexadecimal"
        ))
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints the content of `tests/vectors/key-files.json`. The file is frozen: run this only to add vectors.
    #[test]
    #[ignore = "makes the frozen vectors"]
    fn print_vectors() {
        let cost = Cost {
            memory_kib: 8 * 1024,
            iterations: 1,
            lanes: 1,
        };
        let vectors = Scheme::ALL.map(|scheme| {
            let seed: Vec<u8> = (1..=scheme.seed_bytes()).map(|byte| byte as u8).collect();
            let key = SigningKey::from_seed(scheme, &seed).unwrap();
            let passphrase = "correct horse battery stäple";
            let salt = [scheme.as_u8(); SALT_BYTES];
            let file = KeyFile::seal_with(&key, passphrase, cost, &salt, &[0x24; NONCE_BYTES]);
            serde_json::json!({ "passphrase": passphrase, "seed": hex::encode(seed), "file": file.unwrap() })
        });
        println!("{}", serde_json::to_string_pretty(&vectors).unwrap());
    }
}
