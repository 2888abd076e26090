//! The serving threads of a devnet, and how they stop.
//!
//! HTTP and gRPC each have a thread with a runtime of its own, so that neither a slow page nor a flood of batches holds up the other.
//! HTTP is served from the first moment: while the ledger is being recovered it says so, instead of letting clients hang.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use aurigraph_client::http::HttpClient;
use aurigraph_client::ingest::IngestClient;
use aurigraph_client::tls::Trust;
use aurigraph_node::http::server::Routes;
use aurigraph_node::{Node, NodeHandle, ServerTls, grpc, http, live};
use aurigraph_portal::devnet::demo_load::DemoLoad;
use aurigraph_portal::devnet::faucet::{self, Faucet};
use aurigraph_portal::devnet::setup::{DevnetKey, DevnetKeys};
use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use aurigraph_portal::outbound::OutboundSettings;
use aurigraph_portal::server::{self, Portal, PortalError, PortalSettings};
use aurigraph_portal::surroundings::method_not_allowed;
use aurigraph_portal::time::Clock;
use aurigraph_portal::web::WebApplication;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{oneshot, watch};

use super::registrar::PORTAL_FOLDER;

/// How long the ledger's routes wait for the portal's data.
const PORTAL_WAIT: Duration = Duration::from_secs(2);
/// How long draining may take before the process ends all the same.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

/// What comes after a node ended in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The process ends.
    Exit,
    /// The process starts again: there is a better ledger in its folder now.
    StartAgain,
}

/// Sockets bound before anything is started.
pub struct Listeners {
    /// Portal, REST, WebSocket, metrics.
    pub http: TcpListener,
    /// Ingest.
    pub grpc: TcpListener,
}

/// What only a devnet has.
pub struct Devnet {
    /// Keys of the demo organisations and of the faucet.
    pub keys: DevnetKeys,
    /// With whom the portal signs people in.
    pub providers: Vec<OidcProviderSettings>,
}

/// HTTP, served before there is a node.
pub struct Serving {
    http_thread: JoinHandle<()>,
    tls: Option<ServerTls>,
    recovered: oneshot::Sender<Recovered>,
    stop: watch::Sender<bool>,
}

/// What the HTTP thread is given when the ledger is there.
struct Recovered {
    node: Node,
    faucet_key: Option<DevnetKey>,
    local: LocalAddresses,
    portal: Option<PortalSettings>,
}

impl Serving {
    /// Begins to answer that the node is starting.
    pub fn start(
        listener: TcpListener,
        connections_max: usize,
        tls: Option<ServerTls>,
    ) -> anyhow::Result<Self> {
        let (stop, stopping) = watch::channel(false);
        let (recovered, waiting) = oneshot::channel();
        let http_tls = tls.clone();
        let http_thread = spawn("http", move |runtime| {
            runtime.block_on(serve_http(
                listener,
                connections_max,
                http_tls,
                waiting,
                stopping,
            ));
        })?;
        Ok(Self {
            http_thread,
            tls,
            recovered,
            stop,
        })
    }

    /// Serves the node until a signal or a fatal error, then drains and stops. Returns whether the process is to start again.
    pub fn run(
        self,
        handle: NodeHandle,
        grpc: TcpListener,
        devnet: Option<Devnet>,
        demo_rate: f64,
    ) -> anyhow::Result<End> {
        let (keys, providers) = devnet.map(|one| (one.keys, one.providers)).unzip();
        let recovered = Recovered {
            node: handle.node.clone(),
            faucet_key: keys.as_ref().map(|keys| keys.faucet.clone()),
            local: LocalAddresses::of(&handle.node, self.tls.as_ref()),
            // Without a devnet nobody reads its mails.
            portal: providers
                .map(|providers| portal_settings(&handle.node, self.tls.is_some(), providers)),
        };
        let Self {
            http_thread,
            tls,
            recovered: waiting,
            stop,
        } = self;
        // Nobody receives it if the HTTP thread has ended; then the node is told to stop below.
        let _ = waiting.send(recovered);
        run(handle, grpc, tls, http_thread, stop, keys, demo_rate)
    }
}

fn run(
    handle: NodeHandle,
    grpc_listener: TcpListener,
    tls: Option<ServerTls>,
    http_thread: JoinHandle<()>,
    stop: watch::Sender<bool>,
    keys: Option<DevnetKeys>,
    demo_rate: f64,
) -> anyhow::Result<End> {
    let stopping = stop.subscribe();
    let node = handle.node.clone();
    let local = LocalAddresses::of(&node, tls.as_ref());
    let grpc_thread = spawn("grpc", {
        let (node, stopping) = (node.clone(), stopping.clone());
        move |runtime| {
            let serving = grpc::serve(node.clone(), grpc_listener, tls, wait_for(stopping));
            let served = runtime.block_on(serving);
            if let Err(error) = served {
                node.status.fail(format!("gRPC cannot be served: {error}"));
            }
        }
    })?;
    let demo_thread = match keys.filter(|_| demo_rate > 0.0) {
        Some(keys) => Some(spawn("demo-load", {
            let stopping = stopping.clone();
            move |runtime| {
                if let Err(error) =
                    runtime.block_on(run_demo_load(&keys, &local, demo_rate, stopping))
                {
                    tracing::error!(error = format!("{error:#}"), "the demo load cannot start");
                }
            }
        })?),
        None => None,
    };

    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("start a runtime")?;
    let (end, reason) = runtime.block_on(wait_for_end(&node))?;
    tracing::info!(reason, "stopping");
    // The load first, then clients are refused and what was taken is finished, then the sockets.
    runtime.block_on(async {
        if tokio::time::timeout(DRAIN_TIMEOUT, handle.drain())
            .await
            .is_err()
        {
            tracing::warn!(
                "not everything could be finished in time; nothing unanswered counts as done"
            );
        }
    });
    stop.send_replace(true);
    for thread in [Some(http_thread), Some(grpc_thread), demo_thread]
        .into_iter()
        .flatten()
    {
        if thread.join().is_err() {
            tracing::error!("a serving thread ended by a panic");
        }
    }
    let fatal = node.status.fatal();
    // Read after the threads have ended: they close the last block.
    let chain = Arc::clone(&node.chain);
    drop(node);
    handle.stop();
    let height = chain.tip().height;
    match fatal {
        Some(reason) => anyhow::bail!("{reason}"),
        None => {
            tracing::info!(%height, "stopped; everything acknowledged is on disk");
            Ok(end)
        }
    }
}

async fn run_demo_load(
    keys: &DevnetKeys,
    local: &LocalAddresses,
    rate: f64,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let (ingest, http) = local.clients()?;
    let load = DemoLoad::start(&keys.demo, rate, &ingest, &http)?;
    wait_for(stopping).await;
    let counts = load.stop().await;
    tracing::info!(?counts, "demo load stopped");
    Ok(())
}

/// Where this process reaches itself.
#[derive(Clone)]
struct LocalAddresses {
    http: String,
    grpc: String,
    trust: Trust,
}

impl LocalAddresses {
    fn of(node: &Node, tls: Option<&ServerTls>) -> Self {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let trust = tls.cloned().map_or_else(Trust::system, |tls| {
            // Its names need not be those of the loopback interface.
            Trust::same(move || tls.served_certificate())
        });
        let url = |mut address: std::net::SocketAddr| {
            if address.ip().is_unspecified() {
                address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
            }
            format!("{scheme}://{address}")
        };
        Self {
            http: url(node.config.http_address),
            grpc: url(node.config.grpc_address),
            trust,
        }
    }

    /// Clients of this process's own public interfaces. Needs a runtime.
    fn clients(&self) -> anyhow::Result<(IngestClient, HttpClient)> {
        Ok((
            IngestClient::connect_lazy(&self.grpc, &self.trust)?,
            HttpClient::trusting(&self.http, &self.trust)?,
        ))
    }
}

fn spawn(name: &str, run: impl FnOnce(Runtime) + Send + 'static) -> anyhow::Result<JoinHandle<()>> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("start a runtime")?;
    std::thread::Builder::new()
        .name(name.into())
        .spawn(move || run(runtime))
        .context("start a thread")
}

/// Serves what there is: at first that the node is starting, then the node.
async fn serve_http(
    listener: TcpListener,
    connections_max: usize,
    tls: Option<ServerTls>,
    recovered: oneshot::Receiver<Recovered>,
    stopping: watch::Receiver<bool>,
) {
    let routes = Routes::new(http::starting_router());
    let serving = tokio::spawn(http::server::serve(
        listener,
        Arc::clone(&routes),
        connections_max,
        tls,
        wait_for(stopping.clone()),
    ));
    // The sender is dropped if recovery fails, and the process ends.
    let Ok(recovered) = recovered.await else {
        return;
    };
    let node = recovered.node.clone();
    match Served::new(recovered) {
        Ok((served, portal)) => {
            let routes = Arc::clone(&routes);
            match portal {
                Some(settings) => open_portal(settings, served, routes).await,
                None => routes.set(served.with(axum::Router::new())),
            }
        }
        Err(error) => node
            .status
            .fail(format!("HTTP cannot be served: {error:#}")),
    }
    let publisher = spawn("live", {
        let (node, stopping) = (node.clone(), stopping.clone());
        move |runtime| runtime.block_on(live::publish(node, wait_for(stopping)))
    });
    if let Err(error) = &publisher {
        node.status.fail(format!("{error:#}"));
    }
    let failure = match serving.await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    if let Some(error) = failure {
        node.status.fail(format!("HTTP cannot be served: {error}"));
    }
    if publisher.is_ok_and(|publisher| publisher.join().is_err()) {
        tracing::error!("the live stream's thread ended by a panic");
    }
}

/// Where a devnet's portal keeps its data, and where its links lead: passkeys and cookies need a name, not an address.
fn portal_settings(
    node: &Node,
    is_tls: bool,
    providers: Vec<OidcProviderSettings>,
) -> PortalSettings {
    let scheme = if is_tls { "https" } else { "http" };
    PortalSettings {
        folder: node.config.data_dir.join(PORTAL_FOLDER),
        postgres_url: None,
        public_url: format!("{scheme}://localhost:{}", node.config.http_address.port()),
        smtp: None,
        providers,
        outbound: OutboundSettings {
            own_ports: vec![node.config.http_address.port()],
            ..OutboundSettings::default()
        },
    }
}

/// Opens the portal's data and serves its routes. The ledger does not wait for a database that is slow, and goes on without one that is broken.
async fn open_portal(settings: PortalSettings, served: Served, routes: Arc<Routes>) {
    let mut opening = Box::pin(Portal::open(settings, Clock::system()));
    let opened = tokio::time::timeout(PORTAL_WAIT, &mut opening).await;
    if let Ok(opened) = opened {
        return serve_portal(opened, &served, &routes);
    }
    routes.set(served.with(server::unavailable_router()));
    tokio::spawn(async move { serve_portal(opening.await, &served, &routes) });
}

fn serve_portal(opened: Result<Portal, PortalError>, served: &Served, routes: &Routes) {
    match opened {
        Ok(portal) => {
            routes.set(served.with(portal.router()));
            match served
                .client
                .clone()
                .map(|client| portal.connect_ledger(client))
            {
                Some(Ok(anchoring)) => drop(tokio::spawn(anchoring.run())),
                Some(Err(error)) => {
                    tracing::error!(%error, "the audit log goes to no ledger: its key cannot be used");
                }
                None => {}
            }
            tokio::spawn(portal.run());
        }
        Err(error) => {
            routes.set(served.with(server::unavailable_router()));
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(
                error,
                "the portal's data cannot be used: nobody can sign in"
            );
        }
    }
}

/// The node's routes, the faucet's and the web application, to which the portal's come.
struct Served {
    node: Node,
    /// Of this process's own public interface.
    client: Option<HttpClient>,
    faucet_routes: axum::Router,
    web: axum::Router,
}

impl Served {
    fn new(recovered: Recovered) -> anyhow::Result<(Self, Option<PortalSettings>)> {
        let Recovered {
            node,
            faucet_key,
            local,
            portal,
        } = recovered;
        let mut own_client = None;
        let faucet_routes = match faucet_key {
            Some(key) => {
                let (ingest, client) = local.clients()?;
                own_client = Some(client.clone());
                let faucet = Arc::new(Faucet::new(key.key, key.account, ingest, client));
                axum::Router::from(faucet::routes().with_state(faucet))
                    .method_not_allowed_fallback(method_not_allowed)
            }
            None => axum::Router::new(),
        };
        let served = Self {
            node,
            client: own_client,
            faucet_routes,
            web: WebApplication::embedded().into_router(),
        };
        Ok((served, portal))
    }

    fn with(&self, portal_routes: axum::Router) -> axum::Router {
        let document = crate::openapi::document();
        let others = self.faucet_routes.clone().merge(portal_routes);
        http::router_with(self.node.clone(), &document, others).merge(self.web.clone())
    }
}

async fn wait_for(mut stopping: watch::Receiver<bool>) {
    // A closed channel means that the process ends, too.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn wait_for_end(node: &Node) -> anyhow::Result<(End, &'static str)> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
    // The terminal was closed.
    let mut hangup = signal(SignalKind::hangup()).context("listen for SIGHUP")?;
    let mut fatal = node.status.watch_fatal();
    let mut restart = node.status.watch_restart();
    tokio::select! {
        _ = terminate.recv() => Ok((End::Exit, "SIGTERM")),
        _ = interrupt.recv() => Ok((End::Exit, "SIGINT")),
        _ = hangup.recv() => Ok((End::Exit, "SIGHUP")),
        _ = fatal.wait_for(|fatal| *fatal) => Ok((End::Exit, "a fatal error")),
        _ = restart.wait_for(Option::is_some) => Ok((End::StartAgain, "a new start")),
    }
}
