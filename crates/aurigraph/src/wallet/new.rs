//! `wallet new`: a key in an encrypted file.

use std::path::PathBuf;

use aurigraph_client::KeyFile;
use aurigraph_types::{Scheme, SigningKey};
use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use serde_json::json;

use super::key::PassphraseOptions;
use crate::failure::usage;
use crate::output::{OutputOptions, note};
use crate::progress;
use crate::table::fields;

/// Make a key, encrypted under a passphrase
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet new --scheme hybrid --key treasury.key

hybrid signs with Ed25519 and ML-DSA-65, and both signatures must verify. Who has the file and the passphrase has the money; who \
loses either has lost it. The file is never overwritten.")]
pub struct Options {
    /// Signature scheme
    #[arg(long, value_name = "SCHEME", default_value = "hybrid", value_parser = scheme_parser())]
    scheme: Scheme,

    /// File to write
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseOptions,
}

fn scheme_parser() -> impl TypedValueParser<Value = Scheme> {
    PossibleValuesParser::new(Scheme::ALL.map(Scheme::name))
        .map(|name| Scheme::from_name(&name).expect("only names of schemes are possible values"))
}

impl Options {
    /// Runs the command.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        if self.key.exists() {
            return Err(usage(format!(
                "{} exists already; it was not touched",
                self.key.display()
            )));
        }
        let passphrase = self.passphrase.new_one(&self.key)?;
        let line = progress::line("encrypting the key");
        let key = SigningKey::generate(self.scheme);
        let file = KeyFile::seal(&key, &passphrase).map_err(|error| usage(error.to_string()))?;
        file.write_new(&self.key)?;
        line.finish_and_clear();
        let object = json!({
            "keyFile": self.key, "scheme": self.scheme.name(), "address": file.address(),
            "publicKey": hex::encode(key.public_key().as_bytes()),
        });
        output.print(&object, || {
            fields(&[
                ("key file", self.key.display().to_string()),
                ("scheme", self.scheme.name().to_owned()),
                ("address", file.address().to_string()),
            ])
        })?;
        note("Keep a copy of this file and its passphrase in separate safe places.");
        Ok(())
    }
}
