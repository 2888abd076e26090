//! Goal: what a registrar says of nodes' keys on the ledger counts within seconds: it is shown, a revoked node is heard by nobody and takes nothing, and
//! nobody else's word counts.
//! Method: a single validator that serves over HTTP, a real node that follows it, statements as submissions of accounts; restarts of both, with and without
//! the file of what was read.

#![allow(missing_docs, reason = "a test has no interface")]

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use aurigraph_client::Trust;
use aurigraph_node::committee::peers::{NodeRole, NodeStatus};
use aurigraph_node::config::FollowNetwork;
use aurigraph_node::http::server::{Routes, serve};
use aurigraph_node::identity::NodeIdentity;
use aurigraph_node::ingest::SubmissionResult;
use aurigraph_node::recovery::{GENESIS_FILE, initialise};
use aurigraph_node::registrations::{REGISTRATIONS_FILE, Registration};
use aurigraph_node::status::Mode;
use aurigraph_node::time::unix_ms;
use aurigraph_node::{NodeConfig, NodeHandle, http, node};
use aurigraph_types::node_registration::{REGISTRATION_TOPIC, REVOCATION_TOPIC, registration_hash};
use aurigraph_types::{Operation, PublicKey, Scheme, SigningKey, Submission, Topic};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use common::{TestLedger, record, stop, submit};
use http_support::{Answer, Api};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The account that the nodes believe, and one that they do not.
const REGISTRAR: u32 = 1;
const STRANGER: u32 = 2;

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn config(ledger: &TestLedger) -> NodeConfig {
    let registrar = ledger.keys[REGISTRAR as usize].public_key().address();
    NodeConfig {
        node_registrar: Some(registrar),
        ..ledger.config()
    }
}

fn validator(ledger: TestLedger) -> Api {
    let handle = NodeHandle::start(config(&ledger), 0.0).expect("the node starts");
    Api::over(ledger, handle)
}

/// Says something of a key on the ledger, with the signer's next sequence.
async fn state(api: &Api, (signer, sequence): (u32, u64), topic: &str, key: &PublicKey) {
    let operation = Operation::Attest {
        topic: Topic::parse(topic).expect("a topic"),
        number: sequence,
        hash: registration_hash(&api.ledger.chain_id, key).0,
    };
    let context = api.ledger.context(signer, sequence);
    let signed = Submission::operation(&api.ledger.keys[signer as usize], &context, &operation);
    let results = submit(&api.handle, signed.into_bytes()).await;
    assert!(
        matches!(&results[..], [SubmissionResult::Final { .. }]),
        "{results:?}"
    );
}

/// What the list of nodes says of a key: nothing if it is not there.
async fn listed(api: &Api, node_id: &str) -> Option<Value> {
    let list = api.get_json("/api/v11/nodes").await;
    let mut nodes = list["nodes"].as_array().expect("a list").iter();
    nodes.find(|node| node["nodeId"] == *node_id).cloned()
}

/// A node of its own that follows another one.
struct Follower {
    folder: TempDir,
    key: SigningKey,
    url: String,
}

impl Follower {
    fn new(ledger: &TestLedger, url: String) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let genesis = std::fs::read(ledger.folder.path().join(GENESIS_FILE)).expect("it is there");
        let key = SigningKey::generate(Scheme::Ed25519);
        initialise(folder.path(), &genesis, &key).expect("the folder is empty");
        Self { folder, key, url }
    }

    fn node_id(&self) -> String {
        hex::encode(self.key.public_key().as_bytes())
    }

    fn start(&self, ledger: &TestLedger) -> NodeHandle {
        let config = NodeConfig {
            data_dir: self.folder.path().to_path_buf(),
            name: "business".into(),
            follow: Some(FollowNetwork {
                nodes: vec![self.url.clone()],
                trust: Trust::system(),
                role: NodeRole::Business,
                begins_with_snapshot: false,
            }),
            ..config(ledger)
        };
        NodeHandle::start(config, 0.0).expect("the node starts")
    }
}

/// Serves a node over HTTP until the test ends. Its address.
fn serve_over_http(api: &Api) -> String {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = node::bind(any).expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let routes = Routes::new(http::router(api.handle.node.clone()).0);
    tokio::spawn(serve(listener, routes, 64, None, std::future::pending()));
    format!("http://{address}")
}

/// Why a node takes no submissions, if it does not.
fn refusal(handle: &NodeHandle) -> Option<String> {
    match handle.node.status.mode() {
        Mode::ReadOnly { reason } => Some(reason),
        _ => None,
    }
}

async fn health(handle: &NodeHandle) -> (StatusCode, String) {
    let request = Request::get("/q/health").body(Body::empty());
    let router = http::router(handle.node.clone()).0;
    let answer = router.oneshot(request.expect("a request")).await;
    let answer = answer.expect("the router always answers");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 20).await;
    let body = body.expect("the body is complete").to_vec();
    (status, String::from_utf8(body).expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_registered_and_revoked_by_its_registrar_alone() {
    let api = validator(TestLedger::new());
    let follower = Follower::new(&api.ledger, serve_over_http(&api));
    let (key, node_id) = (follower.key.public_key().clone(), follower.node_id());
    let business = follower.start(&api.ledger);
    until("it is not heard", async || {
        listed(&api, &node_id).await.is_some()
    })
    .await;
    let before = listed(&api, &node_id).await.expect("it is heard");
    assert_eq!(before["registration"], Value::Null, "{before:#}");

    state(&api, (REGISTRAR, 1), REGISTRATION_TOPIC, &key).await;
    until("nobody calls it registered", async || {
        let listed = listed(&api, &node_id).await;
        listed.is_some_and(|node| node["registration"] == "registered")
    })
    .await;
    until("it does not know it itself", async || {
        business.node.registrations.of(&key) == Some(Registration::Registered)
    })
    .await;

    // Somebody else's word, and what the registrar says of others and of something else. The last of these was read, so all were.
    let other = SigningKey::generate(Scheme::Ed25519).public_key().clone();
    state(&api, (STRANGER, 1), REVOCATION_TOPIC, &key).await;
    state(&api, (REGISTRAR, 2), "node.something-else", &key).await;
    state(&api, (REGISTRAR, 3), REVOCATION_TOPIC, &other).await;
    for node in [&api.handle.node, &business.node] {
        until("it was not read", async || {
            node.registrations.is_revoked(&other)
        })
        .await;
        let registered = Some(Registration::Registered);
        assert_eq!(node.registrations.of(&key), registered);
    }
    assert_eq!(refusal(&business), None);

    state(&api, (REGISTRAR, 4), REVOCATION_TOPIC, &key).await;
    until("it is still in the list", async || {
        listed(&api, &node_id).await.is_none()
    })
    .await;
    until("it does not say why it takes nothing", async || {
        refusal(&business).is_some_and(|reason| reason.contains("revoked this node's key"))
    })
    .await;
    let transfer = api.ledger.transfer(STRANGER, 2, &record(STRANGER, 3, 10));
    let results = submit(&business, transfer.as_bytes().to_vec()).await;
    let [SubmissionResult::Refused { refusal: why, .. }] = &results[..] else {
        panic!("{results:?}");
    };
    assert_eq!(why.code, "read_only");
    assert!(why.detail.contains("revoked"), "{}", why.detail);
    let (status, health) = health(&business).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(health.contains("revoked this node's key"), "{health}");

    // It goes on to follow, and is no better off after a start.
    state(&api, (STRANGER, 2), "something.new", &key).await;
    let tip = api.handle.node.chain.tip().height;
    until("it does not follow any more", async || {
        business.node.chain.tip().height >= tip
    })
    .await;
    stop(business).await;
    let business = follower.start(&api.ledger);
    assert!(refusal(&business).is_some(), "it forgot");

    // Until the registrar thinks better of it.
    state(&api, (REGISTRAR, 5), REGISTRATION_TOPIC, &key).await;
    until("it takes nothing", async || refusal(&business).is_none()).await;
    until("it is not heard again", async || {
        listed(&api, &node_id).await.is_some()
    })
    .await;
    stop(business).await;
    api.stop().await;
}

/// The status of a business node, signed now.
fn signed_status(api: &Api, key: &SigningKey) -> Value {
    let seed = SigningKey::from_seed(Scheme::Ed25519, key.seed()).expect("a seed");
    let identity = NodeIdentity::new(api.ledger.chain_id, seed);
    let status = NodeStatus {
        role: NodeRole::Business,
        ..api.handle.node.own_status.look()
    };
    serde_json::to_value(identity.sign(&status, unix_ms())).expect("JSON")
}

async fn say_status(api: &Api, key: &SigningKey) -> Answer {
    let signed = signed_status(api, key);
    api.post_json("/api/v11/network/status", &signed).await
}

#[tokio::test]
async fn a_revoked_key_is_refused_and_stays_so_after_a_start() {
    let api = validator(TestLedger::new());
    let key = SigningKey::generate(Scheme::Ed25519);
    assert_eq!(say_status(&api, &key).await.status, 200);
    state(&api, (REGISTRAR, 1), REGISTRATION_TOPIC, key.public_key()).await;
    state(&api, (REGISTRAR, 2), REVOCATION_TOPIC, key.public_key()).await;
    until("it is heard", async || {
        say_status(&api, &key).await.status != 200
    })
    .await;
    let node_id = hex::encode(key.public_key().as_bytes());
    let problem = say_status(&api, &key).await;
    let problem = problem.assert_problem(403, "node_revoked");
    assert!(problem.to_string().contains(&node_id), "{problem}");
    assert!(listed(&api, &node_id).await.is_none());
    // Whose signature does not hold is told that and nothing else.
    let mut forged = signed_status(&api, &key);
    forged["signedAtMs"] = (forged["signedAtMs"].as_u64().expect("a time") + 1).into();
    let refused = api.post_json("/api/v11/network/status", &forged).await;
    refused.assert_problem(422, "signature_invalid");

    // What was read is in a file, and known before the first request.
    let ledger = api.stop_for_restart().await;
    let file = ledger.folder.path().join(REGISTRATIONS_FILE);
    assert!(file.exists());
    let api = validator(ledger);
    say_status(&api, &key)
        .await
        .assert_problem(403, "node_revoked");

    // Without the file it is read from the ledger again.
    let ledger = api.stop_for_restart().await;
    std::fs::remove_file(&file).expect("it is there");
    let api = validator(ledger);
    until("it is heard", async || {
        say_status(&api, &key).await.status == 403
    })
    .await;

    // Without a registrar nobody's word counts.
    let ledger = api.stop_for_restart().await;
    let handle = ledger.start();
    let api = Api::over(ledger, handle);
    assert_eq!(say_status(&api, &key).await.status, 200);
    let known = listed(&api, &node_id).await.expect("it is heard");
    assert_eq!(known["registration"], Value::Null);
    api.stop().await;
}

#[tokio::test]
async fn a_validator_whose_key_is_revoked_goes_on() {
    let api = validator(TestLedger::new());
    let own = api.handle.node.identity.public_key().clone();
    state(&api, (REGISTRAR, 1), REVOCATION_TOPIC, &own).await;
    let node_id = api.handle.node.identity.node_id();
    until("it does not know", async || {
        let own = listed(&api, &node_id).await.expect("it lists itself");
        own["registration"] == "revoked"
    })
    .await;
    assert_eq!(refusal(&api.handle), None);
    let transfer = api.ledger.transfer(STRANGER, 1, &record(STRANGER, 3, 10));
    let results = submit(&api.handle, transfer.into_bytes()).await;
    assert!(
        matches!(&results[..], [SubmissionResult::Final { .. }]),
        "{results:?}"
    );
    api.stop().await;
}
