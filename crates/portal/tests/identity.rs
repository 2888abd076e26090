//! Goal: who signs up, in and out is who they say, and learns nothing about others.
//! Method: the portal's routes over SQLite and over PostgreSQL, with browsers that keep their cookies and a clock that the test sets.

use std::time::Duration;

use crate::portal::{OTHER_PASSWORD, PASSWORD, on_both};
use aurigraph_portal::identity::SESSION_CHECKED_AGAIN_AFTER;
use axum::http::{Method, StatusCode};
use serde_json::json;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn a_mailbox_that_answers_makes_a_user_who_signs_in_and_out() {
    on_both(async |portal| {
        let mut browser = portal.browser();
        assert_eq!(
            browser.get("/api/v11/profile").await.code(),
            "not_signed_in"
        );
        let asked = json!({ "email": " Ada@Example.org" });
        let asked = browser.post("/api/v11/auth/sign-up", asked).await;
        assert_eq!(
            (asked.status, asked.json),
            (StatusCode::ACCEPTED, json!({}))
        );
        // Nobody is a user before the mailbox answered.
        let early = browser.sign_in("ada@example.org", PASSWORD).await;
        assert_eq!(early.code(), "sign_in_refused");
        let (subject, text) = portal.mail_to("ada@example.org").await.unwrap();
        assert_eq!(subject, "Complete your sign-up");
        assert!(
            text.contains("http://localhost:9003/complete-sign-up#"),
            "{text}"
        );
        let token = portal.token_to("ada@example.org").await;
        let weak = json!({ "token": token, "name": "Ada", "password": "ada@example.org" });
        let weak = browser.post("/api/v11/auth/complete-sign-up", weak).await;
        assert_eq!(weak.code(), "password_refused", "{}", weak.json);
        let body = json!({ "token": token, "name": " Ada Lovelace ", "password": PASSWORD });
        let done = browser
            .post("/api/v11/auth/complete-sign-up", body.clone())
            .await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        assert_eq!(done.json["user"]["name"], "Ada Lovelace");
        let signed_in_at = done.json["signedInAt"].clone();
        assert!(browser.is_signed_in().await);
        // A link holds once.
        let again = portal
            .browser()
            .post("/api/v11/auth/complete-sign-up", body)
            .await;
        assert_eq!(again.code(), "token_invalid");
        let profile = browser.get("/api/v11/profile").await;
        assert_eq!(profile.json["email"], "ada@example.org");
        assert_eq!(profile.json["lastSignInAt"], json!(null));
        assert_eq!(
            browser
                .post("/api/v11/auth/sign-out", json!({}))
                .await
                .status,
            StatusCode::NO_CONTENT
        );
        assert!(!browser.is_signed_in().await);
        portal.later(HOUR);
        let mut other = portal.browser();
        let wrong = other.sign_in("ada@example.org", OTHER_PASSWORD).await;
        assert_eq!(wrong.code(), "sign_in_refused");
        let right = other.sign_in("ADA@example.org ", PASSWORD).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.json);
        let profile = other.get("/api/v11/profile").await;
        assert_eq!(profile.json["lastSignInAt"], signed_in_at);
    })
    .await;
}

#[tokio::test]
async fn a_session_is_a_new_secret_that_no_script_and_no_other_host_gets() {
    on_both(async |portal| {
        let browser = portal.new_user("ada@example.org").await;
        let mut fixed = portal.browser();
        // A cookie that somebody planted opens nothing and is replaced.
        let planted = browser.cookies["__Host-aurigraph-browser"].clone();
        fixed
            .cookies
            .insert("__Host-aurigraph-session".into(), planted.clone());
        assert!(!fixed.is_signed_in().await);
        let answer = fixed.sign_in("ada@example.org", PASSWORD).await;
        assert_ne!(fixed.cookies["__Host-aurigraph-session"], planted);
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.starts_with("__Host-aurigraph-"), "{cookie}");
            assert!(
                cookie.ends_with("; Secure; HttpOnly; SameSite=Lax"),
                "{cookie}"
            );
        }
        assert!(
            !answer
                .json
                .to_string()
                .contains(&fixed.cookies["__Host-aurigraph-session"])
        );
        // Signing in anew ends what this browser had, and nothing else.
        let mut old = fixed.clone();
        fixed.sign_in("ada@example.org", PASSWORD).await;
        assert!(fixed.is_signed_in().await && !old.is_signed_in().await);
        assert!(browser.clone().is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_is_answered_the_same_whether_an_address_is_known_or_not() {
    on_both(async |portal| {
        portal.new_user("known@example.org").await;
        let mut browser = portal.browser_at("198.51.100.7:1");
        for (path, extra) in [
            ("/api/v11/auth/sign-up", None),
            ("/api/v11/auth/password-reset/request", None),
            ("/api/v11/auth/sign-in", Some(OTHER_PASSWORD)),
        ] {
            let mut answers = Vec::new();
            for email in ["known@example.org", "nobody@example.org"] {
                let body = match extra {
                    Some(password) => json!({ "email": email, "password": password }),
                    None => json!({ "email": email }),
                };
                let answer = browser.post(path, body).await;
                let names: Vec<_> = answer.headers.keys().map(|name| name.to_string()).collect();
                answers.push((answer.status, answer.json, names));
            }
            assert_eq!(answers[0], answers[1], "{path}");
        }
        // The mailboxes learn which.
        let known = portal.mail_to("known@example.org").await.unwrap();
        assert_eq!(known.0, "Set a new password");
        let nobody = portal.mail_to("nobody@example.org").await.unwrap();
        assert_eq!(nobody.0, "There is no sign-in with this address");
        let second = portal
            .browser()
            .post(
                "/api/v11/auth/sign-up",
                json!({ "email": "known@example.org" }),
            )
            .await;
        assert_eq!(second.status, StatusCode::ACCEPTED);
        let known = portal.mail_to("known@example.org").await.unwrap();
        assert_eq!(known.0, "You have a sign-in already");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_by_mail_ends_every_session_and_holds_once() {
    on_both(async |portal| {
        let mut browser = portal.new_user("ada@example.org").await;
        let mut another = portal.another_process().await.browser();
        another.cookies = browser.cookies.clone();
        assert!(another.is_signed_in().await);
        let asked = json!({ "email": "ada@example.org" });
        portal
            .browser()
            .post("/api/v11/auth/password-reset/request", asked.clone())
            .await;
        let first = portal.token_to("ada@example.org").await;
        portal
            .browser()
            .post("/api/v11/auth/password-reset/request", asked.clone())
            .await;
        let token = portal.token_to("ada@example.org").await;
        assert_ne!(first, token);
        let body = |token: &str, password: &str| json!({ "token": token, "password": password });
        let mut stranger = portal.browser();
        let weak = stranger
            .post("/api/v11/auth/password-reset", body(&token, "password1234"))
            .await;
        assert_eq!(weak.code(), "password_refused");
        let done = stranger
            .post("/api/v11/auth/password-reset", body(&token, OTHER_PASSWORD))
            .await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.json);
        for used in [&token, &first] {
            let again = stranger
                .post("/api/v11/auth/password-reset", body(used, PASSWORD))
                .await;
            assert_eq!(again.code(), "token_invalid");
        }
        assert!(!browser.is_signed_in().await);
        // Another process finds out within half a minute.
        portal.later(Duration::from_secs(30));
        assert!(!another.is_signed_in().await);
        assert_eq!(
            stranger.sign_in("ada@example.org", PASSWORD).await.code(),
            "sign_in_refused"
        );
        assert_eq!(
            stranger
                .sign_in("ada@example.org", OTHER_PASSWORD)
                .await
                .status,
            StatusCode::OK
        );
        // A link that nobody used in time.
        stranger
            .post("/api/v11/auth/password-reset/request", asked)
            .await;
        let late = portal.token_to("ada@example.org").await;
        portal.later(HOUR);
        let late = stranger
            .post("/api/v11/auth/password-reset", body(&late, PASSWORD))
            .await;
        assert_eq!(late.code(), "token_invalid");
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_user_and_nobody_else() {
    on_both(async |portal| {
        let mut first = portal.new_user("ada@example.org").await;
        let mut second = portal.browser_at("[2001:db8::7]:1");
        second.sign_in("ada@example.org", PASSWORD).await;
        let mut other = portal.new_user("grace@example.org").await;
        let listed = first.get("/api/v11/profile/sessions").await.json;
        let sessions = listed["sessions"].as_array().unwrap().clone();
        assert_eq!(sessions.len(), 2);
        let foreign = sessions
            .iter()
            .find(|one| one["networkAddress"] == "2001:db8::7")
            .unwrap();
        assert_eq!(
            (&foreign["isCurrent"], &foreign["userAgent"]),
            (&json!(false), &json!("Mozilla/5.0 (test)"))
        );
        let path = format!(
            "/api/v11/profile/sessions/{}",
            foreign["sessionId"].as_str().unwrap()
        );
        let of_nobody = format!("/api/v11/profile/sessions/ses_{}", "0".repeat(32));
        first.stepped_up().await;
        other.stepped_up().await;
        let not_mine = other.send(Method::DELETE, &path, None).await;
        let missing = other.send(Method::DELETE, &of_nobody, None).await;
        assert_eq!(
            (not_mine.status, &not_mine.json),
            (StatusCode::NOT_FOUND, &missing.json)
        );
        assert!(second.is_signed_in().await);
        assert_eq!(
            first.send(Method::DELETE, &path, None).await.status,
            StatusCode::NO_CONTENT
        );
        assert!(!second.is_signed_in().await);
        assert!(first.is_signed_in().await && other.is_signed_in().await);
        second.sign_in("ada@example.org", PASSWORD).await;
        let others = "/api/v11/profile/sessions";
        let rest = first.send(Method::DELETE, others, None).await;
        assert_eq!(rest.status, StatusCode::NO_CONTENT);
        assert!(!second.is_signed_in().await && first.is_signed_in().await);
        let changed = json!({ "newPassword": OTHER_PASSWORD });
        second.sign_in("ada@example.org", PASSWORD).await;
        let changed = first.post("/api/v11/profile/password", changed).await;
        assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.json);
        assert!(!second.is_signed_in().await && first.is_signed_in().await);
        let activity = first.get("/api/v11/profile/activity?limit=4").await.json;
        let actions: Vec<_> = activity["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["action"].clone())
            .collect();
        assert_eq!(
            actions,
            [
                "user.password_changed",
                "session.signed_in",
                "session.revoked",
                "session.signed_in"
            ]
        );
        let cursor = activity["nextCursor"].as_str().unwrap();
        let next = first
            .get(&format!(
                "/api/v11/profile/activity?limit=200&cursor={cursor}"
            ))
            .await
            .json;
        assert_eq!(next["nextCursor"], json!(null));
        assert_eq!(
            next["events"].as_array().unwrap().last().unwrap()["action"],
            "user.signed_up"
        );
    })
    .await;
}

#[tokio::test]
async fn a_user_has_fifty_sessions_and_the_oldest_ends_for_a_new_one() {
    on_both(async |portal| {
        let mut first = portal.new_user("ada@example.org").await;
        let mut last = portal.browser();
        for number in 1..=50 {
            portal.later(Duration::from_secs(1));
            assert!(first.is_signed_in().await, "{number}");
            last = portal.browser();
            let answer = last.sign_in("ada@example.org", PASSWORD).await;
            assert_eq!(answer.status, StatusCode::OK, "{number}: {}", answer.json);
        }
        let listed = last.get("/api/v11/profile/sessions").await.json;
        assert_eq!(listed["sessions"].as_array().unwrap().len(), 50);
        portal.later(SESSION_CHECKED_AGAIN_AFTER);
        assert!(!first.is_signed_in().await);
        assert!(last.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_without_requests_and_in_any_case_after_a_week() {
    on_both(async |portal| {
        let mut browser = portal.new_user("ada@example.org").await;
        for _ in 0..15 {
            portal.later(11 * HOUR);
            assert!(browser.is_signed_in().await);
        }
        // 165 of 168 hours.
        portal.later(4 * HOUR);
        assert!(!browser.is_signed_in().await);
        browser.sign_in("ada@example.org", PASSWORD).await;
        portal.later(11 * HOUR);
        assert!(browser.is_signed_in().await);
        portal.later(12 * HOUR);
        assert!(!browser.is_signed_in().await);
        assert!(portal.portal.identity().tidy_up().await.unwrap() > 0);
        assert_eq!(portal.portal.identity().tidy_up().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn who_is_deleted_is_gone_and_may_come_anew() {
    on_both(async |portal| {
        let mut browser = portal.new_user("ada@example.org").await;
        browser.stepped_up().await;
        let export = browser.post("/api/v11/profile/export", json!({})).await;
        assert_eq!(export.json["email"], "ada@example.org");
        assert_eq!(export.json["sessions"].as_array().unwrap().len(), 1);
        assert!(
            export.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(
            browser
                .post("/api/v11/profile/delete", json!({}))
                .await
                .status,
            StatusCode::NO_CONTENT
        );
        assert!(browser.cookies.is_empty());
        assert_eq!(
            browser.sign_in("ada@example.org", PASSWORD).await.code(),
            "sign_in_refused"
        );
        let mut again = portal.new_user("ada@example.org").await;
        let events = again.get("/api/v11/profile/activity").await.json;
        assert_eq!(events["events"].as_array().unwrap().len(), 2, "{events}");
    })
    .await;
}

#[tokio::test]
async fn a_name_is_changed_and_what_is_none_is_refused() {
    on_both(async |portal| {
        let mut browser = portal.new_user("ada@example.org").await;
        let body = |name: &str| Some(json!({ "name": name }));
        let renamed = browser
            .send(Method::PATCH, "/api/v11/profile", body(" Countess "))
            .await;
        assert_eq!(renamed.json["name"], "Countess");
        for name in ["", "   ", "a\nb", &"x".repeat(101)] {
            let refused = browser
                .send(Method::PATCH, "/api/v11/profile", body(name))
                .await;
            assert_eq!(refused.code(), "invalid_parameter", "{name:?}");
        }
        let unknown = Some(json!({ "name": "Ada", "userId": "usr_0", "admin": true }));
        let unknown = browser
            .send(Method::PATCH, "/api/v11/profile", unknown)
            .await;
        assert_eq!(unknown.code(), "unknown_field");
        assert_eq!(
            browser.get("/api/v11/profile").await.json["name"],
            "Countess"
        );
    })
    .await;
}
