//! `aurigraph dev`: a development network in one process: validator, portal, faucet and a small demo load.

mod banner;
mod committee;
mod keycloak;
pub mod registrar;
pub mod self_signed;
mod serve;
mod set_up;

use std::fmt;
use std::io::IsTerminal;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::bail;
use aurigraph_node::config::SEGMENT_BYTES;
use aurigraph_node::recovery::is_initialised;
use aurigraph_node::{NodeConfig, NodeHandle, ServerTls, TlsFiles};
use aurigraph_portal::devnet::setup::{ASSETS_LEAST, ASSETS_MOST, DevnetKeys};
use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use clap::Args;
use committee::DevCommittee;
use keycloak::Keycloak;
use rustix::process::Signal;
use serve::{Devnet, End, Listeners};
use tracing_subscriber::EnvFilter;

/// What `--disk-reserve-mb` may be: from one segment of the log to more than any disk has.
const DISK_RESERVE_MB: std::ops::RangeInclusive<u64> = (SEGMENT_BYTES >> 20)..=(1 << 40);

/// What `--assets` may be.
const ASSETS: std::ops::RangeInclusive<i64> = ASSETS_LEAST as i64..=ASSETS_MOST as i64;

/// Set by a process that wants its node to end with it.
pub const END_WITH_PARENT: &str = "AURIGRAPH_END_WITH_PARENT";

/// Starts a development network: one validator with the portal, a faucet and a small demo load.
///
/// Everything lies in one folder; starting again with the same folder goes on where it stopped.
///
/// Example: aurigraph dev --data-dir devnet --demo-load 20
#[derive(Args, Debug)]
pub struct Options {
    /// Folder of the network's data; made if it is missing.
    #[arg(long, default_value = "devnet", value_name = "FOLDER")]
    data_dir: PathBuf,
    /// Address of portal, REST, WebSocket and metrics.
    #[arg(long, default_value = "127.0.0.1:9003", value_name = "ADDRESS", value_parser = address)]
    http: SocketAddr,
    /// Address of gRPC ingest.
    #[arg(long, default_value = "127.0.0.1:9004", value_name = "ADDRESS", value_parser = address)]
    grpc: SocketAddr,
    /// Demo transfers a second between the demo organisations, or `off`.
    #[arg(long, default_value = "10", value_name = "RATE|off")]
    demo_load: DemoLoadRate,
    /// Validators of a new network; with more than one each is a process of its own, on loopback: one of four may fail.
    #[arg(long, default_value_t = 1, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=20), conflicts_with_all = ["tls_certificate", "tls_self_signed"])]
    validators: u16,
    /// Assets of a new network: six with names, then test assets that only the faucet has.
    #[arg(long, default_value_t = ASSETS_LEAST as u32, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(ASSETS))]
    assets: u32,
    /// Megabytes of block log to keep; older blocks go once a snapshot covers them.
    #[arg(long, default_value_t = 4096, value_name = "MB", value_parser = clap::value_parser!(u64).range(256..))]
    log_size_mb: u64,
    /// HTTP connections at once, those of the live stream included; more are closed at once.
    #[arg(long, default_value_t = 12_000, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(16..=1_000_000))]
    connections_max: u32,
    /// Free megabytes below which the node only reads; at least 64, which one segment of the log needs.
    #[arg(long, default_value_t = 256, value_name = "MB", value_parser = clap::value_parser!(u64).range(DISK_RESERVE_MB))]
    disk_reserve_mb: u64,
    /// Serve portal, REST, WebSocket and gRPC with TLS: the node's certificate in PEM form, and those between it and its authority. Read
    /// again when the file changes.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's private key in PEM form, readable by its owner alone.
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Serve with TLS and a certificate of an authority that is made for this network, in the folder `tls` of its data.
    #[arg(long, conflicts_with_all = ["tls_certificate", "tls_key"])]
    tls_self_signed: bool,
    /// Start a Keycloak with a company directory beside it, with which the portal signs people in; installs it if it is missing. Its users and
    /// passwords lie in the folder `keycloak` of the data.
    #[arg(long, conflicts_with = "validators")]
    with_keycloak: bool,
}

/// `--demo-load`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoLoadRate(f64);

impl FromStr for DemoLoadRate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(0.0));
        }
        match text.parse() {
            Ok(rate) if (0.0..=10_000.0).contains(&rate) => Ok(Self(rate)),
            _ => Err("a number of transfers a second from 0 to 10000, or `off`".into()),
        }
    }
}

impl fmt::Display for DemoLoadRate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0.0 {
            self.0.fmt(formatter)
        } else {
            formatter.write_str("off")
        }
    }
}

impl Options {
    /// Runs until SIGTERM, SIGINT or a fatal error.
    pub fn run(&self) -> anyhow::Result<()> {
        if self.validators > 1 {
            return self.committee().run();
        }
        prepare_process(self.connections_max);
        // Before a network is made: what was named must be there.
        let named_tls = self.named_tls();
        let tls = named_tls.clone().map(ServerTls::load).transpose()?;
        let listeners = listen((self.http, "--http"), (self.grpc, "--grpc"))?;
        if !is_initialised(&self.data_dir) {
            set_up::set_up(&self.data_dir, self.assets as usize)?;
        }
        let (tls_files, tls) = if self.tls_self_signed {
            let names = [self.http.ip(), self.grpc.ip()];
            let made = self_signed::in_folder(&self.data_dir.join("tls"), &names)?;
            (Some(made.files.clone()), Some(ServerTls::load(made.files)?))
        } else {
            (named_tls, tls)
        };
        let keycloak = self.keycloak(tls.is_some(), listeners.http.local_addr()?.port())?;
        if let Some(keycloak) = &keycloak {
            eprintln!(
                "users of Keycloak and their passwords: {}",
                keycloak.passwords().display()
            );
        }
        let config = NodeConfig {
            log_bytes_max: self.log_size_mb << 20,
            disk_reserve_bytes: self.disk_reserve_mb << 20,
            connections_max: self.connections_max as usize,
            tls: tls_files,
            node_registrar: registrar::of_devnet(&self.data_dir),
            ..NodeConfig::new(
                self.data_dir.clone(),
                listeners.http.local_addr()?,
                listeners.grpc.local_addr()?,
            )
        };
        serve(Start {
            config,
            listeners,
            tls,
            demo_load: self.demo_load,
            providers: keycloak.iter().map(|one| one.provider.clone()).collect(),
        })
    }

    fn keycloak(&self, is_tls: bool, port: u16) -> anyhow::Result<Option<Keycloak>> {
        let scheme = if is_tls { "https" } else { "http" };
        let start = || Keycloak::start(&self.data_dir, (scheme, port));
        self.with_keycloak.then(start).transpose()
    }

    fn committee(&self) -> DevCommittee {
        DevCommittee {
            folder: self.data_dir.clone(),
            validators: self.validators,
            http: self.http,
            assets: self.assets as usize,
            demo_load: self.demo_load.to_string(),
        }
    }

    fn named_tls(&self) -> Option<TlsFiles> {
        Some(TlsFiles {
            node_authorities: None,
            certificate: self.tls_certificate.clone()?,
            key: self.tls_key.clone()?,
        })
    }
}

/// What is started.
pub struct Start {
    /// The node's configuration.
    pub config: NodeConfig,
    /// Sockets that are bound already.
    pub listeners: Listeners,
    /// Served with TLS.
    pub tls: Option<ServerTls>,
    /// Demo transfers.
    pub demo_load: DemoLoadRate,
    /// With whom the portal signs people in.
    pub providers: Vec<OidcProviderSettings>,
}

/// Logging, files and signals of a process that is a node.
pub fn prepare_process(connections_max: u32) {
    init_logging();
    end_with_parent();
    raise_open_files_limit(connections_max);
}

/// Binds the addresses of HTTP and gRPC, each with the name of the option that it was given with.
pub fn listen(http: (SocketAddr, &str), grpc: (SocketAddr, &str)) -> anyhow::Result<Listeners> {
    Ok(Listeners {
        http: set_up::listen(http.0, http.1)?,
        grpc: set_up::listen(grpc.0, grpc.1)?,
    })
}

/// Runs a node of a development network until SIGTERM, SIGINT or a fatal error.
pub fn serve(start: Start) -> anyhow::Result<()> {
    let Start {
        config,
        listeners,
        tls,
        demo_load,
        providers,
    } = start;
    let data_dir = config.data_dir.clone();
    let keys = DevnetKeys::exist(&data_dir)
        .then(|| DevnetKeys::read(&data_dir))
        .transpose()?;
    let serving = serve::Serving::start(listeners.http, config.connections_max, tls)?;
    let handle = NodeHandle::start(config, demo_load.0)?;
    if !handle.node.chain.constants.genesis.devnet {
        bail!(
            "{} holds a ledger that is not a development network",
            data_dir.display()
        );
    }
    fail_on_panic(&handle.node);
    // Where nobody can read it, the network runs all the same.
    let _ = banner::print(&mut std::io::stderr().lock(), &handle, keys.as_ref());
    let devnet = keys.map(|keys| Devnet { keys, providers });
    match serving.run(handle, listeners.grpc, devnet, demo_load.0)? {
        End::Exit => Ok(()),
        End::StartAgain => Err(start_again()),
    }
}

/// Becomes a new process of the same executable with the same arguments; returns only if that fails.
fn start_again() -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    let executable = match std::env::current_exe() {
        Ok(executable) => executable,
        Err(error) => return anyhow::Error::new(error).context("find this executable"),
    };
    // The same words that this process was started with, by whoever started it: nothing comes from outside.
    let error = std::process::Command::new(executable)
        .args(std::env::args_os().skip(1))
        .exec();
    anyhow::Error::new(error).context("the node was to start again and could not: start it")
}

/// An address, or the name of one, with a port.
fn address(text: &str) -> Result<SocketAddr, String> {
    let expected = || "expected HOST:PORT, such as 127.0.0.1:9003 or localhost:9003".to_owned();
    let mut found: Vec<_> = text.to_socket_addrs().map_err(|_| expected())?.collect();
    // `localhost` names both; clients on the same machine try the old one more often.
    found.sort_by_key(SocketAddr::is_ipv6);
    found.first().copied().ok_or_else(expected)
}

/// A thread of the commit path or of recovery's files that panicked leaves a node that only seems to work: the process is ended, so that
/// it is started again. A panic of a request is answered by the HTTP layer and ends nothing.
fn fail_on_panic(node: &aurigraph_node::Node) {
    const VITAL_THREADS: [&str; 11] = [
        "core",
        "log",
        "snapshot",
        "history",
        "registrations",
        "verify",
        "live",
        "consensus",
        "guard",
        "transfer",
        "follow",
    ];
    let status = std::sync::Arc::clone(&node.status);
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        default(panic);
        let thread = std::thread::current();
        let name = thread.name().unwrap_or_default();
        if VITAL_THREADS.iter().any(|vital| name.starts_with(vital)) {
            status.fail(format!("the thread {name} panicked"));
        }
    }));
}

/// Ends with the process that started this one, if that asks for it: a node must not outlive the run that measures it.
fn end_with_parent() {
    if std::env::var_os(END_WITH_PARENT).is_some() {
        let told = rustix::process::set_parent_process_death_signal(Some(Signal::TERM));
        if let Err(error) = told {
            tracing::debug!(%error, "this node may outlive the process that started it");
        }
    }
}

/// What is logged unless `RUST_LOG` says otherwise. The consensus engine tells every step of every view at the level of information.
const LOG_FILTER: &str = "info,commonware_broadcast=warn,commonware_consensus=warn,commonware_p2p=warn,commonware_resolver=warn,\
    commonware_runtime=warn,commonware_storage=warn,commonware_stream=warn,simplex=warn,marshal=warn,webauthn_rs=off,webauthn_rs_core=off";

/// Logs to standard error: text for people, JSON with `AURIGRAPH_LOG_FORMAT=json`; levels by `RUST_LOG`.
pub fn init_logging() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG_FILTER));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // A full disk or a closed pipe under the log must not end the thread that logs.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let result = if std::env::var("AURIGRAPH_LOG_FORMAT").is_ok_and(|format| format == "json") {
        builder.json().try_init()
    } else {
        builder.with_target(false).try_init()
    };
    // Only a second call fails, and then logging is set up already.
    drop(result);
}

/// Ten thousand WebSockets need as many files; the hard limit is the administrator's word.
fn raise_open_files_limit(connections_max: u32) {
    /// gRPC connections and the node's own files.
    const OTHER_FILES: u64 = 4_500;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    ) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let needed = u64::from(connections_max) + OTHER_FILES;
    if let Some(files) = getrlimit(Resource::Nofile).current
        && files < needed
    {
        tracing::warn!(
            files,
            needed,
            "this process may open fewer files than its connections need: raise the hard limit (ulimit -Hn), or lower --connections-max"
        );
    }
}
