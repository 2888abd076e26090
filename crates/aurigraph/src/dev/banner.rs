//! What a person sees when the network is up.

use std::io::{self, Write};

use aurigraph_node::NodeHandle;
use aurigraph_portal::devnet::setup::DevnetKeys;

/// Prints addresses, recovery and demo accounts.
pub fn print(
    output: &mut impl Write,
    handle: &NodeHandle,
    keys: Option<&DevnetKeys>,
) -> io::Result<()> {
    let node = &handle.node;
    let config = &node.config;
    let recovery = handle.recovery;
    let genesis = &node.chain.constants.genesis;
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    writeln!(output)?;
    writeln!(
        output,
        "  Aurigraph {}  ·  {}",
        env!("CARGO_PKG_VERSION"),
        genesis.network
    )?;
    writeln!(
        output,
        "  portal     {scheme}://localhost:{}",
        config.http_address.port()
    )?;
    writeln!(
        output,
        "  API        {scheme}://localhost:{}/docs",
        config.http_address.port()
    )?;
    writeln!(output, "  gRPC       {}", config.grpc_address)?;
    if let Some(tls) = &config.tls {
        writeln!(output, "  TLS        {}", tls.certificate.display())?;
    }
    writeln!(output, "  data       {}", config.data_dir.display())?;
    writeln!(output, "  chain      {}", node.chain.constants.chain_id)?;
    writeln!(
        output,
        "  height     {} ({} accounts; snapshot {}, {} blocks replayed, {} ms)",
        recovery.height,
        recovery.account_count,
        recovery.snapshot_height,
        recovery.replayed_blocks,
        recovery.elapsed_ms
    )?;
    if node.demo_load_per_second > 0.0 {
        writeln!(
            output,
            "  demo load  {} signed transfers a second, labelled as demo traffic",
            node.demo_load_per_second
        )?;
    } else {
        writeln!(output, "  demo load  off")?;
    }
    if let Some(keys) = keys {
        writeln!(output, "  demo accounts")?;
        for key in &keys.demo {
            writeln!(output, "    {:>3}  {}", key.account, key.name)?;
        }
    }
    writeln!(output)
}
