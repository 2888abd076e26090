//! Goal: with TLS everything works as without, whoever cannot be trusted is refused with what to do about it, and nobody can hold up a
//! node with handshakes or lose it by renewing a certificate.
//! Method: the real executable with certificates of authorities that the test makes; the real wallet, and sockets by hand.

#![allow(missing_docs, reason = "a test has no interface")]

mod certificates;
mod common;
mod devnet;

use std::fs;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use aurigraph_client::{HttpClient, IngestClient, IngestError, Trust};
use certificates::Authority;
use common::{Run, aurigraph, aurigraph_with};
use devnet::Devnet;
use devnet::batches::{batch, signer, until};
use serde_json::json;
use tempfile::TempDir;

/// A node under `https://localhost` whose certificate is for that name alone.
struct Node {
    folder: TempDir,
    authority: Authority,
    devnet: Devnet,
}

impl Node {
    async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let authority = Authority::new(folder.path(), "authority");
        let issued = authority.issue(folder.path(), &["localhost"], None);
        let log = File::create(folder.path().join("log")).expect("a file");
        let devnet = Devnet::start_as(
            "https://localhost",
            &authority.trust(),
            &folder.path().join("net"),
            &issued.options(),
            log.into(),
        )
        .await;
        Self {
            folder,
            authority,
            devnet,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path().join("log")).expect("it is there")
    }

    fn wallet(&self, arguments: &[&str]) -> Run {
        let http = self.devnet.http.base_url();
        let authority = ["--ca-certificate", self.authority.path()];
        let all = [&["wallet"], arguments, &["--http", http], &authority].concat();
        aurigraph(self.path(), &all)
    }

    fn http_url(&self, name: &str) -> String {
        format!("{name}:{}", self.devnet.http_port)
    }

    fn grpc_url(&self, name: &str) -> String {
        format!("{name}:{}", self.devnet.grpc_port)
    }
}

/// What a REST call to an address is answered, if it fails.
async fn rest_error(url: &str, trust: &Trust) -> String {
    let client = HttpClient::trusting(url, trust).expect("an address");
    client.info().await.expect_err("refused").to_string()
}

/// What a gRPC call to an address is answered, if it fails. A connection that ends just as the call begins says nothing of why: then once
/// more.
async fn grpc_error(url: &str, trust: &Trust) -> String {
    loop {
        let error = match IngestClient::connect_trusting(url, trust).await {
            Ok(client) => client.info().await.expect_err("refused"),
            Err(error) => error,
        };
        let ended_first = matches!(&error, IngestError::Status { message, .. } if message == "operation was canceled");
        if !ended_first {
            return error.to_string();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_with_its_proof_goes_over_tls() {
    let node = Node::start().await;
    aurigraph(node.path(), &["wallet", "new", "--key", "a.key"]).expect_code(0);
    // The faucet is a client of the same process: it calls itself over TLS, under a name that the certificate does not have.
    node.wallet(&["register", "--key", "a.key"]).expect_code(0);
    let transfer = [
        "--to", "2", "--asset", "EUR", "--amount", "1.00", "--proof", "p.json",
    ];
    let send = [&["send", "--key", "a.key", "--yes"][..], &transfer].concat();
    node.wallet(&send).expect_code(0);
    let genesis = ["verify-proof", "p.json", "--genesis", "net/genesis.json"];
    aurigraph(node.path(), &genesis).expect_code(0);

    // The same by variables.
    let balance = ["wallet", "balance", "--account", "2", "--asset", "EUR"];
    let mut variables = [
        ("AURIGRAPH_HTTP", node.devnet.http.base_url()),
        ("AURIGRAPH_CA_CERTIFICATE", node.authority.path()),
    ];
    aurigraph_with(node.path(), &balance, &variables).expect_code(0);
    variables[1].1 = "";
    let refused = aurigraph_with(node.path(), &balance, &variables).expect_code(1);
    assert!(
        refused.stderr.contains("--ca-certificate"),
        "{}",
        refused.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_trusted_is_refused_with_what_to_do() {
    let node = Node::start().await;
    let other = Authority::new(node.path(), "other");
    let (own, nobody_we_know) = (node.authority.trust(), other.trust());
    let (https, http) = ("https://localhost", "http://localhost");
    for (name, trust, expected) in [
        (https, &nobody_we_know, "--ca-certificate"),
        ("https://127.0.0.1", &own, "but for localhost"),
        (http, &own, "use https://"),
    ] {
        let told = rest_error(&node.http_url(name), trust).await;
        assert!(told.contains(expected), "{name}: {told}");
        let told = grpc_error(&node.grpc_url(name), trust).await;
        assert!(told.contains(expected), "{name}: {told}");
    }
    // The two ports taken for each other.
    let told = rest_error(&node.grpc_url(https), &own).await;
    assert!(told.contains("another protocol"), "{told}");
    let told = grpc_error(&node.http_url(https), &own).await;
    assert!(told.contains("another protocol"), "{told}");

    // Without TLS in the node.
    let folder = TempDir::new().expect("a folder");
    let plain = Devnet::start(folder.path(), &[]).await;
    let told = rest_error(&format!("{https}:{}", plain.http_port), &own).await;
    assert!(told.contains("does not speak TLS"), "{told}");
    let told = grpc_error(&format!("{https}:{}", plain.grpc_port), &own).await;
    assert!(told.contains("does not speak TLS"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_open_handshakes_hold_up_nobody() {
    const EACH: usize = 200;
    let node = Node::start().await;
    // The beginning of a record that announces 512 bytes.
    let beginnings: [&[u8]; 3] = [b"", &[22], &[22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]];
    let mut half_open = Vec::new();
    for port in [node.devnet.http_port, node.devnet.grpc_port] {
        for beginning in beginnings {
            for _ in 0..EACH {
                let address = (Ipv4Addr::LOCALHOST, port);
                let mut client = TcpStream::connect(address).expect("a connection");
                client.write_all(beginning).expect("it is open");
                half_open.push(client);
            }
        }
    }
    let ingest = IngestClient::connect_trusting(
        &node.grpc_url("https://localhost"),
        &node.authority.trust(),
    )
    .await
    .expect("others are served");
    let bytes = batch(&signer(&node.path().join("net"), &node.devnet), 10);
    let outcomes = ingest.submit(bytes).await.expect("an answer");
    assert!(outcomes[0].is_fully_applied());
    node.devnet.http.info().await.expect("others are served");
    for mut client in half_open {
        client.set_nonblocking(true).expect("a socket");
        let read = client.read(&mut [0]);
        assert!(
            read.is_err(),
            "none of them was closed to make room: {read:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_served_at_once_and_a_bad_one_never() {
    let node = Node::start().await;
    let new = Authority::new(node.path(), "new");
    let url = node.http_url("https://localhost");
    let grpc_url = node.grpc_url("https://localhost");
    rest_error(&url, &new.trust()).await;
    let issued = new.issue(node.path(), &["localhost"], None);
    let serves_new = async || {
        let client = HttpClient::trusting(&url, &new.trust()).expect("an address");
        client.info().await.is_ok()
    };
    until("the new certificate is served", serves_new).await;
    IngestClient::connect_trusting(&grpc_url, &new.trust())
        .await
        .expect("gRPC has it as well");

    fs::write(&issued.certificate, "-----BEGIN").expect("a file");
    until("the bad one is found", async || {
        assert!(serves_new().await, "the one before stays");
        node.log().contains("the one before stays")
    })
    .await;
    assert!(serves_new().await);

    // One that has expired is served all the same, and the log says so.
    new.issue(node.path(), &["localhost"], Some(3));
    until("the expired one is found", async || {
        !serves_new().await && node.log().contains("clients will refuse the certificate")
    })
    .await;
    let told = rest_error(&url, &new.trust()).await;
    assert!(told.contains("expired, 3 days ago"), "{told}");
    let told = grpc_error(&grpc_url, &new.trust()).await;
    assert!(told.contains("expired, 3 days ago"), "{told}");
}

#[test]
fn a_node_without_a_usable_certificate_says_what_to_do_and_sets_nothing_up() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path();
    let data = path.join("net");
    let refusal = |options: &[&str], code: i32| {
        let output = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
            .args(["dev", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"])
            .arg("--data-dir")
            .arg(&data)
            .args(options)
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(!data.exists(), "nothing was set up");
        told
    };
    let authority = Authority::new(path, "authority");
    let issued = authority.issue(path, &["localhost"], None);
    let [_, certificate, _, key] = issued.options();
    let told = refusal(&["--tls-certificate", certificate], 2);
    assert!(told.contains("--tls-key"), "{told}");
    let told = refusal(&["--tls-certificate", "nowhere.pem", "--tls-key", key], 1);
    assert!(told.contains("nowhere.pem"), "{told}");
    let told = refusal(&["--tls-certificate", key, "--tls-key", key], 1);
    assert!(told.contains("holds no certificate"), "{told}");
    let told = refusal(
        &["--tls-certificate", authority.path(), "--tls-key", key],
        1,
    );
    assert!(told.contains("is not the one of the certificate"), "{told}");
    fs::set_permissions(&issued.key, fs::Permissions::from_mode(0o644)).expect("our file");
    let told = refusal(&issued.options(), 1);
    assert!(told.contains("chmod 600"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_devnet_makes_a_certificate_of_its_own_once() {
    let folder = TempDir::new().expect("a folder");
    let authority = folder.path().join("tls/authority.pem");
    let mut first = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args(["dev", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"])
        .args(["--tls-self-signed", "--data-dir"])
        .arg(folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let certificate = folder.path().join("tls/certificate.pem");
    until("the certificate is there", async || certificate.exists()).await;
    // As a crash leaves it: the next start must take it up.
    first.kill().expect("it runs");
    first.wait().expect("it ends");
    let before = fs::read(&authority).expect("it is there");
    let key = fs::metadata(folder.path().join("tls/key.pem")).expect("it is there");
    assert_eq!(key.permissions().mode() & 0o777, 0o600);

    let trust = Trust::authorities(&authority).expect("an authority");
    let options = ["--tls-self-signed"];
    let devnet = Devnet::start_as(
        "https://localhost",
        &trust,
        folder.path(),
        &options,
        Stdio::null(),
    )
    .await;
    let by_address = format!("https://127.0.0.1:{}", devnet.grpc_port);
    let client = IngestClient::connect_trusting(&by_address, &trust).await;
    assert!(
        client
            .expect("trusted")
            .info()
            .await
            .expect("it answers")
            .devnet
    );
    assert_eq!(fs::read(&authority).expect("it is there"), before);

    // What is trusted must be certificates.
    let key_file = folder.path().join("tls/key.pem");
    let arguments = ["wallet", "balance", "--account", "2", "--json"];
    let named = ["--ca-certificate", key_file.to_str().expect("text")];
    let run = aurigraph(folder.path(), &[&arguments[..], &named].concat()).expect_code(2);
    assert_eq!(run.json()["error"]["outcome"], json!("usage"));
}
