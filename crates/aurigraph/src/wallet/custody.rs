//! `wallet grant-custody` and `wallet revoke-custody`: who may sign for an account besides itself.

use aurigraph_types::{AccountIndex, Operation};
use clap::Args;

use super::connection::NodeOptions;
use super::delivery::{deliver, ended_by, receipt_json, receipt_text};
use super::key::KeyOptions;
use super::session::{Session, confirm, label};
use crate::output::OutputOptions;

/// Let another account sign transfers out of this one
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet grant-custody --key treasury.key --to 42

A custodian can move everything the account holds. There is at most one; granting again replaces it.")]
pub struct GrantOptions {
    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Account that may sign: index or address
    #[arg(long, value_name = "ACCOUNT")]
    to: String,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Take custody back, so that only the account's own key signs
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet revoke-custody --key treasury.key")]
pub struct RevokeOptions {
    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl GrantOptions {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let session = Session::open(&self.key, &self.node).await?;
        let custodian = session.connection.account(&self.to).await?;
        let sentence = format!(
            "{} may from now on move everything that {} holds on {}.",
            label(&custodian),
            label(&session.account),
            session.connection.info.network
        );
        let operation = Operation::GrantCustody {
            custodian: AccountIndex::new(custodian.index),
        };
        sign_and_send(&session, &operation, &sentence, self.yes, output).await
    }
}

impl RevokeOptions {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let session = Session::open(&self.key, &self.node).await?;
        let network = &session.connection.info.network;
        let sentence = format!(
            "Only its own key signs for {} on {network} from now on.",
            label(&session.account)
        );
        sign_and_send(
            &session,
            &Operation::RevokeCustody,
            &sentence,
            self.yes,
            output,
        )
        .await
    }
}

async fn sign_and_send(
    session: &Session,
    operation: &Operation,
    sentence: &str,
    is_agreed: bool,
    output: OutputOptions,
) -> anyhow::Result<()> {
    session.name_waiting();
    confirm(sentence, is_agreed)?;
    let receipt = deliver(session, session.signer.operation(operation, None)).await?;
    output.print(&receipt_json(&receipt), || receipt_text(&receipt))?;
    ended_by(&receipt)
}
