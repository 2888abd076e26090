//! The keys around the keys: a file that only its owner reads, beside the database and not in it.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use parking_lot::RwLock;
use zeroize::Zeroizing;

use super::sealing::SealingError;

/// Bytes of every key here.
pub(super) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

pub(crate) type Key = Zeroizing<[u8; KEY_BYTES]>;

/// Why the wrapping keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WrappingKeyError {
    /// The file.
    #[error("the wrapping keys {path} cannot be read or made")]
    File {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Somebody else may read it.
    #[error("the wrapping keys {path} can be read by others: chmod 600 {path}")]
    Open {
        /// Where it is.
        path: PathBuf,
    },
    /// Not what is written there.
    #[error(
        "line {line} of the wrapping keys {path} is none: each is a name, a blank and 64 hexadecimal digits"
    )]
    Line {
        /// Where it is.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
}

/// Keys around the keys, by name; the first is the one that is used now. The file is read again when it changes: another process may add a key.
#[derive(Debug)]
pub struct WrappingKeys {
    path: PathBuf,
    read: RwLock<Read>,
}

/// What was in the file, and what tells that it has changed.
#[derive(Debug)]
struct Read {
    keys: Vec<(String, Arc<Sealer>)>,
    stamp: Stamp,
}

/// A file that was put into the place of another has another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    file: u64,
    bytes: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(metadata: &std::fs::Metadata) -> Self {
        Self {
            file: metadata.ino(),
            bytes: metadata.len(),
            changed: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

impl WrappingKeys {
    /// Reads the file, or makes it with one key.
    ///
    /// # Errors
    /// If it cannot be read or made, is open to others, or holds something else.
    pub fn open_or_make(path: &Path) -> Result<Self, WrappingKeyError> {
        if !path.exists() {
            let made = write(path, &new_line().1);
            made.map_err(|source| WrappingKeyError::File {
                path: path.to_path_buf(),
                source,
            })?;
        }
        Self::open(path)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read, is open to others, or holds something else.
    pub fn open(path: &Path) -> Result<Self, WrappingKeyError> {
        Ok(Self {
            path: path.to_path_buf(),
            read: RwLock::new(Read::from_file(path)?),
        })
    }

    /// The key that is used for what is new, with its name.
    pub(super) fn current(&self) -> (String, Arc<Sealer>) {
        self.look_again();
        let read = self.read.read();
        let (name, sealer) = read.keys.first().expect("there is at least one");
        (name.clone(), Arc::clone(sealer))
    }

    /// A key by its name.
    pub(crate) fn get(&self, name: &str) -> Result<Arc<Sealer>, SealingError> {
        if let Some(found) = self.find(name) {
            return Ok(found);
        }
        // Another process may have added it since.
        self.look_again();
        let unknown = || SealingError::UnknownWrappingKey { name: name.into() };
        self.find(name).ok_or_else(unknown)
    }

    /// Names of all keys, that of the current one first.
    pub fn names(&self) -> Vec<String> {
        self.look_again();
        let read = self.read.read();
        read.keys.iter().map(|(name, _)| name.clone()).collect()
    }

    fn find(&self, name: &str) -> Option<Arc<Sealer>> {
        let read = self.read.read();
        let found = read.keys.iter().find(|(one, _)| one == name);
        found.map(|(_, sealer)| Arc::clone(sealer))
    }

    /// Reads the file again if it has changed. One that cannot be used leaves the keys that were there: what they sealed is still to be opened.
    fn look_again(&self) {
        let metadata = std::fs::metadata(&self.path);
        let is_same = |metadata: &_| Stamp::of(metadata) == self.read.read().stamp;
        if metadata.as_ref().is_ok_and(is_same) {
            return;
        }
        match Read::from_file(&self.path) {
            Ok(read) => *self.read.write() = read,
            Err(error) => {
                tracing::warn!(%error, "the wrapping keys that were read before stay in use");
            }
        }
    }

    /// Adds a new key, which is used from now on, and returns its name. The others stay.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn add_new(&self) -> Result<String, WrappingKeyError> {
        let (name, line) = new_line();
        let mut text = line;
        text.push_str(&self.text()?);
        self.replace(&text)?;
        Ok(name)
    }

    /// Takes keys out of the file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn remove(&self, names: &[String]) -> Result<(), WrappingKeyError> {
        let mut text = Zeroizing::new(String::new());
        for line in self.text()?.lines() {
            let name = line.split(' ').next().unwrap_or_default();
            if !names.iter().any(|removed| removed == name) {
                text.push_str(line);
                text.push('\n');
            }
        }
        self.replace(&text)
    }

    fn text(&self) -> Result<Zeroizing<String>, WrappingKeyError> {
        let text = std::fs::read_to_string(&self.path).map_err(self.file())?;
        Ok(Zeroizing::new(text))
    }

    fn replace(&self, text: &str) -> Result<(), WrappingKeyError> {
        write(&self.path, text).map_err(self.file())?;
        *self.read.write() = Read::from_file(&self.path)?;
        Ok(())
    }

    fn file(&self) -> impl Fn(std::io::Error) -> WrappingKeyError {
        |source| WrappingKeyError::File {
            path: self.path.clone(),
            source,
        }
    }
}

impl Read {
    fn from_file(path: &Path) -> Result<Self, WrappingKeyError> {
        let file = |source| WrappingKeyError::File {
            path: path.to_path_buf(),
            source,
        };
        // Of the file that is read, and not of one that takes its place meanwhile.
        let mut open = std::fs::File::open(path).map_err(file)?;
        let metadata = open.metadata().map_err(file)?;
        if metadata.mode() & 0o077 != 0 {
            let path = path.to_path_buf();
            return Err(WrappingKeyError::Open { path });
        }
        let mut text = Zeroizing::new(String::new());
        open.read_to_string(&mut text).map_err(file)?;
        let keys = text.lines().enumerate().map(|(index, line)| {
            let key = line.split_once(' ').and_then(|(name, digits)| {
                let mut key = Key::default();
                hex::decode_to_slice(digits, key.as_mut_slice()).ok()?;
                Some((name.to_owned(), Arc::new(Sealer(key))))
            });
            key.ok_or_else(|| WrappingKeyError::Line {
                path: path.to_path_buf(),
                line: index + 1,
            })
        });
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            let path = path.to_path_buf();
            return Err(WrappingKeyError::Line { path, line: 1 });
        }
        Ok(Self {
            keys,
            stamp: Stamp::of(&metadata),
        })
    }
}

/// A new key: its name, and its line in the file.
fn new_line() -> (String, Zeroizing<String>) {
    let key = random_key();
    let name = blake3::hash(key.as_slice()).to_hex()[..8].to_owned();
    let line = Zeroizing::new(format!("{name} {}\n", hex::encode(key.as_slice())));
    (name, line)
}

/// Whole or not at all: half a key would seal what nobody can open.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    let _ = std::fs::remove_file(&unfinished);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    if let Ok(before) = std::fs::metadata(path) {
        // Whoever reads it now must read it then, whoever changes it.
        std::os::unix::fs::fchown(&file, Some(before.uid()), Some(before.gid()))?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    std::fs::File::open(path.parent().unwrap_or(path))?.sync_all()
}

pub(super) fn random_key() -> Key {
    let mut key = Key::default();
    getrandom::fill(key.as_mut_slice()).expect("the operating system gives random bytes");
    key
}

/// Seals with one key.
pub(crate) struct Sealer(Key);

impl fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealer(…)")
    }
}

impl Sealer {
    pub(super) const fn new(key: Key) -> Self {
        Self(key)
    }

    pub(super) fn key(&self) -> &[u8] {
        self.0.as_slice()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new_from_slice(self.0.as_slice()).expect("the key has 32 bytes")
    }

    pub(super) fn seal(&self, bound_to: &[u8], plain: &[u8]) -> String {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).expect("the operating system gives random bytes");
        let payload = Payload {
            msg: plain,
            aad: bound_to,
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("what is sealed here is short");
        STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    pub(super) fn open(&self, bound_to: &[u8], sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: bound_to,
        };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        plain.ok().map(Zeroizing::new)
    }
}
