//! Accepted gRPC connections: a bounded number, and none that stays silent. With TLS they are handed on once the handshake is done; one that
//! is never done holds up nobody.
//!
//! The server pings its clients, and every client's HTTP/2 stack answers by itself. So a connection that nothing was read from for
//! longer than that is dead, or was never a gRPC client.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Sender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};
use tonic::transport::server::Connected;

use crate::tls::{self, PlainAnswer, ServerTls};

/// How often clients are pinged.
pub const PING_INTERVAL: Duration = Duration::from_secs(20);
/// How long a connection may be silent: two pings and some time for the answer.
pub const SILENCE_MAX: Duration = Duration::from_secs(50);
/// How long to wait after an error of the listener, such as too many open files.
const ACCEPT_RETRY: Duration = Duration::from_millis(20);

/// What bytes go through.
enum Socket {
    Plain(TcpStream),
    Tls(Box<tls::Stream>),
}

/// A connection that counts towards the limit as long as it lives.
pub struct Connection {
    socket: Socket,
    silence_max: Duration,
    silence: Pin<Box<Sleep>>,
    _permit: OwnedSemaphorePermit,
}

/// Accepts connections for ever, at most `connections_max` at once; more are closed at once, which is clearer than one that hangs.
/// One that has been silent for `silence_max` ends with an error.
pub fn accept(
    listener: TcpListener,
    tls: Option<ServerTls>,
    connections_max: usize,
    silence_max: Duration,
) -> impl tokio_stream::Stream<Item = io::Result<Connection>> {
    let permits = Arc::new(Semaphore::new(connections_max));
    let (connections, accepted) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let stream = tokio::select! {
                accepted = listener.accept() => accepted,
                () = connections.closed() => return,
            };
            match (stream, Arc::clone(&permits).try_acquire_owned()) {
                (Ok((stream, _)), Ok(permit)) => {
                    // Without it small replies wait for the client's acknowledgement; it is only slower.
                    let _ = stream.set_nodelay(true);
                    let connections = connections.clone();
                    let hand_on = hand_on(stream, tls.clone(), silence_max, permit, connections);
                    if tls.is_some() {
                        tokio::spawn(hand_on);
                    } else {
                        hand_on.await;
                    }
                }
                (Ok((stream, peer)), Err(_)) => {
                    tracing::debug!(%peer, connections_max, "a gRPC connection was refused");
                    drop(stream);
                }
                (Err(error), _) => {
                    tracing::debug!(%error, "a gRPC connection was not accepted");
                    tokio::time::sleep(ACCEPT_RETRY).await;
                }
            }
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(accepted)
}

/// Hands a connection on, with TLS after its handshake. If nobody takes it any more, the accept loop learns it by itself.
async fn hand_on(
    stream: TcpStream,
    tls: Option<ServerTls>,
    silence_max: Duration,
    permit: OwnedSemaphorePermit,
    connections: Sender<io::Result<Connection>>,
) {
    let socket = match tls {
        None => Socket::Plain(stream),
        Some(tls) => match tls::accept(tls.grpc(), stream, PlainAnswer::GRPC).await {
            Ok(stream) => Socket::Tls(Box::new(stream)),
            Err(error) => {
                tracing::debug!(%error, "a gRPC connection ended before its handshake did");
                return;
            }
        },
    };
    let connection = Connection {
        socket,
        silence_max,
        silence: Box::pin(sleep(silence_max)),
        _permit: permit,
    };
    let _ = connections.send(Ok(connection)).await;
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_read(context, buffer)?,
            Socket::Tls(stream) => Pin::new(stream).poll_read(context, buffer)?,
        };
        if read.is_ready() {
            let silent_until = Instant::now() + self.silence_max;
            self.silence.as_mut().reset(silent_until);
            return Poll::Ready(Ok(()));
        }
        ready!(self.silence.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Socket::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_write_vectored(context, slices),
            Socket::Tls(stream) => Pin::new(stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.socket {
            Socket::Plain(stream) => stream.is_write_vectored(),
            Socket::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_flush(context),
            Socket::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Socket::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;
    use tokio_stream::StreamExt;

    #[tokio::test]
    async fn a_silent_connection_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let silence_max = Duration::from_millis(50);
        let mut accepted = accept(listener, None, 1, silence_max);
        let client = TcpStream::connect(address).await.unwrap();
        let mut connection = accepted.next().await.unwrap().unwrap();
        let began = Instant::now();
        let error = connection.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() >= silence_max);
        drop(client);
    }
}
