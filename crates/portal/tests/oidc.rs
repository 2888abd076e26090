//! Goal: somebody signs in here with a real provider, is signed out with it, and nobody else gets anywhere by what went to and fro.
//! Method: the portal's routes beside a provider that runs (`tests/portal/real_provider.rs`), with somebody who goes through its pages.

use std::time::Duration;

use crate::portal::real_provider::RealProvider;
use crate::portal::{
    Answer, Browser, TestPortal, on_both_with_providers, on_sqlite_with_providers,
};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const BEGIN: &str = "/api/v11/auth/oidc/real/begin";
const SIX_MINUTES: Duration = Duration::from_secs(6 * 60);

/// Where the browser is sent.
async fn begin(browser: &mut Browser, return_to: &str) -> String {
    let answer = browser.post(BEGIN, json!({ "returnTo": return_to })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    answer.json["url"].as_str().unwrap().to_owned()
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.json);
    answer.headers["location"].to_str().unwrap()
}

async fn sign_in(provider: &RealProvider, browser: &mut Browser) -> Answer {
    let url = begin(browser, "/blocks?limit=5").await;
    let back = provider.visitor().visit(&url).await;
    browser.get(&back).await
}

#[tokio::test]
async fn somebody_signs_in_with_a_provider_and_comes_back_to_the_page() {
    let provider = RealProvider::start();
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut browser = portal.browser();
            let listed = browser.get("/api/v11/auth/providers").await;
            assert_eq!(
                listed.json["providers"],
                json!([{ "providerId": "real", "name": "Real provider" }])
            );
            let answer = sign_in(provider, &mut browser).await;
            assert_eq!(location(&answer), "/blocks?limit=5");
            assert!(browser.is_signed_in().await);
            assert!(!browser.cookies.contains_key("__Host-aurigraph-provider"));
            let profile = browser.get("/api/v11/profile").await.json;
            let identities = browser.get("/api/v11/profile/identities").await.json;
            assert_eq!(identities["hasPassword"], false);
            assert_eq!(identities["identities"][0]["providerId"], "real");
            assert_eq!(identities["identities"][0]["label"], provider.user.as_str());
            // No token has come to the browser.
            for value in browser.cookies.values() {
                assert!(!value.contains("eyJ") && value.len() == 43, "{value}");
            }
            // Whoever comes again is the same user.
            let mut other = portal.browser();
            sign_in(provider, &mut other).await;
            let again = other.get("/api/v11/profile").await.json;
            assert_eq!(again["userId"], profile["userId"]);
            assert_eq!(again["email"], profile["email"]);
            other.step_up("", None).await;
            let exported = other.post("/api/v11/profile/export", json!({})).await.json;
            assert_eq!(exported["identities"][0]["providerId"], "real");
        }
    })
    .await;
}

#[tokio::test]
async fn what_came_back_counts_once_and_in_the_browser_that_began() {
    let provider = RealProvider::start();
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut browser = portal.browser();
            let url = begin(&mut browser, "/").await;
            let back = provider.visitor().visit(&url).await;
            // Another browser, with and without something begun there; and a state that somebody made up.
            let mut other = portal.browser();
            let refused = other.get(&back).await;
            assert_eq!(
                location(&refused),
                "/sign-in?problem=provider_sign_in_not_begun"
            );
            begin(&mut other, "/").await;
            let refused = other.get(&back).await;
            assert_eq!(
                location(&refused),
                "/sign-in?problem=provider_sign_in_not_begun"
            );
            let state = back
                .split("state=")
                .nth(1)
                .unwrap()
                .split('&')
                .next()
                .unwrap();
            let forged = back.replace(state, &"0".repeat(64));
            let refused = browser.get(&forged).await;
            assert_eq!(
                location(&refused),
                "/sign-in?problem=provider_sign_in_not_begun"
            );
            let twice = format!("{back}&state={state}");
            let refused = browser.get(&twice).await;
            assert_eq!(
                location(&refused),
                "/sign-in?problem=provider_sign_in_not_begun"
            );
            assert!(!browser.is_signed_in().await && !other.is_signed_in().await);
            // None of that has taken it from the browser that began; another process completes it.
            let another = portal.another_process().await;
            let mut cookies = another.browser();
            cookies.cookies.clone_from(&browser.cookies);
            assert_eq!(location(&cookies.get(&back).await), "/");
            assert!(cookies.is_signed_in().await);
            // Once, even with the cookie of before.
            let replayed = browser.get(&back).await;
            assert_eq!(
                location(&replayed),
                "/sign-in?problem=provider_sign_in_not_begun"
            );
            // A code that was used is worth nothing in what somebody begins anew.
            let mut thief = portal.browser();
            let fresh = begin(&mut thief, "/").await;
            let own_state = fresh
                .split("state=")
                .nth(1)
                .unwrap()
                .split('&')
                .next()
                .unwrap();
            let stolen = back.replace(state, own_state);
            let refused = thief.get(&stolen).await;
            assert_eq!(
                location(&refused),
                "/sign-in?problem=provider_answer_refused&next=%2F"
            );
            // Too late.
            let url = begin(&mut thief, "/").await;
            let back = provider.visitor().visit(&url).await;
            portal.later(Duration::from_secs(10 * 60));
            let late = thief.get(&back).await;
            assert_eq!(
                location(&late),
                "/sign-in?problem=provider_sign_in_not_begun"
            );
            assert!(!thief.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_with_a_password_links_a_provider_and_takes_it_away() {
    let provider = RealProvider::start();
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut browser = portal.new_user("ada@example.org").await;
            let path = "/api/v11/profile/identities/real/begin";
            let refused = browser.post(path, Value::Null).await;
            assert_eq!(refused.code(), "step_up_required");
            browser.stepped_up().await;
            let asked = browser.post(path, Value::Null).await;
            let url = asked.json["url"].as_str().unwrap().to_owned();
            let back = provider.visitor().visit(&url).await;
            assert_eq!(location(&browser.get(&back).await), "/profile");
            let (subject, _) = portal.mail_to("ada@example.org").await.unwrap();
            assert_eq!(subject, "Another way to sign in was added");
            let mut other = portal.browser();
            sign_in(provider, &mut other).await;
            let profile = other.get("/api/v11/profile").await.json;
            assert_eq!(profile["email"], "ada@example.org");
            let identities = browser.get("/api/v11/profile/identities").await.json;
            let id = identities["identities"][0]["identityId"].as_str().unwrap();
            let remove = format!("/api/v11/profile/identities/{id}/remove");
            let mut stranger = portal.new_user("eve@example.org").await;
            stranger.stepped_up().await;
            let refused = stranger.post(&remove, Value::Null).await;
            assert_eq!(refused.code(), "not_found");
            let removed = browser.post(&remove, Value::Null).await;
            assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.json);
            // What began with it has ended; who comes with it now is somebody else.
            assert!(browser.is_signed_in().await);
            assert!(!other.is_signed_in().await);
            sign_in(provider, &mut other).await;
            let now = other.get("/api/v11/profile").await.json;
            assert_ne!(now["userId"], profile["userId"]);
            // The only way in is not taken away.
            let identities = other.get("/api/v11/profile/identities").await.json;
            let id = identities["identities"][0]["identityId"].as_str().unwrap();
            let remove = format!("/api/v11/profile/identities/{id}/remove");
            let confirmed = other.post("/api/v11/auth/step-up", json!({})).await;
            assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.json);
            let refused = other.post(&remove, Value::Null).await;
            assert_eq!(refused.code(), "last_way_to_sign_in", "{}", refused.json);
            portal.later(Duration::from_secs(11 * 60));
            let refused = other.post(&remove, Value::Null).await;
            if !provider.is_ours() {
                // The clock of the portal alone was moved: what another provider gives lives for minutes, and is over by then.
                assert_eq!(refused.code(), "not_signed_in", "{}", refused.json);
                return;
            }
            assert_eq!(refused.code(), "step_up_required", "{}", refused.json);
            let refused = other.post("/api/v11/auth/step-up", json!({})).await;
            assert_eq!(refused.code(), "sign_in_again", "{}", refused.json);
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_lives_as_long_as_the_provider_knows_the_user() {
    let mut provider = RealProvider::oidc_provider();
    let portal = on_sqlite_with_providers(std::slice::from_ref(&provider.settings)).await;
    let mut browser = portal.browser();
    sign_in(&provider, &mut browser).await;
    // Refreshed twice: the provider takes back everything if one refresh token comes twice.
    for _ in 0..2 {
        portal.later(SIX_MINUTES / 3);
        assert!(browser.is_signed_in().await);
        portal.later(SIX_MINUTES / 3 * 2);
        assert!(browser.is_signed_in().await);
        let mut provider_sees = portal.another_process().await.browser();
        provider_sees.cookies.clone_from(&browser.cookies);
        assert!(provider_sees.is_signed_in().await);
    }
    // Silent for less than an hour.
    provider.stop();
    for _ in 0..9 {
        portal.later(SIX_MINUTES);
        assert!(browser.is_signed_in().await);
    }
    // It comes back, and has forgotten everybody.
    provider.start_again();
    portal.later(SIX_MINUTES);
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn a_provider_that_is_silent_for_an_hour_ends_the_session() {
    let mut provider = RealProvider::oidc_provider();
    let portal = on_sqlite_with_providers(std::slice::from_ref(&provider.settings)).await;
    let mut browser = portal.browser();
    sign_in(&provider, &mut browser).await;
    provider.stop();
    portal.later(SIX_MINUTES);
    assert!(browser.is_signed_in().await);
    portal.later(SIX_MINUTES * 9);
    assert!(browser.is_signed_in().await);
    portal.later(SIX_MINUTES);
    assert!(!browser.is_signed_in().await);
    // Nobody is sent to a provider that is not there, and is told so.
    portal.later(Duration::from_secs(25 * 60 * 60));
    let refused = portal.browser().post(BEGIN, json!({})).await;
    assert_eq!(refused.code(), "provider_unreachable");
}

async fn logout_route(portal: &TestPortal, body: String) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/v11/auth/oidc/real/back-channel-logout")
        .header("host", "localhost:9003")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    portal.browser().raw(request).await
}

#[tokio::test]
async fn who_signs_out_here_or_there_is_signed_out_of_both() {
    let mut provider = RealProvider::oidc_provider();
    let portal = on_sqlite_with_providers(std::slice::from_ref(&provider.settings)).await;
    // The provider's server sends what the test hands on: it sees the token as well.
    let listener = provider.back_channel.take().unwrap();
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let (tell, mut told) = tokio::sync::mpsc::channel(4);
    let router = axum::Router::new().route(
        "/api/v11/auth/oidc/real/back-channel-logout",
        axum::routing::post(move |body: String| async move {
            tell.send(body).await.unwrap();
            StatusCode::OK
        }),
    );
    tokio::spawn(async move { axum::serve(listener, router).await });

    let mut browser = portal.browser();
    let mut visitor = provider.visitor();
    let url = begin(&mut browser, "/").await;
    let back = visitor.visit(&url).await;
    browser.get(&back).await;
    let mut elsewhere = portal.browser();
    sign_in(&provider, &mut elsewhere).await;
    let mut kept = browser.clone();
    let done = browser.post("/api/v11/auth/sign-out", json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.json);
    assert!(!kept.is_signed_in().await);
    let end = done.json["endSessionUrl"].as_str().unwrap().to_owned();
    assert!(
        end.starts_with(&format!("{}/session/end?", provider.settings.issuer)),
        "{end}"
    );
    assert!(!end.contains("id_token_hint"), "{end}");

    // Somebody signs in again with the session that is still there, and out at the provider alone.
    let mut browser = portal.browser();
    let url = begin(&mut browser, "/").await;
    let back = visitor.visit(&url).await;
    browser.get(&back).await;
    assert!(browser.is_signed_in().await);
    assert_eq!(visitor.visit(&end).await, "/");
    let body = tokio::time::timeout(Duration::from_secs(10), told.recv()).await;
    let body = body.unwrap().unwrap();
    assert!(body.starts_with("logout_token=eyJ"), "{body}");
    let answer = logout_route(&portal, body.clone()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    assert!(!browser.is_signed_in().await);
    assert!(
        elsewhere.is_signed_in().await,
        "another session at the provider goes on"
    );
    // Once.
    let replayed = logout_route(&portal, body).await;
    assert_eq!(replayed.code(), "logout_token_refused");
    let activity = elsewhere.get("/api/v11/profile/activity").await.json;
    let lines = activity["events"].as_array().unwrap();
    let ended: Vec<&Value> = lines
        .iter()
        .filter(|line| line["action"] == "session.ended_by_provider")
        .collect();
    assert_eq!(ended.len(), 1, "{activity}");
    assert_eq!(ended[0]["detail"], "provider real");
}
