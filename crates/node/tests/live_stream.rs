//! Goal: whoever keeps up with the live stream gets every update, whoever does not is closed by name, and neither costs the other anything.
//! Method: two hundred WebSocket clients on sockets, with TLS and without, every fifth of which stops to read; updates as fast as those who read
//! take them.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aurigraph_node::http;
use aurigraph_node::live::Channel;
use aurigraph_node::live::messages::{LiveContent, NetworkHealth, NetworkUpdate};
use aurigraph_node::tls::{ServerTls, TlsFiles};
use http_support::Api;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

const CLIENTS: usize = 200;
const STALLED_EVERY: usize = 5;
/// Those who read are waited for after so many updates: far fewer than may wait for a client, so that a busy machine makes none of them slow.
const UPDATES_AHEAD: u64 = 100;
/// Whoever does not read is closed long before so many.
const UPDATES_MAX: u64 = 100_000;
/// So long nothing has to take, on the busiest machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clients that only wait for updates wait through the connecting of all others, and through whatever the test does between two updates.
const BETWEEN_UPDATES: Duration = Duration::from_secs(300);
/// As long the server waits for a client to read why it was closed.
const FAREWELL: Duration = Duration::from_secs(10);

struct Server {
    api: Api,
    address: SocketAddr,
    /// How to connect to one with TLS.
    connector: Option<TlsConnector>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    fn start(connections_max: usize) -> Self {
        Self::start_with(connections_max, None)
    }

    fn start_with_tls(connections_max: usize) -> Self {
        Self::start_with(connections_max, Some(certificate()))
    }

    fn start_with(connections_max: usize, tls: Option<(ServerTls, TlsConnector)>) -> Self {
        let (tls, connector) = tls.unzip();
        let api = Api::start();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let address = listener.local_addr().expect("it is bound");
        let routes = http::server::Routes::new(http::router(api.handle.node.clone()).0);
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            let served = http::server::serve(listener, routes, connections_max, tls, stopped);
            served.await.expect("it serves");
        });
        Self {
            api,
            address,
            connector,
            stop,
            serving,
        }
    }

    async fn client(&self, query: &str) -> Client {
        let socket = TcpSocket::new_v4().expect("a socket");
        self.client_by(socket, query).await
    }

    /// One for which little waits in the operating system.
    async fn narrow_client(&self) -> Client {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small one");
        self.client_by(socket, "").await
    }

    async fn client_by(&self, socket: TcpSocket, query: &str) -> Client {
        let socket = socket.connect(self.address).await.expect("it listens");
        let Some(connector) = &self.connector else {
            return Client::open(Box::new(socket), query).await;
        };
        let name = ServerName::try_from("localhost").expect("a name");
        let encrypted = connector.connect(name, socket).await.expect("trusted");
        Client::open(Box::new(encrypted), query).await
    }

    /// Makes an update, which says that there are so many clients, and sends it.
    fn update(&self, number: u64) {
        let live = &self.api.handle.node.live;
        let update = LiveContent::NetworkUpdate(NetworkUpdate {
            active_nodes: 1,
            total_nodes: 1,
            network_health: NetworkHealth::Healthy,
            block_height: number,
            indexed_height: 0,
            web_socket_clients: 0,
        });
        live.send(Channel::NetworkStatus, update);
        live.flush();
    }

    async fn stop(self) {
        self.api.handle.node.live.close();
        self.stop.send(()).expect("it serves");
        self.serving.await.expect("it ends");
        self.api.stop().await;
    }
}

/// A certificate for `localhost`, and who trusts it.
fn certificate() -> (ServerTls, TlsConnector) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("one");
    let files = TlsFiles {
        node_authorities: None,
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
    };
    fs::write(&files.certificate, made.cert.pem()).expect("a file");
    fs::write(&files.key, made.signing_key.serialize_pem()).expect("a file");
    fs::set_permissions(&files.key, Permissions::from_mode(0o600)).expect("our file");
    let mut roots = RootCertStore::empty();
    roots
        .add(made.cert.der().clone())
        .expect("its own authority");
    let config = ClientConfig::builder_with_provider(aurigraph_client::tls::provider())
        .with_safe_default_protocol_versions()
        .expect("TLS 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tls = ServerTls::load(files).expect("usable");
    (tls, TlsConnector::from(Arc::new(config)))
}

trait Socket: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Socket for S {}

/// A client that reads frames of a server by hand.
struct Client {
    socket: Box<dyn Socket>,
    read: Vec<u8>,
    /// How long it waits for the next bytes.
    patience: Duration,
}

impl Client {
    async fn open(mut socket: Box<dyn Socket>, query: &str) -> Self {
        let handshake = format!(
            "GET /api/v11/live/stream{query} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.write_all(handshake.as_bytes()).await.expect("sent");
        let mut client = Self {
            socket,
            read: Vec::new(),
            patience: PATIENCE,
        };
        let head = loop {
            let head = client.read.windows(4).position(|part| part == b"\r\n\r\n");
            match head {
                Some(head) => break head,
                None => client.read_more().await,
            }
        };
        let head: Vec<u8> = client.read.drain(..head + 4).collect();
        let head = String::from_utf8(head).expect("text");
        assert!(
            head.starts_with("HTTP/1.1 101") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            "{head}"
        );
        client
    }

    async fn read_more(&mut self) {
        assert!(self.has_more().await, "it ended without a close frame");
    }

    /// Reads some bytes, unless the connection has ended.
    async fn has_more(&mut self) -> bool {
        timeout(self.patience, self.socket.read_buf(&mut self.read))
            .await
            .expect("in time")
            .is_ok_and(|count| count > 0)
    }

    /// Opcode and payload of the next frame.
    async fn frame(&mut self) -> (u8, Vec<u8>) {
        let frame = self.frame_or_end().await;
        frame.expect("it ended without a close frame")
    }

    async fn frame_or_end(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let [first, second, ..] = self.read[..] {
                let (length, begin) = match second {
                    126 if self.read.len() >= 4 => (
                        usize::from(self.read[2]) << 8 | usize::from(self.read[3]),
                        4,
                    ),
                    126 => (usize::MAX - 10, 4),
                    short => (usize::from(short), 2),
                };
                if self.read.len() >= begin + length {
                    let payload = self.read[begin..begin + length].to_vec();
                    self.read.drain(..begin + length);
                    return Some((first & 0x0f, payload));
                }
            }
            if !self.has_more().await {
                return None;
            }
        }
    }

    async fn message(&mut self) -> Value {
        let (opcode, payload) = self.frame().await;
        assert_eq!(opcode, 1, "{payload:?}");
        serde_json::from_slice(&payload).expect("JSON")
    }

    /// Reads to the end. Returns the close frame's code, if there is one, and how many messages came before.
    async fn read_to_the_close(&mut self) -> (Option<u16>, u64) {
        let mut messages = 0;
        while let Some((opcode, payload)) = self.frame_or_end().await {
            if opcode == 8 {
                let code = u16::from_be_bytes([payload[0], payload[1]]);
                return (Some(code), messages);
            }
            messages += 1;
        }
        (None, messages)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_gets_every_update_and_who_does_not_is_closed_by_name() {
    for server in [
        Server::start(CLIENTS + 10),
        Server::start_with_tls(CLIENTS + 10),
    ] {
        some_read_and_some_do_not(server).await;
    }
}

async fn some_read_and_some_do_not(server: Server) {
    let (mut reading, mut stalled) = (Vec::new(), Vec::new());
    let read = Arc::new(AtomicU64::new(0));
    for number in 0..CLIENTS {
        if number % STALLED_EVERY == 0 {
            let mut client = server.narrow_client().await;
            client.message().await;
            stalled.push(client);
            continue;
        }
        let mut client = server.client("").await;
        let welcome = client.message().await;
        assert_eq!(welcome["type"], "connection_established");
        client.patience = BETWEEN_UPDATES;
        let read = Arc::clone(&read);
        reading.push(tokio::spawn(async move {
            let before = welcome["sequence"].as_u64().expect("a sequence");
            for number in 1.. {
                let (opcode, payload) = client.frame().await;
                if opcode == 8 {
                    let code = u16::from_be_bytes([payload[0], payload[1]]);
                    return (code, number - 1);
                }
                let message: Value = serde_json::from_slice(&payload).expect("JSON");
                assert_eq!(message["payload"]["blockHeight"], number);
                assert_eq!(message["sequence"], before + number, "nothing is left out");
                read.fetch_add(1, Ordering::Relaxed);
            }
            unreachable!("it is closed");
        }));
    }
    let live = &server.api.handle.node.live;
    assert_eq!(live.clients(), CLIENTS);
    let mut updates = 0;
    // The last moment at which nobody had been closed.
    let mut nobody_closed_at = Instant::now();
    while live.dropped_slow() < stalled.len() as u64 {
        assert!(updates < UPDATES_MAX, "some who do not read are not closed");
        updates += 1;
        let now = Instant::now();
        if live.dropped_slow() == 0 {
            nobody_closed_at = now;
        }
        server.update(updates);
        if updates.is_multiple_of(UPDATES_AHEAD) {
            timeout(PATIENCE, async {
                while read.load(Ordering::Relaxed) < updates * reading.len() as u64 {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            })
            .await
            .expect("who reads gets everything");
        }
    }
    // Whoever was closed is told why, once it reads; up to then it has what was begun for it.
    for client in &mut stalled {
        match client.read_to_the_close().await {
            (Some(code), messages) => {
                assert_eq!(code, 4008);
                assert!(messages < updates);
            }
            // The machine stood still for so long that the server has stopped waiting for the client.
            (None, _) => assert!(nobody_closed_at.elapsed() > FAREWELL, "not told why"),
        }
    }
    assert_eq!(live.dropped_slow(), stalled.len() as u64);
    // A node that stops says so to everybody who is left.
    server.api.handle.node.live.close();
    for client in reading {
        assert_eq!(client.await.expect("it ends"), (1001, updates));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_gets_what_it_missed_or_is_told_of_the_gap() {
    let server = Server::start(CLIENTS + 10);
    let mut client = server.client("").await;
    let before = client.message().await["sequence"]
        .as_u64()
        .expect("a sequence");
    drop(client);
    for number in 1..=3 {
        server.update(number);
    }
    let mut client = server.client(&format!("?resume={}", before + 1)).await;
    assert_eq!(client.message().await["sequence"], before + 3);
    server.update(4);
    for number in 2..=4 {
        let message = client.message().await;
        assert_eq!(message["payload"]["blockHeight"], number);
        assert_eq!(message["sequence"], before + number);
    }
    let mut client = server.client("?resume=1").await;
    client.message().await;
    let gap = client.message().await;
    assert_eq!(gap["payload"]["code"], "resume_gap", "{gap}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_gets_the_channels_it_asked_for_and_answers_to_what_it_says() {
    let server = Server::start(CLIENTS + 10);
    let mut client = server.client("").await;
    client.message().await;
    // Masked with zeros, so that the text can be read here.
    let say = |text: &str| {
        let mut frame = vec![0x81, 0x80 | text.len() as u8, 0, 0, 0, 0];
        frame.extend_from_slice(text.as_bytes());
        frame
    };
    let mut both = say(r#"{"type":"ping"}"#);
    both.extend(say(r#"{"type":"subscribe","channel":"tps_updates"}"#));
    client.socket.write_all(&both).await.expect("sent");
    assert_eq!(client.message().await["type"], "pong");
    let confirmed = client.message().await;
    assert_eq!(confirmed["payload"]["status"], "subscribed", "{confirmed}");
    server.update(1);
    let question = say(r#"{"type":"dance"}"#);
    client.socket.write_all(&question).await.expect("sent");
    let answer = client.message().await;
    assert_eq!(
        answer["payload"]["code"], "unknown_message",
        "the update was of another channel: {answer}"
    );
    let mut bye = vec![0x88, 0x82, 0, 0, 0, 0];
    bye.extend_from_slice(&1000_u16.to_be_bytes());
    client.socket.write_all(&bye).await.expect("sent");
    assert_eq!(client.read_to_the_close().await, (Some(1000), 0));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_counts_as_a_connection_as_long_as_it_lives() {
    let server = Server::start(2);
    let first = server.client("").await;
    let _second = server.client("").await;
    let refused = async || {
        let mut third = TcpStream::connect(server.address).await.expect("accepted");
        let request = "GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n";
        let sent = third.write_all(request.as_bytes()).await;
        sent.is_err() || matches!(third.read(&mut [0; 16]).await, Ok(0) | Err(_))
    };
    assert!(refused().await, "both places are taken");
    drop(first);
    timeout(PATIENCE, async {
        while refused().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("its place is free again");
    server.stop().await;
}
