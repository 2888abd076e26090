//! Goal: a node becomes one of an organisation by a request, somebody else's approval, a token and its own key; every node of the network knows it from the ledger,
//! and a revocation holds at once and for good.
//! Method: the real executable: four validators of which the first serves the portal, two people at it, and a business node.

#![allow(missing_docs, reason = "a test has no interface")]

mod browser;
mod common;

use std::time::{Duration, Instant};

use browser::{Answer, PASSWORD, ask, sign_up};
use common::network::{Network, PATIENCE};
use common::{Run, aurigraph};
use serde_json::{Value, json};

struct Person {
    port: u16,
    cookie: String,
}

impl Person {
    fn new(port: u16, email: &str) -> Self {
        let cookie = sign_up(port, email);
        let person = Self { port, cookie };
        let body = json!({ "currentPassword": PASSWORD, "code": null });
        let confirmed = person.post("/api/v11/auth/step-up", &body);
        assert_eq!(confirmed.status, 200, "{}", confirmed.json);
        person
    }

    fn get(&self, path: &str) -> Value {
        let answer = ask(self.port, "GET", path, &self.cookie, &Value::Null);
        assert_eq!(answer.status, 200, "{path}: {}", answer.json);
        answer.json
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        ask(self.port, "POST", path, &self.cookie, body)
    }

    /// The same where it has to succeed.
    fn posted(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body);
        assert!(
            (200..300).contains(&answer.status),
            "{path}: {}",
            answer.json
        );
        answer.json
    }
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}

/// An owner and an admin of one organisation, and its address.
fn people(port: u16) -> (Person, Person, String) {
    let owner = Person::new(port, "ada@example.org");
    let made = owner.posted("/api/v11/organisations", &json!({ "name": "Engines" }));
    let base = format!("/api/v11/organisations/{}", text(&made["organisationId"]));
    let invited = json!({ "emails": ["bo@example.org"], "roles": ["admin"] });
    owner.posted(&format!("{base}/invitations"), &invited);
    let admin = Person::new(port, "bo@example.org");
    let open = admin.get("/api/v11/profile/invitations");
    let id = text(&open["invitations"][0]["invitationId"]);
    let path = format!("/api/v11/profile/invitations/{id}/accept");
    admin.posted(&path, &Value::Null);
    (owner, admin, format!("{base}/nodes"))
}

/// Asked for by the owner and approved by the admin. Its path, and a token for it.
fn approved((owner, admin, base): &(Person, Person, String), name: &str) -> (String, String) {
    let wanted = json!({ "name": name, "nodeType": "business", "note": null });
    let asked = owner.posted(base, &wanted);
    let path = format!("{base}/{}", text(&asked["requestId"]));
    admin.posted(&format!("{path}/approve"), &Value::Null);
    let made = owner.posted(&format!("{path}/token"), &Value::Null);
    (path, text(&made["token"]).to_owned())
}

fn enrol(network: &Network, node: usize, token: &str) -> Run {
    let file = network.path().join("token");
    std::fs::write(&file, format!("{token}\n")).expect("a file");
    let config = network.config(node).display().to_string();
    let url = network.url(0);
    let arguments = [
        "node",
        "enrol",
        "--config",
        &config,
        "--portal",
        &url,
        "--token-file",
        "token",
        "--json",
    ];
    aurigraph(network.path(), &arguments)
}

/// The node of a key in the list of another one.
async fn listed(network: &Network, at: usize, node_id: &Value) -> Option<Value> {
    let list = network.get(at, "/api/v11/nodes").await;
    let nodes = list["nodes"].as_array().expect("a list").clone();
    nodes.into_iter().find(|node| node["nodeId"] == *node_id)
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    began.elapsed()
}

fn submissions(health: &Value) -> Option<String> {
    let mut checks = health["checks"].as_array()?.iter();
    let check = checks.find(|check| check["name"] == "submissions")?;
    Some(check["data"]["reason"].as_str()?.to_owned())
}

#[tokio::test]
async fn an_organisations_node_is_known_to_all_and_a_revoked_one_to_none() {
    let mut network = Network::start().await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);
    let follow = [network.url(0), network.url(1), network.url(2)];
    let business = network.join(&follow, &[]).await;
    network.until_height(business, 1).await;
    let node_id = network.get(business, "/api/v11/info").await["nodeId"].clone();
    until("it is not heard of", async || {
        listed(&network, 2, &node_id).await.is_some()
    })
    .await;
    let before = listed(&network, 2, &node_id).await.expect("it is listed");
    assert!(before["registration"].is_null(), "{before}");

    let port = network.url(0);
    let (_, port) = port.rsplit_once(':').expect("a port");
    let people = people(port.parse().expect("a port"));
    let (path, token) = approved(&people, "Frankfurt 1");
    let enrolled = enrol(&network, business, &token).expect_code(0).json();
    assert_eq!(enrolled["enrolment"]["nodeId"], node_id, "{enrolled}");
    assert_eq!(enrolled["enrolment"]["name"], "Frankfurt 1");
    assert_eq!(enrolled["configurationChanged"], true);
    // Every node of the network reads it from the ledger.
    for validator in 0..4 {
        until("a validator does not know of it", async || {
            let node = listed(&network, validator, &node_id).await;
            // The last one is not followed: it has never heard of the node.
            node.map_or(validator == 3, |node| node["registration"] == "registered")
        })
        .await;
    }
    // Its answer may have been lost: the same again changes nothing.
    let again = enrol(&network, business, &token).expect_code(0).json();
    assert_eq!(again["enrolment"], enrolled["enrolment"]);
    assert_eq!(again["configurationChanged"], false);
    network.stop(business);
    network.run(business);
    network.until_height(business, 1).await;
    until("it does not know of itself", async || {
        let own = listed(&network, business, &node_id).await;
        own.is_some_and(|node| node["registration"] == "registered")
    })
    .await;
    network.send(business, "1.00", &[]).expect_code(0);

    let reason = json!({ "reason": "the machine was sold" });
    let revoked = people.0.posted(&format!("{path}/revoke"), &reason);
    assert_eq!(revoked["state"], "revoked");
    assert!(revoked["revocation"]["blockHeight"].is_u64(), "{revoked}");
    let took = until("a validator still lists it", async || {
        listed(&network, 2, &node_id).await.is_none()
    })
    .await;
    eprintln!("revoked: not listed any more after {took:?}");
    until("it goes on taking submissions", async || {
        let reason = submissions(&network.health(business).await);
        reason.is_some_and(|reason| reason.contains("revoked this node's key"))
    })
    .await;
    let refused = network.send(business, "1.00", &[]);
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("revoked this node's key"),
        "{}",
        refused.stderr
    );
    // After a start a validator still knows, and the node follows on.
    network.kill(2);
    network.run(2);
    network.send(1, "1.00", &[]).expect_code(0);
    let tip = network.height(1).await.expect("it runs");
    network.until_height(business, tip).await;
    network.until_height(2, tip).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(listed(&network, 2, &node_id).await, None);
    let refused = enrol(&network, business, &token);
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("lets no node in"),
        "{}",
        refused.stderr
    );
    let (_, token) = approved(&people, "Frankfurt 2");
    let refused = enrol(&network, business, &token);
    assert!(refused.stderr.contains("was revoked"), "{}", refused.stderr);
}

#[tokio::test]
async fn what_cannot_enrol_says_why() {
    let network = Network::start_of(1).await;
    let empty = enrol(&network, 0, "");
    assert_eq!(empty.code, 2, "{}", empty.stderr);
    assert!(
        empty.stderr.contains("there is no token"),
        "{}",
        empty.stderr
    );
    let unknown = enrol(&network, 0, "never-was-one");
    assert_ne!(unknown.code, 0);
    assert!(
        unknown.stderr.contains("lets no node in"),
        "{}",
        unknown.stderr
    );
    // The folder of another network.
    let other = network.path().join("other");
    let folder = other.display().to_string();
    let arguments = [
        "node",
        "genesis",
        "--folder",
        &folder,
        "--validators",
        "1",
        "--port",
        "19903",
        "--committee-port",
        "19908",
    ];
    aurigraph(network.path(), &arguments).expect_code(0);
    let config = other.join("validator-0/node.toml").display().to_string();
    let url = network.url(0);
    std::fs::write(network.path().join("token"), "token").expect("a file");
    let arguments = [
        "node",
        "enrol",
        "--config",
        &config,
        "--portal",
        &url,
        "--token-file",
        "token",
    ];
    let refused = aurigraph(network.path(), &arguments);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("belongs to the network"),
        "{}",
        refused.stderr
    );
}
