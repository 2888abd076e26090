//! An organisation that pays with one account, an owner and three treasurers, each with a key of their own.

use aurigraph_types::{Scheme, SigningKey};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::keys::{account, decided, proposed, transfer};
use super::people::{founded, joined};
use super::{Answer, Browser, TestPortal};

pub const PROFILE: &str = "/api/v11/profile";

/// Somebody with a key of their own.
pub struct Person {
    pub browser: Browser,
    pub key: SigningKey,
    pub account_id: String,
}

impl Person {
    pub async fn new(mut browser: Browser, scheme: Scheme) -> Self {
        browser.stepped_up().await;
        let key = SigningKey::generate(scheme);
        let account_id = account(&mut browser, PROFILE, &key).await;
        Self {
            browser,
            key,
            account_id,
        }
    }

    pub async fn decides(&mut self, base: &str, id: &str, decision: &str) -> Answer {
        let own = (self.account_id.as_str(), &self.key);
        decided(&mut self.browser, (base, id), own, decision).await
    }
}

/// An organisation that pays with one account: above 1,000 of asset 0 two others have to agree.
pub struct World {
    pub portal: TestPortal,
    pub base: String,
    /// The account's key.
    pub till: SigningKey,
    pub till_id: String,
    /// The owner.
    pub ada: Person,
    /// Treasurers.
    pub tom: Person,
    pub tina: Person,
    pub ted: Person,
}

pub async fn world(portal: TestPortal) -> World {
    let mut ada = portal.new_user("ada@example.org").await;
    let base = founded(&mut ada, "Engines").await;
    let mut people = Vec::new();
    for (name, scheme) in [
        ("tom", Scheme::Ed25519),
        ("tina", Scheme::MlDsa65),
        ("ted", Scheme::Hybrid),
    ] {
        let email = format!("{name}@example.org");
        let joined = joined(&portal, (&mut ada, &base), &email, json!(["treasurer"])).await;
        people.push(Person::new(joined, scheme).await);
    }
    let till = SigningKey::generate(Scheme::Ed25519);
    let till_id = account(&mut ada, &base, &till).await;
    set_rules(
        &mut ada,
        &base,
        json!([{ "assetIndex": 0, "limit": "1000", "approvals": 2 }]),
    )
    .await;
    let [tom, tina, ted] = people.try_into().ok().unwrap();
    World {
        portal,
        base,
        till,
        till_id,
        ada: Person::new(ada, Scheme::Ed25519).await,
        tom,
        tina,
        ted,
    }
}

pub async fn set_rules(owner: &mut Browser, base: &str, rules: Value) {
    let path = format!("{base}/payment-policy");
    let body = json!({ "rules": rules });
    let set = owner.send(Method::PUT, &path, Some(body)).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.json);
    assert_eq!(set.json["rules"], rules);
}

impl World {
    /// Tom proposes a transfer of asset 0.
    pub async fn waits(&mut self, sequence: u64, amount: u64) -> String {
        let payment = transfer(&self.till, sequence, (0, amount));
        let made = proposed(&mut self.tom.browser, &self.base, payment.as_bytes()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_eq!(made.json["state"], "waiting");
        made.json["paymentId"].as_str().unwrap().to_owned()
    }

    pub async fn released(&mut self, id: &str) -> Answer {
        let path = format!("{}/payments/{id}/release", self.base);
        self.tom.browser.post(&path, Value::Null).await
    }

    pub async fn state(&mut self, id: &str) -> String {
        let path = format!("{}/payments/{id}", self.base);
        let found = self.ada.browser.get(&path).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.json);
        found.json["payment"]["state"].as_str().unwrap().to_owned()
    }
}
