//! `aurigraph governance propose`: a proposal with its maker's vote.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use aurigraph_client::HttpClient;
use aurigraph_types::governance::{
    AccountRole, Action, LATEST_PROTOCOL_VERSION, Parameter, Proposal,
};
use aurigraph_types::{AccountIndex, ChainId, Height};
use clap::Args;
use serde_json::json;

use super::document::{Document, ValidatorOptions};
use super::validators::ValidatorChanges;
use crate::failure::usage;
use crate::output::OutputOptions;
use crate::wallet::connection::NodeOptions;

/// Make a proposal, with the vote of one validator
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph governance propose --config node.toml --parameter accounts_max=1000000 --out limit.json
  aurigraph governance propose --config node.toml --protocol-version 2 --effective-height 50000 --out upgrade.json
  aurigraph governance propose --config node.toml --grant-role registrar=42 --out registrar.json
  aurigraph governance propose --config node.toml --add-validator 5c1f…@10.0.0.5:9300 --out fifth.json")]
pub struct Options {
    #[command(flatten)]
    validator: ValidatorOptions,

    #[command(flatten)]
    node: NodeOptions,

    #[command(flatten)]
    action: ActionOptions,

    /// First height at which it is in force; without it, the block after it is accepted
    #[arg(long, default_value_t = 0, value_name = "HEIGHT")]
    effective_height: u64,

    /// Blocks from now on during which votes count
    #[arg(long, default_value_t = 1_000_000, value_name = "BLOCKS", value_parser = clap::value_parser!(u64).range(1..=9_000_000))]
    open_for: u64,

    /// File of the proposal; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What is proposed.
#[derive(Args, Debug)]
struct ActionOptions {
    /// Change a figure: block_bytes_max or accounts_max
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    parameter: Option<Action>,

    /// Begin the next protocol version; nodes whose software does not know it stop before that height
    #[arg(long, value_name = "VERSION", value_parser = protocol)]
    protocol_version: Option<Action>,

    /// Give a role to an account: registrar or authority (from protocol version 2 on)
    #[arg(long, value_name = "ROLE=ACCOUNT", value_parser = grant)]
    grant_role: Option<Action>,

    /// Take a role from an account (from protocol version 2 on)
    #[arg(long, value_name = "ROLE=ACCOUNT", value_parser = revoke)]
    revoke_role: Option<Action>,

    #[command(flatten)]
    validators: ValidatorChanges,
}

fn parameter(text: &str) -> Result<Action, String> {
    let names = Parameter::ALL.map(Parameter::name).join(", ");
    let (name, value) = text
        .split_once('=')
        .ok_or("expected NAME=VALUE, such as accounts_max=1000000")?;
    let parameter =
        Parameter::from_name(name).ok_or_else(|| format!("there are the parameters {names}"))?;
    let value = value
        .parse()
        .map_err(|_| format!("{value} is no whole number"))?;
    if !parameter.admits(value) {
        return Err(format!(
            "{name} is {} to {}",
            parameter.least_value(),
            parameter.first_value()
        ));
    }
    Ok(Action::SetParameter { parameter, value })
}

fn protocol(text: &str) -> Result<Action, String> {
    let version = text.parse().map_err(|_| "expected a number".to_owned())?;
    if version > LATEST_PROTOCOL_VERSION {
        return Err(format!(
            "this software knows protocol versions up to {LATEST_PROTOCOL_VERSION}: install one that knows version {version} first, on every node"
        ));
    }
    Ok(Action::ActivateProtocol { version })
}

fn grant(text: &str) -> Result<Action, String> {
    role(text, true)
}

fn revoke(text: &str) -> Result<Action, String> {
    role(text, false)
}

fn role(text: &str, granted: bool) -> Result<Action, String> {
    let (name, account) = text
        .split_once('=')
        .ok_or("expected ROLE=ACCOUNT, such as registrar=42")?;
    Ok(Action::SetRole {
        role: AccountRole::from_name(name)
            .ok_or("there are the roles registrar, authority and accreditor")?,
        account: account
            .parse()
            .map(AccountIndex::new)
            .map_err(|_| "an account is named by its index".to_owned())?,
        granted,
    })
}

impl ActionOptions {
    /// What is proposed: one thing.
    async fn one(&self, node: &HttpClient) -> anyhow::Result<Action> {
        let actions = [
            &self.parameter,
            &self.protocol_version,
            &self.grant_role,
            &self.revoke_role,
        ];
        let mut actions = actions.into_iter().flatten();
        match (actions.next(), actions.next(), self.validators.is_empty()) {
            (Some(action), None, true) => Ok(action.clone()),
            (None, _, false) => self.validators.action(node).await,
            (None, _, true) => Err(usage(
                "say what is proposed: --parameter, --protocol-version, --grant-role, --revoke-role, --add-validator, --remove-validator or --replace-validator",
            )),
            _ => Err(usage("a proposal is about one thing; make one for each")),
        }
    }
}

impl Options {
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let voter = self.validator.voter()?;
        if self.out.exists() {
            bail!("{} is there already", self.out.display());
        }
        let connection = self.node.connect().await?;
        if ChainId(connection.info.chain_id) != voter.chain {
            bail!("the node that answers belongs to another network than this validator");
        }
        let height = connection
            .http
            .account_by_index(AccountIndex::new(0))
            .await?
            .height;
        let action = self.action.one(&connection.http).await?;
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .context("this machine's clock is before 1970")?;
        let proposal = Proposal {
            // Two proposals that say the same are two: they are made at different times.
            number: since_epoch.as_micros() as u64,
            effective_height: Height::new(self.effective_height),
            expires_height: Height::new(height + self.open_for),
            action,
        };
        let mut document = Document {
            chain: voter.chain,
            proposal,
            votes: Vec::new(),
        };
        document.add(&voter.key);
        document.write(&self.out)?;
        output.print(
            &json!({ "proposalId": document.id(), "file": self.out, "votes": document.votes.len() }),
            || {
                format!(
                    "Proposal {}: {}\nOne vote is in {}: pass it on to the other validators, or submit it.",
                    document.id(),
                    document.sentence(),
                    self.out.display()
                )
            },
        )?;
        Ok(())
    }
}
