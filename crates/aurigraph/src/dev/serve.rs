//! The serving threads of a devnet, and how they stop.
//!
//! HTTP and gRPC each have a thread with a runtime of its own, so that neither a slow page nor a flood of batches holds up the other.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use aurigraph_node::{Node, NodeHandle, grpc, http, live};
use aurigraph_portal::devnet::demo_load::DemoLoad;
use aurigraph_portal::devnet::faucet::Faucet;
use aurigraph_portal::devnet::setup::DevnetKeys;
use aurigraph_portal::web::WebApplication;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

/// How long draining may take before the process ends all the same.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

/// Sockets bound before anything is started.
pub struct Listeners {
    /// Portal, REST, WebSocket, metrics.
    pub http: TcpListener,
    /// Ingest.
    pub grpc: TcpListener,
}

/// Serves until a signal or a fatal error, then drains and stops.
pub fn run(handle: NodeHandle, listeners: Listeners, keys: Option<DevnetKeys>, demo_rate: f64) -> anyhow::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let node = handle.node.clone();
    let local = LocalAddresses::of(&node);
    let faucet = keys.as_ref().map(|keys| Faucet::of_devnet(keys, &local.grpc, &local.http)).transpose()?;
    let grpc_thread = spawn("grpc", {
        let (node, stopping) = (node.clone(), stopping.clone());
        move |runtime| {
            let served = runtime.block_on(grpc::serve(node.clone(), listeners.grpc, wait_for(stopping)));
            if let Err(error) = served {
                node.status.fail(format!("gRPC cannot be served: {error}"));
            }
        }
    })?;
    let http_thread = spawn("http", {
        let (node, stopping) = (node.clone(), stopping.clone());
        move |runtime| serve_http(&runtime, &node, listeners.http, faucet, stopping)
    })?;
    let demo_thread = match keys.filter(|_| demo_rate > 0.0) {
        Some(keys) => Some(spawn("demo-load", {
            let stopping = stopping.clone();
            move |runtime| {
                runtime.block_on(async {
                    match DemoLoad::of_devnet(&keys, &local.grpc, &local.http, demo_rate) {
                        Ok(load) => load.run(wait_for(stopping)).await,
                        Err(error) => tracing::error!(%error, "the demo load cannot start"),
                    }
                });
            }
        })?),
        None => None,
    };

    let runtime = Builder::new_current_thread().enable_all().build().context("start a runtime")?;
    let reason = runtime.block_on(wait_for_end(&node))?;
    tracing::info!(reason, "stopping");
    // The load first, then clients are refused and what was taken is finished, then the sockets.
    runtime.block_on(async {
        if tokio::time::timeout(DRAIN_TIMEOUT, handle.drain()).await.is_err() {
            tracing::warn!("not everything could be finished in time; nothing unanswered counts as done");
        }
    });
    stop.send_replace(true);
    for thread in [Some(http_thread), Some(grpc_thread), demo_thread].into_iter().flatten() {
        if thread.join().is_err() {
            tracing::error!("a serving thread ended by a panic");
        }
    }
    let fatal = node.status.fatal();
    let height = node.chain.tip().height;
    drop(node);
    handle.stop();
    match fatal {
        Some(reason) => anyhow::bail!("{reason}"),
        None => {
            tracing::info!(%height, "stopped; everything acknowledged is on disk");
            Ok(())
        }
    }
}

/// Where this process reaches itself.
struct LocalAddresses {
    http: String,
    grpc: String,
}

impl LocalAddresses {
    fn of(node: &Node) -> Self {
        let url = |mut address: std::net::SocketAddr| {
            if address.ip().is_unspecified() {
                address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
            }
            format!("http://{address}")
        };
        Self { http: url(node.config.http_address), grpc: url(node.config.grpc_address) }
    }
}

fn spawn(name: &str, run: impl FnOnce(Runtime) + Send + 'static) -> anyhow::Result<JoinHandle<()>> {
    let runtime = Builder::new_current_thread().enable_all().build().context("start a runtime")?;
    std::thread::Builder::new().name(name.into()).spawn(move || run(runtime)).context("start a thread")
}

fn serve_http(
    runtime: &Runtime,
    node: &Node,
    listener: TcpListener,
    faucet: Option<Arc<Faucet>>,
    stopping: watch::Receiver<bool>,
) {
    let mut router = http::router(node.clone()).0;
    if let Some(faucet) = faucet {
        router = router.merge(faucet.router().0);
    }
    let router = router.merge(WebApplication::embedded().into_router());
    let served = runtime.block_on(async {
        let publisher = tokio::spawn(live::start_publisher(node.clone()));
        let served = http::server::serve(listener, router, node.config.connections_max, wait_for(stopping)).await;
        publisher.abort();
        served
    });
    if let Err(error) = served {
        node.status.fail(format!("HTTP cannot be served: {error}"));
    }
}

async fn wait_for(mut stopping: watch::Receiver<bool>) {
    // A closed channel means that the process ends, too.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn wait_for_end(node: &Node) -> anyhow::Result<&'static str> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
    let mut fatal = node.status.watch_fatal();
    tokio::select! {
        _ = terminate.recv() => Ok("SIGTERM"),
        _ = interrupt.recv() => Ok("SIGINT"),
        _ = fatal.wait_for(|fatal| *fatal) => Ok("a fatal error"),
    }
}
