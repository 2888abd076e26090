//! Goal: a stolen session does no lasting harm: every dangerous act needs somebody who has just shown once more who they are.
//! Method: every route that the OpenAPI document calls dangerous, in sessions that are not confirmed, not any more, or somebody else's; against both databases.

use std::time::Duration;

use crate::portal::authenticator::Authenticator;
use crate::portal::{Browser, OTHER_PASSWORD, PASSWORD, on_both};
use aurigraph_portal::identity::STEP_UP_LASTS;
use aurigraph_portal::server::openapi;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

/// What the acts are; a new one in the document has to be named here, and one that is named here has to be in the document.
const DANGEROUS: [&str; 15] = [
    "/api/v11/profile/delete",
    "/api/v11/profile/email",
    "/api/v11/profile/export",
    "/api/v11/profile/ledger-accounts",
    "/api/v11/profile/ledger-accounts/{accountId}/remove",
    "/api/v11/profile/passkeys/begin",
    "/api/v11/profile/passkeys/complete",
    "/api/v11/profile/passkeys/{passkeyId}/remove",
    "/api/v11/profile/password",
    "/api/v11/profile/recovery-codes",
    "/api/v11/profile/sessions",
    "/api/v11/profile/sessions/{sessionId}",
    "/api/v11/profile/totp",
    "/api/v11/profile/totp/confirm",
    "/api/v11/profile/totp/remove",
];

/// Methods and paths whose document has an answer 403 that names step-up, each with a body that is taken.
fn dangerous() -> Vec<(Method, String, Option<Value>)> {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["responses"]["403"]["description"] != "Step-up required" {
                continue;
            }
            let (method, body) = match method.as_str() {
                "post" => (Method::POST, Some(body(path))),
                "delete" => (Method::DELETE, None),
                other => panic!("{other} {path}"),
            };
            found.push((method, path.clone(), body));
        }
    }
    found
}

fn body(path: &str) -> Value {
    let options =
        json!({ "rp": { "id": "localhost" }, "user": { "id": "AAAA" }, "challenge": "AAAA" });
    match path.rsplit('/').next().unwrap() {
        "password" => json!({ "newPassword": OTHER_PASSWORD }),
        "email" => json!({ "email": "new@example.org" }),
        "confirm" => json!({ "code": "000000" }),
        "complete" => {
            json!({ "secret": "A".repeat(43), "name": "Telephone", "credential": Authenticator::new().create(&options) })
        }
        "ledger-accounts" => {
            json!({ "secret": "A".repeat(43), "signature": "00", "label": "Telephone" })
        }
        _ => json!({}),
    }
}

async fn step_up_until(browser: &mut Browser) -> Value {
    let session = browser.get("/api/v11/auth/session").await.json;
    session["session"]["stepUpUntil"].clone()
}

/// All of them are refused, and nothing has happened.
async fn all_are_refused(browser: &mut Browser, when: &str) {
    for (method, path, body) in dangerous() {
        let path = path.replace("{passkeyId}", &format!("pky_{}", "0".repeat(32)));
        let path = path.replace("{accountId}", &format!("acc_{}", "0".repeat(32)));
        let path = path.replace("{sessionId}", &format!("ses_{}", "0".repeat(32)));
        let answer = browser.send(method, &path, body).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::FORBIDDEN, "step_up_required"),
            "{when}: {path}: {}",
            answer.json
        );
    }
    assert!(browser.is_signed_in().await, "{when}");
}

#[tokio::test]
async fn every_dangerous_act_needs_a_session_that_is_confirmed() {
    on_both(async |portal| {
        let mut known: Vec<_> = dangerous().into_iter().map(|(_, path, _)| path).collect();
        known.sort();
        let mut named: Vec<_> = DANGEROUS.iter().map(|path| path.to_string()).collect();
        named.sort();
        assert_eq!(known, named);
        let mut owner = portal.new_user("ada@example.org").await;
        assert_eq!(step_up_until(&mut owner).await, Value::Null);
        all_are_refused(&mut owner, "after a sign-up").await;
        assert_eq!(
            owner.step_up(OTHER_PASSWORD, None).await.code(),
            "sign_in_refused"
        );
        all_are_refused(&mut owner, "after a wrong password").await;
        owner.stepped_up().await;
        assert_ne!(step_up_until(&mut owner).await, Value::Null);
        // One session is confirmed, not its user.
        let mut other = portal.browser();
        other.sign_in("ada@example.org", PASSWORD).await;
        all_are_refused(&mut other, "in another session of the same user").await;
        let mut another = portal.another_process().await.browser();
        another.cookies = owner.cookies.clone();
        assert_eq!(
            another
                .post("/api/v11/profile/totp", json!({}))
                .await
                .status,
            StatusCode::CREATED
        );
        assert_eq!(
            owner
                .post("/api/v11/profile/export", json!({}))
                .await
                .status,
            StatusCode::OK
        );
        portal.later(STEP_UP_LASTS - Duration::from_secs(1));
        assert_eq!(
            owner
                .post("/api/v11/profile/export", json!({}))
                .await
                .status,
            StatusCode::OK
        );
        portal.later(Duration::from_secs(1));
        assert_eq!(step_up_until(&mut owner).await, Value::Null);
        all_are_refused(&mut owner, "five minutes later").await;
        all_are_refused(&mut another, "in another process").await;
        // Signing in again is a session that is not confirmed.
        owner.stepped_up().await;
        owner.sign_in("ada@example.org", PASSWORD).await;
        all_are_refused(&mut owner, "after a new sign-in").await;
    })
    .await;
}

#[tokio::test]
async fn a_stolen_session_ends_itself_and_no_other() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let mut thief = portal.browser();
        thief.sign_in("ada@example.org", PASSWORD).await;
        let sessions = "/api/v11/profile/sessions";
        let listed = thief.get(sessions).await.json;
        let listed = listed["sessions"].as_array().unwrap();
        let path_of = |is_current: bool| {
            let mut found = listed.iter().filter(|one| one["isCurrent"] == is_current);
            let id = found.next().unwrap()["sessionId"].as_str().unwrap();
            format!("{sessions}/{id}")
        };
        for path in [sessions, &path_of(false)] {
            let refused = thief.send(Method::DELETE, path, None).await;
            assert_eq!(refused.code(), "step_up_required", "{path}");
        }
        assert!(owner.is_signed_in().await && thief.is_signed_in().await);
        // The own one is a sign-out.
        let ended = thief.send(Method::DELETE, &path_of(true), None).await;
        assert_eq!(ended.status, StatusCode::NO_CONTENT, "{}", ended.json);
        assert!(owner.is_signed_in().await && !thief.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ended_is_not_confirmed_anywhere() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        owner.stepped_up().await;
        let mut another = portal.another_process().await.browser();
        another.cookies = owner.cookies.clone();
        assert!(another.is_signed_in().await);
        owner.post("/api/v11/auth/sign-out", json!({})).await;
        // The other process may still know the session, for half a minute, and yet does nothing dangerous.
        let late = another.post("/api/v11/profile/delete", json!({})).await;
        assert_eq!(late.code(), "not_signed_in");
        assert_eq!(
            owner.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn guessing_in_a_stolen_session_ends_after_ten_passwords() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        for _ in 0..10 {
            assert_eq!(
                owner.step_up(OTHER_PASSWORD, None).await.code(),
                "sign_in_refused"
            );
        }
        assert_eq!(owner.step_up(PASSWORD, None).await.code(), "too_busy");
        portal.later(Duration::from_secs(15 * 60));
        owner.stepped_up().await;
    })
    .await;
}

#[tokio::test]
async fn a_passkey_confirms_a_session_of_its_user_alone() {
    on_both(async |portal| {
        let mut users = Vec::new();
        for email in ["ada@example.org", "grace@example.org"] {
            let mut browser = portal.new_user(email).await;
            browser.stepped_up().await;
            let begun = browser
                .post("/api/v11/profile/passkeys/begin", json!({}))
                .await
                .json;
            let mut device = Authenticator::new();
            let credential = device.create(&begun["publicKey"]);
            let body =
                json!({ "secret": begun["secret"], "name": "Key", "credential": credential });
            let added = browser
                .post("/api/v11/profile/passkeys/complete", body)
                .await;
            assert_eq!(added.status, StatusCode::CREATED, "{}", added.json);
            users.push((browser, device));
        }
        portal.later(STEP_UP_LASTS);
        let (mut grace, mut of_grace) = users.pop().unwrap();
        let (mut ada, mut of_ada) = users.pop().unwrap();
        // The password alone confirms nothing any more.
        assert_eq!(
            ada.step_up(PASSWORD, None).await.code(),
            "second_factor_required"
        );
        let begin = "/api/v11/auth/step-up/passkey/begin";
        let complete = "/api/v11/auth/step-up/passkey";
        let begun = ada.post(begin, json!({})).await.json;
        assert_eq!(
            begun["publicKey"]["allowCredentials"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let foreign =
            json!({ "secret": begun["secret"], "credential": of_grace.get(&begun["publicKey"]) });
        assert_eq!(ada.post(complete, foreign).await.code(), "passkey_refused");
        let begun = ada.post(begin, json!({})).await.json;
        let right =
            json!({ "secret": begun["secret"], "credential": of_ada.get(&begun["publicKey"]) });
        assert_eq!(
            grace.post(complete, right.clone()).await.code(),
            "passkey_refused"
        );
        all_are_refused(&mut ada, "after another's passkey").await;
        let done = ada.post(complete, right.clone()).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        assert_eq!(step_up_until(&mut ada).await, done.json["stepUpUntil"]);
        assert_eq!(ada.post(complete, right).await.code(), "passkey_refused");
        all_are_refused(&mut grace, "when somebody else was confirmed").await;
        assert_eq!(
            ada.post("/api/v11/profile/export", json!({})).await.status,
            StatusCode::OK
        );
        let activity = ada.get("/api/v11/profile/activity?limit=200").await.json;
        let events = activity["events"].as_array().unwrap();
        assert!(
            events.iter().any(
                |event| event["action"] == "session.stepped_up" && event["detail"] == "passkey"
            )
        );
        let removed = ada
            .send(Method::GET, "/api/v11/profile/passkeys", None)
            .await
            .json;
        let id = removed["passkeys"][0]["passkeyId"].as_str().unwrap();
        assert_eq!(
            ada.post(&format!("/api/v11/profile/passkeys/{id}/remove"), json!({}))
                .await
                .status,
            StatusCode::NO_CONTENT
        );
    })
    .await;
}
