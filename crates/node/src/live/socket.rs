//! One WebSocket connection.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::messages::{
    Channel, ConnectionEstablished, LiveContent, LiveFault, LiveFaultCode, LiveRequest, Pong,
    SubscriptionConfirmed, SubscriptionStatus,
};
use super::{LiveHub, Message, Subscription, encode};

/// Close code of RFC 6455 for an endpoint that goes away.
const CLOSE_GOING_AWAY: u16 = 1001;
/// Close code of RFC 6455 for a message that is too long.
const CLOSE_TOO_BIG: u16 = 1009;
/// Close code for a client that cannot keep up.
const CLOSE_TOO_SLOW: u16 = 4008;
/// A frame that takes longer to hand to the socket means that the client does not read.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

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
    TooBig,
}

impl End {
    /// axum hides the type of a WebSocket's error; its text for a frame above the limit is that of tungstenite's capacity error.
    fn of(error: Option<axum::Error>) -> Self {
        let is_too_big =
            error.is_some_and(|error| error.to_string().starts_with("Space limit exceeded"));
        if is_too_big { Self::TooBig } else { Self::Gone }
    }
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
    match serve(&hub, &mut socket, connection_id, block_height, resume_after).await {
        Ok(()) | Err(End::Gone) => {}
        Err(End::TooSlow) => {
            hub.dropped_slow.fetch_add(1, Ordering::Relaxed);
            let reason = "too slow: connect again and resume";
            close(&mut socket, CLOSE_TOO_SLOW, reason).await;
        }
        Err(End::TooBig) => {
            let reason = "a message may have 4,096 bytes";
            close(&mut socket, CLOSE_TOO_BIG, reason).await;
        }
    }
    drop(counted);
}

/// Says why the connection ends. A client that does not read, or is gone, cannot be told.
async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    let closing = socket.send(Frame::Close(Some(frame)));
    let _ = timeout(Duration::from_secs(1), closing).await;
}

async fn serve(
    hub: &LiveHub,
    socket: &mut WebSocket,
    connection_id: u64,
    block_height: u64,
    resume_after: Option<u64>,
) -> Result<(), End> {
    let Subscription {
        mut messages,
        missed,
        sequence,
        earliest_sequence,
    } = hub.subscribe(resume_after);
    let welcome = LiveContent::ConnectionEstablished(ConnectionEstablished {
        connection_id,
        chain_id: hub.chain_id.to_string(),
        block_height,
        channels: Channel::ALL,
        sequence,
        earliest_sequence,
    });
    send(socket, encode(welcome, sequence)).await?;
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
            let code = LiveFaultCode::ResumeGap;
            let gap = LiveContent::ResumeGap(LiveFault { code, detail });
            send(socket, encode(gap, sequence)).await?;
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
                close(socket, CLOSE_GOING_AWAY, "the node is stopping").await;
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
                let frame = match frame {
                    Some(Ok(frame)) => frame,
                    other => return Err(End::of(other.and_then(Result::err))),
                };
                let reply = match frame {
                    Frame::Text(text) => answer(&text, &mut wanted),
                    Frame::Binary(_) => fault(LiveFaultCode::UnsupportedMessage, "send JSON text"),
                    Frame::Close(_) => {
                        // The answer to a close is sent by the next read, which then finds the end.
                        let _ = timeout(Duration::from_secs(1), socket.recv()).await;
                        return Ok(());
                    }
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

fn fault(code: LiveFaultCode, detail: impl Into<String>) -> Arc<str> {
    let detail = detail.into();
    encode(LiveContent::Error(LiveFault { code, detail }), None)
}

/// Answers a client's message and changes what it gets.
fn answer(text: &str, wanted: &mut Wanted) -> Arc<str> {
    let Ok(request) = serde_json::from_str::<LiveRequest>(text) else {
        return fault(
            LiveFaultCode::MalformedMessage,
            "expected {\"type\": \"subscribe\" | \"unsubscribe\" | \"ping\", \"channel\"?: name}",
        );
    };
    let subscribe = match request.r#type.as_str() {
        "ping" => return encode(LiveContent::Pong(Pong {}), None),
        "subscribe" => true,
        "unsubscribe" => false,
        other => {
            return fault(
                LiveFaultCode::UnknownMessage,
                format!("there is no message type {other:.40}"),
            );
        }
    };
    let name = request.channel.unwrap_or_default();
    let Some(channel) = Channel::from_name(&name) else {
        let known = Channel::ALL.map(Channel::name).join(", ");
        return fault(
            LiveFaultCode::UnknownChannel,
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
        SubscriptionStatus::Subscribed
    } else {
        SubscriptionStatus::Unsubscribed
    };
    let confirmed = SubscriptionConfirmed { channel, status };
    encode(LiveContent::SubscriptionConfirmed(confirmed), None)
}
