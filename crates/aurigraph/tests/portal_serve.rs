//! Goal: a portal that is a process of its own gives a browser everything under one origin, sends its mails, survives kills of itself and of its node,
//! and says what is wrong with its configuration.
//! Method: the real executable twice, a node of a devnet and a portal in front of it with TLS, and a real mail server (aiosmtpd).

#![allow(missing_docs, clippy::unwrap_used, reason = "a test has no interface")]

mod certificates;
mod common;
mod devnet;
#[path = "../../portal/tests/mail_server/mod.rs"]
mod mail_server;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aurigraph_client::Trust;
use certificates::Authority;
use common::aurigraph;
use devnet::batches::{batch, signer, until};
use devnet::{Devnet, free_port};
use mail_server::MailServer;
use reqwest::header::{CONNECTION, COOKIE, SET_COOKIE, UPGRADE};
use reqwest::{Client, Method, StatusCode};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;

const PASSWORD: &str = "velvet otter hums quietly";
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A folder with a configuration, and perhaps a process over it. Killed when dropped.
struct PortalProcess {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
    client: Client,
}

impl PortalProcess {
    /// Writes a configuration; nothing runs yet.
    fn new(node_port: u16, mails: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let authority = Authority::new(folder.path(), "authority");
        authority.issue(folder.path(), &["localhost"], None);
        let port = free_port();
        let text = format!(
            "listen = \"127.0.0.1:{port}\"\npublic_url = \"https://localhost:{port}\"\ndata_dir = \"data\"\n{mails}\n\
             [node]\nurl = \"http://127.0.0.1:{node_port}\"\n[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n"
        );
        let client = Client::builder()
            .no_proxy()
            .tls_backend_preconfigured(authority.trust().http_config().unwrap())
            .build()
            .unwrap();
        let portal = Self {
            folder,
            port,
            child: None,
            client,
        };
        std::fs::write(portal.config(), text).unwrap();
        portal
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("portal.toml")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    async fn start(&mut self) {
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
            .args(["portal", "serve", "--config"])
            .arg(self.config())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the executable starts");
        self.child = Some(child);
        let began = Instant::now();
        while self
            .ask(Method::GET, "/api/v11/auth/session", "", None)
            .await
            .is_none()
        {
            let ended = self.child.as_mut().unwrap().try_wait().unwrap();
            assert!(
                ended.is_none() && began.elapsed() < START_TIMEOUT,
                "{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it the hard way.
    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks it to end; whether it ended well.
    fn terminate(&mut self) -> bool {
        let mut child = self.child.take().unwrap();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        child.wait().unwrap().success()
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        cookie: &str,
        body: Option<Value>,
    ) -> Option<(StatusCode, Option<String>, Value)> {
        let mut request = self.client.request(method, self.url(path));
        request = request.header("x-requested-with", "aurigraph");
        if !cookie.is_empty() {
            request = request.header(COOKIE, cookie);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let cookies = answer.headers().get_all(SET_COOKIE).iter();
        let cookie = cookies
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned))
            .find(|cookie| cookie.starts_with("__Host-aurigraph-session="));
        let text = answer.text().await.ok()?;
        Some((
            status,
            cookie,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        ))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let (status, _, json) = self
            .ask(Method::GET, path, "", None)
            .await
            .expect("an answer");
        (status, json)
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Option<String>, Value) {
        self.ask(Method::POST, path, "", Some(body))
            .await
            .expect("an answer")
    }

    async fn who(&self, cookie: &str) -> Value {
        let asked = self
            .ask(Method::GET, "/api/v11/auth/session", cookie, None)
            .await;
        asked.expect("an answer").2["session"]["user"]["email"].clone()
    }

    async fn ask_for_sign_up(&self, email: &str) {
        let (status, _, json) = self
            .post("/api/v11/auth/sign-up", json!({ "email": email }))
            .await;
        assert_eq!(status, 202, "{json}");
    }

    /// Follows the link of a mail; the session's cookie.
    async fn complete(&self, text: &str) -> String {
        let link = self.url("/complete-sign-up#");
        let (_, token) = text.split_once(&link).expect("a link to this portal");
        let token = token.split_whitespace().next().unwrap();
        let body = json!({ "token": token, "name": "Ada Lovelace", "password": PASSWORD });
        let (status, cookie, json) = self.post("/api/v11/auth/complete-sign-up", body).await;
        assert_eq!(status, 200, "{json}");
        cookie.expect("a session")
    }

    fn run(&self, arguments: &[&str]) -> common::Run {
        let config = self.config();
        let named = ["--config", config.to_str().unwrap()];
        aurigraph(
            self.folder.path(),
            &[&["portal"], arguments, &named[..]].concat(),
        )
    }
}

impl Drop for PortalProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

fn smtp_section(server: &MailServer) -> String {
    let password_file = server.ask_for_password("hunter two");
    format!(
        "[smtp]\nserver = \"localhost\"\nport = {}\nencryption = \"tls\"\nuser = \"portal\"\npassword_file = \"{}\"\n\
         sender = \"Ledger portal <no-reply@ledger.example>\"\nca_certificate = \"{}\"\n",
        server.port,
        password_file.display(),
        server.certificate().display()
    )
}

async fn node(folder: &Path, ports: (u16, u16)) -> Devnet {
    let trust = Trust::system();
    Devnet::start_at(
        ports,
        ("http://127.0.0.1", &trust),
        folder,
        &[],
        Stdio::null(),
    )
    .await
}

/// Reads of a WebSocket until a text was in it.
async fn read_until(stream: &mut reqwest::Upgraded, text: &str) {
    let mut seen = String::new();
    let reading = async {
        let mut bytes = [0; 4096];
        while !seen.contains(text) {
            let length = stream.read(&mut bytes).await.unwrap();
            assert!(length > 0, "it ended: {seen}");
            seen += &String::from_utf8_lossy(&bytes[..length]);
        }
    };
    let read = tokio::time::timeout(Duration::from_secs(20), reading).await;
    read.unwrap_or_else(|_| panic!("no {text} in the live stream"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_origin_serves_pages_ledger_stream_and_users() {
    let net = TempDir::new().unwrap();
    let ports = (free_port(), free_port());
    let mut ledger = node(net.path(), ports).await;
    let mails = MailServer::start("tls");
    let mut portal = PortalProcess::new(ports.0, &smtp_section(&mails));
    portal.start().await;

    // The live stream, and a payment that it tells of.
    let asked = portal.client.get(portal.url("/api/v11/live/stream"));
    let asked = asked
        .header(CONNECTION, "upgrade")
        .header(UPGRADE, "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    let mut stream = asked.send().await.unwrap().upgrade().await.unwrap();
    read_until(&mut stream, "connection_established").await;
    let bytes = batch(&signer(net.path(), &ledger), 10);
    let sent = portal
        .client
        .post(portal.url("/api/v11/blockchain/transactions/batch"));
    let sent = sent
        .header("content-type", "application/octet-stream")
        .body(bytes);
    let answer = sent.send().await.unwrap();
    assert_eq!(answer.status(), 201, "{:?}", answer.text().await);
    read_until(&mut stream, "\"type\":\"block_update\"").await;

    // REST is the node's, pages are the portal's.
    let (status, listed) = portal.get("/api/v11/blockchain/transactions?limit=5").await;
    assert_eq!(status, 200);
    let of_node: Value = ledger
        .http
        .get("/api/v11/blockchain/transactions?limit=5")
        .await
        .unwrap();
    assert_eq!(listed, of_node);
    let (status, _) = portal.get("/q/health/ready").await;
    assert_eq!(status, 200);
    let page = portal
        .client
        .get(portal.url("/transactions"))
        .header("accept", "text/html");
    let page = page.send().await.unwrap();
    assert!(page.headers().contains_key("content-security-policy"));
    let (status, json) = portal.get("/api/v11/auth/session?as=root").await;
    assert_eq!(
        (status.as_u16(), &json["code"]),
        (400, &json!("unknown_field"))
    );
    let (status, json) = portal.get("/api/v11/nothing").await;
    assert_eq!((status.as_u16(), &json["code"]), (404, &json!("not_found")));
    // The node has an inbox; this portal sends its mails.
    let (status, _) = portal.get("/api/v11/devnet/mails").await;
    assert_eq!(status, 404);

    // A user by mail, who survives a kill.
    portal.ask_for_sign_up("ada@example.org").await;
    until("the mail", async || mails.mails().len() == 1).await;
    let mail = &mails.mails()[0];
    assert_eq!(
        (&mail["encrypted"], &mail["user"]),
        (&json!(true), &json!("portal"))
    );
    let cookie = portal.complete(mail["text"].as_str().unwrap()).await;
    assert_eq!(portal.who(&cookie).await, "ada@example.org");
    portal.kill();
    portal.start().await;
    assert_eq!(portal.who(&cookie).await, "ada@example.org");
    assert_eq!(mails.mails().len(), 1);

    // A node that is away takes the ledger's routes, and nothing of the portal's.
    ledger.kill();
    let (status, json) = portal.get("/api/v11/info").await;
    assert_eq!((status.as_u16(), &json["code"]), (503, &json!("not_ready")));
    assert_eq!(portal.who(&cookie).await, "ada@example.org");
    let _ledger = node(net.path(), ports).await;
    until("the node is back", async || {
        portal.get("/api/v11/info").await.0 == 200
    })
    .await;
    assert!(portal.terminate(), "{}", portal.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_waited_for_its_server_over_a_kill_is_sent_once() {
    let mut mails = MailServer::away("tls");
    let mut portal = PortalProcess::new(free_port(), &smtp_section(&mails));
    portal.start().await;
    portal.ask_for_sign_up("ada@example.org").await;
    portal.ask_for_sign_up("grace@example.org").await;
    until("an attempt", async || {
        portal.log().contains("could not be sent now")
    })
    .await;
    let log = portal.log();
    assert!(
        !log.contains("ada@example.org") && !log.contains("hunter two"),
        "{log}"
    );
    portal.kill();
    mails.come_back();
    portal.start().await;
    // The first wait after a failure is half a minute.
    let began = Instant::now();
    while mails.mails().len() < 2 {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{}",
            portal.log()
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let (_, text) = portal.get("/metrics").await;
    assert!(
        text.as_str()
            .unwrap()
            .contains("aurigraph_portal_mails_waiting 0"),
        "{text}"
    );
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut to: Vec<_> = mails
        .mails()
        .iter()
        .map(|mail| mail["to"][0].clone())
        .collect();
    to.sort_by_key(ToString::to_string);
    assert_eq!(to, ["ada@example.org", "grace@example.org"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_portal_is_copied_its_key_exchanged_and_the_copy_put_back() {
    let mails = MailServer::start("tls");
    let mut portal = PortalProcess::new(free_port(), &smtp_section(&mails));
    portal.start().await;
    portal.ask_for_sign_up("ada@example.org").await;
    until("the mail", async || mails.mails().len() == 1).await;
    let cookie = portal
        .complete(mails.mails()[0]["text"].as_str().unwrap())
        .await;

    let copied = portal
        .run(&["backup", "--to", "one.backup", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(copied["tables"]["users"], 1);
    assert_eq!(copied["wrappingKeysIncluded"], false);
    let again = portal.run(&["backup", "--to", "one.backup"]).expect_code(1);
    assert!(again.stderr.contains("exists"), "{}", again.stderr);

    // The running process goes on with the new key.
    let exchanged = portal
        .run(&["rotate-wrapping-key", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(
        (&exchanged["wrappedAnew"], &exchanged["wentOn"]),
        (&json!(2), &json!(false))
    );
    let told = portal.run(&["rotate-wrapping-key"]).expect_code(0).stdout;
    assert!(told.contains("--delete-unused"), "{told}");
    portal.ask_for_sign_up("grace@example.org").await;
    until("the mail", async || mails.mails().len() == 2).await;
    portal
        .complete(mails.mails()[1]["text"].as_str().unwrap())
        .await;
    portal.kill();
    portal.start().await;
    assert_eq!(portal.who(&cookie).await, "ada@example.org");

    // Elsewhere: the copy from before the exchange, with the file that still has its key.
    let mut other = PortalProcess::new(free_port(), &smtp_section(&mails));
    let copy = portal.folder.path().join("one.backup");
    let from = ["restore", "--from", copy.to_str().unwrap(), "--json"];
    let refused = other.run(&from).expect_code(1);
    assert!(
        refused.stderr.contains("wrapping-keys"),
        "{}",
        refused.stderr
    );
    std::fs::create_dir(other.folder.path().join("data")).unwrap();
    let keys = |portal: &PortalProcess| portal.folder.path().join("data/wrapping-keys");
    std::fs::copy(keys(&portal), keys(&other)).unwrap();
    let restored = other.run(&from).expect_code(0).json();
    assert_eq!(
        (&restored["rows"], &restored["auditLines"]),
        (&copied["rows"], &json!(2))
    );
    let refused = other.run(&from).expect_code(1);
    assert!(refused.stderr.contains("not empty"), "{}", refused.stderr);
    other.start().await;
    assert_eq!(other.who(&cookie).await, "ada@example.org");
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    assert_eq!(other.post("/api/v11/auth/sign-in", body).await.0, 200);
}

#[test]
fn a_wrong_configuration_is_refused_with_what_to_do() {
    let portal = PortalProcess::new(1, "development_inbox = true");
    let path = portal.config();
    let right = std::fs::read_to_string(&path).unwrap();
    let checked = portal
        .run(&["serve", "--check", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(
        (&checked["tls"], &checked["node"]),
        (&json!(true), &json!("http://127.0.0.1:1"))
    );
    assert!(
        !portal.folder.path().join("data").exists(),
        "nothing was made"
    );
    let secret = portal.folder.path().join("secret");
    std::fs::write(&secret, "hunter two\n").unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let smtp = |more: &str| {
        let section = "[smtp]\nserver = \"mail.example\"\nsender = \"a@ledger.example\"\n";
        right.replace("development_inbox = true", "") + section + more
    };
    for (text, expected) in [
        (right.replace("listen", "lissen"), "unknown field `lissen`"),
        (
            right.replace("127.0.0.1:1\"", "127.0.0.1:1/api\""),
            "no address of a node",
        ),
        (
            right.replace("url = \"http:", "url = \"ftp:"),
            "no address of a node",
        ),
        (
            right.replace("https://localhost", "http://ledger.example"),
            "use https://",
        ),
        (
            right.replace("certificate.pem", "nowhere.pem"),
            "nowhere.pem",
        ),
        (
            right.replace("development_inbox = true", ""),
            "there is no [smtp]",
        ),
        (
            right.replace("listen = \"127.0.0.1", "listen = \"0.0.0.0"),
            "everybody's mails",
        ),
        (
            right.replace("listen = \"127", "listen = \"nowhere at all"),
            "expected HOST:PORT",
        ),
        (
            right.replace("[node]", "postgres_url = \"mysql://x\"\n[node]"),
            "begins with postgres://",
        ),
        (
            right.replace(
                "[node]",
                "postgres_url = \"postgres://portal@db.example/portal\"\n[node]",
            ),
            "\"db.example\" is another machine",
        ),
        (
            right.replace("[node]", "postgres_url_file = \"secret\"\n[node]"),
            "chmod 600",
        ),
        (
            right.replace("[node]", "postgres_url = \"postgres://a:b@c/d\"\n[node]"),
            "chmod 600",
        ),
        (smtp("encryption = \"none\"\n"), "in the clear"),
        (smtp("encryption = \"ssl\"\n"), "unknown variant `ssl`"),
        (
            smtp("encryption = \"tls\"\nuser = \"a\"\n"),
            "belong together",
        ),
        (
            smtp("encryption = \"tls\"\npassword = \"a\"\n"),
            "unknown field `password`",
        ),
        (
            smtp("encryption = \"tls\"\nuser = \"a\"\npassword_file = \"secret\"\n"),
            "chmod 600",
        ),
        (
            smtp("encryption = \"tls\"\n").replace("a@ledger.example", "nobody"),
            "is no sender",
        ),
    ] {
        assert_ne!(text, right);
        std::fs::write(&path, &text).unwrap();
        for arguments in [&["serve", "--check"][..], &["serve"]] {
            let refused = portal.run(arguments).expect_code(1);
            assert!(
                refused.stderr.contains(expected),
                "{expected}: {}",
                refused.stderr
            );
            assert!(!refused.stderr.contains("hunter two"));
        }
    }
    assert!(
        !portal.folder.path().join("data").exists(),
        "nothing was made"
    );
}
