//! What tests of passkeys have in common: adding one, and signing in with it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::authenticator::Authenticator;
use super::{Answer, Browser, TestPortal};

pub const BEGIN: &str = "/api/v11/profile/passkeys/begin";
pub const COMPLETE: &str = "/api/v11/profile/passkeys/complete";
pub const LIST: &str = "/api/v11/profile/passkeys";

pub async fn begun(browser: &mut Browser, path: &str, body: Value) -> Value {
    let begun = browser.post(path, body).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.json);
    begun.json
}

/// Tries to add the device's passkey in a session that is confirmed.
pub async fn try_add(browser: &mut Browser, device: &mut Authenticator, name: &str) -> Answer {
    let begun = begun(browser, BEGIN, json!({})).await;
    let credential = device.create(&begun["publicKey"]);
    let body = json!({ "secret": begun["secret"], "name": name, "credential": credential });
    browser.post(COMPLETE, body).await
}

/// Adds a new device's passkey.
pub async fn add(browser: &mut Browser, name: &str) -> (Authenticator, Value) {
    let mut device = Authenticator::new();
    let added = try_add(browser, &mut device, name).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.json);
    (device, added.json)
}

/// Somebody with a passkey.
pub async fn new_user_with_passkey(portal: &TestPortal, email: &str) -> (Browser, Authenticator) {
    let mut browser = portal.new_user(email).await;
    browser.stepped_up().await;
    let (device, _) = add(&mut browser, "Telephone").await;
    (browser, device)
}

pub async fn begin_sign_in(browser: &mut Browser) -> Value {
    begun(browser, "/api/v11/auth/passkey/begin", json!({})).await
}

pub async fn answer(browser: &mut Browser, secret: &Value, credential: Value) -> Answer {
    let body = json!({ "secret": secret, "credential": credential });
    browser.post("/api/v11/auth/passkey", body).await
}

pub async fn sign_in(browser: &mut Browser, device: &mut Authenticator) -> Answer {
    let begun = begin_sign_in(browser).await;
    let credential = device.get(&begun["publicKey"]);
    answer(browser, &begun["secret"], credential).await
}

pub async fn passkeys(browser: &mut Browser) -> Vec<Value> {
    browser.get(LIST).await.json["passkeys"]
        .as_array()
        .unwrap()
        .clone()
}
