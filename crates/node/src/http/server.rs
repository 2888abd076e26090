//! The HTTP listener: a bounded number of connections, each with deadlines, so that slow or silent clients cost little and end soon. With TLS
//! each connection makes its handshake in a task of its own.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tower::ServiceExt;

use super::between_nodes::ShownCertificate;
use super::outermost;
use crate::standing::Standing;
use crate::tls::{self, PlainAnswer, ServerTls};

/// A connection that has not sent its request's headers by then is closed.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of headers, and of buffering, a connection may take.
const BUFFER_BYTES_MAX: usize = 64 * 1024;
/// How long open requests may take after the node began to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// The standing of a connection, which it gets with its first submission: connections are served before there is a node.
pub type ConnectionStanding = OnceLock<Arc<Standing>>;

/// A connection's place among those that are served. Whoever takes the connection over keeps it.
pub type ConnectionPermit = OwnedSemaphorePermit;

/// The router that requests go to. It may be exchanged while it is served, also under open connections.
#[derive(Debug)]
pub struct Routes(ArcSwap<Router>);

impl Routes {
    /// Begins with a router.
    pub fn new(router: Router) -> Arc<Self> {
        Arc::new(Self(ArcSwap::from_pointee(router)))
    }

    /// From now on, requests go to this one.
    pub fn set(&self, router: Router) {
        self.0.store(Arc::new(router));
    }

    fn current(&self) -> Router {
        Router::clone(&self.0.load())
    }
}

/// Serves `routes`, with TLS if there is a certificate, until `stop` resolves, then lets open requests finish.
pub async fn serve(
    listener: std::net::TcpListener,
    routes: Arc<Routes>,
    connections_max: usize,
    tls: Option<ServerTls>,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = Arc::new(Semaphore::new(connections_max));
    let draining = watch::channel(false).0;
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(BUFFER_BYTES_MAX);
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Usually a connection that left before it was accepted, or too many open files: both pass.
                    tracing::debug!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else {
            // Closed at once: a refused connection is clearer than one that hangs.
            drop(stream);
            continue;
        };
        let _ = stream.set_nodelay(true);
        let routes = Arc::clone(&routes);
        let standing = Arc::new(ConnectionStanding::default());
        let permit: Arc<ConnectionPermit> = Arc::new(permit);
        let held = Arc::clone(&permit);
        let is_tls = tls.is_some();
        let shown = Arc::new(ShownCertificate::default());
        let shows = Arc::clone(&shown);
        let asks_nodes = tls.as_ref().is_some_and(ServerTls::asks_nodes);
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(Arc::clone(&standing));
            request.extensions_mut().insert(Arc::clone(&permit));
            if asks_nodes {
                request.extensions_mut().insert(Arc::clone(&shown));
            }
            let routes = routes.current();
            async move {
                let response = match outermost::check_path(request.uri().path()) {
                    Ok(()) => routes.oneshot(request).await?,
                    Err(problem) => problem.into_response(),
                };
                Ok::<_, Infallible>(outermost::finish(response, is_tls))
            }
        });
        let (builder, mut draining) = (builder.clone(), draining.subscribe());
        let tls = tls.clone();
        tokio::spawn(async move {
            let ended = match tls {
                None => serve_connection(&builder, stream, service, draining).await,
                Some(tls) => {
                    let accepted = tokio::select! {
                        accepted = tls::accept(tls.http(), stream, PlainAnswer::HTTP) => accepted,
                        // Nothing was asked yet that could be answered.
                        () = told(&mut draining) => return,
                    };
                    match accepted {
                        Ok(stream) => {
                            let (_, session) = stream.get_ref();
                            if session.peer_certificates().is_some() {
                                shows.set_shown();
                            }
                            serve_connection(&builder, stream, service, draining).await
                        }
                        Err(error) => Err(error.into()),
                    }
                }
            };
            if let Err(error) = ended {
                tracing::trace!(error, "a connection ended early");
            }
            drop(held);
        });
    }
    drop(listener);
    draining.send_replace(true);
    // All permits are back when every connection has ended.
    let all = u32::try_from(connections_max).unwrap_or(u32::MAX);
    if timeout(DRAIN_TIMEOUT, connections.acquire_many(all))
        .await
        .is_err()
    {
        tracing::warn!("some requests were still open when the node stopped");
    }
    Ok(())
}

type Ended = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Answers the requests of one connection. One that is open when the node stops is finished.
async fn serve_connection<S>(
    builder: &http1::Builder,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    service: S,
    mut draining: watch::Receiver<bool>,
) -> Ended
where
    S: Service<hyper::Request<Incoming>, Response = Response, Error = Infallible>,
{
    let connection = builder
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => return Ok(ended?),
        () = told(&mut draining) => connection.as_mut().graceful_shutdown(),
    }
    Ok(connection.await?)
}

/// Resolves when the node stops.
async fn told(draining: &mut watch::Receiver<bool>) {
    drop(draining.wait_for(|draining| *draining).await);
}
