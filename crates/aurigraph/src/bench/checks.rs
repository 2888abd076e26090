//! What must hold after the load: nothing was created or lost, a replay changes nothing, and receipts can be proved.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::{HttpClient, HttpError, IngestClient, SubmissionOutcome};
use aurigraph_types::proof::Statement;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, ResultCode};
use serde_json::{Value, json};

use super::driver::Sample;

/// How long the block that carries a proof may take to come.
const PROOF_PATIENCE: Duration = Duration::from_secs(10);
/// How long the history index may take to catch up with a load, so that its receipts are found.
const INDEX_PATIENCE: Duration = Duration::from_secs(30);
const INDEX_INTERVAL: Duration = Duration::from_millis(200);
/// Proofs that are verified.
const PROOFS_MAX: usize = 6;

/// Minor units of each asset.
pub type Supply = BTreeMap<String, String>;

/// Reads the supply of every asset, as the node reports it for its latest state.
pub async fn total_supply(http: &HttpClient) -> anyhow::Result<Supply> {
    let info: Value = http
        .get("/api/v11/blockchain/chain/info")
        .await
        .context("reading the supply")?;
    let list = info["totalSupply"]
        .as_array()
        .context("chain/info has no list totalSupply")?;
    list.iter()
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().map(ToOwned::to_owned);
            text("asset")
                .zip(text("amount"))
                .context("an entry of totalSupply has no asset or amount")
        })
        .collect()
}

/// One check and what came of it.
pub struct Check {
    /// What was checked.
    pub name: &'static str,
    /// `Err` says what is wrong.
    pub result: anyhow::Result<String>,
}

impl Check {
    /// As an entry of the results.
    pub fn as_json(&self) -> Value {
        let (passed, detail) = match &self.result {
            Ok(detail) => (true, detail.clone()),
            Err(error) => (false, format!("{error:#}")),
        };
        json!({ "name": self.name, "passed": passed, "detail": detail })
    }
}

/// Runs every check.
pub async fn run(
    http: &HttpClient,
    ingest: &IngestClient,
    chain_id: Digest,
    before: &Supply,
    samples: &[&Sample],
) -> Vec<Check> {
    vec![
        Check {
            name: "supply conserved",
            result: supply_is_conserved(http, before).await,
        },
        Check {
            name: "replay changes nothing",
            result: replay_is_recognised(ingest, samples).await,
        },
        Check {
            name: "receipts are proved",
            result: receipts_are_proved(http, chain_id, samples).await,
        },
    ]
}

async fn supply_is_conserved(http: &HttpClient, before: &Supply) -> anyhow::Result<String> {
    let after = total_supply(http).await?;
    ensure!(*before == after, "supply was {before:?} and is {after:?}");
    Ok(format!(
        "the supply of {} assets is what it was",
        after.len()
    ))
}

async fn replay_is_recognised(
    ingest: &IngestClient,
    samples: &[&Sample],
) -> anyhow::Result<String> {
    // The latest one: a sequence far below the highest one is stale, which says less.
    let last = samples.iter().max_by_key(|sample| sample.height);
    let last = last.context("no message was fully applied, so none can be replayed")?;
    let outcomes = ingest
        .submit(last.message.clone())
        .await
        .context("sending a message again")?;
    let recognised = |outcome: &&SubmissionOutcome| outcome.status == OutcomeStatus::AlreadyApplied;
    let count = outcomes.iter().filter(recognised).count();
    ensure!(
        count == outcomes.len(),
        "{} of {} submissions were not recognised",
        outcomes.len() - count,
        outcomes.len()
    );
    Ok(format!(
        "{count} of {count} submissions were answered as already applied"
    ))
}

async fn receipts_are_proved(
    http: &HttpClient,
    chain_id: Digest,
    samples: &[&Sample],
) -> anyhow::Result<String> {
    ensure!(
        !samples.is_empty(),
        "no message was fully applied, so there is no receipt to prove"
    );
    let step = samples.len().div_ceil(PROOFS_MAX);
    let chosen: Vec<&Sample> = samples.iter().copied().step_by(step).collect();
    let mut proved = 0;
    for sample in &chosen {
        match receipt_is_proved(http, chain_id, sample).await {
            Ok(()) => proved += 1,
            // A long load fills the log's budget: what came first has made room for the rest.
            Err(error) if is_pruned(&error) => {}
            // With the last of its blocks a run of the index is gone as well, and then the id is not known any more.
            Err(error)
                if has_code(&error, "not_found") && is_block_pruned(http, sample.height).await => {}
            Err(error) => return Err(error),
        }
    }
    let pruned = chosen.len() - proved;
    ensure!(
        proved > 0,
        "all {pruned} receipts looked at were pruned by the node's log budget"
    );
    let mut text = format!("{proved} receipts are proved and verify");
    if pruned > 0 {
        let _ = write!(text, "; {pruned} more were pruned by the node's log budget");
    }
    Ok(text)
}

fn is_pruned(error: &anyhow::Error) -> bool {
    has_code(error, "pruned")
}

fn has_code(error: &anyhow::Error, code: &str) -> bool {
    let error = error.downcast_ref::<HttpError>();
    error.and_then(HttpError::code) == Some(code)
}

async fn is_block_pruned(http: &HttpClient, height: u64) -> bool {
    let path = format!("/api/v11/blockchain/blocks/{height}");
    let block = http.get::<Value>(&path).await;
    block.is_err_and(|error| error.code() == Some("pruned"))
}

/// Looks at the first submission of the message and, of a batch, at its last record: the one with the longest way.
async fn receipt_is_proved(
    http: &HttpClient,
    chain_id: Digest,
    sample: &Sample,
) -> anyhow::Result<()> {
    let (view, _) = SubmissionView::split(&sample.message).context("reading back what was sent")?;
    let record = view.records().last().context("a transfer has a record")?;
    let id = format!("{}-{}", sample.submission_id, view.records().len() - 1);
    let start = Instant::now();
    let receipt = loop {
        match http.receipt_with_proof(&id, PROOF_PATIENCE).await {
            Err(error) if error.code() == Some("not_ready") && start.elapsed() < INDEX_PATIENCE => {
                tokio::time::sleep(INDEX_INTERVAL).await;
            }
            answer => break answer.context("asking for a receipt")?,
        }
    };
    let proof = receipt.proof.context("the receipt has no proof")?;
    let verified = proof.verify().with_context(|| format!("receipt {id}"))?;
    ensure!(
        proof.chain_id == chain_id,
        "receipt {id} belongs to another chain"
    );
    // A committee's header may commit to several heights at once.
    ensure!(
        verified.header.executed_height.get() >= sample.height,
        "receipt {id} was final in block {}, and its proof ends below",
        sample.height
    );
    let expected = record.receipt_bytes(ResultCode::Applied);
    let Statement::Receipt {
        record, submission, ..
    } = verified.statement
    else {
        anyhow::bail!("receipt {id} is proved as something else");
    };
    ensure!(
        record == expected && submission == sample.submission_id,
        "receipt {id} proves another transfer"
    );
    Ok(())
}
