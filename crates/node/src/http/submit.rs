//! Submitting: one transfer, operation or batch, as canonical bytes or as JSON. The answer comes when the block is final.

use std::collections::BTreeMap;

use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, SubmissionKind};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::dto::{Receipt, Transaction};
use super::extract::blocking;
use super::find::{self, Found};
use super::problem::Problem;
use super::render::{Directory, Placed};
use super::submit_body::{Body, Canonical};
use super::submit_json::{BatchRequest, SubmissionRequest};
use crate::ingest::{Admission, FinalReceipt, SubmissionResult};
use crate::node::Node;

/// Bytes of one transfer or operation as JSON.
const SINGLE_JSON_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a batch as JSON, and of anything as canonical bytes.
pub(super) const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Refused records that the answer to a batch lists.
const REJECTED_LISTED_MAX: usize = 1_000;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(submit))
        .routes(routes!(submit_batch))
}

/// A record of a batch that was not applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRecord {
    /// Position in the batch.
    pub index: u32,
    /// Name of the result code.
    pub result_code: &'static str,
}

/// What a batch did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchAnswer {
    /// The batch in its block.
    pub transaction: Transaction,
    /// How many records got each result code.
    pub result_codes: BTreeMap<String, u64>,
    /// The first 1,000 records that were not applied.
    pub rejected: Vec<RejectedRecord>,
    /// Receipt of the first record; the others end in their own index.
    pub receipt_id: String,
}

/// Submits one signed transfer or operation and waits until it is final.
#[utoipa::path(post, path = "/api/v11/blockchain/transactions", tag = "blockchain", security(()),
    request_body(description = "JSON, or the canonical bytes of one submission (docs/protocol.md).", content(
        (SubmissionRequest = "application/json"),
        (Canonical = "application/octet-stream"),
    )),
    responses(
        (status = 201, description = "Final. The result code says whether it took effect; the proof follows one block later.", body = Receipt),
        (status = 400, description = "The body cannot be read."),
        (status = 409, description = "Applied before (with the original receipt), stale or expired."),
        (status = 422, description = "The signature, signer, scheme or chain is wrong."),
        (status = 429, description = "The node has as much work as it can hold: send the same bytes again."),
        (status = 503, description = "The node takes no submissions now, or took it and cannot say yet whether it becomes final (`outcome_unknown`): send the same bytes again later."),
    )
)]
async fn submit(
    State(node): State<Node>,
    body: Body<SINGLE_JSON_BYTES_MAX>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let bytes = match body {
        Body::Canonical(bytes) => bytes,
        Body::Json(text) => SubmissionRequest::parse(&text)?.into_bytes()?,
    };
    let accepted = accept(&node, bytes, Route::Single).await?;
    let receipt = first_receipt(&node, &accepted.placed());
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// Submits a signed batch of 1 to 65,536 transfers and waits until it is final.
#[utoipa::path(post, path = "/api/v11/blockchain/transactions/batch", tag = "blockchain", security(()),
    request_body(description = "JSON, or the canonical bytes of one batch (docs/protocol.md).", content(
        (BatchRequest = "application/json"),
        (Canonical = "application/octet-stream"),
    )),
    responses(
        (status = 201, description = "Final. Every record has its own result code.", body = BatchAnswer),
        (status = 400, description = "The body cannot be read."),
        (status = 409, description = "Applied before (with the original answer), stale or expired."),
        (status = 422, description = "The signature, signer, scheme or chain is wrong."),
        (status = 429, description = "The node has as much work as it can hold: send the same bytes again."),
        (status = 503, description = "The node takes no submissions now, or took it and cannot say yet whether it becomes final (`outcome_unknown`): send the same bytes again later."),
    )
)]
async fn submit_batch(
    State(node): State<Node>,
    body: Body<BODY_BYTES_MAX>,
) -> Result<(StatusCode, Json<BatchAnswer>), Problem> {
    let bytes = match body {
        Body::Canonical(bytes) => bytes,
        // Megabytes of JSON take long enough to hold up others.
        Body::Json(text) => blocking(move || BatchRequest::parse(&text)?.into_bytes()).await?,
    };
    let accepted = accept(&node, bytes, Route::Batch).await?;
    let answer = batch_answer(&node, &accepted.placed());
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Where something was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// One transfer or operation.
    Single,
    /// A batch.
    Batch,
}

impl Route {
    /// Refuses what belongs to the other route: its answer has another shape.
    fn check(self, kind: SubmissionKind) -> Result<(), Problem> {
        let (right, what, path) = match kind {
            SubmissionKind::Batch => (
                Self::Batch,
                "a batch",
                "/api/v11/blockchain/transactions/batch",
            ),
            SubmissionKind::Transfer | SubmissionKind::Operation => (
                Self::Single,
                "a transfer or operation",
                "/api/v11/blockchain/transactions",
            ),
        };
        if self == right {
            return Ok(());
        }
        Err(Problem::new(
            "malformed_submission",
            format!("{what} is submitted at {path}"),
            format!("Send it to {path}."),
        ))
    }
}

/// A submission that is final.
struct Accepted {
    bytes: Bytes,
    id: Digest,
    receipt: FinalReceipt,
    time_ms: u64,
}

/// Submits one submission of this route and waits.
async fn accept(node: &Node, bytes: Bytes, route: Route) -> Result<Accepted, Problem> {
    route.check(SubmissionView::decode(&bytes)?.header().kind())?;
    let results = node
        .ingest
        .submit(bytes.clone(), Admission::OrRefuse)
        .await?;
    let result = results.into_iter().next();
    match result.expect("every submission has a result") {
        SubmissionResult::Final { id, receipt } => {
            let (reader, height) = (node.clone(), receipt.height);
            let block = blocking(move || find::header(&reader, height)).await?;
            Ok(Accepted {
                bytes,
                id,
                receipt,
                time_ms: block.header.fields().time_ms,
            })
        }
        SubmissionResult::Refused { refusal, .. } => Err(refusal.into()),
        SubmissionResult::AlreadyApplied { id } => Err(already_applied(node, id).await),
    }
}

impl Accepted {
    fn placed(&self) -> Placed<'_> {
        let view =
            SubmissionView::decode(&self.bytes).expect("it was decoded before it was submitted");
        Placed::just_final(view, self.id, &self.receipt, self.time_ms)
    }
}

fn first_receipt(node: &Node, placed: &Placed<'_>) -> Receipt {
    let mut accounts = placed.accounts();
    accounts.extend(placed.accounts_of_record(0));
    let directory = Directory::of(node, accounts);
    placed.receipt(node, &directory, 0)
}

fn batch_answer(node: &Node, placed: &Placed<'_>) -> BatchAnswer {
    let directory = Directory::of(node, placed.accounts());
    let mut result_codes = BTreeMap::new();
    let applied = placed.receipt_count() as usize - placed.rejected.len();
    if applied > 0 {
        result_codes.insert("applied".to_owned(), applied as u64);
    }
    for (_, code) in placed.rejected {
        *result_codes.entry(code.name().to_owned()).or_default() += 1;
    }
    let rejected = placed.rejected.iter().take(REJECTED_LISTED_MAX);
    BatchAnswer {
        transaction: placed.transaction(node, &directory),
        result_codes,
        rejected: rejected
            .map(|(index, code)| RejectedRecord {
                index: *index,
                result_code: code.name(),
            })
            .collect(),
        receipt_id: format!("{}-0", placed.id),
    }
}

/// The problem of a replay: with the original answer, while its block is kept.
async fn already_applied(node: &Node, id: Digest) -> Problem {
    let find = || {
        let reader = node.clone();
        blocking(move || Found::submission(&reader, &id))
    };
    let mut found = find().await;
    if found.is_err() {
        node.history.catch_up().await;
        found = find().await;
    }
    let Ok(found) = found else {
        let detail = "the sequence was used before: by another submission, or by this one and its block is not kept any more";
        let action = "Read the account's nextSequence and sign again with a fresh sequence if this is a new submission.";
        return Problem::new("already_applied", detail, action);
    };
    let placed = found.placed();
    let detail = format!(
        "this very submission is final since block {}",
        placed.height
    );
    let problem = Problem::new(
        "already_applied",
        detail,
        "Nothing is to be done: `receipt` is the original receipt.",
    );
    let is_batch = placed.view.header().kind() == SubmissionKind::Batch;
    let batch = is_batch.then(|| batch_answer(node, &placed));
    problem.with_original(first_receipt(node, &placed), batch)
}
