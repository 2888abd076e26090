//! Goal: the node describes itself truthfully, refuses bad requests with problem documents, counts what it serves, and streams.
//! Method: a whole node in a temporary folder with a little history, asked through its router.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::time::Duration;

use aurigraph_node::http;
use axum::body::Body;
use axum::http::Request;
use common::FIRST_BALANCE;
use http_support::{Api, verify, with_history};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const SINGLE: &str = "/api/v11/blockchain/transactions";

#[tokio::test]
async fn what_the_node_is_and_measured() {
    let (api, _) = with_history().await;
    let info = api.get_json("/api/v11/info").await;
    assert_eq!(info["chainId"], api.ledger.chain_id.to_string());
    assert_eq!(
        info["demoLoad"],
        json!({ "enabled": false, "ratePerSecond": 0.0 })
    );
    let stats = api.get_json("/api/v11/stats").await;
    assert_eq!(stats["totalTransactions"], 4);
    assert_eq!(stats["individuallySignedTransactions"], 1);
    assert_eq!(stats["totalSubmissions"], 3);
    assert_eq!(stats["accounts"], 5);
    assert!(
        stats["memoryUsedBytes"]
            .as_u64()
            .is_some_and(|bytes| bytes > 1_000_000),
        "{stats}"
    );
    assert!(
        stats["diskUsedBytes"]
            .as_u64()
            .is_some_and(|bytes| bytes > 1_000),
        "{stats}"
    );
    let lifetime = &api.get_json("/api/v11/performance").await["lifetime"];
    assert_eq!(lifetime["transactions"], 4);
    assert_eq!(lifetime["rejectedTransactions"], 1);
    assert!(
        lifetime["finalityLatencyMs"]["p99"]
            .as_f64()
            .is_some_and(|p99| p99 > 0.0),
        "{lifetime}"
    );
    let chain = api.get_json("/api/v11/blockchain/chain/info").await;
    let tip = api.handle.node.chain.tip();
    assert_eq!(chain["blockHeight"], tip.height.get());
    assert_eq!(chain["stateRoot"], tip.state_root.to_string());
    assert!(
        chain["currentTPS"].is_number() && chain["averageBlockTime"].is_number(),
        "{chain}"
    );
    let supply = (FIRST_BALANCE * 4).to_string();
    assert_eq!(
        chain["totalSupply"],
        json!([{ "asset": "EUR", "amount": supply }, { "asset": "GOLD", "amount": supply }])
    );
    let validators = api.get_json("/api/v11/validators").await;
    assert_eq!(
        validators["validators"][0]["blocksProduced"],
        tip.height.get()
    );
    assert_eq!(validators["activeValidators"], 1);
    // A single validator has no rounds, and nobody watches it.
    assert!(validators["rounds"].is_null());
    assert!(validators["validators"][0]["participation"].is_null());
    assert_eq!(
        api.get_json("/api/v11/validators/0").await["publicKey"],
        validators["validators"][0]["publicKey"]
    );
    api.get("/api/v11/validators/1")
        .await
        .assert_problem(404, "not_found");
    let nodes = api.get_json("/api/v11/nodes").await;
    assert_eq!(nodes["nodes"][0]["processId"], std::process::id());
    for path in [
        "/q/health",
        "/q/health/live",
        "/q/health/ready",
        "/q/health/started",
    ] {
        assert_eq!(api.get_json(path).await["status"], "UP");
    }
    api.stop().await;
}

#[tokio::test]
async fn an_idle_node_measured_nothing_and_says_so() {
    let api = Api::start();
    let performance = api.get_json("/api/v11/performance").await;
    for window in ["last60Seconds", "lifetime"] {
        assert_eq!(performance[window]["transactionsPerSecond"], 0.0);
        assert_eq!(performance[window]["finalityLatencyMs"], Value::Null);
        assert_eq!(performance[window]["fdatasyncMs"], Value::Null);
    }
    let chain = api.get_json("/api/v11/blockchain/chain/info").await;
    assert_eq!(chain["averageBlockTime"], Value::Null);
    assert_eq!(chain["currentTPS"], 0.0);
    assert_eq!(
        api.get_json("/api/v11/validators").await["validators"][0]["lastBlockHeight"],
        Value::Null
    );
    assert_eq!(api.get_json(SINGLE).await["transactions"], json!([]));
    verify(&api.get_json("/api/v11/accounts/0/proof?asset=EUR").await);
    api.stop().await;
}

#[tokio::test]
async fn bad_requests_are_problems_with_the_same_headers_as_good_answers() {
    let api = Api::start();
    let lists = [
        "/api/v11/blockchain/blocks",
        SINGLE,
        "/api/v11/accounts/1/transactions",
        "/api/v11/assets",
    ];
    for list in lists {
        for bad in [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=x",
            "cursor=zz",
            "cursor=",
            "cursor=ffff",
            "limit=1&limit=2",
        ] {
            api.get(&format!("{list}?{bad}"))
                .await
                .assert_problem(400, "invalid_parameter");
        }
        api.get(&format!("{list}?colour=red"))
            .await
            .assert_problem(400, "unknown_field");
    }
    for route in ["/api/v11/nodes", "/api/v11/info", "/api/v11/accounts/1"] {
        api.get(&format!("{route}?colour=red&limit=1"))
            .await
            .assert_problem(400, "unknown_field");
    }
    // Load balancers mark their probes.
    api.get_json("/q/health/live?from=balancer").await;
    api.get("/api/v11/blockchain/blocks?order=up")
        .await
        .assert_problem(400, "invalid_parameter");
    api.get("/api/v11/nothing/here")
        .await
        .assert_problem(404, "not_found");
    api.get("/q/nothing").await.assert_problem(404, "not_found");
    api.get("/api/v11/live/stream")
        .await
        .assert_problem(426, "upgrade_required");
    api.get("/api/v11/live/stream?resume=x")
        .await
        .assert_problem(400, "invalid_parameter");
    let delete = Request::delete("/api/v11/info")
        .body(Body::empty())
        .expect("a request");
    let answer = api.send(delete).await;
    answer.assert_problem(405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "GET,HEAD");
    for answer in [
        api.get("/api/v11/info").await,
        api.get("/api/v11/nothing").await,
    ] {
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        assert!(answer.headers.contains_key("x-request-id"));
    }
    let named = Request::get("/api/v11/info")
        .header("x-request-id", "abc-1")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(api.send(named).await.headers["x-request-id"], "abc-1");
    api.stop().await;
}

#[tokio::test]
async fn the_document_describes_every_route_and_metrics_count_them() {
    let (api, _) = with_history().await;
    let document = api.get_json("/api/v11/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(
        document,
        serde_json::to_value(http::openapi()).expect("JSON")
    );
    let paths = document["paths"].as_object().expect("paths");
    // Every route of docs/api-design.md but the document itself, the metrics, and the faucet of devnets.
    assert_eq!(paths.len(), 36, "{:?}", paths.keys().collect::<Vec<_>>());
    for operation in paths
        .values()
        .flat_map(|item| item.as_object().expect("operations").values())
    {
        assert!(
            operation["summary"].is_string() || operation["description"].is_string(),
            "{operation}"
        );
        assert!(
            operation["responses"]["default"]["content"]["application/problem+json"].is_object(),
            "{operation}"
        );
    }
    let text = document["externalDocs"]["description"].as_str();
    assert!(text.is_some(), "a null here makes the document invalid");
    let schemas = &document["components"]["schemas"];
    let kind = &schemas["BatchRequest"]["properties"]["kind"];
    assert_eq!(kind["enum"], json!(["batch"]), "{kind}");
    assert!(kind.get("allOf").is_none(), "{kind}");
    let index = &schemas["AccountRef"]["properties"]["index"];
    assert_eq!(
        (&index["format"], &index["maximum"]),
        (&json!("int64"), &json!(u32::MAX)),
        "generated clients must hold every index"
    );
    let count = &schemas["Block"]["properties"]["height"];
    assert_eq!(
        (&count["format"], &count["maximum"]),
        (&json!("uint64"), &json!(u64::MAX)),
        "and every height"
    );
    let description = document["info"]["description"].as_str().expect("text");
    let vectors: Value =
        serde_json::from_str(include_str!("../../types/tests/vectors/protocol.json"))
            .expect("the frozen vectors");
    for part in ["seed", "bytes", "id"] {
        let known = vectors["submissions"][0][part].as_str().expect("text");
        assert!(
            description.contains(known),
            "the worked example has the frozen {part}"
        );
    }
    let protocol = api.get("/api/v11/protocol").await;
    assert!(protocol.text().starts_with("# Protocol"));
    let metrics = api.get("/metrics").await;
    assert!(
        metrics.headers["content-type"]
            .to_str()
            .is_ok_and(|kind| kind.starts_with("text/plain"))
    );
    let text = metrics.text();
    for line in [
        "aurigraph_transactions_total 4",
        "aurigraph_transactions_rejected_total 1",
        "aurigraph_individually_signed_transactions_total 1",
        "aurigraph_accounts 5",
        "aurigraph_ingest_mode{mode=\"healthy\"} 1",
        "aurigraph_finality_latency_seconds_count 3",
        "aurigraph_http_requests_total{method=\"GET\",route=\"/api/v11/openapi.json\",status=\"200\"} 1",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is not in:\n{text}"
        );
    }
    for name in [
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
        "aurigraph_log_bytes",
    ] {
        assert!(
            text.lines()
                .any(|line| line.starts_with(&format!("{name} "))),
            "{name} is not in:\n{text}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn the_live_stream_begins_with_a_welcome() {
    let api = Api::start();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a socket");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let routes = http::server::Routes::new(http::router(api.handle.node.clone()).0);
    let server = tokio::spawn(http::server::serve(listener, routes, 10, None, async {
        drop(stopped.await);
    }));
    let mut socket = tokio::net::TcpStream::connect(address)
        .await
        .expect("it listens");
    let handshake = format!(
        "GET /api/v11/live/stream HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    socket
        .write_all(handshake.as_bytes())
        .await
        .expect("it reads");
    let mut read = Vec::new();
    // The welcome may come in parts.
    let chain_id = api.ledger.chain_id.to_string();
    while !String::from_utf8_lossy(&read).contains(&chain_id) {
        let count = tokio::time::timeout(Duration::from_secs(5), socket.read_buf(&mut read))
            .await
            .expect("in time")
            .expect("it writes");
        assert!(count > 0, "{}", String::from_utf8_lossy(&read));
    }
    assert!(read.starts_with(b"HTTP/1.1 101"));
    assert!(String::from_utf8_lossy(&read).contains("connection_established"));
    assert_eq!(api.handle.node.live.clients(), 1);
    // A masked text frame of 5,000 bytes: more than a client may send.
    let mut frame = vec![0x81, 0x80 | 126, 0x13, 0x88, 0, 0, 0, 0];
    frame.resize(frame.len() + 5_000, b'x');
    socket.write_all(&frame).await.expect("it reads");
    let mut closed = Vec::new();
    let reading = socket.read_to_end(&mut closed);
    // The connection may be reset after the close frame, because the rest of the message is not read.
    let _ = tokio::time::timeout(Duration::from_secs(5), reading)
        .await
        .expect("it is closed");
    assert!(
        String::from_utf8_lossy(&closed).contains("a message may have 4,096 bytes"),
        "{closed:?}"
    );
    stop.send(()).expect("the server runs");
    server.await.expect("no panic").expect("it served");
    api.stop().await;
}

#[tokio::test]
async fn a_path_has_one_form_and_every_answer_its_headers() {
    let api = Api::start();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a socket");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let routes = http::server::Routes::new(http::router(api.handle.node.clone()).0);
    let server = tokio::spawn(http::server::serve(listener, routes, 10, None, async {
        drop(stopped.await);
    }));
    let ask = async |target: &str| {
        let mut socket = tokio::net::TcpStream::connect(address)
            .await
            .expect("it listens");
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        socket
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
        let mut answer = String::new();
        let reading = socket.read_to_string(&mut answer);
        tokio::time::timeout(Duration::from_secs(5), reading)
            .await
            .expect("in time")
            .expect("it is text");
        answer
    };
    for (target, status) in [
        ("/api/v11/nodes", 200),
        ("/api/v11/none", 404),
        ("/metrics", 200),
        ("//api/v11/nodes", 400),
        ("/api/v11/../v11/nodes", 400),
        ("/api/v11/%6eodes", 400),
        ("/api%2fv11/nodes", 400),
        ("/api/v11/nodes;x", 400),
        ("/api/v11/%c0%ae", 400),
    ] {
        let answer = ask(target).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{target}: {answer}"
        );
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "x-frame-options: DENY",
        ] {
            assert!(answer.contains(header), "{target} lacks {header}: {answer}");
        }
        if status == 400 {
            assert!(
                answer.contains("\"code\":\"invalid_parameter\""),
                "{answer}"
            );
        }
    }
    stop.send(()).expect("the server runs");
    server.await.expect("no panic").expect("it served");
    api.stop().await;
}

#[tokio::test]
async fn a_node_that_is_recovering_lives_and_says_that_it_is_not_ready() {
    let api = Api::start();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a socket");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let routes = http::server::Routes::new(http::starting_router());
    let server = tokio::spawn(http::server::serve(
        listener,
        std::sync::Arc::clone(&routes),
        10,
        None,
        async { drop(stopped.await) },
    ));
    let client = aurigraph_client::HttpClient::new(&url).expect("a client");
    let live: Value = client.get("/q/health/live").await.expect("it lives");
    assert_eq!(live["status"], "UP");
    for path in ["/q/health/started", "/q/health/ready", "/api/v11/info"] {
        let error = client.get::<Value>(path).await.expect_err("not yet");
        assert!(
            error.to_string().contains("503") || error.to_string().contains("starting"),
            "{error}"
        );
    }
    routes.set(http::router(api.handle.node.clone()).0);
    let started: Value = client.get("/q/health/started").await.expect("recovered");
    assert_eq!(started["status"], "UP");
    stop.send(()).expect("the server runs");
    drop(client);
    server.await.expect("no panic").expect("it served");
    drop(routes);
    api.stop().await;
}
