//! The real executable as a child process, in a folder of its own.

#![allow(dead_code, reason = "each test file uses the part it needs")]

pub mod batches;

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use aurigraph_client::api::NodeInfo;
use aurigraph_client::{HttpClient, IngestClient, Trust};
use rustix::process::{Pid, Signal, kill_process};

/// How long a start may take on a busy machine.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// Linux gives outgoing connections ports from 32,768 on.
const PORTS: Range<u16> = 12_000..32_000;

/// A running devnet. Killed when dropped.
pub struct Devnet {
    child: Child,
    pub http: HttpClient,
    pub ingest: IngestClient,
    pub info: NodeInfo,
    /// Where HTTP listens.
    pub http_port: u16,
    /// Where gRPC listens.
    pub grpc_port: u16,
}

/// A port that nobody listens on. It lies below those that the system gives to outgoing connections, so that none of ten thousand
/// clients takes it between this look and the start of a node, or while a node is down.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Test executables run at the same time: each begins somewhere else.
    let first = std::process::id().wrapping_mul(97) as u16;
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (0..PORTS.end - PORTS.start)
        .map(|_| first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)))
        .map(|number| PORTS.start + number % (PORTS.end - PORTS.start))
        .find(is_free)
        .expect("a free port")
}

impl Devnet {
    /// Starts the executable on a folder and waits until it is ready.
    pub async fn start(folder: &Path, more: &[&str]) -> Self {
        Self::start_with_log(folder, more, Stdio::inherit()).await
    }

    /// The same, with its log somewhere else.
    pub async fn start_with_log(folder: &Path, more: &[&str], log: Stdio) -> Self {
        Self::start_as("http://127.0.0.1", &Trust::system(), folder, more, log).await
    }

    /// The same, called under a name, and believed with a certificate that is trusted.
    pub async fn start_as(
        name: &str,
        trust: &Trust,
        folder: &Path,
        more: &[&str],
        log: Stdio,
    ) -> Self {
        let ports = (free_port(), free_port());
        Self::start_at(ports, (name, trust), folder, more, log).await
    }

    /// The same on ports of REST and gRPC that are known before.
    pub async fn start_at(
        (http_port, grpc_port): (u16, u16),
        (name, trust): (&str, &Trust),
        folder: &Path,
        more: &[&str],
        log: Stdio,
    ) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
            .args(["dev", "--data-dir"])
            .arg(folder)
            .args([
                "--http",
                &format!("127.0.0.1:{http_port}"),
                "--grpc",
                &format!("127.0.0.1:{grpc_port}"),
            ])
            .args(["--demo-load", "off"])
            .args(if more.contains(&"--disk-reserve-mb") {
                &[][..]
            } else {
                &["--disk-reserve-mb", "64"]
            })
            .args(more)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the executable starts");
        let http =
            HttpClient::trusting(&format!("{name}:{http_port}"), trust).expect("a valid address");
        let began = Instant::now();
        let info = loop {
            if let Ok(info) = http.info().await {
                break info;
            }
            if let Ok(Some(status)) = child.try_wait() {
                panic!("the executable ended at start: {status}");
            }
            assert!(began.elapsed() < START_TIMEOUT, "not ready in time");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let ingest = IngestClient::connect_trusting(&format!("{name}:{grpc_port}"), trust)
            .await
            .expect("gRPC answers");
        Self {
            child,
            http,
            ingest,
            info,
            http_port,
            grpc_port,
        }
    }

    /// Ends it the hard way.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Asks it to end, and returns whether it ended well.
    pub fn terminate(&mut self) -> bool {
        self.end_by(Signal::TERM)
    }

    /// Sends it a signal that ends it, and returns whether it ended well.
    pub fn end_by(&mut self, signal: Signal) -> bool {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("it runs");
        self.child.wait().expect("it ends").success()
    }

    /// Memory it takes now.
    pub fn resident_bytes(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .expect("Linux says how much");
        let kilobytes = line.split_whitespace().nth(1).expect("a number");
        kilobytes.parse::<u64>().expect("a number") * 1024
    }
}

impl Drop for Devnet {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
