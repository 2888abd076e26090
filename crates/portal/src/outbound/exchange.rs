//! One request and its answer, over a connection of its own.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, USER_AGENT};
use axum::http::{HeaderValue, Method, Request, Response};
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::address::{Reach, reach};
use super::answer;
use super::target::Target;
use super::{Cause, HEADER_BYTES_MAX, Outbound, OutboundRequest};

const HEADERS_MAX: usize = 100;
/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 8;

impl Outbound {
    pub(super) async fn exchange(
        &self,
        target: &Target,
        request: OutboundRequest<'_>,
    ) -> Result<Response<Vec<u8>>, Cause> {
        let addresses = self.addresses(target).await?;
        let stream = self.connect(target, &addresses).await?;
        let request = outgoing(target, request)?;
        if !target.is_tls() {
            return exchange_over(stream, request).await;
        }
        let name = match target.address() {
            Some(address) => ServerName::from(address),
            None => ServerName::try_from(target.host().to_owned())
                .map_err(|error| Cause::Tls(error.to_string()))?,
        };
        let connector = TlsConnector::from(self.tls()?);
        let stream = connector.connect(name, stream).await;
        exchange_over(
            stream.map_err(|error| Cause::Tls(error.to_string()))?,
            request,
        )
        .await
    }

    /// All addresses of the target. One that is not allowed spoils the others: who mixes them in has no good in mind.
    async fn addresses(&self, target: &Target) -> Result<Vec<IpAddr>, Cause> {
        let found = match target.address() {
            Some(address) => vec![address],
            None => {
                let resolved = self.network.resolve(target.host()).await;
                resolved.map_err(|_| Cause::Name)?
            }
        };
        let is_allowed = |address: &IpAddr| match reach(*address) {
            Reach::Public => true,
            Reach::Internal => target.is_internal(),
            Reach::Never => false,
        };
        if found.is_empty() {
            return Err(Cause::Name);
        }
        if !found.iter().all(is_allowed) {
            return Err(Cause::Address);
        }
        Ok(found)
    }

    async fn connect(&self, target: &Target, addresses: &[IpAddr]) -> Result<TcpStream, Cause> {
        let mut last = Cause::Name;
        for address in addresses.iter().take(ADDRESSES_MAX) {
            let address = SocketAddr::new(*address, target.port());
            let connected = match self.network.connect(address).await {
                Ok(connected) => connected,
                Err(error) => {
                    last = Cause::Connection(error.to_string());
                    continue;
                }
            };
            let is_own = self.settings.own_ports.contains(&target.port());
            if connected.is_this_machine && (is_own || !target.is_internal()) {
                // Nothing was sent yet.
                return Err(Cause::ThisMachine);
            }
            return Ok(connected.stream);
        }
        Err(last)
    }
}

fn outgoing(target: &Target, request: OutboundRequest<'_>) -> Result<Request<Full<Bytes>>, Cause> {
    let http = |error: axum::http::Error| Cause::Http(error.to_string());
    let has_body = request.method == Method::POST || request.method == Method::PUT;
    let length = request.body.len();
    let mut built = Request::builder()
        .method(request.method)
        .uri(target.path_and_query())
        .body(Full::new(Bytes::from(request.body)))
        .map_err(http)?;
    let headers = built.headers_mut();
    *headers = request.headers;
    let host = HeaderValue::from_str(target.authority());
    headers.insert(HOST, host.map_err(|error| Cause::Http(error.to_string()))?);
    headers.insert(USER_AGENT, HeaderValue::from_static("aurigraph-portal"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if has_body {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(built)
}

async fn exchange_over(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Vec<u8>>, Cause> {
    let http = |error: hyper::Error| Cause::Http(error.to_string());
    let mut builder = http1::Builder::new();
    builder
        .max_buf_size(HEADER_BYTES_MAX)
        .max_headers(HEADERS_MAX);
    let handshaken = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshaken.map_err(http)?;
    // Driven here and not in a task of its own: when the time is over, nothing goes on.
    let answered = async {
        let response = sender.send_request(request).await.map_err(http)?;
        answer::read(response).await
    };
    let mut connection = std::pin::pin!(connection);
    let mut answered = std::pin::pin!(answered);
    tokio::select! {
        answer = &mut answered => answer,
        // It ends when everything was read; what is read by then is the answer.
        ended = &mut connection => match ended {
            Ok(()) => answered.await,
            Err(error) => Err(http(error)),
        },
    }
}
