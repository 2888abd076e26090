//! A double of a node's public interface, for what a real ledger does not do on demand: it takes statements, or refuses them while it is told to.
//! What a real one does with them is tested with the real executable (crates/aurigraph/tests/node_provisioning.rs).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aurigraph_client::HttpClient;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Address, ChainId, Digest, Operation};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use parking_lot::Mutex;
use serde_json::json;

/// Its chain.
pub const CHAIN: ChainId = ChainId(Digest([9; 32]));

/// What was stated: topic, number, hash.
pub type Statement = (String, u64, [u8; 32]);

#[derive(Debug, Default)]
struct Ledger {
    is_down: AtomicBool,
    stated: Mutex<Vec<Statement>>,
}

/// The double.
#[derive(Debug)]
pub struct LedgerDouble {
    ledger: Arc<Ledger>,
    address: SocketAddr,
}

impl LedgerDouble {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let ledger = Arc::<Ledger>::default();
        let router = Router::new()
            .route("/api/v11/info", get(info))
            .route("/api/v11/accounts/{address}", get(account))
            .route("/api/v11/blockchain/transactions", post(submit))
            .with_state(Arc::clone(&ledger));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { ledger, address }
    }

    pub fn client(&self) -> HttpClient {
        HttpClient::new(&format!("http://{}", self.address)).unwrap()
    }

    /// From now on it takes nothing, or takes everything again.
    pub fn is_down(&self, is_down: bool) {
        self.ledger.is_down.store(is_down, Ordering::SeqCst);
    }

    pub fn stated(&self) -> Vec<Statement> {
        self.ledger.stated.lock().clone()
    }
}

async fn info() -> Response {
    let info = json!({ "version": "0", "chainId": CHAIN.to_string(), "network": "double", "devnet": false });
    Json(info).into_response()
}

async fn account(State(ledger): State<Arc<Ledger>>, Path(address): Path<String>) -> Response {
    assert!(address.parse::<Digest>().map(Address).is_ok(), "{address}");
    let next = ledger.stated.lock().len() + 1;
    Json(json!({
        "index": 5, "address": address, "name": null, "signatureScheme": "ed25519", "publicKey": "", "frozen": false, "roles": [],
        "custodian": null, "parent": null, "subaccountCount": 0, "nextSequence": next.to_string(), "balances": [], "height": 1,
    }))
    .into_response()
}

async fn submit(State(ledger): State<Arc<Ledger>>, body: Bytes) -> Response {
    if ledger.is_down.load(Ordering::SeqCst) {
        let problem = json!({ "code": "read_only", "title": "Read only", "status": 503, "detail": "it is down", "action": "Wait." });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(problem)).into_response();
    }
    let view = SubmissionView::decode(&body).unwrap();
    assert_eq!(view.header().chain_id(), CHAIN);
    let Some(Operation::Attest {
        topic,
        number,
        hash,
    }) = view.operation()
    else {
        panic!("it is no statement");
    };
    let mut stated = ledger.stated.lock();
    assert_eq!(view.header().sequence().get(), stated.len() as u64 + 1);
    stated.push((topic.as_str().to_owned(), number, hash));
    let height = stated.len();
    Json(json!({
        "id": view.id().to_string(), "transactionHash": view.id().to_string(), "kind": "operation", "index": 0, "record": "", "resultCode": "applied",
        "transfer": null, "operation": null, "blockHeight": height, "timestamp": "2026-11-27T00:00:00Z",
        "finality": { "state": "final", "height": height }, "proof": null, "proofReadyAtHeight": height + 1,
    }))
    .into_response()
}
