//! Passes on to a node what belongs to the ledger, so that a browser has one origin: REST, health and the live stream.
//!
//! ```text
//! browser ─▶ portal process ─┬─ /api/v11/auth, /profile, …  ─▶ the portal's own routes
//!                            ├─ everything else under /api and /q ─▶ node: body and answer stream through, nothing is kept
//!                            └─ pages and files
//! ```
//! Invariants
//! - No cookie and no credential of the portal reaches the node, and no cookie of the node a browser ([`headers`]).
//! - A node that is away costs a browser a problem document, and the portal nothing: what is under way is bounded, altogether and for each client.
//! - What was sent and not answered is told as such: it may have become final.

mod headers;
mod tunnel;
mod turns;

use std::error::Error as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::tls::TrustError;
use aurigraph_client::{HttpClient, HttpError, Trust};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::uri::{Authority, Parts, Scheme};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use http_body_util::{LengthLimitError, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::problem::Problem;
use turns::Turns;

/// How long a connection to the node may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the node may take to answer; it answers a submission when it is final.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
/// How long an unused connection is kept: shorter than a node keeps it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);
/// Largest body of a request: what a node takes, and a little for what is around it.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024 + 64 * 1024;

/// Where the node is.
#[derive(Clone, Debug)]
pub struct NodeAddress {
    scheme: Scheme,
    authority: Authority,
    trust: Trust,
}

/// Why a node cannot be passed on to.
#[derive(Debug, thiserror::Error)]
pub enum NodeAddressError {
    /// Not an address.
    #[error("{0:?} is no address of a node: expected http://HOST:PORT or https://HOST:PORT")]
    Form(String),
    /// Whom to trust.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

impl NodeAddress {
    /// A client of the node's public interface.
    ///
    /// # Errors
    /// If no client can be made of it.
    pub fn http_client(&self) -> Result<HttpClient, HttpError> {
        HttpClient::trusting(&self.to_string(), &self.trust)
    }

    /// Reads `http://HOST:PORT`, or `https://HOST:PORT` with those who are trusted.
    ///
    /// # Errors
    /// If it is none.
    pub fn new(url: &str, trust: Trust) -> Result<Self, NodeAddressError> {
        let form = || NodeAddressError::Form(url.to_owned());
        let parts = url.parse::<Uri>().map_err(|_| form())?.into_parts();
        let has_path = parts.path_and_query.is_some_and(|path| path != "/");
        let scheme = parts.scheme.ok_or_else(form)?;
        let authority = parts.authority.ok_or_else(form)?;
        let is_known = scheme == Scheme::HTTP || scheme == Scheme::HTTPS;
        if has_path || !is_known || authority.as_str().contains('@') || authority.host().is_empty()
        {
            return Err(form());
        }
        Ok(Self {
            scheme,
            authority,
            trust,
        })
    }
}

impl std::fmt::Display for NodeAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}://{}", self.scheme, self.authority)
    }
}

type NodeClient = Client<HttpsConnector<HttpConnector>, Limited<Body>>;

/// Passes requests on.
pub struct Proxy {
    node: NodeAddress,
    /// Its connections are used again.
    reading: NodeClient,
    /// A connection for each request: a node slows down the connection of whoever sends it bad submissions, which must not be somebody else's.
    changing: NodeClient,
    turns: Turns,
    answer_timeout: Duration,
    stopping: watch::Receiver<bool>,
}

impl Proxy {
    /// To a node, until the process stops. Nothing is connected yet.
    ///
    /// # Errors
    /// If nobody can be trusted.
    pub fn new(
        node: NodeAddress,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, NodeAddressError> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let trust = if node.scheme == Scheme::HTTPS {
            node.trust.http_config()?
        } else {
            // Nobody is asked for a certificate.
            Trust::nobody().http_config()?
        };
        let connector = HttpsConnector::from((connector, Arc::new(trust)));
        let client = |idle_max| {
            Client::builder(TokioExecutor::new())
                .timer(TokioTimer::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE_TIMEOUT)
                .pool_max_idle_per_host(idle_max)
                .build(connector.clone())
        };
        Ok(Self {
            reading: client(32),
            changing: client(0),
            node,
            turns: Turns::default(),
            answer_timeout: ANSWER_TIMEOUT,
            stopping,
        })
    }

    /// The same with less patience.
    #[must_use]
    pub fn with_answer_timeout(self, answer_timeout: Duration) -> Self {
        Self {
            answer_timeout,
            ..self
        }
    }

    /// The routes that are passed on: merge it with those that are not.
    pub fn into_router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new()
            .route("/api/{*path}", any(pass_on))
            .route("/q/{*path}", any(pass_on))
            .with_state(Arc::new(self))
    }

    async fn answer(&self, mut request: Request) -> Result<Response, Problem> {
        let client = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let client = client.map(|ConnectInfo(address)| address.ip());
        // Whoever asks for more at once than it may is told so; until the node answers, this counts.
        let _turn = self.turns.take(client).await?;
        let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
        check_length(&request)?;
        let tunnel = tunnel::Tunnel::begin(&mut request);
        let permit = tunnel::connection_permit(&request);
        let sent = self.prepared(request, tunnel.is_some());
        let sender = if is_change {
            &self.changing
        } else {
            &self.reading
        };
        let answered = timeout(self.answer_timeout, sender.request(sent)).await;
        let mut answer = match answered {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(self.failed(&error, is_change)),
            Err(_) => return Err(self.no_answer(is_change)),
        };
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            let tunnel = tunnel.ok_or_else(|| self.no_answer(is_change))?;
            return Ok(tunnel.open(&mut answer, permit, self.stopping.clone()));
        }
        let (mut parts, body) = answer.into_parts();
        headers::clean_answer(&mut parts.headers);
        Ok(Response::from_parts(parts, Body::new(body)))
    }

    /// The same request for the node.
    fn prepared(&self, request: Request, is_upgrade: bool) -> Request<Limited<Body>> {
        let (mut parts, body) = request.into_parts();
        let mut uri = Parts::default();
        uri.scheme = Some(self.node.scheme.clone());
        uri.authority = Some(self.node.authority.clone());
        uri.path_and_query = parts.uri.path_and_query().cloned();
        parts.uri = Uri::from_parts(uri).expect("a scheme, an authority and a path are an address");
        parts.extensions.clear();
        headers::clean_request(&mut parts.headers, is_upgrade);
        Request::from_parts(parts, Limited::new(body, BODY_BYTES_MAX))
    }

    fn failed(&self, error: &ClientError, is_change: bool) -> Problem {
        let mut cause = error.source();
        while let Some(found) = cause {
            if found.is::<LengthLimitError>() {
                return too_large();
            }
            cause = found.source();
        }
        if error.is_connect() {
            tracing::debug!(%error, node = %self.node, "the node cannot be reached");
            return Problem::not_ready(
                "the portal does not reach its node; the ledger itself may be well",
            );
        }
        self.no_answer(is_change)
    }

    fn no_answer(&self, is_change: bool) -> Problem {
        tracing::debug!(node = %self.node, is_change, "the node did not answer");
        if is_change {
            return Problem::outcome_unknown(
                "the portal's node was told and did not answer: it may have done what was asked",
                "Send the same bytes again, never new ones: what was applied is not applied twice.",
            );
        }
        Problem::not_ready("the portal's node did not answer; the ledger itself may be well")
    }
}

async fn pass_on(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let answered = proxy.answer(request).await;
    answered.unwrap_or_else(Problem::into_response)
}

fn check_length(request: &Request) -> Result<(), Problem> {
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_BYTES_MAX) {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "payload_too_large",
        "Payload too large",
        format!("the body has more than {BODY_BYTES_MAX} bytes"),
        "Send less in one request.",
    )
}

/// Whose turns are counted together: an address, or a network of IPv6, all of whose addresses one household has.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << 64);
            IpAddr::V6(network.into())
        }
        canonical => canonical,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_node_is_an_origin() {
        for (url, shown) in [
            ("http://127.0.0.1:9003", "http://127.0.0.1:9003"),
            (
                "https://ledger.example:9003/",
                "https://ledger.example:9003",
            ),
            ("http://[::1]:9003", "http://[::1]:9003"),
        ] {
            let address = NodeAddress::new(url, Trust::system()).unwrap();
            assert_eq!(address.to_string(), shown);
        }
        for wrong in [
            "",
            "127.0.0.1:9003",
            "ftp://127.0.0.1",
            "http://127.0.0.1:9003/api",
            "http://user@127.0.0.1:9003",
            "/api",
        ] {
            assert!(NodeAddress::new(wrong, Trust::system()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_share_their_turns() {
        let counted = |text: &str| counted_as(text.parse().unwrap()).to_string();
        assert_eq!(counted("192.0.2.1"), "192.0.2.1");
        assert_eq!(counted("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
