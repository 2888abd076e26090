//! A node behind its router, asked without a socket.

use std::sync::Arc;
use std::time::Duration;

use aurigraph_node::{NodeHandle, http};
use aurigraph_types::proof::{Proof, Verified};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Operation, Submission};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::common::{self, TestLedger, record, settle, stop};

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Asserts that this is a complete problem document of one code and status.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(self.status.as_u16(), status, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        for field in ["type", "title", "detail", "action"] {
            assert!(
                problem[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {problem}"
            );
        }
        problem
    }
}

/// A running node with its router.
pub struct Api {
    pub ledger: TestLedger,
    pub handle: Arc<NodeHandle>,
    router: Router,
}

impl Api {
    pub fn start() -> Self {
        let ledger = TestLedger::new();
        let handle = ledger.start();
        Self::over(ledger, handle)
    }

    pub fn over(ledger: TestLedger, handle: NodeHandle) -> Self {
        let router = http::router(handle.node.clone()).0;
        Self {
            ledger,
            handle: Arc::new(handle),
            router,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 26)
            .await
            .expect("the body is complete")
            .to_vec();
        Answer {
            status,
            headers,
            body,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    /// The JSON of a successful answer.
    #[track_caller]
    pub fn get_json(&self, path: &str) -> impl Future<Output = Value> {
        let path = path.to_owned();
        async move {
            let answer = self.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
            answer.json()
        }
    }

    pub async fn post(&self, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path)
            .header("content-type", media_type)
            .body(body.into())
            .expect("a request");
        self.send(request).await
    }

    pub async fn post_bytes(&self, path: &str, bytes: &[u8]) -> Answer {
        self.post(path, "application/octet-stream", bytes.to_vec())
            .await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", body.to_string()).await
    }

    pub async fn stop(self) {
        drop(self.stop_for_restart().await);
    }

    /// Ends the node; its folder stays.
    pub async fn stop_for_restart(self) -> TestLedger {
        let Self {
            ledger,
            handle,
            router,
        } = self;
        drop(router);
        stop(Arc::into_inner(handle).expect("nobody else holds the node")).await;
        ledger
    }
}

/// The JSON form of a signed submission.
pub fn json_form(bytes: &[u8]) -> Value {
    let view = SubmissionView::decode(bytes).expect("a submission");
    let header = view.header();
    let mut form = json!({
        "kind": header.kind().name(),
        "signer": header.signer().get(),
        "scheme": header.scheme().name(),
        "sequence": header.sequence().to_string(),
        "validUntilHeight": "0",
        "chainId": header.chain_id().to_string(),
        "signature": hex::encode(view.signature()),
    });
    let transfers: Vec<_> = view
        .records()
        .iter()
        .map(|record| {
            json!({
                "from": record.debit().get(),
                "to": record.credit().get(),
                "asset": record.asset_index().get(),
                "amount": record.amount().to_string(),
                "reference": String::from_utf8_lossy(record.reference_trimmed()),
            })
        })
        .collect();
    match header.kind().name() {
        "transfer" => form["transfer"] = transfers[0].clone(),
        "batch" => form["transfers"] = transfers.into(),
        _ => form["operation"] = hex::encode(view.body()).into(),
    }
    form
}

/// Verifies a proof as the API gave it.
pub fn verify(proof: &Value) -> Verified {
    Proof::parse(proof.to_string().as_bytes())
        .expect("a proof document")
        .verify()
        .expect("the proof holds")
}

/// A node with one transfer, one batch of three and one operation in their own blocks, all provable and indexed.
pub async fn with_history() -> (Api, Vec<String>) {
    let api = Api::start();
    let key = &api.ledger.keys[1];
    let records = [record(1, 2, 1), record(1, 1, 1), record(1, 3, 2)];
    let submissions = [
        api.ledger.transfer(1, 1, &record(1, 2, 10)),
        Submission::batch(key, &api.ledger.context(1, 2), &records),
        Submission::operation(
            key,
            &api.ledger.context(1, 3),
            &Operation::OpenSubaccounts { count: 1 },
        ),
    ];
    let mut hashes = Vec::new();
    for submission in submissions {
        hashes.push(submission.id().to_string());
        let results = common::submit(&api.handle, submission.into_bytes()).await;
        assert_eq!(results.len(), 1);
    }
    let height = settle(&api.handle).await;
    while api.handle.node.history.indexed_height() < height {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    (api, hashes)
}
