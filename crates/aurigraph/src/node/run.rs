//! `aurigraph node run`: a node by its configuration file, until SIGTERM.

use std::path::PathBuf;

use aurigraph_node::ServerTls;
use clap::Args;

use super::NodeFile;
use crate::dev::{self, DemoLoadRate, Start};

/// Runs a node: validator, REST, portal and gRPC, until SIGTERM or SIGINT.
///
/// docs/how-to/run-a-network.md explains the configuration file.
#[derive(Args, Debug)]
pub struct Options {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Demo transfers a second between the demo organisations of a development network, or `off`; only where their keys are.
    #[arg(long, default_value = "off", value_name = "RATE|off")]
    demo_load: DemoLoadRate,
}

impl Options {
    pub fn run(&self) -> anyhow::Result<()> {
        let file = NodeFile::read(&self.config)?;
        if file.is_light() {
            return super::light::run(&file);
        }
        let (http, grpc) = file.addresses()?;
        dev::prepare_process(12_000);
        let tls = file.tls_files().map(ServerTls::load).transpose()?;
        let listeners = dev::listen((http, "http"), (grpc, "grpc"))?;
        let config = file.config(listeners.http.local_addr()?, listeners.grpc.local_addr()?)?;
        dev::serve(Start {
            config,
            listeners,
            tls,
            demo_load: self.demo_load,
            providers: Vec::new(),
        })
    }
}
