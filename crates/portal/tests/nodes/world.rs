//! An organisation with an owner and an admin, a ledger, and nodes with keys of their own.

use aurigraph_types::node_registration::enrolment_digest;
use aurigraph_types::{Scheme, SigningKey};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::portal::ledger_double::{CHAIN, LedgerDouble};
use crate::portal::people::{founded, joined};
use crate::portal::{Answer, Browser, TestPortal};

pub struct World {
    pub portal: TestPortal,
    pub ledger: LedgerDouble,
    pub base: String,
    pub owner: Browser,
    /// In a session that was not confirmed lately.
    pub admin: Browser,
}

/// The portal is connected to the ledger.
pub async fn world(portal: TestPortal) -> World {
    let ledger = LedgerDouble::start().await;
    drop(portal.portal.connect_ledger(ledger.client()).unwrap());
    let mut owner = portal.new_user("ada@example.org").await;
    let base = founded(&mut owner, "Engines").await;
    let admin = joined(
        &portal,
        (&mut owner, &base),
        "bo@example.org",
        json!(["admin"]),
    )
    .await;
    World {
        portal,
        ledger,
        base,
        owner,
        admin,
    }
}

pub fn node_key() -> SigningKey {
    SigningKey::generate(Scheme::Ed25519)
}

/// What a node sends.
pub fn enrolment(token: &str, key: &SigningKey) -> Value {
    let digest = enrolment_digest(&CHAIN, key.public_key(), token);
    json!({
        "token": token,
        "publicKey": hex::encode(key.public_key().as_bytes()),
        "signature": hex::encode(key.sign(&digest)),
    })
}

impl World {
    /// The owner asks for a node. Its id.
    pub async fn asks(&mut self, name: &str) -> String {
        let body = json!({ "name": name, "nodeType": "business", "note": null });
        let asked = self.owner.post(&format!("{}/nodes", self.base), body).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.json);
        asked.json["requestId"].as_str().unwrap().to_owned()
    }

    /// The owner asks for a node, and the admin approves it. Its id.
    pub async fn approved(&mut self, name: &str) -> String {
        let id = self.asks(name).await;
        self.admin.stepped_up().await;
        let path = format!("{}/nodes/{id}/approve", self.base);
        let approved = self.admin.post(&path, Value::Null).await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.json);
        id
    }

    /// The owner makes a token.
    pub async fn token_of(&mut self, id: &str) -> String {
        self.owner.stepped_up().await;
        let path = format!("{}/nodes/{id}/token", self.base);
        let made = self.owner.post(&path, Value::Null).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_eq!(made.json["chainId"], CHAIN.to_string());
        assert!(made.json["nodeRegistrar"].is_string());
        assert_eq!(made.json["node"]["tokenExpiresAt"], made.json["expiresAt"]);
        made.json["token"].as_str().unwrap().to_owned()
    }

    /// Of a node that was asked for and approved.
    pub async fn token(&mut self, name: &str) -> String {
        let id = self.approved(name).await;
        self.token_of(&id).await
    }

    /// A node shows a token. It is no browser.
    pub async fn enrols(&self, token: &str, key: &SigningKey) -> Answer {
        self.sends(enrolment(token, key)).await
    }

    pub async fn sends(&self, body: Value) -> Answer {
        let mut node = self.portal.browser_at("198.51.100.7:4000");
        node.post("/api/v11/node-enrolments", body).await
    }

    /// A node that is registered. Its key.
    pub async fn registered(&mut self, name: &str) -> SigningKey {
        let token = self.token(name).await;
        let key = node_key();
        let enrolled = self.enrols(&token, &key).await;
        assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.json);
        key
    }

    /// The node as the list has it.
    pub async fn node(&mut self, id: &str) -> Value {
        let listed = self.owner.get(&format!("{}/nodes", self.base)).await;
        let nodes = listed.json["nodes"].as_array().unwrap().clone();
        let found = nodes.into_iter().find(|node| node["requestId"] == id);
        found.unwrap_or_else(|| panic!("{id} is not listed"))
    }

    /// What was stated about nodes, by topic.
    pub fn topics(&self) -> Vec<String> {
        let stated = self.ledger.stated();
        stated.into_iter().map(|(topic, ..)| topic).collect()
    }

    /// What the log tells about nodes, the oldest first.
    pub async fn audited(&mut self) -> Vec<String> {
        let path = format!("{}/audit?limit=200", self.base);
        let log = self.owner.get(&path).await;
        let lines = log.json["events"].as_array().unwrap().clone();
        let actions = lines
            .iter()
            .rev()
            .map(|line| line["action"].as_str().unwrap().to_owned());
        actions
            .filter(|action| action.starts_with("node."))
            .collect()
    }
}
