//! Goal: only its user adds, renames and removes a passkey, in a confirmed session, and what belongs to it comes and goes with it.
//! Method: the routes of the profile, with an authenticator of our own, against both databases.

use std::time::Duration;

use crate::portal::authenticator::Authenticator;
use crate::portal::passkeys::{
    BEGIN, COMPLETE, LIST, add, answer, begin_sign_in, begun, new_user_with_passkey, passkeys,
    sign_in, try_add,
};
use crate::portal::{PASSWORD, on_both, on_sqlite};
use aurigraph_portal::identity::{PASSKEYS_OF_A_USER_MAX, STEP_UP_LASTS};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

#[tokio::test]
async fn no_passkey_is_added_that_was_not_asked_for() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        assert_eq!(owner.post(BEGIN, json!({})).await.code(), "step_up_required");
        owner.stepped_up().await;
        type Change = fn(&mut Authenticator);
        let changes: [(&str, Change); 3] = [
            ("no user verification", |device| device.verifies_user = false),
            ("another site", |device| device.origin = "https://evil.example".into()),
            ("another challenge", |device| device.other_challenge = Some("A".repeat(43))),
        ];
        for (name, change) in changes {
            let mut device = Authenticator::new();
            change(&mut device);
            let refused = try_add(&mut owner, &mut device, "Telephone").await;
            assert_eq!(refused.code(), "passkey_refused", "{name}");
        }
        // Begun by one session, it is not completed in another one, not even of the same user.
        let mut other = portal.browser();
        other.sign_in("ada@example.org", PASSWORD).await;
        other.stepped_up().await;
        let begun = begun(&mut owner, BEGIN, json!({})).await;
        let credential = Authenticator::new().create(&begun["publicKey"]);
        let body = |name: &str| json!({ "secret": begun["secret"], "name": name, "credential": credential });
        assert_eq!(other.post(COMPLETE, body("Telephone")).await.code(), "passkey_refused");
        for name in ["", "  ", "a\u{7}b", &"x".repeat(61)] {
            assert_eq!(owner.post(COMPLETE, body(name)).await.code(), "invalid_parameter", "{name:?}");
        }
        let mut unknown = body("Telephone");
        unknown["credential"]["userId"] = json!("usr_0");
        assert_eq!(owner.post(COMPLETE, unknown).await.code(), "unknown_field");
        // The session has to be confirmed still.
        let mut later = body("Telephone");
        portal.later(STEP_UP_LASTS - Duration::from_secs(1));
        owner.stepped_up().await;
        later["secret"] = json!("A".repeat(43));
        assert_eq!(owner.post(COMPLETE, later).await.code(), "passkey_refused");
        assert!(passkeys(&mut owner).await.is_empty());
        // Names change without a confirmation, their user's alone.
        let (_, added) = add(&mut owner, "Telephone").await;
        portal.later(STEP_UP_LASTS);
        let path = format!("{LIST}/{}", added["passkey"]["passkeyId"].as_str().unwrap());
        let renamed = owner.send(Method::PATCH, &path, Some(json!({ "name": "Old telephone" }))).await;
        assert_eq!(renamed.json["name"], "Old telephone", "{}", renamed.json);
        let mut stranger = portal.new_user("grace@example.org").await;
        let stolen = stranger.send(Method::PATCH, &path, Some(json!({ "name": "Mine" }))).await;
        assert_eq!(stolen.code(), "not_found");
        stranger.stepped_up().await;
        assert_eq!(stranger.post(&format!("{path}/remove"), json!({})).await.code(), "not_found");
        assert_eq!(passkeys(&mut owner).await[0]["name"], "Old telephone");
    })
    .await;
}

#[tokio::test]
async fn there_are_twenty_at_most() {
    let portal = on_sqlite().await;
    let mut owner = portal.new_user("ada@example.org").await;
    owner.stepped_up().await;
    let late = begun(&mut owner, BEGIN, json!({})).await;
    for n in 0..PASSKEYS_OF_A_USER_MAX {
        add(&mut owner, &format!("Key {n}")).await;
    }
    assert_eq!(
        owner.post(BEGIN, json!({})).await.code(),
        "too_many_passkeys"
    );
    // One that was begun when there was room.
    let credential = Authenticator::new().create(&late["publicKey"]);
    let body = json!({ "secret": late["secret"], "name": "Key 21", "credential": credential });
    assert_eq!(owner.post(COMPLETE, body).await.code(), "too_many_passkeys");
    let listed = passkeys(&mut owner).await;
    assert_eq!(listed.len() as i64, PASSKEYS_OF_A_USER_MAX);
    let path = format!("{LIST}/{}/remove", listed[0]["passkeyId"].as_str().unwrap());
    assert_eq!(
        owner.post(&path, json!({})).await.status,
        StatusCode::NO_CONTENT
    );
    add(&mut owner, "Key 21").await;
}

#[tokio::test]
async fn recovery_codes_come_with_the_first_factor_and_go_with_the_last() {
    on_both(async |portal| {
        let (mut owner, mut device) = new_user_with_passkey(&portal, "ada@example.org").await;
        let begun = owner.post("/api/v11/profile/totp", json!({})).await.json;
        let secret = Secret::try_from_base32(begun["secret"].as_str().unwrap()).expect("base32");
        let totp = Builder::new()
            .with_secret(secret)
            .with_account_name("test")
            .build()
            .expect("a secret");
        let code = totp.generate(portal.now_ms() as u64 / 1_000).to_string();
        let confirmed = owner
            .post("/api/v11/profile/totp/confirm", json!({ "code": code }))
            .await;
        assert_eq!(
            (confirmed.status, &confirmed.json["recoveryCodes"]),
            (StatusCode::OK, &Value::Null)
        );
        let found = owner.get("/api/v11/profile/second-factor").await.json;
        assert_eq!(
            (&found["passkeys"], &found["recoveryCodesLeft"]),
            (&json!(1), &json!(10))
        );
        // The passkey asks for no code.
        assert_eq!(
            sign_in(&mut portal.browser(), &mut device).await.status,
            StatusCode::OK
        );
        assert_eq!(
            owner
                .post("/api/v11/profile/totp/remove", json!({}))
                .await
                .status,
            StatusCode::NO_CONTENT
        );
        let found = owner.get("/api/v11/profile/second-factor").await.json;
        assert_eq!(
            found,
            json!({ "totpSince": null, "passkeys": 1, "recoveryCodesLeft": 10 })
        );
        let id = passkeys(&mut owner).await[0]["passkeyId"]
            .as_str()
            .unwrap()
            .to_owned();
        let removed = owner.post(&format!("{LIST}/{id}/remove"), json!({})).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT);
        let found = owner.get("/api/v11/profile/second-factor").await.json;
        assert_eq!(
            found,
            json!({ "totpSince": null, "passkeys": 0, "recoveryCodesLeft": 0 })
        );
        let (subject, _) = portal.mail_to("ada@example.org").await.unwrap();
        assert_eq!(subject, "A passkey was removed from your sign-in");
        assert_eq!(
            sign_in(&mut portal.browser(), &mut device).await.code(),
            "passkey_refused"
        );
        assert_eq!(
            portal
                .browser()
                .sign_in("ada@example.org", PASSWORD)
                .await
                .status,
            StatusCode::OK
        );
        assert_eq!(
            owner
                .post("/api/v11/profile/recovery-codes", json!({}))
                .await
                .code(),
            "not_found"
        );
    })
    .await;
}

#[tokio::test]
async fn another_process_completes_what_this_one_began() {
    on_both(async |portal| {
        let another = portal.another_process().await;
        let mut owner = portal.new_user("ada@example.org").await;
        owner.stepped_up().await;
        let mut there = another.browser();
        there.cookies = owner.cookies.clone();
        let begun = begun(&mut owner, BEGIN, json!({})).await;
        let mut device = Authenticator::new();
        let credential = device.create(&begun["publicKey"]);
        let body =
            json!({ "secret": begun["secret"], "name": "Telephone", "credential": credential });
        let added = there.post(COMPLETE, body).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.json);
        let begun = begin_sign_in(&mut portal.browser()).await;
        let credential = device.get(&begun["publicKey"]);
        let mut new = another.browser();
        assert_eq!(
            answer(&mut new, &begun["secret"], credential).await.status,
            StatusCode::OK
        );
        assert!(another.portal.identity().tidy_up().await.unwrap() < 3);
        let begun = begin_sign_in(&mut new).await;
        portal.later(Duration::from_secs(300));
        assert!(
            another.portal.identity().tidy_up().await.unwrap() >= 1,
            "{begun}"
        );
    })
    .await;
}

#[tokio::test]
async fn passkeys_are_exported_and_go_with_their_user() {
    on_both(async |portal| {
        let (mut owner, mut device) = new_user_with_passkey(&portal, "ada@example.org").await;
        let export = owner.post("/api/v11/profile/export", json!({})).await.json;
        assert_eq!(export["passkeys"][0]["name"], "Telephone", "{export}");
        let gone = owner.post("/api/v11/profile/delete", json!({})).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        assert_eq!(
            sign_in(&mut portal.browser(), &mut device).await.code(),
            "passkey_refused"
        );
        let mut again = portal.new_user("ada@example.org").await;
        assert!(passkeys(&mut again).await.is_empty());
        assert_eq!(
            sign_in(&mut portal.browser(), &mut device).await.code(),
            "passkey_refused"
        );
    })
    .await;
}

#[tokio::test]
async fn beginning_is_limited_by_network() {
    let portal = on_sqlite().await;
    let mut flood = portal.browser_at("198.51.100.7:1");
    for _ in 0..300 {
        begin_sign_in(&mut flood).await;
    }
    let refused = flood.post("/api/v11/auth/passkey/begin", json!({})).await;
    assert_eq!(refused.code(), "too_busy");
    begin_sign_in(&mut portal.browser_at("198.51.100.8:1")).await;
}
