//! The key file and its passphrase.

use std::fs::{self, File, TryLockError};
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use anyhow::Context;
use aurigraph_client::{KeyFile, KeyFileError};
use aurigraph_types::SigningKey;
use clap::Args;
use zeroize::Zeroizing;

use crate::failure::usage;
use crate::output::note;

/// Variable that holds the passphrase.
pub const PASSPHRASE_VARIABLE: &str = "AURIGRAPH_PASSPHRASE";

/// Which key signs.
#[derive(Args, Debug)]
pub struct KeyOptions {
    /// Encrypted key file
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    pub key: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseOptions,
}

/// Held while a command signs with a key file.
#[derive(Debug)]
pub struct KeyLock {
    /// Its lock ends when it is closed.
    _file: File,
}

impl KeyLock {
    /// Waits until no other command signs with this key file. Two at the same time would read the same next sequence: of two different
    /// payments one would be refused, and two that are alike would become one.
    pub fn take(path: &Path) -> anyhow::Result<Self> {
        let file =
            File::open(path).with_context(|| format!("cannot open key file {}", path.display()))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            note(&format!(
                "Another command is at work with {}; waiting for its end.",
                path.display()
            ));
            file.lock()
                .with_context(|| format!("cannot lock key file {}", path.display()))?;
        }
        // A file system without locks is no reason to refuse: a sequence is applied once in any case, and who loses is told.
        Ok(Self { _file: file })
    }
}

/// Where the passphrase comes from.
#[derive(Args, Debug)]
pub struct PassphraseOptions {
    /// File whose first line is the passphrase; without it AURIGRAPH_PASSPHRASE is used, or you are asked
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    passphrase_file: Option<PathBuf>,
}

impl KeyOptions {
    /// Reads the key file without decrypting it.
    pub fn read(&self) -> anyhow::Result<KeyFile> {
        read_key_file(&self.key)
    }

    /// Decrypts the key.
    pub fn open(&self) -> anyhow::Result<SigningKey> {
        let file = self.read()?;
        let passphrase = self.passphrase.existing(&self.key)?;
        open_key_file(&file, &passphrase, &self.key)
    }
}

impl PassphraseOptions {
    /// The passphrase of a key file that exists.
    pub fn existing(&self, key: &Path) -> anyhow::Result<Zeroizing<String>> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(&format!("Passphrase of {}: ", key.display())),
        }
    }

    /// A passphrase for a new key file: typed twice, if it is typed.
    pub fn new_one(&self, key: &Path) -> anyhow::Result<Zeroizing<String>> {
        if let Some(passphrase) = self.given()? {
            return Ok(passphrase);
        }
        let passphrase = ask(&format!("New passphrase for {}: ", key.display()))?;
        let again = ask("The same again: ")?;
        if passphrase == again {
            Ok(passphrase)
        } else {
            Err(usage("the two passphrases differ; nothing was written"))
        }
    }

    fn given(&self) -> anyhow::Result<Option<Zeroizing<String>>> {
        match &self.passphrase_file {
            Some(path) => first_line(path).map(Some),
            None => match std::env::var(PASSPHRASE_VARIABLE) {
                Ok(passphrase) => Ok(Some(Zeroizing::new(passphrase))),
                Err(std::env::VarError::NotPresent) => Ok(None),
                Err(error) => Err(usage(format!("{PASSPHRASE_VARIABLE}: {error}"))),
            },
        }
    }
}

/// Reads a key file without decrypting it.
pub fn read_key_file(path: &Path) -> anyhow::Result<KeyFile> {
    KeyFile::read(path).map_err(|error| {
        let text = with_causes(&error);
        let names_file = matches!(
            error,
            KeyFileError::Io { .. } | KeyFileError::NotPrivate { .. }
        );
        usage(if names_file {
            text
        } else {
            format!("{}: {text}", path.display())
        })
    })
}

/// Decrypts a key.
pub fn open_key_file(file: &KeyFile, passphrase: &str, path: &Path) -> anyhow::Result<SigningKey> {
    file.open(passphrase)
        .map_err(|error| usage(format!("{}: {error}", path.display())))
}

/// The first line of a file, as a passphrase.
pub fn first_line(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = fs::read_to_string(path).map(Zeroizing::new);
    let text =
        text.with_context(|| format!("cannot read the passphrase file {}", path.display()))?;
    Ok(Zeroizing::new(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}

fn ask(prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    if !stdin().is_terminal() {
        return Err(usage(format!(
            "no passphrase: pass --passphrase-file, or set {PASSPHRASE_VARIABLE}"
        )));
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .context("reading the passphrase")
}

fn with_causes(error: &KeyFileError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
