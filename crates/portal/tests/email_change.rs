//! Goal: an address changes when its mailbox has answered, the old mailbox can stop it, and nobody learns whether an address has a sign-in.
//! Method: the portal's routes and its mails, against both databases.

use std::time::Duration;

use crate::portal::{Browser, OTHER_PASSWORD, PASSWORD, TestPortal, on_both};
use axum::http::StatusCode;
use serde_json::json;

const OLD: &str = "ada@example.org";
const NEW: &str = "countess@example.org";

async fn ask(browser: &mut Browser, email: &str) -> crate::portal::Answer {
    browser
        .post("/api/v11/profile/email", json!({ "email": email }))
        .await
}

async fn confirm(portal: &TestPortal, token: &str) -> crate::portal::Answer {
    let body = json!({ "token": token });
    portal
        .browser()
        .post("/api/v11/auth/confirm-email", body)
        .await
}

#[tokio::test]
async fn the_new_mailbox_answers_and_the_old_one_is_told() {
    on_both(async |portal| {
        let mut owner = portal.new_user(OLD).await;
        assert_eq!(ask(&mut owner, NEW).await.code(), "step_up_required");
        owner.stepped_up().await;
        let asked = ask(&mut owner, " Countess@Example.org").await;
        assert_eq!(
            (asked.status, asked.json),
            (StatusCode::ACCEPTED, json!({}))
        );
        let (subject, text) = portal.mail_to(OLD).await.unwrap();
        assert_eq!(subject, "Your address is to be changed");
        assert!(
            text.contains("/reset-password") && !text.contains("countess"),
            "{text}"
        );
        // Until then it is the old one.
        assert_eq!(
            portal.browser().sign_in(NEW, PASSWORD).await.code(),
            "sign_in_refused"
        );
        assert_eq!(owner.get("/api/v11/profile").await.json["email"], OLD);
        // A link with a new password that the old mailbox has is worth nothing afterwards.
        let asked = json!({ "email": OLD });
        portal
            .browser()
            .post("/api/v11/auth/password-reset/request", asked)
            .await;
        let reset = portal.token_to(OLD).await;
        let token = portal.token_to(NEW).await;
        let done = confirm(&portal, &token).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.json);
        assert_eq!(confirm(&portal, &token).await.code(), "token_invalid");
        let body = json!({ "token": reset, "password": OTHER_PASSWORD });
        let late = portal
            .browser()
            .post("/api/v11/auth/password-reset", body)
            .await;
        assert_eq!(late.code(), "token_invalid");
        assert_eq!(owner.get("/api/v11/profile").await.json["email"], NEW);
        assert_eq!(
            portal.browser().sign_in(OLD, PASSWORD).await.code(),
            "sign_in_refused"
        );
        assert_eq!(
            portal.browser().sign_in(NEW, PASSWORD).await.status,
            StatusCode::OK
        );
        for mailbox in [OLD, NEW] {
            assert_eq!(
                portal.mail_to(mailbox).await.unwrap().0,
                "Your address was changed"
            );
        }
        let activity = owner
            .get("/api/v11/profile/activity")
            .await
            .json
            .to_string();
        assert!(
            activity.contains("user.email_change_requested")
                && activity.contains("user.email_changed")
        );
        // The old address is free again.
        portal.new_user(OLD).await;
    })
    .await;
}

#[tokio::test]
async fn a_taken_address_is_answered_as_a_free_one_and_stays_whose_it_is() {
    on_both(async |portal| {
        let mut owner = portal.new_user(OLD).await;
        portal.new_user("grace@example.org").await;
        owner.stepped_up().await;
        let mut answers = Vec::new();
        for email in ["grace@example.org", NEW] {
            let asked = ask(&mut owner, email).await;
            let names: Vec<_> = asked.headers.keys().map(|name| name.to_string()).collect();
            answers.push((asked.status, asked.json, names));
        }
        assert_eq!(answers[0], answers[1]);
        let (subject, text) = portal.mail_to("grace@example.org").await.unwrap();
        assert_eq!(subject, "You have a sign-in already");
        assert!(!text.contains('#'), "{text}");
        assert_eq!(
            portal.mail_to(NEW).await.unwrap().0,
            "Confirm your new address"
        );
        assert_eq!(ask(&mut owner, OLD).await.code(), "invalid_parameter");
        assert_eq!(
            ask(&mut owner, "no address").await.code(),
            "invalid_parameter"
        );
        // Two who want the same: whoever answers first.
        let mut rival = portal.new_user("rival@example.org").await;
        rival.stepped_up().await;
        let first = portal.token_to(NEW).await;
        ask(&mut rival, NEW).await;
        let second = portal.token_to(NEW).await;
        assert_ne!(first, second);
        assert_eq!(
            confirm(&portal, &second).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(confirm(&portal, &first).await.code(), "token_invalid");
        assert_eq!(owner.get("/api/v11/profile").await.json["email"], OLD);
        assert_eq!(rival.get("/api/v11/profile").await.json["email"], NEW);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_stops_a_change_and_links_grow_old() {
    on_both(async |portal| {
        let mut owner = portal.new_user(OLD).await;
        owner.stepped_up().await;
        ask(&mut owner, "first@example.org").await;
        let first = portal.token_to("first@example.org").await;
        ask(&mut owner, NEW).await;
        let token = portal.token_to(NEW).await;
        // Only the newest holds.
        assert_eq!(confirm(&portal, &first).await.code(), "token_invalid");
        let asked = json!({ "email": OLD });
        portal
            .browser()
            .post("/api/v11/auth/password-reset/request", asked)
            .await;
        let body = json!({ "token": portal.token_to(OLD).await, "password": OTHER_PASSWORD });
        let reset = portal
            .browser()
            .post("/api/v11/auth/password-reset", body)
            .await;
        assert_eq!(reset.status, StatusCode::NO_CONTENT);
        assert_eq!(confirm(&portal, &token).await.code(), "token_invalid");
        owner.sign_in(OLD, OTHER_PASSWORD).await;
        assert_eq!(
            owner.step_up(OTHER_PASSWORD, None).await.status,
            StatusCode::OK
        );
        ask(&mut owner, NEW).await;
        let token = portal.token_to(NEW).await;
        portal.later(Duration::from_secs(24 * 60 * 60));
        assert_eq!(confirm(&portal, &token).await.code(), "token_invalid");
        for wrong in ["", "x", &"A".repeat(43)] {
            assert_eq!(confirm(&portal, wrong).await.code(), "token_invalid");
        }
        // As many mails to one address as a sign-up sends.
        owner.sign_in(OLD, OTHER_PASSWORD).await;
        owner.step_up(OTHER_PASSWORD, None).await;
        for _ in 0..5 {
            assert_eq!(ask(&mut owner, NEW).await.status, StatusCode::ACCEPTED);
        }
        assert_eq!(ask(&mut owner, NEW).await.code(), "too_busy");
    })
    .await;
}
