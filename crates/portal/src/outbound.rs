//! What the portal asks others over the network: identity providers now, and whatever a user will be able to name later. One client for all of it, because every
//! address that somebody else chose is a way to reach what only this machine can reach.
//!
//! ```text
//! address as text ─▶ Target ─▶ names are resolved once ─▶ EVERY address is looked at ─▶ one of exactly these is connected to ─▶ TLS ─▶ one answer
//!                     │            (5 s for everything from here on, ten at once for one owner)                                      │
//!                     └─ https, port 443, a plain public name                              no redirect, 5 MB after decompression ────┘
//! ```
//!
//! Invariants
//! - What is connected to was looked at: no name is resolved a second time, and no proxy from the environment is in between.
//! - An internal host is reached only if the operator's configuration names it, with scheme and port, and only by whom it was named for.
//! - Nothing of whoever caused the request goes along: no cookie, no address, no header but those in [`HEADERS`].
//! - Of all that can go wrong on the network a user is told the same sentence: it does not say whether a port is open, closed or silent, or what a name resolves
//!   to. How long it took can still be measured from outside.

pub mod address;
mod answer;
mod exchange;
pub mod network;
pub mod target;

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, Method, Response};
use parking_lot::Mutex;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use network::{Network, SystemNetwork};
use target::{InternalHost, Target, TargetRefused};

/// How long everything together may take: name, connection, handshake, answer.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of an answer, after it was decompressed.
pub const ANSWER_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Bytes of an answer's headers.
pub const HEADER_BYTES_MAX: usize = 64 * 1024;
/// Requests that are under way for one owner.
pub const IN_FLIGHT_MAX: usize = 10;
/// Headers that a request may have; those of the connection are set here.
pub const HEADERS: [HeaderName; 3] = [ACCEPT, AUTHORIZATION, CONTENT_TYPE];

/// What went wrong on the network: for the log alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// A name that nobody knows.
    #[error("its name cannot be resolved")]
    Name,
    /// A name that leads inside.
    #[error("its name resolves to an address that is not public")]
    Address,
    /// The portal itself, or another service of this machine.
    #[error("it is this machine")]
    ThisMachine,
    /// No connection.
    #[error("no connection: {0}")]
    Connection(String),
    /// No TLS.
    #[error("no TLS: {0}")]
    Tls(String),
    /// No HTTP.
    #[error("no answer in HTTP: {0}")]
    Http(String),
    /// Too much.
    #[error("the answer is too large")]
    TooLarge,
    /// Compressed in a way that was not asked for, or damaged.
    #[error("the answer's encoding cannot be read")]
    Encoding,
    /// Too slow.
    #[error("it took too long")]
    TooSlow,
    /// The system's authorities.
    #[error("the system has no trusted authorities: install the package ca-certificates")]
    NoAuthorities,
}

/// Why nothing came back. Its text may be shown to whoever chose the address.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// An address that is not taken, which can be seen from its text.
    #[error(transparent)]
    Refused(#[from] TargetRefused),
    /// Ten at once.
    #[error("{IN_FLIGHT_MAX} requests to others are under way already: wait until one is done")]
    Busy,
    /// A header of ours that is not to go out.
    #[error("the header {0} is not sent to others")]
    Header(HeaderName),
    /// All that the network can do. The cause is not in the text.
    #[error("the other side gave no answer that can be used")]
    NoAnswer(Cause),
}

impl OutboundError {
    /// What the operator's log may say beyond the text.
    pub const fn cause(&self) -> Option<&Cause> {
        match self {
            Self::NoAnswer(cause) => Some(cause),
            _ => None,
        }
    }
}

/// How the client is set.
#[derive(Clone, Debug, Default)]
pub struct OutboundSettings {
    /// Ports on which this process itself listens: refused on this machine, whatever else is allowed.
    pub own_ports: Vec<u16>,
    /// Authorities for certificates beside those that the operating system trusts.
    pub authorities: Vec<CertificateDer<'static>>,
}

/// The certificates of a file in PEM form.
///
/// # Errors
/// If it cannot be read, or holds none.
pub fn authorities_of(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let unreadable = |error| io::Error::other(format!("{}: {error}", path.display()));
    let found = CertificateDer::pem_file_iter(path).map_err(unreadable)?;
    let found: Vec<_> = found.collect::<Result<_, _>>().map_err(unreadable)?;
    if found.is_empty() {
        return Err(unreadable(rustls::pki_types::pem::Error::NoItemsFound));
    }
    Ok(found)
}

/// For whom a request is made.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// Whose requests count together, as `provider keycloak` or an organisation's id.
    pub owner: &'a str,
    /// Internal hosts that the configuration names for this use.
    pub internal_hosts: &'a [InternalHost],
}

/// A request.
#[derive(Clone, Debug)]
pub struct OutboundRequest<'a> {
    /// How.
    pub method: Method,
    /// Where, as somebody wrote it.
    pub url: &'a str,
    /// Some of [`HEADERS`].
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Vec<u8>,
}

/// The one way out.
#[derive(Debug)]
pub struct Outbound {
    network: Arc<dyn Network>,
    settings: OutboundSettings,
    tls: OnceLock<Result<Arc<ClientConfig>, Cause>>,
    in_flight: Arc<Mutex<HashMap<String, usize>>>,
}

/// A request's place among those of its owner.
struct Place {
    owner: String,
    in_flight: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut in_flight = self.in_flight.lock();
        if let Some(count) = in_flight.get_mut(&self.owner) {
            *count -= 1;
            if *count == 0 {
                in_flight.remove(&self.owner);
            }
        }
    }
}

impl Outbound {
    /// Over the system's network.
    pub fn new(settings: OutboundSettings) -> Self {
        Self::over(Arc::new(SystemNetwork), settings)
    }

    /// Over a network that somebody gives.
    pub fn over(network: Arc<dyn Network>, settings: OutboundSettings) -> Self {
        Self {
            network,
            settings,
            tls: OnceLock::new(),
            in_flight: Arc::default(),
        }
    }

    /// Asks once. A redirect is an answer as any other, and not followed.
    ///
    /// # Errors
    /// If the address is not taken, or nothing comes back that can be used.
    pub async fn send(
        &self,
        caller: Caller<'_>,
        request: OutboundRequest<'_>,
    ) -> Result<Response<Vec<u8>>, OutboundError> {
        let target = Target::parse(request.url, caller.internal_hosts)?;
        if let Some(name) = request.headers.keys().find(|name| !HEADERS.contains(name)) {
            return Err(OutboundError::Header(name.clone()));
        }
        let _place = self.place(caller.owner)?;
        let exchanged = tokio::time::timeout(PATIENCE, self.exchange(&target, request));
        let answer = exchanged.await.unwrap_or(Err(Cause::TooSlow));
        answer.map_err(|cause| {
            tracing::info!(host = target.host(), owner = caller.owner, %cause, "a request to another server failed");
            OutboundError::NoAnswer(cause)
        })
    }

    fn place(&self, owner: &str) -> Result<Place, OutboundError> {
        let mut in_flight = self.in_flight.lock();
        let count = in_flight.entry(owner.to_owned()).or_default();
        if *count >= IN_FLIGHT_MAX {
            return Err(OutboundError::Busy);
        }
        *count += 1;
        Ok(Place {
            owner: owner.to_owned(),
            in_flight: Arc::clone(&self.in_flight),
        })
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, Cause> {
        self.tls
            .get_or_init(|| client_config(&self.settings.authorities).map(Arc::new))
            .clone()
    }
}

fn client_config(more: &[CertificateDer<'static>]) -> Result<ClientConfig, Cause> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs().certs;
    roots.add_parsable_certificates(system);
    roots.add_parsable_certificates(more.iter().cloned());
    if roots.is_empty() {
        return Err(Cause::NoAuthorities);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("aws-lc-rs has the cipher suites of TLS 1.2 and 1.3");
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
