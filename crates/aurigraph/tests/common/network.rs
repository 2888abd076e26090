//! A network of four real processes on loopback, made and started by the executable itself.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use aurigraph_types::{AccountIndex, Scheme, SigningKey};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};

use super::namespaces::Namespaces;
use super::{Run, aurigraph};

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One network at a time: four processes are enough for a small machine.
static TURN: Mutex<()> = Mutex::const_new(());

/// Four validators, killed when dropped.
pub struct Network {
    folder: tempfile::TempDir,
    port: u16,
    /// Each validator in a network of its own, if that was asked for and can be made.
    namespaces: Option<Namespaces>,
    children: Vec<Option<Child>>,
    /// Nodes that run another version.
    executables: BTreeMap<usize, PathBuf>,
    _turn: MutexGuard<'static, ()>,
}

/// Ports of which none is taken: ten for each node, of which the validators listen on some for each other.
fn free_ports() -> u16 {
    let first = 12_000 + (std::process::id() as u16 % 200) * 80;
    let is_free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    (0..40)
        .map(|turn| first + turn * 100)
        .find(|first| (*first..first + 80).all(is_free))
        .expect("free ports")
}

impl Network {
    pub async fn start() -> Self {
        Self::start_with("").await
    }

    /// Starts one with more lines in the committee's part of each configuration.
    pub async fn start_with(lines: &str) -> Self {
        Self::start_in(4, lines, None, TURN.lock().await).await
    }

    /// Starts one of so many validators.
    pub async fn start_of(validators: usize) -> Self {
        Self::start_in(validators, "", None, TURN.lock().await).await
    }

    /// Starts one whose validators are machines as far as their networks go, where such networks can be made, else on loopback.
    pub async fn start_in_namespaces() -> Self {
        let turn = TURN.lock().await;
        let namespaces = Namespaces::make(4);
        if namespaces.is_none() {
            eprintln!(
                "NETWORK NAMESPACES CANNOT BE MADE HERE (that needs root and ip): the validators run on loopback, and nothing is cut off"
            );
        }
        Self::start_in(4, "", namespaces, turn).await
    }

    async fn start_in(
        validators: usize,
        lines: &str,
        namespaces: Option<Namespaces>,
        turn: MutexGuard<'static, ()>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_ports();
        let arguments = [
            "node",
            "genesis",
            "--folder",
            "net",
            "--validators",
            &validators.to_string(),
            "--port",
            &port.to_string(),
            "--committee-port",
            &(port + 5).to_string(),
        ];
        aurigraph(folder.path(), &arguments).expect_code(0);
        let mut network = Self {
            folder,
            port,
            namespaces,
            children: (0..validators).map(|_| None).collect(),
            executables: BTreeMap::new(),
            _turn: turn,
        };
        for validator in 0..validators {
            let path = network.config(validator);
            let config = std::fs::read_to_string(&path).expect("a configuration");
            let config = config.replace("[committee]", &format!("[committee]\n{lines}"));
            let config = network.with_hosts(config);
            std::fs::write(&path, config).expect("a configuration");
            network.run(validator);
        }
        for validator in 0..validators {
            // One alone makes no block before there is something in it.
            network
                .until_height(validator, u64::from(validators > 1))
                .await;
        }
        network
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn config(&self, validator: usize) -> PathBuf {
        self.path()
            .join(format!("net/validator-{validator}/node.toml"))
    }

    /// Puts the validators' own hosts into a configuration.
    fn with_hosts(&self, mut config: String) -> String {
        for validator in 0..4 {
            let host = self.host(validator);
            let ports = [validator * 10, validator * 10 + 1, 5 + validator];
            for port in ports.map(|offset| self.port + offset as u16) {
                let quoted = format!("127.0.0.1:{port}\"");
                config = config.replace(&quoted, &format!("{host}:{port}\""));
            }
        }
        config
    }

    fn host(&self, node: usize) -> String {
        let namespaces = self.namespaces.as_ref().filter(|_| node < 4);
        namespaces.map_or_else(|| "127.0.0.1".into(), |them| them.host(node))
    }

    /// Where a validator listens for the others.
    pub fn committee_address(&self, validator: usize) -> SocketAddr {
        let port = self.port + 5 + validator as u16;
        let address = format!("{}:{port}", self.host(validator));
        address.parse().expect("an address")
    }

    /// The networks of the validators, if each has one.
    pub fn namespaces(&self) -> Option<&Namespaces> {
        self.namespaces.as_ref()
    }

    pub fn run(&mut self, validator: usize) {
        let executable = self.executables.get(&validator);
        let executable =
            executable.map_or(Path::new(env!("CARGO_BIN_EXE_aurigraph")), PathBuf::as_path);
        let namespaces = self.namespaces.as_ref().filter(|_| validator < 4);
        let mut command = match namespaces {
            Some(namespaces) => namespaces.command(validator, executable),
            None => Command::new(executable),
        };
        let child = command
            .args(["node", "run", "--config"])
            .arg(self.config(validator))
            .env(
                "RUST_LOG",
                std::env::var("NODE_LOG").as_deref().unwrap_or("warn"),
            )
            .stdout(Stdio::null())
            .spawn()
            .expect("the executable starts");
        self.children[validator] = Some(child);
    }

    /// Lets a node run another version's executable from its next start on, or this one's again.
    pub fn set_executable(&mut self, node: usize, executable: Option<&Path>) {
        self.executables.remove(&node);
        if let Some(executable) = executable {
            self.executables.insert(node, executable.to_owned());
        }
    }

    /// Makes and starts a node that follows some of the validators, with more options of `node join`. Its number comes after the others'.
    pub async fn join(&mut self, follow: &[String], options: &[&str]) -> usize {
        let number = self.children.len();
        let chain_id = self.get(0, "/api/v11/info").await["chainId"].clone();
        let http = format!("127.0.0.1:{}", self.port + number as u16 * 10);
        let grpc = format!("127.0.0.1:{}", self.port + number as u16 * 10 + 1);
        let folder = format!("net/validator-{number}");
        let follow = follow.join(",");
        let mut arguments = vec!["node", "join", "--folder", &folder, "--follow", &follow];
        arguments.extend(["--chain-id", chain_id.as_str().expect("a chain id")]);
        arguments.extend(["--http", &http]);
        if !options.contains(&"--light") {
            arguments.extend(["--grpc", &grpc]);
        }
        arguments.extend(options);
        aurigraph(self.folder.path(), &arguments).expect_code(0);
        self.children.push(None);
        self.run(number);
        number
    }

    /// Makes and starts a node that follows and listens for validators, so that it can become one. Its number, and what a proposal calls it.
    pub async fn join_as_candidate(&mut self, follow: &[String]) -> (usize, String) {
        let number = self.children.len();
        let listen = format!("127.0.0.1:{}", self.port + number as u16 * 10 + 2);
        let joined = self.join(follow, &["--validator-listen", &listen]).await;
        self.until_height(joined, 0).await;
        let info = self.get(joined, "/api/v11/info").await;
        let key = info["nodeId"].as_str().expect("a key").to_owned();
        (joined, format!("{key}@{listen}"))
    }

    /// The configuration of another node with the genesis file and the key of a validator, on addresses of its own.
    pub fn second_with_key_of(&self, validator: usize) -> PathBuf {
        let (own, folder) = (self.folder(validator), self.path().join("net/second"));
        std::fs::create_dir(&folder).expect("a new folder");
        for name in ["genesis.json", "validator.key"] {
            std::fs::copy(own.join(name), folder.join(name)).expect("a copy");
        }
        let config = std::fs::read_to_string(self.config(validator)).expect("a configuration");
        let at = |offset: usize| format!("\"127.0.0.1:{}\"", self.port as usize + offset);
        // Where it serves, and where it listens for validators: the second time that this address stands there is in the list of all.
        let config = config
            .replacen(&at(validator * 10), &at(77), 1)
            .replacen(&at(validator * 10 + 1), &at(78), 1)
            .replacen(&at(5 + validator), &at(79), 1);
        let path = folder.join("node.toml");
        std::fs::write(&path, config).expect("a configuration");
        path
    }

    /// The key of a node that does not run.
    pub fn key_in_file(&self, node: usize) -> String {
        let seed = std::fs::read_to_string(self.folder(node).join("validator.key"));
        let seed = hex::decode(seed.expect("a key").trim()).expect("hexadecimal");
        let key = SigningKey::from_seed(Scheme::Ed25519, &seed).expect("a seed");
        hex::encode(key.public_key().as_bytes())
    }

    /// Whether it was started and not ended.
    pub fn is_running(&self, node: usize) -> bool {
        self.children[node].is_some()
    }

    /// The key of a node.
    pub async fn key(&self, node: usize) -> String {
        let info = self.get(node, "/api/v11/info").await;
        info["nodeId"].as_str().expect("a key").to_owned()
    }

    pub fn kill(&mut self, validator: usize) {
        let mut child = self.children[validator].take().expect("it runs");
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }

    /// The process of a node that runs.
    pub fn process_id(&self, node: usize) -> u32 {
        self.children[node].as_ref().expect("it runs").id()
    }

    /// Sends a signal to a validator.
    pub fn signal(&self, validator: usize, signal: &str) {
        let child = self.children[validator].as_ref().expect("it runs");
        let sent = Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(child.id().to_string())
            .status();
        assert!(sent.expect("kill is there").success());
    }

    /// Tells a validator to end, and waits until it has.
    pub fn stop(&mut self, validator: usize) -> Duration {
        self.signal(validator, "TERM");
        let mut child = self.children[validator].take().expect("it runs");
        let began = Instant::now();
        while child.try_wait().expect("it was started here").is_none() {
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
        began.elapsed()
    }

    pub fn url(&self, validator: usize) -> String {
        format!(
            "http://{}:{}",
            self.host(validator),
            self.port + validator as u16 * 10
        )
    }

    pub fn folder(&self, validator: usize) -> PathBuf {
        self.path().join(format!("net/validator-{validator}"))
    }

    pub async fn get(&self, validator: usize, path: &str) -> Value {
        let client = HttpClient::new(&self.url(validator)).expect("an address");
        client.get(path).await.expect("it answers")
    }

    /// What a node says of its health; nothing while it does not answer.
    pub async fn health(&self, node: usize) -> Value {
        let port = self.port + node as u16 * 10;
        let Ok(mut socket) = TcpStream::connect((self.host(node), port)).await else {
            return Value::Null;
        };
        let request = b"GET /q/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let mut answer = String::new();
        let asked = async {
            socket.write_all(request).await?;
            socket.read_to_string(&mut answer).await
        };
        if asked.await.is_err() {
            return Value::Null;
        }
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or(Value::Null)
    }

    pub async fn height(&self, validator: usize) -> Option<u64> {
        let client = HttpClient::new(&self.url(validator)).expect("an address");
        let faucet = client.account_by_index(AccountIndex::new(0)).await;
        Some(faucet.ok()?.height)
    }

    pub async fn until_height(&self, validator: usize, height: u64) {
        let began = Instant::now();
        while self.height(validator).await.is_none_or(|at| at < height) {
            assert!(
                began.elapsed() < PATIENCE,
                "validator {validator} does not reach height {height}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn wallet(&self, validator: usize, arguments: &[&str]) -> Run {
        let url = self.url(validator);
        let mut all = vec![
            "wallet",
            arguments[0],
            "--key",
            "treasury.key",
            "--http",
            &url,
        ];
        all.extend(&arguments[1..]);
        all.push("--json");
        aurigraph(self.path(), &all)
    }

    pub fn send(&self, validator: usize, amount: &str, more: &[&str]) -> Run {
        let send = [
            "send", "--yes", "--to", "2", "--asset", "EUR", "--amount", amount,
        ];
        self.wallet(validator, &[&send[..], more].concat())
    }

    pub fn balance(&self, validator: usize) -> Value {
        let shown = self.wallet(validator, &["balance"]).expect_code(0).json();
        shown["balances"].clone()
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for child in self.children.iter_mut().flatten() {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
