//! `aurigraph node run` of a light node: follows, answers, until SIGTERM.

use anyhow::Context;
use aurigraph_node::light::{LightNode, router};
use aurigraph_node::{ServerTls, http};
use tokio::signal::unix::{SignalKind, signal};

use super::NodeFile;
use crate::dev;

/// Connections at once.
const CONNECTIONS_MAX: usize = 4_000;

/// Runs it.
pub fn run(file: &NodeFile) -> anyhow::Result<()> {
    dev::prepare_process(CONNECTIONS_MAX as u32);
    let address = file.http_address()?;
    let tls = file.tls_files().map(ServerTls::load).transpose()?;
    let listener = aurigraph_node::node::bind(address)?;
    let address = listener.local_addr()?;
    let node = LightNode::start(file.config(address, address)?)?;
    let routes = http::server::Routes::new(router(node.shared.clone()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("start a runtime")?;
    eprintln!(
        "Light node {} of {} at http://{address}, height {}",
        node.shared.identity.node_id(),
        node.shared.constants.genesis.network,
        node.shared.tip().height()
    );
    let served = runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
        let stop = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        let served = http::server::serve(listener, routes, CONNECTIONS_MAX, tls, stop);
        served.await.context("HTTP cannot be served")
    });
    node.stop();
    served
}
