//! `wallet submit`: sends what was signed elsewhere, or sends again what may not have arrived.
//!
//! "Already applied" is an answer about a sequence. It is only repeated here if the ledger knows this very submission; else something else
//! was signed under the sequence, and the submission was not made.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use aurigraph_client::api::Transaction;
use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::{HttpClient, SubmissionOutcome};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, ResultCode};
use clap::Args;
use serde_json::{Value, json};

use super::connection::{NodeOptions, keeps_everything, wait_until_indexed};
use crate::failure::{Outcome, ReportedFailure, usage};
use crate::output::OutputOptions;
use crate::table::{Align, Table, grouped};

/// Send signed submissions from a file; sending again is safe
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet submit payment.bin

The same bytes are applied once, however often they are sent: a repetition is answered with the original receipt. If something else \
was signed under the same sequence and came first, that is said.")]
pub struct Options {
    /// File that `wallet sign` wrote
    file: PathBuf,

    #[command(flatten)]
    node: NodeOptions,
}

/// The status of what the ledger knows from an earlier sending.
const ALREADY_APPLIED: &str = "already applied";
/// Result codes of one submission that are listed.
const LISTED_CODES_MAX: usize = 1_000;

/// A submission in the file.
struct Signed {
    id: Digest,
    kind: &'static str,
    chain_id: Digest,
}

/// What became of one.
struct Fate {
    /// For people and scripts.
    status: String,
    height: Option<u64>,
    records: u32,
    applied: u32,
    rejected: u32,
    /// Of the first records, as far as they are known.
    codes: Vec<ResultCode>,
    /// Whether nobody can say whether it was applied.
    is_unknown: bool,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let bytes =
            fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let signed = read_submissions(&bytes)
            .map_err(|reason| usage(format!("{}: {reason}", self.file.display())))?;
        let connection = self.node.connect().await?;
        let own_chain = connection.info.chain_id;
        if let Some(other) = signed
            .iter()
            .find(|submission| submission.chain_id != own_chain)
        {
            return Err(usage(format!(
                "it is signed for chain {}; the node serves {own_chain}",
                other.chain_id
            )));
        }
        let outcomes = connection.ingest().await?.submit(bytes).await?;
        anyhow::ensure!(
            outcomes.len() == signed.len(),
            "the node answered for {} of {}",
            outcomes.len(),
            signed.len()
        );
        let mut fates = Vec::with_capacity(outcomes.len());
        for (submission, outcome) in signed.iter().zip(&outcomes) {
            fates.push(match needs_lookup(outcome) {
                true => Fate::look_up(&connection.http, submission.id, outcome).await?,
                false => Fate::of(outcome),
            });
        }
        output.print(&as_json(&signed, &fates), || as_text(&signed, &fates))?;
        if fates.iter().all(Fate::is_fully_applied) {
            Ok(())
        } else if fates.iter().any(|fate| fate.is_unknown) {
            Err(ReportedFailure::FAILED.into())
        } else if fates.iter().any(|fate| fate.rejected > 0) {
            Err(ReportedFailure(Outcome::Rejected).into())
        } else {
            Err(ReportedFailure(Outcome::Refused).into())
        }
    }
}

/// Whether the answer is about the sequence only, and does not say by what it was used.
fn needs_lookup(outcome: &SubmissionOutcome) -> bool {
    let is_stale = matches!(
        &outcome.status,
        OutcomeStatus::Refused { code, .. } if code == ResultCode::StaleSequence.name()
    );
    outcome.is_original_unknown() || is_stale
}

impl Fate {
    fn of(outcome: &SubmissionOutcome) -> Self {
        let records = outcome.record_count as usize;
        Self {
            status: match &outcome.status {
                OutcomeStatus::Final => "final".to_owned(),
                OutcomeStatus::AlreadyApplied => ALREADY_APPLIED.to_owned(),
                OutcomeStatus::Refused { code, detail } => format!("refused: {code}: {detail}"),
            },
            height: (outcome.height.get() > 0).then_some(outcome.height.get()),
            records: outcome.record_count,
            applied: outcome.applied,
            rejected: outcome.rejected,
            codes: (0..records.min(LISTED_CODES_MAX))
                .map_while(|index| outcome.result_code(index))
                .collect(),
            is_unknown: false,
        }
    }

    /// Asks the ledger whether it knows this very submission.
    async fn look_up(
        http: &HttpClient,
        id: Digest,
        outcome: &SubmissionOutcome,
    ) -> anyhow::Result<Self> {
        wait_until_indexed(http).await?;
        let found: Result<Transaction, _> = http
            .get(&format!("/api/v11/blockchain/transactions/{id}"))
            .await;
        let not_made = Self {
            height: None,
            ..Self::of(outcome)
        };
        match found {
            Ok(transaction) => Ok(Self {
                status: ALREADY_APPLIED.to_owned(),
                height: Some(transaction.block_height),
                records: transaction.applied + transaction.rejected,
                applied: transaction.applied,
                rejected: transaction.rejected,
                ..not_made
            }),
            Err(error) if error.is_not_found() && keeps_everything(http).await? => Ok(Self {
                status: "not applied: another submission of this signer used its sequence; sign again"
                    .to_owned(),
                ..not_made
            }),
            Err(error)
                if error.is_not_found() || matches!(error.code(), Some("pruned" | "removed")) => Ok(Self {
                status: "not known: its sequence was used, and this node does not keep enough of the past to say whether by this \
                         submission; ask a node that does"
                    .to_owned(),
                is_unknown: true,
                ..not_made
            }),
            Err(error) => Err(error).context("asking whether the ledger knows the submission"),
        }
    }

    const fn is_fully_applied(&self) -> bool {
        self.height.is_some() && self.records > 0 && self.applied == self.records
    }
}

fn read_submissions(bytes: &[u8]) -> Result<Vec<Signed>, String> {
    let mut signed = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (view, after) = SubmissionView::split(rest)
            .map_err(|error| format!("at byte {}: {error}", bytes.len() - rest.len()))?;
        let header = view.header();
        signed.push(Signed {
            id: view.id(),
            kind: header.kind().name(),
            chain_id: header.chain_id().0,
        });
        rest = after;
    }
    if signed.is_empty() {
        Err("it is empty".to_owned())
    } else {
        Ok(signed)
    }
}

fn as_json(signed: &[Signed], fates: &[Fate]) -> Value {
    let entries: Vec<Value> = signed
        .iter()
        .zip(fates)
        .map(|(submission, fate)| {
            let codes: Vec<&str> = fate.codes.iter().map(|code| code.name()).collect();
            json!({
                "submissionId": submission.id, "kind": submission.kind, "status": fate.status,
                "blockHeight": fate.height, "records": fate.records, "applied": fate.applied,
                "rejected": fate.rejected, "resultCodes": codes,
            })
        })
        .collect();
    json!({ "submissions": entries })
}

fn as_text(signed: &[Signed], fates: &[Fate]) -> String {
    let mut table = Table::new(&[
        ("submission", Align::Left),
        ("kind", Align::Left),
        ("block", Align::Right),
        ("applied", Align::Right),
        ("rejected", Align::Right),
        ("status", Align::Left),
    ]);
    for (submission, fate) in signed.iter().zip(fates) {
        table.row([
            submission.id.to_string(),
            submission.kind.to_owned(),
            fate.height
                .map_or_else(|| "–".to_owned(), |height| height.to_string()),
            grouped(u64::from(fate.applied)),
            grouped(u64::from(fate.rejected)),
            match fate.codes[..] {
                [code] => format!("{}, {code}", fate.status),
                _ => fate.status.clone(),
            },
        ]);
    }
    table.render()
}
