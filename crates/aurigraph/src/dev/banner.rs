//! What a person sees when the network is up.

use aurigraph_node::NodeHandle;
use aurigraph_portal::devnet::setup::DevnetKeys;

/// Prints addresses, recovery and demo accounts on standard error.
pub fn print(handle: &NodeHandle, keys: Option<&DevnetKeys>) {
    let node = &handle.node;
    let config = &node.config;
    let recovery = handle.recovery;
    let genesis = &node.chain.constants.genesis;
    eprintln!();
    eprintln!(
        "  Aurigraph {}  ·  {}",
        env!("CARGO_PKG_VERSION"),
        genesis.network
    );
    eprintln!(
        "  portal     http://localhost:{}",
        config.http_address.port()
    );
    eprintln!(
        "  API        http://localhost:{}/docs",
        config.http_address.port()
    );
    eprintln!("  gRPC       {}", config.grpc_address);
    eprintln!("  data       {}", config.data_dir.display());
    eprintln!("  chain      {}", node.chain.constants.chain_id);
    eprintln!(
        "  height     {} ({} accounts; snapshot {}, {} blocks replayed, {} ms)",
        recovery.height,
        recovery.account_count,
        recovery.snapshot_height,
        recovery.replayed_blocks,
        recovery.elapsed_ms
    );
    if node.demo_load_per_second > 0.0 {
        eprintln!(
            "  demo load  {} signed transfers a second, labelled as demo traffic",
            node.demo_load_per_second
        );
    } else {
        eprintln!("  demo load  off");
    }
    if let Some(keys) = keys {
        eprintln!("  demo accounts");
        for key in &keys.demo {
            eprintln!("    {:>3}  {}", key.account, key.name);
        }
    }
    eprintln!();
}
