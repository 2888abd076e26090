//! `wallet show`: what a key file says, and what the ledger says about its account.
//!
//! What the key file says is shown whether a node answers or not. A node that does not answer is never taken for a key without an
//! account: `registration` tells the two apart.

use aurigraph_client::api::Account;
use clap::Args;
use serde_json::json;

use super::connection::NodeOptions;
use super::key::KeyOptions;
use crate::output::{OutputOptions, note};
use crate::table::fields;

/// Show a key and its account; needs no passphrase
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet show --key treasury.key --offline

With --json, registration is registered, unregistered, unknown (no node answered; registrationError says why) or not_asked \
(--offline); account is null unless it is registered.")]
pub struct Options {
    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Ask no node
    #[arg(long)]
    offline: bool,
}

/// What is known about the account.
enum Registration {
    NotAsked,
    Unknown(String),
    Unregistered,
    Registered(Box<Account>),
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let file = self.key.read()?;
        let public_key = file.public_key()?;
        let registration = self.registration(&file.address()).await;
        let account = match &registration {
            Registration::Registered(account) => Some(account),
            _ => None,
        };
        let mut object = json!({
            "keyFile": self.key.key, "scheme": public_key.scheme().name(), "address": file.address(),
            "publicKey": hex::encode(public_key.as_bytes()), "registration": registration.name(), "account": account,
        });
        if let Registration::Unknown(reason) = &registration {
            object["registrationError"] = json!(reason);
            note(&format!(
                "aurigraph: it is not known whether the key has an account: {reason}"
            ));
        }
        output.print(&object, || {
            let mut pairs = vec![
                ("key file", self.key.key.display().to_string()),
                ("scheme", public_key.scheme().name().to_owned()),
                ("address", file.address().to_string()),
            ];
            pairs.extend(registration.fields());
            fields(&pairs)
        })?;
        Ok(())
    }

    async fn registration(&self, address: &aurigraph_types::Address) -> Registration {
        if self.offline {
            return Registration::NotAsked;
        }
        let connection = match self.node.connect().await {
            Ok(connection) => connection,
            Err(error) => return Registration::Unknown(error.to_string()),
        };
        match connection.http.account(address).await {
            Ok(account) => Registration::Registered(Box::new(account)),
            Err(error) if error.is_not_found() => Registration::Unregistered,
            Err(error) => Registration::Unknown(error.to_string()),
        }
    }
}

impl Registration {
    /// The name in JSON.
    const fn name(&self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Unknown(_) => "unknown",
            Self::Unregistered => "unregistered",
            Self::Registered(_) => "registered",
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotAsked => Vec::new(),
            Self::Unknown(reason) => vec![("account", format!("not known: {reason}"))],
            Self::Unregistered => vec![(
                "account",
                "none yet; `aurigraph wallet register` makes one".to_owned(),
            )],
            Self::Registered(account) => {
                let custodian = account.custodian.as_ref();
                vec![
                    ("account", account.index.to_string()),
                    (
                        "name",
                        account.name.clone().unwrap_or_else(|| "none".to_owned()),
                    ),
                    (
                        "state",
                        (if account.frozen { "frozen" } else { "active" }).to_owned(),
                    ),
                    (
                        "custodian",
                        custodian.map_or_else(
                            || "none".to_owned(),
                            |other| format!("account {}", other.index),
                        ),
                    ),
                    (
                        "next sequence",
                        account
                            .next_sequence
                            .clone()
                            .unwrap_or_else(|| "none left".to_owned()),
                    ),
                    ("as of block", account.height.to_string()),
                ]
            }
        }
    }
}
