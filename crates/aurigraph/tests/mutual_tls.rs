//! Goal: where a node's owner names authorities of nodes, what nodes ask of each other is answered to those that show a certificate of them, and to nobody else;
//! everything else goes on as without.
//! Method: the real executable: a validator over TLS, nodes that follow it with and without certificates, and clients.

#![allow(missing_docs, reason = "a test has no interface")]

mod certificates;
mod common;
mod devnet;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aurigraph_client::tls::OwnCertificate;
use aurigraph_client::{HttpClient, Trust};
use certificates::{Authority, Issued};
use common::aurigraph;
use devnet::free_port;
use serde_json::Value;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A node that is killed when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(config: &Path) -> Running {
    let child = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args(["node", "run", "--config"])
        .arg(config)
        .env("RUST_LOG", "warn")
        .stdout(Stdio::null())
        .spawn();
    Running(child.expect("the executable starts"))
}

/// Adds lines to a section of a configuration; the section is made if it is not there.
fn add(config: &Path, section: &str, lines: &str) {
    let text = fs::read_to_string(config).expect("a configuration");
    let text = if text.contains(section) {
        text.replacen(section, &format!("{section}\n{lines}"), 1)
    } else {
        format!("{text}\n{section}\n{lines}\n")
    };
    fs::write(config, text).expect("a configuration");
}

async fn height(url: &str, trust: &Trust) -> Option<u64> {
    let client = HttpClient::trusting(url, trust).expect("an address");
    let info: Value = client.get("/api/v11/blockchain/chain/info").await.ok()?;
    info["blockHeight"].as_u64()
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn shown_by(issued: &Issued) -> OwnCertificate {
    OwnCertificate::read(&issued.certificate, &issued.key).expect("a certificate")
}

/// A folder for the files of one certificate.
fn folder(path: &Path, name: &str) -> PathBuf {
    let folder = path.join(name);
    fs::create_dir(&folder).expect("a folder");
    folder
}

#[tokio::test]
async fn nodes_show_certificates_to_each_other_and_clients_need_none() {
    let base = tempfile::tempdir().expect("a folder");
    let path = base.path();
    let servers = Authority::new(path, "servers");
    let nodes = Authority::new(path, "nodes");
    let strangers = Authority::new(path, "strangers");
    let served = servers.issue(&folder(path, "served"), &["localhost"], None);
    let own = nodes.issue(&folder(path, "own"), &["business.example"], None);
    let foreign = strangers.issue(&folder(path, "foreign"), &["business.example"], None);
    let ended = nodes.issue(&folder(path, "ended"), &["business.example"], Some(1));
    let port = free_port();
    let committee = free_port();
    let arguments = [
        "node",
        "genesis",
        "--folder",
        "net",
        "--validators",
        "1",
        "--port",
        &port.to_string(),
        "--committee-port",
        &committee.to_string(),
    ];
    aurigraph(path, &arguments).expect_code(0);
    let config = path.join("net/validator-0/node.toml");
    let tls = format!(
        "certificate = {:?}\nkey = {:?}\nnode_authorities = {:?}",
        served.certificate, served.key, nodes.file
    );
    add(&config, "[tls]", &tls);
    let _validator = run(&config);
    let url = format!("https://localhost:{port}");
    let trust = servers.trust();
    until("the validator does not answer", async || {
        height(&url, &trust).await.is_some()
    })
    .await;
    // A client without a certificate pays as ever.
    let wallet = ["--http", &url, "--ca-certificate", servers.path()];
    aurigraph(path, &["wallet", "new", "--key", "a.key"]).expect_code(0);
    let register = [&["wallet", "register", "--key", "a.key"], &wallet[..]].concat();
    aurigraph(path, &register).expect_code(0);
    // What nodes ask of each other it is refused, and told why.
    let asked = async |trust: Trust| {
        let client = HttpClient::trusting(&url, &trust).expect("an address");
        client.blocks_of_node(0, true, Duration::ZERO).await
    };
    let refused = asked(trust.clone()).await.expect_err("no certificate");
    assert_eq!(refused.code(), Some("node_certificate_needed"), "{refused}");
    asked(trust.clone().showing(shown_by(&own)))
        .await
        .expect("a node's certificate");
    for (name, issued) in [("foreign", &foreign), ("ended", &ended)] {
        let refused = asked(trust.clone().showing(shown_by(issued))).await;
        let refused = refused.expect_err(name);
        // The handshake ended: there is no answer.
        assert_eq!(refused.code(), None, "{name}: {refused}");
        assert!(refused.to_string().contains("TLS"), "{name}: {refused}");
    }

    let chain_id = HttpClient::trusting(&url, &trust)
        .expect("an address")
        .info()
        .await
        .expect("it answers")
        .chain_id;
    let follower_port = free_port();
    let http = format!("127.0.0.1:{follower_port}");
    let grpc = format!("127.0.0.1:{}", free_port());
    // The genesis file is for everybody.
    let arguments = [
        "node",
        "join",
        "--folder",
        "business",
        "--follow",
        &url,
        "--chain-id",
        &chain_id.to_string(),
        "--http",
        &http,
        "--grpc",
        &grpc,
        "--ca-certificate",
        servers.path(),
    ];
    aurigraph(path, &arguments).expect_code(0);
    let config = path.join("business/node.toml");
    let plain = Trust::nobody();
    let follower = format!("http://{http}");
    {
        let _without = run(&config);
        until("it does not answer", async || {
            height(&follower, &plain).await.is_some()
        })
        .await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(height(&follower, &plain).await, Some(0));
    }
    let half = format!("certificate = {:?}", own.certificate);
    add(&config, "[follow]", &half);
    let arguments = ["node", "run", "--config", "business/node.toml"];
    let refused = aurigraph(path, &arguments);
    assert!(refused.stderr.contains("name both"), "{}", refused.stderr);
    add(&config, "[follow]", &format!("key = {:?}", own.key));
    let _with = run(&config);
    let tip = height(&url, &trust).await.expect("it answers");
    assert!(tip > 0);
    until("it does not follow", async || {
        height(&follower, &plain).await.is_some_and(|at| at >= tip)
    })
    .await;
    let list: Value = HttpClient::trusting(&url, &trust)
        .expect("an address")
        .get("/api/v11/nodes")
        .await
        .expect("it answers");
    assert_eq!(list["nodes"][1]["nodeType"], "BUSINESS", "{list:#}");
}
