//! `wallet submit`: sends what was signed elsewhere, or sends again what may not have arrived.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use aurigraph_client::SubmissionOutcome;
use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_types::Digest;
use aurigraph_types::submission::SubmissionView;
use clap::Args;
use serde_json::{Value, json};

use super::connection::NodeOptions;
use crate::failure::{Outcome, ReportedFailure, usage};
use crate::output::OutputOptions;
use crate::table::{Align, Table, grouped};

/// Send signed submissions from a file; sending again is safe
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet submit payment.bin

The same bytes are applied once, however often they are sent: a repetition is answered with the original receipt.")]
pub struct Options {
    /// File that `wallet sign` wrote
    file: PathBuf,

    #[command(flatten)]
    node: NodeOptions,
}

/// A submission in the file.
struct Signed {
    id: Digest,
    kind: &'static str,
    chain_id: Digest,
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
        output.print(&as_json(&signed, &outcomes), || as_text(&signed, &outcomes))?;
        if outcomes.iter().all(SubmissionOutcome::is_fully_applied) {
            Ok(())
        } else {
            Err(ReportedFailure(Outcome::Refused).into())
        }
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

fn status_name(outcome: &SubmissionOutcome) -> String {
    match &outcome.status {
        OutcomeStatus::Final => "final".to_owned(),
        OutcomeStatus::AlreadyApplied => "already applied".to_owned(),
        OutcomeStatus::Refused { code, detail } => format!("refused: {code}: {detail}"),
    }
}

fn as_json(signed: &[Signed], outcomes: &[SubmissionOutcome]) -> Value {
    let entries: Vec<Value> = signed
        .iter()
        .zip(outcomes)
        .map(|(submission, outcome)| {
            let codes: Vec<Value> = (0..outcome.record_count.min(1_000) as usize)
                .map(|index| json!(outcome.result_code(index).map(aurigraph_types::ResultCode::name)))
                .collect();
            json!({
                "submissionId": submission.id, "kind": submission.kind, "status": status_name(outcome),
                "blockHeight": outcome.height, "records": outcome.record_count, "applied": outcome.applied,
                "rejected": outcome.rejected, "resultCodes": codes,
            })
        })
        .collect();
    json!({ "submissions": entries })
}

fn as_text(signed: &[Signed], outcomes: &[SubmissionOutcome]) -> String {
    let mut table = Table::new(&[
        ("submission", Align::Left),
        ("kind", Align::Left),
        ("block", Align::Right),
        ("applied", Align::Right),
        ("rejected", Align::Right),
        ("status", Align::Left),
    ]);
    for (submission, outcome) in signed.iter().zip(outcomes) {
        table.row([
            submission.id.to_string(),
            submission.kind.to_owned(),
            outcome.height.to_string(),
            grouped(u64::from(outcome.applied)),
            grouped(u64::from(outcome.rejected)),
            match outcome.result_code(0) {
                Some(code) if outcome.record_count == 1 => {
                    format!("{}, {code}", status_name(outcome))
                }
                _ => status_name(outcome),
            },
        ]);
    }
    table.render()
}
