//! A key at work on a ledger: its account there, and the next sequence.

use std::io::{IsTerminal, Write, stderr, stdin};
use std::sync::Arc;

use anyhow::Context;
use aurigraph_client::Signer;
use aurigraph_client::api::Account;
use aurigraph_types::{AccountIndex, ChainId, Sequence, SigningKey};

use super::connection::{Connection, NodeOptions};
use super::key::{KeyLock, KeyOptions};
use crate::failure::usage;
use crate::output::note;

/// An opened key, connected.
pub struct Session {
    /// The node.
    pub connection: Connection,
    /// The key's account.
    pub account: Account,
    /// Signs for it.
    pub signer: Signer,
    /// Keeps other commands from signing under the same sequence.
    _lock: KeyLock,
}

impl Session {
    /// Opens the key and looks its account up.
    pub async fn open(key: &KeyOptions, node: &NodeOptions) -> anyhow::Result<Self> {
        // The node first: a person should not type a passphrase to learn that nobody answers.
        let connection = node.connect().await?;
        let address = key.read()?.address();
        // Before the account is read: it tells the sequence.
        let lock = KeyLock::take(&key.key)?;
        let account = connection.http.account(&address).await.map_err(|error| {
            if error.is_not_found() {
                usage(format!(
                    "the key has no account on {} yet: register it with `aurigraph wallet register --key {}`",
                    connection.info.network,
                    key.key.display()
                ))
            } else {
                error.into()
            }
        })?;
        Self::with_key(connection, account, key.open()?, lock)
    }

    /// A session of a key that is open already, and was locked before its account was read.
    pub fn with_key(
        connection: Connection,
        account: Account,
        key: SigningKey,
        lock: KeyLock,
    ) -> anyhow::Result<Self> {
        let sequence = account
            .next_sequence
            .as_deref()
            .context("this account has used the highest sequence there is; use another account")?
            .parse()
            .context("the node's nextSequence is not a number")?;
        let chain_id = ChainId(connection.info.chain_id);
        let signer = Signer::new(
            Arc::new(key),
            AccountIndex::new(account.index),
            chain_id,
            Sequence::new(sequence),
        );
        Ok(Self {
            connection,
            account,
            signer,
            _lock: lock,
        })
    }
}

/// The name of an account in a sentence.
pub fn label(account: &Account) -> String {
    let address = account.address.to_string();
    let short = format!("{}…{}", &address[..8], &address[56..]);
    match &account.name {
        Some(name) => format!("{name} (account {}, {short})", account.index),
        None => format!("account {} ({short})", account.index),
    }
}

/// Says in a plain sentence what is about to be signed, and asks. An `Err` means that the person said no or cannot be asked.
pub fn confirm(sentence: &str, is_agreed: bool) -> anyhow::Result<()> {
    note(sentence);
    if is_agreed {
        return Ok(());
    }
    if !stdin().is_terminal() {
        return Err(usage(
            "nobody can be asked here; pass --yes to agree beforehand. Nothing was signed",
        ));
    }
    let mut output = stderr();
    write!(output, "Sign and send? Type yes: ")
        .and_then(|()| output.flush())
        .context("asking")?;
    let mut answer = String::new();
    stdin()
        .read_line(&mut answer)
        .context("reading the answer")?;
    if answer.trim() == "yes" {
        Ok(())
    } else {
        Err(usage("not confirmed; nothing was signed"))
    }
}
