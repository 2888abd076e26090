//! `aurigraph portal serve`: the web application and the portal's routes in front of a node, until SIGTERM.
//!
//! ```text
//! listener (TLS) ─▶ portal's routes │ metrics │ OpenAPI document │ node's routes, passed on │ web application
//! beside it: tidying up, sending mails
//! ```

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use aurigraph_node::http::metrics_access::{MetricsKey, may_read};
use aurigraph_node::http::routes_without_parameters;
use aurigraph_node::http::server::{Routes, serve};
use aurigraph_node::{ServerTls, TlsFiles};
use aurigraph_portal::forwarded::{TrustedProxies, forwarded};
use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use aurigraph_portal::mail::smtp::SmtpSettings;
use aurigraph_portal::outbound::OutboundSettings;
use aurigraph_portal::plans::Plans;
use aurigraph_portal::problem::Problem;
use aurigraph_portal::proxy::{NodeAddress, Proxy};
use aurigraph_portal::server::{Portal, PortalSettings};
use aurigraph_portal::store::StoreSettings;
use aurigraph_portal::time::Clock;
use aurigraph_portal::usage::PriceList;
use aurigraph_portal::web::WebApplication;
use aurigraph_portal::{metrics, surround};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use axum::routing::{any, get};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::check;
use super::file::PortalFile;
use crate::dev;
use crate::output::OutputOptions;

/// The route that is there only where mails stay here.
const INBOX: &str = "/api/v11/devnet/mails";
/// How long the mail that is being sent may take when the process is told to end.
const MAIL_WAIT: Duration = Duration::from_secs(20);

/// Serves the portal in front of a node, until SIGTERM or SIGINT.
///
/// docs/how-to/run-a-portal.md explains the configuration file.
#[derive(Args, Debug)]
pub struct Options {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    check: bool,
}

/// A configuration that was looked through; the files that it names were read, and the operator's lists beside the data.
pub struct Prepared {
    /// Where it listens.
    pub address: SocketAddr,
    /// Beginning of links.
    pub public_url: String,
    /// Files of TLS.
    pub tls_files: Option<TlsFiles>,
    /// What they hold.
    pub tls: Option<ServerTls>,
    /// The node.
    pub node: NodeAddress,
    /// Where the data is.
    pub store: StoreSettings,
    /// How mails are sent.
    pub smtp: Option<SmtpSettings>,
    /// Identity providers.
    pub providers: Vec<OidcProviderSettings>,
    /// How they are reached.
    pub outbound: OutboundSettings,
    /// With what metrics are read from other machines.
    pub metrics_key: Option<MetricsKey>,
    /// Proxies in front.
    pub trusted_proxies: TrustedProxies,
    /// Connections at once.
    pub connections_max: u32,
    /// The operator's plans. The portal reads them once more when it opens its data.
    pub plans: Plans,
}

impl Prepared {
    fn of(file: &PortalFile) -> anyhow::Result<Self> {
        let tls_files = file.tls_files();
        let store = file.store()?;
        let plans = Plans::read(&store.folder)?;
        PriceList::read(&store.folder)?;
        Ok(Self {
            address: file.address()?,
            public_url: file.public_url()?.to_owned(),
            tls: tls_files.clone().map(ServerTls::load).transpose()?,
            tls_files,
            node: file.node()?,
            store,
            smtp: file.smtp()?,
            providers: file.providers()?,
            outbound: file.outbound()?,
            metrics_key: file.metrics_key()?,
            trusted_proxies: file.trusted_proxies()?,
            connections_max: file.connections_max,
            plans,
        })
    }
}

impl Options {
    /// Runs until it is told to end.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let file = PortalFile::read(&self.config)?;
        let prepared = Prepared::of(&file)?;
        if self.check {
            return Ok(check::print(&prepared, output)?);
        }
        dev::prepare_process(prepared.connections_max);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("start a runtime")?;
        runtime.block_on(run(prepared))
    }
}

async fn run(prepared: Prepared) -> anyhow::Result<()> {
    let listener = aurigraph_node::node::bind(prepared.address)
        .context("listen in the configuration names the address")?;
    let address = listener.local_addr()?;
    let (stop, stopping) = watch::channel(false);
    let proxy = Proxy::new(prepared.node.clone(), stopping.clone())?;
    let settings = PortalSettings {
        folder: prepared.store.folder,
        postgres_url: prepared.store.postgres_url,
        public_url: prepared.public_url.clone(),
        smtp: prepared.smtp,
        providers: prepared.providers,
        outbound: prepared.outbound,
    };
    let portal = Portal::open(settings, Clock::system())
        .await
        .context("the portal's data cannot be used")?;
    let sender = portal.mail_sender();
    let metrics_key = prepared.metrics_key.map(Arc::new);
    let router = router(&portal, proxy, (sender.is_some(), metrics_key))
        .layer(from_fn_with_state(prepared.trusted_proxies, forwarded));
    let sending = sender.map(|sender| tokio::spawn(sender.run(stopping.clone())));
    let tidying = tokio::spawn(portal.clone().run());
    let anchoring = portal.connect_ledger(prepared.node.http_client()?);
    let anchoring = tokio::spawn(
        anchoring
            .context("the key that anchors the audit log")?
            .run(),
    );
    eprintln!(
        "Portal at {} on {address}, in front of {}",
        prepared.public_url, prepared.node
    );
    let connections_max = prepared.connections_max as usize;
    let told = told_to_end(stop)?;
    let served = serve(
        listener,
        Routes::new(router),
        connections_max,
        prepared.tls,
        told,
    )
    .await;
    tidying.abort();
    anchoring.abort();
    if let Some(sending) = sending
        && tokio::time::timeout(MAIL_WAIT, sending).await.is_err()
    {
        tracing::warn!("a mail was still being sent: it may be sent again after the next start");
    }
    portal.identity().store().close().await;
    served.context("HTTP cannot be served")
}

/// Resolves when the process is told to end, and tells the others.
fn told_to_end(stop: watch::Sender<bool>) -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.send_replace(true);
    })
}

/// Everything that is served.
fn router(
    portal: &Portal,
    proxy: Proxy,
    (sends_mails, metrics_key): (bool, Option<Arc<MetricsKey>>),
) -> Router {
    let document = crate::openapi::document();
    let text = document
        .to_json()
        .expect("an OpenAPI document is plain data");
    let of_metrics = portal.clone();
    let mut routes = portal
        .router()
        .route(
            "/api/v11/openapi.json",
            get(|| async move { ([(CONTENT_TYPE, "application/json")], text) }),
        )
        .route(
            "/metrics",
            get(|request: Request| expose(of_metrics, metrics_key, request)),
        );
    if sends_mails {
        // Otherwise the node's would be asked for, which has an inbox if it is a devnet's.
        let none = || async { Problem::not_found("mails are sent from here: there is no inbox") };
        routes = routes.route(INBOX, any(none));
    }
    let without_parameters = routes_without_parameters(&document);
    surround::wrap(routes.merge(proxy.into_router()), without_parameters)
        .merge(WebApplication::embedded().into_router())
}

async fn expose(
    portal: Portal,
    key: Option<Arc<MetricsKey>>,
    request: Request,
) -> axum::response::Response {
    if !may_read(key.as_deref(), request.extensions(), request.headers()) {
        return Problem::new(
            StatusCode::UNAUTHORIZED,
            "metrics_key_needed",
            "Key needed",
            "metrics are read on this machine, or with the key",
            "Send the key of metrics_key_file as Authorization: Bearer.",
        )
        .into_response();
    }
    match metrics::expose(&portal).await {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(error) => Problem::internal(&error).into_response(),
    }
}
