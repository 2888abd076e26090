//! Goal: a passkey signs in whoever has it and was recognised by it, at this portal and once; nothing else does.
//! Method: an authenticator of our own that does what WebAuthn says, and, one thing at a time, what it forbids; against both databases.

use std::time::Duration;

use crate::portal::authenticator::Authenticator;
use crate::portal::passkeys::{
    BEGIN, add, answer, begin_sign_in, begun, new_user_with_passkey, passkeys, sign_in, try_add,
};
use crate::portal::{OTHER_PASSWORD, PASSWORD, on_both};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_passkey_signs_in_by_itself_and_is_seen_in_the_profile() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        let mut other = portal.browser();
        other.sign_in("ada@example.org", PASSWORD).await;
        owner.stepped_up().await;
        let asked = begun(&mut owner, BEGIN, json!({})).await;
        let options = &asked["publicKey"];
        assert_eq!(options["rp"], json!({ "id": "localhost", "name": "Aurigraph" }));
        let selection = json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" });
        assert_eq!(options["authenticatorSelection"], selection);
        let (mut device, added) = add(&mut owner, " Telephone ").await;
        assert_eq!(added["recoveryCodes"].as_array().unwrap().len(), 10);
        assert_eq!(added["passkey"]["lastUsedAt"], Value::Null);
        // What the password alone opened is not open any more.
        assert!(owner.is_signed_in().await && !other.is_signed_in().await);
        let (subject, text) = portal.mail_to("ada@example.org").await.unwrap();
        assert_eq!(subject, "A passkey was added to your sign-in");
        assert!(text.contains("http://localhost:9003/reset-password"), "{text}");
        // Nobody says who they are, and no code is asked for.
        let mut new = portal.browser();
        let begun = begin_sign_in(&mut new).await;
        assert_eq!(begun["publicKey"]["allowCredentials"], json!([]));
        assert_eq!(begun["publicKey"]["userVerification"], "required");
        let done = sign_in(&mut new, &mut device).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        assert_eq!(done.json["user"]["email"], "ada@example.org");
        assert!(new.is_signed_in().await);
        let listed = passkeys(&mut owner).await;
        assert_eq!((listed.len(), &listed[0]["name"]), (1, &json!("Telephone")));
        assert_ne!(listed[0]["lastUsedAt"], Value::Null);
        // The second one brings no new codes; the device's own is not made twice.
        let (_, second) = add(&mut owner, "Key").await;
        assert_eq!(second["recoveryCodes"], Value::Null);
        assert!(new.is_signed_in().await);
        let asked = owner.post(BEGIN, json!({})).await.json;
        let known = asked["publicKey"]["excludeCredentials"].as_array().unwrap();
        assert_eq!(known.len(), 2);
        assert_eq!(try_add(&mut owner, &mut device, "Again").await.code(), "passkey_refused");
        let activity = owner.get("/api/v11/profile/activity?limit=200").await.json;
        let events = activity["events"].as_array().unwrap();
        let has = |action: &str, detail: Option<&str>| {
            events.iter().any(|event| event["action"] == action && (detail.is_none() || event["detail"] == json!(detail)))
        };
        assert!(has("user.passkey_added", second["passkey"]["passkeyId"].as_str()), "{activity}");
        assert!(has("session.signed_in", Some("passkey")), "{activity}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_once_and_only_for_what_was_asked() {
    on_both(async |portal| {
        let (mut owner, mut device) = new_user_with_passkey(&portal, "ada@example.org").await;
        let mut thief = portal.browser_at("198.51.100.7:1");
        // The whole answer, seen on its way.
        let begun = begin_sign_in(&mut thief).await;
        let credential = device.get(&begun["publicKey"]);
        let first = answer(&mut portal.browser(), &begun["secret"], credential.clone()).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.json);
        let replayed = answer(&mut thief, &begun["secret"], credential.clone()).await;
        assert_eq!(replayed.code(), "passkey_refused");
        let fresh = begin_sign_in(&mut thief).await;
        let old = answer(&mut thief, &fresh["secret"], credential).await;
        assert_eq!(old.code(), "passkey_refused");
        // A wrong answer uses the challenge up.
        let right = device.get(&fresh["publicKey"]);
        assert_eq!(answer(&mut thief, &fresh["secret"], right).await.code(), "passkey_refused");
        // Many at once are one.
        let begun = begin_sign_in(&mut thief).await;
        let credential = device.get(&begun["publicKey"]);
        let many = (0..20).map(|_| {
            let (mut browser, secret, credential) = (portal.browser(), begun["secret"].clone(), credential.clone());
            async move { answer(&mut browser, &secret, credential).await.status }
        });
        let statuses = futures_util::future::join_all(many).await;
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1);
        // Five minutes.
        let begun = begin_sign_in(&mut thief).await;
        let credential = device.get(&begun["publicKey"]);
        portal.later(Duration::from_secs(300));
        assert_eq!(answer(&mut thief, &begun["secret"], credential).await.code(), "passkey_refused");
        // What was begun to confirm a session signs nobody in, and the other way round.
        let for_step_up = owner.post("/api/v11/auth/step-up/passkey/begin", json!({})).await.json;
        let credential = device.get(&for_step_up["publicKey"]);
        assert_eq!(answer(&mut thief, &for_step_up["secret"], credential).await.code(), "passkey_refused");
        let for_sign_in = begin_sign_in(&mut owner).await;
        let body = json!({ "secret": for_sign_in["secret"], "credential": device.get(&for_sign_in["publicKey"]) });
        let crossed = owner.post("/api/v11/auth/step-up/passkey", body).await;
        assert_eq!(crossed.code(), "passkey_refused");
        assert!(!thief.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn what_the_device_or_the_browser_did_otherwise_is_refused() {
    on_both(async |portal| {
        let (_, device) = new_user_with_passkey(&portal, "ada@example.org").await;
        type Change = fn(&mut Authenticator);
        let changes: [(&str, Change); 6] = [
            ("no user verification", |device| {
                device.verifies_user = false
            }),
            ("another port", |device| {
                device.origin = "http://localhost:9004".into()
            }),
            ("another scheme", |device| {
                device.origin = "https://localhost:9003".into()
            }),
            ("another site", |device| {
                device.origin = "https://evil.example".into()
            }),
            ("another challenge", |device| {
                device.other_challenge = Some("A".repeat(43))
            }),
            ("nobody's passkey", |device| device.id = vec![7; 32]),
        ];
        for (name, change) in changes {
            let mut changed = device.clone();
            changed.count = 100;
            change(&mut changed);
            let mut browser = portal.browser();
            let refused = sign_in(&mut browser, &mut changed).await;
            assert_eq!(
                (refused.status, refused.code()),
                (StatusCode::UNAUTHORIZED, "passkey_refused"),
                "{name}"
            );
            assert!(!browser.is_signed_in().await, "{name}");
        }
        // Another relying party, a changed signature, no user, another user.
        let mut browser = portal.browser();
        let mut asking = begin_sign_in(&mut browser).await;
        asking["publicKey"]["rpId"] = json!("evil.example");
        let credential = device.clone().get(&asking["publicKey"]);
        assert_eq!(
            answer(&mut browser, &asking["secret"], credential)
                .await
                .code(),
            "passkey_refused"
        );
        for field in ["signature", "authenticatorData", "clientDataJSON"] {
            let asking = begin_sign_in(&mut browser).await;
            let mut credential = device.clone().get(&asking["publicKey"]);
            let text = credential["response"][field].as_str().unwrap().to_owned();
            let last = if text.ends_with('A') { "Q" } else { "A" };
            credential["response"][field] = json!(format!("{}{last}", &text[..text.len() - 1]));
            let changed = answer(&mut browser, &asking["secret"], credential).await;
            assert!(
                matches!(changed.code(), "passkey_refused" | "invalid_parameter"),
                "{field}: {}",
                changed.json
            );
        }
        for handle in [None, Some(vec![1; 16])] {
            let mut changed = device.clone();
            changed.user_handle = handle;
            assert_eq!(
                sign_in(&mut browser, &mut changed).await.code(),
                "passkey_refused"
            );
        }
        // It was never the device's fault: unchanged it signs in.
        assert_eq!(
            sign_in(&mut browser, &mut device.clone()).await.status,
            StatusCode::OK
        );
        // A copy counts from where it was taken.
        let mut copy = device.clone();
        let mut thief = portal.browser();
        assert_eq!(
            sign_in(&mut thief, &mut copy).await.code(),
            "passkey_refused"
        );
        let activity = browser
            .get("/api/v11/profile/activity?limit=200")
            .await
            .json;
        let events = activity["events"].as_array().unwrap();
        let refused = events
            .iter()
            .filter(|event| event["outcome"] == "refused" && event["detail"] == "passkey");
        assert!(refused.count() >= 6, "{activity}");
    })
    .await;
}

#[tokio::test]
async fn a_device_that_does_not_count_signs_in_again_and_again() {
    on_both(async |portal| {
        let mut owner = portal.new_user("ada@example.org").await;
        owner.stepped_up().await;
        let mut device = Authenticator::new();
        device.counts = false;
        let added = try_add(&mut owner, &mut device, "Synchronised").await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.json);
        for _ in 0..3 {
            let done = sign_in(&mut portal.browser(), &mut device).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        }
    })
    .await;
}

#[tokio::test]
async fn with_a_passkey_the_password_alone_opens_nothing() {
    on_both(async |portal| {
        let (mut owner, mut device) = new_user_with_passkey(&portal, "ada@example.org").await;
        let (_, mut of_grace) = new_user_with_passkey(&portal, "grace@example.org").await;
        let mut browser = portal.browser();
        let first = browser.sign_in("ada@example.org", PASSWORD).await;
        assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.json);
        assert_eq!(first.json["secondFactors"], json!(["passkey", "recovery_code"]));
        assert!(!browser.is_signed_in().await);
        let second_step = json!({ "isSecondStep": true });
        let path = "/api/v11/auth/passkey/begin";
        // Only with the right password before, and with a passkey of whose it was.
        assert_eq!(portal.browser().post(path, second_step.clone()).await.code(), "not_signed_in");
        let asking = begun(&mut browser, path, second_step.clone()).await;
        assert_eq!(asking["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
        let complete = |secret: &Value, credential: Value| json!({ "secret": secret, "credential": credential, "isSecondStep": true });
        let foreign = complete(&asking["secret"], of_grace.get(&asking["publicKey"]));
        assert_eq!(browser.post("/api/v11/auth/passkey", foreign).await.code(), "passkey_refused");
        let asking = begun(&mut browser, path, second_step.clone()).await;
        let right = complete(&asking["secret"], device.get(&asking["publicKey"]));
        assert_eq!(portal.browser().post("/api/v11/auth/passkey", right.clone()).await.code(), "not_signed_in");
        let mut graces = portal.browser();
        graces.sign_in("grace@example.org", PASSWORD).await;
        assert_eq!(graces.post("/api/v11/auth/passkey", right.clone()).await.code(), "passkey_refused");
        let done = browser.post("/api/v11/auth/passkey", right).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        assert!(browser.is_signed_in().await && !browser.cookies.contains_key("__Host-aurigraph-sign-in"));
        // Digits of an application that there is not are wrong; recovery codes count.
        let mut third = portal.browser();
        third.sign_in("ada@example.org", PASSWORD).await;
        let digits = third.post("/api/v11/auth/second-factor", json!({ "code": "000000" })).await;
        assert_eq!(digits.code(), "second_factor_refused");
        owner.post("/api/v11/profile/recovery-codes", json!({})).await;
        let codes = owner.post("/api/v11/profile/recovery-codes", json!({})).await.json;
        let code = json!({ "code": codes["recoveryCodes"][0] });
        assert_eq!(third.post("/api/v11/auth/second-factor", code).await.status, StatusCode::OK);
        // A new password by mail does not get around it.
        let mut stranger = portal.browser();
        stranger.post("/api/v11/auth/password-reset/request", json!({ "email": "ada@example.org" })).await;
        let token = portal.token_to("ada@example.org").await;
        stranger.post("/api/v11/auth/password-reset", json!({ "token": token, "password": OTHER_PASSWORD })).await;
        assert_eq!(stranger.sign_in("ada@example.org", OTHER_PASSWORD).await.status, StatusCode::ACCEPTED);
        assert_eq!(sign_in(&mut portal.browser(), &mut device).await.status, StatusCode::OK);
    })
    .await;
}
