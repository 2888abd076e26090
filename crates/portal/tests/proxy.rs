//! Goal: a browser that speaks to the portal reaches the ledger, and nothing of the portal reaches the node; a node that is away, slow or hostile
//! costs a problem document.
//! Method: a node that a test makes up, behind the proxy, spoken to over real connections.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use aurigraph_client::Trust;
use aurigraph_portal::proxy::{NodeAddress, Proxy};
use aurigraph_portal::surround;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONNECTION, SET_COOKIE, UPGRADE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use futures_util::{StreamExt as _, stream};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// A portal in front of an address; told to stop by the sender.
async fn portal_before(node: SocketAddr) -> (String, watch::Sender<bool>) {
    let (stop, stopping) = watch::channel(false);
    let node = NodeAddress::new(&format!("http://{node}"), Trust::nobody()).unwrap();
    let proxy = Proxy::new(node, stopping).unwrap();
    let proxy = proxy.with_answer_timeout(Duration::from_millis(800));
    let router = surround::wrap(proxy.into_router(), HashSet::new());
    (format!("http://{}", serve(router).await), stop)
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(Trust::nobody().http_config().unwrap())
        .build()
        .unwrap()
}

async fn what_it_saw(headers: HeaderMap, body: Bytes) -> Response {
    let mut seen: Vec<_> = headers
        .keys()
        .map(|name| name.as_str().to_owned())
        .collect();
    seen.sort();
    let text = format!("{} {}", seen.join(","), body.len());
    ([(SET_COOKIE, "__Host-aurigraph-session=evil")], text).into_response()
}

async fn echo(mut request: Request) -> Response {
    let upgrading = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let mut stream = TokioIo::new(upgrading.await.unwrap());
        let mut bytes = [0; 1024];
        while let Ok(length @ 1..) = stream.read(&mut bytes).await {
            stream.write_all(&bytes[..length]).await.unwrap();
        }
    });
    let headers = [(CONNECTION, "upgrade"), (UPGRADE, "websocket")];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

fn node() -> Router {
    let slow = || async { tokio::time::sleep(Duration::from_secs(60)).await };
    let endless = || async {
        let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"first"))]);
        Body::from_stream(first.chain(stream::pending()))
    };
    Router::new()
        .route("/api/v11/seen", any(what_it_saw))
        .route("/api/v11/slow", get(slow).post(slow))
        .route("/api/v11/endless", get(endless))
        .route("/api/v11/live/stream", get(echo))
        .route(
            "/api/v11/take",
            post(|body: Bytes| async move { body.len().to_string() }),
        )
        .layer(axum::extract::DefaultBodyLimit::max(64 << 20))
}

async fn problem_of(answer: reqwest::Response) -> (u16, String) {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let status = answer.status().as_u16();
    let json: Value = answer.json().await.unwrap();
    (status, json["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_node_sees_no_cookie_and_a_browser_none_of_the_node() {
    let (portal, _stop) = portal_before(serve(node()).await).await;
    let asked = client()
        .post(format!("{portal}/api/v11/seen?x=1"))
        .header("cookie", "__Host-aurigraph-session=secret")
        .header("authorization", "Bearer secret")
        .header("x-forwarded-for", "192.0.2.1")
        .header("x-request-id", "seven")
        .body("12345")
        .send()
        .await
        .unwrap();
    assert!(asked.headers().get("set-cookie").is_none());
    assert_eq!(asked.headers()["x-request-id"], "seven");
    assert_eq!(asked.headers()["x-content-type-options"], "nosniff");
    let seen = asked.text().await.unwrap();
    assert_eq!(seen, "accept,content-length,host,x-request-id 5");
}

#[tokio::test]
async fn a_node_that_is_away_or_silent_costs_a_problem_document_and_comes_back() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (portal, _stop) = portal_before(address).await;
    let client = client();
    let get = |path: &str| client.get(format!("{portal}{path}")).send();
    assert_eq!(
        problem_of(get("/api/v11/seen").await.unwrap()).await,
        (503, "not_ready".into())
    );
    let listener = TcpListener::bind(address).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, node()).await });
    assert_eq!(get("/api/v11/seen").await.unwrap().status(), 200);
    assert_eq!(
        problem_of(get("/api/v11/slow").await.unwrap()).await,
        (503, "not_ready".into())
    );
    // What was sent may have been done.
    let told = client
        .post(format!("{portal}/api/v11/slow"))
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(told).await, (503, "outcome_unknown".into()));
    // Cut off in the middle of an answer's head.
    let cutting = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (portal, _stop) = portal_before(cutting.local_addr().unwrap()).await;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = cutting.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 O").await;
        }
    });
    let cut = client
        .post(format!("{portal}/api/v11/seen"))
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(cut).await, (503, "outcome_unknown".into()));
}

#[tokio::test]
async fn bodies_and_answers_stream_and_have_a_limit() {
    let (portal, _stop) = portal_before(serve(node()).await).await;
    let client = client();
    let mut endless = client
        .get(format!("{portal}/api/v11/endless"))
        .send()
        .await
        .unwrap();
    assert_eq!(endless.chunk().await.unwrap().unwrap(), "first");
    let take = format!("{portal}/api/v11/take");
    let fits = client
        .post(&take)
        .body(vec![0; 16 << 20])
        .send()
        .await
        .unwrap();
    assert_eq!(fits.text().await.unwrap(), (16 << 20).to_string());
    let told = client.post(&take).body(vec![0; 17 << 20]).send().await;
    // Answered before it is read: a client that goes on sending may only see the end.
    if let Ok(told) = told {
        assert_eq!(problem_of(told).await, (413, "payload_too_large".into()));
    }
    // Without a length it is counted.
    let address = portal.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST /api/v11/take HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [
        format!("{:x}\r\n", 1 << 20).into_bytes(),
        vec![0; 1 << 20],
        b"\r\n".to_vec(),
    ]
    .concat();
    let (mut read, mut write) = stream.into_split();
    let sending = tokio::spawn(async move {
        for _ in 0..20 {
            if write.write_all(&chunk).await.is_err() {
                break;
            }
        }
        write
    });
    let mut answer = [0; 12];
    read.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    sending.abort();
}

#[tokio::test]
async fn a_websocket_goes_through_both_ways_and_ends_with_the_portal() {
    let (portal, stop) = portal_before(serve(node()).await).await;
    let mut stream = TcpStream::connect(portal.strip_prefix("http://").unwrap())
        .await
        .unwrap();
    let head = "GET /api/v11/live/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(
        answer.starts_with(b"HTTP/1.1 101"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    for text in ["one", "another"] {
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut back = vec![0; text.len()];
        stream.read_exact(&mut back).await.unwrap();
        assert_eq!(back, text.as_bytes());
    }
    stop.send_replace(true);
    let ended = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut [0])).await;
    assert!(matches!(ended.unwrap(), Ok(0) | Err(_)));
}
