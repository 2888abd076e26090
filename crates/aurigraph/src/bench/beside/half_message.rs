//! gRPC calls that begin a message and do not go on, by hand: the client library would not.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use aurigraph_client::wire::{MESSAGE_BYTES_MAX, SUBMIT_PATH};
use axum::http::{HeaderMap, Request};
use bytes::{BufMut, Bytes, BytesMut};
use h2::client::SendRequest;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Bytes of a message that are sent before the client falls silent.
const BEGINNING_BYTES: usize = 16 * 1024;

/// A connection that speaks HTTP/2 and no more.
pub async fn connect(host: &str) -> anyhow::Result<SendRequest<Bytes>> {
    let stream = TcpStream::connect(host)
        .await
        .context("connecting a flood")?;
    let (client, connection) = h2::client::handshake(stream).await?;
    tokio::spawn(async move {
        // Its end is seen by the calls.
        let _ = connection.await;
    });
    Ok(client)
}

/// The beginning of a message that says it has `length` bytes.
pub fn beginning(length: usize) -> Bytes {
    let mut bytes = BytesMut::zeroed(0);
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(length).expect("a few megabytes"));
    bytes.resize(bytes.len() + BEGINNING_BYTES, 0);
    bytes.freeze()
}

/// One more than a message may have.
pub fn too_long() -> Bytes {
    beginning(MESSAGE_BYTES_MAX + 1)
}

/// The largest that a message may be.
pub fn unfinished() -> Bytes {
    beginning(MESSAGE_BYTES_MAX)
}

/// Opens a call, sends the beginning and waits until the node ends the call. Returns the name of the status it gave; nothing if it gave
/// none until `until`.
pub async fn call(
    client: &SendRequest<Bytes>,
    bytes: Bytes,
    until: Instant,
) -> anyhow::Result<Option<String>> {
    let left = until.saturating_duration_since(Instant::now());
    match timeout(left, call_to_the_end(client, bytes)).await {
        Ok(ended) => ended.map(Some),
        Err(_) => Ok(None),
    }
}

async fn call_to_the_end(client: &SendRequest<Bytes>, bytes: Bytes) -> anyhow::Result<String> {
    let mut client = client.clone().ready().await?;
    let request = Request::post(format!("http://node{SUBMIT_PATH}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(())?;
    let (response, mut body) = client.send_request(request, false)?;
    body.send_data(bytes, false)?;
    let response = response.await?;
    if let Some(status) = status_name(response.headers()) {
        return Ok(status);
    }
    let mut replies = response.into_body();
    while let Some(data) = replies.data().await {
        let count = data?.len();
        replies.flow_control().release_capacity(count)?;
    }
    let trailers = replies.trailers().await?;
    let status = trailers.as_ref().and_then(status_name);
    match status {
        Some(status) => Ok(status),
        None => bail!("a call ended without a status"),
    }
}

fn status_name(headers: &HeaderMap) -> Option<String> {
    let number = headers.get("grpc-status")?.to_str().ok()?;
    Some(match number {
        "4" => "deadline_exceeded".into(),
        "8" => "resource_exhausted".into(),
        "11" => "out_of_range".into(),
        "14" => "unavailable".into(),
        other => format!("grpc_status_{other}"),
    })
}

/// How long to wait before a connection that the node ended is opened again.
pub const RECONNECT_PAUSE: Duration = Duration::from_millis(10);
