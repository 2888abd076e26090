//! The node under load: one of its own in a temporary folder, or one that the command line names.

use std::ffi::OsString;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use aurigraph_client::{HttpClient, IngestClient, Trust};
use aurigraph_portal::devnet::setup::ASSETS_LEAST;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use super::machine;
use crate::dev::self_signed::{self, SelfSigned};

/// How long a node of our own may take to become ready.
const START_PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take to stop cleanly before it is killed.
const STOP_PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks at a node that starts or stops.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Lines of its log that are shown when it does not start.
const LOG_LINES: usize = 15;

/// Which node is to be loaded.
pub enum NodeChoice<'a> {
    /// One that is started for the run.
    Own {
        /// Whether it gets a certificate.
        tls: bool,
        /// Assets that it needs to have.
        assets: u32,
    },
    /// One that runs.
    Named {
        /// Its REST address.
        http: &'a str,
        /// Its gRPC address.
        grpc: &'a str,
        /// Whose certificates are believed.
        trust: Trust,
    },
}

/// A node to send load to.
pub struct NodeUnderTest {
    /// Its REST interface.
    pub http: HttpClient,
    /// Its gRPC address.
    pub grpc_url: String,
    trust: Trust,
    /// Its process, if it runs on this machine.
    pub process_id: Option<u32>,
    own: Option<OwnNode>,
}

/// A node that this process started and that ends with it.
struct OwnNode {
    child: Child,
    folder: TempDir,
}

impl NodeUnderTest {
    /// Finds the chosen node, or starts it.
    pub async fn find(choice: NodeChoice<'_>) -> anyhow::Result<Self> {
        match choice {
            NodeChoice::Own { tls, assets } => Self::start_own(tls, assets).await,
            NodeChoice::Named { http, grpc, trust } => Self::named(http, grpc, trust).await,
        }
    }

    async fn named(http_url: &str, grpc_url: &str, trust: Trust) -> anyhow::Result<Self> {
        let http = HttpClient::trusting(http_url, &trust)?;
        let nodes: Value = http
            .get("/api/v11/nodes")
            .await
            .context("asking the node for its process")?;
        let process_id = serving_process(&nodes).filter(|_| machine::is_this_machine(http_url));
        Ok(Self {
            http,
            grpc_url: grpc_url.to_owned(),
            trust,
            process_id,
            own: None,
        })
    }

    /// Starts a development node in a temporary folder and waits until it is ready.
    async fn start_own(tls: bool, assets: u32) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("aurigraph-bench-")
            .tempdir()
            .context("making a temporary folder")?;
        let (http_address, grpc_address) = free_addresses()?;
        let certificate = tls
            .then(|| self_signed::in_folder(&folder.path().join("tls"), &[]))
            .transpose()?;
        let log =
            File::create(folder.path().join("node.log")).context("making the node's log file")?;
        let program = std::env::current_exe().context("finding this executable")?;
        let child = Command::new(program)
            .args([
                "dev",
                "--demo-load",
                "off",
                "--http",
                &http_address,
                "--grpc",
                &grpc_address,
                "--assets",
                &assets.max(ASSETS_LEAST as u32).to_string(),
                "--data-dir",
            ])
            .arg(folder.path().join("data"))
            .args(certificate.iter().flat_map(tls_arguments))
            .env(crate::dev::END_WITH_PARENT, "1")
            .stdin(Stdio::null())
            // Ctrl-C is meant for the run, which then stops the node in order.
            .process_group(0)
            .stdout(log.try_clone().context("sharing the node's log file")?)
            .stderr(log)
            .spawn()
            .context("starting a node")?;
        let (scheme, trust) = match &certificate {
            Some(made) => ("https", Trust::authorities(&made.authority)?),
            None => ("http", Trust::system()),
        };
        let http = HttpClient::trusting(&format!("{scheme}://{http_address}"), &trust)?;
        let process_id = Some(child.id());
        let own = OwnNode { child, folder };
        let mut node = Self {
            http,
            grpc_url: format!("{scheme}://{grpc_address}"),
            trust,
            process_id,
            own: Some(own),
        };
        node.wait_until_ready().await?;
        Ok(node)
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        loop {
            if self.http.get::<Value>("/q/health/ready").await.is_ok() {
                return Ok(());
            }
            let own = self
                .own
                .as_mut()
                .ok_or_else(|| anyhow!("only a node of our own is waited for"))?;
            if let Some(status) = own.child.try_wait().context("watching the node")? {
                bail!(
                    "the node ended with {status} before it was ready:\n{}",
                    own.last_log_lines()
                );
            }
            if start.elapsed() > START_PATIENCE {
                bail!(
                    "the node was not ready after {} s:\n{}",
                    START_PATIENCE.as_secs(),
                    own.last_log_lines()
                );
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Processor time and memory of the node, if it is a process of this machine.
    pub fn usage(&self) -> Option<machine::ProcessUsage> {
        machine::process_usage(self.process_id?)
    }

    /// A new connection for submissions.
    pub async fn connect(&self) -> anyhow::Result<IngestClient> {
        Ok(IngestClient::connect_trusting(&self.grpc_url, &self.trust).await?)
    }

    /// Whether submissions go over TLS.
    pub fn has_tls(&self) -> bool {
        self.grpc_url.starts_with("https://")
    }

    /// Whether this run started it.
    pub const fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// The file system that its data lies on, where that is known.
    pub fn file_system(&self) -> Option<String> {
        machine::file_system_of(self.folder()?)
    }

    /// A folder on the same disk as its data, where that is known.
    pub fn folder(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.path())
    }

    /// The end of its log, where this run has it.
    pub fn last_log_lines(&self) -> Option<String> {
        self.own.as_ref().map(OwnNode::last_log_lines)
    }
}

impl OwnNode {
    fn log_file(&self) -> PathBuf {
        self.folder.path().join("node.log")
    }

    fn last_log_lines(&self) -> String {
        let text = fs::read_to_string(self.log_file()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }
}

impl Drop for OwnNode {
    /// Asks the node to stop, so that its shutdown is exercised as well; ends it if it does not listen.
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let asked = pid.is_some_and(|pid| kill_process(pid, Signal::TERM).is_ok());
        let start = Instant::now();
        while asked && start.elapsed() < STOP_PATIENCE {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Options with which a node serves a certificate.
fn tls_arguments(made: &SelfSigned) -> [OsString; 4] {
    [
        "--tls-certificate".into(),
        made.files.certificate.clone().into(),
        "--tls-key".into(),
        made.files.key.clone().into(),
    ]
}

/// Two addresses that were free a moment ago. Both ports are held until both are known, so that they differ.
fn free_addresses() -> anyhow::Result<(String, String)> {
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port");
    let (first, second) = (listen()?, listen()?);
    Ok((
        first.local_addr()?.to_string(),
        second.local_addr()?.to_string(),
    ))
}

/// The process of the first node that serves.
fn serving_process(nodes: &Value) -> Option<u32> {
    let process_id = nodes["nodes"].as_array()?.first()?["processId"].as_u64()?;
    u32::try_from(process_id).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_addresses_differ() {
        let (http, grpc) = free_addresses().expect("a test machine has free ports");
        assert_ne!(http, grpc);
    }

    #[test]
    fn the_process_is_read_from_the_list_of_nodes() {
        let nodes = serde_json::json!({ "nodes": [{ "nodeId": "a", "processId": 42 }], "nextCursor": null });
        assert_eq!(serving_process(&nodes), Some(42));
        assert_eq!(serving_process(&serde_json::json!({ "nodes": [] })), None);
    }
}
