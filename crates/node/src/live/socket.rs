//! One WebSocket connection.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::{Channel, LiveHub, Message, encode};

/// Close code of RFC 6455 for an endpoint that goes away.
const CLOSE_GOING_AWAY: u16 = 1001;
/// Close code for a client that cannot keep up.
const CLOSE_TOO_SLOW: u16 = 4008;
/// A frame that takes longer to hand to the socket means that the client does not read.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Welcome<'a> {
    connection_id: u64,
    chain_id: String,
    block_height: u64,
    channels: [&'a str; 4],
    sequence: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subscribed<'a> {
    channel: &'a str,
    status: &'a str,
}

#[derive(Serialize)]
struct Fault<'a> {
    code: &'a str,
    detail: String,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    r#type: String,
    channel: Option<String>,
}

/// Which channels a connection gets.
struct Wanted {
    channels: [bool; 4],
    /// Until the first subscription, everything is sent.
    explicit: bool,
}

impl Wanted {
    const fn contains(&self, channel: Channel) -> bool {
        !self.explicit || self.channels[channel as usize]
    }
}

/// Counts a connection as long as it lives.
struct Counted(Arc<LiveHub>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.clients.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Why a connection ends.
enum End {
    Gone,
    TooSlow,
}

/// Serves one connection until it ends.
pub async fn stream(
    hub: Arc<LiveHub>,
    mut socket: WebSocket,
    block_height: u64,
    resume_after: Option<u64>,
) {
    hub.clients.fetch_add(1, Ordering::Relaxed);
    let connection_id = hub.connections.fetch_add(1, Ordering::Relaxed) + 1;
    let counted = Counted(Arc::clone(&hub));
    if let Err(End::TooSlow) =
        serve(&hub, &mut socket, connection_id, block_height, resume_after).await
    {
        hub.dropped_slow.fetch_add(1, Ordering::Relaxed);
        let frame = CloseFrame {
            code: CLOSE_TOO_SLOW,
            reason: "too slow: connect again and resume".into(),
        };
        // A client that does not read cannot be told either.
        let _ = timeout(
            Duration::from_secs(1),
            socket.send(Frame::Close(Some(frame))),
        )
        .await;
    }
    drop(counted);
}

async fn serve(
    hub: &LiveHub,
    socket: &mut WebSocket,
    connection_id: u64,
    block_height: u64,
    resume_after: Option<u64>,
) -> Result<(), End> {
    let (mut messages, missed, sequence) = hub.subscribe(resume_after);
    let welcome = Welcome {
        connection_id,
        chain_id: hub.chain_id.to_string(),
        block_height,
        channels: Channel::ALL.map(Channel::name),
        sequence,
    };
    send(socket, encode("connection_established", &welcome, sequence)).await?;
    match missed {
        Some(missed) => {
            for message in missed {
                send(socket, message.text).await?;
            }
        }
        None => {
            let detail = format!(
                "messages after {} are no longer held",
                resume_after.unwrap_or_default()
            );
            send(
                socket,
                encode(
                    "resume_gap",
                    &Fault {
                        code: "resume_gap",
                        detail,
                    },
                    sequence,
                ),
            )
            .await?;
        }
    }
    let mut wanted = Wanted {
        channels: [false; 4],
        explicit: false,
    };
    let mut closing = hub.closing.subscribe();
    loop {
        tokio::select! {
            () = async { drop(closing.wait_for(|closing| *closing).await) } => {
                let frame = CloseFrame { code: CLOSE_GOING_AWAY, reason: "the node is stopping".into() };
                // The client may be gone already.
                let _ = timeout(Duration::from_secs(1), socket.send(Frame::Close(Some(frame)))).await;
                return Ok(());
            }
            message = messages.recv() => match message {
                Ok(Message { channel, text, .. }) => {
                    if wanted.contains(channel) {
                        send(socket, text).await?;
                    }
                }
                Err(RecvError::Lagged(_)) => return Err(End::TooSlow),
                Err(RecvError::Closed) => return Ok(()),
            },
            frame = socket.recv() => {
                let Some(Ok(frame)) = frame else { return Err(End::Gone) };
                let reply = match frame {
                    Frame::Text(text) => answer(&text, &mut wanted),
                    Frame::Binary(_) => fault("unsupported_message", "send JSON text"),
                    Frame::Close(_) => return Ok(()),
                    Frame::Ping(_) | Frame::Pong(_) => continue,
                };
                send(socket, reply).await?;
            }
        }
    }
}

async fn send(socket: &mut WebSocket, text: Arc<str>) -> Result<(), End> {
    match timeout(SEND_TIMEOUT, socket.send(Frame::Text((&*text).into()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::TooSlow),
    }
}

fn fault(code: &str, detail: impl Into<String>) -> Arc<str> {
    encode(
        "error",
        &Fault {
            code,
            detail: detail.into(),
        },
        0,
    )
}

/// Answers a client's message and changes what it gets.
fn answer(text: &str, wanted: &mut Wanted) -> Arc<str> {
    let Ok(request) = serde_json::from_str::<Request>(text) else {
        return fault(
            "malformed_message",
            "expected {\"type\": \"subscribe\" | \"unsubscribe\" | \"ping\", \"channel\"?: name}",
        );
    };
    let subscribe = match request.r#type.as_str() {
        "ping" => return encode("pong", &Empty {}, 0),
        "subscribe" => true,
        "unsubscribe" => false,
        other => {
            return fault(
                "unknown_message",
                format!("there is no message type {other:.40}"),
            );
        }
    };
    let name = request.channel.unwrap_or_default();
    let Some(channel) = Channel::from_name(&name) else {
        let known = Channel::ALL.map(Channel::name).join(", ");
        return fault(
            "unknown_channel",
            format!("there is no channel {name:.40}; there are {known}"),
        );
    };
    if !wanted.explicit {
        wanted.explicit = true;
        // Leaving one channel of the implicit four keeps the other three.
        wanted.channels = [!subscribe; 4];
    }
    wanted.channels[channel as usize] = subscribe;
    let status = if subscribe {
        "subscribed"
    } else {
        "unsubscribed"
    };
    encode(
        "subscription_confirmed",
        &Subscribed {
            channel: channel.name(),
            status,
        },
        0,
    )
}
