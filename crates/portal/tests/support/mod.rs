//! A double of a node with a ledger in memory: enough of both interfaces to register accounts and move balances, with the real
//! bytes and the real signature checks.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use aurigraph_client::service::{CallFuture, Ingest, IngestServer, ReplyStream};
use aurigraph_client::wire::{
    InfoReply, InfoRequest, SubmissionReceipt, SubmissionStatus, SubmitReply, SubmitRequest,
};
use aurigraph_client::{HttpClient, IngestClient};
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Address, Digest, Genesis, Operation, PublicKey, ResultCode, SubmissionKind};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

pub const CHAIN_ID: Digest = Digest([5; 32]);

pub struct Account {
    pub key: PublicKey,
    pub balances: HashMap<u32, u64>,
    pub highest: u64,
}

/// The ledger in memory.
pub struct Ledger {
    pub genesis: Genesis,
    pub accounts: Mutex<Vec<Account>>,
    pub references: Mutex<Vec<Vec<u8>>>,
    pub kinds: Mutex<HashMap<u8, u64>>,
    pub busy: AtomicBool,
    /// With which code every submission is refused; `outcome_unknown` ends the call instead.
    pub trouble: Mutex<Option<&'static str>>,
    receipts: Mutex<HashMap<String, [u8; 64]>>,
}

impl Ledger {
    pub fn new(genesis: Genesis) -> Arc<Self> {
        let accounts = genesis.accounts.iter().map(|account| Account {
            key: account.key("").unwrap(),
            balances: account
                .balances(&genesis, "")
                .unwrap()
                .into_iter()
                .map(|(asset, amount)| (asset as u32, amount))
                .collect(),
            highest: 0,
        });
        let accounts = Mutex::new(accounts.collect());
        Arc::new(Self {
            genesis,
            accounts,
            references: Mutex::default(),
            kinds: Mutex::default(),
            busy: AtomicBool::new(false),
            trouble: Mutex::default(),
            receipts: Mutex::default(),
        })
    }

    /// Sum of every balance, by asset.
    pub fn supply(&self) -> HashMap<u32, u64> {
        let mut supply = HashMap::new();
        for account in self.accounts.lock().unwrap().iter() {
            for (asset, amount) in &account.balances {
                *supply.entry(*asset).or_default() += amount;
            }
        }
        supply
    }

    /// Serves both interfaces; clients of them.
    pub async fn serve(self: &Arc<Self>) -> (IngestClient, HttpClient) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let grpc = format!("http://{}", listener.local_addr().unwrap());
        let ledger = Arc::clone(self);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(IngestServer::new(Arc::clone(&ledger)));
                tokio::spawn(async move {
                    let builder = Builder::new(TokioExecutor::new()).http2_only();
                    let _ended = builder
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        let routes = Router::new()
            .route("/api/v11/info", get(info))
            .route("/api/v11/assets", get(assets))
            .route("/api/v11/accounts/{id}", get(account))
            .route("/api/v11/receipts/{id}", get(receipt))
            .with_state(Arc::clone(self));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let http = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (
            IngestClient::connect_lazy(&grpc, &aurigraph_client::Trust::system()).unwrap(),
            HttpClient::new(&http).unwrap(),
        )
    }

    fn apply(&self, bytes: &[u8]) -> SubmissionReceipt {
        let view = SubmissionView::decode(bytes).unwrap();
        let refused = |code: &str| SubmissionReceipt {
            status: SubmissionStatus::Refused.into(),
            problem_code: code.to_owned(),
            ..Default::default()
        };
        if self.busy.load(Ordering::Relaxed) {
            return refused("too_busy");
        }
        if let Some(code) = *self.trouble.lock().unwrap() {
            return refused(code);
        }
        let mut accounts = self.accounts.lock().unwrap();
        let header = view.header();
        let signer = &mut accounts[header.signer().usize()];
        assert_eq!(header.chain_id().0, CHAIN_ID);
        signer.key.verify(&view.id(), view.signature()).unwrap();
        if header.sequence().get() <= signer.highest {
            return SubmissionReceipt {
                status: SubmissionStatus::AlreadyApplied.into(),
                ..refused("already_applied")
            };
        }
        signer.highest = header.sequence().get();
        *self
            .kinds
            .lock()
            .unwrap()
            .entry(header.kind().as_u8())
            .or_default() += 1;
        let codes: Vec<ResultCode> = match header.kind() {
            SubmissionKind::Operation => vec![self.operate(&mut accounts, &view)],
            _ => view
                .records()
                .iter()
                .map(|record| {
                    self.references
                        .lock()
                        .unwrap()
                        .push(record.reference_trimmed().to_vec());
                    let (asset, amount) = (record.asset_index().get(), record.amount().get());
                    let held = accounts[record.debit().usize()]
                        .balances
                        .entry(asset)
                        .or_default();
                    assert_eq!(record.debit(), header.signer());
                    let Some(rest) = held.checked_sub(amount) else {
                        return ResultCode::InsufficientFunds;
                    };
                    *held = rest;
                    *accounts[record.credit().usize()]
                        .balances
                        .entry(asset)
                        .or_default() += amount;
                    ResultCode::Applied
                })
                .collect(),
        };
        let applied = codes.iter().filter(|code| code.is_applied()).count() as u32;
        let all = applied as usize == codes.len();
        SubmissionReceipt {
            submission_id: Bytes::copy_from_slice(&view.id().0),
            status: SubmissionStatus::Final.into(),
            height: 1,
            record_count: codes.len() as u32,
            applied,
            rejected: codes.len() as u32 - applied,
            result_codes: if all {
                Bytes::new()
            } else {
                codes
                    .iter()
                    .flat_map(|code| code.as_u16().to_le_bytes())
                    .collect()
            },
            ..Default::default()
        }
    }

    fn operate(&self, accounts: &mut Vec<Account>, view: &SubmissionView<'_>) -> ResultCode {
        let Some(Operation::RegisterAccounts { keys }) = view.operation() else {
            panic!("only registrations")
        };
        assert_eq!(view.header().signer().get(), 0, "the registrar");
        let first = accounts.len();
        for key in keys {
            if !accounts.iter().any(|account| account.key == key) {
                accounts.push(Account {
                    key,
                    balances: HashMap::new(),
                    highest: 0,
                });
            }
        }
        let record = OperationReceipt {
            signer: 0.into(),
            account: (first as u32).into(),
            count: ((accounts.len() - first) as u32).into(),
            kind: 1.into(),
            result_code: 0.into(),
            sequence: view.header().sequence().get().into(),
            reserved: [0; 40],
        };
        self.receipts
            .lock()
            .unwrap()
            .insert(view.id().to_string(), record.to_bytes());
        ResultCode::Applied
    }
}

impl Ingest for Ledger {
    fn submit(
        self: Arc<Self>,
        requests: Request<Streaming<SubmitRequest>>,
    ) -> CallFuture<ReplyStream> {
        let mut requests = requests.into_inner();
        let (replies, stream) = mpsc::channel(16);
        tokio::spawn(async move {
            while let Ok(Some(request)) = requests.message().await {
                let is_unknown = *self.trouble.lock().unwrap() == Some("outcome_unknown");
                let reply = if is_unknown {
                    Err(Status::unavailable("outcome_unknown: the disk is full"))
                } else {
                    let receipts = vec![self.apply(&request.submissions)];
                    let tag = request.tag;
                    Ok(SubmitReply { tag, receipts })
                };
                if replies.send(reply).await.is_err() {
                    return;
                }
            }
        });
        let stream: ReplyStream = Box::pin(ReceiverStream::new(stream));
        Box::pin(async { Ok(Response::new(stream)) })
    }

    fn info(self: Arc<Self>, _request: Request<InfoRequest>) -> CallFuture<InfoReply> {
        Box::pin(async { Err(Status::unimplemented("not needed here")) })
    }
}

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

fn not_found() -> (StatusCode, Json<Value>) {
    (
        StatusCode::NOT_FOUND,
        Json(json!({ "code": "not_found", "title": "Not found" })),
    )
}

async fn info(State(ledger): State<Arc<Ledger>>) -> Json<Value> {
    Json(
        json!({ "version": "0", "chainId": CHAIN_ID, "network": "double", "devnet": ledger.genesis.devnet }),
    )
}

async fn assets(State(ledger): State<Arc<Ledger>>) -> Json<Value> {
    let assets = ledger.genesis.assets.iter().enumerate().map(|(index, asset)| {
        json!({ "index": index, "code": asset.code, "name": asset.name, "decimals": asset.decimals,
            "dense": index < ledger.genesis.dense_assets as usize, "totalSupply": "0" })
    });
    Json(json!({ "assets": assets.collect::<Vec<_>>(), "nextCursor": null }))
}

async fn account(State(ledger): State<Arc<Ledger>>, Path(id): Path<String>) -> Answer {
    let accounts = ledger.accounts.lock().unwrap();
    let address: Option<Address> = id.parse().ok().map(Address);
    let index = match address {
        Some(address) => accounts
            .iter()
            .position(|account| account.key.address() == address),
        None => id.parse().ok().filter(|index| *index < accounts.len()),
    };
    let index = index.ok_or_else(not_found)?;
    let account = &accounts[index];
    Ok(Json(
        json!({ "index": index, "address": account.key.address(), "name": null,
        "signatureScheme": account.key.scheme().name(), "publicKey": "", "frozen": false, "roles": [], "custodian": null,
        "parent": null, "subaccountCount": 0, "nextSequence": (account.highest + 1).to_string(), "balances": [], "height": 1 }),
    ))
}

async fn receipt(State(ledger): State<Arc<Ledger>>, Path(id): Path<String>) -> Answer {
    let receipts = ledger.receipts.lock().unwrap();
    let record = receipts.get(&id).ok_or_else(not_found)?;
    Ok(Json(
        json!({ "id": id, "transactionHash": id, "kind": "operation", "index": 0, "record": hex::encode(record),
        "resultCode": "applied", "transfer": null, "operation": null, "blockHeight": 1, "timestamp": "",
        "finality": { "state": "final", "height": 1 }, "proof": null, "proofReadyAtHeight": 2 }),
    ))
}
