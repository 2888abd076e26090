//! Goal: with a second factor the password alone opens nothing, a code counts once, and a lost phone locks nobody out.
//! Method: the portal's routes, with codes computed as an authenticator application does, against both databases.

use std::time::Duration;

use crate::portal::{Browser, OTHER_PASSWORD, PASSWORD, TestPortal, on_both};
use aurigraph_portal::identity::STEP_UP_LASTS;
use axum::http::{Method, StatusCode};
use futures_util::future::join_all;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

/// The code of an application that holds this secret.
fn code(portal: &TestPortal, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).expect("base32");
    let totp = Builder::new()
        .with_secret(secret)
        .with_account_name("test")
        .build()
        .expect("a secret");
    totp.generate(portal.now_ms() as u64 / 1_000).to_string()
}

/// Adds an application; gives its secret and the recovery codes.
async fn add_application(portal: &TestPortal, browser: &mut Browser) -> (String, Vec<String>) {
    browser.stepped_up().await;
    let begun = browser.post("/api/v11/profile/totp", json!({})).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.json);
    let secret = begun.json["secret"].as_str().unwrap().to_owned();
    assert!(
        begun.json["url"]
            .as_str()
            .unwrap()
            .contains(&format!("secret={secret}"))
    );
    assert!(
        begun.json["picturePath"]
            .as_str()
            .unwrap()
            .starts_with("M0,0h1v1h-1z")
    );
    let body = json!({ "code": code(portal, &secret) });
    let confirmed = browser.post("/api/v11/profile/totp/confirm", body).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.json);
    let codes = confirmed.json["recoveryCodes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

async fn second_step(browser: &mut Browser, code: &str) -> crate::portal::Answer {
    browser
        .post("/api/v11/auth/second-factor", json!({ "code": code }))
        .await
}

const STEP: Duration = Duration::from_secs(30);

#[tokio::test]
async fn with_an_application_the_password_alone_opens_nothing() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let mut other = portal.browser();
        other.sign_in("ada@example.org", PASSWORD).await;
        let (secret, _) = add_application(&portal, &mut owner).await;
        // What was open without a code is not any more.
        assert!(owner.is_signed_in().await && !other.is_signed_in().await);
        let first = other.sign_in("ada@example.org", PASSWORD).await;
        assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.json);
        assert_eq!(
            first.json["secondFactors"],
            json!(["totp", "recovery_code"])
        );
        assert!(!other.is_signed_in().await);
        // The code with which the application was confirmed is used up.
        let used = second_step(&mut other, &code(&portal, &secret)).await;
        assert_eq!(used.code(), "second_factor_refused");
        portal.later(STEP);
        let right = code(&portal, &secret);
        let done = second_step(&mut other, &right).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        assert!(other.is_signed_in().await);
        assert!(!other.cookies.contains_key("__Host-aurigraph-sign-in"));
        // Seen over a shoulder, it is worth nothing.
        let mut thief = portal.browser();
        thief.sign_in("ada@example.org", PASSWORD).await;
        assert_eq!(
            second_step(&mut thief, &right).await.code(),
            "second_factor_refused"
        );
        assert_eq!(
            second_step(&mut portal.browser(), &right).await.code(),
            "not_signed_in"
        );
        // The first step holds ten minutes.
        portal.later(Duration::from_secs(601));
        let late = second_step(&mut thief, &code(&portal, &secret)).await;
        assert_eq!(late.code(), "not_signed_in");
    })
    .await;
}

#[tokio::test]
async fn of_two_hundred_guessed_codes_at_once_five_are_looked_at() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let (secret, _) = add_application(&portal, &mut owner).await;
        let mut thief = portal.browser_at("198.51.100.7:1");
        thief.sign_in("ada@example.org", PASSWORD).await;
        let guesses = (0..200).map(|n| {
            let mut thief = thief.clone();
            async move { second_step(&mut thief, &format!("{n:06}")).await.status }
        });
        let statuses = join_all(guesses).await;
        let looked_at = statuses
            .iter()
            .filter(|status| **status == StatusCode::UNAUTHORIZED)
            .count();
        assert_eq!(looked_at, 5);
        // A new first step brings no new guesses, and the right code comes too late for the thief.
        thief.sign_in("ada@example.org", PASSWORD).await;
        portal.later(STEP);
        let right = code(&portal, &secret);
        assert_eq!(second_step(&mut thief, &right).await.code(), "too_busy");
        // The owner's browser is known.
        owner.post("/api/v11/auth/sign-out", json!({})).await;
        assert_eq!(
            owner.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::ACCEPTED
        );
        assert_eq!(second_step(&mut owner, &right).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_counts_once_and_new_ones_replace_the_old() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let (secret, codes) = add_application(&portal, &mut owner).await;
        assert_eq!(codes.len(), 10);
        let mut other = portal.browser();
        other.sign_in("ada@example.org", PASSWORD).await;
        let typed = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(second_step(&mut other, &typed).await.status, StatusCode::OK);
        let mut third = portal.browser();
        third.sign_in("ada@example.org", PASSWORD).await;
        assert_eq!(
            second_step(&mut third, &codes[0]).await.code(),
            "second_factor_refused"
        );
        let found = owner.get("/api/v11/profile/second-factor").await.json;
        assert_eq!(found["recoveryCodesLeft"], json!(9));
        assert_ne!(found["totpSince"], Value::Null);
        portal.later(STEP_UP_LASTS);
        let confirmed = owner.step_up(PASSWORD, Some(&code(&portal, &secret))).await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.json);
        let new = owner
            .post("/api/v11/profile/recovery-codes", json!({}))
            .await;
        assert_eq!(new.status, StatusCode::CREATED, "{}", new.json);
        assert_eq!(
            second_step(&mut third, &codes[1]).await.code(),
            "second_factor_refused"
        );
        let new = new.json["recoveryCodes"][0].as_str().unwrap();
        assert_eq!(second_step(&mut third, new).await.status, StatusCode::OK);
        let activity = owner.get("/api/v11/profile/activity").await.json;
        assert_eq!(activity["events"][0]["detail"], "recovery code");
    })
    .await;
}

#[tokio::test]
async fn dangerous_acts_need_a_code_and_a_mail_does_not_get_around_it() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let (secret, codes) = add_application(&portal, &mut owner).await;
        portal.later(STEP_UP_LASTS);
        assert_eq!(
            owner.step_up(PASSWORD, None).await.code(),
            "second_factor_required"
        );
        assert_eq!(
            owner.step_up(PASSWORD, Some("000000")).await.code(),
            "second_factor_refused"
        );
        let right = code(&portal, &secret);
        assert_eq!(
            owner.step_up(OTHER_PASSWORD, Some(&right)).await.code(),
            "sign_in_refused"
        );
        let still = owner.post("/api/v11/profile/totp/remove", json!({})).await;
        assert_eq!(still.code(), "step_up_required");
        // A new password by mail, and still the code.
        let mut stranger = portal.browser();
        stranger
            .post(
                "/api/v11/auth/password-reset/request",
                json!({ "email": "ada@example.org" }),
            )
            .await;
        let token = portal.token_to("ada@example.org").await;
        let body = json!({ "token": token, "password": OTHER_PASSWORD });
        assert_eq!(
            stranger
                .post("/api/v11/auth/password-reset", body)
                .await
                .status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            stranger
                .sign_in("ada@example.org", OTHER_PASSWORD)
                .await
                .status,
            StatusCode::ACCEPTED
        );
        assert!(!stranger.is_signed_in().await);
        assert_eq!(
            second_step(&mut stranger, &codes[3]).await.status,
            StatusCode::OK
        );
        portal.later(STEP);
        let confirmed = stranger
            .step_up(OTHER_PASSWORD, Some(&code(&portal, &secret)))
            .await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.json);
        let removed = stranger
            .post("/api/v11/profile/totp/remove", json!({}))
            .await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.json);
        assert_eq!(
            stranger
                .post("/api/v11/profile/totp/remove", json!({}))
                .await
                .code(),
            "not_found"
        );
        let mut after = portal.browser();
        assert_eq!(
            after
                .sign_in("ada@example.org", OTHER_PASSWORD)
                .await
                .status,
            StatusCode::OK
        );
        let found = after
            .send(Method::GET, "/api/v11/profile/second-factor", None)
            .await
            .json;
        assert_eq!(
            found,
            json!({ "totpSince": null, "passkeys": 0, "recoveryCodesLeft": 0 })
        );
    })
    .await;
}

#[tokio::test]
async fn an_application_guards_nothing_before_its_first_code() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let early = owner.post("/api/v11/profile/totp", json!({})).await;
        assert_eq!(early.code(), "step_up_required");
        assert_eq!(
            owner.step_up(OTHER_PASSWORD, None).await.code(),
            "sign_in_refused"
        );
        owner.stepped_up().await;
        assert_eq!(
            owner
                .post("/api/v11/profile/totp/confirm", json!({ "code": "000000" }))
                .await
                .code(),
            "not_found"
        );
        let begun = owner.post("/api/v11/profile/totp", json!({})).await;
        let first = begun.json["secret"].as_str().unwrap().to_owned();
        assert_eq!(
            portal
                .browser()
                .sign_in("ada@example.org", PASSWORD)
                .await
                .status,
            StatusCode::OK
        );
        // Begun again, the first secret is worth nothing.
        let begun = owner.post("/api/v11/profile/totp", json!({})).await;
        let second = begun.json["secret"].as_str().unwrap().to_owned();
        let confirm = |code: String| json!({ "code": code });
        let old = owner
            .post(
                "/api/v11/profile/totp/confirm",
                confirm(code(&portal, &first)),
            )
            .await;
        assert_eq!(old.code(), "second_factor_refused");
        let new = owner
            .post(
                "/api/v11/profile/totp/confirm",
                confirm(code(&portal, &second)),
            )
            .await;
        assert_eq!(new.status, StatusCode::OK, "{}", new.json);
    })
    .await;
}
