//! From an accepted connection to one that is encrypted, or to a word about why not.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take from connecting to the end of the handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client that does not speak TLS may take to read that it should.
const PLAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// Bytes of such a client that are read and thrown away, so that the answer is not lost with them.
const PLAIN_BYTES_MAX: u64 = 64 * 1024;
/// First byte of every TLS connection: a handshake record.
const HANDSHAKE_RECORD: u8 = 22;

/// An encrypted connection.
pub type Stream = TlsStream<TcpStream>;

/// What a client gets that speaks without TLS.
#[derive(Clone, Copy, Debug)]
pub struct PlainAnswer(pub &'static [u8]);

impl PlainAnswer {
    /// For HTTP: a problem document.
    pub const HTTP: Self = Self(
        b"HTTP/1.1 426 Upgrade Required\r\n\
        Upgrade: TLS/1.3, HTTP/1.1\r\n\
        Connection: close\r\n\
        Content-Type: application/problem+json\r\n\
        Content-Length: 194\r\n\
        \r\n\
        {\"type\":\"urn:aurigraph:problem:tls_required\",\"code\":\"tls_required\",\"title\":\"TLS is required\",\"status\":426,\
        \"detail\":\"this address is served with TLS only\",\"action\":\"use https:// in the address\"}\n",
    );
    /// For HTTP/2: empty settings, then the end of the connection with the reason `INADEQUATE_SECURITY` (RFC 9113, 7).
    pub const GRPC: Self = Self(b"\0\0\0\x04\0\0\0\0\0\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x0c");
}

/// Makes a connection an encrypted one. Whoever calls holds the connection's place among those that are served at once.
pub async fn accept(
    tls: &TlsAcceptor,
    stream: TcpStream,
    answer: PlainAnswer,
) -> io::Result<Stream> {
    let handshake = async {
        let mut first = [0];
        if stream.peek(&mut first).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if first != [HANDSHAKE_RECORD] {
            // Who does not read it has lost nothing.
            let _ = timeout(PLAIN_TIMEOUT, tell(stream, answer)).await;
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the client does not speak TLS",
            ));
        }
        tls.accept(stream).await
    };
    timeout(HANDSHAKE_TIMEOUT, handshake)
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

async fn tell(mut stream: TcpStream, answer: PlainAnswer) -> io::Result<()> {
    stream.write_all(answer.0).await?;
    stream.shutdown().await?;
    // A connection that is closed with something unread in it is reset, and then the client does not see the answer.
    let mut rest = stream.take(PLAIN_BYTES_MAX);
    tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_the_problem_document_is_right() {
        let text = std::str::from_utf8(PlainAnswer::HTTP.0).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            head.ends_with(&format!("Content-Length: {}", body.len())),
            "{}",
            body.len()
        );
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok());
    }
}
