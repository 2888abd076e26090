//! Connects to a node's gRPC address over TLS.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tonic::codegen::{Service, StdError, http::Uri};

use super::CONNECT_TIMEOUT;
use crate::tls::{HTTP_2, Trust, TrustError};

/// Bytes that are encrypted before they are written. Batches are megabytes: with the 64 KiB of the library a load takes a twentieth more of
/// the client's processor time.
const WRITE_BUFFER_BYTES: usize = 256 * 1024;

/// Makes connections with TLS; as a service, because that is what tonic asks for.
#[derive(Clone)]
pub struct TlsConnector {
    tcp: HttpConnector,
    tls: tokio_rustls::TlsConnector,
}

impl TlsConnector {
    pub fn new(trust: &Trust) -> Result<Self, TrustError> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        Ok(Self {
            tcp,
            tls: Arc::new(trust.config(HTTP_2)?).into(),
        })
    }
}

impl Service<Uri> for TlsConnector {
    type Response = TokioIo<TlsStream<TcpStream>>;
    type Error = StdError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, StdError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let host = address
            .host()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
            .to_owned();
        let connecting = self.tcp.call(address);
        let tls = self.tls.clone();
        Box::pin(async move {
            let stream = connecting.await?.into_inner();
            let name = ServerName::try_from(host)?;
            let mut stream = tls.connect(name, stream).await?;
            stream
                .get_mut()
                .1
                .set_buffer_limit(Some(WRITE_BUFFER_BYTES));
            Ok(TokioIo::new(stream))
        })
    }
}
