//! Goal: nobody guesses a password, and nobody who tries shuts out whose it is.
//! Method: many guesses at once, from one network and from many, against both databases.

use std::time::Duration;

use crate::portal::{OTHER_PASSWORD, PASSWORD, TestPortal, on_both};
use aurigraph_portal::audit::{ChainReport, verify};
use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::json;

async fn guess(portal: &TestPortal, address: &str, email: &str) -> StatusCode {
    let mut browser = portal.browser_at(address);
    browser.sign_in(email, OTHER_PASSWORD).await.status
}

fn count(statuses: &[StatusCode], status: StatusCode) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

#[tokio::test]
async fn of_two_hundred_guesses_at_once_ten_are_looked_at() {
    on_both(async |portal| {
        let mut known = portal.new_user("ada@example.org").await;
        // Blanks and capital letters do not make another address.
        let spellings = ["ada@example.org", "ADA@example.org", " ada@Example.org "];
        let guesses = (0..200).map(|n| guess(&portal, "198.51.100.7:1", spellings[n % 3]));
        let statuses = join_all(guesses).await;
        assert_eq!(count(&statuses, StatusCode::UNAUTHORIZED), 10);
        assert_eq!(count(&statuses, StatusCode::TOO_MANY_REQUESTS), 190);
        let mut there = portal.browser_at("198.51.100.7:1");
        let refused = there.sign_in("ada@example.org", PASSWORD).await;
        assert_eq!(refused.code(), "too_busy");
        let wait: u64 = refused.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
        // The owner signs in with the browser that is known, from the same network even, and from elsewhere.
        known.address = "198.51.100.7:2".parse().unwrap();
        assert_eq!(
            known.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
        let mut elsewhere = portal.browser_at("203.0.113.9:1");
        assert_eq!(
            elsewhere.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
        // Only what was looked at is in the log, and the log holds.
        let activity = known.get("/api/v11/profile/activity?limit=200").await.json;
        let events = activity["events"].as_array().unwrap();
        let refused = events
            .iter()
            .filter(|event| event["outcome"] == "refused")
            .count();
        assert_eq!(refused, 10);
        assert!(matches!(
            verify(portal.portal.identity().store()).await.unwrap(),
            ChainReport::Holds { .. }
        ));
        portal.later(Duration::from_secs(15 * 60));
        assert_eq!(
            there.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn guesses_from_many_networks_are_a_hundred_an_hour_and_a_mail_lets_the_owner_in() {
    on_both(async |portal| {
        let mut known = portal.new_user("ada@example.org").await;
        let addresses: Vec<_> = (0..30).map(|n| format!("[2001:db8:{n}::1]:1")).collect();
        let guesses = (0..150).map(|n| guess(&portal, &addresses[n % 30], "ada@example.org"));
        let statuses = join_all(guesses).await;
        assert_eq!(count(&statuses, StatusCode::UNAUTHORIZED), 100);
        let mut elsewhere = portal.browser_at("203.0.113.9:1");
        assert_eq!(
            elsewhere.sign_in("ada@example.org", PASSWORD).await.code(),
            "too_busy"
        );
        assert_eq!(
            known.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
        // Whoever keeps the owner out that way cannot use up the mails that let her in by signing up in her name.
        for n in 0..6 {
            let mut thief = portal.browser_at(&format!("[2001:db8:77:{n}::1]:1"));
            let asked = json!({ "email": "ada@example.org" });
            thief.post("/api/v11/auth/sign-up", asked).await;
        }
        let asked = json!({ "email": "ada@example.org" });
        elsewhere
            .post("/api/v11/auth/password-reset/request", asked)
            .await;
        let token = portal.token_to("ada@example.org").await;
        let body = json!({ "token": token, "password": OTHER_PASSWORD });
        let reset = elsewhere.post("/api/v11/auth/password-reset", body).await;
        assert_eq!(reset.status, StatusCode::NO_CONTENT);
        assert_eq!(
            elsewhere
                .sign_in("ada@example.org", OTHER_PASSWORD)
                .await
                .status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn one_network_has_a_hundred_failures_whoever_they_are_for() {
    on_both(async |portal| {
        portal.new_user("ada@example.org").await;
        let emails: Vec<_> = (0..120).map(|n| format!("nobody{n}@example.org")).collect();
        // One network of IPv6, whatever comes after its first 64 bits.
        let guesses = emails.iter().enumerate().map(|(n, email)| {
            let portal = &portal;
            async move { guess(portal, &format!("[2001:db8::{n:x}]:1"), email).await }
        });
        let statuses = join_all(guesses).await;
        assert_eq!(count(&statuses, StatusCode::UNAUTHORIZED), 100);
        let mut there = portal.browser_at("[2001:db8::ffff]:1");
        assert_eq!(
            there.sign_in("ada@example.org", PASSWORD).await.code(),
            "too_busy"
        );
        let mut elsewhere = portal.browser_at("[2001:db8:0:1::1]:1");
        assert_eq!(
            elsewhere.sign_in("ada@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn mails_and_their_links_are_limited_as_well() {
    on_both(async |portal| {
        let asked = json!({ "email": "ada@example.org" });
        let mut browser = portal.browser();
        for _ in 0..5 {
            let answer = browser.post("/api/v11/auth/sign-up", asked.clone()).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED);
        }
        let sixth = portal
            .browser_at("203.0.113.9:1")
            .post("/api/v11/auth/sign-up", asked.clone())
            .await;
        assert_eq!(sixth.code(), "too_busy");
        let mails = browser.get("/api/v11/devnet/mails").await.json;
        assert_eq!(mails["mails"].as_array().unwrap().len(), 5);
        let mut codes = Vec::new();
        for n in 0..31_u8 {
            use base64::Engine as _;
            let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([n; 32]);
            let body = json!({ "token": token, "password": PASSWORD });
            let answer = browser.post("/api/v11/auth/password-reset", body).await;
            codes.push(answer.code().to_owned());
        }
        assert!(
            codes[..30].iter().all(|code| code == "token_invalid"),
            "{codes:?}"
        );
        assert_eq!(codes[30], "too_busy");
        // An office behind one address signs up: links that hold are no guesses.
        let mut office = portal.browser_at("203.0.113.77:1");
        for n in 0..29 {
            let email = format!("clerk{n}@example.org");
            let asked = json!({ "email": email });
            office.post("/api/v11/auth/sign-up", asked).await;
            let token = portal.token_to(&email).await;
            let body = json!({ "token": token, "name": "Clerk", "password": PASSWORD });
            for expected in [StatusCode::OK, StatusCode::GONE] {
                let answer = office
                    .post("/api/v11/auth/complete-sign-up", body.clone())
                    .await;
                assert_eq!(answer.status, expected, "{n}: {}", answer.json);
            }
        }
    })
    .await;
}
