//! `wallet sign`: signs without a network, for keys that live on machines that have none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use aurigraph_client::keyfile::write_new_private;
use aurigraph_client::payments::{format_amount, parse_amount};
use aurigraph_types::submission::SigningContext;
use aurigraph_types::transfer::REFERENCE_BYTES;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Digest, Genesis, Height, Operation, Sequence,
    SigningKey, Submission, TransferRecord,
};
use clap::{Args, Subcommand};
use serde_json::json;

use super::key::KeyOptions;
use super::session::confirm;
use crate::failure::usage;
use crate::output::OutputOptions;
use crate::table::fields;

/// Sign without a network; `wallet submit` sends it from another machine
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet sign --key cold.key --genesis genesis.json --account 7 --sequence 5 \\
      --out payment.bin transfer --to 9 --asset EUR --amount 12.50 --reference INV-7

The account's index and its next sequence are shown by `aurigraph wallet show` on a machine with a network. The genesis file \
names the chain and its assets; with --chain-id in its place, assets are given by index and amounts in minor units.")]
pub struct Options {
    #[command(flatten)]
    key: KeyOptions,

    /// Genesis file of the ledger
    #[arg(long, value_name = "FILE", required_unless_present = "chain_id")]
    genesis: Option<PathBuf>,

    /// Chain id of the ledger, 64 hexadecimal digits
    #[arg(long, value_name = "HEX", conflicts_with = "genesis")]
    chain_id: Option<Digest>,

    /// Index of the key's account
    #[arg(long, value_name = "INDEX")]
    account: u32,

    /// A sequence that the account has not used yet
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    sequence: u64,

    /// Last block in which it may be included
    #[arg(long, value_name = "HEIGHT")]
    valid_until: Option<u64>,

    /// File for the signed bytes; it must not exist yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Do not ask
    #[arg(long)]
    yes: bool,

    #[command(subcommand)]
    content: Content,
}

#[derive(Subcommand, Debug)]
enum Content {
    /// A transfer
    Transfer {
        /// Index of the account that is paid
        #[arg(long, value_name = "INDEX")]
        to: u32,
        /// Index of the account that pays, if this one is its custodian
        #[arg(long, value_name = "INDEX")]
        from: Option<u32>,
        /// Asset code with --genesis, asset index with --chain-id
        #[arg(long, value_name = "ASSET")]
        asset: String,
        /// Decimal amount with --genesis, minor units with --chain-id
        #[arg(long, value_name = "AMOUNT")]
        amount: String,
        /// Reference for the payee, at most 40 bytes
        #[arg(long, value_name = "TEXT", default_value = "")]
        reference: String,
    },
    /// Let another account sign for this one
    GrantCustody {
        /// Index of the account that may sign
        #[arg(long, value_name = "INDEX")]
        to: u32,
    },
    /// Take custody back
    RevokeCustody,
}

/// The ledger that is signed for.
struct Ledger {
    chain_id: ChainId,
    genesis: Option<Genesis>,
}

impl Options {
    /// Runs the command.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        if self.out.exists() {
            return Err(usage(format!(
                "{} exists already; it was not touched",
                self.out.display()
            )));
        }
        let ledger = self.ledger()?;
        let (sentence, sign) = self.prepare(&ledger)?;
        confirm(&sentence, self.yes)?;
        let context = SigningContext {
            chain_id: ledger.chain_id,
            signer: AccountIndex::new(self.account),
            sequence: Sequence::new(self.sequence),
            valid_until_height: self.valid_until.map(Height::new),
        };
        let submission = sign(&self.key.open()?, &context);
        write_new_private(&self.out, submission.as_bytes())
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        let object = json!({
            "file": self.out, "submissionId": submission.id(), "chainId": ledger.chain_id, "account": self.account,
            "sequence": self.sequence.to_string(), "bytes": submission.as_bytes().len(), "description": sentence,
        });
        output.print(&object, || {
            fields(&[
                ("signed into", self.out.display().to_string()),
                ("submission", submission.id().to_string()),
                (
                    "send it with",
                    format!("aurigraph wallet submit {}", self.out.display()),
                ),
            ])
        })?;
        Ok(())
    }

    fn ledger(&self) -> anyhow::Result<Ledger> {
        match (&self.genesis, self.chain_id) {
            (Some(path), _) => read_genesis(path),
            (None, Some(chain_id)) => Ok(Ledger {
                chain_id: ChainId(chain_id),
                genesis: None,
            }),
            (None, None) => Err(usage("pass --genesis or --chain-id")),
        }
    }

    /// What is to be signed, in words, and how to sign it.
    #[expect(
        clippy::type_complexity,
        reason = "the pair is taken apart at once, and a name for it would say no more"
    )]
    fn prepare(
        &self,
        ledger: &Ledger,
    ) -> anyhow::Result<(
        String,
        Box<dyn FnOnce(&SigningKey, &SigningContext) -> Submission>,
    )> {
        let operation = match &self.content {
            Content::Transfer {
                to,
                from,
                asset,
                amount,
                reference,
            } => {
                let payer = from.unwrap_or(self.account);
                let (asset, amount, amount_text) = ledger.amount(asset, amount)?;
                let record = TransferRecord::new(
                    AccountIndex::new(payer),
                    AccountIndex::new(*to),
                    asset,
                    amount,
                )
                .with_reference(reference.as_bytes())
                .ok_or_else(|| {
                    usage(format!(
                        "the reference has {} bytes; {REFERENCE_BYTES} fit",
                        reference.len()
                    ))
                })?;
                let sentence = format!(
                    "Pay {amount_text} from account {payer} to account {to} with reference {reference:?}."
                );
                return Ok((
                    sentence,
                    Box::new(move |key, context| Submission::transfer(key, context, &record)),
                ));
            }
            Content::GrantCustody { to } => Operation::GrantCustody {
                custodian: AccountIndex::new(*to),
            },
            Content::RevokeCustody => Operation::RevokeCustody,
        };
        let sentence = match &self.content {
            Content::GrantCustody { to } => {
                format!(
                    "Account {to} may from now on move everything that account {} holds.",
                    self.account
                )
            }
            _ => format!(
                "Only its own key signs for account {} from now on.",
                self.account
            ),
        };
        Ok((
            sentence,
            Box::new(move |key, context| Submission::operation(key, context, &operation)),
        ))
    }
}

fn read_genesis(path: &Path) -> anyhow::Result<Ledger> {
    let bytes = fs::read(path)
        .with_context(|| format!("cannot read the genesis file {}", path.display()))?;
    let genesis =
        Genesis::parse(&bytes).map_err(|error| usage(format!("{}: {error}", path.display())))?;
    Ok(Ledger {
        chain_id: Genesis::chain_id(&bytes),
        genesis: Some(genesis),
    })
}

impl Ledger {
    /// Asset, minor units, and both in words.
    fn amount(&self, asset: &str, amount: &str) -> anyhow::Result<(AssetIndex, Amount, String)> {
        let Some(genesis) = &self.genesis else {
            let index: u32 = asset
                .parse()
                .map_err(|_| usage(format!("--asset {asset}: without --genesis it is an index")))?;
            let minor_units: u64 = amount.parse().map_err(|_| {
                usage(format!(
                    "--amount {amount}: without --genesis it is in minor units"
                ))
            })?;
            let text = format!("{minor_units} minor units of asset {index}");
            return Ok((AssetIndex::new(index), Amount::new(minor_units), text));
        };
        let index = genesis
            .asset_by_code(asset)
            .ok_or_else(|| usage(format!("the genesis file has no asset {asset}")))?;
        let decimals = genesis.assets[index].decimals;
        let minor_units = parse_amount(amount, decimals)
            .map_err(|reason| usage(format!("--amount {amount}: {reason}")))?;
        let text = format!("{} {asset}", format_amount(minor_units, decimals));
        let index = u32::try_from(index).context("a genesis file has at most 65,536 assets")?;
        Ok((AssetIndex::new(index), minor_units, text))
    }
}
