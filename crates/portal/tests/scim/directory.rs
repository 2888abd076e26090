//! A company's directory, and an organisation that it provisions.

use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::portal::hostile_provider::Hostile;
use crate::portal::people::{founded, id_in};
use crate::portal::{Answer, Browser, TestPortal};

/// Where users are, below the base.
pub const USERS: &str = "/Users";

pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// Sends what a directory sends.
pub struct Directory {
    browser: Browser,
    key: String,
    base: String,
}

impl Directory {
    pub fn new(portal: &TestPortal, key: &str, base: &str) -> Self {
        Self {
            browser: portal.browser(),
            key: key.into(),
            base: format!("{base}/scim/v2"),
        }
    }

    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(HOST, "localhost:9003")
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .extension(ConnectInfo(self.browser.address));
        let request = match body {
            Some(body) => request
                .header(CONTENT_TYPE, "application/scim+json; charset=utf-8")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        let answer = self.browser.raw(request.unwrap()).await;
        if answer.status != StatusCode::NO_CONTENT {
            assert_eq!(
                answer.headers["content-type"], "application/scim+json",
                "{}",
                answer.json
            );
        }
        answer
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn patch(&mut self, path: &str, operations: Value) -> Answer {
        let body = json!({ "schemas": [PATCH], "Operations": operations });
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// Makes a user, whose name at the provider is also that of the subject. Its id.
    pub async fn made(&mut self, name: &str) -> String {
        let made = self.post("/Users", person(name)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        made.json["id"].as_str().unwrap().to_owned()
    }

    /// Switches a user off or on, as Okta does.
    pub async fn switch(&mut self, id: &str, is_on: bool) -> Answer {
        let operations = json!([{ "op": "replace", "value": { "active": is_on } }]);
        self.patch(&format!("{USERS}/{id}"), operations).await
    }

    pub async fn switched_off(&mut self, id: &str) {
        let answer = self.switch(id, false).await;
        assert_eq!(
            (answer.status, &answer.json["active"]),
            (StatusCode::OK, &json!(false)),
            "{}",
            answer.json
        );
    }

    pub async fn switched_on(&mut self, id: &str) {
        let answer = self.switch(id, true).await;
        assert_eq!(
            (answer.status, &answer.json["active"]),
            (StatusCode::OK, &json!(true)),
            "{}",
            answer.json
        );
    }

    /// How many users a filter finds.
    pub async fn found(&mut self, filter: &str) -> Value {
        let encoded: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let answer = self.get(&format!("/Users?filter={encoded}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{filter}: {}", answer.json);
        answer.json
    }
}

/// What a directory says of somebody.
pub fn person(name: &str) -> Value {
    json!({
        "schemas": [USER], "userName": format!("{name}@meridian.example"), "externalId": name, "active": true,
        "name": { "givenName": name, "familyName": "Lovelace" }, "title": "Engineer", "locale": "en-GB",
        "emails": [{ "value": format!("{name}@meridian.example"), "type": "work", "primary": true }],
        "phoneNumbers": [{ "value": "+44 1", "type": "work" }],
    })
}

/// An organisation, its owner, and its directory.
pub struct World {
    pub portal: TestPortal,
    pub owner: Browser,
    pub base: String,
    pub directory: Directory,
}

/// A key of an organisation.
pub async fn key(owner: &mut Browser, base: &str, role: &str) -> String {
    let body = json!({ "name": "directory", "roles": [role], "expiresInDays": 1 });
    let made = owner.post(&format!("{base}/api-keys"), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json["secret"].as_str().unwrap().to_owned()
}

/// The provider, which provisions these organisations.
pub fn provisioning(provider: &Hostile, bases: &[&str]) -> OidcProviderSettings {
    let mut settings = provider.settings.clone();
    settings.provisions = bases.iter().map(|base| id_in(base)).collect();
    settings
}

/// The same person at another process.
pub fn at(portal: &TestPortal, browser: &Browser) -> Browser {
    let mut other = portal.browser();
    other.cookies.clone_from(&browser.cookies);
    other
}

pub async fn world(portal: TestPortal, provider: &Hostile) -> World {
    let mut owner = portal.new_user("owner@example.org").await;
    let base = founded(&mut owner, "Meridian").await;
    let key = key(&mut owner, &base, "admin").await;
    let portal = portal
        .with_providers(vec![provisioning(provider, &[&base])])
        .await;
    World {
        owner: at(&portal, &owner),
        directory: Directory::new(&portal, &key, &base),
        base,
        portal,
    }
}

/// Roles in the first organisation of whoever is signed in; null if there is none.
pub async fn roles(browser: &mut Browser) -> Value {
    let own = browser.get("/api/v11/organisations").await;
    own.json["organisations"][0]["roles"].clone()
}

/// Actions in the log of the organisation, the newest first.
pub async fn actions(owner: &mut Browser, base: &str) -> Vec<String> {
    let log = owner.get(&format!("{base}/audit?limit=200")).await.json;
    let events = log["events"].as_array().unwrap().iter();
    events
        .map(|one| one["action"].as_str().unwrap().to_owned())
        .collect()
}
