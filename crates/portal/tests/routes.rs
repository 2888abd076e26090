//! Goal: no route of the portal can be used without the right to it, and no other site can use one through somebody's browser.
//! Method: every route of the OpenAPI document is called, so that a new one without a guard fails.

use crate::portal::document::operations;
use crate::portal::{on_both_with_providers, on_sqlite};
use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{Method, Request, StatusCode};
use serde_json::Value;

/// Method, path, and whether the document says that it is public.
fn routes() -> Vec<(Method, String, bool)> {
    let organisation = format!("org_{}", "0".repeat(32));
    let operations = operations().into_iter();
    let routes = operations.map(|operation| {
        let path = operation.path_in(&organisation);
        let is_public = operation.is_public();
        (operation.method, path, is_public)
    });
    routes.collect()
}

/// Where a provider's server or a node comes, without a cookie: there a signature is the right to it (`oidc_hostile.rs`, `nodes.rs`).
fn is_for_servers(path: &str) -> bool {
    path.ends_with("/back-channel-logout") || path == "/api/v11/node-enrolments"
}

/// A provider that nobody reaches: so its routes are there, and say that.
fn silent_provider(folder: &std::path::Path) -> OidcProviderSettings {
    let secret = folder.join("client-secret");
    std::fs::write(&secret, "a secret").unwrap();
    let settings = serde_json::json!({
        "id": "silent", "name": "Silent", "issuer": "http://127.0.0.1:1", "client_id": "portal",
        "client_secret_file": secret, "internal_host": "http://127.0.0.1:1",
    });
    serde_json::from_value(settings).unwrap()
}

#[tokio::test]
async fn what_is_not_public_answers_nobody_without_a_session() {
    let folder = tempfile::TempDir::new().unwrap();
    on_both_with_providers(&[silent_provider(folder.path())], |portal| async move {
        let mut asked = 0;
        for (method, path, is_public) in routes() {
            let mut browser = portal.browser();
            let body = (method != Method::GET).then(|| serde_json::json!({}));
            let answer = browser.send(method.clone(), &path, body).await;
            if is_public {
                assert_ne!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
                assert_ne!(answer.code(), "not_signed_in", "{method} {path}");
            } else {
                asked += 1;
                assert_eq!(
                    answer.code(),
                    "not_signed_in",
                    "{method} {path}: {}",
                    answer.json
                );
            }
        }
        assert!(asked >= 10, "{asked}");
    })
    .await;
}

#[tokio::test]
async fn another_site_cannot_use_somebodys_browser() {
    let portal = on_sqlite().await;
    let browser = portal.new_user("ada@example.org").await;
    let cookies: Vec<_> = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let attacks: [&[(&str, &str)]; 5] = [
        &[],
        &[("origin", "https://evil.example")],
        &[
            ("origin", "https://evil.example"),
            ("x-requested-with", "aurigraph"),
        ],
        &[("origin", "null"), ("x-requested-with", "aurigraph")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("x-requested-with", "aurigraph"),
        ],
    ];
    let mut tried = 0;
    for (method, path, _) in routes() {
        if method == Method::GET || is_for_servers(&path) {
            continue;
        }
        for headers in attacks {
            let mut request = Request::builder()
                .method(&method)
                .uri(&path)
                .header(HOST, "localhost:9003")
                .header(COOKIE, cookies.join("; "))
                .header(CONTENT_TYPE, "application/json");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::from("{}")).unwrap();
            let answer = portal.browser().raw(request).await;
            assert_eq!(
                answer.code(),
                "cross_site_request",
                "{method} {path} {headers:?}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 50, "{tried}");
    let mut browser = browser;
    assert!(browser.is_signed_in().await);
    // What comes from here is taken.
    let request = Request::post("/api/v11/auth/sign-out")
        .header(HOST, "localhost:9003")
        .header(ORIGIN, "http://localhost:9003")
        .header("sec-fetch-site", "same-origin")
        .header("x-requested-with", "aurigraph")
        .header(COOKIE, cookies.join("; "));
    let answer = portal
        .browser()
        .raw(request.body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_nobody_asked_for_is_refused_with_a_problem_that_says_why() {
    let portal = on_sqlite().await;
    let mut browser = portal.new_user("ada@example.org").await;
    let send = |path: &str, media: &str, body: String| {
        Request::post(path)
            .header(HOST, "localhost:9003")
            .header("x-requested-with", "aurigraph")
            .header(CONTENT_TYPE, media)
            .body(Body::from(body))
            .unwrap()
    };
    let json = "application/json";
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    for (body, media, status, code) in [
        ("{".to_owned(), json, 400, "malformed_json"),
        (String::new(), json, 400, "malformed_json"),
        ("[]".to_owned(), json, 400, "invalid_parameter"),
        (deep, json, 400, "invalid_parameter"),
        (
            r#"{"email":"a@b.cd"}"#.to_owned(),
            "text/plain",
            415,
            "unsupported_media_type",
        ),
        (
            r#"{"email":"a@b.cd"}"#.to_owned(),
            "application/x-www-form-urlencoded",
            415,
            "unsupported_media_type",
        ),
        (
            r#"{"email":"a@b.cd","role":"owner"}"#.to_owned(),
            json,
            400,
            "unknown_field",
        ),
        (
            r#"{"email":"a@b.cd","email":"c@d.ef"}"#.to_owned(),
            json,
            400,
            "invalid_parameter",
        ),
        (r#"{"email":7}"#.to_owned(), json, 400, "invalid_parameter"),
        ("{}".to_owned(), json, 400, "invalid_parameter"),
        (
            format!(r#"{{"email":"{}"}}"#, "a".repeat(20_000)),
            json,
            413,
            "payload_too_large",
        ),
    ] {
        let answer = browser
            .raw(send("/api/v11/auth/sign-up", media, body.clone()))
            .await;
        let shown: String = body.chars().take(60).collect();
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (status, code),
            "{shown} {}",
            answer.json
        );
        assert!(
            answer.json["action"]
                .as_str()
                .is_some_and(|action| !action.is_empty())
        );
    }
    for query in [
        "?limit=0",
        "?limit=201",
        "?limit=x",
        "?cursor=x",
        "?unknown=1",
        "?limit=5&limit=6",
    ] {
        for path in ["/api/v11/profile/activity", "/api/v11/devnet/mails"] {
            let answer = browser.get(&format!("{path}{query}")).await;
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{path}{query}: {}",
                answer.json
            );
            assert_ne!(answer.json, Value::Null);
        }
    }
    for part in [
        "..",
        "%2e%2e",
        "ses_",
        "%00",
        "'; DROP TABLE users; --",
        "%f0%9f",
    ] {
        let path = format!("/api/v11/profile/sessions/{}", part.replace(' ', "%20"));
        let answer = browser.send(Method::DELETE, &path, None).await;
        assert!(
            matches!(answer.status.as_u16(), 400 | 404),
            "{path}: {}",
            answer.status
        );
    }
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_body_comes_as_it_is_and_a_wrong_method_is_told_as_everything_else() {
    let portal = on_sqlite().await;
    let request = Request::post("/api/v11/auth/sign-in")
        .header(HOST, "localhost:9003")
        .header("x-requested-with", "aurigraph")
        .header(CONTENT_TYPE, "application/json")
        .header("content-encoding", "gzip")
        .body(Body::from("{}"))
        .unwrap();
    let answer = portal.browser().raw(request).await;
    assert_eq!(answer.code(), "unsupported_media_type");
    for path in ["/api/v11/auth/sign-in", "/api/v11/organisations"] {
        let answer = portal.browser().send(Method::DELETE, path, None).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.code(), "method_not_allowed", "{path}");
        assert!(answer.headers.contains_key("allow"), "{path}");
    }
}

#[tokio::test]
async fn a_key_beside_a_cookie_opens_no_way_for_another_site() {
    let portal = on_sqlite().await;
    let browser = portal.new_user("ada@example.org").await;
    let cookies = browser.cookies.iter();
    let cookies: Vec<_> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let request = Request::post("/api/v11/auth/sign-out")
        .header(HOST, "localhost:9003")
        .header(ORIGIN, "https://evil.example")
        .header("authorization", "Bearer agk_none")
        .header(COOKIE, cookies.join("; "))
        .body(Body::empty())
        .unwrap();
    let answer = portal.browser().raw(request).await;
    assert_eq!(answer.code(), "cross_site_request");
    let mut browser = browser;
    assert!(browser.is_signed_in().await);
}
