//! A key at work on a ledger: its account there, and the next sequence.

use std::io::{IsTerminal, Write, stderr, stdin};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use aurigraph_client::Signer;
use aurigraph_client::api::Account;
use aurigraph_types::{AccountIndex, ChainId, Sequence, SigningKey};

use super::connection::{Connection, NodeOptions};
use super::kept::{self, Waiting};
use super::key::{KeyLock, KeyOptions};
use super::signed::SignedRecord;
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
    /// What the key has signed on this ledger.
    pub signed: SignedRecord,
    /// What waits in the current folder to be sent again.
    waiting: Vec<Waiting>,
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
        Self::with_key(connection, account, &key.key, key.open()?, lock).await
    }

    /// A session of a key that is open already, and whose file was locked before its account was read. It signs under sequences that
    /// neither the ledger knows nor anything has that was signed before.
    pub async fn with_key(
        connection: Connection,
        account: Account,
        key_file: &Path,
        key: SigningKey,
        lock: KeyLock,
    ) -> anyhow::Result<Self> {
        const USED_UP: &str =
            "this account has used the highest sequence there is; use another account";
        let next: u64 = account
            .next_sequence
            .as_deref()
            .context(USED_UP)?
            .parse()
            .context("the node's nextSequence is not a number")?;
        let chain_id = ChainId(connection.info.chain_id);
        let index = AccountIndex::new(account.index);
        let mut signed = SignedRecord::open(key_file, chain_id)?;
        signed
            .settle_known(&connection.http, Sequence::new(next))
            .await;
        let waiting = kept::waiting(|header| {
            header.chain_id() == chain_id
                && header.signer() == index
                && header.sequence().get() >= next
        });
        let mut highest = signed.highest_sequence();
        for file in &waiting {
            highest = highest.max(file.last_sequence);
            if let Some(bytes) = &file.submission {
                signed.add_kept(bytes.clone());
            }
        }
        let sequence = next.max(highest.checked_add(1).context(USED_UP)?);
        Ok(Self {
            signer: Signer::new(Arc::new(key), index, chain_id, Sequence::new(sequence)),
            connection,
            account,
            signed,
            waiting,
            _lock: lock,
        })
    }

    /// Says by name what waits in the current folder; for use before something new is signed.
    pub fn name_waiting(&self) {
        kept::name_waiting(&self.waiting);
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
