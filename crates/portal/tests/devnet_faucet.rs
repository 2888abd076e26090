//! The faucet's routes in front of a double of a ledger: registered, funded, limited, and problems that say what to do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::support::Ledger;
use aurigraph_portal::devnet::faucet::{Faucet, routes};
use aurigraph_portal::devnet::setup::{Devnet, create_devnet};
use aurigraph_types::{PublicKey, Scheme, SigningKey};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

struct Setup {
    ledger: Arc<Ledger>,
    routes: Router,
    devnet: Devnet,
    _folder: tempfile::TempDir,
}

async fn setup() -> Setup {
    let folder = tempfile::tempdir().unwrap();
    let validator = SigningKey::generate(Scheme::Ed25519);
    let devnet = create_devnet(folder.path(), "double", validator.public_key(), 1, 0).unwrap();
    let ledger = Ledger::new(devnet.genesis.clone());
    let routes = faucet_routes(&ledger, &devnet).await;
    Setup {
        ledger,
        routes,
        devnet,
        _folder: folder,
    }
}

async fn faucet_routes(ledger: &Arc<Ledger>, devnet: &Devnet) -> Router {
    let (ingest, http) = ledger.serve().await;
    let key = &devnet.keys.faucet;
    let faucet = Arc::new(Faucet::new(Arc::clone(&key.key), key.account, ingest, http));
    routes().with_state(faucet).split_for_parts().0
}

async fn post(routes: &Router, path: &str, body: String) -> (StatusCode, Value) {
    let mut request = Request::post(path)
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    request
        .extensions_mut()
        .insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4_000))));
    let response = routes.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn key() -> PublicKey {
    SigningKey::generate(Scheme::Ed25519).public_key().clone()
}

fn key_json(key: &PublicKey) -> Value {
    json!({ "scheme": key.scheme().name(), "publicKey": hex::encode(key.as_bytes()) })
}

const ONE: &str = "/api/v11/devnet/faucet";
const BULK: &str = "/api/v11/devnet/faucet/bulk";

#[tokio::test]
async fn a_key_is_registered_and_funded_once_a_minute() {
    let setup = setup().await;
    let key = SigningKey::generate(Scheme::Hybrid).public_key().clone();
    let before = setup.ledger.supply();
    let (status, answer) = post(&setup.routes, ONE, key_json(&key).to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let index = setup.devnet.genesis.accounts.len();
    assert_eq!(
        answer["account"],
        json!({ "index": index, "address": key.address() })
    );
    assert_eq!(
        answer["funded"][0],
        json!({ "asset": "EUR", "amount": "100000000", "decimals": 2 })
    );
    assert_eq!(answer["receiptId"], answer["transactionHash"]);
    for (position, funded) in answer["funded"].as_array().unwrap().iter().enumerate() {
        let held = setup.ledger.accounts.lock().unwrap()[index].balances[&(position as u32)];
        assert_eq!(funded["amount"], held.to_string());
    }
    assert_eq!(setup.ledger.supply(), before);
    let (status, problem) = post(&setup.routes, ONE, key_json(&key).to_string()).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::TOO_MANY_REQUESTS, &json!("too_busy"))
    );
}

#[tokio::test]
async fn after_a_restart_the_sequence_goes_on_and_known_keys_are_funded_again() {
    let setup = setup().await;
    let key = key();
    let (_, first) = post(&setup.routes, ONE, key_json(&key).to_string()).await;
    let restarted = faucet_routes(&setup.ledger, &setup.devnet).await;
    let (status, second) = post(&restarted, ONE, key_json(&key).to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{second}");
    assert_eq!(first["account"], second["account"]);
    assert_eq!(
        setup.ledger.accounts.lock().unwrap()[0].highest,
        3,
        "registered once, funded twice"
    );
}

#[tokio::test]
async fn sequences_that_another_process_used_are_passed_over() {
    let setup = setup().await;
    post(&setup.routes, ONE, key_json(&key()).to_string()).await;
    setup.ledger.accounts.lock().unwrap()[0].highest += 100;
    let (status, answer) = post(&setup.routes, ONE, key_json(&key()).to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

#[tokio::test]
async fn many_keys_are_funded_with_one_asset_whether_known_or_not() {
    let setup = setup().await;
    let mut keys: Vec<_> = (0..300).map(|_| key()).collect();
    let body = |keys: &[PublicKey]| {
        let accounts: Vec<_> = keys.iter().map(key_json).collect();
        json!({ "accounts": accounts, "amountMinorUnits": "25" }).to_string()
    };
    let (status, first) = post(&setup.routes, BULK, body(&keys)).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    assert_eq!(
        first["funded"],
        json!([{ "asset": "EUR", "amount": "25", "decimals": 2 }])
    );
    assert_eq!(first["transactionHashes"].as_array().unwrap().len(), 2);
    keys.insert(150, key());
    let (status, second) = post(&setup.routes, BULK, body(&keys)).await;
    assert_eq!(status, StatusCode::CREATED, "{second}");
    let accounts = setup.ledger.accounts.lock().unwrap();
    for (key, answer) in keys.iter().zip(second["accounts"].as_array().unwrap()) {
        let account = &accounts[answer["index"].as_u64().unwrap() as usize];
        assert_eq!(account.key, *key);
        assert_eq!(answer["address"], json!(key.address()));
        assert!([25, 50].contains(&account.balances[&0]));
    }
}

#[tokio::test]
async fn many_keys_are_funded_with_as_many_assets_as_are_asked_for() {
    let setup = setup().await;
    let keys: Vec<_> = (0..3).map(|_| key_json(&key())).collect();
    let body = json!({ "accounts": keys, "amountMinorUnits": "25", "assets": 4 });
    let (status, answer) = post(&setup.routes, BULK, body.to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!(answer["funded"].as_array().unwrap().len(), 4);
    let accounts = setup.ledger.accounts.lock().unwrap();
    for answer in answer["accounts"].as_array().unwrap() {
        let account = &accounts[answer["index"].as_u64().unwrap() as usize];
        let held: Vec<_> = (0..5).map(|asset| account.balances.get(&asset)).collect();
        assert_eq!(held, [Some(&25), Some(&25), Some(&25), Some(&25), None]);
    }
}

#[tokio::test]
async fn bad_requests_are_problems_with_codes() {
    let setup = setup().await;
    let good = key_json(&key());
    let cases = [
        (ONE, "{".to_owned(), "malformed_json"),
        (ONE, "{}".to_owned(), "invalid_parameter"),
        (
            ONE,
            json!({ "scheme": "rsa", "publicKey": "00" }).to_string(),
            "invalid_parameter",
        ),
        (
            ONE,
            json!({ "scheme": "ed25519", "publicKey": "zz" }).to_string(),
            "invalid_parameter",
        ),
        (
            ONE,
            json!({ "scheme": "ed25519", "publicKey": "00" }).to_string(),
            "invalid_parameter",
        ),
        (
            ONE,
            json!({ "scheme": "ed25519", "publicKey": "00", "amount": "1" }).to_string(),
            "unknown_field",
        ),
        (ONE, " ".repeat(20_000), "payload_too_large"),
        (
            BULK,
            json!({ "accounts": [good], "assets": 7 }).to_string(),
            "invalid_parameter",
        ),
        (
            BULK,
            json!({ "accounts": [good], "assets": 0 }).to_string(),
            "invalid_parameter",
        ),
        (
            BULK,
            json!({ "accounts": [] }).to_string(),
            "invalid_parameter",
        ),
        (
            BULK,
            json!({ "accounts": [good, good] }).to_string(),
            "invalid_parameter",
        ),
        (
            BULK,
            json!({ "accounts": [good], "amountMinorUnits": "0" }).to_string(),
            "invalid_parameter",
        ),
        (
            BULK,
            json!({ "accounts": [good], "amountMinorUnits": "-1" }).to_string(),
            "invalid_parameter",
        ),
        (
            BULK,
            json!({ "accounts": [good], "amountMinorUnits": 5 }).to_string(),
            "invalid_parameter",
        ),
    ];
    for (path, body, code) in cases {
        let start = body.chars().take(80).collect::<String>();
        let (status, problem) = post(&setup.routes, path, body).await;
        assert!(status.is_client_error());
        assert_eq!(problem["code"], code, "{path} {start}");
        assert_eq!(problem["status"], status.as_u16());
        assert!(!problem["action"].as_str().unwrap().is_empty());
    }
    assert_eq!(
        setup.ledger.accounts.lock().unwrap()[0].highest,
        0,
        "nothing was submitted"
    );
}

#[tokio::test]
async fn an_absent_or_foreign_ledger_is_named_and_costs_no_turn() {
    let setup = setup().await;
    let foreign = {
        let mut genesis = setup.devnet.genesis.clone();
        genesis.devnet = false;
        Ledger::new(genesis)
    };
    let routes = faucet_routes(&foreign, &setup.devnet).await;
    for _ in 0..2 {
        let (status, problem) = post(&routes, ONE, key_json(&key()).to_string()).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::SERVICE_UNAVAILABLE, &json!("not_ready"))
        );
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("not a development network")
        );
    }
    let key = key();
    setup.ledger.accounts.lock().unwrap()[0].balances.clear();
    let (status, problem) = post(&setup.routes, ONE, key_json(&key).to_string()).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("faucet_refused"))
    );
    let (again, _) = post(&setup.routes, ONE, key_json(&key).to_string()).await;
    assert_eq!(
        again,
        StatusCode::SERVICE_UNAVAILABLE,
        "a failure is not counted as a turn"
    );
}

#[tokio::test]
async fn a_busy_ledger_is_asked_again() {
    let setup = setup().await;
    setup.ledger.busy.store(true, Ordering::Relaxed);
    let ledger = Arc::clone(&setup.ledger);
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        ledger.busy.store(false, Ordering::Relaxed);
    });
    let (status, answer) = post(&setup.routes, ONE, key_json(&key()).to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

#[tokio::test]
async fn a_ledger_that_cannot_write_is_not_taken_for_an_empty_faucet() {
    let setup = setup().await;
    for code in ["read_only", "outcome_unknown", "not_ready"] {
        *setup.ledger.trouble.lock().unwrap() = Some(code);
        for (path, body) in [
            (ONE, key_json(&key())),
            (BULK, json!({ "accounts": [key_json(&key())] })),
        ] {
            let (status, problem) = post(&setup.routes, path, body.to_string()).await;
            let expected = (StatusCode::SERVICE_UNAVAILABLE, &json!(code));
            assert_eq!((status, &problem["code"]), expected, "{path}: {problem}");
            let action = problem["action"].as_str().unwrap();
            assert!(action.contains("/q/health"), "{action}");
        }
    }
}

#[test]
fn both_routes_are_documented() {
    let document = serde_json::to_value(routes().into_openapi()).unwrap();
    for path in [ONE, BULK] {
        assert!(
            document["paths"][path]["post"]["responses"]["201"].is_object(),
            "{path}"
        );
    }
}
