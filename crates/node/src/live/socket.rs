//! One WebSocket connection: a task that reads what the client sends, answers it, and writes what the socket did not take at once.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{sleep_until, timeout};

use super::client::{CLOSE_GOING_AWAY, Client, FAREWELL_PATIENCE};
use super::frame::{self, FrameFault, Reader, Received};
use super::messages::{
    Channel, LiveContent, LiveFault, LiveFaultCode, LiveRequest, Pong, SubscriptionConfirmed,
    SubscriptionStatus,
};
use super::{LiveHub, encode};
use crate::tls;

/// Close code of RFC 6455 for a message that is too long.
const CLOSE_TOO_BIG: u16 = 1009;
/// The same for a client that breaks the protocol.
const CLOSE_PROTOCOL: u16 = 1002;
/// The same for text that is no UTF-8.
const CLOSE_NOT_TEXT: u16 = 1007;
/// What the operating system holds for a client that does not read; it doubles the number. Updates are small and few, and every write to a
/// client that will not read it delays the others: it is to be known soon.
const SEND_BUFFER_BYTES: usize = 4 * 1024;
/// Bytes read at once. They lie on the stack: a client that sends nothing has no buffer.
const READ_BYTES: usize = 2 * 1024;
/// How long a client that does not read may hold up the end of the process.
const STOP_PATIENCE: Duration = Duration::from_secs(1);
/// How long a client may take to answer a close frame.
const CLOSE_READ_PATIENCE: Duration = Duration::from_secs(1);

/// Counts a connection as long as it lives.
struct Counted(Arc<LiveHub>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.clients.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A socket that rounds write to as well.
struct Shared(Arc<TcpStream>);

impl AsyncRead for Shared {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        loop {
            ready!(self.0.poll_read_ready(context))?;
            match self.0.try_read(buffer.initialize_unfilled()) {
                Ok(count) => {
                    buffer.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Shared {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(context))?;
            match self.0.try_write(bytes) {
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                written => return Poll::Ready(written),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        // What was sent still arrives, and the client sees the end.
        let _ = rustix::net::shutdown(&*self.0, rustix::net::Shutdown::Write);
        Poll::Ready(Ok(()))
    }
}

/// Serves one connection until it ends. What the client sent with its handshake is read first.
pub async fn stream(
    hub: Arc<LiveHub>,
    upgraded: Upgraded,
    block_height: u64,
    resume_after: Option<u64>,
) {
    let encrypted = match upgraded.downcast::<TokioIo<TcpStream>>() {
        Ok(parts) => {
            let socket = Arc::new(parts.io.into_inner());
            hold_little_in(&socket);
            let direct = Some(Arc::clone(&socket));
            let client = hub.join(direct, block_height, resume_after);
            return serve(hub, client, Shared(socket), &parts.read_buf).await;
        }
        Err(upgraded) => upgraded.downcast::<TokioIo<tls::Stream>>(),
    };
    let Ok(parts) = encrypted else {
        tracing::error!("a WebSocket came over a connection that the live stream does not know");
        return;
    };
    // Records are numbered, so everything is written by the task.
    let mut socket = parts.io.into_inner();
    let (tcp, session) = socket.get_mut();
    hold_little_in(&*tcp);
    session.set_buffer_limit(Some(SEND_BUFFER_BYTES));
    let client = hub.join(None, block_height, resume_after);
    serve(hub, client, socket, &parts.read_buf).await;
}

/// Lets the operating system hold little for a client. Only costs memory if it cannot be set.
fn hold_little_in(socket: &TcpStream) {
    let _ = sockopt::set_socket_send_buffer_size(socket, SEND_BUFFER_BYTES);
}

async fn serve(
    hub: Arc<LiveHub>,
    client: Arc<Client>,
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    sent_already: &[u8],
) {
    hub.clients.fetch_add(1, Ordering::Relaxed);
    let _counted = Counted(Arc::clone(&hub));
    let mut reader = Reader::default();
    let mut closing = hub.closing.subscribe();
    let ended = if take_in(&client, &mut reader, sent_already) {
        tokio::select! {
            ended = poll_fn(|context| poll_talk(&client, &mut socket, &mut reader, context)) => ended,
            () = async { drop(closing.wait_for(|closing| *closing).await) } => {
                client.close(frame::close(CLOSE_GOING_AWAY, "the node is stopping"));
                Ended::Stopping
            }
        }
    } else {
        Ended::Closing
    };
    let patience = match ended {
        Ended::Gone => None,
        Ended::Closing => Some(FAREWELL_PATIENCE),
        Ended::Stopping => Some(STOP_PATIENCE),
    };
    if let Some(patience) = patience {
        say_farewell(&client, &mut socket, patience).await;
    }
    client.end();
}

/// Why the conversation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// The connection is gone.
    Gone,
    /// A close frame is to be written.
    Closing,
    /// The same, and the node waits for it.
    Stopping,
}

/// Writes what waits and reads what comes, until one of them ends.
fn poll_talk(
    client: &Client,
    socket: &mut (impl AsyncRead + AsyncWrite + Unpin),
    reader: &mut Reader,
    context: &mut Context<'_>,
) -> Poll<Ended> {
    loop {
        match poll_write_waiting(client, socket, context) {
            Poll::Pending if client.closing_since().is_some() => {
                return Poll::Ready(Ended::Closing);
            }
            // A client that does not take its answers is read no further.
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(false)) => {}
            Poll::Ready(Ok(true)) => return Poll::Ready(Ended::Closing),
            Poll::Ready(Err(_)) => return Poll::Ready(Ended::Gone),
        }
        let mut bytes = [0; READ_BYTES];
        let mut buffer = ReadBuf::new(&mut bytes);
        match ready!(Pin::new(&mut *socket).poll_read(context, &mut buffer)) {
            Ok(()) if buffer.filled().is_empty() => return Poll::Ready(Ended::Gone),
            Ok(()) => {
                if !take_in(client, reader, buffer.filled()) {
                    return Poll::Ready(Ended::Closing);
                }
            }
            Err(_) => return Poll::Ready(Ended::Gone),
        }
    }
}

fn poll_write_waiting(
    client: &Client,
    socket: &mut (impl AsyncWrite + Unpin),
    context: &mut Context<'_>,
) -> Poll<std::io::Result<bool>> {
    let is_end = ready!(client.poll_flush(context, |context, bytes| {
        Pin::new(&mut *socket).poll_write(context, bytes)
    }))?;
    // What was taken to be encrypted is not yet written.
    ready!(Pin::new(&mut *socket).poll_flush(context))?;
    Poll::Ready(Ok(is_end))
}

/// Writes the close frame, and gives the client some time to read it.
async fn say_farewell(
    client: &Client,
    socket: &mut (impl AsyncRead + AsyncWrite + Unpin),
    patience: Duration,
) {
    let since = client.closing_since().map(tokio::time::Instant::from_std);
    let until = since.unwrap_or_else(tokio::time::Instant::now) + patience;
    let flushing = poll_fn(|context| poll_write_waiting(client, socket, context));
    let flushed = tokio::select! {
        flushed = flushing => flushed.is_ok(),
        () = sleep_until(until) => false,
    };
    if !flushed {
        return;
    }
    let _ = poll_fn(|context| Pin::new(&mut *socket).poll_shutdown(context)).await;
    // Closed with something unread, the connection would be reset and the close frame lost.
    let reading = poll_fn(|context| {
        loop {
            let mut bytes = [0; READ_BYTES];
            let mut buffer = ReadBuf::new(&mut bytes);
            match ready!(Pin::new(&mut *socket).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => return Poll::Ready(()),
            }
        }
    });
    let _ = timeout(CLOSE_READ_PATIENCE, reading).await;
}

/// Takes in what a client sent and answers it. Returns whether the conversation goes on.
fn take_in(client: &Client, reader: &mut Reader, bytes: &[u8]) -> bool {
    reader.push(bytes);
    loop {
        let answer = match reader.next() {
            Ok(None) => return true,
            Ok(Some(Received::Text(text))) => frame::text(&answer(&text, client)),
            Ok(Some(Received::Binary)) => {
                frame::text(&fault(LiveFaultCode::UnsupportedMessage, "send JSON text"))
            }
            Ok(Some(Received::Ping(payload))) => frame::pong(&payload),
            Ok(Some(Received::Pong)) => continue,
            Ok(Some(Received::Close(payload))) => {
                client.close(frame::close_answer(&payload));
                return false;
            }
            Err(fault) => {
                let (code, reason) = match fault {
                    FrameFault::TooBig => (CLOSE_TOO_BIG, "a message may have 4,096 bytes"),
                    FrameFault::Protocol => (CLOSE_PROTOCOL, "not a frame of RFC 6455"),
                    FrameFault::NotText => (CLOSE_NOT_TEXT, "text must be UTF-8"),
                };
                client.close(frame::close(code, reason));
                return false;
            }
        };
        client.offer(&answer, 1);
    }
}

fn fault(code: LiveFaultCode, detail: impl Into<String>) -> String {
    let detail = detail.into();
    encode(LiveContent::Error(LiveFault { code, detail }), None)
}

/// Answers a client's message and changes what it gets.
fn answer(text: &str, client: &Client) -> String {
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
    client.wanted.set(channel, subscribe);
    let status = if subscribe {
        SubscriptionStatus::Subscribed
    } else {
        SubscriptionStatus::Unsubscribed
    };
    let confirmed = SubscriptionConfirmed { channel, status };
    encode(LiveContent::SubscriptionConfirmed(confirmed), None)
}
