//! Goal: no gRPC client can take memory, connections or time that others need, and each is told what it did wrong.
//! Method: a node's gRPC server on a socket; clients that speak HTTP/2 by hand and break the rules, beside one that keeps them.

#[allow(dead_code)]
mod common;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::IngestClient;
use aurigraph_client::wire::{MESSAGE_BYTES_MAX, SUBMIT_PATH};
use aurigraph_node::{NodeHandle, grpc};
use axum::http::{HeaderMap, Request};
use bytes::Bytes;
use common::{TestLedger, record, stop};
use h2::{RecvStream, SendStream};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// gRPC status codes.
const DEADLINE_EXCEEDED: &str = "4";
const OUT_OF_RANGE: &str = "11";
const INTERNAL: &str = "13";

struct Server {
    ledger: TestLedger,
    handle: Arc<NodeHandle>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start(connections_max: usize) -> Self {
        let ledger = TestLedger::new();
        let mut config = ledger.config();
        config.grpc_connections_max = connections_max;
        let handle = Arc::new(NodeHandle::start(config, 0.0).expect("the node starts"));
        let listener =
            aurigraph_node::node::bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel();
        let node = handle.node.clone();
        let serving = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            grpc::serve(node, listener, None, stopped)
                .await
                .expect("served");
        });
        Self {
            ledger,
            handle,
            address,
            stop,
            serving,
        }
    }

    async fn stop(self) {
        self.stop.send(()).expect("it serves");
        self.serving.await.expect("it ends");
        stop(Arc::into_inner(self.handle).expect("nobody else holds the node")).await;
    }

    /// A transfer by somebody who keeps the rules.
    async fn transfer(&self, sequence: u64) {
        let client = IngestClient::connect(&format!("http://{}", self.address))
            .await
            .expect("a connection");
        let submission = self.ledger.transfer(1, sequence, &record(1, 2, 1));
        let outcomes = client.submit(submission.into_bytes()).await;
        assert!(outcomes.expect("an answer")[0].is_fully_applied());
    }
}

/// Opens a call and sends these bytes as the beginning of its body.
async fn call(
    address: SocketAddr,
    bytes: Bytes,
) -> Result<(SendStream<Bytes>, RecvStream, HeaderMap), Box<dyn std::error::Error>> {
    let tcp = TcpStream::connect(address).await?;
    let (mut client, connection) = h2::client::handshake(tcp).await?;
    tokio::spawn(connection);
    let request = Request::post(format!("http://{address}{SUBMIT_PATH}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(())
        .expect("a request");
    let (response, mut body) = client.send_request(request, false)?;
    body.send_data(bytes, false)?;
    let (head, replies) = response.await?.into_parts();
    Ok((body, replies, head.headers))
}

/// A message's prefix that claims a length, and some bytes of it.
fn beginning(claimed: usize, sent: &[u8]) -> Bytes {
    let length = u32::try_from(claimed).expect("a length").to_be_bytes();
    [&[0], length.as_slice(), sent].concat().into()
}

/// The status with which a call ends, and its message.
async fn status(mut replies: RecvStream, headers: HeaderMap) -> (String, String) {
    let trailers = if headers.contains_key("grpc-status") {
        headers
    } else {
        while let Some(data) = replies.data().await {
            data.expect("data");
        }
        replies
            .trailers()
            .await
            .expect("trailers")
            .expect("a gRPC call ends with its status")
    };
    let text = |name: &str| {
        trailers.get(name).map_or_else(String::new, |value| {
            value.to_str().expect("text").to_owned()
        })
    };
    (text("grpc-status"), text("grpc-message"))
}

#[tokio::test(flavor = "multi_thread")]
async fn half_sent_messages_end_by_themselves_and_do_not_hold_up_others() {
    let server = Server::start(100).await;
    let began = Instant::now();
    // More than the whole budget for messages that are arriving.
    let mut half_sent = Vec::new();
    for _ in 0..20 {
        let message = beginning(MESSAGE_BYTES_MAX, &[0; 1_000]);
        half_sent.push(call(server.address, message).await.expect("a call"));
    }
    timeout(Duration::from_secs(20), server.transfer(1))
        .await
        .expect("room is made for others");
    for (body, replies, headers) in half_sent {
        let (code, message) = timeout(Duration::from_secs(20), status(replies, headers))
            .await
            .expect("it ends");
        assert_eq!(code, DEADLINE_EXCEEDED, "{message}");
        assert!(message.contains("bytes"), "{message}");
        drop(body);
    }
    assert!(began.elapsed() < Duration::from_secs(30));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_long_or_not_a_message_gets_a_status() {
    let server = Server::start(100).await;
    let cases = [
        (beginning(MESSAGE_BYTES_MAX + 1, &[0; 100]), OUT_OF_RANGE),
        (beginning(u32::MAX as usize, &[0; 100]), OUT_OF_RANGE),
        (beginning(4, &[0xff; 4]), INTERNAL),
    ];
    for (bytes, expected) in cases {
        let (_body, replies, headers) = call(server.address, bytes).await.expect("a call");
        let (code, message) = timeout(Duration::from_secs(10), status(replies, headers))
            .await
            .expect("it is told at once");
        assert_eq!(code, expected, "{message}");
        assert!(!message.is_empty());
    }
    server.transfer(1).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_above_the_limit_are_closed_and_room_is_found_again() {
    let server = Server::start(3).await;
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(TcpStream::connect(server.address).await.expect("accepted"));
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(
        call(server.address, Bytes::new()).await.is_err(),
        "the fourth connection is closed"
    );
    silent.clear();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.transfer(1).await;
    server.stop().await;
}
